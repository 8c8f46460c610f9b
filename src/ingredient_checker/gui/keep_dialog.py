"""Asks for the name of a product before its label is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from ..library.product import Product


class KeepDialog(QDialog):
    """Brand, product and category of a label; the product's name is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keep product")
        form = QFormLayout(self)
        self.brand, self.product, self.category = QLineEdit(), QLineEdit(), QLineEdit()
        for title, field in (("&Brand", self.brand), ("&Product", self.product), ("&Category", self.category)):
            field.setAccessibleName(title.replace("&", ""))
            form.addRow(title, field)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self.product.textChanged.connect(self._allow)
        self._allow()

    def _allow(self) -> None:
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(bool(self.product.text().strip()))

    def value(self, label_text: str) -> Product:
        """The product with its label."""
        return Product(
            self.brand.text().strip(),
            self.product.text().strip(),
            self.category.text().strip(),
            label_text,
            "checked label",
        )


def ask_for_product(parent: QWidget, label_text: str) -> Product | None:
    """The product to keep; None when the person changed their mind."""
    dialog = KeepDialog(parent)
    return dialog.value(label_text) if dialog.exec() == QDialog.DialogCode.Accepted else None
