"""Ctrl+K: found quickly, without names unless they are asked for; two records are merged by a person only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.merge_dialog import MergeDialog
from ingredient_checker.gui.patient_picker import PatientPicker
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs


def positive(*allergens: str, day: str = "") -> tuple[PatchTestResult, ...]:
    return tuple(PatchTestResult(a, a, ResultStatus.POSITIVE, Grade.STRONG, tested_on=day) for a in allergens)


@pytest.fixture
def clinic(window: MainWindow) -> MainWindow:
    """Three patients; Anna Smith is patient 1."""
    for patient in (
        Patient("Anna Smith", "K-100", positive("mi"), "2024-03-07", characteristics=Characteristics(1984)),
        Patient(
            "Otto Meyer", "K-200", positive("mci_mi", "nickel"), "2023-11-02", characteristics=Characteristics(1951)
        ),
        Patient("", "", positive("nickel", day="2024-03-21"), ""),
    ):
        window.session.workbench.record.save_patient(patient)
    return window


@pytest.fixture
def picked(clinic: MainWindow, dialogs: Dialogs) -> Callable[[Callable[[PatientPicker], None]], None]:
    """Opens the list and lets a function act in it."""

    def pick(act: Callable[[PatientPicker], None]) -> None:
        dialogs.answer(act)
        clinic.form.choosePatientAction.trigger()

    return pick


def shown(picker: PatientPicker) -> list[str]:
    return [picker.model.text(row, 0) for row in picker.model.rows]


def choose(picker: PatientPicker, *names: str) -> None:
    selection = picker.form.patients.selectionModel()
    selection.clearSelection()
    for n, name in enumerate(shown(picker)):
        if name in names:
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            selection.select(picker.model.index(n, 0), flags)


Picked = Callable[[Callable[[PatientPicker], None]], None]


def test_names_are_not_shown_until_somebody_asks(picked: Picked, clinic: MainWindow) -> None:
    said: list[list[str]] = []

    def look(picker: PatientPicker) -> None:
        said.append(shown(picker))
        picker.form.namesBox.setChecked(True)
        said.append(shown(picker))

    picked(look)
    assert said == [["patient 3", "OM", "AS"], ["patient 3", "Otto Meyer", "Anna Smith"]]
    picked(lambda picker: said.append(shown(picker)))
    assert said[2] == said[1]  # until the program ends
    clinic.session.names_wanted = None  # a new start
    picked(lambda picker: said.append(shown(picker)))
    assert said[3] == said[0]


def test_the_clinic_can_have_names_from_the_start(picked: Picked, clinic: MainWindow) -> None:
    def want(picker: PatientPicker) -> None:
        picker.form.namesBox.setChecked(True)
        picker.form.alwaysBox.setChecked(True)

    picked(want)
    clinic.session.names_wanted = None
    said: list[str] = []
    picked(lambda picker: said.extend(shown(picker)))
    assert "Anna Smith" in said
    picked(lambda picker: picker.form.namesBox.setChecked(False))
    clinic.session.names_wanted = None
    picked(lambda picker: said.append(shown(picker)[-1]))
    assert said[-1] == "AS"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("smi", ["AS"]),
        ("as", ["AS"]),
        ("k-2", ["OM"]),
        ("1984", ["AS"]),
        ("2024-03", ["patient 3", "AS"]),
        ("2024-3-7", ["AS"]),
        ("2024-03-21", ["patient 3"]),
        ("patient 3", ["patient 3"]),
        ("anna 1951", []),
        ("", ["patient 3", "OM", "AS"]),
    ],
)
def test_patients_are_found_by_name_number_birth_year_or_day(picked: Picked, typed: str, found: list[str]) -> None:
    said: list[str] = []

    def look(picker: PatientPicker) -> None:
        picker.form.search.setText(typed)
        said.extend(shown(picker))

    picked(look)
    assert said == found


@pytest.mark.parametrize(
    ("typed", "found", "told"),
    [
        ("MI", ["AS"], "Positive to Methylisothiazolinone (MI): 1"),
        ("nickel", ["patient 3", "OM"], "Positive to Nickel: 2"),
        ("nonsense", [], "No allergen is known as “nonsense”."),
    ],
)
def test_who_is_positive_to_an_allergen(picked: Picked, typed: str, found: list[str], told: str) -> None:
    said: list[str] = []

    def look(picker: PatientPicker) -> None:
        picker.form.positiveTo.setText(typed)
        picker.look_up()
        said.extend(shown(picker))
        assert picker.form.message.text() == told

    picked(look)
    assert said == found


def test_the_last_opened_comes_first_and_enter_opens_it(picked: Picked, clinic: MainWindow, qtbot: QtBot) -> None:
    picked(lambda picker: (picker.form.search.setText("anna"), qtbot.keyClick(picker.form.search, Qt.Key.Key_Return)))
    assert clinic.session.patient is not None
    assert clinic.session.patient.name == "Anna Smith"
    said: list[str] = []
    picked(lambda picker: said.extend(shown(picker)))
    assert said[0] == "AS"


def test_arrows_go_through_the_list_while_the_field_keeps_the_focus(
    picked: Picked, clinic: MainWindow, qtbot: QtBot
) -> None:
    def go(picker: PatientPicker) -> None:
        qtbot.keyClick(picker.form.search, Qt.Key.Key_Down)
        qtbot.keyClick(picker.form.search, Qt.Key.Key_Return)

    picked(go)
    assert clinic.session.patient is not None
    assert clinic.session.patient.name == "Otto Meyer"


def test_two_records_are_merged_after_a_look_and_undone_by_name(
    picked: Picked, clinic: MainWindow, dialogs: Dialogs
) -> None:
    record = clinic.session.workbench.record
    seen: dict[str, tuple[str, ...]] = {}

    def confirm(dialog: MergeDialog) -> None:
        rows = dialog.form.rows
        for n in range(rows.rowCount()):
            name, *texts = (rows.item(n, column).text() for column in range(4))
            seen[name] = tuple(texts)
        dialog.accept()

    def merge(picker: PatientPicker) -> None:
        assert not picker.form.mergeButton.isEnabled()
        choose(picker, "AS", "OM")
        assert picker.form.mergeButton.isEnabled()
        dialogs.answer(confirm)
        picker.form.mergeButton.click()
        assert shown(picker) == ["AS", "patient 3"]
        picker.reject()

    picked(merge)
    assert seen["≠ Name"] == ("AS", "OM", "AS")
    assert seen["≠ Positive"][2].count("\n") == 2
    assert clinic.session.patient is not None
    assert [r.allergen for r in clinic.session.patient.results] == ["mi", "mci_mi", "nickel"]
    assert record.undo_name() == "Merge two patients"
    clinic.session.undo()
    assert [row.name for row in record.patients()] == ["Anna Smith", "Otto Meyer", ""]


def test_the_other_one_can_stay(picked: Picked, clinic: MainWindow, dialogs: Dialogs) -> None:
    def merge(picker: PatientPicker) -> None:
        choose(picker, "AS", "OM")
        dialogs.answer(lambda dialog: (dialog.swap(), dialog.accept()))
        picker.merge()

    picked(merge)
    assert {row.name for row in clinic.session.workbench.record.patients()} == {"Otto Meyer", ""}


def test_possible_duplicates_are_a_quiet_hint_until_somebody_decides(
    picked: Picked, clinic: MainWindow, dialogs: Dialogs
) -> None:
    record = clinic.session.workbench.record
    record.save_patient(Patient("A. Smith", "k100"))
    record.save_patient(Patient("O. M.", "K200"))
    decided: list[str] = []

    def decide(picker: PatientPicker) -> None:
        assert picker.form.duplicatesButton.text() == "2 possible duplicates…"
        dialogs.answer(lambda dialog: (decided.append(dialog.form.headline.text()), dialog.keep_apart()))
        dialogs.answer(lambda dialog: (decided.append(dialog.form.headline.text()), dialog.reject()))
        picker.form.duplicatesButton.click()
        assert picker.form.duplicatesButton.text() == "1 possible duplicate…"

    picked(decide)
    assert all(text.startswith("Possibly one person: same number.") for text in decided)
    assert len(record.patients()) == 5  # nothing was merged


def test_without_duplicates_there_is_no_hint(picked: Picked) -> None:
    picked(lambda picker: pytest.fail("a hint") if picker.form.duplicatesButton.isVisibleTo(picker) else None)


def test_a_merge_with_a_record_changed_elsewhere_is_refused_in_words(
    picked: Picked, clinic: MainWindow, dialogs: Dialogs
) -> None:
    record = clinic.session.workbench.record

    def merge(picker: PatientPicker) -> None:
        def elsewhere(dialog: MergeDialog) -> None:
            other = type(record)(record.place)
            other.save_patient(replace(other.patient(1), number="K-101"), 1)
            other.close()
            dialog.accept()

        choose(picker, "AS", "OM")
        dialogs.answer(elsewhere)
        picker.merge()
        assert len(record.patients()) == 3
        assert "changed elsewhere" in picker.form.message.text()

    picked(merge)


def test_a_list_of_whom_to_call_goes_to_the_clipboard_as_it_is_shown(
    picked: Picked, clinic: MainWindow, qtbot: QtBot
) -> None:
    def copy(picker: PatientPicker) -> None:
        picker.show()
        picker.form.positiveTo.setText("nickel")
        picker.look_up()
        picker.form.patients.setFocus()
        picker.form.patients.selectAll()
        picker.copy()
        picker.close()

    picked(copy)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "Patient\tNumber\tBorn\tTested\tPositives"
    assert copied[1:] == ["patient 3\t\t\t\t1", "OM\tK-200\t1951\t2023-11-02\t2"]
    event = clinic.session.workbench.record.events()[0]
    assert (event.action, event.detail) == ("copied from the patient list", "2 patients")
