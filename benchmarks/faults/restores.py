"""Restore drills: a library is made, backed up and damaged, the backup is put back, every row is compared."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from ingredient_checker.library.backups import back_up_daily, holds, restore
from ingredient_checker.library.store import Store
from ingredient_checker.problem import Problem

from .figures import Figure, Run
from .invented_record import Everything, everything, invented_patient, invented_products, key_of

_DAY = datetime(2026, 3, 14, 12)


def measure(run: Run) -> Iterator[Figure]:
    """Drills, each with another library and another damage."""
    drills = run.of(7, 21, 50)
    right, wrong = 0, []
    for n in range(drills):
        harm = _HARMS[n % len(_HARMS)]
        with tempfile.TemporaryDirectory() as place:
            said = drill(Path(place) / "library", n, harm)
        right += not said
        if said:
            wrong.append(f"{harm.__name__.strip('_')}: {said}")
    kinds = f"{len(_HARMS)} kinds of damage"
    yield Figure("restore drills", drills, f"{right} of {drills} have every row back ({kinds})", not wrong)
    for words in sorted(set(wrong)):
        print(f"    {words}")


def drill(folder: Path, seed: int, harm: Callable[[Path, random.Random], None]) -> str:
    """What went wrong, "" for nothing."""
    chance = random.Random(seed)
    store = Store.open(folder)
    for n in range(chance.randrange(1, 15)):
        store.save_patient(invented_patient(n, chance.randrange(0, 40)))
    store.import_products(invented_products(seed, chance.randrange(1, 120)))
    if seed % 2:
        copy = back_up_daily(store, folder, _DAY.date())
        assert copy is not None
    else:
        copy = folder.parent / "elsewhere.db"
        store.backup(copy)
    then = _rows(everything(folder / "library.db", key_of(folder)))
    store.save_patient(invented_patient(999))  # after the backup: gone with a restore, and kept beside it
    store.close()
    harm(folder, chance)
    try:
        held = holds(folder, copy)
        _restore(folder, copy)
        now = _rows(everything(folder / "library.db", key_of(folder)))
        with contextlib.closing(Store.open(folder)) as again:
            patients = again.patients()
    except Problem as problem:
        return str(problem)
    if now != then:
        return f"{len(now)} rows instead of {len(then)}"
    return "" if held.patients == len(patients) else f"said to hold {held.patients} patients, holds {len(patients)}"


def _restore(folder: Path, copy: Path) -> None:
    """As the program does it: with the library open where it can be opened."""
    when = _DAY + timedelta(hours=1)
    try:
        store = Store.open(folder)
    except Problem:
        restore(None, folder, copy, when)
        return
    restore(store, folder, copy, when)


def _rows(all_of_it: Everything) -> list[tuple[object, ...]]:
    return [(table, *row) for table, rows in sorted(all_of_it.items()) for row in rows]


# damage


def _nothing(folder: Path, chance: random.Random) -> None:
    """Only what was saved after the backup has to go."""


def _deleted(folder: Path, _: random.Random) -> None:
    (folder / "library.db").unlink()


def _emptied(folder: Path, _: random.Random) -> None:
    (folder / "library.db").write_bytes(b"")


def _cut_short(folder: Path, chance: random.Random) -> None:
    content = (folder / "library.db").read_bytes()
    (folder / "library.db").write_bytes(content[: chance.randrange(1, len(content))])


def _overwritten(folder: Path, chance: random.Random) -> None:
    with (folder / "library.db").open("r+b") as file:
        file.seek(chance.randrange(folder.joinpath("library.db").stat().st_size // 2))
        file.write(chance.randbytes(9000))


def _swapped(folder: Path, _: random.Random) -> None:
    other = folder.parent / "other"
    Store.open(other).close()
    (folder / "library.db").write_bytes((other / "library.db").read_bytes())


def _foreign_log(folder: Path, chance: random.Random) -> None:
    (folder / "library.db").write_bytes(chance.randbytes(5000))
    (folder / "library.db-wal").write_bytes(chance.randbytes(5000))


_HARMS = (_nothing, _deleted, _emptied, _cut_short, _overwritten, _swapped, _foreign_log)
