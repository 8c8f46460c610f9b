"""The Safe list page: the paper as it will be printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from .forms.ui_safe_list_page import Ui_SafeListPage
from .printing import preview_and_print, write_pdf
from .screening import LibraryScreening
from .session import Session

TITLE = "Products in which no listed allergen was found"
PAPER = (
    "QTextEdit { background: #FFFFFF; color: #000000; border: 1px solid #C9D0D8; border-radius: 6px; padding: 28px; }"
)


class SafeListPage(QWidget):
    """Shows the list for the open patient, prints it, saves it as PDF."""

    def __init__(self, session: Session, screening: LibraryScreening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.screening = screening
        self.form = Ui_SafeListPage()
        self.form.setupUi(self)
        # The preview shows paper: white in the dark window too.
        self.form.paper.setStyleSheet(PAPER)
        self.form.avoidBox.toggled.connect(self.show_list)
        self.form.printButton.clicked.connect(self.print)
        self.form.pdfButton.clicked.connect(self._ask_pdf)
        self.form.cancelButton.clicked.connect(screening.cancel)
        screening.started.connect(self.form.progressCard.show)
        screening.progressed.connect(self._advance)
        screening.done.connect(self.show_list)
        self.form.progressCard.hide()
        self.show_list()

    def show_list(self) -> None:
        """Show the paper, or what is missing for it."""
        form, patient = self.form, self.session.patient
        form.progressCard.hide()
        ready = patient is not None and self.screening.is_complete and self.screening.listed > 0
        form.emptyCard.setVisible(not ready)
        for widget in (form.titleLabel, form.totalsLabel, form.avoidBox, form.pdfButton, form.printButton, form.paper):
            widget.setVisible(ready)
        form.emptyPatientButton.setVisible(patient is None)
        form.emptyProductsButton.setVisible(self.screening.listed == 0)
        if not ready:
            form.emptyTitle.setText("No patient is open" if patient is None else "No screened products yet")
            form.emptyText.setText(
                "The list is made from the products of the library and the positives of the open patient. "
                + ("Open a patient first." if patient is None else "Import a product list to screen it.")
            )
            return
        nothing = sum(s.assessment.verdict == "nothing_found" for s in self.screening.screened)
        form.totalsLabel.setText(f"{nothing} of {self.screening.listed} products, grouped by category and brand")
        form.paper.setHtml(self.html())

    def html(self) -> str:
        """The list as it is printed."""
        assert self.session.patient is not None
        return self.session.workbench.safe_list(
            self.screening.screened, self.session.patient, with_avoid=self.form.avoidBox.isChecked()
        )

    def print(self) -> None:
        """Print preview, from which is printed."""
        if self.form.paper.isVisibleTo(self):
            html = self.html()
            if preview_and_print(self, html, TITLE):
                self.session.issue("safe list", TITLE, html)

    def save_pdf(self, path: Path) -> None:
        """Write the list as PDF. Problem if the file cannot be written."""
        html = self.html()
        write_pdf(html, path, TITLE)
        self.session.issue("safe list", TITLE, html, "saved as PDF")
        self.session.told.emit(f"Saved as {path.name}")

    def _ask_pdf(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Save as PDF", "safe-list.pdf", "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def _advance(self, done: int, total: int) -> None:
        self.form.progress.setMaximum(total)
        self.form.progress.setValue(done)
        self.form.progressLabel.setText(f"Screening {done} of {total}")
