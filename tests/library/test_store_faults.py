"""What the world does to a file: the program is killed, the disk fills up, a bit flips, somebody else is writing."""

from __future__ import annotations

import contextlib
import itertools
import logging
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import DatabaseError

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library import schema
from ingredient_checker.library.engine import prepare
from ingredient_checker.library.product import Product
from ingredient_checker.library.records import ImportCounts
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem

OpenStore = Callable[[], Store]

CHILD = Path(__file__).with_name("keep_until_killed.py")
CREAM = Product("Dune", "Hand Cream", "hands", "Aqua, Glycerin")
PRODUCTS = [Product("Dune", f"Cream {n}", "hands", f"Aqua, Ingredient {n}, Glycerin, " * 9) for n in range(400)]


# killed


@pytest.mark.parametrize("seed", range(6))
def test_a_program_killed_at_any_moment_loses_nothing_it_kept_and_leaves_nothing_half_kept(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    child = subprocess.Popen([sys.executable, CHILD, tmp_path / "library"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = list(itertools.islice(child.stdout, 1 + seed // 2))  # while it makes the library, the first batch, the next
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=chance.uniform(0, 0.2))
    child.kill()
    said += child.communicate()[0].splitlines()
    kept = sum(line.startswith("kept ") for line in said)

    store = Store.open(tmp_path / "library")
    products = Counter(stored.product.brand for stored in store.products())
    patients = [store.patient(row.id) for row in store.patients()]
    assert kept <= len(patients) <= len(products) <= kept + 1
    assert set(products.values()) <= {400}
    assert {len(patient.results) for patient in patients} <= {50}
    assert {len(result.readings) for patient in patients for result in patient.results} <= {3}
    assert store.import_products([CREAM]).added == 1
    store.close()


# damaged


def test_a_flipped_bit_is_never_read_as_something_else(folder: Path, tmp_path: Path, patient: Patient) -> None:
    store = Store.open(folder)
    store.save_patient(patient)
    store.import_products(PRODUCTS[:100])
    everything = (store.patient(1), store.products())
    store.close()
    whole = (folder / "library.db").read_bytes()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copyfile(folder / "library.key", copy / "library.key")
    chance = random.Random(7)
    noticed = 0
    for _ in range(80):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (copy / "library.db").write_bytes(flipped)
        damaged = None
        try:
            damaged = Store.open(copy)
            assert (damaged.patient(1), damaged.products()) == everything
        except Problem as problem:
            assert "damaged" in str(problem)  # noqa: PT017 - either the right answer or this one
            noticed += 1
        finally:
            if damaged:
                damaged.close()
    assert noticed > 20


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_library_cut_short_is_noticed(folder: Path, share: float) -> None:
    store = Store.open(folder)
    store.import_products(PRODUCTS)
    store.close()
    whole = (folder / "library.db").read_bytes()
    (folder / "library.db").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Problem, match="damaged"), contextlib.closing(Store.open(folder)) as cut:
        cut.products()


# full, locked, read-only


def limit_pages(store: Store, pages: int) -> None:
    """Let the disk be full when the library has this many pages more than now."""
    with store._engine.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {now + pages}")


@pytest.mark.parametrize("pages", [0, 1, 7, 40])
def test_a_full_disk_is_named_and_leaves_the_library_as_it_was(open_store: OpenStore, pages: int) -> None:
    store = open_store()
    store.import_products([CREAM])
    limit_pages(store, pages)
    with pytest.raises(Problem, match=r"The disk with .* is full: make room and try again"):
        store.import_products(PRODUCTS)
    assert [stored.product for stored in store.products()] == [CREAM]
    limit_pages(store, 10_000)  # room was made
    assert store.import_products(PRODUCTS) == ImportCounts(added=400, updated=0, unchanged=0)
    assert len(open_store().products()) == 401


@pytest.mark.parametrize("room", [1_000, 30_000, 150_000])
def test_a_disk_that_fails_while_writing_is_named_and_leaves_the_library_as_it_was(
    open_store: OpenStore, folder: Path, room: int
) -> None:
    store = open_store()
    store.import_products([CREAM])
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = (folder / "library.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + room, hard))
    try:
        with pytest.raises(Problem, match=r"The disk with .* failed to read or write"):
            store.import_products(PRODUCTS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [stored.product for stored in store.products()] == [CREAM]
    store.close()
    again = open_store()
    assert [stored.product for stored in again.products()] == [CREAM]
    assert again.import_products(PRODUCTS).added == 400


def test_a_library_that_somebody_is_writing_to_can_be_read_and_says_so_when_written_to(
    open_store: OpenStore, patient: Patient
) -> None:
    here, there = open_store(), open_store()
    number = here.save_patient(patient)
    with there._writing():
        assert here.patient(number) == patient
        with pytest.raises(Problem, match="being written to by another window or program"):
            here.import_products([CREAM])
    assert here.import_products([CREAM]).added == 1


def test_a_library_that_may_only_be_read_says_so(store: Store) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(Problem, match="may only be read, not changed"):
        store.import_products([CREAM])
    assert store.products() == ()


def test_an_import_that_fails_on_its_last_row_keeps_none_of_it(store: Store) -> None:
    store.import_products([CREAM])
    with store._writing() as connection:
        connection.exec_driver_sql(
            "CREATE TEMP TRIGGER spoil BEFORE INSERT ON product WHEN NEW.product = 'Cream 399'"
            " BEGIN SELECT RAISE(ABORT, 'spoilt'); END"
        )
    with pytest.raises(DatabaseError, match="spoilt"):
        store.import_products(PRODUCTS)
    assert [stored.product for stored in store.products()] == [CREAM]


# privacy


def plain_store(path: Path) -> Store:
    """A store on a file without encryption, so that a test can look for names in its bytes."""
    engine = create_engine(f"sqlite+pysqlite:///{path}", module=sqlcipher3, poolclass=StaticPool)
    prepare(engine)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
    return Store(engine, path)


def traces(folder: Path, name: str) -> list[str]:
    return [path.name for path in folder.iterdir() if name.encode() in path.read_bytes()]


def test_an_erased_patient_is_gone_from_every_byte_of_the_files(tmp_path: Path, patient: Patient) -> None:
    store = plain_store(tmp_path / "plain.db")
    number = store.save_patient(patient)
    store.keep_label(CREAM, number, Verdict.AVOID, "2026.03")
    for change in range(3):
        store.save_patient(Patient(patient.name, f"QF-{change}", patient.results), number)
    assert traces(tmp_path, patient.name)
    assert traces(tmp_path, "schwach")
    store.delete_patient(number)
    assert traces(tmp_path, patient.name) == []
    assert traces(tmp_path, "schwach") == []
    store.close()
    assert traces(tmp_path, patient.name) == []


def test_of_an_erased_patient_neither_a_merged_record_nor_the_name_of_a_file_is_left(
    tmp_path: Path, patient: Patient
) -> None:
    store = plain_store(tmp_path / "plain.db")
    other = store.save_patient(Patient("Quastenflosser twice"))
    store.save_patient(Patient("Quastenflosser the other"), other)
    (number,) = store.import_patients([(patient, None)], ("0" * 64, "Quastenflosser.xlsx", "results"))
    store.merge_patients(number, other, patient)
    store.delete_patient(number)
    store.close()
    assert traces(tmp_path, "Quastenflosser") == []


def test_no_name_gets_into_a_log_or_the_text_of_an_error(
    store: Store, patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = store.save_patient(patient)
    store.patient(number)
    with store._writing() as connection:
        connection.exec_driver_sql("DROP TABLE reading")
    with pytest.raises(DatabaseError) as error:
        store.save_patient(patient)
    assert "reading" in str(error.value)
    assert patient.name not in f"{error.value} {error.value.__cause__}"
    assert "schwach" not in f"{error.value} {error.value.__cause__}"
    assert patient.name not in caplog.text
    assert "Quasten" not in caplog.text
