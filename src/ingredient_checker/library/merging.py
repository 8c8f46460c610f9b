"""What a product list means for the products that are already there. Pure.

A product is known again by brand and name, whatever their case and spacing. Several lists may stand under one
name (shades, countries, an old and a new recipe): those that are already there are unchanged, the others take
the places of lists that are no longer given, in order, and what is left is added. A product without a name
cannot be known again: its list is there already or is added, and never replaces another.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .product import Product
from .schema import keepable


@dataclass(frozen=True, slots=True)
class Known:
    """A stored product, with the hash of its ingredients in place of the list itself."""

    id: int
    version: int
    variant: int
    ingredients_hash: str
    brand: str
    product: str
    category: str
    label_date: str


@dataclass(frozen=True, slots=True)
class Step:
    """One product to keep: added when `known` is None, else in the place of `known`; nothing to do if
    `unchanged`.
    """

    product: Product
    identity: str
    ingredients_hash: str
    variant: int
    known: Known | None = None
    unchanged: bool = False

    @property
    def new_ingredients(self) -> bool:
        """Whether a stored list gives way to another one."""
        return self.known is not None and self.known.ingredients_hash != self.ingredients_hash


def identity(product: Product) -> str:
    """The hash of brand and name as compared: without regard to case and spacing."""
    return _hash("\n".join(_compared(name) for name in (product.brand, product.product)))


def merge(known: Mapping[str, Sequence[Known]], products: Iterable[Product]) -> tuple[Step, ...]:
    """One step for each different product given. `known`: what is stored, by identity, by variant."""
    groups: dict[str, dict[str, Product]] = {}
    for product in map(_keepable, products):
        groups.setdefault(identity(product), {}).setdefault(_hash(product.ingredients), product)
    return tuple(step for key, group in groups.items() for step in _merge_group(key, known.get(key, ()), group))


def _merge_group(key: str, known: Sequence[Known], group: Mapping[str, Product]) -> Iterable[Step]:
    by_hash = {row.ingredients_hash: row for row in known}
    nameless = not any(_compared(product.product) for product in group.values())
    free = [] if nameless else [row for row in known if row.ingredients_hash not in group]
    variant = max((row.variant for row in known), default=-1)
    for ingredients_hash, product in group.items():
        row = by_hash.get(ingredients_hash) or (free.pop(0) if free else None)
        if row is None:
            variant += 1
            yield Step(product, key, ingredients_hash, variant)
        else:
            yield _replacing(row, product, key, ingredients_hash)


def _replacing(row: Known, product: Product, key: str, ingredients_hash: str) -> Step:
    merged = replace(  # an empty cell says nothing about what was known before
        product,
        brand=product.brand or row.brand,
        category=product.category or row.category,
        label_date=product.label_date or row.label_date,
    )
    same = (row.ingredients_hash, row.brand, row.product, row.category, row.label_date) == (
        ingredients_hash,
        merged.brand,
        merged.product,
        merged.category,
        merged.label_date,
    )
    return Step(merged, key, ingredients_hash, row.variant, row, unchanged=same)


def _compared(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keepable(product: Product) -> Product:
    return Product(
        keepable(product.brand),
        keepable(product.product),
        keepable(product.category),
        keepable(product.ingredients),
        keepable(product.place),
        keepable(product.label_date),
    )
