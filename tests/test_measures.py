"""The measures can be trusted: what got worse is told, the same is asked each time, nothing of a label is kept."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.baseline import Measured, compare, id_of, save
from benchmarks.claims import invented_claims
from benchmarks.degraded import DAMAGES, Damage, Piece, damaged, judged
from benchmarks.naive import NaiveWays
from ingredient_checker.workbench import Workbench

LABEL = "Aqua, Sodium Chloride, Propylene Glycol, Helianthus Annuus Seed Oil, Tocopherol"


def _measured(**faults: int) -> Measured:
    return Measured("a question", {"right": sum(not n for n in faults.values())}, dict(faults))


def test_what_got_worse_and_what_got_better_is_told_case_by_case(tmp_path: Path) -> None:
    save([_measured(one=0, two=2, three=1)], tmp_path / "baseline.json")
    told = list(compare([_measured(one=1, two=1, three=1)], tmp_path / "baseline.json"))
    assert told == [
        "REGRESSED  a question one: faults 0 -> 1",
        "IMPROVED   a question two: faults 2 -> 1",
        "a question: right 1 -> 0",
    ]


def test_the_same_again_is_no_change(tmp_path: Path) -> None:
    save([_measured(one=0, two=2)], tmp_path / "baseline.json")
    assert list(compare([_measured(one=0, two=2)], tmp_path / "baseline.json")) == []


def test_a_part_measured_keeps_the_rest_of_the_baseline(tmp_path: Path) -> None:
    save([_measured(one=1), Measured("another", {"found": 3}, {"x": 1})], tmp_path / "baseline.json")
    save([_measured(one=0)], tmp_path / "baseline.json")
    assert list(compare([Measured("another", {"found": 3}, {"x": 1})], tmp_path / "baseline.json")) == []


def test_what_is_said_of_a_label_stays_on_the_screen(tmp_path: Path) -> None:
    answer = Measured("a question")
    answer.case(id_of(LABEL), 1, "Helianthus Annuus Seed Oil")
    save([answer], tmp_path / "baseline.json")
    assert "Helianthus" not in (tmp_path / "baseline.json").read_text("utf-8")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: f"{d.kind} {d.strength}")
def test_damage_is_the_same_each_time_and_its_places_are_known(damage: Damage) -> None:
    pieces = [Piece(name, frozenset()) for name in LABEL.split(", ")] * 8
    text, spans = damaged(pieces, damage, random.Random(1))
    assert (text, spans) == damaged(pieces, damage, random.Random(1))
    assert len(spans) == len(pieces)
    assert text[spans[0][0] : spans[-1][1]] == text
    assert (text == ", ".join([LABEL] * 8)) == (damage.kind == "none")


def test_a_flag_counts_for_the_name_it_stands_at() -> None:
    pieces = [Piece("Aqua", frozenset()), Piece("Lanolin", frozenset({"lanolin"})), Piece("Talc", frozenset())]
    spans = [(0, 4), (6, 13), (15, 19)]
    assert judged(pieces, spans, [(6, 13, {"lanolin"})], Counter(), "way") == (0, 0)
    assert judged(pieces, spans, [(15, 19, {"lanolin"})], Counter(), "way") == (1, 1)
    assert judged(pieces, spans, [(0, 19, {"lanolin", "mi"})], Counter(), "way") == (0, 1)


def test_every_naive_way_finds_a_name_that_is_spelt_rightly(workbench: Workbench) -> None:
    naive = NaiveWays(workbench.allergens, workbench.catalogue, ("propylene_glycol",))
    for way in naive.ways.values():
        places = {LABEL[start:end].strip().strip(",").strip() for start, end, _ in way(LABEL)}
        assert "Propylene Glycol" in places


def test_each_invented_claim_names_all_three_and_is_called_by_itself() -> None:
    claims = list(invented_claims())
    assert len({claim.id for claim in claims}) == len(claims)
    assert all("triclos" in claim.text.lower() for claim in claims)
    assert not any(letter in claim.text.split() for claim in claims for letter in "XYZ")
