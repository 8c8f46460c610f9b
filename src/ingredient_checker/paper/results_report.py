"""The patch test of one patient on paper: what was positive first, every reading as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..allergens.allergen import AllergenIndex, OnLabels
from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import ResultStatus
from .page import filled
from .wording import decisions_in_words, iso_in_words

_TITLES = {
    ResultStatus.POSITIVE: "Positive",
    ResultStatus.REVIEW: "To be decided by the clinic",
    ResultStatus.IRRITANT: "Irritant, not allergic",
    ResultStatus.UNKNOWN: "Tested, not read when it counts",
    ResultStatus.OWN_PRODUCT: "Own products",
    ResultStatus.NEGATIVE: "Negative",
    ResultStatus.NOT_TESTED: "Not tested",
    ResultStatus.CONTROL: "Controls",
}
_ON_LABELS = {OnLabels.YES: "", OnLabels.RARE: "seldom on labels", OnLabels.NO: "never named on cosmetic labels"}


def results_report(patient: Patient, index: AllergenIndex, printed_on: date) -> str:
    """The HTML of a patient's patch-test results."""
    days = sorted({reading.day for result in patient.results for reading in result.readings})
    groups = [
        {"title": title, "rows": [_row(result, days, index) for result in patient.results if result.status is status]}
        for status, title in _TITLES.items()
    ]
    return filled(
        "results_report.html",
        printed_on,
        index.version,
        title="Patch test",
        patient=patient.name or patient.number,
        number=patient.number if patient.name else "",
        tested_on=iso_in_words(patient.tested_on) if patient.tested_on else "",
        days=days,
        groups=[group for group in groups if group["rows"]],
        decisions=decisions_in_words(patient, index),
        unmapped=[result.as_written for result in patient.unmapped_positives],
    )


def _row(result: PatchTestResult, days: Sequence[int], index: AllergenIndex) -> dict[str, Any]:
    known = index.allergens.get(result.allergen)
    written = " ".join(part for part in (result.as_written, _preparation(result)) if part)
    name = known.name if known else result.as_written
    positive = result.status is ResultStatus.POSITIVE
    notes = (result.note, _ON_LABELS[known.on_labels] if known and positive else "")
    return {
        "name": name,
        "written": written if written != name else "",
        "readings": [" / ".join(str(r.grade) for r in result.readings if r.day == day) for day in days],
        "grade": str(result.grade or "") if positive else "",
        "relevance": result.relevance or result.relevance_as_written,
        "note": "; ".join(note for note in notes if note),
    }


def _preparation(result: PatchTestResult) -> str:
    return "" if result.preparation in result.as_written else result.preparation
