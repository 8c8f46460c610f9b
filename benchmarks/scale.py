"""A clinic's record of many years: how long it takes to open it, to find a patient, to show and to save one.

    python -m benchmarks.scale            5,000 patients with 200,000 readings, one minute
    python -m benchmarks.scale --quick    500 patients

All patients are invented. Goals: open and list at most 1 s, any patient at most 20 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.overview import overview
from ingredient_checker.workbench import Workbench

from .faults.invented_record import invented_patient
from .speed import tell_load

_RESULTS, _READINGS, _BATCH = 20, 2, 250
_OPEN_GOAL, _PATIENT_GOAL, _KEY_GOAL = 1.0, 0.020, 0.050
_LARGE = 400
"""Results of the patient with the most: everything that was ever tested, several times."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--quick", action="store_true", help="500 patients")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.open:
        _open_cold(asked.open)
        return
    number = 500 if asked.quick else 5000
    tell_load()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _make(folder, number)
        _measure(folder, number)
    tell_load()


def _make(folder: Path, number: int) -> None:
    store = Store.open(folder)
    started = time.perf_counter()
    for first in range(0, number, _BATCH):
        batch = [(invented_patient(n, _RESULTS, _READINGS), None) for n in range(first, min(first + _BATCH, number))]
        store.import_patients(batch, (f"{first:064}", "invented", "results"))
    store.save_patient(invented_patient(number, _LARGE, 3))
    seconds = time.perf_counter() - started
    store.close()
    size = (folder / "library.db").stat().st_size / 1e6
    readings = number * _RESULTS * _READINGS
    print(f"{number:,} patients, {readings:,} readings: made in {seconds:.0f} s, {size:.0f} MB")


def _measure(folder: Path, number: int) -> None:
    cold = [_cold(folder) for _ in range(5)]
    _tell("open and list, new process", cold, _OPEN_GOAL)
    store = Store.open(folder)
    ids = [row.id for row in store.patients()]
    _tell("list of all patients", _taken(store.patients, 9), _OPEN_GOAL)
    _tell("one patient", [_taken(lambda n=n: store.patient(n), 1)[0] for n in ids], _PATIENT_GOAL)
    _tell(f"the one with {_LARGE} results", _taken(lambda: store.patient(ids[-1]), 20), None)
    _tell("positive to one allergen", _taken(lambda: store.positive_to(["mi"]), 9), _KEY_GOAL)
    outcomes, people = store.outcomes(), store.characteristics()
    _tell("results for the clinic's rates, read", _taken(store.outcomes, 3), None)
    _tell("the clinic's rates, counted", _taken(lambda: overview(outcomes, people), 3), None)
    saved = []
    for n in ids[: min(200, number)]:
        patient = store.patient(n)
        changed = replace(patient, number=f"{patient.number}.")
        saved += _taken(lambda n=n, changed=changed: store.save_patient(changed, n), 1)
    _tell("save a patient", saved, None)
    _tell("back up, open the copy and count it", _taken(lambda: store.backup(folder / "copy.db"), 1), None)
    store.close()
    _search(folder)


def _cold(folder: Path) -> float:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "benchmarks.scale", "--open", str(folder)]
    return float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def _open_cold(folder: Path) -> None:
    started = time.perf_counter()
    store = Store.open(folder)
    store.patients()
    print(time.perf_counter() - started)
    store.close()


def _search(folder: Path) -> None:
    """Typing a name, letter by letter, in the list that Ctrl+K opens."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ingredient_checker.gui.patient_picker import PatientPicker
    from ingredient_checker.gui.session import Session

    application = QApplication.instance() or QApplication([])
    workbench = Workbench.open(folder)
    workbench.record.patients()
    shown: list[PatientPicker] = []

    def show() -> None:
        shown.append(PatientPicker(Session(workbench)))
        shown[-1].show()
        application.processEvents()

    _tell("the list to choose from, shown", _taken(show, 3), None)
    name = workbench.record.patients()[-1].name
    keys: list[float] = []
    for typed in [*(name[:n] for n in range(1, len(name) + 1)), "", "N-4", "zzz", ""]:

        def press(typed: str = typed) -> None:
            shown[-1].form.search.setText(typed)
            application.processEvents()

        keys += _taken(press, 1)
    _tell("a key typed in it", keys, _KEY_GOAL)
    for picker in shown:
        picker.close()
    workbench.close()


def _taken(work: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def _tell(what: str, seconds: Sequence[float], goal: float | None) -> None:
    """Median, worst and, where there is a goal, whether the worst meets it."""
    met = "" if goal is None else f"  goal {1000 * goal:g} ms: {'met' if max(seconds) <= goal else 'MISSED'}"
    print(f"{what:38}{1000 * statistics.median(seconds):9.2f} ms, worst {1000 * max(seconds):9.2f} ms{met}", flush=True)


if __name__ == "__main__":
    main()
