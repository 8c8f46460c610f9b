"""Two windows on one library: what was typed is not lost where it cannot be saved, and nobody is mixed up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from ingredient_checker.gui.allergen_dialog import AllergenDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.reading_grid import ReadingGridDialog
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem
from ingredient_checker.record import Record

if TYPE_CHECKING:
    from conftest import Dialogs


@pytest.fixture
def other(window: MainWindow) -> Record:
    """The record as another window holds it; the sample patient is open in this one."""
    window.try_sample()
    return Record(window.session.workbench.record.given_folder)


def changed(other: Record, patient_id: int | None, **new: object) -> Patient:
    """The patient as the other window has left it."""
    assert patient_id is not None
    other.save_patient(replace(other.patient(patient_id), **new), patient_id)
    kept = other.patient(patient_id)
    other.close()
    return kept


def test_readings_typed_meanwhile_go_to_the_patient_as_changed_in_another_window(
    window: MainWindow, other: Record, dialogs: Dialogs
) -> None:
    def type_them(dialog: ReadingGridDialog) -> None:
        dialog.form.test.setCurrentIndex(0)
        dialog._start_test()
        dialog.add_series("TT36")
        dialog.model.setData(dialog.model.index(0, 2), "++")
        dialog.form.testedOn.setText("2019-03-05")
        changed(other, window.session.patient_id, number="4711")
        dialog.accept()

    before = window.session.patient
    assert before is not None
    dialogs.answer(type_them)
    window.form.enterReadingsAction.trigger()
    patient = window.session.patient
    assert patient is not None
    assert patient.number == "4711"
    assert len(patient.results) == len(before.results) + 36
    assert patient.results[: len(before.results)] == before.results


def test_where_the_same_test_was_changed_the_grid_stays_with_what_was_typed(
    window: MainWindow, other: Record, dialogs: Dialogs
) -> None:
    theirs: list[Patient] = []

    def type_them(dialog: ReadingGridDialog) -> None:
        dialog.form.test.setCurrentIndex(1)
        dialog._start_test()
        dialog.model.setData(dialog.model.index(0, 2), "+++")
        left = dialog.patient.results[1:]
        theirs.append(changed(other, window.session.patient_id, results=left))
        dialog.accept()

    def still_there(dialog: ReadingGridDialog) -> None:
        assert dialog.model.data(dialog.model.index(0, 2)) == "+++"
        dialog.done(0)

    dialogs.answer(type_them)
    dialogs.answer(QMessageBox.reject)
    dialogs.answer(still_there)
    window.form.enterReadingsAction.trigger()
    assert "changed in another window" in dialogs.shown[1]
    assert window.session.patient == theirs[0]


def test_a_positive_that_cannot_be_saved_is_still_in_its_dialog(
    window: MainWindow, other: Record, dialogs: Dialogs
) -> None:
    def type_it(dialog: AllergenDialog) -> None:
        dialog.search.setText("propolis")
        changed(other, window.session.patient_id, number="4711")
        dialog.accept()

    def still_there(dialog: AllergenDialog) -> None:
        assert dialog.search.text() == "propolis"
        dialog.reject()

    dialogs.answer(type_it)
    dialogs.answer(QMessageBox.reject)
    dialogs.answer(still_there)
    window.form.addAllergenAction.trigger()
    assert "changed in another window" in dialogs.shown[1]


def test_a_patient_who_cannot_be_opened_leaves_the_one_before_open_whole(window: MainWindow, other: Record) -> None:
    session = window.session
    before = (session.patient_id, session.patient)
    gone = session.workbench.record.save_patient(Patient("Bea"))
    other.erase_patient(gone)
    other.close()
    with pytest.raises(Problem, match="no longer in the library"):
        session.open_patient(gone)
    assert (session.patient_id, session.patient) == before


def test_undo_undoes_what_the_menu_names_and_nothing_else(window: MainWindow, other: Record, dialogs: Dialogs) -> None:
    session = window.session
    assert session.patient is not None
    session.save_patient(replace(session.patient, number="4711"), "Edit the patient")
    other.undo()  # in the other window
    other.close()
    assert window.form.undoAction.text() == "Undo: Edit the patient"
    dialogs.answer(QMessageBox.reject)
    window.form.undoAction.trigger()
    assert "the menu now names what comes next" in dialogs.shown[0]
    assert window.form.undoAction.text() == "Undo: Add the sample patient"
    assert len(session.workbench.record.patients()) == 1
    window.form.undoAction.trigger()
    assert session.workbench.record.patients() == ()
