"""A library of each earlier schema, brought up to date by a program that is killed at every statement and every write.

Afterwards it is the old one or the new one, with everything in it, and the next start brings it up to date.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from ingredient_checker.library.engine import cipher_engine
from ingredient_checker.library.schema import SCHEMA_VERSION
from ingredient_checker.library.store import Store

from .disk import Operation, WatchedDisk
from .figures import Figure, Run, counted
from .invented_record import Everything, everything, key_of

_RELEASED = Path(__file__).parents[2] / "tests/library/databases"


@dataclass(frozen=True, slots=True)
class _Library:
    """A library: the definition of every table, index and trigger, and all rows."""

    tables: dict[str, str]
    rows: Everything


def measure(run: Run) -> Iterator[Figure]:
    """Killed at each statement and at each operation of the disk, or at every so many of them."""
    if sys.platform == "win32":
        yield Figure("killed migrations", 0, "needs fork and SIGKILL", None)
        return
    disk = WatchedDisk()
    for what, watched, step in (
        ("migration killed at a statement", _counting_statements, run.of(40, 10, 1)),
        ("migration killed at a write", lambda count: _counting_operations(disk, count), run.of(80, 25, 1)),
    ):
        found, ends, tried = Counter({"between": 0, "lost": 0, "not opened again": 0}), Counter[str](), 0
        for number in range(1, SCHEMA_VERSION):
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place) / "library"
                old, new = _before_and_after(number, folder)
                at = 1
                while _killed_at(number, folder, at, watched):
                    end, outcome = _end(folder, old, new)
                    if not outcome and tried % 10 == 0:
                        outcome = _opened_again(folder, new)
                    tried, at = tried + 1, at + step
                    ends[end] += 1
                    found.update([outcome] if outcome else [])
        said = f"{ends['old']} times still old, {ends['new']} times new already, from {SCHEMA_VERSION - 1} schemas"
        yield counted(what, tried, dict(found), said if step == 1 else f"{said}; every {step}th")


Watched = Callable[[Callable[[], None]], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def _counting_statements(count: Callable[[], None]) -> Iterator[None]:
    def statement(*_: object) -> None:
        count()

    event.listen(Engine, "before_cursor_execute", statement)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", statement)


@contextlib.contextmanager
def _counting_operations(disk: WatchedDisk, count: Callable[[], None]) -> Iterator[None]:
    def watch(_: Operation) -> int:
        count()
        return 0

    with disk.watched(watch):
        yield


def _released(number: int, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for ending in ("db", "key"):
        shutil.copyfile(_RELEASED / f"schema_{number}.{ending}", folder / f"library.{ending}")


def _before_and_after(number: int, folder: Path) -> tuple[_Library, _Library]:
    _released(number, folder)
    before = _read(folder)
    Store.open(folder).close()
    return before, _read(folder)


def _read(folder: Path) -> _Library:
    engine = cipher_engine(folder / "library.db", key_of(folder))
    try:
        with engine.connect() as connection:
            tables = {
                name: sql or "" for name, sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema")
            }
    finally:
        engine.dispose()
    return _Library(tables, everything(folder / "library.db", key_of(folder)))


def _killed_at(number: int, folder: Path, at: int, watched: Watched) -> bool:
    """Whether there was an `at`-th statement or operation to be killed at."""
    _released(number, folder)
    child = os.fork()
    if not child:
        left = at

        def count() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            with watched(count):
                Store.open(folder).close()
            status = 0
        finally:
            os._exit(status)
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert end in (0, -signal.SIGKILL), f"the program ended with {end}"
    return end != 0


def _end(folder: Path, old: _Library, new: _Library) -> tuple[str, str]:
    """Whether the library is old or new or something between, and what is wrong with it ("" for nothing)."""
    found = _read(folder)
    for end, library in (("old", old), ("new", new)):
        if found.tables == library.tables:
            return end, "" if _kept(found.rows) == _kept(library.rows) else "lost"
    return "between", "between"


def _opened_again(folder: Path, new: _Library) -> str:
    try:
        Store.open(folder).close()
    except Exception:
        return "not opened again"
    return "" if _kept(_read(folder).rows) == _kept(new.rows) else "lost"


def _kept(rows: Everything) -> Everything:
    """All but the program's own notes, which hold times and versions."""
    return {table: kept for table, kept in rows.items() if table != "setting"}
