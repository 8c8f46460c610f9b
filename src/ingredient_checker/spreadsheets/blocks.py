"""A sheet -> its tables of results: stacked or side by side, each with what stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .answers import Answers
from .columns import (
    NOTHING_SAID,
    Column,
    IsAllergen,
    Row,
    columns_of,
    guessed_columns,
    headings_of,
    heads_readings,
    is_heading_row,
    is_second_heading_row,
    patients_over_days,
    split_side_by_side,
)
from .particulars import names_a_patient, patient_label
from .sheet import Cell, Sheet
from .sheet_words import SheetWords


@dataclass(slots=True)
class Block:
    """One table. `about`: the rows above it; `across`: the allergens of a matrix whose rows are patients, else ();
    `headed`: its columns have headings, which stand in the rows of `heading`."""

    sheet: str
    columns: tuple[Column, ...]
    rows: list[Row]
    about: list[Row] = field(default_factory=list)
    across: tuple[Cell, ...] = ()
    headed: bool = True
    heading: tuple[Row, ...] = ()


@dataclass(slots=True)
class Layout:
    """The tables of a sheet, and the rows that belong to none."""

    blocks: list[Block]
    loose: list[Row]


def layout_of(sheet: Sheet, words: SheetWords, is_allergen: IsAllergen, answers: Answers = NOTHING_SAID) -> Layout:
    """Cut a sheet into its tables. Every row that holds text is in a table, above one, or loose.

    A row of headings that a person named in `answers` is the only one.
    """
    filled = [(number, row) for number, row in enumerate(sheet.rows, 1) if any(cell.text for cell in row)]
    rows = [row for _, row in filled]
    said = answers.heading_row(sheet.name)
    if said is None:
        heads = _headings(rows, words, is_allergen)
    else:
        heads = [_heading_at(rows, at, words, is_allergen) for at, (number, _) in enumerate(filled) if number == said]
    if not heads:
        return _without_headings(sheet, rows, words, is_allergen, answers)
    blocks: list[Block] = []
    loose = [row for row in rows[: heads[0][0]] if _is_a_result(row, words, is_allergen)]
    about = [row for row in rows[: heads[0][0]] if row not in loose]
    for at, (start, end) in enumerate(heads):
        following = heads[at + 1][0] if at + 1 < len(heads) else len(rows)
        below = rows[end:following]
        last = len(heads) - 1 == at
        cut = len(below) if last else _end_of_results(below, words, is_allergen)
        first, second = rows[start], rows[end - 1] if end - start > 1 else None
        above = (about, rows[start - 1] if start else ())
        _add(blocks, sheet.name, (first, second), below[:cut], above, words, is_allergen, answers)
        about = below[cut:]
    return Layout(blocks, loose)


def _headings(rows: Sequence[Row], words: SheetWords, is_allergen: IsAllergen) -> list[tuple[int, int]]:
    """(first row, row behind) of every heading, which has one row or two."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        if _is_matrix_heading(rows, at, words, is_allergen):
            found.append((at, at + 1))
        elif (
            is_heading_row(rows[at], words, is_allergen) or heads_readings(rows, at, words, is_allergen)
        ) and not names_a_patient(rows[at], words, is_allergen):
            found.append(_heading_at(rows, at, words, is_allergen))
            at = found[-1][1] - 1
        at += 1
    return found


def _heading_at(rows: Sequence[Row], at: int, words: SheetWords, is_allergen: IsAllergen) -> tuple[int, int]:
    """(first row, row behind) of a heading that begins there."""
    two = at + 1 < len(rows) and (
        is_second_heading_row(rows[at + 1], rows[at], words, is_allergen)
        or is_heading_row(rows[at + 1], words, is_allergen)
    )
    return at, at + 2 if two else at + 1


def _is_matrix_heading(rows: Sequence[Row], at: int, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Allergens across, patients down: at least three allergens beside each other, or fewer beside a heading of
    patients, and readings below them."""
    names = _allergens_across(rows[at], words, is_allergen)
    others = [cell for i, cell in enumerate(rows[at]) if cell.text and not cell.filled and i not in names]
    if not names or any(words.reading(cell.text) for cell in others):  # "ME+" is a name
        return False
    below = [row[i].text for row in rows[at + 1 : at + 6] for i in names if i < len(row) and row[i].text]
    return bool(below) and sum(words.reading(text) is not None for text in below) * 2 > len(below)


def _allergens_across(row: Row, words: SheetWords, is_allergen: IsAllergen) -> list[int]:
    """The columns that are headed by allergens; none unless they are several, or patients stand below each other."""
    names = [i for i, cell in enumerate(row) if cell.text and not cell.filled and is_allergen(cell.text)]
    patients = any(h.role == "patient" for i, h in headings_of(row, words).items() if i not in names)
    texts = sum(1 for cell in row if cell.text and not cell.filled)
    several = len(names) >= 3 and len(names) * 2 >= texts
    return names if names and (patients or several) else []


def _end_of_results(rows: Sequence[Row], words: SheetWords, is_allergen: IsAllergen) -> int:
    """Where the rows begin that stand above the next table."""
    end = len(rows)
    while end and not _holds_a_result(rows[end - 1], words, is_allergen):
        end -= 1
    return end


def _is_a_result(row: Row, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Whether a row names an allergen and a reading, so that it must not be taken for a title."""
    texts = [cell.text for cell in row if cell.text and not cell.filled]
    named = any(is_allergen(text) for text in texts)
    return named and any(words.is_bare_reading(text) and not is_allergen(text) for text in texts)


def _holds_a_result(row: Row, words: SheetWords, is_allergen: IsAllergen) -> bool:
    texts = [cell.text for cell in row if cell.text and not cell.filled]
    if texts and patient_label(texts[0], words) is not None:
        return False
    if any(is_allergen(text) for text in texts):
        return True
    read = [words.reading(text) for text in texts]
    return len(texts) >= 2 and any(word is not None for word in read)


def _add(
    blocks: list[Block],
    sheet: str,
    heading: tuple[Row, Row | None],
    rows: Sequence[Row],
    above: tuple[list[Row], Row],
    words: SheetWords,
    is_allergen: IsAllergen,
    answers: Answers,
) -> None:
    first, second = heading
    heads = (first, second) if second is not None else (first,)
    about, directly_above = above
    if _allergens_across(first, words, is_allergen):
        across = _matrix_columns(first, words, is_allergen)
        blocks.append(Block(sheet, across, list(rows), about, tuple(first), heading=heads))
        return
    columns = columns_of(first, second, rows, words, is_allergen, sheet, answers)
    previous = [block for block in blocks if block.sheet == sheet]
    if not about and previous and [c.heading for c in previous[-1].columns] == [c.heading for c in columns]:
        previous[-1].rows.extend(rows)  # the heading is repeated in the middle of the table
        return
    tables = split_side_by_side(columns)
    if len(tables) == 1 and (second is not None or (about and directly_above is about[-1])):
        tables = [patients_over_days(columns, first if second is not None else directly_above)]
    for at, table in enumerate(tables):
        low = 0 if at == 0 else table[0].index
        high = tables[at + 1][0].index if at + 1 < len(tables) else 1 << 20
        own_about = [_slice(row, low, high) for row in about]
        for patient_about, patient_rows in _by_patient_rows(
            [_slice(row, low, high) for row in rows], words, is_allergen
        ):
            blocks.append(Block(sheet, table, patient_rows, own_about + patient_about, heading=heads))
            own_about = []


def _matrix_columns(heading: Row, words: SheetWords, is_allergen: IsAllergen) -> tuple[Column, ...]:
    """Every column is a tested allergen, except the one of the patients and those with another known meaning."""
    columns: list[Column] = []
    for index, cell in enumerate(heading):
        known = words.heading(cell.text) if cell.text else None
        role = "tested" if cell.text and is_allergen(cell.text) else known.role if known else ""
        columns.append(Column(index, role, cell.text))
    if not any(c.role == "patient" for c in columns):
        first = next((c for c in columns if c.role != "tested"), columns[0])
        columns[first.index] = Column(first.index, "patient", first.heading)
    return tuple(columns)


def _slice(row: Row, low: int, high: int) -> Row:
    """The row with only the cells of some columns, in their places."""
    if low == 0 and high >= len(row):
        return row
    return tuple(cell if low <= i < high else Cell(cell.address, "") for i, cell in enumerate(row[:high]))


def _by_patient_rows(
    rows: Sequence[Row], words: SheetWords, is_allergen: IsAllergen
) -> list[tuple[list[Row], list[Row]]]:
    """Cut where a row in the middle of the table names the next patient."""
    parts: list[tuple[list[Row], list[Row]]] = [([], [])]
    for row in rows:
        if not any(cell.text for cell in row):
            continue
        if names_a_patient(row, words, is_allergen):
            if parts[-1][1]:
                parts.append(([row], []))
            else:
                parts[-1][0].append(row)
        else:
            parts[-1][1].append(row)
    return parts


def _without_headings(
    sheet: Sheet, rows: list[Row], words: SheetWords, is_allergen: IsAllergen, answers: Answers
) -> Layout:
    columns = guessed_columns(rows, words, is_allergen, sheet.name, answers)
    if not columns or (_is_prose(rows) and not any(c.role == "reading" for c in columns)):
        return Layout([], rows)
    first = next((i for i, row in enumerate(rows) if _holds_a_result(row, words, is_allergen)), 0)
    blocks: list[Block] = []
    about = rows[:first]
    for patient_about, patient_rows in _by_patient_rows(rows[first:], words, is_allergen):
        blocks.append(Block(sheet.name, columns, patient_rows, about + patient_about, headed=False))
        about = []
    return Layout(blocks, [])


def _is_prose(rows: Sequence[Row]) -> bool:
    texts = [cell.text for row in rows for cell in row if cell.text]
    return any(len(text) > 60 or text.count(",") + text.count(";") >= 2 for text in texts)
