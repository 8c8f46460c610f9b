"""One checked label on paper: verdict, reasons, what could not be read, and the label itself with its marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..allergens.allergen import AllergenIndex, Level
from ..assessment.verdict import Assessment
from ..library.product import Product
from ..patch_test.patient import Patient
from .page import filled
from .wording import LEVELS, VERDICTS, is_unread, read_count, unread_words

_SIGNS = {Level.AVOID: "✕", Level.CAUTION: "▲", Level.INFO: ""}


def check_report(
    assessment: Assessment, patient: Patient | None, product: Product | None, index: AllergenIndex, printed_on: date
) -> str:
    """The HTML of a printed check."""
    return filled(
        "check_report.html",
        printed_on,
        assessment.data_version,
        title="Label check",
        patient=patient.name or patient.number if patient else "",
        product=f"{product.brand} {product.product}".strip() if product else "",
        verdict=VERDICTS[assessment.verdict],
        read_count=read_count(assessment),
        looked_for=", ".join(f"{p.name}{f' ({p.grade})' if p.grade else ''}" for p in assessment.positives),
        not_checkable=[index.get(i).name for i in assessment.not_checkable],
        findings=list(_findings(assessment)),
        unread=unread_words(assessment),
        pieces=list(_pieces(assessment)),
    )


def _findings(assessment: Assessment) -> Iterator[dict[str, Any]]:
    for level in Level:
        for entry in assessment.entries:
            for finding in entry.findings:
                if finding.level is level:
                    text = " ".join(entry.read.entry.text.split())
                    yield {"level": LEVELS[level], "text": text, "why": " → ".join(finding.steps)}


def _pieces(assessment: Assessment) -> Iterator[dict[str, str]]:
    """The label text cut at its marks, each marked piece with its sign."""
    text = assessment.read.label.text
    position = 0
    for entry in sorted(assessment.entries, key=lambda e: e.read.entry.start):
        sign = _SIGNS[entry.level] if entry.level else ""
        sign = sign or ("?" if is_unread(entry) else "")
        if not sign or entry.read.entry.start < position:
            continue
        yield {"sign": "", "text": text[position : entry.read.entry.start]}
        yield {"sign": sign, "text": entry.read.entry.text}
        position = entry.read.entry.end
    yield {"sign": "", "text": text[position:]}
