"""A patient and the results of patch tests."""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Grade, Reading, ResultStatus


@dataclass(frozen=True, slots=True)
class PatchTestResult:
    """One tested preparation. `allergen` is "" when its name was not understood (or for controls and own products).

    `as_written`: the name as on the sheet; `cell`: where it stands ("Sheet1!C7"), "" when typed by hand.
    `grade`: the strongest grade that counts, None when there is none. `final_as_written`: the cell of an
    interpretation column, "" if none. `relevance`: current, past, unknown ... when the sheet's word or letter is
    known, `relevance_as_written` what stands there. `note`: why the status is as it is, in words.
    """

    as_written: str
    allergen: str
    status: ResultStatus
    grade: Grade | None
    readings: tuple[Reading, ...] = ()
    preparation: str = ""
    final_as_written: str = ""
    relevance: str = ""
    note: str = ""
    cell: str = ""
    relevance_as_written: str = ""


@dataclass(frozen=True, slots=True)
class Positive:
    """An allergen that a label is checked for. `name` is the name to show; `as_written` as on the sheet."""

    allergen: str
    name: str
    grade: Grade | None = None
    relevance: str = ""
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient with everything that was tested. `number` is the clinic's own; both may be empty."""

    name: str
    number: str = ""
    results: tuple[PatchTestResult, ...] = ()
    tested_on: str = ""

    @property
    def unmapped_positives(self) -> tuple[PatchTestResult, ...]:
        """Positive results whose allergen is not known: never dropped, they block a complete profile."""
        return tuple(r for r in self.results if r.status is ResultStatus.POSITIVE and not r.allergen)

    @property
    def undecided(self) -> tuple[PatchTestResult, ...]:
        """Results that a person has to decide (doubtful, contradictory, never read): not looked for meanwhile."""
        return tuple(r for r in self.results if r.status in (ResultStatus.REVIEW, ResultStatus.UNKNOWN))
