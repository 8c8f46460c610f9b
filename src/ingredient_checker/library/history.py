"""What can be undone: each step by name, with every patient it touched as before and as after.

A step is undone only while its patients still are as it left them, so that undoing never overwrites what another window
has done since. Steps outlive the program; the oldest are forgotten, and an erased patient's are erased.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from ..patch_test.patient import Patient
from ..problem import Problem
from . import schema
from .patient_file import patient_of, patient_text
from .patient_rows import add_patient, read_patient, replace_patient

STEPS = 200
"""How many steps are remembered."""

_MOVABLE = {"checked_label": schema.checked_label, "issued_document": schema.issued_document}


@dataclass(frozen=True, slots=True)
class Step:
    """One patient in a change. None: there was, or there is, nobody. `version`: of the patient's row afterwards."""

    patient_id: int
    before: Patient | None
    after: Patient | None
    version: int


@dataclass(frozen=True, slots=True)
class Change:
    """A named change. `what`: imperative, without a patient's name ("Correct a result")."""

    id: int
    what: str
    who: str
    changed_at: str


Moved = Mapping[str, Sequence[int]]
"""Name of the table -> ids of the rows that went from the patient that disappeared to the one that stays."""


def remember(
    connection: Connection, said: tuple[str, str, str], steps: Sequence[Step], moved: Moved | None = None
) -> None:
    """Remember a change that has just been made; what had been undone can no longer be done again.

    `said`: what, who and when.
    """
    c, touched = schema.change, schema.changed_patient
    connection.execute(delete(c).where(c.c.undone))
    what, who, when = said
    said_and_moved = {"what": what, "who": who, "changed_at": when, "moved": json.dumps(moved or {})}
    values = {"version": 1, "undone": False, **said_and_moved}
    key = connection.execute(insert(c).values(values)).inserted_primary_key
    assert key is not None
    rows = [
        {
            "change_id": int(key[0]),
            "patient_id": step.patient_id,
            "before": _text(step.before),
            "after": _text(step.after),
            "patient_version": step.version,
        }
        for step in steps
    ]
    connection.execute(insert(touched), rows)
    connection.execute(delete(c).where(c.c.id <= int(key[0]) - STEPS))


def next_change(connection: Connection, *, undone: bool) -> Change | None:
    """The change that can be undone next, or (`undone`) be done again next."""
    c = schema.change.c
    query = select(c.id, c.what, c.who, c.changed_at).where(c.undone == undone)
    row = connection.execute(query.order_by(c.id if undone else c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Change(*row)


def turn(connection: Connection, change: Change, when: str, *, back: bool) -> int | None:
    """Undo a change (`back`) or do it again; answers a patient that is there now and was touched, if any.

    Problem, and nothing changed, if a patient is no longer as the change left it.
    """
    c, touched = schema.change, schema.changed_patient
    flag = update(c).where(c.c.id == change.id, c.c.undone != back).values(undone=back, version=c.c.version + 1)
    if connection.execute(flag).rowcount != 1:
        raise Problem("This step was undone or done again in another window.")
    moved: Moved = json.loads(connection.execute(select(c.c.moved).where(c.c.id == change.id)).scalar_one())
    there: list[int] = []
    steps = [
        Step(row.patient_id, _patient(row.before), _patient(row.after), row.patient_version)
        for row in connection.execute(select(touched).where(touched.c.change_id == change.id))
    ]
    # who comes back is there before rows are moved to it, and who goes has none left
    for step in sorted(steps, key=lambda step: (step.before if back else step.after) is None):
        was, becomes = (step.after, step.before) if back else (step.before, step.after)
        if becomes is None:
            _move(connection, moved, next(iter(there), None))
        version = _put(connection, step, was, becomes, when)
        mine = (touched.c.change_id == change.id) & (touched.c.patient_id == step.patient_id)
        connection.execute(update(touched).where(mine).values(patient_version=version))
        if becomes is not None:
            there.append(step.patient_id)
            if was is None:
                _move(connection, moved, step.patient_id)
    return there[0] if there else None


def move_papers(connection: Connection, source: int, target: int) -> Moved:
    """Give the labels and papers of one patient to another; answers which."""
    moved = {}
    for name, table in _MOVABLE.items():
        ids = connection.execute(select(table.c.id).where(table.c.patient_id == source)).scalars().all()
        if ids:
            moved[name] = list(ids)
    _move(connection, moved, target)
    return moved


def forget(connection: Connection, patient_id: int) -> None:
    """Forget every change that touched a patient who is being erased, or a record that was merged into this one."""
    c, touched, p = schema.change, schema.changed_patient, schema.patient
    same_person, found = {patient_id}, {patient_id}
    while found:
        changes = select(touched.c.change_id).where(touched.c.patient_id.in_(found))
        merged = select(touched.c.patient_id).where(touched.c.change_id.in_(changes), touched.c.after == "")
        gone = merged.where(touched.c.patient_id.not_in(select(p.c.id)))
        found = set(connection.execute(gone).scalars()) - same_person
        same_person |= found
    of_person = select(touched.c.change_id).where(touched.c.patient_id.in_(same_person))
    connection.execute(delete(c).where(c.c.id.in_(of_person)))


def _put(connection: Connection, step: Step, was: Patient | None, becomes: Patient | None, when: str) -> int:
    found = read_patient(connection, step.patient_id)
    now, version = found or (None, step.version)
    if now != was:
        raise Problem(
            "The patient was changed after this step, in another window or on another desk. Nothing was undone: open"
            " the patient to see how it is now."
        )
    if becomes is None:
        _require_nothing_kept(connection, step.patient_id)
        p = schema.patient
        connection.execute(delete(p).where(p.c.id == step.patient_id))
    elif now is None:
        add_patient(connection, becomes, when, version + 1, step.patient_id)
    else:
        replace_patient(connection, becomes, step.patient_id, version, when)
    return version + 1


def _require_nothing_kept(connection: Connection, patient_id: int) -> None:
    for table in _MOVABLE.values():
        if connection.execute(select(table.c.id).where(table.c.patient_id == patient_id).limit(1)).first():
            raise Problem(
                "Labels were checked or papers were printed for this patient since, and they would be lost. Nothing was"
                " undone: erase the patient if nothing is to stay."
            )


def _move(connection: Connection, moved: Moved, patient_id: int | None) -> None:
    if patient_id is None:
        return
    for name, ids in moved.items():
        table = _MOVABLE[name]
        connection.execute(update(table).where(table.c.id.in_(list(ids))).values(patient_id=patient_id))


def _text(patient: Patient | None) -> str:
    return "" if patient is None else patient_text(patient)


def _patient(text: str) -> Patient | None:
    return patient_of(text.encode(), "A step that can be undone") if text else None
