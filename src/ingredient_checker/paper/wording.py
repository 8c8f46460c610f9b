"""The words that stand on every paper. They say what was found and never promise anything."""

from __future__ import annotations

from ..allergens.allergen import Level
from ..assessment.verdict import AssessedEntry, Assessment, Verdict

VERDICTS = {
    Verdict.AVOID: "✕ AVOID",
    Verdict.CAUTION: "▲ CAUTION",
    Verdict.UNREAD: "? NOT FULLY READ",
    Verdict.NOTHING_FOUND: "○ no listed allergen found",
    Verdict.CANNOT_CHECK: "– cannot be checked on labels",
}
LEVELS = {Level.AVOID: "✕ AVOID", Level.CAUTION: "▲ CAUTION", Level.INFO: "i for information"}
STANDING = (
    "Check the label each time, also of a product used before: ingredients change, and another size or country may "
    "have another list.",
    "Perfume blends and raw materials can hold substances that a label does not name.",
    "This paper does not replace the advice of your clinic. Try a new product on a small area first, and stop if the "
    "skin reacts.",
)
INTENDED_USE = "Reading aid for ingredient lists; not a medical device. Decisions are made by your clinic."


def read_count(assessment: Assessment) -> str:
    """ "12 of 13 ingredients read"."""
    counts = assessment.counts
    return f"{counts.identified + counts.likely} of {counts.entries} ingredients read"


def unread_words(assessment: Assessment) -> tuple[str, ...]:
    """What on the label could not be read, as written, and why the list itself is in doubt."""
    words = (" ".join(e.read.entry.text.split()) for e in assessment.entries if is_unread(e))
    return (*dict.fromkeys(words), *assessment.doubts)


def is_unread(entry: AssessedEntry) -> bool:
    """Whether an entry has no single reading."""
    return entry.read.resolved.status in ("unknown", "ambiguous") and entry.read.entry.section != "claim"
