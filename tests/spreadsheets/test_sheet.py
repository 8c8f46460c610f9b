"""Table files of every kind, honest and hostile: read right, or refused by name; never silently wrong."""

from __future__ import annotations

import contextlib
import datetime
import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingredient_checker.problem import Problem
from ingredient_checker.spreadsheets.sheet import CellKind, Sheet, file_hash, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_xml(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return f'<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def raw_workbook(path: Path, sheet: str, **changed: str) -> Path:
    """A workbook written by hand, as no decent program would."""
    parts = PARTS | {"xl/worksheets/sheet1.xml": sheet} | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def saved(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


ONE_ROW = '<row r="1">' + inline("A1", "Nickel") + inline("B1", "++") + "</row>"


# what a person sees is what is read


def test_numbers_keep_their_look(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [2.0, 0.5, 1, 12345678, True, "0,5 %", " ++ "])
    assert texts(read_sheets(path)[0]) == [["2", "0.5", "1", "12345678", "TRUE", "0,5 %", "++"]]


def test_a_percent_cell_reads_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 0.005
    book.active["A1"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert read_sheets(tmp_path / "a.xlsx")[0].rows[0][0].text == "0.5%"


def test_a_cas_number_that_became_a_date_is_marked(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["CAS", datetime.date(2001, 5, 5)])
    cell = read_sheets(path)[0].rows[0][1]
    assert (cell.text, cell.kind, cell.address) == ("2001-05-05", CellKind.DATE, "Sheet!B1")


def test_error_cells_are_errors_not_empty(tmp_path: Path) -> None:
    row = '<row r="1">' + inline("A1", "Nickel") + '<c r="B1" t="e"><v>#NAME?</v></c></row>'
    sheet = read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(row)))[0]
    assert (sheet.rows[0][1].text, sheet.rows[0][1].kind) == ("#NAME?", CellKind.ERROR)
    assert "B1" in sheet.notes[0]


def test_merged_areas_show_their_text_in_every_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Series"
    book.active["B3"] = "++"
    book.active.merge_cells("A1:A3")
    book.save(tmp_path / "a.xlsx")
    rows = read_sheets(tmp_path / "a.xlsx")[0].rows
    assert [row[0].text for row in rows] == ["Series"] * 3
    assert [row[0].filled for row in rows] == [False, True, True]


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nickel", "+"])
    book.create_sheet("Second").append(["Cobalt", "-"])
    book["Second"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [sheet.hidden for sheet in read_sheets(tmp_path / "a.xlsx")] == [False, True]


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        '<table:table table:name="Tabelle1"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Nickel</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>++</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    assert texts(read_sheets(tmp_path / "a.ods")[0]) == [["Nickel", "++"]]


# workbooks on which readers are silently wrong


def test_a_false_dimension_hides_no_cells(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}">' + inline(f"A{r}", f"Allergen {r}") + "</row>" for r in range(1, 401))
    path = raw_workbook(tmp_path / "a.xlsx", sheet_xml(rows, before='<dimension ref="A1"/>'))
    assert len(read_sheets(path)[0].rows) == 400


def test_rows_out_of_order_stand_in_their_places(tmp_path: Path) -> None:
    rows = '<row r="2">' + inline("A2", "second") + '</row><row r="1">' + inline("A1", "first") + "</row>"
    assert texts(read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(rows)))[0]) == [["first"], ["second"]]


def test_cells_without_references_are_read(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>Nickel</t></is></c><c t="inlineStr"><is><t>++</t></is></c></row>'
    assert texts(read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(row)))[0]) == [["Nickel", "++"]]


def test_escaped_line_breaks_are_undone(tmp_path: Path) -> None:
    row = '<row r="1">' + inline("A1", "Nickel_x000D_\nsulfate") + "</row>"
    assert texts(read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(row)))[0]) == [["Nickel\nsulfate"]]


def test_a_formula_with_an_empty_result_is_an_empty_cell(tmp_path: Path) -> None:
    row = '<row r="1">' + inline("A1", "Nickel") + '<c r="B1" t="str"><f>IF(1,"")</f><v></v></c></row>'
    assert texts(read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(row)))[0]) == [["Nickel"]]


def test_some_hundred_thousand_styled_empty_rows_are_passed_over(tmp_path: Path) -> None:
    rows = ONE_ROW + "".join(f'<row r="{r}" s="1"/>' for r in range(2, 300_001))
    started = time.monotonic()
    assert texts(read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(rows)))[0]) == [["Nickel", "++"]]
    assert time.monotonic() - started < 15


def read_right_or_refused(path: Path) -> None:
    """Never silently wrong: all cells, or a Problem."""
    with contextlib.suppress(Problem):
        assert texts(read_sheets(path)[0]) == [["Nickel", "++"]]


def test_strict_office_files_are_read_right_or_refused(tmp_path: Path) -> None:
    strict = {name: content.replace(MAIN, STRICT) for name, content in PARTS.items()}
    path = raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW, namespace=STRICT), **strict)
    read_right_or_refused(path)


@pytest.mark.parametrize("change", [str.upper, lambda name: name.replace("/", "\\")], ids=["upper case", "backslashes"])
def test_odd_part_names_are_read_right_or_refused(tmp_path: Path, change: object) -> None:
    parts = PARTS | {"xl/worksheets/sheet1.xml": sheet_xml(ONE_ROW)}
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(change(name) if name.startswith("xl/") else name, content)  # type: ignore[operator]
    read_right_or_refused(tmp_path / "a.xlsx")


# refused, with the reason in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b'{"patient": {"name": "A. B."}}', "JSON"),
        (b'[\n  {"name": "A. B."}]', "JSON"),
        (b"<!DOCTYPE html><html><table><tr><td>Nickel</td></tr></table></html>", "web page"),
        (b"<html><body><table></table></body></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b"{\\rtf1 Nickel}", "RTF"),
        (b"\x1f\x8b\x08" + b"\x00" * 30, "compressed"),
        (b"PK\x03\x04 this is no archive", "damaged"),
        (bytes(range(256)) * 20, "not a table"),
        (b"text first PK\x03\x04" + b"\x00" * 40, "in front of"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    with pytest.raises(Problem, match=words) as raised:
        read_sheets(path)
    assert "results.xlsx" in str(raised.value)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/document.xml": "<w/>"}, "Word"),
        ({"ppt/presentation.xml": "<p/>"}, "PowerPoint"),
        ({"holiday.txt": "hello"}, "ZIP archive"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "text document"),
    ],
)
def test_other_zip_files_are_named(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(Problem, match=words):
        read_sheets(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("stream", "words"), [("EncryptedPackage", "password"), ("WordDocument", "Word"), ("Nothing", "without a workbook")]
)
def test_old_office_files_are_named(tmp_path: Path, stream: str, words: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + stream.encode("utf-16-le") + b"\x00" * 500)
    with pytest.raises(Problem, match=words):
        read_sheets(path)


def test_a_broken_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + "Workbook".encode("utf-16-le") + b"\x00" * 500
    )
    with pytest.raises(Problem, match=r"a\.xls"):
        read_sheets(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no file"):
        read_sheets(tmp_path / "nothing.xlsx")
    with pytest.raises(Problem, match="folder"):
        read_sheets(tmp_path)


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(Problem, match="no filled cells"):
        read_sheets(tmp_path / "a.xlsx")


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["Nickel", "++"])
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(Problem, match=r"a\.xlsx"):
        read_sheets(path)


BOMB = (
    '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (BOMB, "document type"),
        (sheet_xml('<row r="1">' + inline("A1", "a") + inline("A1", "b") + "</row>"), "A1 twice"),
        (sheet_xml('<row r="1">' + inline("A1", "a") + '<c r="B1"><f>1+1</f></c></row>'), "without a result in B1"),
        (sheet_xml(ONE_ROW + '<row r="1048576">' + inline("XFD1048576", "x") + "</row>"), "scattered"),
        (sheet_xml('<row r="1">' + inline("ZZZZ1", "a") + "</row>"), "outside any sheet"),
        (sheet_xml('<row r="99999999">' + inline("A1", "a") + "</row>"), "outside any sheet"),
        (sheet_xml("<g>" * 100 + "</g>" * 100), "deeper"),
        (sheet_xml(ONE_ROW)[:-30], "damaged"),
    ],
)
def test_lying_sheets_are_refused_with_the_reason(tmp_path: Path, sheet: str, words: str) -> None:
    with pytest.raises(Problem, match=words):
        read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet))


def test_a_part_given_twice_is_refused(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW), **{"xl/Worksheets/Sheet1.xml": sheet_xml(ONE_ROW)})
    with pytest.raises(Problem, match="same part twice"):
        read_sheets(path)


def test_a_part_that_leads_out_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="lead out"):
        read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW), **{"xl/../../evil.xml": "<x/>"}))


def test_a_zip_bomb_is_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW), **{"xl/media/big.bin": "0" * (140 << 20)})
    assert path.stat().st_size < 1 << 20
    with pytest.raises(Problem, match="unpacks to more than"):
        read_sheets(path)


def test_two_thousand_parts_are_refused(tmp_path: Path) -> None:
    many = {f"xl/media/p{i}.bin": "x" for i in range(2001)}
    with pytest.raises(Problem, match="parts"):
        read_sheets(raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW), **many))


def test_a_locked_zip_is_called_protected(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "a.xlsx", sheet_xml(ONE_ROW))
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag of an encrypted part
    path.write_bytes(content)
    with pytest.raises(Problem, match="password"):
        read_sheets(path)


def test_mutated_workbooks_never_end_the_program(tmp_path: Path) -> None:
    good = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Nickel", "++"])
    book.save(good)
    content = good.getvalue()
    for at in range(40, len(content), len(content) // 12):
        path = tmp_path / f"m{at}.xlsx"
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        read_right_or_refused(path)


# text tables


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Allergen;D2\nNickel;+\n", [["Allergen", "D2"], ["Nickel", "+"]]),
        (b"sep=;\nAllergen;Conc.\nNickel;0,5 %\n", [[], ["Allergen", "Conc."], ["Nickel", "0,5 %"]]),
        (b"Allergen\tD2\r\nNickel\t+\r\n", [["Allergen", "D2"], ["Nickel", "+"]]),
        (b'Name,List\nCream,"Aqua, Parfum"\n', [["Name", "List"], ["Cream", "Aqua, Parfum"]]),
        (b'Name,List\nCream,"Aqua,\nParfum"\n', [["Name", "List"], ["Cream", "Aqua,\nParfum"]]),
        ('"5"" plate",x\n'.encode("utf-16"), [['5" plate', "x"]]),
        ("Nickel;µg\n".encode("utf-8-sig"), [["Nickel", "µg"]]),
    ],
)
def test_text_tables_are_split_as_meant(tmp_path: Path, content: bytes, expected: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert texts(read_sheets(path)[0]) == expected


def test_a_stray_quote_swallows_no_rows(tmp_path: Path) -> None:
    lines = ["Allergen,D2"] + [f"Allergen {i},-" for i in range(5000)]
    lines[7] = '"Nickel,+'
    lines[9] = 'Cobalt "2,+'
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), "utf-8")
    rows = texts(read_sheets(path)[0])
    assert len(rows) == 5001
    assert rows[7] == ['"Nickel', "+"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "cp850", "utf-16", "utf-16-le"])
def test_the_code_page_is_the_one_in_which_known_words_can_be_read(tmp_path: Path, encoding: str) -> None:
    text = "Allergène;J2\nSulfate de nickel;négatif\nBaume du Pérou;+\nFormaldéhyde;-\n"
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    known = {"allergène", "négatif", "pérou", "formaldéhyde"}
    assert texts(read_sheets(path, known)[0])[2] == ["Baume du Pérou", "+"]


def test_addresses_of_text_tables_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nc,d\n", "utf-8")
    assert read_sheets(path)[0].rows[1][1].address == "B2"


def test_the_same_file_has_the_same_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a", "utf-8")
    assert file_hash(path) == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
