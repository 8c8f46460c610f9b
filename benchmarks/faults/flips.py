"""Single bits flipped in the library, in a backup and in the key: what is read is right, or is said to be damaged."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from ingredient_checker.library.backups import holds
from ingredient_checker.library.store import Store
from ingredient_checker.problem import Problem

from .figures import Figure, Run
from .invented_record import Everything, everything, invented_patient, invented_products, key_of

_AFTER = 5
"""Patients that stand only in the log of a killed program."""


def measure(run: Run) -> Iterator[Figure]:
    """Flips in the closed library, in a backup, in the key, and in the log that a killed program has left."""
    flips = run.of(60, 200, 500)
    with tempfile.TemporaryDirectory() as place:
        folder, killed = Path(place) / "library", Path(place) / "killed"
        _fill(folder)
        key = key_of(folder)
        yield _flipped("bit flips in the library", folder, "library.db", flips, key)
        yield _flipped("bit flips in the key", folder, "library.key", flips // 10, key)
        yield _flipped_backup(folder, flips // 5)
        _left_by_a_kill(killed)
        yield _flipped_log(killed, flips // 5)


def _fill(folder: Path) -> None:
    with contextlib.closing(Store.open(folder)) as store:
        for n in range(20):
            store.save_patient(invented_patient(n))
        store.import_products(invented_products(1, 100))


def _left_by_a_kill(folder: Path) -> None:
    """A library whose last changes stand in its log only: the program was killed."""
    child = get_context("fork").Process(target=_fill_and_die, args=(folder,))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL


def _fill_and_die(folder: Path) -> None:
    _fill(folder)
    store = Store.open(folder)
    for n in range(_AFTER):
        store.save_patient(invented_patient(100 + n))
    signal.raise_signal(signal.SIGKILL)


def _flipped(what: str, folder: Path, file: str, flips: int, key: bytes) -> Figure:
    right = _read(_copied(folder), key)
    found: Counter[str] = Counter()
    for damaged in _flips(folder, file, flips):
        try:
            Store.open(damaged).close()  # the program's own way in, with the key that lies there
            found["right" if _read(damaged, key) == right else "silent"] += 1
        except Problem:
            found["said"] += 1
        except Exception as error:  # damage without words is a fault
            found[f"without words ({type(error).__name__})"] += 1
    words = ", ".join(f"{number} {kind}" for kind, number in sorted(found.items()) if kind not in ("right", "said"))
    said = f"{words or '0 silent'}; {found['said']} said to be damaged, {found['right']} did no harm"
    return Figure(what, flips, said, not words)


def _flipped_backup(folder: Path, flips: int) -> Figure:
    copy = folder / "backup.db"
    with contextlib.closing(Store.open(folder)) as store:
        store.backup(copy)
    key, found = key_of(folder), Counter[str]()
    right = everything(copy, key)
    for damaged in _flips(folder, copy.name, flips):
        try:
            holds(damaged, damaged / copy.name)
            found["right" if everything(damaged / copy.name, key) == right else "silent"] += 1
        except Problem:
            found["refused"] += 1
    copy.unlink()
    said = f"{found['silent']} taken for whole; {found['refused']} refused, {found['right']} did no harm"
    return Figure("bit flips in a backup", flips, said, not found["silent"])


def _flipped_log(folder: Path, flips: int) -> Figure:
    """SQLite takes a flip for the end of the log, as a power cut leaves it: the changes behind it are lost, and nobody
    is told. What is left must be the library as it was at some moment, and no mixture.
    """
    wanted = [invented_patient(n) for n in (*range(20), *range(100, 100 + _AFTER))]
    found = Counter({"lost changes without a word": 0, "a mixture": 0})
    for damaged in _flips(folder, "library.db-wal", flips):
        try:
            with contextlib.closing(Store.open(damaged)) as store:
                patients = [store.patient(row.id) for row in store.patients()]
                mixed = bool(store.event_faults()) or patients != wanted[: len(patients)]
        except Problem:
            continue
        found["a mixture" if mixed else "lost changes without a word"] += mixed or len(patients) < len(wanted)
    said = ", ".join(f"{number} {kind}" for kind, number in found.items())
    held = False if found["a mixture"] else None if found.total() else True
    return Figure("bit flips in the log of a kill", flips, said, held)


def _flips(folder: Path, file: str, flips: int) -> Iterator[Path]:
    """Copies of the folder, one after the other in the same place, each with one bit of this file flipped."""
    chance, whole = random.Random(5), (folder / file).read_bytes()
    for _ in range(flips):
        damaged = _copied(folder)
        content = bytearray(whole)
        content[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (damaged / file).write_bytes(content)
        yield damaged


def _copied(folder: Path) -> Path:
    place = folder.with_name(f"{folder.name} damaged")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("*-shm"))
    return place


def _read(folder: Path, key: bytes) -> Everything:
    """All that the store answers; Problem as it says it."""
    with contextlib.closing(Store.open(folder)) as store:
        for row in store.patients():
            store.patient(row.id)
        store.products()
    return everything(folder / "library.db", key)
