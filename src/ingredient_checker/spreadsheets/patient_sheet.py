"""A patient as a results sheet: the columns that the program itself reads back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import ResultStatus
from .export import CellValue

_FINAL = {
    ResultStatus.NEGATIVE: "-",
    ResultStatus.IRRITANT: "IR",
    ResultStatus.NOT_TESTED: "NT",
    ResultStatus.REVIEW: "?+",
}


def patient_sheet(patient: Patient, names: Mapping[str, str]) -> tuple[Sequence[str], list[Sequence[CellValue]]]:
    """Headings and rows. `names`: allergen id -> name. What the sheet says is the test as it was written."""
    days = sorted({reading.day for result in patient.results for reading in result.readings})
    headings = ("Patient", "Patient ID", "Test date", "Allergen", "Means", "Preparation", *(f"D{day}" for day in days))
    rows: list[Sequence[CellValue]] = [
        (
            patient.name,
            patient.number,
            patient.tested_on,
            result.as_written,
            names.get(result.allergen, ""),
            result.preparation,
            *(" / ".join(str(r.grade) for r in result.readings if r.day == day) for day in days),
            _final(result),
            result.relevance or result.relevance_as_written,
            result.note,
        )
        for result in patient.results
    ]
    return (*headings, "Final", "Relevance", "Note"), rows


def _final(result: PatchTestResult) -> str:
    if result.status is ResultStatus.POSITIVE:
        return str(result.grade or "positive")
    return _FINAL.get(result.status, "")
