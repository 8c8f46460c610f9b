"""The names that nobody and nothing has read surely, over many labels, for a person to decide. Pure: no store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ..label.label import Section
from ..matching.judgements import LONGEST_CONTEXT, spelling_key
from ..matching.resolved import How, ReadEntry, ReadLabel, Resolved, Status
from ..problem import Problem

_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label and what it is called: brand and product, or "" for one that is in nobody's list."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: `label.text[start:end]`."""

    label: LabelText
    start: int
    end: int

    @property
    def excerpt(self) -> str:
        """The title and the text around the name on one line, as much as is kept with a judgement."""
        room = max(LONGEST_CONTEXT - len(self.label.title) - 2 - (self.end - self.start), 0)
        around = self.label.text[max(self.start - room // 2, 0) : self.end + room // 2]
        return ": ".join(part for part in (self.label.title, " ".join(around.split())) if part)[:LONGEST_CONTEXT]


@dataclass(frozen=True, slots=True)
class NameInDoubt:
    """A spelling with its present reading, on how many labels it stands, and some of the places."""

    written: str
    resolved: Resolved
    labels: int
    places: tuple[Place, ...]

    @property
    def is_unread(self) -> bool:
        """Whether no reading stands; else one repaired spelling does."""
        return self.resolved.status is not Status.LIKELY


@dataclass(slots=True)
class _Seen:
    entry: ReadEntry
    labels: int = 0
    places: list[Place] = field(default_factory=list)


def names_in_doubt(
    labels: Sequence[LabelText],
    read: Callable[[str], ReadLabel],
    left_open: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[NameInDoubt, ...]:
    """Unread names first, then repaired spellings, each the most frequent first; nothing when cancelled.

    `left_open`: keys of spellings that are not asked about again. A text that is no label is left out.
    """
    seen: dict[str, _Seen] = {}
    for done, label in enumerate(labels, start=1):
        if cancelled():
            return ()
        if done % 50 == 0 or done == len(labels):
            progress(done, len(labels))
        try:
            entries = [entry for entry in read(label.text).entries if is_in_doubt(entry)]
        except Problem:
            continue
        for key, entry in {spelling_key(e.entry.written): e for e in reversed(entries)}.items():
            if key and key not in left_open:
                _note(seen.setdefault(key, _Seen(entry)), label, entry)
    names = [NameInDoubt(s.entry.entry.written, s.entry.resolved, s.labels, tuple(s.places)) for s in seen.values()]
    return tuple(sorted(names, key=lambda name: (not name.is_unread, -name.labels)))


def names_of_label(read: ReadLabel, entries: Sequence[ReadEntry]) -> tuple[NameInDoubt, ...]:
    """Entries of one label that is in nobody's list, each spelling once, in the given order."""
    label = LabelText("", read.label.text)
    first: dict[str, ReadEntry] = {}
    for entry in entries:
        if key := spelling_key(entry.entry.written):
            first.setdefault(key, entry)
    return tuple(
        NameInDoubt(e.entry.written, e.resolved, 1, (Place(label, e.entry.start, e.entry.end),)) for e in first.values()
    )


def is_in_doubt(read: ReadEntry) -> bool:
    """Whether a person should look: nothing or several things were read, or a spelling was repaired."""
    if read.entry.section is Section.CLAIM:
        return False
    if read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS):
        return True
    spelled = any(candidate.how is How.SPELLING for candidate in read.resolved.candidates)
    return read.resolved.status is Status.LIKELY and spelled


def _note(seen: _Seen, label: LabelText, entry: ReadEntry) -> None:
    seen.labels += 1
    if len(seen.places) < _MOST_PLACES:
        seen.places.append(Place(label, entry.entry.start, entry.entry.end))
