"""Patch-test series: every member is there, leads to an allergen and is understood under its printed name."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ingredient_checker.allergens.allergen import SeriesPosition
from ingredient_checker.allergens.naming import How
from ingredient_checker.workbench import Workbench


@pytest.fixture(scope="session")
def positions(workbench: Workbench) -> dict[str, list[SeriesPosition]]:
    """The positions of each series by its code."""
    series: dict[str, list[SeriesPosition]] = {}
    for position in workbench.allergens.series_positions:
        series.setdefault(position.series, []).append(position)
    return series


SIZES = {"TT36": 36, "TT24": 24, "ACDS20": 90, "ACDS17": 80, "NAC80": 80, "EBS19": 30, "SE24": 29, "BR30": 30}


@pytest.mark.parametrize(("series", "size"), SIZES.items())
def test_every_numbered_position_of_the_series_is_present(
    positions: dict[str, list[SeriesPosition]], series: str, size: int
) -> None:
    assert [p.position for p in positions[series]] == [str(number) for number in range(1, size + 1)]


def test_every_position_leads_to_an_allergen_except_the_empty_patch(workbench: Workbench) -> None:
    known = workbench.allergens.allergens
    without = [p for p in workbench.allergens.series_positions if p.allergen not in known]
    assert [(p.series, p.position) for p in without] == [("TT36", "9")]


def test_an_allergen_knows_every_series_that_tests_it(workbench: Workbench) -> None:
    nickel = workbench.allergens.get("nickel").series
    assert {"TT36", "TT24", "ACDS20", "NAC80", "EBS19", "SE24"} <= set(nickel)
    assert len(nickel) == len(set(nickel))


def test_each_test_of_a_series_is_understood_on_a_result_sheet_or_asked_about(workbench: Workbench) -> None:
    not_understood = []
    for position in workbench.allergens.series_positions:
        found = workbench.naming.on_sheet(position.as_printed)
        if not position.allergen:
            assert found.how is How.CONTROL
        elif found.allergens != (position.allergen,) and not (found.ask and position.allergen in found.allergens):
            not_understood.append((position.series, position.as_printed, found.allergens))
    assert not_understood == []


def test_a_printed_name_with_its_preparation_is_the_same_test(workbench: Workbench) -> None:
    for position in workbench.allergens.series_positions:
        if position.allergen and position.concentration and position.vehicle not in ("", "film"):
            written = f"{position.as_printed} {position.concentration} {position.vehicle}"
            bare = workbench.naming.on_sheet(position.as_printed)
            found = workbench.naming.on_sheet(written)
            assert found.allergens == bare.allergens, written
            assert found.preparation, written


def test_a_dose_of_the_ready_made_panel_is_given_for_each_of_its_allergens(
    positions: dict[str, list[SeriesPosition]],
) -> None:
    for series in ("TT36", "TT24"):
        doses = [p.concentration for p in positions[series] if p.allergen]
        assert all(re.fullmatch(r"\d\.\d+ mg/cm2", dose) for dose in doses)


def test_tests_that_are_made_up_in_water_are_not_said_to_be_in_petrolatum(
    positions: dict[str, list[SeriesPosition]],
) -> None:
    in_water = {"formaldehyde", "mci_mi", "mi", "capb", "amidoamine"}
    made_up = [p for rows in positions.values() for p in rows if p.allergen in in_water]
    assert Counter(p.vehicle for p in made_up if p.vehicle not in ("", "film")).keys() == {"aq"}


def test_what_is_from_memory_says_so(workbench: Workbench) -> None:
    for position in workbench.allergens.series_positions:
        assert not (position.verified and position.source.split() == ["M"])
        assert bool(position.concentration or position.vehicle) == bool(position.preparation_source)


def test_a_position_without_a_number_is_not_looked_up_by_number(workbench: Workbench) -> None:
    assert workbench.naming.position("SIDAPA12", "") is None
    assert "SIDAPA12" not in workbench.naming.series
    assert workbench.naming.series_size("SIDAPA12") == 0


def test_the_page_of_an_allergen_names_a_series_without_numbers_too(workbench: Workbench) -> None:
    series = workbench.allergen_page("hicc").series
    assert ("Italian SIDAPA series 2012", "") in {(place.series_name, place.position) for place in series}
    assert len(series) == len(set(series))


def test_a_concentration_from_memory_is_said_to_be_possible_though_the_member_is_sure(
    positions: dict[str, list[SeriesPosition]],
) -> None:
    dmapa = next(p for p in positions["NAC80"] if p.allergen == "dmapa")
    assert (dmapa.verified, dmapa.in_doubt) == (True, "(concentration possible)")
    nickel = next(p for p in positions["SE24"] if p.allergen == "nickel")
    assert nickel.in_doubt == ""


def test_the_source_of_a_concentration_is_cited_on_the_page(workbench: Workbench) -> None:
    assert "TESTS_DE" in workbench.allergen_page("benzylhemiformal").cited
