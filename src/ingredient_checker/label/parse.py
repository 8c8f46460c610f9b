"""Stage 1 as one function: label text -> Label."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ..problem import Problem
from .label import Label, LabelEntry, LabelPart, Section
from .products import Product, products
from .section_words import PURPOSES
from .sections import Kind, Passage, passages_and_headings
from .split import entries_in
from .tidy import Tidied, tidy

LONGEST_LABEL = 200_000
_AMOUNT = re.compile(r"\d\s?%")
_NAMES_IN_MENTION = re.compile(
    r",|;|\||\s+(?:and|und|et|y|e|with|plus)\s+|\s[&+]\s|(?<=%)\s(?=[^\W\d_])", re.IGNORECASE
)
# A maker's number for the formula ("F.I.L. C208350/1", "<ILN38083>", "N70013647/1") names no ingredient.
_FORMULA_CODE = re.compile(
    r"(?:code\s?)?(?:f\.?\s?i\.?\s?l\.?|iln|code|formula)\s?:?\s?(?:no\.?\s?)?[a-z]{0,2}\d*(?:\s?/\s?\w{1,3})?"
    r"|(?!c[i1l])[a-z]{0,3}[ -]?\d{6,}(?:\s?/\s?\w{1,3})?|[a-z]\d{4}[a-z]{1,2}(?:/\d{1,3})?|[abdf-z]\d{2,3}",
    re.IGNORECASE,
)
_CODES = re.compile(r"(?:f\.?\s?i\.?\s?l\.?\s?|code\s?:?\s?|formula\s?:?\s?|\bno\.?\s?)*[^\s()<>\[\]]+", re.IGNORECASE)
_LONGEST_CODES = 80
_OPENS_WITH_PURPOSE = re.compile(r"(?:" + PURPOSES + r")(?:\s+|$)", re.IGNORECASE)
_CLOSES_WITH_PURPOSE = re.compile(r"(?:(?<=%)|(?<=%\)))[\s:*-]*(?:" + PURPOSES + r")\b", re.IGNORECASE)
_CAS_NUMBER = re.compile(r"\s*\d{2,7}-\d\d-\d\s*")
_COLOUR_NUMBER = re.compile(r"\d{5}(?::\d)?")
_PLACEHOLDER = re.compile(
    r"^\W*(?:no info(?:rmation)?|none|n/?a|not available|unknown|ingredients? not found|see (?:pack|box|packaging).*|"
    r"tba|not listed|null|nan)\W*$",
    re.IGNORECASE,
)


def parse_label(label_text: str) -> Label:
    """What stands on the label, where and in which section. Linear in the length of the text.

    Raises Problem above 200,000 characters: a text of that length is refused in words, never cut.
    """
    if len(label_text) > LONGEST_LABEL:
        raise Problem(
            f"The text has {len(label_text):,} characters; a label of more than {LONGEST_LABEL:,} is not read. "
            "Paste one product's ingredient list."
        )
    tidied = tidy(label_text)
    if _PLACEHOLDER.match(tidied.text):
        return Label(label_text, (), ("There is no ingredient list, only a placeholder.",))
    found, headings = passages_and_headings(tidied.text)
    has_list = any(p.kind is Kind.LIST and any(_spans(tidied.text, p)) for p in found)
    spans = [
        (start, end, passage)
        for passage in found
        if passage.kind is not Kind.PROSE or not has_list
        for start, end in _spans(tidied.text, passage)
    ]
    spans.sort(key=lambda span: span[0])
    listed = [(start, end) for start, end, passage in spans if passage.kind is Kind.LIST]
    several = products(tidied.text, listed, headings)
    spans = list(_without_headings(tidied.text, spans, several))
    entries = [_entry(label_text, tidied, start, end, passage) for start, end, passage in spans]
    parts = _parts(tidied, several)
    return Label(label_text, tuple(entries), tuple(_doubts(tidied.text, entries)), parts)


def _spans(text: str, passage: Passage) -> Iterator[tuple[int, int]]:
    take_apart = entries_in if passage.kind in (Kind.LIST, Kind.CLAIM) else _mentioned_names
    for start, end in take_apart(text, passage.start, passage.end):
        begin, stop = _without_purpose(text, start, end) if passage.section is Section.ACTIVE else (start, end)
        if stop > begin and not _names_nothing(text, begin, stop):
            yield begin, stop


def _without_headings(
    text: str, spans: list[tuple[int, int, Passage]], several: tuple[Product, ...]
) -> Iterator[tuple[int, int, Passage]]:
    """The entries, those at which a product's heading is glued without it ("Night Serum: Aqua")."""
    heads = [(product.start, product.list_start) for product in several]
    starts = [list_start for _, list_start in heads]
    for start, end, passage in spans:
        place = bisect_right(starts, start)
        if passage.kind is not Kind.LIST or place == len(starts) or starts[place] >= end:
            yield start, end, passage
            continue
        head, list_start = heads[place]
        for a, b in ((start, max(start, head)), (list_start, end)):
            yield from ((first, last, passage) for first, last in entries_in(text, a, b))


def _without_purpose(text: str, start: int, end: int) -> tuple[int, int]:
    """Where "Zinc Oxide 10 %" stands in "Zinc Oxide 10 % Sunscreen"; nowhere where nothing else is said."""
    if opens := _OPENS_WITH_PURPOSE.match(text, start, end):
        start = opens.end()
    closes = _CLOSES_WITH_PURPOSE.search(text, start, end)
    return start, closes.start() if closes and not text[closes.end() : end].strip(" .)") else end


def _entry(label_text: str, tidied: Tidied, start: int, end: int, passage: Passage) -> LabelEntry:
    declared = passage.declared or bool(_AMOUNT.search(tidied.text, start, end))
    return entry_at(label_text, tidied, start, end, passage.section, declared)


def _parts(tidied: Tidied, found: tuple[Product, ...]) -> tuple[LabelPart, ...]:
    return tuple(
        LabelPart(
            product.name or f"Product {number}", tidied.origins[product.start], tidied.origins[product.end - 1] + 1
        )
        for number, product in enumerate(found, 1)
    )


def _names_nothing(text: str, start: int, end: int) -> bool:
    """A formula's number, or a number or percentage that stands alone; a colour index or CAS number is a name."""
    if _CAS_NUMBER.fullmatch(text, start, end):
        return False
    if end - start <= _LONGEST_CODES and all(
        _FORMULA_CODE.fullmatch(code) for code in _CODES.findall(text, start, end)
    ):
        return True
    return not any(c.isalpha() for c in text[start:end]) and not _COLOUR_NUMBER.fullmatch(text, start, end)


def entry_at(label_text: str, tidied: Tidied, start: int, end: int, section: Section, declared: bool) -> LabelEntry:
    """The entry for a stretch of the tidied text, pointing at the original characters."""
    first = tidied.origins[start]
    # The entry ends behind the last original character that became part of it.
    last = _behind(tidied, end)
    text = label_text[first:last]
    kept = len(text.rstrip())
    notes = tuple(dict.fromkeys(note for offset, note in _notes(tidied, start, end)))
    written = tidied.text[start:end]
    # Nearly always nothing was tidied inside an entry, and a range says the same in no space.
    untouched = written == text[:kept]
    origins = range(first, first + kept + 1) if untouched else (*tidied.origins[start:end], first + kept)
    return LabelEntry(text[:kept], first, first + kept, section, written, origins, notes, declared)


def _behind(tidied: Tidied, end: int) -> int:
    last_origin = tidied.origins[end - 1]
    position = end
    while tidied.origins[position] == last_origin and position < len(tidied.origins) - 1:
        position += 1
    # Characters that tidying dropped behind the entry (a trademark sign) do not belong to it; one that stands for
    # several (an entity) does, and reaches up to the next one kept.
    return tidied.origins[position] if position > end or tidied.origins[end] - last_origin > 1 else last_origin + 1


def _notes(tidied: Tidied, start: int, end: int) -> Iterator[tuple[int, str]]:
    for index in range(bisect_left(tidied.notes, (start, "")), len(tidied.notes)):
        if tidied.notes[index][0] >= end:
            return
        yield tidied.notes[index]


def _mentioned_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for stop in [*_NAMES_IN_MENTION.finditer(text, start, end), None]:
        if stop and stop[0].isspace() and not any(c.isalpha() for c in text[position : stop.start()]):
            continue  # "5% benzocaine"
        yield from entries_in(text, position, stop.start() if stop else end)
        position = stop.end() if stop else end


def _doubts(text: str, entries: list[LabelEntry]) -> Iterator[str]:
    """Why the list may be missing or cut, in words."""
    listed = [e for e in entries if e.section not in (Section.CLAIM, Section.MENTIONED)]
    if not text.strip():
        yield "There is no text."
    elif not listed:
        yield "No ingredient list was found in the text."
    else:
        tail = text.rstrip()
        if tail.endswith((",", "...", ";", " and", "&", "/", "-")) or _opens_at_end(tail):
            yield "The list looks cut off at its end."


def _opens_at_end(tail: str) -> bool:
    last = tail[-200:]
    return last.rfind("(") > last.rfind(")") and "(" in last
