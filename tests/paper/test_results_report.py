"""The patch test on paper: the back and the courses are drawn, and what a person has decided is said."""

from __future__ import annotations

import base64
import re
from datetime import date
from html import unescape

from ingredient_checker.paper.results_report import results_report
from ingredient_checker.patch_test.interpretation import decided_otherwise, read_again
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus
from ingredient_checker.workbench import Workbench

DAY = date(2026, 11, 21)


def result(
    allergen: str, *grades: str, tested_on: str = "", relevance: str = "", certainty: str = ""
) -> PatchTestResult:
    readings = tuple(Reading(day, Grade(grade), grade) for day, grade in zip((2, 4, 7), grades, strict=False))
    untested = PatchTestResult(
        allergen, allergen, ResultStatus.NOT_TESTED, None, tested_on=tested_on, relevance=relevance, certainty=certainty
    )
    return read_again(untested, readings)


def drawings(html: str) -> list[str]:
    return [base64.b64decode(found).decode() for found in re.findall(r"svg\+xml;base64,([^\"]+)", html)]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def paper(workbench: Workbench, *results: PatchTestResult) -> str:
    known = Characteristics(1971, "female", True, None, ("hand",))
    return results_report(Patient("Ann", "", results, "2026-11-16", characteristics=known), workbench.allergens, DAY)


def test_the_back_and_the_courses_are_drawn_with_names(workbench: Workbench) -> None:
    back, courses = drawings(paper(workbench, result("nickel", "+", "++"), result("mi", "-", "-")))
    assert ">1  Nickel<" in back
    assert "The back" in back
    assert "crescendo" in courses
    assert "Methylisothiazolinone" not in courses  # negative all the time


def test_each_test_has_its_own_back(workbench: Workbench) -> None:
    html = paper(workbench, result("nickel", "+", "++"), result("mi", "+", "+", tested_on="2026-12-01"))
    backs = [drawing for drawing in drawings(html) if "The back" in drawing]
    assert ["test of 16 November 2026" in backs[0], "test of 1 December 2026" in backs[1]] == [True, True]
    assert "test of 1 December 2026" in words(html)


def test_relevance_exposure_and_what_was_decided_stand_with_the_result(workbench: Workbench) -> None:
    nickel = result("nickel", "+", "+", relevance="current", certainty="probable")
    decided = decided_otherwise(nickel, ResultStatus.IRRITANT, Grade.IRRITANT, "Dr A.", "2026-11-20", "follicular")
    text = words(paper(workbench, decided))
    assert "readings mean positive +; decided irritant by Dr A. on 2026-11-20: follicular" in text
    assert "current · probable" in text
    assert "born 1971, female, hand, from work" in text


def test_a_patient_who_was_never_tested_has_no_picture(workbench: Workbench) -> None:
    by_hand = PatchTestResult("Nickel", "nickel", ResultStatus.POSITIVE, Grade.WEAK)
    assert drawings(paper(workbench, by_hand)) == []
    assert "No result is recorded" in words(paper(workbench))
