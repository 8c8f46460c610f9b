"""Choose a copy of the library, see what it holds, and put it in the library's place."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidgetItem, QMessageBox, QWidget

from ..problem import Problem
from ..workbench import Workbench
from .forms.ui_restore_dialog import Ui_RestoreDialog


class RestoreDialog(QDialog):
    """The copies by day; what the chosen one holds stands below before anything is replaced."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_RestoreDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._workbench = workbench
        self.told = ""
        form = self.form
        form.headline.setText(
            "A copy is made on each day the program is used: kept for a week day by day, then week by week and month by"
            " month. The library as it is now is kept beside it when a copy is put in its place."
        )
        for backup in workbench.record.backups():
            self._add(backup.path, f"{backup.day:%A}, {backup.day.isoformat()}")
        form.copies.currentItemChanged.connect(self._look)
        form.otherButton.clicked.connect(self._choose)
        form.restoreButton.clicked.connect(self.restore)
        form.closeButton.clicked.connect(self.reject)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 78, unit * 56)
        form.copies.setCurrentRow(0)
        self._look()

    def add_file(self, path: Path) -> None:
        """Offer a copy from somewhere else."""
        self.form.copies.setCurrentItem(self._add(path, str(path)))

    def _add(self, path: Path, words: str) -> QListWidgetItem:
        item = QListWidgetItem(words, self.form.copies)
        item.setData(Qt.ItemDataRole.UserRole, str(path))
        return item

    def _chosen(self) -> Path | None:
        item = self.form.copies.currentItem()
        return Path(str(item.data(Qt.ItemDataRole.UserRole))) if item else None

    def _look(self) -> None:
        chosen, form = self._chosen(), self.form
        form.restoreButton.setEnabled(False)
        if chosen is None:
            form.message.setText("No copy yet: the first is made when the program is closed.")
            return
        try:
            held = self._workbench.record.backup_holds(chosen)
        except Problem as problem:
            form.message.setText(str(problem))
            return
        form.message.setText(f"Holds {held.patients} patients, {held.products} products, {held.labels} checked labels.")
        form.restoreButton.setEnabled(True)

    def restore(self) -> None:
        """Put the chosen copy in the library's place."""
        chosen = self._chosen()
        if chosen is None:
            return
        try:
            before = self._workbench.restore(chosen)
        except Problem as problem:
            self.form.message.setText(str(problem))
            return
        self.told = "Restored." if before is None else f"Restored. The library as it was lies in {before}."
        self.accept()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a backup", "", "Library (*.db);;All files (*)")
        if chosen:
            self.add_file(Path(chosen))


def offer_a_backup(workbench: Workbench, problem: Problem) -> bool:
    """Say why the library cannot be opened, and offer to put a backup in its place. Whether that was done."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Ingredient Checker", str(problem))
    box.setTextFormat(Qt.TextFormat.PlainText)
    put_back = box.addButton("Choose a backup…", QMessageBox.ButtonRole.ActionRole) if _has_backup(workbench) else None
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
    box.exec()
    if put_back is None or box.clickedButton() is not put_back:
        return False
    return RestoreDialog(workbench).exec() == QDialog.DialogCode.Accepted


def _has_backup(workbench: Workbench) -> bool:
    for backup in workbench.record.backups()[:3]:
        with contextlib.suppress(Problem):
            workbench.record.backup_holds(backup.path)
            return True
    return False
