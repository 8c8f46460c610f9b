"""Ordinary trouble: another window is writing, the clock was set back, a file was damaged, exchanged or lost, the
program was killed in the middle of an undo or before one.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ingredient_checker.library.backups import back_up_daily, backups, holds, restore
from ingredient_checker.library.store import Store
from ingredient_checker.matching.judgements import Decision, Judgement
from ingredient_checker.problem import Problem

from .disk import Operation, WatchedDisk
from .figures import Figure, Run
from .invented_record import everything, invented_patient, invented_products, key_of

Case = Callable[[Path], str]
"""What went wrong in an empty folder, "" for nothing."""

_RELEASED = Path(__file__).parents[2] / "tests/library/databases"


def measure(run: Run) -> Iterator[Figure]:
    """Each case in a folder of its own."""
    if sys.platform == "win32":
        yield Figure("ordinary trouble", 0, "needs fork and SIGKILL", None)
        return
    times = run.of(1, 3, 10)
    yield _tried("another process writes", [case for case in _OTHERS for _ in range(times)])
    yield _tried("the clock set back", _CLOCK)
    yield _tried("damaged, exchanged, missing", [_refused(harm) for harm in _HARMS])
    yield _tried("killed in mid-undo", [_killed_in_undo(at) for at in range(1, run.of(20, 60, 120), run.of(6, 3, 1))])
    yield _tried("undone after a kill", [_undone_after_a_kill] * times)


def _tried(what: str, cases: Sequence[Case]) -> Figure:
    wrong: list[str] = []
    for case in cases:
        with tempfile.TemporaryDirectory() as place:
            try:
                said = case(Path(place))
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
        if said:
            wrong.append(f"{case.__name__.strip('_').replace('_', ' ')}: {said}")
    for words in dict.fromkeys(wrong):
        print(f"    {words}")
    return Figure(what, len(cases), f"{len(cases) - len(wrong)} as it should be", not wrong)


def _in_a_process(work: Callable[[], object]) -> int:
    """The id of a copy of this process that does the work."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# another process writes


def _holding(folder: Path, seconds: float) -> tuple[int, int]:
    """A process that holds the library for writing, once the pipe says so."""
    reading, writing = os.pipe()

    def hold() -> None:
        store = Store.open(folder)
        with store._writing():
            os.write(writing, b".")
            time.sleep(seconds)

    child = _in_a_process(hold)
    os.read(reading, 1)
    return child, reading


def _waits_for_its_turn(folder: Path) -> str:
    Store.open(folder).close()
    child, _ = _holding(folder, 0.4)
    with contextlib.closing(Store.open(folder)) as store:
        store.save_patient(invented_patient(1))
        _ended(child)
        return "" if store.patient(1) == invented_patient(1) else "not saved"


def _says_so_when_it_takes_too_long(folder: Path) -> str:
    with contextlib.closing(Store.open(folder)) as store:
        store.save_patient(invented_patient(1))
    child, _ = _holding(folder, 30)
    try:
        with contextlib.closing(Store.open(folder, wait=0.1)) as store:
            if store.patient(1) != invented_patient(1):
                return "cannot be read meanwhile"
            for change in (
                lambda: store.save_patient(invented_patient(2)),
                lambda: store.import_products(invented_products(1, 5)),
                lambda: store.delete_patient(1),
                lambda: store.undo(),
                lambda: store.note("who", "what"),
            ):
                try:
                    change()
                    return "saved although it is locked"
                except Problem as problem:
                    if "another window or program" not in str(problem):
                        return str(problem)
    finally:
        os.kill(child, signal.SIGKILL)
        _ended(child)
    with contextlib.closing(Store.open(folder)) as store:
        store.save_patient(invented_patient(2))
        return "" if len(store.patients()) == 2 else "not saved afterwards"


def _both_save(folder: Path) -> str:
    Store.open(folder).close()

    def save(first: int) -> None:
        with contextlib.closing(Store.open(folder, wait=30)) as store:
            for n in range(first, first + 25):
                store.save_patient(invented_patient(n))

    children = [_in_a_process(lambda first=first: save(first)) for first in (0, 100, 200)]
    ends = [_ended(child) for child in children]
    with contextlib.closing(Store.open(folder)) as store:
        names = {row.name for row in store.patients()}
        wanted = {invented_patient(first + n).name for first in (0, 100, 200) for n in range(25)}
        faults = store.event_faults()
    return "" if ends == [0, 0, 0] and names == wanted and not faults else f"{len(names)} of 75 kept, {faults}"


def _both_change_one_patient(folder: Path) -> str:
    with contextlib.closing(Store.open(folder)) as store:
        store.save_patient(invented_patient(1))

    def change(name: str) -> None:
        saved = 0
        with contextlib.closing(Store.open(folder, wait=30)) as store:
            while saved < 15:
                patient = store.patient(1)
                with contextlib.suppress(Problem):  # changed meanwhile: looked at again
                    store.save_patient(replace(patient, number=f"{patient.number}{name}"), 1)
                    saved += 1

    children = [_in_a_process(lambda name=name: change(name)) for name in "ab"]
    ends = [_ended(child) for child in children]
    with contextlib.closing(Store.open(folder)) as store:
        number = store.patient(1).number
    return "" if ends == [0, 0] and (number.count("a"), number.count("b")) == (15, 15) else f"edits lost: {number}"


def _both_make_the_library(folder: Path) -> str:
    def start() -> None:
        with contextlib.closing(Store.open(folder / "new", wait=30)) as store:
            store.save_patient(invented_patient(os.getpid()))

    ends = [_ended(child) for child in [_in_a_process(start) for _ in range(3)]]
    with contextlib.closing(Store.open(folder / "new")) as store:
        return "" if ends == [0, 0, 0] and len(store.patients()) == 3 else f"{ends}, {len(store.patients())} kept"


def _both_bring_it_up_to_date(folder: Path) -> str:
    for ending in ("db", "key"):
        shutil.copyfile(_RELEASED / f"schema_1.{ending}", folder / f"library.{ending}")

    def start() -> None:
        with contextlib.closing(Store.open(folder, wait=30)) as store:
            store.patients()

    ends = [_ended(child) for child in [_in_a_process(start) for _ in range(3)]]
    with contextlib.closing(Store.open(folder)) as store:
        return "" if ends == [0, 0, 0] and len(store.patients()) == 1 else f"{ends}"


_OTHERS: Sequence[Case] = (
    _waits_for_its_turn,
    _says_so_when_it_takes_too_long,
    _both_save,
    _both_change_one_patient,
    _both_make_the_library,
    _both_bring_it_up_to_date,
)


# the clock


def _noon() -> datetime:
    return datetime(2026, 3, 14, 12, tzinfo=UTC)


def _backwards() -> Iterator[datetime]:
    """A clock that is a day earlier each time it is looked at."""
    return (_noon() - timedelta(days=n) for n in itertools.count())


def _two_migrations_in_one_second(folder: Path) -> str:
    for _ in range(2):
        for ending in ("db", "key"):
            shutil.copyfile(_RELEASED / f"schema_1.{ending}", folder / f"library.{ending}")
        Store.open(folder, clock=_noon).close()
    found = len(list(folder.glob("library before schema *.db")))
    return "" if found == 2 else f"{found} backups of 2 migrations"


def _restores_in_one_second(folder: Path) -> str:
    store = Store.open(folder)
    store.save_patient(invented_patient(1))
    copy = back_up_daily(store, folder, date(2026, 3, 14))
    assert copy is not None
    kept = {restore(store if n == 0 else Store.open(folder), folder, copy, _noon()) for n in range(3)}
    return "" if len(kept) == 3 and None not in kept else f"{len(kept)} kept of 3"


def _steps_and_events_in_their_order(folder: Path) -> str:
    clock = _backwards()
    with contextlib.closing(Store.open(folder, clock=lambda: next(clock))) as store:
        store.save_patient(invented_patient(1), None, "one")
        store.save_patient(invented_patient(2), 1, "two")
        store.save_patient(invented_patient(3), 1, "three")
        undone = store.next_change()
        store.undo()
        if undone is None or undone.what != "three" or store.patient(1) != invented_patient(2):
            return "another step than the last was undone"
        if [event.action for event in store.events()] != ["undone", "changed", "changed", "created"]:
            return "events out of order"
        return ", ".join(store.event_faults())


def _imported_files_and_judgements(folder: Path) -> str:
    clock = _backwards()
    with contextlib.closing(Store.open(folder, clock=lambda: next(clock))) as store:
        store.note_import("a" * 64, "sheet", "results")
        store.note_import("a" * 64, "sheet", "results")
        seen = store.import_seen("a" * 64)
        store.judge([Judgement("Zorbo", Decision.SAME, "Glycerin")])
        store.judge([Judgement("Zorbo", Decision.DIFFERENT, "Glycerin")])
        holding = [judgement.decision for judgement in store.judgements() if not judgement.revoked_at]
    if seen is None:
        return "a file is no longer known"
    return "" if holding == [Decision.DIFFERENT] else f"of two judgements {holding} hold"


def _copies_of_other_days(folder: Path) -> str:
    today = date(2026, 3, 14)
    with contextlib.closing(Store.open(folder)) as store:
        for n in range(20):
            back_up_daily(store, folder, today - timedelta(days=20 - n))
        before = {copy.day for copy in backups(folder)}
        for wrong in (date(1970, 1, 1), date(2000, 1, 1), date(2040, 1, 1), date(2099, 12, 31)):
            back_up_daily(store, folder, wrong)
        back_up_daily(store, folder, today)
        after = {copy.day for copy in backups(folder)}
    left = len(before & after)
    return "" if left >= 5 and today in after else f"{left} of {len(before)} copies left"


_CLOCK: Sequence[Case] = (
    _two_migrations_in_one_second,
    _restores_in_one_second,
    _steps_and_events_in_their_order,
    _imported_files_and_judgements,
    _copies_of_other_days,
)


# damaged, exchanged, missing


def _refused(harm: Callable[[Path], None]) -> Case:
    def case(place: Path) -> str:
        folder = place / "library"
        with contextlib.closing(Store.open(folder)) as store:
            for n in range(5):
                store.save_patient(invented_patient(n))
            back_up_daily(store, folder, date(2026, 3, 14))
        whole = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        rows = everything(folder / "library.db", key_of(folder))
        harm(folder)
        before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        try:
            with contextlib.closing(Store.open(folder)) as store:
                for row in store.patients():
                    store.patient(row.id)
            return "opened and read as if nothing had happened"
        except Problem as problem:
            said = str(problem)
        after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        if any(after.get(name) != content for name, content in before.items() if not name.endswith(("-wal", "-shm"))):
            return "the refusal changed a file"
        if not any(advice in said.lower() for advice in ("put", "mend", "install", "move", "look")):
            return f"does not say what to do: {said}"
        for path in folder.iterdir():
            if path.is_dir() and path.name != "backups":
                path.rmdir()
        (folder / "library.key").write_bytes(whole["library.key"])
        (copy,) = backups(folder)
        holds(folder, copy.path)
        restore(None, folder, copy.path, _noon())
        return "" if everything(folder / "library.db", key_of(folder)) == rows else "not as before after restoring"

    case.__name__ = harm.__name__
    return case


def _harm(name: str, change: Callable[[Path], object]) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        change(folder)

    harm.__name__ = name
    return harm


def _another_library(folder: Path, *names: str) -> None:
    Store.open(folder.parent / "other").close()
    for name in names:
        shutil.copyfile(folder.parent / "other" / name, folder / name)


def _write(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def _directory(folder: Path) -> None:
    (folder / "library.db").unlink()
    (folder / "library.db").mkdir()


_HARMS = (
    _harm("library deleted", lambda folder: (folder / "library.db").unlink()),
    _harm("library emptied", _write("library.db", lambda _: b"")),
    _harm("library cut to a third", _write("library.db", lambda content: content[: len(content) // 3])),
    _harm("library cut to one byte", _write("library.db", lambda content: content[:1])),
    _harm("library of zeros", _write("library.db", lambda content: bytes(len(content)))),
    _harm("zeros at its beginning", _write("library.db", lambda content: bytes(512) + content[512:])),
    _harm("zeros in its middle", _write("library.db", lambda c: c[:8192] + bytes(8192) + c[16384:])),
    _harm("a text in its place", _write("library.db", lambda _: b"Dear colleague, " * 900)),
    _harm("a plain database in its place", _write("library.db", lambda _: b"SQLite format 3\0" + bytes(8176))),
    _harm("another library in its place", lambda folder: _another_library(folder, "library.db")),
    _harm("another library's key", lambda folder: _another_library(folder, "library.key")),
    _harm("key deleted", lambda folder: (folder / "library.key").unlink()),
    _harm("key emptied", _write("library.key", lambda _: b"")),
    _harm("key cut short", _write("library.key", lambda content: content[:40])),
    _harm("key of zeros", _write("library.key", lambda content: bytes(len(content)))),
    _harm("a folder in the place of the library", _directory),
)


# undo


def _changed_and_killed(folder: Path) -> str:
    """The last thing that a program said before it was killed."""
    reading, writing = os.pipe()

    def work() -> None:
        store = Store.open(folder)
        store.save_patient(invented_patient(1), None, "Add a patient")
        store.save_patient(invented_patient(2), 1, "Correct a result")
        os.write(writing, b"said")
        signal.raise_signal(signal.SIGKILL)

    child = _in_a_process(work)
    os.close(writing)
    with open(reading, "rb") as stream:
        said = stream.read().decode()
    _ended(child)
    return said


def _undone_after_a_kill(folder: Path) -> str:
    if _changed_and_killed(folder) != "said":
        return "the program ended too early"
    with contextlib.closing(Store.open(folder)) as store:
        change = store.next_change()
        if change is None or change.what != "Correct a result":
            return f"the step to undo is {change}"
        store.undo()
        undone = store.patient(1)
    with contextlib.closing(Store.open(folder)) as store:
        again = store.next_change(undone=True)
        store.redo()
        if again is None or undone != invented_patient(1) or store.patient(1) != invented_patient(2):
            return "undone or done again wrongly"
        return ", ".join(store.event_faults())


def _killed_in_undo(at: int) -> Case:
    def killed_in_undo(folder: Path) -> str:
        with contextlib.closing(Store.open(folder)) as store:
            store.save_patient(invented_patient(1), None, "Add a patient")
            store.save_patient(invented_patient(2), 1, "Correct a result")
        disk, left = WatchedDisk(), at

        def watch(_: Operation) -> int:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        def undo() -> None:
            with disk.watched(watch), contextlib.closing(Store.open(folder)) as store:
                store.undo()

        if (end := _ended(_in_a_process(undo))) not in (0, -signal.SIGKILL):
            return f"the program ended with {end}"
        with contextlib.closing(Store.open(folder)) as store:
            undone, patient, faults = store.next_change(undone=True), store.patient(1), store.event_faults()
            right = patient == invented_patient(1) if undone else patient == invented_patient(2)
            if not right or faults:
                return f"between: {undone}, {faults}"
            _ = store.redo() if undone else store.undo()
            return ""

    return killed_in_undo
