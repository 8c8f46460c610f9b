"""The rates as a picture and on paper: whole, escaped, and nobody in it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ingredient_checker.gui.printing import write_pdf
from ingredient_checker.paper.overview import overview_lines, overview_paper, overview_table
from ingredient_checker.paper.rates_chart import IN_THE_DARK, ON_PAPER, rates_chart
from ingredient_checker.patch_test.overview import Outcome, Overview, Period, overview
from ingredient_checker.patch_test.reading import Grade, ResultStatus

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 3, 12)


def found(allergens: int, patients: int = 40, hide_below: int = 0) -> Overview:
    """Allergen n is positive in the first n patients."""
    outcomes = [
        Outcome(patient, f"a{n}", *_result(patient < n), "2024-05-06")
        for n in range(allergens)
        for patient in range(patients)
    ]
    outcomes += [Outcome(patient, "a0", ResultStatus.NEGATIVE, None, "2024-05-06") for patient in range(patients)]
    return overview(outcomes, {}, Period("2024", "2024"), None, hide_below)


def _result(positive: bool) -> tuple[ResultStatus, Grade | None]:
    return (ResultStatus.POSITIVE, Grade.STRONG) if positive else (ResultStatus.NEGATIVE, None)


def bars(svg: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(f"{SVG}g")


@pytest.mark.parametrize("allergens", [1, 5, 150])
@pytest.mark.parametrize("colours", [ON_PAPER, IN_THE_DARK])
@pytest.mark.parametrize("width", [520, 960])
def test_the_picture_has_a_bar_with_its_numbers_for_every_allergen(allergens, colours, width) -> None:  # type: ignore[no-untyped-def]
    svg = rates_chart(found(allergens).allergens, {}, colours, width=width)
    drawn = bars(svg)
    assert len(drawn) == allergens
    for bar in drawn:
        (rect,) = bar.findall(f"{SVG}rect")
        assert float(rect.get("x", "")) + float(rect.get("width", "")) <= width - 150
        assert " % · " in bar.findall(f"{SVG}text")[1].text  # type: ignore[operator]


def test_longer_bars_stand_for_higher_rates_in_the_same_measure() -> None:
    lengths = [float(bar.find(f"{SVG}rect").get("width")) for bar in bars(rates_chart(found(5).allergens, {}))]  # type: ignore[union-attr, arg-type]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == pytest.approx(4 * lengths[3], abs=0.5)
    assert lengths[-1] == 0


def test_names_are_escaped_and_long_ones_cut_with_the_whole_name_kept() -> None:
    name = 'A <b> & "very" long name of an allergen that no chart has room for, and more of it'
    (bar, *_) = bars(rates_chart(found(2).allergens, {"a1": name}))
    assert bar.find(f"{SVG}title").text.startswith(name)  # type: ignore[union-attr]
    assert bar.findall(f"{SVG}text")[0].text.endswith("…")  # type: ignore[union-attr]


def test_few_tested_are_drawn_hollow_under_a_heading_of_their_own() -> None:
    svg = rates_chart(found(3, patients=12).allergens, {})
    assert "fewer than 30 tested" in svg
    assert {bar.find(f"{SVG}rect").get("fill") for bar in bars(svg)} == {"none"}  # type: ignore[union-attr]


def test_nothing_hidden_is_left_in_the_picture_the_paper_or_the_table() -> None:
    hidden = found(8, hide_below=5)
    svg = rates_chart(hidden.allergens, {})
    html = overview_paper(hidden, {}, "all allergens", DAY, "2026.11")
    headings, rows = overview_table(hidden, {})
    for n in (1, 2, 3, 4):
        assert f"a{n}" not in svg
        row = next(row for row in rows if row[0] == f"a{n}")
        assert row[headings.index("Positive") : headings.index("95 % to") + 1] == (None, None, None, None)
    assert "a5" in svg
    assert "· 4 of 40" not in html + svg
    assert "Counts of fewer than 5 patients are hidden" in html


def test_the_paper_holds_every_allergen_and_a_picture_of_the_first(tmp_path: Path, qapp: object) -> None:
    target = tmp_path / "overview.pdf"
    write_pdf(overview_paper(found(60), {}, "all allergens", DAY, "2026.11"), target, "Positive patch tests")
    reader = PdfReader(target)
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    for part in ("Positive patch tests", "2024 · all allergens", "40 patients tested", "MOAHLFA", "34 of 60 allergens"):
        assert part in text
    assert all(f"a{n} " in text for n in range(60))
    drawn = [kept.get_object() for kept in reader.pages[0]["/Resources"]["/XObject"].values()]
    (picture,) = [thing for thing in drawn if thing["/Subtype"] == "/Image"]
    assert picture["/Width"] > 2000


def test_the_lines_above_a_table_say_what_was_counted() -> None:
    lines = overview_lines(found(3), "European baseline series")
    assert lines[0] == "Positive patch tests, 2024, European baseline series"
    assert lines[1] == "40 patients tested; positive to at least one: 2 of 40, 5.0 %."


def test_an_index_of_which_nothing_is_recorded_is_one_line() -> None:
    assert overview_lines(found(3), "all allergens")[2] == "MOAHLFA index: nothing is recorded for it"
