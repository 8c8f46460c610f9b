"""Readings, headings and relevance as clinics write them."""

from __future__ import annotations

from functools import cache

import pytest

from ingredient_checker.patch_test.reading import Grade
from ingredient_checker.spreadsheets.sheet_words import SheetWords, load_sheet_words


@cache
def words() -> SheetWords:
    return load_sheet_words()


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        *((dash, Grade.NEGATIVE) for dash in ("-", "−", "–", "—", "neg.", "Negativo", "négatif", "0", "o.B.")),
        *((doubt, Grade.DOUBTFUL) for doubt in ("?", "?+", "+?", "(+)", "+/-", "±", "f", "fraglich", "dudoso (?+)")),
        *((weak, Grade.WEAK) for weak in ("+", "1+", "1 +", "schwach positiv", "weak +", "+ (papules)", "late +")),
        *((strong, Grade.STRONG) for strong in ("++", "+ +", "2+", "positivo ++", "++ (vesicles)")),
        *((extreme, Grade.EXTREME) for extreme in ("+++", "+ + +", "3+", "positive (+++)", "+++ bullous")),
        *((yes, Grade.POSITIVE) for yes in ("pos", "YES", "x", "allergisch", "TRUE")),
        *((irritant, Grade.IRRITANT) for irritant in ("IR", "irr.", "Irritativ")),
        *((untested, Grade.NOT_TESTED) for untested in ("NT", "n/t", "not tested", "nicht getestet")),
        *((unread, Grade.NOT_READ) for unread in ("NR", "fell off")),
    ],
)
def test_a_reading_is_understood_however_it_is_written(written: str, grade: Grade) -> None:
    reading = words().reading(written)
    assert reading is not None
    assert reading.grade is grade


@pytest.mark.parametrize("written", ["xyz", "+ (IR)", "++?", "- ?", "earrings", "+++++++"])
def test_what_contradicts_itself_is_not_read(written: str) -> None:
    assert words().reading(written) is None


def test_a_bare_number_has_no_grade_without_a_scale() -> None:
    reading = words().reading("2")
    assert reading is not None
    assert (reading.grade, reading.number) == (None, "2")
    scaled = words().reading("4", words().scheme_called("NACDG"))
    assert scaled is not None
    assert scaled.grade is Grade.DOUBTFUL


def test_a_photo_reading_is_no_plain_positive() -> None:
    reading = words().reading("Ph+")
    assert reading is not None
    assert reading.photo
    assert reading.grade is None


@pytest.mark.parametrize(
    ("written", "role", "day"),
    [
        ("Testsubstanz / Test substance", "allergen", 0),
        ("Nr. / No.", "number", 0),
        ("Konz. / Conc.", "concentration", 0),
        ("48 h", "reading", 2),
        ("72-96 h", "reading", 3),
        ("Lecture J2 (48 h)", "reading", 2),
        ("Lectura 96 h", "reading", 4),
        ("D2 (05.02.)", "reading", 2),
        ("2. Tag", "reading", 2),
        ("7d", "reading", 7),
        ("Bewertung / Interpretation", "final", 0),
        ("Relevance (COADEX)", "relevance", 0),
        ("Positive allergens", "allergen", 0),
    ],
)
def test_a_heading_in_any_language(written: str, role: str, day: int) -> None:
    heading = words().heading(written)
    assert heading is not None
    assert (heading.role, heading.day) == (role, day)


@pytest.mark.parametrize("written", ["AB 1971", "Nickel", "+", "pet", "T.R.U.E. TEST 36 - D. Sample"])
def test_what_is_no_heading(written: str) -> None:
    assert words().heading(written) is None


def test_relevance_letters_and_words() -> None:
    assert words().relevance("O") == words().relevance("alt") == "past"
    assert words().relevance("C") == words().relevance("aktuell") == "current"
    assert words().relevance("D") == "unknown"
    assert words().relevance("because of earrings") == ""


@pytest.mark.parametrize("text", ["+/- or ++", "+ oder -", "+ / - ou +"])
def test_a_plus_or_something_else_is_no_plus(text: str) -> None:
    assert load_sheet_words().reading(text) is None
