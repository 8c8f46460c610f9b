"""Names that were not read surely: decided by single keys, remembered, taken back - with real widgets and a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.gui.judgements_dialog import JudgementsDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.review_dialog import ReviewDialog
from ingredient_checker.library.product import Product
from ingredient_checker.matching.judgements import Decision

if TYPE_CHECKING:
    from conftest import Dialogs

LABEL = "Ingredients: Aqua, Capryly Glycol, Methylisothlazolinone, Zorbocide Ultra, Benzyl Alcohol"


@pytest.fixture
def labelled(window: MainWindow) -> MainWindow:
    """The window with the sample patient, an empty library and a label with three names in doubt."""
    window.session.open_patient(window.session.workbench.record.save_patient(window.session.workbench.sample_patient()))
    window.check_page.show_label(LABEL)
    return window


@pytest.fixture
def review(labelled: MainWindow, qtbot: QtBot) -> Iterator[Callable[[], ReviewDialog]]:
    """Open the review as F7 does, but beside the test."""
    opened: list[ReviewDialog] = []

    def open_it() -> ReviewDialog:
        names = labelled.check_page.names_in_doubt()
        opened.append(ReviewDialog(labelled.session, names, labelled._looking, labelled))
        qtbot.addWidget(opened[-1])
        opened[-1].show()
        return opened[-1]

    yield open_it
    for dialog in opened:
        dialog.let_go()


def press(dialog: ReviewDialog, qtbot: QtBot, *keys: str) -> None:
    for key in keys:
        qtbot.keyClick(dialog.form.candidates, Qt.Key.Key_Backspace if key == "\b" else key)


def shown(dialog: ReviewDialog) -> list[str]:
    return [choice.candidate.name for choice in dialog.form.candidates.choices]


def kept(window: MainWindow) -> list[tuple[str, str, str]]:
    rows = window.session.workbench.spellings.judgements()
    return [
        (r.judgement.written, r.judgement.decision.value, r.judgement.substance) for r in reversed(rows) if not r.idle
    ]


def test_f7_decides_a_name_and_the_label_is_checked_again(labelled: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    page = labelled.check_page

    def decide(dialog: ReviewDialog) -> None:
        press(dialog, qtbot, "n", "n")
        dialog.form.search.setText("methylisothiazolinone")
        press(dialog, qtbot, "1")
        dialog.accept()

    dialogs.answer(decide)
    labelled.form.decideNamesAction.trigger()
    assert kept(labelled) == [("Zorbocide Ultra", "same", "Methylisothiazolinone")]
    assert page.assessment is not None
    (row,) = [row for row in page.form.reasons.reasons.rows if row.written == "Zorbocide Ultra"]
    assert row.words.startswith("AVOID: Zorbocide Ultra")
    assert "decided on" in row.chain


def test_the_selected_row_is_asked_first(labelled: MainWindow, review: Callable[[], ReviewDialog]) -> None:
    labelled.check_page.next_problem()
    labelled.check_page.form.reasons.select_entry(3)
    dialog = review()
    assert dialog.form.written.text() == "Zorbocide Ultra"
    assert dialog.form.progress.text().startswith("Name 1 of 3")


def test_what_is_selected_but_exactly_named_is_not_asked(
    labelled: MainWindow, review: Callable[[], ReviewDialog]
) -> None:
    labelled.check_page.form.reasons.fold_toggled.emit()
    labelled.check_page.form.reasons.select_entry(0)
    assert review().form.written.text() == "Capryly Glycol"


def test_a_name_stands_in_its_label_with_its_nearest_names_and_why(review: Callable[[], ReviewDialog]) -> None:
    dialog = review()
    assert dialog.form.reading.text() == "Could be read as Capryl Glycol or Caprylyl Glycol"
    assert "Aqua, Capryly Glycol, Methylisothlazolinone" in dialog.form.places.toPlainText()
    assert [choice.why for choice in dialog.form.candidates.choices][:2] == [
        "possible reading · spelling: extra y",
        "possible reading · spelling: l missing",
    ]


def test_a_row_says_aloud_what_it_would_mean_for_this_patient(review: Callable[[], ReviewDialog], qtbot: QtBot) -> None:
    dialog = review()
    press(dialog, qtbot, "n")
    assert dialog.form.candidates.accessibleName() == "What “Methylisothlazolinone” could be"
    words = dialog.form.candidates.item(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "Methylisothiazolinone, read so now · spelling: l read for i, for this patient: AVOID"


def test_keys_alone_go_through_all_names_to_the_end(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    press(dialog, qtbot, "2", "d")
    assert dialog.form.written.text() == "Methylisothlazolinone"  # ruled out, and now the next candidate
    assert dialog.form.reading.text().startswith("Not known  ·  not Methylisothiazolinone: decided on")
    assert "Methylisothiazolinone" not in shown(dialog)
    press(dialog, qtbot, "N", "U")
    assert dialog.form.steps.currentWidget() is dialog.form.endPage
    assert dialog.form.endTitle.text() == "That was the last name"
    assert dialog.form.endText.text().startswith("1 decided, 1 ruled out, 1 left open, 1 passed over.")
    assert kept(labelled) == [
        ("Capryly Glycol", "same", "Caprylyl Glycol"),
        ("Methylisothlazolinone", "different", "Methylisothiazolinone"),
        ("Zorbocide Ultra", "unsure", ""),
    ]


def test_backspace_takes_the_last_step_back_and_stands_there_again(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    press(dialog, qtbot, "1", "u", "\b")
    assert dialog.form.written.text() == "Methylisothlazolinone"
    assert dialog.form.message.text().startswith("Undone: “Methylisothlazolinone” stays open")
    press(dialog, qtbot, "\b")
    assert dialog.form.written.text() == "Capryly Glycol"
    assert kept(labelled) == []
    press(dialog, qtbot, "\b")
    assert dialog.form.message.text() == "There is nothing to undo."


def test_a_key_held_down_decides_one_name_only(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qapp: QApplication
) -> None:
    dialog = review()
    for repeated in (False, True, True):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", repeated)
        qapp.sendEvent(dialog.form.candidates, key)
    assert len(kept(labelled)) == 1


def test_a_number_without_a_candidate_decides_nothing(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    press(dialog, qtbot, "9", "0", "x")
    assert dialog.form.written.text() == "Capryly Glycol"
    assert kept(labelled) == []


def test_the_vocabulary_is_searched_by_typing_and_enter_takes_what_is_selected(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    press(dialog, qtbot, "n", "n", "/")
    qtbot.keyClicks(dialog.form.search, "glycerol")
    assert shown(dialog)[0] == "Glycerin"
    qtbot.keyClick(dialog.form.search, Qt.Key.Key_Return)
    assert kept(labelled) == []  # the first Enter goes to the list, the second takes the name
    qtbot.keyClick(dialog.form.candidates, Qt.Key.Key_Return)
    assert kept(labelled) == [("Zorbocide Ultra", "same", "Glycerin")]


def test_digits_typed_into_the_search_are_part_of_a_name(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    qtbot.keyClicks(dialog.form.search, "peg-40")
    assert kept(labelled) == []
    assert any("PEG-40" in name for name in shown(dialog))
    qtbot.keyClick(dialog.form.search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "Capryl Glycol" in shown(dialog)


def test_a_name_with_nothing_near_says_what_can_be_done(review: Callable[[], ReviewDialog], qtbot: QtBot) -> None:
    dialog = review()
    press(dialog, qtbot, "n", "n")
    assert dialog.form.nothingNear.text().startswith("No known name is near")
    assert not dialog.form.sameButton.isEnabled()
    press(dialog, qtbot, "d", "1")
    assert dialog.form.written.text() == "Zorbocide Ultra"


def test_names_of_the_library_follow_the_most_frequent_first(
    labelled: MainWindow, review: Callable[[], ReviewDialog]
) -> None:
    labelled.session.workbench.import_products(
        [
            Product("Dune", "Cream", "hands", "Aqua, Fum Extract Supreme, zorbocide ultra"),
            Product("Dune", "Wash", "body", "Aqua, Feenstaub Nova"),
            Product("Fee", "Gel", "hair", "Aqua, Feenstaub Nova, Glycerin"),
        ]
    )
    names = review().queue.names
    assert [(name.written, name.labels) for name in names] == [
        ("Capryly Glycol", 1),
        ("Methylisothlazolinone", 1),
        ("Zorbocide Ultra", 2),
        ("Feenstaub Nova", 2),
        ("Fum Extract Supreme", 1),
    ]


def test_names_of_the_library_are_decided_without_any_label(window: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    window.session.workbench.import_products([Product("Dune", "Cream", "hands", "Aqua, Feenstaub Nova")])

    def leave_open(dialog: ReviewDialog) -> None:
        assert "Dune Cream" in dialog.form.places.toPlainText()
        press(dialog, qtbot, "u")

    dialogs.answer(leave_open)
    window.decide_names()
    dialogs.answer(lambda dialog: dialogs.shown.append(dialog.form.endTitle.text()))
    window.decide_names()
    assert dialogs.shown[-1] == "Nothing to decide"


def test_what_was_passed_over_can_be_looked_at_again(review: Callable[[], ReviewDialog], qtbot: QtBot) -> None:
    dialog = review()
    press(dialog, qtbot, "n", "1", "n")
    qtbot.mouseClick(dialog.form.againButton, Qt.MouseButton.LeftButton)
    assert dialog.form.progress.text().startswith("Name 1 of 2")
    assert dialog.form.written.text() == "Capryly Glycol"


def test_who_decides_is_asked_once_and_stands_with_the_judgement(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    dialog = review()
    dialog.form.who.setText("Anna")
    press(dialog, qtbot, "2")
    labelled.session.workbench.record.remember_who(dialog.form.who.text())
    (row,) = labelled.session.workbench.spellings.judgements()
    assert row.judgement.who == "Anna"
    assert row.judgement.seen_in.startswith("Ingredients: Aqua, Capryly Glycol")
    assert review().form.who.text() == "Anna"


def test_a_part_that_is_named_exactly_cannot_be_ruled_out_and_that_is_said(
    labelled: MainWindow, review: Callable[[], ReviewDialog], qtbot: QtBot
) -> None:
    labelled.check_page.show_label("Ingredients: Aqua, Zorbo (Methylisothiazolinone), Glycerin")
    labelled.check_page.form.reasons.select_entry(1)
    dialog = review()
    assert shown(dialog)[0] == "Methylisothiazolinone"
    press(dialog, qtbot, "d")
    assert "cannot be ruled out" in dialog.form.message.text()
    assert kept(labelled) == []


def test_decide_is_offered_only_where_something_is_in_doubt(labelled: MainWindow) -> None:
    page = labelled.check_page
    assert page.form.decideButton.isVisible()
    page.show_label("Ingredients: Aqua, Glycerin, Benzyl Alcohol")
    assert not page.form.decideButton.isVisible()


def test_everything_that_takes_the_focus_has_a_name(review: Callable[[], ReviewDialog], labelled: MainWindow) -> None:
    for dialog in (review(), JudgementsDialog(labelled.session, labelled)):
        nameless = [
            w.objectName()
            for w in dialog.findChildren(QWidget)
            if w.objectName()
            and not w.objectName().startswith("qt_")
            and w.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not (w.accessibleName() or (isinstance(w, QPushButton) and w.text()))
        ]
        assert nameless == []


# what was decided


def test_a_decision_is_taken_back_in_the_list_and_the_name_is_unread_again(
    labelled: MainWindow, dialogs: Dialogs, qtbot: QtBot
) -> None:
    workbench = labelled.session.workbench
    (glycerin,) = workbench.catalogue.named("Glycerin")
    labelled.check_page.show_label("Aqua, Zorbocide Ultra, Glycerin")
    workbench.spellings.judge("Zorbocide Ultra", Decision.SAME, glycerin.id, "This label", "Anna")
    labelled.session.use_knowledge()
    assert labelled.check_page.assessment is not None
    assert labelled.check_page.assessment.verdict is Verdict.NOTHING_FOUND

    def take_back(dialog: JudgementsDialog) -> None:
        dialog.show()
        texts = [str(dialog.model.data(dialog.model.index(0, column))) for column in range(4)]
        assert texts[0:2] == ["Zorbocide Ultra", "is Glycerin"]
        assert texts[2].startswith("Anna, ")
        qtbot.keyClick(dialog.form.rows, Qt.Key.Key_Delete)
        assert "taken back on" in str(dialog.model.data(dialog.model.index(0, 1)))
        assert not dialog.form.takeBackButton.isEnabled()

    dialogs.answer(take_back)
    labelled.form.decidedNamesAction.trigger()
    assert labelled.check_page.assessment.verdict is Verdict.UNREAD


def test_decisions_go_out_and_come_back_as_a_file(labelled: MainWindow, tmp_path: Path) -> None:
    dialog = JudgementsDialog(labelled.session, labelled)
    assert "Nothing has been decided yet" in dialog.form.headline.text()
    assert not dialog.form.exportButton.isEnabled()
    dialog.import_from(tmp_path / "none.jsonl")
    assert "cannot be read" in dialog.form.message.text()
    number = labelled.session.workbench.spellings.judge("Zorbocide Ultra", Decision.UNSURE)
    dialog.export_to(tmp_path / "decided.jsonl")
    labelled.session.workbench.spellings.take_back(number)
    dialog.import_from(tmp_path / "decided.jsonl")
    assert dialog.form.message.text().startswith("1 taken over")
    assert kept(labelled) == [("Zorbocide Ultra", "unsure", "")]
