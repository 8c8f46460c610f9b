"""Everything the clinic has added or set aside, row by row, with the faults of rows that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ..own_knowledge import OwnRow
from ..problem import Problem
from .forms.ui_our_knowledge_dialog import Ui_OurKnowledgeDialog
from .kept_rows import Index, KeptRowsModel, fit, set_up
from .session import Session
from .theme import Tone

_ARCHIVE = "Archive (*.zip)"
_NOTHING = "Nothing yet. Open an allergen and add a name or a relation, or make an allergen or a list of your own."


class OwnRowsModel(KeptRowsModel[OwnRow]):
    """Name | decision | why; a row with a fault says the fault instead of the reason."""

    headings = ("Name", "Decision", "Why")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        why = f"cannot be used ({row.place}): {row.fault}" if row.fault else row.why
        text = (row.name, row.decision, why)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.place}\n{why}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headings[index.column()]}: {text[index.column()] or 'empty'}"
            case Qt.ItemDataRole.ForegroundRole if row.fault:
                return QBrush(QColor(self.theme.tints[Tone.AVOID].text))
            case Qt.ItemDataRole.BackgroundRole if row.fault:
                return QBrush(QColor(self.theme.tints[Tone.AVOID].background))
            case _:
                return None


class OurKnowledgeDialog(QDialog):
    """Look through the clinic's own rows, remove one, share them, take over another clinic's."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.form = Ui_OurKnowledgeDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self.model = OwnRowsModel(self)
        form = self.form
        set_up(form.rows, self.model)
        form.removeButton.clicked.connect(self.remove)
        form.importButton.clicked.connect(self._choose_import)
        form.exportButton.clicked.connect(self._choose_export)
        form.closeButton.clicked.connect(self.accept)
        form.rows.selectionModel().selectionChanged.connect(self._allow)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 130, unit * 66)
        self.show_rows()

    def show_rows(self) -> None:
        """Show the rows as they lie in the folder now."""
        rows = self._session.workbench.own.rows()
        self.model.show(rows, self._session.theme)
        faults = sum(bool(row.fault) for row in rows)
        told = f"{faults} of them cannot be used; they are named in every check until they are mended or removed. "
        self.form.headline.setText(
            f"{len(rows)} rows of our own, above the program's data; an update never changes them. "
            f"{told if faults else ''}They lie in {self._session.workbench.own.folder}."
            if rows
            else _NOTHING
        )
        fit(self.form.rows, (34, 46))
        self._allow()

    def _allow(self) -> None:
        chosen = self._chosen()
        self.form.removeButton.setEnabled(chosen is not None and bool(chosen.origin))
        self.form.exportButton.setEnabled(bool(self.model.rows))

    def _chosen(self) -> OwnRow | None:
        index = self.form.rows.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def remove(self) -> None:
        """Take the selected row out."""
        chosen = self._chosen()
        if chosen is None:
            return
        self._attempt(lambda: self._session.workbench.own.remove(chosen.origin), f"Removed: {chosen.name}")

    def export_to(self, target: Path) -> None:
        """Write all rows to a .zip."""
        workbench = self._session.workbench
        self._attempt(lambda: workbench.own.export(target), f"Exported to {target.name}")

    def import_from(self, source: Path) -> None:
        """Take over the rows of a .zip."""
        try:
            taken = self._session.workbench.own.take_over(source)
        except Problem as problem:
            self.form.message.setText(str(problem))
            return
        left_out = f" Left out: {'; '.join(taken.left_out)}." if taken.left_out else ""
        self.show_rows()
        self.form.message.setText(f"{taken.added} rows taken over, {taken.known} were decided here already.{left_out}")

    def _attempt(self, action: Callable[[], object], told: str) -> None:
        try:
            action()
        except Problem as problem:
            told = str(problem)
        self.show_rows()
        self.form.message.setText(told)

    def _choose_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export our own knowledge", "our-knowledge.zip", _ARCHIVE)
        if chosen:
            self.export_to(Path(chosen))

    def _choose_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Take over exported knowledge", "", _ARCHIVE)
        if chosen:
            self.import_from(Path(chosen))
