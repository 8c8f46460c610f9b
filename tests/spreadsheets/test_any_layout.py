"""Whatever the layout, the language and the signs: each patient has the positives that were written, and no others."""

from __future__ import annotations

import csv
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.allergens.naming import Naming
from ingredient_checker.knowledge_files import data_folder
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.spreadsheets.patch_tests import Answers, results_in
from ingredient_checker.spreadsheets.preview import CellHow
from ingredient_checker.spreadsheets.sheet import Cell, Sheet
from ingredient_checker.spreadsheets.sheet_words import SheetWords, load_sheet_words
from ingredient_checker.spreadsheets.workbook_scan import column_letters
from ingredient_checker.workbench import Workbench

Rows = list[list[str]]
Truth = dict[str, set[str]]

LAYOUTS = ("wide", "one result", "long", "patients down", "patients across", "days under patients", "stacked", "beside")
PEOPLE = ("AB 1971", "CD 1980", "PT-0007", "PT-0012", "Roe, Jane", "Doe, John", "K-17", "EF 1999")
POSITIVE = ("+", "++", "+++", "1+", "2+", "3+", "positive", "stark positiv", "positif")
NEGATIVE = ("-", "−", "neg", "negative", "0", "–", "négatif")
OTHER = ("?+", "?", "doubtful", "IR", "irritant", "NT", "not tested")
DAYS = ((2, 4), (2, 3), (2, 4, 7), (3, 7), (4,), (2, 3, 7))
TITLES = ("Patch test record", "Epikutantest", "Clinic of Somewhere", "Pruebas epicutáneas")


@cache
def words() -> SheetWords:
    return load_sheet_words()


@cache
def headings() -> dict[str, list[str]]:
    with (data_folder() / "result_sheets" / "headings.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))[1:]
    return {role: [heading for other, heading, *_ in rows if other == role] for role in {row[0] for row in rows}}


@cache
def sure_names(naming: Naming) -> list[tuple[str, str]]:
    """Names as written on sheets that mean one allergen and are not asked about."""
    found = [(name, naming.on_sheet(name)) for name in naming.names]
    return [(name, one.allergen) for name, one in found if one.allergen and not one.ask]


class InventedSheet:
    """A sheet of some layout, and whose positives stand in it."""

    def __init__(self, random: Random, names: list[tuple[str, str]], layout: str) -> None:
        self._random = random
        self.truth: Truth = {}
        picked = {allergen: name for name, allergen in random.sample(names, random.randint(4, 20))}
        self._tested = [(name, allergen) for allergen, name in picked.items()]
        self._people = random.sample(PEOPLE, random.randint(2, 4))
        self._days = random.choice(DAYS) if layout != "days under patients" else random.choice(DAYS[:4])
        self._allergen = random.choice(headings()["allergen"])
        self.rows: Rows = [[random.choice(TITLES)]] if random.random() < 0.4 else []
        getattr(self, "_" + layout.replace(" ", "_"))()

    def sheet(self) -> Sheet:
        cells = (
            tuple(Cell(f"S!{column_letters(c + 1)}{r + 1}", text) for c, text in enumerate(row))
            for r, row in enumerate(self.rows)
        )
        return Sheet("S", tuple(cells))

    def _readings(self, person: str, allergen: str, many: int) -> list[str]:
        random = self._random
        readings = [random.choice(NEGATIVE) for _ in range(many)]
        if random.random() < 0.25:
            self.truth.setdefault(person, set()).add(allergen)
            readings[-1] = random.choice(POSITIVE)
        elif random.random() < 0.15:
            readings = [random.choice(OTHER)] * many
        return readings

    def _heads(self) -> list[str]:
        style = self._random.choice(("D{}", "Day {}", "Tag {}", "J{}", "hours"))
        return [f"{day * 24} h" if style == "hours" else style.format(day) for day in self._days]

    def _wide(self, heads: list[str] | None = None) -> None:
        random, person = self._random, self._people[0]
        heads = heads or self._heads()
        self.rows.append(["Patient:", person])
        numbered, relevance = random.random() < 0.4, random.random() < 0.4
        first = [random.choice(headings()["number"])] if numbered else []
        last = [random.choice(headings()["relevance"])] if relevance else []
        self.rows.append([*first, self._allergen, *heads, *last])
        for number, (name, allergen) in enumerate(self._tested, 1):
            line = [name, *self._readings(person, allergen, len(heads))]
            self.rows.append(([str(number)] if numbered else []) + line + (["O"] if relevance else []))

    def _one_result(self) -> None:
        self._wide([self._random.choice(headings()["final"])])

    def _long(self) -> None:
        random = self._random
        day = random.choice(headings()["reading_day_value"])
        self.rows.append([random.choice(headings()["patient"]), self._allergen, day, "Reading"])
        for person in self._people:
            for name, allergen in self._tested:
                readings = self._readings(person, allergen, len(self._days))
                self.rows += [[person, name, f"D{d}", r] for d, r in zip(self._days, readings, strict=True)]

    def _patients_down(self) -> None:
        self.rows.append([self._random.choice(headings()["patient"]), *(name for name, _ in self._tested)])
        for person in self._people:
            self.rows.append([person, *(self._readings(person, allergen, 1)[0] for _, allergen in self._tested)])

    def _patients_across(self) -> None:
        self.rows.append([self._allergen, *self._people])
        for name, allergen in self._tested:
            self.rows.append([name, *(self._readings(person, allergen, 1)[0] for person in self._people)])

    def _days_under_patients(self) -> None:
        many = len(self._days)
        self.rows.append(["", *(text for person in self._people for text in (person, *[""] * (many - 1)))])
        self.rows.append([self._allergen, *self._heads() * len(self._people)])
        for name, allergen in self._tested:
            readings = (self._readings(person, allergen, many) for person in self._people)
            self.rows.append([name, *(reading for each in readings for reading in each)])

    def _stacked(self) -> None:
        label = self._random.choice(("Patient: ", "Name: ", "Pt: "))
        heads = self._heads()
        for person in self._people:
            self.rows += [[label + person], [self._allergen, *heads]]
            self.rows += [[name, *self._readings(person, allergen, len(heads))] for name, allergen in self._tested]
            self.rows.append([])

    def _beside(self) -> None:
        person, heads, half = self._people[0], self._heads(), len(self._tested) // 2
        gap = self._random.choice(([], [""]))
        self.rows += [["Patient", person], [self._allergen, *heads, *gap, self._allergen, *heads]]
        for left, right in zip(self._tested[:half], self._tested[half:], strict=False):
            beside = [[name, *self._readings(person, allergen, len(heads))] for name, allergen in (left, right)]
            self.rows.append([*beside[0], *gap, *beside[1]])


@pytest.mark.parametrize("layout", LAYOUTS)
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_no_positive_is_lost_invented_or_given_to_another(workbench: Workbench, layout: str, random: Random) -> None:
    invented = InventedSheet(random, sure_names(workbench.naming), layout)
    sheet = invented.sheet()
    report = results_in([sheet], "f.xlsx", naming=workbench.naming, words=words(), answers=Answers(), with_preview=True)
    read = {
        one.patient.name or one.patient.number: {
            result.allergen or result.as_written
            for result in one.patient.results
            if result.status is ResultStatus.POSITIVE
        }
        for one in report.patients
    }
    assert {person: positives for person, positives in read.items() if positives} == invented.truth
    (preview,) = report.preview
    filled = sum(1 for row in sheet.rows for cell in row if cell.text)
    assert preview.cells == sum(preview.counts.values()) == filled
    assert not preview.counts.get(CellHow.UNKNOWN)


def test_the_rows_below_the_hundredth_are_read_and_counted(workbench: Workbench) -> None:
    rows = [["Allergen", "D4"], *([f"Nickel {n}%", "+"] for n in range(1, 301))]
    cells = tuple(tuple(Cell(f"S!{'AB'[c]}{r + 1}", text) for c, text in enumerate(row)) for r, row in enumerate(rows))
    report = results_in(
        [Sheet("S", cells)], "f", naming=workbench.naming, words=words(), answers=Answers(), with_preview=True
    )
    (preview,) = report.preview
    assert len(preview.rows) == 100
    assert preview.cells == 602
    assert preview.counts[CellHow.POSITIVE] == 300


SAID = st.builds(
    Answers,
    blank=st.sampled_from((None, "negative", "not-tested")),
    scale=st.sampled_from((None, "binary", "ordinal 0-3")),
    series=st.sampled_from((None, "none", "TT36", "NAC80")),
    named=st.sampled_from((None, "yes", "no", "Ann")),
    nr=st.sampled_from((None, "not-read", "no-reaction", "not-relevant")),
    listed=st.sampled_from((None, "positive", "not-read")),
    columns=st.sampled_from((None, "patients", "days")),
    days=st.sampled_from((None, (2, 4), (7,))),
    tables=st.sampled_from((None, "each", "one")),
    articles=st.sampled_from((None, "as-suggested", "none")),
    names=st.dictionaries(st.sampled_from(("nickel", "x", "b-001")), st.sampled_from(("nickel", "control", "leave"))),
    roles=st.dictionaries(
        st.tuples(st.just("S"), st.integers(0, 5)),
        st.sampled_from(("allergen", "reading:4", "final", "patient", "person", "number", "ignore", "comment")),
    ),
    heading_rows=st.one_of(st.just({}), st.builds(lambda row: {"S": row}, st.integers(0, 9))),
)
WRITTEN = (
    "Allergen",
    "D2",
    "D4",
    "Result",
    "Patient",
    "Nickel",
    "B-001",
    "x",
    "+",
    "++",
    "-",
    "+/++",
    "NR",
    "2",
    "neg",
)


@given(st.lists(st.lists(st.sampled_from(("", *WRITTEN)), max_size=6), max_size=9), SAID)
@settings(max_examples=300)
def test_whatever_is_answered_every_cell_is_counted_and_a_plus_is_kept(
    workbench: Workbench, table: list[list[str]], answers: Answers
) -> None:
    cells = tuple(
        tuple(Cell(f"S!{column_letters(c + 1)}{r + 1}", text) for c, text in enumerate(row))
        for r, row in enumerate(table)
    )
    report = results_in(
        [Sheet("S", cells)], "f", naming=workbench.naming, words=words(), answers=answers, with_preview=True
    )
    (preview,) = report.preview
    assert preview.cells == sum(preview.counts.values()) == sum(1 for row in cells for cell in row if cell.text)
    ignored = {column for (_, column), role in answers.roles.items() if role == "ignore"}
    for row in preview.rows:
        for column, cell in enumerate(row.cells):
            if cell.text in ("+", "++") and column not in ignored:
                assert cell.how not in (CellHow.IGNORED, CellHow.TITLE), cell
