"""What was kept is there again, whole, and nobody's change is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import ProgrammingError

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library.product import Product
from ingredient_checker.library.records import CheckedLabel, EarlierIngredients, ImportCounts, PatientRow
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem

OpenStore = Callable[[], Store]

CREAM = Product("Dune", "Hand Cream", "hands", "Aqua, Glycerin", "list.xlsx Sheet1!A2", "2025-06")
WASH = Product("Dune", "Body Wash", "body", "Aqua, Parfum", "list.xlsx Sheet1!A3")


def products(store: Store) -> list[Product]:
    return [stored.product for stored in store.products()]


# patients


def test_a_patient_with_every_reading_survives_a_restart(open_store: OpenStore, patient: Patient) -> None:
    store = open_store()
    number = store.save_patient(patient)
    store.close()
    assert open_store().patient(number) == patient


def test_the_list_of_patients_counts_allergens_and_unknown_names_once(store: Store, patient: Patient) -> None:
    twice = replace(patient, results=patient.results + patient.results)
    number = store.save_patient(twice)
    assert store.patients() == (PatientRow(number, patient.name, patient.number, patient.tested_on, positives=2),)


def test_saving_again_replaces_results_and_leaves_other_patients_alone(store: Store, patient: Patient) -> None:
    first, second = store.save_patient(patient), store.save_patient(patient)
    corrected = replace(patient, name="W. Quastenflosser", results=patient.results[1:2])
    assert store.save_patient(corrected, first) == first
    assert store.patient(first) == corrected
    assert store.patient(second) == patient


def test_two_windows_that_change_one_patient_do_not_overwrite_each_other(
    open_store: OpenStore, patient: Patient
) -> None:
    here = open_store()
    number = here.save_patient(patient)
    there = open_store()
    theirs = replace(there.patient(number), tested_on="2026-03-05")
    there.save_patient(theirs, number)

    mine = replace(patient, number="QF-1")
    with pytest.raises(Problem, match="changed in another window") as conflict:
        here.save_patient(mine, number)
    assert patient.name not in str(conflict.value)
    here.patients()  # the list shows the new state, but not so that it could be overwritten unseen
    with pytest.raises(Problem, match="changed in another window"):
        here.save_patient(mine, number)
    assert here.patient(number) == theirs
    here.save_patient(mine, number)
    assert there.patient(number) == mine


def test_a_patient_that_was_never_shown_cannot_be_replaced(open_store: OpenStore, patient: Patient) -> None:
    number = open_store().save_patient(patient)
    with pytest.raises(ValueError, match="must have been read"):
        open_store().save_patient(patient, number)


def test_a_deleted_patient_is_gone_with_labels_and_the_id_never_means_another(
    open_store: OpenStore, patient: Patient
) -> None:
    store, other = open_store(), open_store()
    number = store.save_patient(patient)
    store.keep_label(CREAM, number, Verdict.AVOID, "2026.03")
    store.keep_label(CREAM, None, Verdict.UNREAD, "2026.03")
    other.patients()
    store.delete_patient(number)
    assert store.patients() == ()
    assert [label.patient_id for label in store.checked_labels()] == [None]
    assert products(store) == [CREAM]
    for action in (
        lambda: other.patient(number),
        lambda: other.save_patient(patient, number),
        lambda: other.delete_patient(number),
        lambda: other.keep_label(WASH, number, Verdict.AVOID, "2026.03"),
    ):
        with pytest.raises(Problem, match="no longer in the library"):
            action()
    assert products(store) == [CREAM]
    assert store.save_patient(patient) != number


# products


def test_a_product_list_survives_a_restart_in_its_order(open_store: OpenStore) -> None:
    store = open_store()
    assert store.import_products([WASH, CREAM]) == ImportCounts(added=2, updated=0, unchanged=0)
    store.close()
    assert products(open_store()) == [WASH, CREAM]


def test_the_same_list_again_changes_nothing(store: Store) -> None:
    store.import_products([CREAM, WASH])
    again = [replace(WASH, place="other.xlsx Sheet1!A2"), CREAM, CREAM]
    assert store.import_products(again) == ImportCounts(added=0, updated=0, unchanged=3)
    assert products(store) == [CREAM, WASH]


def test_new_ingredients_take_the_place_of_the_old_list_which_is_kept_as_an_earlier_one(store: Store) -> None:
    store.import_products([CREAM, WASH])
    newer = replace(CREAM, brand="DUNE", ingredients="Aqua, Glycerin, Phenoxyethanol", label_date="2026-02")
    assert store.import_products([newer]) == ImportCounts(added=0, updated=1, unchanged=0)
    newest = replace(newer, ingredients="Aqua, Glycerin, Sorbic Acid", label_date="")
    assert store.import_products([newest]).updated == 1
    kept, _ = store.products()
    assert kept.product == replace(newest, label_date="2026-02")
    when = "2026-03-14T12:00:00+00:00"
    assert store.earlier_ingredients(kept.id) == (
        EarlierIngredients(newer.ingredients, newer.place, "2026-02", when),
        EarlierIngredients(CREAM.ingredients, CREAM.place, "2025-06", when),
    )


def test_an_import_is_seen_by_another_window_at_once(open_store: OpenStore) -> None:
    here, there = open_store(), open_store()
    there.products()
    here.import_products([CREAM])
    assert there.import_products([replace(CREAM, ingredients="Aqua")]).updated == 1
    assert [p.ingredients for p in products(here)] == ["Aqua"]


# checked labels, settings, imported files


def test_a_checked_label_keeps_its_own_text_when_the_product_changes(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    first = store.keep_label(CREAM, number, Verdict.NOTHING_FOUND, "2026.03")
    second = store.keep_label(replace(CREAM, ingredients="Aqua"), number, Verdict.AVOID, "2026.04")
    (product,) = store.products()
    when = "2026-03-14T12:00:00+00:00"
    row = CheckedLabel(
        first, product.id, number, "Dune", "Hand Cream", "Aqua, Glycerin", Verdict.NOTHING_FOUND, "2026.03", when
    )
    later = replace(row, id=second, label_text="Aqua", verdict=Verdict.AVOID, data_version="2026.04")
    assert store.checked_labels(number) == (later, row)
    assert store.checked_labels() == (later, row)
    assert store.checked_labels(number + 1) == ()


def test_settings_are_remembered_changed_and_forgotten(open_store: OpenStore) -> None:
    store = open_store()
    assert store.setting("current patient") is None
    store.set_setting("current patient", "3")
    store.set_setting("current patient", "4")
    store.close()
    again = open_store()
    assert again.setting("current patient") == "4"
    again.set_setting("current patient", None)
    assert again.setting("current patient") is None


def test_a_file_that_was_imported_before_is_noticed(store: Store) -> None:
    assert store.import_seen("ab" * 32) is None
    store.note_import("ab" * 32, "results.xlsx", "results")
    assert store.import_seen("ab" * 32) == date(2026, 3, 14)
    assert store.import_seen("cd" * 32) is None


# backup, threads


def test_a_backup_of_a_library_in_use_opens_with_the_same_key_and_holds_everything(
    folder: Path, store: Store, patient: Patient, tmp_path: Path
) -> None:
    number = store.save_patient(patient)
    store.import_products([CREAM, WASH])
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    assert (
        store.backup(elsewhere / "library.db") == 1 + 4 + 4 + 2 + 4
    )  # … and the step, its patient, the event, the head of its chain
    assert [path.name for path in elsewhere.iterdir()] == ["library.db"]
    (elsewhere / "library.key").write_bytes((folder / "library.key").read_bytes())
    restored = Store.open(elsewhere)
    assert restored.patient(number) == patient
    assert products(restored) == [CREAM, WASH]
    restored.close()


def test_a_backup_never_overwrites_a_file(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_text("something else")
    with pytest.raises(Problem, match="is there already"):
        store.backup(target)
    assert target.read_text() == "something else"
    with pytest.raises(Problem, match="cannot be used"):
        store.backup(tmp_path / "no such folder" / "backup.db")


def test_a_store_refuses_to_be_used_from_another_thread(store: Store) -> None:
    seen: list[BaseException] = []

    def use() -> None:
        try:
            store.patients()
        except ProgrammingError as error:
            seen.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "thread" in str(seen[0])
