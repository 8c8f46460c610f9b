"""What the store answers with: rows of lists and the outcome of actions, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from ..assessment.verdict import Verdict
from .product import Product


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list: what is needed to recognise one. `positives`: allergens with a positive result."""

    id: int
    name: str
    number: str
    tested_on: str
    positives: int


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
