"""Readings typed by hand: the rows of one test, what is typed in each, and the results that come of it.

Only what is not negative has to be typed. An empty cell means negative on a day on which the back was read, and nothing
on a day on which nobody read it: a day counts as read when a reading was typed on it, when it was read before, or when
a person says so. Everything here is a value; undo is going back to an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .interpretation import read_again
from .patient import PatchTestResult, Patient
from .reading import Grade, Reading, ResultStatus

NumberedResult = tuple[int, PatchTestResult]
"""A result with its place in the record."""

NOT_READ_YET = "put on, not read yet"


def patch_tests(patient: Patient) -> dict[str, tuple[NumberedResult, ...]]:
    """The patient's tests by their day (ISO, "" when it is not known), in the order of the record.

    A whole list that is to be avoided is no test.
    """
    tests: dict[str, list[NumberedResult]] = {}
    for number, result in enumerate(patient.results):
        if result.readings or result.grade or result.status is not ResultStatus.POSITIVE:
            tests.setdefault(result.tested_on or patient.tested_on, []).append((number, result))
    return {day: tuple(results) for day, results in tests.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One test. `number`: its place in the record, None when it was added here; `written`: day -> what was typed;
    `unread_on`: days on which the back was read, but not this test.
    """

    result: PatchTestResult
    number: int | None = None
    written: Mapping[int, str] = field(default_factory=dict)
    unread_on: frozenset[int] = frozenset()

    @property
    def is_new(self) -> bool:
        """Whether the record does not have it yet."""
        return self.number is None


@dataclass(frozen=True, slots=True)
class ReadingSheet:
    """All rows of a test and the days of reading. `reading`: what a typed text says, None when it is no reading;
    `read`: days that were read before or that a person has called read.
    """

    reading: Callable[[str], Grade | None]
    rows: tuple[Row, ...] = ()
    days: tuple[int, ...] = ()
    read: frozenset[int] = frozenset()
    kept_days: frozenset[int] = frozenset()

    @classmethod
    def of_test(cls, reading: Callable[[str], Grade | None], results: Sequence[NumberedResult]) -> ReadingSheet:
        """A test of the record, to be gone on with."""
        days = frozenset(r.day for _, result in results for r in result.readings)
        rows = tuple(_row_of(reading, number, result, days) for number, result in results)
        return cls(reading, rows, tuple(sorted(days)), days, days)

    def label(self, row: int) -> str:
        """How the chamber is marked: by its place in the series, else by its place in the test."""
        return self.rows[row].result.chamber or str(row + 1)

    # what a person does

    def typed(self, row: int, day: int, text: str) -> ReadingSheet:
        """With this text in a cell; "" empties it."""
        before = self.rows[row]
        written = {**before.written, day: text.strip()}
        if not text.strip():
            del written[day]
        return self._with_row(row, replace(before, written=written))

    def called_read(self, day: int, *, read: bool = True) -> ReadingSheet:
        """A day on which the back was read, so that all its empty cells are negative; or not."""
        if not read:
            return replace(self, read=self.read - {day})
        rows = tuple(replace(row, unread_on=row.unread_on - {day}) for row in self.rows)
        return replace(self, read=self.read | {day}, rows=rows)

    def with_days(self, days: Sequence[int]) -> ReadingSheet:
        """With other days of reading; those of the record stay."""
        return replace(self, days=tuple(sorted({*days, *self.kept_days})))

    def with_tests(self, results: Sequence[PatchTestResult]) -> ReadingSheet:
        """With further tests. A place of a series is there once; earlier readings of the record are not theirs."""
        there = {(row.result.series, row.result.chamber, row.result.as_written) for row in self.rows}
        new = [r for r in results if not r.series or (r.series, r.chamber, r.as_written) not in there]
        return replace(self, rows=(*self.rows, *(Row(result, None, {}, self.kept_days) for result in new)))

    def without(self, row: int) -> ReadingSheet:
        """Without a test that was added here; one of the record stays."""
        return replace(self, rows=(*self.rows[:row], *self.rows[row + 1 :])) if self.rows[row].is_new else self

    def with_result(self, row: int, result: PatchTestResult) -> ReadingSheet:
        """With something else about a test than its readings: its allergen, relevance, or what was decided."""
        return self._with_row(row, replace(self.rows[row], result=result))

    def _with_row(self, number: int, row: Row) -> ReadingSheet:
        return replace(self, rows=(*self.rows[:number], row, *self.rows[number + 1 :]))

    # what it means

    def is_read(self, day: int) -> bool:
        """Whether somebody has read the back on this day. Not tested and not read are no readings."""
        return day in self.read or any(self._reads(row.written.get(day, "")) for row in self.rows)

    def _reads(self, text: str) -> bool:
        return bool(text) and self.reading(text) not in (None, Grade.NOT_READ, Grade.NOT_TESTED)

    def is_negative_unsaid(self, row: int, day: int) -> bool:
        """Whether an empty cell means negative."""
        test = self.rows[row]
        return not test.written.get(day) and day not in test.unread_on and self.is_read(day)

    def not_understood(self) -> Iterator[tuple[int, int, str]]:
        """Row, day and text of each cell whose text is no reading."""
        for number, row in enumerate(self.rows):
            for day in self.days:
                if (text := row.written.get(day, "")) and self.reading(text) is None:
                    yield number, day, text

    def result(self, number: int) -> PatchTestResult:
        """A row as a result of the record; one whose readings are as they were is as it was."""
        row = self.rows[number]
        readings = tuple(self._readings(number, row))
        if not row.is_new and set(readings) == set(row.result.readings):
            return row.result
        if not readings and row.result.status is ResultStatus.NOT_TESTED:
            return replace(row.result, status=ResultStatus.UNKNOWN, grade=Grade.NOT_READ, note=NOT_READ_YET)
        return read_again(row.result, readings)

    def _readings(self, number: int, row: Row) -> Iterator[Reading]:
        for day in self.days:
            text = row.written.get(day, "")
            kept = [reading for reading in row.result.readings if reading.day == day]
            if kept and text == self._kept(row, day):
                yield from kept
            elif text:
                yield Reading(day, self.reading(text) or Grade.NOT_READ, text)
            elif self.is_negative_unsaid(number, day):
                yield Reading(day, Grade.NEGATIVE, "-")

    def changed(self) -> int:
        """How many cells hold something else than the record."""
        return sum(1 for row in self.rows for day in self.days if row.written.get(day, "") != self._kept(row, day))

    def _kept(self, row: Row, day: int) -> str:
        return _as_typed(self.reading, row.result, day) if not row.is_new else ""

    def patient(self, patient: Patient, kept_day: str | None, tested_on: str) -> Patient:
        """The patient with this test: rows of the record in their places, new ones behind.

        `kept_day`: the day under which the record has the test, None for a new one; `tested_on`: its day as it is now.
        """
        if kept_day is None:
            kept_day = "" if not patch_tests(patient) else None if tested_on != patient.tested_on else tested_on
        own = kept_day == patient.tested_on or not patch_tests(patient)
        day = "" if own else tested_on
        results = list(patient.results)
        for number, row in enumerate(self.rows):
            new = replace(self.result(number), tested_on=day)
            if row.number is None:
                results.append(new)
            else:
                results[row.number] = new
        changed = replace(patient, results=tuple(results))
        if not own or tested_on == patient.tested_on:
            return changed
        return replace(_with_days_of_their_own(changed, {r.number for r in self.rows}, patient), tested_on=tested_on)


def _with_days_of_their_own(patient: Patient, of_this_test: set[int | None], before: Patient) -> Patient:
    """Results that are no part of the test keep the day they had when the patient's own day is another one now."""
    kept = tuple(
        replace(result, tested_on=before.tested_on)
        if number < len(before.results) and number not in of_this_test and not result.tested_on
        else result
        for number, result in enumerate(patient.results)
    )
    return replace(patient, results=kept)


def _row_of(reading: Callable[[str], Grade | None], number: int, result: PatchTestResult, days: frozenset[int]) -> Row:
    written = {day: text for day in days if (text := _as_typed(reading, result, day))}
    return Row(result, number, written, days - {r.day for r in result.readings})


def _as_typed(reading: Callable[[str], Grade | None], result: PatchTestResult, day: int) -> str:
    """What stands in the cell of a kept reading; a negative one needs no sign."""
    kept = [r for r in result.readings if r.day == day and r.grade is not Grade.NEGATIVE]
    if not kept:
        return ""
    last = kept[-1]
    return last.as_written if reading(last.as_written) is last.grade else str(last.grade)
