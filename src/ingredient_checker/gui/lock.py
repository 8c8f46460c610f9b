"""Locking: after a while without a key or the mouse, or on demand, everything is out of sight and the library closed.

Windows stay where they are, but empty: their content is hidden, not put away, so that what was half typed in a page or
in an open dialog is there again afterwards. (Hiding a dialog itself would end it.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QToolTip, QWidget

from ..workbench import Workbench
from .background import Background
from .lock_dialog import LockDialog
from .passphrase_dialog import PassphraseDialog

MINUTES = (1, 2, 5, 10, 30, 0)
"""After how long it locks by itself; 0: never."""

_SETTING, _USUAL = "lock_minutes", 5
_BLANK = "Ingredient Checker"
_ACTIVITY = frozenset(
    (
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress, QEvent.Type.TabletMove),
        *(QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop),
    )
)
_DROPS = frozenset((QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop))
_LOCK_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def ticking() -> tuple[float, float]:
    """Seconds by the clock that nobody can set, which may stand still while a computer sleeps, and by the other."""
    return time.monotonic(), time.time()


@dataclass(frozen=True, slots=True)
class _Hidden:
    """A window whose content is out of sight."""

    window: QWidget
    title: str
    content: tuple[QWidget, ...]
    focus: QWidget | None


class Lock(QObject):
    """Locks one window and all its dialogs. `clock`: two kinds of seconds, see `ticking`."""

    protected = Signal()  # there is a passphrase now, or none any more
    locked = Signal()
    unlocked = Signal()

    def __init__(
        self,
        window: QMainWindow,
        workbench: Workbench,
        settings: QSettings,
        clock: Callable[[], tuple[float, float]] = ticking,
    ) -> None:
        super().__init__(window)
        self._window, self._workbench, self._settings, self._clock = window, workbench, settings, clock
        self._protected = self._watching = False
        self._last = clock()
        self._hidden: list[_Hidden] = []
        self._held: list[Background] = []
        self.dialog: LockDialog | None = None
        self.is_locking = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._look_at_the_clock)
        self.use_protection()

    # whether, and after how long

    @property
    def is_locked(self) -> bool:
        """Whether everything is out of sight now."""
        return self.is_locking or self.dialog is not None

    @property
    def can_lock(self) -> bool:
        """Whether there is a passphrase: without one, anybody could open it again."""
        return self._protected

    @property
    def minutes(self) -> int:
        """After how many minutes it locks by itself, 0 for never."""
        kept = str(self._settings.value(_SETTING, _USUAL))
        return int(kept) if kept.isdigit() and int(kept) in MINUTES else _USUAL

    def use_minutes(self, minutes: int) -> None:
        """Lock after so many minutes from now on."""
        self._settings.setValue(_SETTING, minutes)
        self.use_protection()

    def use_protection(self) -> None:
        """Look again whether there is a passphrase, and begin or stop to watch."""
        self._protected = self._workbench.record.protection.has_passphrase
        application = QApplication.instance()
        assert application is not None
        if self._protected and not self._watching:
            application.installEventFilter(self)
        elif self._watching and not self._protected:
            application.removeEventFilter(self)
        if self._watching != self._protected:
            self._watching = self._protected
            self.protected.emit()
        self._last = self._clock()
        self._start_timer(self.minutes * 60)

    def _start_timer(self, seconds: float) -> None:
        if self._protected and self.minutes and not self.is_locked:
            self.timer.start(max(1, round(seconds * 1000)))
        else:
            self.timer.stop()

    def _idle(self) -> float:
        return max(now - then for now, then in zip(self._clock(), self._last, strict=True))

    def _is_due(self) -> bool:
        return bool(self._protected and self.minutes and not self.is_locked and self._idle() >= self.minutes * 60)

    def _look_at_the_clock(self) -> None:
        if self._is_due():
            self.lock()
        else:
            self._start_timer(self.minutes * 60 - self._idle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes that somebody is there; a first touch after too long a time locks instead."""
        kind = event.type()
        if kind in _ACTIVITY:
            if self.is_locked:
                return kind in _DROPS
            if self._is_due():
                self.lock()
                return True
            self._last = self._clock()
            return kind is QEvent.Type.KeyPress and self._is_lock_key(event)
        if kind is QEvent.Type.Show and self.is_locked and self._is_a_window(watched):
            QTimer.singleShot(0, self, self._stay_on_top)
        return False

    def _is_a_window(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.isWindow() and watched is not self.dialog

    def _is_lock_key(self, event: QEvent) -> bool:
        """The key of the menu's Lock, also over a dialog, where the menu hears nothing."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_L or event.modifiers() != _LOCK_KEYS:
            return False
        self.lock()
        return True

    # lock

    def lock(self) -> None:
        """Everything out of sight, the library closed, the key forgotten."""
        if self.is_locked or not self._protected:
            return
        self.is_locking = True
        self.timer.stop()
        # What is typed in a table is taken over when it loses the keyboard, and that may end in a message that waits
        # for an answer; the door is closed nevertheless.
        QTimer.singleShot(0, self, self._shut)
        self._put_away_popups()
        self._hide_all()
        self._shut()

    def _shut(self) -> None:
        if not self.is_locking:
            return
        self._hide_all()
        self.is_locking = False
        self.dialog = LockDialog(self._workbench, self._window, drafts=True)
        self.dialog.opened.connect(self._open)
        self.dialog.quit_asked_for.connect(self._quit)
        windows = (hidden.window for hidden in self._hidden if _is_there(hidden.window))
        self._held = [work for window in windows for work in window.findChildren(Background)]
        for work in self._held:
            work.hold()
        try:
            _ = self._workbench.spellings.reader  # work that goes on needs what was decided about names
        finally:
            self._workbench.record.lock()
            self._stay_on_top()
            self.locked.emit()

    def _put_away_popups(self) -> None:
        while popup := QApplication.activePopupWidget():
            popup.close()
            if QApplication.activePopupWidget() is popup:
                break
        QToolTip.hideText()
        for chooser in QApplication.topLevelWidgets():
            if _is_there(chooser) and isinstance(chooser, QFileDialog):  # the system's own: it cannot be emptied
                chooser.reject()

    def _hide_all(self) -> None:
        done = {id(hidden.window) for hidden in self._hidden}
        for window in QApplication.topLevelWidgets():
            if not _is_there(window) or window is self.dialog or id(window) in done:
                continue
            if window.isVisible():
                self._hide(window)

    def _hide(self, window: QWidget) -> None:
        children = window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        content = tuple(child for child in children if not child.isWindow() and not child.isHidden())
        self._hidden.append(_Hidden(window, window.windowTitle(), content, window.focusWidget()))
        window.setWindowTitle(_BLANK)
        for child in content:
            child.hide()

    def _stay_on_top(self) -> None:
        """Before all others, also one that was opened meanwhile; that one is emptied, too."""
        if not self.is_locked:
            return
        self._hide_all()
        if self.dialog is None:
            return
        self.dialog.hide()
        below = QApplication.activeModalWidget() or self._window
        self.dialog.winId()  # so that there is a window to be kept above the other
        ours, theirs = self.dialog.windowHandle(), below.windowHandle()
        if ours is not None and theirs is not None:
            ours.setTransientParent(theirs)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.form.secret.setFocus()

    # open

    def _open(self) -> None:
        """Everything as it was."""
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        recovery_key = dialog.recovery_key
        hidden, self._hidden = self._hidden, []
        for one in hidden:
            if _is_there(one.window):
                _show_again(one)
        dialog.hide()
        dialog.deleteLater()
        (QApplication.activeModalWidget() or self._window).activateWindow()
        held, self._held = self._held, []
        for work in held:
            if _is_there(work):
                work.let_go()
        self._last = self._clock()
        self._start_timer(self.minutes * 60)
        self.unlocked.emit()
        if recovery_key:
            ask_for_new_passphrase(self._workbench, recovery_key, self._window)

    def _quit(self) -> None:
        self._window.close()
        QApplication.exit(0)


def _is_there(thing: QObject) -> bool:
    """Whether Qt has not destroyed it meanwhile."""
    try:
        thing.objectName()
    except RuntimeError:
        return False
    return True


def _show_again(hidden: _Hidden) -> None:
    hidden.window.setWindowTitle(hidden.title)
    for child in hidden.content:
        if _is_there(child):
            child.show()
    if hidden.focus is not None and _is_there(hidden.focus):
        hidden.focus.setFocus()


def ask_for_new_passphrase(workbench: Workbench, recovery_key: str, parent: QWidget | None = None) -> None:
    """After the recovery key has opened the library: what opens it from now on."""
    protection = workbench.record.protection
    PassphraseDialog(
        "New passphrase",
        "The recovery key has opened the record. Choose a new passphrase; the recovery key stays as it is.",
        "Set it",
        lambda _, new: protection.replace_passphrase(recovery_key, new),
        parent,
        new=True,
    ).exec()


def open_at_start(workbench: Workbench) -> bool:
    """Before the first window: the lock screen, where one is needed. False if the program is to be quit."""
    protection = workbench.record.protection
    if not protection.is_locked or protection.unlock_without_asking():
        return True
    dialog = LockDialog(workbench)
    dialog.opened.connect(dialog.accept)
    dialog.quit_asked_for.connect(lambda: dialog.done(LockDialog.DialogCode.Rejected))
    if dialog.exec() != LockDialog.DialogCode.Accepted:
        return False
    if dialog.recovery_key:
        ask_for_new_passphrase(workbench, dialog.recovery_key)
    return True
