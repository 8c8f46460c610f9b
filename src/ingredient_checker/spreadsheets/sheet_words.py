"""The words of result sheets: what a reading, a heading, a relevance and a number mean. From data/result_sheets.

readings.csv         token, grade, ...            "++", "schwach positiv" -> a grade
number_schemes.csv   scheme, value, grade, ...    what bare numbers mean; never guessed
headings.csv         role, heading, ...           "Testsubstanz" -> allergen, "48 h" -> reading_D2
relevance.csv        relevance, token, ...        "O", "alt" -> past
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from ..knowledge_files import data_folder, read_rows
from ..patch_test.reading import Grade
from ..problem import Problem

_DASHES = re.compile(r"[‐‑‒–—―−﹣－˗]")
_DAY = re.compile(r"(?:^|[^a-z0-9])(?:d|day|tag|j|jour|dia|giorno|dag|dzien|t\+|d\+)\s*\.?\s*(\d{1,2})(?![\d.:])")
_DAY_LAST = re.compile(r"(?:^|\s)(\d{1,2})\s*\.?\s*(?:tag|day|days|tage|jour|dia|giorno|dag|d|j)\b")
_HOURS = re.compile(r"(\d{2,3})\s*(?:-\s*\d{2,3}\s*)?(?:h|hr|hrs|hour|hours|std|stunden|heures|horas|ore|uur|timer)\b")
_SYMBOL = r"\?\s?\+|\+\s?\?|\+{1,4}|[1-4]\s?\+|\+\s?[1-4](?!\d)|\(\+\)|\+/-|±"
_OR = re.compile(r"(?<!\w)[-±](?=\s*(?:$|/|(?:or|oder|ou|o)\b))")  # "+ oder -" are two readings
_SYMBOL_FIRST = re.compile(rf"^(?P<symbol>{_SYMBOL}|\?|-)(?:\s+|\s*(?=[(\[,;:/]))(?P<rest>.+)$")
_SYMBOL_LAST = re.compile(rf"^(?P<rest>.*[^\s+?(\[])\s*[(\[:]?\s*(?P<symbol>{_SYMBOL})\s*[)\]]?$")
_REACTION = re.compile(r"\b(reaction|reaktion|reaccion|reazione|reactie|reakcja|reaktio)\b")
_WHOLE_NUMBER = re.compile(r"^\d{1,2}$")


@dataclass(frozen=True, slots=True)
class ReadingWord:
    """What a reading cell says.

    `grade`: None for a comment ("late"), a photo reading or a bare number whose scale is not known;
    `number`: the bare number, else ""; `photo`: positive at the irradiated site only.
    """

    grade: Grade | None
    number: str = ""
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column holds: a role of headings.csv ("reading" for all reading_D…, with the day), `own`: the whole
    heading is a known one."""

    role: str
    day: int = 0
    own: bool = True


@dataclass(frozen=True)
class SheetWords:
    """The vocabulary of result sheets. `readings`, `headings`, `relevances`: by `word_key`; `schemes`: name -> value ->
    grade. Made by `load_sheet_words`."""

    readings: Mapping[str, ReadingWord]
    headings: Mapping[str, Heading]
    relevances: Mapping[str, str]
    schemes: Mapping[str, Mapping[str, Grade]]

    def reading(self, text: str, scheme: str = "") -> ReadingWord | None:
        """What a reading cell says; None when it is not understood. `scheme`: the scale of bare numbers."""
        key = word_key(text).removesuffix(".0")
        if _WHOLE_NUMBER.match(key):
            value = str(int(key))
            if scheme:
                grade = self.schemes[scheme].get(value)
                return ReadingWord(grade) if grade else None
            return ReadingWord(Grade.NEGATIVE, "0") if value == "0" else ReadingWord(None, value)
        known = (
            self.readings.get(key) or self.readings.get(key.replace(" ", "")) or self.readings.get(key.strip("()[]. "))
        )
        known = known or self._by_words.get(_sorted_words(key))
        if known is None and (bare := _REACTION.sub("", key).strip()) != key and bare:
            return self.reading(bare, scheme)  # "strong positive reaction"
        if known is None or (known.grade is None and not known.photo):
            return self._with_symbol(key) or known  # "late +" is a plus with a comment
        return known

    def is_bare_reading(self, text: str) -> bool:
        """Whether the text is a reading and nothing else."""
        key = word_key(text)
        return key in self.readings or key.strip("()[]. ") in self.readings

    def relevance(self, text: str) -> str:
        """The relevance in the program's words, "" when the word is not known."""
        return self.relevances.get(word_key(text), "")

    def heading(self, text: str) -> Heading | None:
        """What a heading means; bilingual ("Konz. / Conc.") and longer ones ("Lecture J2 (48 h)") too."""
        if len(text) > 80:
            return None
        text = text.replace("_", " ")
        key = word_key(text).rstrip(":")
        own = self.headings.get(key) or self.headings.get(key.rstrip(".? "))
        if own:
            return own
        day = _day_of(key)
        if day:
            return Heading("reading", day)
        for part in re.split(r"[/|()\[\]\n:]| - ", text):
            known = self.headings.get(word_key(part)) or self.headings.get(word_key(part).rstrip(".? "))
            if known:
                return known
        return self._heading_by_word(key)

    @cached_property
    def _by_words(self) -> dict[str, ReadingWord]:
        """Readings of several words, in any order ("positif fort")."""
        return {_sorted_words(key): word for key, word in self.readings.items() if len(key.split()) > 1}

    def scheme_called(self, name: str) -> str:
        """The scheme of that name or the beginning of it. Problem, listing all, when there is none."""
        wanted = word_key(name)
        for scheme in self.schemes:
            if word_key(scheme) == wanted:
                return scheme
        begun = [scheme for scheme in self.schemes if wanted and word_key(scheme).startswith(wanted)]
        if len(begun) == 1:
            return begun[0]
        raise Problem(f'There is no number scale called "{name}"; choose one of: {", ".join(self.schemes)}.')

    def _with_symbol(self, key: str) -> ReadingWord | None:
        """A symbol with words beside it: "++ (vesicles)", "positive (+++)"; None when they contradict each other."""
        match = _SYMBOL_FIRST.match(key) or _SYMBOL_LAST.match(key)
        if not match:
            return None
        symbol = self.readings.get(match["symbol"]) or self.readings.get(match["symbol"].replace(" ", ""))
        if symbol is None or symbol.grade is None:
            return symbol
        rest = match["rest"].strip(" ()[],;:/.")
        word = self.readings.get(rest)
        if word is None:
            # words nobody knows beside a plus are a description; beside a minus or a question mark they may change it
            plain = symbol.grade.is_positive and "?" not in rest and "ir" not in rest.split() and not _OR.search(rest)
            return symbol if plain and len(rest) <= 40 else None
        if word.grade is None or word.grade is symbol.grade:
            return symbol
        if word.grade.is_positive and symbol.grade.is_positive:
            return symbol  # "++ bullous": the sign is the grade
        return word if word.grade is Grade.DOUBTFUL and symbol.grade is Grade.DOUBTFUL else None

    def _heading_by_word(self, key: str) -> Heading | None:
        """A known word inside a longer heading ("Tested allergens", "Relevance (COADEX)")."""
        words = key.split()
        if len(words) > 5:
            return None
        parts = (
            " ".join(words[at : at + size]).strip(".,:?") for size in (3, 2, 1) for at in range(len(words) - size + 1)
        )
        found = [known for part in parts if len(part) >= 5 and (known := self.headings.get(part))]
        if not found:
            return None
        best = next((known for known in found if known.role == "allergen"), found[0])
        return Heading(best.role, best.day, own=False)


def _sorted_words(key: str) -> str:
    return " ".join(sorted(key.split()))


@lru_cache(maxsize=20_000)
def word_key(text: str) -> str:
    """Case, accents, kinds of dash and of blank do not count; signs do."""
    folded = unicodedata.normalize("NFKD", _DASHES.sub("-", text).casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    folded = _DASHES.sub("-", folded).replace("ı", "i")
    folded = " ".join(folded.strip("'\"`´ ").split())
    return re.sub(r"(?<=\+) (?=\+)", "", folded)


def load_sheet_words(folder: Path | None = None) -> SheetWords:
    """The vocabulary of a data folder (the shipped one by default). Problem if a file is missing or damaged."""
    files = (folder or data_folder()) / "result_sheets"
    tokens = _cells(files, "readings.csv", "token", "grade")
    readings = {word_key(cells[0]): _reading_word(cells[1]) for cells in tokens}
    headings: dict[str, Heading] = {}
    for role, heading, *_ in _cells(files, "headings.csv", "role", "heading"):
        headings.setdefault(word_key(heading), _heading(role))
    relevances: dict[str, str] = {}
    for token, relevance, *_ in _cells(files, "relevance.csv", "token", "relevance"):
        relevances.setdefault(word_key(token), relevance)
    schemes: dict[str, dict[str, Grade]] = {}
    for scheme, value, written, *_ in _cells(files, "number_schemes.csv", "scheme", "value", "grade"):
        grade = _reading_word(written).grade
        if grade:
            schemes.setdefault(scheme, {})[value] = grade
    return SheetWords(readings, headings, relevances, schemes)


def _cells(files: Path, file: str, *columns: str) -> list[list[str]]:
    return [cells for _, _, cells in read_rows(files / file, columns)]


def _reading_word(grade: str) -> ReadingWord:
    if grade.startswith("not read"):
        return ReadingWord(Grade.NOT_READ)
    try:
        return ReadingWord(Grade(grade))
    except ValueError:
        return ReadingWord(None, photo=grade.startswith("photo"))


def _heading(role: str) -> Heading:
    day = re.fullmatch(r"reading_D(\d+)", role)
    return Heading("reading", int(day[1])) if day else Heading(role)


def days_of(text: str) -> tuple[int, ...]:
    """All days that a heading names: "D2/D4" -> 2, 4; "48/96 h" -> 2, 4."""
    key = word_key(text)
    days = [int(match[1]) for match in _DAY.finditer(key)]
    days = days or [round(int(hours) / 24) for hours in re.findall(r"\b(\d{2,3})\b", key) if int(hours) >= 24]
    return tuple(dict.fromkeys(day for day in days if 1 <= day <= 28))


def _day_of(key: str) -> int:
    """The reading day that a heading names by day or hours, 0 if none."""
    match = _DAY.search(key) or _DAY_LAST.search(key)
    if match and 1 <= int(match[1]) <= 28:
        return int(match[1])
    match = _HOURS.search(key)
    if match and int(match[1]) >= 24:
        return round(int(match[1]) / 24)
    return 0
