"""What the clinic decides for one patient, in the window: decided, shown, applied, taken back, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.strictness_dialog import STRICTNESS, StrictnessDialog
from ingredient_checker.patch_test.patient import Patient, Strictness
from ingredient_checker.patch_test.reading import ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs


@pytest.fixture
def sample(window: MainWindow) -> MainWindow:
    """The window with the sample patient open."""
    window.try_sample()
    return window


def decide(strictness: Strictness, why: str = "tolerated in use", who: str = "Dr A.") -> Callable[[object], None]:
    def fill_in(dialog: object) -> None:
        assert isinstance(dialog, StrictnessDialog)
        dialog.form.strictness.setCurrentText(STRICTNESS[strictness])
        dialog.form.who.setText(who)
        dialog.form.reason.setText(why)
        dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    return fill_in


def take_back(dialog: object) -> None:
    assert isinstance(dialog, StrictnessDialog)
    dialog.form.takeBackButton.click()


def select(window: MainWindow, allergen: str) -> int:
    """Select the row of an allergen on the Patient page."""
    window.go_to("patient")
    page = window.patient_page
    (row,) = [n for n, shown in enumerate(page.model.rows) if shown.result.allergen == allergen]
    page.form.results.selectRow(row)
    page.form.results.setFocus()
    return row


def on_labels(window: MainWindow, row: int) -> object:
    model = window.patient_page.model
    return model.index(row, list(model.headings).index("On labels")).data()


def patient(window: MainWindow) -> Patient:
    assert window.session.patient is not None
    return window.session.patient


def verdict(window: MainWindow, label: str) -> str:
    window.check_page.show_label(label)
    return window.check_page.form.bannerVerdict.text()


def test_d_releases_the_selected_allergen_and_the_check_follows_at_once(
    sample: MainWindow, dialogs: Dialogs, qtbot: QtBot
) -> None:
    assert verdict(sample, "Aqua, Methylisothiazolinone") == "AVOID"
    row = select(sample, "mi")
    dialogs.answer(decide(Strictness.RELEASED))
    qtbot.keyClick(sample.patient_page.form.results, Qt.Key.Key_D)
    assert on_labels(sample, row) == "released"
    assert "released by Dr A. on" in sample.patient_page.form.decisionsLabel.text()
    assert sample.check_page.form.bannerVerdict.text() == "Nothing found but what was released for this patient"
    (reason, _) = sample.check_page.form.reasons.reasons.rows
    assert "eleased by Dr A. on" in reason.chain


def test_a_decision_is_there_after_a_restart(sample: MainWindow, dialogs: Dialogs) -> None:
    select(sample, "mi")
    dialogs.answer(decide(Strictness.STRICT, "reacted to traces"))
    sample.patient_page.form.decideButton.click()
    number = sample.session.patient_id
    assert number is not None
    sample.session.workbench.close()
    sample.session.open_patient(number)
    (kept,) = patient(sample).decisions
    assert (kept.allergen, kept.strictness, kept.who, kept.reason) == (
        "mi",
        Strictness.STRICT,
        "Dr A.",
        "reacted to traces",
    )


@pytest.mark.parametrize(
    ("strictness", "shown"), [(Strictness.STRICT, "avoid strictly"), (Strictness.CAUTION, "caution only")]
)
def test_the_column_on_labels_says_what_was_decided(
    sample: MainWindow, dialogs: Dialogs, strictness: Strictness, shown: str
) -> None:
    row = select(sample, "mi")
    dialogs.answer(decide(strictness))
    sample.patient_page.decide()
    assert on_labels(sample, row) == shown


def test_taken_back_it_is_to_be_avoided_again_and_what_had_been_decided_is_still_told(
    sample: MainWindow, dialogs: Dialogs
) -> None:
    row = select(sample, "mi")
    dialogs.answer(decide(Strictness.RELEASED))
    sample.patient_page.decide()
    dialogs.answer(take_back)
    sample.patient_page.form.decisionsLabel.linkActivated.emit("0")
    assert on_labels(sample, row) == "avoid"
    assert not sample.patient_page.form.decisionsLabel.isVisibleTo(sample.patient_page)
    assert verdict(sample, "Aqua, Methylisothiazolinone") == "AVOID"

    def look(dialog: object) -> None:
        assert isinstance(dialog, StrictnessDialog)
        assert dialog.form.history.text().startswith("Until ")
        assert not dialog.form.takeBackButton.isVisibleTo(dialog)
        dialog.reject()

    select(sample, "mi")
    dialogs.answer(look)
    sample.patient_page.decide()
    assert len(patient(sample).decisions) == 1


def test_nobody_decides_without_a_name_and_a_reason(sample: MainWindow, dialogs: Dialogs) -> None:
    def try_without(dialog: object) -> None:
        assert isinstance(dialog, StrictnessDialog)
        ok = dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok)
        dialog.form.strictness.setCurrentText(STRICTNESS[Strictness.RELEASED])
        dialog.form.who.setText("Dr A.")
        assert not ok.isEnabled()
        assert "is needed" in dialog.form.message.text()
        dialog.form.reason.setText("tolerated in use")
        assert ok.isEnabled()
        dialog.form.who.setText("  ")
        assert not ok.isEnabled()
        dialog.reject()

    select(sample, "mi")
    dialogs.answer(try_without)
    sample.patient_page.decide()
    assert patient(sample).decisions == ()


def test_ok_without_a_change_decides_nothing_new(sample: MainWindow, dialogs: Dialogs) -> None:
    select(sample, "mi")
    for _ in range(2):
        dialogs.answer(decide(Strictness.RELEASED))
        sample.patient_page.decide()
        select(sample, "mi")
    assert len(patient(sample).decisions) == 1


def test_only_a_positive_result_can_be_decided_about(sample: MainWindow) -> None:
    told: list[str] = []
    sample.session.told.connect(told.append)
    model = sample.patient_page.model
    other = next(n for n, row in enumerate(model.rows) if row.result.status is not ResultStatus.POSITIVE)
    sample.patient_page.form.results.selectRow(other)
    sample.patient_page.decide()
    assert told == ["Select a positive result of a known allergen first."]


def test_t_on_a_reason_releases_that_ingredient_and_no_other(
    sample: MainWindow, dialogs: Dialogs, qtbot: QtBot
) -> None:
    sample.go_to("check")
    page = sample.check_page
    assert verdict(sample, "Aqua, Quaternium-15, DMDM Hydantoin") == "AVOID"
    page.form.reasons.select_entry(2)
    page.form.reasons.setFocus()
    dialogs.answer(decide(Strictness.RELEASED))
    qtbot.keyClick(page.form.reasons, Qt.Key.Key_T)
    (made,) = patient(sample).decisions
    assert (made.allergen, made.substance) == ("", "DMDM Hydantoin")
    assert page.assessment is not None
    assert page.assessment.released == ("DMDM Hydantoin",)
    assert page.form.bannerVerdict.text() == "AVOID"
    assert verdict(sample, "Aqua, DMDM Hydantoin") == "Nothing found but what was released for this patient"


def test_without_a_patient_nothing_can_be_decided_and_no_decision_applies(sample: MainWindow, dialogs: Dialogs) -> None:
    select(sample, "mi")
    dialogs.answer(decide(Strictness.STRICT))
    sample.patient_page.decide()
    sample.session.open_patient(None)
    told: list[str] = []
    assert verdict(sample, "Aqua, Octylisothiazolinone") == "No patient is open"
    sample.session.told.connect(told.append)
    sample.check_page.form.reasons.select_entry(1)
    sample.check_page.tolerate()
    assert told == ["Open a patient and select something that was found first."]


def test_another_test_of_the_patient_leaves_the_decisions(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("Patient ID,Allergen,D2,D4\nA-17,Methylisothiazolinone,+,++\n", "utf-8")
    window.patient_page.load(path)
    select(window, "mi")
    dialogs.answer(decide(Strictness.RELEASED))
    window.patient_page.decide()
    path.write_text("Patient ID,Allergen,D2,D4\nA-17,Formaldehyde,-,+\n", "utf-8")
    window.patient_page.load(path)
    assert [d.allergen for d in patient(window).valid_decisions] == ["mi"]
    assert [result.allergen for result in patient(window).results] == ["mi", "formaldehyde"]


def test_the_screened_library_follows_the_decision(sample: MainWindow, dialogs: Dialogs) -> None:
    def because_of_mi() -> int:
        return sum(
            finding.allergen == "mi" and finding.level == "avoid"
            for screened in sample.screening.screened
            for entry in screened.assessment.entries
            for finding in entry.findings
        )

    assert because_of_mi()
    select(sample, "mi")
    dialogs.answer(decide(Strictness.RELEASED))
    sample.patient_page.decide()
    assert because_of_mi() == 0
    assert "Methylisothiazolinone (MI) – released by Dr A." in sample.safe_list_page.form.paper.toPlainText()
