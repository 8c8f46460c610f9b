"""What a person decides about a spelling wins next time, and never hides what is named exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.label.parse import parse_label
from ingredient_checker.matching.judgements import (
    Decision,
    JudgedNames,
    Judgement,
    as_lines,
    by_spelling,
    from_lines,
    spelling_key,
)
from ingredient_checker.matching.read import read_label
from ingredient_checker.matching.resolved import How, Resolved, Status
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench

WHEN = "2026-03-14T12:00:00+00:00"


def same(written: str, substance: str, who: str = "") -> Judgement:
    return Judgement(written, Decision.SAME, substance, who, WHEN)


def different(written: str, substance: str) -> Judgement:
    return Judgement(written, Decision.DIFFERENT, substance, "", WHEN)


def unsure(written: str) -> Judgement:
    return Judgement(written, Decision.UNSURE, "", "Anna", WHEN)


def judged(workbench: Workbench, written: str, *judgements: Judgement) -> Resolved:
    """How a name is read by those judgements, in the order in which they were made."""
    return JudgedNames(workbench.resolver, by_spelling(judgements, workbench.catalogue)).resolve(written)


def names(resolved: Resolved) -> list[str]:
    return [c.name for c in resolved.candidates]


def test_an_unknown_name_that_is_the_same_as_a_substance_is_read_as_it_and_says_who_decided(
    workbench: Workbench,
) -> None:
    resolved = judged(workbench, "Zorbocide Ultra", same("Zorbocide Ultra", "Methylisothiazolinone", "Anna"))
    (candidate,) = resolved.candidates
    assert resolved.status is Status.LIKELY
    assert (candidate.name, candidate.how) == ("Methylisothiazolinone", How.JUDGEMENT)
    assert candidate.note == "decided by Anna on 2026-03-14"


@pytest.mark.parametrize("written", ["ZORBOCIDE  ultra*", "Zorbocide-Ultra 5 %", "zorbocide ultra (2%)"])
def test_case_footnotes_and_amounts_make_no_other_spelling(workbench: Workbench, written: str) -> None:
    assert names(judged(workbench, written, same("Zorbocide Ultra", "Glycerin"))) == ["Glycerin"]


def test_the_judgement_holds_for_that_spelling_only(workbench: Workbench) -> None:
    assert judged(workbench, "Zorbocide Extra", same("Zorbocide Ultra", "Glycerin")).status is Status.UNKNOWN


def test_a_wrong_repair_that_was_ruled_out_becomes_unread_and_is_not_replaced_by_the_next_best(
    workbench: Workbench,
) -> None:
    assert names(judged(workbench, "Methylisothlazolinone")) == ["Methylisothiazolinone"]
    resolved = judged(workbench, "Methylisothlazolinone", different("Methylisothlazolinone", "Methylisothiazolinone"))
    assert resolved.status is Status.UNKNOWN
    assert "Methylisothiazolinone" not in names(resolved)
    assert resolved.decided == "not Methylisothiazolinone: decided on 2026-03-14"


def test_of_two_readings_the_one_that_is_left_is_likely(workbench: Workbench) -> None:
    assert set(names(judged(workbench, "Capryly Glycol"))) == {"Capryl Glycol", "Caprylyl Glycol"}
    resolved = judged(workbench, "Capryly Glycol", different("Capryly Glycol", "Capryl Glycol"))
    assert (resolved.status, names(resolved)) == (Status.LIKELY, ["Caprylyl Glycol"])


def test_of_two_readings_the_chosen_one_stands_alone(workbench: Workbench) -> None:
    resolved = judged(workbench, "Capryly Glycol", same("Capryly Glycol", "Caprylyl Glycol"))
    assert (resolved.status, names(resolved)) == (Status.LIKELY, ["Caprylyl Glycol"])


def test_when_both_readings_are_ruled_out_the_name_is_unread(workbench: Workbench) -> None:
    both = (different("Capryly Glycol", name) for name in ("Capryl Glycol", "Caprylyl Glycol"))
    assert judged(workbench, "Capryly Glycol", *both).status is Status.UNKNOWN


def test_a_name_left_open_is_read_as_before_and_says_so(workbench: Workbench) -> None:
    resolved = judged(workbench, "Capryly Glycol", unsure("Capryly Glycol"))
    assert resolved.status is Status.AMBIGUOUS
    assert resolved.decided == "left open: decided by Anna on 2026-03-14"


@pytest.mark.parametrize("written", ["Methylisothiazolinone", "2682-20-4", "Fragrance (Linalool, Limonene)"])
@pytest.mark.parametrize("decision", [Decision.SAME, Decision.DIFFERENT])
def test_no_judgement_weakens_an_exact_name(workbench: Workbench, written: str, decision: Decision) -> None:
    before = judged(workbench, written)
    substance = "Glycerin" if decision is Decision.SAME else before.candidates[0].name
    assert judged(workbench, written, Judgement(written, decision, substance, "", WHEN)) == before


def test_an_allergen_named_in_the_bracket_stays_whatever_is_decided_about_the_name_before_it(
    workbench: Workbench,
) -> None:
    written = "Zorbo (Methylisothiazolinone)"
    assert names(judged(workbench, written, same(written, "Glycerin"))) == ["Glycerin", "Methylisothiazolinone"]
    assert "Methylisothiazolinone" in names(judged(workbench, written, different(written, "Methylisothiazolinone")))


def test_a_part_of_a_slash_group_is_not_ruled_out_in_silence(workbench: Workbench) -> None:
    written = "Ricinus Communic Seed Oil / Titanium Dioxide"
    assert judged(workbench, written, different(written, "Ricinus Communis Seed Oil")) == judged(workbench, written)


def test_an_allergens_word_inside_stays_unless_the_decided_name_holds_it(workbench: Workbench) -> None:
    written = "hydrolysed lanolin dream complex"
    assert names(judged(workbench, written, same(written, "Glycerin"))) == ["Glycerin", "Lanolin"]
    assert names(judged(workbench, written, same(written, "Lanolin Alcohol"))) == ["Lanolin Alcohol"]


def test_words_inside_count_again_when_the_reading_of_the_whole_is_ruled_out(workbench: Workbench) -> None:
    resolved = judged(workbench, "Lanolin Alcohll", different("Lanolin Alcohll", "Lanolin Alcohol"))
    assert resolved.status is Status.UNKNOWN
    assert ("Lanolin", How.WORD) in [(c.name, c.how) for c in resolved.candidates]


def test_the_later_judgement_counts(workbench: Workbench) -> None:
    first, second = same("Zorbo", "Glycerin"), same("Zorbo", "Squalane")
    assert names(judged(workbench, "Zorbo", first, second)) == ["Squalane"]
    assert judged(workbench, "Zorbo", first, different("Zorbo", "Glycerin")).status is Status.UNKNOWN
    assert names(judged(workbench, "Zorbo", different("Zorbo", "Glycerin"), first)) == ["Glycerin"]
    assert names(judged(workbench, "Zorbo", unsure("Zorbo"), first)) == ["Glycerin"]


def test_a_judgement_is_found_again_by_name_when_the_substance_has_another_id(workbench: Workbench) -> None:
    assert names(judged(workbench, "Zorbo", same("Zorbo", "Glycerol"))) == ["Glycerin"]


def test_a_judgement_whose_substance_is_gone_decides_nothing(workbench: Workbench) -> None:
    assert judged(workbench, "Zorbocide", same("Zorbocide", "Withdrawn Substance")).status is Status.UNKNOWN


def test_a_decided_name_is_not_taken_apart(workbench: Workbench) -> None:
    text = "Aqua, geraniol zorbotene phenoxyethanol, Talc"
    decided = by_spelling([same("geraniol zorbotene phenoxyethanol", "Glycerin")], workbench.catalogue)
    read = read_label(parse_label(text), JudgedNames(workbench.resolver, decided))
    assert [e.resolved.candidates[0].name for e in read.entries] == ["Aqua", "Glycerin", "Talc"]


def test_a_claim_is_never_decided(workbench: Workbench) -> None:
    decided = by_spelling([same("zorbocide", "Methylisothiazolinone")], workbench.catalogue)
    read = read_label(parse_label("Free from zorbocide. Ingredients: Aqua"), JudgedNames(workbench.resolver, decided))
    claims = [e for e in read.entries if e.entry.section == "claim"]
    assert claims
    assert all(e.resolved.status is Status.UNKNOWN for e in claims)


@given(words=st.lists(st.sampled_from(["zorbo", "lanolin", "dream", "limonene", "oil", "3"]), min_size=1, max_size=5))
def test_a_same_never_loses_what_was_named_exactly_in_a_part(workbench: Workbench, words: list[str]) -> None:
    written = f"{' '.join(words)} (methylisothiazolinone)"
    base = judged(workbench, written)
    after = judged(workbench, written, same(written, "Glycerin"))
    exact = {c.substance for c in base.candidates if c.how in (How.NAME, How.NUMBER, How.STRUCTURE, How.WORD)}
    assert exact <= {c.substance for c in after.candidates}


# shared with another clinic


@given(
    written=st.text(min_size=1).filter(spelling_key),
    substance=st.text(min_size=1).filter(str.strip),
    who=st.text(),
    seen_in=st.text(max_size=200),
)
def test_what_is_exported_is_read_back_as_it_was(written: str, substance: str, who: str, seen_in: str) -> None:
    kept = [Judgement(written, Decision.SAME, substance, who, WHEN, seen_in, "2026.11"), unsure("Zorbo")]
    assert list(from_lines(as_lines(kept), "file")) == kept


def test_what_was_taken_back_is_not_exported() -> None:
    assert as_lines([Judgement("Zorbo", Decision.UNSURE, decided_at=WHEN, revoked_at=WHEN)]) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Zorbo,same,Glycerin",
        "[]",
        "{}",
        '{"written": "Zorbo", "decision": "perhaps", "decided_at": "2026-03-14"}',
        '{"written": "Zorbo", "decision": "same", "decided_at": "2026-03-14"}',
        '{"written": "Zorbo", "decision": "unsure", "decided_at": "yesterday"}',
        '{"written": "***", "decision": "unsure", "decided_at": "2026-03-14"}',
        '{"written": 5, "decision": "unsure", "decided_at": "2026-03-14"}',
    ],
)
def test_a_line_that_is_no_decision_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(Problem, match="file, line 2"):
        from_lines(as_lines([unsure("Zorbo")]) + line, "file")
