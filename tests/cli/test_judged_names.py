"""What was decided about a spelling in the window holds in the terminal, and a check never makes a library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingredient_checker.cli.commands import run
from ingredient_checker.library.store import Store
from ingredient_checker.matching.judgements import Decision, Judgement


def verdict(label: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["check", str(label), "--allergen", "MI", "--format", "json"]) == 0
    return str(json.loads(capsys.readouterr().out)["verdict"])


def test_a_check_uses_what_was_decided_and_makes_no_library(
    own_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label = tmp_path / "label.txt"
    label.write_text("Ingredients: Aqua, Glycerin, Zorbocide Ultra")
    assert verdict(label, capsys) == "unread"
    assert not (own_folders / "ingredient-checker").exists()
    store = Store.open()
    store.judge([Judgement("Zorbocide Ultra", Decision.SAME, "Methylisothiazolinone", "Anna")])
    store.close()
    assert verdict(label, capsys) == "avoid"
