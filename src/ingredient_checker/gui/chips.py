"""The positives of the open patient in one line: as many as fit, then how many more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .theme import LIGHT, Theme


class PositiveChips(QWidget):
    """Draws (grade, name) pairs as chips. All of them are in the tool tip and in the accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[tuple[str, str], ...] = ()
        self._hidden = ""
        self._theme = LIGHT
        self.setAccessibleName("Positives")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_positives(self, chips: Sequence[tuple[str, str]], hidden: str, theme: Theme) -> None:
        """Replace all chips. `hidden`: a word on those that are never named on labels."""
        self._chips, self._hidden, self._theme = tuple(chips), hidden, theme
        everything = ", ".join(f"{grade} {name}".strip() for grade, name in chips)
        self.setToolTip(everything)
        self.setAccessibleDescription(", ".join(part for part in (everything, hidden) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 40, round(self.fontMetrics().height() * 1.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 12, self.sizeHint().height())

    def shown(self) -> int:
        """How many chips fit, with room for what follows them."""
        width, used = self.width(), 0.0
        for number, chip in enumerate(self._chips):
            used += self._width(*chip)
            if used + self._behind(number + 1) > width:
                return number
        return len(self._chips)

    def _behind(self, shown: int) -> float:
        text = self._rest(shown)
        return self.fontMetrics().horizontalAdvance(text) + self._unit() if text else 0.0

    def _rest(self, shown: int) -> str:
        more = len(self._chips) - shown
        return " · ".join(part for part in (f"+{more} more" if more else "", self._hidden) if part)

    def _unit(self) -> float:
        return self.fontMetrics().height() * 0.7

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _width(self, grade: str, name: str) -> float:
        grade_width = QFontMetrics(self._bold()).horizontalAdvance(grade + "  ") if grade else 0
        return grade_width + self.fontMetrics().horizontalAdvance(name) + 2.4 * self._unit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit, left = self._unit(), 0.0
        height = self.fontMetrics().height() * 1.5
        top = (self.height() - height) / 2
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = self.shown()
        for grade, name in self._chips[:shown]:
            width = self._width(grade, name) - unit * 0.4
            painter.setPen(QPen(QColor(self._theme.line), 1))
            painter.setBrush(QColor(self._theme.window))
            painter.drawRoundedRect(QRectF(left + 0.5, top, width - 1, height), height / 2, height / 2)
            painter.setPen(QColor(self._theme.text))
            inside = QRectF(left + unit, top, width, height)
            if grade:
                painter.setFont(self._bold())
                painter.drawText(inside, middle, grade)
                inside.setLeft(inside.left() + QFontMetrics(self._bold()).horizontalAdvance(grade + "  "))
            painter.setFont(self.font())
            painter.drawText(inside, middle, name)
            left += width + unit * 0.4
        painter.setPen(QColor(self._theme.soft))
        painter.drawText(QRectF(left + unit * 0.3, top, self.width() - left, height), middle, self._rest(shown))
