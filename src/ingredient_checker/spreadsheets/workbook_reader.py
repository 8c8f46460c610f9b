"""Reads one workbook and prints it as JSON; runs as a child process, so that a hostile file can harm nothing else.

    python -m ingredient_checker.spreadsheets.workbook_reader FILE

Prints `{"sheets": [{"name", "hidden", "cells": [[row, column, text, kind], ...], "merged": [...], "notes": [...]}]}`
or `{"problem": "..."}`, which ends the sentence "FILE ...". Imports little: it starts anew for every file.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import warnings
import zipfile
from typing import Any

from .workbook_scan import (
    MOST_CELLS,
    MOST_SHEETS,
    Refused,
    SheetScan,
    check_archive,
    column_letters,
    part_name,
    percent_styles,
    scan_workbook,
)

MEMORY = 1 << 30
"""Bytes of address space; Python and its libraries alone take some 200 MB of it."""
SECONDS = 30

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PERCENT = re.compile(r"0(?:\.(0+))?\s*%")
_Json = dict[str, Any]


def read_workbook(path: str) -> list[_Json]:
    """The sheets of a workbook, as printed. Refused when it cannot be read safely."""
    with open(path, "rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    sheets = _read_zip(path) if is_zip else _read_ole(path)
    if not any(sheet["cells"] for sheet in sheets):
        raise Refused("holds no filled cells; choose the file with the table")
    return sheets


def _read_zip(path: str) -> list[_Json]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = check_archive(archive)
            if "xl/workbook.xml" in names:
                return _read_xlsx(path, scan_workbook(archive), percent_styles(archive))
            mimetype = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise Refused(f"is damaged ({error}); open it in Excel and save it again") from error
    if "xl/workbook.bin" in names or b"opendocument.spreadsheet" in mimetype:
        return _second_reader(path)
    if "word/document.xml" in names or b"opendocument.text" in mimetype:
        raise Refused("is a text document (Word), not a workbook; copy its table into Excel and save that")
    if "ppt/presentation.xml" in names:
        raise Refused("is a presentation (PowerPoint), not a workbook; copy its table into Excel and save that")
    if "index/document.iwa" in names:
        raise Refused("is a file of Apple's Numbers or Pages; export it as .xlsx")
    raise Refused("is a ZIP archive without a workbook; unpack it and open the table inside")


def _read_ole(path: str) -> list[_Json]:
    with open(path, "rb") as stream:
        content = stream.read()
    streams = {
        name
        for name in ("EncryptedPackage", "WordDocument", "Workbook", "Book", "PowerPoint Document")
        if name.encode("utf-16-le") in content
    }
    if "EncryptedPackage" in streams:
        raise Refused("is protected by a password; save it without one")
    if "WordDocument" in streams:
        raise Refused("is a text document (old Word), not a workbook; copy its table into Excel and save that")
    if not streams & {"Workbook", "Book"}:
        raise Refused("is an old Office file without a workbook; save the table as .xlsx")
    return _read_xls(path)


def _read_xls(path: str) -> list[_Json]:
    import xlrd

    try:
        book = xlrd.open_workbook(path, logfile=sys.stderr, formatting_info=True)
        sheets = book.sheets()
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Refused("is protected by a password; save it without one") from error
        raise Refused(f"cannot be read as an old workbook ({error}); save it as .xlsx") from error
    return [_xls_sheet(sheet, book) for sheet in sheets[:MOST_SHEETS]]


def _xls_sheet(sheet: Any, book: Any) -> _Json:
    cells: list[list[Any]] = []
    for r in range(sheet.nrows):
        for c in range(sheet.row_len(r)):
            cell = sheet.cell(r, c)
            if cell.ctype in (0, 6) or cell.value == "":
                continue
            value: object = cell.value
            kind = None
            if cell.ctype == 3:
                try:
                    value = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=cell.value)
                except OverflowError:
                    kind = "date"
            elif cell.ctype == 4:
                value = bool(cell.value)
            elif cell.ctype == 5:
                value, kind = "#ERROR", "error"
            number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            text, own_kind = _shown(value, number_format)
            cells.append([r + 1, c + 1, text, kind or own_kind])
            if len(cells) > MOST_CELLS:
                raise Refused(f"has more than {MOST_CELLS} filled cells; save only the table")
    merged = [[r1 + 1, c1 + 1, r2, c2] for r1, r2, c1, c2 in sheet.merged_cells]
    return _sheet(sheet.name, cells, merged, hidden=sheet.visibility != 0)


def _read_xlsx(path: str, scans: dict[str, SheetScan], percent: frozenset[int]) -> list[_Json]:
    want = sum(scan.cells for scan in scans.values())
    try:
        sheets = _first_reader(path, scans)
        if sheets is not None and sum(len(sheet["cells"]) for sheet in sheets) == want:
            return sheets
        why = "cells are missing in the first reading"
    except Refused:
        raise
    except Exception as error:  # whatever a hostile file makes of the library, the second reader may still manage
        why = type(error).__name__
    if any(scan.number_styles & percent for scan in scans.values()):
        # the second reader does not see how a number is shown: 5 % would be read as 0.05
        raise Refused(f"is written in an unusual way ({why}); open it in Excel and save it again")
    sheets = _second_reader(path)
    if sum(len(sheet["cells"]) for sheet in sheets) != want:
        raise Refused(f"is read differently by two readers ({why}); open it in Excel and save it again")
    return sheets


def _first_reader(path: str, scans: dict[str, SheetScan]) -> list[_Json] | None:
    import openpyxl
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    warnings.simplefilter("ignore")
    # it would read a sheet that names no dimension from end to end to find it; what is filled is known from the scan
    ReadOnlyWorksheet._get_size = lambda _: None
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets: list[_Json] = []
    for worksheet in book.worksheets:
        scan = scans.get(part_name(worksheet._worksheet_path))
        if scan is None:
            return None
        cells: list[list[Any]] = []
        if scan.cells:
            worksheet.reset_dimensions()
            # bounded by the last filled cell: a million styled empty rows below it cost nothing
            for row in worksheet.iter_rows(max_row=scan.last_row, max_col=scan.last_column):
                for cell in row:
                    if cell.value is not None:
                        cells.append(_openpyxl_cell(cell))
        notes = [f"{scan.hidden_rows} hidden rows are read too"] if scan.hidden_rows else []
        hidden = worksheet.sheet_state != "visible"
        sheets.append(_sheet(worksheet.title, cells, scan.merged, hidden, notes))
    book.close()
    return sheets


def _openpyxl_cell(cell: Any) -> list[Any]:
    value = cell.value
    if cell.data_type == "e":
        return [cell.row, cell.column, str(value), "error"]
    if isinstance(value, str):
        return [cell.row, cell.column, _unescaped(value), "text"]
    text, kind = _shown(value, cell.number_format)
    return [cell.row, cell.column, text, kind]


def _second_reader(path: str) -> list[_Json]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        if len(book.sheet_names) > MOST_SHEETS:
            raise Refused(f"has {len(book.sheet_names)} sheets, more than the {MOST_SHEETS} that are read")
        return [_calamine_sheet(book, about) for about in book.sheets_metadata]
    except python_calamine.PasswordError as error:
        raise Refused("is protected by a password; save it without one") from error
    except python_calamine.CalamineError as error:
        raise Refused(f"cannot be read ({error}); open it in Excel and save it again as .xlsx") from error


def _calamine_sheet(book: Any, about: Any) -> _Json:
    sheet = book.get_sheet_by_name(about.name)
    cells: list[list[Any]] = []
    for r, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for c, value in enumerate(row, 1):
            if value != "":
                text, kind = _shown(_unescaped(value) if isinstance(value, str) else value, "")
                cells.append([r, c, text, kind])
    merged = [[r1 + 1, c1 + 1, r2 + 1, c2 + 1] for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]
    return _sheet(about.name, cells, merged, hidden="Visible" not in str(about.visible))


def _sheet(name: str, cells: list[list[Any]], merged: Any, hidden: bool, notes: Any = ()) -> _Json:
    errors = [f"{column_letters(c)}{r}" for r, c, _, kind in cells if kind == "error"]
    found = [f"{len(errors)} error cells, the first in {errors[0]}"] if errors else []
    return {"name": name, "hidden": hidden, "cells": cells, "merged": list(merged), "notes": [*notes, *found]}


def _shown(value: object, number_format: str) -> tuple[str, str]:
    """The text a person sees in the cell, nearly, and its kind."""
    if isinstance(value, str):
        return value, "text"
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), "bool"
    if isinstance(value, datetime.datetime):
        has_time = value.time() != datetime.time(0)
        return (value.isoformat(" ", "minutes") if has_time else value.date().isoformat()), "date"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return str(value), "date"
    if isinstance(value, int | float):
        percent = _PERCENT.search(number_format or "")
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%", "number"
        return f"{value:.15g}", "number"
    return str(value), "text"


def _unescaped(text: str) -> str:
    """Excel writes control characters as `_x000D_`."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")
    # halves of a pair are one letter; a half alone and NUL are no letters at all
    whole = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _limit_memory_and_time() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit of the parent holds there
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(path: str) -> None:
    """Read and print; what goes wrong in a foreseen way is printed, anything else ends the process."""
    _limit_memory_and_time()
    answer: _Json
    try:
        answer = {"sheets": read_workbook(path)}
    except Refused as refused:
        answer = {"problem": str(refused)}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1])
