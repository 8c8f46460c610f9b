"""Readings by the ICDRG scale, and what they mean together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """One reading. The value is what is printed."""

    NEGATIVE = "-"
    DOUBTFUL = "?+"
    WEAK = "+"
    STRONG = "++"
    EXTREME = "+++"
    POSITIVE = "positive"  # positive, strength not recorded
    IRRITANT = "IR"
    NOT_TESTED = "NT"
    NOT_READ = "NR"

    @property
    def is_positive(self) -> bool:
        """Whether the reading counts as an allergic reaction."""
        return self in (Grade.WEAK, Grade.STRONG, Grade.EXTREME, Grade.POSITIVE)


class ResultStatus(StrEnum):
    """What all readings of one allergen mean together."""

    POSITIVE = "positive"
    REVIEW = "review"  # doubtful, fading, contradictory: a person decides
    IRRITANT = "irritant"
    NEGATIVE = "negative"
    NOT_TESTED = "not_tested"
    UNKNOWN = "unknown"  # tested, but not read when it counts
    CONTROL = "control"
    OWN_PRODUCT = "own_product"


STATUS_WORDS = {
    ResultStatus.POSITIVE: "positive",
    ResultStatus.REVIEW: "to decide",
    ResultStatus.IRRITANT: "irritant",
    ResultStatus.UNKNOWN: "not read",
    ResultStatus.OWN_PRODUCT: "own product",
    ResultStatus.NEGATIVE: "negative",
    ResultStatus.NOT_TESTED: "not tested",
    ResultStatus.CONTROL: "control",
}
"""How a status is called; in the order in which results are shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading on one day. `day`: 2, 3, 4, 7 ...; `as_written` is the cell's own text."""

    day: int
    grade: Grade
    as_written: str
