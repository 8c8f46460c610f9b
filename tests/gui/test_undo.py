"""Undo in the window: named, by keyboard, after a restart, and never over somebody else's change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.characteristics_dialog import CharacteristicsDialog
from ingredient_checker.gui.main_window import MainWindow

if TYPE_CHECKING:
    from conftest import Dialogs


@pytest.fixture
def renamed(window: MainWindow, dialogs: Dialogs) -> MainWindow:
    """The sample patient under another name."""

    def rename(dialog: CharacteristicsDialog) -> None:
        dialog.name.setText("S. P.")
        dialog.accept()

    window.try_sample()
    window.go_to("patient")
    dialogs.answer(rename)
    window.patient_page.edit()
    return window


def name(window: MainWindow) -> str:
    patient = window.session.patient
    return patient.name if patient else ""


def test_the_menu_names_the_step_and_ctrl_z_takes_it_back(renamed: MainWindow, qtbot: QtBot) -> None:
    assert renamed.form.undoAction.text() == "Undo: Edit the patient"
    qtbot.keyClick(renamed.patient_page.form.results, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert name(renamed) == "Sample Patient"
    assert renamed.form.redoAction.text() == "Redo: Edit the patient"
    renamed.form.redoAction.trigger()
    assert name(renamed) == "S. P."


def test_ctrl_z_in_a_label_is_about_the_label(renamed: MainWindow, qtbot: QtBot) -> None:
    renamed.go_to("check")
    label = renamed.check_page.form.labelText
    qtbot.keyClicks(label, "Zorbo")
    qtbot.keyClick(label, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Zorbo" not in label.toPlainText()
    assert name(renamed) == "S. P."


def test_what_was_just_done_can_be_undone_from_the_status_bar(renamed: MainWindow, qtbot: QtBot) -> None:
    button = renamed.undo_actions.button
    assert (button.isVisible(), button.text()) == (True, "Undo: Edit the patient")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert name(renamed) == "Sample Patient"


def test_undoing_the_patient_away_leaves_none_open_and_redo_opens_it_again(window: MainWindow) -> None:
    window.try_sample()
    window.form.undoAction.trigger()
    assert window.session.patient is None
    window.form.redoAction.trigger()
    assert name(window) == "Sample Patient"


def test_after_an_erased_patient_there_is_nothing_of_it_to_undo(renamed: MainWindow, dialogs: Dialogs) -> None:
    dialogs.answer(lambda box: box.done(box.StandardButton.Yes))
    renamed.erase_patient()
    assert not renamed.form.undoAction.isEnabled()
    assert not renamed.undo_actions.button.isVisible()
