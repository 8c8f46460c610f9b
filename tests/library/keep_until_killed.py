"""Started by test_store_faults.py and killed there: keeps one import and one patient after another.

Says "opening", then "kept N" once batch N is on the disk.
"""

import sys
from itertools import count
from pathlib import Path

from ingredient_checker.library.product import Product
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, Reading, ResultStatus

PRODUCTS, RESULTS, READINGS = 400, 50, 3


def main(folder: Path) -> None:
    print("opening", flush=True)
    store = Store.open(folder)
    reading = Reading(4, Grade.STRONG, "++")
    result = PatchTestResult("MI", "mi", ResultStatus.POSITIVE, Grade.STRONG, (reading,) * READINGS)
    for batch in count():
        text = f"Aqua, {', '.join(f'Ingredient {batch * n}' for n in range(20))}"
        store.import_products([Product(f"Batch {batch}", f"Cream {n}", "", text) for n in range(PRODUCTS)])
        store.save_patient(Patient(f"Batch {batch}", "", (result,) * RESULTS))
        print("kept", batch, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
