"""The reason for a finding in words, one step at a time. Says "possibly" where the knowledge is not verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..allergens.allergen import AllergenIndex, EuAnnex, EuFragrance, EuRule, Link, Relation
from ..label.label import Section
from ..matching.resolved import Candidate, How, ReadEntry, Status
from ..patch_test.patient import Decision, Positive

_PHRASES = {
    Relation.SAME: "{substance} is the allergen itself: {allergen}",
    Relation.CONSTITUENT: "{substance} is a constituent of {allergen}",
    Relation.RELEASES: "{substance} releases {allergen}",
    Relation.CONTAINS: "{substance} contains {allergen}",
    Relation.DERIVATIVE: "{substance} is a derivative of {allergen}",
    Relation.CROSS_REACTS: "{substance} can cross-react with {allergen}",
    Relation.OXIDISES_TO: "{substance} turns in air into what was tested as {allergen}",
    Relation.MAY_HIDE: "{substance} is a blend that need not name its parts and may hide {allergen}",
}
_POSSIBLE = {
    Relation.SAME: "{substance} is possibly the allergen itself: {allergen}",
    Relation.CONSTITUENT: "{substance} is possibly a constituent of {allergen}",
    Relation.RELEASES: "{substance} possibly releases {allergen}",
    Relation.CONTAINS: "{substance} possibly contains {allergen}",
    Relation.DERIVATIVE: "{substance} is possibly a derivative of {allergen}",
    Relation.CROSS_REACTS: "{substance} possibly cross-reacts with {allergen}",
    Relation.OXIDISES_TO: "{substance} possibly turns in air into what was tested as {allergen}",
    Relation.MAY_HIDE: "{substance} possibly hides {allergen}",
}


_ANNEXES = {"II": "", "V": "preservative", "VI": "UV filter"}


def steps(
    read: ReadEntry,
    candidate: Candidate,
    link: Link,
    positive: Positive,
    index: AllergenIndex,
    decision: Decision | None = None,
) -> tuple[str, ...]:
    """From the characters on the label to the patient's own result. `decision`: what changed the level."""
    return tuple(
        step
        for step in (
            _reading(read, candidate),
            relation(candidate.name, link, index),
            _detail(candidate.name, link, index),
            _place(read),
            decision.words if decision else "",
            _result(positive),
        )
        if step
    )


def relation(substance: str, link: Link, index: AllergenIndex) -> str:
    """How the substance is related to the allergen, in one clause."""
    phrases = _PHRASES if link.verified else _POSSIBLE
    known = index.get(link.allergen)
    allergen = known.name
    if known.is_list:
        return f"{substance} {'stands' if link.verified else 'possibly stands'} on the list “{allergen}”"
    if link.relation is Relation.SAME and _overlap(substance, allergen):
        return f"{substance} is {'' if link.verified else 'possibly '}the allergen itself"
    return phrases[link.relation].format(substance=substance, allergen=allergen)


def eu_annex(said: Sequence[EuAnnex]) -> str:
    """What an annex of the EU regulation says of the substances of one entry, in one clause."""
    first, names = said[0], ", ".join(dict.fromkeys(known.substance for known in said))
    place = f"Annex {first.annex}" + (f" no. {first.entry}" if first.entry else "")
    told = "; ".join(part for part in (_ANNEXES[first.annex], first.note) if part)
    return f"{names}: {told} ({place})"


def eu_rule(known: EuFragrance) -> str:
    """From when a fragrance allergen must be named on EU labels, and what it means until then."""
    if known.rule is EuRule.BANNED:
        return f"“{known.label_name}”: {known.note or 'no longer allowed in EU cosmetics'}"
    if known.rule is EuRule.OLD:
        return f"must be named as “{known.label_name}” above 0.001 % (0.01 % where rinsed off)"
    return (
        f"must be named as “{known.label_name}” above 0.001 % (0.01 % where rinsed off): new products since "
        f"{known.new_products_from}, all products from {known.all_products_by}; until then its absence from a label "
        "proves nothing"
    )


def _reading(read: ReadEntry, candidate: Candidate) -> str:
    written = " ".join(read.entry.written.split())
    if candidate.how is How.WORD:
        return f"“{written}” could not be read, but {candidate.note}"
    if read.resolved.status is Status.AMBIGUOUS:
        others = ", ".join(c.name for c in read.resolved.candidates if c.substance != candidate.substance)
        return f"“{written}” may be read as {candidate.name}" + (f" or as {others}" if others else "")
    if candidate.how is How.FORM:
        return f"“{written}” is {candidate.note}; possible is {candidate.name}"
    if read.resolved.status is Status.LIKELY or candidate.how is How.SPELLING:
        return f"“{written}” read as {candidate.name}" + (f": {candidate.note}" if candidate.note else "")
    return "; ".join(read.entry.notes)


def _detail(substance: str, link: Link, index: AllergenIndex) -> str:
    """The allergen in between, where its name says more than the substance's own; the note and the known rate."""
    via = index.allergens.get(link.via)
    says_more = via and via.kind not in ("group", "list") and not _overlap(substance, via.name)
    through = f"a name of {via.name}" if via and says_more else ""
    ruled = (_not_yet_named(link, index), *_banned(link.substance, index))
    return "; ".join(part for part in (through, link.note, link.rate, *ruled) if part)


def _banned(substance: str, index: AllergenIndex) -> Iterator[str]:
    for said in index.eu_annexes.get(substance, ()):
        if said.annex == "II":
            yield f"{said.note}: the product is old or was not made for the EU"


def _not_yet_named(link: Link, index: AllergenIndex) -> str:
    """That a blend can still hide an allergen although the EU has decided that labels must name it."""
    rules = index.eu_fragrance.get(link.allergen, ()) if link.relation is Relation.MAY_HIDE else ()
    until = max((rule.all_products_by for rule in rules), default="")
    return f"EU products sold before {until} need not name it by itself" if until else ""


def _overlap(name: str, other: str) -> bool:
    a, b = name.casefold(), other.casefold()
    return a in b or b in a


def _place(read: ReadEntry) -> str:
    match read.entry.section:
        case Section.MAY_CONTAIN:
            return "the pack says that it may contain it"
        case Section.MENTIONED:
            return "named on the pack outside the ingredient list"
        case _:
            return ""


def _result(positive: Positive) -> str:
    if positive.grade is None:
        return ""
    strength = "" if positive.grade.value == "positive" else f" {positive.grade.value}"
    relevance = f", relevance {positive.relevance}" if positive.relevance else ""
    return f"the patient's test: positive{strength}{relevance}"
