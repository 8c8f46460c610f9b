"""Records that may be of one person. Only ever a hint: a person looks at both and decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .records import PatientRow

_MANY_POSITIVES = 3  # so many alike on one day are hardly chance, whatever the names


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two records, the older first, and why they may be of one person."""

    first: int
    second: int
    why: str

    @property
    def pair(self) -> tuple[int, int]:
        """What is remembered when they are two persons."""
        return self.first, self.second


def possible_duplicates(
    rows: Sequence[PatientRow], positives: Mapping[int, frozenset[str]], apart: Container[tuple[int, int]] = ()
) -> tuple[PossibleDuplicate, ...]:
    """Each pair once, the oldest first. `positives`: by patient's id; `apart`: pairs known to be two persons."""
    found: dict[tuple[int, int], PossibleDuplicate] = {}
    for why, pairs in (
        ("same number", _alike(rows, lambda row: "".join(filter(str.isalnum, row.number.casefold())))),
        ("same name and year of birth", _alike(rows, _person)),
        ("same day of test and same positives", _same_test(rows, positives)),
    ):
        for one, other in pairs:
            pair = min(one.id, other.id), max(one.id, other.id)
            if pair not in apart:
                found.setdefault(pair, PossibleDuplicate(*pair, why))
    return tuple(found[pair] for pair in sorted(found))


def _alike(
    rows: Iterable[PatientRow], key: Callable[[PatientRow], Hashable]
) -> Iterator[tuple[PatientRow, PatientRow]]:
    """Neighbours among those with the same key; an empty key is none."""
    groups: dict[Hashable, list[PatientRow]] = defaultdict(list)
    for row in rows:
        if alike := key(row):
            groups[alike].append(row)
    for group in groups.values():
        yield from ((one, other) for one, other in pairwise(group) if _may_be_one_name(one, other))


def _person(row: PatientRow) -> tuple[str, int] | None:
    return ("".join(sorted(row.initials.casefold())), row.birth_year) if row.name and row.birth_year else None


def _same_test(
    rows: Iterable[PatientRow], positives: Mapping[int, frozenset[str]]
) -> Iterator[tuple[PatientRow, PatientRow]]:
    def key(row: PatientRow) -> Hashable:
        found = positives.get(row.id, frozenset())
        return (row.tested_on, found) if row.tested_on and found else None

    for one, other in _alike(rows, key):
        if len(positives[one.id]) >= _MANY_POSITIVES or (one.name and other.name):
            yield one, other


def _may_be_one_name(one: PatientRow, other: PatientRow) -> bool:
    """Whole names must be the same in some order of their words, a letter standing for a word; initials, or no name,
    may be anybody with these letters.
    """
    if not (one.has_whole_name and other.has_whole_name):
        return not (one.name and other.name) or sorted(one.initials) == sorted(other.initials)
    words, others = _words(one.name), _words(other.name)
    return len(words) == len(others) and all(
        a == b or (a[0] == b[0] and 1 in (len(a), len(b))) for a, b in zip(words, others, strict=True)
    )


def _words(name: str) -> list[str]:
    return sorted("".join(c if c.isalpha() else " " for c in name.casefold()).split())
