"""Ctrl+K anywhere: choose the patient by typing part of the name or number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ..workbench import Workbench


class PatientPicker(QDialog):
    """A search field and the patients that match; Enter opens the first."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a patient")
        self._rows = workbench.record.patients()
        self.search = QLineEdit(placeholderText="Name or number")
        self.search.setAccessibleName("Search a patient")
        self.matches = QListWidget()
        self.matches.setAccessibleName("Patients")
        self.nobody = QLabel("No patient is kept here yet. Load patch-test results, or add a positive by hand.")
        self.nobody.setProperty("role", "soft")
        self.nobody.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.matches, self.nobody):
            layout.addWidget(widget)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._take)
        self.matches.itemActivated.connect(self._take)
        unit = self.fontMetrics().height()
        self.setMinimumSize(unit * 26, unit * 18)
        self._find("")

    def _find(self, text: str) -> None:
        wanted = text.casefold()
        self.matches.clear()
        for row in self._rows:
            shown = " · ".join(
                part
                for part in (
                    row.name or "without a name",
                    f"No. {row.number}" if row.number else "",
                    f"tested {row.tested_on}" if row.tested_on else "",
                    f"{row.positives} positive",
                )
                if part
            )
            if wanted in shown.casefold():
                item = QListWidgetItem(shown)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                self.matches.addItem(item)
        self.matches.setCurrentRow(0)
        self.nobody.setVisible(not self._rows)
        self.matches.setVisible(bool(self._rows))

    def _take(self) -> None:
        if self.matches.currentItem() is not None:
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.matches.setCurrentRow(min(max(self.matches.currentRow() + step, 0), self.matches.count() - 1))
            return
        super().keyPressEvent(event)

    @property
    def patient_id(self) -> int | None:
        """The chosen patient's id."""
        item = self.matches.currentItem()
        return None if item is None else int(item.data(Qt.ItemDataRole.UserRole))
