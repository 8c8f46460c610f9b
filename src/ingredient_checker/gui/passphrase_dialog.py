"""Asks for a passphrase, a new one, or both; stays open with the reason when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ..problem import Problem
from .fit import fit
from .forms.ui_passphrase_dialog import Ui_PassphraseDialog


class PassphraseDialog(QDialog):
    """`do(old, new)`: what is done with them; its Problem is shown and the dialog stays. Without `old` or `new` that is
    not asked for.
    """

    def __init__(
        self,
        title: str,
        headline: str,
        verb: str,
        do: Callable[[str, str], None],
        parent: QWidget | None = None,
        *,
        old: bool = False,
        new: bool = False,
    ) -> None:
        super().__init__(parent)
        self.form = form = Ui_PassphraseDialog()
        form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._do, self._new = do, new
        self.setWindowTitle(title)
        form.headline.setText(headline)
        form.doButton.setText(verb)
        form.oldLabel.setText("Passphrase &now" if new else "&Passphrase")
        asked = {form.oldPassphrase: old, form.newPassphrase: new, form.again: new}
        for field, label in zip(asked, (form.oldLabel, form.newLabel, form.againLabel), strict=True):
            for widget in (field, label):
                widget.setVisible(asked[field])
            field.textChanged.connect(self._look)
        self._asked = tuple(field for field, wanted in asked.items() if wanted)
        form.showSecret.toggled.connect(self._show)
        form.doButton.clicked.connect(self._try)
        form.cancelButton.clicked.connect(self.reject)
        self._asked[0].setFocus()
        self._look()
        fit(self, 62)

    def _look(self) -> None:
        form = self.form
        differ = self._new and bool(form.again.text()) and form.again.text() != form.newPassphrase.text()
        form.message.setText("The two are not the same." if differ else "")
        same = not self._new or form.again.text() == form.newPassphrase.text()
        form.doButton.setEnabled(same and all(field.text() for field in self._asked))

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in self._asked:
            field.setEchoMode(mode)

    def _try(self) -> None:
        try:
            self._do(self.form.oldPassphrase.text(), self.form.newPassphrase.text())
        except Problem as problem:
            self.form.message.setText(str(problem))
            fit(self)
            self._asked[0].selectAll()
            self._asked[0].setFocus()
            return
        self.accept()
