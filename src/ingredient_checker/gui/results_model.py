"""Patch-test results as a table: positives, what has to be decided, the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from ..allergens.allergen import Allergen, OnLabels
from ..patch_test.interpretation import decision_in_words
from ..patch_test.patient import PatchTestResult, Patient, Strictness
from ..patch_test.reading import STATUS_WORDS, ResultStatus
from ..patch_test.relevance import relevance_in_words
from .theme import LIGHT, Theme, Tone

Index = QModelIndex | QPersistentModelIndex

_DECIDED = {
    Strictness.STRICT: "avoid strictly",
    Strictness.CAUTION: "caution only",
    Strictness.RELEASED: "released",
}
_ALWAYS_SHOWN = (
    *(ResultStatus.POSITIVE, ResultStatus.REVIEW, ResultStatus.IRRITANT),
    *(ResultStatus.UNKNOWN, ResultStatus.OWN_PRODUCT),
)


class Column(IntEnum):
    """The columns before the reading days."""

    ALLERGEN = 0
    STATUS = 1


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result with its place in the patient's results."""

    number: int
    result: PatchTestResult


class ResultsModel(QAbstractTableModel):
    """Allergen | status | one column a reading day | which test, if several | relevance | on labels | note."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._allergens: Mapping[str, Allergen] = {}
        self._decided: Mapping[str, Strictness] = {}
        self._theme = LIGHT
        self._tested_on = ""
        self._several_tests = False
        self.rows: tuple[ResultRow, ...] = ()
        self.days: tuple[int, ...] = ()

    def show(
        self, patient: Patient | None, allergens: Mapping[str, Allergen], *, everything: bool, theme: Theme
    ) -> None:
        """Replace all rows by the results of a patient, the positive ones first."""
        self._allergens = allergens
        self._decided = {d.allergen: d.strictness for d in patient.valid_decisions} if patient else {}
        results = patient.results if patient else ()
        self._tested_on = patient.tested_on if patient else ""
        self._several_tests = len({result.tested_on or self._tested_on for result in results}) > 1
        shown = [
            ResultRow(number, result)
            for number, result in enumerate(results)
            if everything or result.status in _ALWAYS_SHOWN or _is_a_control_that_reacts(result)
        ]
        order = list(STATUS_WORDS)
        shown.sort(key=lambda row: order.index(row.result.status))
        self.beginResetModel()
        self._theme = theme
        self.rows = tuple(shown)
        self.days = tuple(sorted({r.day for row in shown for r in row.result.readings}))
        self.endResetModel()

    @property
    def headings(self) -> Sequence[str]:
        """The column headings."""
        days = tuple(f"D{day}" for day in self.days)
        test = ("Test of",) if self._several_tests else ()
        return ("Allergen", "Result", *days, *test, "Relevance", "On labels", "Note")

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignHCenter if self._is_day(section) else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        result = self.rows[index.row()].result
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(result, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headings[index.column()]}: {self._text(result, index.column()) or 'empty'}"
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(result)
            case Qt.ItemDataRole.TextAlignmentRole if self._is_day(index.column()):
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.FontRole if index.column() == Column.ALLERGEN or self._tint(result, index.column()):
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.BackgroundRole:
                tone = self._tint(result, index.column())
                return QBrush(QColor(self._theme.tints[tone].background)) if tone else None
            case Qt.ItemDataRole.ForegroundRole:
                tone = self._tint(result, index.column())
                soft = index.column() > Column.STATUS
                colour = self._theme.tints[tone].text if tone else self._theme.soft if soft else self._theme.text
                return QBrush(QColor(colour))
            case _:
                return None

    def name(self, result: PatchTestResult) -> str:
        """The allergen's name, or what the sheet says when it is not known."""
        if result.allergen in self._allergens:
            return self._allergens[result.allergen].name
        known = result.status in (ResultStatus.CONTROL, ResultStatus.OWN_PRODUCT)
        return result.as_written if known else f"{result.as_written}  (not a known allergen)"

    def _text(self, result: PatchTestResult, column: int) -> str:
        if column == Column.ALLERGEN:
            return self.name(result)
        if column == Column.STATUS:
            if result.allergen in self._allergens and self._allergens[result.allergen].is_list:
                return "whole list"
            shown = result.status in (ResultStatus.POSITIVE, ResultStatus.OWN_PRODUCT, ResultStatus.CONTROL)
            grade = f"  {result.grade}" if shown and result.grade and result.grade.is_positive else ""
            return STATUS_WORDS[result.status] + grade
        if self._is_day(column):
            day = self.days[column - 2]
            return " / ".join(str(r.grade) for r in result.readings if r.day == day)
        match self.headings[column]:
            case "Test of":
                return result.tested_on or self._tested_on or "no day"
            case "Relevance":
                return relevance_in_words(result)
            case "On labels":
                return self._on_labels(result)
            case _:
                return "; ".join(filter(None, (decision_in_words(result) or result.note, _met(result))))

    def _tip(self, result: PatchTestResult) -> str:
        """What was written, what it means, and who has decided otherwise."""
        written = f"as written: {result.as_written}" + (f" ({result.cell})" if result.cell else "")
        return "\n".join(
            filter(None, (written, result.preparation, decision_in_words(result) or result.note, _met(result)))
        )

    def _on_labels(self, result: PatchTestResult) -> str:
        if result.status is not ResultStatus.POSITIVE or result.allergen not in self._allergens:
            return ""
        advice = _DECIDED.get(self._decided.get(result.allergen, Strictness.USUAL), "")
        return {
            OnLabels.YES: advice or "avoid",
            OnLabels.RARE: f"{advice or 'avoid'}; seldom named",
            OnLabels.NO: "; ".join(part for part in (advice, "never named on labels") if part),
        }[self._allergens[result.allergen].on_labels]

    def _is_day(self, column: int) -> bool:
        return 2 <= column < 2 + len(self.days)

    def _tint(self, result: PatchTestResult, column: int) -> Tone | None:
        if column == Column.ALLERGEN and result.status is ResultStatus.POSITIVE and not result.allergen:
            return Tone.AVOID
        if self._is_day(column):
            grades = [r.grade for r in result.readings if r.day == self.days[column - 2]]
            if any(g.is_positive for g in grades):
                return Tone.AVOID if result.status is ResultStatus.POSITIVE else Tone.CAUTION
        return None


def _met(result: PatchTestResult) -> str:
    return f"met in: {result.exposure}" if result.exposure else ""


def _is_a_control_that_reacts(result: PatchTestResult) -> bool:
    return result.status is ResultStatus.CONTROL and bool(result.grade and result.grade.is_positive)
