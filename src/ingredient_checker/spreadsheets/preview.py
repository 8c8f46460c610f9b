"""How every cell of a results sheet was read, to be shown before anything is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .columns import Confidence

PREVIEWED_ROWS = 100
"""Rows of each sheet that are shown; all are read and counted."""


class CellHow(StrEnum):
    """As what a cell was read. The value is said on screen."""

    EMPTY = "empty"
    TITLE = "above the table"
    HEADING = "heading"
    NAME = "name understood"
    CONTROL = "control"
    OWN_PRODUCT = "own product"
    ASK = "to be confirmed"
    UNKNOWN = "not understood"
    POSITIVE = "positive"
    DOUBTFUL = "doubtful"
    IRRITANT = "irritant"
    NEGATIVE = "negative"
    NOT_TESTED = "not tested"
    NOT_READ = "not read"
    POSITION = "position"
    ARTICLE = "article number"
    PREPARATION = "preparation"
    RELEVANCE = "relevance"
    PATIENT = "patient"
    SERIES = "series"
    DATE = "date"
    DAY = "day of the reading"
    COMMENT = "comment"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell as understood. `means` says it in words ("Nickel sulfate", "D4 ++"), "" where `how` says it all."""

    address: str
    text: str
    how: CellHow
    means: str = ""

    @property
    def words(self) -> str:
        """How it was read, in words: "positive: day 4, ++"."""
        return f"{self.how}: {self.means}" if self.means else str(self.how)


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column with its role (a key of `answers.ROLES` or "reading:4"), "" where it was not understood."""

    index: int
    letters: str
    heading: str
    role: str
    sure: Confidence


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row with its number in the file. `skipped`: why nothing was made of it, "" otherwise."""

    number: int
    cells: tuple[PreviewCell, ...]
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One sheet as understood.

    `rows`: the first `PREVIEWED_ROWS` that hold anything; `cells`: how many are filled in the file; `counts`: how many
    of them were read as what, together as many; `heading_row`: from 1, 0 if there is none; `read`: whether it is
    among the sheets to be read; `code_page`: of a text file.
    """

    name: str
    hidden: bool
    read: bool
    rows: tuple[PreviewRow, ...]
    columns: tuple[PreviewColumn, ...]
    heading_row: int
    cells: int
    counts: Mapping[CellHow, int]
    skipped: tuple[tuple[int, str], ...] = ()
    merged: int = 0
    errors: int = 0
    notes: tuple[str, ...] = ()
    code_page: str = ""
