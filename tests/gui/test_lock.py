"""Locking: everything out of sight, the library closed, and afterwards everything as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.background import Background
from ingredient_checker.gui.import_dialog import ImportDialog
from ingredient_checker.gui.lock import MINUTES, Lock, open_at_start
from ingredient_checker.gui.lock_dialog import LockDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.passphrase_dialog import PassphraseDialog
from ingredient_checker.gui.reading_grid import ReadingGridDialog
from ingredient_checker.library.wrapping import Cost
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench

if TYPE_CHECKING:
    from conftest import Dialogs

PASSPHRASE = "seven quiet herons at dawn"
NAME = "Wilhelmina Quastenflosser"
PATIENT = Patient(NAME, "QF-7741", (PatchTestResult("MI", "mi", ResultStatus.POSITIVE, Grade.STRONG),))
really_exec = QDialog.exec  # the tests' own answers stand in its place


class Clock:
    """Two clocks that a test sets."""

    def __init__(self) -> None:
        self.steady = self.wall = 0.0

    def __call__(self) -> tuple[float, float]:
        return self.steady, self.wall


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recovery_key(window: MainWindow, clock: Clock) -> str:
    """The window's library has a passphrase, a patient is open, and a test's clock runs; the recovery key."""
    protection = window.session.workbench.record.protection
    key = protection.new_recovery_key()
    protection.set_passphrase(PASSPHRASE, key, Cost(64, 1, 1))
    window.session.save_patient(PATIENT)
    window.lock._clock = clock
    window.lock.use_protection()
    return key


@pytest.fixture
def lock(window: MainWindow, recovery_key: str) -> Lock:
    return window.lock


def dialog_of(lock: Lock) -> LockDialog:
    assert lock.dialog is not None
    return lock.dialog


def unlock(lock: Lock, passphrase: str = PASSPHRASE) -> None:
    dialog = dialog_of(lock)
    dialog.form.secret.setText(passphrase)
    dialog.form.unlockButton.click()


def seen() -> str:
    """All words that can be seen on the screen now, titles too."""
    words = []
    for top in QApplication.topLevelWidgets():
        if not top.isVisible():
            continue
        words.append(top.windowTitle())
        for widget in top.findChildren(QWidget):
            if widget.isVisible() and not widget.isWindow():
                for name in ("text", "toPlainText", "currentText", "title"):
                    said = getattr(widget, name, None)
                    words.append(str(said()) if callable(said) else "")
    return "\n".join(words)


def test_locked_nothing_of_the_patient_is_seen_and_the_library_is_closed(window: MainWindow, lock: Lock) -> None:
    assert NAME in seen()
    window.form.lockAction.trigger()
    record = window.session.workbench.record
    assert lock.is_locked
    assert NAME not in seen()
    assert "Methylisothiazolinone" not in seen()
    assert [w.text() for w in window.findChildren(QLabel) if w.isVisible() and w.window() is window] == []
    assert not record.is_open
    assert record.protection.held_key() is None
    with pytest.raises(Problem, match="locked"):
        record.patients()
    with pytest.raises(Problem, match="locked"):
        window.session.workbench.products()


def test_a_wrong_passphrase_says_so_and_the_right_one_shows_everything_again(window: MainWindow, lock: Lock) -> None:
    before = seen()
    lock.lock()
    unlock(lock, "not the passphrase")
    assert "not the passphrase of this library" in dialog_of(lock).form.message.text()
    assert lock.is_locked
    unlock(lock)
    assert not lock.is_locked
    assert seen() == before
    window.session.save_patient(PATIENT)
    assert window.session.workbench.record.patient(1).name == NAME


def test_unlocking_and_failed_attempts_are_noted(window: MainWindow, lock: Lock) -> None:
    lock.lock()
    unlock(lock, "not the passphrase")
    unlock(lock, "nor this one")
    unlock(lock)
    lock.lock()
    unlock(lock)
    noted = [(event.action, event.detail) for event in window.session.workbench.record.events()]
    assert noted[:2] == [("unlocked", ""), ("unlocked", "after 2 failed attempts")]


def test_esc_and_closing_the_lock_screen_open_nothing(window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    dialog = dialog_of(lock)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert lock.is_locked
    assert dialog.isVisible()
    assert not dialog.form.unlockButton.isEnabled()


def test_a_typed_label_survives_with_its_selection_and_its_undo(window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    field = window.check_page.form.labelText
    field.setFocus()
    qtbot.keyClicks(field, "Aqua, Glyc")
    cursor = field.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    lock.lock()
    assert "Aqua" not in seen()
    unlock(lock)
    assert field.toPlainText() == "Aqua, Glyc"
    assert field.textCursor().selectedText() == "ua"
    assert window.focusWidget() is field
    field.undo()
    assert field.toPlainText() != "Aqua, Glyc"


def test_a_half_filled_dialog_goes_on_after_the_lock(window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    """With the event loop of a dialog that really waits for its answer."""
    dialog = QDialog(window)
    dialog.setWindowTitle(f"{NAME}: a dialog")
    field, notes = QLineEdit("half", dialog), QTextEdit(dialog)
    notes.setGeometry(0, 40, 200, 100)
    said: list[str] = []

    def while_it_waits() -> None:
        notes.setFocus()
        qtbot.keyClicks(notes, "strongest on D4")
        size = dialog.size()
        lock.lock()
        said.append(seen())
        assert dialog.isVisible()
        assert QApplication.activeModalWidget() is lock.dialog
        unlock(lock)
        assert dialog.size() == size
        assert dialog.focusWidget() is notes
        said.append(seen())
        dialog.accept()

    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, while_it_waits)
    assert really_exec(dialog) == QDialog.DialogCode.Accepted
    assert "half" not in said[0]
    assert NAME not in said[0]
    assert "strongest" not in said[0]
    assert f"{NAME}: a dialog" in said[1]
    assert (field.text(), notes.toPlainText()) == ("half", "strongest on D4")


def test_a_half_filled_reading_grid_goes_on_with_the_cell_that_was_typed(
    window: MainWindow, lock: Lock, qtbot: QtBot
) -> None:
    grid = ReadingGridDialog(window.session.workbench, window.session.theme, None, window)
    grid.add_series("TT36")
    grid.open()
    grid.activateWindow()
    table = grid.form.grid
    cell = grid.model.index(3, 2)
    table.setFocus()
    table.setCurrentIndex(cell)
    table.edit(cell)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "++")
    lock.lock()
    assert not table.isVisible()
    unlock(lock)
    assert table.isVisible()
    if table.state() == QTableView.State.EditingState:
        assert editor.text() == "++"
    else:
        assert "++" in str(grid.model.data(cell))
    assert len(grid.model.sheet.rows) == 36
    grid.close()


def test_an_import_that_is_looked_at_goes_on_after_the_lock(window: MainWindow, lock: Lock, tmp_path: Path) -> None:
    sheet = tmp_path / "results.csv"
    sheet.write_text("Allergen,D2,D4\nNickel sulfate,+,++\nZorbocide,,+\n", "utf-8")
    dialog = ImportDialog(sheet, window.session, window.patient_page._importing, window)
    dialog.show()
    before = seen()
    assert "results.csv" in before
    lock.lock()
    assert "results.csv" not in seen()
    assert [child for child in dialog.findChildren(QWidget) if child.isVisible()] == []
    unlock(lock)
    assert seen() == before
    dialog.close()


def test_a_dialog_that_opens_while_locked_is_empty_and_below(window: MainWindow, lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    late = QMessageBox(QMessageBox.Icon.Information, NAME, f"{NAME} was saved.", parent=window)
    late.open()
    qtbot.waitUntil(lambda: NAME not in seen())
    assert QApplication.activeModalWidget() is lock.dialog
    unlock(lock)
    assert f"{NAME} was saved." in seen()
    late.close()
    late.deleteLater()


def test_a_message_that_comes_while_it_locks_does_not_keep_the_door_open(
    window: MainWindow, lock: Lock, qtbot: QtBot
) -> None:
    """A cell that is taken over when it loses the keyboard may end in a message; nobody is there to answer."""
    field = QLineEdit(window.form.centralwidget)
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "typed")
    box = QMessageBox(QMessageBox.Icon.Information, "", "The disk is full.", parent=window)
    field.editingFinished.connect(lambda: really_exec(box), Qt.ConnectionType.SingleShotConnection)
    seen_locked: list[bool] = []

    def opened() -> None:
        seen_locked.append(not window.session.workbench.record.is_open)
        unlock(lock)
        assert "The disk is full." in seen()
        box.accept()

    lock.locked.connect(opened, Qt.ConnectionType.QueuedConnection)
    lock.lock()
    QApplication.processEvents()
    assert seen_locked == [True]
    assert not lock.is_locked


def test_a_print_preview_shows_nothing(window: MainWindow, lock: Lock) -> None:
    preview = QPrintPreviewDialog(window)
    preview.setWindowTitle(f"Patch test of {NAME}")
    preview.open()
    lock.lock()
    assert preview.isVisible()
    assert NAME not in preview.windowTitle()
    assert [child for child in preview.findChildren(QWidget) if child.isVisible()] == []
    unlock(lock)
    assert NAME in preview.windowTitle()
    preview.close()


def test_a_system_dialog_for_files_is_closed(window: MainWindow, lock: Lock) -> None:
    chooser = QFileDialog(window)
    chooser.open()
    lock.lock()
    assert not chooser.isVisible()


def test_what_is_painted_while_locked_is_one_colour(window: MainWindow, lock: Lock) -> None:
    lock.lock()
    picture = window.grab().toImage()
    points = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert len(points) == 1


def test_open_menus_and_lists_are_closed(window: MainWindow, lock: Lock) -> None:
    menu = QMenu(NAME, window)
    menu.addAction(NAME)
    menu.popup(QPoint(0, 0))
    assert menu.isVisible()
    lock.lock()
    assert not menu.isVisible()


def test_what_arrives_from_the_background_waits_for_the_unlock(window: MainWindow, lock: Lock) -> None:
    work, arrived = Background(window, window._looking._executor), []
    work.finished.connect(arrived.append)
    lock.lock()
    work.start(lambda progress, cancelled: "done")
    assert arrived == []
    unlock(lock)
    assert arrived == ["done"]


def test_a_file_dropped_on_a_locked_window_is_not_read(window: MainWindow, lock: Lock, tmp_path: Path) -> None:
    label = tmp_path / "label.txt"
    label.write_text("Aqua, Parfum")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(label))])
    before = window.check_page.form.labelText.toPlainText()

    def drop() -> None:
        actions, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), actions, content, button, keys))
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), actions, content, button, keys))

    lock.lock()
    drop()
    assert window.check_page.form.labelText.toPlainText() == before
    unlock(lock)
    drop()
    assert "Parfum" in window.check_page.form.labelText.toPlainText()


def test_the_clipboard_is_left_alone(window: MainWindow, lock: Lock) -> None:
    QGuiApplication.clipboard().setText("Aqua")
    lock.lock()
    assert QGuiApplication.clipboard().text() == "Aqua"
    unlock(lock)


def test_a_patient_changed_on_another_desk_meanwhile_is_not_overwritten(window: MainWindow, lock: Lock) -> None:
    lock.lock()
    record = window.session.workbench.record
    other = Workbench(
        window.session.workbench.folder,
        window.session.workbench.catalogue,
        window.session.workbench.allergens,
        record.given_folder,
    )
    other.record.unlock(PASSPHRASE)
    other.record.patient(1)
    other.record.save_patient(Patient("Changed elsewhere"), 1)
    other.close()
    unlock(lock)
    with pytest.raises(Problem, match="changed in another window"):
        window.session.save_patient(PATIENT)


# by itself


def move_mouse(window: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseMove(window, QPoint(5, 5))
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(6, 6))


def test_it_locks_after_five_minutes_without_a_key_or_the_mouse(lock: Lock, clock: Clock) -> None:
    assert lock.minutes == 5
    assert lock.timer.isActive()
    assert lock.timer.interval() == 5 * 60 * 1000
    clock.steady = 299
    lock.timer.timeout.emit()
    assert not lock.is_locked
    assert lock.timer.interval() == 1000
    clock.steady = 300
    lock.timer.timeout.emit()
    assert lock.is_locked
    assert not lock.timer.isActive()
    unlock(lock)
    assert lock.timer.interval() == 5 * 60 * 1000


@pytest.mark.parametrize("how", ["key", "mouse", "wheel"])
def test_a_key_or_the_mouse_puts_it_off(window: MainWindow, lock: Lock, clock: Clock, qtbot: QtBot, how: str) -> None:
    field = window.check_page.form.labelText
    clock.steady = 200
    if how == "key":
        qtbot.keyClick(field, Qt.Key.Key_A)
    elif how == "mouse":
        qtbot.mouseClick(field.viewport(), Qt.MouseButton.LeftButton)
    else:
        wheel = QWheelEvent(
            *(QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton),
            *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(field.viewport(), wheel)
    clock.steady = 400
    lock.timer.timeout.emit()
    assert not lock.is_locked
    assert lock.timer.interval() == 100 * 1000


@pytest.mark.parametrize("which", ["steady", "wall"])
def test_the_first_touch_after_the_computer_slept_locks_and_does_nothing_else(
    window: MainWindow, lock: Lock, clock: Clock, qtbot: QtBot, which: str
) -> None:
    field = window.check_page.form.labelText
    field.setFocus()
    setattr(clock, which, 4000.0)
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert lock.is_locked
    assert field.toPlainText() == ""


def test_a_clock_set_back_does_not_put_it_off(lock: Lock, clock: Clock) -> None:
    clock.wall, clock.steady = -1e6, 300
    lock.timer.timeout.emit()
    assert lock.is_locked


def test_it_locks_over_an_open_dialog_by_itself_and_by_key(
    window: MainWindow, lock: Lock, clock: Clock, qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    field = QLineEdit("half", dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    clock.steady = 300
    lock.timer.timeout.emit()
    assert lock.is_locked
    assert not field.isVisible()
    unlock(lock)
    qtbot.keyClick(field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert lock.is_locked
    unlock(lock)
    assert field.isVisible()
    assert field.text() == "half"
    dialog.close()


@pytest.mark.parametrize("minutes", MINUTES)
def test_the_minutes_can_be_chosen_and_are_remembered(window: MainWindow, lock: Lock, minutes: int) -> None:
    lock.use_minutes(minutes)
    assert lock.minutes == minutes
    assert lock.timer.isActive() is bool(minutes)
    assert Lock(window, window.session.workbench, window.settings).minutes == minutes


@pytest.mark.parametrize("kept", ["", "-1", "x", "7", "99999999999999999999"])
def test_a_strange_setting_means_five_minutes(window: MainWindow, lock: Lock, kept: str) -> None:
    window.settings.setValue("lock_minutes", kept)
    assert lock.minutes == 5


def test_without_a_passphrase_nothing_locks_and_the_menu_says_why(window: MainWindow) -> None:
    assert not window.lock.can_lock
    assert not window.lock.timer.isActive()
    assert not window.form.lockAction.isEnabled()
    assert "needs a passphrase" in window.form.lockAction.toolTip()
    window.lock.lock()
    assert not window.lock.is_locked


def test_what_is_kept_beside_the_library_holds_nothing_of_the_patient(
    window: MainWindow, lock: Lock, tmp_path: Path
) -> None:
    lock.lock()
    window.close()
    window.settings.sync()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Quastenflosser" not in content
            assert b"QF-7741" not in content


# quitting, the recovery key, the start


def test_the_program_can_be_quit_while_it_is_locked(
    window: MainWindow, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(QApplication, "exit", staticmethod(ended.append))
    lock.lock()
    dialog_of(lock).form.quitButton.click()
    assert ended == [0]
    assert not window.isVisible()


def test_the_recovery_key_opens_and_asks_for_a_new_passphrase(
    window: MainWindow, lock: Lock, recovery_key: str, dialogs: Dialogs
) -> None:
    lock.lock()
    dialog_of(lock).form.otherWayButton.click()
    unlock(lock, recovery_key[:-1] + ("2" if recovery_key[-1] != "2" else "3"))
    assert "slip in block 7" in dialog_of(lock).form.message.text()

    def choose(dialog: PassphraseDialog) -> None:
        dialog.form.newPassphrase.setText("another one of mine")
        dialog.form.again.setText("another one of mine")
        dialog.form.doButton.click()

    dialogs.answer(choose)
    unlock(lock, recovery_key)
    assert not lock.is_locked
    lock.lock()
    unlock(lock)
    assert lock.is_locked
    unlock(lock, "another one of mine")
    assert not lock.is_locked
    noted = [event.action for event in window.session.workbench.record.events()]
    assert "unlocked with the recovery key" in noted


def at_start(folder: Path, like: Workbench) -> Workbench:
    return Workbench(like.folder, like.catalogue, like.allergens, folder)


@pytest.fixture
def closed(window: MainWindow, recovery_key: str) -> Workbench:
    """The program as it is started the next time."""
    workbench = window.session.workbench
    workbench.close()
    return at_start(workbench.record.place, workbench)


def test_at_the_start_the_passphrase_is_asked_for_before_anything_is_shown(closed: Workbench, dialogs: Dialogs) -> None:
    def answer(dialog: LockDialog) -> None:
        assert NAME not in dialog.form.explanation.text()
        dialog.form.secret.setText("wrong")
        dialog.form.unlockButton.click()
        assert "not the passphrase" in dialog.form.message.text()
        dialog.form.secret.setText(PASSPHRASE)
        dialog.form.unlockButton.click()

    dialogs.answer(answer)
    assert open_at_start(closed)
    assert closed.record.patient(1).name == NAME
    closed.close()


def test_at_the_start_it_can_be_quit(closed: Workbench, dialogs: Dialogs) -> None:
    dialogs.answer(lambda dialog: dialog.form.quitButton.click())
    assert not open_at_start(closed)
    assert closed.record.protection.is_locked


def test_at_the_start_the_recovery_key_asks_for_a_new_passphrase_that_may_wait(
    closed: Workbench, dialogs: Dialogs, recovery_key: str
) -> None:
    def answer(dialog: LockDialog) -> None:
        dialog.form.otherWayButton.click()
        dialog.form.secret.setText(recovery_key)
        dialog.form.unlockButton.click()

    dialogs.answer(answer)
    dialogs.answer(lambda dialog: dialog.reject())
    assert open_at_start(closed)
    closed.record.lock()
    closed.record.unlock(PASSPHRASE)
    closed.close()


def test_without_a_passphrase_the_start_asks_nothing(window: MainWindow) -> None:
    assert open_at_start(window.session.workbench)


def test_a_damaged_key_file_at_the_start_is_named_and_the_program_ends(closed: Workbench) -> None:
    closed.record.protection.key_path.write_bytes(b"{ broken")
    with pytest.raises(Problem, match=r"is damaged: put library\.key back"):
        open_at_start(closed)
