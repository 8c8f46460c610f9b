"""The vocabulary: known spellings mean the right substance, look-alikes stay apart, numbers are right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingredient_checker.problem import Problem
from ingredient_checker.substances.load import load_substances
from ingredient_checker.substances.name_key import is_cas_number, is_ec_number, name_key, name_keys
from ingredient_checker.workbench import Workbench


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Purified Water", "Aqua"),
        ("Eau", "Aqua"),
        ("Mineral Oil", "Paraffinum Liquidum"),
        ("Glycérine", "Glycerin"),
        ("Shea Butter", "Butyrospermum Parkii Butter"),
        ("Yellow 5", "CI 19140"),
        ("FD&C Blue No. 1", "CI 42090"),
        ("Avobenzone", "Butyl Methoxydibenzoylmethane"),
        ("Octinoxate", "Ethylhexyl Methoxycinnamate"),
        ("Propylenglykol", "Propylene Glycol"),
        ("Sodium Sulphate", "Sodium Sulfate"),
        ("Vitamin E", "Tocopherol"),
    ],
)
def test_an_everyday_name_means_its_substance(workbench: Workbench, written: str, name: str) -> None:
    assert [s.name for s in workbench.catalogue.named(written)] == [name]


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("전성분: 정제수, 부틸렌글라이콜, 메틸파라벤, 향료", ["Aqua", "Butylene Glycol", "Methylparaben", "Parfum"]),
        ("全成分：水、BG、ラノリン、シメチコン、香料", ["Aqua", "Butylene Glycol", "Lanolin", "Simethicone", "Parfum"]),
        ("成分：水、丙二醇、甲基异噻唑啉酮、香精", ["Aqua", "Propylene Glycol", "Methylisothiazolinone", "Parfum"]),
        ("成分：水、丙二醇、甲基異噻唑啉酮、香料", ["Aqua", "Propylene Glycol", "Methylisothiazolinone", "Parfum"]),
        ("Состав: вода, ланолин, метилпарабен, отдушка", ["Aqua", "Lanolin", "Methylparaben", "Parfum"]),
    ],
)
def test_a_label_in_another_script_is_read_whole(workbench: Workbench, label: str, names: list[str]) -> None:
    entries = workbench.read_label(label).entries
    assert [c.name for e in entries for c in e.resolved.candidates] == names
    assert {e.resolved.status.value for e in entries} == {"identified"}


def test_one_character_of_a_chinese_name_is_never_a_slip(workbench: Workbench) -> None:
    entry = workbench.read_label("成分：水、乙基异噻唑啉酮、甘油").entries[1]
    assert entry.resolved.status.value == "unknown"


def test_look_alikes_never_share_a_substance(workbench: Workbench) -> None:
    shared = [
        (pair.name, pair.other)
        for pair in workbench.allergens.look_alikes
        if set(workbench.catalogue.named(pair.name)) & set(workbench.catalogue.named(pair.other))
    ]
    assert shared == []


def test_substances_are_made_when_asked_for_and_say_where_they_come_from(workbench: Workbench) -> None:
    (substance,) = workbench.catalogue.named("Formaldehyde")
    assert substance.cas == ("50-00-0",)
    assert substance.origin.startswith("substances/inci.csv:")
    assert workbench.catalogue.get(substance.id) is substance
    assert substance in workbench.catalogue.numbered("50-00-0")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("PEG-40 Castor Oil", "peg 40 castoroil"),
        ("1,2-Hexanediol", "1, 2-hexanediol"),
        ("Cire d'Abeille", "CIRE D’ABEILLE"),
        ("Glycérine", "glycerine"),
        ("Sodium Sulphate", "sodium sulfate"),
        ("DMDM Hydantoin.", "dmdm-hydantoin"),
    ],
)
def test_two_dresses_of_one_name_share_a_key(first: str, second: str) -> None:
    assert name_key(first) == name_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,2-Hexanediol", "12-Hexanediol"),
        ("Quaternium-15", "Quaternium-18"),
        ("C12-15 Alkyl", "C1-215 Alkyl"),
        ("ジメチコン", "シメチコン"),
        ("バラ", "パラ"),
        ("羟苯甲酯", "羟苯乙酯"),
        ("1号2", "12"),
    ],
)
def test_numbers_and_letters_that_differ_never_share_a_key(first: str, second: str) -> None:
    assert name_key(first) != name_key(second)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_many_keys_at_once_are_the_same_keys(names: list[str]) -> None:
    assert name_keys(names) == [name_key(n) for n in names]


@given(st.text(max_size=40))
@example("\N{MATHEMATICAL BOLD ITALIC CAPITAL OMEGA}")
def test_a_key_is_its_own_key_but_for_digit_breaks(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key


def test_check_digits_tell_numbers_from_misprints() -> None:
    assert is_cas_number("2682-20-4")
    assert not is_cas_number("2682-20-5")
    assert is_ec_number("200-001-8")
    assert not is_ec_number("200-001-9")


def test_a_missing_data_file_is_a_problem_in_words(tmp_path: Path) -> None:
    (tmp_path / "VERSION").write_text("1")
    with pytest.raises(Problem, match=r"inci\.csv"):
        load_substances(tmp_path)
