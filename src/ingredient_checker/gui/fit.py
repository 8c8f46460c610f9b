"""Dialogs as high as their wrapped text needs; Qt's own size hint does not know the width."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def fit(dialog: QDialog, letters: int = 0) -> None:
    """Make the dialog at least as high as what is in it, at its width or (`letters`) at one of so many letters."""
    layout = dialog.layout()
    assert layout is not None
    layout.activate()
    width = dialog.fontMetrics().averageCharWidth() * letters or dialog.width()
    width = max(width, layout.minimumSize().width())
    needed = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    dialog.resize(width, needed if letters else max(needed, dialog.height()))
