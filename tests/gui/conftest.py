"""A real window on a real library; dialogs are answered by the test or the test fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.import_dialog import ImportDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.workbench import Workbench

_Answer = TypeVar("_Answer")


class AtOnce(Executor):
    """Runs work where it is submitted, so that a test needs no waiting."""

    def submit(self, fn: Callable[..., _Answer], /, *args: Any, **kwargs: Any) -> Future[_Answer]:
        future: Future[_Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class Dialogs:
    """What the next dialogs are answered with, in order; `shown` keeps what they said."""

    def __init__(self) -> None:
        self.answers: list[Callable[[Any], None]] = []
        self.shown: list[str] = []

    def answer(self, how: Callable[[Any], None]) -> None:
        """The next dialog is given to this function, which fills it in and accepts or rejects it."""
        self.answers.append(how)


@pytest.fixture(autouse=True)
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Dialogs:
    """Stands where a person would click; a dialog that nobody expects fails the test."""
    expected = Dialogs()

    def answered(dialog: QDialog) -> int:
        text = getattr(dialog, "text", None)
        expected.shown.append(text() if callable(text) else dialog.windowTitle())
        if not expected.answers and isinstance(dialog, ImportDialog):
            dialog.accept()  # Return imports what was understood
            return dialog.result()
        if not expected.answers:
            pytest.fail(f"an unexpected dialog: {expected.shown[-1]}")
        expected.answers.pop(0)(dialog)
        return dialog.result()

    for kind in ("QDialog", "QMessageBox", "QPrintPreviewDialog"):
        for module in ("PySide6.QtWidgets", "PySide6.QtPrintSupport"):
            found = getattr(__import__(module, fromlist=[kind]), kind, None)
            if found is not None:
                monkeypatch.setattr(found, "exec", answered)
    return expected


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, workbench: Workbench, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as on a first start: an empty library, no settings."""
    qapp.setStyle("Fusion")
    known = (workbench.folder, workbench.catalogue, workbench.allergens)
    own = Workbench(*known, tmp_path / "library", workbench.resolver)  # what one test has read, the next need not
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    shown = MainWindow(own, settings, AtOnce())
    shown.resize(1264, 800)
    shown.show()
    yield shown
    shown.close()
    own.close()
    # A window that stayed would be styled again with each one after it, and the hundredth would take seconds.
    shown.deleteLater()
    QGuiApplication.clipboard().clear()  # what a test put there must not outlive the application
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
