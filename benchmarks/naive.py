"""What a user would otherwise use: search for the allergens' names in the text, or fuzzy search over those names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from ingredient_checker.allergens.allergen import AllergenIndex, Level
from ingredient_checker.substances.catalogue import Catalogue


def names_to_avoid(index: AllergenIndex, catalogue: Catalogue, allergens: Iterable[str]) -> dict[str, str]:
    """Lower-case name -> allergen, for every name that these positives must avoid."""
    return {
        name.text.lower(): allergen
        for allergen in allergens
        for link in index.links_by_allergen.get(allergen, ())
        if link.level is not Level.INFO
        for name in catalogue.names[link.substance]
        if len(name.text) > 3
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
