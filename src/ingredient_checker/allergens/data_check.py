"""Faults in a data folder, by file and line: what `ingredient-checker data check` prints.

Everything the loaders rely on and every structural promise of the data: known ids and names, unique keys, check digits,
sources, words. A fault of one row never hides the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..knowledge_files import Row, RowsByFile, read_rows
from ..problem import Problem
from ..substances.catalogue import Catalogue
from ..substances.load import NAME_COLUMNS, SUBSTANCE_COLUMNS
from ..substances.name_key import is_cas_number, is_ec_number, name_key
from . import load
from .allergen import ITSELF, AllergenIndex, EuRule, Level, OnLabels, Relation

_KINDS = frozenset(("substance", "mix", "complex", "group", "marker", "list"))
_NAME_KINDS = frozenset(
    ("INCI", "common", "chemical", "trade", "drug", "abbreviation", "foreign", "obsolete INCI", "colour", "shared")
)
_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d")
_ANNEXES = frozenset(("II", "V", "VI"))
_VERIFIED = frozenset(("yes", "no"))
_VEHICLES = frozenset(("pet", "aq", "alc", "acet", "MEK", "Softisan", "olive oil", "film"))
_CONCENTRATION = re.compile(r"\d+(?:\.\d+)? (?:%|ppm|mg/cm2)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]+)?")
_BASELINES = frozenset(("ACDS20", "BSCA_add", "EBS19", "EBS23_candidates", "NAC80", "TT36"))
_QUOTED = re.compile("“[^”]*”")
_PROMISE = re.compile(
    r"\b(?:un)?safe(?:r|st|ly)?\b|\bhypo-?allergenic\b|\b(?:allergen|allergy|risk)[- ]free\b|\bharmless\b"
    r"|\bguarante\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, and where. `file` is relative to the data folder; line 0 stands for the whole file."""

    file: str
    line: int
    text: str


def faults(folder: Path) -> tuple[Fault, ...]:
    """Every fault of a data folder in order of file and line; empty when there is none."""
    check = _Check(folder)
    check.run()
    return tuple(sorted(set(check.found)))


def faults_of_additions(rows: RowsByFile, catalogue: Catalogue, index: AllergenIndex) -> tuple[Fault, ...]:
    """The faults of a clinic's own rows beside the shipped knowledge, in order of file and line."""
    check = _AdditionsCheck(rows, catalogue, index)
    check.run()
    return tuple(sorted(set(check.found)))


class _Check:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Fault] = []
        self.sources: set[str] = set()
        self.allergens: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.other_names: set[str] = set()
        self.itself: set[str] = set()

    def run(self) -> None:
        """Read every file once, the ones that others point at first."""
        if not (self.folder / "VERSION").is_file():
            self._fault("VERSION", 0, "this file is missing, so this is no data folder")
        self.sources = {row[2][0] for row in self._rows("allergens/sources.csv", load.SOURCE_COLUMNS)}
        self._substances("inci.csv")
        self._substances("other.csv")
        self._names()
        self._allergens()
        named = self._label_names()
        named |= self._relations()
        self._without_names(named)
        baseline = self._series()
        self._test_names()
        self._look_alikes()
        self._eu_fragrance()
        self._eu_annexes()
        self._texts(baseline)

    def _fault(self, file: str, line: int, text: str) -> None:
        self.found.append(Fault(file, line, text))

    def _usable(self, row: Row) -> bool:  # noqa: ARG002
        """Whether other rows may point at this one: shipped rows with a fault are mended, not left out."""
        return True

    def _is_known(self, key: str) -> bool:
        return key in self.owners or key in self.other_names

    def _rows(self, file: str, columns: Sequence[str]) -> list[Row]:
        try:
            rows = read_rows(self.folder / file, columns)
        except Problem as problem:
            self._fault(file, 0, str(problem))
            return []
        seen: dict[tuple[str, ...], int] = {}
        for _, line, cells in rows:
            first = seen.setdefault(tuple(cells), line)
            if first != line:
                self._fault(file, line, f"the same row as line {first}")
        return rows

    def _sourced(self, row: Row, source: str, verified: str) -> None:
        file, line, _ = row
        if not source.strip():
            self._fault(file, line, "no source")
        for code in source.split():
            if code not in self.sources:
                self._fault(file, line, f"source “{code}” is not in sources.csv")
        if verified not in _VERIFIED:
            self._fault(file, line, f"verified is “{verified}”; it must be yes or no")
        if verified == "yes" and source.split() == ["M"]:
            self._fault(file, line, "verified without a source: M means from memory")

    def _word(self, row: Row, words: Callable[[str], object], word: str, column: str) -> None:
        try:
            words(word)
        except ValueError:
            self._fault(row[0], row[1], f"{column} is “{word}”, which is none of its words")

    def _numbers(self, row: Row, cas: str, ec: str = "") -> None:
        for number in cas.split():
            if not is_cas_number(number):
                self._fault(row[0], row[1], f"“{number}” is no CAS number: its check digit is wrong")
        for number in ec.split():
            if not is_ec_number(number):
                self._fault(row[0], row[1], f"“{number}” is no EC number: its check digit is wrong")

    def _substances(self, file: str) -> None:
        for row in self._rows(f"substances/{file}", SUBSTANCE_COLUMNS):
            name, cas, ec, _, source, verified, *_ = row[2]
            key = name_key(name)
            if not key:
                self._fault(row[0], row[1], "a substance without a name")
                continue
            # INCI names that differ in spacing and punctuation only are one substance (substances/load.py).
            if file != "inci.csv" and key in self.owners:
                self._fault(row[0], row[1], f"“{name}” has the same key as “{self.owners[key]}”")
            self._numbers(row, cas, ec)
            self._sourced(row, source, verified)
            if self._usable(row):
                self.owners.setdefault(key, name)

    def _names(self) -> None:
        meant: dict[str, tuple[str, str]] = {}
        for row in self._rows("substances/names.csv", NAME_COLUMNS):
            name, substance, kind, _, source, verified = row[2][:6]
            key = name_key(name)
            if name_key(substance) not in self.owners:
                self._fault(row[0], row[1], f"“{substance}” is no substance of inci.csv or other.csv")
            if kind not in _NAME_KINDS:
                self._fault(row[0], row[1], f"kind is “{kind}”, which is none of its words")
            if key in self.owners and kind != "shared":
                self._fault(row[0], row[1], f"“{name}” has the same key as the substance “{self.owners[key]}”")
            other, other_kind = meant.setdefault(key, (substance, kind))
            if name_key(other) != name_key(substance) and "shared" not in (kind, other_kind):
                self._fault(row[0], row[1], f"“{name}” stands for “{other}” and “{substance}”; declare both as shared")
            self._sourced(row, source, verified)
            if self._usable(row):
                self.other_names.add(key)

    def _allergens(self) -> None:
        named: dict[str, str] = {}
        for row in self._rows("allergens/allergens.csv", load.ALLERGEN_COLUMNS):
            cells = row[2]
            if cells[0] in self.allergens:
                self._fault(row[0], row[1], f"allergen “{cells[0]}” is there twice")
            other = named.setdefault(name_key(cells[1]), cells[0])
            if other != cells[0]:
                self._fault(row[0], row[1], f"{cells[0]} has the same name as {other}; two that are the same are one")
            if cells[2] not in _KINDS:
                self._fault(row[0], row[1], f"kind is “{cells[2]}”, which is none of its words")
            self._word(row, OnLabels, cells[5], "on_labels")
            self._numbers(row, cells[4])
            self._sourced(row, cells[8], cells[9])
            if self._usable(row):
                self.allergens[cells[0]] = cells[5]

    def _known_allergen(self, row: Row, allergen: str) -> None:
        if allergen not in self.allergens:
            self._fault(row[0], row[1], f"there is no allergen “{allergen}”")

    def _without_names(self, named: set[str]) -> None:
        for allergen, on_labels in self.allergens.items():
            if on_labels == OnLabels.YES and allergen not in named:
                self._fault("allergens/allergens.csv", 0, f"{allergen} stands on labels, but no name leads to it")

    def _label_names(self) -> set[str]:
        """Check the rows; answers the allergens that have label names."""
        seen: dict[tuple[str, str], int] = {}
        for row in self._rows("allergens/label_names.csv", load.LABEL_NAME_COLUMNS):
            allergen, relation, substance, level, _, source, verified = row[2][:7]
            self._known_allergen(row, allergen)
            self._word(row, Relation, relation, "relation")
            self._word(row, Level, level, "level")
            if not self._is_known(name_key(substance)):
                self._fault(row[0], row[1], f"“{substance}” is no substance of the vocabulary")
            if relation in ITSELF:
                self.itself.add(name_key(substance))
            first = seen.setdefault((allergen, name_key(substance)), row[1])
            if first != row[1]:
                self._fault(row[0], row[1], f"“{substance}” is given for {allergen} in line {first} already")
            self._sourced(row, source, verified)
        return {allergen for allergen, _ in seen}

    def _relations(self) -> set[str]:
        """Check the rows; answers the allergens that are related to others."""
        seen: dict[tuple[str, str], int] = {}
        for row in self._rows("allergens/relations.csv", load.RELATION_COLUMNS):
            allergen, relation, of, level, _, _, source, verified = row[2][:8]
            self._known_allergen(row, allergen)
            self._known_allergen(row, of)
            self._word(row, Relation, relation, "relation")
            self._word(row, Level, level, "level")
            if allergen == of:
                self._fault(row[0], row[1], f"{allergen} is related to itself")
            if relation == Relation.SAME:
                self._fault(row[0], row[1], "two allergens that are the same should be one")
            first = seen.setdefault((allergen, of), row[1])
            if first != row[1]:
                self._fault(row[0], row[1], f"{allergen} and {of} are related in line {first} already")
            self._sourced(row, source, verified)
        return {allergen for allergen, _ in seen}

    def _series(self) -> set[str]:
        """Check series and positions; answers the allergens of the baseline series."""
        codes, baseline = set(), set()
        for row in self._rows("allergens/series.csv", load.SERIES_COLUMNS):
            codes.add(row[2][0])
            self._sourced(row, row[2][3], row[2][4])
        seen: dict[tuple[str, str], int] = {}
        unnumbered: dict[str, int] = {}
        for row in self._rows("allergens/series_positions.csv", load.POSITION_COLUMNS):
            file, line, (series, position, _, allergen, as_printed, *_, source, verified) = row
            if series not in codes:
                self._fault(file, line, f"there is no series “{series}” in series.csv")
            if allergen:
                self._known_allergen(row, allergen)
            if allergen and series in _BASELINES:
                baseline.add(allergen)
            if not as_printed.strip():
                self._fault(file, line, "a test without a name")
            if not position:
                unnumbered.setdefault(series, line)
            first = seen.setdefault((series, position), line)
            if position and first != line:
                self._fault(file, line, f"position {position} of {series} is given in line {first} already")
            self._preparation(row)
            self._sourced(row, source, verified)
        self._numbering(seen, unnumbered)
        return baseline

    def _preparation(self, row: Row) -> None:
        file, line, cells = row
        concentration, vehicle, source = cells[5:8]
        if concentration and not _CONCENTRATION.fullmatch(concentration):
            self._fault(file, line, f"concentration is “{concentration}”; it must be like 5 %, 2000 ppm or 0.20 mg/cm2")
        if vehicle and vehicle not in _VEHICLES:
            self._fault(file, line, f"vehicle is “{vehicle}”, which is none of its words")
        if bool(concentration or vehicle) != bool(source):
            self._fault(file, line, "preparation_source says where concentration and vehicle are from")
        for code in source.split():
            if code not in self.sources:
                self._fault(file, line, f"source “{code}” is not in sources.csv")

    def _numbering(self, seen: Mapping[tuple[str, str], int], unnumbered: Mapping[str, int]) -> None:
        """A series has the numbers 1, 2, 3 … without holes, or none at all."""
        file = "allergens/series_positions.csv"
        numbered: dict[str, set[str]] = {}
        for series, position in seen:
            if position:
                numbered.setdefault(series, set()).add(position)
        for series, positions in numbered.items():
            line = max(line for (code, position), line in seen.items() if code == series and position)
            if series in unnumbered:
                self._fault(file, unnumbered[series], f"{series} has numbers, but not here")
            missing = {str(number + 1) for number in range(len(positions))} - positions
            if missing:
                self._fault(file, line, f"{series} has no position {', '.join(sorted(missing, key=int))}")

    def _test_names(self) -> None:
        for row in self._rows("allergens/test_names.csv", load.TEST_NAME_COLUMNS):
            name, allergen, _, kind, ask, _, source, verified = row[2][:8]
            if not name_key(name):
                self._fault(row[0], row[1], "a test name without letters or digits")
            if allergen:
                self._known_allergen(row, allergen)
            elif kind not in ("control", "own product", "no label data", "article number"):
                self._fault(row[0], row[1], f"“{name}” has no allergen and is no control and no own product")
            if ask not in _VERIFIED:
                self._fault(row[0], row[1], f"ask is “{ask}”; it must be yes or no")
            self._sourced(row, source, verified)

    def _look_alikes(self) -> None:
        for row in self._rows("allergens/look_alikes.csv", load.LOOK_ALIKE_COLUMNS):
            name, other, allergen, why, source, verified = row[2][:6]
            if name_key(name) == name_key(other):
                self._fault(row[0], row[1], f"“{name}” and “{other}” share a key, so they are not told apart")
            if allergen:
                self._known_allergen(row, allergen)
            if not why.strip():
                self._fault(row[0], row[1], "no word on why they are different")
            self._sourced(row, source, verified)

    def _eu_fragrance(self) -> None:
        for row in self._rows("allergens/eu_fragrance.csv", load.EU_FRAGRANCE_COLUMNS):
            _, label_name, member, rule, new_from, all_by, _, source, verified = row[2][:9]
            for name in (label_name, member):
                if not self._is_known(name_key(name)):
                    self._fault(row[0], row[1], f"“{name}” is no substance of the vocabulary")
            if name_key(member) not in self.itself:
                self._fault(row[0], row[1], f"“{member}” is itself no allergen's label name")
            self._word(row, EuRule, rule, "rule")
            for day in (new_from, all_by):
                if (rule == EuRule.NEW) != bool(_DATE.fullmatch(day)):
                    self._fault(row[0], row[1], f"“{day}” is no date such as 2026-07-31, which only the new rule has")
            self._sourced(row, source, verified)

    def _eu_annexes(self) -> None:
        for row in self._rows(load.EU_ANNEXES, load.EU_ANNEX_COLUMNS):
            annex, _, substance, note, source, verified = row[2][:6]
            if annex not in _ANNEXES:
                self._fault(row[0], row[1], f"annex is “{annex}”, which is none of its words")
            if not self._is_known(name_key(substance)):
                self._fault(row[0], row[1], f"“{substance}” is no substance of the vocabulary")
            if annex == "II" and not note:
                self._fault(row[0], row[1], "a ban without a note")
            self._sourced(row, source, verified)

    def _texts(self, baseline: set[str]) -> None:
        """Check the texts in every language; `baseline`: the allergens that are owed one in English."""
        files = load.text_files(self.folder / "allergens")
        if "en" not in files:
            self._fault("allergens/patient_texts.en.csv", 0, "this file is missing; other languages fall back on it")
        for language, path in files.items():
            if not _LANGUAGE.fullmatch(language):
                self._fault(f"allergens/{path.name}", 0, f"“{language}” is no language code such as de or pt-BR")
            seen: dict[str, int] = {}
            for row in self._rows(f"allergens/{path.name}", load.TEXT_COLUMNS):
                self._text(row, language)
                first = seen.setdefault(row[2][0], row[1])
                if first != row[1]:
                    self._fault(row[0], row[1], f"the text for {row[2][0]} is in line {first} already")
            for allergen in sorted(baseline - seen.keys()) if language == "en" else ():
                self._fault(f"allergens/{path.name}", 0, f"{allergen} stands in a baseline series and has no text")

    def _text(self, row: Row, language: str) -> None:
        self._known_allergen(row, row[2][0])
        for column, words in zip(load.TEXT_COLUMNS[1:7], row[2][1:7], strict=True):
            if not words.strip() and language == "en":
                self._fault(row[0], row[1], f"{column} is empty; write “-” where there is nothing to say")
            if "%" in words:
                self._fault(row[0], row[1], f"{column} has a percentage; patients get plain words")
            if language == "en":
                self._plain_words(row, column, words)
        status, source, verified = row[2][7:10]
        if status not in ("draft", "approved"):
            self._fault(row[0], row[1], f"status is “{status}”; it must be draft or approved")
        self._sourced(row, source, verified)

    def _plain_words(self, row: Row, column: str, words: str) -> None:
        """No promise to the patient (a claim quoted from a pack, in “…”, is none), and whole sentences."""
        if promise := _PROMISE.search(_QUOTED.sub("", words)):
            self._fault(row[0], row[1], f"{column} promises “{promise[0]}”; nobody can promise that of a product")
        if column != "look_for_on_labels" and words.strip() not in ("", "-") and not words.endswith((".", "?")):
            self._fault(row[0], row[1], f"{column} does not end like a sentence")


class _AdditionsCheck(_Check):
    """The same checks for a clinic's own rows; what is shipped is known to be right. A row with a fault is left out,
    so that no other row may lean on it.
    """

    def __init__(self, rows: RowsByFile, catalogue: Catalogue, index: AllergenIndex) -> None:
        super().__init__(Path())
        self.ours = rows
        self.sources = {load.OUR_SOURCE, *index.sources}
        self.allergens = {a.id: str(a.on_labels) for a in index.allergens.values()}
        self.owners = {key: ids[0] for key, ids in catalogue.ids_by_key.items()}
        self.shipped_allergens = frozenset(self.allergens)
        self.at_fault: set[tuple[str, int]] = set()

    def run(self) -> None:
        self._substances("other.csv")
        self._names()
        self._allergens()
        named = self._label_names() | self._relations()
        self._without_names(named | self.shipped_allergens)
        self._test_names()

    def _rows(self, file: str, columns: Sequence[str]) -> list[Row]:  # noqa: ARG002
        return list(self.ours.get(file, ()))

    def _fault(self, file: str, line: int, text: str) -> None:
        super()._fault(file, line, text)
        self.at_fault.add((file, line))

    def _usable(self, row: Row) -> bool:
        return (row[0], row[1]) not in self.at_fault
