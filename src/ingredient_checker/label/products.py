"""Several products in one text: kits, duos, the steps of a mask, shades with whole lists of their own.

Each of them has its own list, so a second list that begins anew is what is looked for. A heading before it helps; a
shade that only names its colours is no product of its own, and neither is a group of ingredients inside one list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .section_words import BASE, STARTS_WITH_WATER


@dataclass(frozen=True, slots=True)
class Product:
    """`text[start:end]` of the tidied label is what belongs to one product; `name` is "" where none is written.

    `list_start`: behind its heading.
    """

    name: str
    start: int
    end: int
    list_start: int


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a product may begin. `evidence`: how much speaks for it before its list has been looked at."""

    name: str
    start: int
    list_start: int
    evidence: int
    own_line: bool = False


_LONGEST_NAME = 100
_LONGEST_GAP = 60
_STARTS_WITH_WATER = re.compile(STARTS_WITH_WATER, re.IGNORECASE)
_BASE = re.compile(BASE, re.IGNORECASE)
_STEP = re.compile(
    r"(?:^|[\s(#-])(?:(?:step|schritt|étape|etape|paso|fase|phase|part|teil|packette|packet|sachet|formula|ampoule|"
    r"product|produit|produkt|component|componente|komponente|tube|no\.?|nr\.?)\s?#?(?:\d{1,2}|[ivab]{1,3})|#\s?\d{1,2})"
    r"(?![^\W\d_])",
    re.IGNORECASE,
)
_KIND_OF_PRODUCT = re.compile(
    r"\b(?:cleans\w+|wash|masks?|masque|maske|cream|crème|creme|crema|lotion|serum|sérum|suero|balm|baume|balsam|toner|"
    r"tonic|mist|peel\w*|gel|gelée|scrub|polish|exfolia\w+|moisturi[sz]er|shampoo|shampooing|conditioner|spray|soap|"
    r"essence|emulsion|ampoule|primer|foundation|concealer|powder|puder|blush|bronzer|highlighter|lipstick|gloss|liner|"
    r"mascara|shadow|pads?|wipes?|sheet|patch|treatment|booster|activator|concentrate|developer|colou?rant|"
    r"dye|bleach|hoitoaine|entwickler|remover|deodorant|perfume|parfum|oil|huile|öl|butter|bar|bomb|salts?|mousse|"
    r"foam|milk|lait|milch|fluid|sunscreen|spf)\b",
    re.IGNORECASE,
)
# Headings inside one product's label: groups of ingredients, what it does, how it is used.
_NO_PRODUCT = re.compile(
    r"\b(?:ingr[eé]d\w*|inhaltsstoffe|inci|composition|contain\w*|contient|contenir|enthält|enthalten|without|formulated|"
    r"allergens?|allergènes?|phthalates?|percent\w*|https?|www|e-?mail|directions?|warnings?|products?\s+are|purpose)\b",
    re.IGNORECASE,
)
_NO_PRODUCT_ALONE = re.compile(
    r"\b(?:actives?|inactives?|free|benefits?|highlights?|features?|claims?|notes?|uses?|usage|how|what|why|when|"
    r"caution|colou?r(?:ant)?s|pigments?|preservatives?|emulsifiers?|emollients?|humectants?|surfactants?|solvents?|"
    r"antioxidants?|vitamins|minerals|botanicals?|extracts|oils|actifs|key|hero|brand|manufacturer|distributed|made|"
    r"disclaimer|storage|shelf|net|batch|origin|certified|address|tel|fax|phone|blend|may)\b",
    re.IGNORECASE,
)
_ONLY_A_GROUP = re.compile(r"(?:fragrance|parfum|perfume|aroma|flavou?r|duft|\+/-|[^\w]*)$", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:\bc\.?\s?[il1]\.?\s?\d{5}|\d{5}$|iron\s+oxides?|titanium\s+dioxide|zinc\s+oxide|\bmica\b|ultramarine|tin\s+oxide|carmine|"
    r"chromium|ferric|manganese\s+violet|bismuth|silica|talc|"
    r"(?:red|yellow|blue|orange|green|violet|black|brown)\s*(?:no\.?\s*)?\d|\blake\b)",
    re.IGNORECASE,
)
_BETWEEN_BARS = re.compile(r"-?\s?\(([^()\n]{2,60})\)\s?/{2,}")
_FILE_NOTE = re.compile(
    r"\b(?:rds\s+)?product\s+name\s*:\s*([^,;\n:]{2,90}?)\s*(?:\bdivision\s*:\s*\w{1,4}\s?(?:\([^()\n]{1,30}\))?|\n)",
    re.IGNORECASE,
)
_SHORT_BEFORE_STOP = re.compile(r"(?:^|[\s.])[^\W\d_]{1,3}$")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SEPARATOR = re.compile(r"[,;|•]")
_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_BULLET = re.compile(r"\s*[-•–*]")


def products(text: str, listed: Sequence[tuple[int, int]], headings: Sequence[int]) -> tuple[Product, ...]:
    """The products of a tidied label in order; none where the text is about one product, as nearly all are.

    `listed`: the entries of its lists as (start, end); `headings`: where "Ingredients:" and the like begin a list.
    """
    if len(listed) < 4:
        return ()
    heads = _one_for_each_list(_heads(text, listed, headings), listed)
    if len(heads) < 2:
        return ()
    lists = _lists(heads, listed)
    strong = [n for n, head in enumerate(heads) if _has_a_list_of_its_own(text, head, lists[n])]
    strong = _without_repeats(text, heads, lists, strong)
    if len(strong) < 2:
        return ()
    kept = [n for n, head in enumerate(heads) if n in strong or (n > strong[0] and _single(text, head, lists[n]))]
    starts = [heads[n].start for n in kept]
    ends = [*starts[1:], len(text)]
    return tuple(
        Product(heads[n].name, start, start + len(text[start:end].rstrip()), heads[n].list_start)
        for n, start, end in zip(kept, starts, ends, strict=True)
    )


# where a product may begin


def _heads(text: str, listed: Sequence[tuple[int, int]], headings: Sequence[int]) -> list[_Head]:
    found = [*_colons(text), *_bars(text), *_name_lines(text), *_restarts(text, listed)]
    for at in headings:
        name, start = _line_before(text, at)
        found.append(_Head(name, start, at, 3 if name else 2))
    first = listed[0][0]
    if not any(head.list_start <= first for head in found):
        found.append(_Head("", 0, first, 1))
    return found


def _colons(text: str) -> Iterator[_Head]:
    """ "Night Cream: Water, ...", on a line of its own, at the start of one, or glued to the list before."""
    at = text.find(":")
    while at >= 0:
        if head := _before_colon(text, at):
            yield head
        at = text.find(":", at + 1)


def _before_colon(text: str, colon: int) -> _Head | None:
    if text[colon + 1 : colon + 2].isdigit() or text.startswith("//", colon + 1):
        return None
    start = max(
        0, colon - _LONGEST_NAME, *(text.rfind(mark, max(0, colon - _LONGEST_NAME), colon) + 1 for mark in ",;|•\n:")
    )
    if start and start == colon - _LONGEST_NAME:
        return None
    opens_line = start == 0 or text[start - 1] in "\n|•"
    stop = _last_stop(text, start, colon)
    if stop and (not opens_line or stop > start + 40 or text[stop:].lstrip()[:1].islower()):
        start, opens_line = stop, False
    elif not opens_line:
        step = _STEP.search(text, start, colon)
        if step is None:
            return None
        start = step.start()
    if opens_line and _BULLET.match(text, start):
        return None
    name = text[start:colon].strip(" \n\"'*#-.(")
    own_line = text.startswith(("\n", " \n"), colon + 1)
    if not _can_name_a_product(name) or ("%" in name and not (opens_line and own_line)):
        return None
    evidence = int(opens_line) + own_line + (2 if _STEP.search(name) or _KIND_OF_PRODUCT.search(name) else 0)
    return _Head(name, start, colon + 1, evidence, own_line)


def _last_stop(text: str, start: int, end: int) -> int:
    """Behind the last full stop that ends what was said before; 0 if there is none."""
    for at in range(end - 1, start, -1):
        if text[at] == "." and text[at + 1] in " \n*" and not _SHORT_BEFORE_STOP.search(text[max(start, at - 5) : at]):
            return at + 1
    return 0


def _can_name_a_product(name: str) -> bool:
    words = _WORD.findall(name)
    return (
        2 <= len(name) <= _LONGEST_NAME
        and 1 <= len(words) <= 14
        and (bool(_STEP.search(name)) or not _NO_PRODUCT.search(name))
        and (bool(_STEP.search(name) or _KIND_OF_PRODUCT.search(name)) or not _NO_PRODUCT_ALONE.search(name))
        and not _ONLY_A_GROUP.match(name)
    )


def _bars(text: str) -> Iterator[_Head]:
    for match in _BETWEEN_BARS.finditer(text):
        yield _Head(match[1].strip(), match.start(), match.end(), 3)
    for match in _FILE_NOTE.finditer(text):
        yield _Head(match[1].strip(), match.start(), match.end(), 3, own_line=True)


def _name_lines(text: str) -> Iterator[_Head]:
    """A name without a colon on a line of its own, before a line that begins a list."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    for (start, end), (next_start, next_end) in pairwise(lines):
        name = text[start:end].strip(" \"'*#.")
        if (
            not _SEPARATOR.search(name)
            and ":" not in name
            and "%" not in name
            and not text[start:end].rstrip().endswith(".")
            and not _BULLET.match(text, start)
            and len(_WORD.findall(name)) <= 10
            and _can_name_a_product(name)
            and len(_SEPARATOR.findall(text, next_start, next_end)) >= 3
            and (_STEP.search(name) or _BASE.match(text, next_start))
        ):
            yield _Head(name, start, end, 3 if _STEP.search(name) or _KIND_OF_PRODUCT.search(name) else 2)


def _restarts(text: str, listed: Sequence[tuple[int, int]]) -> Iterator[_Head]:
    """A list that begins with water again, without a heading: in a new paragraph, or behind a full stop."""
    for n, (start, end) in enumerate(listed[1:], 1):
        if not _STARTS_WITH_WATER.match(text, start):
            continue
        between = text[listed[n - 1][1] : start]
        if _PARAGRAPH.search(between):
            yield _Head("", listed[n - 1][1] + len(between) - len(between.lstrip(" .\n")), start, 1)
        elif between.lstrip().startswith(".") and text[start].isupper() and not text[start:end].isupper():
            yield _Head("", start, start, 0)


def _line_before(text: str, at: int) -> tuple[str, int]:
    """The short line right before a heading, and where it begins; "" and the heading's own place when there is none."""
    before = text[max(0, at - _LONGEST_NAME - 4) : at].rstrip(" \n")
    line = before.rsplit("\n", 1)[-1]
    name = line.strip(" \"'*#.:-")
    if ("\n" not in before and at > len(before) + 4) or _SEPARATOR.search(line) or line.rstrip().endswith("."):
        return "", at
    if not _can_name_a_product(name):
        return "", at
    return name, at - (len(text[max(0, at - _LONGEST_NAME - 4) : at]) - len(before)) - len(line)


# what stands behind it


def _one_for_each_list(heads: list[_Head], listed: Sequence[tuple[int, int]]) -> list[_Head]:
    """In order; of several before the same entry, the one that says most."""
    starts = [start for start, _ in listed]
    best: dict[int, _Head] = {}
    for head in sorted(heads, key=lambda h: h.start):
        entry = bisect_left(starts, head.list_start)
        known = best.get(entry)
        if entry == len(starts) or (not head.own_line and head.name and starts[entry] - head.list_start > _LONGEST_GAP):
            continue  # what stands behind its colon is talk
        if known is None or (bool(head.name), head.evidence) >= (bool(known.name), known.evidence):
            best[entry] = head
    kept: list[int] = []
    for entry in sorted(best):
        # "Night Cream: Retinol 1 %", and then the whole list in a paragraph of its own: one product.
        if kept and not best[entry].name and best[kept[-1]].name and entry - kept[-1] <= 3:
            continue
        kept.append(entry)
    return [best[entry] for entry in kept]


def _lists(heads: Sequence[_Head], listed: Sequence[tuple[int, int]]) -> list[Sequence[tuple[int, int]]]:
    starts = [start for start, _ in listed]
    places = [bisect_left(starts, head.list_start) for head in heads]
    return [listed[a:b] for a, b in zip(places, [*places[1:], len(listed)], strict=True)]


def _has_a_list_of_its_own(text: str, head: _Head, entries: Sequence[tuple[int, int]]) -> bool:
    if len(entries) < 2 or _colours_only(text, entries):
        return False
    base = bool(_BASE.match(text, entries[0][0]))
    water = base and bool(_STARTS_WITH_WATER.match(text, entries[0][0]))
    evidence = head.evidence + 2 * base + (len(entries) >= 5)
    if not head.name:
        return len(entries) >= 5 and (water or (head.evidence > 0 and base)) and evidence >= 3
    return len(entries) >= (2 if head.evidence >= 3 else 3) and evidence >= 3


def _single(text: str, head: _Head, entries: Sequence[tuple[int, int]]) -> bool:
    """A product of one or two ingredients among others with long lists ("Oil: Squalane")."""
    return bool(entries) and head.evidence >= 2 and bool(head.name) and not _colours_only(text, entries)


def _colours_only(text: str, entries: Sequence[tuple[int, int]]) -> bool:
    colours = sum(bool(_COLOUR.search(text, start, end)) for start, end in entries)
    return colours * 3 > len(entries) * 2


def _without_repeats(
    text: str, heads: Sequence[_Head], lists: Sequence[Sequence[tuple[int, int]]], strong: list[int]
) -> list[int]:
    """Without lists that say the same once more, without a name that would make them another product's."""
    kept: list[int] = []
    seen: list[set[str]] = []
    for n in strong:
        names = {" ".join(text[start:end].lower().split()) for start, end in lists[n]}
        again = any(len(names & other) >= 0.8 * min(len(names), len(other)) for other in seen[-3:])
        if again and not heads[n].name:
            continue
        kept.append(n)
        seen.append(names)
    return kept
