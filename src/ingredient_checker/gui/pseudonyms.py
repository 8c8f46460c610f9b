"""Patients without their names: what a passer-by may read on the screen."""

from __future__ import annotations

import re

from ..library.records import PatientRow

_SHORT = 3  # so few letters are no name, but initials already


def initials(name: str) -> str:
    """ "A.S." of "Anna Smith"; "" without a name."""
    words = [word for word in re.split(r"[\W\d_]+", name) if word]
    if len(words) == 1 and len(words[0]) <= _SHORT:
        return words[0]
    return "".join(f"{word[0].upper()}." for word in words[:_SHORT])


def shown_name(row: PatientRow, *, names: bool) -> str:
    """The name, or only its initials; where there is none, the number in this library."""
    return (row.name if names else initials(row.name)) or f"patient {row.id}"
