"""The label text with its marks: colour, kind of underline, and a small sign above the first letter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from .theme import LIGHT, SIGNS, UNDERLINES, Theme, Tone

LONGEST_LABEL = 200_000
_LINE_HEIGHT = 150.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the label text (character offsets) and what is said of it."""

    start: int
    end: int
    tone: Tone


class LabelEdit(QTextEdit):
    """Plain text that can be typed, pasted and dropped into, and marked in place.

    Offsets are those of `label_text()`, counted in characters (Qt counts in UTF-16 units).
    """

    edited = Signal()
    mark_clicked = Signal(int)
    refused = Signal(str)  # a sentence on what was not, or not simply, put in
    file_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(10)
        self._theme = LIGHT
        self._marks: tuple[Mark, ...] = ()
        self._current = -1
        self._wide: list[int] = []
        self.textChanged.connect(self._text_changed)

    def label_text(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def set_label_text(self, text: str) -> None:
        """Show another label; refused in words when it is too long to be one."""
        if len(text) > LONGEST_LABEL:
            self.refused.emit(f"The text has {len(text):,} characters; a label has no more than {LONGEST_LABEL:,}.")
            return
        self.setPlainText(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spacing)
        cursor.setPosition(0)
        self.setTextCursor(cursor)

    def set_marks(self, marks: Sequence[Mark], theme: Theme) -> None:
        """Replace all marks."""
        self._marks = tuple(marks)
        self._theme = theme
        self._current = -1
        self._show_marks()

    def show_place(self, offset: int) -> None:
        """Bring a place of the text to the top of the field."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units(offset))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.fontMetrics().height())

    def select_mark(self, index: int) -> None:
        """Bring a mark into view and outline it."""
        if not 0 <= index < len(self._marks):
            return
        self._current = index
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units(self._marks[index].start))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._show_marks()

    def _text_changed(self) -> None:
        text = self.toPlainText()
        self._wide = [i for i, char in enumerate(text) if ord(char) > 0xFFFF] if not text.isascii() else []
        # Marks of the old text would point at other words now.
        self._marks = ()
        self._show_marks()
        self.edited.emit()

    def _units(self, offset: int) -> int:
        return offset + bisect_left(self._wide, offset)

    def _show_marks(self) -> None:
        selections = []
        for index, mark in enumerate(self._marks):
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._units(mark.start))
            cursor.setPosition(self._units(mark.end), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = self._format(mark.tone, index == self._current)
            selections.append(selection)
        self.setExtraSelections(selections)
        self.viewport().update()

    def _format(self, tone: Tone, current: bool) -> QTextCharFormat:
        tint = self._theme.tints[tone]
        shown = QTextCharFormat()
        shown.setBackground(QColor(tint.edge if current else tint.background))
        shown.setForeground(QColor(self._theme.text if current and not self._theme.dark else tint.text))
        shown.setUnderlineStyle(UNDERLINES[tone])
        shown.setUnderlineColor(QColor(tint.text))
        return shown

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.7)
        font.setBold(True)
        painter.setFont(font)
        for mark in self._marks:
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._units(mark.start))
            place = self.cursorRect(cursor)
            if place.bottom() < 0 or place.top() > self.viewport().height():
                continue
            painter.setPen(QColor(self._theme.tints[mark.tone].text))
            height = painter.fontMetrics().height()
            painter.drawText(
                QRectF(place.left() - height * 0.1, place.top() - height * 0.72, height * 1.4, height),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                SIGNS[mark.tone],
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.textCursor().hasSelection():
            self._click(event.position().toPoint())

    def _click(self, point: QPoint) -> None:
        units = self.cursorForPosition(point).position()
        offset = units - bisect_right([self._units(w) for w in self._wide], units - 1)
        for index, mark in enumerate(self._marks):
            if mark.start <= offset <= mark.end:
                self._current = index
                self._show_marks()
                self.mark_clicked.emit(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste and drop: text stays text, a file is handed on, a picture is said to be one."""
        local = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if local:
            self.file_given.emit(local[0])
        elif source.hasImage() and not source.hasText():
            self.refused.emit("That is a picture. Reading photographs comes later; type or paste the list as text.")
        elif source.hasText():
            self._insert(source.text().replace("\r\n", "\n").replace("\r", "\n"))

    def _insert(self, text: str) -> None:
        if len(self.toPlainText()) + len(text) > LONGEST_LABEL:
            self.refused.emit(
                f"The pasted text has {len(text):,} characters; a label has no more than {LONGEST_LABEL:,}. "
                "Nothing was changed."
            )
        elif not self.toPlainText().strip():
            self.set_label_text(text)
        elif _is_whole_label(text) and not self.textCursor().hasSelection():
            # Two labels in one field would be checked as one product.
            cursor = self.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
            self.refused.emit("The pasted label replaced the one before; Ctrl+Z brings it back.")
        else:
            self.textCursor().insertText(text)


def _is_whole_label(text: str) -> bool:
    return len(text) > 40 and sum(map(text.count, ",;|•\n")) >= 3
