"""A library on the disk, an invented patient, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus


def noon() -> datetime:
    return datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library of the test lies; made by the first who opens it."""
    return tmp_path / "library of Dr Müller 100%"


@pytest.fixture
def open_store(folder: Path) -> Iterator[Callable[[], Store]]:
    """Open the library once more, as another window or after a restart; all are closed in the end."""
    opened: list[Store] = []

    def open_once_more() -> Store:
        opened.append(Store.open(folder, clock=noon, wait=0.05))
        return opened[-1]

    yield open_once_more
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """The library, opened."""
    return open_store()


@pytest.fixture
def patient() -> Patient:
    """An invented patient with a clear positive, a fading reaction, an unknown name and a control."""
    d2, d4, d7 = (
        Reading(2, Grade.DOUBTFUL, "?+"),
        Reading(4, Grade.STRONG, "++"),
        Reading(7, Grade.WEAK, "(+) schwach"),
    )
    results = (
        PatchTestResult(
            "Methylisothiazolinone 0.2% aq",
            "mi",
            ResultStatus.POSITIVE,
            Grade.STRONG,
            (d2, d4, d7),
            preparation="0.2% aq",
            final_as_written="positive",
            relevance="current",
            relevance_as_written="c",
            note="strongest on D4",
            cell="Sheet1!C7",
        ),
        PatchTestResult("Nickel sulfate", "nickel", ResultStatus.REVIEW, None, (d2,)),
        PatchTestResult("Own cream, Tuesday's", "", ResultStatus.POSITIVE, Grade.POSITIVE),
        PatchTestResult("Petrolatum", "", ResultStatus.CONTROL, Grade.NEGATIVE),
    )
    return Patient("Wilhelmina Quastenflosser", "QF-7741", results, "2026-03-02")
