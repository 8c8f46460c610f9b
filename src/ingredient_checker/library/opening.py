"""From a folder to an engine whose database has this program's schema, or a Problem and nothing changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, func, select

from ..problem import Problem
from .engine import cipher_engine, copy_database, faults, in_words, same_key_engine
from .folder import DATABASE, KEY, library_folder, make_folder, new_name_beside, put_in_place, unused_name
from .key_file import read_or_make_key
from .migrate import schema_version, upgrade
from .schema import SCHEMA_VERSION

SMALLEST = 512
"""Bytes of the smallest page of a database."""


def open_library(folder: Path | None, wait: float, when: datetime, key: bytes | None = None) -> tuple[Engine, Path]:
    """Open or make the library of a folder. `when`: names the backup that is made before a migration; `key`: None reads
    it from its file, Locked if a passphrase keeps it.
    """
    place = library_folder(folder)
    path = place / DATABASE
    make_folder(place)
    with in_words(path):
        key = key or read_or_make_key(place / KEY, path)
        if not path.exists():
            _require_no_copies(path)
            _make_library(path, key)
        _require_content(path)
        engine = cipher_engine(path, key, wait)
        try:
            _bring_up_to_date(engine, path, when)
        except BaseException:
            engine.dispose()
            raise
    return engine, path


def _require_content(path: Path) -> None:
    """Problem for what SQLite would take for a new database, and write to."""
    size = path.stat().st_size
    if not size:
        raise Problem(
            f"{path} is empty, though a library was there: put a backup in its place, or move it away to start an"
            " empty library. Nothing was changed."
        )
    if size < SMALLEST:
        raise Problem(
            f"{path} holds only {size} bytes, the file is damaged: put a backup in its place, and keep this file."
            " Nothing was changed."
        )


class NameTaken(Problem):
    """A file of this name is there already."""


def _require_no_copies(path: Path) -> None:
    if any((path.parent / "backups").glob("library *.db")):
        raise Problem(
            f"{path} is missing, though copies of it are in {path.parent / 'backups'}: put one of them in its place, or"
            " move them away to start an empty library. Nothing was changed."
        )


def back_up(engine: Engine, target: Path) -> int:
    """Copy a library to a new file, open the copy, check and count it; answers the number of rows in it.

    Problem if the target is there already or the copy is not whole.
    """
    taken = NameTaken(f"{target} is there already and was left as it is: choose another name.")
    with in_words(target):
        if target.exists():
            raise taken
        unfinished = new_name_beside(target)
        try:
            rows = _copy(engine, unfinished)
            if _count_whole(engine, unfinished) != rows:
                raise Problem(f"The backup {target} could not be read back whole: choose another disk.")
            if not put_in_place(unfinished, target):
                raise taken
        finally:
            unfinished.unlink(missing_ok=True)
    return rows


def _make_library(path: Path, key: bytes) -> None:
    """A whole, empty library under its name, or none: an empty or half-made file is never taken for a
    library.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Problem(
            f"{path} is missing, but {log.name} beside it holds its latest changes: put {path.name} back, or"
            f" move both"
            " away to start an empty library. Nothing was changed."
        )
    unfinished = new_name_beside(path)
    engine = cipher_engine(unfinished, key)
    try:
        try:
            upgrade(engine)
        finally:
            engine.dispose()
        put_in_place(unfinished, path)  # another process may have been first: then its library is the one that counts
    finally:
        for left in unfinished.parent.glob(f"{unfinished.name}*"):
            left.unlink()


def _bring_up_to_date(engine: Engine, path: Path, when: datetime) -> None:
    with engine.begin() as connection:
        version = schema_version(connection, path)
    if version < SCHEMA_VERSION:
        before = path.with_name(f"library before schema {SCHEMA_VERSION} {when:%Y-%m-%d %H%M%S}.db")
        _back_up_beside(engine, before)
        upgrade(engine)


def _back_up_beside(engine: Engine, wanted: Path) -> None:
    while True:
        try:
            back_up(engine, unused_name(wanted))
            return
        except NameTaken:  # by another window, in the same second
            continue


def _copy(engine: Engine, path: Path) -> int:
    copy = same_key_engine(engine, path)
    try:
        with engine.begin() as connection, copy.connect() as empty:
            rows = _count(connection)  # the transaction holds what was counted until it is copied
            copy_database(connection, empty)
    finally:
        copy.dispose()
    return rows


def _count_whole(engine: Engine, path: Path) -> int | None:
    copy = same_key_engine(engine, path)
    try:
        with copy.begin() as connection:
            return None if faults(connection) else _count(connection)
    finally:
        copy.dispose()


def _count(connection: Connection) -> int:
    tables = MetaData()
    tables.reflect(connection)
    return sum(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.sorted_tables
        if table.name != "alembic_version"
    )
