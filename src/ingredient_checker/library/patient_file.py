"""One patient as a file: everything that is known, to be taken to another computer or kept by the patient."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..patch_test.patient import (
    NOTHING_SAID,
    Characteristics,
    Decision,
    PatchTestResult,
    Patient,
    Strictness,
    UnreadCell,
)
from ..patch_test.reading import Grade, Reading, ResultStatus
from ..problem import Problem
from .schema import keepable

_FORMAT, _VERSION = "ingredient-checker patient", 3
_LARGEST = 50_000_000


def patient_text(patient: Patient) -> str:
    """The patient as JSON text; `patient_of` reads it back as it was, with texts as a database can keep them."""
    said = {"format": _FORMAT, "version": _VERSION, "patient": asdict(patient)}
    return keepable(json.dumps(said, ensure_ascii=False, indent=1))


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
    unread = tuple(map(_unread, said.get("unread", ())))
    characteristics = _characteristics(said["characteristics"]) if "characteristics" in said else NOTHING_SAID
    particulars = _text(said["name"]), _text(said["number"]), results, _text(said["tested_on"])
    return Patient(*particulars, decisions, characteristics, unread)


def _unread(said: dict[str, Any]) -> UnreadCell:
    return UnreadCell(_text(said["cell"]), _text(said["as_written"]), _text(said["why"]))


def _characteristics(said: dict[str, Any]) -> Characteristics:
    year, occupational, atopic = said["birth_year"], said["occupational"], said["atopic"]
    if type(year) not in (int, type(None)) or not {type(occupational), type(atopic)} <= {bool, type(None)}:
        raise TypeError("a year, and yes or no, are needed")
    sites = tuple(map(_text, said["sites"]))
    return Characteristics(year, _text(said["sex"]), occupational, atopic, sites, _text(said["product_kinds"]))


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
    return keepable(value)
