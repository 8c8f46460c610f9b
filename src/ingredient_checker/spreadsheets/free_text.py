"""Results written as sentences: "Nickel ++, cobalt (+); negative: fragrance mix I, MI". Best effort: what is not
understood is answered as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..patch_test.reading import Grade
from .sheet_words import SheetWords, word_key

_SYMBOLS = r"\?\s?\+|\+\s?\?|\+{1,4}|[1-4]\s?\+(?!\w)|\(\+\)|±|\?|-"
_DAYED = re.compile(rf"(?:^|(?<=[\s(,:;]))(?:d|day\s|tag\s|j)\s?(?P<day>\d)\s*[:=]?\s*(?P<reading>{_SYMBOLS}|neg\w*|pos\w*|ir)(?=[\s),;/]|$)", re.IGNORECASE)
_LAST = re.compile(rf"^(?P<name>.*?[^\s(\[:=])\s*[(\[:=–—-]*\s*(?P<reading>{_SYMBOLS})\s*[)\]]?\s*$")
_BRACKET_LAST = re.compile(r"^(?P<name>.*\S)\s*[(\[](?P<reading>[^()\[\]]*)[)\]]\s*$")
_FIRST = re.compile(rf"^[(\[]?(?P<reading>{_SYMBOLS}|[1-4]\+)[)\]]?\s*[:=]?\s+(?P<name>\S.*)$")
_MODE = re.compile(
    r"\b(?P<negative>no reactions?(?: to)?|not? positive(?: to)?|negativ\w*|négatif\w*|neg\.?(?=[\s:]))"
    r"|\b(?P<untested>not tested|nicht getestet|non testée?s?|no realizad[oa]s?)"
    r"|\b(?P<doubtful>doubtful\w*|equivocal\w*|questionable|fraglich\w*|douteu\w+|dudos\w+|dubbi\w*)"
    r"|\b(?P<irritant>irritant\w*|irritati\w+)"
    r"|\b(?P<positive>positiv\w*|positief|pos\.?(?=[\s:])|allergic to|allergisch|reacted to|reactions? to)",
    re.IGNORECASE,
)
_MODE_GRADE = {
    "negative": Grade.NEGATIVE,
    "untested": Grade.NOT_TESTED,
    "doubtful": Grade.DOUBTFUL,
    "irritant": Grade.IRRITANT,
    "positive": Grade.POSITIVE,
}
_FILLERS = re.compile(
    r"^(?:(?:to|for|on|auf|gegen|à|a|al|the|reaction|reactions|reaktion\w*|patch test\w*|results?|also|and|und|et|y|was|were|is|are"
    r"|strongly|weakly|positive|pos\.?|negative|neg\.?|on|at)\b[\s:]*)+|[\s:;,.=–—-]+$",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[;\n•·|]|,(?!\d)|\.(?=\s+[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: `name` as written, with its readings (day, 0 when none is said; text), or the mood of the
    sentence ("negative: ..."); `understood` is whether the name is known."""

    name: str
    readings: tuple[tuple[int, str], ...]
    mood: Grade | None
    understood: bool


def statements(
    text: str, words: SheetWords, is_known: Callable[[str], bool], mood: Grade | None = None
) -> tuple[tuple[Statement, ...], Grade | None]:
    """What a line says, allergen by allergen, in its order; and the mood that goes on in the next line.

    `mood`: that of a line above that was a heading ("Positive:").
    """
    found: list[Statement] = []
    given = mood
    for fragment, ends_sentence in _fragments(text):
        said, mood = _statement(fragment, mood, words, is_known)
        found.extend(said)
        if ends_sentence and found:
            mood = given
    return tuple(found), mood


def _fragments(text: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for match in _BREAKS.finditer(text):
        yield text[start : match.start()], match[0] in "\n."
        start = match.end()
    yield text[start:], True


def _statement(
    fragment: str, mood: Grade | None, words: SheetWords, is_known: Callable[[str], bool]
) -> tuple[list[Statement], Grade | None]:
    rest = fragment.strip(" \t.*")
    if not rest:
        return [], mood
    if is_known(rest):
        return [Statement(rest, (), mood, True)], mood
    own = _named_reading(rest, words, is_known)
    if own:
        return [Statement(own[0], own[1], mood, True)], mood
    match = _MODE.search(rest)
    if match and match.lastgroup:
        before, after = rest[: match.start()].strip(" :,-("), rest[match.end() :].strip(" :,-)")
        grade = _MODE_GRADE[match.lastgroup]
        bare = _FILLERS.sub("", before).strip()
        if bare and is_known(bare):  # "nickel positive"
            return [Statement(bare, ((0, match[0]),), grade, True)], mood
        mood = grade
        rest = after
        if not _FILLERS.sub("", rest).strip():
            return [], mood
    return _names_in(rest, mood, words, is_known, fragment), mood


def _names_in(
    rest: str, mood: Grade | None, words: SheetWords, is_known: Callable[[str], bool], fragment: str
) -> list[Statement]:
    bare = _FILLERS.sub("", rest).strip()
    candidates = [bare, bare.rpartition(":")[2].strip()]
    for candidate in candidates:
        if is_known(candidate):
            return [Statement(candidate, (), mood, True)]
        own = _named_reading(candidate, words, is_known)
        if own:
            return [Statement(own[0], own[1], mood, True)]
    parts = [part.strip() for part in re.split(r"\s(?:and|und|et|y|e|og|och|en)\s|\s?&\s?", bare) if part.strip()]
    if len(parts) > 1:
        made: list[Statement] = []
        for part in parts:
            own = _named_reading(part, words, is_known)
            if own:
                made.append(Statement(own[0], own[1], mood, True))
            elif is_known(part):
                made.append(Statement(part, (), mood, True))
        if len(made) == len(parts):
            return made
    return [Statement(fragment.strip(), (), mood, False)]


def _named_reading(
    text: str, words: SheetWords, is_known: Callable[[str], bool]
) -> tuple[str, tuple[tuple[int, str], ...]] | None:
    """A known name with one or several readings beside it."""
    dayed = [(int(match["day"]), match["reading"]) for match in _DAYED.finditer(text)]
    if dayed:
        name = _DAYED.sub(" ", text).strip(" ,:;()/=-")
        return (name, tuple(dayed)) if is_known(name) else None
    for pattern in (_LAST, _BRACKET_LAST, _FIRST):
        match = pattern.match(text)
        if match and words.reading(match["reading"]):
            name = match["name"].strip(" :=,([-")
            if is_known(name):
                return name, ((0, match["reading"]),)
    words_of_text = text.split()
    for size in (3, 2, 1):  # "nickel schwach positiv"
        tail = " ".join(words_of_text[-size:])
        name = " ".join(words_of_text[:-size]).strip(" :=,(-")
        if name and words.reading(tail) and is_known(name) and not word_key(tail).isdigit():
            return name, ((0, tail),)
    return None
