"""What a part of the suite answers, and how much of it a run does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Run(IntEnum):
    """How much is done: a look, the usual run, the numbers that are quoted."""

    QUICK = 0
    USUAL = 1
    FULL = 2

    def of(self, quick: int, usual: int, full: int) -> int:
        """The number that belongs to this run."""
        return (quick, usual, full)[self]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the answer. `held`: whether what has to be so was so; None with nothing tried: it cannot be measured
    on this machine; None otherwise: a weakness that is known and has been left.
    """

    what: str
    tried: int
    said: str
    held: bool | None

    def __str__(self) -> str:
        unheld = "known" if self.tried else "not measured here"
        verdict = unheld if self.held is None else "held" if self.held else "FAILED"
        return f"{self.what:32}{self.tried:>6,}  {verdict:7}  {self.said}"


def counted(what: str, tried: int, faults: dict[str, int], said: str = "") -> Figure:
    """A figure that holds when something was tried and every kind of fault was met 0 times."""
    words = ", ".join(f"{number} {fault}" for fault, number in faults.items())
    return Figure(what, tried, f"{words}; {said}" if said else words, tried > 0 and not any(faults.values()))


Part = Callable[[Run], Iterable[Figure]]
