"""Whole labels read: entries that were cut wrongly are repaired with the vocabulary."""

from __future__ import annotations

import pytest

from ingredient_checker.label.parse import parse_label
from ingredient_checker.matching.read import read_label
from ingredient_checker.matching.resolve import Resolver
from ingredient_checker.matching.resolved import ReadEntry, Status


def read(resolver: Resolver, text: str) -> list[ReadEntry]:
    entries = list(read_label(parse_label(text), resolver).entries)
    assert all(text[e.entry.start : e.entry.end] == e.entry.text for e in entries)
    return entries


def test_two_ingredients_without_a_separator_become_two_entries(resolver: Resolver) -> None:
    entries = read(resolver, "Aqua, geraniol phenoxyethanol, Talc")
    assert [e.entry.text for e in entries] == ["Aqua", "geraniol", "phenoxyethanol", "Talc"]
    assert entries[1].resolved.status is Status.LIKELY


def test_a_list_with_only_spaces_is_read(resolver: Resolver) -> None:
    entries = read(resolver, "propylene glycol dimethicone glycerin ascorbic acid methylparaben")
    assert [e.entry.text for e in entries] == [
        "propylene glycol",
        "dimethicone",
        "glycerin",
        "ascorbic acid",
        "methylparaben",
    ]


def test_a_name_with_a_separator_inside_becomes_one_entry(resolver: Resolver) -> None:
    entries = read(resolver, "Water,Disodium,EDTA,Talc")
    assert [e.entry.text for e in entries] == ["Water", "Disodium,EDTA", "Talc"]


def test_names_joined_by_an_ampersand_are_each_read(resolver: Resolver) -> None:
    entries = read(resolver, "Geraniol & Citronellol, Aqua")
    assert [e.entry.text for e in entries] == ["Geraniol", "Citronellol", "Aqua"]


def test_talk_about_the_product_is_not_counted_as_unread(resolver: Resolver) -> None:
    entries = read(resolver, "-Dream Complex: Helps your skin to glow.\n\nAqua, Glycerin")
    assert [e.entry.text for e in entries] == ["Aqua", "Glycerin"]


def test_an_amount_of_something_unknown_is_never_talk(resolver: Resolver) -> None:
    entries = read(resolver, "-Zorbotene 5%\n\nAqua, Glycerin")
    assert entries[0].entry.text == "Zorbotene 5%"
    assert entries[0].resolved.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Konservierungsstoff: E 202", "E202"),
        ("Conservateurs : E214", "Ethylparaben"),
        ("Preservatives: Sodium Benzoate", "Sodium Benzoate"),
        ("koruyucu: metilparaben", "Methylparaben"),
        ("консерванты: метилпарабен", "Methylparaben"),
    ],
)
def test_a_word_for_what_it_does_before_the_name_is_not_part_of_it(resolver: Resolver, written: str, name: str) -> None:
    entry = read(resolver, f"Aqua, {written}, Glycerin")[1]
    assert [c.name for c in entry.resolved.candidates] == [name]
    assert entry.resolved.status is Status.IDENTIFIED


@pytest.mark.parametrize(
    ("written", "entries"),
    [
        ("Octocrylene 2.8%Water", ["Octocrylene 2.8%", "Water"]),
        ("Farnesol** Citral", ["Farnesol", "Citral"]),
        ("Linalool*made by hand from farming", ["Linalool", "made by hand from farming"]),
        ("Silicam Chlorphenesin", ["Silicam", "Chlorphenesin"]),
        ("Fragrance (Parfum) Propylparaben", ["Fragrance (Parfum)", "Propylparaben"]),
        ("Ethylene, Propylene, Styrene, Copolymer", ["Ethylene, Propylene, Styrene, Copolymer"]),
        ("Saccharina Extract", ["Saccharina Extract"]),
        ("Panax Ginseng Root Extract Propanediol", ["Panax Ginseng Root Extract", "Propanediol"]),
        ("Potassium Sorbate CI 42090 Blue 1", ["Potassium Sorbate", "CI 42090 Blue 1"]),
        ("Citrus Aurantifolia (Lime) Extract", ["Citrus Aurantifolia (Lime) Extract"]),
        ("Iron Oxides (CI 77492, 77491, 77499)", ["Iron Oxides (CI 77492, 77491, 77499)"]),
    ],
)
def test_an_entry_is_cut_where_its_names_end(resolver: Resolver, written: str, entries: list[str]) -> None:
    assert [e.entry.text for e in read(resolver, f"Aqua, {written}, Talc")] == ["Aqua", *entries, "Talc"]


def test_names_in_a_row_are_read_although_one_is_not_known(resolver: Resolver) -> None:
    entries = read(resolver, "Aqua, propylene glycol dimethicone zorbotene methylparaben, Talc")
    statuses = {e.entry.text: e.resolved.status for e in entries}
    assert statuses["propylene glycol"] is statuses["methylparaben"] is Status.LIKELY
    assert statuses["zorbotene"] is Status.UNKNOWN


def test_a_hyphen_left_of_a_lost_number_leaves_the_numbers_open(resolver: Resolver) -> None:
    entry = read(resolver, "Aqua, Benzophenone-, Talc")[1]
    assert entry.resolved.status is Status.AMBIGUOUS
    assert "Benzophenone-3" in {c.name for c in entry.resolved.candidates}
