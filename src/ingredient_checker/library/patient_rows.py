"""A patient as rows: one in `patient`, one a preparation in `test_result`, one a reading in `reading`,
one a decision in `patient_decision`, one a cell in `unread_cell`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ..patch_test.patient import Characteristics, Decision, PatchTestResult, Patient, Strictness, UnreadCell
from ..patch_test.reading import Grade, Reading, ResultStatus
from . import schema
from .patient_file import patient_of, patient_text

_RESULT_TEXTS = (
    "as_written",
    "allergen",
    "preparation",
    "final_as_written",
    "relevance",
    "relevance_as_written",
    "note",
    "cell",
    *schema.RESULT_TEXTS_OF_SCHEMA_4,
)
_DECISION_TEXTS = ("allergen", "substance", "who", "decided_on", "reason", "revoked_on", "revoked_by")


def keepable_patient(patient: Patient) -> Patient:
    """The patient with texts as a database can keep them, so that it compares equal once it is read again."""
    return patient_of(patient_text(patient).encode(), "The patient")


def add_patient(
    connection: Connection, patient: Patient, when: str, version: int = 1, patient_id: int | None = None
) -> int:
    """Insert a patient with all results and answer the id. `patient_id`: the one it had, for one that comes back."""
    values: dict[str, Any] = {"version": version, "created_at": when, "changed_at": when, **_columns(patient)}
    if patient_id is not None:
        values["id"] = patient_id
    key = connection.execute(insert(schema.patient).values(values)).inserted_primary_key
    assert key is not None
    patient_id = int(key[0])
    _add_rows(connection, patient_id, patient)
    return patient_id


def replace_patient(connection: Connection, patient: Patient, patient_id: int, version: int, when: str) -> bool:
    """Replace a patient and all results where the stored version is still this one. False if it is not."""
    p = schema.patient
    changed = connection.execute(
        update(p)
        .where(p.c.id == patient_id, p.c.version == version)
        .values(version=version + 1, changed_at=when, **_columns(patient))
    )
    if changed.rowcount != 1:
        return False
    for table in (schema.test_result, schema.patient_decision, schema.unread_cell):
        connection.execute(delete(table).where(table.c.patient_id == patient_id))
    _add_rows(connection, patient_id, patient)
    return True


def read_patient(connection: Connection, patient_id: int) -> tuple[Patient, int] | None:
    """A patient with all results, and the version; None if there is no such patient."""
    p = schema.patient
    row = connection.execute(select(p).where(p.c.id == patient_id)).one_or_none()
    if row is None:
        return None
    results = _read_results(connection, patient_id)
    decisions = _read_decisions(connection, patient_id)
    sites = tuple(json.loads(row.sites or "[]"))
    said = Characteristics(row.birth_year, row.sex, row.occupational, row.atopic, sites, row.product_kinds)
    unread = _read_unread(connection, patient_id)
    return Patient(row.name, row.number, results, row.tested_on, decisions, said, unread), row.version


def _columns(patient: Patient) -> dict[str, Any]:
    said = patient.characteristics
    return {
        "name": patient.name,
        "number": patient.number,
        "tested_on": patient.tested_on,
        "birth_year": said.birth_year,
        "sex": said.sex,
        "occupational": said.occupational,
        "atopic": said.atopic,
        "sites": json.dumps(said.sites) if said.sites else "",
        "product_kinds": said.product_kinds,
    }


def _add_rows(connection: Connection, patient_id: int, patient: Patient) -> None:
    _add_results(connection, patient_id, patient.results)
    _add_decisions(connection, patient_id, patient.decisions)
    rows = [{"patient_id": patient_id, "position": n, **asdict(cell)} for n, cell in enumerate(patient.unread)]
    if rows:
        connection.execute(insert(schema.unread_cell), rows)


def _read_unread(connection: Connection, patient_id: int) -> tuple[UnreadCell, ...]:
    u = schema.unread_cell.c
    query = select(u.cell, u.as_written, u.why).where(u.patient_id == patient_id).order_by(u.position)
    return tuple(UnreadCell(*row) for row in connection.execute(query))


def _add_results(connection: Connection, patient_id: int, results: Sequence[PatchTestResult]) -> None:
    if result_rows := [_result_row(patient_id, n, result) for n, result in enumerate(results)]:
        connection.execute(insert(schema.test_result), result_rows)
    reading_rows = [
        {
            "patient_id": patient_id,
            "result_position": n,
            "position": k,
            "day": reading.day,
            "grade": reading.grade.value,
            "as_written": reading.as_written,
        }
        for n, result in enumerate(results)
        for k, reading in enumerate(result.readings)
    ]
    if reading_rows:
        connection.execute(insert(schema.reading), reading_rows)


def _result_row(patient_id: int, position: int, result: PatchTestResult) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "position": position,
        "status": result.status.value,
        "grade": None if result.grade is None else result.grade.value,
        **{name: getattr(result, name) for name in _RESULT_TEXTS},
    }


def _read_results(connection: Connection, patient_id: int) -> tuple[PatchTestResult, ...]:
    r, g = schema.test_result, schema.reading
    readings: dict[int, list[Reading]] = defaultdict(list)
    written = select(g.c.result_position, g.c.day, g.c.grade, g.c.as_written).where(g.c.patient_id == patient_id)
    for position, day, grade, text in connection.execute(written.order_by(g.c.result_position, g.c.position)):
        readings[position].append(Reading(day, Grade(grade), text))
    columns = (r.c.position, r.c.status, r.c.grade, *(r.c[name] for name in _RESULT_TEXTS))
    tested = select(*columns).where(r.c.patient_id == patient_id).order_by(r.c.position)
    return tuple(
        PatchTestResult(
            status=ResultStatus(status),
            grade=None if grade is None else Grade(grade),
            readings=tuple(readings[position]),
            **dict(zip(_RESULT_TEXTS, texts, strict=True)),
        )
        for position, status, grade, *texts in connection.execute(tested)
    )


def _add_decisions(connection: Connection, patient_id: int, decisions: Sequence[Decision]) -> None:
    rows = [
        {
            "patient_id": patient_id,
            "position": n,
            "strictness": decision.strictness.value,
            **{name: getattr(decision, name) for name in _DECISION_TEXTS},
        }
        for n, decision in enumerate(decisions)
    ]
    if rows:
        connection.execute(insert(schema.patient_decision), rows)


def _read_decisions(connection: Connection, patient_id: int) -> tuple[Decision, ...]:
    d = schema.patient_decision
    made = select(d).where(d.c.patient_id == patient_id).order_by(d.c.position)
    return tuple(
        Decision(strictness=Strictness(row.strictness), **{name: getattr(row, name) for name in _DECISION_TEXTS})
        for row in connection.execute(made)
    )
