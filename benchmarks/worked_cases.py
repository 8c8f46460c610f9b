"""Worked cases with a known answer: labels for patients, result sheets, the invented labels of tests/labels."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ingredient_checker.assessment.verdict import Assessment
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.spreadsheets.results_report import results_json
from ingredient_checker.workbench import Workbench

from .baseline import Measured
from .invented import invented_labels, wrong_with
from .shared import json_lines

_VERDICTS = {
    "avoid": "AVOID",
    "caution": "CAUTION",
    "nothing_found": "NO_LISTED_ALLERGEN_FOUND",
    "unread": "INCOMPLETE",
    "cannot_check": "CANNOT_CHECK",
}
_STRENGTHS = {"avoid": "strong", "caution": "moderate", "info": "weak"}


def gold(workbench: Workbench, path: Path) -> Measured:
    """The verdict is accepted, every strong and moderate flag is there, nothing forbidden is flagged.

    Weak flags are counted only: they never change a verdict.
    """
    measured = Measured("worked cases")
    cases = json_lines(path)
    right = weak = weak_found = 0
    lines = []
    for case in cases:
        assessment = _check(workbench, case["label_text"], case["positives"])
        wrong = _wrong_with(case, assessment)
        right += not wrong
        wanted = [f for f in case["expected_flags"] if f["strength"] == "weak"]
        weak += len(wanted)
        weak_found += sum(_flagged(assessment, case["label_text"], flag) for flag in wanted)
        measured.case(case["id"], len(wrong), case["title"])
        if wrong:
            lines.append(f"    {case['id']} {case['title']}: {'; '.join(wrong)}")
    measured.figures.update({"right": right, "of": len(cases), "weak flags": weak_found})
    print(f"worked cases                  {right} of {len(cases)} right; weak flags {weak_found} of {weak}")
    print(*lines, sep="\n", end="\n" if lines else "")
    return measured


def _wrong_with(case: dict[str, Any], assessment: Assessment) -> list[str]:
    wrong = []
    verdict = _VERDICTS[assessment.verdict]
    if verdict not in case["accept_verdicts"]:
        wrong.append(f"{verdict} instead of {' or '.join(case['accept_verdicts'])}")
    text = case["label_text"]
    for flag in case["expected_flags"]:
        if flag["strength"] != "weak" and not _flagged(assessment, text, flag):
            wrong.append(f"{flag['label_token']!r} is not {flag['relation']} {flag['strength']} for {flag['positive']}")
    for token in case["must_not_flag"]:
        for entry in _entries_at(assessment, text, token):
            wrong += [f"{token!r} is flagged for {f.allergen}" for f in entry.findings if f.level != "info"]
    if set(assessment.not_checkable) != set(case["not_checkable_positives"]):
        wrong.append(f"cannot be checked: {', '.join(assessment.not_checkable) or 'nothing'}")
    return wrong


def _flagged(assessment: Assessment, text: str, flag: dict[str, Any]) -> bool:
    wanted = (flag["positive"], flag["relation"], flag["strength"])
    return wanted in {
        (f.allergen, str(f.relation).upper().replace("-", "_"), _STRENGTHS[f.level])
        for entry in _entries_at(assessment, text, flag["label_token"])
        for f in entry.findings
    }


def _entries_at(assessment: Assessment, text: str, token: str) -> list[Any]:
    places = [m.span() for m in re.finditer(re.escape(token), text)]
    return [
        entry
        for entry in assessment.entries
        for start, end in places
        if entry.read.entry.start < end and entry.read.entry.end > start
    ]


def _check(workbench: Workbench, text: str, allergens: list[str]) -> Assessment:
    return workbench.check(text, [Positive(i, workbench.allergens.get(i).name) for i in allergens])


def result_sheets(workbench: Workbench, folder: Path) -> Measured:
    """Every expected positive with its grade, every doubtful, irritant, negative and untested one in its place."""
    measured = Measured("result sheets")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    failed = []
    for name, sheet in expected.items():
        read = results_json(workbench.read_results(folder / name))["patients"]
        wrong = [] if len(read) == len(sheet["patients"]) else [f"{len(read)} patients"]
        for wanted, got in zip(sheet["patients"], read, strict=False):
            wrong += _wrong_results(wanted, got["results"])
        measured.case(name, len(wrong))
        if wrong:
            failed.append(f"    {name}: {'; '.join(wrong)}")
    right = len(expected) - len(failed)
    measured.figures.update({"right": right, "of": len(expected)})
    print(f"result sheets                 {right} of {len(expected)} right")
    print(*failed, sep="\n", end="\n" if failed else "")
    return measured


def _wrong_results(wanted: dict[str, Any], results: list[dict[str, Any]]) -> list[str]:
    by_status: dict[str, set[str]] = {}
    for result in results:
        by_status.setdefault(result["status"], set()).add(result["allergen"] or "")
    grades = {(r["allergen"], r["grade"]) for r in results if r["status"] == "positive"}
    positives = {(i, p["grade"]) for p in wanted.get("positives", []) for i in p["concept_ids"]}
    wrong = [f"{i} {grade} is missing" for i, grade in positives - grades]
    wrong += [f"{i} is not positive" for i in by_status.get("positive", set()) - {i for i, _ in positives} - {""}]
    for kind in ("review", "irritant"):
        ids = {i for p in wanted.get(kind, []) for i in p["concept_ids"]}
        wrong += [f"{i} is not {kind}" for i in ids - by_status.get(kind, set())]
    for kind in ("negative", "not_tested"):
        wrong += [f"{i} is not {kind}" for i in set(wanted.get(kind, [])) - by_status.get(kind, set())]
    return wrong


def invented(workbench: Workbench) -> Measured:
    """The invented labels of tests/labels; those that are open count as faults here."""
    measured = Measured("invented labels")
    labels = invented_labels()
    lines = []
    for label in labels:
        wrong = wrong_with(label, workbench)
        measured.case(label.id, len(wrong), "; ".join(wrong))
        if wrong:
            lines.append(f"    {'open ' if label.open else 'WRONG'} {label.id}")
    right = sum(not n for n in measured.faults.values())
    measured.figures.update({"right": right, "of": len(labels)})
    print(f"invented labels               {right} of {len(labels)} right")
    print(*lines, sep="\n", end="\n" if lines else "")
    return measured
