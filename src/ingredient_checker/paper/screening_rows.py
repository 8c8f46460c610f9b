"""A screened list as plain rows, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from ..library.screening import ScreenedProduct
from .safe_list import reasons
from .wording import verdict_in_words

HEADINGS = (
    *("Brand", "Product", "Category", "Verdict", "Ingredients", "Not read", "Because of"),
    *("Words not read, and doubts", "From"),
)


def screening_rows(screened: Sequence[ScreenedProduct]) -> tuple[tuple[str, ...], list[tuple[str | int, ...]]]:
    """Headings and one row a product, in the order given."""
    return HEADINGS, [_row(s) for s in screened]


def _row(screened: ScreenedProduct) -> tuple[str | int, ...]:
    product, assessment = screened.product, screened.assessment
    return (
        product.brand,
        product.product,
        product.category,
        verdict_in_words(assessment),
        assessment.counts.entries,
        assessment.counts.unknown + assessment.counts.ambiguous,
        reasons(screened),
        "; ".join((*assessment.unread_words, *assessment.doubts)),
        product.place,
    )
