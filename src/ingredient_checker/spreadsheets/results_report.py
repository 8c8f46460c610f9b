"""What was understood in a results sheet, what was not, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import Grade
from .answers import Answers
from .preview import SheetPreview

__all__ = [
    "Answers",
    "Choice",
    "MustAsk",
    "NotUnderstood",
    "ResultsReport",
    "SheetPatient",
    "people_in_words",
    "results_json",
]


WHOLE_ROWS = ("this row names no allergen", "this text is no result")
"""Why nothing was made of a whole row."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A cell or row that could not be read. `suggestions`: known names that are spelled nearly so."""

    cell: str
    as_written: str
    why: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: what is answered, and how it is said."""

    value: str
    means: str


@dataclass(frozen=True, slots=True)
class MustAsk:
    """A question that only a person can answer, and what was assumed meanwhile.

    `choices`: the answers that `Answers.with_answer` takes; empty: any words.
    """

    about: str
    question: str
    assumed: str
    choices: tuple[Choice, ...] = ()

    @property
    def short(self) -> str:
        """The question without the list of its answers, where `choices` holds them."""
        return self.question.partition(" Known: ")[0].partition(" (ordinal")[0] if self.choices else self.question


@dataclass(frozen=True, slots=True)
class SheetPatient:
    """One patient of a file. Patients are never merged."""

    patient: Patient
    not_understood: tuple[NotUnderstood, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultsReport:
    """Everything a file said. `sha256`: by which the same file is noticed; `notes`: hidden sheets and the like;
    `preview`: how every cell was read, where that was asked for; `headings`: of its tables, by which the answers of
    a person are found again."""

    file: str
    sha256: str
    patients: tuple[SheetPatient, ...]
    not_understood: tuple[NotUnderstood, ...] = ()
    must_ask: tuple[MustAsk, ...] = ()
    notes: tuple[str, ...] = ()
    preview: tuple[SheetPreview, ...] = ()
    headings: tuple[str, ...] = ()


def people_in_words(people: Iterable[tuple[str, str]], most: int = 20) -> str:
    """ "Ann (19); Ben; one without a name; 4 more" of (name, number) pairs."""
    shown = [
        f"{name} ({number})" if name and number else name or number or "one without a name" for name, number in people
    ]
    more = [f"{len(shown) - most:,} more"] if len(shown) > most else []
    return "; ".join([*shown[:most], *more])


def results_json(report: ResultsReport) -> dict[str, Any]:
    """The report as `results --format json` prints it (contract.md)."""
    return {
        "file": report.file,
        "sha256": report.sha256,
        "patients": [_patient_json(patient) for patient in report.patients],
        "not_understood": [_not_understood_json(item) for item in report.not_understood],
        "must_ask": [_must_ask_json(asked) for asked in report.must_ask],
        "notes": list(report.notes),
    }


def _must_ask_json(asked: MustAsk) -> dict[str, Any]:
    return {
        "about": asked.about,
        "question": asked.question,
        "assumed": asked.assumed,
        "choices": [{"value": choice.value, "means": choice.means} for choice in asked.choices],
    }


def _patient_json(read: SheetPatient) -> dict[str, Any]:
    patient = read.patient
    return {
        "name": patient.name or patient.number or None,
        "id": patient.number or None,
        "tested_on": patient.tested_on or None,
        "results": [_result_json(result) for result in patient.results],
        "not_understood": [_not_understood_json(item) for item in read.not_understood],
    }


def _result_json(result: PatchTestResult) -> dict[str, Any]:
    grades: dict[str, str] = {}
    for reading in result.readings:
        grades.setdefault(f"D{reading.day}", reading.grade.value)
    grade = result.grade
    return {
        "cell": result.cell,
        "as_written": result.as_written,
        "allergen": result.allergen or None,
        "preparation": result.preparation or None,
        "grades": grades,
        "readings": [{"day": r.day, "grade": r.grade.value, "as_written": r.as_written} for r in result.readings],
        "final_as_written": result.final_as_written or None,
        "grade": None if grade is None or grade is Grade.POSITIVE else grade.value,
        "status": result.status.value,
        "relevance": result.relevance or None,
        "relevance_as_written": result.relevance_as_written or None,
        "note": result.note or None,
    }


def _not_understood_json(item: NotUnderstood) -> dict[str, Any]:
    return {
        "cell": item.cell,
        "as_written": item.as_written,
        "why": item.why,
        "suggestions": list(item.suggestions),
    }
