"""What each column of a table means: by its heading in any language, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .answers import Answers
from .sheet import Cell, CellKind
from .sheet_words import Heading, SheetWords, days_of
from .workbook_scan import column_letters

LEADING = ("allergen", "article", "number", "panel")
"""Roles that say what was tested; one of them begins a table of results."""


class Confidence(StrEnum):
    """How sure it is what a column holds."""

    SAID = "as you said"
    SURE = "sure"
    LIKELY = "likely"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `role` as in headings.csv, all reading_D… as "reading" with their `day` (0: not known);
    `patient`: whose readings these are when patients stand side by side; `days`: of several readings in each cell
    ("+/++"), empty when there is one."""

    index: int
    role: str
    heading: str = ""
    day: int = 0
    patient: str = ""
    sure: Confidence = Confidence.SURE
    days: tuple[int, ...] = ()

    @property
    def said(self) -> str:
        """The role as a person says it (`answers.ROLES`)."""
        if self.patient and self.role in ("reading", "final"):
            return "person"
        return f"reading:{self.day}" if self.role == "reading" and self.day else self.role


_DATE = re.compile(r"^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./](\d{2,4})?$")

NOTHING_SAID = Answers()
_LONGEST_DAY = 30
"""Characters of a heading that names a day; a sentence may hold one, too."""

_DOUBTFUL = ("+/-", "-/+", "+/?", "?/+")
"""One reading, unless others in the column show that these are two."""

Row = tuple[Cell, ...]
IsAllergen = Callable[[str], bool]


def headings_of(row: Row, words: SheetWords) -> dict[int, Heading]:
    """The recognised headings of a row by column."""
    found: dict[int, Heading] = {}
    for index, cell in enumerate(row):
        if cell.text and cell.kind is CellKind.TEXT:
            heading = words.heading(cell.text)
            if heading:
                found[index] = heading
    return found


def is_heading_row(row: Row, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Whether a row names columns of a table of results rather than holding results or particulars."""
    texts = [cell for cell in row if cell.text and not cell.filled]
    if len(texts) < 2:
        return False
    found = headings_of(row, words)
    roles = [found[i].role for i, cell in enumerate(row) if i in found and not cell.filled]
    leads = [role for role in roles if role in LEADING]
    if _holds_results(row, found, words, is_allergen):
        return False
    if leads and ("reading" in roles or "final" in roles or "reading_day_value" in roles):
        return True
    if leads and (len(roles) >= 3 or len(roles) == len(texts)):
        return True
    if "patient" in roles and {"final", "comment", "reading"} & set(roles) and len(roles) == len(texts):
        return True  # a sentence for each patient
    own_lead = any(found[i].role == "allergen" and found[i].own for i in found)
    return own_lead and (len(roles) >= 2 or len(texts) - len(roles) >= 1)


def heads_readings(rows: Sequence[Row], at: int, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Whether a row without a known heading for allergens names columns of readings: readings stand below them, and
    texts that are none beside these."""
    row = rows[at]
    found = headings_of(row, words)
    said = [i for i, heading in found.items() if heading.role in ("reading", "final") and not row[i].filled]
    days = [i for i in said if len(row[i].text) <= _LONGEST_DAY and "+" not in row[i].text]
    if not days or sum(not c.filled for c in row if c.text) < 2 or _holds_results(row, found, words, is_allergen):
        return False
    below = [r for r in rows[at + 1 : at + 9] if any(cell.text for cell in r[: days[0]])]
    cells = [r[i].text for r in below for i in days if i < len(r) and r[i].text]
    read = sum(words.reading(text) is not None for text in cells)
    return bool(below) and len(cells) >= len(below) / 2 and read * 4 >= len(cells) * 3


def is_second_heading_row(row: Row, above: Row, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Whether a row under a heading row goes on naming columns ("Reading" over "D2", "D4")."""
    texts = [i for i, cell in enumerate(row) if cell.text and not cell.filled]
    found = headings_of(row, words)
    if not texts or _holds_results(row, found, words, is_allergen):
        return False
    known = [i for i in texts if i in found]
    days = [i for i in known if found[i].role in ("reading", "final")]
    return bool(days) and len(known) == len(texts) and any(cell.text for cell in above)


def _holds_results(row: Row, found: dict[int, Heading], words: SheetWords, is_allergen: IsAllergen) -> bool:
    for index, cell in enumerate(row):
        if not cell.text or cell.filled or index in found:
            continue
        if words.reading(cell.text) or is_allergen(cell.text):
            return True
    return False


def columns_of(
    first: Row,
    second: Row | None,
    rows: Sequence[Row],
    words: SheetWords,
    is_allergen: IsAllergen,
    sheet: str = "",
    answers: Answers = NOTHING_SAID,
) -> tuple[Column, ...]:
    """The columns that a heading row (of one or two rows) names; `rows` are those below it.

    Where a heading says little, what stands below decides: a column "Name" full of allergens is no patient. What a
    person said about a column of the sheet in `answers` goes before both.
    """
    upper, lower = headings_of(first, words), headings_of(second or (), words)
    columns: list[Column] = []
    for index in range(max(len(first), len(second or ()), *(len(row) for row in rows), 0)):
        below = [row[index] for row in rows if index < len(row) and row[index].text]
        own = index < len(second or ()) and second is not None and second[index].text and not second[index].filled
        heading = lower.get(index) if own else upper.get(index)
        text = second[index].text if own and second else (first[index].text if index < len(first) else "")
        if heading is None and not text and not below:
            continue
        role, day = (heading.role, heading.day) if heading else ("", 0)
        sure = Confidence.SURE if heading and heading.own else Confidence.LIKELY
        columns.append(Column(index, role, text, day, sure=sure))
    columns = [replace(c, role="reading") if not c.role and is_date(c.heading) else c for c in columns]
    by_heading = {column: column for column in columns}
    columns = _as_said(columns, answers, sheet)
    columns = _corrected_by_content(columns, rows, words, is_allergen)
    columns = _with_names(columns, rows, words)
    columns = _with_readings(_with_patients(columns, second, rows, words, answers), rows, words)
    columns = [_with_strokes(column, rows, words) for column in columns]
    return tuple(
        c if c in by_heading or c.sure is Confidence.SAID else replace(c, sure=Confidence.LIKELY) for c in columns
    )


def _with_strokes(column: Column, rows: Sequence[Row], words: SheetWords) -> Column:
    """A column whose cells hold several readings each, with their days: those of its heading, else the usual ones."""
    if column.role not in ("reading", "final"):
        return column
    texts = _texts(rows, column.index)
    parted = [parts for text in texts if len(parts := parts_of(text, words)) > 1]
    if len(parted) * 5 < len(texts) * 3 or all(text in _DOUBTFUL for text in texts if "/" in text):
        return column
    many = max(map(len, parted))
    days = days_of(column.heading)
    known = len(days) == many
    usual = days if known else {2: (2, 4), 3: (2, 4, 7)}.get(many, ())
    if not usual:
        return column
    sure = column.sure if known else Confidence.GUESSED
    return replace(column, role="reading", day=max(usual), days=usual, sure=sure)


def parts_of(text: str, words: SheetWords) -> list[str]:
    """The readings in "+/++"; the text alone where it is anything else."""
    parts = [part.strip() for part in re.split(r"[/|]", text)]
    return parts if all(part and words.reading(part) is not None for part in parts) else [text]


def _as_said(columns: Sequence[Column], answers: Answers, sheet: str) -> list[Column]:
    """The columns with the roles that a person gave them."""
    return [_one_as_said(c, answers.role(sheet, c.index)) for c in columns]


def _one_as_said(column: Column, role: str) -> Column:
    if not role:
        return column
    column = replace(column, sure=Confidence.SAID, day=0, patient="")
    if role.startswith("reading:"):
        return replace(column, role="reading", day=int(role.removeprefix("reading:")))
    if role == "person":
        return replace(column, role="final", patient=column.heading or f"Column {column_letters(column.index + 1)}")
    return replace(column, role=role)


def is_date(text: str) -> bool:
    """Whether a heading is the date of a reading."""
    return bool(_DATE.match(text))


def _corrected_by_content(
    columns: list[Column], rows: Sequence[Row], words: SheetWords, is_allergen: IsAllergen
) -> list[Column]:
    found: list[Column] = []
    has_allergens = any(
        c.role == "allergen" and (c.sure is Confidence.SAID or _share(rows, c.index, is_allergen) >= 0.3)
        for c in columns
    )
    for column in columns:
        may_be = column.sure is not Confidence.SAID and column.role not in ("allergen", "ingredients")
        if not has_allergens and may_be and not column.day:
            texts = _texts(rows, column.index)
            if len(texts) >= 2 and _share(rows, column.index, is_allergen) >= 0.5:
                column = replace(column, role="allergen")
        found.append(column)
    if any(c.role == "reading" for c in found):
        # "Reading", "Result", "Score" beside columns of days is a final column only when it holds readings
        found = [_final_or_comment(c, rows, words) for c in found]
    return found


def _with_names(columns: list[Column], rows: Sequence[Row], words: SheetWords) -> list[Column]:
    """Where no column says what was tested but readings are there, the fullest column of texts beside them does."""
    readings = [c.index for c in columns if c.role in ("reading", "final")]
    if not readings or any(c.role in (*LEADING, "patient") for c in columns):
        return columns
    texts = {
        c.index: [text for text in _texts(rows, c.index) if words.reading(text) is None and not text.isdigit()]
        for c in columns
        if c.role == "" and c.index < readings[0]
    }
    fullest = max(texts, key=lambda index: (len(set(texts[index])), -index), default=None)
    if fullest is None or not texts[fullest]:
        return columns
    return [replace(c, role="allergen") if c.index == fullest else c for c in columns]


def _final_or_comment(column: Column, rows: Sequence[Row], words: SheetWords) -> Column:
    if column.role != "final" or column.sure is Confidence.SAID:
        return column
    texts = _texts(rows, column.index)
    read = sum(words.reading(text) is not None for text in texts)
    return column if not texts or read * 2 >= len(texts) else replace(column, role="comment")


def _with_readings(columns: list[Column], rows: Sequence[Row], words: SheetWords) -> list[Column]:
    """Where no column is one of readings, one that holds nothing else is ("Code", "Remarks")."""
    names = [c.index for c in columns if c.role == "allergen"]
    if not names or any(c.role in ("reading", "final", "reading_day_value") for c in columns):
        return columns
    for at, column in enumerate(columns):
        may_be = column.role in ("", "article", "comment", "number") and column.index > names[0]
        may_be = may_be and column.sure is not Confidence.SAID
        if may_be and _share(rows, column.index, lambda text: words.reading(text) is not None) >= 0.9:
            columns[at] = replace(column, role="final")
            break
    return columns


def _with_patients(
    columns: list[Column], second: Row | None, rows: Sequence[Row], words: SheetWords, answers: Answers
) -> list[Column]:
    """Unnamed columns full of readings: the headings are patients (only when no column is a reading already), unless
    a person says that they are days."""
    if second is not None or not any(c.role in LEADING for c in columns):
        return columns
    if any(c.role in ("reading", "final", "reading_day_value") for c in columns):
        return columns
    is_reading = lambda text: words.reading(text) is not None  # noqa: E731
    made = [
        _person_or_day(c, answers)
        if not c.role and c.heading and _texts(rows, c.index) and _share(rows, c.index, is_reading) >= 0.6
        else c
        for c in columns
    ]
    named = [c for c in made if c.patient]
    if len(named) == 1 and not _looks_like_a_person(named[0].heading):
        return [replace(c, patient="") for c in made]
    return made


def _person_or_day(column: Column, answers: Answers) -> Column:
    if answers.columns == "days":
        return replace(column, role="reading")
    return replace(column, role="final", patient=column.heading)


def _looks_like_a_person(text: str) -> bool:
    return any(ch.isdigit() for ch in text) or "," in text or text.isupper()


def guessed_columns(
    rows: Sequence[Row], words: SheetWords, is_allergen: IsAllergen, sheet: str = "", answers: Answers = NOTHING_SAID
) -> tuple[Column, ...]:
    """The columns of a table without headings, by content, unless a person said what they are; empty when there is no
    column of allergens.

    Reading days cannot be known (`day` 0).
    """
    width = max((len(row) for row in rows), default=0)
    filled = sum(1 for row in rows if any(cell.text for cell in row))
    shares = [(_share(rows, i, is_allergen), len(_texts(rows, i)), i) for i in range(width)]
    likely = [(share * count, i) for share, count, i in shares if share >= 0.5 and count >= max(2, filled * 0.3)]
    said = {c.index: c for c in _as_said([Column(i, "") for i in range(width)], answers, sheet) if c.role}
    if any(c.role in LEADING for c in said.values()):
        name = next(i for i, c in said.items() if c.role in LEADING)
        columns = []
    elif likely:
        name = max((points, i) for points, i in likely)[1]
        columns = [] if name in said else [Column(name, "allergen")]
    else:
        return ()
    columns.extend(said.values())
    for i in range(width):
        texts = _texts(rows, i)
        if i == name or i in said or not texts:
            continue
        if _share(rows, i, lambda text: words.reading(text) is not None and not text.isdigit()) >= 0.6 or (
            i > name and _share(rows, i, lambda text: words.reading(text) is not None) >= 0.9
        ):
            columns.append(Column(i, "reading"))
        elif i < name and _share(rows, i, str.isdigit) >= 0.8:
            columns.append(Column(i, "number"))
        elif _share(rows, i, lambda text: "%" in text or "ppm" in text.lower()) >= 0.6:
            columns.append(Column(i, "concentration"))
        elif _share(rows, i, lambda text: text.lower().strip(". ") in ("pet", "aq", "vas", "alc")) >= 0.6:
            columns.append(Column(i, "vehicle"))
        else:
            columns.append(Column(i, "comment"))
    columns = [c if c.sure is Confidence.SAID else replace(c, sure=Confidence.GUESSED) for c in columns]
    return tuple(sorted(columns, key=lambda c: c.index))


def _texts(rows: Sequence[Row], index: int) -> list[str]:
    return [row[index].text for row in rows if index < len(row) and row[index].text]


def _share(rows: Sequence[Row], index: int, test: Callable[[str], bool]) -> float:
    texts = _texts(rows, index)[:200]
    return sum(test(text) for text in texts) / len(texts) if texts else 0.0


def split_side_by_side(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Tables beside each other: a table begins again where the role comes back with which the first one began."""
    lead = next((c.role for c in columns if c.role in LEADING), "")
    starts = [at for at, c in enumerate(columns) if c.role == lead]
    if (
        lead == ""
        or len(starts) < 2
        or not any(c.role in ("reading", "final", "relevance") for c in columns[starts[0] : starts[1]])
    ):
        return [tuple(columns)]
    starts[0] = 0
    return [tuple(columns[a:b]) for a, b in zip(starts, [*starts[1:], len(columns)], strict=True)]


def patients_over_days(columns: Sequence[Column], above: Row) -> tuple[Column, ...]:
    """One column of allergens and reading days that repeat: each run of days belongs to the patient named above it."""
    days = [c.day for c in columns if c.role == "reading" and c.day]
    if len(days) == len(set(days)) or not any(cell.text for cell in above):
        return tuple(columns)
    return tuple(
        replace(c, patient=_nearest_left(above, c.index)) if c.role in ("reading", "final") else c for c in columns
    )


def _nearest_left(row: Row, index: int) -> str:
    for at in range(min(index, len(row) - 1), -1, -1):
        if row[at].text:
            return row[at].text
    return ""
