"""How far a statement of absence reaches: "formulated without: ...", "fragrance-free", "0 % parabens"."""

from __future__ import annotations

import re

from .section_words import BASE
from .talk import BADGES, PRODUCT_WORDS, SMALL_TALK, TALK, WORD

SENTENCE_END = re.compile(
    r"(?<![\s.(][^\W\d_])(?<!\bNo)(?<!\bvar)(?<!\bSt)(?<!\bExt)\.(?=\s+[^\W\d_a-z(]|\s+[*\d]|\s*$|\s*\n)|\.(?=\s?\*)"
    r"|[!;|•]|\n\s*\n|\n(?=\s*[-•*#])|(?<![,;|•\n(:])\s(?=\*{1,3}\s?[^\W\d_])"
)
CLAIM_END = re.compile(r"[.,;:|•\n!]")
PARAGRAPH_END = re.compile(r"\n\s*\n")
_ITEM_END = re.compile(r"[,;|•)\]\n]|\.\s")
_BASE = re.compile(BASE, re.IGNORECASE)
_OPENS_A_CLAIM = frozenset(
    "the following ingredients ingredient any of these those substances all such things nasties folgende folgenden "
    "inhaltsstoffe stoffe les des ingrédients suivants los ingredientes siguientes di i seguenti ingredienti".split()
)
_BULLET = re.compile(r"\s*[•|*–-]")
_GOES_ON = re.compile(r"(?:[,&/-]|\b(?:and|or|und|oder|et|ou|y|o|e|en|of))\s*$", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*(?:[&,)\]]|(?:and|or|und|oder|et|ou|y|o|e|en|of)\b)", re.IGNORECASE)
_FARTHEST_COLON = 70
_LOOK_BACK = 400


def claim_extent(text: str, span: tuple[int, int], is_free: bool, position: int, limit: int) -> tuple[int, int]:
    """Where a statement of absence whose words stand at `span` begins and ends.

    It ends with its bracket, its item of a running list, its line or its sentence, or with the block that its colon
    opens; never behind `limit`. `is_free`: "fragrance-free", which stands behind what it is about.
    """
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    if is_free:
        if "\n" in text[start:end]:
            start = text.rindex("\n", start, end) + 1
        return _whole_talk(text, position, start), _rest_of_claim(text, end)
    if (opened := _open_bracket(text, position, start)) >= 0:
        closing = text.find(")" if text[opened] == "(" else "]", end, min(end + 200, limit))
        if closing >= 0:
            return start, closing
    inside = _inside_item(text, start, position)
    start = _whole_talk(text, position, start)
    colon = text.find(":", end, min(end + _FARTHEST_COLON, limit))
    if colon >= 0 and not re.search(r"[,;|•.\n]", text[end:colon]):
        if _names_what_is_absent(text, end, colon) and _BASE.match(text, colon + 1):
            return start, colon  # "Day lotion without perfume: Aqua, ..."
        begins = colon + 1
        while begins < limit and text[begins].isspace():
            begins += 1
        if "\n" in text[colon:begins]:
            stop = PARAGRAPH_END.search(text, begins, limit)
            return start, stop.start() if stop else limit
        if _BULLET.match(text, begins):
            line = text.find("\n", begins, limit)
            return start, line if line >= 0 else limit
        end = begins
    elif inside:
        stop = _ITEM_END.search(text, end, limit)
        return start, stop.start() if stop else limit
    stop = SENTENCE_END.search(text, end, limit)
    return start, _line_end(text, end, stop.start() if stop else limit)


def _names_what_is_absent(text: str, end: int, colon: int) -> bool:
    """Whether words between "without" and the colon say what is absent ("without perfume:"), not "the following:"."""
    words = [w.lower() for w in WORD.findall(text, end, colon)]
    return bool(words) and not all(w in _OPENS_A_CLAIM for w in words)


def _line_end(text: str, start: int, end: int) -> int:
    """The end of the line, or of the last line that the sentence visibly goes on in."""
    at = text.find("\n", start, end)
    while at >= 0:
        goes_on = _GOES_ON.search(text[max(start, at - 20) : at]) or _CONTINUES.match(text, at + 1)
        following = text[at + 1 : at + 2]
        if _BASE.match(text, at + 1) or not (goes_on or following.islower()):
            return at if text[start:at].strip(" :") else _line_end(text, at + 1, end)
        at = text.find("\n", at + 1, end)
    return end


def _whole_talk(text: str, position: int, start: int) -> int:
    """Where the sentence begins when all that stands before the claim is talk ("This product is fragrance-free")."""
    begins = max(position, start - _LOOK_BACK, *(text.rfind(end, position, start) + 1 for end in ".\n;:|,•"))
    words = [w.lower() for w in WORD.findall(text, begins, start)]
    plain = all(w in TALK or w in SMALL_TALK or w in PRODUCT_WORDS or w in BADGES for w in words)
    return begins if words and len(words) <= 6 and plain else start


def _rest_of_claim(text: str, end: int) -> int:
    """Behind a claim, "formula" or "and gentle to your skin" up to the end of the sentence belongs to it."""
    stop = CLAIM_END.search(text, end, end + 61)
    if not stop and end + 61 < len(text):
        return end
    ends = stop.start() if stop else len(text)
    words = [w.lower() for w in WORD.findall(text, end, ends)]
    plain = all(w in TALK or w in SMALL_TALK or w in PRODUCT_WORDS for w in words)
    return ends if words and plain else end


def _inside_item(text: str, start: int, position: int) -> bool:
    """Whether the mark stands in a running list ("..., Parfum without phthalates, Citral", "..., no dyes, Citral")."""
    begins = max(position, start - _LOOK_BACK)
    line = text[begins:start].rsplit("\n", 1)[-1]
    sentence = re.split(r"[.!?]\s", line)[-1].rstrip()
    if not _SEPARATES.search(sentence) or sentence.endswith(":"):
        return False
    if _SEPARATES.match(sentence[-1]):
        return text[start : start + 2].lower() == "no"
    words = [w.lower() for w in WORD.findall(sentence)]
    return not any(w in TALK or w in PRODUCT_WORDS for w in words)


_SEPARATES = re.compile(r"[,;|•]")


def _open_bracket(text: str, position: int, start: int) -> int:
    begins = max(position, start - _LOOK_BACK)
    opened = max(text.rfind("(", begins, start), text.rfind("[", begins, start))
    return opened if opened >= 0 and not re.search(r"[)\]]", text[opened:start]) else -1
