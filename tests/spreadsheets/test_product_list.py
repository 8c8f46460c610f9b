"""Product lists as clinics and shops keep them, and what is odd about a row."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.problem import Problem
from ingredient_checker.spreadsheets.export import write_csv, write_xlsx
from ingredient_checker.spreadsheets.product_list import CUT_AT, read_products

CREAM = "Aqua, Glycerin, Cetearyl Alcohol, Parfum, Linalool, Phenoxyethanol"
WASH = "Aqua, Sodium Laureth Sulfate, Cocamidopropyl Betaine, Sodium Chloride, Citric Acid"


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    "headings",
    [
        ["Brand", "Product", "Category", "Ingredients"],
        ["Marke", "Produktname", "Kategorie", "Inhaltsstoffe"],
        ["Marque", "Produit", "Catégorie", "Ingrédients"],
        ["Marca", "Producto", "Categoría", "Ingredientes"],
        ["Merk", "Productnaam", "Categorie", "Ingrediënten"],
        ["Brand / Marke", "Product name", "Type", "Ingredients (INCI)"],
    ],
)
def test_headings_in_any_language(tmp_path: Path, headings: list[object]) -> None:
    path = workbook(tmp_path / "p.xlsx", ["Our list 2025"], [], headings, ["Sample House", "Day Cream", "Cream", CREAM])
    report = read_products(path)
    (product,) = report.products
    assert (product.brand, product.product, product.category) == ("Sample House", "Day Cream", "Cream")
    assert (product.ingredients, product.place) == (CREAM, "p.xlsx Sheet!A4")
    assert not report.warnings
    assert not report.must_ask


def test_columns_without_headings_are_guessed_and_asked(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "p.xlsx",
        ["Sample House", "Day Cream", CREAM],
        ["Sample House", "Hand Wash", WASH],
        ["Other House", "Night Cream", CREAM + ", Tocopherol"],
    )
    report = read_products(path)
    assert [(p.brand, p.product) for p in report.products][1] == ("Sample House", "Hand Wash")
    assert report.products[1].ingredients == WASH
    assert "column C" in report.must_ask[0].question


def test_a_semicolon_list_in_cp1252(tmp_path: Path) -> None:
    path = text(tmp_path / "p.csv", f"Marke;Produkt;Inhaltsstoffe\nMüller;Käsecreme;{CREAM}\n", "cp1252")
    (product,) = read_products(path).products
    assert (product.brand, product.product, product.ingredients) == ("Müller", "Käsecreme", CREAM)


def test_json_lines_with_the_keys_of_shops(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "brand": "A", "title": "Cream", "ingredients_text": CREAM},
        {"product": "Wash", "ingredients": ["Aqua", "Glycerin"]},
        {"name": "No list", "category": "Soap"},
    ]
    path = text(tmp_path / "p.jsonl", "\n".join(json.dumps(line) for line in lines) + "\n{broken\n[1]\n")
    report = read_products(path)
    assert [(p.product, p.ingredients) for p in report.products] == [
        ("Cream", CREAM),
        ("Wash", "Aqua, Glycerin"),
        ("No list", ""),
    ]
    assert [item.cell for item in report.not_understood] == ["line 4", "line 5"]
    assert any("line 3: no ingredient list" in warning for warning in report.warnings)


def test_rows_that_are_odd_are_taken_and_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "p.xlsx",
        ["Brand", "Product", "Ingredients", "Remarks"],
        ["A", "Cream", CREAM],
        ["A", "Lotion", CREAM],
        ["A", "Soap", None],
        ["A", "Wash", "moved", WASH],
        ["A", "Long", "Aqua, " * 5500],
        [None, None, None, "a remark alone"],
    )
    report = read_products(path)
    assert [p.product for p in report.products] == ["Cream", "Lotion", "Soap", "Wash", "Long"]
    said = "\n".join(report.warnings)
    assert "A3: the same ingredient list as the row above" in said
    assert "A4: no ingredient list" in said
    assert "A5: the ingredient list stands in another column" in said
    assert f"A6: the ingredient list was cut at {CUT_AT}" in said
    assert [item.cell for item in report.not_understood] == ["Sheet!D7"]


def test_the_heading_repeated_in_the_middle_is_no_product(tmp_path: Path) -> None:
    path = text(tmp_path / "p.csv", f'Product,Ingredients\nCream,"{CREAM}"\nProduct,Ingredients\nWash,"{WASH}"\n')
    assert [p.product for p in read_products(path).products] == ["Cream", "Wash"]


def test_several_sheets_are_all_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    for name, row in (("Creams", ["Cream", CREAM]), ("Washes", ["Wash", WASH])):
        sheet = book.create_sheet(name)
        sheet.append(["Product", "Ingredients"])
        sheet.append(row)
    book.save(tmp_path / "p.xlsx")
    assert [p.place for p in read_products(tmp_path / "p.xlsx").products] == ["p.xlsx Creams!A2", "p.xlsx Washes!A2"]


def test_a_table_without_ingredient_lists_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"p\.csv has no column of ingredient lists"):
        read_products(text(tmp_path / "p.csv", "Allergen,D2\nNickel,+\n"))


@given(
    st.lists(st.lists(st.one_of(st.text(max_size=10), st.sampled_from(["Product", "Ingredients", CREAM])), max_size=4))
)
@settings(max_examples=100, deadline=None)
def test_any_text_table_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes("\n".join(",".join(row) for row in table).encode("utf-8", errors="replace"))
    with contextlib.suppress(Problem):
        read_products(path)


# tables out


ROWS: list[list[str | int | None]] = [
    ["=1+1", "+", 3, None],
    ["@home", "- minus", 0, "Ünïcode"],
    ["\x07bell", "++", 1, ""],
]


def test_an_exported_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, ["Product", "Grade", "Count", "Note"], ROWS, ["=title", "2026-01-01"])
    sheet = openpyxl.load_workbook(path).active
    cells = [list(row) for row in sheet.iter_rows()]
    assert cells[0][0].value == "=title"
    assert [cell.value for cell in cells[3]] == ["=1+1", "+", 3, None]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "inlineStr"}  # "f" would be a formula
    assert cells[5][0].value == " bell"


def test_a_text_that_is_too_long_for_excel_is_cut_visibly(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "out.xlsx", ["List"], [["x" * 40_000]])
    value = openpyxl.load_workbook(tmp_path / "out.xlsx").active["A2"].value
    assert len(value) == CUT_AT
    assert "cut" in value[-60:]


def test_exported_text_is_guarded_against_calculation(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["Product", "Grade", "Count", "Note"], ROWS, ["made 2026-01-01"])
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[0] == "made 2026-01-01"
    assert lines[2] == "'=1+1,'+,3,"
    assert lines[3].startswith("'@home,'- minus,0,")


def test_csv_goes_to_standard_output_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(None, ["A"], [["b"]])
    assert capsys.readouterr().out == "A\nb\n"


def test_a_list_that_cannot_be_written_is_a_problem_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be written"):
        write_xlsx(tmp_path / "no" / "out.xlsx", ["A"], [["b"]])
    assert list(tmp_path.iterdir()) == []


def test_what_was_exported_is_read_back(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "p.xlsx", ["Brand", "Product", "Ingredients"], [["A", "Cream", CREAM]], ["List of 2026"])
    assert read_products(tmp_path / "p.xlsx").products[0].ingredients == CREAM
