"""Clean real labels damaged more and more: which allergens are still found, what is flagged without reason.

A clean label is one in which every piece between commas is, letter by letter, a name of the vocabulary; so what is in
it is known without any reader. The damage is made by rule and is the same in every run.
"""

from __future__ import annotations

import html
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .baseline import Measured, id_of
from .disguises import misread_letter, typing_error
from .naive import NaiveWays

ALLERGENS = (
    "mi formaldehyde fragrance_mix_1 fragrance_mix_2 balsam_of_peru lanolin capb propylene_glycol linalool limonene "
    "paraben_mix phenoxyethanol compositae colophonium decyl_glucoside benzophenone_3 octocrylene bht"
).split()
LABELS: Final = 40
NAIVE_EVERY: Final = 4
_FEWEST, _MOST = 8, 60
OURS = "this program"


@dataclass(frozen=True, slots=True)
class Piece:
    """A name of a clean label and the allergens for which it must be flagged."""

    name: str
    allergens: frozenset[str]


@dataclass(frozen=True, slots=True)
class Damage:
    """`write` damages one name; `separator` gives what stands between two names."""

    kind: str
    strength: str
    share: float
    write: Callable[[str, random.Random], str] = lambda name, _: name
    separator: Callable[[random.Random], str] = lambda _: ", "


def _times(write: Callable[[str, random.Random], str | None], times: int) -> Callable[[str, random.Random], str]:
    def again(name: str, chance: random.Random) -> str:
        for _ in range(times):
            name = write(name, chance) or name
        return name

    return again


def _hyphen(name: str, chance: random.Random) -> str:
    """A hyphen lost, or left over from the end of a line."""
    if "-" in name and chance.random() < 0.5:
        return name.replace("-", chance.choice((" ", "")), 1)
    places = [i for i in range(2, len(name) - 2) if name[i - 2 : i + 2].isalpha()]
    if not places:
        return name
    place = chance.choice(places)
    return name[:place] + chance.choice(("-", "- ", " - ", "-\n")) + name[place:]


def _space(name: str, chance: random.Random) -> str:
    """A space lost, or one too many."""
    if " " in name and chance.random() < 0.5:
        return name.replace(" ", "", 1)
    place = chance.randrange(2, max(3, len(name) - 1))
    return name[:place] + " " + name[place:]


def _letters(name: str, chance: random.Random) -> str:
    """Capitals, small letters, or both as it comes."""
    mixed = "".join(c.upper() if chance.random() < 0.5 else c.lower() for c in name)
    return chance.choice((name.upper(), name.lower(), name.title(), mixed))


def _markup(name: str, chance: random.Random) -> str:
    """Entities and tags."""
    letter = chance.choice([c for c in name if c.isalpha()] or [""])
    entity = html.escape(name).replace(letter, f"&#{ord(letter)};", 1) if letter else name
    spaced = html.escape(name).replace(" ", "&nbsp;")
    return chance.choice((entity, spaced, f"<b>{html.escape(name)}</b>", f"<span class='x'>{name}</span>"))


def _lost(share: float) -> Callable[[random.Random], str]:
    return lambda chance: " " if chance.random() < share else ", "


def _everything(times: int) -> Callable[[str, random.Random], str]:
    """Some of all kinds, each at most once, in the order in which they come about."""
    ways = (_letters, typing_error, misread_letter, _hyphen, _space, _markup)

    def write(name: str, chance: random.Random) -> str:
        for number in sorted(chance.sample(range(len(ways)), times)):
            name = ways[number](name, chance) or name
        return name

    return write


DAMAGES = (
    Damage("none", "", 0),
    *(
        Damage(kind, strength, share, _times(write, times))
        for kind, write in (
            ("typing errors", typing_error),
            ("misread letters", misread_letter),
            ("hyphens", _hyphen),
            ("spaces", _space),
            ("capitals", _letters),
            ("HTML", _markup),
        )
        for strength, share, times in (("every 5th name", 0.2, 1), ("every name", 1.0, 1), ("every name twice", 1.0, 2))
        if not (strength.endswith("twice") and kind in ("capitals", "HTML"))
    ),
    *(
        Damage("lost separators", words, 0, separator=_lost(share))
        for words, share in (("1 in 10", 0.1), ("1 in 3", 0.33), ("all", 1.0))
    ),
    Damage("all of these", "every 5th name", 0.2, _everything(1), _lost(0.03)),
    Damage("all of these", "every name", 1.0, _everything(1), _lost(0.1)),
    Damage("all of these", "every name twice", 1.0, _everything(2), _lost(0.3)),
)


def degraded_labels(workbench: Workbench, labels: Sequence[str], *, quick: bool) -> Measured:
    """Print, for each damage, the share of flags that are still there and the false alarms, beside the naive ways."""
    measured = Measured("degraded labels")
    clean = _clean(workbench, labels)[: LABELS // 4 if quick else LABELS]
    naive = NaiveWays(workbench.allergens, workbench.catalogue, ALLERGENS)
    positives = [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]
    ways = (OURS, *naive.ways)
    print(
        f"degraded labels               {len(clean)} clean labels (naive ways: every {NAIVE_EVERY}th): flags found "
        "in %, false alarms a label;"
    )
    print("    “silent”: flags lost where the text was not said to be unread")
    print(f"{'':40}{ways[0]:>19}{'silent':>8}" + "".join(f"{way:>20}" for way in ways[1:]))
    total: Counter[Any] = Counter()
    for damage in DAMAGES:
        counts: Counter[Any] = Counter()
        for number, (label, pieces) in enumerate(clean):
            chance = random.Random(f"{id_of(label)} {damage.kind} {damage.strength}")
            text, spans = damaged(pieces, damage, chance)
            found, unread = _ours(workbench, text, positives)
            lost, false = judged(pieces, spans, found, counts, OURS)
            counts["silent"] += lost - _admitted(pieces, spans, found, unread)
            measured.case(f"{id_of(label)} {damage.kind} {damage.strength}".strip(), lost + false)
            if number % NAIVE_EVERY == 0:
                for name, way in naive.ways.items():
                    judged(pieces, spans, list(way(text)), counts, name)
        _tell(f"{damage.kind:16} {damage.strength:18}", ways, counts, measured)
        if damage.strength:
            total.update(counts)
    _tell(f"{'all damage':35}", ways, total, measured)
    return measured


def _tell(what: str, ways: Iterable[str], counts: Counter[Any], measured: Measured) -> None:
    line = f"    {what}"
    place = " ".join(what.split())
    for way in ways:
        asked, labels = counts[way, "asked"], counts[way, "labels"]
        recall = 100 * counts[way, "found"] / max(1, asked)
        line += f"{recall:>12.1f} {counts[way, 'false'] / max(1, labels):>6.2f}"
        line += f"{100 * counts['silent'] / max(1, asked):>8.1f}" if way == OURS else " "
        measured.figures[f"{place}, {way}: found of {asked}"] = counts[way, "found"]
        measured.figures[f"{place}, {way}: false alarms"] = counts[way, "false"]
    measured.figures[f"{place}, {OURS}: lost silently"] = counts["silent"]
    print(line)


def _clean(workbench: Workbench, labels: Sequence[str]) -> list[tuple[str, list[Piece]]]:
    """Clean labels that name at least two of the allergens, in an order that has nothing to do with their content."""
    known: dict[str, set[str]] = {}
    for substance, names in workbench.catalogue.names.items():
        for name in names:
            known.setdefault(name.text.lower(), set()).add(substance)
    flagged = {
        substance: frozenset(
            link.allergen for link in links if link.level is not Level.INFO and link.allergen in ALLERGENS
        )
        for substance, links in workbench.allergens.links_by_substance.items()
    }
    clean = []
    for text in sorted(set(labels), key=id_of):
        names = [piece.strip() for piece in re.split(r",(?=\D)|,(?=\s)", text.strip().rstrip(".")) if piece.strip()]
        if not _FEWEST <= len(names) <= _MOST or not all(name.lower() in known for name in names):
            continue
        meant = [frozenset().union(*(flagged.get(i, frozenset()) for i in known[n.lower()])) for n in names]
        pieces = [Piece(name, allergens) for name, allergens in zip(names, meant, strict=True)]
        if sum(bool(p.allergens) for p in pieces) >= 2:
            clean.append((text, pieces))
    return clean


def damaged(pieces: Sequence[Piece], damage: Damage, chance: random.Random) -> tuple[str, list[tuple[int, int]]]:
    text = ""
    spans = []
    for piece in pieces:
        if text:
            text += damage.separator(chance)
        written = damage.write(piece.name, chance) if chance.random() < damage.share else piece.name
        spans.append((len(text), len(text) + len(written)))
        text += written
    return text, spans


Flags = Sequence[tuple[int, int, set[str]]]


def _ours(workbench: Workbench, text: str, positives: Sequence[Positive]) -> tuple[Flags, list[tuple[int, int]]]:
    """Where this program flags what, and which stretches it says it could not read."""
    entries = workbench.check(text, positives).entries
    flags = [
        (e.read.entry.start, e.read.entry.end, {f.allergen for f in e.findings if f.level is not Level.INFO})
        for e in entries
    ]
    return flags, [(e.read.entry.start, e.read.entry.end) for e in entries if e.is_unread]


def _admitted(
    pieces: Sequence[Piece], spans: Sequence[tuple[int, int]], found: Flags, unread: Sequence[tuple[int, int]]
) -> int:
    """How many of the lost flags stand where it is said that the text could not be read."""
    return sum(
        len(piece.allergens - _there(found, start, end))
        for piece, (start, end) in zip(pieces, spans, strict=True)
        if any(s < end and e > start for s, e in unread)
    )


def _there(found: Flags, start: int, end: int) -> set[str]:
    return set().union(*(allergens for s, e, allergens in found if s < end and e > start))


def judged(
    pieces: Sequence[Piece],
    spans: Sequence[tuple[int, int]],
    found: Flags,
    counts: Counter[Any],
    way: str,
) -> tuple[int, int]:
    """(flags lost, false alarms) of one label: a flag is a name together with an allergen for which it matters."""
    asked = hits = 0
    fair: list[set[str]] = [set() for _ in found]
    for piece, (start, end) in zip(pieces, spans, strict=True):
        asked += len(piece.allergens)
        hits += len(piece.allergens & _there(found, start, end))
        for allowed, (s, e, _) in zip(fair, found, strict=True):
            if s < end and e > start:
                allowed |= piece.allergens
    false = sum(len(allergens - allowed) for (_, _, allergens), allowed in zip(found, fair, strict=True))
    counts.update({(way, "asked"): asked, (way, "found"): hits, (way, "false"): false, (way, "labels"): 1})
    return asked - hits, false
