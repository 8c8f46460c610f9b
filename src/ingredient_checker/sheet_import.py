"""A results sheet on its way into the record: read once, looked at again with every answer, kept as a whole or not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .allergens.naming import Naming
from .patch_test.initials import initials, without_name
from .patch_test.patient import PatchTestResult, Patient, UnreadCell
from .patch_test.reading import ResultStatus
from .problem import Problem
from .spreadsheets.answers import LEAVE, Answers, answers_from_json, answers_json
from .spreadsheets.particulars import iso_day, looks_like_a_name
from .spreadsheets.patch_tests import known_words, results_in
from .spreadsheets.results_report import WHOLE_ROWS, ResultsReport, SheetPatient
from .spreadsheets.sheet import Sheet, file_hash, read_sheets
from .spreadsheets.sheet_words import SheetWords, word_key

if TYPE_CHECKING:
    from .record import Record

KIND = "results"
_MAY_BE_A_RESULT = re.compile(r"\+|posit|allerg|doubt|fraglich|dout|dud|react|reakt|réact", re.IGNORECASE)
"""Of rows that are no result: what has to be looked at again; a greeting has not."""
_FULL_NAMES = "keep full names"
_NOTHING_ASSUMED = ("patient", "article numbers")
"""Questions: whose results they are is said where they are kept, and an article number stays without an allergen."""


@dataclass(frozen=True, slots=True)
class NameInQuestion:
    """A name on the sheet that is no known allergen, or that a person has decided.

    `said`: its result in words; `candidates`: (allergen id, name) of the nearest names; `decided`: what was decided,
    "" if nothing was.
    """

    as_written: str
    cell: str
    said: str
    positive: bool
    candidates: tuple[tuple[str, str], ...]
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """One patient of the sheet as it is to be kept. `at`: which of the report's patients; `patient_id`: to whom the
    results are added as another test, None for a new patient."""

    at: int
    name: str
    number: str
    tested_on: str
    patient_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept: the ids of the patients, and counts over all of them."""

    patient_ids: tuple[int, ...]
    results: int
    positive: int
    to_decide: int
    unmapped: int
    unread: int
    assumed: int = 0

    @property
    def words(self) -> str:
        """ "16 results: 5 positive, 1 of them no known allergen; 2 to decide; 1 cell not understood"."""
        positive = f"{self.positive} positive"
        if self.unmapped:
            positive += f", {self.unmapped} of them no known allergen"
        parts = [positive]
        if self.to_decide:
            parts.append(f"{self.to_decide} to decide")
        if self.unread:
            parts.append(f"{self.unread} not understood, kept with the patient")
        if self.assumed:
            parts.append(f"{self.assumed} assumed, to be confirmed")
        return f"{self.results} results: {'; '.join(parts)}"


class SheetImport:
    """One file. `report` and its preview follow from `answers`; change them through `say`.

    `remembered`: sheets with these headings were read before, and are read so again; `seen`: when this very file was
    imported before.
    """

    def __init__(self, path: Path, naming: Naming, words: SheetWords, record: Record) -> None:
        self.path, self._naming, self._words, self._record = path, naming, words, record
        self.answers = Answers()
        self.remembered = False
        self.seen: date | None = None
        self.sha256 = ""
        self.report: ResultsReport
        self._sheets: Sequence[Sheet] = ()
        self._key = ""

    def read(self) -> None:
        """Read the file, as sheets with these headings were read before. Problem if it cannot be read."""
        self.read_file()
        self.look_up()

    def read_file(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Read the file; nothing of the record is looked at, so that it may be done beside the window. Problem if it
        cannot be read or the reading was cancelled."""
        self._sheets = self._read_sheets("", cancelled)
        self.sha256 = file_hash(self.path)
        self.report = self._looked_at(Answers())
        self._key = hashlib.sha256("\n".join(self.report.headings).encode()).hexdigest() if self.report.headings else ""

    def look_up(self) -> None:
        """Look in the record whether the file was imported before, and how sheets with these headings were read."""
        self.seen = self._record.imported_before(self.sha256)
        kept = self._record.mapping(self._key) if self._key else None
        if kept is not None:
            self._use(kept)

    def _use(self, kept: str) -> None:
        """As before; what no longer fits is asked again."""
        names = tuple(sheet.name for sheet in self._sheets)
        answers = answers_from_json(kept, names, self._allergen_names)
        try:
            report = self._looked_at(answers)
        except Problem:
            return
        if report.patients:
            self.answers, self.report, self.remembered = answers, report, answers != Answers()

    def forget(self) -> None:
        """Read the sheet as if none of its kind had been read before."""
        self._record.keep_mapping(self._key, None)
        self.remembered = False
        self.say(Answers())

    def say(self, answers: Answers) -> None:
        """Look at the sheets again with other answers. Problem, and nothing changed, if they do not fit."""
        if answers.code_page != self.answers.code_page:
            self._sheets = self._read_sheets(answers.code_page or "", lambda: False)
        self.report = self._looked_at(answers)
        self.answers = answers

    def _read_sheets(self, code_page: str, cancelled: Callable[[], bool]) -> Sequence[Sheet]:
        return read_sheets(self.path, known_words(self._naming, self._words), code_page, cancelled)

    def _looked_at(self, answers: Answers) -> ResultsReport:
        name = self.path.name
        return results_in(
            self._sheets, name, naming=self._naming, words=self._words, answers=answers, with_preview=True
        )

    @property
    def _allergen_names(self) -> Mapping[str, str]:
        return self._naming.allergen_names

    # names

    def names_in_question(self) -> tuple[NameInQuestion, ...]:
        """Every name once that is no known allergen or was decided; the positive ones first."""
        found: dict[str, NameInQuestion] = {}
        for read in self.report.patients:
            near = {item.as_written: item.suggestions for item in read.not_understood}
            for result in read.patient.results:
                decided = self.answers.decided(result.as_written)
                bare_position = result.as_written.replace(".", "").isdecimal()  # what asks for the series
                if not decided and (result.allergen or bare_position or result.as_written not in near):
                    continue
                key = word_key(result.as_written)
                one = self._in_question(result, near.get(result.as_written, ()), decided)
                if key not in found or (one.positive and not found[key].positive):
                    found[key] = one
        return tuple(sorted(found.values(), key=lambda name: (bool(name.decided), not name.positive)))

    def _in_question(self, result: PatchTestResult, near: Sequence[str], decided: str) -> NameInQuestion:
        candidates = tuple(
            (allergen, self._naming.name_of(allergen))
            for name in near
            for allergen in self._naming.find(name).allergens[:1]
        )
        said = str(result.grade or result.status)
        positive = result.status is ResultStatus.POSITIVE and not result.allergen
        words = self._meaning(decided) if decided else ""
        return NameInQuestion(result.as_written, result.cell, said, positive, tuple(dict.fromkeys(candidates)), words)

    def _meaning(self, decided: str) -> str:
        if decided == LEAVE:
            return "left as it is"
        return self._allergen_names.get(decided, decided)

    # keeping

    @property
    def keeps_full_names(self) -> bool:
        """Whether patients were last kept with their full names rather than initials."""
        return self._record.store.setting(_FULL_NAMES) == "yes"

    def remember_full_names(self, full: bool) -> None:
        """Keep names so the next time, too."""
        self._record.store.set_setting(_FULL_NAMES, "yes" if full else None)

    def shown_name(self, read: SheetPatient, full: bool) -> str:
        """What a patient of the sheet is called once kept: by initials, or in full."""
        name = read.patient.name
        if not name and not read.patient.number:
            stem = self.path.stem
            name = stem if full or not looks_like_a_name(stem) else initials(stem)
        return name if full else initials(name)

    def keep(self, taken: Sequence[Taken], full: bool) -> Imported:
        """Keep these patients in one step, and the answers for the next sheet with these headings."""
        patients = [(self._kept(one, full), one.patient_id) for one in taken]
        ids = self._record.import_patients(patients, (self.sha256, self._file_name(full), KIND))
        self.remember_full_names(full)
        if self._key:
            self._record.keep_mapping(self._key, answers_json(self.answers, self._allergen_names))
        return replace(self.counts(taken), patient_ids=ids)

    def keep_names(self, decide: Callable[[str, str, str], None]) -> None:
        """Let the names that were decided to be an allergen mean it on every sheet. `decide`: of the workbench, takes
        allergen, name and why."""
        for read in self.report.patients:
            for result in read.patient.results:
                meaning = self.answers.decided(result.as_written)
                if meaning in self._allergen_names and self._naming.on_sheet(result.as_written).allergen != meaning:
                    decide(meaning, result.as_written, "decided when a results sheet was imported")

    def counts(self, taken: Sequence[Taken]) -> Imported:
        """What these patients have, before or after they are kept."""
        new = [self.report.patients[one.at] for one in taken]
        statuses = [result.status for read in new for result in read.patient.results]
        return Imported(
            (),
            len(statuses),
            statuses.count(ResultStatus.POSITIVE),
            statuses.count(ResultStatus.REVIEW) + statuses.count(ResultStatus.UNKNOWN),
            sum(len(read.patient.unmapped_positives) for read in new),
            sum(len(self._unread(read)) for read in new),
            len({asked for read in new for asked in self._assumed(read)}),
        )

    def _file_name(self, full: bool) -> str:
        stem = self.path.stem
        shown = stem if full or not looks_like_a_name(stem) else initials(stem)
        return self._without_names(shown) + self.path.suffix if not full else self.path.name

    def _kept(self, one: Taken, full: bool) -> Patient:
        read = self.report.patients[one.at]
        patient = read.patient if full else self._pseudonymous(read.patient)
        unread = tuple(
            cell
            if full
            else replace(cell, as_written=self._without_names(cell.as_written), cell=self._place(cell.cell))
            for cell in self._unread(read)
        )
        unread = (*self._assumed(read), *unread)
        day = iso_day(one.tested_on)
        if one.patient_id is None:
            return replace(patient, name=one.name, number=one.number, tested_on=day, unread=unread)
        before = self._record.patient(one.patient_id)
        own = day if before.results else ""
        results = tuple(replace(result, tested_on=result.tested_on or own) for result in patient.results)
        year = before.characteristics.birth_year or patient.characteristics.birth_year
        return replace(
            before,
            number=before.number or one.number,
            tested_on=before.tested_on or day,
            characteristics=replace(before.characteristics, birth_year=year),
            results=(*before.results, *results),
            decisions=tuple(dict.fromkeys((*before.decisions, *patient.decisions))),
            unread=tuple(dict.fromkeys((*before.unread, *unread))),
        )

    def _unread(self, read: SheetPatient) -> tuple[UnreadCell, ...]:
        """What was not understood: of this patient, and what the sheet does not say of whom it is."""
        kept = {result.cell for result in read.patient.results}  # an unknown name is kept as a result
        items = (*read.not_understood, *self.report.not_understood)
        return tuple(
            UnreadCell(item.cell, item.as_written, item.why)
            for item in items
            if item.cell not in kept and (item.why not in WHOLE_ROWS or _MAY_BE_A_RESULT.search(item.as_written))
        )

    def _assumed(self, read: SheetPatient) -> tuple[UnreadCell, ...]:
        """What was assumed of this patient because nobody has answered: it never becomes a fact by itself."""
        names = {f"name: {result.as_written}" for result in read.patient.results}
        return tuple(
            UnreadCell("", asked.short, f"assumed: {asked.assumed}")
            for asked in self.report.must_ask
            if asked.about not in _NOTHING_ASSUMED and (not asked.about.startswith("name: ") or asked.about in names)
        )

    def _pseudonymous(self, patient: Patient) -> Patient:
        """Without the name: neither in notes nor as the name of a sheet in the addresses of cells."""
        return replace(
            patient,
            results=tuple(
                replace(
                    result,
                    note=self._without_names(result.note),
                    exposure=self._without_names(result.exposure),
                    cell=self._place(result.cell),
                )
                for result in patient.results
            ),
            decisions=tuple(replace(d, reason=self._without_names(d.reason)) for d in patient.decisions),
        )

    def _place(self, cell: str) -> str:
        sheet, mark, address = cell.rpartition("!")
        if not mark or self._without_names(sheet) == sheet:
            return cell
        number = [s.name for s in self._sheets].index(sheet) + 1 if sheet in [s.name for s in self._sheets] else 1
        return f"Sheet {number}!{address}"

    def _without_names(self, text: str) -> str:
        for read in self.report.patients:
            text = without_name(text, read.patient.name)
        return text
