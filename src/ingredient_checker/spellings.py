"""What people have decided about spellings: kept in the library, above what the resolver reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .label.label import Section
from .matching.judgements import (
    Decided,
    Decision,
    JudgedNames,
    Judgement,
    as_lines,
    by_spelling,
    can_be_ruled_out,
    from_lines,
    spelling_key,
    substance_called,
)
from .matching.read import NameReader
from .matching.resolve import Resolver
from .matching.resolved import Candidate, How, ReadLabel, Status
from .problem import Problem
from .record import Record
from .substances.catalogue import Catalogue
from .whole_file import write_whole

if TYPE_CHECKING:
    from .library.names_in_doubt import LabelText, NameInDoubt


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """A judgement about a spelling, and in words why it decides nothing now ("" while it does)."""

    judgement: Judgement
    idle: str


def _untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""


class Spellings:
    """Judgements about spellings, and the reader of names that follows them."""

    def __init__(
        self,
        record: Record,
        catalogue: Catalogue,
        resolver: Resolver,
        data_version: str,
        read_label: Callable[[str], ReadLabel],
    ) -> None:
        self._record = record
        self._catalogue = catalogue
        self._resolver = resolver
        self._data_version = data_version
        self._read_label = read_label

    @cached_property
    def reader(self) -> NameReader:
        """What reads names: the resolver, and above it what people have decided."""
        return JudgedNames(self._resolver, self._decided) if self._decided else self._resolver

    @cached_property
    def _decided(self) -> Mapping[str, Decided]:
        return by_spelling(self._valid_judgements[0], self._catalogue)

    @cached_property
    def _valid_judgements(self) -> tuple[tuple[Judgement, ...], tuple[str, ...]]:
        """Those of the library, if there is one, and in words why they could not be read."""
        from .library.first_look import valid_judgements

        try:
            return valid_judgements(self._record.given_folder, self._record.protection.held_key()), ()
        except Problem as problem:
            return (), (f"What was decided about spellings is not used: {problem}",)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why what was decided is not used, in words; empty while it is."""
        return self._valid_judgements[1]

    def forget(self) -> None:
        """Read the judgements again when they are needed: the library was opened, closed or replaced."""
        for remembered in ("reader", "_decided", "_valid_judgements"):
            self.__dict__.pop(remembered, None)

    def judge(self, written: str, decision: Decision, substance: str = "", seen_in: str = "", who: str = "") -> int:
        """Decide what a spelling means; answers the judgement's id. Problem if that cannot be decided.

        `substance`: id of what it is the same as or different from; `seen_in`: the label, cut short.
        """
        reading = self._resolver.resolve(written)
        if not spelling_key(written):
            raise Problem(f"“{written}” has no letters to remember it by.")
        if reading.status is Status.IDENTIFIED:
            raise Problem(f"“{written}” is the exact name of {reading.candidates[0].name}: there is nothing to decide.")
        if decision is Decision.DIFFERENT and not can_be_ruled_out(reading, substance):
            name = self._catalogue.get(substance).name
            raise Problem(f"“{written}” names {name} in one of its parts; that cannot be ruled out.")
        name = self._catalogue.get(substance).name if substance else ""
        judgement = Judgement(written, decision, name, who.strip(), "", seen_in, self._data_version)
        (kept,) = self._record.store.judge([judgement])
        self.forget()
        return kept

    def take_back(self, judgement_id: int, *, undo: bool = False) -> None:
        """A judgement no longer holds. `undo`: as if it had never been made; what it overruled holds again."""
        self._record.store.revoke_judgement(judgement_id, reinstate=undo)
        self.forget()

    def judgements(self) -> tuple[KeptJudgement, ...]:
        """All judgements, the latest first, revoked ones too."""
        return tuple(KeptJudgement(kept, self._why_idle(kept)) for kept in reversed(self._record.store.judgements()))

    def _why_idle(self, kept: Judgement) -> str:
        if kept.revoked_at:
            return f"taken back on {kept.revoked_at[:10]}"
        if kept.substance and substance_called(self._catalogue, kept.substance) is None:
            return f"{kept.substance} is no longer in the data"
        if self._resolver.resolve(kept.written).status is Status.IDENTIFIED:
            return "not needed any more: the data know this name"
        return ""

    def candidates_for(self, written: str) -> tuple[Candidate, ...]:
        """What a spelling could be: its readings, then the nearest known names; without what was ruled out."""
        decided = self._decided.get(spelling_key(written))
        ruled_out = decided.different if decided else {}
        found: dict[str, Candidate] = {}
        for candidate in (*self.reader.resolve(written).candidates, *self._resolver.nearest(written)):
            if candidate.substance not in ruled_out:
                found.setdefault(candidate.substance, candidate)
        return tuple(sorted(found.values(), key=lambda c: c.how is How.WORD))  # a word inside is seldom the whole

    def names_in_doubt(
        self,
        labels: Sequence[LabelText],
        progress: Callable[[int, int], None] = _untold,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[NameInDoubt, ...]:
        """What a person should look at on these labels. May run in a worker."""
        from .library.names_in_doubt import names_in_doubt

        return names_in_doubt(labels, self._read_label, self._left_open, progress, cancelled)

    def names_of_label(self, read: ReadLabel, chosen: int = -1) -> tuple[NameInDoubt, ...]:
        """The same for one label, in its order. `chosen`: number of the entry that comes first, if it can be decided,
        even if it was left open before or seems clear.
        """
        from .library.names_in_doubt import is_in_doubt, names_of_label

        entries = [
            entry
            for entry in read.entries
            if is_in_doubt(entry) and spelling_key(entry.entry.written) not in self._left_open
        ]
        if 0 <= chosen < len(read.entries):
            first = read.entries[chosen]
            can_be_decided = self._resolver.resolve(first.entry.written).status is not Status.IDENTIFIED
            if can_be_decided and first.entry.section is not Section.CLAIM:
                entries.insert(0, first)
        return names_of_label(read, entries)

    @property
    def _left_open(self) -> frozenset[str]:
        return frozenset(key for key, decided in self._decided.items() if decided.unsure)

    def export(self, target: Path) -> int:
        """Write the judgements that hold to a file of JSON lines; answers how many."""
        kept = [judgement for judgement in self._record.store.judgements() if not judgement.revoked_at]
        if not kept:
            raise Problem("Nothing has been decided about spellings yet.")
        write_whole(target, as_lines(kept).encode())
        return len(kept)

    def take_over(self, source: Path) -> tuple[int, int]:
        """Take over exported judgements; answers how many were new, and how many were left because this clinic has
        decided about the same spelling itself.
        """
        try:
            theirs = from_lines(source.read_text("utf-8-sig"), str(source))
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"{source} cannot be read as exported decisions.") from error
        ours = {judgement.key for judgement in self._record.store.judgements() if not judgement.revoked_at}
        new = [judgement for judgement in theirs if judgement.key not in ours]
        self._record.store.judge(new)
        self.forget()
        return len(new), len(theirs) - len(new)
