"""Who did what: added only, chained, and without a word about an erased patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ingredient_checker.library.engine import WRITING, cipher_engine
from ingredient_checker.library.records import IssuedDocument
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Patient

OpenStore = Callable[[], Store]


def actions(store: Store) -> list[tuple[str, str, int | None]]:
    return [(event.who, event.action, event.patient_id) for event in reversed(store.events())]


def by_force(folder: Path, *statements: str) -> None:
    """What somebody could do who has the key and another program."""
    engine = cipher_engine(folder / "library.db", bytes.fromhex((folder / "library.key").read_text().strip()))
    with engine.execution_options(**WRITING).begin() as connection:
        for statement in ("DROP TRIGGER event_stays_update", "DROP TRIGGER event_stays_delete", *statements):
            connection.execute(text(statement))
    engine.dispose()


def test_what_was_done_with_a_patient_is_noted_with_who_did_it(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient, who="Nurse A.")
    store.save_patient(replace(patient, name="W."), number, "Rename the patient", "Dr B.")
    store.undo("Dr B.")
    store.note("Nurse A.", "exported", number)
    store.delete_patient(number, "Dr B.")
    assert actions(store) == [
        ("Nurse A.", "created", number),
        ("Dr B.", "changed", number),
        ("Dr B.", "undone", number),
        ("Nurse A.", "exported", number),
        ("Dr B.", "erased", number),
    ]
    assert store.event_faults() == ()


def test_events_can_be_neither_changed_nor_deleted(store: Store, patient: Patient) -> None:
    store.save_patient(patient)
    for statement in ("UPDATE event SET who = 'nobody'", "DELETE FROM event"):
        with pytest.raises(IntegrityError, match="only added"), store._writing() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE event SET who = 'somebody else' WHERE id = 2",
        "UPDATE event SET patient_id = 99 WHERE id = 1",
        "UPDATE event SET happened_at = '2020-01-01T00:00:00+00:00' WHERE id = 3",
        "DELETE FROM event WHERE id = 1",
        "DELETE FROM event WHERE id = 2",
        "DELETE FROM event WHERE id = 3",
        "DELETE FROM event",
        "DELETE FROM event; DELETE FROM setting WHERE key = 'last event'",
        "DELETE FROM event WHERE id = 3; UPDATE setting SET value = (SELECT max(chain) FROM event WHERE id = 2)",
        "INSERT INTO event SELECT 9, happened_at, who, action, patient_id, detail, chain FROM event WHERE id = 3",
    ],
)
def test_what_was_changed_by_force_is_seen(
    tampering: str, open_store: OpenStore, folder: Path, patient: Patient
) -> None:
    store = open_store()
    for n in range(3):
        store.save_patient(replace(patient, name=f"patient {n}"))
    assert store.event_faults() == ()
    store.close()
    by_force(folder, *tampering.split("; "))
    assert open_store().event_faults()


def test_nothing_of_an_erased_patient_is_left_in_undo_papers_or_events(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    store.save_patient(replace(patient, name="Wilhelmina Umbenannt"), number, "Rename the patient")
    store.issue(IssuedDocument(0, number, "safe list", "Safe list for Wilhelmina", "<p>Wilhelmina</p>", "1", "", ""))
    store.delete_patient(number)
    with store._reading() as connection:
        dump = "\n".join(
            str(row)
            for table in ("change", "changed_patient", "event", "issued_document", "patient", "test_result", "setting")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )
    assert "Wilhelmina" not in dump
    assert "methylisothiazolinone" not in dump.casefold()
    assert [event.action for event in store.events()] == ["erased", "printed", "changed", "created"]


def test_a_paper_is_kept_as_it_was_given_away(store: Store, patient: Patient) -> None:
    number = store.save_patient(patient)
    store.issue(IssuedDocument(0, number, "safe list", "Safe list", "<p>Aqua</p>", "2026.11", "Dr B.", ""))
    (paper,) = store.documents(number)
    assert (paper.kind, paper.html, paper.data_version, paper.who) == ("safe list", "<p>Aqua</p>", "2026.11", "Dr B.")
    assert paper.issued_at.startswith("2026-03-14")
    assert store.documents(number + 1) == ()


def test_how_a_clinics_sheets_are_read_is_remembered_and_forgotten(store: Store) -> None:
    assert store.mapping("a" * 64) is None
    store.keep_mapping("a" * 64, "{}")
    store.keep_mapping("a" * 64, '{"blank": "negative"}')
    assert store.mapping("a" * 64) == '{"blank": "negative"}'
    store.keep_mapping("a" * 64, None)
    assert store.mapping("a" * 64) is None
