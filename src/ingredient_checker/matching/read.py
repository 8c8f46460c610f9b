"""Stage 2 as one function: Label -> ReadLabel, repairing where entries were cut wrongly.

With the vocabulary at hand it can be seen that one entry holds two ingredients ("geraniol phenoxyethanol") or that two
entries are one ("Butylene, Glycol").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from ..label.label import Label, LabelEntry, Section
from .resolved import Candidate, How, ReadEntry, ReadLabel, Resolved, Status

_JOINING = re.compile(r"\s+(?:and|und|et|&|\+|plus)\s+|\s*&\s*|\.(?=[^\W\d_]{3})|\*+(?=[^\W\d_])", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_MOST_WORDS = 400
_LONGEST_NAME = 9
_SHORT_NAMES = frozenset("aqua water eau talc mica silica bht bha urea parfum fragrance aroma zinc kaolin".split())
_SURE = (Status.IDENTIFIED, Status.LIKELY)


class NameReader(Protocol):
    """Reads names one by one: a `Resolver`, with or without what people have decided."""

    def resolve(self, written: str, /) -> Resolved:
        """What a written name means."""
        ...

    def exact(self, written: str, /) -> Resolved:
        """What it means without any repair of spelling."""
        ...


def read_label(label: Label, resolver: NameReader) -> ReadLabel:
    """Every entry with its meaning. Mentions outside the list that name nothing are talk and are left out."""
    read: list[ReadEntry] = []
    for entry in label.entries:
        read += _read_entry(entry, resolver)
    joined = list(_rejoined(label, read, resolver))
    return ReadLabel(label, tuple(e for e in joined if not _is_talk(e)))


def _read_entry(entry: LabelEntry, resolver: NameReader) -> Iterator[ReadEntry]:
    if entry.section is Section.CLAIM:
        yield ReadEntry(entry, resolver.exact(entry.written))
        return
    if entry.section is Section.MENTIONED and not entry.declared:
        yield ReadEntry(entry, resolver.exact(entry.written))
        return
    resolved = resolver.resolve(entry.written)
    if resolved.status in _SURE and not _merely_spelled(resolved):
        yield ReadEntry(entry, resolved)
        return
    parts = _parts(entry, resolver)
    if len(parts) > 1:
        yield from parts
    else:
        yield ReadEntry(entry, resolved)


def _merely_spelled(resolved: Resolved) -> bool:
    decided = any(c.how is How.JUDGEMENT for c in resolved.candidates)
    return not decided and resolved.status is Status.LIKELY and any(c.distance > 1.5 for c in resolved.candidates)


def _parts(entry: LabelEntry, resolver: NameReader) -> list[ReadEntry]:
    """The entry taken apart where every part is a known name; empty when it is not several names."""
    for cut in (_cut_at(_JOINING, entry.written), None):
        if cut and len(cut) > 1:
            read = [(s, e, resolver.resolve(entry.written[s:e])) for s, e in cut]
            if all(r.status in _SURE for _, _, r in read):
                return [ReadEntry(entry.part(s, e), r) for s, e, r in read]
            if sum(r.status in _SURE for _, _, r in read) >= 1 and all(e - s > 3 for s, e, _ in read) and len(read) > 2:
                return [ReadEntry(entry.part(s, e), r) for s, e, r in read]
    return _run_together(entry, resolver)


def _cut_at(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    spans = []
    position = 0
    for match in [*pattern.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[position:end].strip():
            spans.append((position, end))
        position = match.end() if match else end
    return spans


def _run_together(entry: LabelEntry, resolver: NameReader) -> list[ReadEntry]:
    """Names without a separator between them, as few and as long as possible; all of the words must be covered."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(entry.written)]
    if not 2 <= len(words) <= _MOST_WORDS:
        return []
    best: list[tuple[int, int] | None] = [None] * (len(words) + 1)  # (names used, start of the last one)
    best[0] = (0, 0)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _LONGEST_NAME), end):
            before = best[start]
            if before is None or (start == 0 and end == len(words)):
                continue
            text = entry.written[words[start][0] : words[end - 1][1]]
            if not _may_stand_alone(text) or resolver.exact(text).status is not Status.IDENTIFIED:
                continue
            current = best[end]
            if current is None or before[0] + 1 < current[0]:
                best[end] = (before[0] + 1, start)
    if best[-1] is None:
        return []
    spans: list[tuple[int, int]] = []
    end = len(words)
    while end > 0:
        step = best[end]
        assert step is not None
        spans.append((words[step[1]][0], words[end - 1][1]))
        end = step[1]
    return [ReadEntry(entry.part(s, e), _unseparated(resolver.exact(entry.written[s:e]))) for s, e in reversed(spans)]


def _may_stand_alone(text: str) -> bool:
    return len(text) >= 7 or text.strip(" .,*()").lower() in _SHORT_NAMES


def _unseparated(resolved: Resolved) -> Resolved:
    note = "no separator before or after it"
    return Resolved(
        Status.LIKELY,
        tuple(Candidate(c.substance, c.name, How.STRUCTURE, note, c.distance) for c in resolved.candidates),
    )


def _rejoined(label: Label, read: list[ReadEntry], resolver: NameReader) -> Iterator[ReadEntry]:
    """Neighbours that are one known name together ("Butylene, Glycol") are given as one entry."""
    position = 0
    while position < len(read):
        current = read[position]
        following = read[position + 1] if position + 1 < len(read) else None
        if following and not (_certain(current) and _certain(following)):
            merged = _merged(label, current, following, resolver)
            if merged:
                yield merged
                position += 2
                continue
        yield current
        position += 1


def _certain(read: ReadEntry) -> bool:
    return read.resolved.status is Status.IDENTIFIED


def _merged(label: Label, left: ReadEntry, right: ReadEntry, resolver: NameReader) -> ReadEntry | None:
    a, b = left.entry, right.entry
    if a.section is not b.section or a.section is Section.CLAIM or b.start - a.end > 4:
        return None
    written = f"{a.written} {b.written}"
    resolved = resolver.exact(written)
    if resolved.status is not Status.IDENTIFIED or any(c.how is not How.NAME for c in resolved.candidates):
        return None
    entry = LabelEntry(
        label.text[a.start : b.end],
        a.start,
        b.end,
        a.section,
        written,
        (*a.origins[:-1], a.end, *b.origins),
        (*a.notes, *b.notes),
        a.declared,
    )
    note = "a separator stands inside the name"
    candidates = tuple(Candidate(c.substance, c.name, How.STRUCTURE, note, c.distance) for c in resolved.candidates)
    return ReadEntry(entry, Resolved(Status.LIKELY, candidates))


def _is_talk(read: ReadEntry) -> bool:
    """A mention outside the list that names no ingredient. One with an amount is kept: it states a content."""
    if read.entry.section is not Section.MENTIONED:
        return False
    sure = read.resolved.status in (Status.IDENTIFIED, Status.LIKELY)
    return not sure and not re.search(r"\d\s?%", read.entry.written)
