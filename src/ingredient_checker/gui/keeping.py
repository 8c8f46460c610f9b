"""Saving what a dialog says, so that nothing typed is lost where it cannot be saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from ..problem import Problem


def keep(dialog: QDialog, save: Callable[[], None]) -> None:
    """Show a dialog and save once it is accepted. While that cannot be done (disk full, the patient changed in another
    window), the reason is said and the dialog comes again as it was."""
    while dialog.exec() == QDialog.DialogCode.Accepted:
        try:
            save()
        except Problem as problem:
            box = QMessageBox(QMessageBox.Icon.Information, "Not saved", str(problem), parent=dialog)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.exec()
        else:
            return
