"""What of a sheet was not understood stays with the patient, and is said wherever the results are used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.export_dialog import write_patient
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.patch_test.patient import UnreadCell
from ingredient_checker.workbench import Workbench

ILLEGIBLE = UnreadCell("Sheet1!C9", "pos?neg", "no reading")


def open_with_gap(window: MainWindow) -> None:
    window.try_sample()
    patient = window.session.patient
    assert patient is not None
    window.session.save_patient(replace(patient, unread=(ILLEGIBLE,)), "Import results")


def test_the_profile_is_said_to_be_incomplete_on_every_page(window: MainWindow, qtbot: QtBot) -> None:
    open_with_gap(window)
    said = "profile incomplete: 1 not understood in the results"
    window.go_to("patient")
    assert said in window.patient_page.form.detailLabel.text()
    window.go_to("check")
    assert window.form.patientTested.text().endswith("profile incomplete")
    assert window.form.patientTested.toolTip() == said


def test_what_was_assumed_is_confirmed_by_a_person(window: MainWindow) -> None:
    window.try_sample()
    patient = window.session.patient
    assert patient is not None
    assumed = UnreadCell("", "Which series is it?", "assumed: TT36")
    window.session.save_patient(replace(patient, unread=(assumed, ILLEGIBLE)), "Import results")
    said = "profile incomplete: 1 not understood in the results, 1 assumed and not confirmed"
    assert said in window.patient_page.form.detailLabel.text()
    shown = [label.text() for label in window.patient_page.form.questions.findChildren(QLabel)]
    assert shown[0] == "?  Which series is it? Not answered; assumed: TT36."
    confirm, settled = window.patient_page.form.questions.findChildren(QPushButton)
    assert (confirm.text(), settled.text()) == ("Confirm", "Settled")
    confirm.click()
    assert window.session.patient is not None
    assert window.session.patient.unread == (ILLEGIBLE,)
    assert window.session.workbench.record.undo_name() == "Confirm what was assumed"


def test_it_stands_on_the_safe_list(window: MainWindow) -> None:
    open_with_gap(window)
    workbench: Workbench = window.session.workbench
    patient = window.session.patient
    assert patient is not None
    assert "Sheet1!C9: “pos?neg” was not understood" in workbench.safe_list((), patient)


def test_it_goes_with_the_patient_to_another_computer(window: MainWindow, tmp_path: Path) -> None:
    open_with_gap(window)
    write_patient(window.session, tmp_path / "patient.json", identifiers=True)
    record = window.session.workbench.record
    assert record.patient(record.import_patient(tmp_path / "patient.json")).unread == (ILLEGIBLE,)
