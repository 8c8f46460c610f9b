"""The clinic's own positives on paper and as a table, without anything that tells of a single patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..patch_test.overview import Overview
from ..patch_test.overview_words import (
    EXPLAINED,
    HEADINGS,
    cells,
    headline,
    index_in_words,
    left_out,
    named,
    period_in_words,
)
from .page import filled
from .rates_chart import as_image, rates_chart

TITLE = "Positive patch tests"
_MOST_BARS = 34  # a page full; the table holds them all

_WIDTHS = (20, 8, 9, 6, 14, 10, 9, 9, 7, 8)  # of the table's columns, in percent
TABLE_HEADINGS = (
    *("Allergen", "Tested", "Positive", "Rate %", "95 % from", "95 % to"),
    *("Doubtful", "Irritant", "Not read", "Reaction index", "Positivity ratio %"),
)


def overview_paper(
    overview: Overview, names: Mapping[str, str], tests: str, printed_on: date, data_version: str
) -> str:
    """The HTML. `tests`: which allergens are counted, in words ("all allergens", a series)."""
    rows = overview.allergens[:_MOST_BARS]
    return filled(
        "overview.html",
        printed_on,
        data_version,
        title=TITLE,
        patient="",
        period=period_in_words(overview.period),
        tests=tests,
        headline=headline(overview),
        moahlfa=index_in_words(overview.moahlfa),
        left_out=tuple(left_out(overview)),
        chart=as_image(rates_chart(rows, names, fine=3)) if rows else "",
        bars=len(rows),
        headings=tuple(zip(HEADINGS, _WIDTHS, strict=True)),
        rows=[cells(row, names, "–") for row in overview.allergens],
        explained=EXPLAINED,
    )


def overview_table(
    overview: Overview, names: Mapping[str, str]
) -> tuple[tuple[str, ...], list[tuple[str | int | float | None, ...]]]:
    """Headings and one row an allergen, for a spreadsheet; hidden counts are empty."""
    return TABLE_HEADINGS, [
        (
            named(row, names),
            row.tested,
            row.positive.count,
            _percent(row.positive.share),
            *(_percent(end) for end in row.positive.interval or (None, None)),
            row.doubtful,
            row.irritant,
            row.not_read,
            None if row.reaction_index is None else round(row.reaction_index, 3),
            _percent(row.positivity_ratio),
        )
        for row in overview.allergens
    ]


def overview_lines(overview: Overview, tests: str) -> tuple[str, ...]:
    """What stands above such a table."""
    return (
        f"{TITLE}, {period_in_words(overview.period)}, {tests}",
        headline(overview),
        *index_in_words(overview.moahlfa),
        *left_out(overview),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)
