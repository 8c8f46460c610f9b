"""Stage 3 as one function: a read label and a patient's positives -> findings and a verdict. Set look-up, no search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..allergens.allergen import AllergenIndex, Level, Link, LookAlike, OnLabels
from ..label.label import Section
from ..matching.resolved import Candidate, How, ReadEntry, ReadLabel, Status
from ..patch_test.patient import Decision, Positive
from .explain import steps
from .strictness import Decisions, decided
from .verdict import AssessedEntry, Assessment, Counts, Finding, NotRelated, ProductAnswer, Verdict

_STRENGTH = {level: rank for rank, level in enumerate(Level)}
_NONE = Decisions()


def assess(
    read: ReadLabel,
    positives: Sequence[Positive],
    index: AllergenIndex,
    unmapped: Sequence[str] = (),
    knowledge_doubts: Sequence[str] = (),
    decisions: Decisions = _NONE,
) -> Assessment:
    """What a label means for a patient.

    `unmapped`: positive results whose allergen is not known, as written. `knowledge_doubts`: what of the knowledge
    could not be used. While there are any of either, nothing can be called "nothing found". `decisions`: the clinic's
    for this patient. Verdict rule: domain reference 2.2 (any strong finding, else any moderate, else anything unread).
    """
    sought = {p.allergen: p for p in positives}
    has_list = any(e.entry.section not in (Section.CLAIM, Section.MENTIONED) for e in read.entries)
    entries = tuple(_assessed(e, sought, index, has_list, decisions) for e in read.entries)
    not_checkable = tuple(p.allergen for p in positives if index.get(p.allergen).on_labels is OnLabels.NO)
    unknown = (f"The positive result “{name}” belongs to no known allergen." for name in unmapped)
    doubts = (*read.label.doubts, *unknown, *knowledge_doubts)
    counts = _counts(read.entries)
    all_hidden = len(not_checkable) == len(positives) and not unmapped
    return Assessment(
        _verdict(entries, counts, doubts, all_hidden=all_hidden),
        read,
        entries,
        counts,
        tuple(positives),
        not_checkable,
        doubts,
        index.version,
        tuple(knowledge_doubts),
        tuple(_products(read, entries, doubts, all_hidden=all_hidden)),
    )


def _products(
    read: ReadLabel, entries: Sequence[AssessedEntry], doubts: Sequence[str], *, all_hidden: bool
) -> Iterator[ProductAnswer]:
    parts = read.label.parts
    for part in parts:
        numbers = [n for n, e in enumerate(read.entries) if part.holds(e.entry) or e.entry.start < parts[0].start]
        counts = _counts([read.entries[n] for n in numbers])
        verdict = _verdict([entries[n] for n in numbers], counts, doubts, all_hidden=all_hidden)
        yield ProductAnswer(part.name, part.start, part.end, verdict, counts, tuple(numbers))


def _assessed(
    read: ReadEntry, sought: dict[str, Positive], index: AllergenIndex, has_list: bool, decisions: Decisions
) -> AssessedEntry:
    findings = _findings(read, sought, index, has_list, decisions)
    return AssessedEntry(read, findings, _not_related(read, findings, sought, index))


def _not_related(
    read: ReadEntry, findings: Sequence[Finding], sought: dict[str, Positive], index: AllergenIndex
) -> tuple[NotRelated, ...]:
    """What is said for comfort: only of a surely read ingredient that has nothing to do with the allergen."""
    if read.resolved.status is not Status.IDENTIFIED or not read.entry.declared:
        return ()
    substance = read.resolved.candidates[0].substance
    if substance not in index.not_related:
        return ()
    found = {finding.allergen for finding in findings}
    feared = {
        pair.allergen: NotRelated(pair.allergen, sought[pair.allergen].name, substance, _why(pair), pair.source)
        for pair in index.not_related.get(substance, ())
        if pair.allergen in sought and pair.allergen not in found
    }
    return tuple(feared.values())


def _why(pair: LookAlike) -> str:
    return f"{'' if pair.verified else 'probably '}not {pair.name}: {pair.why}"


def _findings(
    read: ReadEntry, sought: dict[str, Positive], index: AllergenIndex, has_list: bool, decisions: Decisions
) -> tuple[Finding, ...]:
    if read.entry.section is Section.CLAIM:
        return ()
    strongest: dict[str, Finding] = {}
    for candidate in read.resolved.candidates:
        for link in index.links_by_substance.get(candidate.substance, ()):
            positive = sought.get(link.allergen)
            level = _level(read, candidate, link, has_list, index) if positive else None
            if positive is None or level is None:
                continue
            decision = decisions.about(link.allergen, candidate)
            usual, level = level, decided(level, decision)
            known = strongest.get(link.allergen)
            if known is None or _STRENGTH[level] < _STRENGTH[known.level]:
                applied = decision if level is not usual else None
                strongest[link.allergen] = _finding(read, candidate, link, level, positive, index, applied)
    return tuple(sorted(strongest.values(), key=lambda f: _STRENGTH[f.level])) if strongest else ()


def _level(read: ReadEntry, candidate: Candidate, link: Link, has_list: bool, index: AllergenIndex) -> Level | None:
    """The level of a link for an entry that was read more or less surely; None when it is no evidence at all."""
    status = read.resolved.status
    possible = status in (Status.UNKNOWN, Status.AMBIGUOUS) or candidate.how in (How.WORD, How.FORM)
    if candidate.how is How.WORD and link.level is Level.INFO:
        return None
    if status is Status.UNKNOWN and candidate.how is not How.WORD:
        return None  # the nearest names of something unknown are help for a person, not evidence
    if not read.entry.declared:
        # Talk on the pack is shown; it weighs only where there is no list that would tell.
        return Level.INFO if has_list else _at_most_caution(link.level)
    if possible and not _whichever_is_meant(read, link, index):
        return _at_most_caution(link.level)
    return link.level


def _whichever_is_meant(read: ReadEntry, link: Link, index: AllergenIndex) -> bool:
    """Whether each reading of an ambiguous entry is just as much this allergen ("Limonene" and "l-Limonene")."""
    return read.resolved.status is Status.AMBIGUOUS and all(
        any(
            (known.allergen, known.relation, known.level) == (link.allergen, link.relation, link.level)
            for known in index.links_by_substance.get(other.substance, ())
        )
        for other in read.resolved.candidates
    )


def _at_most_caution(level: Level) -> Level:
    return Level.CAUTION if level is Level.AVOID else level


def _finding(
    read: ReadEntry,
    candidate: Candidate,
    link: Link,
    level: Level,
    positive: Positive,
    index: AllergenIndex,
    decision: Decision | None,
) -> Finding:
    reasons = steps(read, candidate, link, positive, index, decision)
    certain = (
        link.verified
        and read.resolved.status in (Status.IDENTIFIED, Status.LIKELY)
        and candidate.how not in (How.WORD, How.FORM)
    )
    return Finding(
        link.allergen,
        positive.name,
        candidate.substance,
        link.relation,
        level,
        " → ".join(reasons),
        reasons,
        link.source,
        not certain,
        decision,
    )


def _counts(entries: Sequence[ReadEntry]) -> Counts:
    statuses = [e.resolved.status for e in entries if e.entry.section is not Section.CLAIM]
    return Counts(
        len(statuses),
        statuses.count(Status.IDENTIFIED),
        statuses.count(Status.LIKELY),
        statuses.count(Status.AMBIGUOUS),
        statuses.count(Status.UNKNOWN),
    )


def _verdict(entries: Iterable[AssessedEntry], counts: Counts, doubts: Sequence[str], *, all_hidden: bool) -> Verdict:
    levels = {finding.level for e in entries for finding in e.findings}
    if Level.AVOID in levels:
        return Verdict.AVOID
    if Level.CAUTION in levels:
        return Verdict.CAUTION
    if all_hidden:
        return Verdict.CANNOT_CHECK
    if counts.ambiguous or counts.unknown or not counts.entries or doubts:
        return Verdict.UNREAD
    return Verdict.NOTHING_FOUND
