"""A library is opened, made or refused in words; a refusal changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.dialects import registry
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable

from ingredient_checker.library import migrate, opening, schema
from ingredient_checker.library.backups import back_up_daily
from ingredient_checker.library.engine import cipher_engine, journal_mode
from ingredient_checker.library.folder import library_folder
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Characteristics, Patient, UnreadCell
from ingredient_checker.problem import Problem

DATABASES = Path(__file__).parent / "databases"

NEXT = schema.SCHEMA_VERSION + 1


def files(folder: Path) -> dict[str, bytes]:
    """Everything in the folder but the log's shared memory, which holds no data."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".db-shm"}


def run_in(database: Path, *statements: str) -> object:
    """Run statements in a library behind the program's back; the first value that the last one answers, if any."""
    engine = cipher_engine(database, bytes.fromhex((database.parent / "library.key").read_text()))
    with engine.begin() as connection:
        answers = [connection.execute(text(statement)) for statement in statements]
        value = answers[-1].scalar() if answers[-1].returns_rows else None
    engine.dispose()
    return value


@pytest.fixture
def filled(folder: Path, patient: Patient) -> Path:
    """The folder of a library with one patient, closed."""
    store = Store.open(folder)
    store.save_patient(patient)
    store.close()
    return folder


def refusal(folder: Path) -> str:
    """Why the library of this folder is not opened; asserts that nothing in it was touched."""
    before = files(folder)
    with pytest.raises(Problem) as refused:
        Store.open(folder)
    assert files(folder) == before
    return str(refused.value)


# where it lies, who may read it


def test_the_library_lies_in_the_given_folder_else_where_the_environment_says_else_with_the_user(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library_folder(own_folders / "x") == own_folders / "x"
    assert library_folder() == own_folders / "ingredient-checker"
    monkeypatch.delenv("INGREDIENT_CHECKER_DATA")
    assert library_folder().name == "ingredient-checker"
    assert own_folders in library_folder().parents or os.name == "nt"


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the user's folder by other means")
def test_folder_key_and_library_belong_to_the_user_alone(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o700
    store = Store.open(filled)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in filled.iterdir()}
    store.close()
    assert set(modes) >= {"library.db", "library.key", "library.db-wal"}
    assert set(modes.values()) == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the user's folder by other means")
def test_a_key_put_back_with_wider_rights_is_narrowed(filled: Path) -> None:
    (filled / "library.key").chmod(0o644)
    Store.open(filled).close()
    assert stat.S_IMODE((filled / "library.key").stat().st_mode) == 0o600


def test_nothing_but_library_and_key_is_left_when_it_is_closed(filled: Path) -> None:
    assert sorted(path.name for path in filled.iterdir()) == ["library.db", "library.key"]


def test_a_name_in_the_library_cannot_be_read_without_the_key(filled: Path, patient: Patient) -> None:
    for content in files(filled).values():
        assert patient.name.encode() not in content
        assert b"SQLite format" not in content


def test_two_libraries_have_two_keys(tmp_path: Path) -> None:
    for name in "ab":
        Store.open(tmp_path / name).close()
    assert (tmp_path / "a" / "library.key").read_text() != (tmp_path / "b" / "library.key").read_text()


# refusals


def test_a_library_whose_key_is_gone_is_kept_and_no_new_key_is_made(filled: Path) -> None:
    key = (filled / "library.key").read_bytes()
    (filled / "library.key").unlink()
    assert "put library.key back from a copy" in refusal(filled)
    assert not (filled / "library.key").exists()
    (filled / "library.key").write_bytes(key)
    Store.open(filled).close()


def test_another_librarys_key_is_refused_and_the_right_one_opens_it_again(
    filled: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key = (filled / "library.key").read_bytes()
    (filled / "library.key").write_text("0f" * 32)
    assert "the key belongs to another library or the file is damaged" in refusal(filled)
    (filled / "library.key").write_bytes(key)
    store = Store.open(filled)
    assert len(store.patients()) == 1
    store.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"", b"\n", b"0f" * 31, b"0f" * 33, b"zz" * 32, bytes(range(256))])
def test_a_key_file_that_holds_no_key_is_refused_and_not_replaced(filled: Path, content: bytes) -> None:
    (filled / "library.key").write_bytes(content)
    assert "does not hold a key" in refusal(filled)


def test_a_library_made_by_a_newer_program_is_refused(filled: Path) -> None:
    newer = f"UPDATE alembic_version SET version_num = '{NEXT}'"
    run_in(filled / "library.db", newer, "CREATE TABLE of_the_future (id INTEGER)")
    assert f"(schema {NEXT}, this program knows {schema.SCHEMA_VERSION})" in refusal(filled)


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_some_other_database_is_refused(filled: Path, statement: str) -> None:
    run_in(filled / "library.db", statement)
    assert "is not a library of this program" in refusal(filled)


def test_a_library_cut_to_nothing_is_not_taken_for_a_new_one(filled: Path) -> None:
    (filled / "library.db").write_bytes(b"")
    assert "is empty, though a library was there: put a backup" in refusal(filled)
    assert (filled / "library.db").stat().st_size == 0


@pytest.mark.parametrize("content", [b"S", b"SQLite format 3\0"])
def test_a_few_bytes_are_not_taken_for_a_new_library(filled: Path, content: bytes) -> None:
    (filled / "library.db").write_bytes(content)
    assert "put a backup in its place" in refusal(filled)


def test_a_library_that_is_gone_while_its_copies_are_there_is_not_taken_for_a_new_one(filled: Path) -> None:
    store = Store.open(filled)
    back_up_daily(store, filled, date(2026, 3, 14))
    store.close()
    (filled / "library.db").unlink()
    with pytest.raises(Problem, match=r"library\.db is missing, though copies of it are in .*: put one of them"):
        Store.open(filled)
    assert not (filled / "library.db").exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"SQLite format 3\0" + bytes(4080), bytes(8192)])
def test_a_file_that_is_no_library_is_refused(filled: Path, content: bytes) -> None:
    (filled / "library.db").write_bytes(content)
    assert "the file is damaged" in refusal(filled)


def test_the_latest_changes_of_a_library_that_was_moved_away_are_not_mixed_into_a_new_one(filled: Path) -> None:
    (filled / "library.db").rename(filled.parent / "moved.db")
    (filled / "library.db-wal").write_bytes(b"what only the moved library understands")
    assert "put library.db back" in refusal(filled)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"data folder .* cannot be made"):
        Store.open(tmp_path / "file" / "library")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_named(filled: Path) -> None:
    filled.chmod(0o500)
    try:
        with pytest.raises(Problem, match="rights"):
            Store.open(filled)
    finally:
        filled.chmod(0o700)


# schema


def test_the_migrations_make_the_tables_that_the_program_uses(filled: Path) -> None:
    key = bytes.fromhex((filled / "library.key").read_text())
    engine = cipher_engine(filled / "library.db", key)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_schema_of_this_program() -> None:
    assert ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head() == str(schema.SCHEMA_VERSION)


def test_every_table_whose_rows_are_changed_has_a_version() -> None:
    versioned = {name for name, table in schema.metadata.tables.items() if "version" in table.c}
    assert versioned == {"patient", "product", "setting", "judgement", "change"}


def test_the_tables_can_follow_to_postgresql() -> None:
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=registry.load("postgresql")()))


def library_of_schema(number: int, folder: Path) -> Path:
    """A library as that version of the program has left it."""
    for ending in ("db", "key"):
        shutil.copyfile(DATABASES / f"schema_{number}.{ending}", folder / f"library.{ending}")
    return folder


@pytest.mark.parametrize("number", range(1, schema.SCHEMA_VERSION + 1))
def test_a_library_of_every_earlier_schema_opens_with_everything_in_it(number: int, tmp_path: Path) -> None:
    store = Store.open(library_of_schema(number, tmp_path))
    (row,) = store.patients()
    assert (row.name, row.number, row.positives) == ("Ottilie Nebelkrähe", "NK-1", 2)
    allergens = [(r.allergen, r.status.value, len(r.readings)) for r in store.patient(row.id).results]
    assert allergens == [("mi", "positive", 3), ("nickel", "review", 1), ("", "positive", 0), ("", "control", 0)]
    assert [p.product.ingredients for p in store.products()] == ["Aqua, Sorbic Acid", "Aqua, Parfum"]
    assert [e.ingredients for e in store.earlier_ingredients(1)] == ["Aqua, Glycerin"]
    assert [(label.verdict.value, label.label_text) for label in store.checked_labels(row.id)] == [
        ("avoid", "Aqua, Parfum")
    ]
    assert store.setting("current patient") == str(row.id)
    assert store.import_seen("ab" * 32) is not None
    store.close()
    assert len(list(tmp_path.glob("library before schema *.db"))) == (number < schema.SCHEMA_VERSION)


def test_judgements_of_schema_2_are_there_with_what_was_taken_back(tmp_path: Path) -> None:
    store = Store.open(library_of_schema(2, tmp_path))
    kept = [(j.written, j.decision.value, j.substance, j.who, bool(j.revoked_at)) for j in store.judgements()]
    store.close()
    assert kept == [
        ("Zorbocide Ultra", "same", "Glycerin", "Anna", True),
        ("Zorbocide Ultra", "same", "Methylisothiazolinone", "Anna", False),
        ("Capryly Glycol", "different", "Capryl Glycol", "", False),
        ("Zorbo", "unsure", "", "", False),
    ]


def test_decisions_for_a_patient_of_schema_3_are_there_with_what_was_revoked(tmp_path: Path) -> None:
    store = Store.open(library_of_schema(3, tmp_path))
    decisions = store.patient(1).decisions
    store.close()
    assert [(d.allergen, d.substance, d.strictness.value, d.revoked_on) for d in decisions] == [
        ("mi", "", "caution", "2026-11-21"),
        ("", "Cetearyl Alcohol", "released", ""),
        ("mi", "", "strict", ""),
    ]
    assert decisions[2].words == "to be avoided strictly, decided by Dr Ä. on 2026-11-21: reacted to traces"


def test_the_record_of_schema_4_is_there_with_undo_events_and_papers(tmp_path: Path) -> None:
    store = Store.open(library_of_schema(4, tmp_path))
    patient, (change, again) = store.patient(1), (store.next_change(), store.next_change(undone=True))
    assert patient.characteristics == Characteristics(1961, "female", True, None, ("hand", "face"), "shampoo, hair dye")
    assert patient.unread == (UnreadCell("Sheet1!C9", "illegible", "no reading"),)
    first = patient.results[0]
    assert (first.certainty, first.exposure, first.series, first.chamber) == (
        "probable",
        "wet wipes at work",
        "EBS",
        "12",
    )
    assert change is not None
    assert again is not None
    assert (change.what, again.what) == ("Correct a result", "Rename the patient")
    assert [event.action for event in store.events()] == ["printed", "undone", "changed", "changed"]
    assert store.event_faults() == ()
    assert [paper.title for paper in store.documents(1)] == ["Safe list"]
    assert store.mapping("cd" * 32) == '{"blank": "negative"}'
    store.close()


@pytest.fixture
def program_of_the_next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make this program one whose next migration is the given statement, after one that adds a column."""

    def become(statement: str) -> None:
        migrations = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
        (migrations / "versions" / f"{NEXT:04}_shoe_size.py").write_text(
            f"from alembic import op\nimport sqlalchemy as sa\nrevision = '{NEXT}'\ndown_revision = '{NEXT - 1}'\n"
            "def upgrade():\n    op.add_column('patient', sa.Column('shoe_size', sa.Integer))\n"
            f"    op.execute({statement!r})\n"
        )
        monkeypatch.setattr(migrate, "MIGRATIONS", migrations)
        monkeypatch.setattr(migrate, "SCHEMA_VERSION", NEXT)
        monkeypatch.setattr(opening, "SCHEMA_VERSION", NEXT)

    return become


def test_an_older_library_is_backed_up_and_brought_up_to_date(
    filled: Path, patient: Patient, program_of_the_next_schema: Callable[[str], None]
) -> None:
    program_of_the_next_schema("UPDATE patient SET shoe_size = 42")
    store = Store.open(filled)
    assert store.patient(1) == patient
    store.close()
    assert run_in(filled / "library.db", "SELECT shoe_size FROM patient") == 42
    (backup,) = filled.glob(f"library before schema {NEXT} *.db")
    assert run_in(backup, "SELECT version_num FROM alembic_version") == str(NEXT - 1)
    assert run_in(backup, "SELECT name FROM patient") == patient.name


def test_two_windows_that_bring_a_library_up_to_date_in_one_second_keep_two_backups(filled: Path) -> None:
    engine = cipher_engine(filled / "library.db", bytes.fromhex((filled / "library.key").read_text()))
    wanted = filled / "library before schema 9 2026-03-14 120000.db"
    for _ in range(3):
        opening._back_up_beside(engine, wanted)
    engine.dispose()
    assert sorted(path.stem.removeprefix(wanted.stem) for path in filled.glob("library before *")) == ["", " 2", " 3"]


def test_a_migration_that_fails_half_way_leaves_the_library_as_it_was(
    filled: Path, patient: Patient, program_of_the_next_schema: Callable[[str], None]
) -> None:
    tables = run_in(filled / "library.db", "SELECT group_concat(sql) FROM sqlite_schema")
    program_of_the_next_schema("INSERT INTO no_such_table VALUES (1)")
    with pytest.raises(OperationalError, match="no such table"):
        Store.open(filled)
    assert run_in(filled / "library.db", "SELECT group_concat(sql) FROM sqlite_schema") == tables
    assert run_in(filled / "library.db", "SELECT version_num FROM alembic_version") == str(NEXT - 1)
    assert run_in(filled / "library.db", "SELECT name FROM patient") == patient.name


# the linked SQLite


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 6, 23), "WAL"),
        ((3, 7, 0), "DELETE"),
        ((3, 40, 1), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
    ],
)
def test_a_sqlite_that_can_lose_rows_in_its_log_does_without_one(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_every_connection_writes_through_to_the_disk_and_wipes_what_it_deletes(
    filled: Path, setting: str, value: object
) -> None:
    assert run_in(filled / "library.db", f"PRAGMA {setting}") == value
