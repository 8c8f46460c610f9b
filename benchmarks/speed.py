"""How fast: one label, many labels, the start - beside naive fuzzy search over the allergens' names in the same run."""

from __future__ import annotations

import json
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
    names = names_to_avoid(workbench.allergens, workbench.catalogue, ALLERGENS)
    one_label(workbench, list(names))
    start_up()
    folder = shared_folder()
    if folder is None:
        print("the corpora are not here: set INGREDIENT_CHECKER_SHARED")
        return
    labels = [row["ingredients_text"] for row in json_lines(folder / "corpora/labels.jsonl")][:5000]
    batch(labels)
    warm(workbench, labels)
    naive(labels, list(names))


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
    """A fresh process until the answer is printed."""
    command = [sys.executable, "-m", "ingredient_checker", "check", "-", "--allergen", "mi"]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, input=b"Aqua, Methylisothiazolinone", capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    print(f"`check` in the terminal, whole        {1000 * statistics.median(times):8.0f} ms")


def batch(labels: list[str]) -> None:
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
    print(
        f"{len(labels):,} labels, --batch, cold           {seconds:8.1f} s    "
        f"{len(labels) / seconds:.0f} a second, {memory:.0f} MB"
    )


def warm(workbench: Workbench, labels: list[str]) -> None:
    """The same in this process, once every name has been read."""
    positives = [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]
    for text in labels:
        workbench.check(text, positives)
    start = time.perf_counter()
    for text in labels:
        workbench.check(text, positives)
    seconds = time.perf_counter() - start
    print(f"{len(labels):,} labels, warm                    {seconds:8.1f} s    {len(labels) / seconds:.0f} a second")


def naive(labels: list[str], names: list[str]) -> None:
    """Fuzzy search on a sample, said to be extrapolated."""
    sample = labels[:: max(1, len(labels) // 100)]
    start = time.perf_counter()
    for text in sample:
        by_fuzzy_search(text, names)
    seconds = (time.perf_counter() - start) / len(sample) * len(labels)
    print(
        f"{len(labels):,} labels, naive WRatio            {seconds:8.1f} s    {len(labels) / seconds:.0f} a second "
        f"({len(names):,} names; extrapolated from {len(sample)} labels)"
    )


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
