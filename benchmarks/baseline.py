"""What was measured, case by case, and how it differs from the figures kept in baseline.json.

A case is known by an id and by how many faults it has: none is right, and fewer is better. Of outside labels only ids
(a part of a hash of the text) and numbers are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).with_name("baseline.json")
_MOST_SHOWN = 15


@dataclass(slots=True)
class Measured:
    """The answer to one question. `figures`: counts; `faults`: by case; `said`: of a case, for the screen only."""

    question: str
    figures: dict[str, float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def case(self, id_: str, faults: int, said: str = "") -> None:
        """Note a case."""
        self.faults[id_] = int(faults)
        if said:
            self.said[id_] = said


def id_of(text: str) -> str:
    """An id that tells nothing of the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def save(measured: Sequence[Measured], path: Path = BASELINE) -> None:
    """Keep what was measured; other questions stay as they were kept. Cases without a fault are only counted."""
    kept = _kept(path)
    for answer in measured:
        faulty = {i: n for i, n in sorted(answer.faults.items()) if n}
        kept[answer.question] = {
            "figures": dict(sorted(answer.figures.items())),
            "cases": len(answer.faults),
            "faults": faulty,
        }
    lines = (f"{json.dumps(question)}: {_in_lines(kept[question])}" for question in sorted(kept))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _in_lines(answer: dict[str, Any]) -> str:
    return "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in answer.items()) + "\n}"


def compare(measured: Sequence[Measured], path: Path = BASELINE, *, figures: bool = True) -> Iterator[str]:
    """Lines that say which cases are IMPROVED or REGRESSED, and which figures (unless only a part was measured)."""
    kept = _kept(path)
    for answer in measured:
        if answer.question not in kept:
            yield f"{answer.question}: nothing kept to compare with"
            continue
        before = kept[answer.question]
        yield from _changed_cases(answer, before["faults"])
        if figures:
            changed = sorted(k for k in {*answer.figures, *before["figures"]} if _differ(k, answer, before["figures"]))
            for name in changed:
                yield f"{answer.question}: {name} {before['figures'].get(name, 0):,} -> {answer.figures.get(name, 0):,}"


def _differ(name: str, answer: Measured, before: dict[str, float]) -> bool:
    return answer.figures.get(name, 0) != before.get(name, 0)


def _changed_cases(answer: Measured, before: dict[str, int]) -> Iterator[str]:
    changes = [(i, before.get(i, 0), now) for i, now in answer.faults.items() if now != before.get(i, 0)]
    worse = [change for change in changes if change[2] > change[1]]
    better = [change for change in changes if change[2] < change[1]]
    for word, cases in (("REGRESSED", worse), ("IMPROVED", better)):
        for id_, was, now in cases[:_MOST_SHOWN]:
            yield f"{word:10} {answer.question} {id_}: faults {was} -> {now} {answer.said.get(id_, '')}".rstrip()
        if len(cases) > _MOST_SHOWN:
            yield f"{word:10} {answer.question}: and {len(cases) - _MOST_SHOWN:,} more"


def _kept(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return kept
