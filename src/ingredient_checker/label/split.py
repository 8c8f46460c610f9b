"""A list taken apart: separators, commas inside names, brackets, footnotes.

Only what can be told without knowing any ingredient; where two names run together, or one name was cut in two, the
matching stage repairs it with the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HARD = re.compile(
    r"[,;|•\n]|<(?=[a-z]{2,4}\d{3})|\.(?=\s)|\s-\s|\s/\s|\(and\)"
    # "Octocrylene 2.8%Water": a heading was lost between the two; "Linalool.A14": a maker's code behind the list.
    r"|%(?=(?-i:[A-Z])[a-z]{3})|%\s(?=[^\W\d_][^,;|•%\n]{3,40}\d\s?%)|\.(?=(?-i:[ABDF-Z])\d{2,4}\W*$)",
    re.IGNORECASE,
)
_JOINING_WORD = re.compile(r"(?:and|und|et|plus)\s+", re.IGNORECASE)
_LOCANTS = re.compile(r"\d,\d-[a-z]", re.IGNORECASE)
_STOP = re.compile(r"[,;|•\n<.(\[%]|\s[-/]\s")  # where a look is worth while
_DIOL_NEXT = re.compile(
    r"\s?\d+(?:,\d+)*-(?:di|tri)?(?:ol|one|yl|en|hydro|car|am|meth|prop|but|hex|oct|dec|gly)", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|no|var|ssp|subsp|spp|st|ext|syn|cf|denat|conc|approx|art|nr)$", re.IGNORECASE
)
_LONGEST_BRACKET = 400
_EDGE = " \n\t.,;:|•-–*\"'+~^_=<>#\\/"


def entries_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The (start, end) of every entry of a list; empty ones are left out and brackets keep their commas."""
    breaks = _break_kinds(text, start, end)
    depth_until = _bracket_ends(text, start, end)
    position = start
    i = start
    while found := _STOP.search(text, i, end):
        i = found.start()
        match = _HARD.match(text, i)
        if (closes := depth_until.get(i)) is not None and not match:
            i = closes
            continue
        if not match or not _separates(text, position, match, breaks, end):
            i += 1
            continue
        behind = match.start() + (match[0][0] == "%")  # the sign belongs to the amount before it
        yield from _trimmed(text, position, behind, depth_until)
        position = i = max(match.end(), i + 1)
    yield from _trimmed(text, position, end, depth_until)


def _break_kinds(text: str, start: int, end: int) -> frozenset[str]:
    """Which uncertain separators rule this list: line ends, " - " and " / " only where they dominate."""
    stretch = text[start:end]
    certain = sum(map(stretch.count, ",;|•"))
    kinds = set()
    if stretch.count("\n") > certain:
        kinds.add("\n")
    for mark in (" - ", " / "):
        if stretch.count(mark) >= 4 and stretch.count(mark) > 2 * certain:
            kinds.add(mark.strip())
    return frozenset(kinds)


def _bracket_ends(text: str, start: int, end: int) -> dict[int, int]:
    """Opening bracket -> behind its closing one, for balanced brackets of a sensible length."""
    ends: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    for i in range(start, end):
        char = text[i]
        if char in "([":
            opened.append((char, i))
        elif char in ")]":
            wanted = "(" if char == ")" else "["
            if opened and opened[-1][0] == wanted:
                at = opened.pop()[1]
                if i - at <= _LONGEST_BRACKET:
                    ends[at] = i + 1
    return ends


def _separates(text: str, position: int, match: re.Match[str], breaks: frozenset[str], end: int) -> bool:
    mark = match[0]
    at = match.start()
    if mark == ",":
        return not _inside_number(text, position, at, end)
    if mark in ";|•<":
        return True
    if mark[0] == "%":
        return any(c.isalpha() for c in text[position:at])
    if mark == "\n":
        return "\n" in breaks or text.startswith("\n", at + 1)
    if mark == ".":
        if not text[at + 1 : at + 2].isspace():
            return True  # a code
        behind = text[at + 1 : at + 3].strip()[:1]
        if behind.isalpha() and behind.islower():
            return False
        return not _ABBREVIATION.search(text[max(position, at - 8) : at]) or text[
            position:at
        ].rstrip().lower().endswith("denat")
    if mark.strip() in ("-", "/"):
        return mark.strip() in breaks
    return True  # (and)


def _inside_number(text: str, position: int, at: int, end: int) -> bool:
    """Whether the comma stands in "1,2-Hexanediol", "-1, 3-diol", "N,N-", "7,5 %" or "1,000 ppm"."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isdigit() and after.isdigit() and at + 1 < end:
        if _LOCANTS.match(text, at + 1) and not text[position:at].strip().replace(",", "").isdigit():
            return False  # "Polysorbate 20,1,2-Hexanediol": the locants begin the next name
        left = re.search(r"\d+$", text[max(position, at - 8) : at])
        right = re.match(r"\d+", text[at + 1 : at + 9])
        return not (left and right and len(left[0]) >= 4 and len(right[0]) >= 4)
    if before.isdigit() and (match := _DIOL_NEXT.match(text, at + 1)) and match.end() <= end + 4:
        token = text[position:at].strip()
        return token.replace(",", "").isdigit() or (bool(re.search(r"-\d+$", token)) and not _numbered_name(token))
    if before in "NOSnpmo" and after in "NOSnpmo" and after:
        return (at < 2 or not text[at - 2].isalpha()) and text[at + 2 : at + 3] in ("-", ",", "'", ")")
    return False


def _numbered_name(token: str) -> bool:
    """PEG-8, Polyquaternium-7: the number belongs to the name before the comma."""
    return bool(
        re.search(
            r"(?:peg|ppg|quaternium|polysorbate|eth|steareth|benzophenone|poloxamer|ceramide|peptide)-\d+$",
            token,
            re.IGNORECASE,
        )
    )


def _trimmed(text: str, start: int, end: int, brackets: dict[int, int]) -> Iterator[tuple[int, int]]:
    while start < end and not (text[start].isalnum() or text[start] in "(["):
        start += 1
    if (joining := _JOINING_WORD.match(text, start, end)) and joining.end() < end:
        start = joining.end()
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        if text[end - 1] == "." and _INITIALS.search(text, start, end):
            break
        end -= 1
    if brackets.get(start) == end:  # wholly in brackets: a list of its own
        yield from entries_in(text, start + 1, end - 1)
        return
    while start < end and text[start] in "([" and start not in brackets:
        start += 1
    while end > start and text[end - 1] in ")]" and not _closes(text, start, end):
        end -= 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1] in "([" or text[end - 1].isspace()):
        end -= 1
    if end > start and any(c.isalnum() for c in text[start:end]):
        yield start, end


_INITIALS = re.compile(r"(?:\b[^\W\d_]\.){2,}$")


def _closes(text: str, start: int, end: int) -> bool:
    wanted = "(" if text[end - 1] == ")" else "["
    return text.count(wanted, start, end) >= text.count(text[end - 1], start, end)
