"""Library, Safe list and Allergens pages."""

from __future__ import annotations

from pathlib import Path

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.products_model import Column, text_of


def products(folder: Path, rows: str) -> Path:
    path = folder / "products.csv"
    path.write_text("Brand,Product,Category,Ingredients\n" + rows, "utf-8")
    return path


def shown(window: MainWindow) -> list[str]:
    return [f"{text_of(s, Column.VERDICT)[0]} {s.product.product}" for s in window.library_page.model.shown]


def test_products_are_screened_for_the_open_patient(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    assert shown(window)[0].startswith("✕")
    assert "○ Plain Cream" in shown(window)
    window.session.open_patient(None)
    assert shown(window) == []
    assert "open a patient" in window.library_page.form.totalsLabel.text()


def test_the_filter_keeps_products_by_name_and_by_reason(window: MainWindow) -> None:
    window.try_sample()
    window.library_page.form.filter.setText("hydantoin")
    assert shown(window) == ["✕ Repair Shampoo"]
    window.library_page.form.filter.setText("")
    assert len(shown(window)) == 11


def test_suspicious_rows_of_a_list_are_reported(window: MainWindow, tmp_path: Path) -> None:
    window.go_to("library")
    window.open_dropped(
        products(
            tmp_path, 'A,One,Cream,"Aqua, Glycerin, Parfum"\nA,Two,Cream,"Aqua, Glycerin, Parfum"\nA,Three,Cream,\n'
        )
    )
    page = window.library_page
    assert page.form.reportCard.isVisible()
    assert "3 added" in page.form.reportTitle.text()
    assert page.form.reportText.text().count("\n") >= 1


def test_opening_a_product_shows_its_label(window: MainWindow) -> None:
    window.try_sample()
    page = window.library_page
    page.form.filter.setText("Evening Balm")
    page.open_product(page.model.index(0, 0))
    assert window.current_page() == "check"
    assert window.check_page.form.labelText.label_text().startswith("Petrolatum")


def test_the_safe_list_says_what_is_missing(window: MainWindow) -> None:
    window.go_to("safe_list")
    assert window.safe_list_page.form.emptyTitle.text() == "No patient is open"
    window.session.open_patient(window.session.workbench.record.save_patient(window.session.workbench.sample_patient()))
    assert window.safe_list_page.form.emptyTitle.text() == "No screened products yet"


def test_the_safe_list_can_leave_out_what_to_avoid(window: MainWindow) -> None:
    window.try_sample()
    page = window.safe_list_page
    assert "Repair Shampoo" in page.html()
    page.form.avoidBox.setChecked(False)
    assert "Repair Shampoo" not in page.html()
    assert "Herb Shampoo" in page.html()


def test_an_allergen_is_found_by_any_of_its_names(window: MainWindow) -> None:
    page = window.allergens_page
    for written in ("Kathon CG", "MCI/MI", "mci_mi"):
        page.form.search.setText(written)
        assert page.model.found[0].id == "mci_mi"
    page.form.search.setText("50-00-0")
    assert page.model.found[0].id == "formaldehyde"
    text = page.form.page.toPlainText()
    assert "Quaternium-15" in text
    assert "Sources" in text
