"""Stage 2 as one function: Label -> ReadLabel, repairing where entries were cut wrongly.

With the vocabulary at hand it can be seen that one entry holds two ingredients ("geraniol phenoxyethanol") or that two
entries are one ("Butylene, Glycol").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from ..label.label import Label, LabelEntry, Section
from ..substances.name_key import name_key
from .resolved import Candidate, How, ReadEntry, ReadLabel, Resolved, Status
from .spelling import COMMON_WORDS

_JOINING = re.compile(r"\s+(?:and|und|et|&|\+|plus)\s+|\s*&\s*|\.(?=[^\W\d_]{3})|\*+(?=[^\W\d_])", re.IGNORECASE)
# Where a footnote begins or an amount ends another entry surely begins, whether it is known or not.
_ENDING = re.compile(r"(?:\*+|(?<=%))\s*(?=[^\W\d_]{3})")
_HYPHENS = ("-", "\u2010", "\u2011", "\u2012", "\u2013")
_HYPHEN_BEHIND = re.compile(r"[-\u2010-\u2013](?:\s*[,;.]|\s*$)")
_WORD = re.compile(r"\S+")
_MOST_WORDS = 400
_LONGEST_NAME = 9
_LONGEST_STRETCH = 5
_SHORTEST_SLIP = 7
_SMALL_SLIP = 1.0
_SLIP = 1.5
_LONG_NAME = 14
_MOST_REJOINED = 4
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

    def known_name(self, written: str, /) -> Resolved | None:
        """What an exact name means, taken as it is written."""
        ...

    def number_lost(self, written: str, /) -> Resolved | None:
        """All that a name may have been behind which a hyphen shows that its number was lost."""
        ...


def read_label(label: Label, resolver: NameReader) -> ReadLabel:
    """Every entry with its meaning. Mentions outside the list that name nothing are talk and are left out."""
    read: list[ReadEntry] = []
    for entry in label.entries:
        if lost := _number_lost(label, entry, resolver):
            read.append(ReadEntry(entry, lost))
        else:
            read += _read_entry(entry, resolver)
    joined = list(_rejoined(label, read, resolver))
    return ReadLabel(label, tuple(e for e in joined if not _is_talk(e)))


def _number_lost(label: Label, entry: LabelEntry, resolver: NameReader) -> Resolved | None:
    if label.text[entry.end : entry.end + 1] not in _HYPHENS or not _HYPHEN_BEHIND.match(label.text, entry.end):
        return None
    return resolver.number_lost(entry.written)


def _read_entry(entry: LabelEntry, resolver: NameReader) -> Iterator[ReadEntry]:
    if entry.section is Section.CLAIM:
        yield ReadEntry(entry, resolver.exact(entry.written))
        return
    if entry.section is Section.MENTIONED and not entry.declared:
        yield ReadEntry(entry, resolver.exact(entry.written))
        return
    resolved = resolver.resolve(entry.written)
    if resolved.status is Status.IDENTIFIED:
        yield ReadEntry(entry, resolved)
        return
    guessed = _merely_spelled(resolved)
    unfinished = _is_unfinished(resolved)
    if resolved.status in _SURE and not guessed and not unfinished:
        yield ReadEntry(entry, resolved)
        return
    parts = _parts(entry, resolver)
    if len(parts) > 1 and (not unfinished or all(_is_whole(part) for part in parts)):
        yield from parts
    else:
        yield ReadEntry(entry, resolved)


def _is_whole(part: ReadEntry) -> bool:
    """Whether a part of an entry is surely a name of its own, not the end of the one before it."""
    return part.resolved.status in _SURE and part.entry.written[0] not in "([" and _is_balanced(part.entry.written)


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")


def _is_unfinished(resolved: Resolved) -> bool:
    """Whether a reading left known words over, or goes by a plant alone, so that several names may stand there."""
    return resolved.status is Status.LIKELY and any(c.how in (How.WORD, How.FORM) for c in resolved.candidates)


def _merely_spelled(resolved: Resolved) -> bool:
    decided = any(c.how is How.JUDGEMENT for c in resolved.candidates)
    return not decided and resolved.status is Status.LIKELY and any(c.distance > _SLIP for c in resolved.candidates)


def _parts(entry: LabelEntry, resolver: NameReader) -> list[ReadEntry]:
    """The entry taken apart where its parts are known names; empty when it is not several names."""
    joined = _read_between(_JOINING, entry, resolver)
    sure = sum(part.resolved.status in _SURE for part in joined)
    if sure and (sure == len(joined) or (len(joined) > 2 and all(len(part.entry.written) > 3 for part in joined))):
        return joined
    if run_together := _run_together(entry, resolver):
        return run_together
    ended = _read_between(_ENDING, entry, resolver)
    known = any(part.resolved.status in _SURE for part in ended)
    return ended if known and all(len(part.entry.written) > 3 for part in ended) else []


def _read_between(pattern: re.Pattern[str], entry: LabelEntry, resolver: NameReader) -> list[ReadEntry]:
    spans = _cut_at(pattern, entry.written)
    if len(spans) < 2:
        return []
    return [ReadEntry(entry.part(s, e), resolver.resolve(entry.written[s:e])) for s, e in spans]


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
    """Names without a separator between them, as few and as long as possible; empty when they are not several names.

    What is left between the known names must be a known name but for a slip of spelling, or little beside them.
    """
    words = [m.span() for m in _WORD.finditer(entry.written) if any(c.isalnum() for c in m[0])]
    if not 2 <= len(words) <= _MOST_WORDS:
        return []
    read = [
        (start, end, _unseparated(resolver.exact(entry.written[start:end])) if known else None)
        for start, end, known in _fewest_names(entry.written, words, resolver)
    ]
    letters = sum(end - start for start, end, _ in read)
    known = sum(end - start for start, end, resolved in read if resolved)
    if not known or len(read) < 2:
        return []
    filled = [(s, e, r or _slip(entry.written[s:e], resolver)) for s, e, r in read]
    mostly = 3 * known >= 2 * letters and sum(r is not None for _, _, r in read) >= 3
    if not mostly and not all(r for _, _, r in filled):
        return []
    return [ReadEntry(entry.part(s, e), r or resolver.resolve(entry.written[s:e])) for s, e, r in filled]


def _fewest_names(text: str, words: list[tuple[int, int]], resolver: NameReader) -> list[tuple[int, int, bool]]:
    """The text as stretches (start, end, known): fewest words that belong to no known name, then fewest names."""
    # Cost (words left over, names that begin with a bracket, names), where the last stretch begins, if it is known.
    best: list[tuple[tuple[int, int, int], int, bool]] = [((0, 0, 0), 0, True)]
    for end in range(1, len(words) + 1):
        (left, bracketed, names), _, known = best[end - 1]
        choice = ((left + 1, bracketed, names + known), end - 1, False)
        for start in range(max(0, end - _LONGEST_NAME), end):
            stretch = text[words[start][0] : words[end - 1][1]]
            if (start == 0 and end == len(words)) or not _may_stand_alone(stretch):
                continue
            left, bracketed, names = best[start][0]
            cost = (left, bracketed + (start > 0 and stretch[0] in "(["), names + 1)
            if cost < choice[0] and _is_one_name(resolver.exact(stretch)):
                choice = (cost, start, True)
        best.append(choice)
    stretches: list[tuple[int, int, bool]] = []
    end = len(words)
    while end:
        _, start, known = best[end]
        span = words[start][0], words[end - 1][1]
        if stretches and not known and not stretches[-1][2]:
            stretches[-1] = (span[0], stretches[-1][1], False)
        else:
            stretches.append((*span, known))
        end = start
    return stretches[::-1]


def _is_one_name(resolved: Resolved) -> bool:
    """Whether this is a name, and not a name with the number of another thing behind it."""
    mixed = len({c.how is How.NUMBER for c in resolved.candidates}) > 1
    return resolved.status is Status.IDENTIFIED and not mixed


def _slip(written: str, resolver: NameReader) -> Resolved | None:
    """A known name but for a small slip of spelling."""
    if len(name_key(written)) < _SHORTEST_SLIP or len(written.split()) > _LONGEST_STRETCH:
        return None
    resolved = resolver.resolve(written)
    one = resolved.status is Status.LIKELY and len(resolved.candidates) == 1
    return resolved if one and resolved.candidates[0].how is How.SPELLING and _small(resolved.candidates[0]) else None


def _small(slip: Candidate) -> bool:
    return slip.distance <= _SMALL_SLIP or (len(slip.name) >= _LONG_NAME and slip.distance <= _SLIP)


def _may_stand_alone(text: str) -> bool:
    if all(word in COMMON_WORDS for word in re.findall(r"\w+", text.lower())) and text.lower() not in _SHORT_NAMES:
        return False
    return len(text) >= 7 or text.strip(" .,*()").lower() in _SHORT_NAMES


def _unseparated(resolved: Resolved) -> Resolved:
    note = "no separator before or after it"
    return Resolved(
        Status.LIKELY,
        tuple(Candidate(c.substance, c.name, How.STRUCTURE, note, c.distance) for c in resolved.candidates),
    )


def _rejoined(label: Label, read: list[ReadEntry], resolver: NameReader) -> Iterator[ReadEntry]:
    """Neighbours that are one known name together ("Butylene, Glycol") are given as one entry."""
    certain = [entry.resolved.status is Status.IDENTIFIED for entry in read]
    position = 0
    while position < len(read):
        if all(certain[position : position + _MOST_REJOINED]):
            yield read[position]
            position += 1
            continue
        for count in range(min(_MOST_REJOINED, len(read) - position), 1, -1):
            if merged := _merged(label, read[position : position + count], resolver):
                yield merged
                position += count
                break
        else:
            yield read[position]
            position += 1


def _merged(label: Label, neighbours: list[ReadEntry], resolver: NameReader) -> ReadEntry | None:
    if all(n.resolved.status is Status.IDENTIFIED for n in neighbours):
        return None
    first, last = neighbours[0].entry, neighbours[-1].entry
    for a, b in pairwise(neighbours):
        if a.entry.section is not b.entry.section or b.entry.start - a.entry.end > 4:
            return None
    written = " ".join(n.entry.written for n in neighbours)
    named = resolver.known_name(written) if first.section is not Section.CLAIM else None
    if named is None or named.status is not Status.IDENTIFIED:
        return None
    origins = [o for n in neighbours[:-1] for o in (*n.entry.origins[:-1], n.entry.end)]
    entry = LabelEntry(
        label.text[first.start : last.end],
        first.start,
        last.end,
        first.section,
        written,
        (*origins, *last.origins),
        tuple(note for n in neighbours for note in n.entry.notes),
        first.declared,
    )
    note = "a separator stands inside the name"
    candidates = tuple(Candidate(c.substance, c.name, How.STRUCTURE, note, c.distance) for c in named.candidates)
    return ReadEntry(entry, Resolved(Status.LIKELY, candidates))


def _is_talk(read: ReadEntry) -> bool:
    """A mention outside the list that names no ingredient. One with an amount is kept: it states a content."""
    if read.entry.section is not Section.MENTIONED:
        return False
    sure = read.resolved.status in (Status.IDENTIFIED, Status.LIKELY)
    return not sure and not re.search(r"\d\s?%", read.entry.written)
