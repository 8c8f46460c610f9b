"""Judgements about spellings as rows. Nothing is deleted: a judgement that no longer holds is revoked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, insert, select, update

from ..matching.judgements import Decision, Judgement
from . import schema

_J = schema.judgement
_COLUMNS = ("written", "decision", "substance", "who", "decided_at", "seen_in", "data_version", "id", "revoked_at")


def read_judgements(connection: Connection) -> tuple[Judgement, ...]:
    """All judgements, revoked ones too, in the order in which they were made."""
    rows = connection.execute(select(*(_J.c[name] for name in _COLUMNS)).order_by(_J.c.id))
    return tuple(Judgement(row[0], Decision(row[1]), *row[2:]) for row in rows)


def add_judgements(connection: Connection, judgements: Sequence[Judgement], when: str) -> tuple[int, ...]:
    """Keep judgements and revoke those that they overrule; answers their ids."""
    valid: dict[str, list[Judgement]] = defaultdict(list)
    for known in read_judgements(connection):
        if not known.revoked_at:
            valid[known.key].append(known)
    return tuple(_add(connection, judgement, valid[judgement.key], when) for judgement in judgements)


def _add(connection: Connection, judgement: Judgement, valid: list[Judgement], when: str) -> int:
    """Keep one. `valid`: those about the same spelling; it is one of them afterwards."""
    made = replace(judgement, decided_at=judgement.decided_at or when, revoked_at="")
    values = {name: value for name, value in asdict(made).items() if name != "id"}
    key = connection.execute(insert(_J).values(version=1, **values)).inserted_primary_key
    assert key is not None
    overruled = [known.id for known in valid if made.overrules(known)]
    _change(connection, overruled, revoked_at=when, replaced_by=int(key[0]))
    valid[:] = [*(known for known in valid if known.id not in overruled), replace(made, id=int(key[0]))]
    return int(key[0])


def revoke_judgement(connection: Connection, judgement_id: int, when: str, *, reinstate: bool) -> bool:
    """Revoke a judgement; False if it is not valid any more. `reinstate`: what it had overruled holds again."""
    valid = select(_J.c.id).where(_J.c.id == judgement_id, _J.c.revoked_at == "")
    if connection.execute(valid).one_or_none() is None:
        return False
    _change(connection, [judgement_id], revoked_at=when)
    if reinstate:
        earlier = connection.execute(select(_J.c.id).where(_J.c.replaced_by == judgement_id)).scalars().all()
        _change(connection, earlier, revoked_at="", replaced_by=None)
    return True


def _change(connection: Connection, ids: Collection[int], **values: str | int | None) -> None:
    change = update(_J).where(_J.c.id.in_(ids))
    connection.execute(change.values(version=_J.c.version + 1, **values))
