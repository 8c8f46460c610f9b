"""The allergy knowledge of the data folder -> `AllergenIndex`.

    allergens.csv         id, name, kind, category, cas, on_labels, preparations, note, source, verified
    relations.csv         allergen, relation, of, level, rate, note, source, verified
    label_names.csv       allergen, relation, substance, level, note, source, verified
    series.csv            code, name, note, source, verified
    series_positions.csv  series, position, panel, allergen, as_printed, concentration, vehicle, preparation_source, ...
    test_names.csv        name, allergen, language, kind, ask, note, source, verified
    look_alikes.csv       name, other, allergen, why, source, verified
    eu_fragrance.csv      entry, label_name, member, rule, new_products_from, all_products_by, note, source, verified
    patient_texts.en.csv  allergen, what_it_is, where_in_products, look_for_on_labels, usually_fine, ...; one a language
    sources.csv           code, citation, how_seen
    ../substances/eu_annexes.csv  annex, entry, substance, note, source, verified

A relation of one allergen to another holds for everything that is the other allergen on a label (its label names of
relation "same"), so that a synonym is written down once. A label name given for an allergen itself is the reviewed
exception and wins over what follows from a relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..knowledge_files import NO_ROWS, OURS, Row, RowsByFile, all_rows, data_version, nothing_thrown_away, read_rows
from ..problem import Problem
from ..substances.catalogue import Catalogue
from ..substances.name_key import name_keys
from .allergen import (
    ITSELF,
    Allergen,
    AllergenIndex,
    EuAnnex,
    EuFragrance,
    EuRule,
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
EU_FRAGRANCE_COLUMNS = (
    *("entry", "label_name", "member", "rule", "new_products_from", "all_products_by", "note", "source", "verified"),
)
EU_ANNEXES = "substances/eu_annexes.csv"
EU_ANNEX_COLUMNS = ("annex", "entry", "substance", "note", "source", "verified")
TEXT_COLUMNS = (
    *("allergen", "what_it_is", "where_in_products", "look_for_on_labels", "usually_fine", "other_sources"),
    *("advice", "status", "source", "verified"),
)
SOURCE_COLUMNS = ("code", "citation", "how_seen")
OUR_SOURCE = "OURS"
OUR_CITATION = "our clinic's own decision; the reason stands beside it"

_Word = TypeVar("_Word")
_STRENGTH = {level: rank for rank, level in enumerate(Level)}
_RELATIONS = {relation.value: relation for relation in Relation}
_LEVELS = {level.value: level for level in Level}


@nothing_thrown_away()
def load_allergens(folder: Path, catalogue: Catalogue, ours: RowsByFile = NO_ROWS) -> AllergenIndex:
    """The allergens of a data folder, and above them the clinic's own rows, which win.

    Problem that names file and line if a row cannot be used.
    """

    def rows(file: str, columns: Sequence[str]) -> list[Row]:
        return all_rows(folder, f"allergens/{file}", columns, ours)

    positions = _series_positions(rows)
    series: dict[str, list[str]] = {}
    for position in positions:
        series.setdefault(position.allergen, []).append(position.series)
    known = (_allergen(row, series) for row in rows("allergens.csv", ALLERGEN_COLUMNS))
    allergens = {allergen.id: allergen for allergen in known}
    links = _links(
        rows("label_names.csv", LABEL_NAME_COLUMNS), rows("relations.csv", RELATION_COLUMNS), allergens, catalogue
    )
    by_substance: dict[str, list[Link]] = {}
    by_allergen: dict[str, list[Link]] = {}
    for link in sorted(links.values(), key=lambda known: _STRENGTH[known.level]):
        by_substance.setdefault(link.substance, []).append(link)
        by_allergen.setdefault(link.allergen, []).append(link)
    look_alikes = tuple(map(_look_alike, rows("look_alikes.csv", LOOK_ALIKE_COLUMNS)))
    our_rows = sum(map(len, ours.values()))
    return AllergenIndex(
        version=data_version(folder) + (f" + {our_rows} of our own" if our_rows else ""),
        allergens=allergens,
        links_by_substance=by_substance,
        links_by_allergen=by_allergen,
        test_names=_test_names(rows("test_names.csv", TEST_NAME_COLUMNS)),
        look_alikes=look_alikes,
        not_related=_not_related(look_alikes, catalogue),
        eu_annexes=_eu_annexes(all_rows(folder, EU_ANNEXES, EU_ANNEX_COLUMNS, ours), catalogue),
        eu_fragrance=_eu_fragrance(rows("eu_fragrance.csv", EU_FRAGRANCE_COLUMNS), by_substance, catalogue),
        sources={OUR_SOURCE: OUR_CITATION, **{c[0]: c[1] for _, _, c in rows("sources.csv", SOURCE_COLUMNS)}},
        patient_texts={language: _texts(path) for language, path in text_files(folder / "allergens").items()},
        series_positions=positions,
    )


def text_files(files: Path) -> dict[str, Path]:
    """Language ("en", "pt-BR") -> the patient texts in it: every file `patient_texts.<language>.csv` of the folder."""
    return {path.name.split(".")[1]: path for path in sorted(files.glob("patient_texts.*.csv"))}


def _texts(path: Path) -> dict[str, dict[str, str]]:
    return {c[0]: dict(zip(TEXT_COLUMNS[1:], c[1:], strict=False)) for _, _, c in read_rows(path, TEXT_COLUMNS)}


def _test_names(rows: Sequence[Row]) -> dict[str, list[TestName]]:
    names: dict[str, list[TestName]] = {}
    for key, row in zip(name_keys([cells[0] for _, _, cells in rows]), rows, strict=True):
        names.setdefault(key, []).append(_test_name(row))
    return names


def _series_positions(rows: Callable[[str, Sequence[str]], list[Row]]) -> tuple[SeriesPosition, ...]:
    names = {c[0]: c[1] for _, _, c in rows("series.csv", SERIES_COLUMNS)}
    return tuple(_position(row, names) for row in rows("series_positions.csv", POSITION_COLUMNS))


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


def _not_related(pairs: Sequence[LookAlike], catalogue: Catalogue) -> dict[str, list[LookAlike]]:
    found: dict[str, list[LookAlike]] = {}
    for pair, key in zip(pairs, name_keys([pair.other for pair in pairs]), strict=True):
        for substance in catalogue.ids_by_key.get(key, ()) if pair.allergen else ():
            found.setdefault(substance, []).append(pair)
    return found


def _eu_annexes(rows: Sequence[Row], catalogue: Catalogue) -> dict[str, list[EuAnnex]]:
    found: dict[str, list[EuAnnex]] = {}
    for (file, line, c), key in zip(rows, name_keys([cells[2] for _, _, cells in rows]), strict=True):
        said = EuAnnex(c[0], c[1], c[2], c[3], c[4], c[5] == "yes", f"{file}:{line}")
        for substance in catalogue.ids_by_key.get(key, ()):
            found.setdefault(substance, []).append(said)
    return found


def _eu_fragrance(
    rows: Sequence[Row], links: Mapping[str, Sequence[Link]], catalogue: Catalogue
) -> dict[str, list[EuFragrance]]:
    found: dict[str, list[EuFragrance]] = {}
    for row, key in zip(rows, name_keys([cells[2] for _, _, cells in rows]), strict=True):
        file, line, c = row
        rule = EuFragrance(
            c[0], c[1], c[2], _word(EuRule, c[3], row), c[4], c[5], c[6], c[7], c[8] == "yes", f"{file}:{line}"
        )
        for substance in catalogue.ids_by_key.get(key, ()):
            for link in links.get(substance, ()):
                if link.relation in ITSELF:
                    found.setdefault(link.allergen, []).append(rule)
    return found


def _look_alike(row: Row) -> LookAlike:
    file, line, c = row
    return LookAlike(c[0], c[1], c[2], c[3], c[4], c[5] == "yes", f"{file}:{line}")


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
    """One link an allergen and substance: what is given for the allergen itself, else the strongest that follows.

    A row of the clinic's own replaces the shipped one about the same pair.
    """
    shipped: dict[tuple[str, str], Link] = {}
    our_own: dict[tuple[str, str], Link] = {}
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
            _keep_stronger(our_own if link.is_ours else shipped, link)
            if relation is Relation.SAME:
                same.setdefault(c[0], []).append(link)
    following: dict[tuple[str, str], Link] = {}
    for link in _following(_ours_first(relation_rows), same, allergens):
        _keep_stronger(following, link)
    return {**following, **shipped, **our_own}


def _ours_first(rows: Sequence[Row]) -> list[Row]:
    """Without the shipped relations of two allergens that the clinic has a row of its own for."""
    ours = {(cells[0], cells[2]) for file, _, cells in rows if file.startswith(OURS)}
    return [row for row in rows if row[0].startswith(OURS) or (row[2][0], row[2][2]) not in ours]


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
