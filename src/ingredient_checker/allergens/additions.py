"""The clinic's own knowledge: names, relations, allergens and lists that it has added, and what it has set aside.

They lie in the user's folder, above the shipped knowledge and in files of the same form, so that an update never
overwrites them. A row with a fault is left out and named; it never stops the program. Every row is written whole or
not at all.

    additions/substances/other.csv      a name that the vocabulary does not have
    additions/allergens/allergens.csv   an allergen or a list of the clinic's own
    additions/allergens/label_names.csv, relations.csv, test_names.csv
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..knowledge_files import NO_ROWS, OURS, Row, RowsByFile, read_rows
from ..problem import Problem
from ..substances.catalogue import Catalogue
from ..substances.load import NAME_COLUMNS, SUBSTANCE_COLUMNS
from ..substances.name_key import name_key
from ..whole_file import cannot_be_written, write_whole
from . import load
from .allergen import SET_ASIDE, Allergen, AllergenIndex, Level, Link, OnLabels, Relation
from .data_check import Fault, faults_of_additions

OTHER_SUBSTANCES = "substances/other.csv"

COLUMNS: Mapping[str, Sequence[str]] = {
    OTHER_SUBSTANCES: SUBSTANCE_COLUMNS,
    "substances/names.csv": NAME_COLUMNS,
    "allergens/allergens.csv": load.ALLERGEN_COLUMNS,
    "allergens/label_names.csv": load.LABEL_NAME_COLUMNS,
    "allergens/relations.csv": load.RELATION_COLUMNS,
    "allergens/test_names.csv": load.TEST_NAME_COLUMNS,
}
"""The files that a clinic's folder can hold, and their columns."""

_LARGEST_FILE = 5_000_000

NewRows = Mapping[str, Sequence[Sequence[str]]]
"""File -> cells of the rows to add."""


@dataclass(frozen=True, slots=True)
class Additions:
    """The clinic's own rows by file: those without a fault, all of them, and the faults of the others."""

    rows: RowsByFile
    all_rows: RowsByFile
    faults: tuple[Fault, ...]

    @property
    def count(self) -> int:
        """How many rows are in use."""
        return sum(map(len, self.rows.values()))

    @property
    def left_out(self) -> int:
        """How many rows, or files that cannot be read, have a fault."""
        return len({(fault.file, fault.line) for fault in self.faults})

    @property
    def decisions(self) -> tuple[Row, ...]:
        """All rows but the names of the vocabulary that came with a decision about them."""
        decided = _decided(self.all_rows)
        return tuple(
            row
            for file, known in self.all_rows.items()
            for row in known
            if file != OTHER_SUBSTANCES or name_key(row[2][0]) not in decided
        )

    @property
    def doubts(self) -> tuple[str, ...]:
        """What every check has to say while rows are left out."""
        left_out = self.left_out
        rows = "row" if left_out == 1 else "rows"
        return (f"{left_out} {rows} of our own knowledge cannot be used: see Allergens, Our own.",) if left_out else ()


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of importing another clinic's additions: rows added, rows that were there already, and what was left
    out, in words.
    """

    added: int
    known: int
    left_out: tuple[str, ...]


def _decided(rows: RowsByFile) -> frozenset[str]:
    return frozenset(name_key(cells[2]) for _, _, cells in rows.get("allergens/label_names.csv", ()))


NO_ADDITIONS = Additions(NO_ROWS, NO_ROWS, ())


def read_additions(folder: Path, catalogue: Catalogue, index: AllergenIndex) -> Additions:
    """The additions in a folder, checked against the shipped knowledge. No folder: none."""
    rows, unreadable = _read(folder)
    found = (*unreadable, *faults_of_additions(rows, catalogue, index))
    at_fault = {(fault.file, fault.line) for fault in found}
    usable = {file: [row for row in known if (row[0], row[1]) not in at_fault] for file, known in rows.items()}
    return Additions(usable, rows, found)


def _read(folder: Path) -> tuple[RowsByFile, tuple[Fault, ...]]:
    rows: dict[str, list[Row]] = {}
    unreadable: list[Fault] = []
    for file, columns in COLUMNS.items():
        if not (folder / file).exists():
            continue
        try:
            rows[file] = read_rows(folder / file, columns, OURS)
        except Problem as problem:
            unreadable.append(Fault(f"{OURS}{file}", 0, str(problem)))
    return rows, tuple(unreadable)


def _readable(folder: Path) -> RowsByFile:
    """All rows, faulty ones too. Problem if a file cannot be read: it is not written over."""
    rows, unreadable = _read(folder)
    for fault in unreadable:
        raise Problem(f"{fault.text} Mend or remove it first; nothing was changed.")
    return rows


# what can be added


def a_label_name(
    allergen: str, name: str, relation: Relation, level: Level, why: str, catalogue: Catalogue, *, sure: bool
) -> NewRows:
    """A name on labels and what it means for an allergen. A name that the vocabulary lacks becomes known with it."""
    named = [allergen, relation.value, name, level.value, why, load.OUR_SOURCE, _yes(sure)]
    rows = {"allergens/label_names.csv": [named]}
    return rows if catalogue.named(name) else {**rows, OTHER_SUBSTANCES: [_substance(name)]}


def a_relation(allergen: str, relation: Relation, of: str, level: Level, why: str, *, sure: bool) -> NewRows:
    """What everything that is the allergen `of` means for another allergen."""
    return {
        "allergens/relations.csv": [[allergen, relation.value, of, level.value, "", why, load.OUR_SOURCE, _yes(sure)]]
    }


def a_test_name(allergen: str, name: str, why: str, *, sure: bool) -> NewRows:
    """A name under which an allergen stands on the clinic's result sheets."""
    return {"allergens/test_names.csv": [[name, allergen, "", "test name", "no", why, load.OUR_SOURCE, _yes(sure)]]}


def an_allergen(name: str, kind: str, names: Iterable[str], why: str, known: Known, *, sure: bool) -> NewRows:
    """An allergen or a list of the clinic's own with the names by which it stands on labels.

    A member of a list that is an allergen itself brings all its names; anything else is a name on labels.
    """
    new = known.new_id(name)
    rows: dict[str, list[Sequence[str]]] = {
        "allergens/allergens.csv": [
            [new, name, kind, "our clinic", "", OnLabels.YES.value, "", why, load.OUR_SOURCE, _yes(sure)]
        ]
    }
    own = Relation.CONSTITUENT if kind == "list" else Relation.SAME
    for member in names:
        of = known.allergen_called(member) if kind == "list" else ""
        added = (
            a_relation(new, own, of, Level.AVOID, "", sure=sure)
            if of
            else a_label_name(new, member, own, Level.AVOID, "", known.catalogue, sure=sure)
        )
        for file, cells in added.items():
            rows.setdefault(file, []).extend(cells)
    return rows


def set_aside(link: Link, substance: str, why: str) -> NewRows:
    """A name on labels that the clinic does not want to warn of: it becomes an information line with the reason."""
    note = f"{SET_ASIDE}: {why}" if why else SET_ASIDE
    row = [link.allergen, link.relation.value, substance, Level.INFO.value, note, load.OUR_SOURCE, "yes"]
    return {"allergens/label_names.csv": [row]}


@dataclass(frozen=True, slots=True)
class Known:
    """The knowledge that a new row is made against."""

    catalogue: Catalogue
    index: AllergenIndex

    def new_id(self, name: str) -> str:
        """An id for a new allergen that no other has."""
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name_key(name)).strip("_") or "allergen"
        number = 1
        while (new := plain if number == 1 else f"{plain}_{number}") in self.index.allergens:
            number += 1
        return new

    def allergen_called(self, name: str) -> str:
        """The id of the allergen with exactly this id or name, else ""."""
        key = name_key(name)
        named: Iterable[Allergen] = self.index.allergens.values()
        return next((a.id for a in named if a.id == name or name_key(a.name) == key), "")


def _substance(name: str) -> list[str]:
    return [name, "", "", "", load.OUR_SOURCE, "yes"]


def _yes(sure: bool) -> str:
    return "yes" if sure else "no"


# kept in the folder


def add(folder: Path, new: NewRows, catalogue: Catalogue, index: AllergenIndex) -> None:
    """Keep new rows. Problem, and nothing written, if one of them has a fault or the folder cannot be written.

    `catalogue` and `index`: the shipped knowledge, without the additions.
    """
    rows = _readable(folder)
    after = _with(rows, new)
    old = faults_of_additions(rows, catalogue, index)
    if found := [f for f in faults_of_additions(after, catalogue, index) if f not in old]:
        raise Problem(f"This cannot be added: {found[0].text}.")
    _write(folder, after, new)


def remove(folder: Path, origin: str) -> None:
    """Take one row out, by its origin ("our clinic: allergens/label_names.csv:3"). Problem if it is not there."""
    file, _, line = origin.removeprefix(OURS).rpartition(":")
    rows = _readable(folder)
    kept = [row for row in rows.get(file, ()) if str(row[1]) != line]
    if file not in rows or len(kept) == len(rows[file]):
        raise Problem("This row is no longer there; look at the page again.")
    after = {**rows, file: kept}
    # A name that became known with a decision must not stay known and mean nothing: it would be read as harmless.
    forgotten = _decided(rows) - _decided(after)
    names = [row for row in rows.get(OTHER_SUBSTANCES, ()) if name_key(row[2][0]) not in forgotten]
    if len(names) < len(rows.get(OTHER_SUBSTANCES, ())):
        _write(folder, {OTHER_SUBSTANCES: names}, (OTHER_SUBSTANCES,))
    _write(folder, after, (file,))


def export_additions(folder: Path, target: Path) -> int:
    """Write all files of the clinic's folder into one .zip to be shared; answers how many rows it holds."""
    rows = _readable(folder)
    if not any(rows.values()):
        raise Problem("There is nothing of our own to export yet.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, known in rows.items():
            archive.writestr(file, _text(file, known))
    write_whole(target, packed.getvalue())
    return sum(map(len, rows.values()))


def import_additions(folder: Path, source: Path, catalogue: Catalogue, index: AllergenIndex) -> TakenOver:
    """Take over another clinic's exported additions. What the clinic here has decided itself stays as it is.

    Problem if it is no such archive; a row with a fault is left out and told.
    """
    theirs = _unpacked(source)
    rows = _readable(folder)
    mine = {file: {_about(file, cells) for _, _, cells in known} for file, known in rows.items()}
    new: dict[str, list[Sequence[str]]] = {}
    known_already = 0
    for file, cells_of_rows in theirs.items():
        for cells in cells_of_rows:
            if _about(file, cells) in mine.setdefault(file, set()):
                known_already += 1
            else:
                mine[file].add(_about(file, cells))
                new.setdefault(file, []).append(cells)
    joined = _with(rows, new)
    old = faults_of_additions(rows, catalogue, index)
    found = [fault for fault in faults_of_additions(joined, catalogue, index) if fault not in old]
    wrong = {(fault.file, fault.line): f"{fault.file.removeprefix(OURS)}: {fault.text}" for fault in found}
    usable = {
        file: [cells for f, line, cells in joined[file] if (f, line) not in wrong and cells in new[file]]
        for file in new
    }
    _write(folder, _with(rows, usable), usable)
    return TakenOver(sum(map(len, usable.values())), known_already, tuple(wrong.values()))


def _about(file: str, cells: Sequence[str]) -> tuple[str, ...]:
    """What a row decides: two rows about the same are one decision."""
    match file:
        case "allergens/label_names.csv":
            return (cells[0], name_key(cells[2]))
        case "allergens/relations.csv":
            return (cells[0], cells[2])
        case "allergens/allergens.csv":
            return (cells[0],)
        case _:
            return (name_key(cells[0]), cells[1] if file.endswith("names.csv") else "")


def _unpacked(source: Path) -> dict[str, list[list[str]]]:
    wrong = Problem(f"{source} is no file of exported additions; choose the .zip that the export has made.")
    found: dict[str, list[list[str]]] = {}
    try:
        with zipfile.ZipFile(source) as archive:
            for file, columns in COLUMNS.items():
                if file not in archive.namelist():
                    continue
                if archive.getinfo(file).file_size > _LARGEST_FILE:
                    raise wrong
                reader = csv.reader(io.StringIO(archive.read(file).decode("utf-8-sig"), newline=""))
                if tuple(next(reader, ()))[: len(columns)] != tuple(columns):
                    raise wrong
                width = len(columns)
                found[file] = [[*cells, *[""] * (width - len(cells))][:width] for cells in reader if cells]
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error, RuntimeError, NotImplementedError) as error:
        raise wrong from error
    if not found:
        raise wrong
    return found


def _with(rows: RowsByFile, new: NewRows) -> dict[str, list[Row]]:
    """The rows and after them the new ones, numbered as they will lie in the file. A new decision about the same
    replaces the old one.
    """
    after: dict[str, list[Row]] = {file: list(known) for file, known in rows.items()}
    for file, added in new.items():
        decided = {_about(file, cells) for cells in added}
        known = after[file] = [row for row in after.get(file, ()) if _about(file, row[2]) not in decided]
        first = max((line for _, line, _ in known), default=1) + 1
        known += [(f"{OURS}{file}", first + n, list(cells)) for n, cells in enumerate(added)]
    return after


def _text(file: str, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS[file])
    writer.writerows(cells for _, _, cells in rows)
    return text.getvalue()


def _write(folder: Path, rows: RowsByFile, files: Iterable[str]) -> None:
    """Replace these files whole. What leans on another row comes first, so that a stop in between leaves a row with a
    visible fault and never a name that is known and means nothing.
    """
    for file in sorted(files, key=list(COLUMNS).index, reverse=True):
        target = folder / file
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_be_written(target, error) from error
        write_whole(target, _text(file, rows[file]).encode())
