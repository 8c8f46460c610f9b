"""The one place that knows SQLite and its encryption: opening, transactions, durability, faults in words."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event

from ..problem import Problem
from ..whole_file import why

WRITING = {"writing": True}


def cipher_engine(path: Path, key: bytes, wait: float = 5.0) -> Engine:
    """An engine with one connection to an encrypted file, for the thread that opens it.

    `key`: 32 bytes; `wait`: seconds that a busy file is waited for. Nothing is opened yet.
    """
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    return _engine(url, wait)


def same_key_engine(engine: Engine, path: Path) -> Engine:
    """An engine to another file that has the key of this one's."""
    return _engine(engine.url.set(database=str(path)), wait=5.0)


def _engine(url: URL, wait: float) -> Engine:
    engine = create_engine(
        url,
        module=sqlcipher3,
        poolclass=StaticPool,
        hide_parameters=True,  # no patient data in the text of an exception or a log
        connect_args={"timeout": wait, "check_same_thread": True},
    )
    prepare(engine)
    return engine


def event_key(engine: Engine) -> bytes:
    """The key that chains the events of this library, made from the library's own."""
    return hmac.digest(str(engine.url.password or "").encode(), b"events", "sha256")


def prepare(engine: Engine) -> None:
    """Give every connection of a SQLite engine its settings, and every transaction an explicit beginning."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL, unless this SQLite can lose committed rows in it when two connections write (mended in 3.51.3)."""
    faulty = (3, 7, 0) <= version < (3, 51, 3) and version not in ((3, 44, 6), (3, 50, 7))
    return "DELETE" if faulty else "WAL"


def forget_erased(engine: Engine) -> bool:
    """Take what was erased out of the write-ahead log as well. False if another connection is reading there."""
    with engine.connect() as connection:
        busy, *_ = _driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def copy_database(connection: Connection, target: Connection) -> None:
    """Copy the whole database as this connection sees it into the empty one of the target."""
    _driver(connection).backup(_driver(target))


def faults(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the file, page by page and index by index; empty when it is whole."""
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
    structure = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return tuple(str(fault) for fault in (*pages, *structure) if fault != "ok")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn the faults of a disk, a lock or a file into a Problem. What is a bug stays what it is."""
    try:
        yield
    except OSError as error:
        raise Problem(f"{path.parent} cannot be used: {why(error)}. Nothing was changed.") from error
    except Exception as error:
        words = _FAULTS.get(_result_code(getattr(error, "orig", error)))
        if words is None:
            raise
        raise Problem(f"{words.format(path=path, folder=path.parent)} Nothing was changed.") from error


def _result_code(error: BaseException) -> int:
    """SQLite's primary result code, -1 for what is no error of SQLite. Copying a database tells it in words only."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlcipher3.Error):
        code = next((number for number, words in _SAID.items() if words in str(error)), None)
    return -1 if code is None else code & 0xFF


_SAID = {5: "is locked", 8: "readonly", 10: "disk I/O error", 13: "disk is full", 14: "unable to open"}
_BUSY = "The library is being written to by another window or program: close it or try again."
_FAULTS = {  # by SQLite's primary result code
    3: "{path} cannot be opened with the rights of this account: mend the rights of {folder}.",
    5: _BUSY,
    6: _BUSY,
    8: "{path} may only be read, not changed: mend the rights of the file and of {folder}.",
    10: "The disk with {path} failed to read or write: if it is full, make room; look whether it is there; try again.",
    11: "{path} is damaged: put a backup in its place, and keep the damaged file.",
    13: "The disk with {path} is full: make room and try again.",
    14: "{path} cannot be opened: look whether {folder} is there and may be written to.",
    26: "{path} cannot be read with its key: the key belongs to another library or the file is damaged. Put"
    " back the right key or a backup, and keep this file.",
}


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: see _begin
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()  # else it writes to standard error
    version = tuple(int(part) for part in connection.execute("SELECT sqlite_version()").fetchone()[0].split("."))
    connection.execute(f"PRAGMA journal_mode = {journal_mode(version)}").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON").fetchall()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between; one that is
    # going to write says so at its beginning and waits its turn.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
