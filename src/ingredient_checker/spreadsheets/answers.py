"""What a person says about a results sheet: answers to its questions, and corrections of how it was read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..problem import Problem
from .sheet_words import word_key

OWN_PRODUCT, CONTROL, LEAVE = "own product", "control", "leave"
"""What a name may be decided to be other than an allergen; LEAVE: it stays as it is and is asked no more."""

IGNORE = "ignore"
ROLES = {
    "allergen": "Allergen",
    "final": "Result",
    "relevance": "Relevance",
    "concentration": "Concentration",
    "vehicle": "Vehicle",
    "number": "Position",
    "panel": "Panel",
    "article": "Article number",
    "series": "Series",
    "patient": "Patient",
    "person": "Readings of a patient",
    "date": "Date",
    "reading_day_value": "Day of the reading",
    "certainty": "Certainty of the relevance",
    "exposure": "Exposure",
    "decided": "Decided otherwise than read",
    "avoidance": "How strictly to avoid it",
    "comment": "Comment",
    IGNORE: "Ignore",
}
"""What a column can hold, and how that is said on screen; besides "reading:4", the reading of day 4."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about a file. None: not said, a stated assumption is made.

    `blank`: what an allergen without any reading means, "negative" or "not-tested"; `scale`: name of the scale of bare
    numbers; `series`: code of the series (and version) where only positions are given, or "none"; `patient`: name or
    number of the one to read; `named`: "yes" (a guessed name is the patient's), "no", or what the only patient is
    called; `nr`: "not-read", "no-reaction" or "not-relevant"; `listed`: allergens without a reading are "positive" or
    "not-read"; `columns`: unnamed columns of readings are "patients" or "days"; `days`: the days of columns that name
    none, in order; `tables`: the same allergens again belong to "each" a patient of its own, or to "one"; `articles`:
    article numbers are "as-suggested" or "none".

    `names`: name as written (by `word_key`) -> allergen id, OWN_PRODUCT, CONTROL or LEAVE. `roles`: (sheet, column
    from 0) -> a key of ROLES or "reading:4". `heading_rows`: sheet -> its row of headings from 1; 0: it has none. A
    sheet "" stands for every one.
    `sheets`: those to read; None: all. `code_page`: of a text file.
    """

    blank: str | None = None
    scale: str | None = None
    series: str | None = None
    patient: str | None = None
    named: str | None = None
    nr: str | None = None
    listed: str | None = None
    columns: str | None = None
    days: tuple[int, ...] | None = None
    tables: str | None = None
    articles: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[tuple[str, int], str] = field(default_factory=dict)
    heading_rows: Mapping[str, int] = field(default_factory=dict)
    sheets: tuple[str, ...] | None = None
    code_page: str | None = None

    def decided(self, written: str) -> str:
        """What a name was decided to mean, "" if nothing was."""
        return self.names.get(word_key(written), "")

    def with_name(self, written: str, meaning: str) -> Answers:
        """With a name decided; `meaning` "" takes the decision back."""
        names = {key: value for key, value in self.names.items() if key != word_key(written)}
        return replace(self, names={**names, word_key(written): meaning} if meaning else names)

    def with_role(self, sheet: str, column: int, role: str) -> Answers:
        """With the role of a column corrected."""
        return replace(self, roles={**self.roles, (sheet, column): role})

    def with_answer(self, about: str, value: str) -> Answers:
        """With the answer to the question about something (`MustAsk.about`), or with a correction that is said so:
        "column B" or "column Sheet1!B", "heading row" or "heading row Sheet1", "sheets", "code page". Problem if it
        is no answer to it."""
        if about.startswith("name: "):
            return self.with_name(about.removeprefix("name: "), value)
        if about == "reading days":
            return replace(self, days=days_in(value))
        if about == "sheets":
            return replace(self, sheets=tuple(name.strip() for name in value.split(";")))
        if about.startswith(("column ", "heading row")):
            return self._corrected(about, value)
        field_name = _FIELDS.get(about)
        if field_name is None:
            known = ", ".join((*_FIELDS, "reading days", "name: NAME"))
            raise Problem(f'No question is about "{about}"; questions are about: {known}.')
        values = _VALUES.get(about)
        if values and value not in values:
            raise Problem(f'"{value}" is no answer about {about}; say one of these: {", ".join(values)}.')
        changed: dict[str, Any] = {field_name: value}
        return replace(self, **changed)

    def _corrected(self, about: str, value: str) -> Answers:
        if about.startswith("heading row"):
            if not value.isdecimal():
                raise Problem(f'"{value}" is no row; write its number, or 0 if there are no headings.')
            return replace(
                self, heading_rows={**self.heading_rows, about.removeprefix("heading row").strip(): int(value)}
            )
        sheet, _, letters = about.removeprefix("column ").rpartition("!")
        if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
            raise Problem(f'"{letters}" is no column; write its letters, such as "column B".')
        if not is_role(value):
            raise Problem(f'"{value}" is nothing that a column holds; say reading:4 or one of: {", ".join(ROLES)}.')
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        return self.with_role(sheet, column - 1, value)

    def role(self, sheet: str, column: int) -> str:
        """What a person said that a column holds, "" if nothing."""
        return self.roles.get((sheet, column)) or self.roles.get(("", column), "")

    def heading_row(self, sheet: str) -> int | None:
        """The row of headings as a person said; None if nobody did."""
        return self.heading_rows.get(sheet, self.heading_rows.get(""))


_FIELDS = {
    "code page": "code_page",
    "blank cells": "blank",
    "number scale": "scale",
    "series": "series",
    "patient": "named",
    "NR": "nr",
    "no readings": "listed",
    "columns": "columns",
    "patients": "tables",
    "article numbers": "articles",
}
_VALUES = {
    "blank cells": ("negative", "not-tested"),
    "NR": ("not-read", "no-reaction", "not-relevant"),
    "no readings": ("positive", "not-read"),
    "columns": ("patients", "days"),
    "patients": ("each", "one"),
    "article numbers": ("as-suggested", "none"),
}


def days_in(text: str) -> tuple[int, ...]:
    """The days in "2, 4, 7" or "D2 D4". Problem if there is none, or one that no patch test is read on."""
    days = tuple(int(number) for number in re.findall(r"\d+", text))
    if not days or not all(0 < day <= 28 for day in days):
        raise Problem(f'"{text}" names no reading days; write them like this: 2, 4, 7.')
    return days


def answers_json(answers: Answers, allergen_names: Mapping[str, str]) -> str:
    """What of the answers holds for every sheet of the same headings, to be kept: nothing about a patient or a file.

    `allergen_names`: id -> name. Allergens are kept with what they are called, by which a changed meaning is noticed.
    """
    kept: dict[str, Any] = {key: getattr(answers, key) for key in _KEPT if getattr(answers, key) is not None}
    kept["names"] = {
        written: {"allergen": meaning, "name": allergen_names[meaning]}
        for written, meaning in answers.names.items()
        if meaning in allergen_names
    } | {written: {"other": meaning} for written, meaning in answers.names.items() if meaning == CONTROL}
    kept["roles"] = {str(column): role for (_, column), role in answers.roles.items()}
    rows = set(answers.heading_rows.values())
    if len(rows) == 1:
        kept["heading_row"] = rows.pop()
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


_KEPT = ("blank", "scale", "series", "nr", "listed", "columns", "days", "tables")


def answers_from_json(text: str, sheets: tuple[str, ...], allergen_names: Mapping[str, str]) -> Answers:
    """Kept answers, for the sheets of another file. What is not understood any more is left out and so asked again:
    an allergen that has gone or is called otherwise now."""
    try:
        kept = json.loads(text)
    except ValueError:
        return Answers()
    if not isinstance(kept, dict):
        return Answers()
    said: dict[str, Any] = {key: kept[key] for key in _KEPT if isinstance(kept.get(key), str)}
    days = kept.get("days")
    if isinstance(days, list) and days and all(isinstance(day, int) for day in days):
        said["days"] = tuple(days)
    names: dict[str, str] = {}
    for written, meaning in _pairs(kept.get("names")):
        known = isinstance(meaning, dict) and meaning.get("allergen")
        if known and allergen_names.get(known) == meaning.get("name"):
            names[written] = known
        elif isinstance(meaning, dict) and meaning.get("other") == CONTROL:
            names[written] = CONTROL
    roles = {
        (sheet, int(column)): role
        for sheet in sheets
        for column, role in _pairs(kept.get("roles"))
        if column.isdecimal() and isinstance(role, str) and is_role(role)
    }
    row = kept.get("heading_row")
    heading_rows = dict.fromkeys(sheets, row) if isinstance(row, int) else {}
    return Answers(**said, names=names, roles=roles, heading_rows=heading_rows)


def is_role(role: str) -> bool:
    """Whether a column can be said to hold that."""
    return role in ROLES or re.fullmatch(r"reading:([1-9]|1\d|2[0-8])", role) is not None


def _pairs(value: object) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
