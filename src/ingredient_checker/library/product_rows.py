"""Products as rows, and the statements that carry out what `merging` decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ..problem import Problem
from . import schema
from .merging import Known, Step, merge
from .product import Product
from .records import StoredProduct

_P, _E = schema.product, schema.earlier_ingredients
_PRODUCT_COLUMNS = (_P.c.brand, _P.c.product, _P.c.category, _P.c.ingredients, _P.c.place, _P.c.label_date)

_KEEP_EARLIER = insert(_E).from_select(
    ["product_id", "ingredients", "place", "label_date", "replaced_at"],
    select(
        _P.c.id,
        _P.c.ingredients,
        _P.c.place,
        _P.c.label_date,
        bindparam("replaced_at", type_=_E.c.replaced_at.type),
    ).where(_P.c.id == bindparam("replaced")),
)
_CHANGE = (
    update(_P)
    .where(_P.c.id == bindparam("known_id"), _P.c.version == bindparam("known_version"))
    .values(
        version=bindparam("known_version") + 1,
        changed_at=bindparam("when"),
        **{name: bindparam(f"new_{name}") for name in ("ingredients_hash", *(c.name for c in _PRODUCT_COLUMNS))},
    )
)


def read_products(connection: Connection) -> tuple[StoredProduct, ...]:
    """All products, in order of id."""
    rows = connection.execute(select(_P.c.id, *_PRODUCT_COLUMNS).order_by(_P.c.id))
    return tuple(StoredProduct(row[0], Product(*row[1:])) for row in rows)


def take_products(
    connection: Connection, products: Sequence[Product], when: str, identity: str | None = None
) -> tuple[Step, ...]:
    """Merge a product list into what is stored. Problem if another desk changed one of them meanwhile.

    `identity`: the one that all the given products have, if they have one, which saves reading all others.
    """
    steps = merge(_known(connection, identity), products)
    changed = [(step, step.known) for step in steps if step.known is not None and not step.unchanged]
    replaced = [known.id for step, known in changed if step.new_ingredients]
    if replaced:
        connection.execute(_KEEP_EARLIER, [{"replaced": number, "replaced_at": when} for number in replaced])
    rows = [_changed_row(step, known, when) for step, known in changed]
    if rows and connection.execute(_CHANGE, rows).rowcount != len(rows):
        raise Problem("The library was changed on another desk meanwhile. Nothing was saved: do it again.")
    added = [_new_row(step, when) for step in steps if step.known is None]
    if added:
        connection.execute(insert(_P), added)
    return steps


def stored_id(connection: Connection, step: Step) -> int:
    """The id under which the product of a step has been kept."""
    if step.known is not None:
        return step.known.id
    place = select(_P.c.id).where(_P.c.identity == step.identity, _P.c.variant == step.variant)
    return int(connection.execute(place).scalar_one())


def _known(connection: Connection, identity: str | None) -> Mapping[str, Sequence[Known]]:
    columns = (
        _P.c.id,
        _P.c.version,
        _P.c.variant,
        _P.c.ingredients_hash,
        *_PRODUCT_COLUMNS[:3],
        _P.c.label_date,
    )
    query = select(_P.c.identity, *columns).order_by(_P.c.identity, _P.c.variant)
    if identity is not None:
        query = query.where(_P.c.identity == identity)
    known: dict[str, list[Known]] = defaultdict(list)
    for row in connection.execute(query):
        known[row[0]].append(Known(*row[1:]))
    return known


def _new_row(step: Step, when: str) -> dict[str, Any]:
    return {
        "version": 1,
        "identity": step.identity,
        "variant": step.variant,
        "ingredients_hash": step.ingredients_hash,
        "created_at": when,
        "changed_at": when,
        **asdict(step.product),
    }


def _changed_row(step: Step, known: Known, when: str) -> dict[str, Any]:
    return {
        "known_id": known.id,
        "known_version": known.version,
        "when": when,
        "new_ingredients_hash": step.ingredients_hash,
        **{f"new_{name}": value for name, value in asdict(step.product).items()},
    }
