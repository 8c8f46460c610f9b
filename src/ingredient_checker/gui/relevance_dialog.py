"""Relevance of a result by one letter (C O A D EX X), how certain it is, and where the allergen is met."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from ..patch_test.patient import PatchTestResult
from ..patch_test.relevance import CERTAINTIES, RELEVANCES, relevance_of


class RelevanceFields:
    """Three rows of a form. A letter typed into the first chooses it, the beginning of a word the second."""

    def __init__(self, form: QFormLayout, result: PatchTestResult | None) -> None:
        self.relevance, self.certainty, self.exposure = QComboBox(), QComboBox(), QLineEdit()
        self.relevance.addItems([f"{letter}  {words}".strip() for _, letter, words in RELEVANCES])
        self.certainty.addItems([certainty or "not said" for certainty in CERTAINTIES])
        self.exposure.setPlaceholderText("Where it is met: hair dye at work, a ring, …")
        for field, name in (
            (self.relevance, "Relevance"),
            (self.certainty, "Certainty of the relevance"),
            (self.exposure, "Exposure"),
        ):
            field.setAccessibleName(name)
        form.addRow("Re&levance", self.relevance)
        form.addRow("Cer&tainty", self.certainty)
        form.addRow("E&xposure", self.exposure)
        if result is not None:
            relevance, certainty = relevance_of(result)
            kept = [relevance for relevance, _, _ in RELEVANCES]
            self.relevance.setCurrentIndex(kept.index(relevance) if relevance in kept else 0)
            self.certainty.setCurrentIndex(CERTAINTIES.index(certainty) if certainty in CERTAINTIES else 0)
            self.exposure.setText(result.exposure)

    def applied(self, result: PatchTestResult) -> PatchTestResult:
        """The result with what is chosen; what a sheet said stays as long as it means the same."""
        relevance = RELEVANCES[max(self.relevance.currentIndex(), 0)][0]
        certainty = CERTAINTIES[max(self.certainty.currentIndex(), 0)]
        exposed = replace(result, exposure=self.exposure.text().strip())
        if (relevance, certainty) == relevance_of(result):
            return exposed
        return replace(exposed, relevance=relevance, certainty=certainty)


class RelevanceDialog(QDialog):
    """R on a result: a letter, Enter. `result` is the result with its relevance once the dialog was accepted."""

    def __init__(self, result: PatchTestResult, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result_as_it_was = result
        self.setWindowTitle("Relevance")
        form = QFormLayout(self)
        title = QLabel(name)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        form.addRow(title)
        self.fields = RelevanceFields(form, result)
        note = QLabel("Whatever the relevance: the allergen goes on being looked for. To change that, decide (D).")
        note.setProperty("role", "soft")
        note.setWordWrap(True)
        form.addRow(note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)
        self.fields.relevance.setFocus()

    def value(self) -> PatchTestResult:
        """The result with its relevance."""
        return self.fields.applied(self.result_as_it_was)
