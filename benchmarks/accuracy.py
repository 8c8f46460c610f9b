"""How well: worked cases, result sheets, real labels, misspellings, look-alikes, claims - beside the naive ways.

Prints figures only; no text of the labels leaves the folder they lie in.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from ingredient_checker.assessment.verdict import Assessment
from ingredient_checker.label.label import Section
from ingredient_checker.matching.resolved import Status
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.spreadsheets.results_report import results_json
from ingredient_checker.workbench import Workbench

from .naive import by_fuzzy_search, by_substring, names_to_avoid
from .shared import json_lines, rows, shared_folder

_VERDICTS = {
    "avoid": "AVOID",
    "caution": "CAUTION",
    "nothing_found": "NO_LISTED_ALLERGEN_FOUND",
    "unread": "INCOMPLETE",
    "cannot_check": "CANNOT_CHECK",
}
_STRENGTHS = {"avoid": "strong", "caution": "moderate", "info": "weak"}


def main() -> None:
    folder = shared_folder()
    if folder is None:
        print("the corpora are not here: set INGREDIENT_CHECKER_SHARED")
        return
    workbench = Workbench.open()
    gold(workbench, Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "cases/gold.jsonl")
    result_sheets(workbench, folder / "cases/result_sheets")
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")]
    real_labels(workbench, labels)
    misspellings(workbench, folder / "corpora/misspellings.csv")
    look_alikes(workbench, folder)
    claims(workbench, labels)


# worked cases


def gold(workbench: Workbench, path: Path) -> None:
    """The verdict is accepted, every strong and moderate flag is there, nothing forbidden is flagged."""
    cases = json_lines(path)
    failed = []
    for case in cases:
        assessment = _check(workbench, case["label_text"], case["positives"])
        if wrong := _wrong_with(case, assessment):
            failed.append((case["id"], case["title"], wrong))
    print(f"gold cases                    {len(cases) - len(failed)} of {len(cases)} right")
    for number, title, wrong in failed:
        print(f"    {number} {title}: {'; '.join(wrong)}")


def _wrong_with(case: dict[str, Any], assessment: Assessment) -> list[str]:
    wrong = []
    verdict = _VERDICTS[assessment.verdict]
    if verdict not in case["accept_verdicts"]:
        wrong.append(f"{verdict} instead of {' or '.join(case['accept_verdicts'])}")
    text = case["label_text"]
    for flag in case["expected_flags"]:
        said = {
            (f.allergen, str(f.relation).upper().replace("-", "_"), _STRENGTHS[f.level])
            for entry in _entries_at(assessment, text, flag["label_token"])
            for f in entry.findings
        }
        if flag["strength"] != "weak" and (flag["positive"], flag["relation"], flag["strength"]) not in said:
            wrong.append(f"{flag['label_token']!r} is not {flag['relation']} {flag['strength']} for {flag['positive']}")
    for token in case["must_not_flag"]:
        for entry in _entries_at(assessment, text, token):
            wrong += [f"{token!r} is flagged for {f.allergen}" for f in entry.findings if f.level != "info"]
    return wrong


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


# result sheets


def result_sheets(workbench: Workbench, folder: Path) -> None:
    """Every expected positive with its grade, every doubtful, irritant, negative and untested one in its place."""
    import json

    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    failed = []
    for name, sheet in expected.items():
        read = results_json(workbench.read_results(folder / name))["patients"]
        wrong = [] if len(read) == len(sheet["patients"]) else [f"{len(read)} patients"]
        for wanted, got in zip(sheet["patients"], read, strict=False):
            wrong += _wrong_results(wanted, got["results"])
        if wrong:
            failed.append((name, wrong))
    print(f"result sheets                 {len(expected) - len(failed)} of {len(expected)} right")
    for name, wrong in failed:
        print(f"    {name}: {'; '.join(wrong)}")


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


# real labels


def real_labels(workbench: Workbench, labels: list[str]) -> None:
    """How the entries of all real labels were read."""
    statuses: Counter[Status] = Counter()
    unknown: Counter[str] = Counter()
    whole = 0
    for text in labels:
        entries = [e for e in workbench.read_label(text).entries if e.entry.section is not Section.CLAIM]
        statuses.update(e.resolved.status for e in entries)
        unread = [e for e in entries if e.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS)]
        unknown.update(" ".join(e.entry.written.lower().split()) for e in unread)
        whole += bool(entries) and not unread
    total = sum(statuses.values())
    shares = ", ".join(f"{status} {100 * count / total:.2f} %" for status, count in statuses.most_common())
    print(
        f"entries of {len(labels):,} labels        {total:,}: {shares}; "
        f"{100 * whole / len(labels):.1f} % of labels read whole"
    )
    print(f"    unread, most frequent: {', '.join(f'{n} {c}' for n, c in unknown.most_common(12))}")


def misspellings(workbench: Workbench, path: Path) -> None:
    """Real misspellings: read as the right substance, among the candidates, unknown, or as another one alone."""
    outcome: Counter[str] = Counter()
    for row in rows(path):
        right = {c.substance for c in workbench.resolver.exact(row["correct_name"]).candidates}
        if not right:
            outcome["the correct form is several names"] += 1
            continue
        read = workbench.resolver.resolve(row["as_written"])
        named = {c.substance for c in read.candidates}
        if read.status in (Status.IDENTIFIED, Status.LIKELY):
            outcome["right" if named & right else "wrong alone"] += 1
        elif read.status is Status.AMBIGUOUS:
            outcome["among the candidates" if named & right else "ambiguous without it"] += 1
        else:
            outcome["unknown"] += 1
    print(f"real misspellings             {', '.join(f'{k} {v}' for k, v in outcome.most_common())}")


def look_alikes(workbench: Workbench, folder: Path) -> None:
    """Names that are taken for each other: each is read as itself, and is never repaired into the other."""
    pairs = {
        (r["name_a"], r["name_b"]) for r in rows(folder / "data/domain/lookalike_traps.csv") if r["type"] == "SUBST"
    }
    pairs |= {(r["allergen"], r["other_inci_name"]) for r in rows(folder / "data/confusable_pairs.csv")}
    mixed = unread = 0
    for pair in pairs:
        for name, other in (pair, pair[::-1]):
            read = workbench.resolver.resolve(name)
            theirs = {c.substance for c in workbench.resolver.exact(other).candidates}
            own = {c.substance for c in workbench.resolver.exact(name).candidates}
            named = {c.substance for c in read.candidates} if read.status is not Status.UNKNOWN else set()
            unread += not own
            mixed += bool(named & (theirs - own))
    print(
        f"look-alike pairs              {len(pairs)} pairs, {2 * len(pairs)} names: "
        f"{mixed} read as the other, {unread} not known"
    )


def claims(workbench: Workbench, labels: list[str]) -> None:
    """Substances that labels claim to be without: what is flagged where it stands in the claim only."""
    allergens = ("mi", "formaldehyde")
    names = {"mi": "methylisothiazolinone", "formaldehyde": "formaldehyde"}
    to_avoid = names_to_avoid(workbench.allergens, workbench.catalogue, allergens)
    figures: Counter[str] = Counter()
    for text in labels:
        lower = text.lower()
        if "formulated without" not in lower:
            continue
        before = lower.split("formulated without")[0]
        for allergen in allergens:
            if names[allergen] not in lower:
                continue
            real = names[allergen] in before
            figures["real mentions" if real else "claims only"] += 1
            assessment = _check(workbench, text, [allergen])
            ours = any(
                " ".join(e.read.entry.written.lower().split()) == names[allergen] and e.findings
                for e in assessment.entries
            )
            theirs = names[allergen] in by_substring(text, to_avoid)
            fuzzy = names[allergen] in by_fuzzy_search(text, list(to_avoid))
            for way, found in (("this program", ours), ("substring", theirs), ("WRatio", fuzzy)):
                figures[f"{way}: {'found' if real else 'false alarms'}"] += found
    print("claims of absence             " + ", ".join(f"{k} {v}" for k, v in sorted(figures.items())))


if __name__ == "__main__":
    main()
