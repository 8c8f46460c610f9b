"""What is doubtful in a file while it is read: questions, each once, and what was not understood, by patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .entries import Entry
from .results_report import Choice, MustAsk, NotUnderstood
from .sheet import Cell

Person = tuple[str, str]
"""Name and number; both may be empty."""


@dataclass(slots=True)
class Doubts:
    """Collected while a file is read."""

    questions: dict[str, MustAsk] = field(default_factory=dict)
    by_person: dict[Person, list[NotUnderstood]] = field(default_factory=dict)

    def ask(self, about: str, question: str, assumed: str, choices: Iterable[tuple[str, str]] = ()) -> None:
        """Ask once for each thing; the first wording stays. `choices`: answers (value, in words); none: any words."""
        said = tuple(Choice(value, means) for value, means in choices)
        self.questions.setdefault(about, MustAsk(about, question, assumed, said))

    def not_understood(self, entry: Entry, cell: Cell, why: str, suggestions: tuple[str, ...] = ()) -> None:
        """List a cell of an entry, with what was tested where the cell alone does not say it."""
        text = entry.as_written if cell is entry.name else cell.text
        if cell not in (entry.name, entry.article, entry.position) and entry.as_written:
            text = f"{entry.as_written}: {cell.text}"
        self.list(entry.person, NotUnderstood(cell.address, text, why, suggestions))

    def list(self, person: Person, item: NotUnderstood) -> None:
        """List something under a patient, once."""
        items = self.by_person.setdefault(person, [])
        if item not in items:
            items.append(item)

    def rename(self, old: Person, new: Person) -> None:
        """A patient got a name."""
        if old in self.by_person:
            self.by_person.setdefault(new, []).extend(self.by_person.pop(old))
