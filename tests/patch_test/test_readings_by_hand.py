"""Readings by hand: negatives that nobody types, days that nobody read, and a test that goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.patch_test.by_hand import ReadingSheet, patch_tests
from ingredient_checker.patch_test.course import course_in_words
from ingredient_checker.patch_test.interpretation import decided_otherwise, decision_in_words, read_again
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus


def reading(text: str) -> Grade | None:
    return next((grade for grade in Grade if grade.value.casefold() == text.casefold()), None)


def untested(name: str) -> PatchTestResult:
    return PatchTestResult(name, name, ResultStatus.NOT_TESTED, None)


def fresh(*names: str, days: tuple[int, ...] = (2, 4)) -> ReadingSheet:
    return ReadingSheet(reading, days=days).with_tests([untested(name) for name in names])


def read(*pairs: tuple[int, str]) -> tuple[Reading, ...]:
    return tuple(Reading(day, reading(text) or Grade.NOT_READ, text) for day, text in pairs)


def kept(name: str, *pairs: tuple[int, str]) -> PatchTestResult:
    return read_again(untested(name), read(*pairs))


def grades(sheet: ReadingSheet, row: int) -> dict[int, str]:
    return {r.day: str(r.grade) for r in sheet.result(row).readings}


def test_one_reading_makes_the_empty_cells_of_its_day_negative() -> None:
    sheet = fresh("nickel", "lanolin").typed(0, 4, "++")
    assert grades(sheet, 0) == {4: "++"}
    assert grades(sheet, 1) == {4: "-"}
    assert sheet.result(1).status is ResultStatus.NEGATIVE


def test_a_day_that_nobody_read_never_becomes_negative() -> None:
    sheet = fresh("nickel", "lanolin").typed(0, 2, "+")
    assert not sheet.is_read(4)
    assert sheet.result(1).status is ResultStatus.UNKNOWN
    assert fresh("nickel").result(0).status is ResultStatus.UNKNOWN


@pytest.mark.parametrize("typed", ["NT", "NR", "maybe"])
def test_not_tested_and_not_read_are_no_reading_of_the_others(typed: str) -> None:
    sheet = fresh("nickel", "lanolin").typed(0, 4, typed)
    assert not sheet.is_read(4)
    assert grades(sheet, 1) == {}


def test_a_day_is_called_read_and_unread_again() -> None:
    sheet = fresh("nickel", "lanolin").called_read(4)
    assert grades(sheet, 1) == {4: "-"}
    assert grades(sheet.called_read(4, read=False), 1) == {}


def test_what_was_typed_by_mistake_and_emptied_reads_nothing() -> None:
    sheet = fresh("nickel", "lanolin").typed(0, 4, "+").typed(0, 4, "")
    assert not sheet.is_read(4)
    assert grades(sheet, 1) == {}


def test_a_test_goes_on_two_days_later_and_nothing_is_doubled() -> None:
    first = fresh("nickel", "lanolin").typed(0, 2, "+")
    patient = first.patient(Patient("A"), None, "2026-11-16")
    again = ReadingSheet.of_test(reading, patch_tests(patient)["2026-11-16"]).with_days((2, 4)).typed(0, 4, "++")
    done = again.patient(patient, "2026-11-16", "2026-11-16")
    assert [r.allergen for r in done.results] == ["nickel", "lanolin"]
    assert [r.status for r in done.results] == [ResultStatus.POSITIVE, ResultStatus.NEGATIVE]
    assert done.tested_on == "2026-11-16"


def test_another_test_later_is_a_test_of_its_own() -> None:
    first = fresh("nickel").typed(0, 4, "+").patient(Patient("A"), None, "2026-03-02")
    both = fresh("nickel").typed(0, 4, "-").patient(first, None, "2026-11-16")
    assert both.tested_on == "2026-03-02"
    assert {day: [r.status for _, r in rows] for day, rows in patch_tests(both).items()} == {
        "2026-03-02": [ResultStatus.POSITIVE],
        "2026-11-16": [ResultStatus.NEGATIVE],
    }


def test_a_single_positive_without_a_day_does_not_get_the_day_of_a_later_test() -> None:
    by_hand = Patient("A", results=(PatchTestResult("MI", "mi", ResultStatus.POSITIVE, Grade.WEAK),))
    both = fresh("nickel").typed(0, 4, "+").patient(by_hand, None, "2026-11-16")
    assert list(patch_tests(both)) == ["", "2026-11-16"]


def test_the_day_of_a_test_can_be_put_right_and_other_tests_keep_theirs() -> None:
    first = fresh("nickel").typed(0, 4, "+").patient(Patient("A"), None, "2026-03-02")
    both = fresh("nickel").typed(0, 4, "-").patient(first, None, "2026-11-16")
    sheet = ReadingSheet.of_test(reading, patch_tests(both)["2026-03-02"])
    moved = sheet.patient(both, "2026-03-02", "2026-03-03")
    assert list(patch_tests(moved)) == ["2026-03-03", "2026-11-16"]


def test_a_row_that_was_not_read_with_the_others_stays_unread() -> None:
    results = (kept("nickel", (2, "+"), (4, "++")), kept("lanolin", (2, "-")))
    sheet = ReadingSheet.of_test(reading, list(enumerate(results)))
    assert sheet.result(1) == results[1]
    assert grades(sheet.called_read(4), 1) == {2: "-", 4: "-"}


def test_a_test_that_was_put_on_later_has_no_earlier_readings() -> None:
    sheet = ReadingSheet.of_test(reading, [(0, kept("nickel", (2, "-")))]).with_days((4,))
    sheet = sheet.with_tests([untested("own cream")]).typed(1, 4, "+")
    assert grades(sheet, 1) == {4: "+"}


def test_days_of_the_record_stay_when_they_are_not_named() -> None:
    sheet = ReadingSheet.of_test(reading, [(0, kept("nickel", (2, "+")))]).with_days((7,))
    assert sheet.days == (2, 7)


def test_only_a_row_that_was_added_here_can_be_taken_out() -> None:
    sheet = ReadingSheet.of_test(reading, [(0, kept("nickel", (2, "+")))]).with_tests([untested("lanolin")])
    assert len(sheet.without(1).rows) == 1
    assert sheet.without(0) == sheet


def test_a_place_of_a_series_is_there_once() -> None:
    place = PatchTestResult("Nickel", "nickel", ResultStatus.NOT_TESTED, None, series="TT36", chamber="1")
    sheet = fresh().with_tests([place]).with_tests([place])
    assert len(sheet.rows) == 1


def test_own_products_and_controls_stay_what_they_are() -> None:
    cream = PatchTestResult("Day cream", "", ResultStatus.OWN_PRODUCT, None, preparation="as is")
    sheet = fresh().with_tests([cream]).typed(0, 4, "++")
    assert (sheet.result(0).status, sheet.result(0).grade) == (ResultStatus.OWN_PRODUCT, Grade.STRONG)


def test_a_control_that_reacts_is_said() -> None:
    control = PatchTestResult("Petrolatum", "", ResultStatus.CONTROL, None)
    sheet = fresh().with_tests([control])
    assert "read the others with doubt" in sheet.typed(0, 4, "+").result(0).note
    assert sheet.typed(0, 4, "-").result(0).note == ""


def test_an_allergen_that_is_not_in_the_data_is_an_unmapped_positive() -> None:
    custom = PatchTestResult("Zorbotene", "", ResultStatus.NOT_TESTED, None)
    patient = fresh().with_tests([custom]).typed(0, 4, "+").patient(Patient("A"), None, "")
    assert [r.as_written for r in patient.unmapped_positives] == ["Zorbotene"]


def test_what_is_decided_stays_beside_its_readings() -> None:
    result = kept("nickel", (2, "+"), (4, "-"))
    decided = decided_otherwise(result, ResultStatus.POSITIVE, Grade.WEAK, "Dr A.", "2026-11-21", "papules, itch")
    assert decided.readings == result.readings
    assert decision_in_words(decided) == (
        "readings mean to decide +; decided positive + by Dr A. on 2026-11-21: papules, itch"
    )
    assert read_again(decided, read((2, "+"), (4, "?+"))).status is ResultStatus.POSITIVE
    back = decided_otherwise(decided, ResultStatus.REVIEW, Grade.WEAK, "Dr A.", "2026-11-22", "no")
    assert (back.decided, back) == ("", result)


def test_a_sheet_s_own_interpretation_goes_on_winning() -> None:
    result = PatchTestResult(
        "N", "nickel", ResultStatus.IRRITANT, Grade.IRRITANT, read((2, "+")), final_as_written="irritativ"
    )
    assert read_again(result, read((2, "+"), (4, "-"))).status is ResultStatus.IRRITANT


@given(
    st.lists(
        st.dictionaries(st.sampled_from((2, 3, 4, 7)), st.sampled_from([g.value for g in Grade]), max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_opening_and_saving_changes_nothing(rows: list[dict[int, str]]) -> None:
    results = tuple(kept(f"a{n}", *sorted(row.items())) for n, row in enumerate(rows))
    patient = Patient("A", "", results, "2026-03-02")
    for day, test in patch_tests(patient).items():
        assert ReadingSheet.of_test(reading, test).patient(patient, day, day) == patient


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ("+ ++ +++", "crescendo"),
        ("++ + -", "fading"),
        ("++ ++", "steady"),
        ("- ++ +", "rises, then fades"),
        ("- - ++", "late"),
        ("- -", ""),
        ("++", ""),
        ("IR ++", ""),
        ("NR + +", "steady"),
    ],
)
def test_the_course_of_a_reaction_has_a_name(readings: str, said: str) -> None:
    assert course_in_words(read(*zip((2, 4, 7), readings.split(), strict=False))) == said
