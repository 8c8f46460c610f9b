"""The safe list: products in whose ingredient list none of the patient's allergens was found, as patients shop.

A product that could not be read fully never stands in the main list; it has a part of its own. While a positive result
belongs to no known allergen no product has the verdict "nothing found", so the list is empty and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..allergens.allergen import AllergenIndex, Level, OnLabels
from ..assessment.verdict import Verdict
from ..library.screening import ScreenedProduct, shelves
from ..patch_test.patient import Patient, Positive
from .page import filled
from .wording import VERDICTS, read_count, unread_words

TITLE = "Products in which no listed allergen was found"


def safe_list(
    screened: Sequence[ScreenedProduct],
    patient: Patient,
    positives: Sequence[Positive],
    index: AllergenIndex,
    printed_on: date,
    *,
    with_avoid: bool = True,
    clinic: str = "",
) -> str:
    """The HTML of the list. `with_avoid`: also print the products to avoid and why."""
    found_nothing = [s for s in screened if s.assessment.verdict is Verdict.NOTHING_FOUND]
    unread = [s for s in screened if s.assessment.verdict in (Verdict.UNREAD, Verdict.CANNOT_CHECK)]
    avoid = [s for s in screened if s.assessment.verdict in (Verdict.AVOID, Verdict.CAUTION)]
    avoid.sort(key=lambda s: list(Verdict).index(s.assessment.verdict))
    return filled(
        "safe_list.html",
        printed_on,
        index.version,
        title=TITLE,
        clinic=clinic,
        patient=patient.name or patient.number or "without a name",
        screened=len(screened),
        positives=[p for p in positives if index.get(p.allergen).on_labels is not OnLabels.NO],
        not_checkable=[p.name for p in positives if index.get(p.allergen).on_labels is OnLabels.NO],
        unmapped=[r.as_written for r in patient.unmapped_positives],
        found_nothing=len(found_nothing),
        shelves=[{"category": s.category, "rows": [_row(p) for p in s.products]} for s in shelves(found_nothing)],
        unread=[{**_row(s), "words": _not_read(s)} for s in unread],
        avoid=[{**_row(s), "reasons": reasons(s)} for s in avoid] if with_avoid else [],
    )


def reasons(screened: ScreenedProduct) -> str:
    """The ingredients to avoid or to discuss and the allergens they stand for, each once."""
    named = (
        f"{' '.join(e.read.entry.text.split())} ({f.allergen_name})"
        for level in (Level.AVOID, Level.CAUTION)
        for e in screened.assessment.entries
        for f in e.findings
        if f.level is level
    )
    return "; ".join(dict.fromkeys(named))


def _row(screened: ScreenedProduct) -> dict[str, str]:
    product = screened.product
    return {
        "brand": product.brand,
        "product": product.product,
        "verdict": VERDICTS[screened.assessment.verdict],
        "read": read_count(screened.assessment),
        "dated": f"label of {product.label_date}" if product.label_date else "",
    }


def _not_read(screened: ScreenedProduct) -> str:
    if screened.assessment.verdict is Verdict.CANNOT_CHECK:
        return "none of the patient's allergens is ever named on labels"
    return "; ".join(unread_words(screened.assessment))
