"""Results written as sentences: "Nickel ++, cobalt (+); negative: fragrance mix I, MI". Best effort: what is not
understood is answered as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..patch_test.reading import Grade
from .sheet_words import SheetWords

_SIGN = r"\?\s?\+|\+\s?\?|\+{1,4}|[1-4]\s?\+|\(\+\)|±|\?|-"
_DAY = r"(?:d|j|day\s|tag\s|jour\s|dag\s|día\s)\s?(?P<day>\d)(?!\d)"
_DAY_THEN_READING = re.compile(
    rf"(?:^|(?<=[\s(\[,:;])){_DAY}\s*[:=]?\s*[(\[]?(?P<reading>{_SIGN}|neg\w*\.?|pos\w*\.?|ir)[)\]]?(?=[\s),;/\]]|$)",
    re.IGNORECASE,
)
_READING_THEN_DAY = re.compile(
    rf"(?:^|(?<=[\s(\[,:;]))(?P<reading>{_SIGN})\s*[(\[]?(?:on\s|at\s|an\s|am\s)?{_DAY}[)\]]?", re.IGNORECASE
)
_SIGN_LAST = re.compile(rf"^(?P<name>.*?[^\s(\[:=+?–—-])\s*[(\[:=–—-]*\s*(?P<reading>{_SIGN})\s*[)\]]?\s*$")
_BRACKET_LAST = re.compile(r"^(?P<name>.*\S)\s*[(\[](?P<reading>[^()\[\]]*)[)\]]\s*$")
_SIGN_FIRST = re.compile(
    rf"^[(\[]?(?P<reading>{_SIGN})[)\]]?\s*[:=]?\s+(?:to\s|on\s|for\s|auf\s|gegen\s|à\s|a\s)?(?P<name>\S.*)$"
)
_STROKES = re.compile(
    rf"^(?P<name>.*?[^\s(\[:=+?/–—-])\s*[(\[:=–—]*\s*(?P<readings>(?:{_SIGN})(?:\s*/\s*(?:{_SIGN}))+)\s*[)\]]?\s*$"
)
_MOOD = re.compile(
    r"\b(?P<negative>no (?:positive )?(?:reactions?|allergy|allergies)(?: (?:to|were seen to))?"
    r"|not (?:positive|allergic)|(?:keine?|ohne) (?:reaktion|allergie)\w*(?: auf| gegen)?|nicht allergisch"
    r"|pas de réaction|sin reacción|tolerat\w+|negativ\w*|négatif\w*|neg\b\.?)"
    r"|\b(?P<untested>not tested|nicht getestet|non testée?s?|no realizad[oa]s?)"
    r"|\b(?P<doubtful>doubtful\w*|equivocal\w*|questionable|fraglich\w*|douteu\w+|dudos\w+|dubbi\w*)"
    r"|\b(?P<irritant>irritant\w*|irritati\w+)"
    r"|\b(?P<positive>positiv\w*|positief|pos\b\.?|allergic|allergisch\w*|reacted)",
    re.IGNORECASE,
)
_MOOD_GRADE = {
    "negative": Grade.NEGATIVE,
    "untested": Grade.NOT_TESTED,
    "doubtful": Grade.DOUBTFUL,
    "irritant": Grade.IRRITANT,
    "positive": Grade.POSITIVE,
}
_FILLERS = re.compile(
    r"(?:to|for|on|auf|gegen|reactions?|reaktion\w*|tests?|patch|results?|allergens?|allergene?|were|was|seen|[\s:,.-])*",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;\n•·|]|,(?!\d)|\.(?=\s+[A-ZÄÖÜ])")
_AND = re.compile(r"\s(?:and|und|et|y|e|og|och|en)\s|\s?&\s?")
_LONGEST_NAME = 7
"""Words; longer names stand alone in their line and need no search."""

IsKnown = Callable[[str], bool]
Readings = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: `name` as written, with its readings (day, 0 when none is said; text), or the mood of the
    sentence ("negative: ..."). `understood`: the name is known, and something is said about it or it stands alone."""

    name: str
    readings: Readings
    mood: Grade | None
    understood: bool


def speaks_of_others(text: str) -> bool:
    """Whether a text says something of allergens that it does not name ("all others negative")."""
    return _MOOD.search(text) is not None


def statements(
    text: str, words: SheetWords, is_known: IsKnown, mood: Grade | None = None
) -> tuple[tuple[Statement, ...], Grade | None]:
    """What a line says, allergen by allergen, in its order; and the mood that goes on in the next line.

    `mood`: that of a line above that was a heading ("Positive:").
    """
    found: list[Statement] = []
    given = mood
    for fragment, ends_sentence in _fragments(text):
        said, mood = _said(fragment, mood, words, is_known)
        if len(said) == 1 and not said[0].name and found:  # "Nickel: D2 +, D4 ++"
            found[-1] = replace(found[-1], readings=found[-1].readings + said[0].readings)
        else:
            found.extend(said)
        if ends_sentence and found:
            mood = given
    return tuple(s for s in found if s.name), mood


def _fragments(text: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for match in _BREAK.finditer(text):
        before = text[start : match.start()]
        if match[0] in ",;" and before.count("(") > before.count(")"):
            continue
        yield text[start : match.start()], match[0] in "\n."
        start = match.end()
    yield text[start:], True


def _said(
    fragment: str, mood: Grade | None, words: SheetWords, is_known: IsKnown
) -> tuple[list[Statement], Grade | None]:
    text = fragment.strip(" \t.*:")
    if not text:
        return [], mood
    readings, rest = _dayed(text)
    if readings and not rest:
        return [Statement("", readings, mood, False)], mood
    if words.is_bare_reading(text) and not is_known(text) and not _MOOD.fullmatch(text):
        return [Statement("", ((0, text),), mood, False)], mood
    without_remark = " ".join(re.sub(r"\([^()]*\)", " ", text).split())
    for form in dict.fromkeys((text, without_remark)):
        whole = _with_reading(form, words, is_known)
        if whole:
            return [Statement(whole[0], whole[1], mood, True)], mood
    if is_known(text):
        return [Statement(text, (), mood, True)], mood
    match = _MOOD.search(text)
    if match and match.lastgroup:
        mood = _MOOD_GRADE[match.lastgroup]
        before, after = text[: match.start()].strip(" :,-("), text[match.end() :].strip(" :,-")
        named_before = _names_in(before, mood, words, is_known)
        if named_before:  # "nickel was positive"
            return [replace(s, readings=s.readings or ((0, match[0]),)) for s in named_before], None
        if _FILLERS.fullmatch(after):
            if before and not fragment.rstrip().endswith(":"):  # "all others negative"
                return [Statement(text, (), None, False)], None
            return [], mood
        return _names_in(after, mood, words, is_known) or [Statement(text, (), mood, False)], mood
    return _names_in(text, mood, words, is_known) or [Statement(text, (), mood, False)], mood


def _names_in(text: str, mood: Grade | None, words: SheetWords, is_known: IsKnown) -> list[Statement]:
    """The known names in a part of a sentence; without a mood only those that have a reading."""
    found: list[Statement] = []
    for part in [text] if is_known(text) else _AND.split(text):
        tokens = part.split()
        named = next(
            (
                named
                for at in range(len(tokens))
                if (named := _with_reading(" ".join(tokens[at:]), words, is_known)) is not None
            ),
            None,
        )
        if named:
            found.append(Statement(named[0], named[1], mood, True))
            continue
        name = _longest_known(tokens, is_known)
        if name and (mood is not None or name == part.strip()):
            found.append(Statement(name, (), mood, True))
        elif found:
            found.append(Statement(part.strip(), (), mood, False))
    return found


def _longest_known(tokens: Sequence[str], is_known: IsKnown) -> str:
    for size in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            name = " ".join(tokens[at : at + size]).strip(" :,;.()")
            if len(name) > 1 and is_known(name):
                return name
    return ""


def _dayed(text: str) -> tuple[Readings, str]:
    """Readings with their days, and the text without them."""
    readings: list[tuple[int, str]] = []
    rest = text
    for pattern in (_DAY_THEN_READING, _READING_THEN_DAY):
        readings += [(int(match["day"]), match["reading"]) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    return tuple(readings), " ".join(rest.split()).strip(" ,:;()/=-–—[]")


def _with_reading(text: str, words: SheetWords, is_known: IsKnown) -> tuple[str, Readings] | None:
    """A known name with one or several readings beside it."""
    dayed, rest = _dayed(text)
    if dayed:
        return (rest, dayed) if rest and is_known(rest) else None
    strokes = _STROKES.match(text)
    if strokes and is_known(name := strokes["name"].strip(" :=,([-–—")):
        parts = [part.strip() for part in strokes["readings"].split("/")]
        one = strokes["readings"].replace(" ", "") in ("+/-", "-/+", "+/?", "?/+")
        return name, ((0, "+/-"),) if one else tuple((0, part) for part in parts)
    for pattern in (_SIGN_LAST, _BRACKET_LAST, _SIGN_FIRST):
        match = pattern.match(text)
        if match and words.reading(match["reading"]):
            name = match["name"].strip(" :=,([-–—")
            if name and is_known(name):
                return name, ((0, match["reading"]),)
    tokens = text.split()
    for size in (3, 2, 1):  # "nickel schwach positiv"
        tail, name = " ".join(tokens[-size:]), " ".join(tokens[:-size]).strip(" :=,(-")
        if len(tail) > 1 and name and not tail.isdigit() and words.is_bare_reading(tail) and is_known(name):
            return name, ((0, tail),)
    return None
