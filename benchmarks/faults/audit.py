"""Who did what: every tampering is seen, and nothing is left of a patient who is erased."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import sqlcipher3
from sqlalchemy import Engine, StaticPool, create_engine, text

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library import schema
from ingredient_checker.library.engine import WRITING, cipher_engine, prepare
from ingredient_checker.library.product import Product
from ingredient_checker.library.records import IssuedDocument
from ingredient_checker.library.store import Store
from ingredient_checker.patch_test.patient import Characteristics, Patient, UnreadCell

from .figures import Figure, Run, counted
from .invented_record import everything, invented_patient, key_of

_EVENTS = 40


def measure(run: Run) -> Iterator[Figure]:
    """Tampering with events, erasing patients."""
    with tempfile.TemporaryDirectory() as place:
        yield _tampering(Path(place), run.of(30, 120, 300))
        yield _erasures(Path(place), run.of(10, 25, 100))


def _tampering(place: Path, times: int) -> Figure:
    """By somebody who has the key and another program, who takes the triggers away and puts them back."""
    chance, seen = random.Random(9), Counter[str]()
    folder = place / "tampered"
    with contextlib.closing(Store.open(folder)) as store:
        for n in range(_EVENTS):
            store.note(f"Nurse {n % 3}", "opened", n % 7 + 1, f"{n}")
    whole = (folder / "library.db").read_bytes()
    unseen: list[str] = []
    for n in range(times):
        (folder / "library.db").write_bytes(whole)
        way, statements = _ways(chance)[n % len(_ways(chance))]
        _by_force(folder, statements)
        with contextlib.closing(Store.open(folder)) as store:
            if store.event_faults():
                seen[way] += 1
            else:
                unseen.append(way)
    for way, number in Counter(unseen).items():
        print(f"    {number} times not seen: {way}")
    return Figure("events tampered with", times, f"{seen.total()} of {times} seen ({len(seen)} ways)", not unseen)


def _ways(chance: random.Random) -> list[tuple[str, list[str]]]:
    one = chance.randrange(1, _EVENTS)
    other = chance.randrange(one + 1, _EVENTS + 1)
    columns = "happened_at, who, action, patient_id, detail"
    return [
        ("who", [f"UPDATE event SET who = 'somebody else' WHERE id = {one}"]),
        ("what", [f"UPDATE event SET action = 'exported' WHERE id = {one}"]),
        ("when", [f"UPDATE event SET happened_at = '2020-01-01T00:00:00+00:00' WHERE id = {one}"]),
        ("to whom", [f"UPDATE event SET patient_id = 99 WHERE id = {one}"]),
        ("detail", [f"UPDATE event SET detail = '' WHERE id = {one}"]),
        ("to nobody", [f"UPDATE event SET patient_id = NULL WHERE id = {one}"]),
        ("taken out", [f"DELETE FROM event WHERE id = {one}"]),
        ("several taken out", [f"DELETE FROM event WHERE id BETWEEN {one} AND {other}"]),
        ("the last ones taken out", [f"DELETE FROM event WHERE id >= {other}"]),
        ("all taken out", ["DELETE FROM event"]),
        (
            "all taken out, as if there had been none",
            ["DELETE FROM event", "DELETE FROM setting WHERE key = 'last event'"],
        ),
        (
            "put in",
            [f"INSERT INTO event ({columns}, chain) SELECT {columns}, chain FROM event WHERE id = {one}"],
        ),
        (
            "exchanged",
            [
                f"UPDATE event SET id = 1000 WHERE id = {one}",
                f"UPDATE event SET id = {one} WHERE id = {other}",
                f"UPDATE event SET id = {other} WHERE id = 1000",
            ],
        ),
        ("chain", [f"UPDATE event SET chain = '{'0' * 64}' WHERE id = {one}"]),
        ("words moved to the next column", [f"UPDATE event SET who = who || action, action = '' WHERE id = {one}"]),
        (
            "the last ones taken out and the end of the chain set back",
            [
                f"DELETE FROM event WHERE id >= {other}",
                "UPDATE setting SET value = (SELECT max(chain) FROM event WHERE id = (SELECT max(id) FROM event))"
                " WHERE key = 'last event'",
            ],
        ),
    ]


def _by_force(folder: Path, statements: list[str]) -> None:
    engine = cipher_engine(folder / "library.db", key_of(folder))
    with engine.execution_options(**WRITING).begin() as connection:
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        for _, sql in triggers:
            connection.exec_driver_sql(sql)
    engine.dispose()


# erasing


def _erasures(place: Path, times: int) -> Figure:
    """Looked for in every row of the encrypted library, and in every byte of one without encryption."""
    found = Counter({"traces in rows": 0, "traces in bytes": 0})
    folder = place / "erased"
    plain = place / "plain"
    plain.mkdir()
    encrypted, open_one = Store.open(folder), Store(_plain_engine(plain / "library.db"), plain / "library.db")
    for n in range(times):
        for store, where in ((encrypted, "rows"), (open_one, "bytes")):
            erased, words = _lived_and_erased(store, n)
            if where == "rows":
                said = repr(everything(folder / "library.db", key_of(folder)))
                left = [word for word in words if word in said]
            else:
                files = b"".join(path.read_bytes() for path in plain.iterdir())
                left = [word for word in words if word.encode() in files]
            if left:
                found[f"traces in {where}"] += 1
                print(f"    patient {erased}: {', '.join(left)}")
    encrypted.close()
    open_one.close()
    said = "looked for in all rows, in the free pages and in the log; backups keep a patient until they are thinned out"
    return counted("patients erased", times, dict(found), said)


def _plain_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite+pysqlite:///{path}", module=sqlcipher3, poolclass=StaticPool)
    prepare(engine)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
    return engine


def _lived_and_erased(store: Store, seed: int) -> tuple[int, list[str]]:
    """A patient with everything that can be kept about one, erased again; answers the words that must be nowhere."""
    mark = f"Quastenflosser{seed:05}"
    base = invented_patient(seed)
    said = Characteristics(birth_year=1970, product_kinds=f"{mark}-kinds")
    unread = (UnreadCell("Sheet1!A1", f"{mark}-unread", "why"),)
    patient = replace(base, name=f"{mark}-name", number=f"{mark}-number", characteristics=said, unread=unread)
    file = (f"{seed:064}", f"{mark}-file.xlsx", "results")
    (kept,) = store.import_patients([(patient, None)], file)
    for change in range(3):
        store.save_patient(replace(patient, name=f"{mark}-was{change}"), kept, "Rename the patient")
    store.undo()
    store.keep_label(Product("Brand", "Cream", "", "Aqua"), kept, Verdict.AVOID, "2026.03")
    store.issue(IssuedDocument(0, kept, "check", "Check", f"<p>{mark}-paper</p>", "2026.03", "Nurse A.", ""))
    if seed % 2:
        other = store.save_patient(Patient(f"{mark}-twin", "", base.results))
        store.save_patient(Patient(f"{mark}-twin2", "", base.results), other)
        store.patient(kept)
        store.merge_patients(kept, other, replace(patient, name=f"{mark}-both"))
    if seed % 3 == 0:
        store.patient(kept)
        store.save_patient(replace(patient, name=f"{mark}-again"), kept)
    store.save_patient(invented_patient(seed + 10_000))  # somebody else, who stays
    store.delete_patient(kept)
    return kept, [f"{mark}"]
