"""Entries, sections, claims and doubts of whole labels; the labels are invented on the patterns of real ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.label.label import Section
from ingredient_checker.label.parse import parse_label
from ingredient_checker.problem import Problem


def names(text: str, section: Section | None = None) -> list[str]:
    return [e.text for e in parse_label(text).entries if section is None or e.section is section]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua, Glycerin,Parfum.", ["Aqua", "Glycerin", "Parfum"]),
        ("Aqua; Glycerin; Parfum", ["Aqua", "Glycerin", "Parfum"]),
        ("Aqua • Glycerin • Parfum", ["Aqua", "Glycerin", "Parfum"]),
        ("aqua | glycerin | parfum", ["aqua", "glycerin", "parfum"]),
        ("Aqua\nGlycerin\nParfum\nCitral", ["Aqua", "Glycerin", "Parfum", "Citral"]),
        ("AQUA - GLYCERIN - PARFUM - CITRAL - TALC", ["AQUA", "GLYCERIN", "PARFUM", "CITRAL", "TALC"]),
        ("Aqua. Mineral Oil (Paraffinum Liquidum). Talc.", ["Aqua", "Mineral Oil (Paraffinum Liquidum)", "Talc"]),
        ("Aqua,, , Parfum,", ["Aqua", "Parfum"]),
        ("Water, Glycerin, and Phenoxyethanol", ["Water", "Glycerin", "Phenoxyethanol"]),
        ("Coco-Glucoside (and) Glyceryl Oleate, Aqua", ["Coco-Glucoside", "Glyceryl Oleate", "Aqua"]),
    ],
)
def test_lists_are_taken_apart_at_every_separator_in_use(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "1,2-Hexanediol",
        "1, 2-Hexanediol",
        "2-Bromo-2-Nitropropane-1,3-Diol",
        "2-Bromo-2-Nitropropane-1, 3-Diol",
        "N,N-Bis(2-Hydroxyethyl)-p-Phenylenediamine Sulfate",
        "Iron Oxides (CI 77491, CI 77492, CI 77499)",
        "Aqua (Water, Eau)",
    ],
)
def test_a_comma_inside_a_name_does_not_cut_it(name: str) -> None:
    assert names(f"Aqua, {name}, Parfum")[-2] == name


def test_a_numbered_name_before_a_locant_is_kept_apart() -> None:
    assert names("Aqua, PEG-8, 1,2-Hexanediol") == ["Aqua", "PEG-8", "1,2-Hexanediol"]
    assert names("Aqua,Polysorbate 20,1,2-Hexanediol") == ["Aqua", "Polysorbate 20", "1,2-Hexanediol"]


def test_an_unclosed_bracket_does_not_swallow_the_list() -> None:
    assert "Methylisothiazolinone" in names("Aqua, Stellaria Media (Chickweed Extract, Citral, Methylisothiazolinone")


def test_active_and_inactive_ingredients_are_told_apart() -> None:
    label = parse_label("Active ingredients: Octocrylene 7%, Zinc Oxide 3%. Inactive ingredients: Water, Parfum")
    assert [(e.text, e.section) for e in label.entries] == [
        ("Octocrylene 7%", Section.ACTIVE),
        ("Zinc Oxide 3%", Section.ACTIVE),
        ("Water", Section.INACTIVE),
        ("Parfum", Section.INACTIVE),
    ]


def test_shades_that_a_pack_may_contain_are_a_section_of_their_own() -> None:
    assert names("Talc, Mica. [+/- May Contain: CI 77491, CI 77891]", Section.MAY_CONTAIN) == ["CI 77491", "CI 77891"]


@pytest.mark.parametrize(
    "text",
    [
        "Aqua, Glycerin. FREE OF: lanolin, parabens, perfume",
        "Aqua, Glycerin. Free from lanolin, parabens and perfume.",
        "Aqua, Glycerin.\n\nThis brand's creams are formulated without:\n\nLanolin, Parabens, Perfume.",
        "Aqua, Glycerin. Ohne Lanolin, Parabene, Parfum.",
        "Aqua, Glycerin. Sans lanoline, parabènes, parfum.",
        "Aqua, Glycerin. 0% parabens, lanolin.",
        "Lanolin-free, paraben-free. Ingredients: Aqua, Glycerin.",
        "No Lanolin & Parabens Ingredients: Aqua, Glycerin",
        "Aqua, Glycerin.\n\nMade without:\n\nFats, Talc (10 or our creams are made without:\n\nLanolin, Perfume.",
    ],
)
def test_what_is_said_to_be_absent_is_a_claim_and_not_an_ingredient(text: str) -> None:
    listed = [e.text for e in parse_label(text).entries if e.section is not Section.CLAIM]
    assert listed == ["Aqua", "Glycerin"]


def test_a_claim_inside_the_list_ends_with_its_item() -> None:
    assert names("Aqua, Glycerin, Parfum without phthalates, Citral", Section.INGREDIENTS) == [
        "Aqua",
        "Glycerin",
        "Parfum",
        "Citral",
    ]


def test_phthalate_free_fragrance_is_still_a_fragrance() -> None:
    assert "Fragrance" in names("Water, Phthalate-Free Fragrance, Mica", Section.INGREDIENTS)


def test_a_product_name_with_a_claim_does_not_hide_its_list() -> None:
    assert names("Fragrance Free 3.3 oz: Water, Methylparaben, Talc", Section.INGREDIENTS) == [
        "Water",
        "Methylparaben",
        "Talc",
    ]


def test_free_radicals_are_no_claim() -> None:
    assert names("Tocopherol fights free radicals on your skin.\n\nAqua, Parfum", Section.CLAIM) == []


def test_a_statement_that_an_oil_brings_limonene_counts_as_present() -> None:
    label = parse_label(
        "Linalool and Limonene have not been added, but are natural components of the oil. Ingredients: Aqua, Glycerin"
    )
    assert [(e.text, e.section, e.declared) for e in label.entries[:2]] == [
        ("Linalool", Section.MENTIONED, True),
        ("Limonene", Section.MENTIONED, True),
    ]


def test_actives_that_stand_only_in_a_highlight_line_are_looked_at() -> None:
    label = parse_label("-Avobenzone 3%, Octocrylene 7%: filters\n\nWater, Glycerin, Talc")
    assert [(e.text, e.declared) for e in label.entries if e.section is Section.MENTIONED] == [
        ("Avobenzone 3%", True),
        ("Octocrylene 7%", True),
    ]


def test_a_footnote_glued_to_the_last_ingredient_is_cut_off() -> None:
    assert names("Aqua, Linalool.*From organic farming.", Section.INGREDIENTS) == ["Aqua", "Linalool"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aqua, Parfum. (F.I.L. C208350/1)", ["Aqua", "Parfum"]),
        ("Aqua, Citral <ILN38083>", ["Aqua", "Citral"]),
        ("Aqua, Mica, 77491, CI 77891", ["Aqua", "Mica", "77491", "CI 77891"]),
        ("Aqua, Citral 100%", ["Aqua", "Citral 100%"]),
    ],
)
def test_a_makers_formula_number_is_no_ingredient_but_a_colour_number_is(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_drug_facts_without_colons_are_read() -> None:
    label = parse_label(
        "Drug Facts Active ingredient Purpose Zinc oxide 10% Sunscreen Inactive ingredients water, lanolin"
    )
    assert [(e.text, e.section) for e in label.entries] == [
        ("Zinc oxide 10%", Section.ACTIVE),
        ("water", Section.INACTIVE),
        ("lanolin", Section.INACTIVE),
    ]


def test_certificates_and_addresses_behind_a_list_are_no_ingredients() -> None:
    text = "Aqua, Citral. COSMOS certified by Ecocert. Made in France by Laboratoires Alder."
    assert names(text, Section.INGREDIENTS) == ["Aqua", "Citral"]


def test_a_makers_name_before_the_heading_is_no_ingredient() -> None:
    assert names("Night Cream Division: El (Alder)Ingredients: Water, Talc", Section.INGREDIENTS) == ["Water", "Talc"]


@pytest.mark.parametrize("text", ["", "   \n", "No info", "none", "Ingredients not found"])
def test_no_list_is_a_doubt_and_never_nothing(text: str) -> None:
    label = parse_label(text)
    assert not label.entries
    assert label.doubts


def test_a_list_that_ends_in_a_comma_looks_cut() -> None:
    assert parse_label("Aqua, Glycerin, Parfum,").doubts


def test_a_paste_of_300_kilobytes_is_refused_in_words() -> None:
    with pytest.raises(Problem, match="300,000 characters"):
        parse_label("a" * 300_000)


@given(st.text(alphabet=st.sampled_from("ab1,;.()[]*/-:% \n\u00adéР&<>+|•"), max_size=200))
def test_every_entry_points_at_its_own_characters(text: str) -> None:
    for entry in parse_label(text).entries:
        assert text[entry.start : entry.end] == entry.text
        assert len(entry.origins) == len(entry.written) + 1
        part = entry.part(0, len(entry.written))
        assert (part.start, part.end) == (entry.start, entry.end)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        "\n",
        "(",
        "[",
        ",",
        "*",
        "sans ",
        "free ",
        "may contain ",
        "1,",
        "-\n",
        "ingredients: ",
        "&amp;",
        "Р",
        "\u200b",
        ". A",
        "a free, ",
        "x: aqua, b, c\n",
        "without a:\nb ingredients: c ",
        "without a ingredients: ",
        "Step 1: ",
        "a. b c: ",
        "\n\nWater, a, b, c, d, e",
        "(may contain: ",
        "a (b, ",
    ],
)
def test_any_100_kilobytes_are_read_to_the_end(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:99_980] + "\n\n, Linalool, Citral"
    begun = time.process_time()
    entries = parse_label(text).entries
    assert time.process_time() - begun < 3  # a tenth of it and less where nothing else runs; quadratic takes minutes
    assert all(text[e.start : e.end] == e.text for e in entries)
    assert entries[-1].text.endswith("Citral")
