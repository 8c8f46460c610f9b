"""Readings by hand: a series as a grid of tests and reading days, typed with + ++ +++ ?+ IR NT NR -.

Only what is not negative has to be typed: an empty cell of a day on which the back was read means negative. What the
readings of a row mean together is shown while one types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableView,
    QWidget,
)

from ..allergens.allergen import SeriesPosition
from ..patch_test.interpretation import interpret
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import Grade, Reading, ResultStatus
from ..workbench import Workbench
from .forms.ui_reading_grid_dialog import Ui_ReadingGridDialog
from .results_model import STATUS_WORDS
from .theme import Theme, Tone

Index = QModelIndex | QPersistentModelIndex

_BEFORE = ("No.", "Test")
_DAYS = re.compile(r"\d{1,2}")
LEGEND = "Type + ++ +++ ?+ IR (irritant) NT (not tested) NR (not read); an empty cell means negative."


class ReadingGridModel(QAbstractTableModel):
    """Number | test | one column a reading day | what the readings mean. `reading`: what a typed text says."""

    def __init__(
        self,
        positions: Sequence[SeriesPosition],
        days: Sequence[int],
        reading: Callable[[str], Grade | None],
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.positions = tuple(positions)
        self.days = tuple(days)
        self._reading = reading
        self._theme = theme
        self._written: dict[tuple[int, int], str] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.positions)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_BEFORE) + len(self.days) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (*_BEFORE, *(f"D{day}" for day in self.days), "Means")[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._day(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        position, day, tone = self.positions[index.row()], self._day(index), self._tone(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(index, position, day)
            case Qt.ItemDataRole.AccessibleTextRole:
                heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
                return f"{position.as_printed}, {heading}: {self._text(index, position, day) or 'negative'}"
            case Qt.ItemDataRole.TextAlignmentRole if day:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.FontRole if day or index.column() > 1:
                font = QFont()
                font.setBold(tone is not None)
                return font
            case Qt.ItemDataRole.BackgroundRole if tone:
                return QBrush(QColor(self._theme.tints[tone].background))
            case Qt.ItemDataRole.ForegroundRole:
                soft = index.column() == 0 or (index.column() > 1 and not day and not tone)
                colour = self._theme.tints[tone].text if tone else self._theme.soft if soft else self._theme.text
                return QBrush(QColor(colour))
            case Qt.ItemDataRole.ToolTipRole if day and self._unread(index.row(), day):
                return f"“{self._written[index.row(), day]}” is no reading. {LEGEND}"
            case _:
                return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        day = self._day(index)
        if role != Qt.ItemDataRole.EditRole or not day:
            return False
        self._written[index.row(), day] = str(value).strip()
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), self.columnCount() - 1))
        return True

    def keep_from(self, other: ReadingGridModel) -> None:
        """Take over what was typed for the same tests and days of another grid."""
        places = {(p.series, p.position, p.as_printed): row for row, p in enumerate(other.positions)}
        for row, position in enumerate(self.positions):
            before = places.get((position.series, position.position, position.as_printed))
            for day in self.days if before is not None else ():
                if text := other._written.get((before, day), ""):  # type: ignore[arg-type]
                    self._written[row, day] = text

    def _day(self, index: Index) -> int:
        column = index.column() - len(_BEFORE)
        return self.days[column] if 0 <= column < len(self.days) else 0

    def _text(self, index: Index, position: SeriesPosition, day: int) -> str:
        if day:
            return self._written.get((index.row(), day), "")
        if index.column() == 0:
            return position.position
        if index.column() == 1:
            return " ".join(part for part in (position.as_printed, position.concentration, position.vehicle) if part)
        result = self.result(index.row())
        if result.status is ResultStatus.NEGATIVE:
            return ""
        grade = f" {result.grade}" if result.status is ResultStatus.POSITIVE else ""
        return f"{STATUS_WORDS[result.status]}{grade}" + (f": {result.note}" if result.note else "")

    def _tone(self, index: Index) -> Tone | None:
        day = self._day(index)
        if day and self._unread(index.row(), day):
            return Tone.UNREAD
        status = self.result(index.row()).status if index.column() > 1 else None
        if day:
            grade = self._reading(self._written.get((index.row(), day), "") or "-")
            return Tone.AVOID if grade and grade.is_positive else None
        return {ResultStatus.POSITIVE: Tone.AVOID, ResultStatus.REVIEW: Tone.CAUTION}.get(status) if status else None

    def _unread(self, row: int, day: int) -> bool:
        written = self._written.get((row, day), "")
        return bool(written) and self._reading(written) is None

    def not_understood(self) -> tuple[str, ...]:
        """Cells whose text is no reading, in words."""
        return tuple(
            f"“{self._written[row, day]}” at {self.positions[row].as_printed}, day {day}"
            for row, day in sorted(self._written)
            if self._unread(row, day)
        )

    def result(self, row: int) -> PatchTestResult:
        """The row as a result of the record; empty cells are negative."""
        position = self.positions[row]
        readings = []
        for day in self.days:
            written = self._written.get((row, day), "")
            grade = self._reading(written) if written else Grade.NEGATIVE
            readings.append(Reading(day, grade or Grade.NOT_READ, written or "-"))
        status, grade, note = interpret(readings)
        if not position.allergen:
            status = ResultStatus.CONTROL
        preparation = " ".join(part for part in (position.concentration, position.vehicle) if part)
        return PatchTestResult(
            position.as_printed, position.allergen, status, grade, tuple(readings), preparation, note=note
        )

    def results(self) -> tuple[PatchTestResult, ...]:
        """All rows as results, in the order of the series, with where they were typed."""
        return tuple(
            replace(self.result(row), cell=f"{p.series_name} no. {p.position}" if p.position else p.series_name)
            for row, p in enumerate(self.positions)
        )


class ReadingGridDialog(QDialog):
    """A series and the days of reading; Return goes down, Tab to the next day. OK gives the results."""

    def __init__(self, workbench: Workbench, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_ReadingGridDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._workbench = workbench
        self._theme = theme
        form = self.form
        form.headline.setText(LEGEND)
        for code, name in workbench.series():
            form.series.addItem(name, code)
        form.grid.verticalHeader().hide()
        form.grid.setEditTriggers(QTableView.EditTrigger.AllEditTriggers)
        form.grid.itemDelegate().closeEditor.connect(self._typed)
        self.model = self._new_model()
        self._use(self.model)
        form.series.currentIndexChanged.connect(self._renew)
        form.days.textChanged.connect(self._renew)
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.reject)
        for button in form.buttons.buttons():
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)  # Return belongs to the grid
            button.setDefault(False)
        unit = self.fontMetrics().averageCharWidth()
        form.days.setMinimumWidth(unit * 14)
        form.testedOn.setMinimumWidth(unit * 18)
        self.resize(unit * 130, unit * 90)

    @property
    def tested_on(self) -> str:
        """The day of the test as typed."""
        return self.form.testedOn.text().strip()

    def _days(self) -> tuple[int, ...]:
        typed = {int(day) for day in _DAYS.findall(self.form.days.text())}
        return tuple(sorted(day for day in typed if 0 < day <= 30))

    def _new_model(self) -> ReadingGridModel:
        positions = self._workbench.series_positions(str(self.form.series.currentData()))
        return ReadingGridModel(positions, self._days(), self._workbench.reading, self._theme, self)

    def _renew(self) -> None:
        before, self.model = self.model, self._new_model()
        self.model.keep_from(before)
        self._use(self.model)

    def _use(self, model: ReadingGridModel) -> None:
        grid = self.form.grid
        grid.setModel(model)
        model.dataChanged.connect(self._say)
        unit, header = self.fontMetrics().averageCharWidth(), grid.horizontalHeader()
        widths = (7, 46, *[9] * len(model.days))
        for column, width in enumerate(widths):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, unit * width)
        header.setStretchLastSection(True)
        grid.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.0))
        if model.days and model.positions:
            grid.setCurrentIndex(model.index(0, len(_BEFORE)))
        self._say()

    def _say(self) -> None:
        wrong = self.model.not_understood()
        results = [self.model.result(row) for row in range(len(self.model.positions))]
        positive = sum(r.status is ResultStatus.POSITIVE for r in results)
        decide = sum(r.status is ResultStatus.REVIEW for r in results)
        told = f"{len(results)} tests · {positive} positive" + (f" · {decide} to decide" if decide else "")
        no_day = "" if self.model.days else "Give the days on which the back was read, for example 2, 4, 7. "
        self.form.message.setText(no_day + (f"No reading: {'; '.join(wrong[:3])}. " if wrong else "") + told)
        allowed = bool(self.model.days and self.model.positions) and not wrong
        self.form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(allowed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.form.grid.hasFocus():
            self._down()
            return
        super().keyPressEvent(event)

    def _typed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        """The next test, same day; from the last one to the first of the next day."""
        index, model = self.form.grid.currentIndex(), self.model
        row, column = (index.row() + 1, index.column()) if index.isValid() else (0, len(_BEFORE))
        if row >= model.rowCount():
            row, column = 0, min(column + 1, len(_BEFORE) + len(model.days) - 1)
        self.form.grid.setCurrentIndex(model.index(row, column))
