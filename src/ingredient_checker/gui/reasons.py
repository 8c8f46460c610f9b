"""The reasons as a list: one row for each problem, the rest folded into one row that opens.

Each row is drawn in two lines - what was found, and the chain of reasons in softer grey - and says the same in words to
a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..allergens.allergen import Level, Relation
from ..assessment.verdict import AssessedEntry, Assessment, Finding, ProductAnswer
from ..label.label import Section
from ..matching.resolved import How, ReadEntry, Status
from ..patch_test.patient import Positive
from .theme import LIGHT, SIGNS, WORDS, Theme, Tone, tone_of

Index = QModelIndex | QPersistentModelIndex

_MEANS = {
    Relation.SAME: "{}",
    Relation.CONSTITUENT: "part of {}",
    Relation.RELEASES: "releases {}",
    Relation.CONTAINS: "contains {}",
    Relation.DERIVATIVE: "derivative of {}",
    Relation.CROSS_REACTS: "cross-reacts with {}",
    Relation.OXIDISES_TO: "oxidises to {}",
    Relation.MAY_HIDE: "may hide {}",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One row. `entry` is the number of the entry on the label, -1 for the folded rest."""

    tone: Tone
    written: str
    means: str
    result: str
    chain: str
    entry: int
    substance: str = ""  # its id, where the row is about one

    @property
    def words(self) -> str:
        """The row for a screen reader."""
        parts = (WORDS[self.tone], self.written, self.means, self.result, self.chain)
        return ": ".join((parts[0], ", ".join(p for p in parts[1:] if p)))


def reasons_of(assessment: Assessment, *, unfolded: bool, product: ProductAnswer | None = None) -> tuple[Reason, ...]:
    """All rows, what must be avoided first; entries without a finding are one row, or one each when unfolded.

    `product`: only the rows of one of several products.
    """
    rows: list[Reason] = []
    rest: list[int] = []
    positives = {p.allergen: p for p in assessment.positives}
    for number in numbers_of(assessment, product):
        assessed = assessment.entries[number]
        found = [_finding_row(number, assessed, f, positives[f.allergen]) for f in assessed.findings]
        rows += found
        if assessed.read.entry.section is Section.CLAIM:
            continue
        if assessed.read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS) and not found:
            rows.append(_unread_row(number, assessed.read))
        elif not found and assessed.not_related:
            rows.append(_not_related_row(number, assessed))
        elif not found:
            rest.append(number)
    order = list(Tone)
    rows.sort(key=lambda row: _ROW_ORDER.index(row.tone) if row.tone in _ROW_ORDER else order.index(row.tone))
    if unfolded:
        rows += [_clear_row(number, assessment.entries[number].read) for number in rest]
    elif rest:
        rows.append(Reason(Tone.CLEAR, _named(assessment, rest), "", "", "", -1))
    return tuple(rows)


def numbers_of(assessment: Assessment, product: ProductAnswer | None) -> Sequence[int]:
    """The numbers of a product's entries, or of all of them."""
    return range(len(assessment.entries)) if product is None else product.entries


_ROW_ORDER = (Tone.AVOID, Tone.CAUTION, Tone.UNREAD, Tone.INFO, Tone.CLEAR)


def _finding_row(number: int, assessed: AssessedEntry, finding: Finding, positive: Positive) -> Reason:
    means = _MEANS[finding.relation].format(finding.allergen_name)
    if finding.possible:
        means = f"possibly {means}"
    result = "" if positive.grade is None else str(positive.grade)
    steps = finding.steps[:-1] if positive.grade is not None else finding.steps
    return Reason(
        tone_of(finding.level),
        _one_line(assessed.read),
        means,
        result,
        "  →  ".join(_sentence(s) for s in steps),
        number,
        finding.substance,
    )


def _unread_row(number: int, read: ReadEntry) -> Reason:
    nearest = [c.name for c in read.resolved.candidates if c.how is not How.WORD][:3]
    if read.resolved.status is Status.AMBIGUOUS:
        means, chain = "several readings", "may be " + " or ".join(nearest)
    else:
        means = "not known"
        chain = f"nearest known: {', '.join(nearest)}" if nearest else "no known name is near it; look it up"
    chain = "  →  ".join(part for part in (chain, read.resolved.decided) if part)
    return Reason(Tone.UNREAD, _one_line(read), means, "", chain, number)


def _not_related_row(number: int, assessed: AssessedEntry) -> Reason:
    chain = "; ".join(fine.why for fine in assessed.not_related)
    return Reason(Tone.CLEAR, _one_line(assessed.read), "another substance", "", chain, number)


def _clear_row(number: int, read: ReadEntry) -> Reason:
    first = read.resolved.candidates[0] if read.resolved.candidates else None
    note = first.note if first and read.resolved.status is Status.LIKELY else ""
    note = "; ".join(part for part in (note, read.resolved.decided) if part)
    return Reason(Tone.CLEAR, _one_line(read), first.name if first else "", "", note, number)


def _named(assessment: Assessment, numbers: Sequence[int]) -> str:
    names = [_one_line(assessment.entries[n].read) for n in numbers[:4]]
    more = len(numbers) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _one_line(read: ReadEntry) -> str:
    return " ".join(read.entry.text.split())


def _sentence(step: str) -> str:
    return step


class ReasonsModel(QAbstractListModel):
    """The rows of one assessment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Reason, ...] = ()

    def show(self, rows: tuple[Reason, ...]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{SIGNS[row.tone]} {row.written}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.words
            case Qt.ItemDataRole.ToolTipRole:
                return row.chain or None
            case _:
                return None


class _RowPainter(QStyledItemDelegate):
    """Draws a row in two lines; long chains wrap."""

    def __init__(self, view: ReasonsView) -> None:
        super().__init__(view)
        self._view = view
        self.theme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        width = self._view.viewport().width()
        lines = self._layout(QRect(0, 0, width, 0), self._row(index))
        return QSize(width, lines.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._row(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        layout = self._layout(rect, row)
        tint = self.theme.tints[row.tone]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.theme.accent_background))
        if index.row():
            painter.setPen(QPen(QColor(self.theme.line), 1))
            painter.drawLine(QPointF(rect.left() + 4, rect.top()), QPointF(rect.right() - 4, rect.top()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint.background))
        painter.drawRoundedRect(layout.badge, 6, 6)
        painter.setPen(QColor(tint.text))
        painter.setFont(self._bold())
        painter.drawText(layout.badge, Qt.AlignmentFlag.AlignCenter, _badge(row.tone))
        clear = row.tone is Tone.CLEAR
        self._text(painter, layout.written, row.written, self.theme.soft if clear else self.theme.text, bold=not clear)
        self._text(painter, layout.means, row.means, self.theme.soft if clear else self.theme.text)
        self._text(painter, layout.result, row.result, self.theme.text, bold=True)
        self._text(painter, layout.chain, row.chain, self.theme.soft)
        painter.restore()

    def _row(self, index: Index) -> Reason:
        model = index.model()
        assert isinstance(model, ReasonsModel)
        return model.rows[index.row()]

    def _bold(self) -> QFont:
        font = QFont(self._view.font())
        font.setBold(True)
        return font

    def _text(self, painter: QPainter, rect: QRectF, text: str, colour: str, *, bold: bool = False) -> None:
        painter.setFont(self._bold() if bold else self._view.font())
        painter.setPen(QColor(colour))
        wrap = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter.drawText(rect, text, wrap)

    def _layout(self, rect: QRect, row: Reason) -> _RowLayout:
        """Where the parts of a row lie; all measures follow from the font."""
        plain, bold = QFontMetrics(self._view.font()), QFontMetrics(self._bold())
        unit = plain.height()
        pad = round(unit * 0.55)
        badge_width = max(bold.horizontalAdvance(_badge(tone)) for tone in Tone) + unit
        left = rect.left() + pad + badge_width + unit
        width = max(rect.right() - left - pad, unit * 6)
        top = rect.top() + pad
        result_width = bold.horizontalAdvance("positive") + unit
        first_width = width if not row.means else round((width - result_width) * 0.42)
        means_width = width - first_width - result_width
        first = max(
            _height(bold if row.tone is not Tone.CLEAR else plain, row.written, first_width - unit // 2),
            _height(plain, row.means, means_width - unit // 2) if row.means else 0,
            unit,
        )
        chain = _height(plain, row.chain, width) if row.chain else 0
        return _RowLayout(
            badge=QRectF(rect.left() + pad, top - unit * 0.15, badge_width, unit * 1.4),
            written=QRectF(left, top, first_width - unit // 2, first),
            means=QRectF(left + first_width, top, max(means_width - unit // 2, 1), first),
            result=QRectF(left + width - result_width, top, result_width, first),
            chain=QRectF(left, top + first + 2, width, chain + 2),
            height=max(first + chain + 2, round(unit * 1.4)) + 2 * pad,
        )


@dataclass(frozen=True, slots=True)
class _RowLayout:
    badge: QRectF
    written: QRectF
    means: QRectF
    result: QRectF
    chain: QRectF
    height: int


def _badge(tone: Tone) -> str:
    return f"{SIGNS[tone]}  {WORDS[tone]}"


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    return metrics.boundingRect(QRect(0, 0, max(width, 1), 100_000), flags.value, text).height() if text else 0


class ReasonsView(QListView):
    """The list of reasons. A row that is chosen shows its place in the label; the last row folds and unfolds."""

    chosen = Signal(int)
    fold_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reasons = ReasonsModel(self)
        self._painter = _RowPainter(self)
        self.setModel(self.reasons)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._use)

    def use_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._painter.theme = theme
        self.viewport().update()

    def select_entry(self, entry: int) -> None:
        """Select the first row about an entry of the label."""
        for number, row in enumerate(self.reasons.rows):
            if row.entry == entry:
                self.setCurrentIndex(self.reasons.index(number))
                return

    def _use(self, index: QModelIndex) -> None:
        row = self.reasons.rows[index.row()]
        if row.entry < 0:
            self.fold_toggled.emit()
        else:
            self.chosen.emit(row.entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._use(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def problem_entries(assessment: Assessment, product: ProductAnswer | None = None) -> tuple[int, ...]:
    """Numbers of the entries that F8 goes through: anything to avoid, caution or unread, in the order of the label."""
    return tuple(
        number
        for number in numbers_of(assessment, product)
        for assessed in (assessment.entries[number],)
        if assessed.read.entry.section is not Section.CLAIM
        and (
            assessed.level in (Level.AVOID, Level.CAUTION)
            or assessed.read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS)
        )
    )


def tone_of_entry(assessed: AssessedEntry) -> Tone | None:
    """How an entry is marked in the label text; None when nothing is said about it."""
    if assessed.read.entry.section is Section.CLAIM:
        return None
    if assessed.level in (Level.AVOID, Level.CAUTION):
        return tone_of(assessed.level)
    if assessed.read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS):
        return Tone.UNREAD
    return None
