"""The search for the nearest names: fast, and exactly what comparing with every name would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from ingredient_checker.matching.spelling import SpellingIndex

# Letters that no look-alike stands for, so that a folded key is the key itself.
NAMES = st.text("aemnoyz.", min_size=5, max_size=14)


@given(names=st.lists(NAMES, min_size=1, max_size=40, unique=True), written=NAMES, edits=st.integers(0, 6))
def test_no_name_so_near_is_passed_over(names: list[str], written: str, edits: int) -> None:
    near = {name for name in names if OSA.distance(name, written) <= edits}
    assert near <= set(SpellingIndex(names).plausible(written, edits))


def test_of_many_names_few_are_compared() -> None:
    names = [f"{a}{b}yzamonate" for a in ("meth", "oxan", "toma") for b in ("zam", "nem", "moy", "eyo")]
    plausible = SpellingIndex(names).plausible("oxaneyoyzamonata", 1)
    assert "oxaneyoyzamonate" in plausible
    assert len(plausible) < 4


def test_the_nearest_comes_first_with_the_difference_in_words() -> None:
    index = SpellingIndex(["ethylparaben", "methylparaben", "propylparaben"])
    first = index.near("methilparabem")[0]
    assert first.key == "methylparaben"
    assert first.note == "i for y, m for n"


def test_what_a_garbled_name_resembles_is_found_far_away() -> None:
    index = SpellingIndex(["butylphenylmethylpropional", "methylphenylacetate", "butyleneglycol"])
    assert index.resembling("butylphenylmethylpmpionaumm") == (("butylphenylmethylpropional", 5),)
