"""A table of what was decided and kept: a few headings, one row a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from .theme import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex

_Row = TypeVar("_Row")


class KeptRowsModel(QAbstractTableModel, Generic[_Row]):
    """Rows under left-aligned headings; what a cell says is the subclass's `data`."""

    headings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[_Row, ...] = ()
        self.theme: Theme = LIGHT

    def show(self, rows: tuple[_Row, ...], theme: Theme) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows, self.theme = rows, theme
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.headings[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None


def set_up(table: QTableView, model: QAbstractTableModel) -> None:
    """Show a model in a table as all lists of decisions are shown: one line a row, the last column takes the rest."""
    table.setModel(model)
    table.verticalHeader().hide()
    table.setWordWrap(False)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setStretchLastSection(True)


def fit(table: QTableView, characters: Sequence[int], lines: float = 2.1) -> None:
    """Give the columns before the last their widths, in average characters, and all rows a height, in lines of text."""
    letters, header = table.window().fontMetrics(), table.horizontalHeader()
    for column, wide in enumerate(characters):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, letters.averageCharWidth() * wide)
    table.verticalHeader().setDefaultSectionSize(round(letters.height() * lines))
