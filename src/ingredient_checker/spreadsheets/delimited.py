"""Text tables: which code page, which separator, which quotes are meant."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from ..problem import Problem

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
MOST_CELLS = 1_000_000
MOST_LINES_IN_A_CELL = 60
"""More lines than this in one quoted cell: the opening quote was a stray one."""

_CODE_PAGES = ("cp1252", "mac_roman", "cp850", "cp1250", "cp1254", "iso8859_15", "cp437")
CODE_PAGES = {
    "utf-8": "Unicode (UTF-8)",
    "utf-8-sig": "Unicode (UTF-8)",
    "cp1252": "Western Europe, Windows",
    "iso8859_15": "Western Europe, ISO",
    "cp850": "Western Europe, DOS",
    "cp437": "USA, DOS",
    "mac_roman": "Western Europe, old Mac",
    "cp1250": "Central Europe, Windows",
    "cp1254": "Turkish, Windows",
    "utf-16": "Unicode (UTF-16)",
    "utf-16-le": "Unicode (UTF-16)",
    "utf-16-be": "Unicode (UTF-16)",
}
"""The code pages that a text file may be said to have, and how they are called on screen."""
_SEPARATORS = (";", "\t", ",", "|")
_WORD = re.compile(r"[^\W\d_]+")


def read_delimited(path: Path, known_words: frozenset[str], code_page: str = "") -> tuple[list[list[str]], str]:
    """The cells of a text table by row, and its code page: the given one, else the likeliest. Problem when it is no
    text or too large."""
    text, code_page = decode(path.read_bytes(), known_words, code_page)
    if "\x00" in text:
        raise Problem(f"{path.name} is not a text table; save it as .xlsx or .csv (UTF-8).")
    separator, text = _named_separator(text.lstrip("\ufeff").rstrip("\x1a"))
    rows = split_rows(text, separator or _likely_separator(text), MOST_ROWS, MOST_CELLS)
    if len(rows) > MOST_ROWS or sum(map(len, rows)) > MOST_CELLS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise Problem(
            f"{path.name} has more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} cells; "
            "split it into parts."
        )
    if not any(cell.strip("".join(_SEPARATORS) + '" ') for row in rows for cell in row):
        raise Problem(f"{path.name} is empty; there is nothing in it to read.")
    return rows, code_page


def decode(content: bytes, known_words: frozenset[str], code_page: str = "") -> tuple[str, str]:
    """The text in the code page in which most known words can be read, unless one is given, and that code page.

    Statistical guessers need more text than a clinic's sheet holds; the field's own words decide better.
    """
    if code_page:
        if code_page not in CODE_PAGES:
            raise Problem(f'There is no code page called "{code_page}"; choose one of: {", ".join(CODE_PAGES)}.')
        return content.decode(code_page, errors="replace"), code_page
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    if b"\x00" in content[:4096]:
        little = content[1:4096:2].count(0) >= content[0:4096:2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
        return content.decode(encoding, errors="replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    # the first of the best: the list is in order of how often a page is met
    texts = [(content.decode(page, errors="replace"), page) for page in _CODE_PAGES]
    return max(texts, key=lambda text: _likelihood(text[0], known_words))


def _likelihood(text: str, known_words: frozenset[str]) -> float:
    points = 0.0
    for line in text.splitlines()[:20_000]:
        if line.isascii():
            continue
        for word in _WORD.findall(line):
            if not word.isascii():
                points += 5 if word.casefold() in known_words else _plausible(word)
        points -= sum(_odd(letter) for letter in line if ord(letter) > 127)
    return points


def _plausible(word: str) -> float:
    """Whether a word with accents is written as words are: not an upper-case letter behind a lower-case one."""
    mixed = any(a.islower() and b.isupper() for a, b in pairwise(word))
    common = all(letter in "äöüßéèêàáâíîóôúûçñãõåøæıİşğœÄÖÜÉÅØÑÇ" for letter in word if ord(letter) > 127)
    return -1.0 if mixed else 0.5 if common else 0.1


def _odd(letter: str) -> float:
    if letter in "±°µ–—’‘“”„«»·×²³€™®©−½¼º ª…§":
        return 0.0
    kind = unicodedata.category(letter)
    return 1.0 if kind in ("Cc", "Co", "Cn", "So", "Sm", "Sk", "Sc") or letter == "�" else 0.0


def _named_separator(text: str) -> tuple[str, str]:
    """Excel's first line "sep=;", and the text with that line emptied (so that row numbers stay)."""
    first, newline, rest = text.partition("\n")
    named = re.fullmatch(r'"?sep=(.)"?\s*', first, re.IGNORECASE)
    return (named[1], newline + rest) if named else ("", text)


def _likely_separator(text: str) -> str:
    """The separator that cuts most lines into the same number of cells; a decimal comma does not."""
    best, most = "\t", 0.0
    sample = text[:60_000]
    for separator in _SEPARATORS:
        counts = [len(row) for row in split_rows(sample, separator)[:200] if any(cell.strip() for cell in row)]
        if not counts:
            continue
        width, rows = Counter(counts).most_common(1)[0]
        if width == 1:
            width, rows = max(((w, n) for w, n in Counter(counts).items() if w > 1), default=(1, 0), key=lambda p: p[1])
        share = rows / len(counts)
        if separator == "," and share <= 0.6:
            continue  # sentences have commas too, but not the same number in every line
        score = share * (1 + min(width, 12) / 100) if width > 1 else 0.0
        if separator != "," and score:
            score += 0.05  # a comma also stands inside names and numbers
        if score > most:
            best, most = separator, score
    return best


def split_rows(text: str, separator: str, most_rows: int = 1 << 40, most_cells: int = 1 << 40) -> list[list[str]]:
    """Rows of cells. A quote that is never closed properly is an ordinary character and swallows no rows.

    Ends early, with more than `most_rows` or `most_cells`, when there are more.
    """
    cells = 0
    rows: list[list[str]] = []
    for_lines = text.replace("\r\n", "\n").replace("\r", "\n")
    at, end = 0, len(for_lines)
    row: list[str] = []
    while at < end and len(rows) <= most_rows and cells <= most_cells:
        cell, at = _cell(for_lines, at, separator)
        row.append(cell)
        cells += 1
        if at >= end or for_lines[at] == "\n":
            rows.append(row)
            row = []
        elif at == end - 1:  # the text ends with a separator
            rows.append([*row, ""])
            row = []
        at += 1
    return [*rows, row] if at < end and row else rows


def _cell(text: str, at: int, separator: str) -> tuple[str, int]:
    """The cell that begins at `at`, and where its separator, line end or the text's end stands."""
    if text.startswith('"', at):
        quoted = _quoted(text, at, separator)
        if quoted is not None:
            return quoted
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    cut = text.find(separator, at, line_end)
    cut = line_end if cut < 0 else cut
    return text[at:cut], cut


def _quoted(text: str, at: int, separator: str) -> tuple[str, int] | None:
    """The quoted cell, or None when the quote is a stray one."""
    parts: list[str] = []
    start = at + 1
    lines = 0
    while True:
        close = text.find('"', start)
        if close < 0:
            return None
        parts.append(text[start:close])
        lines += text.count("\n", start, close)
        if lines > MOST_LINES_IN_A_CELL:
            return None
        after = close + 1
        if after < len(text) and text[after] == '"':
            parts.append('"')
            start = after + 1
            continue
        while after < len(text) and text[after] == " " and separator != " ":
            after += 1
        if after >= len(text) or text[after] in (separator, "\n"):
            return "".join(parts), after
        return None


def words_of(texts: Sequence[str]) -> frozenset[str]:
    """The lower-case words of known names, by which `decode` recognises a code page."""
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()) if not word.isascii())
