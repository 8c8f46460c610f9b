"""Power cuts: what a disk may hold when the current fails, rebuilt from a recording and opened again.

What was written and then synced is there. Of what was written since, each piece is there, half there or not there, in
any combination: a disk orders its writes as it likes. A file that was made or deleted without a sync may or may not be.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingredient_checker.library.store import Store
from ingredient_checker.problem import Problem

from .disk import Operation, Recording, WatchedDisk
from .figures import Figure, Run, counted
from .invented_record import Everything, everything, invented_patient, invented_products, key_of

Change = Callable[[], object]

_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a program did to its files, and what it was told.

    `before`: the files at the start. `states`: everything in the library after each change that was acknowledged, the
    first one at the start. `acknowledged[n]`: how many operations had been done when state n was.
    """

    before: dict[str, bytes]
    operations: Sequence[Operation]
    states: Sequence[Everything]
    acknowledged: Sequence[int]


def measure(run: Run) -> Iterator[Figure]:
    """Cuts at random moments of a working day; and the same with syncing switched off, where it has to fail."""
    disk, cuts = WatchedDisk(), run.of(60, 250, 1000)
    with tempfile.TemporaryDirectory() as folder:
        found = _cuts(_record(disk, Path(folder) / "synced", synced=True), Path(folder), cuts)
        yield counted("simulated power cuts", cuts, found)
        without = _cuts(_record(disk, Path(folder) / "unsynced", synced=False), Path(folder), cuts // 4)
        said = ", ".join(f"{number} {fault}" for fault, number in without.items())
        held = without["unreadable"] + without["changed"] > 0 and without["lost"] > 0
        yield Figure("the same with synchronous=OFF", cuts // 4, f"has to fail, and does: {said}", held)


def _record(disk: WatchedDisk, folder: Path, *, synced: bool) -> Recorded:
    Store.open(folder).close()
    key = key_of(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    recording = Recording(folder)
    states, acknowledged = [everything(folder / "library.db", key)], [0]

    with disk.watched(recording):
        store = Store.open(folder)
        if not synced:
            with store._engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA synchronous = OFF")  # outside any transaction
        for change in _working_day(store):
            change()
            acknowledged.append(len(recording.operations))
            states.append(everything(folder / "library.db", key))
        done = len(recording.operations)
        store.close()
    # closing changes nothing that anybody sees, and may be cut as well
    assert len(recording.operations) > done
    return Recorded(before, recording.operations, states, acknowledged)


def _working_day(store: Store) -> Iterator[Change]:
    """Changes of every kind; enough of them that the log is written back into the library in between."""
    for n in range(6):
        yield lambda n=n: store.save_patient(invented_patient(n))
    for n in range(4):
        yield lambda n=n: store.import_products(invented_products(n, 300))
    yield lambda: store.save_patient(invented_patient(100), 2)
    yield lambda: store.delete_patient(3)
    for n in range(4):
        yield lambda n=n: store.import_products(invented_products(n + 2, 450))
    yield lambda: store.delete_patient(1)
    yield lambda: store.save_patient(invented_patient(101))


def _cuts(recorded: Recorded, folder: Path, cuts: int) -> Counter[str]:
    chance = random.Random(11)
    found = Counter({"lost": 0, "changed": 0, "unreadable": 0})
    for _ in range(cuts):
        done = chance.randrange(len(recorded.operations) + 1)
        place = folder / "after"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, content in after_a_cut(recorded.before, recorded.operations[:done], chance).items():
            (place / name).write_bytes(content)
        if outcome := _outcome(place, recorded, done):
            found[outcome] += 1
    return found


def _outcome(folder: Path, recorded: Recorded, done: int) -> str:
    """What is wrong with the library after the cut, "" for nothing."""
    last = max(n for n, operations in enumerate(recorded.acknowledged) if operations <= done)
    try:
        found = everything(folder / "library.db", key_of(folder))
        with contextlib.closing(Store.open(folder)) as store:
            store.patients()
    except Problem:
        return "unreadable"
    except Exception:  # damage that the program has no words for
        return "unreadable"
    if found in recorded.states[last : last + 2]:
        return ""
    return "lost" if found in recorded.states else "changed"


def after_a_cut(before: dict[str, bytes], operations: Sequence[Operation], chance: random.Random) -> dict[str, bytes]:
    """The files as a power cut after these operations may leave them."""
    safe = {name: bytearray(content) for name, content in before.items()}
    pending: dict[str, list[Operation]] = {}
    for operation in operations:
        waiting = pending.setdefault(operation.file, [])
        if operation.kind == "sync":
            for earlier in waiting:
                _apply(safe, earlier)
            waiting.clear()
        elif operation.lasting:
            safe.pop(operation.file, None)
            waiting.clear()
        else:
            waiting.append(operation)
    for waiting in pending.values():
        for operation in waiting:
            drawn = chance.random()
            if drawn < 0.5:
                _apply(safe, operation)
            elif drawn < 0.6 and operation.kind == "write":
                _apply(safe, _torn(operation, chance))
    return {name: bytes(content) for name, content in safe.items() if not name.endswith("-shm")}


def _apply(files: dict[str, bytearray], operation: Operation) -> None:
    if operation.kind == "delete":
        files.pop(operation.file, None)
        return
    content = files.setdefault(operation.file, bytearray())
    if operation.kind == "truncate":
        del content[operation.offset :]
    elif operation.kind == "write":
        content.extend(bytes(max(0, operation.offset - len(content))))
        content[operation.offset : operation.offset + len(operation.data)] = operation.data


def _torn(operation: Operation, chance: random.Random) -> Operation:
    sectors = max(1, len(operation.data) // _SECTOR)
    return Operation("write", operation.file, operation.offset, operation.data[: _SECTOR * chance.randrange(sectors)])
