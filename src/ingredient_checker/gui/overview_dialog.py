"""Our positives: rates by allergen over all patients of the library, as a picture and as a table; nobody is named."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QImageWriter, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QFileDialog, QHeaderView, QWidget

from ..patch_test.overview import AllergenRow, Overview, Period, by_year, overview
from ..patch_test.overview_words import (
    HEADINGS,
    MEANINGS,
    cells,
    headline,
    index_briefly,
    index_in_words,
    left_out,
    years_in_words,
)
from ..problem import Problem
from ..whole_file import write_whole
from .forms.ui_overview_dialog import Ui_OverviewDialog
from .kept_rows import Index, KeptRowsModel
from .printing import preview_and_print, write_pdf
from .session import Session

HIDDEN_BELOW = 5
TITLE = "Positive patch tests"
_FILES = ("Table (*.csv)", "Workbook (*.xlsx)", "Paper (*.pdf)", "Picture (*.svg)", "Picture (*.png)")
_LETTERS_HIGH = 13  # the size of letters in the picture, in its own dots
_NARROWEST = 520


class RatesModel(KeptRowsModel[AllergenRow]):
    """One row an allergen, in the order of the picture until a heading is clicked."""

    headings = HEADINGS

    def __init__(self, names: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._names = names

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cells(row, self._names)[column]
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[column]}: {cells(row, self._names)[column] or 'none'}"
            case Qt.ItemDataRole.ToolTipRole if column == 0:
                return cells(row, self._names)[0]
            case Qt.ItemDataRole.TextAlignmentRole if column:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ForegroundRole if row.is_small:
                return QBrush(QColor(self.theme.soft))
            case _:
                return None

    def name(self, row: AllergenRow) -> str:
        """The allergen's name."""
        return cells(row, self._names)[0]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return MEANINGS[section] or None
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        descending = order == Qt.SortOrder.DescendingOrder
        if column == 0:
            by_name = sorted(self.rows, key=lambda row: cells(row, self._names)[0].casefold(), reverse=descending)
            self.show(tuple(by_name), self.theme)
            return
        known = sorted(
            ((number, n) for n, row in enumerate(self.rows) if (number := _number(row, column)) is not None),
            reverse=descending,
        )
        rest = (row for row in self.rows if _number(row, column) is None)
        self.show((*(self.rows[n] for _, n in known), *rest), self.theme)


def _number(row: AllergenRow, column: int) -> float | None:
    """What a column is sorted by; None stands last."""
    positive = row.positive
    numbers = {
        "Tested": row.tested,
        "Positive": positive.count,
        "%": positive.share,
        "95 %": positive.interval and positive.interval[0],
        "Doubtful": row.doubtful,
        "Irritant": row.irritant,
        "Not read": row.not_read,
        "RI": row.reaction_index,
        "PR": row.positivity_ratio,
    }
    return numbers[HEADINGS[column]]


class RatesChart(QWidget):
    """The picture as wide as there is room, its letters as large as those around it."""

    def __init__(self, draw: partial[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._rows: tuple[AllergenRow, ...] = ()
        self._dark = False
        self._picture = QSvgRenderer(self)

    def show_rows(self, rows: tuple[AllergenRow, ...], dark: bool) -> None:
        """Draw these rows."""
        self._rows, self._dark = rows, dark
        self._draw_again()

    def _draw_again(self) -> None:
        letters = self.fontInfo().pixelSize() / _LETTERS_HIGH
        width = max(_NARROWEST, int(self.width() / letters))
        self._picture.load(QByteArray(self._draw(self._rows, dark=self._dark, width=width).encode()))
        size = self._picture.defaultSize()
        self.setMinimumHeight(round(size.height() * self.width() / max(1, size.width())))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._draw_again()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        size = self._picture.defaultSize()
        if self._rows and not size.isEmpty():
            painter = QPainter(self)
            high = round(size.height() * self.width() / size.width())
            self._picture.render(painter, self.rect().adjusted(0, 0, 0, high - self.height()))
            painter.end()


class OverviewDialog(QDialog):
    """The choice of years and allergens above, the rates below; what goes out hides small counts unless unticked.

    An allergen that is activated closes it: `asked_for` is then the allergen whose patients are to be listed.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_OverviewDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        workbench = session.workbench
        self._outcomes = workbench.record.outcomes()
        self._people = workbench.record.characteristics()
        self.shown: Overview
        self.asked_for = ""  # the allergen whose patients are to be listed
        names = {i: a.name for i, a in workbench.allergens.allergens.items()}
        self.model = RatesModel(names, self)
        self.chart = RatesChart(partial(workbench.rates_chart), self)
        self._set_up()
        self.show_rates()

    def _set_up(self) -> None:
        form = self.form
        years = sorted({o.tested_on[:4] for o in self._outcomes if o.tested_on[:4].isdigit()}, reverse=True)
        for box, nothing in ((form.fromYear, "the first"), (form.toYear, "the last")):
            box.addItem(nothing, "")
            for year in years:
                box.addItem(year, year)
            box.currentIndexChanged.connect(self.show_rates)
        form.series.addItem("all that were tested", "")
        for code, name in self._session.workbench.series():
            form.series.addItem(name, code)
        form.series.currentIndexChanged.connect(self.show_rates)
        form.chartArea.setWidget(self.chart)
        form.chartArea.viewport().setAutoFillBackground(False)
        form.rows.setModel(self.model)
        form.rows.verticalHeader().hide()
        form.rows.setWordWrap(False)
        form.rows.horizontalHeader().setHighlightSections(False)
        form.rows.horizontalHeader().sectionClicked.connect(self._sort)
        form.rows.selectionModel().currentRowChanged.connect(self._show_years)
        form.rows.activated.connect(self._ask_for_patients)
        form.exportButton.clicked.connect(self._choose_export)
        form.printButton.clicked.connect(self.print)
        form.closeButton.clicked.connect(self.accept)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 190, unit * 104).boundedTo(self.screen().availableSize()))
        form.splitter.setSizes([unit * 92, unit * 92])
        header = form.rows.horizontalHeader()
        for column, characters in enumerate((30, 9, 10, 8, 16, 11, 10, 10, 8, 8)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, unit * characters)
        form.rows.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))

    def show_rates(self) -> None:
        """Count for the chosen years and allergens and show it."""
        form, theme = self.form, self._session.theme
        self.shown = self.counted(0)
        some = bool(self.shown.allergens)
        form.headline.setText(headline(self.shown))
        form.moahlfa.setText(" · ".join(index_briefly(self.shown.moahlfa)))
        form.moahlfa.setToolTip("\n".join(index_in_words(self.shown.moahlfa)))
        form.moahlfa.setVisible(some)
        form.leftOut.setText(" ".join(left_out(self.shown)))
        form.leftOut.setVisible(bool(form.leftOut.text()))
        form.message.hide()
        form.rows.setVisible(some)
        for widget in (form.splitter, form.exportButton, form.printButton, form.hideBox):
            widget.setEnabled(some)
        self.model.show(self.shown.allergens, theme)
        self.chart.show_rows(self.shown.allergens, theme.dark)
        self.chart.setAccessibleName("Rates as bars, the same as in the table")

    def counted(self, hide_below: int) -> Overview:
        """The overview of what is chosen."""
        form, workbench = self.form, self._session.workbench
        period = Period(str(form.fromYear.currentData()), str(form.toYear.currentData()))
        code = str(form.series.currentData())
        only = {place.allergen for place in workbench.series_positions(code)} if code else None
        return overview(self._outcomes, self._people, period, only, hide_below)

    def _tests(self) -> str:
        return self.form.series.currentText() if self.form.series.currentData() else "all allergens"

    def _going_out(self) -> Overview:
        return self.counted(HIDDEN_BELOW if self.form.hideBox.isChecked() else 0)

    def _paper(self) -> str:
        return self._session.workbench.overview_paper(self._going_out(), self._tests())

    def print(self) -> None:
        """Print preview, from which is printed."""
        if preview_and_print(self, self._paper(), TITLE):
            self._session.workbench.record.note("printed", detail="overview")

    def export_to(self, target: Path) -> None:
        """Write a table, a paper or a picture, by the ending of the name. Problem if it cannot be written."""
        workbench, going = self._session.workbench, self._going_out()
        match target.suffix.lower():
            case ".pdf":
                write_pdf(self._paper(), target, TITLE)
            case ".svg":
                write_whole(target, workbench.rates_chart(going.allergens, dark=False).encode())
            case ".png":
                write_whole(target, picture(workbench.rates_chart(going.allergens, dark=False, fine=3)))
            case _:
                workbench.export_overview(going, self._tests(), target)
        workbench.record.note("exported", detail="overview")
        self._say(f"Exported to {target.name}")

    def _choose_export(self) -> None:
        chosen, kind = QFileDialog.getSaveFileName(self, "Export", "positives.csv", ";;".join(_FILES))
        if not chosen:
            return
        target = Path(chosen)
        if not target.suffix:
            target = target.with_suffix(kind[kind.rfind("*") + 1 : -1])
        try:
            self.export_to(target)
        except Problem as problem:
            self._say(str(problem))

    def _show_years(self, index: QModelIndex) -> None:
        """Below the table: how often the chosen allergen was positive in each year."""
        if index.isValid():
            row = self.model.rows[index.row()]
            self._say(years_in_words(self.model.name(row), by_year(self._outcomes, row.allergen)))

    def _ask_for_patients(self, index: QModelIndex) -> None:
        """Whose positives these are is shown in the patient list."""
        self.asked_for = self.model.name(self.model.rows[index.row()])
        self.accept()

    def _say(self, words: str) -> None:
        self.form.message.setText(words)
        self.form.message.show()

    def _sort(self, column: int) -> None:
        header = self.form.rows.horizontalHeader()
        header.setSortIndicatorShown(True)
        self.model.sort(column, header.sortIndicatorOrder())


def picture(svg: str) -> bytes:
    """The SVG as a PNG on white, with as many dots as it says."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    image = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
