"""What stands on a label: entries that point back to the characters a person would underline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Section(StrEnum):
    """The part of the label that an entry stands in."""

    INGREDIENTS = "ingredients"
    ACTIVE = "active"
    INACTIVE = "inactive"
    MAY_CONTAIN = "may_contain"
    MENTIONED = "mentioned"  # named on the pack outside the list: looked at, never silently dropped
    CLAIM = "claim"  # "free from ...": what is said to be absent, never a hit


@dataclass(frozen=True, slots=True)
class LabelEntry:
    """One ingredient as written. `label_text[start:end] == text`; `written` is the same after tidying.

    `origins[i]` is the offset in the label text of the character that `written[i]` came from, so that a part of the
    entry can be pointed at as well; it is one longer than `written`, the last being the offset behind the entry.
    `notes` say in words what tidying repaired ("Cyrillic а read as a"). `declared`: the pack says that it is in the
    product (the list, an amount, a footnote), not merely that it is talked about.
    """

    text: str
    start: int
    end: int
    section: Section
    written: str
    origins: Sequence[int]
    notes: tuple[str, ...] = ()
    declared: bool = True

    def part(self, start: int, end: int) -> LabelEntry:
        """The entry for `written[start:end]` alone."""
        first = self.origins[start]
        last = self.origins[end] if end == len(self.written) else self.origins[end - 1] + 1
        text = self.text[first - self.start : last - self.start]
        return replace(
            self,
            text=text,
            start=first,
            end=last,
            written=self.written[start:end],
            origins=(*self.origins[start:end], last),
        )


@dataclass(frozen=True, slots=True)
class LabelPart:
    """One of several products that a text lists: `label_text[start:end]`, from its heading to the next one."""

    name: str
    start: int
    end: int

    def holds(self, entry: LabelEntry) -> bool:
        """Whether an entry belongs to this product."""
        return self.start <= entry.start < self.end


@dataclass(frozen=True, slots=True)
class Label:
    """A parsed label. `doubts` say in words why the list itself may be missing, cut or unreadable.

    `parts`: the products, where the text lists several (a kit, the steps of a mask); empty for one product.
    """

    text: str
    entries: tuple[LabelEntry, ...]
    doubts: tuple[str, ...] = ()
    parts: tuple[LabelPart, ...] = ()
