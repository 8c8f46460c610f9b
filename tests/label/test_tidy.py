"""What copying, OCR and HTML did to a label is undone, and every character is still found in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.label.tidy import tidy


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("Phenoxyethanol &amp; Linalool", "Phenoxyethanol & Linalool"),
        ("Glyc&eacute;rine", "Glycérine"),
        ("Aqua<br>Glycerin", "Aqua\nGlycerin"),
        ("Linalool<sup>1</sup>", "Linalool1"),
        ("Methyl\u00adparaben", "Methylparaben"),
        ("Lin\u200balool", "Linalool"),
        ("Aqua\u00a0,\u2003Parfum", "Aqua , Parfum"),
        ("GlycÃ©rine", "Glycérine"),
        ("Cire d\u2019abeille", "Cire d'abeille"),
        ("Cire d¿abeille", "Cire d'abeille"),
        ("PEG\u201140", "PEG-40"),
        ("Oﬃcinalis", "Officinalis"),
        ("Ｐａｒｆｕｍ", "Parfum"),
        ("Aqua\r\n\r\n\r\nParfum", "Aqua\n\nParfum"),
        ("Aqua&amp;nbsp;, A &amp;amp; B", "Aqua , A & B"),
        ("Glyc&#233rine&nbspAqua", "Glycérine&nbspAqua"),
        ("Linalool\x1b[0m, Citral", "Linalool, Citral"),
        ("Aqua ✓ Citral→Parfum 🌿 Talc", "Aqua • Citral•Parfum • Talc"),
        ("Aqua ‧ Citral ⁃ Talc ⋅ Mica │ Silica", "Aqua • Citral • Talc • Mica • Silica"),
        ("Aqua، Citral؛ Talc", "Aqua, Citral; Talc"),
        ("«Aqua», ʟɪɴᴀʟᴏᴏʟ, 𝐂𝐢𝐭𝐫𝐚𝐥, Ⓣⓐⓛⓒ", '"Aqua", linalool, Citral, Talc'),
        ("Sunflotheyr Oil, they", "Sunflower Oil, they"),
        ("L̶i̶n̶a̶l̶o̶o̶l°", "L̶i̶n̶a̶l̶o̶o̶l°"),
    ],
)
def test_damage_from_copying_is_undone(pasted: str, meant: str) -> None:
    assert tidy(pasted).text == meant


@pytest.mark.parametrize("pasted", ["<ILN38083>", "< 10 ppm", "1 < 2", "AT&T", "Aqua & Parfum"])
def test_what_only_looks_like_html_is_left_alone(pasted: str) -> None:
    assert tidy(pasted).text == pasted


def test_a_cyrillic_letter_in_a_latin_word_is_read_and_noted() -> None:
    tidied = tidy("Aqua, Рarfum")
    assert tidied.text == "Aqua, Parfum"
    assert [words for _, words in tidied.notes] == ["Cyrillic Capital Letter Er read as P"]


def test_a_word_in_its_own_script_stays_as_it_is() -> None:
    assert tidy("Состав: вода, глицерин").text == "Состав: вода, глицерин"


@given(st.text(max_size=300))
def test_every_tidied_character_comes_from_the_original_in_order(pasted: str) -> None:
    tidied = tidy(pasted)
    assert len(tidied.origins) == len(tidied.text) + 1
    assert list(tidied.origins) == sorted(tidied.origins)
    assert tidied.origins[-1] == len(pasted)
