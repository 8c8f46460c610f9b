"""The grid of readings as a table: number, test, one column a reading day, what the readings mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont

from ..patch_test.by_hand import ReadingSheet
from ..patch_test.interpretation import decision_in_words
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import STATUS_WORDS, ResultStatus
from .theme import Theme, Tone

Index = QModelIndex | QPersistentModelIndex

BEFORE = ("No.", "Test")
"""The columns before the reading days."""
_TONES = {ResultStatus.POSITIVE: Tone.AVOID, ResultStatus.REVIEW: Tone.CAUTION}


class ReadingGridModel(QAbstractTableModel):
    """Shows a ReadingSheet and changes it; each change can be undone. `sheet_changed`: after every change."""

    sheet_changed = Signal()

    def __init__(
        self, sheet: ReadingSheet, names: Mapping[str, str], theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._names = names
        self._theme = theme
        self._before: list[ReadingSheet] = []
        self._meant: tuple[PatchTestResult, ...] = ()
        self._mean()

    def change(self, sheet: ReadingSheet) -> None:
        """Go on with another sheet; undo comes back to this one."""
        if sheet != self.sheet:
            self._before.append(self.sheet)
            self._use(sheet)

    def undo(self) -> bool:
        """Back to before the last change; whether there was one."""
        if not self._before:
            return False
        self._use(self._before.pop())
        return True

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._before)

    def start(self, sheet: ReadingSheet) -> None:
        """Another test; what came before is forgotten."""
        self._before.clear()
        self._use(sheet)

    def _use(self, sheet: ReadingSheet) -> None:
        same_shape = (sheet.days, len(sheet.rows)) == (self.sheet.days, len(self.sheet.rows))
        if not same_shape:
            self.beginResetModel()
        self.sheet = sheet
        self._mean()
        if not same_shape:
            self.endResetModel()
        elif sheet.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(sheet.rows) - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self.sheet_changed.emit()

    def _mean(self) -> None:
        self._meant = tuple(self.sheet.result(row) for row in range(len(self.sheet.rows)))

    @property
    def results(self) -> Sequence[PatchTestResult]:
        """What the rows mean now, in their order."""
        return self._meant

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(BEFORE) + len(self.sheet.days) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        day = self.day(section)
        if role == Qt.ItemDataRole.DisplayRole:
            if not day:
                return BEFORE[section] if section < len(BEFORE) else "Means"
            return f"D{day}" if self.sheet.is_read(day) else f"D{day} not read"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.day(index.column()) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        day, tone = self.day(index.column()), self._tone(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index, day)
            case Qt.ItemDataRole.EditRole:
                return self.sheet.rows[index.row()].written.get(day, "")
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index, day)
            case Qt.ItemDataRole.TextAlignmentRole if day:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.FontRole if day or index.column() > 1:
                font = QFont()
                font.setBold(tone is not None)
                return font
            case Qt.ItemDataRole.BackgroundRole if tone:
                return QBrush(QColor(self._theme.tints[tone].background))
            case Qt.ItemDataRole.ForegroundRole:
                return QBrush(QColor(self._colour(index, day, tone)))
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(index, day)
            case _:
                return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        day = self.day(index.column())
        if role != Qt.ItemDataRole.EditRole or not day:
            return False
        self.change(self.sheet.typed(index.row(), day, str(value)))
        return True

    def day(self, column: int) -> int:
        """The reading day of a column, 0 if it is none."""
        place = column - len(BEFORE)
        return self.sheet.days[place] if 0 <= place < len(self.sheet.days) else 0

    def name(self, row: int) -> str:
        """The test as it is called in the grid."""
        result = self.sheet.rows[row].result
        preparation = "" if result.preparation in result.as_written else result.preparation
        return " ".join(part for part in (result.as_written, preparation) if part)

    def _text(self, index: Index, day: int) -> str:
        row = self.sheet.rows[index.row()]
        if day:
            unsaid = "–" if self.sheet.is_negative_unsaid(index.row(), day) else ""
            return row.written.get(day, "") or unsaid
        if index.column() == 0:
            return self.sheet.label(index.row())
        return self.name(index.row()) if index.column() == 1 else self._meaning(index.row())

    def _meaning(self, row: int) -> str:
        """What the readings mean, if anything else than the expected."""
        result = self._meant[row]
        if result.decided:
            return decision_in_words(result)
        if not result.readings:
            return ""  # nobody has read it yet
        if result.status is ResultStatus.NEGATIVE and not result.note:
            return ""
        grade = f" {result.grade}" if result.grade and result.grade.is_positive else ""
        words = f"{STATUS_WORDS[result.status]}{grade}"
        if result.status is ResultStatus.POSITIVE and not result.allergen:
            words += ", not a known allergen"
        return words + (f": {result.note}" if result.note else "")

    def _spoken(self, index: Index, day: int) -> str:
        heading = f"day {day}" if day else str(self.headerData(index.column(), Qt.Orientation.Horizontal))
        said = self._text(index, day)
        if day and said in ("", "–"):
            said = "negative" if said else "not read"
        return f"{self.name(index.row())}, {heading}: {said or 'negative'}"

    def _tip(self, index: Index, day: int) -> str | None:
        text = self.sheet.rows[index.row()].written.get(day, "")
        if text and self.sheet.reading(text) is None:
            return f"“{text}” is no reading. F4 lists them."
        if index.column() == 1:
            known = self._names.get(self.sheet.rows[index.row()].result.allergen, "no known allergen")
            return f"{self.name(index.row())}: {known}"
        return None if day else self._text(index, day) or None

    def _colour(self, index: Index, day: int, tone: Tone | None) -> str:
        if tone:
            return self._theme.tints[tone].text
        soft = index.column() == 0 or (index.column() > 1 and not (day and self._written(index, day)))
        return self._theme.soft if soft else self._theme.text

    def _written(self, index: Index, day: int) -> str:
        return self.sheet.rows[index.row()].written.get(day, "")

    def _tone(self, index: Index) -> Tone | None:
        if index.column() < len(BEFORE):
            return None
        day = self.day(index.column())
        if not day:
            return _TONES.get(self._meant[index.row()].status)
        if not (written := self._written(index, day)):
            return None
        grade = self.sheet.reading(written)
        if grade is None:
            return Tone.UNREAD
        return Tone.AVOID if grade.is_positive else None
