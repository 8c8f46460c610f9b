"""The Library page: import a product list; every product is checked for the open patient."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from ..problem import Problem
from ..spreadsheets.product_list import ProductListReport
from .forms.ui_library_page import Ui_LibraryPage
from .products_model import Column, ProductsModel
from .screening import LibraryScreening
from .session import Session

_MOST_REPORTED = 12


class LibraryPage(QWidget):
    """Products with their verdict; opening one shows its label on the Check page."""

    def __init__(self, session: Session, screening: LibraryScreening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.screening = screening
        self.form = Ui_LibraryPage()
        self.form.setupUi(self)
        self.model = ProductsModel(self)
        self._set_up_table()
        form = self.form
        form.filter.textChanged.connect(self.model.filter)
        form.closeReportButton.clicked.connect(form.reportCard.hide)
        form.cancelButton.clicked.connect(screening.cancel)
        form.listButton.clicked.connect(lambda: session.page_asked_for.emit("safe_list"))
        form.products.doubleClicked.connect(self.open_product)
        form.products.activated.connect(self.open_product)
        screening.started.connect(self._show_progress)
        screening.progressed.connect(self._advance)
        screening.done.connect(self.show_products)
        screening.failed.connect(self._fail)
        session.theme_changed.connect(self.show_products)
        form.reportCard.hide()
        form.progressCard.hide()
        self.show_products()

    def _set_up_table(self) -> None:
        table = self.form.products
        table.setModel(self.model)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.VERDICT, Qt.SortOrder.AscendingOrder)
        table.verticalHeader().hide()
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)

    def import_file(self, path: Path) -> None:
        """Read a product list and keep its products. Problem if it is none."""
        report = self.session.workbench.read_products(path)
        counts = self.session.workbench.import_products(report.products)
        self._report(
            f"{path.name}: {counts.added} added, {counts.updated} updated, {counts.unchanged} unchanged", report
        )
        self.session.products_changed.emit()
        self.session.told.emit(f"{len(report.products)} products read from {path.name} · saved")

    def open_product(self, index: QModelIndex) -> None:
        """Show a product's label on the Check page."""
        self.session.label_asked_for.emit(self.model.shown[index.row()].product.ingredients)

    def show_products(self) -> None:
        """Show what the screening found, or what can be done."""
        form = self.form
        form.progressCard.hide()
        empty = self.screening.listed == 0
        form.emptyCard.setVisible(empty)
        for widget in (
            form.titleLabel,
            form.totalsLabel,
            form.filter,
            form.importButton,
            form.decideButton,
            form.listButton,
            form.tableCard,
        ):
            widget.setVisible(not empty)
        self.model.show(self.screening.screened, self.session.theme)
        form.totalsLabel.setText(self._totals())
        form.listButton.setEnabled(bool(self.screening.screened))
        self._fit()

    def _totals(self) -> str:
        if self.session.patient is None:
            return f"{self.screening.listed} products · open a patient to check them (Ctrl+K)"
        if not self.screening.is_complete:
            return f"{self.screening.listed} products · not screened"
        verdicts = [s.assessment.verdict for s in self.screening.screened]
        words = (
            ("nothing_found", "nothing found"),
            ("unread", "not fully read"),
            ("caution", "caution"),
            ("avoid", "avoid"),
            ("cannot_check", "cannot be checked"),
        )
        counted = (f"{n} {word}" for verdict, word in words if (n := sum(v == verdict for v in verdicts)))
        return f"{len(verdicts)} products · " + " · ".join(counted)

    def _fit(self) -> None:
        table, unit = self.form.products, self.fontMetrics().averageCharWidth()
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.9))
        for column, characters in ((0, 26), (1, 22), (2, 36), (3, 20), (4, 14)):
            table.setColumnWidth(column, unit * characters)

    def _show_progress(self) -> None:
        self.form.progress.setValue(0)
        self.form.progressCard.show()

    def _advance(self, done: int, total: int) -> None:
        self.form.progress.setMaximum(total)
        self.form.progress.setValue(done)
        self.form.progressLabel.setText(f"Screening {done} of {total}")

    def _fail(self, error: BaseException) -> None:
        self.form.progressCard.hide()
        if isinstance(error, Problem):
            self.session.told.emit(str(error))
            return
        raise error

    def _report(self, title: str, report: ProductListReport) -> None:
        lines = [*report.warnings, *(f"{n.cell}: {n.as_written} - {n.why}" for n in report.not_understood)]
        lines += [f"{a.question} Assumed: {a.assumed}." for a in report.must_ask]
        more = len(lines) - _MOST_REPORTED
        shown = lines[:_MOST_REPORTED] + ([f"and {more} more"] if more > 0 else [])
        self.form.reportTitle.setText(title)
        self.form.reportText.setTextFormat(Qt.TextFormat.PlainText)
        self.form.reportText.setText("\n".join(shown) if shown else "Every row was understood.")
        self.form.reportCard.show()
