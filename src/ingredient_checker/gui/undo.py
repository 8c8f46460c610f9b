"""Undo and redo of steps in the record, named in the menu and, for what was just done, in the status bar.

A field that takes text has Ctrl+Z for itself.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStatusBar, QToolButton

from .session import Session


class UndoActions(QObject):
    """Keeps the two actions as the record is. `undo`, `redo`: the menu's."""

    def __init__(self, session: Session, undo: QAction, redo: QAction, statusbar: QStatusBar) -> None:
        super().__init__(statusbar)
        self._session = session
        self._undo, self._redo = undo, redo
        self.button = QToolButton()
        self.button.setDefaultAction(undo)
        self.button.setAccessibleName("Undo the last step")
        self.button.hide()
        statusbar.addPermanentWidget(self.button)
        self._last = session.workbench.record.undo_name()
        session.patient_changed.connect(self.show_names)
        self.show_names()

    def show_names(self) -> None:
        """Name what can be undone and done again."""
        record = self._session.workbench.record
        steps = {undone: record.next_step(undone=undone) for undone in (False, True)}
        self._session.named_steps = dict(steps)
        undo, redo = (step.what if step else "" for step in steps.values())
        self._undo.setText(f"Undo: {undo}" if undo else "Nothing to undo")
        self._redo.setText(f"Redo: {redo}" if redo else "Nothing to redo")
        self._undo.setEnabled(bool(undo))
        self._redo.setEnabled(bool(redo))
        if undo != self._last:  # what was done before this start is in the menu, not in everybody's sight
            self.button.setVisible(bool(undo))
        self._last = undo
