"""The application: style, garbage collection, what happens on an error, one window."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from ..problem import Problem, bug_report
from ..workbench import Workbench
from .garbage import GarbageCollector
from .lock import open_at_start
from .main_window import MainWindow
from .protection_dialog import tell_of_the_place_once
from .restore_dialog import offer_a_backup
from .theme import chosen, dress


def run() -> int:
    """Open the window and stay until it is closed; answers the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("ingredient-checker")
    application.setApplicationDisplayName("Ingredient Checker")
    application.setStyle("Fusion")
    collector = GarbageCollector(application)
    sys.excepthook = show_error
    sys.unraisablehook = lambda what: report_only(what.exc_type, what.exc_traceback)
    threading.excepthook = lambda what: report_only(what.exc_type, what.exc_traceback)
    try:
        workbench = Workbench.open()
        settings = QSettings(QSettings.Scope.UserScope, "ingredient-checker", "window")
        dress(
            chosen(str(settings.value("look"))), float(str(settings.value("points", application.font().pointSizeF())))
        )
        if not open_at_start(workbench):
            return 0
        window = first_window(workbench, settings)
        if window is None:
            return 2
    except Problem as problem:
        QMessageBox.critical(None, "Ingredient Checker", str(problem))
        return 2
    window.lock.locked.connect(collector.collect_all)  # what has opened the library knows its key and lies in cycles
    window.show()
    tell_of_the_place_once(workbench, settings, window.session.told.emit)
    # The first misspelt name should not have to wait; the resolver knows nothing of Qt.
    threading.Thread(target=workbench.resolver.warm_up, daemon=True).start()
    status = application.exec()
    workbench.close()
    collector.collect()
    return status


def first_window(workbench: Workbench, settings: QSettings) -> MainWindow | None:
    """The window, after a backup was put in the place of a library that cannot be opened; None if none was."""
    while True:
        try:
            return MainWindow(workbench, settings)
        except Problem as problem:
            workbench.close()
            if not offer_a_backup(workbench, problem):
                return None


def report_only(kind: type[BaseException], trace: TracebackType | None) -> None:
    """What goes wrong outside the window's own work. Python would quote the error, and that may quote a patient."""
    if sys.stderr is not None:
        print(bug_report(kind, trace), file=sys.stderr)


def show_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A known problem in the user's words; a bug as a report that can be copied and holds no patient data."""
    if isinstance(error, KeyboardInterrupt):
        QApplication.quit()
        return
    if isinstance(error, Problem):
        QMessageBox.information(QApplication.activeWindow(), "Ingredient Checker", str(error))
        return
    report = bug_report(kind, trace)
    report_only(kind, trace)
    box = QMessageBox(QMessageBox.Icon.Warning, "Ingredient Checker", "Something went wrong. What was saved is kept.")
    box.setInformativeText("Please send the report to whoever looks after the program. It holds no patient data.")
    box.setDetailedText(report)
    copy = box.addButton("Copy report", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(report)
