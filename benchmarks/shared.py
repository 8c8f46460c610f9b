"""The outside labels and cases that the measures read. Nothing of them is ever written into the project."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path | None:
    """The folder with corpora, cases and data; None where it is not there."""
    for folder in (os.environ.get("INGREDIENT_CHECKER_SHARED"), ROOT.parent / "shared"):
        if folder and (Path(folder) / "corpora").is_dir():
            return Path(folder)
    return None


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a .csv file by heading."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
