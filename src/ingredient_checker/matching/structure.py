"""The structure of a written name: amounts, brackets, slash groups, plant names. Text in, texts out.

Nothing here decides what a name means; it proposes other ways of reading the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKS = re.compile(r"[*^°†‡~#\"]+|\(\s*\+\s*\)|\+(?=\s|$)")
_NUMBER = r"\d{1,3}(?:[.,]\d{1,4})?"
_UNIT = r"(?:%|percent|ppm|mg(?:/g|/ml)?|mcg|µg|g|ml|iu|i\.u\.)"
AMOUNT = re.compile(
    rf"[(\[]?\s?(?:\b|(?<=[^\W\d_]))(?:<|>|~|ca\.)?\s?{_NUMBER}(?:\s?-\s?{_NUMBER})?\s?{_UNIT}(?![^\W\d_])"
    r"(?:\s?\(?(?:v/v|w/w|w/v|m/m|wt)\)?)?\s?[)\]]?",
    re.IGNORECASE,
)
_QUALIFIERS = re.compile(
    r"\b(?:certified\s+organic|organic(?:ally\s+grown)?|bio(?:logical)?|wild[- ]?(?:crafted|harvested)|"
    r"cold[- ]?pressed|unrefined|refined|virgin|extra[- ]virgin|pure|100\s?%|natural(?:ly\s+derived)?|"
    r"plant[- ](?:based|derived)|vegan|"
    r"vegetable|pharmaceutical(?:\s+grade)?|food\s+grade|cosmetic\s+grade|to\s+adjust\s+ph|usp|bp|nf|ph\.?\s?eur\.?|"
    r"non[- ]?nano|nano|non[- ]?gmo|fair\s?trade|fresh|raw|essential(?=\s+oil)|steam[- ]distilled|"
    r"distilled(?=\s+water)|fragrance\s+ingredient|"
    r"preservatives?|emulsifiers?|antioxidants?|solvent|surfactants?|thickener|sunscreen|colou?rants?|purpose|"
    r"synthetic|konservierungs(?:mittel|stoffe?)|conservateurs?|conservantes?|conservanti|conserveermiddelen|"
    r"conserveermiddel|konserverings(?:medel|middel)|säilöntäaineet|säilöntäaine|konserwanty?|konzervant|"
    r"tartósítószer|koruyucu|pengawet|консерванты?|emulgator(?:en|y)?|émulsifiants?|emulsionantes?|emulsionanti|"
    r"antioxidationsmittel|antioxidantien|antioxydants?|antioxidantes?|antiossidanti|antiossidante|"
    r"farbstoffe?|colorantes?|coloranti|kleurstof(?:fen)?|"
    r"from\s+(?:coconut|palm|sugar(?:\s?cane)?|corn|plants?)|q\.?s\.?|(?:and|or)(?=\s*$))\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_ONE_NAME_WITH_SLASH = re.compile(r"(?:co|cross|ter)?polymer\b|\bp[ep]g/p[ep]g", re.IGNORECASE)
_FERMENT = re.compile(
    r"\s*\bferment(?:ed)?\b(?:\s+(?:extract|filtrate|lysate|juice|oil|powder)){0,3}\s*$", re.IGNORECASE
)
_ITEMS = re.compile(r"[,;|/\\]|\s(?:and|&|\+)\s", re.IGNORECASE)
WORD = re.compile(r"[^\s,;|]+")


def without_marks(written: str) -> str:
    """The name without footnote marks."""
    return _MARKS.sub(" ", written).strip(" .,;:-+'")


def without_amounts(written: str) -> str:
    """The name without percentages, ppm and doses."""
    return AMOUNT.sub(" ", written).strip(" .,;:-")


def without_qualifiers(written: str) -> str:
    """The name without words that say how it was made or what it is for ("organic", "cold-pressed", "preservative")."""
    return _QUALIFIERS.sub(" ", written).strip(" .,;:-()")


def brackets(written: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name without its brackets, and each innermost bracket as (content, text behind it)."""
    contents: list[tuple[str, str]] = []
    text = written
    for _ in range(4):  # nested brackets, from the inside out
        found = list(_BRACKET.finditer(text))
        if not found:
            break
        contents += [(m[1].strip(), text[m.end() :].strip(" )]}")) for m in found]
        text = _BRACKET.sub(" ", text)
    return re.sub(r"\s+", " ", re.sub(r"[()\[\]{}]", " ", text)).strip(), tuple(contents)


def items(text: str) -> tuple[str, ...]:
    """The items of a bracket's content."""
    return tuple(part.strip(" .*") for part in _ITEMS.split(text) if any(c.isalpha() for c in part))


def slash_parts(written: str) -> tuple[str, ...]:
    """The parts of "Aqua/Water/Eau" outside brackets; empty when the slash belongs to one name (a copolymer)."""
    return () if _ONE_NAME_WITH_SLASH.search(written) or _FERMENT.search(written) else _between_slashes(written)


def fermented(written: str) -> tuple[str, ...]:
    """What "Lactobacillus/Rubus Idaeus (Raspberry) Fruit Ferment Filtrate" is made from; empty for anything else."""
    made_from = _FERMENT.sub("", written)
    return _between_slashes(made_from) if made_from != written else ()


def abbreviates(short: str, words: str) -> bool:
    """Whether the letters of an abbreviation are the first letters of the words ("BHA" and "beta hydroxy acid")."""
    initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", words)).lower()
    return 2 <= len(initials) <= 5 and short.strip().lower() in (initials, initials + "s")


def _between_slashes(written: str) -> tuple[str, ...]:
    if not ("/" in written or "\\" in written or "=" in written):
        return ()
    parts: list[str] = []
    depth = start = 0
    for i, char in enumerate(written):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char in "/\\=" and depth == 0:
            parts.append(written[start:i])
            start = i + 1
    parts.append(written[start:])
    parts = [p.strip(" .-") for p in parts]
    return tuple(p for p in parts if p) if len(parts) > 1 else ()


def shorter(words: list[str]) -> Iterator[list[str]]:
    """A plant name with one to three inner words left out: genus and species stay in front, the form stays last."""
    for count in (1, 2, 3):
        for start in range(2, len(words) - count):
            yield words[:start] + words[start + count :]
