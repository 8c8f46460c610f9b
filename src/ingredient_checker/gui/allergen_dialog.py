"""Choose an allergen by typing part of any of its names, and what the test said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ..allergens.allergen import Allergen
from ..patch_test.interpretation import decided_otherwise, decision_in_words
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import STATUS_WORDS, Grade, ResultStatus
from ..workbench import Workbench
from .relevance_dialog import RelevanceFields
from .row_finder import split_reading

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
_STATUS_OF = {
    Grade.DOUBTFUL: ResultStatus.REVIEW,
    Grade.IRRITANT: ResultStatus.IRRITANT,
    Grade.NEGATIVE: ResultStatus.NEGATIVE,
    Grade.NOT_TESTED: ResultStatus.NOT_TESTED,
}
_BY_HAND = "corrected by hand"


def whole_list(known: Allergen) -> PatchTestResult:
    """A list that the patient is told to avoid, as a row of the record: nobody was tested with it."""
    return PatchTestResult(known.name, known.id, ResultStatus.POSITIVE, None, note="whole list, not a test result")


class GradeBox(QComboBox):
    """Chooses as many plus signs as are typed; Qt's own search takes a second "+" for going on to the next line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pluses = 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._pluses = 0
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "+":
            self._pluses = min(self._pluses + 1, 3)
            self.setCurrentIndex(self._pluses - 1)
        else:
            self._pluses = 0
            super().keyPressEvent(event)


class AllergenDialog(QDialog):
    """Adds a result or corrects one. Type, Enter takes the first match; what the sheet says is kept beside it.

    Who finds that the readings mean something else than the rules say has to say why; the readings stay.
    """

    def __init__(self, workbench: Workbench, result: PatchTestResult | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._result = result
        self.setWindowTitle("Correct a result" if result else "Add a positive allergen")
        form = QFormLayout(self)
        self.search = QLineEdit(placeholderText="Name, abbreviation or CAS number; also with its grade: nickel ++")
        self.search.setAccessibleName("Search an allergen")
        self.matches = QListWidget()
        self.matches.setAccessibleName("Matching allergens")
        self._statuses = [*_STATUSES]
        if result and result.status not in _STATUSES:
            self._statuses.append(result.status)
        self.status = QComboBox()
        self.status.setAccessibleName("Result")
        self.status.addItems([STATUS_WORDS[status] for status in self._statuses])
        self.grade = GradeBox()
        self.grade.setAccessibleName("Grade")
        self.grade.addItems([_GRADE_WORDS[grade] for grade in _GRADES])
        self.meant = QLabel()
        self.meant.setWordWrap(True)
        self.who = QLineEdit(workbench.record.who())
        self.who.setAccessibleName("Who decides otherwise")
        self.why = QLineEdit()
        self.why.setAccessibleName("Why")
        form.addRow("&Allergen", self.search)
        form.addRow("", self.matches)
        form.addRow("&Result", self.status)
        form.addRow("&Grade", self.grade)
        form.addRow(self.meant)
        form.addRow("&Who decides", self.who)
        form.addRow("Wh&y", self.why)
        self._form = form
        self.relevance = RelevanceFields(form, result)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self._connect()
        self._start_from(result)
        unit = self.fontMetrics().height()
        self.matches.setMinimumSize(unit * 26, unit * 7)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._go_on)
        self.matches.itemSelectionChanged.connect(self._allow)
        self.status.currentIndexChanged.connect(self._allow)
        self.grade.currentIndexChanged.connect(self._allow)
        self.who.textChanged.connect(self._allow)
        self.why.textChanged.connect(self._allow)

    def _start_from(self, result: PatchTestResult | None) -> None:
        if result is not None:
            known = self._workbench.allergens.allergens.get(result.allergen)
            self.choose_status(result.status)
            if result.grade in _GRADES:
                self.grade.setCurrentIndex(_GRADES.index(result.grade))
            self.search.setText(known.name if known else result.as_written)
            if known is None:
                self.matches.setCurrentRow(self.matches.count() - 1)
        self._find_first()

    def _find_first(self) -> None:
        if self._result is None:
            self._find("")
        self._allow()

    def _find(self, text: str) -> None:
        name, said = split_reading(text, self._workbench.reading) if self._result is None else (text, "")
        self.matches.clear()
        sure = self._workbench.search_allergens(name, 60, near=False)
        for allergen in sure or self._workbench.search_allergens(name, 60):
            self._add(allergen.name, allergen.id)
        if name.strip():
            self._add(f"“{name.strip()}”: not in the data", "")
            self.matches.setCurrentRow(0 if sure else -1)  # nothing is taken from a likeness unasked
        if said and (grade := self._workbench.reading(said)):
            self.choose_status(_STATUS_OF.get(grade, ResultStatus.POSITIVE))
            self.grade.setCurrentIndex(_GRADES.index(grade) if grade in _GRADES else 0)
        self._allow()

    def _add(self, words: str, allergen: str) -> None:
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, allergen)
        self.matches.addItem(item)

    def _go_on(self) -> None:
        """Enter in the search: with a grade in the line all is said, else the grade comes next."""
        said = self._result is None and split_reading(self.search.text(), self._workbench.reading)[1]
        if said and self.can_be_kept:
            self.accept()
        else:
            (self.grade if self._item else self.matches).setFocus()

    def choose_status(self, status: ResultStatus) -> None:
        """Choose what the result is."""
        self.status.setCurrentIndex(self._statuses.index(status))

    @property
    def _chosen_status(self) -> ResultStatus:
        return self._statuses[max(self.status.currentIndex(), 0)]

    @property
    def _chosen_grade(self) -> Grade | None:
        """The grade that goes with the status; the kept one as long as the status stays."""
        if self._chosen_status is ResultStatus.POSITIVE:
            return _GRADES[max(self.grade.currentIndex(), 0)]
        return self._result.grade if self._result and self._result.status is self._chosen_status else None

    @property
    def _changes_the_meaning(self) -> bool:
        """Whether something else is chosen than what the readings, or the sheet, say."""
        result = self._result
        if result is None or not (result.readings or result.final_as_written):
            return False
        return (self._chosen_status, self._chosen_grade) != (result.status, result.grade)

    @property
    def can_be_kept(self) -> bool:
        """Whether all that is needed is said."""
        said = bool(self.who.text().strip() and self.why.text().strip()) or not self._changes_the_meaning
        return said and self._item is not None

    def _allow(self) -> None:
        self.grade.setEnabled(self._chosen_status is ResultStatus.POSITIVE)
        decides = self._changes_the_meaning
        kept = decision_in_words(self._result) if self._result else ""
        self.meant.setText("The readings say otherwise. Who decides, and why? The readings stay." if decides else kept)
        self.meant.setVisible(bool(self.meant.text()))
        self._form.setRowVisible(self.who, decides)
        self._form.setRowVisible(self.why, decides)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.can_be_kept)

    def accept(self) -> None:
        if self.can_be_kept:
            super().accept()

    def value(self) -> PatchTestResult:
        """The result as chosen; what was written on the sheet stays with it."""
        return self.relevance.applied(self._corrected() if self._result else self._new())

    @property
    def _item(self) -> QListWidgetItem | None:
        """The match that is selected; one that merely has the keyboard is not chosen yet."""
        return next(iter(self.matches.selectedItems()), None)

    def _chosen_allergen(self) -> str:
        return str(self._item.data(Qt.ItemDataRole.UserRole)) if self._item else ""

    def _new(self) -> PatchTestResult:
        known = self._workbench.allergens.allergens.get(self._chosen_allergen())
        if known and known.is_list:
            return whole_list(known)
        name = known.name if known else split_reading(self.search.text(), self._workbench.reading)[0]
        allergen = known.id if known else ""
        return PatchTestResult(name, allergen, self._chosen_status, self._chosen_grade, note="entered by hand")

    def _corrected(self) -> PatchTestResult:
        assert self._result is not None
        result = replace(self._result, allergen=self._chosen_allergen())
        status, grade = self._chosen_status, self._chosen_grade
        if self._changes_the_meaning:
            who, why = self.who.text().strip(), self.why.text().strip()
            self._workbench.record.remember_who(who)
            result = decided_otherwise(result, status, grade, who, date.today().isoformat(), why)
        else:
            result = replace(result, status=status, grade=grade)
        if result == self._result or _BY_HAND in result.note:
            return result
        return replace(result, note=f"{result.note}; {_BY_HAND}".strip("; "))
