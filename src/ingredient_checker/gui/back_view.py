"""The back of a patient in the window: looked at, clicked, walked with the arrow keys, and typed into."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLineEdit, QScrollArea, QToolTip, QWidget

from ..pictures.back import STRONGEST, Back, Chamber, back_in_words, back_picture, chamber_in_words
from ..pictures.shades import ON_DARK, ON_WHITE, Shades
from .theme import LIGHT, Theme

_NOTHING = Back((), (), 260, 236, ())
_WIDEST = 1.1  # a small test is not blown up beyond this


def shades_of(theme: Theme) -> Shades:
    """The colours of pictures that go with a look."""
    return ON_DARK if theme.dark else ON_WHITE


class BackView(QWidget):
    """Shows one day of a back. `chosen`: the number of the result in a chosen chamber; `typed`: number, day, text."""

    chosen = Signal(int)
    typed = Signal(int, int, str)
    told = Signal(str)
    fitted = Signal(int)  # the height that the picture needs now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = _NOTHING
        self.day = STRONGEST
        self._theme = LIGHT
        self._number: int | None = None
        self._drawing = QSvgRenderer(self)
        self.editor = QLineEdit(self)
        self.editor.setAccessibleName("Reading of this chamber")
        self.editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.editor.hide()
        self.editor.returnPressed.connect(self._take)
        self.editor.editingFinished.connect(self.editor.hide)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Back")

    def show_back(self, back: Back, day: int, theme: Theme) -> None:
        """Replace the picture; the chosen chamber stays chosen if it is still there."""
        self.back, self.day, self._theme = back, day, theme
        drawing = back_picture(back, day, shades_of(theme))
        self._drawing.load(QByteArray(drawing.encode()))
        self._fit()
        self._say()
        self.update()

    def choose(self, number: int | None) -> None:
        """Mark the chamber of a result, without telling anybody."""
        if number != self._number:
            self.editor.hide()
            self._number = number
            self._say()
            self._scroll()
            self.update()

    def _scroll(self) -> None:
        """Bring the chosen chamber into view where the back is longer than its place."""
        area, chamber = self._area(), self.chamber
        if area is not None and chamber is not None:
            centre = self.place_of(chamber).center().toPoint()
            area.ensureVisible(centre.x(), centre.y(), 40, 40)

    def _area(self) -> QScrollArea | None:
        """What the back is scrolled in, if it is."""
        viewport = self.parentWidget()
        area = None if viewport is None else viewport.parentWidget()
        return area if isinstance(area, QScrollArea) and area.widget() is self else None

    @property
    def chamber(self) -> Chamber | None:
        """The chosen chamber."""
        return next((c for c in self.back.chambers if c.number == self._number), None)

    def _say(self) -> None:
        chamber = self.chamber
        self.setAccessibleName(f"Back: {chamber_in_words(chamber, self.day)}" if chamber else "Back")
        self.setAccessibleDescription(back_in_words(self.back, self.day))

    # where things are

    def _scale(self) -> float:
        return min(self._room() / self.back.width, _WIDEST * self.fontMetrics().height() / 15)

    def _room(self) -> int:
        """The width for the picture: the same with and without a scroll bar, or showing one would end the need for it,
        and hiding it bring the need back, without end.
        """
        area = self._area()
        if area is None:
            return self.width()
        return max(area.width() - 2 * area.frameWidth() - area.verticalScrollBar().sizeHint().width(), 1)

    def _left(self) -> float:
        return (self.width() - self.back.width * self._scale()) / 2

    def place_of(self, chamber: Chamber) -> QRectF:
        """Where a chamber lies in the widget."""
        scale, (x, y, width, height) = self._scale(), chamber.box
        return QRectF(self._left() + x * scale, y * scale, width * scale, height * scale)

    def _at(self, x: float, y: float) -> Chamber | None:
        scale = self._scale()
        inside = ((x - self._left()) / scale, y / scale)
        return next((chamber for chamber in self.back.chambers if chamber.holds(*inside)), None)

    def sizeHint(self) -> QSize:
        unit = self.fontMetrics().averageCharWidth()
        return QSize(unit * 50, round(unit * 50 * self.back.height / self.back.width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 30, self.fontMetrics().height() * 8)

    def _fit(self) -> None:
        self.setFixedHeight(round(self.back.height * self._scale()))
        self.fitted.emit(self.maximumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.hide()
        self._fit()

    # looking

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        size = (self.back.width * scale, self.back.height * scale)
        self._drawing.render(painter, QRectF(self._left(), 0, *size))
        if chamber := self.chamber:
            width = 3 if self.hasFocus() else 2
            painter.setPen(QPen(QColor(self._theme.accent), width))
            painter.drawRoundedRect(self.place_of(chamber).adjusted(-3, -3, 3, 3), 7, 7)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            chamber = self._at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), chamber_in_words(chamber, self.day) if chamber else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chamber is None and self.back.chambers:
            self._go_to(self.back.chambers[0])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # choosing

    def _go_to(self, chamber: Chamber) -> None:
        self.choose(chamber.number)
        self.chosen.emit(chamber.number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if chamber := self._at(event.position().x(), event.position().y()):
            self._go_to(chamber)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().x(), event.position().y()):
            self._edit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if step := steps.get(Qt.Key(event.key())):
            self._walk(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit("")
        elif event.text().isprintable() and event.text().strip():
            self._edit(event.text())
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        """To the nearest chamber in that direction, sideways steps counting more."""
        here = self.chamber
        if here is None:
            return

        def distance(other: Chamber) -> float:
            x, y = other.x - here.x, other.y - here.y
            along, aside = (x * across, abs(y)) if across else (y * down, abs(x))
            return along + 3 * aside if along > 0 else float("inf")

        nearest = min(self.back.chambers, key=distance)
        if distance(nearest) < float("inf"):
            self._go_to(nearest)

    # typing

    def _edit(self, begun: str) -> None:
        chamber = self.chamber
        if chamber is None:
            return
        if self.day == STRONGEST:
            self.told.emit("Choose the day of the reading first.")
            return
        self.editor.setGeometry(self.place_of(chamber).adjusted(-10, -2, 10, 4).toRect())
        self.editor.setText(begun)
        self.editor.show()
        self.editor.setFocus()

    def _take(self) -> None:
        chamber, text = self.chamber, self.editor.text().strip()
        self.setFocus()
        if chamber is not None:
            self.typed.emit(chamber.number, self.day, text)
            self._walk(0, 1)
