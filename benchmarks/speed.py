"""How fast: one label, many labels, the start, the memory - beside naive fuzzy search in the same run.

    python -m benchmarks.speed            all labels of the corpus, about two minutes
    python -m benchmarks.speed --quick    every 10th label

Each figure is the median of several runs with the least and the most behind it, in seconds on the clock; "processor" is
the time that the processor worked, which other work on the machine hardly changes. The goals are those of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .naive import by_fuzzy_search, names_to_avoid
from .shared import json_lines, shared_folder

ALLERGENS = ("mi", "formaldehyde", "fragrance_mix_1", "lanolin", "capb", "propylene_glycol")
FORTY = """
Aqua, Glycerin, Cetearyl Alcohol, Caprylic/Capric Triglyceride, Butyrospermum Parkii (Shea) Butter, Glyceryl Stearate,
PEG-100 Stearate,
Dimethicone, Parfum/Fragrance, Phenoxyethanol, Methylisothlazolinone, Linalool, Limonene, Citral,
DMDM Hydantoin, Panthenol, Tocopheryl Acetate, Sodium Hyaluronate, Aloe Barbadensis Leaf Juice, Citric Acid,
Disodium EDTA, Xanthan Gum, Carbomer, Sodium Hydroxide, 1,2-Hexanediol, Butylene Glycol, Niacinamide, Allantoin,
Squalane, Benzyl Alochol, Helianthus Annuus Seed Oil, Rosmarinus Officinalis (Rosemary) Leaf Extract, Lecithin,
Propylene Glycol, Lanolin Alcohol, Cocamidopropyl Betaine, Zanthoxyl Dreamwort, Iron Oxides (CI 77491), CI 77891, Mica
"""
_SAMPLE = 100
_OWN_MEMORY = 60  # MB: what this process itself may have when it starts another


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of several runs, by the clock and of the processor; `memory`: most of one run, in MB, 0 if not asked."""

    clock: tuple[float, ...]
    processor: tuple[float, ...]
    memory: float = 0.0

    @property
    def median(self) -> float:
        """Median seconds by the clock."""
        return statistics.median(self.clock)

    def __str__(self) -> str:
        unit, scale = ("s ", 1) if self.median >= 1 else ("ms", 1000)
        spread = f"({scale * min(self.clock):.4g} to {scale * max(self.clock):.4g})" if len(self.clock) > 1 else ""
        return (
            f"{scale * self.median:8.2f} {unit} {spread:20} processor {scale * statistics.median(self.processor):.4g}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--quick", action="store_true", help="every 10th label")
    quick = parser.parse_args().quick
    folder = shared_folder()
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")] if folder else []
    labels = labels[:: 10 if quick else 1]
    tell_load()
    # Processes first: one that starts is counted with the memory of this one, which is small only now.
    start_up()
    cold = batch(labels) if labels else None
    print(f"knowledge loaded                 {_taken(Workbench.open, 5)}")
    workbench = Workbench.open()
    names = list(names_to_avoid(workbench.allergens, workbench.catalogue, ALLERGENS))
    one_label(workbench, names)
    if cold is None:
        print("the corpora are not here: set INGREDIENT_CHECKER_SHARED")
        return
    theirs = naive(labels, names)
    print(f"    naive takes {theirs / cold.median:.1f} times as long as --batch")
    in_process(labels, theirs)
    tell_load()


def tell_load() -> None:
    """How much other work the machine has, and whether the clock can be trusted."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    doubt = "; other work runs beside, so trust the processor's time only" if load > cores / 2 + 0.5 else ""
    print(f"load of the machine {load:.1f} on {cores} cores{doubt}")


def one_label(workbench: Workbench, names: Sequence[str]) -> None:
    """Forty entries: read for the first time, and warm as when a nurse types."""
    positives = _positives(workbench)
    first = _taken(lambda: Workbench.open().check(FORTY, positives), 5)
    opened = _taken(Workbench.open, 5)
    ours = _taken(lambda: workbench.check(FORTY, positives), 100)
    theirs = _taken(lambda: by_fuzzy_search(FORTY, names), 10)
    print(f"label to verdict, 40 entries     {ours}  goal 16 ms: {_met(ours.median <= 0.016)}")
    print(f"    the first label at all       {1000 * (first.median - opened.median):8.2f} ms")
    print(f"    naive WRatio                 {theirs}  {theirs.median / ours.median:.0f} times as long")


def start_up() -> None:
    """Fresh processes: until a check is answered, and until the window's code is imported (no window opened)."""
    python = [sys.executable]
    for what, command in (
        ("Python alone", ["-c", "pass"]),
        ("`check` in the terminal", ["-m", "ingredient_checker", "check", "-", "--allergen", "mi"]),
        ("window imported", ["-c", "import ingredient_checker.gui.app"]),
        ("naive: rapidfuzz imported", ["-c", "import rapidfuzz.process"]),
    ):
        try:
            taken = _processes([*python, *command], 5, b"Aqua, Methylisothiazolinone")
        except subprocess.CalledProcessError as error:
            print(f"{what:33}cannot be measured: {error.stderr.decode().strip().splitlines()[-1]}")
        else:
            print(f"{what:33}{taken}" + (f", {taken.memory:.0f} MB" if taken.memory > _OWN_MEMORY else ""))


def batch(labels: Sequence[str]) -> Taken:
    """All labels through --batch in one process that starts cold."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labels.jsonl"
        file.write_text(
            "".join(json.dumps({"id": n, "ingredients_text": t}) + "\n" for n, t in enumerate(labels)), "utf-8"
        )
        options = [part for allergen in ALLERGENS for part in ("--allergen", allergen)]
        command = [sys.executable, "-m", "ingredient_checker", "check", "--batch", str(file), *options]
        taken = _processes(command, 1, lines=len(labels))
    print(f"{f'{len(labels):,} labels, --batch, cold':33}{taken}  {len(labels) / taken.median:.0f} a second")
    print(f"    goals: 60 s for 6,154: {_met(taken.median <= 60)}; 300 MB: {_met(taken.memory <= 300)} ", end="")
    print(f"({taken.memory:.0f} MB)")
    return taken


def in_process(labels: Sequence[str], theirs: float) -> None:
    """The same in this process: every name read for the first time, then again when every name has been read."""
    workbench = Workbench.open()
    positives = _positives(workbench)
    for when, times in (("first time", 1), ("again", 3)):
        each: list[float] = []

        def check_all(each: list[float] = each) -> None:
            each.clear()
            for text in labels:
                start = time.perf_counter()
                workbench.check(text, positives)
                each.append(time.perf_counter() - start)

        taken = _taken(check_all, times)
        _tell(f"{len(labels):,} labels, {when}", len(labels), taken, theirs)
        print(f"    a label: median {1000 * statistics.median(each):.2f} ms, slowest {1000 * max(each):.0f} ms")
        if when == "again":
            rate, ratio = len(labels) / taken.median, theirs / taken.median
            print(f"    goals: 1,500 a second: {_met(rate >= 1500)}; naive 50 times as long: {_met(ratio >= 50)}")


def naive(labels: Sequence[str], names: Sequence[str]) -> float:
    """Seconds of a fuzzy search over the allergens' names, measured on a sample and said to be extrapolated."""
    sample = labels[:: max(1, len(labels) // _SAMPLE)]
    taken = _taken(lambda: [by_fuzzy_search(text, names) for text in sample], 3)
    seconds = taken.median / len(sample) * len(labels)
    print(
        f"{len(labels):,} labels, naive WRatio       {seconds:8.1f} s, {len(labels) / seconds:.0f} a second "
        f"({len(names):,} names; extrapolated from {len(sample)} labels)"
    )
    return seconds


def _positives(workbench: Workbench) -> list[Positive]:
    return [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]


def _tell(what: str, labels: int, taken: Taken, theirs: float) -> None:
    print(f"{what:33}{taken}  {labels / taken.median:.0f} a second; naive {theirs / taken.median:.1f} times as long")


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def _taken(work: Callable[[], object], times: int) -> Taken:
    clock, processor = [], []
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - worked)
    return Taken(tuple(clock), tuple(processor))


def _processes(command: Sequence[str], times: int, given: bytes = b"", lines: int = 0) -> Taken:
    """Fresh processes one after the other. CalledProcessError when one fails, ValueError if lines are missing."""
    clock, processor, memory = [], [], 0.0
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(times):
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            asked.write(given)
            asked.seek(0)
            start = time.perf_counter()
            process = subprocess.Popen(command, stdin=asked, stdout=out, stderr=errors, env=environment)
            _, status, used = os.wait4(process.pid, 0)  # what just this process has used, not all that ran before it
            clock.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            errors.seek(0)
            answered = out.read()
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command, answered, errors.read())
        if lines and answered.count(newline := b"\n") != lines:
            raise ValueError(f"{answered.count(newline):,} lines were answered instead of {lines:,}")
        processor.append(used.ru_utime + used.ru_stime)
        memory = max(memory, used.ru_maxrss / 1024)
    return Taken(tuple(clock), tuple(processor), memory)


if __name__ == "__main__":
    main()
