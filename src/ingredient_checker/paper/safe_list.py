"""The safe list: products in whose ingredient list none of the patient's allergens was found, as patients shop.

A product that could not be read fully never stands in the main list; it has a part of its own. While a positive result
belongs to no known allergen no product has the verdict "nothing found", so the list is empty and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..allergens.allergen import AllergenIndex, Level, OnLabels
from ..assessment.verdict import Verdict
from ..library.screening import ScreenedProduct, shelves
from ..patch_test.patient import Patient, Positive
from .page import filled
from .wording import decisions_in_words, iso_in_words, one_line, origin, read_count, undecided

TITLE = "Products in which no listed allergen was found"


def safe_list(
    screened: Sequence[ScreenedProduct],
    patient: Patient,
    positives: Sequence[Positive],
    index: AllergenIndex,
    printed_on: date,
    *,
    with_avoid: bool = True,
    gaps: Sequence[str] = (),
    clinic: str = "",
) -> str:
    """The HTML of the list. `with_avoid`: also name the products to avoid and why, else they are only counted; `gaps`:
    what in the patient's results was not understood, in sentences."""
    by_verdict = {v: [s for s in screened if s.assessment.verdict is v] for v in Verdict}
    unread = [s for s in by_verdict[Verdict.UNREAD] if _not_read(s)]
    waiting = [s for s in by_verdict[Verdict.UNREAD] if not _not_read(s)]
    found_nothing = by_verdict[Verdict.NOTHING_FOUND]
    return filled(
        "safe_list.html",
        printed_on,
        index.version,
        title=TITLE,
        clinic=clinic,
        patient=patient.name or patient.number,
        tested_on=iso_in_words(patient.tested_on),
        screened=len(screened),
        positives=[p for p in positives if index.get(p.allergen).on_labels is not OnLabels.NO],
        not_checkable=[p.name for p in positives if index.get(p.allergen).on_labels is OnLabels.NO],
        unmapped=[r.as_written for r in patient.unmapped_positives],
        undecided=undecided(patient, index),
        decisions=decisions_in_words(patient, index),
        gaps=gaps,
        hidden=len(by_verdict[Verdict.CANNOT_CHECK]),
        found_nothing=len(found_nothing),
        undated=any(not s.product.label_date for s in found_nothing),
        shelves=[{"category": s.category, "rows": _rows((p, "") for p in s.products)} for s in shelves(found_nothing)],
        unread=_rows((s, "; ".join(_not_read(s))) for s in unread),
        waiting=_rows((s, "") for s in waiting),
        avoid=_rows((s, reasons(s)) for s in by_verdict[Verdict.AVOID]),
        caution=_rows((s, reasons(s)) for s in by_verdict[Verdict.CAUTION]),
        with_avoid=with_avoid,
    )


def reasons(screened: ScreenedProduct) -> str:
    """The ingredients to avoid or to discuss, each once with the allergens that its own name does not tell."""
    by_word: dict[str, list[str]] = {}
    for level in (Level.AVOID, Level.CAUTION):
        for entry in screened.assessment.entries:
            for finding in entry.findings:
                if finding.level is level:
                    word = one_line(entry.read.entry.text)
                    allergens = by_word.setdefault(word, [])
                    if not _names(word, finding.allergen_name) and finding.allergen_name not in allergens:
                        allergens.append(finding.allergen_name)
    return "; ".join(f"{word} → {', '.join(allergens)}" if allergens else word for word, allergens in by_word.items())


def _names(word: str, allergen: str) -> bool:
    return word.casefold() in allergen.casefold()


def _rows(products: Iterable[tuple[ScreenedProduct, str]]) -> list[dict[str, str]]:
    return [
        {
            "brand": screened.product.brand,
            "product": screened.product.product,
            "read": read_count(screened.assessment),
            "origin": origin(screened.product),
            "released": ", ".join(screened.assessment.released),
            "why": why,
        }
        for screened, why in products
    ]


def _not_read(screened: ScreenedProduct) -> tuple[str, ...]:
    if not screened.product.ingredients.strip():
        return ("no ingredient list was given",)
    return (*screened.assessment.unread_words, *screened.assessment.reading_doubts)
