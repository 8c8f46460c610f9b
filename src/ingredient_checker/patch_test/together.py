"""Two records of one person as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .patient import Characteristics, Decision, PatchTestResult, Patient, Strictness

_STRICTEST_FIRST = (Strictness.STRICT, Strictness.USUAL, Strictness.CAUTION, Strictness.RELEASED)
_WITH_THE_OTHER_RECORD = "when two records were merged"


def together(keep: Patient, other: Patient) -> Patient:
    """Both as one: nothing that was tested is lost, and particulars that differ stay as in the record that is kept.

    Results that are the same in both stand once; those of another day keep theirs, and none is given a day that was not
    recorded. Of two decisions about the same that both hold, the stricter one goes on: neither was made with the other
    in sight.
    """
    a, b = keep.characteristics, other.characteristics
    said = Characteristics(
        a.birth_year or b.birth_year,
        a.sex or b.sex,
        b.occupational if a.occupational is None else a.occupational,
        b.atopic if a.atopic is None else a.atopic,
        tuple(dict.fromkeys((*a.sites, *b.sites))),
        "; ".join(dict.fromkeys(filter(None, (a.product_kinds, b.product_kinds)))),
    )
    tested_on = _day_of_both(keep, other)
    results = _dated(keep, tested_on)
    had = {_as_tested(result) for result in results}
    new = (result for result in _dated(other, tested_on) if _as_tested(result) not in had)
    return replace(
        keep,
        name=keep.name or other.name,
        number=keep.number or other.number,
        tested_on=tested_on,
        results=(*results, *new),
        decisions=tuple(_one_each((*keep.decisions, *(d for d in other.decisions if d not in keep.decisions)))),
        characteristics=said,
        unread=tuple(dict.fromkeys((*keep.unread, *other.unread))),
    )


def _day_of_both(keep: Patient, other: Patient) -> str:
    """The day that stands for results without one of their own: none, where some of them have no day at all."""
    if keep.tested_on and other.tested_on:
        return keep.tested_on
    undated = other if keep.tested_on else keep
    dated = keep if keep.tested_on else other
    return "" if any(not result.tested_on for result in undated.results) else dated.tested_on


def _dated(patient: Patient, tested_on: str) -> tuple[PatchTestResult, ...]:
    """The results, those of another day than `tested_on` with their own."""
    if patient.tested_on == tested_on:
        return patient.results
    return tuple(replace(r, tested_on=r.tested_on or patient.tested_on) for r in patient.results)


def _as_tested(result: PatchTestResult) -> PatchTestResult:
    """Without the place in a sheet: the same test may have been read from two files."""
    return replace(result, cell="")


def _one_each(decisions: Sequence[Decision]) -> Iterator[Decision]:
    """Of those that hold about the same, all but the strictest (of two as strict: the first) hold no longer."""
    for decision in decisions:
        if decision.revoked_on:
            yield decision
            continue
        rivals = [d for d in decisions if not d.revoked_on and d.is_about_same_as(decision)]
        holds = min(rivals, key=lambda d: _STRICTEST_FIRST.index(d.strictness))
        if decision is holds:
            yield decision
        else:
            day = max(holds.decided_on, decision.decided_on) or _WITH_THE_OTHER_RECORD
            yield replace(decision, revoked_on=day, revoked_by=holds.who)
