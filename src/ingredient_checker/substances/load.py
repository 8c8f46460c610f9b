"""The vocabulary files -> `Catalogue`.

    inci.csv    name, cas, ec, functions, source, verified          the INCI names (European Commission, CosIng)
    other.csv   the same columns and note                           what stands on labels and is no INCI name
    names.csv   name, substance, kind, language, source, verified   other written forms of those substances

`substance` is a name of inci.csv or other.csv. Two rows of inci.csv or other.csv whose names differ in spacing and
punctuation only are one substance, known by the first. A written form that truly means several substances has a
row of kind "shared" for each. Objects are made when they are asked for: a label needs few of the thirty thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..knowledge_files import NO_ROWS, Row, RowsByFile, all_rows, data_version, nothing_thrown_away
from .catalogue import Catalogue
from .name_key import name_keys, substance_ids
from .substance import Name, Substance

SUBSTANCE_COLUMNS = ("name", "cas", "ec", "functions", "source", "verified")
NAME_COLUMNS = ("name", "substance", "kind", "language", "source", "verified")
_OWN_NAME_FILES = ("substances/inci.csv", "substances/other.csv")
SUBSTANCE_FILES = (*_OWN_NAME_FILES, "substances/names.csv")

_Value = TypeVar("_Value")


@nothing_thrown_away()
def load_substances(folder: Path, ours: RowsByFile = NO_ROWS) -> Catalogue:
    """The vocabulary of the data folder, and the clinic's own rows. Problem if a file is missing or has not the
    columns above.

    Rows that name no known substance are left out.
    """
    rows = [row for file in _OWN_NAME_FILES for row in all_rows(folder, file, SUBSTANCE_COLUMNS, ours)]
    name_rows = all_rows(folder, "substances/names.csv", NAME_COLUMNS, ours)
    names = [row[2][0] for row in rows]
    id_of: dict[str, str] = {}
    rows_of: dict[str, list[Row]] = {}
    for row, key, substance in zip(rows, name_keys(names), substance_ids(names), strict=True):
        if not key:
            continue
        known = id_of.get(key)
        if known is None:
            id_of[key] = known = substance
        if known in rows_of:
            rows_of[known].append(row)
        else:
            rows_of[known] = [row]
    ids_by_key: dict[str, tuple[str, ...]] = {key: (substance,) for key, substance in id_of.items()}
    other_names = _add_names(name_rows, id_of, ids_by_key)
    return Catalogue(
        version=data_version(folder),
        substances=_MadeWhenAsked(rows_of, _substance),
        names=_MadeWhenAsked(rows_of, lambda i, own: _names(own, other_names.get(i, ()))),
        ids_by_key=ids_by_key,
        ids_by_number=_ids_by_number(rows_of),
    )


def _add_names(
    name_rows: Sequence[Row], id_of: Mapping[str, str], ids_by_key: dict[str, tuple[str, ...]]
) -> dict[str, list[Row]]:
    """Add each other name's key to `ids_by_key`; answers the rows by substance id."""
    rows_of: dict[str, list[Row]] = {}
    keys = name_keys([cells[0] for _, _, cells in name_rows])
    meant = list(dict.fromkeys(cells[1] for _, _, cells in name_rows))
    key_of = dict(zip(meant, name_keys(meant), strict=True))
    for row, key in zip(name_rows, keys, strict=True):
        target = key_of[row[2][1]]
        substance = id_of.get(target) or _only(ids_by_key.get(target, ()))
        if not substance or not key:
            continue
        if substance in rows_of:
            rows_of[substance].append(row)
        else:
            rows_of[substance] = [row]
        ids = ids_by_key.get(key)
        if ids is None:
            ids_by_key[key] = (substance,)
        elif substance not in ids:
            ids_by_key[key] = (*ids, substance)
    return rows_of


def _only(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else ""


def _ids_by_number(rows_of: Mapping[str, Sequence[Row]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for substance, rows in rows_of.items():
        for _, _, cells in rows:
            if not (cells[1] or cells[2]):
                continue
            for number in f"{cells[1]} {cells[2]}".split():
                ids = found.get(number)
                if ids is None:
                    found[number] = (substance,)
                elif substance not in ids:
                    found[number] = (*ids, substance)
    return found


def _substance(substance_id: str, rows: Sequence[Row]) -> Substance:
    file, line, first = rows[0]
    return Substance(
        id=substance_id,
        name=first[0],
        cas=_once(number for _, _, cells in rows for number in cells[1].split()),
        ec=_once(number for _, _, cells in rows for number in cells[2].split()),
        functions=_once(f.strip() for _, _, cells in rows for f in cells[3].split(";") if f.strip()),
        source=first[4],
        verified=first[5] == "yes",
        origin=f"{file}:{line}",
    )


def _names(rows: Sequence[Row], other_names: Sequence[Row]) -> tuple[Name, ...]:
    own = [
        (cells[0], "INCI" if file.endswith("inci.csv") else "common", "", file, line, cells)
        for file, line, cells in rows
    ]
    others = [(cells[0], cells[2], cells[3], file, line, cells) for file, line, cells in other_names]
    return tuple(
        Name(text, kind, language, cells[4], cells[5] == "yes", f"{file}:{line}")
        for text, kind, language, file, line, cells in own + others
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


class _MadeWhenAsked(Mapping[str, _Value]):
    """A mapping over the rows of each substance whose values are made when first asked for."""

    def __init__(self, rows_of: Mapping[str, Sequence[Row]], make: Callable[[str, Sequence[Row]], _Value]) -> None:
        self._rows_of = rows_of
        self._make = make
        self._made: dict[str, _Value] = {}

    def __getitem__(self, substance_id: str) -> _Value:
        value = self._made.get(substance_id)
        if value is None:
            value = self._made[substance_id] = self._make(substance_id, self._rows_of[substance_id])
        return value

    def __contains__(self, substance_id: object) -> bool:
        return substance_id in self._rows_of

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows_of)

    def __len__(self) -> int:
        return len(self._rows_of)
