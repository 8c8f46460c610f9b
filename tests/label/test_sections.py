"""Lists, claims, mentions and talk are told apart in many languages. The labels are invented on real patterns."""

from __future__ import annotations

import pytest

from ingredient_checker.label.label import Section
from ingredient_checker.label.parse import parse_label


def names(text: str, *sections: Section) -> list[str]:
    return [e.text for e in parse_label(text).entries if not sections or e.section in sections]


LISTED = (Section.INGREDIENTS, Section.ACTIVE, Section.INACTIVE)


@pytest.mark.parametrize(
    "heading",
    [
        "Ingredients:", "INGREDIENTS", "Ingrédients :", "Inhaltsstoffe:", "Zutaten:", "Ingredientes:", "Ingredienti:",
        "Ingrediënten:", "Ingredienser:", "Innehåll:", "Indhold:", "Innhold:", "Ainesosat:", "Koostis:", "Sudėtis:",
        "Sastāvs:", "Skład:", "Složení:", "Zloženie:", "Összetevők:", "Sastojci:", "Sestavine:", "Ingrediente:",
        "Състав:", "Состав:", "Склад:", "Συστατικά:", "İçindekiler:", "Thành phần:", "全成分：", "【全成分】", "[成分]",
        "＜成分＞", "配料表：", "전성분:", "[전성분]", "INCI:", "## Ingredients\n", "**Ingredients:**",
    ],
)  # fmt: skip
def test_the_heading_of_a_list_is_known_in_many_languages(heading: str) -> None:
    assert names(f"Night Cream {heading} Aqua, Citral") == ["Night Cream", "Aqua", "Citral"] or names(
        f"Night Cream\n{heading} Aqua, Citral", *LISTED
    ) == ["Aqua", "Citral"]


@pytest.mark.parametrize(
    "words",
    [
        "May contain:", "MAY CONTAIN", "+/-", "+/-:", "(+/-):", "±", "(±) May Contain", "+/− (May Contain):", "+ / -",
        "(+ -)",
        "May contain +/1", "Peut contenir/May contain (+/-):", "Kann enthalten:", "Puede contener:", "Può contenere:",
        "Pode conter:", "Kan bevatten:", "Kan innehålla:", "Kan indeholde:", "Saattaa sisältää:", "Może zawierać:",
        "Může obsahovat:", "Tartalmazhat:", "Lahko vsebuje:", "Poate conține:",
        "Может содержать:", "Μπορεί να περιέχει:",
    ],
)  # fmt: skip
def test_what_a_pack_may_contain_is_known_in_many_languages(words: str) -> None:
    assert names(f"Talc, Mica. {words} CI 77491, Carmine", Section.MAY_CONTAIN) == ["CI 77491", "Carmine"]


@pytest.mark.parametrize(
    "claim",
    [
        "Free from lanolin, parabens.", "Ohne Lanolin und Parabene.", "Sans lanoline.", "Sin lanolina.",
        "Senza lanolina.",
        "Zonder lanoline.", "Utan lanolin.", "Innehåller inte lanolin.", "Uden lanolin.", "Indeholder ikke lanolin.",
        "Ei sisällä lanoliinia.", "Nie zawiera lanoliny.", "Bez lanolinu.", "Nem tartalmaz lanolint.",
        "Ne vsebuje lanolina.",
        "Fără lanolină.", "Не содержит ланолин.", "Χωρίς λανολίνη.", "Lanolinfrei.", "Parfumvrij.", "Lanolinfria.",
        "不含羊毛脂。", "羊毛脂不使用。", "Contains no lanolin.", "Does not contain lanolin.", "0 % lanolin.",
        "No lanolin.",
    ],
)  # fmt: skip
def test_what_is_said_to_be_absent_is_known_in_many_languages(claim: str) -> None:
    assert names(f"Aqua, Glycerin. {claim}", *LISTED, Section.MENTIONED) == ["Aqua", "Glycerin"]
    assert names(f"Aqua, Glycerin. {claim}", Section.CLAIM)


def test_a_short_no_in_a_running_list_is_said_of_its_own_item_only() -> None:
    assert names("Aqua, Parfum, no parabens, Citral, Linalool", *LISTED) == ["Aqua", "Parfum", "Citral", "Linalool"]


DRUG_FACTS = """Drug Facts
Active ingredients
Avobenzone 3%
Octocrylene 10%
Purpose
Sunscreen
Uses
- helps prevent sunburn
Warnings
For external use only
Do not use on damaged or broken skin
Directions
apply liberally, rub in, and wait 15 minutes
Inactive ingredients
water, lanolin, phenoxyethanol
Questions or comments?
Call 1-800-555-0199"""


@pytest.mark.parametrize("text", [DRUG_FACTS, DRUG_FACTS.replace("Purpose\nSunscreen\n", "")])
def test_drug_facts_are_read_block_by_block(text: str) -> None:
    assert names(text, Section.ACTIVE) == ["Avobenzone 3%", "Octocrylene 10%"]
    assert names(text, Section.INACTIVE) == ["water", "lanolin", "phenoxyethanol"]
    assert names(text, Section.INGREDIENTS) == []


def test_drug_facts_in_one_line_keep_their_actives() -> None:
    text = (
        "Active Ingredients: Zinc Oxide 5% (Sunscreen), Octocrylene 3% (Sunscreen) Uses: helps prevent sunburn. "
        "Warnings: For external use only. Keep out of reach of children. Inactive Ingredients: Water, Parfum. "
        "Other information: protect from heat"
    )
    assert names(text, Section.ACTIVE) == ["Zinc Oxide 5% (Sunscreen)", "Octocrylene 3% (Sunscreen)"]
    assert names(text, Section.INACTIVE) == ["Water", "Parfum"]


def test_directions_do_not_swallow_the_list_behind_them() -> None:
    assert names("Directions: Apply daily. Aqua, Glycerin, Citral, Parfum", *LISTED) == [
        "Aqua",
        "Glycerin",
        "Citral",
        "Parfum",
    ]


def test_what_a_warning_says_is_contained_is_looked_at() -> None:
    text = "Aqua, Talc.\nWarning: Can cause an allergic reaction. Contains phenylenediamines, resorcinol. Wear gloves."
    mentioned = [(e.text, e.declared) for e in parse_label(text).entries if e.section is Section.MENTIONED]
    assert ("phenylenediamines", True) in mentioned


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("Aqua&amp;nbsp;, Citral", "Aqua"),
        ("Glyc&#233rine, Citral", "Glyc&#233rine"),
        ("Sunflotheyr Seed Oil, Citral", "Sunflotheyr Seed Oil"),
    ],
)
def test_damage_is_read_and_still_points_at_what_was_pasted(text: str, damaged: str) -> None:
    entries = parse_label(text).entries
    assert [e.text for e in entries][-1] == "Citral"
    assert text[entries[0].start : entries[0].end] == damaged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Octocrylene 2.8%Water, Citral", ["Octocrylene 2.8%", "Water", "Citral"]),
        ("Water, 2%Salicylic Acid, Citral", ["Water", "2%Salicylic Acid", "Citral"]),
        ("Water, Citral. Visit the Alder boutique", ["Water", "Citral"]),
        ("Water, Citral\nPlease be aware that ingredient lists may change from time to time.", ["Water", "Citral"]),
        ("Water, Citral Please note: the list may differ.", ["Water", "Citral"]),
        ("Calm Cream Division: AL (Alder)Ingredients: Water, Citral", ["Water", "Citral"]),
        ("Water, Linalool.A14", ["Water", "Linalool"]),
        ("Water, Linalool, [V2898A].", ["Water", "Linalool"]),
        ("Water, E211, C77492, Citral", ["Water", "E211", "C77492", "Citral"]),
        (
            "Rose Mud: Has an unusually high share of minerals, vitamins, and acids.\n\nWater, Citral",
            ["Water", "Citral"],
        ),
        ("soy-free, sustainably sourced, and independently tested for purity.\n\nWater, Citral", ["Water", "Citral"]),
    ],
)
def test_what_shops_and_makers_add_is_no_ingredient(text: str, expected: list[str]) -> None:
    assert names(text, *LISTED) == expected


@pytest.mark.parametrize(
    "actives",
    [
        "Avobenzone 3%, Octocrylene 7%",
        "Avobenzone 3% Octocrylene 7%",
        "Avobenzone 3% Sunscreen Octocrylene 7% Sunscreen",
        "Avobenzone 3% (Sunscreen), Octocrylene 7% - Sunscreen",
        "Avobenzone 3%\nSunscreen\nOctocrylene 7%\nSunscreen",
    ],
)
def test_actives_are_told_from_what_they_are_for(actives: str) -> None:
    text = f"Active ingredients: {actives}. Inactive ingredients: Water, Talc"
    assert [name.split(" (")[0] for name in names(text, Section.ACTIVE)] == ["Avobenzone 3%", "Octocrylene 7%"]


@pytest.mark.parametrize(
    "broken", ["Chlorphene-\nsin", "Chlorphene- sin", "Camellia Sin-ensis Leaf Oil", "Sin - ensis"]
)
def test_the_half_of_a_broken_name_opens_no_claim(broken: str) -> None:
    assert names(f"Aqua, {broken}, Methylisothiazolinone, Citral", *LISTED)[-2:] == ["Methylisothiazolinone", "Citral"]


def test_a_claim_behind_a_dash_is_still_one() -> None:
    assert names("Aqua, Glycerin.\n- Without lanolin\n- Without parabens", *LISTED) == ["Aqua", "Glycerin"]
