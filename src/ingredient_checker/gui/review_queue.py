"""Names that a person goes through one by one: where one is, what was decided on the way, and the way back. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..library.names_in_doubt import NameInDoubt
from ..matching.judgements import Decision, spelling_key
from ..matching.resolved import Candidate, Resolved
from ..workbench import Workbench

_LONGEST_WRITTEN = 60


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done at a place of the queue. `judgement` is 0 for passing on."""

    position: int
    judgement: int
    decision: Decision | None
    told: str


class ReviewQueue:
    """Names of the open label first, then those of the library. Every method of decision keeps it at once; Problem if
    it cannot be kept, and then nothing has changed.
    """

    def __init__(self, workbench: Workbench, names: Iterable[NameInDoubt] = ()) -> None:
        self._workbench = workbench
        self.names: list[NameInDoubt] = list(names)
        self.position = 0
        self.who = ""
        self._steps: list[_Step] = []

    def add(self, more: Sequence[NameInDoubt]) -> None:
        """Put names at the end; for one that is there already its labels and places are added."""
        known = {spelling_key(name.written): number for number, name in enumerate(self.names)}
        for name in more:
            number = known.get(spelling_key(name.written))
            if number is None:
                self.names.append(name)
            else:
                here = self.names[number]
                self.names[number] = replace(
                    here, labels=here.labels + name.labels, places=(*here.places, *name.places)[:4]
                )

    @property
    def current(self) -> NameInDoubt | None:
        """The name to be decided, None behind the last one."""
        return self.names[self.position] if self.position < len(self.names) else None

    @property
    def reading(self) -> Resolved:
        """How the current name is read now, with everything that was decided."""
        assert self.current is not None
        return self._workbench.spellings.reader.resolve(self.current.written)

    def candidates(self) -> tuple[Candidate, ...]:
        """What the current name could be."""
        return () if self.current is None else self._workbench.spellings.candidates_for(self.current.written)

    def same(self, substance: str) -> str:
        """The current name means this substance; go on. Answers what was done in a sentence, as the others do."""
        name = self._workbench.substance_name(substance)
        return self._decide(Decision.SAME, substance, f"{self._written} is read as {name} from now on.")

    def different(self, substance: str) -> str:
        """The current name does not mean this substance; stay, for the next candidate."""
        name = self._workbench.substance_name(substance)
        return self._decide(Decision.DIFFERENT, substance, f"{self._written} is never read as {name} again.")

    def leave_open(self) -> str:
        """The current name stays as it is and is not asked about again; go on."""
        return self._decide(Decision.UNSURE, "", f"{self._written} stays open and is not asked about again.")

    def pass_on(self) -> str:
        """Go on without deciding."""
        if self.current is not None:
            self._steps.append(_Step(self.position, 0, None, f"{self._written} was passed over"))
            self.position += 1
        return ""

    def undo(self) -> str:
        """Take the last step back and stand where it was done."""
        if not self._steps:
            return "There is nothing to undo."
        step = self._steps[-1]
        if step.judgement:
            self._workbench.spellings.take_back(step.judgement, undo=True)
        self._steps.pop()
        self.position = step.position
        return f"Undone: {step.told}" if step.judgement else ""

    def start_again(self) -> None:
        """Go through the names that were passed over, once more."""
        passed = {step.position for step in self._steps if not step.judgement}
        settled = {step.position for step in self._steps if step.decision in (Decision.SAME, Decision.UNSURE)}
        self.names = [name for number, name in enumerate(self.names) if number in passed - settled]
        self._steps, self.position = [], 0

    def count(self, decision: Decision | None) -> int:
        """How many names were decided so on the way (None: passed over)."""
        return len({step.position for step in self._steps if step.decision is decision})

    @property
    def has_decided(self) -> bool:
        """Whether anything was decided that still holds."""
        return any(step.judgement for step in self._steps)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    @property
    def _written(self) -> str:
        written = " ".join(self.current.written.split()) if self.current else ""
        return f"“{written[: _LONGEST_WRITTEN - 1]}…”" if len(written) > _LONGEST_WRITTEN else f"“{written}”"

    def _decide(self, decision: Decision, substance: str, told: str) -> str:
        if self.current is None:
            return ""
        seen_in = self.current.places[0].excerpt if self.current.places else ""
        kept = self._workbench.spellings.judge(self.current.written, decision, substance, seen_in, self.who)
        self._steps.append(_Step(self.position, kept, decision, told))
        if decision is not Decision.DIFFERENT:
            self.position += 1
        return told
