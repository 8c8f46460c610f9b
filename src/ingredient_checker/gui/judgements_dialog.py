"""What was decided about spellings: looked through, taken back, shared with another clinic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ..matching.judgements import Decision
from ..problem import Problem
from ..spellings import KeptJudgement
from .forms.ui_judgements_dialog import Ui_JudgementsDialog
from .kept_rows import Index, KeptRowsModel, fit, set_up
from .session import Session

_FILES = "Decided names (*.jsonl)"
_WORDS = {Decision.SAME: "is {}", Decision.DIFFERENT: "is not {}", Decision.UNSURE: "left open"}
_NOTHING = "Nothing has been decided yet. F7 goes through the names that were not read surely."


class JudgementsModel(KeptRowsModel[KeptJudgement]):
    """One row a judgement, the latest first; one that decides nothing now is grey and says why."""

    headings = ("Name as written", "Decision", "By, on", "Seen in")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        text = self._texts(row)[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.idle}\n{text}".strip()
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headings[index.column()]}: {text or 'empty'}" + (f", {row.idle}" if row.idle else "")
            case Qt.ItemDataRole.ForegroundRole if row.idle:
                return QBrush(QColor(self.theme.soft))
            case _:
                return None

    def _texts(self, row: KeptJudgement) -> tuple[str, ...]:
        kept = row.judgement
        decided = _WORDS[kept.decision].format(kept.substance) + (f" - {row.idle}" if row.idle else "")
        by = ", ".join(part for part in (kept.who, kept.decided_at[:10]) if part)
        return (" ".join(kept.written.split()), decided, by, kept.seen_in)


class JudgementsDialog(QDialog):
    """The list of judgements. `changed`: whether anything was taken back or taken over."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.form = Ui_JudgementsDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self.changed = False
        self.model = JudgementsModel(self)
        form = self.form
        set_up(form.rows, self.model)
        form.takeBackButton.clicked.connect(self.take_back)
        form.importButton.clicked.connect(self._choose_import)
        form.exportButton.clicked.connect(self._choose_export)
        form.closeButton.clicked.connect(self.accept)
        form.rows.selectionModel().selectionChanged.connect(self._allow)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 136, unit * 66).boundedTo(self.screen().availableSize()))
        self.show_rows()

    def show_rows(self) -> None:
        """Show the judgements as the library has them now."""
        rows = self._session.workbench.spellings.judgements()
        self.model.show(rows, self._session.theme)
        valid = sum(not row.idle for row in rows)
        self.form.headline.setText(
            f"{valid} {'decision holds' if valid == 1 else 'decisions hold'} on every label; {len(rows) - valid} more "
            "are kept to be seen. New data of the program never change them."
            if rows
            else _NOTHING
        )
        fit(self.form.rows, (32, 44, 22))
        if rows:
            self.form.rows.setCurrentIndex(self.model.index(0, 0))
            self.form.rows.setFocus()
        self._allow()

    def _allow(self) -> None:
        chosen = self._chosen()
        self.form.takeBackButton.setEnabled(chosen is not None and not chosen.judgement.revoked_at)
        self.form.exportButton.setEnabled(any(not row.judgement.revoked_at for row in self.model.rows))

    def _chosen(self) -> KeptJudgement | None:
        index = self.form.rows.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def take_back(self) -> None:
        """The selected judgement holds no longer."""
        chosen = self._chosen()
        if chosen is not None and not chosen.judgement.revoked_at:
            kept = chosen.judgement
            self._attempt(lambda: self._session.workbench.spellings.take_back(kept.id), f"Taken back: “{kept.written}”")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.take_back()
        else:
            super().keyPressEvent(event)

    def export_to(self, target: Path) -> None:
        """Write what holds to a file."""
        workbench = self._session.workbench
        self._attempt(lambda: workbench.spellings.export(target), f"Exported to {target.name}")

    def import_from(self, source: Path) -> None:
        """Take over another clinic's file."""
        try:
            new, left = self._session.workbench.spellings.take_over(source)
        except Problem as problem:
            self.form.message.setText(str(problem))
            return
        self.changed = True
        self.show_rows()
        self.form.message.setText(f"{new} taken over; about {left} we have decided ourselves, and that stays.")

    def _attempt(self, action: Callable[[], object], told: str) -> None:
        try:
            action()
            self.changed = True
        except Problem as problem:
            told = str(problem)
        self.show_rows()
        self.form.message.setText(told)

    def _choose_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export decided names", "decided-names.jsonl", _FILES)
        if chosen:
            self.export_to(Path(chosen))

    def _choose_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Take over decided names", "", _FILES)
        if chosen:
            self.import_from(Path(chosen))
