"""Shows a recovery key, this once; it counts only after a part of it was typed back from the paper."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QWidget

from .fit import fit
from .forms.ui_recovery_key_dialog import Ui_RecoveryKeyDialog


class RecoveryKeyDialog(QDialog):
    """`print_page`: opens the page for paper. Nothing goes to the clipboard."""

    def __init__(self, recovery_key: str, print_page: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form = Ui_RecoveryKeyDialog()
        form.setupUi(self)
        self.ensurePolished()
        blocks = recovery_key.split("-")
        self.asked_block = secrets.randbelow(len(blocks))
        self._wanted = blocks[self.asked_block]
        form.headline.setText(
            "Whoever forgets the passphrase needs this key. Print it or write it down, and keep the paper away from"
            " this computer. It is shown only now. Without passphrase and recovery key nobody can open the library,"
            " not even those who made the program."
        )
        half = (len(blocks) + 1) // 2
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.4)
        form.blocks.setStyleSheet(f"font-family: '{font.family()}'; font-size: {font.pointSizeF():.1f}pt")
        form.blocks.setText("   ".join(blocks[:half]) + "\n" + "   ".join(blocks[half:]))
        form.blocks.setAlignment(Qt.AlignmentFlag.AlignCenter)
        form.blocks.setAccessibleName(f"Recovery key: {', '.join(' '.join(block) for block in blocks)}")
        form.typedLabel.setText(f"&Type block {self.asked_block + 1} from the paper:")
        form.typed.textChanged.connect(self._look)
        form.printButton.clicked.connect(print_page)
        form.doButton.clicked.connect(self.accept)
        form.cancelButton.clicked.connect(self.reject)
        form.printButton.setFocus()
        self._look()
        fit(self, 66)

    def _look(self) -> None:
        typed = "".join(self.form.typed.text().upper().split())
        self.form.doButton.setEnabled(typed == self._wanted)
        slip = len(typed) >= len(self._wanted) and typed != self._wanted
        self.form.message.setText(f"That is not block {self.asked_block + 1}." if slip else "")
