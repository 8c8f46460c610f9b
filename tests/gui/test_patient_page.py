"""The Patient page: what was understood, what was not, and corrections that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QScrollArea

from ingredient_checker.gui.allergen_dialog import AllergenDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.patient_picker import PatientPicker
from ingredient_checker.patch_test.reading import Grade, ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs


def sheet(folder: Path, text: str, name: str = "results.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def drawing(window: MainWindow) -> list[str]:
    model = window.patient_page.model
    return [f"{model.data(model.index(row, 0))} | {model.data(model.index(row, 1))}" for row in range(model.rowCount())]


def test_positive_results_stand_first_and_negative_ones_are_folded(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(
        sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Paraben mix,-,-\nP-1,Colophonium,?+,?+\nP-1,Formaldehyde,-,++\n")
    )
    assert drawing(window) == ["Formaldehyde | positive  ++", "Colophonium (rosin) | to decide"]
    window.patient_page.form.showAllButton.click()
    assert drawing(window)[-1] == "Paraben mix | negative"


def test_what_was_not_understood_is_shown_with_its_cell_until_it_is_settled(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Formaldehyde,-,zz\nP-1,Zorbotene X,-,++\n"))
    page = window.patient_page
    assert page.form.askCard.isVisible()
    said = " ".join(label.text() for label in page.form.questions.findChildren(QLabel))
    assert "D2" in said
    assert "zz" in said
    assert "profile incomplete" in page.form.detailLabel.text()
    assert drawing(window)[0].startswith("Zorbotene X  (not a known allergen)")
    (settled,) = page.form.questions.findChildren(QPushButton)
    settled.click()
    assert not page.form.askCard.isVisible()
    assert window.session.patient is not None
    assert window.session.patient.unread == ()
    assert window.session.workbench.record.undo_name() == "Settle what was not understood"


def test_an_unknown_name_is_corrected_and_kept(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Zorbotene X,-,++\n"))

    def choose(dialog: AllergenDialog) -> None:
        dialog.search.setText("propolis")
        dialog.accept()

    window.patient_page.form.results.selectRow(0)
    dialogs.answer(choose)
    window.patient_page.form.correctButton.click()
    assert window.session.patient_id is not None
    kept = window.session.workbench.record.patient(window.session.patient_id).results[0]
    assert (kept.allergen, kept.as_written) == ("propolis", "Zorbotene X")
    assert "corrected by hand" in kept.note
    assert [p.allergen for p in window.session.positives] == ["propolis"]


def test_what_was_said_of_one_patient_does_not_stay_for_the_next(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Nickel,-,++\n"))
    assert "1 results: 1 positive" in window.form.statusbar.currentMessage()
    window.try_sample()
    assert "1 results" not in window.form.statusbar.currentMessage()


def test_a_name_of_any_length_does_not_widen_the_window(window: MainWindow) -> None:
    window.try_sample()
    patient = window.session.patient
    assert patient is not None
    width = window.width()
    for name in ("Maria " * 40, "M" * 200, ""):
        window.session.save_patient(replace(patient, name=name, number="N" * 200))
        for page in ("patient", "check"):
            window.go_to(page)
            QApplication.processEvents()
            assert window.minimumSizeHint().width() <= width
    assert window.patient_page.form.nameLabel.text() == "N" * 39 + "…"
    assert "No. N" not in window.patient_page.form.detailLabel.text()


def test_a_result_can_be_taken_out(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Formaldehyde,-,++\nP-1,Propolis,-,+\n"))
    window.patient_page.form.results.selectRow(1)
    window.patient_page.remove()
    assert [p.allergen for p in window.session.positives] == ["formaldehyde"]


def test_a_positive_is_added_by_hand_without_any_sheet(window: MainWindow, dialogs: Dialogs) -> None:
    def fill_in(dialog: AllergenDialog) -> None:
        dialog.search.setText("methyli")
        dialog.grade.setCurrentIndex(1)
        dialog.accept()

    dialogs.answer(fill_in)
    window.form.addAllergenAction.trigger()
    assert window.session.patient is not None
    (added,) = window.session.patient.results
    assert (added.allergen, added.status, added.grade) == ("mi", ResultStatus.POSITIVE, Grade.STRONG)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("results.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "picture"),
        ("results.xlsx", b"", "empty"),
        ("results.csv", b"\n\n", ""),
    ],
)
def test_a_file_that_is_no_results_sheet_is_refused_and_nothing_is_kept(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    dialogs.answer(QDialog.reject)
    window.open_dropped(path)
    assert said in dialogs.shown[0]
    assert window.session.workbench.record.patients() == ()


def test_ctrl_k_finds_a_patient_by_part_of_the_name(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient ID,Allergen,D2,D4\nAlder-1,Formaldehyde,-,++\n", "a.csv"))
    window.open_dropped(sheet(tmp_path, "Patient ID,Allergen,D2,D4\nBirch-2,Propolis,-,++\n", "b.csv"))

    def choose(picker: PatientPicker) -> None:
        picker.form.search.setText("ald")
        picker.accept()

    dialogs.answer(choose)
    window.choose_patient()
    assert window.session.patient is not None
    assert window.session.patient.number == "Alder-1"


def test_a_cell_says_its_column_to_a_screen_reader(window: MainWindow, tmp_path: Path) -> None:
    window.open_dropped(sheet(tmp_path, "Patient,Allergen,D2,D4\nP-1,Formaldehyde,-,++\n"))
    model = window.patient_page.model
    assert model.data(model.index(0, 3), Qt.ItemDataRole.AccessibleTextRole) == "D4: ++"


def test_the_size_of_the_back_does_not_hang_on_the_scroll_bar_that_it_brings(window: MainWindow) -> None:
    window.try_sample()
    window.go_to("patient")
    back, heights = window.patient_page.pictures.back, set()
    area = back.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)
    area.setFixedWidth(240)  # narrower than the picture may become
    for policy in (Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff):
        area.setVerticalScrollBarPolicy(policy)
        QApplication.processEvents()
        heights.add(back.height())
    assert len(heights) == 1
