"""Workbooks as no decent program would write them, made here part by part."""

from __future__ import annotations

import datetime
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from .hostile_file import TABLE, HostileFile, Rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = "urn:oasis:names:tc:opendocument:xmlns"
Parts = Mapping[str, str | bytes]


def letters(column: int) -> str:
    """1 -> "A", 28 -> "AB"."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row_xml(number: int, texts: Iterable[str]) -> str:
    cells = (text_cell(f"{letters(c)}{number}", text) for c, text in enumerate(texts, 1) if text)
    return f'<row r="{number}">{"".join(cells)}</row>'


def rows_xml(rows: Rows = TABLE) -> list[str]:
    return [row_xml(n, row) for n, row in enumerate(rows, 1)]


def sheet(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{namespace}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


TABLE_SHEET = sheet("".join(rows_xml()))


def parts_of(sheets: Mapping[str, str | bytes], states: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """The parts of a whole workbook with these sheets (name -> XML)."""
    numbered = list(enumerate(sheets.items(), 1))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n, _ in numbered
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" {(states or {}).get(name, "")} r:id="rId{n}"/>'
        for n, (name, _) in numbered
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": xml for n, (_, xml) in numbered},
    }


ONE_SHEET = parts_of({"Results": TABLE_SHEET})


def zipped(parts: Parts | Iterable[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    items = parts.items() if isinstance(parts, Mapping) else parts
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # the same name twice is what some of these are about
        for name, content in items:
            archive.writestr(name, content)
    return stream.getvalue()


def with_sheet(xml: str | bytes, **parts: str | bytes) -> bytes:
    """A workbook with this first sheet; further parts replace or join the usual ones."""
    return zipped({**ONE_SHEET, "xl/worksheets/sheet1.xml": xml, **parts})


def with_strings(strings: str, sheet_xml: str = "", relation: bool = True) -> bytes:
    """A workbook with shared strings."""
    related = str(ONE_SHEET["xl/_rels/workbook.xml.rels"])
    shared = f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts = {**ONE_SHEET, "xl/_rels/workbook.xml.rels": related.replace("</Relationships>", shared)}
    if relation:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if sheet_xml:
        parts["xl/worksheets/sheet1.xml"] = sheet_xml
    return zipped(parts)


def with_styles(sheet_xml: str, xfs: str, *, date1904: bool = False, damaged: bool = False) -> bytes:
    """A workbook with number formats."""
    related = str(ONE_SHEET["xl/_rels/workbook.xml.rels"])
    style = f'<Relationship Id="rId8" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    fills = "<fills><fill/></fills>" if damaged else '<fills><fill><patternFill patternType="none"/></fill></fills>'
    font = f"<fonts><font/></fonts>{fills}<borders><border/></borders>"
    styles = f'<styleSheet xmlns="{MAIN}">{font}<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{xfs}</cellXfs>'
    parts = {
        **ONE_SHEET,
        "xl/_rels/workbook.xml.rels": related.replace("</Relationships>", style),
        "xl/styles.xml": styles + "</styleSheet>",
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if date1904:
        book = str(ONE_SHEET["xl/workbook.xml"])
        parts["xl/workbook.xml"] = book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    return zipped(parts)


def one_row(cells: str) -> str:
    return sheet(f'<row r="1">{text_cell("A1", "Nickel")}{cells}</row>')


def saved(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(table: str, **parts: str | bytes) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<office:document-content xmlns:office="{_ODS}:office:1.0" xmlns:table="{_ODS}:table:1.0" '
        f'xmlns:text="{_ODS}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Results">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest, **parts})


def ods_cell(text: str, said: str = "") -> str:
    words = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string" {said}>{words}</table:table-cell>'


def ods_row(texts: Iterable[str], said: str = "") -> str:
    return f"<table:table-row {said}>{''.join(map(ods_cell, texts))}</table:table-row>"


def ole(stream: str) -> bytes:
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(3000)


# the cases


def workbooks() -> Iterator[HostileFile]:
    """Every hostile or odd workbook, one after the other: some are large."""
    yield from _places()
    yield from _parts()
    yield from _values()
    yield from _dates()
    yield from _sheets()
    yield from _bombs()
    yield from _damaged()
    yield from _opendocument()
    yield from _disguised()


def _xlsx(
    name: str, content: bytes | Callable[[], bytes], right: Rows | None = TABLE, refused: str = ""
) -> HostileFile:
    """`right`: what stands in it, None when nothing does; `refused`: what a refusal says, "-" where it is a fault."""
    return HostileFile(name, "results.xlsx", content, right, refused)


def _unsure(name: str, content: bytes) -> HostileFile:
    """A file of which nobody can say what it means; it must only do no harm."""
    return HostileFile(name, "results.xlsx", content, None, any_right=True)


def _places() -> Iterator[HostileFile]:
    rows = rows_xml()
    table = "".join(rows)
    for said in ("A1", "A1:XFD1048576", "B2:C3", "hello", ""):
        xml = sheet(table, before=f'<dimension ref="{said}"/>')
        yield _xlsx(f"dimension {said or 'empty'}", with_sheet(xml), refused="-" if said in ("A1", "B2:C3") else "")
    yield _xlsx("rows out of order", with_sheet(sheet("".join([*rows[5:], *rows[:5]]))), refused="-")
    yield _xlsx("rows backwards", with_sheet(sheet("".join(reversed(rows)))), refused="-")
    swapped = "".join(
        f'<row r="{n}">{"".join(text_cell(f"{letters(c)}{n}", row[c - 1]) for c in (3, 1, 2))}</row>'
        for n, row in enumerate(TABLE, 1)
    )
    yield _xlsx("columns out of order", with_sheet(sheet(swapped)))
    yield _xlsx("rows without numbers", with_sheet(sheet(_without("<row r=", table))), refused="-")
    yield _xlsx("cells without references", with_sheet(sheet(_without("<c r=", table))), refused="-")
    yield _xlsx("neither", with_sheet(sheet(_without("<c r=", _without("<row r=", table)))), refused="-")
    yield _xlsx("lower-case references", with_sheet(sheet(table.replace('r="A', 'r="a').replace('r="B', 'r="b'))))
    yield _xlsx("references with $", with_sheet(sheet(table.replace('r="A', 'r="$A$'))))
    yield _xlsx("references with a leading zero", with_sheet(sheet(table.replace('r="A2"', 'r="A02"'))))
    yield _xlsx("row 2.0", with_sheet(sheet(table.replace('<row r="2">', '<row r="2.0">'))))
    yield _xlsx("row 1e1", with_sheet(sheet(table.replace('<row r="10">', '<row r="1e1">'))))
    for place in ("A0", "ZZZZ1", "A99999999", "R1C1", "1A", "A-1", ""):
        wrong = sheet(table.replace('<c r="A2"', f'<c r="{place}"'))
        yield _xlsx(f"a cell at {place or 'nowhere'}", with_sheet(wrong), None if place else TABLE)
    yield _xlsx("a cell in another row's element", with_sheet(sheet(table.replace('r="B3"', 'r="B300"'))), _moved())
    twice = rows[1].replace("</row>", text_cell("A2", "Cobalt") + "</row>")
    yield _xlsx("a cell twice", with_sheet(sheet(table.replace(rows[1], twice))), None, "twice")
    again = table.replace(rows[1], rows[1] + row_xml(2, ["Cobalt", "-", "-"]))
    yield _xlsx("a row twice, other cells", with_sheet(sheet(again)), None)
    late = table + row_xml(2, ["Cobalt", "-", "-"])
    yield _xlsx("a row again at the end", with_sheet(sheet(late)), None)
    halves = f'<row r="2">{text_cell("A2", TABLE[1][0])}</row><row r="2">{text_cell("B2", TABLE[1][1])}'
    halves += f"{text_cell('C2', TABLE[1][2])}</row>"
    yield _xlsx("a row in two pieces", with_sheet(sheet(table.replace(rows[1], halves))))
    corner = row_xml(1_048_576, []).replace("</row>", text_cell("XFD1048576", "x") + "</row>")
    yield _xlsx("a cell in XFD1048576", with_sheet(sheet(table + corner)), None, "scattered")
    far = f'<row r="1000000">{text_cell("A1000000", "far")}</row>'
    yield _unsure("a cell in row 1,000,000", with_sheet(sheet(table + far)))


def _moved() -> Rows:
    rows = [list(row) for row in TABLE] + [[] for _ in range(300 - len(TABLE))]
    rows[2][1], rows[299] = "", ["", TABLE[2][1]]
    return rows


def _without(start: str, xml: str) -> str:
    """The XML with this attribute taken out of every element that begins so."""
    first, *pieces = xml.split(start)
    element = start.split()[0]
    return first + "".join(element + " " + piece.split('"', 2)[2] for piece in pieces)


def _parts() -> Iterator[HostileFile]:
    strict = {
        name: str(content).replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE) for name, content in ONE_SHEET.items()
    }
    yield _xlsx("Strict OOXML", zipped(strict))
    yield _xlsx("part names with backslashes", zipped({n.replace("/", "\\"): c for n, c in ONE_SHEET.items()}))
    yield _xlsx("part names in upper case", zipped({n.upper(): c for n, c in ONE_SHEET.items()}))
    yield _xlsx("one part in upper case", zipped(_renamed("xl/worksheets/sheet1.xml", "xl/worksheets/SHEET1.XML")))
    yield _xlsx("part names with a leading slash", zipped({f"/{n}": c for n, c in ONE_SHEET.items()}))
    other = row_xml(1, ["Allergen", "D2", "D4"]) + row_xml(2, ["Nothing at all", "-", "-"])
    doubled = [*ONE_SHEET.items(), ("xl/worksheets/sheet1.xml", sheet(other))]
    yield _xlsx("the same part twice", zipped(doubled), None, "twice")
    cased = {**ONE_SHEET, "xl/Worksheets/Sheet1.xml": sheet(other)}
    yield _xlsx("the same part twice in two cases", zipped(cased), None, "twice")
    yield _xlsx("an orphan sheet", zipped({**ONE_SHEET, "xl/worksheets/sheet9.xml": sheet(other)}))
    elsewhere = _renamed("xl/worksheets/sheet1.xml", "xl/other/table.xml")
    related = str(elsewhere["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "other/table.xml")
    yield _xlsx("a sheet in another folder", zipped({**elsewhere, "xl/_rels/workbook.xml.rels": related}))
    absolute = str(ONE_SHEET["xl/_rels/workbook.xml.rels"]).replace('"worksheets', '"/xl/worksheets')
    yield _xlsx("absolute targets", zipped({**ONE_SHEET, "xl/_rels/workbook.xml.rels": absolute}), refused="-")
    outside = str(ONE_SHEET["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    yield _xlsx("a target outside the file", zipped({**ONE_SHEET, "xl/_rels/workbook.xml.rels": outside}), None)
    distant = str(ONE_SHEET["xl/_rels/workbook.xml.rels"]).replace(
        'Target="worksheets/sheet1.xml"', 'TargetMode="External" Target="http://example.invalid/sheet1.xml"'
    )
    yield _xlsx("a target on the network", zipped({**ONE_SHEET, "xl/_rels/workbook.xml.rels": distant}), None)
    for missing in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        left = {name: content for name, content in ONE_SHEET.items() if name != missing}
        needed = missing.startswith("xl/")
        yield _xlsx(f"without {missing}", zipped(left), None if needed else TABLE)
    left = {name: content for name, content in ONE_SHEET.items() if "sheet1" not in name}
    yield _xlsx("without the sheet itself", zipped(left), None)
    yield _xlsx("a part that leads out", zipped({**ONE_SHEET, "xl/../../evil.xml": "<x/>"}), None, "lead out")
    many = {f"xl/media/p{n}.bin": "x" for n in range(2001)}
    yield _xlsx("2,001 more parts", zipped({**ONE_SHEET, **many}), None, "parts")
    yield _xlsx("not compressed", zipped(ONE_SHEET, zipfile.ZIP_STORED), refused="-")
    yield _xlsx("bzip2 in the ZIP", zipped(ONE_SHEET, zipfile.ZIP_BZIP2))
    yield _xlsx("LZMA in the ZIP", zipped(ONE_SHEET, zipfile.ZIP_LZMA))
    yield _xlsx("data behind the ZIP", zipped(ONE_SHEET) + b"\0" * 500)
    yield _xlsx("data before the ZIP", b"#!/bin/sh\n" + zipped(ONE_SHEET), None, "in front of")


def _renamed(old: str, new: str) -> dict[str, str | bytes]:
    return {new if name == old else name: content for name, content in ONE_SHEET.items()}


def _values() -> Iterator[HostileFile]:
    for error in ("#VALUE!", "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"):
        cell = f'<c r="B1" t="e"><v>{error}</v></c>'
        yield _xlsx(f"error cell {error}", with_sheet(one_row(cell)), [["Nickel", error]], "-")
    formula = '<c r="B1" t="e"><f>-3</f><v>#NAME?</v></c>'
    yield _xlsx("formula with an error", with_sheet(one_row(formula)), [["Nickel", "#NAME?"]], "-")
    yield _xlsx("formula without a value", with_sheet(one_row('<c r="B1"><f>1+1</f></c>')), None, "formula")
    shared = '<c r="B1"><f t="shared" si="0"/></c>'
    yield _xlsx("shared formula without a value", with_sheet(one_row(shared)), None, "formula")
    empty = '<c r="B1" t="str"><f>IF(1,"")</f><v></v></c>'
    yield _xlsx("formula with an empty text", with_sheet(one_row(empty)), [["Nickel"]], "-")
    counted = '<c r="B1"><f>1+1</f><v>2</v></c>'
    yield _xlsx("formula with a value", with_sheet(one_row(counted)), [["Nickel", "2"]], "-")
    for written, meant in (
        ("Nickel_x000D_\nsulfate", "Nickel\nsulfate"),
        ("_x005F_x000D_", "_x000D_"),
        ("a_x0009_b", "a\tb"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xD800_", "�"),
        ("_x0000_++", "�++"),
        ("_x000d_\n++", "++"),
        ("_xZZZZ_", "_xZZZZ_"),
    ):
        name = f"escape {written!r}"
        yield _xlsx(name, with_sheet(sheet(row_xml(1, ["Nickel", written]))), [["Nickel", meant]])
    for number, shown in (("2", "2"), ("0.1", "0.1"), ("1E2", "100"), ("12345678901234", "12345678901234")):
        yield _xlsx(f"number {number}", with_sheet(one_row(f'<c r="B1"><v>{number}</v></c>')), [["Nickel", shown]], "-")
    for number in ("abc", "0x10", "1,5"):
        yield _xlsx(f"number {number}", with_sheet(one_row(f'<c r="B1"><v>{number}</v></c>')), [["Nickel", number]])
    for number in ("NaN", "INF", "1e999"):
        yield _unsure(f"number {number}", with_sheet(one_row(f'<c r="B1"><v>{number}</v></c>')))
    yield _xlsx("a truth value", with_sheet(one_row('<c r="B1" t="b"><v>1</v></c>')), [["Nickel", "TRUE"]], "-")
    yield _xlsx("an unknown kind of cell", with_sheet(one_row('<c r="B1" t="zz"><v>++</v></c>')), [["Nickel", "++"]])
    rich = '<c r="B1" t="inlineStr"><is><r><t>+</t></r><r><rPr><b/></rPr><t>+</t></r></is></c>'
    yield _xlsx("a text in pieces", with_sheet(one_row(rich)), [["Nickel", "++"]], "-")
    spoken = '<c r="B1" t="inlineStr"><is><t>++</t><rPh sb="0" eb="1"><t>plus</t></rPh></is></c>'
    yield _xlsx("a text with its pronunciation", with_sheet(one_row(spoken)), [["Nickel", "++"]])
    by_number = one_row('<c r="B1" t="s"><v>0</v></c>')
    yield _xlsx(
        "shared text in pieces",
        with_strings("<si><r><t>+</t></r><r><t>+</t></r></si>", by_number),
        [["Nickel", "++"]],
        "-",
    )
    yield _xlsx(
        "shared text with its pronunciation",
        with_strings('<si><t>++</t><rPh sb="0" eb="1"><t>plus</t></rPh></si>', by_number),
        [["Nickel", "++"]],
    )
    for index in ("7", "-1", "x", "1.0"):
        missing = with_strings("<si><t>-</t></si>", one_row(f'<c r="B1" t="s"><v>{index}</v></c>'))
        yield _xlsx(f"shared text number {index} of one", missing, None)
    yield _xlsx("shared texts missing", with_strings("", by_number, relation=False), None)
    yield _xlsx("a text of 32,767 letters", with_sheet(sheet(row_xml(1, ["A", "x" * 32_767]))), [["A", "x" * 32_767]])
    yield _xlsx("a text of a million letters", with_sheet(sheet(row_xml(1, ["A", "x" * 10**6]))), [["A", "x" * 10**6]])
    yield _xlsx("CDATA", with_sheet(TABLE_SHEET.replace(">Nickel<", "><![CDATA[Nickel]]><")))
    yield _xlsx(
        "comments and instructions", with_sheet(TABLE_SHEET.replace("<sheetData>", "<!-- x --><?x y?><sheetData>"))
    )
    cut = TABLE_SHEET.replace(">Nickel<", ">Nic<!-- here -->kel<")
    yield _xlsx("a comment inside a text", with_sheet(cut))
    prefixed = TABLE_SHEET.replace("xmlns=", "xmlns:x=").replace("</", "</x:").replace("<", "<x:")
    prefixed = prefixed.replace("<x:/x:", "</x:").replace("<x:?xml", "<?xml")
    yield _xlsx("another prefix", with_sheet(prefixed))
    yield _xlsx("UTF-16 parts", with_sheet(TABLE_SHEET.replace("UTF-8", "UTF-16").encode("utf-16")))
    yield _xlsx("a mark before the XML", with_sheet(b"\xef\xbb\xbf" + TABLE_SHEET.encode()))
    latin = TABLE_SHEET.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    yield _xlsx("Latin-1 parts", with_sheet(latin))
    choice = TABLE_SHEET.replace(
        "<sheetData>",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x"><x/></mc:Choice></mc:AlternateContent><sheetData>',
    )
    yield _xlsx("alternate content", with_sheet(choice))


def _dates() -> Iterator[HostileFile]:
    xfs = '<xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/>'
    day = '<c r="B1" s="1"><v>37016</v></c>'
    yield _xlsx("a CAS number that became a date", with_styles(one_row(day), xfs), [["Nickel", "2001-05-05"]], "-")
    later = [["Nickel", "2005-05-06"]]
    yield _xlsx("the same counted from 1904", with_styles(one_row(day), xfs, date1904=True), later, "-")
    for number in ("-5", "1e10", "99999999", "0", "60", "0.5"):
        cell = f'<c r="B1" s="1"><v>{number}</v></c>'
        yield _unsure(f"day number {number}", with_styles(one_row(cell), xfs))
    percent = '<c r="B1" s="2"><v>0.05</v></c>'
    yield _xlsx("a share in percent", with_styles(one_row(percent), xfs), [["Nickel", "5%"]], "-")
    yield _xlsx("a share in percent, odd styles", with_styles(one_row(percent), xfs, damaged=True), [["Nickel", "5%"]])
    yield _xlsx(
        "a date as a text cell",
        with_sheet(one_row('<c r="B1" t="d"><v>2026-03-02</v></c>')),
        [["Nickel", "2026-03-02"]],
    )
    yield _xlsx("a style that is not there", with_sheet(one_row('<c r="B1" s="99"><v>2</v></c>')), [["Nickel", "2"]])
    yield _xlsx(
        "dates and times", saved(["A", datetime.datetime(2026, 3, 2, 12, 30)]), [["A", "2026-03-02 12:30"]], "-"
    )


def _sheets() -> Iterator[HostileFile]:
    for state in ("hidden", "veryHidden"):
        parts = parts_of({"Results": TABLE_SHEET}, {"Results": f'state="{state}"'})
        yield _xlsx(f"a sheet that is {state}", zipped(parts), refused="-")
    for number in (64, 65):
        many = {f"S{n}": TABLE_SHEET if n == 0 else sheet(row_xml(1, ["x"])) for n in range(number)}
        yield _xlsx(
            f"{number} sheets",
            zipped(parts_of(many)),
            TABLE if number == 64 else None,
            "-" if number == 64 else "sheets",
        )
    book = str(ONE_SHEET["xl/workbook.xml"])
    none = book.replace(book[book.index("<sheet ") : book.index("</sheets>")], "")
    yield _xlsx("no sheet in the list", zipped({**ONE_SHEET, "xl/workbook.xml": none}), None)
    again = book.replace("</sheets>", '<sheet name="Again" sheetId="2" r:id="rId1"/></sheets>')
    yield _xlsx("a sheet listed twice", zipped({**ONE_SHEET, "xl/workbook.xml": again}))
    named = book.replace('name="Results"', 'name=""')
    yield _xlsx("a sheet without a name", zipped({**ONE_SHEET, "xl/workbook.xml": named}))
    chart = str(ONE_SHEET["xl/_rels/workbook.xml.rels"]).replace("/worksheet", "/chartsheet")
    yield _xlsx("a chart for a sheet", zipped({**ONE_SHEET, "xl/_rels/workbook.xml.rels": chart}))
    rows = "".join(rows_xml()).replace('<row r="3">', '<row r="3" hidden="1">')
    yield _xlsx("a hidden row", with_sheet(sheet(rows)), refused="-")
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    yield _xlsx("a hidden column", with_sheet(sheet("".join(rows_xml()), before=columns)), refused="-")
    filtered = '<autoFilter ref="A1:C5"/>'
    yield _xlsx("a filter", with_sheet(sheet("".join(rows_xml()), after=filtered)), refused="-")
    tall = [["Series", "Nickel"], ["Series", "Cobalt"], ["Series", "Chromium"]]
    cells = row_xml(1, ["Series", "Nickel"]) + row_xml(2, ["", "Cobalt"]) + row_xml(3, ["", "Chromium"])
    merged = '<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    yield _xlsx("a merged area", with_sheet(sheet(cells, after=merged)), tall, "-")
    hidden = row_xml(1, ["Series", "Nickel"]) + row_xml(2, ["Below", "Cobalt"]) + row_xml(3, ["", "Chromium"])
    below = [["Series", "Nickel"], ["Below", "Cobalt"], ["Series", "Chromium"]]
    yield _xlsx("a filled cell under a merged area", with_sheet(sheet(hidden, after=merged)), below)
    giant = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield _xlsx("everything merged", with_sheet(sheet("".join(rows_xml()), after=giant)))
    overlapping = '<mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="A2:B4"/></mergeCells>'
    yield _unsure("overlapping merged areas", with_sheet(sheet(cells, after=overlapping)))
    areas = "".join(f'<mergeCell ref="E{n}:F{n}"/>' for n in range(1, 30_001))
    yield _xlsx(
        "30,000 merged areas", with_sheet(sheet("".join(rows_xml()), after=f"<mergeCells>{areas}</mergeCells>"))
    )
    full = "".join(f'<mergeCell ref="A{n}:CV{n + 999}"/>' for n in range(1, 20_000, 1000))
    marks = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in range(1, 20_000, 1000))
    yield _unsure(
        "20 merged areas of 100,000 cells", with_sheet(sheet(marks, after=f"<mergeCells>{full}</mergeCells>"))
    )


def _bombs() -> Iterator[HostileFile]:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
    inside = TABLE_SHEET.replace("<worksheet", bomb + "<worksheet").replace(">Nickel<", ">&e9;<")
    yield _xlsx("an entity bomb in the sheet", with_sheet(inside), None, "document type")
    declared = '<?xml version="1.0"?>' + bomb
    strings = f'{declared}<sst xmlns="{MAIN}"><si><t>&e9;</t></si></sst>'
    yield _xlsx(
        "an entity bomb in the texts",
        with_sheet(TABLE_SHEET, **{"xl/sharedStrings.xml": strings}),
        None,
        "document type",
    )
    book = declared + str(ONE_SHEET["xl/workbook.xml"]).replace('name="Results"', 'name="&e9;"')
    yield _xlsx("an entity bomb in the workbook", zipped({**ONE_SHEET, "xl/workbook.xml": book}), None, "document type")
    types = declared + str(ONE_SHEET["[Content_Types].xml"])
    yield _xlsx(
        "an entity bomb in the content types",
        zipped({**ONE_SHEET, "[Content_Types].xml": types}),
        None,
        "document type",
    )
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    reading = TABLE_SHEET.replace("<worksheet", outside + "<worksheet").replace(">Nickel<", ">&e;<")
    yield _xlsx("an entity that reads another file", with_sheet(reading), None, "document type")
    squared = f'<!DOCTYPE x [<!ENTITY e "{"a" * 50_000}">]>'
    long = TABLE_SHEET.replace("<worksheet", squared + "<worksheet").replace(">Nickel<", f">{'&e;' * 5_000}<")
    yield _xlsx("a quadratic entity bomb", with_sheet(long), None, "document type")
    yield _xlsx("nested 100 deep", with_sheet(sheet("<g>" * 100 + "</g>" * 100)), None, "deeper")
    yield _xlsx("nested 200,000 deep", with_sheet(sheet("<g>" * 200_000 + "</g>" * 200_000)), None, "deeper")
    yield _xlsx(
        "a ZIP bomb beside the sheet",
        lambda: with_sheet(TABLE_SHEET, **{"xl/media/b.bin": bytes(140 << 20)}),
        None,
        "unpacks",
    )
    yield _xlsx("a ZIP bomb in the sheet", lambda: with_sheet(sheet(" " * (70 << 20))), None, "unpacks")
    yield _xlsx("a ZIP that lies about sizes", lambda: _lying_about_sizes(with_sheet(sheet(" " * (70 << 20)))), None)
    yield _xlsx("overlapping parts", _overlapping())
    blank = "".join(f'<row r="{r}" s="1" customFormat="1"/>' for r in range(len(TABLE) + 1, 1_000_001))
    yield _xlsx("a million styled empty rows", lambda: with_sheet(sheet("".join(rows_xml()) + blank)))
    styled = "".join(
        f'<row r="{r}">{"".join(f"""<c r="{c}{r}" s="0"/>""" for c in "ABCDEFGHIJ")}</row>'
        for r in range(len(TABLE) + 1, 60_001)
    )
    yield _xlsx("600,000 styled empty cells", lambda: with_sheet(sheet("".join(rows_xml()) + styled)))
    crowd = "".join(
        f'<row r="{r}">{"".join(f"""<c r="{c}{r}"><v>1</v></c>""" for c in "ABCDEFGHIJ")}</row>'
        for r in range(1, 52_000)
    )
    yield _xlsx("520,000 filled cells", lambda: with_sheet(sheet(crowd)), None, "filled cells")
    yield _xlsx("600,000 shared texts", lambda: with_strings("<si><t>x</t></si>" * 600_000), None, "texts")
    wide = "".join(text_cell(f"{letters(c)}1", "x") for c in range(1, 16_385))
    yield _xlsx("16,384 columns", with_sheet(sheet(f'<row r="1">{wide}</row>')), [["x"] * 16_384])
    attributes = " ".join(f'a{n}="x"' for n in range(50_000))
    yield _xlsx("50,000 attributes", with_sheet(TABLE_SHEET.replace('<row r="2">', f'<row r="2" {attributes}>')))


def _lying_about_sizes(content: bytes) -> bytes:
    """The archive with every uncompressed size in the directory and before the parts said to be 100."""
    made = bytearray(content)
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = made.find(mark)
        while place >= 0:
            made[place + at : place + at + 4] = struct.pack("<I", 100)
            place = made.find(mark, place + 4)
    return bytes(made)


def _overlapping() -> bytes:
    """Many directory entries that all point at one compressed part."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(10 << 20)
    data = packed.compress(content) + packed.flush()
    name = b"xl/media/big.bin"
    head = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(content), len(data), len(content), len(name), 0
    )
    base = zipped(ONE_SHEET)
    end = base.rindex(b"PK\x05\x06")
    start = base.index(b"PK\x01\x02")
    part = head + name + data
    entries = b"".join(
        struct.pack(
            "<4s6H3I5H2I",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            zlib.crc32(content),
            len(data),
            len(content),
            len(other),
            0,
            0,
            0,
            0,
            0,
            start,
        )
        + other
        for other in (f"xl/media/big{n:03}.bin".encode() for n in range(11))
    )
    directory = base[start:end] + entries
    count = len(ONE_SHEET) + 11
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), start + len(part), 0)
    return base[:start] + part + directory + tail


def _damaged() -> Iterator[HostileFile]:
    whole = zipped(ONE_SHEET)
    for share in (5, 25, 50, 75, 95):
        yield _xlsx(f"the first {share} % of a workbook", whole[: len(whole) * share // 100], None)
    yield _xlsx("a sheet cut short", with_sheet(TABLE_SHEET[: len(TABLE_SHEET) // 2]), None, "damaged")
    spoilt = bytearray(zipped(ONE_SHEET, zipfile.ZIP_STORED))
    spoilt[spoilt.index(b"Nickel")] = ord("M")
    yield _xlsx("a letter changed inside the ZIP", bytes(spoilt), None, "damaged")
    protected = bytearray(whole)
    at = 0
    while (at := protected.find(b"PK\x01\x02", at)) >= 0:
        protected[at + 8] |= 1
        at += 4
    yield _xlsx("a protected ZIP", bytes(protected), None, "password")
    yield _xlsx("zeros in the middle", whole[:900] + bytes(300) + whole[1200:], None)
    unclosed = TABLE_SHEET.replace("</row>", "", 1)
    yield _xlsx("an element that is not closed", with_sheet(unclosed), None, "damaged")
    odd = TABLE_SHEET.replace(">Nickel<", ">Nic\x01kel<")
    yield _xlsx("a control character in the XML", with_sheet(odd), None, "damaged")
    bad = TABLE_SHEET.encode().replace(b">Nickel<", b">Nic\xffkel<")
    yield _xlsx("bytes that are no UTF-8", with_sheet(bad), None, "damaged")
    yield _xlsx("no filled cell", with_sheet(sheet("")), None, "no filled cells")


def _opendocument() -> Iterator[HostileFile]:
    def file(
        name: str, content: bytes | Callable[[], bytes], right: Rows | None = TABLE, refused: str = ""
    ) -> HostileFile:
        return HostileFile(name, "results.ods", content, right, refused)

    table = "".join(map(ods_row, TABLE))
    yield file("OpenDocument", ods(table), refused="-")
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    yield file("OpenDocument, empty to the last row", ods(table + rest))
    three = ods_row(["Nickel", "++"]) + ods_row(["Cobalt"], 'table:number-rows-repeated="3"')
    yield file("OpenDocument, repeated rows", ods(three), [["Nickel", "++"], ["Cobalt"], ["Cobalt"], ["Cobalt"]])
    filled = ods_cell("x", 'table:number-columns-repeated="1000"')
    mass = f'<table:table-row table:number-rows-repeated="1000000">{filled}</table:table-row>'
    yield file("OpenDocument, a thousand million repeated cells", ods(mass), None)
    yield file(
        "OpenDocument with a document type",
        ods(table, **{"content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        None,
    )
    yield file("OpenDocument cut short", ods(table)[:-200], None)
    locked = (
        f'<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    )
    yield file(
        "OpenDocument, protected",
        ods(table, **{"META-INF/manifest.xml": locked, "content.xml": b"\x13\x37" * 400}),
        None,
    )


def _disguised() -> Iterator[HostileFile]:
    yield _xlsx("HTML", b"<html><body><table><tr><td>Nickel</td></tr></table></body></html>", None, "web page")
    yield HostileFile(
        "HTML named .xls", "results.xls", b"\xef\xbb\xbf<table><tr><td>Nickel</td></tr></table>", None, "web page"
    )
    xml = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield HostileFile("XML of Excel 2003", "results.xls", xml, None, "Excel 2003")
    yield _xlsx("a protected workbook", ole("EncryptedPackage"), None, "password")
    yield _xlsx("Word", zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<w/>"}), None, "Word")
    yield HostileFile("old Word", "results.xls", ole("WordDocument"), None, "Word")
    yield _xlsx("PowerPoint", zipped({"ppt/presentation.xml": "<p/>"}), None, "PowerPoint")
    yield _xlsx("Numbers", zipped({"Index/Document.iwa": b"x"}), None, "Numbers")
    yield _xlsx("a ZIP of holiday pictures", zipped({"beach.jpg": b"\xff\xd8\xff"}), None, "ZIP")
    yield HostileFile("an old workbook with nothing in it", "results.xls", ole("Workbook"), None)
    yield _xlsx("binary workbook that is none", zipped({"xl/workbook.bin": b"\0" * 50}), None)
    for words, content in (
        ("PDF", b"%PDF-1.7\n%\xe2\xe3\n"),
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("picture", b"\xff\xd8\xff\xe0" + bytes(100)),
        ("RTF", b"{\\rtf1 Nickel}"),
        ("compressed", b"\x1f\x8b\x08" + bytes(30)),
        ("compressed", b"7z\xbc\xaf\x27\x1c" + bytes(60)),
        ("program", b"\x7fELF" + bytes(60)),
        ("empty", b""),
        ("empty", b" \r\n\t" * 50),
        ("not a table", bytes(range(256)) * 16),
    ):
        yield _xlsx(f"{words}, {len(content)} bytes", content, None, words)


def write(case: HostileFile, folder: Path) -> Path:
    """The case as a file."""
    path = folder / case.file
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content())
    return path
