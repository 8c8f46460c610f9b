"""Which stored product a line of a product list means."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.library.merging import Known, Step, merge
from ingredient_checker.library.product import Product

A, B, C = (Product("Dune", "Lip Tint", "lips", text) for text in ("Aqua", "Aqua, CI 15850", "Aqua, CI 77491"))


def after(known: dict[str, list[Known]], steps: tuple[Step, ...]) -> dict[str, list[Known]]:
    """What would be stored once the steps have been taken."""
    stored = {row.id: (key, row) for key, rows in known.items() for row in rows}
    for step in steps:
        number = step.known.id if step.known else len(stored) + 1
        p = step.product
        row = Known(number, 1, step.variant, step.ingredients_hash, p.brand, p.product, p.category, p.label_date)
        stored[number] = (step.identity, row)
    grouped: dict[str, list[Known]] = {}
    for key, row in sorted(stored.values(), key=lambda item: item[1].variant):
        grouped.setdefault(key, []).append(row)
    return grouped


def stored(*products: Product) -> dict[str, list[Known]]:
    return after({}, merge({}, products))


def kinds(steps: tuple[Step, ...]) -> list[str]:
    return ["added" if s.known is None else "unchanged" if s.unchanged else "updated" for s in steps]


def test_two_shades_under_one_name_are_two_products() -> None:
    assert kinds(merge({}, [A, B])) == ["added", "added"]
    assert kinds(merge(stored(A, B), [B, A])) == ["unchanged", "unchanged"]


def test_a_new_recipe_takes_the_place_of_the_list_that_is_no_longer_given() -> None:
    shade_kept, recipe = merge(stored(A, B), [B, C])
    assert shade_kept.unchanged
    assert recipe.known is not None
    assert recipe.known.variant == 0
    assert recipe.new_ingredients


def test_another_shade_is_added_beside_the_one_that_is_there() -> None:
    assert kinds(merge(stored(A), [A, C])) == ["unchanged", "added"]


def test_case_and_spacing_of_the_name_do_not_make_another_product() -> None:
    assert kinds(merge(stored(A), [replace(A, brand=" DUNE", product="lip  tint", ingredients="Sal")])) == ["updated"]


def test_a_product_without_a_name_never_replaces_another() -> None:
    one, two = replace(A, product=""), replace(B, product=" ")
    assert kinds(merge(stored(one), [two])) == ["added"]
    assert kinds(merge(stored(one), [one])) == ["unchanged"]


def test_an_empty_cell_does_not_wipe_out_what_was_known() -> None:
    bare = replace(A, category="", label_date="")
    assert kinds(merge(stored(replace(A, label_date="2026-01")), [bare])) == ["unchanged"]
    (step,) = merge(stored(A), [replace(bare, label_date="2026-02")])
    assert (step.product.category, step.product.label_date, step.unchanged) == ("lips", "2026-02", False)


names = st.sampled_from(["Tint", "tint", "Balm", ""])
lists = st.sampled_from(["Aqua", "Sal", "Mel", "Cera"])
product_lists = st.lists(st.builds(Product, st.just("Dune"), names, st.just("lips"), lists), max_size=12)


@given(product_lists, product_lists)
def test_no_list_of_an_import_is_ever_missing_from_the_library_afterwards(
    before: list[Product], products: list[Product]
) -> None:
    known = stored(*before)
    steps = merge(known, products)
    later = after(known, steps)
    hashes = {(key, row.ingredients_hash) for key, rows in later.items() for row in rows}
    given_lists = {(step.identity, step.ingredients_hash) for step in merge({}, products)}
    assert given_lists <= hashes
    places = [(key, row.variant) for key, rows in later.items() for row in rows]
    assert len(places) == len(set(places))
    changed = [step.known.id for step in steps if step.known]
    assert len(changed) == len(set(changed))
