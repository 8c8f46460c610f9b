"""What the clinic has found: rates of positive reactions by allergen, and who was tested. Nothing here names a patient.

Sources: confidence interval of a rate by the score method (Wilson 1927, JASA 22:209-212); reaction index
RI = (a - q - i) / (a + q + i) of allergic, questionable and irritant reactions (Brasch and Henseler 1992, Contact
Dermatitis 27:203-204; formula as in Brasch et al. 1995, doi 10.1111/j.1600-0536.1995.tb02070.x, abstract read);
positivity ratio, the share of + among +, ++ and +++ (Geier et al. 2003, Contact Dermatitis 48:280-282; used as in
Warshaw et al., Dermatitis 2010, abstract read); MOAHLFA index (items as in PMC6590142, table 1: age is 40 and over).
Andersen and Andersen 2008 (Contact Dermatitis 58:28-31) warn that RI and PR say as much of the reader as of the
preparation.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from .patient import NOTHING_SAID, Characteristics
from .reading import Grade, ResultStatus

FEW_TESTED = 30
"""With fewer patients tested a rate is mostly chance; such allergens stand apart. A convention, without a source."""

OLD_ENOUGH = 40
_Z = 1.959964  # both tails of 95 %
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_STRONGEST_FIRST = (
    ResultStatus.POSITIVE,
    ResultStatus.REVIEW,
    ResultStatus.IRRITANT,
    ResultStatus.NEGATIVE,
    ResultStatus.UNKNOWN,
)
_RANK = {status: rank for rank, status in enumerate(_STRONGEST_FIRST)}
_GRADES = (Grade.WEAK, Grade.STRONG, Grade.EXTREME)  # the last is the strongest


class Outcome(NamedTuple):
    """What one test of one allergen came to. `patient`: any number that is the same for the same patient;
    `tested_on`: ISO day, "" when not known.
    """

    patient: int
    allergen: str
    status: ResultStatus
    grade: Grade | None
    tested_on: str


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included: ISO days, months or years; "" is open."""

    first: str = ""
    last: str = ""

    def holds(self, day: str) -> bool:
        """Whether a day lies within. One that is not known lies only within a period that is open on both sides."""
        if self == ALWAYS:
            return True
        return bool(day) and _not_after(self.first, day) and (not self.last or _not_after(day, self.last))


def _not_after(one: str, other: str) -> bool:
    """Whether a day is not after another, as exactly as both are known: May 2024 is not after 2024."""
    known = min(len(one), len(other))
    return one[:known] <= other[:known]


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many. `count` is None where it is hidden because it is small."""

    count: int | None
    of: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when hidden, or of nobody."""
        return None if self.count is None or not self.of else self.count / self.of

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies with 95 % confidence (Wilson); None where there is none."""
        return None if self.count is None or not self.of else wilson(self.count, self.of)


@dataclass(frozen=True, slots=True)
class AllergenRow:
    """One allergen. Each patient counts once: positive before doubtful, irritant, negative.

    `positive`: of those who were tested and read; `doubtful`: also fading and contradictory reactions; `not_read`:
    tested, but not read when it counts, and so in no rate. A count is None where it is hidden because it is small.
    `reaction_index`: from -1 to 1; `positivity_ratio`: weak ones among the positives of known strength; None where
    there is nothing to calculate it from or it would give away what is hidden.
    """

    allergen: str
    positive: Rate
    doubtful: int | None
    irritant: int | None
    not_read: int | None
    reaction_index: float | None
    positivity_ratio: float | None

    @property
    def tested(self) -> int:
        """Patients who were tested with it and read."""
        return self.positive.of

    @property
    def is_small(self) -> bool:
        """Whether too few were tested for the rate to mean much."""
        return self.tested < FEW_TESTED


@dataclass(frozen=True, slots=True)
class Item:
    """One letter of the MOAHLFA index: how many of those of whom it is known."""

    letter: str
    words: str
    rate: Rate
    unknown: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole of it. `allergens`: highest rate first, those with few tested after them, hidden ones last.

    `patients`: who were tested in the period; `positive_patients`: to at least one of these allergens;
    `only_positives`: patients left out because nothing negative is recorded, so that what was tested is not known;
    `undated`: patients left out of a period because the day of the test is not known; `hidden_below`: counts from 1
    to below this are hidden, 0 when none is; `too_few`: allergens left out because fewer patients than that had them.
    """

    period: Period
    patients: int
    positive_patients: Rate
    allergens: tuple[AllergenRow, ...]
    moahlfa: tuple[Item, ...]
    only_positives: int
    undated: int
    hidden_below: int
    too_few: int


def overview(
    outcomes: Iterable[Outcome],
    people: Mapping[int, Characteristics],
    period: Period = ALWAYS,
    only: Container[str] | None = None,
    hide_below: int = 0,
) -> Overview:
    """Count. `only`: allergens to count, None for all; `hide_below`: hide counts of fewer patients than this."""
    every = [o for o in outcomes if o.allergen and o.status in _RANK]
    with_negatives = _with_negatives(every)
    tested = [o for o in every if only is None or o.allergen in only]
    day_of = {written: _day(written) for written in {o.tested_on for o in every}}  # few days, many outcomes
    held = {written for written, day in day_of.items() if period.holds(day)}
    within = [o for o in tested if o.tested_on in held]
    counted = [o for o in within if o.patient in with_negatives]
    strongest = _strongest(counted)
    patients = {patient for patient, _ in strongest}
    positive = {patient for (patient, _), o in strongest.items() if o.status is ResultStatus.POSITIVE}
    by_allergen: dict[str, list[Outcome]] = defaultdict(list)
    for (_, allergen), outcome in strongest.items():
        by_allergen[allergen].append(outcome)
    small = _Small(hide_below)
    rows = [_row(allergen, found, small) for allergen, found in by_allergen.items()]
    shown = [row for row in rows if row.tested >= hide_below]
    undated = {o.patient for o in tested} - {o.patient for o in tested if day_of[o.tested_on]}
    return Overview(
        period,
        len(patients),
        small.rate(len(positive), len(patients)),
        tuple(sorted(shown, key=_order)),
        _moahlfa(counted, patients, people, small, day_of),
        len({o.patient for o in within} - with_negatives),
        0 if period == ALWAYS else len(undated),
        hide_below,
        len(rows) - len(shown),
    )


def by_year(outcomes: Sequence[Outcome], allergen: str) -> tuple[tuple[str, Rate], ...]:
    """How often one allergen was positive in each year, the first year first, counted as in `overview`."""
    with_negatives = _with_negatives(outcomes)
    years: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.allergen == allergen and outcome.patient in with_negatives and outcome.status in _RANK:
            years[_day(outcome.tested_on)[:4]].append(outcome)
    rows = ((year, _row(allergen, _strongest(years[year]).values(), _Small(0))) for year in sorted(years) if year)
    return tuple((year, row.positive) for year, row in rows if row.tested)


def _with_negatives(outcomes: Iterable[Outcome]) -> set[int]:
    """Patients of whom it is known what else was tested: not only positives are recorded."""
    return {o.patient for o in outcomes if o.allergen and o.status in (ResultStatus.NEGATIVE, ResultStatus.UNKNOWN)}


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of count / of, between 0 and 1."""
    share, square = count / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def _day(written: str) -> str:
    """The day, month or year; "" where something else is written."""
    return written if _DAY.match(written) else ""


def _strongest(outcomes: Iterable[Outcome]) -> dict[tuple[int, str], Outcome]:
    """Patient and allergen -> the outcome that counts, so that a repeated test does not count twice."""
    found: dict[tuple[int, str], Outcome] = {}
    for outcome in outcomes:
        key = outcome.patient, outcome.allergen
        if key not in found or _strength(outcome) > _strength(found[key]):
            found[key] = outcome
    return found


def _strength(outcome: Outcome) -> tuple[int, int]:
    return -_RANK[outcome.status], _GRADES.index(outcome.grade) if outcome.grade in _GRADES else -1


class _Small:
    """What is hidden: counts from 1 to below the limit, and whatever would give them away."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def hides(self, *counts: int) -> bool:
        return any(0 < count < self.limit for count in counts)

    def count(self, count: int) -> int | None:
        return None if self.hides(count) else count

    def counts_within(self, tested: int, *counts: int | None) -> tuple[int | None, ...]:
        """The counts as they can be shown beside each other (None: hidden already); all are hidden where the rest of
        those tested has room for one in each hidden count, and no more.
        """
        shown = tuple(None if count is None else self.count(count) for count in counts)
        rest = tested - sum(count for count in shown if count is not None)
        return (None,) * len(shown) if rest == shown.count(None) > 0 else shown

    def rate(self, count: int, of: int) -> Rate:
        """The others are hidden with the few: 96 of 100 say who the 4 are."""
        return Rate(None if self.hides(count, of - count) else count, of)


def _row(allergen: str, outcomes: Iterable[Outcome], small: _Small) -> AllergenRow:
    outcomes = tuple(outcomes)
    by_status = Counter(o.status for o in outcomes)
    positive, doubtful, irritant, negative, not_read = (by_status[status] for status in _STRONGEST_FIRST)
    grades = Counter(o.grade for o in outcomes if o.status is ResultStatus.POSITIVE)
    weak, strong = grades[Grade.WEAK], grades[Grade.STRONG] + grades[Grade.EXTREME]
    reactions, tested = positive + doubtful + irritant, positive + doubtful + irritant + negative
    rate = small.rate(positive, tested)
    shown = a, d, i = small.counts_within(tested, rate.count, doubtful, irritant)
    index = ratio = None
    if reactions and None not in shown:
        index = (positive - doubtful - irritant) / reactions
    if weak + strong and a is not None and not small.hides(weak, strong):
        ratio = weak / (weak + strong)
    return AllergenRow(allergen, Rate(a, tested), d, i, small.count(not_read), index, ratio)


def _order(row: AllergenRow) -> tuple[bool, bool, float, int, str]:
    share = row.positive.share
    return share is None, row.is_small, -(share or 0.0), -row.tested, row.allergen


def _moahlfa(
    outcomes: Iterable[Outcome],
    patients: Iterable[int],
    people: Mapping[int, Characteristics],
    small: _Small,
    day_of: Mapping[str, str],
) -> tuple[Item, ...]:
    first: dict[int, str] = {}
    for outcome in outcomes:
        if day := day_of[outcome.tested_on]:
            first[outcome.patient] = min(day, first.get(outcome.patient, day))
    said = [(people.get(patient, NOTHING_SAID), first.get(patient, "")) for patient in patients]
    answers: tuple[tuple[str, str, list[bool | None]], ...] = (
        ("M", "male", [who.sex == "male" if who.sex else None for who, _ in said]),
        ("O", "occupational dermatitis", [who.occupational for who, _ in said]),
        ("A", "atopic dermatitis", [who.atopic for who, _ in said]),
        ("H", "hand dermatitis", [_at("hand", who) for who, _ in said]),
        ("L", "leg dermatitis", [_at("leg", who) for who, _ in said]),
        ("F", "face dermatitis", [_at("face", who) for who, _ in said]),
        ("A", "age 40 and over", [_is_old_enough(who, day) for who, day in said]),
    )
    return tuple(
        Item(letter, words, small.rate(known.count(True), len(known) - known.count(None)), known.count(None))
        for letter, words, known in answers
    )


def _at(site: str, who: Characteristics) -> bool | None:
    return site in who.sites if who.sites else None


def _is_old_enough(who: Characteristics, day: str) -> bool | None:
    """By the years alone: nobody needs to give a birthday."""
    if who.birth_year is None or not day:
        return None
    return int(day[:4]) - who.birth_year >= OLD_ENOUGH
