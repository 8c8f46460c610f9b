"""File, Protection: a passphrase set, changed and removed; what is said of account, keyring and place."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ingredient_checker.gui.app import show_error
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.passphrase_dialog import PassphraseDialog
from ingredient_checker.gui.protection_dialog import ProtectionDialog, tell_of_the_place_once
from ingredient_checker.gui.recovery_key_dialog import RecoveryKeyDialog
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.problem import bug_report

if TYPE_CHECKING:
    from conftest import Dialogs

PASSPHRASE = "seven quiet herons at dawn"


class OwnKeyring(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


@pytest.fixture
def dialog(window: MainWindow) -> ProtectionDialog:
    shown = ProtectionDialog(window.session.workbench, window.lock, window)
    shown.show()
    return shown


def type_in(old: str = "", new: str = "", again: str | None = None) -> Callable[[PassphraseDialog], None]:
    def fill(dialog: PassphraseDialog) -> None:
        dialog.form.oldPassphrase.setText(old)
        dialog.form.newPassphrase.setText(new)
        dialog.form.again.setText(new if again is None else again)
        dialog.form.doButton.click()

    return fill


class Paper:
    """What a person writes down."""

    def __init__(self) -> None:
        self.key = ""

    def keep(self, dialog: RecoveryKeyDialog) -> None:
        """Write it down and type back the block that is asked for."""
        blocks = dialog.form.blocks.text().split()
        self.key = "-".join(blocks)
        assert not dialog.form.doButton.isEnabled()
        wrong = "22222" if blocks[dialog.asked_block] != "22222" else "33333"
        dialog.form.typed.setText(wrong)
        assert "That is not block" in dialog.form.message.text()
        assert not dialog.form.doButton.isEnabled()
        dialog.form.typed.setText(blocks[dialog.asked_block].lower())
        dialog.form.doButton.click()


@pytest.fixture
def paper(dialog: ProtectionDialog, dialogs: Dialogs) -> Paper:
    """The passphrase is set; the paper with the recovery key."""
    paper = Paper()
    dialogs.answer(type_in(new=PASSPHRASE))
    dialogs.answer(paper.keep)
    dialog.form.setButton.click()
    return paper


def test_in_the_beginning_it_says_that_only_the_account_protects(dialog: ProtectionDialog, window: MainWindow) -> None:
    form = dialog.form
    assert form.headline.text() == "Protected by your account only"
    assert "whoever can use your account can open the record" in form.explanation.text()
    assert form.setButton.isVisible()
    assert not form.removeButton.isVisible()
    assert not form.minutes.isEnabled()
    assert not form.keyringBox.isEnabled()
    assert str(window.session.workbench.record.place) in form.place.text()
    assert not form.risk.isVisible()


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the user's folder by other means")
def test_a_folder_whose_rights_cannot_be_narrowed_is_not_called_protected(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a memory stick, where every file belongs to everybody."""
    protection = window.session.workbench.record.protection
    _ = window.session.workbench.record.patients()
    assert protection.only_this_account
    protection.key_path.chmod(0o644)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    shown = ProtectionDialog(window.session.workbench, window.lock, window)
    assert shown.form.headline.text() == "Not protected from other accounts"


def test_a_passphrase_is_set_only_once_the_recovery_key_is_on_paper(
    dialog: ProtectionDialog, window: MainWindow, dialogs: Dialogs
) -> None:
    protection = window.session.workbench.record.protection
    dialogs.answer(type_in(new=PASSPHRASE))
    dialogs.answer(lambda shown: shown.reject())
    dialog.form.setButton.click()
    assert not protection.has_passphrase
    assert not window.form.lockAction.isEnabled()


def test_with_a_passphrase_it_locks_and_says_what_opens_it(
    dialog: ProtectionDialog, window: MainWindow, paper: Paper
) -> None:
    form = dialog.form
    assert form.headline.text() == "Protected by a passphrase"
    assert "destroy such copies" in form.explanation.text()
    assert form.message.text() == "The passphrase is set."
    assert window.form.lockAction.isEnabled()
    assert form.minutes.isEnabled()
    assert form.minutes.currentText() == "after 5 minutes"
    record = window.session.workbench.record
    record.lock()
    record.unlock_with_recovery_key(paper.key)
    record.lock()
    record.unlock(PASSPHRASE)
    assert "set a passphrase" in [event.action for event in record.events()]


def test_a_typing_slip_or_a_short_one_is_told_and_nothing_is_set(
    dialog: ProtectionDialog, window: MainWindow, dialogs: Dialogs
) -> None:
    said: list[str] = []

    def try_all(asked: PassphraseDialog) -> None:
        type_in(new=PASSPHRASE, again="seven quiet heron")(asked)
        said.append(asked.form.message.text())
        assert not asked.form.doButton.isEnabled()
        type_in(new="short")(asked)
        said.append(asked.form.message.text())
        asked.reject()

    dialogs.answer(try_all)
    dialog.form.setButton.click()
    assert said[0] == "The two are not the same."
    assert "at least 8 letters" in said[1]
    assert not window.session.workbench.record.protection.has_passphrase


def test_it_is_changed_with_the_old_one_only(
    dialog: ProtectionDialog, window: MainWindow, paper: Paper, dialogs: Dialogs
) -> None:
    def wrong_then_right(asked: PassphraseDialog) -> None:
        type_in(old="wrong", new="another one of mine")(asked)
        assert "not the passphrase" in asked.form.message.text()
        type_in(old=PASSPHRASE, new="another one of mine")(asked)

    dialogs.answer(wrong_then_right)
    dialog.form.changeButton.click()
    assert dialog.form.message.text() == "The passphrase is changed."
    record = window.session.workbench.record
    record.lock()
    record.unlock("another one of mine")


def test_a_new_recovery_key_replaces_the_old_one(
    dialog: ProtectionDialog, window: MainWindow, paper: Paper, dialogs: Dialogs
) -> None:
    new = Paper()
    dialogs.answer(type_in(old=PASSPHRASE))
    dialogs.answer(new.keep)
    dialog.form.recoveryButton.click()
    record = window.session.workbench.record
    record.lock()
    record.unlock_with_recovery_key(new.key)
    assert new.key != paper.key


def test_it_is_removed_and_everything_is_as_before(
    dialog: ProtectionDialog, window: MainWindow, paper: Paper, dialogs: Dialogs
) -> None:
    dialogs.answer(type_in(old=PASSPHRASE))
    dialog.form.removeButton.click()
    assert dialog.form.headline.text() == "Protected by your account only"
    assert not window.form.lockAction.isEnabled()
    assert not window.lock.timer.isActive()


def test_the_recovery_key_can_be_printed_and_is_not_in_the_clipboard(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    from ingredient_checker.gui.printing import write_pdf

    workbench = window.session.workbench
    key = workbench.record.protection.new_recovery_key()
    asked: list[str] = []
    shown = RecoveryKeyDialog(key, lambda: asked.append("print"), window)
    shown.form.printButton.click()
    assert asked == ["print"]
    assert key.split("-")[0] not in QGuiApplication.clipboard().text()
    write_pdf(workbench.recovery_key_page(key), tmp_path / "key.pdf", "Recovery key")
    printed = "".join(page.extract_text() for page in PdfReader(tmp_path / "key.pdf").pages)
    assert all(block in printed for block in key.split("-"))
    assert "type the blocks in this order" in " ".join(printed.split())


def test_a_computer_without_a_keyring_says_why_it_cannot_open_by_itself(dialog: ProtectionDialog, paper: Paper) -> None:
    assert not dialog.form.keyringBox.isEnabled()
    assert dialog.form.keyringNote.text() == "This computer has no keyring."


def test_the_keyring_opens_at_the_start_but_not_after_locking(
    dialog: ProtectionDialog,
    window: MainWindow,
    paper: Paper,
    dialogs: Dialogs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = OwnKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: own)
    monkeypatch.setattr(keyring, "set_password", own.set_password)
    monkeypatch.setattr(keyring, "get_password", own.get_password)
    monkeypatch.setattr(keyring, "delete_password", own.delete_password)
    protection = window.session.workbench.record.protection
    dialog._look()
    dialogs.answer(lambda asked: asked.reject())
    dialog.form.keyringBox.click()
    assert not dialog.form.keyringBox.isChecked()
    dialogs.answer(type_in(old=PASSPHRASE))
    dialog.form.keyringBox.click()
    assert dialog.form.keyringBox.isChecked()
    assert protection.opens_without_asking
    window.lock.lock()
    assert window.lock.dialog is not None
    window.lock.dialog.form.secret.setText(PASSPHRASE)
    window.lock.dialog.form.unlockButton.click()
    dialog.form.keyringBox.click()
    assert not protection.opens_without_asking
    assert own.kept == {}


def test_the_minutes_are_chosen_here(dialog: ProtectionDialog, window: MainWindow, paper: Paper) -> None:
    form = dialog.form
    assert [form.minutes.itemText(n) for n in range(form.minutes.count())] == [
        *("after 1 minute", "after 2 minutes", "after 5 minutes", "after 10 minutes", "after 30 minutes"),
        "never",
    ]
    form.minutes.setCurrentIndex(5)
    form.minutes.activated.emit(5)
    assert window.lock.minutes == 0
    assert not window.lock.timer.isActive()
    assert window.lock.can_lock


def test_a_synchronised_folder_is_told_once_and_explained_here(window: MainWindow, tmp_path: Path) -> None:
    workbench = window.session.workbench
    synced = type(workbench)(
        workbench.folder, workbench.catalogue, workbench.allergens, tmp_path / "Nextcloud" / "library"
    )
    settings = QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)
    told: list[str] = []
    for _ in range(2):
        tell_of_the_place_once(synced, settings, told.append)
        tell_of_the_place_once(workbench, settings, told.append)
    assert len(told) == 1
    assert "Nextcloud" in told[0]
    shown = ProtectionDialog(synced, window.lock, window)
    assert "two computers" in shown.form.risk.text()
    synced.close()


@pytest.mark.parametrize("points", [9.0, 16.0])
def test_nothing_is_cut_at_any_size(window: MainWindow, dialog: ProtectionDialog, paper: Paper, points: float) -> None:
    window._points = points
    window._apply_look()
    shown = ProtectionDialog(window.session.workbench, window.lock, window)
    shown.show()
    QApplication.processEvents()
    label = shown.form.explanation
    assert label.height() >= label.heightForWidth(label.width())


# reports


NAME = "Wilhelmina Quastenflosser"
PATIENT = Patient(NAME, "QF-7741", (PatchTestResult("Zorbocide", "mi", ResultStatus.POSITIVE, Grade.STRONG),))
SECRETS = (NAME, "Quastenflosser", "QF-7741", "Zorbocide", "methylisothiazolinone")


def test_a_bug_report_holds_neither_names_nor_allergens(
    window: MainWindow, dialogs: Dialogs, capsys: pytest.CaptureFixture[str]
) -> None:
    window.session.save_patient(PATIENT)
    reports: list[str] = []
    dialogs.answer(lambda box: reports.append(box.text() + box.informativeText() + box.detailedText()))
    try:
        raise ValueError(f"what is wrong with {PATIENT}")
    except ValueError:
        show_error(*sys.exc_info())  # type: ignore[arg-type]
    reports.append(capsys.readouterr().err)
    assert "ValueError" in reports[0]
    assert "ValueError" in reports[1]
    for report in reports:
        assert not [secret for secret in SECRETS if secret.casefold() in report.casefold()]


def test_an_error_of_the_database_holds_neither_names_nor_allergens_nor_the_key(window: MainWindow) -> None:
    window.session.save_patient(PATIENT)
    record = window.session.workbench.record
    engine = record.store._engine
    values = {"id": 1, "name": NAME, "number": "QF-7741", "written": "Zorbocide"}
    said = repr(engine.url) + repr(engine) + str(engine.url)
    for statement in (
        "INSERT INTO patient (id, name, number, nothing) VALUES (:id, :name, :number, :written)",
        "INSERT INTO patient (id, name) VALUES (:id, :name)",
        "SELECT :name || :number || :written FROM nowhere WHERE id = :id",
    ):
        with pytest.raises(SQLAlchemyError) as failed, engine.begin() as connection:
            connection.execute(text(statement), values)
        said += str(failed.value) + repr(failed.value) + "".join(traceback.format_exception(failed.value))
        said += bug_report(failed.type, failed.tb)
    for secret in (*SECRETS, record.protection.key().hex()):
        assert secret.casefold() not in said.casefold()


def test_what_goes_wrong_in_a_thread_is_reported_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    from ingredient_checker.gui.app import report_only

    try:
        raise KeyError(NAME)
    except KeyError as error:
        report_only(KeyError, error.__traceback__)
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert NAME not in said
