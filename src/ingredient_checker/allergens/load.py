"""The allergy knowledge of the data folder -> `AllergenIndex`.

    allergens.csv         id, name, kind, category, cas, on_labels, preparations, note, source, verified
    relations.csv         allergen, relation, of, level, rate, note, source, verified
    label_names.csv       allergen, relation, substance, level, note, source, verified
    series.csv            code, name, note, source, verified
    series_positions.csv  series, position, panel, allergen, as_printed, concentration, vehicle, preparation_source, ...
    test_names.csv        name, allergen, language, kind, ask, note, source, verified
    look_alikes.csv       name, other, allergen, why, source, verified
    patient_texts.en.csv  allergen, what_it_is, where_in_products, look_for_on_labels, usually_fine, ...; one a language
    sources.csv           code, citation, how_seen

A relation of one allergen to another holds for everything that is the other allergen on a label (its label names of
relation "same"), so that a synonym is written down once. A label name given for an allergen itself is the reviewed
exception and wins over what follows from a relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..knowledge_files import Row, data_version, read_rows
from ..problem import Problem
from ..substances.catalogue import Catalogue
from ..substances.name_key import name_keys
from .allergen import (
    Allergen,
    AllergenIndex,
    Level,
    Link,
    LookAlike,
    OnLabels,
    Relation,
    SeriesPosition,
    TestName,
)

ALLERGEN_COLUMNS = (
    *("id", "name", "kind", "category", "cas", "on_labels", "preparations", "note", "source", "verified"),
)
RELATION_COLUMNS = ("allergen", "relation", "of", "level", "rate", "note", "source", "verified")
LABEL_NAME_COLUMNS = ("allergen", "relation", "substance", "level", "note", "source", "verified")
SERIES_COLUMNS = ("code", "name", "note", "source", "verified")
POSITION_COLUMNS = (
    *("series", "position", "panel", "allergen", "as_printed", "concentration", "vehicle", "preparation_source"),
    *("note", "source", "verified"),
)
TEST_NAME_COLUMNS = ("name", "allergen", "language", "kind", "ask", "note", "source", "verified")
LOOK_ALIKE_COLUMNS = ("name", "other", "allergen", "why", "source", "verified")
TEXT_COLUMNS = (
    *("allergen", "what_it_is", "where_in_products", "look_for_on_labels", "usually_fine", "other_sources"),
    *("advice", "status", "source", "verified"),
)
SOURCE_COLUMNS = ("code", "citation", "how_seen")

_Word = TypeVar("_Word")
_STRENGTH = {level: rank for rank, level in enumerate(Level)}
_RELATIONS = {relation.value: relation for relation in Relation}
_LEVELS = {level.value: level for level in Level}


def load_allergens(folder: Path, catalogue: Catalogue) -> AllergenIndex:
    """The allergens of a data folder. Problem that names file and line if a row cannot be used."""
    files = folder / "allergens"
    positions = _series_positions(files)
    series: dict[str, list[str]] = {}
    for position in positions:
        series.setdefault(position.allergen, []).append(position.series)
    rows = read_rows(files / "allergens.csv", ALLERGEN_COLUMNS)
    allergens = {allergen.id: allergen for allergen in (_allergen(row, series) for row in rows)}
    links = _links(
        read_rows(files / "label_names.csv", LABEL_NAME_COLUMNS),
        read_rows(files / "relations.csv", RELATION_COLUMNS),
        allergens,
        catalogue,
    )
    by_substance: dict[str, list[Link]] = {}
    by_allergen: dict[str, list[Link]] = {}
    for link in sorted(links.values(), key=lambda known: _STRENGTH[known.level]):
        by_substance.setdefault(link.substance, []).append(link)
        by_allergen.setdefault(link.allergen, []).append(link)
    return AllergenIndex(
        version=data_version(folder),
        allergens=allergens,
        links_by_substance=by_substance,
        links_by_allergen=by_allergen,
        test_names=_test_names(files / "test_names.csv"),
        look_alikes=tuple(map(_look_alike, read_rows(files / "look_alikes.csv", LOOK_ALIKE_COLUMNS))),
        sources={c[0]: c[1] for _, _, c in read_rows(files / "sources.csv", SOURCE_COLUMNS)},
        patient_texts={language: _texts(path) for language, path in text_files(files).items()},
        series_positions=positions,
    )


def text_files(files: Path) -> dict[str, Path]:
    """Language ("en", "pt-BR") -> the patient texts in it: every file `patient_texts.<language>.csv` of the folder."""
    return {path.name.split(".")[1]: path for path in sorted(files.glob("patient_texts.*.csv"))}


def _texts(path: Path) -> dict[str, dict[str, str]]:
    return {c[0]: dict(zip(TEXT_COLUMNS[1:], c[1:], strict=False)) for _, _, c in read_rows(path, TEXT_COLUMNS)}


def _test_names(path: Path) -> dict[str, list[TestName]]:
    rows = read_rows(path, TEST_NAME_COLUMNS)
    names: dict[str, list[TestName]] = {}
    for key, row in zip(name_keys([cells[0] for _, _, cells in rows]), rows, strict=True):
        names.setdefault(key, []).append(_test_name(row))
    return names


def _series_positions(files: Path) -> tuple[SeriesPosition, ...]:
    names = {c[0]: c[1] for _, _, c in read_rows(files / "series.csv", SERIES_COLUMNS)}
    return tuple(_position(row, names) for row in read_rows(files / "series_positions.csv", POSITION_COLUMNS))


def _position(row: Row, names: Mapping[str, str]) -> SeriesPosition:
    file, line, c = row
    return SeriesPosition(
        series=c[0],
        series_name=names.get(c[0], c[0]),
        position=c[1],
        panel=c[2],
        allergen=c[3],
        as_printed=c[4],
        concentration=c[5],
        vehicle=c[6],
        preparation_source=c[7],
        note=c[8],
        source=c[9],
        verified=c[10] == "yes",
        origin=f"{file}:{line}",
    )


def _look_alike(row: Row) -> LookAlike:
    file, line, c = row
    return LookAlike(c[0], c[1], c[2], c[3], c[4], f"{file}:{line}")


def _allergen(row: Row, series: Mapping[str, Sequence[str]]) -> Allergen:
    file, line, c = row
    return Allergen(
        id=c[0],
        name=c[1],
        kind=c[2],
        category=c[3],
        cas=tuple(c[4].split()),
        on_labels=_word(OnLabels, c[5], row),
        preparations=c[6],
        series=tuple(dict.fromkeys(series.get(c[0], ()))),
        note=c[7],
        source=c[8],
        verified=c[9] == "yes",
        origin=f"{file}:{line}",
    )


def _test_name(row: Row) -> TestName:
    file, line, c = row
    return TestName(c[0], c[1], c[3], c[2], c[4] == "yes", c[5], c[6], c[7] == "yes", f"{file}:{line}")


def _links(
    label_rows: Sequence[Row],
    relation_rows: Sequence[Row],
    allergens: Mapping[str, Allergen],
    catalogue: Catalogue,
) -> dict[tuple[str, str], Link]:
    """One link an allergen and substance: what is given for the allergen itself, else the strongest that follows."""
    direct: dict[tuple[str, str], Link] = {}
    same: dict[str, list[Link]] = {}
    keys = name_keys([cells[2] for _, _, cells in label_rows])
    for row, key in zip(label_rows, keys, strict=True):
        file, line, c = row
        _known(c[0], allergens, row)
        relation, level = _relation(c[1], row), _level(c[3], row)
        substances = catalogue.ids_by_key.get(key, ())
        if not substances:
            raise Problem(f"{file}, line {line}: “{c[2]}” is no substance of the vocabulary.")
        for substance in substances:
            link = Link(c[0], substance, relation, level, "", "", c[4], c[5], c[6] == "yes", f"{file}:{line}")
            _keep_stronger(direct, link)
            if relation is Relation.SAME:
                same.setdefault(c[0], []).append(link)
    following: dict[tuple[str, str], Link] = {}
    for link in _following(relation_rows, same, allergens):
        _keep_stronger(following, link)
    return {**following, **direct}


def _following(
    rows: Sequence[Row], same: Mapping[str, Sequence[Link]], allergens: Mapping[str, Allergen]
) -> Iterator[Link]:
    for row in rows:
        file, line, c = row
        _known(c[0], allergens, row)
        _known(c[2], allergens, row)
        relation, level, verified = _relation(c[1], row), _level(c[3], row), c[7] == "yes"
        for name in same.get(c[2], ()):
            yield Link(
                c[0],
                name.substance,
                relation,
                level,
                c[2],
                c[4],
                c[5],
                c[6],
                verified and name.verified,
                f"{file}:{line}",
            )


def _keep_stronger(links: dict[tuple[str, str], Link], link: Link) -> None:
    at = (link.allergen, link.substance)
    known = links.get(at)
    if known is None or (_STRENGTH[link.level], not link.verified) < (_STRENGTH[known.level], not known.verified):
        links[at] = link


def _known(allergen: str, allergens: Mapping[str, Allergen], row: Row) -> None:
    if allergen not in allergens:
        raise Problem(f"{row[0]}, line {row[1]}: there is no allergen “{allergen}”.")


def _relation(word: str, row: Row) -> Relation:
    found = _RELATIONS.get(word)
    return found if found is not None else _word(Relation, word, row)


def _level(word: str, row: Row) -> Level:
    found = _LEVELS.get(word)
    return found if found is not None else _word(Level, word, row)


def _word(words: Callable[[str], _Word], word: str, row: Row) -> _Word:
    try:
        return words(word)
    except ValueError as error:
        raise Problem(f"{row[0]}, line {row[1]}: “{word}” is not one of the words for this column.") from error
