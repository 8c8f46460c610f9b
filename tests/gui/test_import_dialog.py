"""A results sheet is looked at, corrected and imported; nothing is kept before that, and nothing half."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QTabWidget,
    QWidget,
)

from ingredient_checker.gui.import_dialog import ImportDialog
from ingredient_checker.gui.import_preview_model import SIGNS, TONES
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.theme import DARK, LIGHT
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.spreadsheets.preview import CellHow

if TYPE_CHECKING:
    from conftest import Dialogs


def table(folder: Path, text: str, name: str = "results.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def opened(window: MainWindow, path: Path) -> ImportDialog:
    """The dialog as it is shown."""
    dialog = ImportDialog(path, window.session, window.patient_page._importing, window)
    dialog.show()
    return dialog


def kept(window: MainWindow) -> list[Patient]:
    record = window.session.workbench.record
    return [record.patient(row.id) for row in record.patients()]


def answer(dialog: ImportDialog, about: str, value: str) -> None:
    field = dialog.questions.fields[about]
    if isinstance(field, QLineEdit):
        field.setText(value)
        field.editingFinished.emit()
        return
    assert isinstance(field, QComboBox)
    index = field.findData(value)
    assert index > 0
    field.setCurrentIndex(index)
    field.activated.emit(index)


def shown(dialog: ImportDialog, row: int) -> list[str]:
    model = dialog.model
    return [str(model.data(model.index(row, column)) or "") for column in range(model.columnCount())]


def test_every_cell_is_shown_with_how_it_was_read(window: MainWindow, tmp_path: Path) -> None:
    content = "Patient: Roe Jane,,,\nAllergen,D2,D4,Shelf\nNickel,-,++,7\nZaubertrank,-,+,8\nCobalt,zz,,9\n"
    dialog = opened(window, table(tmp_path, content))
    model = dialog.model
    assert shown(dialog, 2) == ["✓ Nickel", "-", "++", "– 7"]
    assert shown(dialog, 3)[0] == "✕ Zaubertrank"
    said = [model.data(model.index(4, column), Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert said == [
        "A5 “Cobalt”: name understood: Cobalt",
        "B5 “zz”: not understood: this reading is not known",
        "C5: not read: empty",
    ]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Day 2"
    assert model.headerData(0, Qt.Orientation.Vertical) == "1"
    assert dialog.form.aboutLabel.text().startswith("16 filled cells: 11 read, 2 not understood, 3 ignored")
    assert "1 of them no known allergen" in dialog.form.summary.text()
    assert kept(window) == []
    dialog.reject()


def test_a_sign_stands_beside_every_colour() -> None:
    assert {how for how in TONES if how is not CellHow.HEADING} <= set(SIGNS)
    assert set(TONES.values()) <= set(LIGHT.tints) & set(DARK.tints)


def test_return_imports_and_the_patient_is_opened(window: MainWindow, tmp_path: Path) -> None:
    told: list[str] = []
    window.session.told.connect(told.append)
    window.open_dropped(table(tmp_path, "Allergen,D2,D4\nNickel,-,++\nZaubertrank,-,+\nCobalt,zz,\n"))
    (patient,) = kept(window)
    assert window.session.patient == patient
    assert [cell.cell for cell in patient.unread] == ["B4"]
    assert told[-1] == (
        "results.csv · 3 results: 2 positive, 1 of them no known allergen; 1 to decide; "
        "1 not understood, kept with the patient · saved"
    )


def test_the_return_key_imports(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D4\nA-1,Nickel,++\n"))
    QTest.keyClick(dialog.form.preview, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert len(kept(window)) == 1


def test_nothing_is_kept_when_it_is_cancelled(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    dialogs.answer(ImportDialog.reject)
    path = table(tmp_path, "Allergen,D2,D4\nNickel,-,++\n")
    window.open_dropped(path)
    assert kept(window) == []
    dialog = opened(window, path)
    assert not dialog.form.warningLabel.isVisible()
    dialog.reject()


def test_an_answer_is_seen_at_once(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D2,D4\nA-1,Nickel,1,2\nA-1,Cobalt,0,0\nA-1,MI,,\n"))
    assert set(dialog.questions.fields) == {"number scale", "blank cells"}
    assert dialog.form.tabs.tabText(0) == "&Questions 2"
    assert shown(dialog, 1)[3] == "? 2"
    answer(dialog, "number scale", "ordinal 0-3")
    answer(dialog, "blank cells", "negative")
    assert dialog.questions.fields == {}
    assert shown(dialog, 1)[3] == "2"
    assert dialog.model.words(1, 3) == "D2 “2”: positive: day 4, ++"
    dialog.keep()
    (patient,) = kept(window)
    assert [(r.allergen, r.status) for r in patient.results] == [
        ("nickel", ResultStatus.POSITIVE),
        ("cobalt", ResultStatus.NEGATIVE),
        ("mi", ResultStatus.NEGATIVE),
    ]


def test_a_series_is_confirmed_and_the_positions_say_what_they_mean(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Pt: A-12\n#,48h,96h\n12,-,+\n"))
    assert shown(dialog, 2)[0] == "✕ 12"
    answer(dialog, "series", "NAC80")
    assert shown(dialog, 2)[0] == "✓ 12 = Quaternium-15"
    answer_again = dialog.sheet.answers.with_answer("series", "ACDS20")
    dialog.sheet.say(answer_again)
    dialog._show()
    assert shown(dialog, 2)[0] != "✓ 12 = Quaternium-15"
    dialog.reject()


def test_the_role_of_a_column_is_corrected_by_menu_and_by_key(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Allergen,Befund A,Rel\nNickel,++,C\nCobalt,-,\n"))
    menu = dialog.role_menu(1)
    (day,) = [action for action in menu.actions() if action.text() == "Day 4"]
    day.trigger()
    assert dialog.model.headerData(1, Qt.Orientation.Horizontal) == "Day 4"
    assert dialog.sheet.report.patients[0].patient.results[0].readings[0].day == 4
    dialog.give_role(1, "ignore")
    assert "ignored" in dialog.model.words(1, 1)
    dialog.form.preview.setCurrentIndex(dialog.model.index(1, 2))
    dialog.activateWindow()
    dialog.form.preview.setFocus()
    QApplication.processEvents()
    QTest.keyClick(dialog.form.preview, Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert [action.text() for action in popup.actions() if action.isChecked()] == []
    popup.close()
    dialog.reject()


def test_the_row_of_headings_is_corrected(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Quux,Wibble\nGrault,Waldo\nNickel,++\nCobalt,-\n"))
    dialog.head_by(1)
    dialog.give_role(0, "allergen")
    dialog.give_role(1, "reading:4")
    report = dialog.sheet.report
    assert report.preview[0].heading_row == 2
    assert [(r.allergen, str(r.grade)) for r in report.patients[0].patient.results] == [
        ("nickel", "++"),
        ("cobalt", "-"),
    ]
    dialog.reject()


def test_a_sheet_in_which_nothing_is_recognised_is_shown_and_can_be_explained(
    window: MainWindow, tmp_path: Path
) -> None:
    dialog = opened(window, table(tmp_path, "Aaa,Bbb\nZaubertrank,ja\nZaubertrunk,nein\n"))
    assert not dialog.form.importButton.isEnabled()
    assert "click a heading" in dialog.form.summary.text()
    dialog.give_role(0, "allergen")
    dialog.give_role(1, "final")
    assert dialog.form.importButton.isEnabled()
    assert "1 of them no known allergen" in dialog.form.summary.text()
    dialog.reject()


def test_a_doubtful_name_is_taken_with_return_and_another_is_searched(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D4\nA-1,Nickelll,++\nA-1,Zaubertrank,+\nA-1,Cobalt,-\n"))
    form = dialog.form
    assert dialog.names.open == 2
    form.tabs.setCurrentIndex(1)
    QTest.keyClick(form.candidates, Qt.Key.Key_Return)
    assert dialog.names.open == 1
    QTest.keyClicks(form.search, "propol")
    QTest.keyClick(form.search, Qt.Key.Key_Return)
    assert dialog.names.open == 0
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert dialog.form.summary.text() == "3 results: 2 positive"
    dialog.keep()
    (patient,) = kept(window)
    assert [r.allergen for r in patient.results] == ["nickel", "propolis", "cobalt"]
    assert [r.as_written for r in patient.results][:2] == ["Nickelll", "Zaubertrank"]


def test_a_name_may_be_an_own_product_and_the_decision_taken_back(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D4\nA-1,Haarspray blau,++\n"))
    dialog.form.ownButton.click()
    assert dialog.sheet.report.patients[0].patient.results[0].status is ResultStatus.OWN_PRODUCT
    dialog.form.openButton.click()
    assert dialog.sheet.report.patients[0].patient.results[0].status is ResultStatus.POSITIVE
    dialog.reject()


def test_a_decided_name_is_read_so_on_every_sheet(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D4\nA-1,Zaubertrank,++\n"))
    dialog.sheet.say(dialog.sheet.answers.with_name("Zaubertrank", "propolis"))
    dialog._show()
    dialog.form.ownNames.setChecked(True)
    dialog.keep()
    assert window.session.workbench.find_allergen("Zaubertrank").allergens == ("propolis",)


def test_several_patients_are_ticked_and_never_merged(window: MainWindow, tmp_path: Path) -> None:
    path = table(tmp_path, "Patient ID,Allergen,D4\nA-1,Nickel,++\nB-2,Propolis,+\nC-3,Cobalt,-\n")
    dialog = opened(window, path)
    form = dialog.form
    assert form.importButton.text() == "Import 3 patients"
    form.patients.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert form.importButton.text() == "Import 2 patients"
    assert form.summary.text().startswith("2 patients · 2 results: 1 positive")
    dialog.keep()
    assert [patient.number for patient in kept(window)] == ["A-1", "C-3"]
    assert window.session.workbench.record.undo_name() == "Import results"
    again = opened(window, path)
    assert "imported before" in again.form.warningLabel.text()
    assert "Another test of A-1" in again.form.target.currentText()
    again.reject()


def test_results_go_to_the_open_patient_only_when_asked_for_and_with_a_warning(
    window: MainWindow, tmp_path: Path
) -> None:
    window.open_dropped(table(tmp_path, "Patient ID,Allergen,D4\nA-1,Nickel,++\n", "a.csv"))
    dialog = opened(window, table(tmp_path, "Patient,Birch Bea,Applied,2024-03-02\nAllergen,D4\nPropolis,+\n", "b.csv"))
    form = dialog.form
    assert form.target.currentText() == "A new patient"
    assert form.testedOn.text() == "2024-03-02"
    form.target.setCurrentIndex(1)
    form.target.activated.emit(1)
    assert "is it one person" in form.targetWarning.text()
    dialog.keep()
    (patient,) = kept(window)
    assert [(r.allergen, r.tested_on) for r in patient.results] == [("nickel", ""), ("propolis", "2024-03-02")]


def test_two_patients_of_a_sheet_never_go_to_one_record(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(table(tmp_path, "Patient ID,Allergen,D4\nA-1,Nickel,++\n", "a.csv"))
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D4\nAnn,Nickel,++\nBea,Propolis,+\n", "b.csv"))
    for row in (0, 1):
        dialog.form.patients.setCurrentRow(row)
        dialog.form.target.setCurrentIndex(1)
        dialog.form.target.activated.emit(1)
    assert not dialog.form.importButton.isEnabled()
    assert "never merged" in dialog.form.summary.text()
    dialog.reject()


def test_names_are_kept_as_initials_or_in_full_and_that_is_remembered(window: MainWindow, tmp_path: Path) -> None:
    path = table(tmp_path, "Patient: Jane Roe,\nAllergen,D4\nNickel,++\n")
    dialog = opened(window, path)
    assert dialog.form.nameField.text() == "J. R."
    dialog.form.fullNameButton.setChecked(True)
    assert dialog.form.nameField.text() == "Jane Roe"
    dialog.keep()
    assert [patient.name for patient in kept(window)] == ["Jane Roe"]
    again = opened(window, path)
    assert again.form.fullNameButton.isChecked()
    again.form.nameField.setText("")
    QTest.keyClicks(again.form.nameField, "J.")
    assert again.patients.taken[0].name == "J."
    again.reject()


def test_a_kind_of_sheet_is_read_as_before_until_that_is_forgotten(window: MainWindow, tmp_path: Path) -> None:
    content = "Patient,Allergen,D2,D4\n{},Nickel,1,2\n"
    dialog = opened(window, table(tmp_path, content.format("A-1")))
    answer(dialog, "number scale", "ordinal 0-3")
    dialog.keep()
    again = opened(window, table(tmp_path, content.format("B-2")))
    assert again.form.rememberedLabel.isVisible()
    assert again.questions.fields == {}
    again.form.forgetButton.click()
    assert set(again.questions.fields) == {"number scale"}
    assert not again.form.rememberedLabel.isVisible()
    again.reject()


def test_sheets_are_chosen_and_hidden_ones_are_marked(window: MainWindow, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Ann"
    for row in (["Allergen", "D4"], ["Nickel", "+"], ["Cobalt", "-"]):
        book.active.append(row)
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for row in (["Allergen", "D4"], ["Propolis", "++"], ["MI", "-"]):
        hidden.append(row)
    path = tmp_path / "two.xlsx"
    book.save(path)
    dialog = opened(window, path)
    form = dialog.form
    assert [form.sheetBox.itemText(i) for i in range(2)] == ["Ann", "Old (hidden)"]
    assert "1 hidden sheet" in form.aboutLabel.text()
    form.sheetBox.setCurrentIndex(1)
    assert shown(dialog, 1)[0] == "✓ Propolis"
    form.readSheet.click()
    assert shown(dialog, 1)[0] == "– Propolis"
    dialog.keep()
    (patient,) = kept(window)
    assert {result.allergen for result in patient.results} == {"nickel", "cobalt"}


def test_the_code_page_is_shown_and_changed(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes("Allergène;J2;J4\nNickel;-;++\nÉpicéa;-;+\n".encode("mac_roman"))
    dialog = opened(window, path)
    box = dialog.form.codePage
    assert box.currentText() == "Western Europe, old Mac"
    index = box.findData("cp1252")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert "Epicéa" not in shown(dialog, 2)[0]
    assert dialog.sheet.answers.code_page == "cp1252"
    dialog.reject()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"PK\x03\x04nonsense"])
def test_what_cannot_be_read_is_said_by_name_and_nothing_is_kept(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    dialogs.answer(QDialog.reject)
    window.open_dropped(path)
    assert "results.xlsx" in dialogs.shown[0]
    assert kept(window) == []


def test_many_rows_columns_and_questions_are_shown_as_far_as_is_useful(window: MainWindow, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Allergen", "D2", "D4", *(f"Extra {n}" for n in range(40))])
    for n in range(500):
        book.active.append([f"Fragrance mix {'x' * (n % 3)}{n}", "-", ("+", "NR", 2)[n % 3], *["x"] * 40])
    path = tmp_path / "much.xlsx"
    book.save(path)
    dialog = opened(window, path)
    assert dialog.model.rowCount() == 100
    assert dialog.model.columnCount() == 43
    assert "500 results" in dialog.form.summary.text()
    assert "all are read" in dialog.form.legend.text()
    dialog.reject()


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, tmp_path: Path) -> None:
    dialog = opened(window, table(tmp_path, "Patient,Allergen,D2,D4\nA-1,Zaubertrank,1,2\nA-1,Fragrance mix,NR,\n"))
    for page in range(dialog.form.tabs.count()):
        dialog.form.tabs.setCurrentIndex(page)
        for widget in dialog.findChildren(QWidget):
            if widget.isVisibleTo(dialog) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
                inside = isinstance(widget.parentWidget(), QComboBox | QAbstractItemView | QTabWidget)
                assert named or inside, widget.objectName() or widget
    dialog.reject()
