"""What a results sheet leaves to be asked: each question with its answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ..spreadsheets.results_report import MustAsk


class ImportQuestions(QObject):
    """Fills a box with questions. `answered`: what the question is about, and the answer."""

    answered = Signal(str, str)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._box = box
        self.fields: dict[str, QComboBox | QLineEdit] = {}

    def show(self, asked: Sequence[MustAsk]) -> None:
        """Show these questions instead of those before; the field in use keeps the focus."""
        used = next((about for about, field in self.fields.items() if field.hasFocus()), "")
        layout = self._box.layout()
        assert isinstance(layout, QVBoxLayout)
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for question in asked:
            layout.addWidget(self._question(question))
        if not asked:
            layout.addWidget(_label("Nothing is left to ask."))
        layout.addStretch(1)
        field = self.fields.get(used) or next(iter(self.fields.values()), None)
        if used and field is not None:
            field.setFocus()

    def _question(self, asked: MustAsk) -> QWidget:
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 10)
        layout.setSpacing(4)
        text = _label(asked.short)
        layout.addWidget(text)
        field: QComboBox | QLineEdit
        if asked.choices:
            field = QComboBox()
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(16)
            field.addItem(f"meanwhile: {asked.assumed}")
            for choice in asked.choices:
                field.addItem(choice.means, choice.value)
            field.activated.connect(
                lambda index, box=field: self.answered.emit(asked.about, str(box.itemData(index))) if index else None
            )
        else:
            field = QLineEdit()
            field.setPlaceholderText(f"meanwhile: {asked.assumed}")
            field.editingFinished.connect(
                lambda box=field: self.answered.emit(asked.about, box.text().strip()) if box.text().strip() else None
            )
        field.setAccessibleName(asked.question)
        field.setToolTip(asked.question)
        text.setBuddy(field)
        layout.addWidget(field)
        self.fields[asked.about] = field
        return row


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
