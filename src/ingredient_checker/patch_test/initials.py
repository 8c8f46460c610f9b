"""A patient's name as it is kept by default: initials, so that nobody reads who it is over a shoulder."""

from __future__ import annotations

import re

_CODE = re.compile(r"[^\W\d_]{1,4}[\s._/#-]*\d+[\w./-]*|[\d\s./#-]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_][^\s,]*")


def initials(name: str) -> str:
    """ "Sample Patient" and "Patient, Sample" -> "S. P."; a year stays, and so does a code ("PT-0007", "AB 1971")."""
    text = " ".join(name.split())
    if _CODE.fullmatch(text):
        return text
    last, comma, first = text.partition(",")
    words = _WORD.findall(f"{first} {last}" if comma else text)
    if not words:
        return text
    year = _YEAR.search(text)
    return " ".join([*(f"{word[0].upper()}." for word in words[:4]), *([year[0]] if year else [])])


def without_name(text: str, name: str) -> str:
    """A text in which a patient's name stands as initials only, and its longer words not at all."""
    short = initials(name)
    if not name or short == name:
        return text
    text = re.sub(re.escape(name), short, text, flags=re.IGNORECASE)
    for word in _WORD.findall(name):
        if len(word) > 2:
            text = re.sub(rf"\b{re.escape(word)}\b", f"{word[0]}.", text, flags=re.IGNORECASE)
    return text
