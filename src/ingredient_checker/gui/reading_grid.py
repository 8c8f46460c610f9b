"""Readings by hand (F3): the tests of a series, single allergens and own products, read day by day.

Only what is not negative has to be typed, in the grid, on the picture of the back, or as one line ("12 ++"). What the
readings of a row mean together is shown while one types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QListWidget,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableView,
    QWidget,
)

from ..patch_test.by_hand import ReadingSheet, patch_tests
from ..patch_test.patient import Patient
from ..patch_test.reading import Grade, ResultStatus
from ..pictures.back import STRONGEST, back_of
from ..problem import Problem
from ..workbench import Workbench
from .allergen_dialog import AllergenDialog
from .back_view import BackView
from .forms.ui_reading_grid_dialog import Ui_ReadingGridDialog
from .reading_grid_model import BEFORE, ReadingGridModel
from .row_finder import Offer, offers, series_tests, split_reading
from .theme import Theme

_LAST_DAY = 30
_GO_ON_WITHIN = 14  # days after which a test is hardly still being read
_ASK_FROM = 4  # readings that are not thrown away without asking
USUAL_DAYS = (2, 4)
LEGEND = "Type + ++ +++ ?+ IR NT NR; F4 lists them. On a day that was read an empty cell means negative."
GRADES = (
    (Grade.NEGATIVE, "negative"),
    (Grade.DOUBTFUL, "doubtful"),
    (Grade.WEAK, "weak"),
    (Grade.STRONG, "strong"),
    (Grade.EXTREME, "extreme"),
    (Grade.IRRITANT, "irritant"),
    (Grade.NOT_TESTED, "not tested"),
    (Grade.NOT_READ, "not read"),
)


class ReadingGridDialog(QDialog):
    """`patient` is the patient with the readings once the dialog was accepted."""

    def __init__(
        self,
        workbench: Workbench,
        theme: Theme,
        patient: Patient | None,
        parent: QWidget | None = None,
        *,
        today: date | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = Ui_ReadingGridDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self.patient = self._before = patient or Patient("New patient")
        self._today = today or date.today()
        self._workbench = workbench
        self._theme = theme
        self._names = {i: a.name for i, a in workbench.allergens.allergens.items()}
        self._tests = patch_tests(self.patient)
        self._kept_day: str | None = None
        self._usual_series, self._usual_days = workbench.record.usual_test()
        self._as_usual = ReadingSheet(workbench.reading)
        self.model = ReadingGridModel(ReadingSheet(workbench.reading), self._names, theme, self)
        self.back = BackView()
        self.menu = QMenu(self)
        self.matches = QListWidget(self)
        self._offers: tuple[Offer, ...] = ()
        self._set_up()
        self._connect()
        self._choose_test()

    def _set_up(self) -> None:
        form = self.form
        form.headline.setText(LEGEND)
        form.test.addItem("New test", None)
        for day in self._tests:
            count = len(self._tests[day])
            form.test.addItem(f"{f'Test of {day}' if day else 'Test without a day'} ({count} results)", day)
        form.series.addItem("Add a series…", "")
        for code, name in self._workbench.series():
            form.series.addItem(name, code)
        form.backArea.setWidget(self.back)
        form.backArea.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.back.setAutoFillBackground(False)  # the card shows through
        form.grid.setModel(self.model)
        form.grid.verticalHeader().hide()
        self.matches.setAccessibleName("What Enter does")
        self.matches.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matches.setProperty("popup", True)
        self.matches.hide()
        save = form.buttons.button(QDialogButtonBox.StandardButton.Ok)
        save.setText("Save  Ctrl+Enter")
        save.setProperty("main", True)
        for button in (*form.buttons.buttons(), form.readButton, form.resultButton, form.undoButton):
            assert isinstance(button, QPushButton)
            button.setAutoDefault(False)  # Return belongs to the grid
            button.setDefault(False)
        unit = self.fontMetrics().averageCharWidth()
        form.days.setMaximumWidth(unit * 14)
        form.testedOn.setMaximumWidth(unit * 16)
        form.grid.setMinimumWidth(unit * 50)
        form.splitter.setStretchFactor(0, 3)
        form.splitter.setStretchFactor(1, 2)
        room = self.screen().availableGeometry().size()
        self.resize(min(unit * 160, room.width()), min(unit * 100, room.height()))
        form.splitter.setSizes([unit * 96, unit * 58])

    def _connect(self) -> None:
        form = self.form
        form.grid.itemDelegate().closeEditor.connect(self._typed)
        form.grid.selectionModel().currentChanged.connect(self._moved)
        form.grid.installEventFilter(self)
        form.find.installEventFilter(self)
        form.find.textEdited.connect(self._offer)
        form.test.activated.connect(self._choose_test_by_hand)
        form.series.activated.connect(self._add_chosen_series)
        form.days.textChanged.connect(self._use_days)
        form.testedOn.textChanged.connect(self._say)
        form.readButton.clicked.connect(self.call_read)
        form.resultButton.clicked.connect(self.change_result)
        form.undoButton.clicked.connect(self._undo)
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.reject)
        self.matches.itemClicked.connect(self._take_offer)
        self.model.modelReset.connect(self._fit_columns)
        self.model.sheet_changed.connect(self._changed)
        self.back.chosen.connect(self._go_to_chamber)
        self.back.typed.connect(self._typed_on_the_back)
        for key, action in (
            ("Ctrl+D", self.call_read),
            ("F6", self.change_result),
            ("Ctrl+Z", self._undo),
            ("Ctrl+F", self._find),
            ("Ctrl+Return", self._save),
            ("Ctrl+Enter", self._save),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(action)

    # which test

    def _choose_test(self) -> None:
        """Go on with a test that may still be read; else a new one with the series that was used last."""
        form = self.form
        going_on = [day for day in self._tests if self._may_go_on(day)]
        if going_on:
            form.test.setCurrentIndex(form.test.findData(max(going_on)))
        self._start_test()

    def _may_go_on(self, day: str) -> bool:
        if not any(result.readings or result.series for _, result in self._tests[day]):
            return False  # single positives without readings
        put_on = _iso_day(day)
        return put_on is None or 0 <= (self._today - put_on).days <= _GO_ON_WITHIN

    def _choose_test_by_hand(self) -> None:
        if self.model.sheet.changed() < _ASK_FROM or self._may_throw_away():
            self._start_test()

    def _start_test(self) -> None:
        form, self._kept_day = self.form, self.form.test.currentData()
        if self._kept_day is None:
            sheet = ReadingSheet(self._workbench.reading, days=self._usual_days or USUAL_DAYS)
            form.testedOn.setText("")
        else:
            sheet = ReadingSheet.of_test(self._workbench.reading, self._tests[self._kept_day])
            sheet = sheet.with_days(USUAL_DAYS) if len(sheet.days) < 2 else sheet
            form.testedOn.setText(self._kept_day)
        form.days.setText(", ".join(map(str, sheet.days)))
        self.model.start(sheet)
        self._as_usual = sheet if self._kept_day is not None else self._usual(sheet)
        self.model.change(self._as_usual)
        self._fit_columns()
        self._to_first_unread()
        self._changed()

    def _usual(self, sheet: ReadingSheet) -> ReadingSheet:
        """A new test begins with the series that were tested last."""
        for code in self._usual_series:
            sheet = sheet.with_tests(series_tests(self._workbench.series_positions(code)))
        return sheet

    def _to_first_unread(self) -> None:
        """The first row on the day of today's reading, else on the first day that nobody has read."""
        sheet, put_on = self.model.sheet, _iso_day(self.tested_on)
        unread = [day for day in sheet.days if not sheet.is_read(day)]
        today = (self._today - put_on).days if put_on else 0
        day = today if today in unread else unread[0] if unread else 0
        if sheet.rows and sheet.days:
            column = sheet.days.index(day) if day else len(sheet.days) - 1
            self.form.grid.setCurrentIndex(self.model.index(0, len(BEFORE) + column))
        (self.form.grid if sheet.rows else self.form.find).setFocus()

    @property
    def tested_on(self) -> str:
        """The day of the test (ISO), "" when none is given; as typed when it is no day."""
        typed = self.form.testedOn.text().strip()
        day = _iso_day(typed)
        return day.isoformat() if day else typed

    # rows and days

    def _add_chosen_series(self) -> None:
        self.add_series(str(self.form.series.currentData()))
        self.form.series.setCurrentIndex(0)

    def add_series(self, code: str) -> None:
        """Add the tests of a series behind the others; what stands there only because it is usual gives way."""
        if not code:
            return
        sheet = self.model.sheet
        begun = sheet.rows != self._as_usual.rows or self._kept_day is not None
        before = sheet if begun else replace(sheet, rows=())
        self.model.change(before.with_tests(series_tests(self._workbench.series_positions(code))))
        if not begun:
            self._to_first_unread()

    def _use_days(self) -> None:
        self.model.change(self.model.sheet.with_days([int(day) for day in self._days_typed() if _is_day(day)]))
        self._say()

    def _days_typed(self) -> list[str]:
        """What stands in the field of the days, piece by piece; "D4" is 4."""
        return [piece.upper().removeprefix("D") for piece in re.split(r"[\s,;/]+", self.form.days.text()) if piece]

    @property
    def _day(self) -> int:
        """The day of the current column; in another column the first that nobody has read."""
        day = self.model.day(self.form.grid.currentIndex().column())
        unread = [d for d in self.model.sheet.days if not self.model.sheet.is_read(d)]
        return day or (unread or list(self.model.sheet.days) or [0])[0]

    def call_read(self) -> None:
        """The back was read on the current day, so that what is empty is negative; or it was not after all."""
        sheet, day = self.model.sheet, self._day
        if day:
            self.model.change(sheet.called_read(day, read=not self._may_be_unread(day)))

    def _may_be_unread(self, day: int) -> bool:
        """Whether the day is read for no other reason than that a person has said so here."""
        sheet = self.model.sheet
        return day in sheet.read - sheet.kept_days and not sheet.called_read(day, read=False).is_read(day)

    def change_result(self) -> None:
        """The current row's allergen, relevance and what is decided otherwise than the readings mean."""
        index = self.form.grid.currentIndex()
        if not index.isValid():
            return
        dialog = AllergenDialog(self._workbench, self.model.results[index.row()], self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.model.change(self.model.sheet.with_result(index.row(), dialog.value()))

    def _undo(self) -> None:
        self.model.undo()

    # one line for everything

    def _find(self) -> None:
        self.form.find.setFocus()
        self.form.find.selectAll()

    def _offer(self, typed: str) -> None:
        """What Enter does with the line as it is."""
        name, said = split_reading(typed, self._workbench.reading)
        self._offers = offers(
            name,
            self.model.sheet,
            self._workbench.search_allergens,
            self._workbench.series(),
            self._workbench.series_positions,
        )
        self.matches.clear()
        self.matches.addItems([f"{offer.words}    {f'D{self._day} {said}' if said else ''}" for offer in self._offers])
        self.matches.setCurrentRow(0)
        field, height = self.form.find, self.matches.sizeHintForRow(0) if self._offers else 0
        corner = field.mapTo(self, QPoint(0, field.height() + 2))
        width = min(max(self.matches.sizeHintForColumn(0) + 24, field.width()), self.width() - corner.x() - 20)
        self.matches.setGeometry(corner.x(), corner.y(), width, height * len(self._offers) + 10)
        self.matches.setVisible(bool(self._offers))
        self.matches.raise_()

    def _take_offer(self) -> None:
        """Go to the row or add it; with a reading in the line it is entered and the next line can be typed."""
        chosen = self.matches.currentRow()
        if not 0 <= chosen < len(self._offers):
            return
        offer, (_, said) = self._offers[chosen], split_reading(self.form.find.text(), self._workbench.reading)
        if len(offer.tests) > 1:
            self._close_offers()
            self.add_series(offer.tests[0].series)
            self.form.grid.setFocus()
            return
        day, sheet = self._day, self.model.sheet
        if offer.row is None:
            row, sheet = len(sheet.rows), sheet.with_tests(offer.tests)
        else:
            row = offer.row
        if said and day:
            sheet = sheet.typed(row, day, said)
        self.model.change(sheet)
        self._close_offers()
        column = len(BEFORE) + (self.model.sheet.days.index(day) if day else 0)
        self.form.grid.setCurrentIndex(self.model.index(min(row, len(sheet.rows) - 1), column))
        if not said:
            self.form.grid.setFocus()

    def _close_offers(self) -> None:
        self.form.find.clear()
        self.matches.hide()
        self._offers = ()

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        overrides = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if overrides and watched is self.form.grid and event.matches(QKeySequence.StandardKey.Paste):  # type: ignore[attr-defined]
            event.accept()  # no label is pasted while readings are
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.form.find and self._key_in_find(event):
                return True
            # Keys that an open editor of the grid leaves over come by here as well.
            editing = self.form.grid.state() == QTableView.State.EditingState
            if watched is self.form.grid and not editing and self._key_in_grid(event):
                return True
        return super().eventFilter(watched, event)

    def _key_in_find(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._offers:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.matches.setCurrentRow((self.matches.currentRow() + step) % len(self._offers))
            case Qt.Key.Key_Down:
                self.form.grid.setFocus()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._take_offer()
            case Qt.Key.Key_Escape if self.form.find.text():
                self._close_offers()
            case _:
                return False
        return True

    def _key_in_grid(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not control:
                self._down()
            case Qt.Key.Key_F4:
                self._list_grades()
            case Qt.Key.Key_Slash:
                self._find()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._clear()
            case Qt.Key.Key_C if control:
                self._copy()
            case Qt.Key.Key_V if control:
                self._paste()
            case _:
                return False
        return True

    def _typed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        """The next test, same day; from the last one to the first of the next day."""
        index, model = self.form.grid.currentIndex(), self.model
        row, column = (index.row() + 1, index.column()) if index.isValid() else (0, len(BEFORE))
        if row >= model.rowCount():
            row, column = 0, min(column + 1, len(BEFORE) + len(model.sheet.days) - 1)
        self.form.grid.setCurrentIndex(model.index(row, column))

    def _list_grades(self) -> None:
        """All readings with their meaning, at the cell."""
        grid, index = self.form.grid, self.form.grid.currentIndex()
        if not self.model.day(index.column()):
            return
        self.menu.clear()
        for grade, meaning in GRADES:
            action = self.menu.addAction(f"{grade}\t{meaning}")
            action.triggered.connect(lambda _=False, said=str(grade): self._enter(index, said))
        self.menu.popup(grid.viewport().mapToGlobal(grid.visualRect(index).bottomLeft()))

    def _enter(self, index: QModelIndex, said: str) -> None:
        self.model.setData(index, said)
        self._down()

    def _selected(self) -> list[QModelIndex]:
        chosen = self.form.grid.selectionModel().selectedIndexes()
        return sorted(chosen, key=lambda index: (index.row(), index.column()))

    def _clear(self) -> None:
        """Empty the selected cells; in the columns before them take out a test that was added here."""
        sheet = self.model.sheet
        cells = self._selected()
        rows = {index.row() for index in cells if index.column() < len(BEFORE)}
        for index in cells:
            if day := self.model.day(index.column()):
                sheet = sheet.typed(index.row(), day, "")
        for row in sorted(rows, reverse=True):
            sheet = sheet.without(row)
        self.model.change(sheet)

    def _copy(self) -> None:
        """The selected cells as text, one row a line."""
        lines: dict[int, list[str]] = {}
        for index in self._selected():
            lines.setdefault(index.row(), []).append(str(self.model.data(index) or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))

    def _paste(self) -> None:
        """Lines of text into the cells from the current one on; what has no cell is left and said."""
        start, sheet = self.form.grid.currentIndex(), self.model.sheet
        lost = 0
        for down, line in enumerate(QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()):
            for across, text in enumerate(line.split("\t")):
                row, day = start.row() + down, self.model.day(start.column() + across)
                if day and row < len(sheet.rows):
                    sheet = sheet.typed(row, day, text)
                else:
                    lost += 1
        self.model.change(sheet)
        if lost:
            self.form.message.setText(f"{lost} pasted cells had no place here. {self.form.message.text()}")

    # the back

    def _moved(self, index: QModelIndex) -> None:
        self.back.choose(index.row() if index.isValid() else None)
        if (day := self.model.day(index.column())) and day != self.back.day:
            self._show_back()
        self._name_the_read_button()

    def _show_back(self) -> None:
        results = list(enumerate(self.model.results))
        back = back_of(results, self._names, dict(self._workbench.series()))
        self.back.show_back(back, self._day or STRONGEST, self._theme)

    def _go_to_chamber(self, row: int) -> None:
        column = len(BEFORE) + self.model.sheet.days.index(self._day) if self._day else 0
        self.form.grid.setCurrentIndex(self.model.index(row, column))

    def _typed_on_the_back(self, row: int, day: int, text: str) -> None:
        self.model.change(self.model.sheet.typed(row, day, text))

    # what is said

    def _changed(self) -> None:
        self._show_back()
        self._name_the_read_button()
        self.form.undoButton.setEnabled(self.model.can_undo)
        self._say()

    def _name_the_read_button(self) -> None:
        button, day, sheet = self.form.readButton, self._day, self.model.sheet
        open_cells = any(
            not row.written.get(day) and not sheet.is_negative_unsaid(number, day)
            for number, row in enumerate(sheet.rows)
        )
        if not sheet.rows:
            button.setText("Day read")
        elif self._may_be_unread(day):
            button.setText(f"D{day} was not read  Ctrl+D")
        else:
            button.setText(f"D{day} was read, the rest is negative  Ctrl+D" if open_cells else f"D{day} is read")
        button.setEnabled(bool(day) and (open_cells or self._may_be_unread(day)))

    def _say(self) -> None:
        wrong = self._wrong()
        results = self.model.results
        positive = sum(r.status is ResultStatus.POSITIVE for r in results)
        decide = sum(r.status is ResultStatus.REVIEW for r in results)
        told = f"{len(results)} tests · {positive} positive" + (f" · {decide} to decide" if decide else "")
        unread = [f"D{day}" for day in self.model.sheet.days if not self.model.sheet.is_read(day)]
        told += f" · {', '.join(unread)} not read" if unread and results else ""
        self.form.message.setText(" ".join((*wrong, *self._early(), told)))
        self.form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(results) and not wrong)

    def _early(self) -> Sequence[str]:
        """Days that were read before they have come: the day of the test may be wrong."""
        put_on, sheet = _iso_day(self.tested_on), self.model.sheet
        days = [day for day in sheet.days if put_on and sheet.is_read(day) and day > (self._today - put_on).days]
        return [f"Is the day of the test right? D{days[0]} is still to come." for _ in days[:1]]

    def _wrong(self) -> Sequence[str]:
        """What has to be mended before it can be saved, in sentences."""
        sheet, said = self.model.sheet, []
        if not sheet.rows:
            said.append("Add a series or an allergen.")
        if wrong_days := [piece for piece in self._days_typed() if not _is_day(piece)]:
            said.append(f"“{wrong_days[0]}” is no day of reading: from 1 to {_LAST_DAY}, for example 2, 4, 7.")
        elif not sheet.days:
            said.append("Give the days on which the back is read, for example 2, 4, 7.")
        for row, day, text in list(sheet.not_understood())[:3]:
            said.append(f"“{text}” at {sheet.rows[row].result.as_written}, day {day}, is no reading.")
        day_typed, put_on = self.tested_on, _iso_day(self.tested_on)
        if day_typed and put_on is None:
            said.append(f"“{day_typed}” is no day; write it as {self._today.isoformat()}.")
        elif put_on is not None and put_on > self._today:
            said.append("The day on which the test was put on lies in the future.")
        elif not day_typed and self._kept_day is None and self._tests:
            said.append("Give the day on which this test was put on: the patient has an earlier one.")
        elif self._kept_day is None and day_typed in self._tests:
            said.append("The patient has a test of this day: choose it above, or give another day.")
        return said

    def _fit_columns(self) -> None:
        grid, header = self.form.grid, self.form.grid.horizontalHeader()
        unit = self.fontMetrics().averageCharWidth()
        for column, width in enumerate((7, 40, *[13] * len(self.model.sheet.days))):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, unit * width)
        header.setStretchLastSection(True)
        grid.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.9))

    # the end

    def _save(self) -> None:
        button = self.form.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setFocus()  # what is still being typed is taken
        if button.isEnabled():
            self.accept()

    def accept(self) -> None:
        if not self._wrong():
            if self._kept_day is None:
                self._remember()
            self._make_patient()
            super().accept()

    def _make_patient(self) -> None:
        self.patient = self.model.sheet.patient(self._before, self._kept_day, self.tested_on)

    def go_on_from(self, now: Patient) -> None:
        """Make the readings part of the patient as they are now. Problem where this very test is another one now."""
        before, results = self._before, dict(enumerate(now.results))
        own = [row.number for row in self.model.sheet.rows if row.number is not None]
        if now.tested_on != before.tested_on or any(results.get(n) != before.results[n] for n in own):
            raise Problem(
                "This test was changed in another window or on another desk after it was opened here. Nothing was"
                " saved: note what you have typed, open the test again and repeat it there."
            )
        self._before = now
        self._make_patient()

    def _remember(self) -> None:
        """A test of whole series is what the next one begins with."""
        sheet = self.model.sheet
        if series := list(dict.fromkeys(row.result.series for row in sheet.rows if row.result.series)):
            self._workbench.record.remember_usual_test(series, sheet.days)

    def reject(self) -> None:
        if self.model.sheet.changed() < _ASK_FROM or self._may_throw_away():
            super().reject()

    def _may_throw_away(self) -> bool:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Readings",
            f"{self.model.sheet.changed()} readings are not saved. Throw them away?",
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        return box.exec() == QMessageBox.StandardButton.Discard


def _is_day(piece: str) -> bool:
    return piece.isdecimal() and 0 < int(piece) <= _LAST_DAY


def _iso_day(typed: str) -> date | None:
    """A day written as 2026-11-21 or 21.11.2026; None when it is none."""
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", typed) if "." in typed else None:
        typed = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
