"""What the readings of one preparation mean together.

Sources of the rules: ICDRG scale and reading times as in the ESCD guideline 2015 ([ESCD15]), T.R.U.E. Test product
information ([TT]); the order of the rules is the clinic convention this program was specified with. Each rule is a
function of its own, so that a clinician can sign or change one without the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .patient import PatchTestResult, Patient, Positive
from .reading import STATUS_WORDS, Grade, Reading, ResultStatus

FIRST_DECIDING_DAY = 3
"""A reading on day 2 alone does not decide: irritant reactions fade later, many allergic ones come later [ESCD15]."""

_STRENGTH = {Grade.POSITIVE: 0, Grade.WEAK: 1, Grade.STRONG: 2, Grade.EXTREME: 3}
_QUIET = (ResultStatus.NEGATIVE, ResultStatus.NOT_TESTED, ResultStatus.UNKNOWN)
Interpretation = tuple[ResultStatus, Grade | None, str]


def interpret(readings: Sequence[Reading], final: Grade | None = None) -> Interpretation:
    """Status, grade that counts and the reason in words ("" when it needs none).

    `readings`: of any days, in any order; `final`: the grade of a filled interpretation column, None when there is
    none. The grade is None when nothing was recorded that counts.
    """
    if final is not None and final not in (Grade.NOT_READ, Grade.NOT_TESTED):
        return _by_final(readings, final)
    read = [r for r in readings if r.grade not in (Grade.NOT_READ, Grade.NOT_TESTED)]
    if not read:
        return _nothing_read(readings, final)
    early = [r for r in read if r.day < FIRST_DECIDING_DAY]
    late = [r for r in read if r.day >= FIRST_DECIDING_DAY]
    return _mixed_with_irritant(read) or (_by_late(early, late) if late else _only_early(early))


def _by_final(readings: Sequence[Reading], final: Grade) -> Interpretation:
    """A filled interpretation column wins over the readings: who wrote it saw the back (domain rule 1)."""
    if final.is_positive:
        grade = final
        if final is Grade.POSITIVE:
            grade = _strongest([r for r in readings if r.day >= FIRST_DECIDING_DAY]) or _strongest(readings) or final
        seen = _strongest(readings)
        note = ""
        if seen is None and any(not r.grade.is_positive for r in readings):
            note = "the final column says positive, no reading does"
        elif seen is not None and _STRENGTH[seen] > _STRENGTH[grade]:
            note = f"the final column ({grade}) wins over the strongest reading ({seen})"
        return ResultStatus.POSITIVE, grade, note
    note = "the final column wins over the readings" if _strongest(readings) else ""
    if final is Grade.DOUBTFUL:
        return ResultStatus.REVIEW, final, note
    if final is Grade.IRRITANT:
        return ResultStatus.IRRITANT, final, note
    return ResultStatus.NEGATIVE, final, note


def _nothing_read(readings: Sequence[Reading], final: Grade | None) -> Interpretation:
    """Not tested and not read are not negative (ICDRG: NT is excluded)."""
    grades = {r.grade for r in readings} | ({final} if final else set())
    if Grade.NOT_READ in grades:
        return ResultStatus.UNKNOWN, Grade.NOT_READ, "tested, but no reading is recorded"
    return ResultStatus.NOT_TESTED, Grade.NOT_TESTED if grades else None, ""


def _mixed_with_irritant(read: Sequence[Reading]) -> Interpretation | None:
    """IR is irritant; IR on one day and + on another is for a person to decide (domain rule 4)."""
    if not any(r.grade is Grade.IRRITANT for r in read):
        return None
    strongest = _strongest(read)
    if strongest:
        return ResultStatus.REVIEW, strongest, "irritant on one day, positive on another"
    return ResultStatus.IRRITANT, Grade.IRRITANT, ""


def _by_late(early: Sequence[Reading], late: Sequence[Reading]) -> Interpretation:
    """Day 3 and later decide; the strongest positive counts (domain rule 2), a doubtful one is reviewed (rule 4)."""
    strongest = _strongest(late)
    if strongest:
        return ResultStatus.POSITIVE, strongest, _note_of_positive(early, late)
    if any(r.grade is Grade.DOUBTFUL for r in late):
        faded = " (positive on day 2)" if _strongest(early) else ""
        return ResultStatus.REVIEW, Grade.DOUBTFUL, f"doubtful{faded}"
    faded_from = _strongest(early)
    if faded_from:
        # + on day 2 that is gone later: more often irritant than allergic (domain rule 3)
        return ResultStatus.REVIEW, faded_from, "positive on day 2 only, then negative: fading, likely irritant"
    note = "doubtful on day 2, then negative" if any(r.grade is Grade.DOUBTFUL for r in early) else ""
    return ResultStatus.NEGATIVE, Grade.NEGATIVE, note


def _note_of_positive(early: Sequence[Reading], late: Sequence[Reading]) -> str:
    positive_days = [r.day for r in late if r.grade.is_positive]
    before = [r for r in (*early, *late) if r.day < min(positive_days)]
    if min(positive_days) >= 6 and before and not _strongest(before):
        return f"late reaction: positive on day {min(positive_days)} only"
    weaker = [r for r in late if not r.grade.is_positive and r.day > max(positive_days)]
    if weaker:
        return f"positive on day {max(positive_days)}, {weaker[-1].grade} on day {weaker[-1].day}"
    return ""


def _only_early(early: Sequence[Reading]) -> Interpretation:
    """Only day 2 was recorded: positive counts and is marked; negative is not yet negative (domain rule 3)."""
    strongest = _strongest(early)
    if strongest:
        return ResultStatus.POSITIVE, strongest, "only day 2 recorded"
    if any(r.grade is Grade.DOUBTFUL for r in early):
        return ResultStatus.REVIEW, Grade.DOUBTFUL, "doubtful; only day 2 recorded"
    return ResultStatus.UNKNOWN, Grade.NOT_READ, "negative on day 2, not read later: unknown, not negative"


def _strongest(readings: Sequence[Reading]) -> Grade | None:
    positive = [r.grade for r in readings if r.grade.is_positive]
    return max(positive, key=_STRENGTH.__getitem__) if positive else None


def positives_of(patient: Patient, allergen_names: Mapping[str, str]) -> tuple[Positive, ...]:
    """What a label is checked for: every positive result with a known allergen, one an allergen.

    The strongest grade counts when an allergen was tested more than once (domain rule 5); `allergen_names`: id -> name
    to show. Relevance never takes an allergen off: that is a clinician's decision. In the order of the sheet.
    """
    found: dict[str, Positive] = {}
    for result in patient.results:
        if result.status is not ResultStatus.POSITIVE or not result.allergen:
            continue
        new = Positive(
            result.allergen,
            allergen_names.get(result.allergen, result.as_written),
            result.grade,
            result.relevance,
            result.as_written,
        )
        old = found.get(result.allergen)
        if old is None:
            found[result.allergen] = new
        else:
            stronger, other = (new, old) if _rank(new.grade) > _rank(old.grade) else (old, new)
            found[result.allergen] = replace(stronger, relevance=stronger.relevance or other.relevance)
    return tuple(found.values())


def _rank(grade: Grade | None) -> int:
    return -1 if grade is None else _STRENGTH.get(grade, -1)


def read_again(result: PatchTestResult, readings: Sequence[Reading]) -> PatchTestResult:
    """The result with other readings and what they mean now.

    What a person has decided stays; a filled interpretation column goes on winning; a control and an own product stay
    what they are, with the grade of their reaction.
    """
    kept = replace(result, readings=tuple(readings))
    if result.decided:
        return kept
    status, grade, note = interpret(readings, result.grade if result.final_as_written else None)
    if result.status is ResultStatus.CONTROL and status not in _QUIET:
        note = "; ".join(filter(None, ("the control reacts, too: read the others with doubt", note)))
    if result.status in (ResultStatus.CONTROL, ResultStatus.OWN_PRODUCT):
        return replace(kept, grade=grade, note=note)
    return replace(kept, status=status, grade=grade, note=note)


def decided_otherwise(
    result: PatchTestResult, status: ResultStatus, grade: Grade | None, who: str, day: str, why: str
) -> PatchTestResult:
    """The result as a person has decided it; the readings stay. What they mean anyway is no decision."""
    meant = interpret(result.readings)[:2] if result.readings and not result.final_as_written else None
    if (status, grade) == meant:
        return read_again(replace(result, decided=""), result.readings)
    return replace(result, status=status, grade=grade, decided=f"by {who} on {day}: {why}")


def decision_in_words(result: PatchTestResult) -> str:
    """ "readings mean irritant; decided positive + by Dr A. on 2026-11-21: papules"; "" when nobody has decided."""
    if not result.decided:
        return ""
    if result.final_as_written:
        meant = f"the sheet says “{result.final_as_written}”"
    else:
        meant = f"readings mean {_in_words(*interpret(result.readings)[:2])}" if result.readings else "no readings"
    return f"{meant}; decided {_in_words(result.status, result.grade)} {result.decided}"


def _in_words(status: ResultStatus, grade: Grade | None) -> str:
    return STATUS_WORDS[status] + (f" {grade}" if grade and grade.is_positive and grade is not Grade.POSITIVE else "")
