"""Who did what and when: rows are only ever added, each chained to the one before by a keyed hash.

No name and no allergen stands here: a patient is a number, so that nothing is left of one who is erased. The end of
the chain is kept apart under a keyed hash: who takes the last events out cannot tell what the end was before them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from . import schema
from .settings_rows import read_setting, write_setting

_HEAD = "last event"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done. `happened_at`: ISO, UTC; `patient_id`: the patient's number in this library."""

    id: int
    happened_at: str
    who: str
    action: str
    patient_id: int | None
    detail: str


def begin_events(connection: Connection, key: bytes) -> None:
    """Say that the chain begins here: from now on a library without an end of it has been tampered with."""
    write_setting(connection, _HEAD, _end(key, ""))


def add_event(connection: Connection, key: bytes, event: Event) -> None:
    """Add an event (its id is given out here) behind the last one."""
    e = schema.event
    last = read_setting(connection, _HEAD) or ""
    values = {
        "happened_at": event.happened_at,
        "who": schema.keepable(event.who),
        "action": event.action,
        "patient_id": event.patient_id,
        "detail": schema.keepable(event.detail),
    }
    chain = _chain(key, last, *values.values())
    connection.execute(insert(e).values(**values, chain=chain))
    write_setting(connection, _HEAD, _end(key, chain))


def read_events(connection: Connection, patient_id: int | None = None, limit: int | None = None) -> tuple[Event, ...]:
    """The events, the latest first."""
    e = schema.event.c
    query = select(e.id, e.happened_at, e.who, e.action, e.patient_id, e.detail).order_by(e.id.desc()).limit(limit)
    if patient_id is not None:
        query = query.where(e.patient_id == patient_id)
    return tuple(Event(*row) for row in connection.execute(query))


def event_faults(connection: Connection, key: bytes) -> tuple[str, ...]:
    """Where the chain is broken, in words; empty when no event was changed, taken out or put in."""
    e = schema.event.c
    last, found = _end(key, ""), []
    query = select(e.id, e.happened_at, e.who, e.action, e.patient_id, e.detail, e.chain).order_by(e.id)
    for row in connection.execute(query):
        if not hmac.compare_digest(_chain(key, last, *row[1:6]), row.chain):
            found.append(f"Event {row.id} ({row.happened_at}) was changed, or one before it was taken out.")
        last = _end(key, row.chain)
    if not hmac.compare_digest(last, read_setting(connection, _HEAD) or ""):
        found.append("The last events were taken out.")
    return tuple(found)


def _end(key: bytes, chain: str) -> str:
    return hmac.new(key, f"end\x1f{chain}".encode(), hashlib.sha256).hexdigest()


def _chain(key: bytes, last: str, *values: object) -> str:
    said = "\x1f".join("" if value is None else str(value) for value in (last, *values))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
