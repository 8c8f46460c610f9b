"""Readings typed into the grid, on the picture of the back, or as one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.allergen_dialog import AllergenDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.reading_grid import ReadingGridDialog
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.reading import ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs

TODAY = date(2026, 11, 20)


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Callable[..., ReadingGridDialog]:
    """A grid, shown as a person sees it."""

    def open_it(patient: Patient | None = None, series: str = "TT36") -> ReadingGridDialog:
        dialog = ReadingGridDialog(window.session.workbench, window.session.theme, patient, window, today=TODAY)
        if patient is None and series and not dialog.model.sheet.rows:
            dialog.add_series(series)
        dialog.show()
        dialog.activateWindow()
        return dialog

    return open_it


def row_of(dialog: ReadingGridDialog, allergen: str) -> int:
    return next(n for n, row in enumerate(dialog.model.sheet.rows) if row.result.allergen == allergen)


def type_in(dialog: ReadingGridDialog, allergen: str, *readings: str) -> None:
    for column, reading in enumerate(readings, 2):
        dialog.model.setData(dialog.model.index(row_of(dialog, allergen), column), reading)


def line(dialog: ReadingGridDialog, qtbot: QtBot, text: str) -> None:
    dialog.form.find.setFocus()
    qtbot.keyClicks(dialog.form.find, text)
    qtbot.keyClick(dialog.form.find, Qt.Key.Key_Return)


def save_button(dialog: ReadingGridDialog) -> bool:
    return dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def meaning(dialog: ReadingGridDialog, allergen: str) -> str:
    model = dialog.model
    return str(model.data(model.index(row_of(dialog, allergen), model.columnCount() - 1)))


def test_a_series_read_twice_is_kept_with_its_negatives(window: MainWindow, dialogs: Dialogs) -> None:
    def fill_in(dialog: ReadingGridDialog) -> None:
        dialog.form.series.setCurrentIndex(dialog.form.series.findData("TT36"))
        dialog.form.series.activated.emit(dialog.form.series.currentIndex())
        type_in(dialog, "nickel", "+", "++")
        type_in(dialog, "formaldehyde", "?+", "?+")
        type_in(dialog, "colophonium", "+", "")
        type_in(dialog, "neomycin", "NR", "NR")
        dialog.form.testedOn.setText("2026-11-16")
        dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()

    dialogs.answer(fill_in)
    window.go_to("patient")
    window.form.enterReadingsAction.trigger()
    patient = window.session.patient
    assert patient is not None
    assert patient.tested_on == "2026-11-16"
    by_allergen = {r.allergen: r for r in patient.results}
    assert len(patient.results) == 36
    nickel = by_allergen["nickel"]
    assert (nickel.status, nickel.grade, nickel.series, nickel.chamber) == (ResultStatus.POSITIVE, "++", "TT36", "1")
    assert [str(r.grade) for r in nickel.readings] == ["+", "++"]
    assert by_allergen["formaldehyde"].status is ResultStatus.REVIEW
    assert by_allergen["colophonium"].status is ResultStatus.REVIEW  # fading
    assert by_allergen["neomycin"].status is ResultStatus.UNKNOWN  # not read is not negative
    assert by_allergen["lanolin"].status is ResultStatus.NEGATIVE
    assert by_allergen[""].status is ResultStatus.CONTROL
    assert [p.allergen for p in window.session.positives] == ["nickel"]


def test_the_next_test_begins_with_the_same_series(
    window: MainWindow, opened: Callable[..., ReadingGridDialog], qtbot: QtBot
) -> None:
    first = opened(series="PAED25")
    first.form.days.setText("2, 3, 7")
    first.form.grid.setCurrentIndex(first.model.index(0, 3))
    first.form.readButton.click()
    first.accept()
    second = opened(Patient("Bea"))
    assert {row.result.series for row in second.model.sheet.rows} == {"PAED25"}
    assert second.model.sheet.days == (2, 3, 7)
    second.add_series("TT24")  # instead of the usual one, as nothing was typed
    assert {row.result.series for row in second.model.sheet.rows} == {"TT24"}
    second.add_series("PAED25")
    assert {row.result.series for row in second.model.sheet.rows} == {"TT24", "PAED25"}


def test_the_second_reading_goes_on_with_the_test(
    window: MainWindow, opened: Callable[..., ReadingGridDialog], qtbot: QtBot
) -> None:
    first = opened()
    type_in(first, "nickel", "+")
    first.form.testedOn.setText("16.11.2026")
    first.accept()
    again = opened(first.patient)
    assert again.form.test.currentData() == "2026-11-16"
    assert again.form.grid.currentIndex().column() == 3  # day 4, which is today
    line(again, qtbot, "1 ++")
    again.accept()
    assert len(again.patient.results) == 36
    assert [str(r.grade) for r in again.patient.results[0].readings] == ["+", "++"]
    assert again.patient.results[1].status is ResultStatus.NEGATIVE


def test_an_old_test_is_over_and_the_next_needs_a_day(opened: Callable[..., ReadingGridDialog]) -> None:
    first = opened()
    type_in(first, "nickel", "+", "++")
    first.form.testedOn.setText("2026-03-02")
    first.accept()
    second = opened(first.patient)
    assert second.form.test.currentData() is None
    second.add_series("TT24")
    type_in(second, "nickel", "", "-")
    assert not save_button(second)
    assert "Give the day" in second.form.message.text()
    second.form.testedOn.setText("2026-03-02")
    assert "choose it above" in second.form.message.text()
    second.form.testedOn.setText("2026-11-16")
    second.accept()
    assert {r.tested_on for r in second.patient.results} == {"", "2026-11-16"}
    assert len(second.patient.results) == 36 + 24


@pytest.mark.parametrize(("typed", "said"), [("soon", "is no day"), ("2031-01-01", "in the future")])
def test_a_day_that_is_none_is_said_in_place(opened: Callable[..., ReadingGridDialog], typed: str, said: str) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "+")
    dialog.form.testedOn.setText(typed)
    assert said in dialog.form.message.text()
    assert not save_button(dialog)


@pytest.mark.parametrize("typed", ["2, 40", "2, four", "0"])
def test_a_day_of_reading_that_is_none_is_said_in_place(opened: Callable[..., ReadingGridDialog], typed: str) -> None:
    dialog = opened()
    dialog.form.days.setText(typed)
    assert "is no day of reading" in dialog.form.message.text()
    assert not save_button(dialog)
    dialog.form.days.setText("D2 D3/7")
    assert dialog.model.sheet.days == (2, 3, 7)
    assert save_button(dialog)


def test_a_reading_of_a_day_to_come_is_doubted_and_kept(opened: Callable[..., ReadingGridDialog]) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "", "+")
    dialog.form.testedOn.setText("2026-11-18")
    assert "D4 is still to come" in dialog.form.message.text()
    assert save_button(dialog)


def test_what_is_no_reading_is_told_and_not_kept(opened: Callable[..., ReadingGridDialog]) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "maybe")
    assert "“maybe” at Nickel" in dialog.form.message.text()
    assert not save_button(dialog)
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    type_in(dialog, "nickel", "")
    assert save_button(dialog)
    dialog.form.days.setText("none")
    assert not save_button(dialog)


def test_a_day_is_read_by_one_key_and_unread_by_the_same(
    opened: Callable[..., ReadingGridDialog], qtbot: QtBot
) -> None:
    dialog = opened()
    model = dialog.model
    assert model.headerData(3, Qt.Orientation.Horizontal) == "D4 not read"
    dialog.form.grid.setCurrentIndex(model.index(0, 3))
    dialog.form.readButton.click()
    assert model.headerData(3, Qt.Orientation.Horizontal) == "D4"
    assert model.data(model.index(5, 3)) == "–"
    assert model.data(model.index(5, 3), Qt.ItemDataRole.AccessibleTextRole) == (
        "Fragrance mix 0.43 mg/cm2 film, day 4: negative"
    )
    dialog.form.readButton.click()
    assert model.data(model.index(5, 3)) == ""


def test_return_goes_down_and_a_positive_is_a_few_keys(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    grid = dialog.form.grid
    grid.setFocus()
    grid.setCurrentIndex(dialog.model.index(0, 3))
    qtbot.keyClicks(grid, "+")
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "+")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.currentIndex().row() == 1)
    assert meaning(dialog, "nickel") == "positive ++"


def test_f4_lists_the_readings_and_takes_one(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    dialog.form.grid.setFocus()
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    qtbot.keyClick(dialog.form.grid, Qt.Key.Key_F4)
    actions = {action.text().split("\t")[1]: action for action in dialog.menu.actions()}
    actions["irritant"].trigger()
    dialog.menu.hide()
    assert meaning(dialog, "nickel") == "irritant"
    assert dialog.form.grid.currentIndex().row() == 1


def test_one_line_finds_adds_and_reads(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    line(dialog, qtbot, "21 ++")
    assert meaning(dialog, "formaldehyde") == "positive ++"
    line(dialog, qtbot, "propolis, 10 % pet +")
    assert dialog.model.results[-1].preparation == "10 % pet"
    assert meaning(dialog, "propolis") == "positive +"
    line(dialog, qtbot, "Preservatives")
    assert len(dialog.model.sheet.rows) > 60


def test_a_test_without_a_number_of_its_own_is_found_by_the_number_on_the_back(
    opened: Callable[..., ReadingGridDialog], qtbot: QtBot
) -> None:
    dialog = opened()
    dialog.add_series("COSM")
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    line(dialog, qtbot, "40 ++")
    assert str(dialog.model.results[39].grade) == "++"
    assert dialog.model.data(dialog.model.index(39, 0)) == "40"
    assert dialog.back.back.chambers[39].label == "40"


def test_own_products_and_unknown_allergens_are_rows(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    find = dialog.form.find
    find.setFocus()
    for words, down in (("Qqx day cream, as is ?+", 0), ("Zorbotene qq ++", 1)):
        qtbot.keyClicks(find, words)
        for _ in range(down):
            qtbot.keyClick(find, Qt.Key.Key_Down)
        qtbot.keyClick(find, Qt.Key.Key_Return)
    cream, custom = dialog.model.results[-2:]
    assert (cream.as_written, cream.preparation, cream.status) == ("Qqx day cream", "as is", ResultStatus.OWN_PRODUCT)
    assert (custom.as_written, custom.status) == ("Zorbotene qq", ResultStatus.POSITIVE)
    dialog.accept()
    assert [r.as_written for r in dialog.patient.unmapped_positives] == ["Zorbotene qq"]


def test_undo_goes_back_change_by_change(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "+", "++")
    dialog.form.undoButton.click()
    assert meaning(dialog, "nickel") == "positive +: only day 2 recorded"
    dialog.form.undoButton.click()
    dialog.form.undoButton.click()
    assert not dialog.model.sheet.rows
    assert not dialog.form.undoButton.isEnabled()


def test_a_column_is_copied_and_pasted(opened: Callable[..., ReadingGridDialog], qtbot: QtBot) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "+")
    grid = dialog.form.grid
    grid.setFocus()
    grid.selectColumn(2)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[:2] == ["+", "–"]
    grid.setCurrentIndex(dialog.model.index(0, 3))
    QGuiApplication.clipboard().setText("++\n\n?+\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [str(r.grade) for r in dialog.model.results[0].readings] == ["+", "++"]
    assert dialog.model.results[2].status is ResultStatus.REVIEW
    grid.setCurrentIndex(dialog.model.index(35, 3))
    QGuiApplication.clipboard().setText("+\n+")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "1 pasted cells had no place" in dialog.form.message.text()


def test_another_day_keeps_what_was_typed(opened: Callable[..., ReadingGridDialog]) -> None:
    dialog = opened()
    type_in(dialog, "nickel", "+", "++")
    dialog.form.days.setText("2, 4, 7")
    type_in(dialog, "lanolin", "", "", "+")
    assert [r.as_written for r in dialog.model.results[0].readings] == ["+", "++", "-"]


def test_a_chamber_of_the_back_is_clicked_and_typed_into(
    opened: Callable[..., ReadingGridDialog], qtbot: QtBot
) -> None:
    dialog = opened()
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    back = dialog.back
    chamber = back.back.chambers[8]
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton, pos=back.place_of(chamber).center().toPoint())
    assert dialog.form.grid.currentIndex().row() == 8
    qtbot.keyClick(back, Qt.Key.Key_Right)
    qtbot.keyClick(back, Qt.Key.Key_Up)
    assert back.chamber is not None
    assert back.chamber.label == "14"
    qtbot.keyClicks(back, "+")
    qtbot.keyClicks(back.editor, "+")
    qtbot.keyClick(back.editor, Qt.Key.Key_Return)
    assert [str(r.grade) for r in dialog.model.results[13].readings] == ["++"]
    assert "14, Epoxy" in back.accessibleDescription()


def test_a_chamber_far_down_a_long_back_is_brought_into_view(opened: Callable[..., ReadingGridDialog]) -> None:
    dialog = opened()
    for code in ("ACDS20", "COSM", "FRAG"):
        dialog.add_series(code)
    dialog.form.grid.setCurrentIndex(dialog.model.index(len(dialog.model.sheet.rows) - 1, 3))
    assert dialog.back.chamber is not None
    assert dialog.back.visibleRegion().contains(dialog.back.place_of(dialog.back.chamber).center().toPoint())


def test_what_the_readings_mean_can_be_decided_otherwise_with_a_reason(
    opened: Callable[..., ReadingGridDialog], dialogs: Dialogs
) -> None:
    def decide(dialog: AllergenDialog) -> None:
        dialog.choose_status(ResultStatus.IRRITANT)
        assert not dialog.can_be_kept
        dialog.who.setText("Dr A.")
        dialog.why.setText("follicular")
        assert dialog.can_be_kept
        dialog.accept()

    dialog = opened()
    type_in(dialog, "nickel", "+", "+")
    dialog.form.grid.setCurrentIndex(dialog.model.index(0, 3))
    dialogs.answer(decide)
    dialog.change_result()
    assert meaning(dialog, "nickel").startswith("readings mean positive +; decided irritant by Dr A. on ")
    assert [str(r.grade) for r in dialog.model.results[0].readings] == ["+", "+"]


def test_many_readings_are_not_thrown_away_by_one_key(
    opened: Callable[..., ReadingGridDialog], dialogs: Dialogs
) -> None:
    dialog = opened()
    for allergen in ("nickel", "lanolin", "neomycin", "chromium"):
        type_in(dialog, allergen, "+")
    dialogs.answer(lambda box: box.setResult(QMessageBox.StandardButton.Cancel))
    dialog.reject()
    assert dialog.isVisible()
    dialogs.answer(lambda box: box.setResult(QMessageBox.StandardButton.Discard))
    dialog.reject()
    assert not dialog.isVisible()


def test_a_test_of_an_imported_sheet_is_saved_as_it_was(opened: Callable[..., ReadingGridDialog]) -> None:
    first = opened()
    type_in(first, "nickel", "+", "++")
    first.accept()
    rough = replace(first.patient, results=tuple(replace(r, series="", chamber="") for r in first.patient.results))
    again = opened(rough)
    again.accept()
    assert again.patient == rough
