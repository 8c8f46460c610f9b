"""Undo what copying, OCR and HTML did to a label, and remember where every character came from.

One pass from left to right; every replacement is a table look-up or a bounded pattern, so the time is linear.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tidied:
    """`origins[i]` is the offset in the original of the character `text[i]` came from; one longer than `text`.

    `notes` are (offset in the tidied text, words) pairs for repairs that a person should see.
    """

    text: str
    origins: tuple[int, ...]
    notes: tuple[tuple[int, str], ...]


# A page that was escaped twice has "&amp;nbsp;"; without its semicolon only what cannot be a word is an entity.
_ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|#\d{2,4}(?!\d)|(?:nbsp|trade|reg|copy|shy|bull|middot|[aeiou](?:acute|grave|circ|uml))(?![A-Z;]))"
)
_COLOUR_COMMAND = re.compile(r"\x1b\[[0-9;]{0,12}[A-Za-z]")
_TAG = re.compile(
    r"</?(p|br|div|li|ul|ol|tr|td|th|table|tbody|h[1-6]|span|b|i|u|em|strong|sup|sub|a|font|small|hr)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_LINE_TAGS = frozenset("p br div li ul ol tr table tbody h1 h2 h3 h4 h5 h6 hr".split())
_MOJIBAKE = re.compile(r"[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
_PLAIN_RUN = re.compile(r"[ !-%'-;=-_a-~]+")
_BLINDLY_REPLACED = re.compile(r"(?<=[^\W\d_])they(?=[^\W\d_])", re.IGNORECASE)
_GAP = re.compile(r"[ \n]{2,}")
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f\u20d0-\u20ff]*(?:[\u0300-\u036f\u20d0-\u20ff]+[^\W_]*)*")

# Look-alikes of Latin letters from other scripts, as they come from OCR and from careless keyboards.
_CONFUSABLE = {
    foreign: latin
    for foreigns, latins in (
        ("АВЕКМНОРСТУХІЈЅԌԚԜҮ", "ABEKMHOPCTYXIJSGQWY"),
        ("аеорсухіјѕһԁԛԝӏѵвгтмкнпи", "aeopcyxijshdqwlvbrtmkhnu"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρυκ", "ABEZHIKMNOPTYXoavipuk"),
        ("ɑɡɩıⅼⅰℓհոսօ", "agiilllhnuo"),
        ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
        ("ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷΝΟᏢᏒᏚᎢᏌᏙᎳᎽᏃ", "ABCDEGHIJKLMNOPRSTUVWYZ"),
        ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ABCDEFGHIJKLMNOPRSTUVWXYZ"),
    )
    for foreign, latin in zip(foreigns, latins, strict=True)
}

_PLAIN = {
    "\u00a0": " ",
    "\t": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\v": "\n",
    "\f": "\n",
    "\u0085": "\n",
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "´": "'",
    "`": "'",
    "¿": "'",
    "\ufffd": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‹": '"',
    "›": '"',
    "…": "...",
    "™": "",
    "®": "",
    "©": "",
    "℠": "",
    "¹": "*",
    "²": "*",
    "³": "*",
    "⁴": "*",
    "†": "*",
    "‡": "*",
    "§": "*",
    "٭": "*",
    "∗": "*",
    "＊": "*",
    "●": "•",
    "·": "•",
    "∙": "•",
    "▪": "•",
    "■": "•",
    "◦": "•",
    "‣": "•",
    "・": "•",
    "‧": "•",
    "⁃": "•",
    "⋅": "•",
    "∘": "•",
    "∣": "|",
    "،": ",",
    "؛": ";",
    "。": ".",
    "【": "[",
    "】": "]",
    "「": "[",
    "」": "]",
    "『": "[",
    "』": "]",
    "〔": "[",
    "〕": "]",
    "〈": "[",
    "〉": "]",
    "《": "[",
    "》": "]",
    "＜": "[",
    "＞": "]",
    "\u2800": " ",
    "、": ",",
    "，": ",",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "¦": "|",
    "∕": "/",
    "⁄": "/",
    "±": "+/-",
}


def tidy(label_text: str) -> Tidied:
    """The label as it was meant, in NFKC letters, with plain quotes, dashes, spaces and line ends."""
    out: list[str] = []
    origins: list[int] = []
    i, n = 0, len(label_text)

    def put(text: str, origin: int) -> None:
        out.append(text)
        origins.extend([origin] * len(text))

    while i < n:
        if plain := _PLAIN_RUN.match(label_text, i):
            out.append(plain[0])
            origins.extend(range(i, plain.end()))
            i = plain.end()
            continue
        char = label_text[i]
        if char == "&" and (match := _ENTITY.match(label_text, i)):
            put(_plain(_unescaped(match[0])), i)
            i = match.end()
        elif char == "<" and (match := _TAG.match(label_text, i)):
            put("\n" if match[1].lower() in _LINE_TAGS else "", i)
            i = match.end()
        elif char in "ÂÃâ" and (match := _MOJIBAKE.match(label_text, i)) and (repaired := _repaired(match[0])):
            put(_plain(repaired), i)
            i = match.end()
        elif char == "\x1b" and (match := _COLOUR_COMMAND.match(label_text, i)):
            i = match.end()
        elif char == "\r":
            put("\n", i)
            i += 2 if label_text.startswith("\n", i + 1) else 1
        else:
            put(_plain(char), i)
            i += 1
    text, origins = _without_gaps("".join(out), origins)
    origins.append(n)
    text, origins, replaced = _replaced_back(text, origins)
    text, notes = _latin(text)
    return Tidied(text, tuple(origins), tuple(sorted((*replaced, *notes))))


def _unescaped(entity: str) -> str:
    text = html.unescape(entity)
    while text.startswith("&") and _ENTITY.fullmatch(text) and (again := html.unescape(text)) != text:
        text = again
    return text


def _without_gaps(text: str, origins: list[int]) -> tuple[str, list[int]]:
    """Runs of white space as one space, one line end or one empty line, so that no later pattern scans them twice."""
    kept: list[str] = []
    kept_origins: list[int] = []
    position = 0
    for match in _GAP.finditer(text):
        kept.append(text[position : match.start()])
        kept_origins += origins[position : match.start()]
        line_ends = min(match[0].count("\n"), 2)
        kept.append("\n" * line_ends or " ")
        kept_origins += origins[match.start() : match.start() + (line_ends or 1)]
        position = match.end()
    kept.append(text[position:])
    return "".join(kept), kept_origins + origins[position:]


def _replaced_back(text: str, origins: list[int]) -> tuple[str, list[int], list[tuple[int, str]]]:
    """ "Sunflotheyr": somebody replaced every "we" of a page by "they". No ingredient has these letters."""
    found = list(_BLINDLY_REPLACED.finditer(text))
    if not found:
        return text, origins, []
    pieces: list[str] = []
    kept: list[int] = []
    notes: list[tuple[int, str]] = []
    position = 0
    for match in found:
        kept += origins[position : match.start()]
        pieces.append(text[position : match.start()])
        notes.append((len(kept), "“they” inside a word read as “we”"))
        kept += origins[match.start() : match.start() + 2]
        pieces.append("WE" if match[0].isupper() else "we")
        position = match.end()
    return "".join((*pieces, text[position:])), kept + origins[position:], notes


def _plain(text: str) -> str:
    return "".join(map(_plain_char, text))


def _plain_char(char: str) -> str:
    known = _PLAIN.get(char)
    if known is not None:
        return known
    if char == "\n" or " " <= char < "\x7f":
        return char
    category = unicodedata.category(char)
    if category == "Pd" or char == "−":
        return "-"
    if category == "Zs":
        return " "
    # Soft hyphens, zero-width marks, variation selectors and controls stand for nothing.
    if (
        category in ("Cf", "Cc", "Cs", "Co", "Cn")
        or "\ufe00" <= char <= "\ufe0f"
        or char in "\u034f\u115f\u1160\u3164\uffa0"
    ):
        return ""
    normal = unicodedata.normalize("NFKC", char)
    # Ticks, stars, arrows, leaves and lines stand between names, never in one.
    return "•" if normal == char and _is_ornament(char, category) else normal


def _is_ornament(char: str, category: str) -> bool:
    return (category == "So" and char != "°") or "\u2190" <= char <= "\u21ff"


def _repaired(text: str) -> str:
    """Two or three characters that are one UTF-8 character read as cp1252; "" when they are not."""
    for encoding in ("cp1252", "latin-1"):
        for length in range(len(text), 1, -1):
            try:
                return text[:length].encode(encoding).decode("utf-8") + text[length:]
            except UnicodeError:
                continue
    return ""


def _latin(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Letters of other scripts that imitate Latin ones inside Latin words, replaced one for one and noted."""
    if text.isascii():
        return text, ()
    chars = list(text)
    notes: list[tuple[int, str]] = []
    latin_label = sum("a" <= c <= "z" or "A" <= c <= "Z" for c in text) * 2 > sum(c.isalpha() for c in text)
    words = list(_WORD.finditer(text))
    for number, match in enumerate(words):
        word = match[0]
        if word.isascii() or not any(c in _CONFUSABLE for c in word):
            continue
        strange = [c for c in word if not (c.isascii() or _is_latin(c))]
        mixed = len(strange) < len(word)
        # A word wholly in another script is that script's own word unless every letter imitates Latin in a Latin label.
        imitates = latin_label and len(word) > 1 and all(c in _CONFUSABLE for c in word)
        if not mixed and (not imitates or _among_its_own(text, words, number)):
            continue
        for offset, char in enumerate(word, match.start()):
            if (latin := _CONFUSABLE.get(char)) and not _is_latin(char):
                chars[offset] = latin
                notes.append((offset, f"{unicodedata.name(char, 'a foreign letter').title()} read as {latin}"))
    return "".join(chars), tuple(notes)


def _among_its_own(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Whether a word right before or behind is of a foreign script beyond doubt ("να" in "Μπορεί να περιέχει")."""
    for other in (number - 1, number + 1):
        if 0 <= other < len(words):
            first, second = sorted((words[number], words[other]), key=lambda m: m.start())
            near = not text[first.end() : second.start()].strip()
            if near and any(not _is_latin(c) and c not in _CONFUSABLE and c.isalpha() for c in words[other][0]):
                return True
    return False


def _is_latin(char: str) -> bool:
    return char.isascii() or (unicodedata.name(char, "").startswith("LATIN") and char not in _CONFUSABLE)
