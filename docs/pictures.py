"""Makes the pictures of every page: `python docs/pictures.py [FOLDER]` (docs/pictures by default).

Each page is drawn without a screen: typical in light and dark, enlarged to 160 %, empty, and overfull. The committed
ones are those that the docs show.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random
from string import ascii_uppercase

os.environ["QT_QPA_PLATFORM"] = "offscreen"
_scratch = tempfile.mkdtemp()
os.environ["INGREDIENT_CHECKER_DATA"] = _scratch

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from ingredient_checker.gui.background import Background
from ingredient_checker.gui.judgements_dialog import JudgementsDialog
from ingredient_checker.gui.main_window import PAGES, MainWindow
from ingredient_checker.gui.overview_dialog import OverviewDialog
from ingredient_checker.gui.patient_picker import PatientPicker
from ingredient_checker.gui.review_dialog import ReviewDialog
from ingredient_checker.library.product import Product
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.workbench import Workbench

WIDTH, HEIGHT = 1264, 800
_TESTED = (
    *("nickel", "fragrance_mix_1", "mci_mi", "cobalt", "balsam_of_peru", "mi", "propolis", "formaldehyde"),
    *("chromium", "lanolin", "neomycin", "gold"),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    application.setStyle("Fusion")
    workbench = Workbench.open(Path(_scratch))
    window = MainWindow(workbench, QSettings(f"{_scratch}/window.ini", QSettings.Format.IniFormat))
    window.resize(WIDTH, HEIGHT)
    window.show()
    draw(window, folder, "empty")
    window.try_sample()
    for look in ("light", "dark"):
        window._choose_look(look)
        draw(window, folder, look)
    window._choose_look("light")
    window._zoom(1.6)
    draw(window, folder, "160")
    window._zoom(None)
    overfill(window)
    draw(window, folder, "overfull")
    fill_clinic(window)
    for name, kind in (("overview", OverviewDialog), ("patients", PatientPicker)):
        grab(kind(window.session, window), folder / f"{name}-light.png")
    window.close()
    workbench.close()


def draw(window: MainWindow, folder: Path, kind: str) -> None:
    for page in PAGES:
        window.go_to(page)
        if page == "allergens":
            window.allergens_page.search("Formaldehyde")
        settle()
        window.grab().save(str(folder / f"{page.replace('_', '-')}-{kind}.png"))
    review = ReviewDialog(window.session, window.check_page.names_in_doubt(), Background(window), window)
    for name, dialog in (("review", review), ("decided", JudgementsDialog(window.session, window))):
        grab(dialog, folder / f"{name}-{kind}.png")
    review.let_go()


def grab(dialog: QDialog, target: Path) -> None:
    unit = dialog.fontMetrics().averageCharWidth()
    if isinstance(dialog, OverviewDialog):
        dialog.resize(unit * 190, unit * 90)  # the screen that is not there is a small one
    dialog.show()
    settle()
    dialog.grab().save(str(target))
    dialog.close()


def fill_clinic(window: MainWindow) -> None:
    """Four hundred invented patients of four years, tested with twelve allergens."""
    chance = Random(1)
    record = window.session.workbench.record
    tested = dict(zip(_TESTED, (18, 9, 8, 7, 6, 5, 5, 4, 3, 2, 1, 0), strict=True))
    for number in range(400):
        results = []
        for allergen, often in tested.items():
            at = 100 * chance.random()
            grade = chance.choice([Grade.WEAK, Grade.WEAK, Grade.STRONG, Grade.EXTREME])
            if at < often:
                results.append(PatchTestResult(allergen, allergen, ResultStatus.POSITIVE, grade))
            elif at < often + 2:
                results.append(PatchTestResult(allergen, allergen, ResultStatus.REVIEW, Grade.DOUBTFUL))
            else:
                results.append(PatchTestResult(allergen, allergen, ResultStatus.NEGATIVE, Grade.NEGATIVE))
        name = f"{chance.choice(ascii_uppercase)}. {chance.choice(ascii_uppercase)}."
        day = f"{chance.randint(2023, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        said = Characteristics(
            chance.randint(1935, 2008),
            chance.choice(["male", "female", "female"]),
            chance.random() < 0.2,
            chance.random() < 0.3,
            (chance.choice(["hand", "face", "leg", "trunk"]),),
        )
        record.save_patient(Patient(name, f"{day[:4]}-{number:03}", tuple(results), day, (), said))


def overfill(window: MainWindow) -> None:
    """A patient with forty positives, a label with two hundred entries, four hundred products."""
    workbench = window.session.workbench
    patient = workbench.sample_patient()
    chosen = [a for a in workbench.allergens.allergens.values() if a.on_labels == "yes"][:40]
    results = tuple(PatchTestResult(a.name, a.id, ResultStatus.POSITIVE, Grade.STRONG) for a in chosen)
    unknown = PatchTestResult(
        "Substance of a very long name that no list knows 5% pet.", "", ResultStatus.POSITIVE, Grade.WEAK
    )
    name = "Patient with a rather long name, and a second one"
    window.session.open_patient(workbench.record.save_patient(replace(patient, name=name, results=(*results, unknown))))
    words = ["Aqua", "Parfum", "Methylisothiazolinone", "Zanthoxyl Dreamwort Complex", "Limonene", "Sodium Chloride"]
    workbench.import_products(
        [
            Product(f"Brand {n % 37}", f"Product number {n}", f"Category {n % 9}", ", ".join(words[: n % 6 + 1]))
            for n in range(400)
        ]
    )
    window.session.products_changed.emit()
    window.session.label_asked_for.emit("Ingredients: " + ", ".join(words * 35))


def settle(milliseconds: int = 700) -> None:
    """Let timers and the screening in the background finish."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
