"""Beside the results: the back of the patient, and how the chosen reaction went over the days."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ..patch_test.by_hand import ReadingSheet, patch_tests
from ..pictures.back import STRONGEST, back_of
from ..pictures.course import course_picture, result_in_words
from .back_view import BackView, shades_of
from .session import Session

_CHARS = 42, 70  # the card's width, at least and at most
_SHARE = 0.3  # of the page
_ANY_WIDTH = 16_777_215  # Qt's own largest
_PAGE_CHARS = 130  # narrower pages leave the room to the table


class CourseView(QWidget):
    """The readings of one result, grade against day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = QSvgRenderer(self)

    def show_course(self, drawing: str, words: str) -> None:
        """Replace the drawing, given as SVG and in words."""
        self._drawing.load(QByteArray(drawing.encode()))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def _scale(self) -> float:
        return self.fontMetrics().height() / 15

    def sizeHint(self) -> QSize:
        return self._drawing.defaultSize() * self._scale() if self._drawing.isValid() else QSize(190, 128)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.sizeHint()
        self._drawing.render(painter, QRectF(0, 0, size.width(), size.height()))


class PicturesCard(QFrame):
    """The back of the open patient and the course of the chosen reaction; readings can be typed into the chambers."""

    chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._session = session
        self._number: int | None = None
        self._wanted: bool | None = None  # None: as there is room
        self._page_width = 0
        self.test, self.day = QComboBox(), QComboBox()
        self.results = QPushButton("Results  B")
        self.back, self.course = BackView(), CourseView()
        self._lay_out()
        self.test.activated.connect(self._show_test)
        self.day.activated.connect(self._show_day)
        self.back.chosen.connect(self._chosen)
        self.back.typed.connect(self._typed)
        self.back.told.connect(session.told)
        session.patient_changed.connect(self.show_patient)
        session.theme_changed.connect(self.show_patient)
        self.show_patient()

    def _lay_out(self) -> None:
        self.test.setAccessibleName("Test shown on the back")
        self.day.setAccessibleName("Day shown on the back")
        title = QLabel("Back")
        title.setProperty("role", "heading")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.test)
        head.addWidget(self.day)
        self.results.setProperty("quiet", True)
        head.addWidget(self.results)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.back)
        self.back.setAutoFillBackground(False)  # the card shows through
        self.back.fitted.connect(area.setMaximumHeight)  # the course follows at once, and is seen below a long back
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        layout.addWidget(self.course)
        layout.addStretch()

    # whether there is room

    @property
    def is_beside(self) -> bool:
        """Whether the page has room for it beside the results; else it takes their place."""
        return self._page_width >= self.fontMetrics().averageCharWidth() * _PAGE_CHARS

    def fit(self, page_width: int) -> None:
        """Show the card as there is room on the page, unless a person has decided."""
        self._page_width = page_width
        unit = self.fontMetrics().averageCharWidth()
        width = round(min(max(page_width * _SHARE, unit * _CHARS[0]), unit * _CHARS[1]))
        self.setMaximumWidth(width if self.is_beside else _ANY_WIDTH)
        self.results.setVisible(not self.is_beside)
        self.setMinimumWidth(1)  # so that larger letters hide the card before they widen the window
        wanted = self.is_beside if self._wanted is None else self._wanted
        self.setVisible(bool(self.back.back.chambers) and wanted)

    def toggle(self) -> None:
        """Show or hide the card."""
        self._wanted = self.isHidden()

    # what is shown

    def show_patient(self) -> None:
        """Show the open patient's latest test, the day as before."""
        patient = self._session.patient
        self._tests = patch_tests(patient) if patient else {}
        before = self.test.currentData()
        self.test.clear()
        for day in self._tests:
            self.test.addItem(day or "without a day", day)
        self.test.setCurrentIndex(self.test.findData(before if before in self._tests else max(self._tests, default="")))
        self.test.setVisible(self.test.count() > 1)
        self._show_test()

    def _show_test(self) -> None:
        results = self._tests.get(self.test.currentData(), ())
        workbench = self._session.workbench
        names = {i: a.name for i, a in workbench.allergens.allergens.items()}
        back = back_of(results, names, dict(workbench.series()))
        before = self.day.currentData()
        self.day.clear()
        self.day.addItem("Strongest", STRONGEST)
        for day in back.days:
            self.day.addItem(f"D{day}", day)
        self.day.setCurrentIndex(max(self.day.findData(before), 0))
        self.back.show_back(back, int(self.day.currentData()), self._session.theme)
        self.choose(self._number)
        self.fit(self._page_width)

    def _show_day(self) -> None:
        self.back.show_back(self.back.back, int(self.day.currentData()), self._session.theme)

    def choose(self, number: int | None) -> None:
        """Mark a result on the back and show its course."""
        self._number = number
        patient = self._session.patient
        if patient is None or number is None or number >= len(patient.results):
            self.back.choose(None)
            self.course.hide()
            return
        result = patient.results[number]
        self._show_the_test_of(result.tested_on or patient.tested_on)
        self.back.choose(number)
        known = self._session.workbench.allergens.allergens.get(result.allergen)
        name = known.name if known else result.as_written
        self.course.setVisible(bool(result.readings))
        self.course.show_course(
            course_picture(result, name, shades_of(self._session.theme)), result_in_words(result, name)
        )
        self.course.updateGeometry()

    def _show_the_test_of(self, day: str) -> None:
        if day in self._tests and day != self.test.currentData():
            self.test.setCurrentIndex(self.test.findData(day))
            self._show_test()

    def _chosen(self, number: int) -> None:
        self.choose(number)
        self.chosen.emit(number)

    def _typed(self, number: int, day: int, text: str) -> None:
        """A reading typed into a chamber is kept at once, as in the grid: empty means negative."""
        patient, reading = self._session.patient, self._session.workbench.reading
        if patient is None:
            return
        if text and reading(text) is None:
            self._session.told.emit(f"“{text}” is no reading: + ++ +++ ?+ IR NT NR -")
            return
        kept_day = str(self.test.currentData())
        sheet = ReadingSheet.of_test(reading, self._tests[kept_day])
        row = next(place for place, row in enumerate(sheet.rows) if row.number == number)
        changed = sheet.typed(row, day, text).patient(patient, kept_day, kept_day)
        if changed != patient:
            self._session.save_patient(changed, "Enter a reading")
