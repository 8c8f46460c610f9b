"""The window: side bar, patient bar, pages, menus. Everything it does is one call to a page or to the workbench."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSettings, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPainter,
    QPixmap,
    QShortcut,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMessageBox, QToolButton, QWidget

from .. import __version__
from ..allergens.allergen import OnLabels
from ..problem import Problem
from ..workbench import Workbench
from .allergens_page import AllergensPage
from .audit_dialog import AuditDialog
from .background import Background
from .check_page import CheckPage
from .export_dialog import ExportDialog
from .forms.ui_main_window import Ui_MainWindow
from .judgements_dialog import JudgementsDialog
from .keys_dialog import KeysDialog
from .library_page import LibraryPage
from .lock import Lock
from .overview_dialog import OverviewDialog
from .papers_dialog import PapersDialog
from .patient_page import PatientPage
from .patient_picker import PatientPicker
from .printing import preview_and_print
from .protection_dialog import ProtectionDialog
from .restore_dialog import RestoreDialog
from .review_dialog import ReviewDialog
from .safe_list_page import SafeListPage
from .screening import LibraryScreening
from .session import Session
from .theme import chosen as theme_of
from .theme import dress
from .undo import UndoActions

PAGES = ("check", "patient", "library", "safe_list", "allergens")
TABLES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".xlsm")
_SMALLEST_FONT, _LARGEST_FONT = 7.0, 28.0


class MainWindow(QMainWindow):
    """One window for one patient at a time. `executor`: where long work runs; a thread of its own by default."""

    def __init__(self, workbench: Workbench, settings: QSettings, executor: Executor | None = None) -> None:
        super().__init__()
        self.form = Ui_MainWindow()
        self.form.setupUi(self)
        self.settings = settings
        self.session = Session(workbench, self)
        self.session.patient_changed.connect(self.form.statusbar.clearMessage)  # what was said was about the one before
        self._normal_font = QApplication.font().pointSizeF()
        self._points = float(str(settings.value("points", self._normal_font)))
        self.check_page = CheckPage(self.session)
        self._importing = Background(self, executor)
        self.patient_page = PatientPage(self.session, self._importing)
        self._looking = Background(self, executor)
        self.screening = LibraryScreening(self.session, Background(self, executor), parent=self)
        self.library_page = LibraryPage(self.session, self.screening)
        self.safe_list_page = SafeListPage(self.session, self.screening)
        self.allergens_page = AllergensPage(self.session)
        self._pages: dict[str, QWidget] = dict(
            zip(
                PAGES,
                (self.check_page, self.patient_page, self.library_page, self.safe_list_page, self.allergens_page),
                strict=True,
            )
        )
        for page in self._pages.values():
            self.form.pages.addWidget(page)
        self.setAcceptDrops(True)
        self._connect_navigation()
        self._connect_actions()
        self._connect_session()
        self.lock = Lock(self, workbench, settings)
        self.lock.protected.connect(self._show_whether_it_locks)
        self._show_whether_it_locks()
        self._choose_look(str(settings.value("look", "system")))
        geometry = settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.session.open_patient(workbench.record.current_patient_id())
        self.undo_actions = UndoActions(self.session, self.form.undoAction, self.form.redoAction, self.form.statusbar)
        self.go_to("check")

    # navigation

    def go_to(self, name: str) -> None:
        """Show a page by its name."""
        self.form.pages.setCurrentWidget(self._pages[name])
        for page, button in self._buttons().items():
            button.setChecked(page == name)
        self._show_patient_bar()
        self._first_field(name).setFocus()

    def current_page(self) -> str:
        """The name of the page that is shown."""
        return PAGES[self.form.pages.currentIndex()]

    def _first_field(self, name: str) -> QWidget:
        return {
            "check": self.check_page.form.labelText,
            "patient": self.patient_page.form.results,
            "library": self.library_page.form.products,
            "safe_list": self.safe_list_page.form.paper,
            "allergens": self.allergens_page.form.search,
        }[name]

    def _buttons(self) -> dict[str, QToolButton]:
        form = self.form
        return dict(
            zip(
                PAGES,
                (form.checkButton, form.patientButton, form.libraryButton, form.safeListButton, form.allergensButton),
                strict=True,
            )
        )

    def _connect_navigation(self) -> None:
        form = self.form
        actions = (
            form.goCheckAction,
            form.goPatientAction,
            form.goLibraryAction,
            form.goSafeListAction,
            form.goAllergensAction,
        )
        for (name, button), action in zip(self._buttons().items(), actions, strict=True):
            button.clicked.connect(lambda _=False, page=name: self.go_to(page))
            action.triggered.connect(lambda _=False, page=name: self.go_to(page))
        self.session.page_asked_for.connect(self.go_to)

    def _connect_actions(self) -> None:
        form = self.form
        for action, slot in (
            (form.openLabelAction, self.open_label),
            (form.pasteLabelAction, self.paste_label),
            (form.loadResultsAction, self.load_results),
            (form.importProductsAction, self.import_products),
            (form.printAction, self.print_page),
            (form.quitAction, self.close),
            (form.nextProblemAction, lambda: self._step(1)),
            (form.previousProblemAction, lambda: self._step(-1)),
            (form.decideNamesAction, self.decide_names),
            (form.decidedNamesAction, self.decided_names),
            (form.clearLabelAction, self.new_label),
            (form.undoAction, self.session.undo),
            (form.redoAction, self.session.redo),
            (form.choosePatientAction, self.choose_patient),
            (form.newPatientAction, self.new_patient),
            (form.addAllergenAction, self.add_allergen),
            (form.enterReadingsAction, self.enter_readings),
            (form.importPatientAction, self.import_patient),
            (form.exportPatientAction, self.export_patient),
            (form.erasePatientAction, self.erase_patient),
            (form.backUpAction, self.back_up),
            (form.restoreAction, self.restore),
            (form.protectionAction, self.protect),
            (form.lockAction, self.lock_now),
            (form.samplePatientAction, self.try_sample),
            (form.closePatientAction, lambda: self.session.open_patient(None)),
            (form.zoomInAction, lambda: self._zoom(1.1)),
            (form.zoomOutAction, lambda: self._zoom(1 / 1.1)),
            (form.zoomResetAction, lambda: self._zoom(None)),
            (form.papersAction, lambda: PapersDialog(self.session, self).exec()),
            (form.auditAction, lambda: AuditDialog(self.session, self).exec()),
            (form.overviewAction, self.show_overview),
            (form.keysAction, lambda: KeysDialog(self).exec()),
            (form.aboutAction, self.about),
        ):
            action.triggered.connect(lambda _=False, do=slot: self._attempt(do))
        form.zoomInAction.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        looks = QActionGroup(self)
        for look, action in self._looks().items():
            looks.addAction(action)
            action.triggered.connect(lambda _=False, chosen=look: self._choose_look(chosen))
        check, patient = self.check_page.form, self.patient_page.form
        for button, slot in (
            (form.changePatientButton, self.choose_patient),
            (check.openButton, self.open_label),
            (check.decideButton, self.decide_names),
            (self.library_page.form.decideButton, self.decide_names),
            (check.startResultsButton, self.load_results),
            (check.startSampleButton, self.try_sample),
            (patient.loadButton, self.load_results),
            (patient.emptyLoadButton, self.load_results),
            (patient.emptySampleButton, self.try_sample),
            (patient.emptyChooseButton, self.choose_patient),
            (patient.addButton, self.add_allergen),
            (patient.readingsButton, self.enter_readings),
            (patient.emptyAddButton, self.add_allergen),
            (self.library_page.form.importButton, self.import_products),
            (self.library_page.form.emptyImportButton, self.import_products),
            (self.safe_list_page.form.emptyProductsButton, self.import_products),
            (self.safe_list_page.form.emptyPatientButton, self.choose_patient),
        ):
            button.clicked.connect(lambda _=False, do=slot: self._attempt(do))
        # Ctrl+V anywhere but in a field that takes text itself.
        paste = QShortcut(QKeySequence.StandardKey.Paste, self)
        paste.activated.connect(lambda: self._attempt(self.paste_label))

    def _connect_session(self) -> None:
        self.session.patient_changed.connect(self._show_patient_bar)
        self.session.theme_changed.connect(self._show_patient_bar)
        self.session.told.connect(self.form.statusbar.showMessage)
        self.session.label_asked_for.connect(lambda _: self.go_to("check"))

    def _attempt(self, action: object) -> None:
        """Do something a person asked for; what cannot be used is said in words, and nothing is lost."""
        assert callable(action)
        try:
            action()
        except Problem as problem:
            self.say(str(problem))

    def say(self, sentence: str) -> None:
        """A message a person has to see."""
        box = QMessageBox(QMessageBox.Icon.Information, "Ingredient Checker", sentence, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()

    # what can be done

    def open_label(self) -> None:
        """Choose a label file and check it."""
        if path := self._ask_file("Open a label", "Labels (*.txt);;All files (*)"):
            self.go_to("check")
            self.check_page.open_file(path)

    def paste_label(self) -> None:
        """Check what the clipboard holds."""
        self.go_to("check")
        content = QGuiApplication.clipboard().mimeData()
        if not self._open_pasted_file(content):
            self.check_page.paste()

    def new_label(self) -> None:
        """An empty field for the next label."""
        self.go_to("check")
        self.check_page.clear()

    def load_results(self) -> None:
        """Choose a results sheet and load it."""
        if path := self._ask_file("Load patch-test results", "Tables (*.xlsx *.xls *.ods *.csv *.tsv);;All files (*)"):
            self.go_to("patient")
            self.patient_page.load(path)

    def import_products(self) -> None:
        """Choose a product list and import it."""
        if path := self._ask_file("Import a product list", "Tables (*.xlsx *.csv *.jsonl *.xls *.ods);;All files (*)"):
            self.go_to("library")
            self.library_page.import_file(path)

    def print_page(self) -> None:
        """Print what the open page shows: the safe list, the patch test, or the check."""
        if self.current_page() in ("safe_list", "library"):
            self.go_to("safe_list")
            self.safe_list_page.print()
        elif self.current_page() == "patient" and self.session.patient is not None:
            html = self.session.workbench.results_report(self.session.patient)
            if preview_and_print(self, html, "Patch test"):
                self.session.issue("patch test", "Patch test", html)
        else:
            self.check_page.print()

    def choose_patient(self, positive_to: str = "") -> None:
        """Open another patient. `positive_to`: show those first who are positive to this allergen."""
        picker = PatientPicker(self.session, self)
        if positive_to:
            picker.form.positiveTo.setText(positive_to)
            picker.look_up()
        chosen = picker.exec() == QDialog.DialogCode.Accepted
        if chosen:
            self.session.open_patient(picker.patient_id)
        elif picker.merged is not None:
            self.session.open_patient(picker.merged)

    def show_overview(self) -> None:
        """Rates by allergen over all patients; from an allergen on to its patients."""
        dialog = OverviewDialog(self.session, self)
        dialog.exec()
        if dialog.asked_for:
            self.choose_patient(dialog.asked_for)

    def new_patient(self) -> None:
        """Leave the open patient and start one by hand."""
        self.session.open_patient(None)
        self.add_allergen()

    def add_allergen(self) -> None:
        """Add a positive by hand to the open patient."""
        self.go_to("patient")
        self.patient_page.add_positive()

    def enter_readings(self) -> None:
        """Type the readings of a series for the open patient."""
        self.go_to("patient")
        self.patient_page.enter_readings()

    def export_patient(self) -> None:
        """Write the open patient to files, without identifiers unless they are wanted."""
        if self.session.patient_id is None:
            self.say("No patient is open.")
            return
        dialog = ExportDialog(self.session, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.told.emit(f"Exported: {', '.join(target.name for target in dialog.written)}")

    def import_patient(self) -> None:
        """Choose a patient that was exported elsewhere and take it over."""
        if path := self._ask_file("Take over a patient", "Exported patients (*.json)"):
            self.take_over(path)

    def take_over(self, path: Path) -> None:
        """Keep an exported patient as a new one; where the same results are here already, ask."""
        record = self.session.workbench.record
        patient = record.read_patient(path)
        known = record.known_patient(patient)
        if known is not None:
            box = QMessageBox(
                QMessageBox.Icon.Question,
                "Here already",
                f"With the same results: {known.pseudonym}. Open that one, or keep the file as another patient?",
                QMessageBox.StandardButton.Cancel,
                self,
            )
            open_it = box.addButton("Open that one", QMessageBox.ButtonRole.AcceptRole)
            keep_both = box.addButton("Keep as another", QMessageBox.ButtonRole.ActionRole)
            box.setDefaultButton(open_it)
            box.exec()
            if box.clickedButton() is not keep_both:
                if box.clickedButton() is open_it:
                    self.go_to("patient")
                    self.session.open_patient(known.id)
                return
        self.go_to("patient")
        self.session.open_patient(record.save_patient(patient, what="Import a patient"))
        self.session.told.emit(f"{path.name} was taken over as a new patient.")

    def erase_patient(self) -> None:
        """Take the open patient out of the library for good, after asking."""
        session = self.session
        if session.patient_id is None or session.patient is None:
            self.say("No patient is open.")
            return
        name = session.patient.called
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "Erase this patient",
            f"Erase {name} with all results, papers and checked labels? This cannot be undone. Backups made before keep"
            " them until they are thinned out.",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        export = box.addButton("Export first…", QMessageBox.ButtonRole.ActionRole)
        answer = box.exec()
        if box.clickedButton() is export:
            self.export_patient()
            self.erase_patient()
        elif answer == QMessageBox.StandardButton.Yes:
            session.workbench.record.erase_patient(session.patient_id)
            session.open_patient(None)
            session.told.emit(f"{name} was erased.")

    def back_up(self) -> None:
        """Copy the library to a file of the person's choice."""
        from PySide6.QtWidgets import QFileDialog

        name = f"ingredient-checker {date.today().isoformat()}.db"
        chosen, _ = QFileDialog.getSaveFileName(self, "Back up the library", name, "Library (*.db)")
        if chosen:
            self.back_up_to(Path(chosen))

    def back_up_to(self, target: Path) -> None:
        """Copy the library to a file and say what it needs to be read."""
        workbench = self.session.workbench
        rows = workbench.record.back_up(target)
        self.say(
            f"{target.name} holds all {rows} rows of the library; it was opened and counted.\n\nIt can only be read"
            f" with this library's key file, library.key in {workbench.record.place}: keep a copy of that, too, in"
            " another place."
            + (" Keep the recovery key apart from both." if workbench.record.protection.has_passphrase else "")
        )

    def restore(self) -> None:
        """Choose a backup and put it in the library's place."""
        dialog = RestoreDialog(self.session.workbench, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.open_patient(self.session.workbench.record.current_patient_id())
            self.session.products_changed.emit()
            self.session.told.emit(dialog.told)

    def protect(self) -> None:
        """See and change how the record is protected."""
        ProtectionDialog(self.session.workbench, self.lock, self).exec()

    def lock_now(self) -> None:
        """Everything out of sight until the passphrase is given."""
        self.lock.lock()

    def _show_whether_it_locks(self) -> None:
        action = self.form.lockAction
        action.setEnabled(self.lock.can_lock)
        action.setToolTip("" if self.lock.can_lock else "Locking needs a passphrase: set one in Protection…")
        self.form.fileMenu.setToolTipsVisible(True)

    def try_sample(self) -> None:
        """The invented sample patient with a sample label and sample products."""
        self.session.open_patient(self.session.workbench.add_sample_patient())
        self.session.products_changed.emit()
        self.session.label_asked_for.emit(self.session.workbench.sample_label())

    def open_dropped(self, path: Path) -> None:
        """A file from outside goes where it belongs: results, a product list, or a label."""
        self._attempt(lambda: self._open(path))

    def _open(self, path: Path) -> None:
        ending = path.suffix.lower()
        if ending == ".json":
            self.take_over(path)
        elif ending == ".jsonl" or (ending in TABLES and self.current_page() in ("library", "safe_list")):
            self.go_to("library")
            self.library_page.import_file(path)
        elif ending in TABLES:
            self.go_to("patient")
            self.patient_page.load(path)
        else:
            self.go_to("check")
            self.check_page.open_file(path)

    def _open_pasted_file(self, content: QMimeData) -> bool:
        local = [url.toLocalFile() for url in content.urls() if url.isLocalFile()]
        if local:
            self._open(Path(local[0]))
        return bool(local)

    def _ask_file(self, title: str, kinds: str) -> Path | None:
        from PySide6.QtWidgets import QFileDialog

        folder = str(self.settings.value("folder", ""))
        chosen, _ = QFileDialog.getOpenFileName(self, title, folder, kinds)
        if not chosen:
            return None
        self.settings.setValue("folder", str(Path(chosen).parent))
        return Path(chosen)

    def _step(self, step: int) -> None:
        self.go_to("check")
        self.check_page.next_problem(step)

    def decide_names(self) -> None:
        """Go through the names that were not read surely: the open label's, then the library's."""
        dialog = ReviewDialog(self.session, self.check_page.names_in_doubt(), self._looking, self)
        dialog.exec()
        dialog.let_go()
        if dialog.changed:
            self.session.use_knowledge()

    def decided_names(self) -> None:
        """What was decided about names, to be looked through and taken back."""
        dialog = JudgementsDialog(self.session, self)
        dialog.exec()
        if dialog.changed:
            self.session.use_knowledge()

    def about(self) -> None:
        """What this is, and what it is not."""
        self.say(
            f"Ingredient Checker {__version__}, allergen data {self.session.workbench.data_version}.\n\n"
            "A reading aid for ingredient lists; not a medical device. It informs, your clinic decides. "
            "Everything stays on this computer."
        )

    # the patient bar

    def _show_patient_bar(self) -> None:
        form, patient = self.form, self.session.patient
        form.patientBar.setVisible(self.current_page() != "patient")
        form.patientName.setText(patient.called if patient else "No patient is open")
        gaps = patient.gaps if patient else ""
        tested = f"tested {patient.tested_on}" if patient and patient.tested_on else ""
        form.patientTested.setText(" · ".join(filter(None, (tested, gaps.partition(":")[0]))))
        form.patientTested.setToolTip(gaps)
        form.patientTested.setVisible(bool(form.patientTested.text()))
        allergens = self.session.workbench.allergens
        named = [p for p in self.session.positives if allergens.get(p.allergen).on_labels is not OnLabels.NO]
        hidden = len(self.session.positives) - len(named)
        form.chips.show_positives(
            [(str(p.grade or ""), p.name) for p in named],
            f"+{hidden} not on labels" if hidden else "",
            self.session.theme,
        )

    # the look

    def _looks(self) -> dict[str, QAction]:
        form = self.form
        return {"system": form.systemLookAction, "light": form.lightLookAction, "dark": form.darkLookAction}

    def _choose_look(self, look: str) -> None:
        chosen = look if look in self._looks() else "system"
        self.settings.setValue("look", chosen)
        self._looks()[chosen].setChecked(True)
        self.session.use_theme(theme_of(chosen))
        self._apply_look()

    def _zoom(self, factor: float | None) -> None:
        wanted = self._normal_font if factor is None else self._points * factor
        self._points = min(max(wanted, _SMALLEST_FONT), _LARGEST_FONT)
        self.settings.setValue("points", self._points)
        self._apply_look()
        self.session.theme_changed.emit()

    def _apply_look(self) -> None:
        theme = self.session.theme
        dress(theme, self._points)
        size = round(self._points * 2)
        for name, button in self._buttons().items():
            button.setIcon(_icon(name, theme.soft, theme.accent, size))
            button.setIconSize(button.iconSize().scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio))

    # drag, drop, close

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        content = event.mimeData()
        event.acceptProposedAction()
        local = [url.toLocalFile() for url in content.urls() if url.isLocalFile()]
        if local:
            self.open_dropped(Path(local[0]))
        elif content.hasText():
            self.go_to("check")
            self.check_page.show_label(content.text())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        self._attempt(self.session.workbench.record.back_up_daily)
        self.screening.background.close()
        self._looking.close()
        self._importing.close()
        super().closeEvent(event)


def _icon(name: str, colour: str, chosen: str, size: int) -> QIcon:
    drawing = (Path(__file__).parent / "icons" / f"{name}.svg").read_text("utf-8")
    icon = QIcon()
    for state, shade in ((QIcon.State.Off, colour), (QIcon.State.On, chosen)):
        picture = QPixmap(size * 2, size * 2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(drawing.replace("currentColor", shade).encode())).render(painter)
        painter.end()
        picture.setDevicePixelRatio(2)
        icon.addPixmap(picture, QIcon.Mode.Normal, state)
    return icon
