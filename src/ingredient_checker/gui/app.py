"""The application: style, garbage collection, what happens on an error, one window."""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from .. import __version__
from ..problem import Problem
from ..workbench import Workbench
from .garbage import GarbageCollector
from .main_window import MainWindow


def run() -> int:
    """Open the window and stay until it is closed; answers the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("ingredient-checker")
    application.setApplicationDisplayName("Ingredient Checker")
    application.setStyle("Fusion")
    collector = GarbageCollector(application)
    sys.excepthook = show_error
    try:
        workbench = Workbench.open()
        window = MainWindow(workbench, QSettings(QSettings.Scope.UserScope, "ingredient-checker", "window"))
    except Problem as problem:
        QMessageBox.critical(None, "Ingredient Checker", str(problem))
        return 2
    window.show()
    # The first misspelt name should not have to wait; the resolver knows nothing of Qt.
    threading.Thread(target=workbench.resolver.warm_up, daemon=True).start()
    status = application.exec()
    workbench.close()
    collector.collect()
    return status


def show_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A known problem in the user's words; a bug as a report that can be copied and holds no patient data."""
    if isinstance(error, KeyboardInterrupt):
        QApplication.quit()
        return
    if isinstance(error, Problem):
        QMessageBox.information(QApplication.activeWindow(), "Ingredient Checker", str(error))
        return
    report = bug_report(kind, trace)
    print(report, file=sys.stderr)
    box = QMessageBox(QMessageBox.Icon.Warning, "Ingredient Checker", "Something went wrong. What was saved is kept.")
    box.setInformativeText("Please send the report to whoever looks after the program. It holds no patient data.")
    box.setDetailedText(report)
    copy = box.addButton("Copy report", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(report)


def bug_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Version and places in the code. The error's own text is left out: it may quote a patient."""
    places = "".join(f"  {f.filename}:{f.lineno} in {f.name}\n" for f in traceback.extract_tb(trace))
    return f"Ingredient Checker {__version__}, Python {sys.version.split()[0]}\n{kind.__name__}\n{places}"
