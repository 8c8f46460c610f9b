"""How a reaction went over the days: crescendo speaks for an allergic one, fading for an irritant one [ESCD15]."""

from __future__ import annotations

from collections.abc import Sequence

from .reading import Grade, Reading

LEVELS = {Grade.NEGATIVE: 0, Grade.DOUBTFUL: 1, Grade.WEAK: 2, Grade.POSITIVE: 2, Grade.STRONG: 3, Grade.EXTREME: 4}
"""The allergic scale as numbers; a positive of unknown strength counts as a weak one here."""
LATE = 6
"""A reaction that begins on this day or later is a late one (neomycin, corticosteroids, gold ...)."""


def course_in_words(readings: Sequence[Reading]) -> str:
    """ "crescendo", "fading", "steady", "rises, then fades", "late"; "" with fewer than two readings on the scale."""
    read = [(r.day, LEVELS[r.grade]) for r in sorted(readings, key=lambda r: r.day) if r.grade in LEVELS]
    if len({day for day, _ in read}) < 2:
        return ""
    levels = [level for _, level in read]
    peak, first, last = max(levels), levels[0], levels[-1]
    begins = next((day for day, level in read if level >= LEVELS[Grade.WEAK]), 0)
    if begins >= LATE:
        return "late"
    if len(set(levels)) == 1:
        return "steady" if peak else ""
    if last == peak:
        return "crescendo" if first < peak else "steady"
    return "fading" if first == peak else "rises, then fades"
