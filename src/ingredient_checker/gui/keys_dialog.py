"""F1: all keys on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

KEYS = (
    ("Ctrl+V", "check the label in the clipboard, from anywhere"),
    ("Ctrl+O", "open a label file"),
    ("Ctrl+N", "empty field for the next label"),
    ("F8 / Shift+F8", "next / previous problem"),
    ("F7 / Shift+F7", "decide what names mean / what was decided"),
    ("Ctrl+K", "choose a patient"),
    ("Ctrl+R", "load patch-test results"),
    ("F2", "add a positive allergen: “nickel ++”, Enter"),
    ("F3", "enter the readings of a test: “12 ++”, Enter; / finds, F4 lists, Ctrl+D day read, F6 result"),
    ("Enter / Delete", "correct / remove a result"),
    ("R / D", "relevance of the selected result (C O A D EX X) / how strictly to avoid it"),
    ("B", "show or hide the picture of the back"),
    ("T", "decide about the ingredient of the selected reason, or about one by its name"),
    ("Ctrl+Z / Ctrl+Shift+Z", "undo / redo the last step in the record (in a text: the typing)"),
    ("Ctrl+I", "import a product list"),
    ("Ctrl+P", "print"),
    ("Ctrl+1 … Ctrl+5", "Check, Patient, Library, Safe list, Allergens"),
    ("Ctrl+plus / minus / 0", "larger / smaller / normal"),
    ("Ctrl+Shift+L", "lock now"),
    ("F1", "this list"),
)


class KeysDialog(QDialog):
    """The keys and what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        layout = QVBoxLayout(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for row, (key, meaning) in enumerate(KEYS):
            name = QLabel(key)
            name.setProperty("role", "heading")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(QLabel(meaning), row, 1)
        layout.addLayout(grid)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
