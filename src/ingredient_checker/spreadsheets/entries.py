"""A table of results -> entries: one tested preparation of one patient, with the cells that speak about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ..patch_test.reading import Grade
from .blocks import Block
from .columns import LEADING, Column, Confidence, Row, parts_of
from .particulars import iso_day
from .results_report import NotUnderstood
from .sheet import Cell, cell_at
from .sheet_words import SheetWords, word_key

_NO_CELL = Cell("", "")
_NUMBER_HEADING = re.compile(r"\b(id|mrn|nr|no|nhs|chart|hospital)\b|patientid|patientennr")
_FOOTER = re.compile(
    r"^(total|sum|summe|gesamt|anzahl|number of (positives|reactions)|nombre de|legend|legende|légende|key to|"
    r"read by|abgelesen von|lu par|date of reading|signature|unterschrift)\b",
    re.IGNORECASE,
)
_PANEL = re.compile(r"^(panel|tafel|strip)\b", re.IGNORECASE)
_APPLIED = re.compile(r"\b(appl|test|angelegt|pose|colocaci)")
"""Of the headings of dates: the day of the test, not that of a reading."""
_SECTION = re.compile(
    r"\b(series|serie|série|batería|batterie|battery|tray|panel|reihe|testreihe|testblock|standardreihe|baseline|"
    r"own products?|eigene? produkte?|produits? personnels?|productos propios)\b",
    re.IGNORECASE,
)

_BY_THE_CLINIC = ("certainty", "exposure", "decided", "avoidance")


@dataclass(frozen=True, slots=True)
class WrittenReading:
    """A reading cell on a day; day 0: not known. `only_a_dash`: in a column of dashes where others say "neg"."""

    day: int
    cell: Cell
    only_a_dash: bool = False


@dataclass(slots=True)
class Entry:
    """What the cells of one row, or of several rows of a long table, say about one test.

    `series`: code of the one by which its position was read; `decided`: what the clinic has added to the result, by the
    role of its column; `applied`: the day of the test; `blank`: its empty cells in columns of readings; `also`: where
    else a long table names it. `readable` is False where a table has no column of readings at all (a list of
    positives).
    """

    patient: str
    number: str
    name: Cell = _NO_CELL
    article: Cell = _NO_CELL
    position: Cell = _NO_CELL
    panel: str = ""
    section: str = ""
    series: str = ""
    preparation: str = ""
    readings: list[WrittenReading] = field(default_factory=list)
    final: Cell = _NO_CELL
    relevance: Cell = _NO_CELL
    comment: Cell = _NO_CELL
    decided: dict[str, str] = field(default_factory=dict)
    date_cell: Cell = _NO_CELL
    applied: str = ""
    blank: list[Cell] = field(default_factory=list)
    also: list[Cell] = field(default_factory=list)
    readable: bool = True

    @property
    def person(self) -> tuple[str, str]:
        """Name and number of the patient."""
        return self.patient, self.number

    @property
    def as_written(self) -> str:
        """How the sheet names it: "C-020 Colophonium", or the number where that is all."""
        if self.name.text or self.article.text:
            return " ".join(cell.text for cell in (self.article, self.name) if cell.text)
        return self.position.text

    @property
    def identity(self) -> Cell:
        """The cell that says what was tested."""
        return self.name if self.name.text else self.article if self.article.text else self.position

    @property
    def place(self) -> str:
        return self.identity.address


@dataclass(slots=True)
class Entries:
    """The entries of a block and what it holds besides. `days_guessed`: of how many columns the day was guessed."""

    entries: list[Entry]
    not_understood: list[NotUnderstood]
    days_guessed: int = 0


def entries_of(block: Block, words: SheetWords, days: Sequence[int] = (), applied: str = "") -> Entries:
    """Every row of a block as entries or as not understood. `days`: of columns of readings that name none; `applied`:
    the day of the test (ISO), from which dates in headings are counted."""
    if block.across:
        return _across(block, words)
    open_days = [c for c in block.columns if c.role == "reading" and not c.day]
    block.columns = tuple(_with_parted_days(column, days) for column in block.columns)
    days = days or _days_by_dates(open_days, applied)
    made = Entries([], [], days_guessed=len(open_days) if len(open_days) > max(1, len(days)) else 0)
    guessed = [len(c.days) for c in block.columns if c.days and c.sure is Confidence.GUESSED]
    made.days_guessed = made.days_guessed or max(guessed, default=0)
    block.columns = _with_days(block.columns, days)
    long = any(c.role == "reading_day_value" for c in block.columns)
    dashes = _columns_of_dashes(block, words)
    people = list(dict.fromkeys(c.patient for c in block.columns if c.patient)) or [""]
    carried = {"patient": "", "number": "", "section": ""}
    for row in block.rows:
        _carry(row, block.columns, carried)
        if _is_section(row, block.columns):
            carried["section"] = next(cell.text for cell in row if cell.text)
            continue
        if _FOOTER.match(next((cell.text for cell in row if cell.text), "")):
            _not_a_result(row, made)
            continue
        rows_entries = [_entry(row, block.columns, person, carried, (long, dashes), words) for person in people]
        if not (rows_entries[0].name.text or rows_entries[0].article.text or rows_entries[0].position.text):
            _not_a_result(row, made)
            continue
        made.entries.extend(rows_entries)
    if long:
        made.entries = _joined(made.entries)
    return made


def _columns_of_dashes(block: Block, words: SheetWords) -> frozenset[int]:
    """Columns of readings that hold nothing but dashes, where the others have a word for negative: not read."""
    keys: dict[int, set[str]] = {}
    for column in block.columns:
        if column.role == "reading":
            cells = (row[column.index].text for row in block.rows if column.index < len(row))
            keys[column.index] = {word_key(text) for text in cells if text}
    dashed = frozenset(index for index, written in keys.items() if written == {"-"})
    others = set().union(*(written for index, written in keys.items() if index not in dashed))
    says_negative = any((word := words.reading(key)) and word.grade is Grade.NEGATIVE for key in others)
    return dashed if says_negative and "-" not in others else frozenset()


def _carry(row: Row, columns: Sequence[Column], carried: dict[str, str]) -> None:
    """A patient or series that is written once stands for the rows below it."""
    for column in columns:
        text = row[column.index].text if column.index < len(row) else ""
        if not text:
            continue
        if column.role == "patient":
            carried["number" if _NUMBER_HEADING.search(word_key(column.heading)) else "patient"] = text
        elif column.role == "series":
            carried["section"] = text


def _is_section(row: Row, columns: Sequence[Column]) -> bool:
    """A row that only says to which series or panel the rows below belong."""
    texts = {cell.text for cell in row if cell.text}
    own = [cell for cell in row if cell.text and not cell.filled]
    return (
        len(texts) == 1
        and len(own) == 1
        and bool(_SECTION.search(own[0].text))
        and any(c.role in LEADING for c in columns)
    )


def _not_a_result(row: Row, made: Entries) -> None:
    texts = [cell for cell in row if cell.text and not cell.filled]
    if texts:
        why = "this row names no allergen" if len(texts) > 1 else "this text is no result"
        made.not_understood.append(NotUnderstood(texts[0].address, " | ".join(cell.text for cell in texts), why))


def _entry(
    row: Row,
    columns: Sequence[Column],
    person: str,
    carried: dict[str, str],
    shape: tuple[bool, frozenset[int]],
    words: SheetWords,
) -> Entry:
    long, dashes = shape
    cells = _cells_by_role(row, columns, person)
    entry = Entry(person or carried["patient"], "" if person else carried["number"], section=carried["section"])
    entry.name = _first(cells, "allergen")
    if not any(c.role in LEADING for c in columns):  # a sentence for each patient
        said = [cell for role in ("final", "reading", "comment") for cell in cells.get(role, ()) if cell.text]
        more = [cell.text for cell in cells.get("", ()) if cell.text]  # a separator inside the sentence cut it
        if said:
            entry.name = Cell(said[0].address, "; ".join([said[0].text, *more]))
            entry.also = [cell for cell in cells.get("", ()) if cell.text]
        entry.readable = False
        return entry
    entry.article = _first(cells, "article")
    entry.position = _first(cells, "number")
    entry.panel = _first(cells, "panel").text or (entry.section if _PANEL.match(entry.section) else "")
    entry.relevance = _first(cells, "relevance")
    entry.comment = _first(cells, "comment")
    entry.decided = {role: cell.text for role in _BY_THE_CLINIC if (cell := _first(cells, role)).text}
    entry.date_cell = _first(cells, "date")
    if any(c.role == "date" and _APPLIED.search(word_key(c.heading)) for c in columns):
        entry.applied = iso_day(entry.date_cell.text)
    entry.preparation = _preparation(columns, cells)
    entry.readable = any(c.role in ("reading", "final") for c in columns)
    finals = [cell for cell in cells.get("final", ()) if cell.text]
    if long:
        day = _day_value(_first(cells, "reading_day_value").text, words)
        entry.readings = [WrittenReading(day, cell) for cell in finals]
    elif finals:
        entry.final = finals[-1]
    for column in columns:
        if column.role == "reading" and column.patient == person:
            cell = cell_at(row, column.index)
            parts = parts_of(cell.text, words) if column.days else []
            if len(parts) == len(column.days) > 1:
                each = zip(column.days, parts, strict=True)
                entry.readings += [WrittenReading(day, Cell(cell.address, part)) for day, part in each]
            elif cell.text:
                entry.readings.append(WrittenReading(column.day, cell, column.index in dashes))
            else:
                entry.blank.append(cell)
    entry.blank += [cell for cell in cells.get("final", ()) if not cell.text and not entry.readings]
    return entry


def _cells_by_role(row: Row, columns: Sequence[Column], person: str) -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = {}
    for column in columns:
        if column.patient in ("", person):
            cells.setdefault(column.role, []).append(cell_at(row, column.index))
    return cells


def _first(cells: dict[str, list[Cell]], role: str) -> Cell:
    return next((cell for cell in cells.get(role, ()) if cell.text), _NO_CELL)


def _preparation(columns: Sequence[Column], cells: dict[str, list[Cell]]) -> str:
    concentration = _first(cells, "concentration").text
    heading = next((c.heading for c in columns if c.role == "concentration"), "")
    if "%" in heading and re.fullmatch(r"\d+([.,]\d+)?", concentration):
        concentration += "%"
    return " ".join(filter(None, (concentration, _first(cells, "vehicle").text)))


def _day_value(text: str, words: SheetWords) -> int:
    """The day in a cell of a column of reading days: "2", "D2", "48 h", "48"; 0 if none."""
    number = re.fullmatch(r"\D*(\d{1,3})(?:\.0)?", text.strip())
    heading = words.heading(text)
    if heading and heading.role == "reading":
        return heading.day
    if number:
        value = int(number[1])
        return value if value < 24 else round(value / 24)
    return 0


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """The rows of a long table that speak of one test of one patient."""
    joined: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = (*entry.person, entry.section, entry.as_written, entry.preparation, entry.applied)
        first = joined.setdefault(key, entry)
        if first is not entry:
            first.readings.extend(entry.readings)
            first.blank.extend(entry.blank)
            first.also.append(entry.identity)
            first.relevance = first.relevance if first.relevance.text else entry.relevance
            first.comment = first.comment if first.comment.text else entry.comment
    return list(joined.values())


def _with_parted_days(column: Column, said: Sequence[int]) -> Column:
    """Several readings in a cell are of the days that a person said, where their heading names none."""
    if column.sure is Confidence.GUESSED and column.days and len(said) == len(column.days):
        return replace(column, days=tuple(said), day=max(said), sure=Confidence.SAID)
    return column


def _days_by_dates(columns: Sequence[Column], applied: str) -> tuple[int, ...]:
    """The days of columns headed by dates, when it is known on which day the test was applied; else none."""
    try:
        start = date.fromisoformat(applied)
        days = tuple((date.fromisoformat(iso_day(column.heading)) - start).days for column in columns)
    except ValueError:
        return ()
    return days if all(0 < day <= 28 for day in days) else ()


def _with_days(columns: Sequence[Column], said: Sequence[int]) -> tuple[Column, ...]:
    """Days for columns of readings that name none: as said, else the usual ones in their order."""
    open_days = [c for c in columns if c.role == "reading" and not c.day]
    if not open_days:
        return tuple(columns)
    many = len(open_days)
    usual = tuple(said) or {1: (0,), 2: (2, 4), 3: (2, 4, 7)}.get(many, tuple(range(2, 2 + many)))
    days = {c.index: day for c, day in zip(open_days, usual, strict=False)}
    dated = [replace(c, day=days[c.index], sure=Confidence.GUESSED) if c.index in days else c for c in columns]
    return tuple(replace(c, role="final") if c.role == "reading" and not c.day else c for c in dated)


def _holds_readings(rows: Sequence[Row], index: int, words: SheetWords) -> bool:
    """Whether a column under an unknown heading may be one of a test: most of its cells are readings in signs."""
    texts = [row[index].text for row in rows if index < len(row) and row[index].text]
    read = [text for text in texts if (word := words.reading(text)) and not word.number]
    return len(read) * 2 > len(texts)


def _across(block: Block, words: SheetWords) -> Entries:
    """Rows are patients, columns allergens."""
    made = Entries([], [])
    people = next((c for c in block.columns if c.role == "patient"), None)
    tested = [
        c
        for c in block.columns
        if c.heading and (c.role == "tested" or (not c.role and _holds_readings(block.rows, c.index, words)))
    ]
    for row in block.rows:
        person = row[people.index].text if people and people.index < len(row) else ""
        if not person:
            _not_a_result(row, made)
            continue
        for column in tested:
            cell = row[column.index] if column.index < len(row) else _NO_CELL
            name = Cell(cell.address or block.across[column.index].address, column.heading)
            made.entries.append(Entry(person, "", name=name, final=cell))
    return made
