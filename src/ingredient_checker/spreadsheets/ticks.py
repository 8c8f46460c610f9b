"""A table in which a reading is ticked (columns "neg", "?+", "+", "++") -> the same table with the readings written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .columns import Row
from .sheet import Cell, Sheet
from .sheet_words import SheetWords, word_key

_TICKS = frozenset(("x", "xx", "✓", "✔", "☑", "☒", "•", "●", "*", "v", "ja", "yes", "1"))
_FEWEST = 3
"""Columns of readings side by side that make such a table."""


def with_ticks_read(sheet: Sheet, words: SheetWords) -> Sheet:
    """Each tick as the reading that its column is headed by; two ticks in a row are written together, to be decided."""
    rows = list(sheet.rows)
    for at, row in enumerate(rows):
        readings = _readings_in(row, words)
        if len(readings) < _FEWEST or not _are_ticked(rows[at + 1 : at + 40], readings):
            continue
        rows[at] = tuple(replace(cell, text="Result") if i in readings else cell for i, cell in enumerate(row))
        for below in range(at + 1, len(rows)):
            if _readings_in(rows[below], words).keys() >= readings.keys():
                break  # the next table
            rows[below] = _written(rows[below], readings)
    return sheet if rows == list(sheet.rows) else replace(sheet, rows=tuple(rows))


def _readings_in(row: Row, words: SheetWords) -> dict[int, str]:
    """The columns that are headed by a reading; none unless they are different readings behind something else."""
    found = {
        i: cell.text
        for i, cell in enumerate(row)
        if i and cell.text and not cell.filled and words.is_bare_reading(cell.text)
    }
    grades = [word.grade for text in found.values() if (word := words.reading(text)) and word.grade]
    named = any(cell.text and i not in found for i, cell in enumerate(row[: min(found, default=0)]))
    return found if named and len(set(grades)) == len(found) else {}


def _are_ticked(rows: Sequence[Row], readings: dict[int, str]) -> bool:
    texts = [row[i].text for row in rows for i in readings if i < len(row) and row[i].text]
    return bool(texts) and all(word_key(text) in _TICKS for text in texts)


def _written(row: Row, readings: dict[int, str]) -> Row:
    ticked = [i for i in readings if i < len(row) and row[i].text]
    said = " and ".join(readings[i] for i in ticked)
    return tuple(_as_read(cell, i, ticked, said) if i in readings else cell for i, cell in enumerate(row))


def _as_read(cell: Cell, column: int, ticked: Sequence[int], said: str) -> Cell:
    return replace(cell, text=said if ticked and column == ticked[-1] else "")
