"""A results sheet as it was read, cell by cell: what stands there, tinted and said in words by how it was read."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from ..spreadsheets.answers import ROLES
from ..spreadsheets.columns import Confidence
from ..spreadsheets.preview import CellHow, PreviewCell, PreviewColumn, SheetPreview
from .theme import LIGHT, Theme, Tone

Index = QModelIndex | QPersistentModelIndex

SIGNS = {
    CellHow.UNKNOWN: "✕",
    CellHow.ASK: "?",
    CellHow.POSITIVE: "●",
    CellHow.DOUBTFUL: "▲",
    CellHow.IRRITANT: "▲",
    CellHow.NAME: "✓",
    CellHow.NEGATIVE: "○",
    CellHow.NOT_READ: "·",
    CellHow.NOT_TESTED: "·",
    CellHow.OWN_PRODUCT: "✓",
    CellHow.CONTROL: "✓",
    CellHow.IGNORED: "–",
}
"""Beside the colour, because colour alone says nothing to many; what has none here is what a heading says it is."""

TONES = {
    CellHow.UNKNOWN: Tone.AVOID,
    CellHow.ASK: Tone.UNREAD,
    CellHow.POSITIVE: Tone.CAUTION,
    CellHow.DOUBTFUL: Tone.UNREAD,
    CellHow.IRRITANT: Tone.UNREAD,
    CellHow.NAME: Tone.CLEAR,
    CellHow.OWN_PRODUCT: Tone.CLEAR,
    CellHow.CONTROL: Tone.CLEAR,
    CellHow.NEGATIVE: Tone.CLEAR,
    CellHow.HEADING: Tone.INFO,
}
_SAYS_ITSELF = (CellHow.POSITIVE, CellHow.NEGATIVE)
"""A plus and a minus are signs enough; in a legend they are not."""
_NUMBERS = ("number", "article")


class ImportPreviewModel(QAbstractTableModel):
    """The first rows of one sheet; its headings say what each column is taken for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: SheetPreview | None = None
        self._theme = LIGHT

    def show(self, sheet: SheetPreview | None, theme: Theme) -> None:
        """Show another sheet, or this one as it is read now."""
        self.beginResetModel()
        self.sheet, self._theme = sheet, theme
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self.sheet is None or (parent is not None and parent.isValid()) else len(self.sheet.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if self.sheet is None or (parent is not None and parent.isValid()) else len(self.sheet.columns)

    def cell(self, row: int, column: int) -> PreviewCell | None:
        """The cell there; None behind the end of a short row."""
        assert self.sheet is not None
        cells = self.sheet.rows[row].cells
        return cells[column] if column < len(cells) else None

    def texts(self, column: int) -> list[str]:
        """What is shown in a column and its heading, without the titles above the table."""
        assert self.sheet is not None
        cells = [self.cell(row, column) for row in range(len(self.sheet.rows))]
        known = self.sheet.columns[column]
        shown = [_shown(cell, known) for cell in cells if cell is not None and cell.how is not CellHow.TITLE]
        return [_title(known), *shown]

    def is_wide(self, column: int) -> bool:
        """Whether a column holds names or sentences; the others leave the room to the readings."""
        assert self.sheet is not None
        return self.sheet.columns[column].role in ("allergen", "tested", "final", "number", "")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.sheet is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(self.sheet.rows[section].number) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.sheet.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _title(column)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{column_words(column)}. Click or press F4 to say what the column holds."
            case Qt.ItemDataRole.AccessibleTextRole:
                return column_words(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.sheet is None or not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _shown(cell, self.sheet.columns[index.column()])
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.words(index.row(), index.column())
            case Qt.ItemDataRole.BackgroundRole if cell.how in TONES:
                return QBrush(QColor(self._theme.tints[TONES[cell.how]].background))
            case Qt.ItemDataRole.ForegroundRole:
                tone = TONES.get(cell.how)
                return QBrush(QColor(self._theme.tints[tone].text if tone else self._theme.soft))
            case Qt.ItemDataRole.FontRole if cell.how in (CellHow.HEADING, CellHow.UNKNOWN, CellHow.POSITIVE):
                font = QFont()
                font.setBold(True)
                return font
            case _:
                return None

    def words(self, row: int, column: int) -> str:
        """How a cell was read: "B5 “Nickel sulfate”: name understood: Nickel"."""
        cell = self.cell(row, column)
        if cell is None or self.sheet is None:
            return ""
        place = cell.address.rpartition("!")[2]
        text = f" “{cell.text}”" if cell.text else ""
        skipped = self.sheet.rows[row].skipped
        return f"{place}{text}: {cell.words}" + (f". The row is no result: {skipped}" if skipped else "")


def role_words(role: str) -> str:
    """What a column holds, as said on screen."""
    if role == "reading" or role.startswith("reading:"):
        day = role.partition(":")[2]
        return f"Day {day}" if day else "Reading"
    return ROLES.get(role, "Allergen across" if role == "tested" else "")


def column_words(column: PreviewColumn) -> str:
    """ "Column B “Stoff”: Allergen, likely"."""
    heading = f" “{column.heading}”" if column.heading else ""
    return f"Column {column.letters}{heading}: " + (
        f"{role_words(column.role)}, {column.sure}" if column.role else "not understood, ignored"
    )


def _title(column: PreviewColumn) -> str:
    role = role_words(column.role) or "–"
    return role + {Confidence.GUESSED: " ?", Confidence.LIKELY: " ~"}.get(column.sure, "") if column.role else role


def _shown(cell: PreviewCell, column: PreviewColumn) -> str:
    """The text with its sign; beside a position or an article number, which says nothing by itself, what it means."""
    sign = "" if cell.how in _SAYS_ITSELF else SIGNS.get(cell.how, "")
    number = column.role in _NUMBERS and cell.how in (CellHow.NAME, CellHow.ASK)
    return " ".join(
        filter(None, (sign, " ".join(cell.text.split()), f"= {cell.means}" if number and cell.means else ""))
    )
