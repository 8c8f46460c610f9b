"""How well: worked cases, real labels, damaged labels, misspellings, look-alikes, claims - beside the naive ways.

    python -m benchmarks.accuracy                     everything, compared with the figures kept in baseline.json
    python -m benchmarks.accuracy claims degraded     these questions only
    python -m benchmarks.accuracy --quick             every 10th label, to see in half a minute whether something broke
    python -m benchmarks.accuracy --unknown 200       the 200 most frequent entries that stayed unread
    python -m benchmarks.accuracy --save              keep what was measured as the new baseline

Prints figures and what is wrong; nothing of the labels is written anywhere but ids and numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingredient_checker.workbench import Workbench

from .baseline import Measured, compare, save
from .claims import claims
from .degraded import degraded_labels
from .disguises import disguised_names
from .names import look_alikes, misspellings
from .real_labels import allergens_named, claims_on_real_labels, entries
from .shared import json_lines, shared_folder
from .worked_cases import gold, invented, result_sheets

_TENTH = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the questions are asked of. `labels` are all of the corpus, or every tenth when `quick`."""

    workbench: Workbench
    folder: Path
    labels: list[str]
    quick: bool
    unknown: int
    gold: Path


ALONE: dict[str, Callable[[Asked], Measured]] = {
    "invented": lambda a: invented(a.workbench),
    "claims": lambda a: claims(a.workbench, quick=a.quick),
    "disguises": lambda a: disguised_names(a.workbench, quick=a.quick),
}
WITH_CORPUS: dict[str, Callable[[Asked], Measured]] = {
    "gold": lambda a: gold(a.workbench, a.gold),
    "sheets": lambda a: result_sheets(a.workbench, a.folder / "cases/result_sheets"),
    "corpus": lambda a: entries(a.workbench, a.labels, a.unknown),
    "allergens": lambda a: allergens_named(a.workbench, a.labels),
    "real-claims": lambda a: claims_on_real_labels(a.workbench, a.labels),
    "degraded": lambda a: degraded_labels(a.workbench, a.labels, quick=a.quick),
    "misspellings": lambda a: misspellings(a.workbench, a.folder / "corpora/misspellings.csv"),
    "look-alikes": lambda a: look_alikes(a.workbench, a.folder, quick=a.quick),
}


def main() -> None:
    options = _options()
    folder = shared_folder()
    questions = {**ALONE, **WITH_CORPUS} if folder else ALONE
    if folder is None:
        print("the corpora are not here (set INGREDIENT_CHECKER_SHARED): only what needs none is measured")
    if missing := [name for name in options.questions if name not in questions]:
        sys.exit(f"cannot be asked: {', '.join(missing)}. There are: {', '.join(questions)}.")
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")] if folder else []
    place = folder or Path()
    asked = Asked(
        Workbench.open(),
        place,
        labels[:: _TENTH if options.quick else 1],
        options.quick,
        options.unknown,
        options.gold or place / "cases/gold.jsonl",
    )
    measured = []
    for name in options.questions or questions:
        start = time.perf_counter()
        measured.append(questions[name](asked))
        print(f"    ({name}: {time.perf_counter() - start:.1f} s)", flush=True)
    print("against the baseline")
    print(*(f"    {line}" for line in compare(measured, figures=not options.quick)), sep="\n")
    if options.save:
        save(measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__.split("\n")[0])
    everything = ", ".join((*ALONE, *WITH_CORPUS))
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=f"of: {everything}; none means all")
    parser.add_argument("--quick", action="store_true", help="every 10th label")
    parser.add_argument("--unknown", type=int, default=12, metavar="N", help="show the N most frequent unread entries")
    parser.add_argument("--save", action="store_true", help="keep what was measured as the new baseline")
    parser.add_argument("--gold", type=Path, metavar="FILE", help="other worked cases")
    options = parser.parse_args()
    if options.save and options.quick:
        parser.error("the baseline is kept of a whole run, not of a quick one")
    return options


if __name__ == "__main__":
    main()
