"""What is known of the person beside the tests, in words: the letters of MOAHLFA, and what products are needed."""

from __future__ import annotations

from datetime import date

from .patient import Characteristics

SITES = (
    "hand",
    "face",
    "leg",
    "eyelid",
    "lip",
    "neck",
    "armpit",
    "trunk",
    "arm",
    "foot",
    "scalp",
    "genital",
    "all over",
)
"""Places of the dermatitis. Hand, leg and face are those of the MOAHLFA index."""
SEXES = ("", "female", "male", "other")
OLDEST = 120


def birth_year_of(typed: str, today: date) -> tuple[int | None, str]:
    """(year, "") of what was typed, (None, "") of nothing, (None, what is wrong) of anything else."""
    text = typed.strip()
    if not text:
        return None, ""
    if not (text.isdigit() and len(text) == 4):
        return None, f"“{text}” is no year of birth; write it with four digits."
    if not today.year - OLDEST <= int(text) <= today.year:
        return None, f"Nobody here was born in {text}."
    return int(text), ""


def in_words(known: Characteristics) -> str:
    """ "born 1971, female, hand and face, from work, atopic"; "" when nothing is known."""
    return ", ".join(
        filter(
            None,
            (
                f"born {known.birth_year}" if known.birth_year else "",
                known.sex,
                " and ".join(known.sites),
                {True: "from work", False: "not from work", None: ""}[known.occupational],
                {True: "atopic", False: "not atopic", None: ""}[known.atopic],
                f"uses {known.product_kinds}" if known.product_kinds else "",
            ),
        )
    )
