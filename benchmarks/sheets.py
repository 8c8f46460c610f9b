"""How long a results sheet takes from the file to the preview, and to the next one after an answer.

    python -m benchmarks.sheets

Goal: 200 rows in at most 1 s. The sheet is invented: 200 names as test sheets write them, every tenth misspelled.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from ingredient_checker.workbench import Workbench

ROWS, TIMES, GOAL = 200, 7, 1.0
HEADINGS = ("No", "Allergen", "Conc", "Veh", "D2", "D4", "D7", "Relevance", "Comment")


def main() -> None:
    """Measure with a library of its own and print one line each."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Workbench.open()
        workbench = Workbench(opened.folder, opened.catalogue, opened.allergens, Path(folder) / "library")
        path = Path(folder) / "results.xlsx"
        _write(path, list(workbench.naming.names), random.Random(1))
        workbench.record.patients()  # the window has opened the library by then
        first = workbench.open_sheet(path)
        started = time.perf_counter()
        first.read()
        cold = time.perf_counter() - started
        warm = _median(lambda: workbench.open_sheet(path).read())
        answered = first.answers.with_role(first.report.preview[0].name, 8, "ignore")
        again = _median(lambda: first.say(answered))
        rows = len(first.report.preview[0].rows)
        workbench.close()
    met = "met" if cold <= GOAL else "missed"
    print(
        f"{ROWS} rows, .xlsx, file to preview   {cold:.2f} s the first time, {warm:.2f} s (median of {TIMES});"
        f" goal {met}"
    )
    print(f"read again after an answer        {again:.2f} s; {rows} rows shown")


def _write(path: Path, names: list[str], chance: random.Random) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for number, name in enumerate(chance.sample(names, ROWS), 1):
        written = name[:-2] + "xq" if number % 10 == 0 else name
        readings = [chance.choice(("-", "-", "-", "-", "+", "++", "?+")) for _ in range(3)]
        sheet.append([number, written, "1%", "pet", *readings, "C", ""])
    book.save(path)


def _median(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
