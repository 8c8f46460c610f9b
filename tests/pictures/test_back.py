"""The back and the course: every chamber in its place, every grade told by more than its colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from ingredient_checker.patch_test.interpretation import interpret
from ingredient_checker.patch_test.patient import PatchTestResult
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus
from ingredient_checker.pictures.back import STRONGEST, Back, back_in_words, back_of, back_picture, grade_on
from ingredient_checker.pictures.course import course_picture, courses_picture
from ingredient_checker.pictures.shades import ON_DARK, ON_WHITE

NAMES = {"nickel": "Nickel", "mi": "Methylisothiazolinone"}


def result(name: str, *grades: str, series: str = "", chamber: str = "") -> PatchTestResult:
    readings = tuple(Reading(day, Grade(grade), grade) for day, grade in zip((2, 4, 7), grades, strict=False))
    status, grade, _ = interpret(readings)
    return PatchTestResult(name, name, status, grade, readings, series=series, chamber=chamber)


def back(results: Sequence[PatchTestResult]) -> Back:
    return back_of(list(enumerate(results)), NAMES, {"TT36": "Ready-made", "EBS19": "European baseline"})


def series(code: str, count: int) -> list[PatchTestResult]:
    return [result(f"a{n}", "-", "-", series=code, chamber=str(n)) for n in range(1, count + 1)]


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def luminance(colour: str) -> float:
    return sum(w * (int(colour[at : at + 2], 16) / 255) ** 2.2 for at, w in ((1, 0.2126), (3, 0.7152), (5, 0.0722)))


def test_strips_of_ten_go_down_in_two_columns_of_five() -> None:
    drawn = back(series("EBS19", 30))
    assert [len(strip.chambers) for strip in drawn.strips] == [10, 10, 10]
    first = drawn.strips[0].chambers
    assert first[0].x == first[4].x < first[5].x
    assert first[0].y == first[5].y < first[4].y


def test_the_ready_made_test_has_three_strips_of_twelve() -> None:
    drawn = back(series("TT36", 36))
    assert [len(strip.chambers) for strip in drawn.strips] == [12, 12, 12]
    chambers = drawn.strips[0].chambers
    assert chambers[5].x == chambers[0].x < chambers[6].x


def test_a_chamber_stands_where_its_number_says_in_whatever_order_the_record_is() -> None:
    drawn = back(list(reversed(series("EBS19", 12))))
    assert [chamber.label for chamber in drawn.chambers] == [str(n) for n in range(1, 13)]
    assert drawn.chambers[0].number == 11  # in the record


def test_a_series_is_named_once_a_row_and_by_its_code_where_there_is_no_room() -> None:
    assert [strip.title for strip in back(series("EBS19", 30)).strips] == ["European baseline", "", ""]
    narrow = back_of([(0, result("a1", "-", series="LONG", chamber="1"))], {}, {"LONG": "A very long name of a series"})
    assert [strip.title for strip in narrow.strips] == ["LONG"]


def test_results_without_a_series_stand_in_the_order_of_the_record() -> None:
    drawn = back([result("nickel", "-", "+"), result("mi", "-", "-")])
    assert [(chamber.label, chamber.name) for chamber in drawn.chambers] == [
        ("1", "Nickel"),
        ("2", "Methylisothiazolinone"),
    ]


def test_no_two_chambers_lie_on_each_other_and_all_lie_on_the_back() -> None:
    drawn = back([*series("EBS19", 30), *series("TT36", 36), *(result(f"own{n}", "+") for n in range(3))])
    places = [(chamber.x, chamber.y) for chamber in drawn.chambers]
    assert len(set(places)) == len(places) == 69
    for chamber in drawn.chambers:
        x, y, width, height = chamber.box
        assert x > 0
        assert x + width < drawn.width
        assert y + height < drawn.height
        assert not [c for c in drawn.chambers if c is not chamber and c.holds(x + width / 2, y + height / 2)]


def test_a_list_that_nobody_was_tested_with_is_not_on_the_back() -> None:
    assert back([PatchTestResult("All fragrance", "fragrance", ResultStatus.POSITIVE, None)]).chambers == ()


def test_a_day_shows_its_readings_and_the_strongest_shows_the_strongest() -> None:
    nickel = result("nickel", "++", "+")
    assert (grade_on(nickel, 2), grade_on(nickel, 4), grade_on(nickel, 7)) == (Grade.STRONG, Grade.WEAK, None)
    assert grade_on(nickel, STRONGEST) is Grade.STRONG


def test_every_reaction_is_told_by_its_sign_and_by_name_beside() -> None:
    grades = ("?+", "+", "++", "+++", "IR", "NT")
    drawn = texts(back_picture(back([result(f"a{n}", g) for n, g in enumerate(grades)]), 2, ON_WHITE, with_names=True))
    for grade in grades[:-1]:
        assert drawn.count(grade) == 2
    assert drawn.count("NT") == 1


@pytest.mark.parametrize("shades", [ON_WHITE, ON_DARK])
def test_stronger_reactions_stand_out_more_also_in_grey(shades: object) -> None:
    assert shades in (ON_WHITE, ON_DARK)
    ground = luminance(shades.ground)  # type: ignore[attr-defined]
    reactions = shades.reactions  # type: ignore[attr-defined]
    steps = [
        abs(luminance(reactions[grade].fill) - ground)
        for grade in (Grade.NEGATIVE, Grade.WEAK, Grade.STRONG, Grade.EXTREME)
    ]
    assert steps == sorted(steps)
    assert all(later - earlier > 0.02 for earlier, later in pairwise(steps))
    for grade in (Grade.WEAK, Grade.STRONG, Grade.EXTREME, Grade.IRRITANT, Grade.DOUBTFUL):
        light, dark = sorted((luminance(reactions[grade].fill), luminance(reactions[grade].ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, grade


def test_the_picture_is_said_in_words() -> None:
    said = back_in_words(back([result("nickel", "+", "++"), result("mi", "-", "-"), result("x", "NR", "NR")]), 4)
    assert said == "Back, day 4: 1, Nickel: ++; 1 negative; 1 not read or not tested"


def test_names_from_outside_cannot_break_the_drawing() -> None:
    svg = back_picture(back([result('<b>&"x', "+")]), 2, ON_WHITE, with_names=True)
    assert '1  <b>&"x' in texts(svg)


def test_a_back_without_results_says_so() -> None:
    assert texts(back_picture(back([]), STRONGEST, ON_DARK)) == ["nothing tested yet"]


def test_a_course_is_drawn_for_each_reaction_with_its_word() -> None:
    pairs = [(result("nickel", "+", "++", "+++"), "Nickel"), (result("mi", "++", "-"), "MI")]
    drawn = texts(courses_picture(pairs, ON_WHITE))
    assert {"Nickel", "MI", "crescendo", "fading", "D2", "D7"} <= set(drawn)
    assert "NR" in texts(course_picture(result("x", "+", "NR"), "X", ON_DARK))
    assert courses_picture([], ON_WHITE) == ""
