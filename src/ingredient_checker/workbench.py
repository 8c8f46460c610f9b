"""The one wiring place: everything the window and the terminal can do, as short methods over the rooms.

Reading a name does not know the patient, so readings are remembered by the matcher; assessing is set lookup. The
workbench is used from one thread at a time, except `screen`, which works on values only and may run in a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .allergens.allergen import Allergen, AllergenIndex, Link, LookAlike
from .assessment.verdict import Assessment
from .library.product import Product
from .matching.resolved import ReadLabel
from .patch_test.patient import Patient, Positive
from .substances.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list: what is needed to recognise one."""

    id: int
    name: str
    number: str
    tested_on: str
    positives: int


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product of the library."""

    id: int
    product: Product


@dataclass(frozen=True, slots=True)
class ScreenedProduct:
    """A product with what it means for one patient."""

    product: Product
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import of a product list did."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class AllergenPage:
    """Everything known about an allergen. `series`: (series name, position) pairs; `texts`: patient texts by field."""

    allergen: Allergen
    links: tuple[Link, ...]
    test_names: tuple[str, ...]
    series: tuple[tuple[str, str], ...]
    look_alikes: tuple[LookAlike, ...]
    texts: dict[str, str]


class Workbench:
    """The program without its doors."""

    catalogue: Catalogue
    allergens: AllergenIndex

    @classmethod
    def open(cls, data_folder: Path | None = None, *, with_library: bool = True) -> Workbench:
        """Load the knowledge and open the user's library (`data_folder`: where it lies; None: the user's own)."""
        raise NotImplementedError

    @property
    def data_version(self) -> str:
        raise NotImplementedError

    # labels
    def read_label(self, label_text: str) -> ReadLabel:
        raise NotImplementedError

    def check(self, label_text: str, positives: Sequence[Positive]) -> Assessment:
        """Read a label and assess it for these positives. Problem if the text is over 200 kB."""
        raise NotImplementedError

    def open_label(self, path: Path) -> str:
        """The text of a label file (text; UTF-8 or cp1252). Problem in words if it is empty, a picture, too large."""
        raise NotImplementedError

    # allergens
    def search_allergens(self, text: str, limit: int = 50) -> tuple[Allergen, ...]:
        """Allergens whose id, names, label names or CAS match, best first; all in order of name when empty."""
        raise NotImplementedError

    def allergen_page(self, allergen_id: str) -> AllergenPage:
        raise NotImplementedError

    def substance_name(self, substance_id: str) -> str:
        raise NotImplementedError

    # results
    # def read_results(self, path, answers) -> ResultsReport        (spreadsheets.patch_tests)

    # patients (the library)
    def patients(self) -> tuple[PatientRow, ...]:
        raise NotImplementedError

    def patient(self, patient_id: int) -> Patient:
        raise NotImplementedError

    def save_patient(self, patient: Patient, patient_id: int | None = None) -> int:
        """Keep a patient (new when no id is given) and answer the id."""
        raise NotImplementedError

    def current_patient_id(self) -> int | None:
        """The patient that was open when the program was last used."""
        raise NotImplementedError

    def set_current_patient(self, patient_id: int | None) -> None:
        raise NotImplementedError

    def positives(self, patient: Patient) -> tuple[Positive, ...]:
        """What a label is checked for: the positive results, one an allergen with its strongest grade."""
        raise NotImplementedError

    def add_sample_patient(self) -> int:
        """Keep the invented sample patient (once) with its sample products and answer the id."""
        raise NotImplementedError

    def sample_label(self) -> str:
        """An invented label that shows every kind of mark."""
        raise NotImplementedError

    # products (the library)
    # def read_products(self, path) -> ProductListReport            (spreadsheets.product_list)

    def import_products(self, products: Sequence[Product]) -> ImportCounts:
        raise NotImplementedError

    def products(self) -> tuple[StoredProduct, ...]:
        raise NotImplementedError

    def keep_label(self, product: Product, patient_id: int | None) -> int:
        """Keep a checked label as a product of the library."""
        raise NotImplementedError

    def screen(
        self,
        products: Sequence[Product],
        positives: Sequence[Positive],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[ScreenedProduct]:
        """Each product with its assessment, in order; stops early when cancelled. Safe to run in a worker."""
        raise NotImplementedError

    # paper
    def check_report(self, assessment: Assessment, patient: Patient | None) -> str:
        """The HTML of a printed check."""
        raise NotImplementedError

    def safe_list(self, screened: Sequence[ScreenedProduct], patient: Patient) -> str:
        """The HTML of the safe list: products in whose list none of the patient's allergens was found."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
