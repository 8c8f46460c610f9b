"""What an overview says, in words and columns: the same in the window, on paper, in the terminal and in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .overview import FEW_TESTED, AllergenRow, Item, Overview, Period, Rate

HEADINGS = ("Allergen", "Tested", "Positive", "%", "95 %", "Doubtful", "Irritant", "Not read", "RI", "PR")
MEANINGS = (
    "",
    "patients who were tested with it and read; each counts once",
    "at the strongest result of each patient",
    "positive of tested",
    "where the rate lies with 95 % confidence (Wilson 1927)",
    "doubtful, fading or contradictory, to be decided by a person",
    "irritant, not allergic",
    "tested, but not read when it counts; in no rate",
    "reaction index, from -1 to 1: positives less doubtful and irritant, of all three (Brasch and Henseler 1992)",
    "positivity ratio: + among +, ++ and +++ (Geier et al. 2003)",
)
EXPLAINED = (
    "Each patient counts once an allergen, with the strongest result. Not tested and not read are in no rate.",
    "95 %: where the rate lies with 95 % confidence (Wilson 1927).",
    "RI, reaction index: (positive - doubtful - irritant) / (positive + doubtful + irritant), from -1 to 1 (Brasch and"
    " Henseler 1992). PR, positivity ratio: the share of + among +, ++ and +++ (Geier et al. 2003). A low RI with a"
    " high PR may lie in the preparation or in the reading.",
    "Who is tested with what is not chance: rates of another clinic can only be compared beside its MOAHLFA index.",
)


def named(row: AllergenRow, names: Mapping[str, str]) -> str:
    """The allergen's name; its id where the knowledge has it no more."""
    return names.get(row.allergen, row.allergen)


def percent(share: float, digits: int = 1) -> str:
    """ "12.4 %"."""
    return f"{share * 100:.{digits}f} %"


def numbers(row: AllergenRow) -> str:
    """ "12.4 % · 31 of 250"."""
    share = row.positive.share
    if share is None or row.positive.count is None:
        return f"hidden · of {row.tested}"
    return f"{percent(share)} · {row.positive.count} of {row.tested}"


def cells(row: AllergenRow, names: Mapping[str, str], hidden: str = "hidden") -> tuple[str, ...]:
    """One text a heading."""
    share, interval = row.positive.share, row.positive.interval
    return (
        named(row, names),
        str(row.tested),
        hidden if row.positive.count is None else str(row.positive.count),
        "" if share is None else f"{share * 100:.1f}",
        "" if interval is None else f"{interval[0] * 100:.1f} to {interval[1] * 100:.1f}",
        *(hidden if n is None else str(n) for n in (row.doubtful, row.irritant, row.not_read)),
        "" if row.reaction_index is None else f"{row.reaction_index:.2f}".replace("-0.00", "0.00"),
        "" if row.positivity_ratio is None else percent(row.positivity_ratio, 0),
    )


def rate_in_words(rate: Rate) -> str:
    """ "31 of 250, 12.4 %"; without a share where there is none."""
    if not rate.of:
        return "nobody"
    share = rate.share
    return f"hidden, of {rate.of}" if share is None else f"{rate.count} of {rate.of}, {percent(share)}"


def index_in_words(items: Sequence[Item]) -> tuple[str, ...]:
    """The MOAHLFA index, one sentence an item: "M male: 12 of 30, 40.0 %; not known of 4". What is recorded of nobody
    stands in one last sentence.
    """
    return _with_missing(items, _in_words)


def index_briefly(items: Sequence[Item]) -> tuple[str, ...]:
    """The same for a line: "M male 40.0 % of 30"."""
    return _with_missing(items, _briefly)


def _with_missing(items: Sequence[Item], said: Callable[[Item], str]) -> tuple[str, ...]:
    missing = [f"{item.letter} {item.words}" for item in items if not item.rate.of]
    if len(missing) == len(items):
        return ("MOAHLFA index: nothing is recorded for it",)
    known = tuple(said(item) for item in items if item.rate.of)
    return (*known, f"not recorded: {', '.join(missing)}") if missing else known


def _in_words(item: Item) -> str:
    unknown = f"; not known of {item.unknown}" if item.unknown else ""
    return f"{item.letter} {item.words}: {rate_in_words(item.rate)}{unknown}"


def _briefly(item: Item) -> str:
    share = item.rate.share
    return f"{item.letter} {item.words} {'hidden' if share is None else percent(share)} of {item.rate.of}"


def years_in_words(name: str, years: Sequence[tuple[str, Rate]]) -> str:
    """ "Nickel by year: 2023 12.0 % (6 of 50) · 2024 …"."""
    said = (f"{year} {percent(rate.share or 0.0)} ({rate.count} of {rate.of})" for year, rate in years)
    return f"{name} by year: " + (" · ".join(said) if years else "no day of a test is known")


def period_in_words(period: Period) -> str:
    """ "2022 to 2024"."""
    if period.first and period.first == period.last:
        return period.first
    if period.first and period.last:
        return f"{period.first} to {period.last}"
    return f"since {period.first}" if period.first else f"until {period.last}" if period.last else "all years"


def headline(overview: Overview) -> str:
    """Who was tested, and how many of them are positive to anything that is counted."""
    if not overview.patients:
        return "No patient with read patch tests."
    positive = rate_in_words(overview.positive_patients)
    return f"{overview.patients} patients tested; positive to at least one: {positive}."


def left_out(overview: Overview) -> Iterator[str]:
    """What is not in the rates, and why."""
    if overview.only_positives:
        yield (
            f"{_patients(overview.only_positives)} left out: nothing negative is recorded, so what was tested is not"
            " known, and every rate would be too high."
        )
    if overview.undated:
        yield f"{_patients(overview.undated)} left out: the day of the test is not known."
    if any(row.is_small for row in overview.allergens):
        yield f"With fewer than {FEW_TESTED} patients tested a rate is mostly chance; these allergens stand last."
    if overview.hidden_below:
        few = f"fewer than {overview.hidden_below} patients"
        more = f"; {overview.too_few} allergens that {few} were tested with are left out" if overview.too_few else ""
        yield f"Counts of {few} are hidden, so that nobody can be recognised{more}."


def _patients(count: int) -> str:
    return f"{count} patient{' is' if count == 1 else 's are'}"
