"""Whose results they are and when they were taken: from the rows above a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .columns import IsAllergen, Row
from .sheet import Cell
from .sheet_words import SheetWords, word_key

_WORD = r"[^\W\d_]['’-]?[^\W\d_]*[^\W\d_A-Z]"
_LAST_FIRST = re.compile(r"^[^\W\d_][^\W\d_'’-]*[^\W\d_], ?[^\W\d_][^\W\d_'’.-]*( [^\W\d_]\.?)?$")
_FIRST_LAST = re.compile(rf"^{_WORD} ([^\W\d_]\.? )?{_WORD}$")
_CODES = (
    re.compile(r"^([^\W\d_]\. ?){1,2}[^\W\d_][\w'’-]+$"),  # F. Last
    re.compile(r"^[A-ZÄÖÜ]{2,3}\.? ?(19|20)\d\d$"),  # initials and year of birth
    re.compile(r"^(PT|Pt|P|Pat)[-_ ]?\d{2,}$"),
)
_BORN = re.compile(
    r"^\W*(d\.?o\.?b|(date|year) of birth|born|birth ?(date|year)|geb|geboren|geburts(datum|jahr)|jahrgang|née?|"
    r"date de naissance|année de naissance|fecha de nacimiento|nacid[oa]|data di nascita|nat[oa]|geboortedatum|"
    r"geboren op|data urodzenia|f\.?dato)\b",
    re.IGNORECASE,
)
_DATE_BEHIND = re.compile(r"[\s,;(]+(\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)\W*$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SIGN_BEHIND = re.compile(r"[^\s+][\s(]\+{1,3}\)?$|\s\?\+$")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)")
_NOT_NAMES = frozenset(
    "patch test tests testing series clinic record records result results sheet baseline standard european contact "
    "dermatitis dermatology department hospital report epicutaneous epikutantest testreihe reihe serie week woche "
    "semaine semana allergy allergie allergologie page tray panel positive negative reading readings notes read by "
    "signature legend core comprehensive day hairdressing cosmetic cosmetics own products final true name date "
    "hautklinik klinik ergebnis ergebnisse résultats resultados pruebas parche tests épicutanés bateria batterie "
    "battery fragrance preservatives metals rubber medicaments plants other and of the".split()
)


_PATIENT_LABELS = frozenset(
    "pt pat patient patientin patiente paciente paziente pacjent pasient potilas hasta patienten nom nombre nome naam "
    "name navn namn imie nimi".split()
)
_NUMBER_LABELS = frozenset(("id", "mrn", "nr", "no", "number", "nummer", "nhs", "chart", "hospital", "fall", "pid"))


@dataclass(frozen=True, slots=True)
class Particulars:
    """`guessed`: the name stands there without saying that it is one. `series_text`: all texts, to find a series in;
    `born`: the year."""

    name: str = ""
    number: str = ""
    tested_on: str = ""
    guessed: bool = False
    series_text: str = ""
    place: str = ""
    born: int | None = None


def particulars_of(rows: Sequence[Row], words: SheetWords) -> Particulars:
    """What rows above a table, or loose ones, say about the patient. The last patient named counts."""
    name = number = tested_on = guess = place = ""
    texts: list[str] = []
    born: int | None = None
    for row in rows:
        cells = [cell for cell in row if cell.text and not cell.filled]
        for at, cell in enumerate(cells):
            texts.append(cell.text)
            following = cells[at + 1].text if at + 1 < len(cells) else ""
            if match := _BORN.search(cell.text):
                born = year_in(cell.text[match.end() :]) or year_in(following) or born
                continue
            label = patient_label(cell.text, words) or _bare_label(cell, words)
            if label is not None:
                value = label[0] or following
                if label[1]:
                    number = value
                else:
                    name = _DATE_BEHIND.sub("", value)
                    tested_on = tested_on or value[len(name) :].strip(" ,;()")
                place = cell.address
            elif (heading := words.heading(cell.text.partition(":")[0])) and heading.role == "date" and not tested_on:
                tested_on = cell.text.partition(":")[2].strip() or following
            elif not guess and (found := name_in(cell.text)):
                guess, place = found, place or cell.address
    guessed = not (name or number) and bool(guess)
    name = name or ("" if number else guess)
    born = born or (year_in(name) if _CODES[1].match(name) else None)
    return Particulars(name, number, iso_day(tested_on), guessed, " \n".join(texts), place, born)


def year_in(text: str) -> int | None:
    """A year of birth in a text or a date; None if there is none."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def iso_day(text: str) -> str:
    """ "14.03.2025" -> "2025-03-14". A day and month that could be either way round stay as they are, unless points
    stand between them; so does anything else."""
    text = text.strip()
    match = _DAY_FIRST.match(text)
    if not match:
        return match[0] if (match := _ISO.match(text)) else text
    first, second = int(match[1]), int(match[3])
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    day, month = (second, first) if second > 12 else (first, second)
    known = match[2] == "." or max(first, second) > 12 or first == second
    if not known or not (1 <= month <= 12 and 1 <= day <= 31):
        return text
    return f"{year:04}-{month:02}-{day:02}"


def patient_label(text: str, words: SheetWords) -> tuple[str, bool] | None:
    """(what follows the label, whether the label asks for a number) of "Patient: A. B."; None if it is no label."""
    label, colon, rest = text.partition(":")
    if not colon:
        label, _, rest = text.partition(" ")
        if word_key(label).strip(".") not in ("patient", "patientin", "patiente", "pt", "pat", "paciente", "paziente"):
            return None
        if not rest or word_key(text) in words.headings:
            return "", _asks_for_number(text)
        return rest.strip(), _asks_for_number(rest)
    key = word_key(label).strip(".")
    heading = words.headings.get(key) or words.headings.get(key + ".")
    if (heading and heading.role == "patient") or set(key.replace(".", " ").split()) & _PATIENT_LABELS:
        return rest.strip(), _asks_for_number(label)
    return None


def _asks_for_number(label: str) -> bool:
    return bool(set(word_key(label).replace(".", " ").split()) & _NUMBER_LABELS) or word_key(label) in (
        "patientid",
        "patientennr",
    )


def names_a_patient(row: Row, words: SheetWords, is_allergen: IsAllergen) -> bool:
    """Whether a row begins with "Patient: ...", or is nothing but a patient's initials, code or name."""
    cells = [cell for cell in row if cell.text and not cell.filled]
    if not cells:
        return False
    label = patient_label(cells[0].text, words)
    if label is not None and any(is_allergen(cell.text) for cell in cells[1:]):
        return False  # a result stands in the same row
    if label is not None and _SIGN_BEHIND.search(cells[0].text):
        return False  # "Patient shampoo +"
    if label is not None:
        return bool(label[0]) or len(cells) < 2 or words.heading(cells[1].text) is None
    text = cells[0].text
    alone = len({cell.text for cell in row if cell.text}) == 1
    return alone and any(pattern.match(text) for pattern in (*_CODES, _LAST_FIRST)) and not is_allergen(text)


def _bare_label(cell: Cell, words: SheetWords) -> tuple[str, bool] | None:
    """A heading like "PatientID" in a cell of its own, the value in the next."""
    key = word_key(cell.text)
    heading = words.headings.get(key)
    if key not in _PATIENT_LABELS and (heading is None or heading.role != "patient"):
        return None
    return "", _asks_for_number(key)


def name_in(text: str) -> str:
    """A person's name or code in a title ("T.R.U.E. TEST 36 - D. Test"), "" if nothing looks like one."""
    parts = [text, *re.split(r"\s[-–—|]\s|:", text), text.split(",")[0]]
    for part in parts:
        part = part.strip(" .")
        if looks_like_a_name(part):
            return part
    return ""


def looks_like_a_name(text: str) -> bool:
    """Whether the whole text is written like a person's name, initials with a year, or a patient code."""
    if not 2 < len(text) <= 40 or not text[0].isupper():
        return False
    if any(pattern.match(text) for pattern in _CODES):
        return True
    parts = re.findall(r"[^\W\d_]+", word_key(text))
    written_so = (_LAST_FIRST.match(text) or _FIRST_LAST.match(text)) and all(w[:1].isupper() for w in text.split())
    return bool(written_so) and not set(parts) & _NOT_NAMES
