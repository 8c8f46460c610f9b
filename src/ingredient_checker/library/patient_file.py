"""One patient as a file: everything that is known, to be taken to another computer or kept by the patient."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import Grade, Reading, ResultStatus
from ..problem import Problem

_FORMAT, _VERSION = "ingredient-checker patient", 1
_LARGEST = 5_000_000


def patient_text(patient: Patient) -> str:
    """The patient as JSON text; `patient_of` reads it back as it was."""
    return json.dumps(
        {"format": _FORMAT, "version": _VERSION, "patient": asdict(patient)}, ensure_ascii=False, indent=1
    )


def patient_of(content: bytes, place: str) -> Patient:
    """The patient of a file's content. Problem in words if it is none, or a newer program made it."""
    wrong = Problem(f"{place} is no patient that was exported by this program.")
    if len(content) > _LARGEST:
        raise wrong
    try:
        said = json.loads(content.decode("utf-8-sig"))
        if said["format"] != _FORMAT:
            raise wrong
        if said["version"] > _VERSION:
            raise Problem(f"{place} was made by a newer version of this program: update it first.")
        return _patient(said["patient"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise wrong from error


def _patient(said: dict[str, Any]) -> Patient:
    results = tuple(map(_result, said["results"]))
    return Patient(_text(said["name"]), _text(said["number"]), results, _text(said["tested_on"]))


def _result(said: dict[str, Any]) -> PatchTestResult:
    texts = {name: _text(value) for name, value in said.items() if name not in ("status", "grade", "readings")}
    return PatchTestResult(
        status=ResultStatus(said["status"]),
        grade=None if said["grade"] is None else Grade(said["grade"]),
        readings=tuple(Reading(int(r["day"]), Grade(r["grade"]), _text(r["as_written"])) for r in said["readings"]),
        **texts,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    return value
