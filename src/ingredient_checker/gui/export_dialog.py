"""One patient as files: for another computer, as a sheet, on paper; without identifiers unless they are wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ..problem import Problem
from .forms.ui_export_dialog import Ui_ExportDialog
from .printing import write_pdf
from .session import Session


class ExportDialog(QDialog):
    """Which files, and whether with identifiers. `written`: what was written when the dialog is accepted."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form = Ui_ExportDialog()
        form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self.written: list[Path] = []
        self._boxes = {".json": form.jsonBox, ".xlsx": form.xlsxBox, ".pdf": form.pdfBox}
        for box in self._boxes.values():
            box.toggled.connect(self._allow)
        form.folderButton.clicked.connect(self._choose)
        form.closeButton.clicked.connect(self.reject)
        self.resize(self.fontMetrics().averageCharWidth() * 84, self.sizeHint().height())

    def _allow(self) -> None:
        self.form.folderButton.setEnabled(any(box.isChecked() for box in self._boxes.values()))

    def export_to(self, folder: Path) -> None:
        """Write the chosen files into a folder. Problem, and nothing written, where one of them is there already."""
        endings = [ending for ending, box in self._boxes.items() if box.isChecked()]
        targets = [folder / f"patient-{self._session.patient_id}{ending}" for ending in endings]
        for target in targets:
            if target.exists():
                raise Problem(f"{target.name} is in this folder already; choose another one.")
        for target in targets:
            write_patient(self._session, target, identifiers=self.form.identifiersBox.isChecked())
            self.written.append(target)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Export to which folder?")
        if not folder:
            return
        try:
            self.export_to(Path(folder))
        except Problem as problem:
            self.form.message.setText(str(problem))
        else:
            self.accept()


def write_patient(session: Session, target: Path, *, identifiers: bool) -> None:
    """Write the open patient as .json, .xlsx or .pdf, by the ending of the name. Problem if it cannot be written."""
    workbench = session.workbench
    assert session.patient is not None
    patient = session.patient if identifiers else session.patient.without_identifiers()
    if target.suffix.lower() == ".pdf":
        html = workbench.results_report(patient)
        write_pdf(html, target, "Patch test")
        session.issue("patch test", "Patch test", html, "saved as PDF")
        return
    workbench.export_patient(patient, target)
    said = f"{target.suffix}, {'with' if identifiers else 'without'} identifiers"
    workbench.record.note("exported", session.patient_id, said)
