"""Faults done on purpose to the record and to what is read into it; one line a figure.

    python -m benchmarks.faults                 every part, about three minutes
    python -m benchmarks.faults --quick         a look, half a minute
    python -m benchmarks.faults --full          the numbers that are quoted
    python -m benchmarks.faults kills flips     these parts only

The exit status is 1 when something that has to hold did not.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from .figures import Part, Run

PARTS = (
    "kills",
    "power_cuts",
    "flips",
    "restores",
    "full_disk",
    "troubles",
    "migrations",
    "audit",
    "keys",
    "hostile_tables",
    "odd_cells",
    "fuzz",
    "network",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", dest="run", action="store_const", const=Run.QUICK, default=Run.USUAL)
    parser.add_argument("--full", dest="run", action="store_const", const=Run.FULL)
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    failed = False
    started = time.monotonic()
    for name in asked.parts or PARTS:
        measure: Part = importlib.import_module(f".{name}", __package__).measure
        for figure in measure(asked.run):
            print(figure, flush=True)
            failed |= figure.held is False
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(failed)


if __name__ == "__main__":
    main()
