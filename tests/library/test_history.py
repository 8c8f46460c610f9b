"""Every step in the record can be undone and done again, by name, also after a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library.history import STEPS
from ingredient_checker.library.product import Product
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.together import together
from ingredient_checker.problem import Problem

OpenStore = Callable[[], Store]


def undo_name(store: Store) -> str:
    change = store.next_change()
    return change.what if change else ""


def redo_name(store: Store) -> str:
    change = store.next_change(undone=True)
    return change.what if change else ""


def test_a_removed_result_comes_back_when_it_is_undone(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient, what="Import results")
    store.save_patient(replace(patient, results=patient.results[1:]), number, "Remove a result")
    assert undo_name(store) == "Remove a result"
    assert store.undo() == number
    assert store.patient(number) == patient
    assert (undo_name(store), redo_name(store)) == ("Import results", "Remove a result")
    assert store.redo() == number
    assert store.patient(number).results == patient.results[1:]


def test_undo_survives_a_restart(open_store: OpenStore, patient: Patient) -> None:
    first = open_store()
    number = first.save_patient(patient)
    first.save_patient(replace(patient, name="W. Q."), number, "Rename the patient")
    first.close()
    again = open_store()
    assert undo_name(again) == "Rename the patient"
    again.undo()
    assert again.patient(number).name == patient.name
    again.close()
    last = open_store()
    assert redo_name(last) == "Rename the patient"
    last.redo()
    assert last.patient(number).name == "W. Q."


def test_an_imported_patient_goes_away_again_and_comes_back_under_the_same_number(
    store: Store, patient: Patient
) -> None:
    number = store.save_patient(patient, what="Import results")
    assert store.undo() is None
    assert store.patients() == ()
    assert store.redo() == number
    assert store.patient(number) == patient


def test_a_patient_with_checked_labels_is_not_undone_away(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    store.keep_label(Product("", "Cream", "", "Aqua"), number, Verdict.NOTHING_FOUND, "1")
    with pytest.raises(Problem, match="Labels were checked"):
        store.undo()
    assert store.patient(number) == patient


def test_a_new_step_takes_the_place_of_what_was_undone(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    store.save_patient(replace(patient, name="A"), number, "first")
    store.undo()
    store.patient(number)
    store.save_patient(replace(patient, name="B"), number, "second")
    assert (undo_name(store), redo_name(store)) == ("second", "")
    with pytest.raises(Problem, match="nothing to do again"):
        store.redo()


def test_what_another_desk_has_changed_since_is_not_overwritten_by_undoing(
    open_store: OpenStore, patient: Patient
) -> None:
    ours, theirs = open_store(), open_store()
    number = ours.save_patient(patient)
    mine = replace(patient, name="Mine")
    ours.save_patient(mine, number, "Rename the patient")
    theirs.patient(number)
    theirs.save_patient(replace(mine, number="X-1"), number, "Change the number")
    ours.undo()  # the latest step is theirs, and it is undone by its name
    assert ours.patient(number) == mine


def test_a_step_saved_as_it_was_is_no_step(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient, what="Import results")
    store.save_patient(patient, number, "Correct a result")
    assert undo_name(store) == "Import results"


def test_nothing_to_undo_is_said(store: Store) -> None:
    with pytest.raises(Problem, match="nothing to undo"):
        store.undo()


def test_an_erased_patient_cannot_be_undone_back(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    store.delete_patient(number)
    assert undo_name(store) == ""


def test_the_oldest_steps_are_forgotten(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient, what="first")
    for n in range(STEPS):
        store.save_patient(replace(patient, name=f"name {n}"), number, f"step {n}")
    for _ in range(STEPS):
        store.undo()
    with pytest.raises(Problem, match="nothing to undo"):
        store.undo()
    assert store.patient(number) == patient


def test_two_records_of_one_person_become_one_and_two_again(store: Store, patient: Patient) -> None:
    other = replace(patient, number="", tested_on="2019-05-01", results=patient.results[:1])
    keep, gone = store.save_patient(patient), store.save_patient(other)
    label = store.keep_label(Product("", "Cream", "", "Aqua"), gone, Verdict.NOTHING_FOUND, "1")
    merged = together(patient, other)
    store.merge_patients(keep, gone, merged)
    assert [row.id for row in store.patients()] == [keep]
    assert store.patient(keep) == merged
    assert [kept.id for kept in store.checked_labels(keep)] == [label]
    store.undo()
    assert (store.patient(keep), store.patient(gone)) == (patient, other)
    assert [kept.id for kept in store.checked_labels(gone)] == [label]
    store.redo()
    assert store.patient(keep) == merged
    assert [kept.id for kept in store.checked_labels(keep)] == [label]


def test_patients_that_were_changed_elsewhere_are_not_merged(open_store: OpenStore, patient: Patient) -> None:
    ours, theirs = open_store(), open_store()
    keep, other = ours.save_patient(patient), ours.save_patient(patient)
    theirs.patient(other)
    theirs.save_patient(replace(patient, name="Changed"), other)
    with pytest.raises(Problem, match="changed in another window"):
        ours.merge_patients(keep, other, patient)
    assert len(theirs.patients()) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["save", "undo", "redo"]), max_size=12))
def test_whatever_is_undone_and_done_again_the_record_is_as_after_some_step(
    open_store: OpenStore, patient: Patient, steps: list[str]
) -> None:
    store = open_store()
    number = store.save_patient(patient, what="start")
    past, future = [patient], list[Patient]()
    for at, step in enumerate(steps):
        if step == "save":
            past.append(replace(past[-1], name=f"name {at}"))
            future.clear()
            store.save_patient(past[-1], number, "save")
        elif step == "undo" and len(past) > 1:
            future.append(past.pop())
            store.undo()
        elif step == "redo" and future:
            past.append(future.pop())
            store.redo()
        assert store.patient(number) == past[-1]
    store.close()
