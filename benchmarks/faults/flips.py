"""Single bits flipped in the library, in a backup and in the key: what is read is right, or is said to be damaged."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from ingredient_checker.library.backups import holds
from ingredient_checker.library.store import Store
from ingredient_checker.problem import Problem

from .figures import Figure, Run
from .invented_record import Everything, everything, invented_patient, invented_products, key_of


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
        log = _flipped("bit flips in the log of a kill", killed, "library.db-wal", flips // 5, key_of(killed))
        said = f"{log.said.split(';')[0]}: SQLite ends such a log at the flip, as after a power cut, and tells nobody"
        yield replace(log, said=said, held=log.held or None)


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
    for n in range(5):
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
