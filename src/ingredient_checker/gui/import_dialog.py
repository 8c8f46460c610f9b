"""A results sheet before it is imported: how every cell was read, what is asked, whose results they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QTableView, QWidget

from ..problem import Problem
from ..sheet_import import Imported, SheetImport
from ..spreadsheets.answers import IGNORE, ROLES, Answers
from ..spreadsheets.delimited import CODE_PAGES
from ..spreadsheets.preview import PREVIEWED_ROWS, CellHow, SheetPreview
from .background import Background
from .forms.ui_import_dialog import Ui_ImportDialog
from .import_names import ImportNames
from .import_patients import ImportPatients, twice
from .import_preview_model import SIGNS, ImportPreviewModel, role_words
from .import_questions import ImportQuestions
from .session import Session
from .theme import Tone

_DAYS = (1, 2, 3, 4, 5, 7, 10)
_FIRST_ROLES = ("allergen", *(f"reading:{day}" for day in _DAYS), "final", IGNORE)
_WIDEST_COLUMN = 34
"""Average characters."""


class ImportDialog(QDialog):
    """Reads the file beside the window and is shown meanwhile. `imported`: what was kept, None if nothing was;
    `problem`: why the file cannot be read."""

    def __init__(self, path: Path, session: Session, background: Background, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.form = Ui_ImportDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session, self._background = session, background
        self.sheet = session.workbench.open_sheet(path)
        self.imported: Imported | None = None
        self.problem: Problem | None = None
        self.model = ImportPreviewModel(self)
        self.questions = ImportQuestions(self.form.questions)
        self.names = ImportNames(self.form, session, self)
        self.patients = ImportPatients(self.form, session, self)
        self._set_up(path)
        self._connect()
        self._start()

    def _set_up(self, path: Path) -> None:
        form = self.form
        form.fileLabel.setText(path.name)
        form.preview.setModel(self.model)
        form.preview.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        form.preview.setTabKeyNavigation(False)
        form.preview.setWordWrap(False)
        form.preview.horizontalHeader().setHighlightSections(False)
        form.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form.preview.verticalHeader().setHighlightSections(False)
        form.preview.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.7))
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 190, unit * 110).boundedTo(self.screen().availableSize()))
        form.splitter.setStretchFactor(0, 3)
        form.splitter.setStretchFactor(1, 1)
        form.splitter.setSizes([unit * 128, unit * 54])
        for widget in (form.warningLabel, form.rememberedLabel, form.forgetButton, form.splitter, form.summary):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(widget in (form.splitter, form.summary))
            widget.setSizePolicy(policy)
            widget.hide()
        form.importButton.setEnabled(False)

    def _connect(self) -> None:
        form = self.form
        form.cancelButton.clicked.connect(self.reject)
        form.importButton.clicked.connect(self.keep)
        form.forgetButton.clicked.connect(self._forget)
        form.sheetBox.currentIndexChanged.connect(lambda _: self._show_sheet())
        form.readSheet.clicked.connect(self._read_sheet_or_not)
        form.codePage.activated.connect(self._use_code_page)
        form.preview.selectionModel().currentChanged.connect(self._show_cell)
        form.preview.customContextMenuRequested.connect(self._cell_menu)
        form.preview.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = form.preview.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._column_menu)
        role = QShortcut(QKeySequence(Qt.Key.Key_F4), form.preview)
        role.setContext(Qt.ShortcutContext.WidgetShortcut)
        role.activated.connect(lambda: self._column_menu(form.preview.currentIndex().column()))
        heading = QShortcut(QKeySequence(Qt.Key.Key_H), form.preview)
        heading.setContext(Qt.ShortcutContext.WidgetShortcut)
        heading.activated.connect(lambda: self.head_by(form.preview.currentIndex().row()))
        self.questions.answered.connect(lambda about, value: self._say(self._answers.with_answer(about, value)))
        self.names.decided.connect(lambda written, meaning: self._say(self._answers.with_name(written, meaning)))
        self.patients.changed.connect(self._show_summary)
        self._background.finished.connect(self._was_read)
        self._background.failed.connect(self._failed)
        self.finished.connect(lambda _: self.let_go())

    # reading

    def _start(self) -> None:
        def read(_progress: object, cancelled: object) -> SheetImport:
            assert callable(cancelled)
            self.sheet.read_file(cancelled)
            return self.sheet

        self.form.aboutLabel.setText("Reading the file…")
        self._background.start(read)

    def let_go(self) -> None:
        """Stop reading; nothing of the dialog is told any more."""
        self._background.cancel()
        self._background.finished.disconnect(self._was_read)
        self._background.failed.disconnect(self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Problem):
            raise error
        self.problem = error
        self.reject()

    def _was_read(self, sheet: SheetImport) -> None:
        form = self.form
        sheet.look_up()
        form.busy.hide()
        form.splitter.show()
        form.summary.show()
        for preview in sheet.report.preview:
            form.sheetBox.addItem(preview.name + (" (hidden)" if preview.hidden else ""))
        several = len(sheet.report.preview) > 1
        for widget in (form.sheetLabel, form.sheetBox, form.readSheet):
            widget.setVisible(several)
        self._show_code_pages()
        if sheet.seen is not None:
            form.warningLabel.setText(f"▲ This very file was imported before, on {sheet.seen.isoformat()}.")
            form.warningLabel.setStyleSheet(self._colour(Tone.CAUTION))
            form.warningLabel.show()
        self._show()
        form.tabs.setCurrentIndex(0 if sheet.report.must_ask else 1 if self.names.open else 2)
        form.preview.setFocus()

    def _colour(self, tone: Tone) -> str:
        return f"color: {self._session.theme.tints[tone].text}; font-weight: 600;"

    # answers

    @property
    def _answers(self) -> Answers:
        return self.sheet.answers

    def _say(self, answers: Answers) -> None:
        """Read the sheet again with what a person said."""
        try:
            self.sheet.say(answers)
        except Problem as problem:
            self.form.cellLabel.setText(f"▲ {problem}")
            return
        self._show()

    def _forget(self) -> None:
        self.sheet.forget()
        self._show()

    def give_role(self, column: int, role: str) -> None:
        """Say what a column of the shown sheet holds."""
        if self.model.sheet is not None:
            self._say(self._answers.with_role(self.model.sheet.name, self.model.sheet.columns[column].index, role))

    def head_by(self, row: int) -> None:
        """Say that the headings stand in that row of the preview; -1: nowhere."""
        if self.model.sheet is not None:
            number = self.model.sheet.rows[row].number if row >= 0 else 0
            heading_rows = {**self._answers.heading_rows, self.model.sheet.name: number}
            self._say(replace(self._answers, heading_rows=heading_rows))

    def _read_sheet_or_not(self, wanted: bool) -> None:
        assert self.model.sheet is not None
        read = [p.name for p in self.sheet.report.preview if p.read]
        name = self.model.sheet.name
        chosen = [
            p.name
            for p in self.sheet.report.preview
            if (p.name in read and p.name != name) or (p.name == name and wanted)
        ]
        self._say(replace(self._answers, sheets=tuple(chosen)))

    def _use_code_page(self, index: int) -> None:
        self._say(replace(self._answers, code_page=str(self.form.codePage.itemData(index))))

    # what is shown

    def _show(self) -> None:
        form, report = self.form, self.sheet.report
        self.questions.show(report.must_ask)
        self.names.show(self.sheet.names_in_question())
        self.patients.show(self.sheet)
        remembered = self.sheet.remembered
        form.rememberedLabel.setText("✓ Read as you read this clinic's sheets before.")
        form.rememberedLabel.setVisible(remembered)
        form.forgetButton.setVisible(remembered)
        for index, (title, count) in enumerate(
            (("&Questions", len(report.must_ask)), ("&Names", self.names.open), ("&Patients", len(report.patients)))
        ):
            form.tabs.setTabText(index, f"{title} {count}" if count else title)
        self._show_sheet()
        self._show_summary()

    def _show_sheet(self) -> None:
        form, previews = self.form, self.sheet.report.preview
        at = max(form.sheetBox.currentIndex(), 0)
        if at >= len(previews):
            return
        sheet = previews[at]
        current = form.preview.currentIndex()
        self.model.show(sheet, self._session.theme)
        form.readSheet.setChecked(sheet.read)
        form.aboutLabel.setText(_about(previews))
        form.legend.setText(_legend(sheet))
        self._fit_columns()
        there = self.model.index(max(current.row(), 0), max(current.column(), 0))
        form.preview.setCurrentIndex(there if there.isValid() else self.model.index(0, 0))
        self._show_cell()

    def _show_code_pages(self) -> None:
        form = self.form
        page = next((p.code_page for p in self.sheet.report.preview if p.code_page), "")
        for widget in (form.codePageLabel, form.codePage):
            widget.setVisible(bool(page))
        shown = {page: CODE_PAGES.get(page, page)} | {
            code: name for code, name in CODE_PAGES.items() if name != CODE_PAGES.get(page)
        }
        seen: set[str] = set()
        for code, name in shown.items():
            if page and name not in seen:
                form.codePage.addItem(name, code)
                seen.add(name)

    def _fit_columns(self) -> None:
        """As wide as what is read; titles above the table are cut."""
        header, metrics = self.form.preview.horizontalHeader(), self.fontMetrics()
        room, widest = metrics.averageCharWidth() * 4, metrics.averageCharWidth() * _WIDEST_COLUMN
        for column in range(self.model.columnCount()):
            wanted = max(map(metrics.horizontalAdvance, self.model.texts(column)), default=0)
            most = widest if self.model.is_wide(column) else widest // 2
            header.resizeSection(column, min(wanted + room, most))

    def _show_cell(self, *_: QModelIndex) -> None:
        index = self.form.preview.currentIndex()
        self.form.cellLabel.setText(self.model.words(index.row(), index.column()) if index.isValid() else "")

    def _show_summary(self) -> None:
        form, taken = self.form, self.patients.taken
        counts = self.sheet.counts(taken)
        many = f"{len(taken)} patients · " if len(taken) > 1 else ""
        told = many + counts.words if taken else "No patient is ticked."
        if not self.sheet.report.patients:
            told = "No result is read yet: click a heading to say what its column holds."
        if twice(taken):
            told = "Two patients of the sheet would go to one record; they are never merged."
        form.summary.setText(told)
        red = not taken or bool(counts.unmapped) or twice(taken)
        form.summary.setStyleSheet(self._colour(Tone.AVOID) if red else "")
        form.importButton.setText(f"Import {len(taken)} patients" if len(taken) > 1 else "Import")
        form.importButton.setEnabled(bool(taken) and not twice(taken))

    # menus

    def role_menu(self, column: int) -> QMenu:
        """What a column can be said to hold."""
        assert self.model.sheet is not None
        now = self.model.sheet.columns[column].role
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        others = menu.addMenu("More")
        for role in (*_FIRST_ROLES, *(role for role in ROLES if role not in _FIRST_ROLES)):
            action = (menu if role in _FIRST_ROLES else others).addAction(role_words(role))
            action.setCheckable(True)
            action.setChecked(role == now)
            action.triggered.connect(lambda _=False, said=role: self.give_role(column, said))
        menu.addAction(others.menuAction())
        return menu

    def _column_menu(self, column: int) -> None:
        if column < 0 or self.model.sheet is None:
            return
        header = self.form.preview.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(column), header.height())
        self.role_menu(column).popup(header.viewport().mapToGlobal(place))

    def _cell_menu(self, place: QPoint) -> None:
        index = self.form.preview.indexAt(place)
        if not index.isValid():
            return
        menu = self.role_menu(index.column())
        menu.addSeparator()
        menu.addAction("The headings are in this row (H)").triggered.connect(lambda: self.head_by(index.row()))
        menu.addAction("There are no headings").triggered.connect(lambda: self.head_by(-1))
        menu.popup(self.form.preview.viewport().mapToGlobal(place))

    # keeping

    def keep(self) -> None:
        """Import the patients that are ticked, all or none."""
        if not self.form.importButton.isEnabled():
            return
        try:
            if self.form.ownNames.isChecked():
                self.sheet.keep_names(self._session.workbench.own.decide_test_name)
            self.imported = self.sheet.keep(self.patients.taken, self.patients.full_names)
        except Problem as problem:
            self.form.summary.setText(f"▲ {problem}")
            self.form.summary.setStyleSheet(self._colour(Tone.AVOID))
            return
        super().accept()

    def accept(self) -> None:
        """Return imports."""
        self.keep()


def _about(previews: tuple[SheetPreview, ...]) -> str:
    """ "135 cells in the file, 135 read: 120 understood, 3 not, 12 ignored · 2 merged areas"."""
    total = sum(sheet.cells for sheet in previews)
    counts = [(how, n) for sheet in previews for how, n in sheet.counts.items()]
    unknown = sum(n for how, n in counts if how is CellHow.UNKNOWN)
    ignored = sum(n for how, n in counts if how is CellHow.IGNORED)
    parts = [
        f"{total:,} filled cells: {total - unknown - ignored:,} read, {unknown:,} not understood, {ignored:,} ignored"
    ]
    for name, number in (
        ("sheets", len(previews) if len(previews) > 1 else 0),
        ("hidden sheets", sum(sheet.hidden for sheet in previews)),
        ("merged areas", sum(sheet.merged for sheet in previews)),
        ("error cells", sum(sheet.errors for sheet in previews)),
        ("skipped rows", sum(len(sheet.skipped) for sheet in previews)),
    ):
        if number:
            parts.append(f"{number:,} {name if number > 1 else name.replace('s ', ' ').removesuffix('s')}")
    parts += [f"{sheet.name}: {note}" for sheet in previews for note in sheet.notes]
    return " · ".join(parts)


def _legend(sheet: SheetPreview) -> str:
    """Which signs stand for what, as far as they occur."""
    parts = [f"{sign} {how} {sheet.counts[how]:,}" for how, sign in SIGNS.items() if sheet.counts.get(how)]
    more = len(sheet.rows) == PREVIEWED_ROWS
    return "   ".join(parts) + (f"   the first {PREVIEWED_ROWS} rows are shown, all are read" if more else "")
