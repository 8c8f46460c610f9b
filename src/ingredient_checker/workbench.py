"""The one wiring place: everything the window and the terminal can do, as short methods over the rooms.

Reading a name does not know the patient, so readings are remembered by the resolver; assessing is set look-up. Rooms
that only some actions need are imported where they are used, so that a check in the terminal starts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .allergens.allergen import Allergen, AllergenIndex, Link, LookAlike
from .allergens.load import load_allergens
from .assessment.assess import assess
from .assessment.verdict import Assessment
from .knowledge_files import data_folder
from .label.parse import parse_label
from .library.product import Product
from .matching.read import read_label
from .matching.resolve import Resolver
from .matching.resolved import ReadLabel
from .patch_test.interpretation import positives_of
from .patch_test.patient import Patient, Positive
from .problem import Problem
from .substances.catalogue import Catalogue
from .substances.load import load_substances
from .substances.name_key import name_key

if TYPE_CHECKING:
    from .allergens.naming import FoundAllergen, Naming
    from .library.records import ImportCounts, PatientRow, StoredProduct
    from .library.screening import ScreenedProduct
    from .library.store import Store
    from .spreadsheets.patch_tests import Answers, ResultsReport
    from .spreadsheets.product_list import ProductListReport

_CURRENT_PATIENT = "current patient"
_LARGEST_LABEL_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class AllergenPage:
    """Everything known about an allergen. `series`: (series name, position) pairs; `texts`: patient texts by field."""

    allergen: Allergen
    links: tuple[Link, ...]
    test_names: tuple[str, ...]
    series: tuple[tuple[str, str], ...]
    look_alikes: tuple[LookAlike, ...]
    texts: Mapping[str, str]
    sources: Mapping[str, str]


def _untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""


class Workbench:
    """The program without its doors."""

    def __init__(
        self, folder: Path, catalogue: Catalogue, allergens: AllergenIndex, store_folder: Path | None = None
    ) -> None:
        self.folder = folder
        self._store_folder = store_folder
        self.catalogue = catalogue
        self.allergens = allergens
        self.resolver = Resolver(catalogue, _dangerous_pairs(allergens, catalogue))

    @classmethod
    def open(cls, store_folder: Path | None = None) -> Workbench:
        """Load the knowledge. The library (in `store_folder`, else the user's own folder) is opened when first used."""
        folder = data_folder()
        catalogue = load_substances(folder)
        return cls(folder, catalogue, load_allergens(folder, catalogue), store_folder)

    @cached_property
    def _store(self) -> Store:
        from .library.store import Store

        return Store.open(self._store_folder)

    @cached_property
    def naming(self) -> Naming:
        """Which allergen a written name means."""
        from .allergens.naming import Naming

        return Naming(self.allergens, self.catalogue)

    @property
    def data_version(self) -> str:
        """The version of the knowledge, printed on everything."""
        return self.allergens.version

    def close(self) -> None:
        """Close the library; everything was saved as it happened."""
        if "_store" in self.__dict__:
            self._store.close()

    # labels

    def read_label(self, label_text: str) -> ReadLabel:
        """What stands on a label, without any patient. Problem if the text is over 200,000 characters."""
        return read_label(parse_label(label_text), self.resolver)

    def check(self, label_text: str, positives: Sequence[Positive], unmapped: Sequence[str] = ()) -> Assessment:
        """A label read and assessed for these positives. `unmapped`: positives that belong to no known allergen."""
        return assess(self.read_label(label_text), positives, self.allergens, unmapped)

    def check_for(self, label_text: str, patient: Patient) -> Assessment:
        """A label read and assessed for a patient."""
        return self.check(label_text, self.positives(patient), [r.as_written for r in patient.unmapped_positives])

    def open_label(self, path: Path) -> str:
        """The text of a label file. Problem in words if it is missing, empty, a picture or too large."""
        try:
            with path.open("rb") as file:
                return read_label_text(file, str(path))
        except OSError as error:
            raise Problem(f"{path} cannot be opened: {error.strerror or error}.") from error

    def sample_label(self) -> str:
        """An invented label that shows every kind of mark."""
        return (self.folder / "sample" / "label.txt").read_text("utf-8").strip()

    # allergens

    def find_allergen(self, name: str) -> FoundAllergen:
        """The allergen of that id or name. Problem that lists the nearest names when unknown or ambiguous."""
        found = self.naming.find(name)
        if len(found.allergens) == 1:
            return found
        if found.allergens:
            meant = ", ".join(f"{self.allergens.get(i).name} ({i})" for i in found.allergens)
            raise Problem(f"“{name}” may mean several allergens: {meant}. Give one of these names.")
        nearest = ", ".join(a.name for a in self.search_allergens(name, 5))
        raise Problem(f"No allergen is known as “{name}”." + (f" Nearest names: {nearest}." if nearest else ""))

    def search_allergens(self, text: str, limit: int = 400) -> tuple[Allergen, ...]:
        """Allergens by name, label name or CAS number, best first; all in order of name when the text is empty."""
        from .matching.spelling import nearest

        everything = sorted(self.allergens.allergens.values(), key=lambda a: a.name.casefold())
        wanted = text.strip()
        if not wanted:
            return tuple(everything[:limit])
        key = name_key(wanted)
        exact = [self.allergens.get(i) for i in self.naming.find(wanted).allergens]
        begins = [a for a in everything if key and name_key(a.name).startswith(key)]
        within = [a for a in everything if key and (key in name_key(a.name) or wanted in a.cas)]
        linked = [
            self.allergens.get(link.allergen)
            for substance in self.catalogue.named(wanted)
            for link in self.allergens.links_by_substance.get(substance.id, ())
        ]
        found = dict.fromkeys([*exact, *begins, *within, *linked])
        if not found:
            near = [name for name, _ in nearest(wanted, self.naming.names, limit=8)]
            found = dict.fromkeys(self.allergens.get(i) for name in near for i in self.naming.find(name).allergens)
        return tuple(found)[:limit]

    def allergen_page(self, allergen_id: str, language: str = "en") -> AllergenPage:
        """Everything known about one allergen, the words for the patient in that language."""
        index = self.allergens
        return AllergenPage(
            index.get(allergen_id),
            tuple(index.links_by_allergen.get(allergen_id, ())),
            tuple(
                dict.fromkeys(n.text for names in index.test_names.values() for n in names if n.allergen == allergen_id)
            ),
            tuple(
                dict.fromkeys((p.series_name, p.position) for p in index.series_positions if p.allergen == allergen_id)
            ),
            tuple(pair for pair in index.look_alikes if pair.allergen == allergen_id),
            index.patient_text(allergen_id, language),
            index.sources,
        )

    def substance_name(self, substance_id: str) -> str:
        """The display name of a substance."""
        return self.catalogue.get(substance_id).name

    # results

    def read_results(self, path: Path, answers: Answers | None = None) -> ResultsReport:
        """What a patch-test spreadsheet says. Problem if it is no readable table."""
        from .spreadsheets.patch_tests import Answers, read_results

        return read_results(
            path, allergens=self.allergens, naming=self.naming, folder=self.folder, answers=answers or Answers()
        )

    def imported_before(self, sha256: str, file_name: str, kind: str) -> date | None:
        """When this very file was imported before, if it was; from now on it was."""
        seen = self._store.import_seen(sha256)
        self._store.note_import(sha256, file_name, kind)
        return seen

    # patients

    def patients(self) -> tuple[PatientRow, ...]:
        """All patients of the library."""
        return self._store.patients()

    def patient(self, patient_id: int) -> Patient:
        """One patient with all results."""
        return self._store.patient(patient_id)

    def save_patient(self, patient: Patient, patient_id: int | None = None) -> int:
        """Keep a patient (new when no id is given) and answer the id."""
        return self._store.save_patient(patient, patient_id)

    def current_patient_id(self) -> int | None:
        """The patient that was open when the program was last used."""
        kept = self._store.setting(_CURRENT_PATIENT)
        known = {row.id for row in self.patients()}
        return int(kept) if kept and kept.isdigit() and int(kept) in known else None

    def set_current_patient(self, patient_id: int | None) -> None:
        """Remember which patient is open."""
        self._store.set_setting(_CURRENT_PATIENT, None if patient_id is None else str(patient_id))

    def positives(self, patient: Patient) -> tuple[Positive, ...]:
        """What a label is checked for: the positive results, one an allergen with its strongest grade."""
        return positives_of(patient, {i: a.name for i, a in self.allergens.allergens.items()})

    def sample_patient(self) -> Patient:
        """The invented sample patient, read from a results sheet like any other."""
        report = self.read_results(self.folder / "sample" / "results.csv")
        results = report.patients[0].patient.results
        return Patient("Sample Patient", "", results, "2026-03-12")

    def add_sample_patient(self) -> int:
        """Keep the sample patient and the sample products (once) and answer the patient's id."""
        from .spreadsheets.product_list import read_products

        self.import_products(read_products(self.folder / "sample" / "products.csv").products)
        for row in self.patients():
            if row.name == "Sample Patient":
                return row.id
        return self.save_patient(self.sample_patient())

    # products

    def read_products(self, path: Path) -> ProductListReport:
        """What a product list says. Problem if it is no readable table."""
        from .spreadsheets.product_list import read_products

        return read_products(path)

    def import_products(self, products: Sequence[Product]) -> ImportCounts:
        """Keep products; one with the same brand and name gets the new ingredient list."""
        return self._store.import_products(products)

    def products(self) -> tuple[StoredProduct, ...]:
        """All products of the library."""
        return self._store.products()

    def keep_label(self, product: Product, patient_id: int | None, assessment: Assessment) -> int:
        """Keep a checked label as a product of the library."""
        return self._store.keep_label(product, patient_id, assessment.verdict, self.data_version)

    def screen(
        self,
        products: Sequence[Product],
        patient: Patient,
        progress: Callable[[int, int], None] = _untold,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[ScreenedProduct]:
        """Each product with its assessment, in order; ends early when cancelled. May run in a worker."""
        from .library.screening import screen

        return screen(products, lambda text: self.check_for(text, patient), progress, cancelled)

    def export_screening(
        self, screened: Sequence[ScreenedProduct], output: Path | None, said: Sequence[str], *, as_workbook: bool
    ) -> None:
        """Write a screened list as a workbook or as CSV (without a file: to standard output).

        `said`: for whom this was done, in lines that stand above the table with the date and the data version.
        """
        from .paper.screening_rows import screening_rows
        from .spreadsheets.export import write_csv, write_xlsx

        headings, rows = screening_rows(screened)
        title = (f"Screened on {date.today().isoformat()}", f"allergen data {self.data_version}", *said)
        if as_workbook and output is not None:
            write_xlsx(output, headings, rows, title)
        else:
            write_csv(output, headings, rows, title)

    # paper

    def check_report(self, assessment: Assessment, patient: Patient | None, product: Product | None = None) -> str:
        """The HTML of a printed check."""
        from .paper.check_report import check_report

        return check_report(assessment, patient, product, self.allergens, date.today())

    def safe_list(
        self,
        screened: Sequence[ScreenedProduct],
        patient: Patient,
        *,
        with_avoid: bool = True,
        gaps: Sequence[str] = (),
    ) -> str:
        """The HTML of the safe list: products in whose ingredient list none of the patient's allergens was found.

        `gaps`: what in the patient's results was not understood, in sentences.
        """
        from .paper.safe_list import safe_list

        positives, today = self.positives(patient), date.today()
        return safe_list(screened, patient, positives, self.allergens, today, with_avoid=with_avoid, gaps=gaps)


def read_label_text(file: BinaryIO, place: str) -> str:
    """The text of a label that is read from a file or a pipe. Problem if it is too large or no text."""
    content = file.read(_LARGEST_LABEL_FILE + 1)  # never all of it: a device may not end
    if len(content) > _LARGEST_LABEL_FILE:
        raise Problem(
            f"{place} is too large for a label (over {_LARGEST_LABEL_FILE:,} bytes); give one product's text."
        )
    return label_text_of(content, place)


def label_text_of(content: bytes, place: str) -> str:
    """The text of a label file's bytes: UTF-8, UTF-16 with its mark, else cp1252. Problem if it is not text."""
    if not content.strip():
        raise Problem(f"{place} is empty; there is no label to read.")
    if kind := _foreign_kind(content):
        raise Problem(f"{place} is {kind}, not a text; paste the ingredient list as text.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _foreign_kind(content: bytes) -> str:
    for mark, kind in (
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"BM", "a picture (BMP)") if content[6:10] == b"\0\0\0\0" else (b"\0\0\0\0\0", ""),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a workbook or zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
    ):
        if content.startswith(mark):
            return kind
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "a binary file"
    return ""


def _dangerous_pairs(index: AllergenIndex, catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Substance id -> ids that its name must never be repaired into without asking."""
    pairs: dict[str, set[str]] = {}
    for pair in index.look_alikes:
        ours = catalogue.ids_by_key.get(name_key(pair.name), ())
        others = catalogue.ids_by_key.get(name_key(pair.other), ())
        for a in ours:
            for b in others:
                pairs.setdefault(a, set()).add(b)
                pairs.setdefault(b, set()).add(a)
    return {substance: frozenset(others) for substance, others in pairs.items()}
