"""What the world does to a file: the power goes, the disk fills up, a bit flips, somebody else is writing."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import StaticPool, create_engine

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library import schema
from ingredient_checker.library.engine import prepare
from ingredient_checker.library.product import Product
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem

OpenStore = Callable[[], Store]
CHILD = Path(__file__).with_name("keep_until_killed.py")
BATCH = 400
PRODUCTS = [Product("Dune", f"Cream {n}", "hands", f"Aqua, Ingredient {n}, Glycerin" * 9) for n in range(400)]


# killed


@pytest.mark.parametrize("seed", range(4))
def test_a_program_killed_at_any_moment_loses_nothing_it_kept_and_leaves_nothing_half_kept(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    kept = -1
    for _ in range(2):
        child = subprocess.Popen([sys.executable, CHILD, tmp_path], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        said = list(itertools.islice(child.stdout, chance.randint(1, 4)))  # from the first opening to the third batch
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=chance.uniform(0, 0.2))
        child.kill()
        rest, _ = child.communicate()
        kept = max([kept, *(int(line.split()[1]) for line in (*said, *rest.splitlines()) if line.startswith("kept "))])

        store = Store.open(tmp_path)
        products = Counter(stored.product.brand for stored in store.products())
        patients = [store.patient(row.id) for row in store.patients()]
        store.close()
        assert set(products.values()) <= {BATCH}
        assert len(products) in (kept + 1, kept + 2)
        assert len(patients) in (kept + 1, kept + 2)
        assert all(len(patient.results) == 50 for patient in patients)
        assert all(len(result.readings) == 3 for patient in patients for result in patient.results)
        if len(patients) < len(products):  # killed between the two: go on as the child counts, by products
            kept = len(products) - 1
            fill = Store.open(tmp_path)
            fill.save_patient(patients[0] if patients else full_patient())
            fill.close()


def full_patient() -> Patient:
    from ingredient_checker.patch_test.patient import TestResult
    from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus

    reading = Reading(4, Grade.STRONG, "++")
    result = TestResult("MI", "mi", ResultStatus.POSITIVE, Grade.STRONG, (reading,) * 3)
    return Patient("", "", (result,) * 50)
