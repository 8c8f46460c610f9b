"""What single written names mean, by the reading rule: numbers and names, structure, spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.matching.resolve import Resolver
from ingredient_checker.matching.resolved import How, Status
from ingredient_checker.workbench import Workbench


def meant(resolver: Resolver, written: str) -> set[str]:
    return {c.name for c in resolver.resolve(written).candidates}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Methylisothiazolinone", "Methylisothiazolinone"),
        ("METHYLISOTHIAZOLINONE.", "Methylisothiazolinone"),
        ("methyl isothiazolinone", "Methylisothiazolinone"),
        ("Methylisothia-\nzolinone", "Methylisothiazolinone"),
        ("Butylene glycol*", "Butylene Glycol"),
        ("1, 2-Hexanediol", "1,2-Hexanediol"),
        ("BENZOICACID", "Benzoic Acid"),
        ("Octocrylene 7.5%", "Octocrylene"),
        ("12% Zinc Oxide", "Zinc Oxide"),
        ("CAS 2682-20-4", "Methylisothiazolinone"),
        ("CI 77891", "CI 77891"),
        ("C.I. No.77891", "CI 77891"),
        ("Butyrospermum Parkii (Shea) Butter", "Butyrospermum Parkii Butter"),
        ("Lavender (Lavandula Angustifolia) Oil", "Lavandula Angustifolia Oil"),
        ("rosmarinus officinalis rosemary leaf extract", "Rosmarinus Officinalis Leaf Extract"),
        ("Organic Cocos Nucifera Oil", "Cocos Nucifera Oil"),
    ],
)
def test_a_name_in_another_dress_is_identified(resolver: Resolver, written: str, name: str) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.IDENTIFIED
    assert name in {c.name for c in resolved.candidates}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Methylisothlazolinone", "Methylisothiazolinone"),
        ("LlNALOOL", "Linalool"),
        ("DMDM Hydanton", "DMDM Hydantoin"),
        ("Benzyl Alochol", "Benzyl Alcohol"),
        ("Butylparben", "Butylparaben"),
        ("Quaternium-l5", "Quaternium-15"),
        ("PEG-IOO Stearate", "PEG-100 Stearate"),
        ("lsoeugenol", "Isoeugenol"),
        ("Glycerln", "Glycerin"),
        ("Salycilic Acid", "Salicylic Acid"),
        ("Fomaldehyde", "Formaldehyde"),
        ("Butelyne Glycol", "Butylene Glycol"),
        ("Fragrnce", "Fragrance"),
        ("Benzyl Saliclate", "Benzyl Salicylate"),
    ],
)
def test_a_slip_of_spelling_is_repaired_and_named(resolver: Resolver, written: str, name: str) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.LIKELY
    assert [c.name for c in resolved.candidates] == [name]
    assert resolved.candidates[0].how is How.SPELLING
    assert resolved.candidates[0].note


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("Sodium Sulfote", {"Sodium Sulfate", "Sodium Sulfite"}),
        ("Asorbic Acid", {"Ascorbic Acid", "Sorbic Acid"}),
    ],
)
def test_a_spelling_between_two_names_stays_ambiguous(resolver: Resolver, written: str, candidates: set[str]) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.AMBIGUOUS
    assert candidates <= {c.name for c in resolved.candidates}


@pytest.mark.parametrize(
    "written", ["Polysorbate 70", "Quaternium-99", "Benzophenone-33", "PEG-1234567 Stearate", "CI 99999"]
)
def test_a_wrong_number_is_never_a_slip_of_spelling(resolver: Resolver, written: str) -> None:
    assert resolver.resolve(written).status is Status.UNKNOWN


@pytest.mark.parametrize(
    "written",
    ["TIPA-Myreth Sulfate", "Palmitoyl Dipeptide-77", "Polymethylsilsesquioxane Tetraester", "Myristoyl Dipeptide-1"],
)
def test_a_part_that_makes_another_substance_is_never_a_slip_of_spelling(resolver: Resolver, written: str) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.UNKNOWN, resolved


@pytest.mark.parametrize("written", ["BHX", "MIX", "HEMO", "PGA2"])
def test_a_very_short_name_is_never_repaired(resolver: Resolver, written: str) -> None:
    assert all(c.how is not How.SPELLING for c in resolver.resolve(written).candidates)


def test_every_part_of_a_bracket_is_kept(resolver: Resolver) -> None:
    assert {"Linalool", "Limonene"} <= meant(resolver, "Fragrance (Linalool, Limonene)")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Lanolin CAS 56-81-5", {"Lanolin", "Glycerin"}),
        ("Iron Oxides (CI 77492, 77491)", {"Iron Oxides", "CI 77492", "CI 77491"}),
        ("Methylparabn (Lanolin)", {"Methylparaben", "Lanolin"}),
        ("Zorbotene Lanolin CI 77492", {"Lanolin", "CI 77492"}),
        ("Camellia Sinensis Seed Oil Lanolin Zorbotene", {"Lanolin"}),
    ],
)
def test_what_stands_beside_a_known_part_is_never_lost(resolver: Resolver, written: str, names: set[str]) -> None:
    assert names <= meant(resolver, written)


def test_slash_parts_of_one_thing_are_read_together(resolver: Resolver) -> None:
    resolved = resolver.resolve("Cera Alba/Beeswax")
    assert resolved.status is Status.IDENTIFIED


def test_the_slash_of_a_copolymer_belongs_to_its_name(resolver: Resolver) -> None:
    assert meant(resolver, "Acrylates/C10-30 Alkyl Acrylate Crosspolymer") == {
        "Acrylates/C10-30 Alkyl Acrylate Crosspolymer"
    }


def test_an_allergens_word_in_something_unknown_is_kept(resolver: Resolver) -> None:
    resolved = resolver.resolve("hydrolysed lanolin dream complex")
    assert resolved.status is Status.UNKNOWN
    assert [c.name for c in resolved.candidates if c.how is How.WORD] == ["Lanolin"]


@pytest.mark.parametrize("written", ["Lanosterine complex", "Marigolden dew", "Tyrosinate X"])
def test_a_part_of_a_word_is_no_word(resolver: Resolver, written: str) -> None:
    assert not [c for c in resolver.resolve(written).candidates if c.how is How.WORD]


@pytest.mark.parametrize(
    ("written", "plant", "note"),
    [
        ("Camelia Sinensis", "Camellia Sinensis", "l missing"),
        ("Soybean", "Soybean", "in no known form"),
        ("Aronia Berry Extract", "Aronia Berry", "of it is not in the lists"),
        ("Lactobacillus/Rubus Idaeus (Raspberry) Fruit Ferment Filtrate", "Rubus Idaeus Fruit", "a ferment"),
    ],
)
def test_a_plant_in_a_form_that_no_list_names_is_possible(
    resolver: Resolver, written: str, plant: str, note: str
) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.LIKELY
    assert {c.how for c in resolved.candidates} == {How.FORM}
    assert any(c.name.startswith(plant) and note in c.note for c in resolved.candidates)


def test_a_long_name_garbled_beyond_a_slip_is_read_where_no_other_is_near(resolver: Resolver) -> None:
    resolved = resolver.resolve("ButyIphenyl Methylpmpionaumm")
    assert resolved.status is Status.LIKELY
    assert [c.name for c in resolved.candidates] == ["Butylphenyl Methylpropional"]
    assert "badly garbled" in resolved.candidates[0].note


def test_a_garbled_name_between_two_stays_ambiguous(resolver: Resolver) -> None:
    resolved = resolver.resolve("Methyhhloiso-Ihmzolinone")
    assert resolved.status is Status.AMBIGUOUS
    assert {"Methylisothiazolinone", "Methylchloroisothiazolinone"} <= {c.name for c in resolved.candidates}


@pytest.mark.parametrize(
    "written",
    [
        "sustainably sourced ingredients",
        "misalignment betaine",
        "a natural source of vitamin E",
        "Linalool Methylpropional",
        "Palmitoyl Dipeptide-77",
    ],
)
def test_words_that_are_no_damaged_name_are_not_taken_for_one(resolver: Resolver, written: str) -> None:
    assert resolver.resolve(written).status is Status.UNKNOWN


@pytest.mark.parametrize("written", ["BHA (beta hydroxy acid)", "Beta Hydroxy Acid (BHA)", "BHA (bold herbal alloy)"])
def test_an_abbreviation_spelt_out_as_something_else_is_that(resolver: Resolver, written: str) -> None:
    resolved = resolver.resolve(written)
    assert resolved.status is Status.UNKNOWN or "BHA" not in {c.name for c in resolved.candidates}


@pytest.mark.parametrize("written", ["BHA (butylated hydroxyanisole)", "CAPB (cocamidopropyl betaine)"])
def test_an_abbreviation_spelt_out_as_itself_stays_what_it_is(resolver: Resolver, written: str) -> None:
    assert resolver.resolve(written).status is Status.IDENTIFIED


def test_a_slash_read_as_the_letter_i_parts_the_names(resolver: Resolver) -> None:
    assert {"Aqua", "Water"} <= meant(resolver, "AQUAIWATERIEAU")


IGNORABLE = ["\u00ad", "\u200b", "\u0301", "\ufeff", "\u2060", "\u200d", "\u034f", "\ufe0f"]
MARKS = ["*", "**", "\u2020", "\u00b9", "\u00ae", "\u2122"]
LOOK_ALIKES = str.maketrans(
    "aeopcxyAEOPCXMTHKB",
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0410\u0415\u041e\u0420\u0421\u0425\u041c\u0422\u041d\u041a\u0412",
)
ALLERGENS = [
    "Methylisothiazolinone",
    "Linalool",
    "Formaldehyde",
    "Lanolin Alcohol",
    "Cocamidopropyl Betaine",
    "DMDM Hydantoin",
    "Hexyl Cinnamal",
    "Propylene Glycol",
]


def names_in(resolver: Resolver, text: str) -> set[str]:
    from ingredient_checker.label.parse import parse_label
    from ingredient_checker.matching.read import read_label

    read = read_label(parse_label(text), resolver)
    return {c.name for e in read.entries if e.resolved.status is not Status.UNKNOWN for c in e.resolved.candidates}


@given(data=st.data())
def test_an_ignorable_character_inside_an_allergens_name_never_hides_it(
    resolver: Resolver, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(ALLERGENS))
    mark = data.draw(st.sampled_from(IGNORABLE))
    at = data.draw(st.integers(1, len(name) - 1))
    assert name in names_in(resolver, f"Aqua, {name[:at]}{mark}{name[at:]}, Glycerin")


@given(name=st.sampled_from(ALLERGENS), mark=st.sampled_from(MARKS), before=st.booleans())
def test_a_mark_beside_an_allergens_name_never_hides_it(resolver: Resolver, name: str, mark: str, before: bool) -> None:
    marked = mark + name if before else name + mark
    assert name in names_in(resolver, f"Aqua, {marked}, Glycerin")


@given(name=st.sampled_from(ALLERGENS), letters=st.sets(st.integers(0, 30), max_size=6))
def test_letters_of_another_script_that_look_alike_never_hide_an_allergen(
    resolver: Resolver, name: str, letters: set[int]
) -> None:
    disguised = "".join(c.translate(LOOK_ALIKES) if i in letters else c for i, c in enumerate(name))
    assert name in names_in(resolver, f"Aqua, {disguised}, Glycerin")


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from([*ALLERGENS, "Fragrnce", "Zorbotene", "Aqua/Water", "BHA"]), min_size=1, max_size=8))
def test_a_name_means_the_same_alone_and_among_others(workbench: Workbench, written: list[str]) -> None:
    alone = {name: Resolver(workbench.catalogue).resolve(name) for name in written[:1]}
    together = Resolver(workbench.catalogue)
    for name in reversed(written):
        together.resolve(name)
    assert all(together.resolve(name) == resolved for name, resolved in alone.items())


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(resolver: Resolver, written: str) -> None:
    resolved = resolver.resolve(written)
    assert (resolved.status is Status.UNKNOWN) or resolved.candidates
