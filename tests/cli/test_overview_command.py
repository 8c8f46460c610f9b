"""`overview`: the clinic's rates, without patients."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingredient_checker.cli import run
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.record import Record


@pytest.fixture
def library(own_folders: Path) -> None:
    record = Record()
    for n in range(40):
        mi = ResultStatus.POSITIVE if n < 6 else ResultStatus.NEGATIVE
        nickel = ResultStatus.POSITIVE if n < 2 else ResultStatus.NEGATIVE
        results = tuple(
            PatchTestResult(a, a, status, Grade.WEAK if status is ResultStatus.POSITIVE else Grade.NEGATIVE)
            for a, status in (("mi", mi), ("nickel", nickel), ("gold", ResultStatus.NEGATIVE))
        )
        record.save_patient(Patient(f"Secret {n}", "", results, "2023-05-06" if n % 2 else "2024-05-06"))
    record.close()


def test_rates_with_interval_and_small_counts_hidden(library: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overview", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    by_id = {row["allergen"]: row for row in said["allergens"]}
    assert (by_id["mi"]["tested"], by_id["mi"]["positive"], by_id["mi"]["share"]) == (40, 6, 0.15)
    assert by_id["mi"]["interval"] == [0.0706, 0.2907]
    assert by_id["nickel"]["positive"] is None
    assert said["hidden_below"] == 5
    assert "Secret" not in json.dumps(said)


def test_a_period_and_all_counts_as_text(library: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overview", "--from", "2024-05", "--small-counts"]) == 0
    said = capsys.readouterr().out
    assert "20 patients tested; positive to at least one: 3 of 20, 15.0 %." in said
    assert "5.0 % · 1 of 20  (0.9 % to 23.6 %)" in said


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
def test_files_are_written(library: None, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"overview.{form}"
    assert run(["overview", "--format", form, "--output", str(target)]) == 0
    assert target.stat().st_size > 500


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "May"], "is no day"),
        (["--from", "2025", "--to", "2024"], "is after"),
        (["--series", "nonsense"], "There is no series"),
        (["--format", "pdf"], "--output"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    library: None, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["overview", *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
