"""Whatever is kept comes back: any text, any readings, every field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingredient_checker.library.product import Product
from ingredient_checker.library.schema import keepable
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test import patient as patch_test
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.reading import Reading

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
anything = st.text(st.characters(exclude_categories=[]), max_size=30)


def every_field(kind: type, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values with something in every field, also in those with a default, so that one that is not kept is seen."""
    plain = {field.name: words if field.type == "str" else ... for field in fields(kind)}
    return st.builds(kind, **plain | known)


readings = every_field(Reading, day=st.integers(0, 400))
results = every_field(patch_test.PatchTestResult, readings=st.lists(readings, max_size=4).map(tuple))
decisions = every_field(patch_test.Decision)
characteristics = every_field(
    patch_test.Characteristics,
    birth_year=st.none() | st.integers(1850, 2100),
    sites=st.lists(words, max_size=3).map(tuple),
)
patients = every_field(
    Patient,
    results=st.lists(results, max_size=5).map(tuple),
    decisions=st.lists(decisions, max_size=3).map(tuple),
    characteristics=characteristics,
    unread=st.lists(every_field(patch_test.UnreadCell), max_size=3).map(tuple),
)
products = every_field(Product)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One library for all examples: a patient more or less does no harm."""
    folder: Path = tmp_path_factory.mktemp("library")
    store = Store.open(folder)
    yield store
    store.close()


@given(patients, patients)
def test_a_patient_comes_back_as_kept_and_as_changed(store: Store, patient: Patient, changed: Patient) -> None:
    number = store.save_patient(patient)
    assert store.patient(number) == patient
    store.save_patient(changed, number)
    assert store.patient(number) == changed
    assert [row.name for row in store.patients() if row.id == number] == [changed.name]


@given(st.lists(products, max_size=6))
def test_every_ingredient_list_of_an_import_is_in_the_library(store: Store, given_products: list[Product]) -> None:
    counts = store.import_products(given_products)
    assert counts.added + counts.updated + counts.unchanged == len(given_products)
    kept = {stored.product.ingredients for stored in store.products()}
    assert {product.ingredients for product in given_products} <= kept
    assert store.import_products(given_products).added == 0


@given(products)
def test_a_new_product_comes_back_with_every_field(store: Store, product: Product) -> None:
    if store.import_products([product]).added:
        assert store.products()[-1].product == product


@given(anything)
@example("Aqua\0Parfum \ud800 Linalool")
def test_text_that_no_database_can_keep_is_kept_with_a_mark_in_the_same_place(store: Store, text: str) -> None:
    number = store.save_patient(Patient(text, text))
    kept = store.patient(number).name
    differing = {was: now for now, was in zip(kept, text, strict=True) if now != was}
    assert set(differing.values()) <= {"\ufffd"}
    assert all(was == "\0" or unicodedata.category(was) == "Cs" for was in differing)
    store.import_products([Product("Any", text, "", text)])
    assert keepable(text) in {stored.product.ingredients for stored in store.products()}
    assert store.import_products([Product("Any", text, "", text)]).unchanged == 1
