"""Which part of a label is the list, which is said to be absent, and which is talk.

Works on tidied text. Nothing is dropped silently: what is not the list is either a claim (said to be absent), a mention
(named on the pack, looked at), or prose, which is kept as a passage as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from .claims import CLAIM_END, SENTENCE_END, claim_extent
from .label import Section
from .section_words import (
    ABSENT,
    ABSENT_BEFORE,
    ABSENT_BEHIND,
    BASE,
    BOXED,
    CONTAINS,
    FILE_NOTES,
    HEADINGS,
    MAY_CONTAIN,
    NOTICES,
    STARTS_WITH_WATER,
    TALK_OPENERS,
)
from .talk import BADGES, JOINING, TELLS, WORD, talk


class Kind(Enum):
    """What a passage is, and so how it is taken apart."""

    LIST = auto()
    MENTION = auto()  # a few names outside the list
    CLAIM = auto()
    PROSE = auto()


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` of the tidied label. `declared`: the pack says that it is in the product."""

    start: int
    end: int
    kind: Kind
    section: Section
    declared: bool = True


# Matched on small letters (without regard to case it takes five times as long), and only where a word begins.
_MARK = re.compile(
    r"(?:(?<![^\W\d_])|(?=[+\[(<不无])|(?=may\s))(?:"
    r"(?P<may>[\[(]?\s?(?:" + MAY_CONTAIN + r")(?:[\s:/()\-]|" + MAY_CONTAIN + r")*)"
    # US drug facts often have no colon: "Active ingredient Purpose Zinc oxide 10% Sunscreen Inactive ingredients water"
    r"|\b(?:drug\s+facts\s{1,3})?"
    r"(?:(?P<inactive_words>in[- ]?active\s+ingredients?)|(?P<active_words>active\s+ingredients?))"
    r"(?:\s?\((?:in\s+)?each\s[^()\n]{1,30}\))?(?:\s{1,3}purposes?\b)?\s{0,3}[:*]{0,3}"
    r"(?!\s{0,3}(?:are|is|in|of|that|which|and|may|can|help)\b)(?=\s)"
    r"|\b(?P<inactive>" + HEADINGS[Section.INACTIVE] + r")\s{0,3}[*\"]{0,2}\s{0,3}(?::|$(?=\n))"
    r"|\b(?P<active>" + HEADINGS[Section.ACTIVE] + r")\s{0,3}[*\"]{0,2}\s{0,3}(?::|$(?=\n))"
    r"|\b(?P<key>(?:key|hero|star|featured)\s+(?:active\s+)?ingredients?)\s{0,3}:"
    r"|\b(?P<list>" + HEADINGS[Section.INGREDIENTS] + r")\s{0,3}[*\"]{0,2}\s{0,3}(?:[:：]|$(?=\n)|\Z)"
    r"|[\[<(]\s?(?P<boxed>" + BOXED + r")\s?[\]>)]\s?:?"
    r"|^[ \"#*]{0,9}(?P<bare>ingr[eé]dients?|inhaltsstoffe|ingredientes|ingredienti|ingrediënten|inci|"
    r"全成分|配合成分|전성분)\s+"
    r"(?!lists?\b|may\b|are\b|is\b|from\b|of\b|that\b|which\b|to\b|and\b|in\b|with\b|can\b)(?=\S)"
    r"|(?P<free>(?:\b[^\W\d_]+[ -]){0,2}\b[^\W\d_]{2,}[ -]{1,2}free\b"
    r"(?![ -]+(?:of|from|radicals?|form|flow(?:ing)?|fatty)\b)"
    r"|\b[^\W\d_]{3,}frei(?:e[rsnm]?)?\b|\b[^\W\d_]{4,}(?:vrije?|fria?|frie)\b"
    r"|[^\W\d_]{1,20}(?:" + ABSENT_BEHIND + r"))"
    # A half of a name that was broken at its hyphen ("Chlorphene-\n sin") is no word.
    r"|(?P<absent>(?<![^\W\d_]-)(?<![^\W\d_]-\s)(?<![^\W\d_]\s-\s)\b(?:"
    + ABSENT
    + r")\b(?!\s?-\s?[^\W\d_])|(?:"
    + ABSENT_BEFORE
    + r")|(?<![\d.,])0\s?%(?=\s?(?:de\s|of\s)?[^\W\d])"
    r"|(?:^|(?<=[|•;:.(,]))\s?\bno\s+(?=[^\W\d_]{3})(?!info|ingredient))"
    r"|\b(?P<file_note>" + FILE_NOTES + r")"
    r"|\b(?:(?P<notice>" + NOTICES + r")\s?(?::|$)|(?P<opener>" + TALK_OPENERS + r")\b)"
    r")",
    re.MULTILINE,
)
_NOTICE_STEP = re.compile(r"\n\s*\n|\n|[.;!](?=\s)")
_CONTAINS = re.compile(r"\b(?:" + CONTAINS + r")\b:?", re.IGNORECASE)
_OPENS_WITH_CONTAINS = re.compile(r"[\s*\d]*(?:" + CONTAINS + r")\s+(?=[\w(])", re.IGNORECASE)
_NUMBERED_FOOTNOTE = re.compile(r"\s*\d\s?(?:[^\W\d_]+\s){1,3}(?:of|from|in|by|aus|de)\s[^,;]*$", re.IGNORECASE)
_FIRST_OF_A_LIST = re.compile(BASE, re.IGNORECASE)
_BEGINS_WITH_WATER = re.compile(STARTS_WITH_WATER, re.IGNORECASE)
_A_FEW_NAMES = 120
_HIGHLIGHT_END = re.compile(r"\n|[.;](?=\s)")
_GLUED_TALK = re.compile(r"\.\s|\n")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_AMOUNT = re.compile(r"\d\s?%")
_SEPARATOR = re.compile(r"[,;|•]")
_NATURAL_PART = re.compile(
    r"\bnatural(?:ly)?[ -](?:occurring|components?|constituents?|present|found)\b", re.IGNORECASE
)
# Certificates, addresses and warnings around a list.
_NOTICE = re.compile(
    r"\b(?:certified\s+by|ecocert|cosmos|www\.|https?|e-?mail|distributed\s+by|manufactured|made\s+in|imported\s+by|"
    r"keep\s+(?:out|away)|external\s+use|not\s+tested\s+on|store\s+(?:below|at|away|between|under)|shake\s+well|avoid\s+contact|warnings?|caution|directions?|how\s+to\s+use|store\s+in|recycl\w+|"
    r"organic\s+farming|natural\s+origin|agriculture\s+biologique|batch|best\s+before)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-•–]|\*(?!\*))\s*(?=\S)")


def passages(text: str) -> tuple[Passage, ...]:
    """The passages of a tidied label in order; every character that is not a heading or a mark is in one."""
    return passages_and_headings(text)[0]


def passages_and_headings(text: str) -> tuple[tuple[Passage, ...], list[int]]:
    """The passages, and where a heading begins a list anew: "Ingredients:", or the actives of drug facts."""
    found: list[Passage] = []
    section = Section.INGREDIENTS
    position = 0
    marks = list(_MARK.finditer(in_small_letters(text)))
    headings = [m.start() for m in marks if _heading_of(m)]
    notices = [m.start() for m in marks if _heading_of(m) or m["notice"] or m["opener"] or m["file_note"]]
    for mark in marks:
        if mark.start() < position:
            if mark["absent"] is not None and found[-1].kind is Kind.CLAIM and _ends_with_colon(text, mark, position):
                # A claim at whose end the next one opens: "... without: A, B or products are made without:\n\nC, D"
                _, position = claim_extent(
                    text, mark.span(), mark["free"] is not None, mark.start(), _next_heading(headings, mark, len(text))
                )
                found[-1] = Passage(found[-1].start, position, Kind.CLAIM, Section.CLAIM)
            continue
        if mark["free"] is not None or mark["absent"] is not None:
            start, end = claim_extent(
                text, mark.span(), mark["free"] is not None, position, _next_heading(headings, mark, len(text))
            )
            before = list(_plain(text, position, start, section))
            named = text.startswith(":", end)  # "Day lotion without perfume: Aqua, ..."
            found += [_title(text, p) for p in before] if named else before
            found.append(Passage(start, end, Kind.CLAIM, Section.CLAIM))
            position = end
        elif mark["may"] is not None:
            found += _plain(text, position, mark.start(), section)
            end = _may_contain_end(text, mark, _next_heading(headings, mark, len(text)))
            found.append(Passage(mark.end(), max(end, mark.end()), Kind.LIST, Section.MAY_CONTAIN))
            position = max(end, mark.end())
        elif mark["file_note"] is not None:
            found += [_title(text, p) for p in _plain(text, position, mark.start(), section)]
            found.append(Passage(mark.start(), mark.end(), Kind.PROSE, Section.MENTIONED, declared=False))
            position = mark.end()
        elif mark["key"] is not None:
            found += _plain(text, position, mark.start(), section)
            stop = _HIGHLIGHT_END.search(text, mark.end(), _next_heading(headings, mark, len(text)))
            position = stop.start() if stop else _next_heading(headings, mark, len(text))
            found.append(Passage(mark.end(), position, Kind.MENTION, Section.MENTIONED))
        elif mark["notice"] is not None or mark["opener"] is not None:
            found += _plain(text, position, mark.start(), section)
            position = _notice_end(text, mark.end(), _next_heading(notices, mark, len(text)))
            found += _notice(text, mark.end() if mark["notice"] else mark.start(), position)
        else:
            before = list(_plain(text, position, mark.start(), section))
            opens_list = _heading_of(mark) is Section.INGREDIENTS and not any(p.kind is Kind.LIST for p in found)
            found += [_title(text, p) if opens_list else p for p in before]
            section = _heading_of(mark) or section
            position = mark.end()
    found += _plain(text, position, len(text), section)
    return tuple(p for p in found if text[p.start : p.end].strip()), _list_headings(marks)


def _list_headings(marks: list[re.Match[str]]) -> list[int]:
    found: list[int] = []
    after_actives = False
    for mark in marks:
        section = _heading_of(mark)
        if section is Section.ACTIVE or (section is Section.INGREDIENTS and not after_actives):
            found.append(mark.start())
        if section is not None:
            after_actives = section is Section.ACTIVE
    return found


def in_small_letters(text: str) -> str:
    """The text in small letters, every letter in its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_a_badge(sentence: str) -> bool:
    """What is left between two claims ("and"), and "Vegan" or "Dermatologically tested", are no ingredients."""
    words = [w.lower() for w in WORD.findall(sentence)]
    return bool(words) and len(words) <= 6 and all(w in JOINING or w in BADGES for w in words)


def _title(text: str, passage: Passage) -> Passage:
    """What stands before the heading of the list is a product's or a maker's name, unless it is a list itself."""
    if passage.kind is not Kind.LIST or len(_SEPARATOR.findall(text, passage.start, passage.end)) >= 2:
        return passage
    return Passage(passage.start, passage.end, Kind.MENTION, Section.MENTIONED)


def _heading_of(mark: re.Match[str]) -> Section | None:
    """The section that a heading opens; None for marks of other kinds."""
    if mark["inactive"] or mark["inactive_words"]:
        return Section.INACTIVE
    if mark["active"] or mark["active_words"]:
        return Section.ACTIVE
    return Section.INGREDIENTS if mark["list"] or mark["bare"] or mark["boxed"] else None


def _ends_with_colon(text: str, mark: re.Match[str], position: int) -> bool:
    """Whether the claim up to `position` ends with this mark and its colon."""
    return 0 <= position - mark.end() <= 70 and text[mark.end() : position + 1].rstrip().endswith(":")


def _next_heading(headings: list[int], mark: re.Match[str], length: int) -> int:
    index = bisect_left(headings, mark.end())
    return headings[index] if index < len(headings) else length


def _may_contain_end(text: str, mark: re.Match[str], next_heading: int) -> int:
    opening = mark[0].lstrip()[:1]
    if opening in ("[", "(") and not _balanced(mark[0]):
        depth = 1
        for i in range(mark.end(), next_heading):
            if text[i] in "[(":
                depth += 1
            elif text[i] in "])":
                depth -= 1
                if depth == 0 or (text[i] == "]" and opening == "["):
                    return i
    stop = _PARAGRAPH_END.search(text, mark.end(), next_heading)
    return stop.start() if stop else next_heading


def _notice_end(text: str, start: int, next_heading: int) -> int:
    """How far directions or warnings reach: as long as their lines and sentences list nothing."""
    position = start
    for stop in _NOTICE_STEP.finditer(text, start, next_heading):
        if _lists_something(text[position : stop.start()]) or _begins_a_list(text, position, next_heading):
            return position
        position = stop.end()
        if stop[0].count("\n") > 1:
            return position
    return position if _lists_something(text[position:next_heading]) else next_heading


def _begins_a_list(text: str, start: int, end: int) -> bool:
    """Whether here, on a line of its own, water or another first name of a list opens one."""
    opens = start > 0 and text[start - 1] in "\n " and _FIRST_OF_A_LIST.match(text, start)
    return bool(opens) and len(_SEPARATOR.findall(text, start, min(end, start + _A_FEW_NAMES))) >= 2


def _lists_something(sentence: str) -> bool:
    separators = len(_SEPARATOR.findall(sentence))
    return bool(_AMOUNT.search(sentence)) or (separators >= 2 and talk(sentence) < (0.1 if separators < 4 else 0.25))


def _notice(text: str, start: int, end: int) -> Iterator[Passage]:
    """Directions and warnings; "contains ..." in them names what is in the product."""
    position = start
    for match in _CONTAINS.finditer(text, start, end):
        if match.start() < position:
            continue
        stop = CLAIM_END.search(text, match.end(), end)
        stop_at = stop.start() if stop else end
        yield Passage(position, match.end(), Kind.PROSE, Section.MENTIONED, declared=False)
        yield Passage(match.end(), stop_at, Kind.MENTION, Section.MENTIONED)
        position = stop_at
    yield Passage(position, end, Kind.PROSE, Section.MENTIONED, declared=False)


def _balanced(text: str) -> bool:
    return text.count("(") + text.count("[") <= text.count(")") + text.count("]")


def _plain(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    """The passages of a stretch without marks: paragraph by paragraph, then line by line where lines differ."""
    position = start
    for stop in [*_PARAGRAPH_END.finditer(text, start, end), None]:
        paragraph_end = stop.start() if stop else end
        if text[position:paragraph_end].strip():
            yield from _paragraph(text, position, paragraph_end, section)
        position = stop.end() if stop else end


def _paragraph(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    lines = _lines(text, start, end)
    if len(lines) > 1 and _is_title(text, lines[0], lines[1]):
        yield Passage(*lines[0], Kind.MENTION, Section.MENTIONED, declared=False)
        start, lines = lines[1][0], lines[1:]
    breaks = [start, *(s for s, e in lines[1:] if _opens_a_list(text, s, e)), end]
    for first, last in pairwise(breaks):
        yield from _block(text, first, last, section)


def _is_title(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a line is a product's name above a list that begins with water ("Moon Balm 50 ml")."""
    return (
        not _SEPARATOR.search(text, *line)
        and not text[slice(*line)].rstrip().endswith(("-", ":"))
        and len(WORD.findall(text, *line)) <= 8
        and bool(_BEGINS_WITH_WATER.match(text, following[0]))
        and len(_SEPARATOR.findall(text, *following)) >= 2
    )


def _opens_a_list(text: str, start: int, end: int) -> bool:
    """Whether a line is "Night Serum: Aqua, Propanediol, ..."."""
    head = _head_end(text, start, end)
    if not head or _BULLET.match(text, start, end):
        return False
    return len(_SEPARATOR.findall(text, head, end)) >= 2 and talk(text[head:end]) < 0.1


def _block(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    lines = _lines(text, start, end)
    if any(_BULLET.match(text, s, e) or text[s:e].rstrip().endswith(":") for s, e in lines):
        run: int | None = None
        for s, e in lines:
            special = bool(_BULLET.match(text, s, e)) or text[s:e].rstrip().endswith(":")
            if special:
                if run is not None:
                    yield from _sentences(text, run, s, section)
                run = None
                yield from _bullet(text, s, e, section)
            elif run is None:
                run = s
        if run is not None:
            yield from _sentences(text, run, end, section)
    else:
        yield from _sentences(text, start, end, section)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    position = start
    while position <= end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        if text[position:stop].strip():
            lines.append((position, stop))
        position = stop + 1
    return lines


def _bullet(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    """A highlight line: its head is a mention; a footnote says something of the list and counts as declared."""
    bullet = _BULLET.match(text, start, end)
    footnote = bullet is not None and "*" in bullet[0]
    head_start = bullet.end() if bullet else start
    colon = text.find(":", head_start, end)
    if bullet and colon < 0:
        if len(_SEPARATOR.findall(text, head_start, end)) >= 3 and talk(text[head_start:end]) < 0.1:
            yield Passage(head_start, end, Kind.LIST, section)
        elif footnote or talk(text[head_start:end]) < 0.2:
            yield Passage(head_start, end, Kind.MENTION, Section.MENTIONED)
        else:
            stop = _GLUED_TALK.search(text, head_start, end)
            yield Passage(head_start, stop.start() if stop else end, Kind.PROSE, Section.MENTIONED, declared=False)
            if stop:
                yield from _sentences(text, stop.end(), end, section)
        return
    if colon < 0:
        colon = end
    if bullet and (said := text.rfind(". ", head_start, colon)) > 0:
        yield from _sentences(text, head_start, said, section)
        head_start = said + 2
    amount = bool(_AMOUNT.search(text, head_start, colon))
    yield Passage(head_start, colon, Kind.MENTION, Section.MENTIONED, declared=amount or not bullet or footnote)
    if bullet and len(_SEPARATOR.findall(text, colon + 1, end)) >= 3 and _FIRST_OF_A_LIST.match(text, colon + 1):
        bullet = None  # one of several products, not a highlight
    if text[colon + 1 : end].strip():
        yield from _sentences(text, colon + 1, end, section if not bullet else Section.MENTIONED)


def _sentences(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    """List and talk of one paragraph, told apart sentence by sentence; neighbours of the same kind are joined."""
    current: Passage | None = None
    position = start
    for stop in [*SENTENCE_END.finditer(text, start, end), None]:
        sentence_end = stop.start() if stop else end
        if stop is not None and stop[0][0] not in ".! ":
            continue  # separators of a list, not ends of a sentence, when reading the list itself
        for passage in _sentence(text, position, sentence_end, section):
            if (
                current
                and current.kind is Kind.LIST
                and passage.kind is Kind.LIST
                and current.section is passage.section
            ):
                current = Passage(current.start, passage.end, Kind.LIST, current.section)
                continue
            if current:
                yield current
            current = passage
        position = stop.end() if stop else end
    if current:
        yield current


def _sentence(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    sentence = text[start:end]
    if not sentence.strip():
        return
    if _NATURAL_PART.search(sentence):
        clause = re.compile(r"\b(?:have|has|are|is|occurs?|not)\b", re.IGNORECASE).search(text, start, end)
        yield Passage(start, clause.start() if clause else end, Kind.MENTION, Section.MENTIONED)
        return
    if _is_a_badge(sentence):
        yield Passage(start, end, Kind.PROSE, Section.MENTIONED, declared=False)
        return
    if opens := _OPENS_WITH_CONTAINS.match(text, start, end):
        declared = section is not Section.MENTIONED and talk(text[opens.end() : end]) < 0.12
        yield Passage(opens.end(), end, Kind.MENTION, Section.MENTIONED, declared)
        return
    if _NUMBERED_FOOTNOTE.match(text, start, end):
        yield Passage(start, end, Kind.MENTION, Section.MENTIONED)
        return
    stripped = sentence.lstrip(" \"'.")
    if stripped.startswith("*") and not _SEPARATOR.search(stripped):
        yield Passage(start, end, Kind.MENTION, Section.MENTIONED)
        return
    head = _head_end(text, start, end)
    if head:
        yield Passage(start, head, Kind.MENTION, Section.MENTIONED)
        start = head + 1
        sentence = text[start:end]
        first = WORD.search(sentence)
        if first and first[0].lower() in TELLS and not _AMOUNT.search(sentence):
            yield Passage(start, start + first.end(), Kind.PROSE, Section.MENTIONED, declared=False)
            yield from _talkative(text, start + first.end(), end, section)
            return
    share = talk(sentence)
    separators = len(_SEPARATOR.findall(sentence))
    if separators <= 2 and (notice := _NOTICE.search(text, start, end)) and not _AMOUNT.search(sentence):
        # It may be glued to the last name of the list, or stand in the line below it.
        line = text.rfind("\n", start, notice.start()) + 1
        begins = line if line > start else notice.start()
        if talk(text[start:begins]) == 0:
            yield from _sentence(text, start, begins, section)
            start = begins
        yield from _notice(text, start, end)
        return
    words = len(WORD.findall(sentence))
    if (share >= 0.3 and words >= 4) or (share >= 0.12 and words >= 5 * (separators + 1)):
        yield from _talkative(text, start, end, section)
    elif section is Section.MENTIONED:
        yield Passage(start, end, Kind.PROSE, section, declared=False)
    else:
        yield Passage(start, end, Kind.LIST, section)


def _talkative(text: str, start: int, end: int, section: Section) -> Iterator[Passage]:
    """A sentence that is talk as a whole: a list that the talk is glued to is none of it, and what it names is kept."""
    told = start
    for first, last in _runs_without_talk(text, start, end) if section is not Section.MENTIONED else ():
        if len(_SEPARATOR.findall(text, first, last)) >= 2 and (first == start or _FIRST_OF_A_LIST.match(text, first)):
            yield from _told(text, told, first)
            yield Passage(first, last, Kind.LIST, section)
            told = last
    yield from _told(text, told, end)


def _runs_without_talk(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Neighbouring lines and sentences in which no word belongs to talk."""
    run, position = start, start
    for stop in [*_GLUED_TALK.finditer(text, start, end), None]:
        behind = stop.end() if stop else end
        if talk(text[position:behind]) > 0:
            if run < position:
                yield run, position
            run = behind
        position = behind
    if run < end:
        yield run, end


def _told(text: str, start: int, end: int) -> Iterator[Passage]:
    """Talk; where it begins by naming three things and more, they are looked at."""
    named = start
    for separator in _SEPARATOR.finditer(text, start, end):
        if talk(text[named : separator.start()]) > 0:
            break
        named = separator.start()
    if text.count(",", start, named + 1) >= 2:
        yield Passage(start, named, Kind.MENTION, Section.MENTIONED, declared=False)
        start = named
    if start < end:
        yield Passage(start, end, Kind.PROSE, Section.MENTIONED, declared=False)


def _head_end(text: str, start: int, end: int) -> int:
    """The colon behind a product's name or a shade before its list; 0 when there is none."""
    colon = text.find(":", start, min(end, start + 120))
    if colon < 0 or _SEPARATOR.search(text, start, colon):
        return 0
    behind = text[colon + 1 : colon + 2]
    return 0 if behind.isdigit() or not text[start:colon].strip() else colon
