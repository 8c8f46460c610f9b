"""One checked label on paper: verdict, reasons, what could not be read, and the label itself with its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from ..allergens.allergen import AllergenIndex, Level
from ..assessment.verdict import Assessment
from ..library.product import Product
from ..patch_test.patient import Patient
from .page import filled
from .wording import (
    INFO_NOTE,
    LEVELS,
    RELEASED_NOTE,
    decisions_in_words,
    iso_in_words,
    one_line,
    origin,
    read_count,
    undecided,
    verdict_in_words,
)

_SIGNS = {Level.AVOID: "✕", Level.CAUTION: "▲", Level.INFO: ""}


def check_report(
    assessment: Assessment, patient: Patient | None, product: Product | None, index: AllergenIndex, printed_on: date
) -> str:
    """The HTML of a printed check."""
    findings = _findings(assessment)
    return filled(
        "check_report.html",
        printed_on,
        assessment.data_version,
        title="Label check",
        patient=patient.name or patient.number if patient else "",
        tested_on=iso_in_words(patient.tested_on) if patient else "",
        product=f"{product.brand} {product.product}".strip() if product else "",
        product_from=origin(product) if product else "",
        verdict=verdict_in_words(assessment),
        read_count=read_count(assessment),
        positives=[p for p in assessment.positives if p.allergen not in assessment.not_checkable],
        not_checkable=[index.get(i).name for i in assessment.not_checkable],
        unmapped=[r.as_written for r in patient.unmapped_positives] if patient else [],
        undecided=undecided(patient, index) if patient else (),
        decisions=decisions_in_words(patient, index) if patient else (),
        gaps=[cell.words for cell in patient.unread] if patient else [],
        findings=findings,
        notes=list(_notes(assessment)),
        not_related=_not_related(assessment),
        unread=assessment.unread_words,
        doubts=assessment.reading_doubts,
        pieces=list(_pieces(assessment)),
    )


def _findings(assessment: Assessment) -> list[dict[str, Any]]:
    """The strongest first; an ingredient that stands on the label several times has one row."""
    found = Counter(
        (finding.level, one_line(entry.read.entry.text), " → ".join(finding.steps))
        for level in Level
        for entry in assessment.entries
        for finding in entry.findings
        if finding.level is level
    )
    return [
        {"level": LEVELS[level], "text": text, "why": why, "times": times}
        for (level, text, why), times in found.items()
    ]


def _notes(assessment: Assessment) -> Iterator[str]:
    """What a line of information means, as far as there are such lines."""
    lines = [f for entry in assessment.entries for f in entry.findings if f.level is Level.INFO]
    if not all(finding.is_released for finding in lines):
        yield INFO_NOTE
    if any(finding.is_released for finding in lines):
        yield RELEASED_NOTE


def _not_related(assessment: Assessment) -> list[str]:
    """What people wrongly take for one of the patient's allergens, each once."""
    said = (
        f"{one_line(entry.read.entry.text)}: {fine.why}"
        for entry in assessment.entries
        if not entry.findings
        for fine in entry.not_related
    )
    return list(dict.fromkeys(said))


def _pieces(assessment: Assessment) -> Iterator[dict[str, str]]:
    """The label text cut at its marks, each marked piece with its sign."""
    text = assessment.read.label.text
    position = 0
    for entry in sorted(assessment.entries, key=lambda e: e.read.entry.start):
        sign = _SIGNS[entry.level] if entry.level else ""
        sign = sign or ("?" if entry.is_unread else "")
        if not sign or entry.read.entry.start < position:
            continue
        yield {"sign": "", "text": text[position : entry.read.entry.start]}
        yield {"sign": sign, "text": entry.read.entry.text}
        position = entry.read.entry.end
    yield {"sign": "", "text": text[position:]}
