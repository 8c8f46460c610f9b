"""A sheet that was read -> how each of its cells was read, for the preview."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..allergens.naming import How
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import Grade, ResultStatus
from .answers import IGNORE, Answers
from .blocks import Block
from .columns import Column, Row
from .entry_results import Told
from .particulars import particulars_of
from .preview import PREVIEWED_ROWS, CellHow, PreviewCell, PreviewColumn, PreviewRow, SheetPreview
from .results_report import WHOLE_ROWS, NotUnderstood
from .sheet import Cell, CellKind, Sheet, cell_at
from .sheet_words import SheetWords
from .workbook_scan import column_letters

Mark = tuple[CellHow, str]

_BY_ROLE = {
    "concentration": CellHow.PREPARATION,
    "vehicle": CellHow.PREPARATION,
    "relevance": CellHow.RELEVANCE,
    "patient": CellHow.PATIENT,
    "series": CellHow.SERIES,
    "panel": CellHow.POSITION,
    "number": CellHow.POSITION,
    "article": CellHow.ARTICLE,
    "date": CellHow.DATE,
    "reading_day_value": CellHow.DAY,
    "comment": CellHow.COMMENT,
    "certainty": CellHow.RELEVANCE,
    "exposure": CellHow.COMMENT,
    "decided": CellHow.COMMENT,
    "avoidance": CellHow.COMMENT,
}
_BY_GRADE = {
    Grade.NEGATIVE: CellHow.NEGATIVE,
    Grade.DOUBTFUL: CellHow.DOUBTFUL,
    Grade.IRRITANT: CellHow.IRRITANT,
    Grade.NOT_TESTED: CellHow.NOT_TESTED,
    Grade.NOT_READ: CellHow.NOT_READ,
}
_BY_STATUS = {
    ResultStatus.NEGATIVE: CellHow.NEGATIVE,
    ResultStatus.NOT_TESTED: CellHow.NOT_TESTED,
    ResultStatus.CONTROL: CellHow.CONTROL,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader has made of all sheets: its tables, the entries with their results, the reading cells (address ->
    grade, or why there is none), what it did not understand, what it asks about (`asked`), and the notes that name a
    patient (address -> name); `sentences`: the cells of each sentence, which are read together."""

    blocks: Sequence[Block]
    named: Sequence[tuple[Told, Sequence[PatchTestResult]]]
    read: Mapping[str, tuple[Grade | None, str]]
    not_understood: Sequence[NotUnderstood]
    asked: Collection[str]
    people: Mapping[str, str]
    sentences: Sequence[Sequence[str]] = ()


def preview_of(sheet: Sheet, seen: Seen, words: SheetWords, answers: Answers) -> SheetPreview:
    """How the cells of one sheet were read; every filled cell is read as something."""
    read = answers.sheets is None or sheet.name in answers.sheets
    blocks = [block for block in seen.blocks if block.sheet == sheet.name] if read else []
    marks = _marks(blocks, seen, words) if read else {}
    skipped = _skipped(sheet, seen.not_understood) if read else {}
    for number, why in skipped.items():
        marks.update((cell.address, (CellHow.UNKNOWN, why)) for cell in sheet.rows[number - 1] if cell.text)
    rows = [(number, row) for number, row in enumerate(sheet.rows, 1) if any(cell.text for cell in row)]
    counts = Counter(
        marks.get(cell.address, _IGNORED)[0] for _, row in rows for cell in row if cell.text and not cell.filled
    )
    width = max((len(row) for _, row in rows), default=0)
    shown = tuple(
        PreviewRow(number, tuple(_cell(cell_at(row, i), marks) for i in range(width)), skipped.get(number, ""))
        for number, row in rows[:PREVIEWED_ROWS]
    )
    return SheetPreview(
        name=sheet.name,
        hidden=sheet.hidden,
        read=read,
        rows=shown,
        columns=_columns(sheet, blocks, answers),
        heading_row=_heading_row(sheet, blocks),
        cells=sum(counts.values()),
        counts=dict(counts),
        skipped=tuple(sorted(skipped.items())),
        merged=sheet.merged,
        errors=sum(cell.kind is CellKind.ERROR for _, row in rows for cell in row if not cell.filled),
        notes=sheet.notes,
        code_page=sheet.code_page,
    )


_IGNORED: Mark = (CellHow.IGNORED, "")


def _cell(cell: Cell, marks: Mapping[str, Mark]) -> PreviewCell:
    how, means = marks.get(cell.address, _IGNORED if cell.text else (CellHow.EMPTY, ""))
    return PreviewCell(cell.address, cell.text, how, means)


def _marks(blocks: Sequence[Block], seen: Seen, words: SheetWords) -> dict[str, Mark]:
    """By address; what is known better comes later and goes over what was marked before."""
    marks: dict[str, Mark] = {}
    for block in blocks:
        _mark_rows(marks, block.about, CellHow.TITLE)
        _mark_people(marks, block.about, words)
        _mark_rows(marks, block.heading, CellHow.HEADING)
        for column in block.columns:
            _mark_column(marks, column, block.rows)
    marks.update((address, (CellHow.PATIENT, name)) for address, name in seen.people.items())
    for told, results in seen.named:
        _mark_entry(marks, told, results, seen)
    for item in seen.not_understood:
        marks[item.cell] = (CellHow.UNKNOWN, item.why)
    for together in seen.sentences:
        known = [marks[address] for address in together if address in marks]
        marks.update((address, known[0]) for address in together if known and address not in marks)
    return marks


def _mark_rows(marks: dict[str, Mark], rows: Iterable[Row], how: CellHow) -> None:
    for row in rows:
        for cell in row:
            if cell.text:
                marks[cell.address] = (how, "")


def _mark_people(marks: dict[str, Mark], about: Sequence[Row], words: SheetWords) -> None:
    said = particulars_of(about, words)
    for row in about:
        for cell in row:
            if said.name and said.name in cell.text:
                marks[cell.address] = (CellHow.ASK if said.guessed else CellHow.PATIENT, said.name)
            elif said.number and said.number in cell.text:
                marks[cell.address] = (CellHow.PATIENT, said.number)
            elif said.tested_on and said.tested_on in cell.text:
                marks[cell.address] = (CellHow.DATE, said.tested_on)


def _mark_column(marks: dict[str, Mark], column: Column, rows: Sequence[Row]) -> None:
    how = _BY_ROLE.get(column.role)
    if how is None:
        return
    for row in rows:
        if column.index < len(row) and row[column.index].text:
            marks[row[column.index].address] = (how, "")


def _mark_entry(marks: dict[str, Mark], told: Told, results: Sequence[PatchTestResult], seen: Seen) -> None:
    entry, read = told.entry, seen.read
    if entry.identity.address:
        how, means = _name(told, results, seen.asked)
        before = marks.get(entry.identity.address)
        if told.loose and before and before[0] in (CellHow.NAME, CellHow.ASK, CellHow.POSITIVE) and before[1]:
            how, means = (CellHow.ASK if CellHow.ASK in (how, before[0]) else how), f"{before[1]}; {means}"
        marks.update((cell.address, (how, means)) for cell in (entry.identity, *entry.also))
    for cell, means in ((entry.relevance, results[0].relevance), (entry.date_cell, "")):
        if cell.text:
            how = CellHow.RELEVANCE if cell is entry.relevance else CellHow.DATE
            marks[cell.address] = (how, means)
    for written in entry.readings:
        if written.cell.address != entry.identity.address:
            day = f"day {written.day}" if written.day else ""
            marks[written.cell.address] = _reading(written.cell, day, read, written.only_a_dash)
    if entry.final.text and entry.final.address != entry.identity.address:
        marks[entry.final.address] = _reading(entry.final, "result", read, False)
    known = bool(entry.readings or entry.final.text)
    for cell in entry.blank:
        marks[cell.address] = (CellHow.NOT_READ, "empty") if known else _blank(results[0].status)


def _blank(status: ResultStatus) -> Mark:
    return _BY_STATUS.get(status, CellHow.NOT_READ), "empty in the whole row"


def _name(told: Told, results: Sequence[PatchTestResult], asked: Collection[str]) -> Mark:
    found = told.found
    if found.how is How.CONTROL:
        return CellHow.CONTROL, ""
    if found.how is How.OWN_PRODUCT:
        return CellHow.OWN_PRODUCT, ""
    if found.how is How.NO_DATA:
        return CellHow.NAME, found.note or str(found.how)
    if not found.allergens:
        return CellHow.UNKNOWN, "no allergen of this name is known"
    grade = f" {results[0].grade or results[0].status}" if told.loose else ""
    only_a_position = not (told.entry.name.text or told.entry.article.text)
    ask = f"name: {told.entry.as_written}" in asked or (only_a_position and "series" in asked)
    return (CellHow.ASK if ask else CellHow.NAME), ", ".join(told.names) + grade


def _reading(cell: Cell, day: str, read: Mapping[str, tuple[Grade | None, str]], only_a_dash: bool) -> Mark:
    if only_a_dash:
        return CellHow.NOT_READ, f"{day}, a column of dashes"
    grade, why = read.get(cell.address, (None, ""))
    if grade is None:
        return (CellHow.ASK, why) if why else (CellHow.COMMENT, "")
    return _BY_GRADE.get(grade, CellHow.POSITIVE), ", ".join(filter(None, (day, str(grade))))


def _columns(sheet: Sheet, blocks: Sequence[Block], answers: Answers) -> tuple[PreviewColumn, ...]:
    """Every column that holds anything; where tables stand below each other, as in the longest."""
    known: dict[int, Column] = {}
    for block in sorted(blocks, key=lambda block: -len(block.rows)):
        for column in block.columns:
            if column.role or column.index not in known:
                known.setdefault(column.index, column)
    width = max((len(row) for row in sheet.rows), default=0)
    return tuple(
        PreviewColumn(i, column_letters(i + 1), column.heading, _role(column, answers, sheet.name), column.sure)
        for i in range(width)
        for column in (known.get(i) or Column(i, ""),)
    )


def _role(column: Column, answers: Answers, sheet: str) -> str:
    said = answers.role(sheet, column.index)
    return said if said == IGNORE else column.said


def _heading_row(sheet: Sheet, blocks: Sequence[Block]) -> int:
    cells = {cell.address for block in blocks[:1] for row in block.heading[-1:] for cell in row if cell.text}
    return next((n for n, row in enumerate(sheet.rows, 1) if any(c.text and c.address in cells for c in row)), 0)


def _skipped(sheet: Sheet, items: Sequence[NotUnderstood]) -> dict[int, str]:
    """Rows of which nothing was made, by their number."""
    mine = {cell.address for row in sheet.rows for cell in row}
    found: dict[int, str] = {}
    for item in items:
        number = re.search(r"\d+$", item.cell)
        if number and item.cell in mine and item.why in WHOLE_ROWS:
            found.setdefault(int(number[0]), item.why)
    return found
