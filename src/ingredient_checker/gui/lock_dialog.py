"""The lock screen: a passphrase or the recovery key opens the library, everything else waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ..problem import Problem
from ..workbench import Workbench
from .fit import fit
from .forms.ui_lock_dialog import Ui_LockDialog


class LockDialog(QDialog):
    """Says `opened` once the library is open. It cannot be put away: only opened, or the program quit."""

    opened = Signal()
    quit_asked_for = Signal()

    def __init__(self, workbench: Workbench, parent: QWidget | None = None, *, drafts: bool = False) -> None:
        super().__init__(parent)
        self.form = form = Ui_LockDialog()
        form.setupUi(self)
        self.ensurePolished()
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.recovery_key = ""  # with which it was opened, for the new passphrase
        self._workbench, self._by_recovery_key, self._drafts = workbench, False, drafts
        form.showSecret.toggled.connect(self._show)
        form.otherWayButton.clicked.connect(self._other_way)
        form.unlockButton.clicked.connect(self.unlock)
        form.quitButton.clicked.connect(self.quit_asked_for)
        form.secret.textChanged.connect(lambda text: form.unlockButton.setEnabled(bool(text)))
        self.start_again()
        fit(self, 58)

    def start_again(self) -> None:
        """Empty, asking for the passphrase."""
        self._by_recovery_key = True
        self._other_way()
        self.recovery_key = ""
        self.form.unlockButton.setEnabled(False)

    def unlock(self) -> None:
        """Try what was typed."""
        form, record = self.form, self._workbench.record
        typed = form.secret.text()
        try:
            if self._by_recovery_key:
                record.unlock_with_recovery_key(typed)
                self.recovery_key = typed
            else:
                record.unlock(typed)
        except Problem as problem:
            form.message.setText(str(problem))
            form.secret.selectAll()
            form.secret.setFocus()
            fit(self)
            return
        form.secret.clear()
        self.opened.emit()

    def _other_way(self) -> None:
        form = self.form
        self._by_recovery_key = not self._by_recovery_key
        form.secret.clear()
        form.message.clear()
        form.showSecret.setChecked(self._by_recovery_key)  # it stands on paper; seeing it helps against slips
        what = "Recovery key" if self._by_recovery_key else "Passphrase"
        form.secretLabel.setText(f"&{what}")
        form.secret.setAccessibleName(what)
        form.otherWayButton.setText("Use the &passphrase" if self._by_recovery_key else "Use the &recovery key")
        said = (
            "The seven blocks on the paper. A new passphrase is asked for afterwards."
            if self._by_recovery_key
            else "The record opens with your passphrase."
            + (" Everything is as you left it, drafts too; quitting loses drafts." if self._drafts else "")
        )
        form.explanation.setText(said)
        fit(self)
        form.secret.setFocus()

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.form.secret.setEchoMode(mode)

    def reject(self) -> None:
        """Esc does not open a lock."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.quit_asked_for.emit()
