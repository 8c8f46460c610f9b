"""A streaming look through the parts of an .xlsx file: the authority on how many cells are filled, and where.

Workbook readers are silently wrong on odd files (a false dimension hides 399 of 400 cells), so what they answer is
compared with the counts found here. Runs in the reader's child process.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_PARTS = 2000
LARGEST_PART = 64 << 20
LARGEST_TOTAL = 128 << 20
DEEPEST = 64
MOST_CELLS = 500_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_SHEETS = 64
MOST_STRINGS = 500_000
MOST_MERGED = 20_000
LARGEST_AREA = 5_000_000
"""Cells between the outermost filled ones: two cells at opposite corners of a sheet must not fill the memory."""

_LONGEST_NUMBER = 12
"""Digits of the number of a shared text; there are not so many texts."""

_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


class Refused(Exception):
    """The file cannot be read safely; the text ends the sentence "NAME ..."."""


@dataclass(slots=True)
class SheetScan:
    """What stands in one sheet part. `highest_text`: of the shared texts that its cells name, -1 if they name none;
    `number_styles`: styles of its numbers. `merged`: (first row, first column, last row, last column), from 1."""

    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    first_row: int = MOST_ROWS
    first_column: int = MOST_COLUMNS
    given_twice: str = ""
    without_result: str = ""
    hidden_rows: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    highest_text: int = -1
    number_styles: set[int] = field(default_factory=set)


def part_name(name: str) -> str:
    """Part names as compared: some writers use backslashes or upper case."""
    return name.replace("\\", "/").lower().lstrip("/")


def scan_workbook(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Every worksheet part by its name. Refused when a limit is passed, a DTD is found or the XML is damaged."""
    infos = archive.infolist()
    scans: dict[str, SheetScan] = {}
    texts = 0
    for info in infos:
        name = part_name(info.filename)
        if name.endswith((".xml", ".rels")):
            is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
            part = _PartScan(is_sheet)
            scan = part.run(_chunks(archive, info), info.filename)
            texts += part.texts
            if is_sheet and "/_rels/" not in name:
                scans[name] = scan
    if len(scans) > MOST_SHEETS:
        raise Refused(f"has {len(scans)} sheets, more than the {MOST_SHEETS} that are read")
    for scan in scans.values():
        _check(scan)
        if scan.highest_text >= texts:
            raise Refused("is damaged (a cell names a text that is not there); open it in Excel and save it again")
    return scans


def percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell styles that show a number in percent."""
    formats, styles, inside = {"9", "10"}, [], [""]
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(" ", 1)[-1]
        if local == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(attributes.get("numFmtId", ""))
        elif local == "xf" and inside[-1] == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))
        inside.append(local)

    def end(_: str) -> None:
        inside.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for info in archive.infolist():
        if part_name(info.filename) == "xl/styles.xml":
            for chunk in _chunks(archive, info):
                parser.Parse(chunk, False)
    return frozenset(number for number, shown in enumerate(styles) if shown in formats)


def check_archive(archive: zipfile.ZipFile) -> set[str]:
    """The part names, once the limits of the archive hold."""
    infos = archive.infolist()
    names = [part_name(info.filename) for info in infos]
    if len(infos) > MOST_PARTS:
        raise Refused(f"has {len(infos)} parts, more than the {MOST_PARTS} that are read")
    if len(set(names)) != len(names):
        raise Refused("holds the same part twice; open it in Excel and save it again")
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("is protected by a password; save it without one")
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise Refused(f"unpacks to more than {LARGEST_TOTAL >> 20} MB; save only the sheet with the table")
    if any(".." in name.split("/") for name in names):
        raise Refused("holds parts that lead out of the file; it is not read")
    return set(names)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    total = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(1 << 16):
                total += len(chunk)
                if total > LARGEST_PART:
                    raise Refused(f"unpacks to more than {LARGEST_PART >> 20} MB in one part")
                yield chunk
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError) as error:
        raise Refused(f"is damaged ({error}); open it in Excel and save it again") from error


def _check(scan: SheetScan) -> None:
    if not scan.cells:
        return
    area = (scan.last_row - scan.first_row + 1) * (scan.last_column - scan.first_column + 1)
    if area > LARGEST_AREA:
        raise Refused(f"has {scan.cells} filled cells scattered to row {scan.last_row}; save only the table")
    if scan.given_twice:
        raise Refused(f"gives cell {scan.given_twice} twice; open it in Excel and save it again")
    if scan.without_result:
        raise Refused(f"has a formula without a result in {scan.without_result}; open and save it in Excel")


def cell_place(reference: str) -> tuple[int, int]:
    """(row, column) from 1 of "C7". Refused outside a sheet."""
    match = _REFERENCE.match(reference)
    row = column = 0
    if match:
        row = int(match[2])
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
    if not (1 <= row <= MOST_ROWS and 1 <= column <= MOST_COLUMNS):
        raise Refused(f"names a cell {reference[:16]} that is outside any sheet")
    return row, column


class _PartScan:
    """Counts over one XML part."""

    def __init__(self, is_sheet: bool) -> None:
        self.scan = SheetScan()
        self._is_sheet = is_sheet
        self._depth = self._row = self._column = self.texts = 0
        self._shared = False
        self._value = ""
        self._attributes: dict[str, str] = {}
        self._in_row = self._in_value = self._filled = self._formula = self._result = False
        self._columns: set[int] = set()
        self._names: dict[str, str] = {}

    def run(self, chunks: Iterator[bytes], name: str) -> SheetScan:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if self._is_sheet:
            parser.CharacterDataHandler = self._data
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(f"is damaged in {name} ({error}); open it in Excel and save it again") from error
        return self.scan

    def _doctype(self, *_: object) -> None:
        raise Refused("holds a document type declaration, which no workbook has; it is not read")

    def _local(self, name: str) -> str:
        local = self._names.get(name)
        if local is None:
            local = self._names[name] = name.rsplit(" ", 1)[-1]
        return local

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused(f"nests its XML deeper than {DEEPEST}; it is not read")
        local = self._local(name)
        if not self._is_sheet:
            if local == "si":
                self.texts += 1
                if self.texts > MOST_STRINGS:
                    raise Refused(f"holds more than {MOST_STRINGS} texts; save only the table")
        elif local == "c":
            self._start_cell(attributes)
        elif local == "row":
            self._start_row(attributes)
        elif local in ("v", "t"):
            self._in_value = True
            self._result = self._result or local == "v"
        elif local == "f":
            self._formula = True
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_row(self, attributes: dict[str, str]) -> None:
        try:
            row = int(float(attributes["r"])) if "r" in attributes else self._row + 1
        except ValueError:
            row = 0
        if not 1 <= row <= MOST_ROWS:
            raise Refused(f"has a row numbered {attributes.get('r', row)!s:.12}, outside any sheet")
        self._row, self._column, self._in_row = row, 0, True
        self._columns = set()
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._in_row:
            return
        if "r" in attributes:
            self._row, self._column = cell_place(attributes["r"])
        else:
            self._column += 1
        self._filled = self._formula = self._result = False
        self._attributes, self._value = attributes, ""
        self._shared = attributes.get("t") == "s"

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        area = (*cell_place(first), *cell_place(last or first))
        if len(self.scan.merged) < MOST_MERGED:
            self.scan.merged.append(area)

    def _data(self, text: str) -> None:
        if self._in_value and text:
            self._filled = True
            if self._shared and len(self._value) < _LONGEST_NUMBER:
                self._value += text

    def _end(self, name: str) -> None:
        self._depth -= 1
        if not self._is_sheet:
            return
        local = self._local(name)
        if local in ("v", "t"):
            self._in_value = False
        elif local == "row":
            self._in_row = False
        elif local == "c" and self._in_row:
            self._end_cell()

    def _name_text(self, row: int, column: int) -> None:
        """Readers disagree on what a cell shows that names its text otherwise than by a plain number."""
        value = self._value.strip()
        if not (value.isascii() and value.isdecimal()):
            place = f"{column_letters(column)}{row}"
            raise Refused(f"is damaged (cell {place} names no text); open it in Excel and save it again")
        self.scan.highest_text = max(self.scan.highest_text, int(value))

    def _end_cell(self) -> None:
        scan, row, column = self.scan, self._row, self._column
        if self._filled:
            if self._shared:
                self._name_text(row, column)
            elif (style := self._attributes.get("s", "")).isdecimal() and self._attributes.get("t", "n") == "n":
                scan.number_styles.add(int(style))
            scan.cells += 1
            if scan.cells > MOST_CELLS:
                raise Refused(f"has more than {MOST_CELLS} filled cells; save only the table")
            if column in self._columns:
                scan.given_twice = scan.given_twice or f"{column_letters(column)}{row}"
            self._columns.add(column)
            scan.last_row, scan.first_row = max(scan.last_row, row), min(scan.first_row, row)
            scan.last_column = max(scan.last_column, column)
            scan.first_column = min(scan.first_column, column)
        elif self._formula and not self._result:
            # an empty <v> is a formula whose result is an empty text; no <v> at all was never calculated
            scan.without_result = scan.without_result or f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """1 -> "A", 28 -> "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
