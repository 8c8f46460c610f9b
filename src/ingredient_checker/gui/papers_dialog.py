"""The papers that a patient was given: which, when, with which data, and as they were printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ..library.records import IssuedDocument
from ..problem import Problem
from .audit_dialog import in_local_time
from .forms.ui_papers_dialog import Ui_PapersDialog
from .printing import preview_and_print, write_pdf
from .safe_list_page import PAPER
from .session import Session


class PapersDialog(QDialog):
    """The list, and the chosen paper beside it, which can be printed again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_PapersDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self.papers = session.workbench.record.documents(session.patient_id) if session.patient_id is not None else ()
        form = self.form
        form.paper.setStyleSheet(PAPER)
        for paper in self.papers:
            who = f" · {paper.who}" if paper.who else ""
            when = in_local_time(paper.issued_at)
            form.papers.addItem(f"{paper.kind} · {when}{who}\nallergen data {paper.data_version}")
        form.papers.currentRowChanged.connect(self._show)
        form.printButton.clicked.connect(self.print)
        form.pdfButton.clicked.connect(self._choose_pdf)
        form.closeButton.clicked.connect(self.accept)
        form.message.setText("" if self.papers else "No paper was printed or saved for this patient yet.")
        for widget in (form.splitter, form.printButton, form.pdfButton):
            widget.setEnabled(bool(self.papers))
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 150, unit * 90).boundedTo(self.screen().availableSize()))
        form.splitter.setSizes([unit * 44, unit * 106])
        form.papers.setCurrentRow(0)

    def _chosen(self) -> IssuedDocument | None:
        row = self.form.papers.currentRow()
        return self.papers[row] if row >= 0 else None

    def _show(self) -> None:
        paper = self._chosen()
        self.form.paper.setHtml(paper.html if paper else "")

    def print(self) -> None:
        """Print the chosen paper again, as it was."""
        paper = self._chosen()
        if paper is not None and preview_and_print(self, paper.html, paper.title):
            self._note("printed again", paper)

    def save_pdf(self, target: Path) -> None:
        """Save the chosen paper again, as it was. Problem if the file cannot be written."""
        if (paper := self._chosen()) is not None:
            write_pdf(paper.html, target, paper.title)
            self._note("saved as PDF again", paper)
            self.form.message.setText(f"Saved as {target.name}")

    def _choose_pdf(self) -> None:
        paper = self._chosen()
        name = f"{paper.kind}.pdf" if paper else ""
        chosen, _ = QFileDialog.getSaveFileName(self, "Save as PDF", name, "PDF (*.pdf)")
        if chosen:
            try:
                self.save_pdf(Path(chosen))
            except Problem as problem:
                self.form.message.setText(str(problem))

    def _note(self, action: str, paper: IssuedDocument) -> None:
        self._session.workbench.record.note(action, paper.patient_id, paper.kind)
