"""What a person has decided about a spelling: the same as a substance, different from it, or not to be decided.

Judgements are kept apart from scores and by the substance's name, so that they survive new data. They never touch an
exact name: neither a whole one nor one that stands in a part of the entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ..problem import Problem
from ..substances.catalogue import Catalogue
from ..substances.name_key import name_key
from . import structure
from .resolve import Resolver
from .resolved import Candidate, How, Resolved, Status

LONGEST_CONTEXT = 200
_GUESSED = (How.SPELLING, How.ORDER)
_EXPORTED = ("written", "decision", "substance", "who", "decided_at", "seen_in", "data_version")


class Decision(StrEnum):
    """What was decided about a spelling."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision. `written`: the spelling as it stood; `substance`: the name of what it is the same as or different
    from, "" when unsure; `seen_in`: the label it came from, cut short; times are ISO in UTC; `revoked_at`: "" while it
    holds.
    """

    written: str
    decision: Decision
    substance: str = ""
    who: str = ""
    decided_at: str = ""
    seen_in: str = ""
    data_version: str = ""
    id: int = 0
    revoked_at: str = ""

    @property
    def key(self) -> str:
        """Spellings with the same key are one spelling."""
        return spelling_key(self.written)

    @property
    def told(self) -> str:
        """By whom and when, in words."""
        by = f" by {self.who}" if self.who else ""
        return f"decided{by} on {self.decided_at[:10]}"

    def overrules(self, other: Judgement) -> bool:
        """Whether an earlier judgement about the same spelling cannot stand beside this one."""
        if self.key != other.key:
            return False
        both = {self.decision, other.decision}
        if Decision.DIFFERENT in both and Decision.UNSURE in both:
            return False
        return Decision.DIFFERENT not in both or name_key(self.substance) == name_key(other.substance)


@dataclass(frozen=True, slots=True)
class Decided:
    """All that holds for one spelling. Substances by id."""

    same: tuple[str, Judgement] | None = None
    different: Mapping[str, Judgement] = field(default_factory=dict)
    unsure: Judgement | None = None


def spelling_key(written: str) -> str:
    """The form in which two spellings are compared: as for names, without footnote marks and amounts."""
    return name_key(structure.without_amounts(structure.without_marks(written))) or name_key(written)


def substance_called(catalogue: Catalogue, name: str) -> str | None:
    """The id of the substance that a judgement means, whatever has become of its id; None when it is gone."""
    found = catalogue.named(name)
    exactly = [substance for substance in found if substance.name == name]
    return exactly[0].id if exactly else found[0].id if len(found) == 1 else None


def by_spelling(judgements: Iterable[Judgement], catalogue: Catalogue) -> Mapping[str, Decided]:
    """Spelling key -> what holds for it. Revoked ones and those whose substance is gone decide nothing."""
    valid: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        if not judgement.revoked_at and judgement.key:
            known = valid.setdefault(judgement.key, [])
            known[:] = [j for j in known if not judgement.overrules(j)]
            known.append(judgement)
    return {key: decided for key, known in valid.items() if (decided := _decided(known, catalogue))}


def _decided(known: Iterable[Judgement], catalogue: Catalogue) -> Decided | None:
    same: tuple[str, Judgement] | None = None
    different: dict[str, Judgement] = {}
    unsure: Judgement | None = None
    for judgement in known:
        substance = substance_called(catalogue, judgement.substance)
        if judgement.decision is Decision.UNSURE:
            unsure = judgement
        elif substance and judgement.decision is Decision.SAME:
            same = substance, judgement
        elif substance:
            different[substance] = judgement
    return Decided(same, different, unsure) if same or different or unsure else None


class JudgedNames:
    """A resolver whose readings follow what people have decided. The resolver itself stays as it is."""

    def __init__(self, resolver: Resolver, decided: Mapping[str, Decided]) -> None:
        self._resolver = resolver
        self._decided = decided
        self._memory: dict[str, Resolved] = {}

    def resolve(self, written: str) -> Resolved:
        """What a written name means, by a person's decision where there is one."""
        resolved = self._memory.get(written)
        if resolved is None:
            resolved = self._resolver.resolve(written)
            decided = self._decided.get(spelling_key(written))
            if decided and resolved.status is not Status.IDENTIFIED:
                resolved = self._judged(written, resolved, decided)
            self._memory[written] = resolved
        return resolved

    def exact(self, written: str) -> Resolved:
        """What a name means without any repair; no judgement touches it."""
        return self._resolver.exact(written)

    def known_name(self, written: str) -> Resolved | None:
        """What an exact name means, taken as it is written; no judgement touches it."""
        return self._resolver.known_name(written)

    def number_lost(self, written: str) -> Resolved | None:
        """All that a name may have been whose number was lost."""
        return self._resolver.number_lost(written)

    def _judged(self, written: str, base: Resolved, decided: Decided) -> Resolved:
        if decided.same:
            substance, judgement = decided.same
            return _same(base, Candidate(substance, self._resolver.name_of(substance), How.JUDGEMENT, judgement.told))
        resolved = base
        told = []
        for substance, judgement in decided.different.items():
            if can_be_ruled_out(base, substance):
                told.append(f"not {judgement.substance}: {judgement.told}")
                resolved = _without(resolved, substance)
        if told and resolved.status is Status.UNKNOWN and base.status is not Status.UNKNOWN:
            unread = self._resolver.unread(
                written
            )  # words inside it count again, now that nothing stands for the whole
            kept = {c.substance for c in resolved.candidates}
            more = (c for c in unread.candidates if c.substance not in decided.different and c.substance not in kept)
            resolved = Resolved(Status.UNKNOWN, (*resolved.candidates, *more))
        if decided.unsure:
            told.append(f"left open: {decided.unsure.told}")
        return replace(resolved, decided="; ".join(told))


def can_be_ruled_out(base: Resolved, substance: str) -> bool:
    """Whether a person may say that an entry is not this substance.

    Never where its name stands in it exactly, and not where it is one of several parts: the part would be unread, and
    nobody told.
    """
    named = [c for c in base.candidates if c.substance == substance]
    if base.status is Status.IDENTIFIED:
        return False
    if base.status is Status.LIKELY:
        return all(c.how in (How.WORD, How.FORM) or _is_a_guess(base) for c in named)
    if base.status is Status.AMBIGUOUS:
        return all(any(_are_rivals(c, other) for other in base.candidates if other is not c) for c in named)
    return True


def _meant(base: Resolved) -> list[Candidate]:
    return [c for c in base.candidates if c.how not in (How.WORD, How.FORM)]


def _is_a_guess(base: Resolved) -> bool:
    """Whether one repaired spelling stands for the whole entry."""
    meant = _meant(base)
    return len(meant) == 1 and meant[0].how in _GUESSED


def _are_rivals(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are readings of the same characters, and not two parts of the entry."""
    return one.how is other.how and (one.how in (How.SPELLING, How.FORM) or one.note == other.note)


def _same(base: Resolved, judged: Candidate) -> Resolved:
    """The judged substance, and beside it what other parts of the entry name: that is never lost."""
    meant = _meant(base)
    parts: list[Candidate] = []
    if base.status is Status.AMBIGUOUS and meant:
        chosen = next((c for c in meant if c.substance == judged.substance), meant[0])
        parts = [c for c in meant if c is not chosen and not _are_rivals(c, chosen)]
    elif base.status is Status.LIKELY and not _is_a_guess(base):
        parts = meant
    within = name_key(judged.name)
    words = [c for c in base.candidates if c.how is How.WORD and name_key(c.name) not in within]
    others = tuple(c for c in (*parts, *words) if c.substance != judged.substance)
    return Resolved(Status.LIKELY, (judged, *others))


def _without(base: Resolved, substance: str) -> Resolved:
    left = tuple(c for c in base.candidates if c.substance != substance)
    readings = [c for c in left if c.how is not How.WORD]
    if base.status is Status.UNKNOWN or not readings:
        return Resolved(Status.UNKNOWN, left)
    if base.status is Status.AMBIGUOUS and len(readings) > 1:
        return Resolved(Status.AMBIGUOUS, left)
    return Resolved(Status.LIKELY, left)


# to be shared with another clinic: one JSON object a line


def as_lines(judgements: Iterable[Judgement]) -> str:
    """The valid judgements as JSON lines."""
    rows = ({name: asdict(j)[name] for name in _EXPORTED} for j in judgements if not j.revoked_at)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def from_lines(text: str, place: str) -> tuple[Judgement, ...]:
    """The judgements of an exported file. Problem that names the line if one is not understood."""
    return tuple(
        _from_line(line, f"{place}, line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )


def _from_line(line: str, place: str) -> Judgement:
    wrong = Problem(f"{place}: this is no exported decision about a spelling; nothing was taken over.")
    try:
        row = json.loads(line)
        cells = {name: row.get(name, "") for name in _EXPORTED}
        if not all(isinstance(cell, str) for cell in cells.values()):
            raise wrong
        judgement = Judgement(**{**cells, "decision": Decision(cells["decision"])})
        datetime.fromisoformat(judgement.decided_at)
    except (ValueError, AttributeError, RecursionError) as error:
        raise wrong from error
    if not judgement.key or bool(judgement.substance) is (judgement.decision is Decision.UNSURE):
        raise wrong
    return replace(judgement, seen_in=judgement.seen_in[:LONGEST_CONTEXT])
