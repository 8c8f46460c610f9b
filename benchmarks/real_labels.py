"""How the labels of the corpus are read, and what is found on them beside the naive ways.

The corpus is outside the project; ids and numbers only are kept of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.assessment.assess import assess
from ingredient_checker.assessment.verdict import Assessment
from ingredient_checker.label.label import Section
from ingredient_checker.matching.resolved import Status
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .baseline import Measured, id_of
from .naive import NaiveWays, allergens_by_name, beside

OURS = "this program"
_MENTIONED = ("mi", "formaldehyde", "lanolin", "propylene_glycol", "capb", "linalool", "colophonium", "ppd")
_EVERY = 20
_PIECES = re.compile(r"[,;|\n•]")
_CLAIMED = re.compile(r"formulated without|free (?:of|from)|\bwithout\b|(?:do|does) not contain", re.IGNORECASE)
_IN_CLAIMS = {"mi": "methylisothiazolinone", "formaldehyde": "formaldehyde", "triclosan": "triclosan"}


def entries(workbench: Workbench, labels: Sequence[str], unknown_shown: int) -> Measured:
    """How the entries of all labels were read, and on how many labels each allergen is flagged.

    A fault is an entry that stayed unknown or ambiguous.
    """
    measured = Measured("entries of real labels")
    statuses: Counter[str] = Counter()
    unread_words: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    positives = [Positive(i, a.name) for i, a in workbench.allergens.allergens.items()]
    whole = empty = 0
    for text in labels:
        read = workbench.read_label(text)
        listed = [e for e in read.entries if e.entry.section is not Section.CLAIM]
        statuses.update(str(e.resolved.status) for e in listed)
        unread = [" ".join(e.entry.written.split()) for e in listed if _is_unread(e.resolved.status)]
        unread_words.update(words.lower() for words in unread)
        whole += bool(listed) and not unread
        empty += not listed
        measured.case(id_of(text), len(unread), " | ".join(unread)[:120])
        assessment = assess(read, positives, workbench.allergens)
        flagged.update({f.allergen for e in assessment.entries for f in e.findings if f.level is not Level.INFO})
    total = sum(statuses.values())
    measured.figures.update({str(status): statuses[str(status)] for status in Status})
    measured.figures.update({"labels": len(labels), "labels read whole": whole, "labels without entries": empty})
    measured.figures.update({f"labels flagged for {allergen}": n for allergen, n in flagged.items()})
    shares = ", ".join(f"{s} {statuses[str(s)]:,} ({100 * statuses[str(s)] / max(1, total):.2f} %)" for s in Status)
    print(f"entries of {len(labels):,} real labels   {total:,}: {shares}")
    print(f"    {100 * whole / len(labels):.1f} % of labels read whole; {empty} hold no entry")
    print(f"    unread, most frequent of {len(unread_words):,}:")
    print(*(f"      {n:5} {words[:100]}" for words, n in unread_words.most_common(unknown_shown)), sep="\n")
    return measured


def _is_unread(status: Status) -> bool:
    return status in (Status.UNKNOWN, Status.AMBIGUOUS)


def allergens_named(workbench: Workbench, labels: Sequence[str]) -> Measured:
    """Allergens on real labels, by an independent crude rule, beside the naive ways.

    Truth: a piece between separators before any claim is, letter by letter, a name that the allergen must avoid.
    False alarms are counted on labels where neither that rule nor this program sees the allergen; what this program
    alone sees (damaged, bracketed, translated, glued names) is counted apart, to be looked at by eye.
    """
    measured = Measured("allergens on real labels")
    counts: Counter[str] = Counter()
    naive = NaiveWays(workbench.allergens, workbench.catalogue, _MENTIONED)
    names = allergens_by_name(workbench.allergens, workbench.catalogue, _MENTIONED)
    ways = (OURS, *naive.ways)
    sample = labels[::_EVERY]
    for text in sample:
        before = _CLAIMED.split(text, maxsplit=1)[0]
        pieces = {" ".join(piece.lower().strip(" .*").split()) for piece in _PIECES.split(before)}
        real = set().union(*(names.get(piece, set()) for piece in pieces))
        seen = {OURS: _flagged(_check(workbench, text, _MENTIONED))}
        seen |= {name: set().union(*(found for _, _, found in way(text))) for name, way in naive.ways.items()}
        counts["real"] += len(real)
        counts["absent"] += len(_MENTIONED) - len(real | seen[OURS])
        counts["more"] += len(seen[OURS] - real)
        for way in ways:
            counts[f"{way}: found"] += len(seen[way] & real)
            counts[f"{way}: false alarms"] += len(seen[way] - real - seen[OURS])
        measured.case(id_of(text), len(real - seen[OURS]), f"missed {', '.join(sorted(real - seen[OURS]))}")
    print(
        f"allergens on real labels      {len(_MENTIONED)} allergens on {len(sample)} labels: {counts['real']} times "
        f"named, {counts['absent']:,} times absent; found only by this program: {counts['more']}"
    )
    for way in ways:
        false = counts[f"{way}: false alarms"]
        said = f"found {counts[f'{way}: found']:5,} of {counts['real']:,}"
        print(f"    {way:16}{said}" + ("" if way == OURS else f"; false alarms {false:,}"))
    measured.figures.update(counts)
    return measured


def claims_on_real_labels(workbench: Workbench, labels: Sequence[str]) -> Measured:
    """Substances that labels claim to be without: flagged where they stand in the claim only, and found where real.

    The truth is taken by a crude rule of its own: a name is real where it stands before "formulated without".
    """
    measured = Measured("claims on real labels")
    counts: Counter[str] = Counter()
    naive = {i: NaiveWays(workbench.allergens, workbench.catalogue, (i,)) for i in _IN_CLAIMS}
    for text in labels:
        lower = text.lower()
        if "formulated without" not in lower:
            continue
        counts["labels"] += 1
        before, claim = lower.split("formulated without", 1)
        for allergen, name in _IN_CLAIMS.items():
            if name not in claim:
                continue
            real = name in before
            counts["real mentions" if real else "claims only"] += 1
            seen = {OURS: _flags_name(_check(workbench, text, [allergen]), name)}
            for way in ("substring", "WRatio"):
                places = naive[allergen].ways[way](text)
                seen[way] = any(name in lower[start:end] for start, end, _ in places)
            for way, found in seen.items():
                counts[f"{way}: {'found' if real else 'false alarms'}"] += found
            measured.case(f"{id_of(text)} {allergen}", seen[OURS] != real, "missed" if real else "flagged in the claim")
    print(
        f"claims on real labels         {counts['labels']} labels “formulated without”: {counts['claims only']:,} "
        f"names claimed absent, {counts['real mentions']} really there"
    )
    for way in (OURS, "substring", "WRatio"):
        false, found = counts[f"{way}: false alarms"], counts[f"{way}: found"]
        ratio = "" if way == OURS else f"; false alarms {beside(false, counts[f'{OURS}: false alarms'])}"
        print(f"    {way:16}false alarms {false:5,}; found {found} of {counts['real mentions']}{ratio}")
    measured.figures.update(counts)
    return measured


def _flags_name(assessment: Assessment, name: str) -> bool:
    return any(
        " ".join(e.read.entry.written.lower().split()) == name and e.level in (Level.AVOID, Level.CAUTION)
        for e in assessment.entries
    )


def _flagged(assessment: Assessment) -> set[str]:
    return {f.allergen for e in assessment.entries for f in e.findings if f.level is not Level.INFO}


def _check(workbench: Workbench, text: str, allergens: Sequence[str]) -> Assessment:
    return workbench.check(text, [Positive(i, workbench.allergens.get(i).name) for i in allergens])
