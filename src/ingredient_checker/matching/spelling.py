"""Spelling: the nearest known names, and in words how they differ.

Distance is made of named parts. What OCR confuses (l i 1, o 0, rn m, vv w, cl d, 5 s, e c) costs little, other letters
cost 1, digits must be equal and in the same order (an OCR look-alike of a digit may stand for it), and a part that
changes the substance (iso-, di-, chloro- ...) is never a slip. Measured rules: docs/decisions.md, "Spelling".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

_LOOKS_LIKE = 0.3
_SOUNDS_LIKE = 0.5
_OTHER_LETTER = 1.2
_DOUBLED = 0.5
_SWAPPED = 0.8
_SWAPPED_ACROSS = 1.2
_CLASSES = ("li1j!t", "o0q", "s5", "ec", "uv", "vy", "b8", "z2", "g9", "hb", "rp", "nh", "ft")
_ALIKE = frozenset(a + b for c in _CLASSES for a in c for b in c if a != b)
_SOUNDING = frozenset(("iy", "yi", "sz", "zs", "kc", "ck"))
_TWO_FOR_ONE = {"rn": "m", "vv": "w", "cl": "d", "li": "u", "nn": "m", "ii": "u", "iv": "w", "lo": "b", "fi": "h"}
_FOLD = str.maketrans("i1!j0q5", "lllloos")
_MEANINGFUL = frozenset(
    "iso di tri tetra poly hydroxy chloro dichloro methyl ethyl propyl butyl benzyl bromo nitro amino oxy peg ppg mono "
    "bis hydrogenated hydrolyzed sodium potassium pseudo nor des dehydro acetyl hexa hepta octa nona deca penta cis "
    "trans neo lauryl stearyl cetyl oleyl behenyl myristyl palmityl capryl hexyl octyl decyl amyl".split()
)
# Parts that make another substance where one stands for another of them, but may well be misspelt themselves.
_INTERCHANGED = _MEANINGFUL | frozenset(
    "pentyl heptyl dodecyl ethanol tea dea mea mipa tipa rh sh va vp milk silk calcium magnesium ammonium citrate "
    "nitrate nitrite sulfate sulfite acetate lactate oleate maleate sorbate ascorbate stearate laurate palmitate "
    "myristate benzoate salicylate gluconate phosphate batyl amide amine".split()
)
COMMON_WORDS = (
    "extract water leaf seed fruit flower root powder ferment filtrate juice butter peel bark acid alcohol oxide "
    "crosspolymer copolymer hydrolyzed hydrogenated sodium oil"
).split()
_LONGEST_PART = max(map(len, _INTERCHANGED))
_IMPOSSIBLE = 99.0


def allowed_distance(key: str) -> float:
    """How far a written key may be from a known one. Zero for very short names.

    Words that stand in thousands of names ("extract") say nothing about which name is meant and don't count.
    """
    length = len(key) - sum(len(word) for word in COMMON_WORDS if word in key)
    if length < 5:
        return 0.0
    if length < 7:
        return 1.0
    if length < 12:
        return 1.5
    if length < 18:
        return 2.2
    return 2.6 if length < 26 else 3.2


_RESEMBLES = 0.4
"""Up to this share of the letters may differ in a name that is shown as help."""

MARGIN = 0.6
"""A reading counts as the only one when the next different substance is at least this much farther away."""


class _Edit(NamedTuple):
    """Kind of edit, offset in the written key, offset in the known key."""

    kind: str
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Near:
    """A known key near a written one. `note`: the differences in words. `same_shape`: nothing but OCR look-alikes."""

    key: str
    distance: float
    note: str
    same_shape: bool


class SpellingIndex:
    """All known keys, folded by OCR look-alikes and sorted by length, so that only plausible ones are compared.

    A set of names is an int whose bit i stands for the i-th folded key. Of the letters of a written name all but as
    many as there may be edits must stand in a known one, so adding up, for all names at once, which letters they have
    leaves few to be compared.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_fold: dict[str, list[str]] = {}
        for key in keys:
            if len(key) >= 5:
                self._by_fold.setdefault(_folded(key), []).append(key)
        self._folds = sorted(self._by_fold, key=len)
        self._lengths = [len(fold) for fold in self._folds]
        self._text = "\n".join(self._folds)
        self._starts = list(accumulate((length + 1 for length in self._lengths), initial=0))
        self._having: dict[str, list[int]] = {}

    def near(self, key: str, *, farther: float = 0.0, limit: int = 12) -> tuple[Near, ...]:
        """Known keys within the allowed distance (plus `farther`) of a written key, nearest first."""
        allowed = allowed_distance(key) + farther
        if allowed <= 0:
            return ()
        edits = int(allowed) + (2 if len(key) >= 10 else 1)
        fold = _folded(key)
        # "fragrnce" has lost a letter between r and n, and never had an m
        found = {folded for written in {fold, key.translate(_FOLD)} for folded in self._nearest(written, edits, limit)}
        near = [
            Near(known, *difference, folded == fold)
            for folded in found
            for known in self._by_fold[folded]
            if (difference := differences(key, known))[0] <= allowed
        ]
        return tuple(sorted(near, key=lambda n: (n.distance, n.key)))

    def _nearest(self, fold: str, edits: int, limit: int) -> list[str]:
        found = process.extract(
            fold, self.plausible(fold, edits), scorer=OSA.distance, processor=None, score_cutoff=edits, limit=limit
        )
        return [folded for folded, _, _ in found]

    def resembling(self, key: str, limit: int = 6) -> tuple[tuple[str, int], ...]:
        """The known keys most like a written one, with the number of letters by which they differ, nearest first.

        For what nothing is near to: they share half of its pairs of letters at least, and most of its letters.
        """
        fold = _folded(key)
        pairs = {fold[i : i + 2] for i in range(len(fold) - 1)}
        edits = int(_RESEMBLES * len(fold))
        found = process.extract(
            fold,
            self._holding(pairs, (len(pairs) + 1) // 2, len(fold) - edits, len(fold) + edits),
            scorer=OSA.distance,
            processor=None,
            score_cutoff=edits,
            limit=limit,
        )
        return tuple((known, edits) for folded, edits, _ in found for known in self._by_fold[folded])

    def plausible(self, fold: str, edits: int) -> list[str]:
        """The folded keys that lack at most `edits` letters of one: all that are so near, and few others."""
        return self._holding(fold, len(fold) - edits, len(fold) - edits, len(fold) + edits)

    def _holding(self, parts: Iterable[str], least: int, shortest: int, longest: int) -> list[str]:
        """The folded keys between two lengths with at least so many of the parts; a part given twice counts twice."""
        first = bisect_left(self._lengths, shortest)
        among = (1 << (bisect_left(self._lengths, longest + 1) - first)) - 1
        having = [
            names >> first & among
            for part, times in Counter(parts).items()
            for names in self._names_having(part)[:times]
        ]
        passed = f"{_at_least(least, having, among) if least > 0 else among:b}"[::-1]
        holding = []
        at = passed.find("1")
        while at >= 0:
            holding.append(self._folds[first + at])
            at = passed.find("1", at + 1)
        return holding

    def _names_having(self, part: str) -> list[int]:
        """The names that have a letter at least once, twice, ...; for a pair of letters, those that have it."""
        having = self._having.get(part)
        if having is None:
            having = self._having[part] = self._by_times(part) if len(part) == 1 else [self._with_pair(part)]
        return having

    def _by_times(self, letter: str) -> list[int]:
        counts = [fold.count(letter) for fold in reversed(self._folds)]
        most = min(max(counts, default=0), 255)
        times = bytes(counts) if most < 255 else bytes(min(count, 255) for count in counts)
        return [int(times.translate(b"0" * least + b"1" * (256 - least)), 2) for least in range(1, most + 1)]

    def _with_pair(self, pair: str) -> int:
        bits = bytearray(len(self._folds) // 8 + 1)
        name = 0
        at = self._text.find(pair)
        while at >= 0:
            name = bisect_right(self._starts, at, name) - 1
            bits[name >> 3] |= 1 << (name & 7)
            at = self._text.find(pair, self._starts[name + 1])
        return int.from_bytes(bits, "little")


def _at_least(least: int, sets: Sequence[int], everything: int) -> int:
    """The members of at least so many of the sets: binary counters of all members at once, added bit by bit."""
    digits: list[int] = []
    level = list(sets)
    while level:
        carried = []
        while len(level) > 2:
            a, b, c = level.pop(), level.pop(), level.pop()
            one = a ^ b
            level.append(one ^ c)
            carried.append(a & b | one & c)
        if len(level) == 2:
            a, b = level
            level = [a ^ b]
            carried.append(a & b)
        digits.append(level[0])
        level = carried
    if least >= 1 << len(digits):
        return 0
    more, equal = 0, everything
    for place in range(len(digits) - 1, -1, -1):
        if least >> place & 1:
            equal &= digits[place]
        else:
            more |= equal & digits[place]
            equal &= ~digits[place]
    return more | equal


def nearest(written: str, names: Sequence[str], limit: int = 5) -> tuple[tuple[str, float], ...]:
    """The names most like a written one, with their similarity from 0 to 100; a suggestion, never a decision."""
    found = process.extract(
        written.casefold(),
        names,
        scorer=OSA.normalized_similarity,
        processor=str.casefold,
        score_cutoff=0.4,
        limit=limit,
    )
    return tuple((name, round(100 * score, 1)) for name, score, _ in found)


def _folded(key: str) -> str:
    return key.replace("rn", "m").replace("vv", "w").replace("cl", "d").translate(_FOLD)


def differences(written: str, known: str) -> tuple[float, str]:
    """The weighted distance between two keys and what it is made of, in words; 99 when they can't be the same."""
    cost = 0.0
    notes: list[str] = []
    ops = _edits(written, known)
    used: set[int] = set()
    for index, (kind, i, j) in enumerate(ops):
        if index in used:
            continue
        a = written[i] if kind != "insert" else ""
        b = known[j] if kind != "delete" else ""
        pair = ops[index + 1] if index + 1 < len(ops) else None
        if pair and (two := _two_for_one(written, known, ops[index], pair)):
            used.add(index + 1)
            cost += _LOOKS_LIKE
            notes.append(two)
        elif pair and (swap := _swap(written, known, ops[index], pair)):
            used.add(index + 1)
            cost += _SWAPPED if pair.at - i < 2 else _SWAPPED_ACROSS
            notes.append(swap)
        elif kind == "replace" and a + b in _ALIKE:
            cost += _LOOKS_LIKE
            notes.append(f"{a} read for {b}")
        elif kind == "replace" and a + b in _SOUNDING:
            cost += _SOUNDS_LIKE
            notes.append(f"{a} for {b}")
        elif "." in (a, b) and not (a + b).strip("."):
            cost += _DOUBLED
            notes.append("separator lost" if b else "separator added")
        elif (a + b).replace(".", "") != "".join(c for c in a + b if not c.isdigit() and c != "."):
            return _IMPOSSIBLE, ""
        elif kind == "replace":
            cost += _OTHER_LETTER
            notes.append(f"{a} for {b}")
        elif kind == "insert":
            cost += _DOUBLED if b in (known[j - 1 : j], known[j + 1 : j + 2]) else 1.0
            notes.append(f"{b} missing")
        else:
            cost += _DOUBLED if a in (written[i - 1 : i], written[i + 1 : i + 2]) else 1.0
            notes.append(f"extra {a}")
    if _changes_meaning(written, known, ops):
        return _IMPOSSIBLE, ""
    return cost, ", ".join(notes)


def _two_for_one(written: str, known: str, first: _Edit, second: _Edit) -> str:
    """ "rn" written where "m" is meant, or the other way round."""
    if {first.kind, second.kind} == {"replace", "delete"}:
        i = min(first.at, second.at)
        j = min(first.to, second.to)
        two, one = written[i : i + 2], known[j : j + 1]
        if _TWO_FOR_ONE.get(two) == one:
            return f"{two} read for {one}"
    if {first.kind, second.kind} == {"replace", "insert"}:
        i = min(first.at, second.at)
        j = min(first.to, second.to)
        one, two = written[i : i + 1], known[j : j + 2]
        if _TWO_FOR_ONE.get(two) == one:
            return f"{one} read for {two}"
    return ""


def _swap(written: str, known: str, first: _Edit, second: _Edit) -> str:
    if first.kind == second.kind == "replace" and first.at < second.at <= first.at + 2:
        here, there = written[first.at : second.at + 1], known[first.to : second.to + 1]
        if here == there[::-1] and here.isalpha():
            return f"{there[0]} and {there[-1]} swapped"
    if {first.kind, second.kind} == {"insert", "delete"} and abs(first.at - second.at) <= 2:
        moved = known[first.to] if first.kind == "insert" else known[second.to]
        gone = written[first.at] if first.kind == "delete" else written[second.at]
        if moved == gone and moved.isalpha():
            return f"{moved} misplaced"
    return ""


def changes_meaning(written: str, known: str) -> bool:
    """Whether what differs between two keys is a part that makes another substance."""
    return _changes_meaning(written, known, _edits(written, known))


def _edits(written: str, known: str) -> list[_Edit]:
    return [_Edit(op.tag, op.src_pos, op.dest_pos) for op in Levenshtein.editops(written, known)]


def _changes_meaning(written: str, known: str, ops: Sequence[_Edit]) -> bool:
    """Whether what differs is a part that makes another substance: one too many or too few, or one for another."""
    inserted = [op.to for op in ops if op.kind == "insert"]
    deleted = [op.at for op in ops if op.kind == "delete"]
    for text, positions in ((known, inserted), (written, deleted)):
        for _, run in groupby(enumerate(positions), lambda p: p[1] - p[0]):
            indices = [p[1] for p in run]
            if len(indices) >= 2 and text[indices[0] : indices[-1] + 1] in _MEANINGFUL:
                return True
    if ops and _one_part_for_another(written, known):
        return True
    if len(ops) < 2:
        return False
    here = written[ops[0].at : ops[-1].at + 1]
    there = known[ops[0].to : ops[-1].to + 1]
    return min(len(here), len(there)) >= 3 and max(len(here), len(there)) <= 7 and _is_part(here) and _is_part(there)


def _one_part_for_another(written: str, known: str) -> bool:
    """Whether all that differs is one such part standing for another ("dipeptide" for "tripeptide")."""
    before = Prefix.similarity(written, known)
    behind = Postfix.similarity(written[before:], known[before:])
    here, there = written[before : len(written) - behind], known[before : len(known) - behind]
    if max(len(here), len(there)) > _LONGEST_PART:
        return False
    left, right = written[max(0, before - _LONGEST_PART) : before], written[len(written) - behind :][:_LONGEST_PART]
    return any(
        left[i:] + here + right[:j] in _INTERCHANGED and left[i:] + there + right[:j] in _INTERCHANGED
        for i in range(len(left) + 1)
        for j in range(len(right) + 1)
    )


def is_part(word: str) -> bool:
    """Whether a word is one of the parts that make another substance ("ethyl", "sodium")."""
    return word in _MEANINGFUL


def _is_part(text: str) -> bool:
    return any(text in part for part in _MEANINGFUL)
