"""Readings typed into the grid of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.reading_grid import ReadingGridDialog
from ingredient_checker.patch_test.reading import ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs


def choose(dialog: ReadingGridDialog, code: str, days: str) -> None:
    dialog.form.series.setCurrentIndex(dialog.form.series.findData(code))
    dialog.form.days.setText(days)


def row_of(dialog: ReadingGridDialog, allergen: str) -> int:
    return next(n for n, p in enumerate(dialog.model.positions) if p.allergen == allergen)


def type_in(dialog: ReadingGridDialog, allergen: str, *readings: str) -> None:
    for column, reading in enumerate(readings, 2):
        dialog.model.setData(dialog.model.index(row_of(dialog, allergen), column), reading)


def ok(dialog: ReadingGridDialog) -> None:
    dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_a_series_read_twice_is_kept_with_its_negatives(window: MainWindow, dialogs: Dialogs) -> None:
    def fill_in(dialog: ReadingGridDialog) -> None:
        choose(dialog, "TT36", "2, 4")
        type_in(dialog, "nickel", "+", "++")
        type_in(dialog, "formaldehyde", "?+", "?+")
        type_in(dialog, "colophonium", "+", "")
        type_in(dialog, "neomycin", "NR", "NR")
        dialog.form.testedOn.setText("2026-11-16")
        ok(dialog)

    dialogs.answer(fill_in)
    window.go_to("patient")
    window.form.enterReadingsAction.trigger()
    patient = window.session.patient
    assert patient is not None
    assert patient.tested_on == "2026-11-16"
    by_allergen = {r.allergen: r for r in patient.results}
    assert len(patient.results) == 36
    assert by_allergen["nickel"].status is ResultStatus.POSITIVE
    assert by_allergen["nickel"].grade == "++"
    assert [str(r.grade) for r in by_allergen["nickel"].readings] == ["+", "++"]
    assert by_allergen["formaldehyde"].status is ResultStatus.REVIEW
    assert by_allergen["colophonium"].status is ResultStatus.REVIEW  # fading
    assert by_allergen["neomycin"].status is ResultStatus.UNKNOWN  # not read is not negative
    assert by_allergen["lanolin"].status is ResultStatus.NEGATIVE
    assert by_allergen[""].status is ResultStatus.CONTROL
    assert [p.allergen for p in window.session.positives] == ["nickel"]


def test_what_is_no_reading_is_told_and_not_kept(window: MainWindow, dialogs: Dialogs) -> None:
    said = []

    def wrong(dialog: ReadingGridDialog) -> None:
        choose(dialog, "TT36", "2, 4")
        type_in(dialog, "nickel", "maybe")
        said.append(dialog.form.message.text())
        assert not dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        type_in(dialog, "nickel", "")
        assert dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        dialog.form.days.setText("none")
        assert not dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        dialog.reject()

    dialogs.answer(wrong)
    window.patient_page.enter_readings()
    assert "“maybe” at Nickel" in said[0]
    assert window.session.patient is None


def test_return_goes_down_and_a_positive_is_a_few_keys(window: MainWindow, dialogs: Dialogs, qtbot: QtBot) -> None:
    def by_keys(dialog: ReadingGridDialog) -> None:
        choose(dialog, "TT36", "4")
        dialog.show()
        grid = dialog.form.grid
        grid.setFocus()
        grid.setCurrentIndex(dialog.model.index(0, 2))
        qtbot.keyClicks(grid, "+")
        editor = grid.findChild(QLineEdit)
        assert editor is not None
        qtbot.keyClicks(editor, "+")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: grid.currentIndex().row() == 1)
        assert dialog.model.result(0).status is ResultStatus.POSITIVE
        assert dialog.model.data(dialog.model.index(0, 3)) == "positive ++"
        ok(dialog)

    dialogs.answer(by_keys)
    window.patient_page.enter_readings()
    assert [p.allergen for p in window.session.positives] == ["nickel"]


def test_another_day_keeps_what_was_typed(window: MainWindow, dialogs: Dialogs) -> None:
    def add_a_day(dialog: ReadingGridDialog) -> None:
        choose(dialog, "TT36", "2, 4")
        type_in(dialog, "nickel", "+", "++")
        dialog.form.days.setText("2, 4, 7")
        nickel: Any = dialog.model.result(row_of(dialog, "nickel"))
        assert [r.as_written for r in nickel.readings] == ["+", "++", "-"]
        dialog.reject()

    dialogs.answer(add_a_day)
    window.patient_page.enter_readings()
