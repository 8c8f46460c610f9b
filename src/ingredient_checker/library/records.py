"""What the store answers with: rows of lists and the outcome of actions, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..assessment.verdict import Verdict
from .product import Product

_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = 3  # so few letters are no name, but initials


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list: what is needed to recognise one. `positives`: allergens with a positive result."""

    id: int
    name: str
    number: str
    tested_on: str
    positives: int
    birth_year: int | None = None

    @property
    def has_whole_name(self) -> bool:
        """Whether the name is more than initials."""
        return any(len(word) > _INITIALS for word in _WORD.findall(self.name))

    @property
    def initials(self) -> str:
        """What stands for the name where names are not shown."""
        return initials(self.name)

    @property
    def pseudonym(self) -> str:
        """ "patient 12 · no. 2024-0311 · AS": the number in this library, and what there is without the name."""
        number = f"no. {self.number}" if self.number else ""
        return " · ".join(part for part in (f"patient {self.id}", number, self.initials) if part)


def initials(name: str) -> str:
    """ "AS" of "Anna Smith" and of "AS"; "" without a name."""
    words: list[str] = _WORD.findall(name)
    if len(words) == 1 and len(words[0]) <= _INITIALS:
        return words[0].upper()
    return "".join(word[0].upper() for word in words[:_INITIALS])


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product of the library."""

    id: int
    product: Product


@dataclass(frozen=True, slots=True)
class EarlierIngredients:
    """An ingredient list that a product had before another took its place at `replaced_at` (ISO, UTC)."""

    ingredients: str
    place: str
    label_date: str
    replaced_at: str


@dataclass(frozen=True, slots=True)
class CheckedLabel:
    """A label as it was checked: its own text, whatever has become of the product since. `checked_at`: ISO,
    UTC.
    """

    id: int
    product_id: int
    patient_id: int | None
    brand: str
    product: str
    label_text: str
    verdict: Verdict
    data_version: str
    checked_at: str


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import of a product list did; the three add up to the number of products given."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A paper as it was printed or saved. `kind`: "safe list", "check", "patch test" …; `issued_at`: ISO, UTC."""

    id: int
    patient_id: int | None
    kind: str
    title: str
    html: str
    data_version: str
    who: str
    issued_at: str
