"""The main job from end to end in the window, on real files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.gui.main_window import MainWindow

LABEL = "Ingredients: Aqua, Glycerin, Parfum, Methylisothlazolinone, Citric Acid"


def results_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Patient:", "Test, Tina"),
        ("Allergen", "D2", "D4", "Relevance"),
        ("Methylisothiazolinone 0.2% aq", "+", "++", "C"),
        ("Formaldehyde 2% aq", "-", "+", "C"),
        ("Nickel sulfate 5% pet", "-", "+", "O"),
        ("Paraben mix 16% pet", "-", "-", ""),
    ):
        sheet.append(row)
    path = folder / "results.xlsx"
    book.save(path)
    return path


def product_list(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Brand", "Product", "Category", "Ingredients"),
        ("Alder", "Calm Cream", "Moisturiser", "Aqua, Glycerin, Petrolatum, Sodium Chloride, Citric Acid"),
        ("Birch", "Foam Wash", "Cleanser", "Aqua, Sodium Laureth Sulfate, Methylisothiazolinone, Sodium Chloride"),
        ("Cedar", "Night Balm", "Moisturiser", "Petrolatum, Zanthoxyl Dreamwort, Glycerin, Squalane"),
        ("Elm", "Day Lotion", "Moisturiser", "Aqua, Glycerin, DMDM Hydantoin, Cetearyl Alcohol"),
    ):
        sheet.append(row)
    path = folder / "products.xlsx"
    book.save(path)
    return path


def test_from_the_pasted_label_to_the_printed_list(window: MainWindow, qapp: QApplication, tmp_path: Path) -> None:
    qapp.clipboard().setText(LABEL)
    window.paste_label()
    assert window.check_page.form.labelText.label_text() == LABEL

    window.open_dropped(results_sheet(tmp_path))
    assert window.current_page() == "patient"
    assert [p.allergen for p in window.session.positives] == ["mi", "formaldehyde", "nickel"]

    window.go_to("check")
    assessment = window.check_page.assessment
    assert assessment is not None
    assert assessment.verdict is Verdict.AVOID
    assert window.check_page.form.bannerVerdict.text() == "AVOID"
    assert "Nickel" in window.check_page.form.bannerDoubts.text()

    window.go_to("library")
    window.open_dropped(product_list(tmp_path))
    verdicts = {s.product.product: s.assessment.verdict for s in window.screening.screened}
    assert verdicts == {
        "Calm Cream": Verdict.NOTHING_FOUND,
        "Foam Wash": Verdict.AVOID,
        "Night Balm": Verdict.UNREAD,
        "Day Lotion": Verdict.AVOID,
    }

    window.go_to("safe_list")
    pdf = tmp_path / "list.pdf"
    window.safe_list_page.save_pdf(pdf)
    text = " ".join("".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    listed, rest = text.split("Not fully read")
    assert "Calm Cream" in listed
    assert not any(name in listed for name in ("Foam Wash", "Night Balm", "Day Lotion"))
    unread, avoid = rest.split("To avoid")
    assert "Night Balm" in unread
    assert "Foam Wash" in avoid
    assert "Day Lotion" in avoid
    assert "allergen data" in text
    assert "page 1 of" in text


def test_everything_is_still_there_after_a_restart(window: MainWindow, tmp_path: Path) -> None:
    from PySide6.QtCore import QSettings

    from ingredient_checker.workbench import Workbench

    window.open_dropped(results_sheet(tmp_path))
    window.go_to("library")
    window.open_dropped(product_list(tmp_path))
    window.close()
    window.session.workbench.close()

    first = window.session.workbench
    again = Workbench(first.folder, first.catalogue, first.allergens, tmp_path / "library")
    reopened = MainWindow(again, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    assert reopened.session.patient is not None
    assert reopened.session.patient.name == "T. T."  # of "Test, Tina"
    assert len(again.products()) == 4
    reopened.close()
    again.close()


def test_the_sample_patient_shows_what_the_program_does(window: MainWindow) -> None:
    window.try_sample()
    assert window.session.patient is not None
    assert window.check_page.assessment is not None
    assert window.check_page.assessment.verdict is Verdict.AVOID
    assert len(window.screening.screened) == 11
    window.try_sample()
    assert len(window.session.workbench.record.patients()) == 1
