"""What a typed line of the grid of readings means: a test of the grid, one to be added, and perhaps its reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..allergens.allergen import Allergen, SeriesPosition
from ..patch_test.by_hand import ReadingSheet
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import Grade, ResultStatus

_READING = re.compile(r"(?:\?\+|\+\?|\+{1,3}|[-–−]|ir|nr|nt)$", re.IGNORECASE)
_AS_IS = "as is"
_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that Enter can do: go to a row of the grid, or add these tests. `words` say it."""

    words: str
    row: int | None = None
    tests: tuple[PatchTestResult, ...] = ()


def split_reading(typed: str, reading: Callable[[str], Grade | None]) -> tuple[str, str]:
    """ "12 ++" -> ("12", "++"); the reading is "" when the line does not end in one."""
    head, _, last = typed.strip().rpartition(" ")
    if head and _READING.match(last) and reading(last) is not None:
        return head.strip(), last
    return typed.strip(), ""


def series_tests(positions: Sequence[SeriesPosition]) -> tuple[PatchTestResult, ...]:
    """The tests of a series, not read yet."""
    return tuple(
        PatchTestResult(
            p.as_printed,
            p.allergen,
            ResultStatus.NOT_TESTED if p.allergen else ResultStatus.CONTROL,
            None,
            preparation=" ".join(part for part in (p.concentration, p.vehicle) if part),
            cell=f"{p.series_name} no. {p.position}" if p.position else p.series_name,
            series=p.series,
            chamber=p.position,
        )
        for p in positions
    )


class Search(Protocol):
    """How allergens are searched; `near`: by likeness when nothing else fits."""

    def __call__(self, text: str, limit: int | None = None, *, near: bool = True) -> Sequence[Allergen]: ...


def offers(
    name: str,
    sheet: ReadingSheet,
    search: Search,
    series: Sequence[tuple[str, str]],
    positions: Callable[[str], Sequence[SeriesPosition]],
) -> tuple[Offer, ...]:
    """What a typed name or number can mean, the likeliest first; what is only similar comes last."""
    if not name:
        return ()
    plain, preparation = _prepared(name)
    whole = list(_whole_series(name, series, positions))
    named_by_code = whole if name.upper() in dict(series) else []
    sure = () if plain.isdigit() else search(plain, _OFFERED, near=False)
    found = [*_numbered(name, sheet), *named_by_code, *_known(sure, preparation, sheet), *_written(name, sheet), *whole]
    near = () if found or plain.isdigit() else search(plain, _OFFERED)
    return tuple(dict.fromkeys((*found[:_OFFERED], *_unknown(name), *_known(near, preparation, sheet))))


def _row(sheet: ReadingSheet, row: int) -> Offer:
    return Offer(f"{sheet.label(row)}  {sheet.rows[row].result.as_written}", row)


def _numbered(name: str, sheet: ReadingSheet) -> Iterator[Offer]:
    return (_row(sheet, n) for n in range(len(sheet.rows)) if sheet.label(n).casefold() == name.casefold())


def _known(allergens: Sequence[Allergen], preparation: str, sheet: ReadingSheet) -> Iterator[Offer]:
    """Known allergens, in the grid or to be added."""
    for known in allergens:
        there = [n for n, row in enumerate(sheet.rows) if row.result.allergen == known.id]
        yield from (_row(sheet, n) for n in there)
        if not there and not known.is_list:
            test = PatchTestResult(known.name, known.id, ResultStatus.NOT_TESTED, None, preparation=preparation)
            yield Offer(f"Add {_with(known.name, preparation)}", tests=(test,))


def _written(name: str, sheet: ReadingSheet) -> Iterator[Offer]:
    for n, row in enumerate(sheet.rows):
        if name.casefold() in row.result.as_written.casefold():
            yield _row(sheet, n)


def _whole_series(
    name: str, series: Sequence[tuple[str, str]], positions: Callable[[str], Sequence[SeriesPosition]]
) -> Iterator[Offer]:
    if len(name) < 3:
        return
    for code, title in series:
        if name.casefold() in title.casefold() or name.casefold() == code.casefold():
            tests = series_tests(positions(code))
            yield Offer(f"Add the series {title} ({len(tests)} tests)", tests=tests)


def _unknown(name: str) -> Iterator[Offer]:
    plain, preparation = _prepared(name)
    product = PatchTestResult(plain, "", ResultStatus.OWN_PRODUCT, None, preparation=preparation or _AS_IS)
    yield Offer(f"Add the patient's own product “{_with(plain, preparation or _AS_IS)}”", tests=(product,))
    custom = PatchTestResult(plain, "", ResultStatus.NOT_TESTED, None, preparation=preparation)
    yield Offer(f"Add “{_with(plain, preparation)}”, an allergen that is not in the data", tests=(custom,))


def _prepared(name: str) -> tuple[str, str]:
    """ "Shampoo, 1 % aq" -> ("Shampoo", "1 % aq")."""
    plain, _, preparation = name.partition(", ")
    return plain.strip(), preparation.strip()


def _with(name: str, preparation: str) -> str:
    return f"{name}, {preparation}" if preparation else name
