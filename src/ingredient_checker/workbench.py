"""The one wiring place: everything the window and the terminal can do, as short methods over the rooms.

Reading a name does not know the patient, so readings are remembered by the resolver; assessing is set look-up. Rooms
that only some actions need are imported where they are used, so that a check in the terminal starts at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .allergens.allergen import (
    ITSELF,
    Allergen,
    AllergenIndex,
    EuAnnex,
    EuFragrance,
    Link,
    LookAlike,
    SeriesPosition,
)
from .allergens.load import load_allergens
from .assessment.assess import assess
from .assessment.explain import eu_annex, eu_rule
from .assessment.strictness import Decisions
from .assessment.verdict import Assessment
from .knowledge_files import data_folder
from .label.label_file import open_label
from .label.parse import parse_label
from .library.product import Product
from .matching.judgements import (
    substance_called,
)
from .matching.read import read_label
from .matching.resolve import Resolver
from .matching.resolved import Candidate, How, ReadLabel
from .own_knowledge import OwnKnowledge
from .patch_test.interpretation import positives_of
from .patch_test.patient import Patient, Positive
from .problem import Problem
from .record import Record
from .spellings import Spellings
from .substances.catalogue import Catalogue
from .substances.load import load_substances
from .substances.name_key import name_key
from .whole_file import write_whole

if TYPE_CHECKING:
    from .allergens.naming import FoundAllergen, Naming
    from .library.events import Event
    from .library.records import ImportCounts, StoredProduct
    from .library.screening import ScreenedProduct
    from .patch_test.overview import AllergenRow, Overview
    from .patch_test.reading import Grade
    from .sheet_import import SheetImport
    from .spreadsheets.patch_tests import Answers, ResultsReport
    from .spreadsheets.product_list import ProductListReport
    from .spreadsheets.sheet_words import SheetWords


@dataclass(frozen=True, slots=True)
class AllergenPage:
    """Everything known about an allergen. `series`: its places in patch-test series; `lists`: names of the whole lists
    that hold it; `texts`: patient texts by field.
    """

    allergen: Allergen
    links: tuple[Link, ...]
    test_names: tuple[str, ...]
    series: tuple[SeriesPosition, ...]
    lists: tuple[str, ...]
    eu_fragrance: tuple[EuFragrance, ...]
    eu_annexes: tuple[EuAnnex, ...]
    look_alikes: tuple[LookAlike, ...]
    texts: Mapping[str, str]
    sources: Mapping[str, str]

    @property
    def cited(self) -> tuple[str, ...]:
        """The codes of the sources that stand behind this page, each once."""
        stated: tuple[Allergen | Link | SeriesPosition | LookAlike | EuFragrance | EuAnnex, ...]
        stated = (self.allergen, *self.links, *self.series, *self.eu_fragrance, *self.eu_annexes, *self.look_alikes)
        preparations = (place.preparation_source for place in self.series)
        cited = (*(row.source for row in stated), *preparations, self.texts.get("source", ""))
        return tuple(dict.fromkeys(code for codes in cited for code in codes.split()))

    @property
    def eu_rules(self) -> tuple[str, ...]:
        """What EU law says of it, one sentence for each label name or entry."""
        entries: dict[tuple[str, str, str], list[EuAnnex]] = {}
        for said in self.eu_annexes:
            entries.setdefault((said.annex, said.entry, said.note), []).append(said)
        return tuple(dict.fromkeys((*map(eu_rule, self.eu_fragrance), *map(eu_annex, entries.values()))))

    @property
    def doubts(self) -> Mapping[str, tuple[Link, ...]]:
        """What is doubted -> the links that no public source was found for."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            if not link.verified and link.note:
                found.setdefault(link.note, []).append(link)
        return {note: tuple(links) for note, links in found.items()}


def _untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""


class Workbench:
    """The program without its doors."""

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        allergens: AllergenIndex,
        store_folder: Path | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        """`folder`: of the shipped knowledge; `resolver`: one for this knowledge that has read names already."""
        self.folder = folder
        self.record = Record(store_folder)
        self._use(catalogue, allergens, resolver)
        self.own = OwnKnowledge(folder, self.record.place / "additions", (catalogue, allergens), self._use)

    @classmethod
    def open(cls, store_folder: Path | None = None) -> Workbench:
        """Load the shipped knowledge and the clinic's own. The library (in `store_folder`, else the user's own folder)
        is opened when first used.
        """
        folder = data_folder()
        catalogue = load_substances(folder)
        workbench = cls(folder, catalogue, load_allergens(folder, catalogue), store_folder)
        workbench.own.use()
        return workbench

    def _use(self, catalogue: Catalogue, allergens: AllergenIndex, resolver: Resolver | None = None) -> None:
        self.catalogue = catalogue
        self.allergens = allergens
        self.resolver = resolver or Resolver(catalogue, _dangerous_pairs(allergens, catalogue))
        self.spellings = Spellings(self.record, catalogue, self.resolver, allergens.version, self.read_label)
        self.__dict__.pop("naming", None)

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
        self.record.close()
        self.spellings.forget()

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in the library's place; answers where the library as it was now lies, if there was one."""
        try:
            return self.record.restore(copy)
        finally:
            self.spellings.forget()

    # labels

    def read_label(self, label_text: str) -> ReadLabel:
        """What stands on a label, without any patient. Problem if the text is over 200,000 characters."""
        return read_label(parse_label(label_text), self.spellings.reader)

    def check(self, label_text: str, positives: Sequence[Positive], unmapped: Sequence[str] = ()) -> Assessment:
        """A label read and assessed for these positives. `unmapped`: positives that belong to no known allergen."""
        return self._check(label_text, positives, unmapped, Decisions())

    def _check(
        self, label_text: str, positives: Sequence[Positive], unmapped: Sequence[str], decisions: Decisions
    ) -> Assessment:
        read = self.read_label(label_text)
        doubts = (*self.own.additions.doubts, *self.spellings.doubts)
        return assess(read, positives, self.allergens, unmapped, doubts, decisions)

    def check_for(self, label_text: str, patient: Patient) -> Assessment:
        """A label read and assessed for a patient, as the clinic has decided for this patient."""
        unmapped = [result.as_written for result in self.understood(patient).unmapped_positives]
        decisions = Decisions.of(patient.decisions, lambda name: substance_called(self.catalogue, name))
        return self._check(label_text, self.positives(patient), unmapped, decisions)

    def open_label(self, path: Path) -> str:
        """The text of a label file. Problem in words if it is missing, empty, a picture or too large."""
        return open_label(path)

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

    def search_allergens(self, text: str, limit: int | None = None, *, near: bool = True) -> tuple[Allergen, ...]:
        """Allergens by name, label name or CAS number, best first; all in order of name when the text is empty.

        `near`: when there is none, those of a similar spelling.
        """
        from .matching.spelling import nearest

        everything = sorted(self.allergens.allergens.values(), key=lambda a: a.name.casefold())
        wanted = text.strip()
        if not wanted:
            return tuple(everything[:limit])
        everything.sort(key=lambda a: -len(a.series))  # what is tested everywhere is meant more often
        key, pieces = name_key(wanted), wanted.casefold().split()
        exact = [self.allergens.get(i) for i in self.naming.find(wanted).allergens]
        begins = [a for a in everything if key and name_key(a.name).startswith(key)]
        within = [a for a in everything if key and (key in name_key(a.name) or wanted in a.cas)]
        words = [a for a in everything if len(pieces) > 1 and _begin_words(pieces, a.name)]
        linked = [
            self.allergens.get(link.allergen)
            for substance in self.catalogue.named(wanted)
            for link in self.allergens.links_by_substance.get(substance.id, ())
        ]
        found = dict.fromkeys([*exact, *begins, *words, *within, *linked])
        if not found and near:
            names = [name for name, _ in nearest(wanted, self.naming.names, limit=8)]
            found = dict.fromkeys(self.allergens.get(i) for name in names for i in self.naming.find(name).allergens)
        return tuple(found)[:limit]

    def allergen_page(self, allergen_id: str, language: str = "en") -> AllergenPage:
        """Everything known about one allergen, the words for the patient in that language."""
        index = self.allergens
        return AllergenPage(
            index.get(allergen_id),
            self._links(allergen_id),
            tuple(
                dict.fromkeys(n.text for names in index.test_names.values() for n in names if n.allergen == allergen_id)
            ),
            tuple(dict.fromkeys(p for p in index.series_positions if p.allergen == allergen_id)),
            tuple(a.name for a in self.lists() if any(link.via == allergen_id for link in self._links(a.id))),
            tuple(index.eu_fragrance.get(allergen_id, ())),
            tuple(
                said
                for link in self._links(allergen_id)
                if link.relation in ITSELF
                for said in index.eu_annexes.get(link.substance, ())
            ),
            tuple(pair for pair in index.look_alikes if pair.allergen == allergen_id),
            index.patient_text(allergen_id, language),
            index.sources,
        )

    def lists(self) -> tuple[Allergen, ...]:
        """The whole lists that a patient can be told to avoid, the clinic's own too, in order of name."""
        lists = (allergen for allergen in self.allergens.allergens.values() if allergen.is_list)
        return tuple(sorted(lists, key=lambda known: known.name.casefold()))

    def _links(self, allergen_id: str) -> tuple[Link, ...]:
        return tuple(self.allergens.links_by_allergen.get(allergen_id, ()))

    def substance_name(self, substance_id: str) -> str:
        """The display name of a substance."""
        return self.catalogue.get(substance_id).name

    def search_substances(self, text: str, limit: int = 60) -> tuple[Candidate, ...]:
        """The vocabulary by any name that is, begins with or holds the text; else the nearest names."""
        key = name_key(text)
        if len(key) < 2:
            return ()
        ranked = sorted(
            (known != key, not known.startswith(key), len(known), known)
            for known in self.catalogue.ids_by_key
            if key in known
        )
        found: dict[str, Candidate] = {}
        for *_, known in ranked[: 4 * limit]:
            for substance in self.catalogue.ids_by_key[known]:
                found.setdefault(substance, self._found_by(key, known, substance))
        return tuple(found.values())[:limit] or self.resolver.nearest(text)

    def _found_by(self, key: str, known: str, substance: str) -> Candidate:
        """A search result: by which other name it was found, and its CAS number."""
        meant = self.catalogue.get(substance)
        other = "" if key in name_key(meant.name) else f"known as “{self._name_with_key(substance, known)}”"
        number = f"CAS {meant.cas[0]}" if meant.cas else ""
        return Candidate(substance, meant.name, How.NAME, " · ".join(part for part in (other, number) if part))

    def _name_with_key(self, substance: str, key: str) -> str:
        names = self.catalogue.names.get(substance, ())
        return next((name.text for name in names if name_key(name.text) == key), key)

    # results

    def read_results(self, path: Path, answers: Answers | None = None) -> ResultsReport:
        """What a patch-test spreadsheet says. Problem if it is no readable table."""
        from .spreadsheets.patch_tests import Answers, read_results

        return read_results(
            path, allergens=self.allergens, naming=self.naming, folder=self.folder, answers=answers or Answers()
        )

    def open_sheet(self, path: Path) -> SheetImport:
        """A patch-test spreadsheet on its way into the record; nothing is read or kept yet."""
        from .sheet_import import SheetImport

        return SheetImport(path, self.naming, self._sheet_words, self.record)

    def series(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every patch-test series, in the order of the data."""
        return tuple(dict.fromkeys((p.series, p.series_name) for p in self.allergens.series_positions))

    def series_positions(self, code: str) -> tuple[SeriesPosition, ...]:
        """The tests of a series in its order."""
        return tuple(p for p in self.allergens.series_positions if p.series == code)

    def reading(self, typed: str) -> Grade | None:
        """What a typed reading says ("+", "++", "?+", "IR", "neg"); None when it is no reading."""
        said = self._sheet_words.reading(typed)
        return said.grade if said else None

    @cached_property
    def _sheet_words(self) -> SheetWords:
        from .spreadsheets.sheet_words import load_sheet_words

        return load_sheet_words(self.folder)

    # patients

    def export_patient(self, patient: Patient, target: Path) -> None:
        """Write one patient as .json (to be taken over elsewhere, as it is) or as .xlsx (a results sheet)."""
        if target.suffix.lower() == ".xlsx":
            from .spreadsheets.export import write_xlsx
            from .spreadsheets.patient_sheet import patient_sheet

            headings, rows = patient_sheet(patient, {i: a.name for i, a in self.allergens.allergens.items()})
            write_xlsx(target, headings, rows)
            return
        from .library.patient_file import patient_text

        write_whole(target, patient_text(patient).encode())

    def positives(self, patient: Patient) -> tuple[Positive, ...]:
        """What a label is checked for: the positive results, one an allergen with its strongest grade."""
        return positives_of(self.understood(patient), {i: a.name for i, a in self.allergens.allergens.items()})

    def understood(self, patient: Patient) -> Patient:
        """The patient as the knowledge is now: where an allergen was taken out of it, the result has none."""
        known = self.allergens.allergens
        results = tuple(r if r.allergen in known else replace(r, allergen="") for r in patient.results)
        return replace(patient, results=results)

    def sample_patient(self) -> Patient:
        """The invented sample patient, read from a results sheet like any other."""
        report = self.read_results(self.folder / "sample" / "results.csv")
        results = report.patients[0].patient.results
        return Patient("Sample Patient", "", results, "2026-03-12")

    def add_sample_patient(self) -> int:
        """Keep the sample patient and the sample products (once) and answer the patient's id."""
        from .spreadsheets.product_list import read_products

        self.import_products(read_products(self.folder / "sample" / "products.csv").products)
        for row in self.record.patients():
            if row.name == "Sample Patient":
                return row.id
        return self.record.save_patient(self.sample_patient(), what="Add the sample patient")

    # products

    def read_products(self, path: Path) -> ProductListReport:
        """What a product list says. Problem if it is no readable table."""
        from .spreadsheets.product_list import read_products

        return read_products(path)

    def import_products(self, products: Sequence[Product]) -> ImportCounts:
        """Keep products; one with the same brand and name gets the new ingredient list."""
        return self.record.store.import_products(products)

    def products(self) -> tuple[StoredProduct, ...]:
        """All products of the library."""
        return self.record.store.products()

    def keep_label(self, product: Product, patient_id: int | None, assessment: Assessment) -> int:
        """Keep a checked label as a product of the library."""
        return self.record.store.keep_label(product, patient_id, assessment.verdict, self.data_version)

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

    def results_report(self, patient: Patient) -> str:
        """The HTML of a patient's patch test."""
        from .paper.results_report import results_report

        return results_report(self.understood(patient), self.allergens, date.today())

    def recovery_key_page(self, recovery_key: str) -> str:
        """The HTML of the paper that holds a recovery key."""
        from .paper.recovery_key import recovery_key_page

        return recovery_key_page(recovery_key, str(self.record.place), date.today(), self.data_version)

    def rates_chart(self, rows: Sequence[AllergenRow], *, dark: bool, width: int = 960, fine: int = 1) -> str:
        """The SVG of rates of positives. `fine`: dots an own one, for a picture made of dots."""
        from .paper.rates_chart import IN_THE_DARK, ON_PAPER, rates_chart

        names = {i: a.name for i, a in self.allergens.allergens.items()}
        return rates_chart(rows, names, IN_THE_DARK if dark else ON_PAPER, width=width, fine=fine)

    def overview_paper(self, overview: Overview, tests: str) -> str:
        """The HTML of an overview. `tests`: which allergens are counted, in words."""
        from .paper.overview import overview_paper

        names = {i: a.name for i, a in self.allergens.allergens.items()}
        return overview_paper(overview, names, tests, date.today(), self.data_version)

    def export_overview(self, overview: Overview, tests: str, target: Path | None) -> None:
        """Write an overview as a table: .xlsx, else CSV (without a file: to standard output)."""
        from .paper.overview import overview_lines, overview_table
        from .spreadsheets.export import write_csv, write_xlsx

        headings, rows = overview_table(overview, {i: a.name for i, a in self.allergens.allergens.items()})
        title = (*overview_lines(overview, tests), f"{date.today().isoformat()}, allergen data {self.data_version}")
        if target is not None and target.suffix.lower() == ".xlsx":
            write_xlsx(target, headings, rows, title)
        else:
            write_csv(target, headings, rows, title)

    def export_events(self, events: Sequence[Event], target: Path) -> None:
        """Write who did what as CSV, with times in UTC."""
        from .spreadsheets.export import write_csv

        headings = ("Entry", "Time (UTC)", "Who", "What", "Patient", "More")
        rows = [(e.id, e.happened_at, e.who, e.action, e.patient_id, e.detail) for e in events]
        write_csv(target, headings, rows)

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
        left_open = (*gaps, *(cell.words for cell in patient.unread))
        return safe_list(screened, patient, positives, self.allergens, today, with_avoid=with_avoid, gaps=left_open)


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


def _begin_words(pieces: Sequence[str], name: str) -> bool:
    """Whether words of a name begin with these pieces, in their order: "benz alc" is benzyl alcohol."""
    words = iter(re.findall(r"\w+", name.casefold()))
    return all(any(word.startswith(piece) for word in words) for piece in pieces)
