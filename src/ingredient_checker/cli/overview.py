"""The clinic's own positives on the terminal or in a file: rates by allergen, and no patient."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..patch_test.overview import AllergenRow, Item, Overview, Period, Rate, overview
from ..patch_test.overview_words import EXPLAINED, headline, index_in_words, left_out, named, numbers, percent
from ..problem import Problem
from ..workbench import Workbench
from .in_words import harmless
from .screening import write_pdf_of, write_text

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
HIDDEN_BELOW = 5
TITLE = "Positive patch tests"


def period_of(first: str | None, last: str | None) -> Period:
    """Problem if one of them is no day, month or year, or they are the wrong way round."""
    for said in (first, last):
        if said is not None and not _DAY.fullmatch(said):
            raise Problem(f"“{said}” is no day; give it as 2024-03-12, a month as 2024-03, or a year.")
    if first and last and not Period(first).holds(last):
        raise Problem(f"{first} is after {last}; give the earlier day with --from.")
    return Period(first or "", last or "")


def counted(workbench: Workbench, period: Period, series: str | None, *, small_counts: bool) -> Overview:
    """The overview of the library. Problem if there is no such series."""
    only = None
    if series is not None:
        only = {place.allergen for place in workbench.series_positions(series)}
        if not only:
            known = ", ".join(code for code, _ in workbench.series())
            raise Problem(f"There is no series “{series}”. Known: {known}.")
    hide_below = 0 if small_counts else HIDDEN_BELOW
    return overview(workbench.record.outcomes(), workbench.record.characteristics(), period, only, hide_below)


def write_overview(form: str, output: Path | None, found: Overview, tests: str, workbench: Workbench) -> None:
    """Print or write it. Problem if the file cannot be written; an older one stays as it was."""
    names = {i: a.name for i, a in workbench.allergens.allergens.items()}
    match form:
        case "pdf":
            assert output is not None
            write_pdf_of(workbench.overview_paper(found, tests), output, TITLE)
        case "html":
            write_text(workbench.overview_paper(found, tests), output)
        case "csv" | "xlsx":
            workbench.export_overview(found, tests, output)
        case "json":
            write_text(json.dumps(overview_of(found, names), ensure_ascii=False) + "\n", output)
        case _:
            write_text("".join(f"{harmless(line)}\n" for line in _lines(found, names)), output)
    if output is not None:
        workbench.record.note("exported", detail="overview")


def overview_of(found: Overview, names: dict[str, str]) -> dict[str, Any]:
    """As JSON; a hidden count is null."""
    return {
        "from": found.period.first or None,
        "to": found.period.last or None,
        "patients": found.patients,
        "positive_patients": _rate(found.positive_patients),
        "moahlfa": [_item(item) for item in found.moahlfa],
        "allergens": [_row(row, names) for row in found.allergens],
        "hidden_below": found.hidden_below,
        "left_out": list(left_out(found)),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"count": rate.count, "of": rate.of, "share": _rounded(rate.share)}


def _item(item: Item) -> dict[str, Any]:
    return {"letter": item.letter, "item": item.words, **_rate(item.rate), "unknown": item.unknown}


def _row(row: AllergenRow, names: dict[str, str]) -> dict[str, Any]:
    interval = row.positive.interval
    return {
        "allergen": row.allergen,
        "name": named(row, names),
        "tested": row.tested,
        "positive": row.positive.count,
        "share": _rounded(row.positive.share),
        "interval": None if interval is None else [_rounded(end) for end in interval],
        "doubtful": row.doubtful,
        "irritant": row.irritant,
        "not_read": row.not_read,
        "reaction_index": _rounded(row.reaction_index),
        "positivity_ratio": _rounded(row.positivity_ratio),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _lines(found: Overview, names: dict[str, str]) -> Iterator[str]:
    yield headline(found)
    yield from index_in_words(found.moahlfa)
    yield ""
    width = max((len(named(row, names)) for row in found.allergens), default=0)
    for row in found.allergens:
        interval = row.positive.interval
        within = "" if interval is None else f"  ({percent(interval[0])} to {percent(interval[1])})"
        yield f"{named(row, names):<{width}}  {numbers(row)}{within}"
    yield ""
    yield from left_out(found)
    yield from EXPLAINED[:2]
