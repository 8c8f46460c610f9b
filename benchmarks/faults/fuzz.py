"""Inputs spoilt at random: whatever comes, the program answers or refuses in words, and goes on."""

from __future__ import annotations

import os
import random
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingredient_checker.library.patient_file import patient_of, patient_text
from ingredient_checker.matching.judgements import from_lines
from ingredient_checker.problem import Problem
from ingredient_checker.spreadsheets import workbook_reader
from ingredient_checker.spreadsheets.sheet import read_sheets
from ingredient_checker.workbench import Workbench

from .figures import Figure, Run, counted
from .hostile_workbooks import ONE_SHEET, ods, ods_row, parts_of, saved, sheet, zipped
from .invented_record import invented_patient

_PIECES = [
    *(bytes([n]) for n in (0, 1, 9, 10, 13, 26, 34, 39, 44, 59, 61, 92, 124, 127, 128, 160, 255)),
    *(
        text.encode()
        for text in ('""', '";"', "\r\n", "?+", "+++", "(+)", "-", "IR", "NT", "D2", "D4", "=1+1", "1e999")
    ),
    *(
        text.encode()
        for text in ("\ufeff", "\u202e", "\u2028", "\N{ZERO WIDTH SPACE}", "\ud7ff", "ß", "İ", "½", "10 000,5")
    ),
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<!DOCTYPE x>",
    b"<v>",
    b"</row>",
    b"&#0;",
    b"9" * 400,
    b"(" * 300,
    b"a" * 5000,
]


def measure(run: Run) -> Iterator[Figure]:
    """Text tables and files in this process; workbooks in the reader's own process and in copies of it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        yield _texts(folder, run.of(600, 2500, 7000))
        yield _workbooks(folder, run.of(50, 400, 2000))
        yield _real_children(folder, run.of(3, 10, 60))


def _texts(folder: Path, times: int) -> Figure:
    workbench = Workbench.open(folder / "library")
    sample = workbench.folder / "sample"
    results, products = (sample / "results.csv").read_bytes(), (sample / "products.csv").read_bytes()
    notes = b"Positive: nickel ++, balsam of Peru (D4 +), MI 0.2 % aq. +++\nNegative: all others\nNot read on D7\n"
    patient = patient_text(invented_patient(1)).encode()
    lines = b'{"written": "Zorbo", "decision": "same", "substance": "Glycerin", "who": "", "decided_at": ""}\n'
    path = folder / "fuzzed.csv"

    def read_by(reader: Callable[[Path], object]) -> Callable[[bytes], object]:
        def read(content: bytes) -> object:
            path.write_bytes(content)
            return reader(path)

        return read

    ways: Sequence[tuple[int, bytes, Callable[[bytes], object]]] = (
        (3, results, read_by(workbench.read_results)),
        (1, notes, read_by(workbench.read_results)),
        (3, products, read_by(workbench.read_products)),
        (2, patient, lambda content: patient_of(content, "patient.json")),
        (1, lines, lambda content: from_lines(content.decode("utf-8", "replace"), "decisions")),
    )
    turns = [way for way in ways for _ in range(way[0])]
    chance, faults, answered, slowest = random.Random(1), Counter[str](), 0, 0.0
    for n in range(times):
        _, good, read = turns[n % len(turns)]
        content = spoilt(good, chance)
        started = time.perf_counter()
        try:
            read(content)
            answered += 1
        except Problem:
            pass
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            faults[f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"] += 1
        slowest = max(slowest, time.perf_counter() - started)
    workbench.close()
    for fault, number in faults.most_common(12):
        print(f"    {number} times {fault}")
    said = f"{answered} read, {times - answered - faults.total()} refused in words, slowest {slowest:.2f} s"
    return counted("fuzz: texts and tables", times, {"died": faults.total()}, said)


def spoilt(content: bytes, chance: random.Random, most: int = 8) -> bytes:
    """The content with one to `most` spoilt places."""
    made = bytearray(content)
    for _ in range(chance.randint(1, most)):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(6)
        if kind == 0 and made:
            made[at % len(made)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            made[at:at] = chance.choice(_PIECES)
        elif kind == 2:
            del made[at : at + chance.randrange(1, 40)]
        elif kind == 3:
            piece = made[at : at + chance.randrange(1, 200)]
            made[at:at] = piece * chance.randrange(1, 4)
        elif kind == 4:
            other = chance.randrange(len(made) + 1)
            made[at:at] = made[other : other + chance.randrange(1, 60)]
        else:
            made[at : at + 2] = chance.randbytes(2)
    return bytes(made)


def _workbooks(folder: Path, times: int) -> Figure:
    """In a copy of this process each, as the program starts its reader: what it does to itself harms nobody."""
    chance, ended, answered, slowest = random.Random(2), Counter[str](), 0, 0.0
    path = folder / "fuzzed.xlsx"
    for _ in range(times):
        path.write_bytes(_spoilt_workbook(chance))
        started = time.perf_counter()
        status = _in_a_copy(path)
        slowest = max(slowest, time.perf_counter() - started)
        answered += status == 0
        if status:
            ended["refused" if status == 2 else "reader died" if status != -signal.SIGALRM else "hang"] += 1
    said = (
        f"{answered} read, {ended['refused']} refused in words; the reader's process died in {ended['reader died']},"
        f" which the program says in words; slowest {slowest:.1f} s"
    )
    return counted("fuzz: workbooks", times, {"hang": ended["hang"]}, said)


def _in_a_copy(path: Path) -> int:
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(10)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            workbook_reader.read_workbook(str(path))
            status = 0
        except workbook_reader.Refused:
            status = 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _spoilt_workbook(chance: random.Random) -> bytes:
    """Spoilt as a file, or in one part before it is packed."""
    goods: Sequence[Callable[[], bytes]] = (
        lambda: zipped(ONE_SHEET),
        lambda: saved(["Allergen", "D2"], ["Nickel", "++"], ["Cobalt", 5]),
        lambda: ods("".join(map(ods_row, (["Allergen", "D2"], ["Nickel", "++"])))),
    )
    if chance.random() < 0.4:
        return spoilt(chance.choice(goods)(), chance)
    parts = dict(
        parts_of({"Results": sheet('<row r="1"><c r="A1"><v>1</v></c></row>')}) if chance.random() < 0.3 else ONE_SHEET
    )
    name = chance.choice([*parts, "xl/worksheets/sheet1.xml"])
    content = parts[name]
    parts[name] = spoilt(content.encode() if isinstance(content, str) else content, chance, most=1)
    return zipped(parts)


def _real_children(folder: Path, times: int) -> Figure:
    """The way that the program goes: each in a new process."""
    chance, died, refused = random.Random(4), 0, 0
    path = folder / "fuzzed.xlsx"
    for _ in range(times):
        path.write_bytes(_spoilt_workbook(chance))
        try:
            read_sheets(path)
        except Problem:
            refused += 1
        except Exception:
            died += 1
    return counted("fuzz: through the real reader", times, {"died": died}, f"{refused} refused in words")
