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

from .disguises import disguised_names
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
_MENTIONED = ("mi", "formaldehyde", "lanolin", "propylene_glycol", "capb", "linalool")
_EVERY = 10
_PIECES = re.compile(r"[,;|\n•]")
_CLAIMED = re.compile(r"formulated without|free (?:of|from)|\bwithout\b|(?:do|does) not contain", re.IGNORECASE)


def main() -> None:
    folder = shared_folder()
    if folder is None:
        print("the corpora are not here: set INGREDIENT_CHECKER_SHARED")
        disguised_names(Workbench.open())
        return
    workbench = Workbench.open()
    gold(workbench, Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "cases/gold.jsonl")
    result_sheets(workbench, folder / "cases/result_sheets")
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")]
    real_labels(workbench, labels)
    misspellings(workbench, folder / "corpora/misspellings.csv")
    look_alikes(workbench, folder)
    claims(workbench, labels)
    real_mentions(workbench, labels)
    disguised_names(workbench)


# worked cases


def gold(workbench: Workbench, path: Path) -> None:
    """The verdict is accepted, every strong and moderate flag is there, nothing forbidden is flagged.

    Weak flags are counted only: they never change a verdict.
    """
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
        lines.append(
            f"    {'FAIL' if wrong else 'PASS'} {case['id']} {case['title']}{': ' if wrong else ''}{'; '.join(wrong)}"
        )
    print(f"gold cases                    {right} of {len(cases)} right; weak flags {weak_found} of {weak}")
    print("\n".join(lines))


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
    """Real misspellings: read as what the correct form is read as, among the candidates, unknown, or as another alone.

    Both forms go through the whole reader, as an entry of a label does.
    """
    outcome: Counter[str] = Counter()
    for row in rows(path):
        right, _ = _meant(workbench, row["correct_name"])
        named, status = _meant(workbench, row["as_written"])
        if not right:
            outcome["the correct form is not known either"] += 1
        elif status in (Status.IDENTIFIED, Status.LIKELY):
            same = bool(named & right) or bool(_ties(workbench, named) & _ties(workbench, right))
            outcome["right" if named & right else "right, under another of its names" if same else "wrong alone"] += 1
        elif named & right:
            outcome["among the candidates"] += 1
        else:
            outcome["unknown"] += 1
    print(f"real misspellings             {', '.join(f'{k} {v}' for k, v in outcome.most_common())}")


def _meant(workbench: Workbench, written: str) -> tuple[set[str], Status]:
    """The substances that a piece of a label is read as, and the least sure status among its entries."""
    read = [e.resolved for e in workbench.read_label(f"Aqua, {written}, Glycerin").entries[1:-1]]
    order = list(Status)
    status = max((r.status for r in read), key=order.index, default=Status.UNKNOWN)
    return {c.substance for r in read for c in r.candidates}, status


def _ties(workbench: Workbench, substances: set[str]) -> set[tuple[str, str]]:
    links = workbench.allergens.links_by_substance
    return {(link.allergen, link.relation) for i in substances for link in links.get(i, ())}


def look_alikes(workbench: Workbench, folder: Path) -> None:
    """Names that are taken for each other: each is read as itself, and is not flagged for what only the other is."""
    pairs = {
        (r["name_a"], r["name_b"]) for r in rows(folder / "data/domain/lookalike_traps.csv") if r["type"] == "SUBST"
    }
    pairs |= {(r["allergen"], r["other_inci_name"]) for r in rows(folder / "data/confusable_pairs.csv")}
    naive = {name for name, _ in pairs}
    figures: Counter[str] = Counter()
    mixed = []
    for pair in sorted(pairs):
        for name, other in (pair, pair[::-1]):
            own = {s.id for s in workbench.catalogue.named(name)}
            theirs = {s.id for s in workbench.catalogue.named(other)} - own
            read = workbench.resolver.resolve(name)
            named = {c.substance for c in read.candidates} if read.status is not Status.UNKNOWN else set()
            figures["read as the other"] += bool(named & theirs)
            figures["known by a part only"] += not own
            allergens = {link.allergen for i in theirs for link in workbench.allergens.links_by_substance.get(i, ())}
            fair = {link.allergen for i in own for link in workbench.allergens.links_by_substance.get(i, ())}
            said = {f.allergen for e in _check(workbench, name, sorted(allergens - fair)).entries for f in e.findings}
            figures["flagged for the other's allergen"] += bool(said)
            if said or named & theirs:
                mixed.append(f"{name} for {', '.join(sorted(said)[:2]) or other}")
            wide = by_fuzzy_search(name, sorted(n.lower() for n in naive - {name}))
            figures["WRatio takes for another"] += bool(wide)
    print(f"look-alike pairs              {len(pairs)} pairs, {2 * len(pairs)} names: " + _listed(figures))
    for mistake in mixed:
        print(f"    {mistake}")


def claims(workbench: Workbench, labels: list[str]) -> None:
    """Substances that labels claim to be without: flagged where they stand in the claim only, and found where real.

    The truth is taken by a crude rule of its own: a name is real where it stands before "formulated without".
    """
    allergens = {"mi": "methylisothiazolinone", "formaldehyde": "formaldehyde", "triclosan": "triclosan"}
    names = {i: names_to_avoid(workbench.allergens, workbench.catalogue, (i,)) for i in allergens}
    figures: Counter[str] = Counter()
    for text in labels:
        lower = text.lower()
        if "formulated without" not in lower:
            continue
        before = lower.split("formulated without")[0]
        for allergen, name in allergens.items():
            if name not in lower:
                continue
            real = name in before
            figures["real mentions" if real else "claims only"] += 1
            ours = any(
                " ".join(e.read.entry.written.lower().split()) == name and e.findings
                for e in _check(workbench, text, [allergen]).entries
            )
            theirs = name in by_substring(text, names[allergen])
            fuzzy = name in by_fuzzy_search(text, list(names[allergen]))
            for way, found in (("this program", ours), ("substring", theirs), ("WRatio", fuzzy)):
                figures[f"{way}: {'found' if real else 'false alarms'}"] += found
    print("claims of absence             " + _listed(figures))


def real_mentions(workbench: Workbench, labels: list[str]) -> None:
    """Allergens on real labels, by an independent crude rule, beside the naive ways.

    Truth: a piece between commas before any claim is, character by character, a name that the allergen must avoid.
    Naive false alarms are counted on labels where neither that rule nor this program sees the allergen.
    """
    figures: Counter[str] = Counter()
    for allergen in _MENTIONED:
        names = names_to_avoid(workbench.allergens, workbench.catalogue, (allergen,))
        for text in labels[::_EVERY]:
            pieces = {
                " ".join(p.lower().strip(" .*").split()) for p in _PIECES.split(_CLAIMED.split(text, maxsplit=1)[0])
            }
            real = not pieces.isdisjoint(names)
            entries = _check(workbench, text, [allergen]).entries
            ours = any(f.level != "info" for e in entries for f in e.findings)
            ways = {
                "this program": ours,
                "substring": bool(by_substring(text, names)),
                "WRatio": bool(by_fuzzy_search(text, list(names))),
            }
            figures["labels that name it"] += real
            figures["labels that do not"] += not (real or ours)
            for way, found in ways.items():
                figures[f"{way}: found"] += real and found
                if way != "this program":
                    figures[f"{way}: false alarms"] += found and not (real or ours)
            figures["this program: more found (damaged, bracketed, translated, glued)"] += ours and not real
    print(f"allergens on real labels      {len(_MENTIONED)} allergens, every {_EVERY}th label: " + _listed(figures))


def _listed(figures: Counter[str]) -> str:
    return ", ".join(f"{k} {v:,}" for k, v in sorted(figures.items()))


if __name__ == "__main__":
    main()
