"""The patch test of one patient on paper: what was positive first, the back, every reading as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ..allergens.allergen import AllergenIndex, OnLabels
from ..patch_test.by_hand import patch_tests
from ..patch_test.characteristics import in_words
from ..patch_test.interpretation import decision_in_words
from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import ResultStatus
from ..patch_test.relevance import relevance_in_words
from ..pictures.back import STRONGEST, back_in_words, back_of, back_picture
from ..pictures.course import courses_picture
from ..pictures.shades import ON_WHITE
from .page import filled
from .rates_chart import as_image
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
_SHORT = (ResultStatus.POSITIVE, ResultStatus.REVIEW, ResultStatus.IRRITANT)
"""What stands before the pictures; the rest is long and comes behind them."""
_COURSES = 15  # a page holds no more
_WENT = "How the reactions went"
_FINE = 3  # dots on paper for one on the screen
_ON_LABELS = {OnLabels.YES: "", OnLabels.RARE: "seldom on labels", OnLabels.NO: "never named on cosmetic labels"}


def results_report(patient: Patient, index: AllergenIndex, printed_on: date) -> str:
    """The HTML of a patient's patch-test results."""
    days = sorted({reading.day for result in patient.results for reading in result.readings})
    groups = [
        {
            "title": title,
            "short": status in _SHORT,
            "rows": [_row(result, days, index) for result in patient.results if result.status is status],
        }
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
        known=in_words(patient.characteristics),
        days=days,
        groups=[group for group in groups if group["rows"]],
        pictures=list(_pictures(patient, index)),
        decisions=decisions_in_words(patient, index),
        gaps=[cell.words for cell in patient.unread],
        unmapped=[result.as_written for result in patient.unmapped_positives],
    )


def _pictures(patient: Patient, index: AllergenIndex) -> Iterator[dict[str, str]]:
    """The back and the courses of each test that was read, as it is drawn in the window."""
    names = {allergen.id: allergen.name for allergen in index.allergens.values()}
    series = {position.series: position.series_name for position in index.series_positions}
    tests = patch_tests(patient)
    for day, results in tests.items():
        if not any(result.readings for _, result in results):
            continue
        back = back_of(results, names, series)
        reacted = [result for _, result in results if result.status in _SHORT and len(result.readings) > 1]
        reacted.sort(key=lambda result: _SHORT.index(result.status))
        courses = [(result, names.get(result.allergen, result.as_written)) for result in reacted[:_COURSES]]
        of_day = f", test of {iso_in_words(day)}" if day and len(tests) > 1 else ""
        back_drawn = back_picture(back, STRONGEST, ON_WHITE, with_names=True, heading=f"The back{of_day}", fine=_FINE)
        yield {
            "back": as_image(back_drawn),
            "said": back_in_words(back, STRONGEST),
            "series": "; ".join(f"{code}: {name}" for code, name in back.series),
            "courses": as_image(courses_picture(courses, ON_WHITE, heading=_WENT, fine=_FINE)) if courses else "",
            "more": f"The first {_COURSES} of {len(reacted)} reactions." if len(reacted) > _COURSES else "",
        }


def _row(result: PatchTestResult, days: Sequence[int], index: AllergenIndex) -> dict[str, Any]:
    known = index.allergens.get(result.allergen)
    written = " ".join(part for part in (result.as_written, _preparation(result)) if part)
    name = known.name if known else result.as_written
    positive = result.status is ResultStatus.POSITIVE
    notes = (
        decision_in_words(result) or result.note,
        f"met in: {result.exposure}" if result.exposure else "",
        _ON_LABELS[known.on_labels] if known and positive else "",
        f"test of {iso_in_words(result.tested_on)}" if result.tested_on else "",
    )
    return {
        "name": name,
        "written": written if written != name else "",
        "readings": [" / ".join(str(r.grade) for r in result.readings if r.day == day) for day in days],
        "grade": str(result.grade or "") if positive or result.status is ResultStatus.OWN_PRODUCT else "",
        "relevance": relevance_in_words(result),
        "note": "; ".join(note for note in notes if note),
    }


def _preparation(result: PatchTestResult) -> str:
    return "" if result.preparation in result.as_written else result.preparation
