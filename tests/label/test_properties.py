"""What must hold for any text: nothing is lost, every place is right, and no disguise or addition hides an allergen."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.label.label import Section
from ingredient_checker.label.parse import parse_label
from ingredient_checker.label.sections import passages
from ingredient_checker.label.tidy import tidy
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

ALLERGENS = {
    "Methylisothiazolinone": "mi",
    "DMDM Hydantoin": "formaldehyde",
    "Quaternium-15": "quaternium_15",
    "Lanolin Alcohol": "lanolin",
    "Cocamidopropyl Betaine": "capb",
    "Propylene Glycol": "propylene_glycol",
    "Linalool": "linalool",
    "Parfum": "fragrance_mix_1",
}
IGNORABLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u034f\u180e\u061c\u200e\u202e\ufe0f\x00\x7f\U000e0041"
MARKS = "\u0300\u0301\u0308\u0327\u0332\u0336\u0338\u20dd"
LOOK_ALIKES = {
    "a": "аɑ", "c": "сϲᴄ", "e": "еᴇ", "i": "іıɪ", "o": "оοᴏ", "p": "рρ", "x": "хх", "y": "уү", "n": "ոɴ", "l": "ӏʟ",
    "A": "АΑ", "B": "ВΒ", "C": "СᏟ", "D": "Ꭰ", "H": "НΗ", "L": "Ꮮ", "M": "МΜ", "P": "РΡ", "Q": "Ԛ",
}  # fmt: skip
PIECES = st.lists(
    st.sampled_from(
        ["Aqua", "Talc", "Ingredients:", "Active:",
         "May contain", "(", ")", "[", "]", ",", ".", ";", "|", "•", "\n", "\n\n",
         "*", "-", "/", "%", "1", "2%", "+/-", "Step 1:", "Night Cream:", "helps your skin",
         "Directions:", "&", "and", "<b>",
         "&amp;", "soothes", ":", "Uses", "Fragrance-free", "free radicals", "Citrus", "CI 77491"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


def alerts(workbench: Workbench, text: str, allergen: str) -> bool:
    assessment = workbench.check(text, [Positive(allergen, allergen)])
    return any(f.level is not Level.INFO for e in assessment.entries for f in e.findings)


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    """An allergen's name with one to three ignorable characters, marks or look-alike letters in it."""
    name = draw(st.sampled_from(sorted(ALLERGENS)))
    letters = list(name)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(letters) - 1))
        likes = LOOK_ALIKES.get(letters[place], "")
        if likes and draw(st.booleans()):
            letters[place] = draw(st.sampled_from(likes))
        elif letters[place].isalpha():
            letters[place] += draw(st.sampled_from(IGNORABLE + MARKS))
    return "".join(letters), ALLERGENS[name]


@settings(deadline=None)
@given(disguised())
def test_no_invisible_character_mark_or_look_alike_hides_an_allergen(
    workbench: Workbench, case: tuple[str, str]
) -> None:
    name, allergen = case
    assert alerts(workbench, f"Aqua, Glycerin, {name}, Citric Acid", allergen)


@settings(deadline=None)
@given(PIECES, PIECES, st.sampled_from(sorted(ALLERGENS)), st.sampled_from(["\n\n", "\n", ". "]))
def test_adding_text_never_removes_an_alert(
    workbench: Workbench, before: str, behind: str, name: str, joint: str
) -> None:
    text = f"{before}{joint}Aqua, Glycerin, {name}, Talc{joint}{behind}"
    assert alerts(workbench, text, ALLERGENS[name])


@settings(deadline=None)
@given(PIECES, st.sampled_from(["Free from parabens.", "No silicones.", "Ohne Parabene.", "Without dyes\n"]))
def test_a_claim_before_or_behind_a_list_does_not_reach_into_it(workbench: Workbench, other: str, claim: str) -> None:
    assert alerts(workbench, f"{claim}\n\nIngredients: Aqua, Methylisothiazolinone, Talc", "mi")
    assert alerts(workbench, f"Aqua, Methylisothiazolinone, Talc. {other} {claim}", "mi")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abЖÉ1,;.()[]*/-:% \n\u00adéР&<>+|•™½ﬃ"), max_size=200))
def test_every_passage_lies_in_the_text_in_order_and_none_overlaps(pasted: str) -> None:
    text = tidy(pasted).text
    found = sorted(passages(text), key=lambda p: p.start)
    assert all(0 <= p.start <= p.end <= len(text) for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(deadline=None)
@given(PIECES)
def test_every_letter_of_a_plain_list_is_in_an_entry(other: str) -> None:
    """Names of a list come back whole, whatever separators stand between them."""
    entries = parse_label(f"Aqua, Glycerin, Talc, Citral, {other}").entries
    assert [e.text for e in entries][:4] == ["Aqua", "Glycerin", "Talc", "Citral"]


@settings(deadline=None)
@given(PIECES)
def test_products_lie_in_order_and_hold_entries(other: str) -> None:
    label = parse_label(f"Day Cream:\nAqua, Glycerin, Talc\n\nMask:\nWater, Kaolin, Mica, {other}")
    assert len(label.parts) != 1
    assert all(a.end <= b.start for a, b in zip(label.parts, label.parts[1:], strict=False))
    for part in label.parts:
        assert any(part.holds(e) and e.section is not Section.CLAIM for e in label.entries)
