"""What readings mean together: each rule of the clinic as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.patch_test.interpretation import interpret, positives_of
from ingredient_checker.patch_test.patient import PatchTestResult as Result
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus

SIGNS = {"-": Grade.NEGATIVE, "?": Grade.DOUBTFUL, "+": Grade.WEAK, "++": Grade.STRONG, "+++": Grade.EXTREME}
SIGNS |= {"IR": Grade.IRRITANT, "NT": Grade.NOT_TESTED, "NR": Grade.NOT_READ, "pos": Grade.POSITIVE}


def readings(text: str) -> tuple[Reading, ...]:
    """ "2+ 4++" -> readings of day 2 and day 4."""
    return tuple(Reading(int(part[0]), SIGNS[part[1:]], part[1:]) for part in text.split())


@pytest.mark.parametrize(
    ("written", "status", "grade"),
    [
        ("2- 4-", ResultStatus.NEGATIVE, Grade.NEGATIVE),
        ("2- 4+ 7++", ResultStatus.POSITIVE, Grade.STRONG),
        ("2+++ 4+", ResultStatus.POSITIVE, Grade.WEAK),
        ("2- 4- 7+", ResultStatus.POSITIVE, Grade.WEAK),
        ("3+", ResultStatus.POSITIVE, Grade.WEAK),
        ("2- 4+ 7?", ResultStatus.POSITIVE, Grade.WEAK),
        ("2? 4-", ResultStatus.NEGATIVE, Grade.NEGATIVE),
        ("2- 4?", ResultStatus.REVIEW, Grade.DOUBTFUL),
        ("2? 4IR 7-", ResultStatus.IRRITANT, Grade.IRRITANT),
        ("2IR 7-", ResultStatus.IRRITANT, Grade.IRRITANT),
        ("2NT 4NT", ResultStatus.NOT_TESTED, Grade.NOT_TESTED),
        ("4pos", ResultStatus.POSITIVE, Grade.POSITIVE),
        ("2- 4NR 7+", ResultStatus.POSITIVE, Grade.WEAK),
    ],
)
def test_day_three_and_later_decide(written: str, status: ResultStatus, grade: Grade) -> None:
    assert interpret(readings(written))[:2] == (status, grade)


def test_a_fading_d2_reaction_goes_to_review() -> None:
    status, _, note = interpret(readings("2+ 4- 7-"))
    assert status is ResultStatus.REVIEW
    assert "fading" in note


def test_a_reaction_on_d2_with_nothing_read_later_is_positive_and_marked() -> None:
    assert interpret(readings("2++")) == (ResultStatus.POSITIVE, Grade.STRONG, "only day 2 recorded")


def test_negative_on_d2_and_not_read_later_is_unknown_not_negative() -> None:
    assert interpret(readings("2-"))[0] is ResultStatus.UNKNOWN
    assert interpret(readings("2- 4NR"))[:2] == (ResultStatus.UNKNOWN, Grade.NOT_READ)


def test_irritant_on_one_day_and_positive_on_another_goes_to_review() -> None:
    assert interpret(readings("2IR 4+"))[0] is ResultStatus.REVIEW
    assert interpret(readings("2+ 4IR"))[0] is ResultStatus.REVIEW


def test_nothing_read_at_all_is_not_negative() -> None:
    assert interpret([])[0] is ResultStatus.NOT_TESTED
    assert interpret(readings("2NR 4NR"))[0] is ResultStatus.UNKNOWN


@pytest.mark.parametrize(
    ("written", "final", "status", "grade"),
    [
        ("2+ 3-", Grade.IRRITANT, ResultStatus.IRRITANT, Grade.IRRITANT),
        ("2+ 4++", Grade.NEGATIVE, ResultStatus.NEGATIVE, Grade.NEGATIVE),
        ("2+ 4++", Grade.WEAK, ResultStatus.POSITIVE, Grade.WEAK),
        ("2+ 4++", Grade.POSITIVE, ResultStatus.POSITIVE, Grade.STRONG),
        ("2- 4-", Grade.POSITIVE, ResultStatus.POSITIVE, Grade.POSITIVE),
        ("2- 4+", Grade.DOUBTFUL, ResultStatus.REVIEW, Grade.DOUBTFUL),
        ("", Grade.POSITIVE, ResultStatus.POSITIVE, Grade.POSITIVE),
    ],
)
def test_a_filled_final_column_wins(written: str, final: Grade, status: ResultStatus, grade: Grade) -> None:
    assert interpret(readings(written), final)[:2] == (status, grade)


def test_a_final_column_that_says_not_read_leaves_it_to_the_readings() -> None:
    assert interpret(readings("4+"), Grade.NOT_READ)[0] is ResultStatus.POSITIVE


def test_a_late_reaction_is_named_so() -> None:
    assert "late" in interpret(readings("2- 4- 7+"))[2]
    assert interpret(readings("2+ 7++"))[2] == ""


all_readings = st.lists(
    st.builds(Reading, st.sampled_from([2, 3, 4, 5, 7, 10]), st.sampled_from(list(Grade)), st.just("")), max_size=6
)


@given(all_readings)
def test_a_positive_reading_is_never_called_negative(written: list[Reading]) -> None:
    status, grade, _ = interpret(written)
    if any(r.grade.is_positive for r in written):
        assert status in (ResultStatus.POSITIVE, ResultStatus.REVIEW)
    if status is ResultStatus.POSITIVE:
        assert grade is not None
        assert grade.is_positive


@given(all_readings)
def test_the_order_of_readings_does_not_matter(written: list[Reading]) -> None:
    assert interpret(written)[:2] == interpret(written[::-1])[:2]


def result(allergen: str, grade: Grade, status: ResultStatus = ResultStatus.POSITIVE, relevance: str = "") -> Result:
    return Result(f"{allergen} as written", allergen, status, grade, relevance=relevance)


def test_an_allergen_tested_twice_is_one_positive_with_its_strongest_grade() -> None:
    patient = Patient(
        "A",
        results=(
            result("ppd", Grade.WEAK, relevance="past"),
            result("ppd", Grade.STRONG),
            result("nickel", Grade.NEGATIVE, ResultStatus.NEGATIVE),
        ),
    )
    (positive,) = positives_of(patient, {"ppd": "p-Phenylenediamine"})
    assert (positive.allergen, positive.grade, positive.relevance) == ("ppd", Grade.STRONG, "past")
    assert positive.name == "p-Phenylenediamine"


def test_doubtful_irritant_and_unmapped_results_are_no_positives() -> None:
    patient = Patient(
        "A",
        results=(
            result("mi", Grade.DOUBTFUL, ResultStatus.REVIEW),
            result("cobalt", Grade.IRRITANT, ResultStatus.IRRITANT),
            result("", Grade.STRONG),
        ),
    )
    assert positives_of(patient, {}) == ()
    assert len(patient.unmapped_positives) == 1


def test_relevance_never_takes_a_positive_off_the_list() -> None:
    patient = Patient("A", results=(result("nickel", Grade.WEAK, relevance="not relevant"),))
    assert [p.allergen for p in positives_of(patient, {})] == ["nickel"]
