"""The fragrance entries that EU labels must name: all are there, and each of their names leads to an allergen."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from ingredient_checker.allergens.allergen import Level, Relation
from ingredient_checker.knowledge_files import data_folder
from ingredient_checker.workbench import Workbench

_IS_IT = (Relation.SAME, Relation.OXIDISES_TO)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (data_folder() / "allergens/eu_fragrance.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_81_entries_and_the_two_banned_ones_are_there(rows: list[dict[str, str]]) -> None:
    in_force = {row["entry"] for row in rows if row["rule"] != "banned"}
    banned = {row["label_name"] for row in rows if row["rule"] == "banned"}
    assert len(in_force) == 81
    assert banned == {"Butylphenyl Methylpropional", "Hydroxyisohexyl 3-Cyclohexene Carboxaldehyde"}
    assert len({row["entry"] for row in rows if row["rule"] == "2003"}) == 24


def test_every_name_that_an_eu_label_may_show_leads_to_its_allergen(
    rows: list[dict[str, str]], workbench: Workbench
) -> None:
    links = workbench.allergens.links_by_substance
    lost = [
        name
        for row in rows
        for name in (row["label_name"], row["member"])
        if not any(
            link.relation in _IS_IT and link.level is Level.AVOID
            for substance in workbench.catalogue.named(name)
            for link in links.get(substance.id, ())
        )
    ]
    assert not lost


def test_a_group_label_and_what_falls_under_it_are_one_allergen(
    rows: list[dict[str, str]], workbench: Workbench
) -> None:
    def allergens_of(name: str) -> set[str]:
        links = workbench.allergens.links_by_substance
        return {
            link.allergen
            for substance in workbench.catalogue.named(name)
            for link in links.get(substance.id, ())
            if link.relation in _IS_IT
        }

    apart = [
        (row["label_name"], row["member"])
        for row in rows
        if not allergens_of(row["label_name"]) & allergens_of(row["member"])
    ]
    assert not apart


def test_only_the_new_rule_has_dates_and_they_are_in_order(rows: list[dict[str, str]]) -> None:
    for row in rows:
        dates = row["new_products_from"], row["all_products_by"]
        if row["rule"] == "2023":
            assert date.fromisoformat(dates[0]) < date.fromisoformat(dates[1])
        else:
            assert dates == ("", "")
