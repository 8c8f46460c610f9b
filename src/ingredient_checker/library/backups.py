"""Copies of the library: one a day by itself, fewer with age; what a copy holds; putting one back.

A copy has the library's own key, so it is of no use without the key file. It is opened and counted once written.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from ..problem import Problem
from . import schema
from .engine import cipher_engine, faults, in_words
from .folder import DATABASE, KEY, library_folder, make_folder, new_name_beside, sync_folder, unused_name
from .key_file import read_or_make_key
from .migrate import schema_version
from .store import Store

DAYS, WEEKS, MONTHS = 7, 8, 24
"""For how long each day's, each week's and each month's last copy is kept."""

_NAME = re.compile(r"library (\d{4}-\d\d-\d\d)\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made by itself on a day."""

    path: Path
    day: date


@dataclass(frozen=True, slots=True)
class Holds:
    """What a copy holds."""

    patients: int
    products: int
    labels: int


def backups(folder: Path | None) -> tuple[Backup, ...]:
    """The copies that were made by themselves, the newest first."""
    found = []
    for path in (library_folder(folder) / "backups").glob("library *.db"):
        if match := _NAME.fullmatch(path.name):
            found.append(Backup(path, date.fromisoformat(match[1])))
    return tuple(sorted(found, key=lambda backup: backup.day, reverse=True))


def back_up_daily(store: Store, folder: Path | None, today: date) -> Path | None:
    """Make today's copy unless there is one, then remove those that are no longer kept. None: there was one."""
    place = library_folder(folder) / "backups"
    target = place / f"library {today.isoformat()}.db"
    if target.exists():
        return None
    make_folder(place)
    store.backup(target)
    known = backups(folder)
    keep = kept((backup.day for backup in known), today)
    for backup in known:
        if backup.day not in keep:
            backup.path.unlink(missing_ok=True)
    return target


def kept(days: Iterable[date], today: date) -> frozenset[date]:
    """Of the days with a copy, those that stay: all of the last week, then one a week, then one a month; the newest of
    each. Days in the future (a clock set back) stay, too, and the last seven whatever their age: a clock that is years
    ahead for one day must not take all copies away.
    """
    newest_first = sorted(set(days), reverse=True)
    keep = set([day for day in newest_first if day <= today][:DAYS])
    periods: set[tuple[str, int, int]] = set()
    for day in newest_first:
        age = (today - day).days
        if age < DAYS:
            keep.add(day)
            continue
        if age < WEEKS * 7:
            period = ("week", *day.isocalendar()[:2])
        elif age < MONTHS * 31:
            period = ("month", day.year, day.month)
        else:
            continue
        if period not in periods:
            periods.add(period)
            keep.add(day)
    return frozenset(keep)


def holds(folder: Path | None, copy: Path, key: bytes | None = None) -> Holds:
    """What a copy holds. `key`: the library's, None to read it from its file.

    Problem if the copy cannot be read with it, is damaged or too new.
    """
    place = library_folder(folder)
    with in_words(copy):
        if not copy.is_file() or not copy.stat().st_size:
            raise Problem(f"{copy} is no backup: it is missing or empty.")
        engine = cipher_engine(copy, key or read_or_make_key(place / KEY, place / DATABASE))
        try:
            with engine.begin() as connection:
                schema_version(connection, copy)
                if found := faults(connection):
                    raise Problem(f"{copy} is damaged ({found[0]}): choose another.")

                tables = (schema.patient, schema.product, schema.checked_label)
                return Holds(*(connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables))
        finally:
            engine.dispose()


def restore(
    store: Store | None, folder: Path | None, copy: Path, when: datetime, key: bytes | None = None
) -> Path | None:
    """Put a copy in the library's place and answer where the library as it was now lies, None if there was none.

    `store` is closed by it; None where the library cannot be opened. Problem, and nothing changed, if the copy is not
    whole or another window has the library open.
    """
    path = library_folder(folder) / DATABASE
    if copy.resolve() == path.resolve():
        raise Problem(f"{copy} is the library itself: choose a backup.")
    holds(folder, copy, key)
    before = unused_name(path.with_name(f"library before restoring {when:%Y-%m-%d %H%M%S}.db"))
    _, log = _with_log(path)
    whole = store is not None and _closed_with_a_copy(store, before)
    with in_words(path):
        complete = new_name_beside(path)
        try:
            if whole and log.exists():  # whoever closes a library last takes its log away
                raise Problem("Another window has the library open: close it and restore again. Nothing was changed.")
            shutil.copyfile(copy, complete)
            with complete.open("rb+") as file:
                os.fsync(file.fileno())
            if not whole:
                _set_aside(path, before)
            log.unlink(missing_ok=True)  # else its changes would be mixed into the copy
            sync_folder(path.parent)
        except BaseException:
            for left in (complete, *_with_log(before)):
                left.unlink(missing_ok=True)
            raise
        complete.replace(path)  # at once: there is never no library under this name
        sync_folder(path.parent)
    return before if before.exists() else None


def _closed_with_a_copy(store: Store, before: Path) -> bool:
    """Whether the library was whole enough to be copied, with all that its log held in its place."""
    try:
        store.backup(before)
        store.write_back()
    except Problem:
        return False
    finally:
        store.close()
    return True


def _set_aside(path: Path, before: Path) -> None:
    """Keep a library that cannot be opened, and its log, byte for byte: somebody may be able to save something."""
    for source, target in zip(_with_log(path), _with_log(before), strict=True):
        if source.exists():
            shutil.copyfile(source, target)


def _with_log(path: Path) -> tuple[Path, Path]:
    return path, path.with_name(f"{path.name}-wal")
