"""A patch-test results sheet of whatever kind -> patients with their results, and everything that is doubtful.

Rules from the clinic's side: patients are never merged; what is not understood is listed with its cell and never
dropped; "not tested", "not read", "negative" and "doubtful" are four different things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..allergens.allergen import AllergenIndex
from ..allergens.naming import FoundAllergen, How, Naming
from ..matching.spelling import nearest
from ..patch_test.patient import NOTHING_SAID, PatchTestResult, Patient
from ..patch_test.reading import Grade
from ..problem import Problem
from .answers import CONTROL, IGNORE, LEAVE, OWN_PRODUCT
from .blocks import Block, layout_of
from .columns import Confidence, Row
from .delimited import words_of
from .doubts import Doubts, Person
from .entries import Entry, WrittenReading, entries_of
from .entry_results import ResultMaker, Told, changed_by_the_program
from .free_text import Statement, speaks_of_others, statements
from .marks import Seen, preview_of
from .particulars import Particulars, looks_like_a_name, names_a_patient, particulars_of, year_in
from .preview import SheetPreview
from .results_report import (
    WHOLE_ROWS,
    Answers,
    MustAsk,
    NotUnderstood,
    ResultsReport,
    SheetPatient,
    people_in_words,
    results_json,
)
from .sheet import Cell, CellKind, Sheet, file_hash, read_sheets
from .sheet_words import SheetWords, load_sheet_words, word_key
from .ticks import with_ticks_read

__all__ = [
    "Answers",
    "MustAsk",
    "NotUnderstood",
    "ResultsReport",
    "SheetPatient",
    "known_words",
    "read_results",
    "results_in",
    "results_json",
]

_NOBODY: Person = ("", "")
_NO_CELL = Cell("", "")
_USUAL_DAYS = {
    1: ((2,), (3,), (4,), (7,)),
    2: ((2, 4), (2, 3), (2, 7), (3, 7), (4, 7)),
    3: ((2, 4, 7), (2, 3, 7), (2, 3, 4), (2, 4, 10)),
    4: ((2, 3, 4, 7), (1, 2, 3, 7)),
}
_LONGEST_PRODUCT = 6
"""Words of an own product ("Patient's shampoo 1% aq"); a sentence has more."""
_ON_A_PANEL = 12
_ON_PANEL = re.compile(r"([1-3])[.\-/]0?(\d{1,2})")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•*])\s+(?=\D)")
_LEGEND = re.compile(r"^(\S{1,4})\s*[=:–-]?\s+(\S.{2,40})$")
_NEAR_THE_TOP = 15
_LONGEST_MOOD = 3
"""Words of a line like "Positive reactions:", which says something of the lines below it."""


def read_results(
    path: Path,
    *,
    allergens: AllergenIndex,
    answers: Answers | None = None,
    naming: Naming | None = None,
    folder: Path | None = None,
) -> ResultsReport:
    """Read a results sheet. Problem when the file is no table, holds no result, or an answer does not fit it.

    `folder`: the data folder (the shipped one by default), whose words of result sheets are used. One patient chosen
    in `answers` leaves the others out of the report.
    """
    naming = naming or Naming(allergens)
    words = load_sheet_words(folder)
    answers = answers or Answers()
    sheets = read_sheets(path, known_words(naming, words), answers.code_page or "")
    report = results_in(sheets, path.name, naming=naming, words=words, answers=answers)
    return replace(report, sha256=file_hash(path))


def known_words(naming: Naming, words: SheetWords) -> frozenset[str]:
    """The words by which the code page of a text file is recognised."""
    return words_of((*naming.names, *words.headings))


def results_in(
    sheets: Sequence[Sheet],
    file: str,
    *,
    naming: Naming,
    words: SheetWords,
    answers: Answers,
    with_preview: bool = False,
) -> ResultsReport:
    """The results in sheets that were read already. With a preview, a file without any result is answered, too."""
    reader = _Reader(file, naming, words, answers)
    chosen = [sheet for sheet in sheets if answers.sheets is None or sheet.name in answers.sheets]
    for sheet in chosen:
        reader.read(sheet)
    report = reader.report(may_be_empty=with_preview)
    return replace(report, preview=reader.preview(sheets)) if with_preview else report


def _lists_again(entries: Sequence[Entry]) -> bool:
    """Whether most of what a table lists is listed more than once: it may hold several patients."""
    times = Counter((entry.as_written, entry.preparation, entry.applied, entry.section) for entry in entries)
    return len(entries) > 3 and sum(n for n in times.values() if n > 1) * 2 > len(entries)


def _counted_on(panel: str, position: str) -> str:
    """The position in the whole series of one on a panel of twelve: "2.13", "13" and "1" on panel 2 are all 13."""
    match = _ON_PANEL.fullmatch(position)
    if match:
        panel, position = match[1], match[2]
    which = re.search(r"\d", panel)
    if which is None or not position.isdecimal() or int(position) > _ON_A_PANEL:
        return position
    return str((int(which[0]) - 1) * _ON_A_PANEL + int(position))


def _in_words(scheme: Mapping[str, Grade]) -> str:
    """ "0 -, 1 ?+, 2 +"."""
    return ", ".join(f"{value} {grade}" for value, grade in scheme.items())


class _Reader:
    """Collects the entries of a file, then makes results of them: some questions need the whole file."""

    def __init__(self, file: str, naming: Naming, words: SheetWords, answers: Answers) -> None:
        self._file, self._naming, self._words, self._answers = file, naming, words, answers
        self._scheme = words.scheme_called(answers.scale) if answers.scale else ""
        self._told: list[Told] = []
        self._doubts = Doubts()
        self._tested_on: dict[Person, str] = {}
        self._born: dict[Person, int] = {}
        self._notes: list[str] = []
        self._loose: list[Sequence[Row]] = []
        self._current = _NOBODY
        self._first_sheet = ""
        self._sheets: list[Sheet] = []
        self._blocks: list[Block] = []
        self._guessed_name = ""
        self._people: dict[str, str] = {}
        self._sentences: list[list[str]] = []
        wanted = (answers.series or "").casefold()
        self._series = next((code for code in naming.series if code.casefold() == wanted), "")
        if wanted not in ("", "none") and not self._series:
            known = ", ".join(f"{code} ({name})" for code, name in naming.series.items())
            raise Problem(f'There is no series called "{answers.series}"; choose one of: {known}.')

    # tables

    def read(self, sheet: Sheet) -> None:
        """Take up the tables of a sheet."""
        self._sheets.append(sheet)
        self._notes.extend(f"{sheet.name}: {note}" for note in sheet.notes)
        if sheet.hidden:
            self._notes.append(f"{sheet.name}: a hidden sheet, read too")
        sheet = with_ticks_read(sheet, self._words)
        layout = layout_of(sheet, self._words, self._is_allergen, self._answers)
        if layout.loose:
            self._loose.append(layout.loose)
        for at, block in enumerate(layout.blocks):
            self._read_block(block, sheet, first_of_sheet=at == 0)

    def _is_allergen(self, text: str) -> bool:
        if self._answers.decided(text):
            return True
        found = self._naming.on_sheet(text)
        return bool(found.allergens) or found.how in (How.ARTICLE, How.NO_DATA)

    def _read_block(self, block: Block, sheet: Sheet, first_of_sheet: bool) -> None:
        said = self._without_false_names(particulars_of(block.about, self._words))
        applied = said.tested_on or self._tested_on.get(self._current, "")
        made = entries_of(block, self._words, self._answers.days or (), applied)
        self._blocks.append(block)
        patients_in_table = any(entry.patient or entry.number for entry in made.entries)
        if not patients_in_table:
            self._current = self._patient_of(block, said, sheet, first_of_sheet, made.entries)
        self._first_sheet = self._first_sheet or sheet.name
        if said.tested_on:
            self._tested_on.setdefault(self._current, said.tested_on)
        if said.born:
            self._born.setdefault(self._current, said.born)
        if made.days_guessed:
            usual = _USUAL_DAYS.get(made.days_guessed, ())
            self._doubts.ask(
                "reading days",
                "On which days were the columns read?",
                "in order: day 2, day 4, day 7",
                [(", ".join(map(str, days)), " ".join(f"D{day}" for day in days)) for days in usual],
            )
        people = [c for c in block.columns if c.patient and c.sure is not Confidence.SAID]
        if people and not self._answers.columns and not any(c.day for c in block.columns):
            self._doubts.ask(
                "columns",
                "Are the columns patients or reading days?",
                "each column is a patient of its own",
                (("patients", "patients"), ("days", "reading days")),
            )
        series = self._series_of(said, sheet, made.entries)
        if not patients_in_table and self._answers.tables is None and _lists_again(made.entries):
            self._doubts.ask(
                "patients",
                "The same allergens are listed again in one table without a patient's name: whose are they?",
                "one patient's; say which column tells the patients apart if there are several",
                (("one", "one patient, tested again"),),
            )
        for entry in made.entries:
            if not patients_in_table:
                entry.patient, entry.number = self._current
            if entry.applied:
                self._tested_on[entry.person] = min(self._tested_on.get(entry.person, entry.applied), entry.applied)
            self._tell(entry, series)
        for item in made.not_understood:
            self._doubts.list(made.entries[-1].person if made.entries else self._current, item)

    def _without_false_names(self, said: Particulars) -> Particulars:
        """Allergens in a title ("Carba Mix") are written like names of persons."""
        if said.guessed and self._is_allergen(said.name):
            return replace(said, name="", guessed=False)
        return said

    def _patient_of(
        self, block: Block, said: Particulars, sheet: Sheet, first_of_sheet: bool, entries: Sequence[Entry]
    ) -> Person:
        """Whose table it is: as named above it, else as before on this sheet, else told apart by the sheet."""
        if said.name or said.number:
            return self._patient_named(said)
        if first_of_sheet and looks_like_a_name(sheet.name) and not self._is_allergen(sheet.name):
            return self._guessed(sheet.name, f'Is "{sheet.name}", the name of a sheet, the patient?')
        if not self._told or self._answers.tables == "one" or not self._repeats(entries):
            return self._current
        if self._current == _NOBODY and first_of_sheet:
            self._rename(_NOBODY, (self._first_sheet, ""))
        name = sheet.name if first_of_sheet else f"{sheet.name}, table from {block.rows[0][0].address}"
        if self._answers.tables is None:
            self._doubts.ask(
                "patients",
                "The same allergens are listed again without a patient's name: whose are they?",
                "each table is a patient of its own, called by its sheet here",
                (("each", "each table is a patient of its own"), ("one", "one patient, tested again")),
            )
        return name, ""

    def _patient_named(self, said: Particulars) -> Person:
        if not said.guessed:
            return said.name, said.number
        name, _ = self._guessed(said.name, f'Is "{said.name}" ({said.place}) the patient?')
        return name, said.number

    def _guessed(self, name: str, question: str) -> Person:
        """A name that may be the patient's: taken, and asked, until a person has said something about it."""
        if self._answers.named == "no":
            return _NOBODY
        self._guessed_name = name
        if self._answers.named is None and word_key(self._answers.patient or "") != word_key(name):
            self._doubts.ask("patient", question, f"yes: {name}", (("yes", f"yes, {name}"), ("no", "no")))
        return name, ""

    def _repeats(self, entries: Sequence[Entry]) -> bool:
        """Whether most of these were tested in the current patient already."""
        names = {word_key(entry.as_written) for entry in entries}
        known = {word_key(told.entry.as_written) for told in self._told if told.entry.person == self._current}
        return len(names & known) >= 3 and len(names & known) * 2 > len(names)

    def _rename(self, old: Person, new: Person) -> None:
        for told in self._told:
            if told.entry.person == old:
                told.entry.patient, told.entry.number = new
        self._doubts.rename(old, new)
        if old in self._tested_on:
            self._tested_on[new] = self._tested_on.pop(old)
        if old in self._born:
            self._born[new] = self._born.pop(old)

    def _series_of(self, said: Particulars, sheet: Sheet, entries: Sequence[Entry]) -> str:
        """The series by which bare positions are read, "" when none is named; always to be confirmed, because the same
        position is another allergen in another version."""
        bare = [e for e in entries if e.position.text and not (e.name.text or e.article.text)]
        if not bare:
            return ""
        if self._series or self._answers.series:
            return self._series
        sections = " ".join({e.section for e in bare})
        called = self._naming.series_called(f"{said.series_text} {sections} {sheet.name} {self._file}")
        on_panels = any(e.panel for e in bare) or any(code.startswith("TT") for code in called)
        positions = [_counted_on(e.panel, e.position.text) if on_panels else e.position.text for e in bare]
        highest = max((int(position) for position in positions if position.isdecimal()), default=0)
        candidates = [code for code in called if self._naming.series_size(code) >= highest]
        if not candidates and highest <= 36 and on_panels:
            candidates = [code for code in ("TT36",) if code in self._naming.series]
        self._ask_series(candidates[0] if candidates else "")
        return candidates[0] if candidates else ""

    def _ask_series(self, code: str) -> None:
        names = self._naming.series
        which = "The sheet gives positions only: which series is it, and which version of it?"
        if code.startswith("TT"):
            which = "The sheet gives positions only: is it the 36- or the 24-allergen version of the test?"
        others = ", ".join(f"{other} ({name})" for other, name in names.items() if other != code)
        assumed = f"{code} ({names[code]})" if code else "none: these rows have no allergen yet"
        first = [(code, f"{names[code]} ({code})")] if code else []
        rest = [(other, f"{name} ({other})") for other, name in names.items() if other != code]
        none = [("none", "another one: leave the positions open")]
        self._doubts.ask("series", f"{which} Known: {others}.", assumed, (*first, *rest, *none))

    def _tell(self, entry: Entry, series: str) -> None:
        """Find what an entry is about, and keep it."""
        if entry.name.kind in (CellKind.DATE, CellKind.ERROR):
            self._doubts.not_understood(entry, entry.name, changed_by_the_program(entry.name))
        found = self._found(entry, series)
        own_readings = bool(entry.readings or entry.final.text)
        if entry.name.text and (found.how is How.NOTHING or not own_readings):
            said, _ = statements(entry.name.text, self._words, self._is_named)
            known = [statement for statement in said if statement.understood]
            if (known and found.how is How.NOTHING) or any(statement.readings for statement in known):
                self._tell_statements(said, entry, loose=not own_readings)
                return
            if not said and not entry.readable:  # "no positive reactions"
                self._doubts.not_understood(entry, entry.name, WHOLE_ROWS[1])
                return
        if found.how is How.NOTHING and entry.name.text and entry.readable and not own_readings:
            suggestions = self._naming.suggestions(entry.name.text, nearest)
            self._doubts.not_understood(entry, entry.name, "no allergen of this name, and no reading", suggestions)
            return
        self._told.append(Told(entry, found, self._names(found)))

    def _is_named(self, text: str) -> bool:
        """Whether a piece of a sentence names one thing that is tested."""
        if self._answers.decided(text):
            return True
        found = self._naming.on_sheet(text)
        if found.how is How.OWN_PRODUCT:
            return len(text.split()) <= _LONGEST_PRODUCT
        return (bool(found.allergen) and not (found.ask and found.how is How.PARTS)) or found.how is How.NO_DATA

    def _found(self, entry: Entry, series: str) -> FoundAllergen:
        if decided := self._answers.decided(entry.as_written):
            return self._as_decided(decided)
        if entry.name.text:
            found = self._naming.on_sheet(entry.name.text)
            if entry.section and self._naming.on_sheet(entry.section).how is How.OWN_PRODUCT:
                return replace(found, allergens=(), how=How.OWN_PRODUCT)
            return found
        if entry.article.text:
            found = self._naming.on_sheet(entry.article.text)
            if found.suggestion and self._answers.articles == "as-suggested":
                return replace(found, allergens=(found.suggestion,), suggestion="", ask=False)
            return found
        written = entry.position.text
        counted = _counted_on(entry.panel, written) if series.startswith("TT") else written
        position = self._naming.position(series, counted) if series else None
        if position is None:
            return FoundAllergen((), How.NOTHING)
        entry.series = series
        if not position.allergen:
            return FoundAllergen((), How.CONTROL, note=position.as_printed)
        note = f"{position.as_printed}: position {position.position} of {series}"
        return FoundAllergen((position.allergen,), How.ARTICLE, note=note)

    def _as_decided(self, meaning: str) -> FoundAllergen:
        """What a person decided a name to be. Problem when it is no allergen any more."""
        if meaning in (OWN_PRODUCT, CONTROL):
            return FoundAllergen((), How.OWN_PRODUCT if meaning == OWN_PRODUCT else How.CONTROL)
        if meaning == LEAVE:
            return FoundAllergen((), How.NOTHING)
        ids = tuple(self._naming.find(part).allergen for part in meaning.split("+"))
        if not all(ids):
            raise Problem(f'"{meaning}" is no known allergen; give its id or one of its names.')
        return FoundAllergen(ids, How.NAME)

    # sentences

    def _tell_statements(self, said: Sequence[Statement], source: Entry, loose: bool) -> None:
        """One entry for each thing said in a sentence; the row's own readings win over those in the sentence."""
        own_readings = bool(source.readings or source.final.text)
        for statement in said:
            if not (statement.understood or statement.readings) and speaks_of_others(statement.name):
                item = NotUnderstood(source.name.address, statement.name, "no allergen is named here")
                self._doubts.list(source.person, item)
                continue
            cell = Cell(source.name.address, statement.name)
            entry = replace(source, name=cell, article=_NO_CELL, readings=list(source.readings))
            if statement.readings and not own_readings:
                cells = [(day, Cell(cell.address, text)) for day, text in statement.readings]
                undated = [written for day, written in cells if not day]
                alone = len(undated) == 1  # several without a day: the strongest will count
                entry.final = undated[0] if alone else _NO_CELL
                entry.readings = [WrittenReading(day, written) for day, written in cells if day or not alone]
            found = self._found(entry, "")
            self._told.append(Told(entry, found, self._names(found), loose, statement.mood))

    def _names(self, found: FoundAllergen) -> tuple[str, ...]:
        return tuple(self._naming.name_of(allergen) for allergen in found.allergens)

    def _read_loose(self) -> None:
        """Rows outside any table: sentences, a note with the patient's name, or not understood."""
        for rows in self._loose:
            if self._told and self._is_note(rows):
                self._name_by(self._without_false_names(particulars_of(rows, self._words)), rows)
                continue
            people = {told.entry.person for told in self._told}
            self._current = next(iter(people)) if len(people) == 1 else _NOBODY
            said = self._without_false_names(particulars_of(rows[:3], self._words))
            if said.guessed and not self._told:
                self._current = self._patient_named(said)
            mood: Grade | None = None
            for row in rows:
                if names_a_patient(row, self._words, self._is_allergen):
                    named = particulars_of([row], self._words)
                    self._current, mood = self._patient_named(named), None
                    self._people.update((cell.address, named.name or named.number) for cell in row if cell.text)
                    continue
                mood = self._read_sentence(row, mood)

    def _is_note(self, rows: Sequence[Row]) -> bool:
        """Whether a few rows say nothing about any allergen."""
        texts = [cell.text for row in rows for cell in row if cell.text]
        return not any(s.understood for text in texts for s in statements(text, self._words, self._is_named)[0])

    def _read_sentence(self, row: Row, mood: Grade | None) -> Grade | None:
        """The statements of a row; answers the mood that goes on below it."""
        cells = [cell for cell in row if cell.text and not cell.filled]
        heading = self._words.heading(cells[0].text) if len(cells) > 1 else None
        if heading is not None and heading.role in ("comment", "series", "date"):
            cells = cells[1:]
        text = _NUMBERED.sub("", ", ".join(cell.text for cell in cells))
        if all(self._is_legend(cell.text) for cell in cells):
            return mood
        said, mood_below = statements(text, self._words, self._is_named, mood)
        place = cells[0].address if cells else ""
        self._sentences.append([cell.address for cell in row if cell.text and not cell.filled])
        known = [statement for statement in said if statement.understood]
        if not known and (said or len(text.split()) > _LONGEST_MOOD):
            self._doubts.list(self._current, NotUnderstood(place, text, "this text is no result"))
            return mood_below
        source = Entry(*self._current, name=Cell(place, text))
        self._tell_statements(known, source, loose=True)
        for statement in said:
            if not statement.understood:
                item = NotUnderstood(place, statement.name, "no allergen is recognised here")
                self._doubts.list(self._current, item)
        return mood_below

    def _is_legend(self, text: str) -> bool:
        """Whether a text only says what a sign means: "++ strong", "IR = irritant"."""
        match = _LEGEND.match(text)
        sign, word = (self._words.reading(match[1]), self._words.reading(match[2])) if match else (None, None)
        return sign is not None and word is not None and sign.grade is word.grade

    def _name_by(self, said: Particulars, rows: Sequence[Row]) -> None:
        """A name on a sheet of notes belongs to the only, unnamed patient; other notes are listed."""
        used = ""
        if {told.entry.person for told in self._told} == {_NOBODY}:
            person = self._patient_named(said)
            if person != _NOBODY:
                self._rename(_NOBODY, person)
                self._current = person
                used = said.place
                self._people[used] = said.name or said.number
        for row in rows:
            cells = [cell for cell in row if cell.text and not cell.filled]
            if all(self._is_legend(cell.text) for cell in cells):
                continue
            if used not in {cell.address for cell in cells}:
                text = ", ".join(cell.text for cell in cells)
                self._doubts.list(self._current, NotUnderstood(cells[0].address, text, "this text is no result"))

    # the report

    def report(self, may_be_empty: bool = False) -> ResultsReport:
        """Everything read, as results. Problem if there are none, unless that may be."""
        self._read_loose()
        self._ask_numbers()
        self._call_the_only_one()
        self._maker = maker = ResultMaker(self._naming, self._words, self._scheme, self._answers, self._doubts)
        self._list_lost_positives()
        people: dict[Person, list[PatchTestResult]] = {}
        tested: dict[Person, set[str]] = {}
        for told in self._told:
            tested.setdefault(told.entry.person, set()).update(told.found.allergens)
        for told in self._chosen(self._told):
            person = told.entry.person
            people.setdefault(person, []).extend(maker.results(told, tested[person]))
        lists = dict(self._doubts.by_person)
        patients = tuple(
            SheetPatient(
                self._patient(person, results),
                tuple(lists.pop(person, ())),
            )
            for person, results in people.items()
        )
        left = () if self._answers.patient else tuple(item for items in lists.values() for item in items)
        if not patients and not may_be_empty:
            raise Problem(f"{self._file} holds no patch-test results; choose the file with allergens and readings.")
        if self._answers.named is None and any(not (p.patient.name or p.patient.number) for p in patients):
            self._doubts.ask("patient", "The sheet names no patient: whose results are these?", "one without a name")
        asked = tuple(self._doubts.questions.values())
        return ResultsReport(self._file, "", patients, left, asked, tuple(self._notes), headings=self._headings())

    def preview(self, sheets: Sequence[Sheet]) -> tuple[SheetPreview, ...]:
        """How every cell was read; once there is a report."""
        left_out = [item for items in self._doubts.by_person.values() for item in items]
        asked = self._doubts.questions
        maker = self._maker
        seen = Seen(self._blocks, maker.named, maker.read, left_out, asked, self._people, self._sentences)
        return tuple(preview_of(sheet, seen, self._words, self._answers) for sheet in sheets)

    def _patient(self, person: Person, results: Sequence[PatchTestResult]) -> Patient:
        """Results of another day than the patient's keep their own."""
        day = self._tested_on.get(person, "")
        dated = tuple(replace(r, tested_on="" if r.tested_on == day else r.tested_on) for r in results)
        decisions = tuple(self._maker.decisions.get(person, ()))
        year = self._born.get(person) or (year_in(person[0]) if any(c.isdigit() for c in person[0]) else None)
        characteristics = replace(NOTHING_SAID, birth_year=year)
        return Patient(self._shown_name(person), person[1], dated, day, decisions, characteristics)

    def _list_lost_positives(self) -> None:
        """The last net: a plus in a cell of which nothing was made is listed, whatever stands around it."""
        used = {
            cell.address
            for told in self._told
            for cell in (told.entry.identity, told.entry.comment, told.entry.final, *told.entry.also)
        }
        used |= {written.cell.address for told in self._told for written in told.entry.readings}
        used |= {item.cell for items in self._doubts.by_person.values() for item in items}
        used |= {address for together in self._sentences if used & set(together) for address in together}
        used |= {cell.address for block in self._blocks for row in block.heading for cell in row}
        for sheet in self._sheets:
            for row in sheet.rows:
                for column, cell in enumerate(row):
                    if self._answers.role(sheet.name, column) == IGNORE:
                        continue  # a person has seen it
                    is_lost = cell.address not in used and not cell.filled and self._is_positive(cell)
                    if "+" in cell.text and is_lost and not self._is_legend(cell.text):
                        item = NotUnderstood(cell.address, cell.text, "a positive reading that belongs to no allergen")
                        self._doubts.list(self._current, item)

    def _is_positive(self, cell: Cell) -> bool:
        word = self._words.reading(cell.text)
        return word is not None and word.grade is not None and word.grade.is_positive

    def _headings(self) -> tuple[str, ...]:
        """The headings by which this kind of sheet is known again: none that could be a patient's name."""
        kinds = dict.fromkeys(
            " | ".join("" if c.patient or c.role == "tested" else word_key(c.heading) for c in block.columns)
            if block.headed
            else f"no headings, {len(block.columns)} columns"
            for block in self._blocks
        )
        return tuple(kinds) or self._fullest_row()

    def _fullest_row(self) -> tuple[str, ...]:
        """Where no table was recognised: the row near the top with most texts is taken for its headings."""
        rows = [row for sheet in self._sheets[:1] for row in sheet.rows[:_NEAR_THE_TOP]]
        texts = [[word_key(cell.text) for cell in row if cell.text and not cell.filled] for row in rows]
        fullest = max(texts, key=len, default=[])
        return (" | ".join(fullest),) if len(fullest) > 1 else ()

    def _call_the_only_one(self) -> None:
        """The only patient, named by a guess or not at all, is called as a person said."""
        name = self._answers.named
        people = {told.entry.person for told in self._told}
        if name in (None, "", "yes", "no") or len(people) != 1:
            return
        old = people.pop()
        if old == _NOBODY or old[0] == self._guessed_name:
            self._rename(old, (name or "", old[1]))

    def _ask_numbers(self) -> None:
        """Bare numbers mean different things in different clinics; a wrong scale makes a wrong patient."""
        if self._scheme:
            return
        cells = [written.cell for told in self._told for written in told.entry.readings]
        cells += [told.entry.final for told in self._told]
        read = [self._words.reading(cell.text) for cell in cells if cell.text]
        numbers = sorted({int(word.number) for word in read if word and word.number})
        if not any(numbers):
            return
        fitting = [
            name for name, scheme in self._words.schemes.items() if all(str(number) in scheme for number in numbers)
        ]
        shown = fitting or list(self._words.schemes)
        self._doubts.ask(
            "number scale",
            f"The readings are bare numbers ({', '.join(map(str, numbers))}): in which scale? ({'; '.join(shown)})",
            "0 is negative; every other number is kept for review, nothing counts as positive",
            [(name, f"{name}: {_in_words(self._words.schemes[name])}") for name in shown],
        )

    def _shown_name(self, person: Person) -> str:
        return person[0] or (self._answers.patient or "" if person == _NOBODY else "")

    def _chosen(self, told: Sequence[Told]) -> Sequence[Told]:
        """Only what belongs to the patient that was asked for; the only, unnamed one is that patient."""
        wanted = self._answers.patient
        if not wanted:
            return told
        people = list(dict.fromkeys(t.entry.person for t in told))
        key = word_key(wanted)
        whole = [person for person in people if key in map(word_key, person)]
        part = [person for person in people if key and any(key in word_key(text) for text in person)]
        chosen = whole or part
        if people == [_NOBODY]:
            chosen = people
        if len(chosen) != 1:
            held = people_in_words(people)
            raise Problem(f'{self._file} holds no single patient "{wanted}"; it holds: {held}.')
        return [t for t in told if t.entry.person == chosen[0]]
