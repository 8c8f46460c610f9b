"""The contract's JSON objects from the program's values. Names and meanings are kept; fields may be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from ..allergens.allergen import Link
from ..assessment.verdict import AssessedEntry, Assessment, Counts, Finding
from ..label.label import Section
from ..matching.resolved import ReadEntry, ReadLabel, Status
from ..patch_test.patient import Decision, Positive
from ..workbench import AllergenPage, Workbench
from .sought import Sought

if TYPE_CHECKING:
    from ..library.screening import ScreenedProduct
    from .screening import Screened


def answer_of(label_id: Any, assessment: Assessment, who: Sought) -> dict[str, Any]:
    """The object that `check --format json` prints."""
    return {
        "id": label_id,
        "data_version": assessment.data_version,
        "verdict": assessment.verdict.value,
        "counts": _counts(assessment.counts),
        "not_checkable": list(assessment.not_checkable),
        "doubts": list(assessment.doubts),
        "patient": patient_of(who, assessment.positives),
        "entries": [assessed_entry_of(e) for e in assessment.entries],
        "products": [
            {
                "name": p.name,
                "start": p.start,
                "end": p.end,
                "verdict": p.verdict.value,
                "counts": _counts(p.counts),
            }
            for p in assessment.products
        ],
    }


def patient_of(who: Sought, positives: Sequence[Positive]) -> dict[str, Any]:
    """For whom was checked: what was looked for, and what the results leave open."""
    patient = who.patient
    return {
        "name": patient.name or patient.number or None,
        "id": patient.number or None,
        "tested_on": patient.tested_on or None,
        "positives": [
            {
                "allergen": p.allergen,
                "name": p.name,
                "grade": p.grade.value if p.grade else None,
                "relevance": p.relevance or None,
            }
            for p in positives
        ],
        "unmapped": [r.as_written for r in patient.unmapped_positives],
        "undecided": [
            {"as_written": r.as_written, "allergen": r.allergen or None, "status": r.status.value, "note": r.note}
            for r in patient.undecided
        ],
        "not_understood": [asdict(row) for row in who.not_understood],
        "must_ask": [asdict(question) for question in who.must_ask],
        "notes": list(who.notes),
        **({"decisions": [_decision(d) for d in patient.valid_decisions]} if patient.valid_decisions else {}),
    }


def parsed_of(label_id: Any, read: ReadLabel, workbench: Workbench) -> dict[str, Any]:
    """The object that `parse --format json` prints."""
    statuses = [e.resolved.status for e in read.entries if e.entry.section is not Section.CLAIM]
    return {
        "id": label_id,
        "data_version": workbench.data_version,
        "counts": {"entries": len(statuses), **{s.value: statuses.count(s) for s in Status}},
        "doubts": list(read.label.doubts),
        "entries": [read_entry_of(e) for e in read.entries],
        "products": [{"name": p.name, "start": p.start, "end": p.end} for p in read.label.parts],
    }


def assessed_entry_of(assessed: AssessedEntry) -> dict[str, Any]:
    """An entry with its findings."""
    return {
        **read_entry_of(assessed.read),
        "findings": [_finding(f) for f in assessed.findings],
        "not_related": [
            {"allergen": n.allergen, "name": n.allergen_name, "why": n.why, "source": n.source}
            for n in assessed.not_related
        ],
    }


def read_entry_of(read: ReadEntry) -> dict[str, Any]:
    """An entry as it was read. `substance` is null where no single reading stands."""
    entry, resolved = read.entry, read.resolved
    known = resolved.status in (Status.IDENTIFIED, Status.LIKELY) and bool(resolved.candidates)
    first = resolved.candidates[0] if known else None
    return {
        "text": entry.text,
        "start": entry.start,
        "end": entry.end,
        "section": entry.section.value,
        "status": resolved.status.value,
        "substance": first.substance if first else None,
        "name": first.name if first else None,
        "notes": list(entry.notes),
        "decided": resolved.decided,
        "candidates": [
            {"substance": c.substance, "name": c.name, "how": c.how.value, "note": c.note, "distance": c.distance}
            for c in resolved.candidates
        ],
    }


def screening_of(screened: Screened, workbench: Workbench) -> dict[str, Any]:
    """The object that `screen --format json` prints."""
    verdicts = [s.assessment.verdict.value for s in screened.products]
    return {
        "data_version": workbench.data_version,
        "date": date.today().isoformat(),
        "patient": patient_of(screened.who, workbench.positives(screened.who.patient)),
        "products": [product_of(s) for s in screened.products],
        "totals": {"products": len(verdicts), **{v: verdicts.count(v) for v in dict.fromkeys(verdicts)}},
        "warnings": list(screened.said_of_the_list()),
    }


def product_of(screened: ScreenedProduct) -> dict[str, Any]:
    """One product of a screened list."""
    product, assessment = screened.product, screened.assessment
    return {
        "product": product.product,
        "brand": product.brand,
        "category": product.category,
        "verdict": assessment.verdict.value,
        "entries": assessment.counts.entries,
        "unread": assessment.counts.unknown + assessment.counts.ambiguous,
        "not_read": list(assessment.unread_words),
        "doubts": list(assessment.doubts),
        "not_checkable": list(assessment.not_checkable),
        "place": product.place,
        "findings": [{"text": e.read.entry.text, **_finding(f)} for e in assessment.entries for f in e.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "allergen": finding.allergen,
        "name": finding.allergen_name,
        "substance": finding.substance,
        "relation": finding.relation.value,
        "level": finding.level.value,
        "why": finding.why,
        "steps": list(finding.steps),
        "source": finding.source,
        "possible": finding.possible,
        **({"decision": _decision(finding.decision)} if finding.decision else {}),
    }


def _decision(decision: Decision) -> dict[str, str | None]:
    return {
        "allergen": decision.allergen or None,
        "substance": decision.substance or None,
        "strictness": decision.strictness.value,
        "who": decision.who,
        "decided_on": decision.decided_on,
        "reason": decision.reason,
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "entries": counts.entries,
        "identified": counts.identified,
        "likely": counts.likely,
        "ambiguous": counts.ambiguous,
        "unknown": counts.unknown,
    }


def allergen_of(page: AllergenPage, workbench: Workbench) -> dict[str, Any]:
    """The object that `allergen --format json` prints."""
    known = page.allergen

    def link_answer(link: Link) -> dict[str, Any]:
        return {
            "substance": link.substance,
            "name": workbench.substance_name(link.substance),
            "relation": link.relation.value,
            "level": link.level.value,
            "via": link.via,
            "rate": link.rate,
            "note": link.note,
            "source": link.source,
            "verified": link.verified,
            "origin": link.origin,
            "ours": link.is_ours,
        }

    return {
        "allergen": known.id,
        "name": known.name,
        "kind": known.kind,
        "category": known.category,
        "cas": list(known.cas),
        "on_labels": known.on_labels.value,
        "preparations": known.preparations,
        "series": [
            {
                "series": p.series_name,
                "position": p.position,
                "panel": p.panel,
                "as_printed": p.as_printed,
                "concentration": p.concentration,
                "vehicle": p.vehicle,
                "preparation_source": p.preparation_source,
                "note": p.note,
                "source": p.source,
                "verified": p.verified,
            }
            for p in page.series
        ],
        "lists": list(page.lists),
        "eu_fragrance": [
            {
                "label_name": rule.label_name,
                "member": rule.member,
                "entry": rule.entry,
                "rule": rule.rule.value,
                "new_products_from": rule.new_products_from,
                "all_products_by": rule.all_products_by,
                "note": rule.note,
                "source": rule.source,
                "verified": rule.verified,
            }
            for rule in page.eu_fragrance
        ],
        "test_names": list(page.test_names),
        "label_names": [link_answer(link) for link in page.links],
        "look_alikes": [
            {"name": p.name, "other": p.other, "why": p.why, "source": p.source, "verified": p.verified}
            for p in page.look_alikes
        ],
        "texts": dict(page.texts),
        "note": known.note,
        "source": known.source,
        "verified": known.verified,
        "sources": {code: text for code, text in page.sources.items() if code in page.cited},
        "data_version": workbench.data_version,
    }
