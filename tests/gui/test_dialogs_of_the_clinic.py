"""Every field of the dialogs of this room can be named by a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QScrollBar, QSplitterHandle, QWidget

from ingredient_checker.gui.audit_dialog import AuditDialog
from ingredient_checker.gui.export_dialog import ExportDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.merge_dialog import MergeDialog
from ingredient_checker.gui.overview_dialog import OverviewDialog
from ingredient_checker.gui.papers_dialog import PapersDialog
from ingredient_checker.gui.patient_picker import PatientPicker

DIALOGS: dict[str, Callable[[MainWindow], QDialog]] = {
    "who did what": lambda window: AuditDialog(window.session, window),
    "export": lambda window: ExportDialog(window.session, window),
    "merge": lambda window: MergeDialog(window.session, 1, 1, "", window),
    "our positives": lambda window: OverviewDialog(window.session, window),
    "papers": lambda window: PapersDialog(window.session, window),
    "patients": lambda window: PatientPicker(window.session, window),
}


def spoken(widget: QWidget, dialog: QDialog) -> str:
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    buddies = [label for label in dialog.findChildren(QLabel) if label.buddy() is widget]
    return widget.accessibleName() or (buddies[0].text() if buddies else "")


@pytest.mark.parametrize("name", DIALOGS)
def test_every_field_has_a_name_and_every_dialog_a_title(window: MainWindow, name: str) -> None:
    window.try_sample()
    dialog = DIALOGS[name](window)
    assert dialog.windowTitle()
    fields = [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QScrollBar | QSplitterHandle)
        and not widget.objectName().startswith("qt_")
        and widget.window() is dialog  # and not the list that a combo box opens
    ]
    assert fields
    assert [field.objectName() for field in fields if not spoken(field, dialog)] == []
    dialog.close()
