"""The form in which two names are compared, and the numbers by which substances are known."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGIT_BREAK = re.compile(r"(?<=[0-9])[^0-9a-z]+(?=[0-9])")
_NOT_KEPT = re.compile(r"[^0-9a-z.\u0080-\U0010ffff]+")
_CAS = re.compile(r"^(\d{2,7})-(\d{2})-(\d)$")
_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "&": " and "})


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """The name without case, accents, spaces and punctuation; digits that were apart stay apart.

    "PEG-40 Castor Oil" and "peg 40 castoroil" share "peg40castoroil"; "1,2-Hexanediol" gives "1.2hexanediol" and is
    never taken for "12-hexanediol". Empty for a text without letters and digits.
    """
    text = name
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    text = text.lower().translate(_SPECIAL).replace(".", " ")
    text = _DIGIT_BREAK.sub(".", text)
    text = _NOT_KEPT.sub("", text)
    if not text.isascii():
        text = "".join(c for c in text if c == "." or c.isalnum())
    return text


def substance_id(name: str) -> str:
    """The id under which a substance of this name is kept: lower case, words joined by hyphens."""
    folded = unicodedata.normalize("NFKD", name.casefold()).translate(_SPECIAL)
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^0-9a-z\u0080-\U0010ffff]+", "-", folded).strip("-")


def is_cas_number(text: str) -> bool:
    """Whether the text is a CAS registry number with a valid check digit (CAS rule: weighted digit sum modulo 10)."""
    match = _CAS.match(text)
    if not match:
        return False
    digits = (match[1] + match[2])[::-1]
    return sum(i * int(d) for i, d in enumerate(digits, 1)) % 10 == int(match[3])


def is_ec_number(text: str) -> bool:
    """Whether the text is an EC (EINECS/ELINCS) number with a valid check digit (digit sum modulo 11)."""
    if not re.fullmatch(r"[2-9]\d\d-\d\d\d-\d", text):
        return False
    digits = text.replace("-", "")
    return sum(i * int(d) for i, d in enumerate(digits[:6], 1)) % 11 == int(digits[6])
