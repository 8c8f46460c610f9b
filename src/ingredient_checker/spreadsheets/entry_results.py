"""An entry of a sheet -> results: its readings by the words of result sheets, its status by the clinic's rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ..allergens.naming import FoundAllergen, How, Naming
from ..matching.spelling import nearest
from ..patch_test.interpretation import Interpretation, interpret
from ..patch_test.patient import Decision, PatchTestResult
from ..patch_test.reading import Grade, Reading, ResultStatus
from .answers import LEAVE, Answers
from .doubts import Doubts
from .entries import Entry
from .patient_sheet import certainty_of, decision_of
from .sheet import Cell, CellKind
from .sheet_words import SheetWords, word_key

_OPEN = (ResultStatus.POSITIVE, ResultStatus.REVIEW)
_MAY_HIDE = (ResultStatus.NEGATIVE, ResultStatus.NOT_TESTED, ResultStatus.UNKNOWN)
_MEANS_SEVERAL_THINGS = frozenset(("nr", "n.r", "na", "n/a"))
_LONGEST_CHAMBER = 6
_UNMAPPED = "unmapped positive"
_WEIGHT = (
    Grade.NOT_TESTED,
    Grade.NOT_READ,
    Grade.NEGATIVE,
    Grade.IRRITANT,
    Grade.DOUBTFUL,
    Grade.POSITIVE,
    Grade.WEAK,
    Grade.STRONG,
    Grade.EXTREME,
)
"""Which of several readings without a day counts: a positive one is never lost."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with the allergen that it names (`names`: as the program calls it). `loose`: from a sentence, not from
    a table; `mood`: what the sentence says of all its allergens."""

    entry: Entry
    found: FoundAllergen
    names: tuple[str, ...] = ()
    loose: bool = False
    mood: Grade | None = None


class ResultMaker:
    """Makes results of entries and notes every doubt. `scheme`: the scale of bare numbers, "" if not known.

    `read`: reading cells by address, with the grade or why there is none; `named`: every entry with its results.
    """

    def __init__(self, naming: Naming, words: SheetWords, scheme: str, answers: Answers, doubts: Doubts) -> None:
        self._naming, self._words, self._scheme, self._answers = naming, words, scheme, answers
        self._doubts = doubts
        self._lists = True
        self.read: dict[str, tuple[Grade | None, str]] = {}
        self.decisions: dict[tuple[str, str], list[Decision]] = {}
        self.named: list[tuple[Told, tuple[PatchTestResult, ...]]] = []

    def results(self, told: Told, tested: Collection[str]) -> list[PatchTestResult]:
        """One result for each allergen that the name holds. `tested`: all allergens of this patient on the sheet."""
        entry, found = told.entry, told.found
        self._lists = found.how is not How.CONTROL
        readings, (status, grade, note), doubts = self._interpreted(told)
        relevance, relevance_as_written, comment = self._relevance(entry)
        notes = [note, *doubts]
        if status in _MAY_HIDE and self._is_positive(comment):
            status, notes = ResultStatus.REVIEW, [*notes, "the comment speaks of a positive reading"]
        if found.how is How.CONTROL:
            status = ResultStatus.CONTROL
        elif found.how is How.OWN_PRODUCT:
            status = ResultStatus.OWN_PRODUCT
        elif not found.allergens:
            self._list_unmapped(told)
            notes.insert(0, _UNMAPPED if status is ResultStatus.POSITIVE else "no allergen is assigned")
        if found.ask and found.allergens and status in _OPEN:
            self._ask_name(told, tested)
        if found.note and (found.how in (How.ARTICLE, How.NO_DATA) or (found.ask and status in _OPEN)):
            notes.append(found.note)
        if comment:
            notes.append(f'the sheet says: "{comment}"')
        result = PatchTestResult(
            as_written=entry.as_written,
            allergen="",
            status=status,
            grade=grade,
            readings=readings,
            preparation=entry.preparation or found.preparation,
            final_as_written=entry.final.text,
            relevance=relevance,
            relevance_as_written=relevance_as_written,
            note="; ".join(filter(None, notes)),
            cell=entry.place,
            certainty=certainty_of(entry.decided.get("certainty", "")),
            exposure=entry.decided.get("exposure", ""),
            decided=entry.decided.get("decided", ""),
            tested_on=entry.applied,
            series=entry.series,
            chamber=entry.position.text if len(entry.position.text) <= _LONGEST_CHAMBER else "",
        )
        results = [replace(result, allergen=allergen) for allergen in found.allergens or ("",)]
        if avoidance := entry.decided.get("avoidance"):
            made = self.decisions.setdefault(entry.person, [])
            made += (d for r in results if r.allergen and (d := decision_of(avoidance, r.allergen)) and d not in made)
        self.named.append((told, tuple(results)))
        return results

    def _is_positive(self, comment: str) -> bool:
        word = self._words.reading(comment) if "+" in comment else None
        return word is not None and word.grade is not None and word.grade.is_positive

    # readings

    def _interpreted(self, told: Told) -> tuple[tuple[Reading, ...], Interpretation, list[str]]:
        entry = told.entry
        readings: list[Reading] = []
        unclear: list[str] = []
        undated: list[Grade] = []
        final, why = self._grade(entry, entry.final) if entry.final.text else (None, "")
        if why:
            unclear.append(why)
        for written in entry.readings:
            grade, why = (Grade.NOT_READ, "") if written.only_a_dash else self._grade(entry, written.cell)
            if why:
                unclear.append(f"day {written.day}: {why}" if written.day else why)
            elif grade is not None and written.day:
                readings.append(Reading(written.day, grade, written.cell.text))
            elif grade is not None:
                if not told.loose:  # in a sentence days are often left out
                    self._doubts.not_understood(entry, written.cell, "the day of this reading is not given")
                undated.append(grade)
        if final is None:
            final = max(undated, key=_WEIGHT.index, default=None)
        if final is None and not readings:
            final = told.mood
        if final is None and not readings:
            if unclear:
                return (), (ResultStatus.REVIEW, None, ""), unclear
            return (), self._without_reading(told), []
        status, counted, note = interpret(readings, final)
        if unclear and status is not ResultStatus.POSITIVE:
            known = counted if counted in (Grade.DOUBTFUL, Grade.IRRITANT) else None
            return tuple(readings), (ResultStatus.REVIEW, known, ""), unclear
        return tuple(readings), (status, counted, note), unclear

    def _grade(self, entry: Entry, cell: Cell) -> tuple[Grade | None, str]:
        """(grade, "") of a reading cell; (None, why) when it cannot be read; (None, "") for a mere comment."""
        said = self._graded(entry, cell)
        before = self.read.get(cell.address, (None, ""))[0]
        if before is None or said[0] is None or _WEIGHT.index(said[0]) >= _WEIGHT.index(before):
            self.read[cell.address] = said  # of several readings in a cell the strongest is shown
        return said

    def _graded(self, entry: Entry, cell: Cell) -> tuple[Grade | None, str]:
        if cell.kind in (CellKind.DATE, CellKind.ERROR):
            self._doubts.not_understood(entry, cell, changed_by_the_program(cell))
            return None, f'"{cell.text}" is not what was typed'
        word = self._words.reading(cell.text, self._scheme)
        if word is None and not self._lists:
            return None, ""
        if word is None:
            self._doubts.not_understood(entry, cell, "this reading is not known")
            return None, f'"{cell.text}" is no known reading'
        if word.grade is Grade.NOT_READ and word_key(cell.text).strip(".") in _MEANS_SEVERAL_THINGS:
            return self._several_meanings(cell)
        if word.number and word.grade is None:
            return None, f"{word.number} in a scale that is not known"
        if word.photo:
            return None, f'"{cell.text}": positive only with light'
        return word.grade, ""

    def _several_meanings(self, cell: Cell) -> tuple[Grade | None, str]:
        """ "NR" as a person said what it means in this file; meanwhile it is not read, which is no result."""
        said = self._answers.nr
        if said is None:
            choices = (("not-read", "not read"), ("no-reaction", "no reaction"), ("not-relevant", "not relevant"))
            question = f'What does "{cell.text}" mean: not read, no reaction, or not relevant?'
            self._doubts.ask("NR", question, "not read", choices)
        if said == "no-reaction":
            return Grade.NEGATIVE, ""
        if said == "not-relevant":
            return None, f'"{cell.text}" says only that it is not relevant'
        return Grade.NOT_READ, ""

    def _without_reading(self, told: Told) -> Interpretation:
        """No reading at all is never silently negative."""
        if told.found.how is How.CONTROL:
            return ResultStatus.CONTROL, None, ""
        if told.loose or not told.entry.readable:
            if self._answers.listed == "not-read":
                return ResultStatus.UNKNOWN, Grade.NOT_READ, "listed without a reading"
            if self._answers.listed is None:
                self._doubts.ask(
                    "no readings",
                    "Some allergens are listed without a reading: are these the positive ones?",
                    "yes: they count as positive, strength not recorded",
                    (("positive", "yes, positive"), ("not-read", "no, their reading is not known")),
                )
            return ResultStatus.POSITIVE, Grade.POSITIVE, "listed without a reading"
        if self._answers.blank == "negative":
            return ResultStatus.NEGATIVE, Grade.NEGATIVE, "blank, which means negative in this file"
        if self._answers.blank is None:
            self._doubts.ask(
                "blank cells",
                "Does a row without any reading mean negative or not tested?",
                "not tested",
                (("not-tested", "not tested"), ("negative", "negative")),
            )
        return ResultStatus.NOT_TESTED, None, "no reading in this row"

    def _relevance(self, entry: Entry) -> tuple[str, str, str]:
        """(relevance, as written, comment). A comment that is nothing but a word of relevance is one."""
        comment = entry.comment.text
        if entry.relevance.text:
            return self._words.relevance(entry.relevance.text), entry.relevance.text, comment
        known = self._words.relevance(comment) if len(comment) >= 4 else ""
        return (known, comment, "") if known else ("", "", comment)

    # names

    def _list_unmapped(self, told: Told) -> None:
        """A name that is no known allergen is listed with the nearest names; nothing is taken from the spelling."""
        entry, found = told.entry, told.found
        if found.how is How.NO_DATA:
            return
        if self._answers.decided(entry.as_written) == LEAVE:
            self._doubts.not_understood(entry, entry.identity, "left as it is: no known allergen")
        elif entry.name.text:
            cell = entry.name
            suggestions = self._naming.suggestions(cell.text, nearest)
            self._doubts.not_understood(entry, cell, "no allergen of this name is known", suggestions)
        elif entry.article.text:
            names = (self._naming.name_of(found.suggestion),) if found.suggestion else ()
            why = "only an article number, to be confirmed" if names else "this article number is not known"
            self._doubts.not_understood(entry, entry.article, why, names)
            if self._answers.articles is None:
                self._doubts.ask(
                    "article numbers",
                    "Some rows have an article number only: which allergens are they?",
                    "none of them is assigned until it is confirmed",
                    (("as-suggested", "as suggested"), ("none", "leave them open")),
                )
        else:
            self._doubts.not_understood(entry, entry.position, "a position without a series says no allergen")

    def _ask_name(self, told: Told, tested: Collection[str]) -> None:
        """A name that means two things is asked, unless the sheet itself tells the two apart."""
        found = told.found
        if len(found.allergens) == 1 and self._naming.is_told_apart(found.allergens[0], tested):
            return
        written = told.entry.as_written
        if self._answers.decided(written):
            return
        names = " and ".join(self._naming.name_of(allergen) for allergen in found.allergens)
        why = f" ({found.note})" if found.note else ""
        single = [(allergen, self._naming.name_of(allergen)) for allergen in found.allergens]
        both = [("+".join(found.allergens), names)] if len(single) > 1 else []
        near = [(a, self._naming.name_of(a)) for a in self._naming.counted_beside(found.allergens)]
        self._doubts.ask(f"name: {written}", f'Which allergen is "{written}"{why}?', names, (*both, *single, *near))


def changed_by_the_program(cell: Cell) -> str:
    """Why a date or an error stands where something else was typed."""
    if cell.kind is CellKind.DATE:
        return "the spreadsheet program made a date of what was typed; type it again as text"
    return "the spreadsheet program shows an error here; type it again as text"
