"""Ctrl+K anywhere: choose the patient by typing part of the name or number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ..library.records import PatientRow
from ..workbench import Workbench


@dataclass(frozen=True, slots=True)
class _Row:
    """A patient as shown, and as searched."""

    patient_id: int
    shown: str
    key: str


class PatientPicker(QDialog):
    """A search field and the patients that match; Enter opens the first."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a patient")
        self._rows = [_Row(row.id, shown := _in_words(row), shown.casefold()) for row in workbench.record.patients()]
        self._found = self._rows
        self.search = QLineEdit(placeholderText="Name or number")
        self.search.setAccessibleName("Search a patient")
        self._model = QStringListModel(self)
        self.matches = QListView()
        self.matches.setModel(self._model)
        self.matches.setUniformItemSizes(True)  # else each key measures thousands of names
        self.matches.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.matches.setAccessibleName("Patients")
        self.nobody = QLabel("No patient is kept here yet. Load patch-test results, or add a positive by hand.")
        self.nobody.setProperty("role", "soft")
        self.nobody.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.matches, self.nobody):
            layout.addWidget(widget)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._take)
        self.matches.activated.connect(self._take)
        unit = self.fontMetrics().height()
        self.setMinimumSize(unit * 26, unit * 18)
        self.nobody.setVisible(not self._rows)
        self.matches.setVisible(bool(self._rows))
        self._find("")

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        self._found = [row for row in self._rows if all(word in row.key for word in words)]
        self._model.setStringList([row.shown for row in self._found])
        self._go_to(0)

    def _take(self) -> None:
        if self.patient_id is not None:
            self.accept()

    def _go_to(self, row: int) -> None:
        self.matches.setCurrentIndex(self._model.index(min(max(row, 0), len(self._found) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._go_to(self.matches.currentIndex().row() + (1 if event.key() == Qt.Key.Key_Down else -1))
            return
        super().keyPressEvent(event)

    @property
    def patient_id(self) -> int | None:
        """The chosen patient's id."""
        row = self.matches.currentIndex().row()
        return self._found[row].patient_id if 0 <= row < len(self._found) else None


def _in_words(row: PatientRow) -> str:
    parts = (
        row.name or "without a name",
        f"No. {row.number}" if row.number else "",
        f"tested {row.tested_on}" if row.tested_on else "",
        f"{row.positives} positive",
    )
    return " · ".join(filter(None, parts))
