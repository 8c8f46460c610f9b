"""Rates of positives: right counts, honest intervals, nobody recognisable."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.patch_test.overview import (
    ALWAYS,
    AllergenRow,
    Outcome,
    Overview,
    Period,
    by_year,
    overview,
    wilson,
)
from ingredient_checker.patch_test.patient import Characteristics
from ingredient_checker.patch_test.reading import Grade, ResultStatus

POSITIVE, REVIEW, IRRITANT = ResultStatus.POSITIVE, ResultStatus.REVIEW, ResultStatus.IRRITANT
NEGATIVE, UNKNOWN = ResultStatus.NEGATIVE, ResultStatus.UNKNOWN


def of(allergen: str, day: str = "2024-05-06", **counts: int) -> list[Outcome]:
    """So many patients of each status, each also negative to petrolatum, so that it is known what was tested."""
    statuses = [status for name, count in counts.items() for status in [ResultStatus[name.upper()]] * count]
    found = []
    for patient, status in enumerate(statuses):
        grade = Grade.STRONG if status is POSITIVE else None
        found.append(Outcome(patient, allergen, status, grade, day))
        found.append(Outcome(patient, "petrolatum", NEGATIVE, None, day))
    return found


def row(shown: Overview, allergen: str) -> AllergenRow:
    return next(row for row in shown.allergens if row.allergen == allergen)


def test_a_rate_is_the_positives_of_those_who_were_tested_and_read() -> None:
    found = row(overview(of("mi", positive=10, review=4, irritant=1, negative=85, unknown=7), {}), "mi")
    assert (found.positive.count, found.tested, found.not_read) == (10, 100, 7)
    assert found.positive.share == 0.10
    assert (found.doubtful, found.irritant) == (4, 1)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # of nobody positive the upper end is z² / (n + z²), of everybody the lower one n / (n + z²)
    [(0, 50, 0.0, 0.0714), (15, 50, 0.1910, 0.4375), (10, 100, 0.0552, 0.1744), (1, 1, 0.2065, 1.0)],
)
def test_the_interval_is_that_of_wilson(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=0.0001)


def test_a_patient_counts_once_with_the_strongest_result() -> None:
    outcomes = [
        Outcome(1, "mi", NEGATIVE, Grade.NEGATIVE, "2022-01-01"),
        Outcome(1, "mi", POSITIVE, Grade.WEAK, "2023-01-01"),
        Outcome(1, "mi", POSITIVE, Grade.EXTREME, "2024-01-01"),
        Outcome(1, "mi", REVIEW, Grade.DOUBTFUL, "2024-01-01"),
    ]
    found = row(overview(outcomes, {}), "mi")
    assert (found.positive.count, found.tested, found.doubtful) == (1, 1, 0)
    assert found.positivity_ratio == 0


def test_not_tested_and_unnamed_results_are_in_no_rate() -> None:
    outcomes = [
        Outcome(1, "mi", ResultStatus.NOT_TESTED, None, ""),
        Outcome(1, "", POSITIVE, Grade.WEAK, ""),
        Outcome(1, "nickel", NEGATIVE, Grade.NEGATIVE, ""),
    ]
    assert [found.allergen for found in overview(outcomes, {}).allergens] == ["nickel"]


def test_patients_of_whom_only_positives_are_recorded_would_make_every_rate_a_hundred_percent() -> None:
    outcomes = [*of("mi", positive=1, negative=9), Outcome(77, "mi", POSITIVE, Grade.WEAK, "2024-01-01")]
    shown = overview(outcomes, {})
    assert row(shown, "mi").tested == 10
    assert shown.only_positives == 1
    assert shown.patients == 10


def test_reaction_index_and_positivity_ratio() -> None:
    outcomes = of("mi", positive=6, review=3, irritant=1, negative=20)
    weak = [o._replace(grade=Grade.WEAK) if o.patient < 4 and o.status is POSITIVE else o for o in outcomes]
    found = row(overview(weak, {}), "mi")
    assert found.reaction_index == pytest.approx((6 - 3 - 1) / 10)
    assert found.positivity_ratio == pytest.approx(4 / 6)


def test_positives_of_unknown_strength_are_in_no_positivity_ratio() -> None:
    outcomes = [o._replace(grade=Grade.POSITIVE) for o in of("mi", positive=6, negative=20)]
    assert row(overview(outcomes, {}), "mi").positivity_ratio is None


def test_the_highest_rate_comes_first_and_those_with_few_tested_last() -> None:
    outcomes = [
        *of("mi", positive=5, negative=95),
        *of("nickel", positive=20, negative=80),
        *of("gold", positive=2, negative=1),
    ]
    shown = overview(outcomes, {}, only={"mi", "nickel", "gold"})
    assert [found.allergen for found in shown.allergens] == ["nickel", "mi", "gold"]
    assert [found.is_small for found in shown.allergens] == [False, False, True]
    assert shown.positive_patients.count == 20


@pytest.mark.parametrize(
    ("first", "last", "day", "within"),
    [
        ("2024", "", "2024-01-01", True),
        ("2024", "", "2023-12-31", False),
        ("", "2024", "2024-12-31", True),
        ("2024-05-06", "2024-05-06", "2024-05-06", True),
        ("2024-05-06", "", "2024-05-05", False),
        ("2024-05", "2024-06", "2024-06-30", True),
        ("2024-05", "", "2024", True),
        ("", "2024", "", False),
        ("", "", "", True),
    ],
)
def test_a_period_holds_its_first_and_last_day(first: str, last: str, day: str, within: bool) -> None:
    assert Period(first, last).holds(day) is within


def test_a_period_leaves_out_and_counts_patients_without_a_day() -> None:
    outcomes = [
        *of("mi", positive=1, negative=4),
        Outcome(50, "mi", NEGATIVE, None, ""),
        Outcome(51, "mi", NEGATIVE, None, "in May"),
        Outcome(52, "mi", NEGATIVE, None, "2019-01-01"),
    ]
    shown = overview(outcomes, {}, Period("2024", "2024"))
    assert (row(shown, "mi").tested, shown.undated) == (5, 2)
    assert overview(outcomes, {}).undated == 0
    assert row(overview(outcomes, {}, ALWAYS), "mi").tested == 8


def test_moahlfa_counts_the_unknown_apart() -> None:
    people = {
        0: Characteristics(1984, "male", True, True, ("hand", "face")),
        1: Characteristics(1985, "female", False, None, ("leg",)),
        2: Characteristics(),
    }
    shown = overview(of("mi", "2024-05-06", negative=4), people)
    said = {(item.letter, item.words): (item.rate.count, item.rate.of, item.unknown) for item in shown.moahlfa}
    assert "".join(item.letter for item in shown.moahlfa) == "MOAHLFA"
    assert said["M", "male"] == (1, 2, 2)
    assert said["O", "occupational dermatitis"] == (1, 2, 2)
    assert said["A", "atopic dermatitis"] == (1, 1, 3)
    assert said["H", "hand dermatitis"] == (1, 2, 2)
    assert said["F", "face dermatitis"] == (1, 2, 2)
    assert said["A", "age 40 and over"] == (1, 2, 2)


def test_small_counts_are_hidden_with_all_that_would_give_them_away() -> None:
    outcomes = [
        *of("mi", positive=3, review=9, negative=88),
        *of("nickel", positive=20, review=2, negative=78),
        *of("gold", positive=97, negative=3),
        *of("lead", positive=1, negative=2),
    ]
    shown = overview(outcomes, {0: Characteristics(sex="male")}, only={"mi", "nickel", "gold", "lead"}, hide_below=5)
    mi, nickel, gold = (row(shown, name) for name in ("mi", "nickel", "gold"))
    assert (mi.positive.count, mi.positive.share, mi.positive.interval, mi.reaction_index) == (None, None, None, None)
    assert mi.doubtful == 9
    assert (nickel.positive.count, nickel.doubtful, nickel.reaction_index) == (20, None, None)
    assert gold.positive.count is None  # 97 of 100 would tell of the three
    assert {found.allergen for found in shown.allergens} == {"mi", "nickel", "gold"}
    assert shown.too_few == 1
    assert shown.moahlfa[0].rate.count is None


def test_the_rate_of_each_year_counts_a_patient_once_a_year() -> None:
    outcomes = [*of("mi", "2023-02-03", positive=2, negative=8), *of("mi", "2024-02-03", positive=1, negative=4)]
    outcomes += [Outcome(0, "mi", POSITIVE, Grade.WEAK, "2023-06-01"), Outcome(3, "mi", NEGATIVE, None, "")]
    outcomes += [Outcome(99, "mi", POSITIVE, Grade.WEAK, "2024-06-01")]  # only positives are recorded
    said = [(year, rate.count, rate.of) for year, rate in by_year(outcomes, "mi")]
    assert said == [("2023", 2, 10), ("2024", 1, 5)]
    assert by_year(outcomes, "gold") == ()


_OUTCOMES = st.lists(
    st.builds(
        Outcome,
        st.integers(0, 60),
        st.sampled_from(["mi", "nickel"]),
        st.sampled_from(list(ResultStatus)),
        st.sampled_from([None, *Grade]),
        st.sampled_from(["", "2023-01-02", "2024-05-06", "2024"]),
    ),
    max_size=200,
)


@given(_OUTCOMES)
def test_rates_lie_within_their_intervals_and_order_of_input_does_not_matter(outcomes: list[Outcome]) -> None:
    shown = overview(outcomes, {})
    for found in shown.allergens:
        if found.positive.interval is not None and found.positive.share is not None:
            low, high = found.positive.interval
            assert -1e-12 <= low <= found.positive.share + 1e-12
            assert found.positive.share <= high + 1e-12 <= 1 + 2e-12
    assert overview(outcomes[::-1], {}) == shown


@given(_OUTCOMES)
def test_no_small_count_is_left_where_they_are_hidden(outcomes: list[Outcome]) -> None:
    shown = overview(outcomes, {}, hide_below=5)
    for found in shown.allergens:
        counts = (found.positive.count, found.doubtful, found.irritant, found.not_read)
        assert all(count is None or count == 0 or count >= 5 for count in counts)
        assert found.tested >= 5


def test_no_hidden_count_can_be_worked_out_from_what_is_shown_beside_it() -> None:
    """Whoever knows how it is hidden, and tries every number, is still left with two possible ones."""
    possible: dict[tuple[object, ...], set[tuple[int, int, int]]] = defaultdict(set)
    for weak, strong, doubtful, irritant, negative in product(range(12), repeat=5):
        if 5 <= weak + strong + doubtful + irritant + negative <= 11:
            outcomes = of("mi", positive=weak + strong, review=doubtful, irritant=irritant, negative=negative)
            graded = [o._replace(grade=Grade.WEAK) if o.patient < weak else o for o in outcomes]
            shown = overview(graded, {}, only={"mi"}, hide_below=5).allergens[0]
            said = (shown.tested, shown.positive.count, shown.doubtful, shown.irritant)
            key = (*said, shown.reaction_index, shown.positivity_ratio)
            possible[key].add((weak + strong, doubtful, irritant))
    for shown, counts in possible.items():
        for n in range(3):
            values = {count[n] for count in counts}
            assert len(values) > 1 or values.isdisjoint(range(1, 5)), shown
