"""A product list (.xlsx, .csv, .jsonl ...) -> products with their ingredient lists, and what is odd about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..knowledge_files import data_folder, read_rows
from ..library.product import Product
from ..problem import Problem
from .delimited import decode, words_of
from .file_kind import FileKind, file_kind, looks_like_json
from .results_report import MustAsk, NotUnderstood
from .sheet import Cell, Sheet, read_sheets
from .sheet_words import word_key

CUT_AT = 32_767
"""Excel keeps no more characters in a cell; a list of exactly this length was cut."""

_HEADING_ROWS = 30
_SEPARATORS = re.compile(r"[,;•·|\n]")
_ROLES = ("brand", "product", "category", "ingredients")


@dataclass(frozen=True, slots=True)
class ProductListReport:
    """What a list holds. `warnings`: sentences with the place, about rows that were taken nevertheless."""

    products: tuple[Product, ...]
    not_understood: tuple[NotUnderstood, ...] = ()
    warnings: tuple[str, ...] = ()
    must_ask: tuple[MustAsk, ...] = ()


def read_products(path: Path, folder: Path | None = None) -> ProductListReport:
    """Read a product list. Problem when the file is no table or holds no column of ingredients.

    `folder`: the data folder (the shipped one by default), whose headings are used. Rows without a list are products
    too: they are kept, with a warning, and cannot be screened.
    """
    roles = _heading_roles(folder or data_folder())
    made = _Reading(path.name)
    if file_kind(path) is FileKind.TEXT and (path.suffix.lower() in _JSON_ENDINGS or looks_like_json(path)):
        _read_json(path, roles, made)
    else:
        for sheet in read_sheets(path, words_of(list(roles))):
            _read_sheet(sheet, roles, made)
        if not made.tables:
            raise Problem(
                f'{path.name} has no column of ingredient lists; name its heading "Ingredients" and try again.'
            )
    return ProductListReport(
        tuple(made.products), tuple(made.not_understood), tuple(made.warnings), tuple(made.must_ask)
    )


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    file: str
    products: list[Product] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    must_ask: list[MustAsk] = field(default_factory=list)
    tables: int = 0

    def add(self, brand: str, product: str, category: str, ingredients: str, place: str, row: str) -> None:
        """Keep a product and say what is odd about it."""
        ingredients = ingredients.strip()
        if not product:
            self.warnings.append(f"{row}: no product name")
            product = brand or row
        if not ingredients:
            self.warnings.append(f"{row}: no ingredient list ({product})")
        elif len(ingredients) >= CUT_AT:
            self.warnings.append(f"{row}: the ingredient list was cut at {CUT_AT} characters ({product})")
        elif self.products and self._repeats(product, ingredients):
            self.warnings.append(
                f"{row}: the same ingredient list as the row above, under another product ({product}); is it right?"
            )
        self.products.append(Product(brand, product, category, ingredients, f"{self.file} {place}"))

    def _repeats(self, product: str, ingredients: str) -> bool:
        above = self.products[-1]
        return above.ingredients == ingredients and above.product != product


def _heading_roles(folder: Path) -> dict[str, str]:
    rows = read_rows(folder / "product_lists" / "headings.csv", ("role", "heading"))
    roles: dict[str, str] = {}
    for _, _, cells in rows:
        roles.setdefault(word_key(cells[1]), cells[0])
    return roles


def _role(text: str, roles: Mapping[str, str]) -> str:
    """The role of a heading, also of a bilingual or longer one; "" if it is none."""
    if not text or len(text) > 60:
        return ""
    key = word_key(text).strip(" .:*?")
    if key in roles:
        return roles[key]
    for part in re.split(r"[/|()\[\]\n:]| - ", key):
        if part.strip() in roles:
            return roles[part.strip()]
    words = key.replace("_", " ").split()
    if len(words) <= 4:
        for role in ("ingredients", "brand", "category", "product"):
            if any(roles.get(word) == role and len(word) > 3 for word in words):
                return role
    return ""


# tables


def _read_sheet(sheet: Sheet, roles: Mapping[str, str], made: _Reading) -> None:
    rows = [row for row in sheet.rows if any(cell.text for cell in row)]
    heading, columns = _headed_columns(rows, roles)
    below = rows[heading + 1 :]
    if "ingredients" not in columns:
        guessed = _guessed_columns(below, columns)
        if "ingredients" not in guessed:
            return
        columns = guessed
        place = _column_letters(below, columns["ingredients"])
        made.must_ask.append(
            MustAsk("columns", f"Is column {place} of {sheet.name} the ingredient list?", "yes, by what stands in it")
        )
    made.tables += 1
    headings = {cell.text for cell in rows[heading]} if heading >= 0 else set[str]()
    for row in below:
        if headings and all(cell.text in headings for cell in row):
            continue  # the heading is repeated in the middle of the list
        _read_row(row, columns, made)


def _headed_columns(rows: Sequence[tuple[Cell, ...]], roles: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """(index of the heading row, column by role); (-1, {}) when no row looks like one."""
    best, best_columns = -1, dict[str, int]()
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            role = "" if cell.filled else _role(cell.text, roles)
            if role:
                columns.setdefault(role, at)
        if len(columns) > len(best_columns) and (len(columns) > 1 or "ingredients" in columns):
            best, best_columns = index, columns
    return best, best_columns


def _guessed_columns(rows: Sequence[tuple[Cell, ...]], known: Mapping[str, int]) -> dict[str, int]:
    """The column of long lists, and what stands beside it: brands repeat, product names do not."""
    sample = rows[:300]
    width = max((len(row) for row in sample), default=0)
    columns = dict(known)
    shares: list[tuple[float, int]] = []
    for at in range(width):
        texts = [row[at].text for row in sample if at < len(row) and row[at].text]
        if texts and at not in known.values():
            shares.append((sum(_is_list(text) for text in texts) / len(texts), at))
    if not shares or max(shares)[0] < 0.5:
        return columns
    columns["ingredients"] = max(shares)[1]
    free = [at for at in range(width) if at not in columns.values()]
    distinct: list[tuple[float, int]] = []
    for at in free:
        texts = [row[at].text for row in sample if at < len(row) and row[at].text]
        if len(texts) * 2 >= len(sample) and any(any(c.isalpha() for c in text) for text in texts):
            distinct.append((len(set(texts)) / len(texts), at))
    if "product" not in columns and distinct:
        most = max(share for share, _ in distinct)
        columns["product"] = max(at for share, at in distinct if share == most)
        rest = [at for _, at in distinct if at != columns["product"]]
        for role, at in zip(("brand", "category"), rest, strict=False):
            columns.setdefault(role, at)
    return columns


def _read_row(row: tuple[Cell, ...], columns: Mapping[str, int], made: _Reading) -> None:
    texts = {role: row[at].text if at < len(row) else "" for role, at in columns.items()}
    filled = [cell for cell in row if cell.text]
    place = filled[0].address
    ingredients = texts.get("ingredients", "")
    if not ingredients and not texts.get("product") and not texts.get("brand"):
        text = " | ".join(cell.text for cell in filled)
        made.not_understood.append(NotUnderstood(place, text[:500], "this row holds no product and no ingredient list"))
        return
    if not _is_list(ingredients) and any(
        _is_list(cell.text) for at, cell in enumerate(row) if at != columns["ingredients"]
    ):
        made.warnings.append(f"{place}: the ingredient list stands in another column; is this row shifted?")
    made.add(texts.get("brand", ""), texts.get("product", ""), texts.get("category", ""), ingredients, place, place)


def _is_list(text: str) -> bool:
    return len(text) > 40 and len(_SEPARATORS.findall(text)) >= 4


def _column_letters(rows: Sequence[tuple[Cell, ...]], column: int) -> str:
    for row in rows:
        if column < len(row):
            return row[column].address.rpartition("!")[2].rstrip("0123456789")
    return str(column + 1)


# JSON


def _read_json(path: Path, roles: Mapping[str, str], made: _Reading) -> None:
    text, _ = decode(path.read_bytes(), frozenset())
    for line, item in _json_items(text, path.name, made):
        if not isinstance(item, dict):
            made.not_understood.append(NotUnderstood(f"line {line}", str(item)[:500], "this is no product"))
            continue
        texts: dict[str, str] = {}
        for key in sorted(item, key=lambda k: _JSON_FIRST.index(k) if k in _JSON_FIRST else len(_JSON_FIRST)):
            role = _role(str(key), roles)
            value = _json_text(item[key])
            if role and value:
                texts.setdefault(role, value)
        if not texts.get("product") and not texts.get("ingredients"):
            shown = json.dumps(item, ensure_ascii=False)[:500]
            made.not_understood.append(NotUnderstood(f"line {line}", shown, "this holds no product and no list"))
            continue
        brand, product, category, ingredients = (texts.get(role, "") for role in _ROLES)
        made.add(brand, product, category, ingredients, f"line {line}", f"line {line}")


_JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
_JSON_FIRST = ("product", "product_name", "name", "title", "ingredients_text", "ingredients")


def _json_items(text: str, file: str, made: _Reading) -> Iterator[tuple[int, Any]]:
    """(line, value) of JSON lines, or (position, value) of one array."""
    if text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), 1)
        except (ValueError, RecursionError) as error:
            raise Problem(f"{file} is damaged JSON ({error}); export the list again.") from error
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            made.not_understood.append(NotUnderstood(f"line {number}", line[:500], "this line is no JSON object"))


def _json_text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(filter(None, (_json_text(v) for v in value)))
    if isinstance(value, dict):
        return next((_json_text(value[key]) for key in ("text", "name", "id") if key in value), "")
    return "" if value is None or isinstance(value, bool) else str(value)
