"""Copies of the library by themselves, fewer with age, and put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.library.backups import back_up_daily, backups, holds, kept, restore
from ingredient_checker.library.product import Product
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem
from ingredient_checker.record import Record

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_one_copy_a_day_is_made_and_holds_what_the_library_held(store: Store, folder: Path, patient: Patient) -> None:
    store.save_patient(patient)
    store.import_products([Product("North Lab", "Cream", "Cream", "Aqua", "list")])
    made = back_up_daily(store, folder, TODAY)
    assert made is not None
    assert back_up_daily(store, folder, TODAY) is None
    store.save_patient(Patient("Another"))
    (copy,) = backups(folder)
    assert copy.day == TODAY
    found = holds(folder, copy.path)
    assert (found.patients, found.products, found.labels) == (1, 1, 0)


def test_old_copies_become_fewer_and_the_newest_stay(store: Store, folder: Path) -> None:
    for age in range(0, 400, 3):
        back_up_daily(store, folder, TODAY - timedelta(days=400 - age))
    back_up_daily(store, folder, TODAY)
    days = [copy.day for copy in backups(folder)]
    assert days[0] == TODAY
    assert len([d for d in days if (TODAY - d).days < 7]) >= 2
    assert len(days) <= 7 + 8 + 24
    assert min(days) < TODAY - timedelta(days=300)


@given(ages=st.sets(st.integers(-5, 900), max_size=300))
def test_thinning_never_takes_this_weeks_copies_and_never_the_last_one(ages: set[int]) -> None:
    days = {TODAY - timedelta(days=age) for age in ages}
    keep = kept(days, TODAY)
    assert keep <= days
    assert {day for day in days if (TODAY - day).days < 7} <= keep
    recent = {day for day in days if (TODAY - day).days < 24 * 31}
    assert not recent or max(recent) in keep
    assert kept(keep, TODAY) == keep


def test_a_copy_put_back_brings_the_patient_back_and_keeps_the_library_as_it_was(
    open_store: Callable[[], Store], folder: Path, patient: Patient
) -> None:
    store = open_store()
    kept_id = store.save_patient(patient)
    made = back_up_daily(store, folder, TODAY)
    assert made is not None
    store.delete_patient(kept_id)
    before = restore(store, folder, made, NOON)
    again = open_store()
    assert [row.name for row in again.patients()] == [patient.name]
    assert again.patient(kept_id) == patient
    assert holds(folder, before).patients == 0


def test_what_is_no_backup_changes_nothing(
    open_store: Callable[[], Store], folder: Path, patient: Patient, tmp_path: Path
) -> None:
    store = open_store()
    store.save_patient(patient)
    damaged = tmp_path / "damaged.db"
    store.backup(damaged)
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    foreign = tmp_path / "letter.db"
    foreign.write_bytes(b"Dear colleague" * 400)
    for copy in (damaged, foreign, tmp_path / "nothing.db", folder / "library.db"):
        with pytest.raises(Problem):
            restore(store, folder, copy, NOON)
        assert [row.name for row in open_store().patients()] == [patient.name]


def test_a_library_that_another_window_has_open_is_not_replaced(
    open_store: Callable[[], Store], folder: Path, patient: Patient
) -> None:
    store, other = open_store(), open_store()
    made = back_up_daily(store, folder, TODAY)
    assert made is not None
    other.save_patient(patient)
    with pytest.raises(Problem, match="Another window"):
        restore(store, folder, made, NOON)
    assert [row.name for row in other.patients()] == [patient.name]


def test_a_clock_that_is_years_ahead_for_a_day_takes_no_copies_away(store: Store, folder: Path) -> None:
    for age in range(9):
        back_up_daily(store, folder, TODAY - timedelta(days=age))
    back_up_daily(store, folder, TODAY.replace(year=2036))
    there = {copy.day for copy in backups(folder)}
    assert len(there & {TODAY - timedelta(days=age) for age in range(9)}) >= 6
    back_up_daily(store, folder, TODAY + timedelta(days=1))
    assert len({copy.day for copy in backups(folder)} & there) >= 7


def test_two_restores_in_one_second_keep_both_libraries_as_they_were(
    open_store: Callable[[], Store], folder: Path, patient: Patient
) -> None:
    store = open_store()
    made = back_up_daily(store, folder, TODAY)
    assert made is not None
    store.save_patient(patient)
    first = restore(store, folder, made, NOON)
    second = restore(open_store(), folder, made, NOON)
    assert first is not None
    assert second is not None
    assert [holds(folder, kept).patients for kept in (first, second)] == [1, 0]


@pytest.mark.parametrize("content", [None, b"", b"torn" * 3000])
def test_a_copy_is_put_back_where_the_library_cannot_be_opened(
    open_store: Callable[[], Store], folder: Path, patient: Patient, content: bytes | None
) -> None:
    store = open_store()
    store.save_patient(patient)
    made = back_up_daily(store, folder, TODAY)
    store.close()
    assert made is not None
    library = folder / "library.db"
    library.unlink()
    if content is not None:
        library.write_bytes(content)
    before = Record(folder).restore(made)
    assert [row.name for row in open_store().patients()] == [patient.name]
    assert (None if before is None else before.read_bytes()) == content


def test_a_library_that_is_damaged_in_one_page_is_kept_beside_the_copy_that_takes_its_place(
    open_store: Callable[[], Store], folder: Path, patient: Patient
) -> None:
    store = open_store()
    store.import_products([Product("North Lab", f"Cream {n}", "", "Aqua, Glycerin, " * 40) for n in range(200)])
    made = back_up_daily(store, folder, TODAY)
    store.close()
    assert made is not None
    library = folder / "library.db"
    content = bytearray(library.read_bytes())
    content[-5000] ^= 1
    library.write_bytes(content)
    before = Record(folder).restore(made)
    assert before is not None
    assert before.read_bytes() == content
    assert len(open_store().products()) == 200
