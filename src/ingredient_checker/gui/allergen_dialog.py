"""Choose an allergen by typing part of any of its names, and what the test said."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ..allergens.allergen import Allergen
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import STATUS_WORDS, Grade, ResultStatus
from ..workbench import Workbench

_GRADES = (Grade.WEAK, Grade.STRONG, Grade.EXTREME, Grade.POSITIVE)
_GRADE_WORDS = {
    Grade.WEAK: "+  weak",
    Grade.STRONG: "++  strong",
    Grade.EXTREME: "+++  extreme",
    Grade.POSITIVE: "positive, strength not recorded",
}
_STATUSES = (
    ResultStatus.POSITIVE,
    ResultStatus.REVIEW,
    ResultStatus.IRRITANT,
    ResultStatus.NEGATIVE,
    ResultStatus.NOT_TESTED,
)


def whole_list(known: Allergen) -> PatchTestResult:
    """A list that the patient is told to avoid, as a row of the record: nobody was tested with it."""
    return PatchTestResult(known.name, known.id, ResultStatus.POSITIVE, None, note="whole list, not a test result")


class AllergenDialog(QDialog):
    """Adds a result or corrects one. Type, Enter takes the first match; what the sheet says is kept beside it."""

    def __init__(self, workbench: Workbench, result: PatchTestResult | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._result = result
        self.setWindowTitle("Correct a result" if result else "Add a positive allergen")
        form = QFormLayout(self)
        self.search = QLineEdit(placeholderText="Name, abbreviation or CAS number")
        self.search.setAccessibleName("Search an allergen")
        self.matches = QListWidget()
        self.matches.setAccessibleName("Matching allergens")
        self.status = QComboBox()
        self.status.setAccessibleName("Result")
        for status in _STATUSES:
            self.status.addItem(STATUS_WORDS[status])
        self.grade = QComboBox()
        self.grade.setAccessibleName("Grade")
        for grade in _GRADES:
            self.grade.addItem(_GRADE_WORDS[grade])
        form.addRow("&Allergen", self.search)
        form.addRow("", self.matches)
        form.addRow("&Result", self.status)
        form.addRow("&Grade", self.grade)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.grade.setFocus)
        self.matches.currentItemChanged.connect(self._allow)
        self.status.currentIndexChanged.connect(self._allow)
        self._start_from(result)
        unit = self.fontMetrics().height()
        self.matches.setMinimumSize(unit * 22, unit * 8)

    def _start_from(self, result: PatchTestResult | None) -> None:
        if result is not None:
            known = self._workbench.allergens.allergens.get(result.allergen)
            self.search.setText(known.name if known else result.as_written)
            if result.status in _STATUSES:
                self.status.setCurrentIndex(_STATUSES.index(result.status))
            if result.grade in _GRADES:
                self.grade.setCurrentIndex(_GRADES.index(result.grade))
        self._find(self.search.text())

    def _find(self, text: str) -> None:
        self.matches.clear()
        for allergen in self._workbench.search_allergens(text, 60):
            item = QListWidgetItem(allergen.name)
            item.setData(Qt.ItemDataRole.UserRole, allergen.id)
            self.matches.addItem(item)
        if text.strip():
            self.matches.setCurrentRow(0)
        self._allow()

    def _allow(self) -> None:
        positive = self._chosen_status() is ResultStatus.POSITIVE
        self.grade.setEnabled(positive)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.matches.currentItem() is not None)

    def _chosen_status(self) -> ResultStatus:
        return _STATUSES[max(self.status.currentIndex(), 0)]

    def value(self) -> PatchTestResult:
        """The result as chosen; what was written on the sheet stays with it."""
        item = self.matches.currentItem()
        allergen = str(item.data(Qt.ItemDataRole.UserRole)) if item else ""
        status = self._chosen_status()
        grade = _GRADES[max(self.grade.currentIndex(), 0)] if status is ResultStatus.POSITIVE else None
        if self._result is None:
            known = self._workbench.allergens.get(allergen)
            if known.is_list:
                return whole_list(known)
            return PatchTestResult(known.name, allergen, status, grade, note="entered by hand")
        note = (
            self._result.note if "corrected by hand" in self._result.note else f"{self._result.note}; corrected by hand"
        )
        return replace(self._result, allergen=allergen, status=status, grade=grade, note=note.strip("; "))
