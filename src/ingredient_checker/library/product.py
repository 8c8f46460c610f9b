"""A product as it stands in a list or in the library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """`place` says where it came from ("products.xlsx Sheet1!A7"); `label_date` is ISO or ""."""

    brand: str
    product: str
    category: str
    ingredients: str
    place: str = ""
    label_date: str = ""
