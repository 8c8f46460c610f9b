"""Invented patients and products for the suite, and everything that a library holds, to be compared."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import MetaData, select

from ingredient_checker.library.engine import cipher_engine, in_words
from ingredient_checker.library.product import Product
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus

ALLERGENS = ("mi", "nickel", "fragrance_mix_1", "formaldehyde", "lanolin", "colophonium", "ppd", "capb", "thiurams", "")
_SYLLABLES = "Qua sten flos ser Ot ti lie Ne bel krä he Wil hel mi na Bru no Ga lan Ther es Ur su Mö we".split()
GRADES = (Grade.NEGATIVE, Grade.DOUBTFUL, Grade.WEAK, Grade.STRONG, Grade.EXTREME)

Everything = dict[str, list[tuple[object, ...]]]
"""Table -> its rows, in order."""


def invented_patient(seed: int, results: int = 12, readings: int = 3) -> Patient:
    """A patient of that number: the same number is the same patient."""
    chance = random.Random(seed)
    name = " ".join("".join(chance.sample(_SYLLABLES, 3)).capitalize() for _ in range(2))
    made = []
    for position in range(results):
        written = [chance.choice(GRADES) for _ in range(readings)]
        read = tuple(Reading(day, grade, grade.value) for day, grade in zip((2, 4, 7, 10), written, strict=False))
        positive = written[-1] in (Grade.WEAK, Grade.STRONG, Grade.EXTREME) if written else False
        status = ResultStatus.POSITIVE if positive else ResultStatus.NEGATIVE
        allergen = ALLERGENS[position % len(ALLERGENS)]
        made.append(PatchTestResult(f"{allergen} {seed}", allergen, status, written[-1] if written else None, read))
    return Patient(f"{name} {seed}", f"N-{seed}", tuple(made), f"2026-{seed % 12 + 1:02}-{seed % 28 + 1:02}")


def invented_products(batch: int, number: int) -> list[Product]:
    """Products of a brand of that number, each with a list of its own."""
    text = ", ".join(f"Ingredient {batch}-{n}" for n in range(15))
    return [Product(f"Brand {batch}", f"Cream {n}", "Cream", f"Aqua, Glycerin, {text}, {n}") for n in range(number)]


def everything(database: Path, key: bytes) -> Everything:
    """All rows of all tables, read without the store. Problem if something is damaged."""
    engine = cipher_engine(database, key)
    try:
        with in_words(database), engine.begin() as connection:
            tables = MetaData()
            tables.reflect(connection)
            return {
                name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for name, table in tables.tables.items()
            }
    finally:
        engine.dispose()


def key_of(folder: Path) -> bytes:
    """The key beside a library that has no passphrase."""
    return bytes.fromhex((folder / "library.key").read_text("ascii").strip())
