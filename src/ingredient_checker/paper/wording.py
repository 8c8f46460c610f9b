"""The words that stand on every paper. They say what was found and never promise anything."""

from __future__ import annotations

from datetime import date

from ..allergens.allergen import AllergenIndex, Level
from ..assessment.verdict import Assessment, Verdict
from ..library.product import Product
from ..patch_test.patient import Patient

VERDICTS = {
    Verdict.AVOID: "✕ AVOID",
    Verdict.CAUTION: "▲ CAUTION",
    Verdict.UNREAD: "? NOT FULLY READ",
    Verdict.NOTHING_FOUND: "○ no listed allergen found",
    Verdict.CANNOT_CHECK: "– cannot be checked on labels",
}
LEVELS = {Level.AVOID: "✕ AVOID", Level.CAUTION: "▲ CAUTION", Level.INFO: "i for information"}
STANDING = (
    "Check the label each time, also of a product used before: ingredients change, and another size, another country "
    "or a product of a similar name may have another list.",
    "Perfume blends and raw materials can hold substances that a label does not name.",
    "This paper does not replace the advice of your clinic. Try a new product on a small area first, and stop if the "
    "skin reacts.",
)
INTENDED_USE = "Reading aid for ingredient lists; not a medical device. Decisions are made by your clinic."
RELEASED_NOTE = "i, released: an allergen, or related to one, that your clinic has decided you tolerate."
INFO_NOTE = "i: related to an allergen, but most people tolerate it. Ask your clinic if you react."


def in_words(day: date) -> str:
    """ "12 March 2026"."""
    return day.strftime("%d %B %Y").lstrip("0")


def iso_in_words(day: str) -> str:
    """An ISO date in words; anything else as it stands."""
    try:
        return in_words(date.fromisoformat(day))
    except ValueError:
        return day


def read_count(assessment: Assessment) -> str:
    """ "12 of 13 ingredients read"."""
    counts = assessment.counts
    return f"{counts.identified + counts.likely} of {counts.entries} ingredients read"


def one_line(text: str) -> str:
    """A piece of a label without its line breaks."""
    return " ".join(text.split())


def origin(product: Product) -> str:
    """How old the ingredient list is and where it comes from, as far as it is known."""
    dated = f"label of {iso_in_words(product.label_date)}" if product.label_date else ""
    return ", ".join(part for part in (dated, product.place) if part)


def undecided(patient: Patient, index: AllergenIndex) -> tuple[str, ...]:
    """Names of what was tested with a result that a person has to decide."""
    names = (index.get(r.allergen).name if r.allergen else r.as_written for r in patient.undecided)
    return tuple(dict.fromkeys(names))


def verdict_in_words(assessment: Assessment) -> str:
    """The verdict; where nothing but released ingredients was found, that is said."""
    only_released = assessment.verdict is Verdict.NOTHING_FOUND and assessment.released
    return VERDICTS[assessment.verdict] + (" but what the clinic has released" if only_released else "")


def decisions_in_words(patient: Patient, index: AllergenIndex) -> tuple[tuple[str, str], ...]:
    """What the clinic has decided for this patient: name of the allergen or ingredient, and the decision."""
    return tuple(
        (index.allergens[d.allergen].name if d.allergen in index.allergens else d.allergen or d.substance, d.words)
        for d in patient.valid_decisions
    )
