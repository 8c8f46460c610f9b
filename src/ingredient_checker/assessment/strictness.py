"""What the clinic has decided for one patient, and what it makes of the level of a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..allergens.allergen import Level
from ..matching.resolved import Candidate, How
from ..patch_test.patient import Decision, Strictness


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that hold for one patient, by allergen id and by substance id."""

    by_allergen: Mapping[str, Decision] = field(default_factory=dict)
    by_substance: Mapping[str, Decision] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision], substance_called: Callable[[str], str | None]) -> Decisions:
        """Those that are not revoked. One about an ingredient that is no longer in the data decides nothing."""
        valid = [decision for decision in decisions if not decision.revoked_on]
        return cls(
            {decision.allergen: decision for decision in valid if decision.allergen},
            {
                substance: decision
                for decision in valid
                if decision.substance and (substance := substance_called(decision.substance))
            },
        )

    def about(self, allergen: str, candidate: Candidate) -> Decision | None:
        """The decision for a finding: one about the ingredient goes before one about the allergen.

        A word inside something unread, or a form of a plant that no list names, is not the ingredient that was meant.
        """
        named = candidate.how not in (How.WORD, How.FORM)
        return (self.by_substance.get(candidate.substance) if named else None) or self.by_allergen.get(allergen)


def decided(level: Level, decision: Decision | None) -> Level:
    """The level as the clinic has decided. Nothing disappears: what was released stays as a line of information."""
    match decision.strictness if decision else Strictness.USUAL, level:
        case Strictness.RELEASED, _:
            return Level.INFO
        case Strictness.STRICT, Level.CAUTION:
            return Level.AVOID
        case Strictness.CAUTION, Level.AVOID:
            return Level.CAUTION
        case _:
            return level
