"""Two records of one person: what was tested stays, nothing is invented, and the stricter decision goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.patch_test.patient import Characteristics, Decision, PatchTestResult, Patient, Strictness
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.patch_test.together import together


def result(allergen: str, grade: Grade = Grade.STRONG, **more: str) -> PatchTestResult:
    return PatchTestResult(allergen, allergen, ResultStatus.POSITIVE, grade, **more)  # type: ignore[arg-type]


def days(patient: Patient) -> dict[str, str]:
    """Allergen -> the day on which it was tested."""
    return {r.allergen: r.tested_on or patient.tested_on for r in patient.results}


def test_what_two_records_say_of_one_person_is_all_there_and_the_kept_one_wins() -> None:
    keep = Patient(
        "Anna",
        "A-1",
        (result("mi"), result("nickel")),
        "2024-05-06",
        characteristics=Characteristics(1961, sites=("hand",), product_kinds="shampoo"),
    )
    other = Patient(
        "A.",
        "B-2",
        (result("mi"),),
        "2019-05-01",
        characteristics=Characteristics(1962, "female", True, sites=("face",)),
    )
    both = together(keep, other)
    assert (both.name, both.number, both.tested_on) == ("Anna", "A-1", "2024-05-06")
    assert both.characteristics == Characteristics(1961, "female", True, None, ("hand", "face"), "shampoo")
    assert both.results == (*keep.results, result("mi", tested_on="2019-05-01"))


def test_the_same_results_stand_once_whatever_sheet_they_were_read_from() -> None:
    keep = Patient("A", results=(result("mi", cell="Sheet1!C7"), result("gold"), result("gold")))
    other = Patient("", results=(result("mi", cell="Export!A2"),))
    assert together(keep, other).results == keep.results
    assert together(keep, keep) == keep


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024-05-06", "", {"mi": "2024-05-06", "nickel": ""}),
        ("", "2024-05-06", {"mi": "", "nickel": "2024-05-06"}),
        ("", "", {"mi": "", "nickel": ""}),
        ("2024-05-06", "2019-01-01", {"mi": "2024-05-06", "nickel": "2019-01-01"}),
    ],
)
def test_no_result_is_given_a_day_that_was_not_recorded(first: str, second: str, expected: dict[str, str]) -> None:
    both = together(Patient("A", "", (result("mi"),), first), Patient("B", "", (result("nickel"),), second))
    assert days(both) == expected


def test_a_record_without_results_takes_the_day_of_the_other() -> None:
    assert together(Patient("A"), Patient("", "", (result("mi"),), "2024-05-06")).tested_on == "2024-05-06"


STRICT = Decision("mi", "", Strictness.STRICT, "Dr A.", "2024-01-01", "severe")
RELEASED = Decision("mi", "", Strictness.RELEASED, "Dr B.", "2025-01-01", "tolerated in use")


@pytest.mark.parametrize(("keep", "other"), [(STRICT, RELEASED), (RELEASED, STRICT)])
def test_of_two_decisions_about_the_same_the_stricter_one_goes_on(keep: Decision, other: Decision) -> None:
    both = together(Patient("A", decisions=(keep,)), Patient("B", decisions=(other,)))
    assert both.valid_decisions == (STRICT,)
    assert len(both.decisions) == 2
    revoked = next(decision for decision in both.decisions if decision.revoked_on)
    assert (revoked.strictness, revoked.revoked_on, revoked.revoked_by) == (
        Strictness.RELEASED,
        "2025-01-01",
        "Dr A.",
    )


def test_decisions_about_different_things_all_hold() -> None:
    tolerated = replace(RELEASED, allergen="", substance="Cetearyl Alcohol")
    both = together(Patient("A", decisions=(STRICT,)), Patient("B", decisions=(tolerated, STRICT)))
    assert both.valid_decisions == (STRICT, tolerated)


_RESULTS = st.lists(
    st.builds(
        result,
        st.sampled_from(["mi", "nickel"]),
        st.sampled_from([Grade.WEAK, Grade.STRONG]),
        tested_on=st.sampled_from(["", "2023-01-02"]),
        cell=st.sampled_from(["", "A1"]),
    ),
    max_size=5,
)
_PATIENTS = st.builds(
    Patient, st.just("A"), st.just(""), _RESULTS.map(tuple), st.sampled_from(["", "2023-01-02", "2024-05-06"])
)


@given(_PATIENTS, _PATIENTS)
def test_every_result_of_either_record_is_there_with_its_day(keep: Patient, other: Patient) -> None:
    both = together(keep, other)
    found = {(r.allergen, r.grade, r.tested_on or both.tested_on) for r in both.results}
    said = {(r.allergen, r.grade, r.tested_on or who.tested_on) for who in (keep, other) for r in who.results}
    assert found == said
