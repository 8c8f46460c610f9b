"""A patch-test results sheet of whatever kind -> patients with their results, and everything that is doubtful.

Rules from the clinic's side: patients are never merged; what is not understood is listed with its cell and never
dropped; "not tested", "not read", "negative" and "doubtful" are four different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..allergens.allergen import AllergenIndex
from ..allergens.naming import FoundAllergen, How, Naming
from ..matching.spelling import nearest
from ..patch_test.interpretation import interpret
from ..patch_test.patient import Patient, TestResult
from ..patch_test.reading import Grade, Reading, ResultStatus
from ..problem import Problem
from .blocks import Block, layout_of
from .delimited import words_of
from .entries import Entry, WrittenReading, entries_of
from .free_text import Statement, statements
from .particulars import Particulars, particulars_of
from .results_report import (
    Answers,
    MustAsk,
    NotUnderstood,
    ResultsReport,
    SheetPatient,
    results_json,
)
from .sheet import Cell, CellKind, Sheet, file_hash, read_sheets
from .sheet_words import SheetWords, load_sheet_words, word_key

__all__ = [
    "Answers",
    "MustAsk",
    "NotUnderstood",
    "ResultsReport",
    "SheetPatient",
    "read_results",
    "results_in",
    "results_json",
]

_OPEN = (ResultStatus.POSITIVE, ResultStatus.REVIEW)


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
    sheets = read_sheets(path, words_of((*naming.names, *words.headings)))
    report = results_in(sheets, path.name, naming=naming, words=words, answers=answers or Answers())
    return replace(report, sha256=file_hash(path))


def results_in(
    sheets: Sequence[Sheet], file: str, *, naming: Naming, words: SheetWords, answers: Answers
) -> ResultsReport:
    """The results in sheets that were read already."""
    reader = _Reader(file, naming, words, answers)
    for sheet in sheets:
        reader.read(sheet)
    return reader.report()


@dataclass(slots=True)
class _Told:
    """An entry with all that is needed to make a result of it."""

    entry: Entry
    found: FoundAllergen
    series: str
    loose: bool = False  # from a sentence, not from a table
    mood: Grade | None = None


class _Reader:
    """Collects the entries of a file, then makes results of them: some questions need the whole file."""

    def __init__(self, file: str, naming: Naming, words: SheetWords, answers: Answers) -> None:
        self._file, self._naming, self._words, self._answers = file, naming, words, answers
        self._scheme = words.scheme_called(answers.scale) if answers.scale else ""
        self._told: list[_Told] = []
        self._problems: dict[tuple[str, str], list[NotUnderstood]] = {}
        self._tested_on: dict[tuple[str, str], str] = {}
        self._asks: dict[str, MustAsk] = {}
        self._notes: list[str] = []
        self._loose: list[tuple[Sheet, Sequence[tuple[Cell, ...]]]] = []
        self._people_of_sheets: list[tuple[str, str]] = []
        self._current = ("", "")
        if answers.series and answers.series not in naming.series:
            known = ", ".join(f"{code} ({name})" for code, name in naming.series.items())
            raise Problem(f'There is no series called "{answers.series}"; choose one of: {known}.')

    # reading

    def read(self, sheet: Sheet) -> None:
        """Take up the tables of a sheet."""
        self._notes.extend(f"{sheet.name}: {note}" for note in sheet.notes)
        if sheet.hidden:
            self._notes.append(f"{sheet.name}: a hidden sheet, read too")
        layout = layout_of(sheet, self._words, self._is_allergen)
        if layout.loose:
            self._loose.append((sheet, layout.loose))
        first_of_sheet = True
        for block in layout.blocks:
            self._read_block(block, sheet, first_of_sheet)
            first_of_sheet = False

    def _is_allergen(self, text: str) -> bool:
        found = self._naming.on_sheet(text)
        return bool(found.allergens) or found.how is How.ARTICLE

    def _read_block(self, block: Block, sheet: Sheet, first_of_sheet: bool) -> None:
        said = particulars_of(block.about, self._words)
        made = entries_of(block, self._words)
        own = any(entry.patient or entry.number for entry in made.entries)
        self._current = self._patient_of(block, said, sheet, first_of_sheet, made.entries)
        if said.tested_on:
            self._tested_on.setdefault(self._current, said.tested_on)
        if made.days_guessed:
            self._ask("reading days", "On which days were the columns read?", "in order: day 2, day 4, day 7")
        if any(column.patient for column in block.columns) and not any(c.day for c in block.columns):
            self._ask(
                "columns", "Are the columns patients or reading days?", "each column is a patient of its own"
            )
        series = self._series_of(said, sheet, block, made.entries)
        for entry in made.entries:
            if not own and not (entry.patient or entry.number):
                entry.patient, entry.number = self._current
            self._tell(entry, series, block)
        person = (made.entries[-1].patient, made.entries[-1].number) if made.entries else self._current
        self._problems.setdefault(person, []).extend(made.not_understood)

    def _patient_of(
        self, block: Block, said: Particulars, sheet: Sheet, first_of_sheet: bool, entries: Sequence[Entry]
    ) -> tuple[str, str]:
        """Whose table it is: as named above it, else as before on this sheet, else told apart by the sheet."""
        if said.name or said.number:
            if said.guessed:
                self._ask("patient", f'Is "{said.name}" ({said.place}) the patient?', f"yes: {said.name}")
            return said.name, said.number
        names = {word_key(entry.as_written) for entry in entries}
        known = {
            word_key(told.entry.as_written)
            for told in self._told
            if (told.entry.patient, told.entry.number) == self._current
        }
        repeats = len(names & known) * 2 > len(names) and len(names & known) >= 3
        if not self._told:
            return "", ""
        if not repeats:
            return self._current
        name = sheet.name if first_of_sheet else f"{sheet.name}, table from {block.rows[0][0].address}"
        self._ask(
            "patients",
            "The same allergens are listed again without a patient's name: whose are they?",
            f"another patient, called {name} here",
        )
        return name, ""

    def _series_of(self, said: Particulars, sheet: Sheet, block: Block, entries: Sequence[Entry]) -> str:
        """The series by which bare positions are read, "" when none is named; it has to be confirmed."""
        bare = [e for e in entries if e.position.text and not (e.name.text or e.article.text)]
        if not bare:
            return ""
        if self._answers.series:
            return self._answers.series
        sections = " ".join({e.section for e in bare})
        candidates = self._naming.series_called(f"{said.series_text} {sections} {sheet.name} {self._file}")
        highest = max((int(e.position.text) for e in bare if e.position.text.isdigit()), default=0)
        size = {code: self._naming.series_size(code) for code in candidates}
        candidates = tuple(code for code in candidates if size[code] >= highest)
        panel = any(c.role == "panel" for c in block.columns)
        if not candidates and panel and highest <= 36 and "TT36" in self._naming.series:
            candidates = ("TT36",)
        if candidates:
            name = self._naming.series[candidates[0]]
            others = ", ".join(code for code in self._naming.series if code != candidates[0])
            question = f"The sheet gives positions only: which series and which version of it? (others: {others})"
            if candidates[0].startswith("TT"):
                question = "The sheet gives positions only: is it the 36- or the 24-allergen version of the test?"
            self._ask("series", question, f"{candidates[0]} ({name})")
            return candidates[0]
        codes = ", ".join(f"{code} ({name})" for code, name in self._naming.series.items())
        self._ask(
            "series",
            f"The sheet gives positions only: of which series, in which version? ({codes})",
            "none: these rows have no allergen yet",
        )
        return ""

    def _tell(self, entry: Entry, series: str, block: Block) -> None:
        """What an entry is about, and keep it."""
        if entry.name.kind in (CellKind.DATE, CellKind.ERROR) and entry.name.text:
            self._not_understood(entry, entry.name, _changed_cell(entry.name))
        found = self._found(entry, series)
        if found.how is How.NOTHING and entry.name.text:
            said, _ = statements(entry.name.text, self._words, self._is_known)
            known = [s for s in said if s.understood]
            if known and (len(said) > 1 or known[0].readings):
                self._tell_statements(said, entry, loose=not entry.readings and not entry.final.text)
                return
        self._told.append(_Told(entry, found, series))

    def _is_known(self, text: str) -> bool:
        return self._naming.on_sheet(text).is_known

    def _found(self, entry: Entry, series: str) -> FoundAllergen:
        if entry.name.text:
            found = self._naming.on_sheet(entry.name.text)
            if found.is_known:
                return self._as_own_product(found, entry)
            if found.how is How.NOTHING and _names_own_products(entry.section, self._naming):
                return replace(found, how=How.OWN_PRODUCT)
        if entry.article.text and not entry.name.text:
            return self._naming.on_sheet(entry.article.text)
        if entry.name.text:
            return found
        position = self._naming.position(series, entry.position.text) if series else None
        if position is None:
            return FoundAllergen((), How.NOTHING)
        if not position.allergen:
            return FoundAllergen((), How.CONTROL, note=position.as_printed)
        return FoundAllergen(
            (position.allergen,), How.ARTICLE, note=f"{position.as_printed}: position {position.position} of {series}"
        )

    def _as_own_product(self, found: FoundAllergen, entry: Entry) -> FoundAllergen:
        if _names_own_products(entry.section, self._naming):
            return replace(found, allergens=(), how=How.OWN_PRODUCT)
        return found

    def _tell_statements(self, said: Sequence[Statement], source: Entry, loose: bool) -> None:
        """One entry for each thing said in a sentence."""
        for statement in said:
            entry = replace(
                source,
                name=Cell(source.name.address, statement.name),
                article=Cell("", ""),
                readings=list(source.readings),
            )
            if statement.readings:
                cells = [(day, Cell(source.name.address, text)) for day, text in statement.readings]
                entry.readings = [WrittenReading(day, cell) for day, cell in cells if day]
                entry.final = next((cell for day, cell in cells if not day), Cell("", ""))
            self._told.append(
                _Told(entry, self._naming.on_sheet(statement.name), "", loose=loose, mood=statement.mood)
            )

    # answering

    def report(self) -> ResultsReport:
        """Everything read, as results."""
        file_problems = self._read_loose()
        self._ask_numbers()
        people: dict[tuple[str, str], list[TestResult]] = {}
        for told in self._told:
            person = (told.entry.patient, told.entry.number)
            people.setdefault(person, []).extend(self._results(told))
        patients = [
            SheetPatient(
                Patient(name, number, tuple(results), self._tested_on.get((name, number), "")),
                tuple(self._problems.pop((name, number), ())),
            )
            for (name, number), results in people.items()
        ]
        file_problems += [item for items in self._problems.values() for item in items]
        if not patients and not file_problems:
            raise Problem(f"{self._file} holds no patch-test results; choose the sheet with allergens and readings.")
        patients = self._chosen(patients)
        for patient in patients:
            self._ask_names(patient)
            if not patient.patient.name and not patient.patient.number:
                self._ask("patient", "The sheet names no patient: whose results are these?", "a patient without a name")
        return ResultsReport(
            self._file, "", tuple(patients), tuple(file_problems), tuple(self._asks.values()), tuple(self._notes)
        )

    def _read_loose(self) -> list[NotUnderstood]:
        """Rows outside any table: sentences, a note with the patient's name, or not understood."""
        problems: list[NotUnderstood] = []
        for sheet, rows in self._loose:
            said = particulars_of(rows, self._words)
            if said.guessed or said.name or said.number:
                self._name_by(said, sheet)
            mood: Grade | None = None
            for row in rows:
                cells = [cell for cell in row if cell.text and not cell.filled]
                text = " ".join(cell.text for cell in cells)
                parts, mood = statements(text, self._words, self._is_known, mood)
                if not any(part.understood for part in parts):
                    if not (said.place and said.place in {cell.address for cell in cells}) and parts:
                        problems.append(NotUnderstood(cells[0].address, text, "this text is no result"))
                    continue
                person = self._current if self._told else (said.name, said.number)
                source = Entry(*person, name=Cell(cells[0].address, text), readable=True)
                for part in parts:
                    if part.understood:
                        self._tell_statements([part], source, loose=True)
                    else:
                        problems.append(NotUnderstood(cells[0].address, part.name, "no allergen is recognised here"))
        return problems

    def _name_by(self, said: Particulars, sheet: Sheet) -> None:
        """A name on a sheet of notes belongs to the only, unnamed patient."""
        people = {(told.entry.patient, told.entry.number) for told in self._told}
        if people != {("", "")}:
            return
        self._current = (said.name, said.number)
        for told in self._told:
            told.entry.patient, told.entry.number = self._current
        self._problems[self._current] = self._problems.pop(("", ""), [])
        if said.guessed:
            where = said.place or sheet.name
            self._ask("patient", f'Is "{said.name}" ({where}) the patient?', f"yes: {said.name}")

    def _results(self, told: _Told) -> list[TestResult]:
        """The result of an entry, one for each allergen its name holds."""
        entry, found = told.entry, told.found
        status, grade, readings, notes = self._interpreted(told)
        relevance, relevance_as_written, comment = self._relevance(entry)
        if found.note and (found.how is How.ARTICLE or (found.ask and status in _OPEN)):
            notes.append(found.note)
        if comment:
            notes.append(f'the sheet says: "{comment}"')
        if found.how is How.CONTROL:
            status = ResultStatus.CONTROL
        elif found.how is How.OWN_PRODUCT:
            status = ResultStatus.OWN_PRODUCT
        elif not found.allergens:
            notes.insert(0, self._say_unmapped(told, status))
        made = TestResult(
            as_written=entry.as_written,
            allergen="",
            status=status,
            grade=grade,
            readings=tuple(readings),
            preparation=entry.preparation or found.preparation,
            final_as_written=entry.final.text,
            relevance=relevance,
            relevance_as_written=relevance_as_written,
            note="; ".join(filter(None, notes)),
            cell=entry.place,
        )
        return [replace(made, allergen=allergen) for allergen in found.allergens or ("",)]

    def _say_unmapped(self, told: _Told, status: ResultStatus) -> str:
        entry, found = told.entry, told.found
        cell = entry.name if entry.name.text else entry.article if entry.article.text else entry.position
        if found.how is How.NO_DATA:
            return "known, but nothing is recorded about it on labels"
        if found.suggestion:
            name = self._naming.name_of(found.suggestion)
            self._not_understood(
                entry, cell, f"only an article number; probably {name}, to be confirmed", (name,)
            )
            self._ask(
                "article numbers",
                "Some rows have an article number only: which allergens are they?",
                "none of them is assigned until it is confirmed",
            )
        elif entry.name.text:
            suggestions = self._naming.suggestions(entry.name.text, nearest)
            self._not_understood(entry, cell, "no allergen of this name is known", suggestions)
        elif entry.article.text:
            self._not_understood(entry, cell, "this article number is not known")
            self._ask(
                "article numbers",
                "Some rows have an article number only: which allergens are they?",
                "none of them is assigned until it is confirmed",
            )
        else:
            self._not_understood(entry, cell, "a position without a series says no allergen")
        return "unmapped positive" if status is ResultStatus.POSITIVE else "no allergen is assigned"

    def _interpreted(self, told: _Told) -> tuple[ResultStatus, Grade | None, list[Reading], list[str]]:
        entry = told.entry
        readings: list[Reading] = []
        notes: list[str] = []
        unclear = False
        for written in entry.readings:
            grade, why = self._grade(entry, written.cell)
            if grade is None and why:
                unclear = True
                notes.append(f"day {written.day}: {why}" if written.day else why)
            elif grade is not None and not written.day:
                return self._without_day(entry, grade, written.cell)
            elif grade is not None:
                readings.append(Reading(written.day, grade, written.cell.text))
        final, why = self._grade(entry, entry.final) if entry.final.text else (None, "")
        if final is None and why:
            notes.append(f"final column: {why}")
            unclear = True
        if final is None and told.mood is not None and not readings:
            final = told.mood
        if not readings and final is None:
            if unclear:
                return ResultStatus.REVIEW, None, readings, notes
            return self._blank(told, notes)
        status, grade, note = interpret(readings, final)
        if unclear and status is not ResultStatus.POSITIVE:
            status = ResultStatus.REVIEW
        return status, grade, readings, list(filter(None, (note, *notes)))

    def _without_day(
        self, entry: Entry, grade: Grade, cell: Cell
    ) -> tuple[ResultStatus, Grade | None, list[Reading], list[str]]:
        """A reading whose day cannot be told counts like an interpretation, and the cell is listed."""
        self._not_understood(entry, cell, "the day of this reading is not given")
        status, counted, note = interpret([], grade)
        return status, counted, [], list(filter(None, (note, "the day of the reading is not given")))

    def _grade(self, entry: Entry, cell: Cell) -> tuple[Grade | None, str]:
        """(grade, "") of a reading cell; (None, why) when it cannot be read; (None, "") for a mere comment."""
        if cell.kind in (CellKind.DATE, CellKind.ERROR):
            why = _changed_cell(cell)
            self._not_understood(entry, cell, why)
            return None, f"{cell.text}: {why}"
        word = self._words.reading(cell.text, self._scheme)
        if word is None:
            self._not_understood(entry, cell, "this reading is not known")
            return None, f'"{cell.text}" is no known reading'
        if word.grade is Grade.NOT_READ and word_key(cell.text).strip(".") in ("nr", "n.r", "na", "n/a"):
            self._ask("NR", f'What does "{cell.text}" mean: not read, no reaction, or not relevant?', "not read")
        if word.number and word.grade is None:
            return None, f"{word.number} in a scale that is not known"
        if word.photo:
            return None, f'"{cell.text}": positive only with light'
        return word.grade, ""

    def _blank(
        self, told: _Told, notes: list[str]
    ) -> tuple[ResultStatus, Grade | None, list[Reading], list[str]]:
        """No reading at all: never silently negative."""
        entry, found = told.entry, told.found
        if found.how is How.CONTROL:
            return ResultStatus.CONTROL, None, [], notes
        if told.loose or not entry.readable:
            self._ask(
                "no readings",
                "Some allergens are listed without a reading: are these the positive ones?",
                "yes: they count as positive, strength not recorded",
            )
            return ResultStatus.POSITIVE, Grade.POSITIVE, [], [*notes, "listed without a reading"]
        if self._answers.blank == "negative":
            return ResultStatus.NEGATIVE, Grade.NEGATIVE, [], [*notes, "blank, which means negative in this file"]
        if self._answers.blank is None:
            self._ask("blank cells", "Does a row without any reading mean negative or not tested?", "not tested")
        return ResultStatus.NOT_TESTED, None, [], [*notes, "no reading in this row"]

    def _relevance(self, entry: Entry) -> tuple[str, str, str]:
        """(relevance, as written, comment). A comment that is nothing but a word of relevance is one."""
        comment = entry.comment.text
        if entry.relevance.text:
            return self._words.relevance(entry.relevance.text), entry.relevance.text, comment
        known = self._words.relevance(comment) if len(comment) >= 4 else ""
        return (known, comment, "") if known else ("", "", comment)

    # questions

    def _ask(self, about: str, question: str, assumed: str) -> None:
        self._asks.setdefault(about, MustAsk(about, question, assumed))

    def _ask_numbers(self) -> None:
        """Bare numbers mean different things in different clinics; a wrong scale makes a wrong patient."""
        if self._scheme:
            return
        cells = [w.cell for told in self._told for w in told.entry.readings] + [
            told.entry.final for told in self._told
        ]
        words = [self._words.reading(cell.text) for cell in cells if cell.text]
        numbers = sorted({int(word.number) for word in words if word and word.number})
        if not any(numbers):
            return
        fitting = [
            name
            for name, scheme in self._words.schemes.items()
            if all(str(number) in scheme for number in numbers)
        ]
        self._ask(
            "number scale",
            f"The readings are bare numbers ({', '.join(map(str, numbers))}): in which scale? "
            f"({'; '.join(fitting or self._words.schemes)})",
            "0 is negative; every other number is kept for review, nothing counts as positive",
        )

    def _ask_names(self, patient: SheetPatient) -> None:
        """Names that mean two things are asked when they were positive and the sheet itself does not decide."""
        tested = {result.allergen for result in patient.patient.results if result.allergen}
        for told in self._told:
            entry, found = told.entry, told.found
            if (entry.patient, entry.number) != (patient.patient.name, patient.patient.number) or not found.ask:
                continue
            if not found.allergens or self._interpreted_status(told) not in _OPEN:
                continue
            if len(found.allergens) == 1 and self._naming.is_told_apart(found.allergens[0], tested):
                continue
            names = " and ".join(self._naming.name_of(allergen) for allergen in found.allergens)
            why = f" ({found.note})" if found.note else ""
            self._ask(f"name: {entry.as_written}", f'Which allergen is "{entry.as_written}"{why}?', names)

    def _interpreted_status(self, told: _Told) -> ResultStatus:
        return self._interpreted(told)[0]

    def _not_understood(self, entry: Entry, cell: Cell, why: str, suggestions: tuple[str, ...] = ()) -> None:
        text = entry.as_written if cell is entry.name else cell.text
        if cell not in (entry.name, entry.article, entry.position) and entry.as_written:
            text = f"{entry.as_written}: {cell.text}"
        item = NotUnderstood(cell.address, text, why, suggestions)
        items = self._problems.setdefault((entry.patient, entry.number), [])
        if item not in items:
            items.append(item)

    def _chosen(self, patients: list[SheetPatient]) -> list[SheetPatient]:
        """Only the patient that was asked for; an unnamed only one takes the name."""
        wanted = self._answers.patient
        if not wanted:
            return patients
        key = word_key(wanted)
        for test in (
            lambda text: word_key(text) == key,
            lambda text: bool(text) and (key in word_key(text)),
        ):
            chosen = [p for p in patients if test(p.patient.name) or test(p.patient.number)]
            if len(chosen) == 1:
                return chosen
        if len(patients) == 1 and not (patients[0].patient.name or patients[0].patient.number):
            return [replace(patients[0], patient=replace(patients[0].patient, name=wanted))]
        names = "; ".join(p.patient.name or p.patient.number or "without a name" for p in patients)
        raise Problem(f'{self._file} holds no single patient "{wanted}"; it holds: {names}.')


def _names_own_products(section: str, naming: Naming) -> bool:
    return bool(section) and naming.on_sheet(section).how is How.OWN_PRODUCT


def _changed_cell(cell: Cell) -> str:
    if cell.kind is CellKind.DATE:
        return "the spreadsheet program made a date of what was typed; type it again as text"
    return "the spreadsheet program shows an error here; type it again as text"
