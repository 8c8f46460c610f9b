"""What became of an entry: which substances it names, how that was found out, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..label.label import Label, LabelEntry


class Status(StrEnum):
    """How surely an entry was read."""

    IDENTIFIED = "identified"  # an exact name, synonym or number
    LIKELY = "likely"  # one reading, spelling repaired
    AMBIGUOUS = "ambiguous"  # several readings; all are kept
    UNKNOWN = "unknown"


class How(StrEnum):
    """By which kind of evidence a candidate was found."""

    NUMBER = "number"
    NAME = "name"
    STRUCTURE = (
        "structure"  # a part of the entry: a bracket, a slash group, a plant name, a name without its percentage
    )
    ORDER = "order"  # the same words in another order
    FORM = "form"  # a known plant in a form that no list names: every known ingredient of it is possible
    SPELLING = "spelling"
    WORD = "word"  # an allergen's word inside something that is otherwise unknown
    JUDGEMENT = "judgement"  # a person has decided what this spelling means


@dataclass(frozen=True, slots=True)
class Candidate:
    """One substance that an entry names or may name. `note` says in words how it differs from what is written."""

    substance: str
    name: str
    how: How
    note: str = ""
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a written name means.

    IDENTIFIED and LIKELY: every candidate is meant (several only where parts name different substances), except those
    found by WORD (a word inside a part that stayed unread) or FORM, which are possible.
    AMBIGUOUS: one of the candidates is meant. UNKNOWN: `candidates` are only the nearest names, shown as help, or
    allergen words found inside (how = WORD). `decided`: what a person has ruled out or left open, in words.
    """

    status: Status
    candidates: tuple[Candidate, ...] = ()
    decided: str = ""


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry with its meaning."""

    entry: LabelEntry
    resolved: Resolved


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """A label whose entries have been read. Knows nothing about any patient."""

    label: Label
    entries: tuple[ReadEntry, ...]
