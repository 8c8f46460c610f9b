"""A new allergen, or a list of the clinic's own that patients can be told to avoid as a whole."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ..problem import Problem
from ..workbench import Workbench
from .forms.ui_new_allergen_dialog import Ui_NewAllergenDialog

_KINDS = {"an allergen that is patch-tested": "substance", "a list to avoid as a whole": "list"}


class NewAllergenDialog(QDialog):
    """OK keeps it at once and says what is wrong with it."""

    def __init__(self, workbench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.form = Ui_NewAllergenDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._workbench = workbench
        self.made = ""
        form = self.form
        form.kind.addItems(list(_KINDS))
        form.name.textChanged.connect(self._say)
        form.names.textChanged.connect(self._say)
        form.kind.currentIndexChanged.connect(self._say)
        form.buttons.accepted.connect(self._keep)
        form.buttons.rejected.connect(self.reject)
        self._say()
        unit = self.fontMetrics().averageCharWidth()
        self.setMinimumSize(unit * 72, unit * 46)

    def _names(self) -> list[str]:
        lines = self.form.names.toPlainText().splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def _say(self) -> None:
        """Which of the names are allergens, known, or new."""
        names, workbench = self._names(), self._workbench
        is_list = _KINDS[self.form.kind.currentText()] == "list"
        allergens = [name for name in names if is_list and workbench.own.allergen_called(name)]
        new = [n for n in names if n not in allergens and not workbench.catalogue.named(n)]
        other = len(names) - len(allergens) - len(new)
        parts = (
            f"{len(allergens)} with all names of the allergen" if allergens else "",
            f"{other} known to the vocabulary" if other else "",
            f"not in the vocabulary until now: {', '.join(new)}" if new else "",
        )
        self.form.message.setText("; ".join(part for part in parts if part))
        ok = self.form.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.form.name.text().strip() and names))

    def _keep(self) -> None:
        form = self.form
        name, kind, why = form.name.text().strip(), _KINDS[form.kind.currentText()], form.why.text().strip()
        try:
            self.made = self._workbench.own.decide_allergen(name, kind, self._names(), why)
        except Problem as problem:
            form.message.setText(str(problem))
            return
        self.accept()
