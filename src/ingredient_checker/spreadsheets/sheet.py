"""A table file -> sheets of cells with their addresses, read safely, whatever the file is."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from ..problem import Problem
from .delimited import read_delimited
from .file_kind import FileKind, file_kind, looks_like_json
from .workbook_scan import column_letters

SECONDS = 30
"""How long a workbook may take to be read."""

_MOST_FILLED = 100_000
"""Cells of a sheet that show the text of a merged area's first cell."""
_LOOK_EVERY = 0.2
"""Seconds after which it is looked whether the reading is to go on."""
_LARGEST_GRID = 2_000_000


class CellKind(StrEnum):
    """What a cell held before it was made text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # often a CAS number or a grade that the spreadsheet program changed
    ERROR = "error"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as a person sees it, nearly, and its address ("Sheet1!C7", in text files "C7").

    `filled`: the cell is part of a merged area and shows the text of its first cell.
    """

    address: str
    text: str
    kind: CellKind = CellKind.TEXT
    filled: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[i]` is row i + 1 from column A to its last filled cell; an empty row is ().

    `merged`: how many areas of merged cells; `code_page`: of a text file, "" in a workbook.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    notes: tuple[str, ...] = ()
    merged: int = 0
    code_page: str = ""


def cell_at(row: tuple[Cell, ...], index: int) -> Cell:
    """The cell in a column from 0; behind the last filled one an empty cell with its address."""
    if index < len(row):
        return row[index]
    sheet, mark, first = row[0].address.rpartition("!")
    return Cell(f"{sheet}{mark}{column_letters(index + 1)}{first.lstrip(ascii_uppercase)}", "")


def read_sheets(
    path: Path,
    known_words: Collection[str] = (),
    code_page: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Sheet, ...]:
    """The sheets of a workbook (.xlsx, .xls, .ods) or text table (.csv, .tsv, .txt), read in a child process.

    `known_words`: lower-case words by which the code page of a text file is recognised, unless `code_page` names it.
    Problem, naming the file and what to do, when it is something else, protected, damaged, too large or cannot be
    read safely; also when the reading was `cancelled`.
    """
    if file_kind(path) is FileKind.TEXT:
        if looks_like_json(path):
            raise Problem(f"{path.name} is JSON, not a table; an exported patient is read by Patient, Take over.")
        rows, code_page = read_delimited(path, frozenset(known_words), code_page)
        cells = [
            (r, c, text.strip(), CellKind.TEXT)
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
            if text.strip()
        ]
        return (replace(_grid(path.name, cells, (), prefix=""), code_page=code_page, notes=_swallowed(rows)),)
    answer = _ask_child(path, cancelled)
    if "problem" in answer:
        raise Problem(f"{path.name} {answer['problem']}.")
    return tuple(_workbook_sheet(sheet) for sheet in answer["sheets"])


def _swallowed(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Notes on quoted cells that may be several rows between two stray quotes."""
    return tuple(
        f"row {number}: a quoted cell holds {len(lines)} lines; if these are rows, take the quotes off"
        for number, row in enumerate(rows, 1)
        for cell in row
        if len(lines := cell.splitlines()) > 1 and all(re.search(r"[;,\t|]", line) for line in lines[:-1])
    )


def file_hash(path: Path) -> str:
    """SHA-256 of the file, by which the same file is noticed when it comes again."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _ask_child(path: Path, cancelled: Callable[[], bool]) -> Mapping[str, Any]:
    """What the reader's child process answered."""
    package = Path(__file__).parents[2]
    environment = dict(os.environ, PYTHONIOENCODING="utf-8")
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-P", "-m", "ingredient_checker.spreadsheets.workbook_reader", str(path.resolve())]
    advice = "open it in Excel or LibreOffice, save the sheet with the table as a new .xlsx and try that"
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        printed = _printed_by(child, cancelled)
    if cancelled():
        raise Problem(f"{path.name} was not read: you stopped it.")
    if printed is None:
        raise Problem(f"{path.name} took longer than {SECONDS} seconds to read; {advice}.")
    try:
        answer = json.loads(printed) if child.returncode == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Problem(f"{path.name} could not be read safely (it may be damaged); {advice}.")
    return answer


def _printed_by(child: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> bytes | None:
    """What the child printed; None when it took too long or was not to go on: then it is ended."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not cancelled():
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=_LOOK_EVERY)[0]
    child.kill()
    child.communicate()
    return None


def _workbook_sheet(sheet: Mapping[str, Any]) -> Sheet:
    cells = [
        (row - 1, column - 1, text.strip(), CellKind(kind))
        for row, column, text, kind in sheet["cells"]
        if text.strip()
    ]
    made = _grid(sheet["name"], cells, sheet["merged"], prefix=f"{sheet['name']}!")
    return replace(made, hidden=sheet["hidden"], notes=tuple(sheet["notes"]))


def _grid(
    name: str,
    cells: Sequence[tuple[int, int, str, CellKind]],
    merged: Sequence[Sequence[int]],
    prefix: str,
) -> Sheet:
    """Rows of cells without gaps; merged areas show the text of their first cell everywhere."""
    rows: dict[int, dict[int, Cell]] = {}
    for r, c, text, kind in cells:
        rows.setdefault(r, {})[c] = Cell(f"{prefix}{column_letters(c + 1)}{r + 1}", text, kind)
    fillable = _MOST_FILLED
    last_row, last_column = max(rows, default=0), max((max(row) for row in rows.values()), default=0)
    for r1, c1, r2, c2 in merged:
        area = (r1 - 1, c1 - 1, min(r2 - 1, last_row), min(c2 - 1, last_column))
        fillable -= _fill(rows, prefix, area, fillable)
    if sum(max(row) + 1 for row in rows.values()) > _LARGEST_GRID:
        raise Problem(f"The sheet {name} is too large to be a table of results or products; save only the table.")
    lines = tuple(_row(rows.get(r), r, prefix) for r in range(max(rows, default=-1) + 1))
    return Sheet(name, lines, merged=len(merged))


def _fill(rows: dict[int, dict[int, Cell]], prefix: str, area: tuple[int, int, int, int], most: int) -> int:
    """Show the text of the first cell of a merged area everywhere in it, and answer in how many cells; in none where
    they would be more than `most`."""
    r1, c1, r2, c2 = area
    first = rows.get(r1, {}).get(c1)
    size = (r2 - r1 + 1) * (c2 - c1 + 1)
    if first is None or not 0 < size <= most:
        return 0
    for r in range(r1, r2 + 1):
        for c in range(c1, c2 + 1):
            row = rows.setdefault(r, {})
            if c not in row:
                row[c] = Cell(f"{prefix}{column_letters(c + 1)}{r + 1}", first.text, first.kind, filled=True)
    return size


def _row(cells: Mapping[int, Cell] | None, r: int, prefix: str) -> tuple[Cell, ...]:
    if not cells:
        return ()
    return tuple(cells.get(c) or Cell(f"{prefix}{column_letters(c + 1)}{r + 1}", "") for c in range(max(cells) + 1))
