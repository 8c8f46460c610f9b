"""The patients as a list, and the questions that are put to it: who was here last, on that day, positive to that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, case, func, literal, select

from ..patch_test.reading import ResultStatus
from . import schema
from .records import PatientRow

_LATEST_EVENTS = 400


def read_patient_rows(connection: Connection) -> dict[PatientRow, int]:
    """All patients in the order in which they were first saved, each with the version."""
    p, r = schema.patient, schema.test_result
    counted_as = case((r.c.allergen == "", literal("?") + r.c.as_written), else_=r.c.allergen)
    counted = select(r.c.patient_id, func.count(counted_as.distinct())).group_by(r.c.patient_id)
    positive = connection.execute(counted.where(r.c.status == ResultStatus.POSITIVE.value))
    positives = {patient: count for patient, count in positive}  # noqa: C416 (dict() would take it for a mapping)
    query = select(p.c.id, p.c.name, p.c.number, p.c.tested_on, p.c.birth_year, p.c.version).order_by(p.c.id)
    return {
        PatientRow(number, name, clinic_number, tested_on, positives.get(number, 0), born): version
        for number, name, clinic_number, tested_on, born, version in connection.execute(query)
    }


def recently_used(connection: Connection, most: int) -> tuple[int, ...]:
    """Patients who were opened, changed or printed for, the latest first."""
    e = schema.event.c
    latest = select(e.patient_id).where(e.patient_id.is_not(None)).order_by(e.id.desc()).limit(_LATEST_EVENTS)
    return tuple(dict.fromkeys(connection.execute(latest).scalars()))[:most]


def tested_on(connection: Connection, day: str) -> frozenset[int]:
    """Patients with a test on a day, or in a month or year ("2024-03")."""
    p, r = schema.patient.c, schema.test_result.c
    own = select(p.id).where(p.tested_on.startswith(day, autoescape=True))
    of_tests = select(r.patient_id).where(r.tested_on.startswith(day, autoescape=True))
    return frozenset(connection.execute(own.union(of_tests)).scalars())


def positive_to(connection: Connection, allergens: Iterable[str]) -> frozenset[int]:
    """Patients with a positive result of one of these allergens."""
    r = schema.test_result.c
    positive = select(r.patient_id).where(r.status == ResultStatus.POSITIVE.value, r.allergen.in_(tuple(allergens)))
    return frozenset(connection.execute(positive).scalars())


def positives_by_patient(connection: Connection) -> dict[int, frozenset[str]]:
    """Patient's id -> allergens with a positive result."""
    r = schema.test_result.c
    found: dict[int, set[str]] = defaultdict(set)
    for patient, allergen in connection.execute(
        select(r.patient_id, r.allergen).where(r.status == ResultStatus.POSITIVE.value, r.allergen != "")
    ):
        found[patient].add(allergen)
    return {patient: frozenset(allergens) for patient, allergens in found.items()}
