"""A patient as a results sheet: the columns that the program itself reads back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..patch_test.patient import Decision, PatchTestResult, Patient, Strictness
from ..patch_test.reading import ResultStatus
from ..patch_test.relevance import CERTAINTIES, relevance_of
from .export import CellValue

_FINAL = {
    ResultStatus.NEGATIVE: "-",
    ResultStatus.IRRITANT: "IR",
    ResultStatus.NOT_TESTED: "NT",
    ResultStatus.REVIEW: "?+",
}
_AVOIDANCE = re.compile(r"(?P<how>[a-z ,]+?)(?: by (?P<who>.+?))?(?: on (?P<day>\d{4}-\d\d-\d\d))?(?:: (?P<why>.*))?")
_HOW = {Decision("", "", how, "", "", "").words: how for how in Strictness}


def patient_sheet(patient: Patient, names: Mapping[str, str]) -> tuple[Sequence[str], list[Sequence[CellValue]]]:
    """Headings and rows. `names`: allergen id -> name. What the sheet says is the test as it was written."""
    days = sorted({reading.day for result in patient.results for reading in result.readings})
    headings = ("Patient", "Patient ID", "Test date", "Allergen", "Means", "Preparation", *(f"D{day}" for day in days))
    decided = {decision.allergen: decision.words for decision in patient.valid_decisions if decision.allergen}
    rows: list[Sequence[CellValue]] = [
        (
            patient.name,
            patient.number,
            result.tested_on or patient.tested_on,
            result.as_written,
            names.get(result.allergen, ""),
            result.preparation,
            *(" / ".join(str(r.grade) for r in result.readings if r.day == day) for day in days),
            _final(result),
            relevance_of(result)[0] or result.relevance_as_written,
            relevance_of(result)[1],
            result.exposure,
            result.decided,
            decided.get(result.allergen, "") if result.allergen else "",
            result.note,
        )
        for result in patient.results
    ]
    said = ("Final", "Relevance", "Certainty", "Exposure", "Decided otherwise", "Avoidance decided", "Note")
    return (*headings, *said), rows


def _final(result: PatchTestResult) -> str:
    if result.status is ResultStatus.POSITIVE:
        return str(result.grade or "positive")
    return _FINAL.get(result.status, "")


def certainty_of(text: str) -> str:
    """A word of certainty as it is kept, "" for any other."""
    said = text.strip().casefold()
    return said if said in CERTAINTIES else ""


def decision_of(text: str, allergen: str) -> Decision | None:
    """What `Decision.words` wrote of how strictly to avoid an allergen; None for any other text."""
    match = _AVOIDANCE.fullmatch(text.strip())
    if not match or match["how"] not in _HOW:
        return None
    return Decision(allergen, "", _HOW[match["how"]], match["who"] or "", match["day"] or "", match["why"] or "")
