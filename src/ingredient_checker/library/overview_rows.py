"""What an overview of all patients is counted from, without anything that names anybody."""

from __future__ import annotations

import json

from sqlalchemy import Connection, case, select

from ..patch_test.overview import Outcome
from ..patch_test.patient import Characteristics
from ..patch_test.reading import Grade, ResultStatus
from . import schema


def read_outcomes(connection: Connection) -> tuple[Outcome, ...]:
    """Every result with a known allergen; the day is that of the test, else the patient's."""
    p, r = schema.patient.c, schema.test_result.c
    day = case((r.tested_on == "", p.tested_on), else_=r.tested_on)
    query = select(r.patient_id, r.allergen, r.status, r.grade, day).join_from(schema.test_result, schema.patient)
    statuses = {status.value: status for status in ResultStatus}
    grades: dict[str | None, Grade | None] = {None: None, **{grade.value: grade for grade in Grade}}
    return tuple(
        Outcome(patient, allergen, statuses[status], grades[grade], tested_on)
        for patient, allergen, status, grade, tested_on in connection.execute(query.where(r.allergen != ""))
    )


def read_characteristics(connection: Connection) -> dict[int, Characteristics]:
    """Patient's id -> what the MOAHLFA index needs to know."""
    p = schema.patient.c
    query = select(p.id, p.birth_year, p.sex, p.occupational, p.atopic, p.sites)
    return {
        patient: Characteristics(born, sex, occupational, atopic, tuple(json.loads(sites or "[]")))
        for patient, born, sex, occupational, atopic, sites in connection.execute(query)
    }
