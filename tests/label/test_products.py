"""Several products in one text are told apart; one product stays one. The labels are invented on real patterns."""

from __future__ import annotations

import pytest

from ingredient_checker.label.parse import parse_label

CREAM = "Aqua, Glycerin, Cetyl Alcohol, Dimethicone, Phenoxyethanol, Parfum, Citral"
BALM = "Ricinus Communis Seed Oil, Cera Alba, Lanolin, Tocopherol, Aroma, Linalool"
MASK = "Water, Kaolin, Butylene Glycol, Panthenol, Methylparaben, Xanthan Gum, Limonene"


def products(text: str) -> list[tuple[str, list[str]]]:
    """Each product with its first and last entry."""
    label = parse_label(text)
    found = []
    for part in label.parts:
        held = [e.text for e in label.entries if part.holds(e) and e.section.value == "ingredients"]
        found.append((part.name, [held[0], held[-1]]))
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Calm Day Cream:\n{CREAM}.\n\nCalm Lips:\n{BALM}.", ["Calm Day Cream", "Calm Lips"]),
        (f"Calm Day Cream: {CREAM}. Calm Lip Balm: {BALM}.", ["Calm Day Cream", "Calm Lip Balm"]),
        (f"{CREAM.lower()}. pear & fig lip balm: {BALM.lower()}", ["Product 1", "pear & fig lip balm"]),
        (f"Step 1: {CREAM}. Step 2: {MASK}.", ["Step 1", "Step 2"]),
        (f"STEP 01 Wash\n{CREAM}\nSTEP 02 Mask\n{MASK}", ["STEP 01 Wash", "STEP 02 Mask"]),
        (f"{CREAM}, packette 2: {MASK}", ["Product 1", "packette 2"]),
        (f"{CREAM}, -(serum r) ///// {MASK}", ["Product 1", "serum r"]),
        (f"{CREAM} Rds Product Name: Clay Lotion Division: AL (Alder){MASK}", ["Product 1", "Clay Lotion"]),
        (f"Coral Kiss: {CREAM} | Pink Kiss: {MASK}", ["Coral Kiss", "Pink Kiss"]),
        (f"VÄRIVOIDE\n{CREAM}\n\nHOITOAINE\n{MASK}", ["VÄRIVOIDE", "HOITOAINE"]),
        (f"#1 Hair Mask\n{CREAM}\n#2 Hair Oil\n{BALM}", ["1 Hair Mask", "2 Hair Oil"]),
        (f"{CREAM}.\n\n{MASK}.", ["Product 1", "Product 2"]),
        (f"Day Cream\nIngredients: {CREAM}.\n\nLip Balm\nIngredients: {BALM}.", ["Day Cream", "Lip Balm"]),
        (f"Serum No. 9 by Dr. Alder:\n{CREAM}\n\nPure Oil:\nSqualane\n\nMud:\n{MASK}",
         ["Serum No. 9 by Dr. Alder", "Pure Oil", "Mud"]),
        (
            f"Sun Milk SPF 30:\n-Avobenzone 3%: filters\n\n{CREAM}\n\nClay Mask:\n-Clay: clears\n\n{MASK}",
            ["Sun Milk SPF 30", "Clay Mask"],
        ),
    ],
)  # fmt: skip
def test_each_product_of_a_kit_is_found_with_its_name(text: str, names: list[str]) -> None:
    assert [part.name for part in parse_label(text).parts] == names


def test_each_product_holds_its_own_entries() -> None:
    assert products(f"Calm Day Cream:\n{CREAM}.\n\nCalm Lips:\n{BALM}.") == [
        ("Calm Day Cream", ["Aqua", "Citral"]),
        ("Calm Lips", ["Ricinus Communis Seed Oil", "Linalool"]),
    ]


def test_a_products_place_is_the_place_in_the_text_as_pasted() -> None:
    text = f"Day\u00ad Cream&amp;Co:\r\n{CREAM}.\r\n\r\nLip\u200bs:\r\n{BALM}.\r\n"
    first, second = parse_label(text).parts
    assert text[first.start : first.end] == f"Day\u00ad Cream&amp;Co:\r\n{CREAM}."
    assert text[second.start : second.end] == f"Lip\u200bs:\r\n{BALM}."


@pytest.mark.parametrize(
    "text",
    [
        CREAM,
        f"Ingredients: {CREAM}",
        f"Calm Day Cream: {CREAM}",
        f"-Shea Butter: softens.\n-Rose Oil: soothes, calms, and cares.\n\n{CREAM}",
        f"Shea Butter: softens, calms, and cares for dry skin.\nRose Oil: soothes.\n\n{CREAM}",
        f"{CREAM}. May contain: CI 77491, CI 77492, CI 77499, Mica",
        f"{CREAM}.\nLight Beige: CI 77491, Mica, CI 77891\nDark Beige: CI 77499, CI 77492, CI 77891",
        "Active ingredients: Octocrylene 7%. Inactive ingredients: Water, Glycerin, Talc, Parfum, Citral",
        f"{CREAM}, Fragrance: Linalool, Citral, Geraniol, Coumarin, Eugenol",
        f"Ingredients: {CREAM}.\n\nIngredients: {CREAM}.",
        f"{CREAM}.\n\nThese creams are made without:\n\nWater, Kaolin, Lanolin, Parabens, Silicones, Talc.",
        "Aqua (Water), Hamamelis Virginiana (Witch Hazel) Water, Glycerin, Talc, Mica, Water, Parfum",
        "Aqua. Glycerin. Talc. Mica. Water. Parfum. Citral. Linalool. Geraniol. Eugenol.",
        "Step 1: wash your face. Step 2: apply the cream, massage, and rinse. Aqua, Glycerin, Talc, Parfum",
        "Key ingredients: Squalane, Niacinamide, Zinc PCA.\n\nFull ingredients: Aqua, Glycerin, Talc, Zinc PCA",
    ],
)
def test_one_product_stays_one(text: str) -> None:
    assert parse_label(text).parts == ()
