"""The one wiring place: everything the window and the terminal can do, as short methods over the rooms.

Reading a name does not know the patient, so readings are remembered by the resolver; assessing is set look-up. Rooms
that only some actions need are imported where they are used, so that a check in the terminal starts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .allergens.additions import (
    NO_ADDITIONS,
    Known,
    NewRows,
    TakenOver,
    a_label_name,
    a_relation,
    a_test_name,
    add,
    an_allergen,
    export_additions,
    import_additions,
    read_additions,
    remove,
    set_aside,
)
from .allergens.allergen import (
    ITSELF,
    Allergen,
    AllergenIndex,
    EuAnnex,
    EuFragrance,
    Level,
    Link,
    LookAlike,
    Relation,
    SeriesPosition,
)
from .allergens.load import load_allergens
from .assessment.assess import assess
from .assessment.explain import eu_annex, eu_rule
from .assessment.strictness import Decisions
from .assessment.verdict import Assessment
from .knowledge_files import OURS, data_folder
from .label.label import Section
from .label.parse import parse_label
from .library.product import Product
from .matching.judgements import (
    Decided,
    Decision,
    JudgedNames,
    Judgement,
    as_lines,
    by_spelling,
    can_be_ruled_out,
    from_lines,
    spelling_key,
    substance_called,
)
from .matching.read import NameReader, read_label
from .matching.resolve import Resolver
from .matching.resolved import Candidate, How, ReadLabel, Status
from .patch_test.interpretation import positives_of
from .patch_test.patient import Patient, Positive
from .problem import Problem
from .record import Record
from .substances.catalogue import Catalogue
from .substances.load import SUBSTANCE_FILES, load_substances
from .substances.name_key import name_key

if TYPE_CHECKING:
    from .allergens.naming import FoundAllergen, Naming
    from .library.events import Event
    from .library.names_in_doubt import LabelText, NameInDoubt
    from .library.records import ImportCounts, StoredProduct
    from .library.screening import ScreenedProduct
    from .patch_test.overview import AllergenRow, Overview
    from .patch_test.reading import Grade
    from .sheet_import import SheetImport
    from .spreadsheets.patch_tests import Answers, ResultsReport
    from .spreadsheets.product_list import ProductListReport
    from .spreadsheets.sheet_words import SheetWords

_LARGEST_LABEL_FILE = 1_000_000


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


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row of the clinic's own knowledge in words. `fault`: why it cannot be used, "" when it is; `origin`: "" for a
    file that cannot be read as a whole.
    """

    name: str
    decision: str
    why: str
    place: str
    origin: str
    fault: str


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """A judgement about a spelling, and in words why it decides nothing now ("" while it does)."""

    judgement: Judgement
    idle: str


def _untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""


class Workbench:
    """The program without its doors."""

    def __init__(
        self, folder: Path, catalogue: Catalogue, allergens: AllergenIndex, store_folder: Path | None = None
    ) -> None:
        self.folder = folder
        self.record = Record(store_folder)
        self._shipped = catalogue, allergens
        self._use(catalogue, allergens)
        self.additions = NO_ADDITIONS

    @classmethod
    def open(cls, store_folder: Path | None = None) -> Workbench:
        """Load the shipped knowledge and the clinic's own. The library (in `store_folder`, else the user's own folder)
        is opened when first used.
        """
        folder = data_folder()
        catalogue = load_substances(folder)
        workbench = cls(folder, catalogue, load_allergens(folder, catalogue), store_folder)
        workbench.use_additions()
        return workbench

    def _use(self, catalogue: Catalogue, allergens: AllergenIndex) -> None:
        self.catalogue = catalogue
        self.allergens = allergens
        self.resolver = Resolver(catalogue, _dangerous_pairs(allergens, catalogue))
        self.__dict__.pop("naming", None)
        self._judge_again()

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
        self._judge_again()

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in the library's place; answers where the library as it was now lies."""
        try:
            return self.record.restore(copy)
        finally:
            self._judge_again()

    # labels

    def read_label(self, label_text: str) -> ReadLabel:
        """What stands on a label, without any patient. Problem if the text is over 200,000 characters."""
        return read_label(parse_label(label_text), self.names)

    def check(self, label_text: str, positives: Sequence[Positive], unmapped: Sequence[str] = ()) -> Assessment:
        """A label read and assessed for these positives. `unmapped`: positives that belong to no known allergen."""
        return self._check(label_text, positives, unmapped, Decisions())

    def _check(
        self, label_text: str, positives: Sequence[Positive], unmapped: Sequence[str], decisions: Decisions
    ) -> Assessment:
        read = self.read_label(label_text)
        doubts = (*self.additions.doubts, *self._valid_judgements[1])
        return assess(read, positives, self.allergens, unmapped, doubts, decisions)

    def check_for(self, label_text: str, patient: Patient) -> Assessment:
        """A label read and assessed for a patient, as the clinic has decided for this patient."""
        unmapped = [result.as_written for result in self.understood(patient).unmapped_positives]
        decisions = Decisions.of(patient.decisions, lambda name: substance_called(self.catalogue, name))
        return self._check(label_text, self.positives(patient), unmapped, decisions)

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

    def search_allergens(self, text: str, limit: int | None = None) -> tuple[Allergen, ...]:
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

    # the clinic's own knowledge

    @property
    def additions_folder(self) -> Path:
        """Where the clinic's own knowledge lies, beside its library."""
        return self.record.place / "additions"

    def use_additions(self) -> None:
        """Read the clinic's own knowledge again and use it from now on."""
        if not self.additions_folder.is_dir() and self.additions is NO_ADDITIONS:
            return
        self.additions = read_additions(self.additions_folder, *self._shipped)
        if not self.additions.count:
            self._use(*self._shipped)
            return
        rows, (catalogue, _) = self.additions.rows, self._shipped
        if any(rows.get(file) for file in SUBSTANCE_FILES):
            catalogue = load_substances(self.folder, rows)
        self._use(catalogue, load_allergens(self.folder, catalogue, rows))

    def own_rows(self) -> tuple[OwnRow, ...]:
        """The clinic's own knowledge row by row, the faults first."""
        faults: dict[tuple[str, int], str] = {}
        for fault in self.additions.faults:
            faults.setdefault((fault.file, fault.line), fault.text)
        rows = [
            self._own_row(file, line, cells, faults.pop((file, line), ""))
            for file, line, cells in self.additions.decisions
        ]
        whole = [OwnRow("", "", "", file.removeprefix(OURS), "", text) for (file, _), text in faults.items()]
        return (*whole, *sorted(rows, key=lambda row: not row.fault))

    def _own_row(self, file: str, line: int, cells: Sequence[str], fault: str) -> OwnRow:
        def named(allergen: str) -> str:
            known = self.allergens.allergens.get(allergen)
            return known.name if known else allergen

        place = file.removeprefix(OURS)
        match place:
            case "allergens/label_names.csv":
                name, decision, why = cells[2], f"{cells[1]}, {cells[3]}: {named(cells[0])}", cells[4]
            case "allergens/relations.csv":
                name, decision, why = named(cells[2]), f"{cells[1]}, {cells[3]}: {named(cells[0])}", cells[5]
            case "allergens/test_names.csv":
                name, decision, why = cells[0], f"on result sheets: {named(cells[1])}", cells[5]
            case "allergens/allergens.csv":
                kind = "list" if cells[2] == "list" else "allergen"
                name, decision, why = cells[1], f"{kind} of our own", cells[7]
            case "substances/names.csv":
                name, decision, why = cells[0], f"another name of {cells[1]}", ""
            case _:
                name, decision, why = cells[0], "a name of the vocabulary", ""
        return OwnRow(name, decision, why, f"{place}, row {line}", f"{file}:{line}", fault)

    def allergen_called(self, name: str) -> str:
        """The id of the allergen with exactly this id or name, else ""."""
        return self._known.allergen_called(name)

    def decide_name(
        self, allergen: str, name: str, relation: Relation, level: Level, why: str, *, sure: bool = True
    ) -> None:
        """What a name on labels means for an allergen, decided by the clinic.

        This and the following decisions: Problem, and nothing kept, when one cannot stand.
        """
        self._decide(a_label_name(allergen, name, relation, level, why, self.catalogue, sure=sure))

    def decide_relation(
        self, allergen: str, relation: Relation, of: str, level: Level, why: str, *, sure: bool = True
    ) -> None:
        """What all names of another allergen mean for an allergen."""
        self._decide(a_relation(allergen, relation, of, level, why, sure=sure))

    def decide_test_name(self, allergen: str, name: str, why: str, *, sure: bool = True) -> None:
        """A name under which an allergen stands on the clinic's result sheets."""
        self._decide(a_test_name(allergen, name, why, sure=sure))

    def decide_allergen(self, name: str, kind: str, names: Sequence[str], why: str) -> str:
        """An allergen ("substance") or a "list" of the clinic's own with its names on labels; answers its id."""
        if known := self.allergen_called(name):
            raise Problem(
                f"There is an allergen “{self.allergens.get(known).name}” already; add names or relations to it."
            )
        new = self._known.new_id(name)
        self._decide(an_allergen(name, kind, names, why, self._known, sure=True))
        return new

    def set_aside(self, link: Link, why: str) -> None:
        """A name on labels that the clinic does not want to warn of: it stays as a line of information."""
        self._decide(set_aside(link, self.substance_name(link.substance), why))

    @property
    def _known(self) -> Known:
        return Known(self.catalogue, self.allergens)

    def _decide(self, new: NewRows) -> None:
        add(self.additions_folder, new, *self._shipped)
        self.use_additions()

    def remove_knowledge(self, origin: str) -> None:
        """Take a row of the clinic's own out again."""
        remove(self.additions_folder, origin)
        self.use_additions()

    def export_knowledge(self, target: Path) -> int:
        """Write the clinic's own knowledge to a .zip to be shared; answers the number of rows."""
        return export_additions(self.additions_folder, target)

    def import_knowledge(self, source: Path) -> TakenOver:
        """Take over another clinic's exported knowledge; what was decided here stays."""
        taken = import_additions(self.additions_folder, source, *self._shipped)
        self.use_additions()
        return taken

    # what people have decided about spellings

    @cached_property
    def names(self) -> NameReader:
        """What reads names: the resolver, and above it what people have decided."""
        return JudgedNames(self.resolver, self._decided) if self._decided else self.resolver

    @cached_property
    def _decided(self) -> Mapping[str, Decided]:
        return by_spelling(self._valid_judgements[0], self.catalogue)

    @cached_property
    def _valid_judgements(self) -> tuple[tuple[Judgement, ...], tuple[str, ...]]:
        """Those of the library, if there is one, and in words why they could not be read."""
        from .library.first_look import valid_judgements

        try:
            return valid_judgements(self.record.given_folder, self.record.protection.held_key()), ()
        except Problem as problem:
            return (), (f"What was decided about spellings is not used: {problem}",)

    def _judge_again(self) -> None:
        for remembered in ("names", "_decided", "_valid_judgements"):
            self.__dict__.pop(remembered, None)

    def judge(self, written: str, decision: Decision, substance: str = "", seen_in: str = "", who: str = "") -> int:
        """Decide what a spelling means; answers the judgement's id. Problem if that cannot be decided.

        `substance`: id of what it is the same as or different from; `seen_in`: the label, cut short.
        """
        reading = self.resolver.resolve(written)
        if not spelling_key(written):
            raise Problem(f"“{written}” has no letters to remember it by.")
        if reading.status is Status.IDENTIFIED:
            raise Problem(f"“{written}” is the exact name of {reading.candidates[0].name}: there is nothing to decide.")
        if decision is Decision.DIFFERENT and not can_be_ruled_out(reading, substance):
            name = self.substance_name(substance)
            raise Problem(f"“{written}” names {name} in one of its parts; that cannot be ruled out.")
        name = self.substance_name(substance) if substance else ""
        judgement = Judgement(written, decision, name, who.strip(), "", seen_in, self.data_version)
        (kept,) = self.record.store.judge([judgement])
        self._judge_again()
        return kept

    def take_back_judgement(self, judgement_id: int, *, undo: bool = False) -> None:
        """A judgement no longer holds. `undo`: as if it had never been made; what it overruled holds again."""
        self.record.store.revoke_judgement(judgement_id, reinstate=undo)
        self._judge_again()

    def judgements(self) -> tuple[KeptJudgement, ...]:
        """All judgements, the latest first, revoked ones too."""
        return tuple(KeptJudgement(kept, self._why_idle(kept)) for kept in reversed(self.record.store.judgements()))

    def _why_idle(self, kept: Judgement) -> str:
        if kept.revoked_at:
            return f"taken back on {kept.revoked_at[:10]}"
        if kept.substance and substance_called(self.catalogue, kept.substance) is None:
            return f"{kept.substance} is no longer in the data"
        if self.resolver.resolve(kept.written).status is Status.IDENTIFIED:
            return "not needed any more: the data know this name"
        return ""

    def candidates_for(self, written: str) -> tuple[Candidate, ...]:
        """What a spelling could be: its readings, then the nearest known names; without what was ruled out."""
        decided = self._decided.get(spelling_key(written))
        ruled_out = decided.different if decided else {}
        found: dict[str, Candidate] = {}
        for candidate in (*self.names.resolve(written).candidates, *self.resolver.nearest(written)):
            if candidate.substance not in ruled_out:
                found.setdefault(candidate.substance, candidate)
        return tuple(sorted(found.values(), key=lambda c: c.how is How.WORD))  # a word inside is seldom the whole

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

    def names_in_doubt(
        self,
        labels: Sequence[LabelText],
        progress: Callable[[int, int], None] = _untold,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[NameInDoubt, ...]:
        """What a person should look at on these labels. May run in a worker."""
        from .library.names_in_doubt import names_in_doubt

        return names_in_doubt(labels, self.read_label, self._left_open, progress, cancelled)

    def names_of_label(self, read: ReadLabel, chosen: int = -1) -> tuple[NameInDoubt, ...]:
        """The same for one label, in its order. `chosen`: number of the entry that comes first, if it can be decided,
        even if it was left open before or seems clear.
        """
        from .library.names_in_doubt import is_in_doubt, names_of_label

        entries = [
            entry
            for entry in read.entries
            if is_in_doubt(entry) and spelling_key(entry.entry.written) not in self._left_open
        ]
        if 0 <= chosen < len(read.entries):
            first = read.entries[chosen]
            can_be_decided = self.resolver.resolve(first.entry.written).status is not Status.IDENTIFIED
            if can_be_decided and first.entry.section is not Section.CLAIM:
                entries.insert(0, first)
        return names_of_label(read, entries)

    @property
    def _left_open(self) -> frozenset[str]:
        return frozenset(key for key, decided in self._decided.items() if decided.unsure)

    def export_judgements(self, target: Path) -> int:
        """Write the judgements that hold to a file of JSON lines; answers how many."""
        kept = [judgement for judgement in self.record.store.judgements() if not judgement.revoked_at]
        if not kept:
            raise Problem("Nothing has been decided about spellings yet.")
        try:
            target.write_text(as_lines(kept), "utf-8")
        except OSError as error:
            raise Problem(f"{target} cannot be written: {error.strerror or error}.") from error
        return len(kept)

    def import_judgements(self, source: Path) -> tuple[int, int]:
        """Take over exported judgements; answers how many were new, and how many were left because this clinic has
        decided about the same spelling itself.
        """
        try:
            theirs = from_lines(source.read_text("utf-8-sig"), str(source))
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"{source} cannot be read as exported decisions.") from error
        ours = {judgement.key for judgement in self.record.store.judgements() if not judgement.revoked_at}
        new = [judgement for judgement in theirs if judgement.key not in ours]
        self.record.store.judge(new)
        self._judge_again()
        return len(new), len(theirs) - len(new)

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

        try:
            target.write_text(patient_text(patient), "utf-8")
        except OSError as error:
            raise Problem(f"{target} cannot be written: {error.strerror or error}.") from error

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
