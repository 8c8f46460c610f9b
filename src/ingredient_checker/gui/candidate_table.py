"""The substances that a spelling could mean, numbered, each with how it differs from what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ..matching.resolved import Candidate, How
from .theme import SIGNS, WORDS, Theme, Tone

_NUMBERED = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate. `now`: what it is in the present reading; `tone`: what it would mean for the open patient."""

    candidate: Candidate
    now: str = ""
    tone: Tone | None = None

    @property
    def why(self) -> str:
        """How it was found, in words."""
        told = self.candidate.note
        if told and self.candidate.how is How.SPELLING:
            told = f"spelling: {told}"
        return " · ".join(part for part in (self.now, told) if part)

    @property
    def warning(self) -> str:
        """What it would mean for the patient, as sign and word."""
        return f"{SIGNS[self.tone]} {WORDS[self.tone]}" if self.tone else ""


class CandidateTable(QTableWidget):
    """Number | name | why | for this patient. Keys are told by their text, before the table makes anything of them."""

    key_pressed = Signal(str)
    taken = Signal()  # Enter, or a double click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()
        self.setColumnCount(4)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cellDoubleClicked.connect(lambda *_: self.taken.emit())

    def show_choices(self, choices: Sequence[Choice], theme: Theme) -> None:
        """Replace all rows and select the first."""
        self.choices = tuple(choices)
        self.setRowCount(len(self.choices))
        for row, choice in enumerate(self.choices):
            number = str(row + 1) if row < _NUMBERED else ""
            for column, text in enumerate((number, choice.candidate.name, choice.why, choice.warning)):
                self.setItem(row, column, self._item(text, column, choice, theme))
        self._fit()
        if self.choices:
            self.setCurrentCell(0, 1)

    def _item(self, text: str, column: int, choice: Choice, theme: Theme) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        spoken = (choice.candidate.name, choice.why, choice.warning and f"for this patient: {choice.warning[2:]}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in spoken if part))
        if column in (0, 2):
            item.setForeground(QBrush(QColor(theme.soft)))
        if column == 1:
            font = self.font()
            font.setBold(True)
            item.setFont(font)
        if column == 3 and choice.tone:
            item.setForeground(QBrush(QColor(theme.tints[choice.tone].text)))
            item.setBackground(QBrush(QColor(theme.tints[choice.tone].background)))
        return item

    def _fit(self) -> None:
        self.ensurePolished()
        header, unit = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        for column, mode in enumerate(
            (
                QHeaderView.ResizeMode.Fixed,
                QHeaderView.ResizeMode.Interactive,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            header.setSectionResizeMode(column, mode)
        header.resizeSection(0, unit * 5)
        widest = max((self.sizeHintForColumn(1), unit * 20))
        header.resizeSection(1, min(widest + unit * 2, unit * 42))
        self.verticalHeader().setMinimumSectionSize(round(self.fontMetrics().height() * 1.9))
        self.resizeRowsToContents()

    def current(self) -> Choice | None:
        """The selected choice."""
        row = self.currentRow()
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def numbered(self, number: int) -> Choice | None:
        """The choice with this number; only the first nine have one."""
        return self.choices[number - 1] if 1 <= number <= min(_NUMBERED, len(self.choices)) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resizeRowsToContents()  # a reason that does not fit goes on in the next line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.taken.emit()
        elif event.key() == Qt.Key.Key_Backspace:
            self._tell("\b", event)
        elif plain and event.text().isprintable() and event.text().strip():
            self._tell(event.text().lower(), event)
        else:
            super().keyPressEvent(event)

    def _tell(self, key: str, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():  # a key held down decides one name, not all of them
            self.key_pressed.emit(key)
