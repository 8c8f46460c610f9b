"""Results by hand on the Patient page: keys counted, relevance by a letter, the back beside the table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.allergen_dialog import AllergenDialog
from ingredient_checker.gui.characteristics_dialog import CharacteristicsDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.reading_grid import ReadingGridDialog
from ingredient_checker.gui.relevance_dialog import RelevanceDialog
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient, Strictness
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus
from ingredient_checker.patch_test.relevance import relevance_in_words

if TYPE_CHECKING:
    from conftest import Dialogs

    from ingredient_checker.gui.strictness_dialog import StrictnessDialog

# The most frequent positives of large clinics, and what a nurse would type of each.
TYPED = {
    "nickel": "nick",
    "mi": "mi",
    "mci_mi": "mci",
    "fragrance_mix_1": "fm i",
    "fragrance_mix_2": "fm ii",
    "balsam_of_peru": "bals",
    "cobalt": "cob",
    "chromium": "chro",
    "ppd": "ppd",
    "formaldehyde": "form",
    "colophonium": "colo",
    "neomycin": "neo",
    "hema": "hema",
    "propolis": "prop",
    "lanolin": "lano",
}


class Keys:
    """Presses keys and counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot, self.pressed = qtbot, 0

    def press(self, where: QWidget, *keys: Qt.Key | str, control: bool = False) -> None:
        for key in keys:
            self.pressed += 1
            held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
            self._qtbot.keyClick(where, key, held)


def ready(dialog: QDialog, qtbot: QtBot) -> None:
    """Shown and in front, so that keys reach it and not the window behind."""
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)


def result(allergen: str, *grades: str) -> PatchTestResult:
    readings = tuple(Reading(day, Grade(grade), grade) for day, grade in zip((2, 4, 7), grades, strict=False))
    return PatchTestResult(allergen, allergen, ResultStatus.POSITIVE, Grade(grades[-1]), readings)


def opened(window: MainWindow, *results: PatchTestResult) -> None:
    window.session.save_patient(Patient("Ann", "", results, "2026-11-16"))
    window.go_to("patient")


@pytest.mark.parametrize(("allergen", "typed"), TYPED.items())
def test_a_single_positive_is_saved_with_ten_keys(
    window: MainWindow, dialogs: Dialogs, qtbot: QtBot, allergen: str, typed: str
) -> None:
    keys = Keys(qtbot)

    def type_it(dialog: AllergenDialog) -> None:
        ready(dialog, qtbot)
        keys.press(dialog.search, *typed, *" ++", Qt.Key.Key_Return)

    opened(window)
    dialogs.answer(type_it)
    keys.press(window.patient_page.form.results, Qt.Key.Key_F2)
    assert window.session.patient is not None
    (kept,) = window.session.patient.results
    assert (kept.allergen, kept.grade) == (allergen, Grade.STRONG)
    assert keys.pressed <= 10


def test_the_grade_can_also_be_typed_after_enter(window: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    keys = Keys(qtbot)

    def type_it(dialog: AllergenDialog) -> None:
        ready(dialog, qtbot)
        keys.press(dialog.search, *"nick", Qt.Key.Key_Return)
        keys.press(dialog.grade, *"++", Qt.Key.Key_Return)

    opened(window)
    dialogs.answer(type_it)
    keys.press(window.patient_page.form.results, Qt.Key.Key_F2)
    assert window.session.patient is not None
    assert [(r.allergen, r.grade) for r in window.session.patient.results] == [("nickel", Grade.STRONG)]
    assert keys.pressed <= 10


def test_a_whole_test_takes_at_most_ten_keys_a_positive_and_none_a_negative(
    window: MainWindow, dialogs: Dialogs, qtbot: QtBot
) -> None:
    keys, readings = Keys(qtbot), {"1": "++", "17": "+", "21": "+++", "35": "?+", "36": "+"}

    def type_it(dialog: ReadingGridDialog) -> None:
        ready(dialog, qtbot)
        keys.press(dialog.form.find, *"TT36", Qt.Key.Key_Return)
        dialog.form.grid.setFocus()
        keys.press(dialog.form.grid, Qt.Key.Key_Tab)  # to day 4
        keys.press(dialog.form.grid, "/")
        for place, said in readings.items():
            keys.press(dialog.form.find, *f"{place} {said}", Qt.Key.Key_Return)
        keys.press(dialog, Qt.Key.Key_Return, control=True)

    window.session.save_patient(Patient("Ann"))
    window.go_to("patient")
    dialogs.answer(type_it)
    keys.press(window.patient_page.form.results, Qt.Key.Key_F3)
    assert window.session.patient is not None
    results = window.session.patient.results
    assert len(results) == 36
    assert {r.chamber: str(r.readings[0].grade) for r in results if r.readings[0].grade != "-"} == readings
    assert {r.day for kept in results for r in kept.readings} == {4}
    assert keys.pressed / len(readings) <= 10


def test_relevance_is_said_with_a_letter(window: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    def say(dialog: RelevanceDialog) -> None:
        ready(dialog, qtbot)
        qtbot.keyClicks(dialog.fields.relevance, "c")
        dialog.fields.certainty.setFocus()
        qtbot.keyClicks(dialog.fields.certainty, "pr")
        qtbot.keyClicks(dialog.fields.exposure, "belt buckle")
        dialog.accept()

    opened(window, result("nickel", "+", "++"), result("cobalt", "+", "+"))
    table = window.patient_page.form.results
    table.selectRow(0)
    table.setFocus()
    dialogs.answer(say)
    qtbot.keyClick(table, Qt.Key.Key_R)
    assert window.session.patient is not None
    nickel = window.session.patient.results[0]
    assert (nickel.relevance, nickel.certainty, nickel.exposure) == ("current", "probable", "belt buckle")
    model = window.patient_page.model
    shown = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert "current · probable" in shown
    assert "met in: belt buckle" in shown
    assert table.currentIndex().row() == 0  # so that the next can follow
    assert [p.allergen for p in window.session.positives] == ["nickel", "cobalt"]


@pytest.mark.parametrize(
    ("letters", "relevance"),
    [
        ("o", "past"),
        ("a", "active sensitisation"),
        ("d", "unknown"),
        ("ex", "exposed without disease"),
        ("x", "cross-reaction"),
    ],
)
def test_every_coadex_letter_is_known(qtbot: QtBot, letters: str, relevance: str) -> None:
    dialog = RelevanceDialog(result("nickel", "+"), "Nickel")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.fields.relevance, letters)
    assert dialog.value().relevance == relevance


def test_what_a_sheet_said_of_relevance_stays_as_it_was_written(qtbot: QtBot) -> None:
    sheet = replace(result("nickel", "+"), relevance="current - definite", relevance_as_written="sicher")
    dialog = RelevanceDialog(sheet, "Nickel")
    qtbot.addWidget(dialog)
    assert relevance_in_words(sheet) == "current · certain"
    assert dialog.value() == sheet
    dialog.fields.certainty.setCurrentText("possible")
    assert relevance_in_words(dialog.value()) == "current · possible"


def test_a_name_that_is_only_similar_is_not_taken_unasked(window: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    def type_it(dialog: AllergenDialog) -> None:
        ready(dialog, qtbot)
        qtbot.keyClicks(dialog.search, "nickle sulfat ++")
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert not dialog.can_be_kept
        assert dialog.matches.item(0).text() == "Nickel"
        dialog.reject()

    opened(window)
    dialogs.answer(type_it)
    window.patient_page.add_positive()


def test_a_custom_allergen_stays_a_positive_without_an_allergen(window: MainWindow, dialogs: Dialogs) -> None:
    def fill_in(dialog: AllergenDialog) -> None:
        dialog.search.setText("Zorbotene qq ++")
        dialog.matches.setCurrentRow(dialog.matches.count() - 1)
        dialog.accept()

    opened(window)
    dialogs.answer(fill_in)
    window.patient_page.add_positive()
    assert window.session.patient is not None
    assert [r.as_written for r in window.session.patient.unmapped_positives] == ["Zorbotene qq"]
    assert "profile incomplete" in window.patient_page.form.detailLabel.text()


def test_opening_and_keeping_a_correction_changes_nothing(window: MainWindow, dialogs: Dialogs) -> None:
    unmapped = PatchTestResult("Zorbotene X", "", ResultStatus.POSITIVE, Grade.WEAK, (Reading(4, Grade.WEAK, "+"),))
    unread = replace(result("nickel", "+"), status=ResultStatus.UNKNOWN, grade=Grade.NOT_READ)
    own = PatchTestResult("Day cream", "", ResultStatus.OWN_PRODUCT, Grade.STRONG, preparation="as is")
    opened(window, unmapped, unread, own)
    for row in range(3):
        window.patient_page.form.results.selectRow(row)
        dialogs.answer(AllergenDialog.accept)
        window.patient_page.correct()
    assert window.session.patient is not None
    assert window.session.patient.results == (unmapped, unread, own)


def test_what_was_decided_otherwise_is_shown_with_its_reason(window: MainWindow, dialogs: Dialogs) -> None:
    def decide(dialog: AllergenDialog) -> None:
        dialog.choose_status(ResultStatus.IRRITANT)
        dialog.who.setText("Dr A.")
        dialog.why.setText("follicular")
        dialog.accept()

    opened(window, result("cobalt", "+", "+"))
    window.patient_page.form.results.selectRow(0)
    dialogs.answer(decide)
    window.patient_page.correct()
    model = window.patient_page.model
    note = str(model.data(model.index(0, model.columnCount() - 1)))
    assert note.startswith("readings mean positive +; decided irritant by Dr A. on ")
    assert note in str(model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole))
    assert window.session.positives == ()
    assert window.session.workbench.record.who() == "Dr A."


def test_the_back_beside_the_table_chooses_and_takes_readings(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, result("nickel", "+", "++"), result("cobalt", "-", "+"))
    page = window.patient_page
    card = page.pictures
    assert card.isVisible()
    page.form.results.selectRow(1)
    assert card.back.chamber is not None
    assert card.back.chamber.name == "Cobalt"
    assert "crescendo" in card.course.accessibleName()
    back = card.back
    first = back.place_of(back.back.chambers[0]).center().toPoint()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton, pos=first)
    assert page.form.results.currentIndex().row() == 0
    told: list[str] = []
    window.session.told.connect(told.append)
    qtbot.keyClick(back, "+")
    assert "day" in told[-1]  # the strongest reading is of no day
    card.day.setCurrentIndex(card.day.findData(2))
    card.day.activated.emit(card.day.currentIndex())
    for typed in ("zz", "?+"):
        qtbot.keyClicks(back, typed[0])
        qtbot.keyClicks(back.editor, typed[1:])
        qtbot.keyClick(back.editor, Qt.Key.Key_Return)
        back.choose(0)
    assert any("“zz” is no reading" in sentence for sentence in told)
    assert window.session.patient is not None
    assert [str(r.grade) for r in window.session.patient.results[0].readings] == ["?+", "++"]
    assert window.session.workbench.record.undo_name() == "Enter a reading"


def test_b_hides_the_back_and_shows_it_again(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, result("nickel", "+", "++"))
    for shown in (False, True):
        qtbot.keyClick(window.patient_page.form.results, Qt.Key.Key_B)
        assert window.patient_page.pictures.isVisible() is shown


def test_with_larger_letters_the_back_takes_the_place_of_the_table(window: MainWindow, qtbot: QtBot) -> None:
    negative = replace(result("cobalt", "-", "-"), status=ResultStatus.NEGATIVE)
    opened(window, result("nickel", "+", "++"), negative)
    window._zoom(1.6)
    page = window.patient_page
    assert window.width() == 1264
    assert (page.pictures.isVisible(), page.form.resultsCard.isVisible()) == (False, True)
    page.form.backButton.click()
    assert (page.pictures.isVisible(), page.form.resultsCard.isVisible()) == (True, False)
    page.pictures.back.setFocus()
    qtbot.keyClick(page.pictures.back, Qt.Key.Key_B)
    assert (page.pictures.isVisible(), page.form.resultsCard.isVisible()) == (False, True)


def test_t_releases_an_ingredient_by_its_name(
    window: MainWindow, dialogs: Dialogs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def release(dialog: StrictnessDialog) -> None:
        dialog.form.who.setText("Dr A.")
        dialog.form.reason.setText("tolerated in use")
        dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    opened(window, result("lanolin", "+", "+"))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("cetearyl alcohol", True))
    dialogs.answer(release)
    qtbot.keyClick(window.patient_page.form.results, Qt.Key.Key_T)
    assert window.session.patient is not None
    (made,) = window.session.patient.decisions
    assert (made.allergen, made.substance, made.strictness) == ("", "Cetearyl Alcohol", Strictness.RELEASED)
    assert "Cetearyl Alcohol" in window.patient_page.form.decisionsLabel.text()


def test_all_tests_of_a_patient_are_named_by_their_days(window: MainWindow) -> None:
    opened(window, result("nickel", "+", "++"), replace(result("cobalt", "+", "+"), tested_on="2026-03-02"))
    assert "patch tests 2026-03-02, 2026-11-16" in window.patient_page.form.detailLabel.text()


def test_of_several_tests_each_result_says_which(window: MainWindow) -> None:
    later = replace(result("nickel", "+"), tested_on="2029-03-05")
    window.session.save_patient(Patient("New patient", "", (result("nickel", "++"), later), "2026-11-16"))
    model = window.patient_page.model
    column = list(model.headings).index("Test of")
    assert [model.index(row, column).data() for row in range(2)] == ["2026-11-16", "2029-03-05"]
    assert model.index(0, list(model.headings).index("On labels")).data() == "never named on labels"
    window.session.save_patient(Patient("New patient", "", (result("nickel", "++"),), "2026-11-16"))
    assert "Test of" not in model.headings


def test_what_is_known_of_the_person_is_one_quiet_line(window: MainWindow, dialogs: Dialogs) -> None:
    def fill_in(dialog: CharacteristicsDialog) -> None:
        dialog.birth_year.setText("71")
        assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        assert "four digits" in dialog.message.text()
        dialog.birth_year.setText("1971")
        dialog.sex.setCurrentText("female")
        dialog.occupational.setCurrentText("yes")
        dialog.sites["hand"].setChecked(True)
        dialog.product_kinds.setText("hair dye")
        dialog.accept()

    opened(window, result("nickel", "+", "++"))
    dialogs.answer(fill_in)
    window.patient_page.form.editButton.click()
    assert window.session.patient is not None
    assert window.session.patient.characteristics == Characteristics(1971, "female", True, None, ("hand",), "hair dye")
    line = window.patient_page.form.detailLabel.text().splitlines()[0]
    assert line == "born 1971, female, hand, from work, uses hair dye"
