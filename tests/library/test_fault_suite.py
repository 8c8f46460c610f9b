"""The suite of faults (benchmarks/faults) on a small scale; `python -m benchmarks.faults` does it in earnest."""

from __future__ import annotations

import sys

import pytest

from benchmarks.faults import power_cuts, restores, troubles
from benchmarks.faults.figures import Part, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@pytest.mark.parametrize("part", [power_cuts, restores, troubles], ids=lambda part: part.__name__.rpartition(".")[2])
def test_what_has_to_hold_holds(part: object, capsys: pytest.CaptureFixture[str]) -> None:
    measure: Part = part.measure  # type: ignore[attr-defined]
    wrong = [str(figure) for figure in measure(Run.QUICK) if figure.held is False]
    assert wrong == [], capsys.readouterr().out
