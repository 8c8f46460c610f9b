"""Screened products as a table. Sorting and filtering are done on plain lists: a proxy would take seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from ..allergens.allergen import Level
from ..assessment.verdict import Verdict
from ..library.screening import ScreenedProduct
from .theme import LIGHT, SIGNS, WORDS, Theme, tone_of

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns of the table."""

    VERDICT = 0
    BRAND = 1
    PRODUCT = 2
    CATEGORY = 3
    READ = 4
    REASON = 5


HEADINGS = ("Verdict", "Brand", "Product", "Category", "Read", "Because of")


class ProductsModel(QAbstractTableModel):
    """One row a product. `shown` is what the filter leaves, in the order chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[ScreenedProduct, ...] = ()
        self._wanted = ""
        self._column, self._descending = Column.VERDICT, False
        self._theme = LIGHT
        self.shown: list[ScreenedProduct] = []

    def show(self, screened: Sequence[ScreenedProduct], theme: Theme) -> None:
        """Replace all products."""
        self._all, self._theme = tuple(screened), theme
        self._arrange()

    def filter(self, text: str) -> None:
        """Keep products whose brand, name, category or reason holds the text."""
        self._wanted = text.strip().casefold()
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._descending = Column(column), order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        kept = [s for s in self._all if self._wanted in _searched(s)] if self._wanted else list(self._all)
        self.shown = sorted(kept, key=_ORDERS[self._column], reverse=self._descending)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        screened, column = self.shown[index.row()], Column(index.column())
        tint = self._theme.tints[tone_of(screened.assessment.verdict)]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text_of(screened, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[column]}: {text_of(screened, column) or 'empty'}"
            case Qt.ItemDataRole.ToolTipRole:
                return text_of(screened, column) or None
            case Qt.ItemDataRole.BackgroundRole if column is Column.VERDICT:
                return QBrush(QColor(tint.background))
            case Qt.ItemDataRole.ForegroundRole:
                soft = column in (Column.CATEGORY, Column.READ, Column.REASON)
                colour = tint.text if column is Column.VERDICT else self._theme.soft if soft else self._theme.text
                return QBrush(QColor(colour))
            case Qt.ItemDataRole.FontRole if column in (Column.VERDICT, Column.PRODUCT):
                font = QFont()
                font.setBold(True)
                return font
            case _:
                return None


def text_of(screened: ScreenedProduct, column: Column) -> str:
    """What stands in a cell."""
    product, counts = screened.product, screened.assessment.counts
    match column:
        case Column.VERDICT:
            verdict = screened.assessment.verdict
            tone = tone_of(verdict)
            return "–  cannot check" if verdict is Verdict.CANNOT_CHECK else f"{SIGNS[tone]}  {WORDS[tone]}"
        case Column.BRAND:
            return product.brand
        case Column.PRODUCT:
            return product.product
        case Column.CATEGORY:
            return product.category
        case Column.READ:
            return f"{counts.identified + counts.likely} of {counts.entries}"
        case Column.REASON:
            return reason_of(screened)


def reason_of(screened: ScreenedProduct) -> str:
    """The ingredients that decide the verdict: those to avoid, else to discuss, else what was not read."""
    entries = screened.assessment.entries
    for level in (Level.AVOID, Level.CAUTION):
        named = [" ".join(e.read.entry.text.split()) for e in entries if e.level is level]
        if named:
            return ", ".join(dict.fromkeys(named))
    unread = [e.read.entry.text for e in entries if e.read.resolved.status in ("unknown", "ambiguous")]
    return ", ".join((*(f"“{' '.join(u.split())}” not read" for u in unread[:4]), *screened.assessment.doubts))


def _searched(screened: ScreenedProduct) -> str:
    product = screened.product
    return f"{product.brand} {product.product} {product.category} {reason_of(screened)}".casefold()


def _by(column: Column) -> Callable[[ScreenedProduct], Any]:
    return lambda screened: text_of(screened, column).casefold()


_VERDICTS = list(Verdict)
_ORDERS: dict[Column, Callable[[ScreenedProduct], Any]] = {
    **{column: _by(column) for column in Column},
    Column.VERDICT: lambda s: (
        _VERDICTS.index(s.assessment.verdict),
        s.product.brand.casefold(),
        s.product.product.casefold(),
    ),
    Column.READ: lambda s: s.assessment.counts.unknown + s.assessment.counts.ambiguous,
}
