"""Backups from the window, putting one back, erasing a patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMessageBox

from ingredient_checker.gui.app import first_window
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.restore_dialog import RestoreDialog
from ingredient_checker.patch_test.patient import Patient

if TYPE_CHECKING:
    from conftest import Dialogs


def keep(window: MainWindow, name: str) -> None:
    window.session.open_patient(None)
    window.session.save_patient(Patient(name))


def names(window: MainWindow) -> list[str]:
    return [row.name for row in window.session.workbench.record.patients()]


def test_closing_the_window_leaves_a_copy_of_the_day(window: MainWindow) -> None:
    keep(window, "Quastenflosser")
    window.close()
    (copy,) = window.session.workbench.record.backups()
    assert window.session.workbench.record.backup_holds(copy.path).patients == 1


def test_a_backup_is_made_looked_at_and_put_back(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    keep(window, "Quastenflosser")
    target = tmp_path / "copy.db"
    dialogs.answer(lambda box: box.accept())
    window.back_up_to(target)
    assert "key file" in dialogs.shown[-1]
    keep(window, "Made later")

    def put_back(dialog: RestoreDialog) -> None:
        assert "No copy yet" in dialog.form.message.text()
        dialog.add_file(tmp_path / "nothing.db")
        assert not dialog.form.restoreButton.isEnabled()
        dialog.add_file(target)
        assert "Holds 1 patients" in dialog.form.message.text()
        dialog.form.restoreButton.click()

    dialogs.answer(put_back)
    window.form.restoreAction.trigger()
    assert names(window) == ["Quastenflosser"]
    assert list(window.session.workbench.record.place.glob("library before restoring *.db"))


def test_a_patient_is_erased_only_after_a_yes(window: MainWindow, dialogs: Dialogs) -> None:
    keep(window, "Quastenflosser")
    dialogs.answer(lambda box: box.done(QMessageBox.StandardButton.Cancel))
    window.erase_patient()
    assert names(window) == ["Quastenflosser"]
    dialogs.answer(lambda box: box.done(QMessageBox.StandardButton.Yes))
    window.erase_patient()
    assert names(window) == []
    assert window.session.patient is None
    dialogs.answer(lambda box: box.accept())
    window.erase_patient()
    assert "No patient is open" in dialogs.shown[-1]


def test_at_the_start_a_backup_can_be_put_in_the_place_of_a_damaged_library(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    keep(window, "Quastenflosser")
    window.close()
    workbench = window.session.workbench
    workbench.close()
    (workbench.record.place / "library.db").write_bytes(b"torn" * 4000)

    def choose(box: QMessageBox) -> None:
        assert "the file is damaged" in box.text()
        next(button for button in box.buttons() if "backup" in button.text()).click()

    dialogs.answer(choose)
    dialogs.answer(lambda dialog: dialog.form.restoreButton.click())
    again = first_window(workbench, QSettings(str(tmp_path / "again.ini"), QSettings.Format.IniFormat))
    assert again is not None
    assert names(again) == ["Quastenflosser"]
    again.close()
    again.deleteLater()


def test_at_the_start_without_a_backup_it_is_said_what_is_wrong(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    keep(window, "Quastenflosser")
    workbench = window.session.workbench
    workbench.close()
    (workbench.record.place / "library.db").write_bytes(b"torn" * 4000)
    dialogs.answer(lambda box: box.buttons()[0].click())
    assert first_window(workbench, QSettings(str(tmp_path / "again.ini"), QSettings.Format.IniFormat)) is None
    assert "the file is damaged" in dialogs.shown[-1]
