"""Names of allergens as labels disguise them, among harmless names: what is found, what is flagged without reason.

Needs nothing from outside: names come from the program's own data, disguises are made by rule, so that every run asks
the same. `python -m benchmarks.disguises` runs it alone.
"""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .baseline import Measured
from .naive import by_fuzzy_search, by_substring, names_to_avoid

ALLERGENS = ("mi", "formaldehyde", "fragrance_mix_1", "lanolin", "capb", "propylene_glycol", "ppd", "linalool")
NAMES_OF_EACH = 12
HARMLESS = 2000
NEIGHBOURS = 6
_TENTH = 10

_CYRILLIC = str.maketrans("aeopcxyAEOPCXMTHKB", "аеорсхуАЕОРСХМТНКВ")
_WIDE = {c: c + 0xFEE0 for c in range(ord("A"), ord("z") + 1) if chr(c).isalpha()}
_OCR = (("l", "I"), ("I", "l"), ("o", "0"), ("O", "0"), ("rn", "m"), ("m", "rn"), ("li", "U"), ("y", "v"), ("i", "1"))


@dataclass(frozen=True, slots=True)
class Disguise:
    """`write` gives the disguised name; None where this name cannot be written so. `strength`: format, one or two."""

    what: str
    strength: str
    write: Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that a patient with `allergen` must avoid."""

    name: str
    allergen: str


def _inside(name: str, chance: random.Random) -> int:
    """A place inside a word, away from its ends."""
    places = [i for i in range(3, len(name) - 2) if name[i - 2 : i + 2].isalpha()]
    return chance.choice(places) if places else 0


def _insert(mark: str) -> Callable[[str, random.Random], str | None]:
    def write(name: str, chance: random.Random) -> str | None:
        place = _inside(name, chance)
        return name[:place] + mark + name[place:] if place else None

    return write


def misread_letter(name: str, chance: random.Random) -> str | None:
    fitting = [(old, new) for old, new in _OCR if old in name[1:]]
    if not fitting:
        return None
    old, new = chance.choice(fitting)
    place = name.index(old, 1)
    return name[:place] + new + name[place + len(old) :]


def typing_error(name: str, chance: random.Random) -> str | None:
    """A letter left out, doubled, swapped with the next or hit wrongly."""
    place = _inside(name, chance)
    if not place or len(name) < 8:
        return None
    letter = name[place]
    return chance.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + name[place + 1] + letter + name[place + 2 :],
            name[:place] + chance.choice("aeinorst".replace(letter, "")) + name[place + 1 :],
        )
    )


def _twice(write: Callable[[str, random.Random], str | None]) -> Callable[[str, random.Random], str | None]:
    def again(name: str, chance: random.Random) -> str | None:
        once = write(name, chance) if len(name) >= 14 else None
        return write(once, chance) if once else None

    return again


DISGUISES = (
    Disguise("as it is", "format", lambda name, _: name),
    Disguise("capitals", "format", lambda name, _: name.upper()),
    Disguise("no-break spaces", "format", lambda name, _: name.replace(" ", "\u00a0") if " " in name else None),
    Disguise("soft hyphen", "format", _insert("\u00ad")),
    Disguise("zero-width space", "format", _insert("\u200b")),
    Disguise("broken at the line's end", "format", _insert("-\n")),
    Disguise("hyphen left inside", "format", _insert("- ")),
    Disguise("Cyrillic letters", "format", lambda name, _: name.translate(_CYRILLIC)),
    Disguise("wide letters", "format", lambda name, _: name.translate(_WIDE)),
    Disguise("HTML entities", "format", lambda name, _: html.escape(name).replace("i", "&#105;", 1)),
    Disguise("footnote", "format", lambda name, _: name + "**"),
    Disguise("amount", "format", lambda name, _: name + " 0.5%"),
    Disguise("function in a bracket", "format", lambda name, _: name + " (preservative)"),
    Disguise("line break for a space", "format", lambda name, _: name.replace(" ", "\n", 1) if " " in name else None),
    Disguise("no spaces", "format", lambda name, _: name.replace(" ", "") if " " in name else None),
    Disguise("a space inside", "one", _insert(" ")),
    Disguise("misread letter", "one", misread_letter),
    Disguise("typing error", "one", typing_error),
    Disguise("two misread letters", "two", _twice(misread_letter)),
    Disguise("two typing errors", "two", _twice(typing_error)),
)


def main() -> None:
    """Measure alone."""
    disguised_names(Workbench.open())


def disguised_names(workbench: Workbench, *, quick: bool = False) -> Measured:
    """Print, for each disguise and each way, the share of the mentions that were found; then the false alarms."""
    measured = Measured("disguised names")
    mentions, harmless = _mentions(workbench), _harmless(workbench)
    mentions = mentions[::_TENTH] if quick else mentions
    named = names_to_avoid(workbench.allergens, workbench.catalogue, ALLERGENS)
    print(f"disguised names               {len(mentions)} names, each among {NEIGHBOURS} harmless ones: found in %")
    print(f"    {'':28}{'this program':>14}{'WRatio':>10}{'substring':>11}")
    total: Counter[tuple[str, str]] = Counter()
    for disguise in DISGUISES:
        found: Counter[str] = Counter()
        asked = 0
        for mention in mentions:
            chance = random.Random(f"{mention.name} {mention.allergen} {disguise.what}")
            written = disguise.write(mention.name, chance)
            if written is None:
                continue
            asked += 1
            once = _found(workbench, named, mention, written, chance.sample(harmless, NEIGHBOURS))
            found += once
            case = f"{mention.name}, {mention.allergen}, {disguise.what}"
            measured.case(case, not once["this program"], f"written {written!r}")
        total.update({(disguise.strength, way): count for way, count in found.items()})
        total[disguise.strength, "asked"] += asked
        print(f"    {disguise.what:28}{_shares(found, asked)}   of {asked}")
    for strength, words in (("format", "all of format"), ("one", "all with one error"), ("two", "all with two errors")):
        asked = total[strength, "asked"]
        print(f"    {words:28}{_shares({w: total[strength, w] for w in _WAYS}, asked)}   of {asked}")
    measured.figures.update({f"{strength}, {way}": n for (strength, way), n in total.items()})
    _false_alarms(workbench, named, harmless[::_TENTH] if quick else harmless, measured)
    return measured


_WAYS = ("this program", "WRatio", "substring")


def _found(
    workbench: Workbench, named: dict[str, str], mention: Mention, written: str, around: Sequence[str]
) -> Counter[str]:
    middle = len(around) // 2
    before, after = ", ".join(around[:middle]), ", ".join(around[middle:])
    label = f"{before}, {written}, {after}"
    start = len(before) + 2
    positive = [Positive(mention.allergen, workbench.allergens.get(mention.allergen).name)]
    ours = any(
        finding.level is not Level.INFO
        for entry in workbench.check(label, positive).entries
        if entry.read.entry.start < start + len(written) and entry.read.entry.end > start
        for finding in entry.findings
    )
    its_names = [name for name, allergen in named.items() if allergen == mention.allergen]
    without = f"{before}, {after}"
    return Counter(
        {
            "this program": ours,
            "WRatio": bool(by_fuzzy_search(written, its_names)),
            "substring": bool(by_substring(label, its_names) - by_substring(without, its_names)),
        }
    )


def _false_alarms(workbench: Workbench, named: dict[str, str], harmless: Sequence[str], measured: Measured) -> None:
    """Real ingredients that have nothing to do with these allergens, each read alone."""
    positives = [Positive(i, workbench.allergens.get(i).name) for i in ALLERGENS]
    alarms: Counter[str] = Counter()
    chance = random.Random(11)
    damaged = 0
    for name in harmless:
        ours = _alarm(workbench, name, positives)
        alarms["this program"] += ours
        measured.case(f"harmless: {name}", ours)
        alarms["WRatio"] += bool(by_fuzzy_search(name, list(named)))
        alarms["substring"] += bool(by_substring(name, named))
        if written := typing_error(name, chance):
            damaged += 1
            alarms["misspelt"] += _alarm(workbench, written, positives)
    print(
        f"    false alarms on {len(harmless):,} harmless names: "
        + ", ".join(f"{way} {alarms[way]}" for way in _WAYS)
        + f"; this program on {damaged:,} of them misspelt: {alarms['misspelt']}"
    )
    measured.figures.update({f"false alarms, {way}": n for way, n in alarms.items()})


def _alarm(workbench: Workbench, name: str, positives: Sequence[Positive]) -> bool:
    entries = workbench.check(name, positives).entries
    return any(finding.level is not Level.INFO for entry in entries for finding in entry.findings)


def _mentions(workbench: Workbench) -> list[Mention]:
    """For each allergen, names that it must avoid, spread over the alphabet; no abbreviations."""
    mentions = []
    for allergen in ALLERGENS:
        names = sorted(
            workbench.substance_name(link.substance)
            for link in workbench.allergens.links_by_allergen[allergen]
            if link.level is Level.AVOID and len(workbench.substance_name(link.substance)) > 7
        )
        mentions += [Mention(name, allergen) for name in names[:: max(1, len(names) // NAMES_OF_EACH)][:NAMES_OF_EACH]]
    return mentions


def _harmless(workbench: Workbench) -> list[str]:
    """Ingredients of the vocabulary that no relation above information ties to these allergens."""
    tied = {
        link.substance
        for allergen in ALLERGENS
        for link in workbench.allergens.links_by_allergen[allergen]
        if link.level is not Level.INFO
    }
    names = sorted(s.name for s in workbench.catalogue.substances.values() if s.id not in tied and s.functions)
    return names[:: max(1, len(names) // HARMLESS)][:HARMLESS]


def _shares(found: Counter[str] | dict[str, int], asked: int) -> str:
    widths = (14, 10, 11)
    return "".join(f"{100 * found.get(way, 0) / max(1, asked):>{w}.0f}" for way, w in zip(_WAYS, widths, strict=True))


if __name__ == "__main__":
    main()
