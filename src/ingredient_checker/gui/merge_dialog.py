"""Two records side by side, and what they would be as one. Nothing is ever merged without a person saying so here."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidgetItem, QWidget

from ..library.records import initials
from ..patch_test.patient import Patient
from ..patch_test.reading import ResultStatus
from ..problem import Problem
from .forms.ui_merge_dialog import Ui_MergeDialog
from .session import Session

_YES = {True: "yes", False: "no", None: ""}


class MergeDialog(QDialog):
    """Accepted when somebody has decided; `carry_out` then does it. `merged`: the patient that stays, None if they are
    two persons."""

    def __init__(self, session: Session, keep: int, other: int, why: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_MergeDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self._pair = keep, other
        self._apart = False
        self.merged: int | None = None
        form = self.form
        form.headline.setText(
            (f"Possibly one person: {why}. " if why else "")
            + "Where the two differ, the particulars of the one who stays are kept; results, decisions, labels and"
            " papers of both come together. It can be undone."
        )
        form.rows.verticalHeader().hide()
        form.rows.horizontalHeader().setHighlightSections(False)
        form.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        form.rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.rows.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        form.apartButton.clicked.connect(self.keep_apart)
        form.swapButton.clicked.connect(self.swap)
        form.mergeButton.clicked.connect(self.accept)
        form.closeButton.clicked.connect(self.reject)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 130, unit * 70).boundedTo(self.screen().availableSize()))
        self.compare()

    def compare(self) -> None:
        """Show both and the outcome."""
        keep, other = self._pair
        record, table = self._session.workbench.record, self.form.rows
        self._seen = record.patient(keep), record.patient(other)
        columns = [dict(self._particulars(patient)) for patient in (*self._seen, record.merged(keep, other))]
        table.setHorizontalHeaderLabels(["", f"Stays: patient {keep}", f"Goes: patient {other}", "Together"])
        said = [name for name in columns[0] if any(column[name] for column in columns)]
        table.setRowCount(len(said))
        bold = QFont()
        bold.setBold(True)
        for n, name in enumerate(said):
            first, second, together = (column[name] for column in columns)
            differs = first != second
            for at, text in enumerate((f"≠ {name}" if differs else name, first, second, together)):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {text or 'nothing'}")
                if at == 0 and differs:
                    item.setFont(bold)
                table.setItem(n, at, item)

    def _particulars(self, patient: Patient) -> Iterator[tuple[str, str]]:
        said = patient.characteristics
        names = self._session.names_shown
        yield "Name", patient.name if names else initials(patient.name)
        yield "Number", patient.number
        yield "Year of birth", str(said.birth_year or "")
        yield "Sex", said.sex
        yield "Occupational", _YES[said.occupational]
        yield "Atopic", _YES[said.atopic]
        yield "Sites", ", ".join(said.sites)
        days = {patient.tested_on, *(result.tested_on for result in patient.results)} - {""}
        yield "Days of test", ", ".join(sorted(days))
        yield "Results", str(len(patient.results))
        positive = self._session.workbench.positives(patient)
        named = [f"{p.grade or ''} {p.name}".strip() for p in positive]
        unknown = [result.as_written for result in patient.unmapped_positives]
        yield "Positive", "\n".join((*named, *unknown))
        undecided = [r.as_written for r in patient.results if r.status is ResultStatus.REVIEW]
        yield "To be decided", "\n".join(undecided)
        yield "Decisions", "\n".join(f"{d.allergen or d.substance}: {d.words}" for d in patient.valid_decisions)
        yield "Not understood cells", str(len(patient.unread) or "")

    def swap(self) -> None:
        """Let the other one stay."""
        self._pair = self._pair[1], self._pair[0]
        self.compare()

    def keep_apart(self) -> None:
        """They are two persons."""
        self._apart = True
        self.accept()

    def carry_out(self) -> None:
        """Do what was decided. Problem, and nothing changed, if one of the two was changed elsewhere meanwhile."""
        record = self._session.workbench.record
        if self._apart:
            record.keep_apart(*self._pair)
            return
        if self._seen != tuple(map(record.patient, self._pair)):
            raise Problem("One of the two was changed elsewhere meanwhile. Nothing was merged: look at both again.")
        record.merge_patients(*self._pair)
        self.merged = self._pair[0]
