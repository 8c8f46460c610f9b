"""The patient list: recent first, found by day and allergen; possible duplicates are hinted at and never merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingredient_checker.library.duplicates import possible_duplicates
from ingredient_checker.library.records import PatientRow, initials
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.record import Record


def positive(*allergens: str, day: str = "") -> tuple[PatchTestResult, ...]:
    return tuple(PatchTestResult(a, a, ResultStatus.POSITIVE, Grade.STRONG, tested_on=day) for a in allergens)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path)


def test_patients_are_listed_with_positives_and_year_of_birth(record: Record) -> None:
    unknown = PatchTestResult("X-999", "", ResultStatus.POSITIVE, Grade.WEAK)
    results = (*positive("mi", "mi", "nickel"), unknown, unknown)
    kept = record.save_patient(Patient("Anna", "7", results, "2024-05-06", characteristics=Characteristics(1984)))
    empty = record.save_patient(Patient("Otto"))
    assert record.patients() == (
        PatientRow(kept, "Anna", "7", "2024-05-06", 3, 1984),
        PatientRow(empty, "Otto", "", "", 0, None),
    )


def test_those_who_were_opened_last_come_first(record: Record) -> None:
    one, two, three = (record.save_patient(Patient(name)) for name in ("A", "B", "C"))
    record.set_current_patient(one)
    assert record.recently_used() == (one, three, two)
    record.set_current_patient(two)
    assert record.recently_used(2) == (two, one)


def test_patients_are_found_by_any_day_of_test(record: Record) -> None:
    whole = record.save_patient(Patient("A", tested_on="2024-03-07"))
    later = record.save_patient(Patient("B", results=positive("mi", day="2024-03-21"), tested_on="2019-01-01"))
    record.save_patient(Patient("C", tested_on="2023-03-07"))
    assert record.tested_on("2024-03") == {whole, later}
    assert record.tested_on("2024-03-07") == {whole}
    assert record.tested_on("%") == set()


def test_patients_are_found_by_what_they_are_positive_to(record: Record) -> None:
    one = record.save_patient(Patient("A", results=positive("mi")))
    two = record.save_patient(Patient("B", results=positive("mci_mi", "nickel")))
    record.save_patient(Patient("C", results=(PatchTestResult("mi", "mi", ResultStatus.NEGATIVE, Grade.NEGATIVE),)))
    assert record.positive_to(["mi"]) == {one}
    assert record.positive_to(["mi", "mci_mi"]) == {one, two}
    assert record.positive_to([]) == set()


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Smith", "AS"), ("Smith, Anna", "SA"), ("AS", "AS"), ("abc", "ABC"), ("", ""), ("Müller-Lüdenscheid", "ML")],
)
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert initials(name) == letters


ANNA = PatientRow(1, "Anna Smith", "2024-0311", "2024-05-06", 2, 1984)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (PatientRow(2, "", "2024 0311", "", 0), "same number"),
        (PatientRow(2, "AS", "", "", 0, 1984), "same name and year of birth"),
        (PatientRow(2, "Smith, Anna", "X", "", 0, 1984), "same name and year of birth"),
        (PatientRow(2, "A. Smith", "X", "", 0, 1984), "same name and year of birth"),
        (PatientRow(2, "anna smith", "X", "", 0, 1984), "same name and year of birth"),
        (PatientRow(2, "Anton Seidel", "", "", 0, 1984), ""),
        (PatientRow(2, "Anton Seidel", "2024-0311", "", 0), ""),
        (PatientRow(2, "AS", "", "", 0, 1985), ""),
        (PatientRow(2, "Anna Smith", "", "2024-05-06", 2), "same day of test and same positives"),
        (PatientRow(2, "", "", "2024-05-06", 2), ""),  # two positives alike may be chance
    ],
)
def test_records_that_may_be_of_one_person(other: PatientRow, why: str) -> None:
    same = frozenset({"mi", "nickel"})
    found = possible_duplicates([ANNA, other], {1: same, 2: same if other.tested_on else frozenset()})
    assert [hint.why for hint in found] == ([why] if why else [])


def test_many_positives_alike_on_one_day_are_hardly_chance() -> None:
    same = frozenset({"mi", "nickel", "gold"})
    found = possible_duplicates([ANNA, PatientRow(2, "", "", "2024-05-06", 3)], {1: same, 2: same})
    assert [(hint.first, hint.second) for hint in found] == [(1, 2)]


def test_two_persons_are_not_hinted_at_again(record: Record) -> None:
    one = record.save_patient(Patient("AS", "7"))
    two = record.save_patient(Patient("AS", "7"))
    three = record.save_patient(Patient("AS", "7"))
    assert [hint.pair for hint in record.possible_duplicates()] == [(one, two), (two, three)]
    record.keep_apart(two, one)
    assert [hint.pair for hint in record.possible_duplicates()] == [(two, three)]
