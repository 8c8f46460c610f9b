"""Hostile workbooks and text tables: each is read right or refused by name, in time and in little memory.

Each is read in a process of its own, whose end, time and memory are looked at.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingredient_checker.problem import Problem
from ingredient_checker.spreadsheets.delimited import words_of
from ingredient_checker.spreadsheets.sheet import Sheet, read_sheets

from .figures import Figure, Run
from .hostile_file import TABLE, HostileFile, Rows
from .hostile_texts import texts
from .hostile_workbooks import workbooks, write

_WORDS = words_of([cell for row in TABLE for cell in row])
_MOST_SECONDS, _MOST_MB = 5, 300
_HANGS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file. `rows`: the cells of its first sheet, None when `said` refuses it."""

    rows: Rows | None
    said: str
    seconds: float
    megabytes: float
    ended: str = ""  # how the process ended, when it did not end by itself


def measure(_run: Run) -> Iterator[Figure]:
    """Every file of hostile_workbooks.py and hostile_texts.py."""
    for what, cases in (("hostile workbooks", workbooks()), ("hostile text tables", texts())):
        tried = right = 0
        faults: dict[str, list[str]] = {}
        slowest, largest = Reading(None, "", 0, 0), Reading(None, "", 0, 0)
        for case in cases:
            reading = read(case)
            tried += 1
            right += reading.rows is not None
            slowest = max(slowest, reading, key=lambda r: r.seconds)
            largest = max(largest, reading, key=lambda r: r.megabytes)
            for fault in faults_of(case, reading):
                faults.setdefault(fault.split(":")[0], []).append(f"{case.name} ({fault})")
        counts = ", ".join(f"{len(faults.get(kind, ()))} {kind}" for kind in _KINDS)
        limits = f"most {slowest.seconds:.1f} s, {largest.megabytes:.0f} MB"
        said = f"{right} read right, {tried - right} refused by name; {counts}; {limits}"
        yield Figure(what, tried, said, not faults)
        for kind, found in faults.items():
            for name in found:
                print(f"    {kind}: {name}")


_KINDS = ("silent", "wrongly refused", "not named", "abort", "hang", "slow", "large")


def faults_of(case: HostileFile, reading: Reading) -> Iterator[str]:
    """What is wrong with the answer: a kind, and in words what happened."""
    if reading.ended:
        yield f"{reading.ended}"
        return
    if reading.rows is None:
        if case.refused == "-":
            yield f"wrongly refused: {reading.said}"
        elif case.file not in reading.said and not reading.said.startswith("The sheet"):
            yield f"not named: {reading.said}"
        elif case.refused not in reading.said:
            yield f"not named: {reading.said!r} does not say {case.refused!r}"
    elif not case.any_right and (case.right is None or trimmed(reading.rows) != trimmed(case.right)):
        yield f"silent: {_difference(case.right, reading.rows)}"
    if reading.seconds > _MOST_SECONDS:
        yield f"slow: {reading.seconds:.1f} s"
    if reading.megabytes > _MOST_MB:
        yield f"large: {reading.megabytes:.0f} MB"


def read(case: HostileFile) -> Reading:
    """The file, read in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(case, Path(folder))
        reading_end, writing_end = os.pipe()
        start = time.perf_counter()
        child = os.fork()
        if not child:
            try:
                _answer(path, writing_end)
            finally:
                os._exit(3)
        os.close(writing_end)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(_HANGS)
        with open(reading_end, "rb") as stream:
            content = stream.read()
        _, status = os.waitpid(child, 0)
        signal.alarm(0)
        seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        return Reading(None, "", seconds, 0, "hang" if seconds >= _HANGS else "abort: the program ended")
    rows, said, megabytes = json.loads(content)
    return Reading(rows, said, seconds, megabytes)


def _answer(path: Path, answer: int) -> None:
    rows: Rows | None = None
    said = ""
    try:
        rows = cells(read_sheets(path, _WORDS)[0])
    except Problem as problem:
        said = str(problem)
    own, reader = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    with open(
        answer, "w", encoding="utf-8"
    ) as stream:  # what cannot be written as UTF-8 cannot be kept or printed either
        json.dump((rows, said, max(own, reader) / 1024), stream, ensure_ascii=False)
    os._exit(0)


def cells(sheet: Sheet) -> Rows:
    """The texts of a sheet by row."""
    return [[cell.text for cell in row] for row in sheet.rows]


def trimmed(rows: Rows) -> list[list[str]]:
    """Without empty cells to the right and empty rows below, and without spaces around."""
    made = []
    for row in rows:
        texts = [text.strip() for text in row]
        while texts and not texts[-1]:
            texts.pop()
        made.append(texts)
    while made and not made[-1]:
        made.pop()
    return made


def _difference(right: Rows | None, read: Rows) -> str:
    if right is None:
        return f"nothing should be read, and is {str(trimmed(read))[:120]}"
    wanted: Sequence[list[str]] = trimmed(right)
    for n, (a, b) in enumerate(zip(wanted, trimmed(read), strict=False), 1):
        if a != b:
            return f"row {n} is {str(b)[:80]} instead of {str(a)[:80]}"
    return f"{len(trimmed(read))} rows instead of {len(wanted)}"
