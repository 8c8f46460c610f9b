"""How fast: one label, many labels, the start - beside naive fuzzy search over the allergens' names in the same run."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
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


def main() -> None:
    start = time.perf_counter()
    workbench = Workbench.open()
    print(f"knowledge loaded                      {1000 * (time.perf_counter() - start):8.0f} ms")
    names = list(names_to_avoid(workbench.allergens, workbench.catalogue, ALLERGENS))
    one_label(workbench, names)
    start_up()
    folder = shared_folder()
    if folder is None:
        print("the corpora are not here: set INGREDIENT_CHECKER_SHARED")
        return
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")][:5000]
    theirs = naive(labels, names)
    batch(labels, theirs)
    in_process(workbench, labels, theirs)


def one_label(workbench: Workbench, names: list[str]) -> None:
    """Forty entries, warm: as when a nurse types."""
    positives = [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]
    workbench.check(FORTY, positives)
    ours = _median(lambda: workbench.check(FORTY, positives), 60)
    theirs = _median(lambda: by_fuzzy_search(FORTY, names), 10)
    print(
        f"label to verdict, 40 entries, warm    {1000 * ours:8.2f} ms   "
        f"naive {1000 * theirs:.1f} ms   {theirs / ours:.0f} times"
    )


def start_up() -> None:
    """Fresh processes: until a check is answered, and until the window's code is imported (no window opened)."""
    python = [sys.executable]
    bare = _process([*python, "-c", "pass"])
    check = _process([*python, "-m", "ingredient_checker", "check", "-", "--allergen", "mi"])
    window = _process([*python, "-c", "import ingredient_checker.gui.app"])
    fuzzy = _process([*python, "-c", "import rapidfuzz.process"])
    print(f"`check` in the terminal, whole        {1000 * check:8.0f} ms   Python alone {1000 * bare:.0f} ms")
    print(f"window imported                       {1000 * window:8.0f} ms   naive (rapidfuzz) {1000 * fuzzy:.0f} ms")


def _process(command: list[str]) -> float:
    """Median seconds of a fresh process."""
    label = b"Aqua, Methylisothiazolinone"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return _median(
        lambda: subprocess.run(command, input=label, capture_output=True, check=True, env=environment), times=5
    )


def batch(labels: list[str], theirs: float) -> None:
    """All labels through --batch in one process that starts cold."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labels.jsonl"
        file.write_text(
            "".join(json.dumps({"id": n, "ingredients_text": t}) + "\n" for n, t in enumerate(labels)), "utf-8"
        )
        options = [part for allergen in ALLERGENS for part in ("--allergen", allergen)]
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "ingredient_checker", "check", "--batch", str(file), *options],
            capture_output=True,
            check=True,
        )
        seconds = time.perf_counter() - start
    assert done.stdout.count(b"\n") == len(labels)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(_row(f"{len(labels):,} labels, --batch, cold process", len(labels), seconds, theirs) + f", {memory:.0f} MB")


def in_process(workbench: Workbench, labels: list[str], theirs: float) -> None:
    """The same in this process: every name read for the first time, then again when every name has been read."""
    positives = [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]
    for when in ("first time", "again"):
        each = []
        for text in labels:
            start = time.perf_counter()
            workbench.check(text, positives)
            each.append(time.perf_counter() - start)
        print(
            _row(f"{len(labels):,} labels, {when}", len(labels), sum(each), theirs)
            + f"; a label {1000 * statistics.median(each):.1f} ms, slowest {1000 * max(each):.0f} ms"
        )


def naive(labels: list[str], names: list[str]) -> float:
    """Seconds of a fuzzy search over the allergens' names, measured on a sample and said to be extrapolated."""
    sample = labels[:: max(1, len(labels) // 100)]
    start = time.perf_counter()
    for text in sample:
        by_fuzzy_search(text, names)
    seconds = (time.perf_counter() - start) / len(sample) * len(labels)
    print(
        f"{len(labels):,} labels, naive WRatio            {seconds:8.1f} s    {len(labels) / seconds:.0f} a second "
        f"({len(names):,} names; extrapolated from {len(sample)} labels)"
    )
    return seconds


def _row(what: str, labels: int, seconds: float, theirs: float) -> str:
    return f"{what:38}{seconds:8.1f} s    {labels / seconds:.0f} a second, naive {theirs / seconds:.1f} times as long"


def _median(work: object, times: int) -> float:
    assert callable(work)
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)


if __name__ == "__main__":
    main()
