"""A substance: everything by which one thing that can stand on a label is known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One written form of a substance's name.

    `kind`: INCI, common, chemical, trade, drug, abbreviation, foreign, colour, obsolete INCI, shared (the same
    written form also means another substance). `language`: ISO code or "". `origin`: the data file and line it
    came from ("substances/names.csv:120").
    """

    text: str
    kind: str
    language: str
    source: str
    verified: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Substance:
    """`id` is the name in lower case with hyphens ("dmdm-hydantoin"); `cas` and `ec` without duplicates."""

    id: str
    name: str
    cas: tuple[str, ...]
    ec: tuple[str, ...]
    functions: tuple[str, ...]
    source: str
    verified: bool
    origin: str
