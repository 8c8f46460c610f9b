"""One patient as a file: everything that is known, to be taken to another computer or kept by the patient."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..patch_test.patient import Decision, PatchTestResult, Patient, Strictness
from ..patch_test.reading import Grade, Reading, ResultStatus
from ..problem import Problem

_FORMAT, _VERSION = "ingredient-checker patient", 2
_WITHOUT_DECISIONS = 1  # what programs read that would drop a decision without a word
_LARGEST = 5_000_000


def patient_text(patient: Patient) -> str:
    """The patient as JSON text; `patient_of` reads it back as it was."""
    said = asdict(patient)
    if not patient.decisions:
        del said["decisions"]
    version = _VERSION if patient.decisions else _WITHOUT_DECISIONS
    return json.dumps({"format": _FORMAT, "version": version, "patient": said}, ensure_ascii=False, indent=1)


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
    decisions = tuple(map(_decision, said.get("decisions", ())))
    return Patient(_text(said["name"]), _text(said["number"]), results, _text(said["tested_on"]), decisions)


def _decision(said: dict[str, Any]) -> Decision:
    texts = {name: _text(value) for name, value in said.items() if name != "strictness"}
    return Decision(strictness=Strictness(said["strictness"]), **texts)


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
