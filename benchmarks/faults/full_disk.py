"""The disk is full, at many points: what was there stays whole, the message says what to do, and with room it goes on.

The disk is a real one: a file system of some megabytes in memory that only this process sees (Linux; as root, or as
anybody where the system allows it). A file fills it up to a few bytes; then something is saved.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.gui.printing import write_pdf
from ingredient_checker.library.product import Product
from ingredient_checker.matching.judgements import Decision
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench

from .figures import Figure, Run
from .invented_record import Everything, everything, invented_patient, invented_products, key_of

_DISK = 12 << 20
_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_PRIVATE = (1 << 18) | (1 << 14)
_OLD_SCHEMA = Path(__file__).parents[2] / "tests/library/databases"

Action = Callable[[Workbench, Path], object]


@dataclass(frozen=True, slots=True)
class Point:
    """Where the disk is full. `rooms`: bytes that are left, one try each; `output`: the file that is written, "" for
    the library; `before`: what is done before the disk is full.
    """

    name: str
    rooms: Sequence[int]
    act: Action
    output: str = ""
    before: Action = lambda _w, _f: None


def measure(run: Run) -> Iterator[Figure]:
    """Every point with every room that is left."""
    if not sys.platform.startswith("linux"):
        yield Figure("disk full", 0, "needs a file system in memory, which only Linux gives", None)
        return
    points = [(point, room) for point in _POINTS for room in point.rooms[: run.of(1, 2, 9)]]
    wrong, full, roomy = [], 0, 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        workbench = Workbench.open(folder / "library")  # the library itself is opened by each copy of this process
        _ = workbench.naming
        for point, room in points:
            answer = _in_a_copy(folder, lambda p=point, r=room: _try(p, r, workbench, folder))
            if answer == "cannot be mounted":
                yield Figure("disk full", 0, "this account may not make a file system of its own", None)
                return
            roomy += answer == "enough room"
            full += answer == ""
            if answer not in ("", "enough room"):
                wrong.append(f"{point.name}, {room:,} bytes left: {answer}")
    for words in wrong:
        print(f"    {words}")
    said = f"{full} left all whole, said what to do and went on with room; {roomy} times the room was enough"
    yield Figure("disk full", full + len(wrong), said, not wrong and full > 0)


def _in_a_copy(folder: Path, work: Callable[[], str]) -> str:
    """What the work answers in a copy of this process that has a small disk at this folder."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        answer = "the program ended"
        try:
            answer = work() if _mount(folder) else "cannot be mounted"
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            answer = f"{type(error).__name__}: {error} in {Path(last.filename).name}:{last.lineno}"
        finally:
            os.write(writing, json.dumps(answer).encode()[:4000])
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return str(json.loads(said)) if said and not status else f"the program ended ({status})"


def _mount(folder: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS) != 0:
        if libc.unshare(_NEW_USER | _NEW_MOUNTS) != 0:
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    libc.mount(b"none", b"/", None, _PRIVATE, None)
    return bool(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=%d" % _DISK) == 0)


def _try(point: Point, room: int, workbench: Workbench, folder: Path) -> str:
    """What is wrong, "" for nothing, "enough room" where the room was enough."""
    library, output = folder / "library", folder / point.output
    if point.output:
        output.write_bytes(b"an older file")
    point.before(workbench, folder)
    library.mkdir(exist_ok=True)
    was = _state(library)
    names = _names(folder)
    filler = folder / "filler"
    _fill(filler, folder, room)
    said = ""
    try:
        point.act(workbench, folder)
    except Problem as problem:
        said = str(problem)
    if not said:
        return "enough room" if room else "nothing was said"
    workbench.close()
    left = _names(folder) - names - {"filler"}
    if bad := _bad(said, left, output.read_bytes() if point.output else None):
        return bad
    filler.unlink()
    if point.name not in _FIRST and (now := _state(library)) != was:
        return f"the library was changed: {_difference(was, now)}"
    point.act(workbench, folder)
    workbench.close()
    return "" if not was or (library / "library.db").exists() else "afterwards the library is gone"


def _bad(said: str, left: set[str], output: bytes | None) -> str:
    if "full" not in said or "make room" not in said:
        return f"does not say that the disk is full and what to do: {said}"
    if output not in (None, b"an older file"):
        return "the older file was changed"
    expected = (
        "library/library.key",
        "library/library before ",
    )  # a key without a library, the copy before a migration
    left = {name for name in left if not name.endswith(("-wal", "-shm")) and not name.startswith(expected)}
    return f"left behind: {', '.join(sorted(left))}" if left else ""


def _fill(filler: Path, folder: Path, room: int) -> None:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        file.write(bytes(max(0, shutil.disk_usage(folder).free - room - (room > 0) * 4096)))
        while not room:
            file.write(bytes(4096))


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _state(library: Path) -> Everything:
    """All rows but those of what was merely noted."""
    if not (library / "library.db").exists():
        return {}
    rows = everything(library / "library.db", key_of(library))
    return {table: kept for table, kept in rows.items() if table not in ("event", "setting", "sqlite_sequence")}


def _difference(was: Everything, now: Everything) -> str:
    return ", ".join(table for table in {*was, *now} if was.get(table) != now.get(table))


# the points


def _with_patients(workbench: Workbench, _: Path) -> None:
    for n in range(3):
        workbench.record.save_patient(invented_patient(n))
    workbench.import_products(invented_products(1, 40))
    workbench.record.patient(1)


def _with_backup(workbench: Workbench, folder: Path) -> None:
    _with_patients(workbench, folder)
    workbench.record.back_up(folder / "copy.db")
    workbench.record.save_patient(invented_patient(7))


def _with_judgement(workbench: Workbench, _: Path) -> None:
    workbench.spellings.judge("Zorbo", Decision.UNSURE)


def _old(_: Workbench, folder: Path) -> None:
    (folder / "library").mkdir()
    for ending in ("db", "key"):
        shutil.copyfile(_OLD_SCHEMA / f"schema_1.{ending}", folder / "library" / f"library.{ending}")


def _export_list(workbench: Workbench, folder: Path, name: str) -> None:
    screened = list(workbench.screen(invented_products(1, 300), invented_patient(1)))
    workbench.export_screening(screened, folder / name, (), as_workbook=name.endswith("xlsx"))


def _paper(workbench: Workbench, folder: Path) -> None:
    patient = invented_patient(1)
    assessment = workbench.check_for("Aqua, Parfum, Methylisothiazolinone", patient)
    write_pdf(workbench.check_report(assessment, patient), folder / "check.pdf", "Check")


def _rename(workbench: Workbench, _: Path) -> None:
    workbench.record.save_patient(replace(workbench.record.patient(1), name="x" * 20_000), 1)


def _label(workbench: Workbench, _: Path) -> None:
    workbench.record.store.keep_label(Product("B", "P", "", "Aqua, " * 5000), 1, Verdict.AVOID, "2026.03")


def _cli_list(_: Workbench, folder: Path) -> None:
    from ingredient_checker.cli.screening import write_text

    write_text("<p>Aqua</p>" * 3000, folder / "list.html")


_FIRST = ("the key is made", "the library is made")
_POINTS = (
    Point("the key is made", (0,), lambda w, _: w.record.patients()),
    Point("the library is made", (8192, 40_000, 120_000), lambda w, _: w.record.patients()),
    Point(
        "a patient is saved",
        (0, 20_000),
        lambda w, _: w.record.save_patient(invented_patient(9, 60)),
        "",
        _with_patients,
    ),
    Point("a patient is changed", (0, 20_000), _rename, "", _with_patients),
    Point(
        "patients are imported",
        (0, 60_000, 300_000),
        lambda w, _: w.record.import_patients(
            [(invented_patient(n, 40), None) for n in range(60)], ("0" * 64, "sheet.xlsx", "results")
        ),
        "",
        _with_patients,
    ),
    Point(
        "products are imported",
        (0, 60_000, 200_000),
        lambda w, _: w.import_products(invented_products(3, 500)),
        "",
        _with_patients,
    ),
    Point("a label is kept", (0, 12_000), _label, "", _with_patients),
    Point("a step is undone", (0,), lambda w, _: w.record.undo(), "", _with_patients),
    Point("a patient is erased", (0, 8192), lambda w, _: w.record.erase_patient(1), "", _with_patients),
    Point(
        "a paper is issued",
        (0, 30_000),
        lambda w, _: w.record.issue("check", "Check", "<p>" + "x" * 90_000, 1, "2026.03"),
        "",
        _with_patients,
    ),
    Point(
        "a backup is made",
        (0, 60_000),
        lambda w, f: w.record.store.backup(f / "backup.db") and (f / "backup.db").unlink(),
        "",
        _with_patients,
    ),
    Point(
        "the day's backup is made",
        (0, 60_000),
        lambda w, _: w.record.store and w.record.back_up_daily(),
        "",
        _with_patients,
    ),
    Point("a library is brought up to date", (0, 60_000, 200_000), lambda w, _: w.record.patients(), "", _old),
    Point("a backup is put back", (0, 60_000, 250_000), lambda w, f: w.restore(f / "copy.db"), "", _with_backup),
    Point("a spelling is judged", (0,), lambda w, _: w.spellings.judge("Zorb", Decision.UNSURE), "", _with_patients),
    Point(
        "a passphrase is set",
        (0,),
        lambda w, _: w.record.protection.set_passphrase("correct horse", w.record.protection.new_recovery_key()),
        "",
        _with_patients,
    ),
    Point(
        "own knowledge is added",
        (0,),
        lambda w, _: w.own.decide_allergen("Zorbocide", "substance", ["Zorbocide"], "ours"),
        "",
        _with_patients,
    ),
    Point(
        "a patient is exported (json)",
        (0, 4096),
        lambda w, f: w.export_patient(invented_patient(1, 90), f / "p.json"),
        "p.json",
    ),
    Point(
        "a patient is exported (xlsx)",
        (0, 4096),
        lambda w, f: w.export_patient(invented_patient(1, 90), f / "p.xlsx"),
        "p.xlsx",
    ),
    Point("a list is exported (xlsx)", (0, 4096), lambda w, f: _export_list(w, f, "list.xlsx"), "list.xlsx"),
    Point("a list is exported (csv)", (0, 4096), lambda w, f: _export_list(w, f, "list.csv"), "list.csv"),
    Point("a list is written (html)", (0, 4096), _cli_list, "list.html"),
    Point("a paper is written (pdf)", (0, 4096), _paper, "check.pdf"),
    Point("judgements are exported", (0,), lambda w, f: w.spellings.export(f / "j.jsonl"), "j.jsonl", _with_judgement),
)
