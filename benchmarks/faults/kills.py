"""The program is killed (SIGKILL) while it makes the library, saves patients, takes over sheets and product lists.

Half of the kills come by the clock, half at a chosen write or sync of the database. What the program had said was kept
(it says so after the call has returned) must be there, and all that is there must be whole.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient

from .disk import Operation, WatchedDisk
from .figures import Figure, Run, counted
from .invented_record import invented_patient, invented_products

_PRODUCTS, _RESULTS, _READINGS = 200, 40, 3
_STEP = 6
"""Patients: one is saved, then five come from a sheet together."""
_LIBRARIES = 12
"""A new library after so many kills: making one is killed as well, and a day's work is small."""


def measure(run: Run) -> Iterator[Figure]:
    """Kills in mid-save and in mid-import."""
    kills = run.of(30, 120, 300)
    if sys.platform == "win32":
        yield Figure("kills", 0, "needs fork and SIGKILL", None)
        return
    chance, disk = random.Random(3), WatchedDisk()
    found: Counter[str] = Counter({"lost": 0, "partial": 0})
    with tempfile.TemporaryDirectory() as place:
        kept = unfinished = 0
        for n in range(kills):
            folder = Path(place) / str(n // _LIBRARIES)
            kept = 0 if n % _LIBRARIES == 0 else kept
            at = chance.randrange(1, 260) if n % 2 else 0
            said = _work_until_killed(folder, disk, at, chance.uniform(0, 0.15))
            kept = max(kept, said)
            log = folder / "library.db-wal"
            unfinished += log.exists() and log.stat().st_size > 0
            there, outcome = _look(folder, kept)
            if outcome:
                found[outcome] += 1
            kept = there
        yield counted("kills", kills, found, f"{unfinished} of them left a log to be taken up")


def _work_until_killed(folder: Path, disk: WatchedDisk, at: int, seconds: float) -> int:
    """How many patients the program said were kept. `at`: killed at that operation of the disk, 0: by the clock."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            _work(folder, disk, at, writing)
        finally:
            os._exit(1)
    os.close(writing)
    if not at:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with open(reading, "rb") as stream:
        said = stream.read().split()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the program ended by itself"
    return max(map(int, said), default=0)


def _work(folder: Path, disk: WatchedDisk, at: int, said: int) -> None:
    left = at

    def watch(_: Operation) -> int:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with disk.watched(watch):
        store = Store.open(folder)
        done = len(store.patients())
        while True:
            if done % _STEP == 0:
                store.import_products(invented_products(done, _PRODUCTS))
                store.save_patient(_patient(done))
                done += 1
            else:
                sheet = [(_patient(done + n), None) for n in range(_STEP - 1)]
                store.import_patients(sheet, (f"{done:064}", "sheet.xlsx", "results"))
                done += _STEP - 1
            os.write(said, b"%d\n" % done)


def _patient(number: int) -> Patient:
    return invented_patient(number, _RESULTS, _READINGS)


def _look(folder: Path, kept: int) -> tuple[int, str]:
    """How many patients are there, and what is wrong ("" for nothing): each is whole, and so is each import."""
    with contextlib.closing(Store.open(folder)) as store:
        patients = [store.patient(row.id) for row in store.patients()]
        brands = Counter(stored.product.brand for stored in store.products())
        faults = store.event_faults()
    there = len(patients)
    whole = patients == [_patient(n) for n in range(there)] and there % _STEP in (0, 1)
    begun = -(-there // _STEP)
    if set(brands.values()) - {_PRODUCTS} or not whole or not begun <= len(brands) <= begun + 1 or faults:
        return there, "partial"
    return there, "" if kept <= there <= kept + _STEP - 1 else "lost"
