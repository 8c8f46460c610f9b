"""The invented labels of tests/labels are read as is written below them; tests/labels/README.md says how."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.invented import InventedLabel, invented_labels, wrong_with
from ingredient_checker.workbench import Workbench

LABELS = invented_labels()


def _cases() -> list[object]:
    return [
        pytest.param(
            label, id=label.id, marks=[pytest.mark.xfail(reason=label.open, strict=True)] if label.open else []
        )
        for label in LABELS
    ]


@pytest.mark.parametrize("label", _cases())
def test_an_invented_label_is_read_as_written_below_it(label: InventedLabel, workbench: Workbench) -> None:
    assert wrong_with(label, workbench) == []


def test_every_invented_label_expects_something() -> None:
    assert len(LABELS) >= 100
    assert [label.id for label in LABELS if not label.expected] == []


@pytest.mark.parametrize(
    "line",
    [
        "ingredients Aqua | Glycerin",
        "means Linalool = Geraniol",
        "avoid mi: Linalool",
        "no linalool",
        "never Linalool",
        "verdict linalool: nothing_found",
        "unread Linalool",
        "doubt cut off",
    ],
)
def test_what_is_not_so_is_told(line: str, workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text(f"=== a scented lotion\nAqua, Linalool\n---\n{line}\n", "utf-8")
    [label] = invented_labels(tmp_path)
    assert wrong_with(label, workbench)


@pytest.mark.parametrize("line", ["ingridients Aqua", "avoid Linalool", "means Aqua"])
def test_a_line_that_is_not_understood_is_no_line_that_is_passed_over(line: str, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text(f"=== a lotion\nAqua\n---\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"labels\.txt, line 4"):
        invented_labels(tmp_path)
