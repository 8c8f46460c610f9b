"""What a user would otherwise use, each as good as it can simply be made.

Search for the allergens' names in the text; fuzzy search (WRatio) over those names; the nearest of all known names,
without any structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from ingredient_checker.allergens.allergen import AllergenIndex, Level
from ingredient_checker.substances.catalogue import Catalogue

_SEPARATOR = re.compile(r"[,;|•\n]")


def allergens_by_name(index: AllergenIndex, catalogue: Catalogue, allergens: Iterable[str]) -> dict[str, set[str]]:
    """Lower-case name -> the allergens for which it must be flagged."""
    found: dict[str, set[str]] = {}
    for allergen in allergens:
        for link in index.links_by_allergen.get(allergen, ()):
            if link.level is not Level.INFO:
                for name in catalogue.names[link.substance]:
                    if len(name.text) > 3:
                        found.setdefault(name.text.lower(), set()).add(allergen)
    return found


def names_to_avoid(index: AllergenIndex, catalogue: Catalogue, allergens: Iterable[str]) -> dict[str, str]:
    """Lower-case name -> allergen, for every name that these positives must avoid."""
    return {
        name: next(a for a in allergens if a in found)
        for name, found in allergens_by_name(index, catalogue, tuple(allergens)).items()
    }


def by_substring(label_text: str, names: Iterable[str]) -> set[str]:
    """Every name that stands anywhere in the text."""
    text = label_text.lower()
    return {name for name in names if name in text}


def by_fuzzy_search(label_text: str, names: Sequence[str], cutoff: int = 90) -> set[str]:
    """The text cut at commas, each piece searched among the names with WRatio."""
    found = set()
    for piece in re.split(r"[,;|]", label_text.lower()):
        hit = process.extractOne(piece.strip(), names, scorer=fuzz.WRatio, score_cutoff=cutoff)
        if hit:
            found.add(hit[0])
    return found


def beside(theirs: int, ours: int) -> str:
    """A naive way's count beside this program's, as a ratio."""
    return f"{theirs / ours:.1f} times ours" if ours else "ours none" if theirs else "as ours"


class NaiveWays:
    """The naive ways over the same names and the same relations as this program has: where they flag what.

    Each way answers (start, end, allergens) for every place that it flags.
    """

    def __init__(self, index: AllergenIndex, catalogue: Catalogue, allergens: Sequence[str]) -> None:
        self._flagged: Mapping[str, set[str]] = allergens_by_name(index, catalogue, allergens)
        self._names = list(self._flagged)
        self._everything = sorted({n.text.lower() for names in catalogue.names.values() for n in names})
        self._nearest: dict[str, str | None] = {}
        self._widest: dict[str, str | None] = {}
        self.ways = {
            "substring": self.substring,
            "WRatio": self.fuzzy,
            "nearest of all": self.nearest,
        }

    def substring(self, text: str) -> Iterator[tuple[int, int, set[str]]]:
        """Every name that stands anywhere."""
        lower = text.lower()
        for name in by_substring(text, self._names):
            for hit in re.finditer(re.escape(name), lower):
                yield hit.start(), hit.end(), self._flagged[name]

    def fuzzy(self, text: str) -> Iterator[tuple[int, int, set[str]]]:
        """Each piece between separators, WRatio of at least 90 to an allergen's name."""
        for start, end, piece in _pieces(text):
            if piece not in self._widest:
                hit = process.extractOne(piece, self._names, scorer=fuzz.WRatio, score_cutoff=90)
                self._widest[piece] = hit[0] if hit else None
            if name := self._widest[piece]:
                yield start, end, self._flagged[name]

    def nearest(self, text: str) -> Iterator[tuple[int, int, set[str]]]:
        """Each piece between separators, the nearest of all known names with a ratio of at least 75."""
        for start, end, piece in _pieces(text):
            if piece not in self._nearest:
                hit = process.extractOne(piece, self._everything, scorer=fuzz.ratio, score_cutoff=75)
                self._nearest[piece] = hit[0] if hit else None
            name = self._nearest[piece]
            if name and name in self._flagged:
                yield start, end, self._flagged[name]


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    for cut in [*_SEPARATOR.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if piece := text[position:end].strip(" .*").lower():
            yield position, end, piece
        position = end + 1
