"""Everything that outlives a session, in one encrypted file: patients, results, products, checked labels,
settings.

Values go in and values come out. Each method is one transaction: when it returns, the change is on the disk;
when it raises, nothing has changed. A store belongs to the thread that opened it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, case, delete, func, insert, literal, select, update

from ..assessment.verdict import Verdict
from ..matching.judgements import Judgement
from ..patch_test.patient import Patient
from ..patch_test.reading import ResultStatus
from ..problem import Problem
from . import schema
from .engine import WRITING, forget_erased, in_words
from .judgement_rows import add_judgements, read_judgements, revoke_judgement
from .merging import identity
from .opening import back_up, open_library
from .patient_rows import add_patient, read_patient, replace_patient
from .product import Product
from .product_rows import read_products, stored_id, take_products
from .records import CheckedLabel, EarlierIngredients, ImportCounts, PatientRow, StoredProduct

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Store:
    """The library. Every method may raise Problem: disk full, file locked, read-only or damaged."""

    def __init__(self, engine: Engine, path: Path, clock: Clock = now) -> None:
        """A store on an engine whose database has this program's schema; `open` is the usual way."""
        self.path = path
        self._engine = engine
        self._clock = clock
        self._read_versions: dict[int, int] = {}  # patient id -> the version that this store has shown

    @classmethod
    def open(cls, folder: Path | None = None, *, clock: Clock = now, wait: float = 5.0) -> Store:
        """Open the library in the folder (None: the user's own), or make an empty one with a key of its own.

        `wait`: seconds to wait for a file that another program is writing to. Problem, and nothing changed,
        when the key is missing or another one, the file is damaged or empty, or a newer program made it.
        """
        engine, path = open_library(folder, wait, clock())
        return cls(engine, path, clock)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # patients

    def patients(self) -> tuple[PatientRow, ...]:
        """All patients, in the order in which they were first saved."""
        p, r = schema.patient, schema.test_result
        counted_as = case((r.c.allergen == "", literal("?") + r.c.as_written), else_=r.c.allergen)
        positives = (
            select(func.count(counted_as.distinct()))
            .where(r.c.patient_id == p.c.id, r.c.status == ResultStatus.POSITIVE.value)
            .scalar_subquery()
        )
        query = select(p.c.id, p.c.name, p.c.number, p.c.tested_on, positives, p.c.version).order_by(p.c.id)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            self._read_versions.setdefault(row.id, row.version)
        return tuple(PatientRow(*row[:-1]) for row in rows)

    def patient(self, patient_id: int) -> Patient:
        """A patient with all results. Problem if it has been deleted.

        What this answers is what a later `save_patient` of the same id replaces.
        """
        with self._reading() as connection:
            found = read_patient(connection, patient_id)
        if found is None:
            raise _patient_is_gone()
        patient, self._read_versions[patient_id] = found
        return patient

    def save_patient(self, patient: Patient, patient_id: int | None = None) -> int:
        """Keep a patient with all results and readings (new when no id is given) and answer the id.

        Problem, and nothing saved, if the patient was changed or deleted elsewhere since this store read it.
        """
        with self._writing() as connection:
            if patient_id is None:
                kept, version = add_patient(connection, patient, self._when()), 1
            else:
                kept, version = patient_id, self._replace(connection, patient, patient_id)
        self._read_versions[kept] = version
        return kept

    def _replace(self, connection: Connection, patient: Patient, patient_id: int) -> int:
        version = self._read_versions.get(patient_id)
        if version is None:
            raise ValueError("a patient must have been read before it can be replaced")
        if not replace_patient(connection, patient, patient_id, version, self._when()):
            self._require_patient(connection, patient_id)
            raise Problem(
                "This patient was changed in another window or on another desk after it was opened here."
                " Nothing was"
                " saved: open the patient again to see the other version, then repeat the change."
            )
        return version + 1

    def delete_patient(self, patient_id: int) -> None:
        """Erase a patient with results and checked labels, out of the file's free space too. Problem if gone
        already.
        """
        p = schema.patient
        with self._writing() as connection:
            self._require_patient(connection, patient_id)
            connection.execute(delete(p).where(p.c.id == patient_id))
        self._read_versions.pop(patient_id, None)
        with in_words(self.path):
            forget_erased(self._engine)

    def _require_patient(self, connection: Connection, patient_id: int) -> None:
        p = schema.patient
        if connection.execute(select(p.c.id).where(p.c.id == patient_id)).one_or_none() is None:
            raise _patient_is_gone()

    # products

    def products(self) -> tuple[StoredProduct, ...]:
        """All products, in the order in which they were first kept."""
        with self._reading() as connection:
            return read_products(connection)

    def import_products(self, products: Sequence[Product]) -> ImportCounts:
        """Keep a product list, all of it or nothing.

        A product of the same brand and name gets the new ingredients, and the list it had stays as an earlier
        one.
        """
        with self._writing() as connection:
            steps = take_products(connection, products, self._when())
        added = sum(step.known is None for step in steps)
        updated = sum(step.known is not None and not step.unchanged for step in steps)
        return ImportCounts(added, updated, len(products) - added - updated)

    def earlier_ingredients(self, product_id: int) -> tuple[EarlierIngredients, ...]:
        """The lists that a product had before, the latest first."""
        e = schema.earlier_ingredients.c
        query = select(e.ingredients, e.place, e.label_date, e.replaced_at).where(e.product_id == product_id)
        with self._reading() as connection:
            return tuple(EarlierIngredients(*row) for row in connection.execute(query.order_by(e.id.desc())))

    # checked labels

    def keep_label(self, product: Product, patient_id: int | None, verdict: Verdict, data_version: str) -> int:
        """Keep a checked label, its product as by an import of that one product, and answer the checked
        label's id.

        Problem if the patient has been deleted.
        """
        with self._writing() as connection:
            if patient_id is not None:
                self._require_patient(connection, patient_id)
            steps = take_products(connection, [product], self._when(), identity(product))
            values = {
                "product_id": stored_id(connection, steps[0]),
                "patient_id": patient_id,
                "label_text": product.ingredients,
                "verdict": verdict.value,
                "data_version": data_version,
                "checked_at": self._when(),
            }
            key = connection.execute(insert(schema.checked_label).values(values)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def checked_labels(self, patient_id: int | None = None) -> tuple[CheckedLabel, ...]:
        """The labels that were checked for a patient (None: all of them, with or without a patient), latest
        first.
        """
        c, p = schema.checked_label.c, schema.product.c
        of_label = (c.id, c.product_id, c.patient_id)
        query = select(*of_label, p.brand, p.product, c.label_text, c.verdict, c.data_version, c.checked_at)
        query = query.join(schema.product, p.id == c.product_id).order_by(c.id.desc())
        if patient_id is not None:
            query = query.where(c.patient_id == patient_id)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return tuple(CheckedLabel(*row[:6], Verdict(row.verdict), *row[7:]) for row in rows)

    # what people have decided about spellings

    def judgements(self) -> tuple[Judgement, ...]:
        """All judgements in the order in which they were made, revoked ones too."""
        with self._reading() as connection:
            return read_judgements(connection)

    def judge(self, judgements: Sequence[Judgement]) -> tuple[int, ...]:
        """Keep judgements, all or none, and answer their ids. An earlier one that cannot stand beside is revoked.

        One without a time of its own was made now.
        """
        with self._writing() as connection:
            return add_judgements(connection, judgements, self._when())

    def revoke_judgement(self, judgement_id: int, *, reinstate: bool = False) -> None:
        """A judgement no longer holds; it stays with the time. Problem if it was revoked already.

        `reinstate`: as if it had never been made; what it had overruled holds again.
        """
        with self._writing() as connection:
            if not revoke_judgement(connection, judgement_id, self._when(), reinstate=reinstate):
                raise Problem("This decision was taken back already, in another window or on another desk.")

    # the program's own memory

    def setting(self, key: str) -> str | None:
        """A remembered value, None when there is none."""
        s = schema.setting
        with self._reading() as connection:
            return connection.execute(select(s.c.value).where(s.c.key == key)).scalar_one_or_none()

    def set_setting(self, key: str, value: str | None) -> None:
        """Remember a value; None forgets it. The last one to say so wins."""
        s = schema.setting
        with self._writing() as connection:
            if value is None:
                connection.execute(delete(s).where(s.c.key == key))
                return
            version = connection.execute(select(s.c.version).where(s.c.key == key)).scalar_one_or_none()
            if version is None:
                connection.execute(insert(s).values(key=key, version=1, value=value))
            else:
                change = update(s).where(s.c.key == key, s.c.version == version)
                connection.execute(change.values(version=version + 1, value=value))

    def note_import(self, sha256: str, file_name: str, kind: str) -> None:
        """Remember that a file was imported. `kind`: what it was ("results", "products")."""
        values = {"sha256": sha256, "file_name": file_name, "kind": kind, "imported_at": self._when()}
        with self._writing() as connection:
            connection.execute(insert(schema.imported_file).values(values))

    def import_seen(self, sha256: str) -> date | None:
        """The day (UTC) on which a file of this content was last imported, None if it never was."""
        f = schema.imported_file
        query = select(f.c.imported_at).where(f.c.sha256 == sha256).order_by(f.c.id.desc()).limit(1)
        with self._reading() as connection:
            when = connection.execute(query).scalar_one_or_none()
        return None if when is None else datetime.fromisoformat(when).date()

    def backup(self, target: Path) -> int:
        """Copy the library to a new file, open the copy, check and count it; answers the number of rows in
        it.

        The copy needs the same key. Problem if the target is there already or the copy is not whole.
        """
        return back_up(self._engine, target)

    # transactions

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with in_words(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with in_words(self.path), self._engine.execution_options(**WRITING).begin() as connection:
            yield connection

    def _when(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")


def _patient_is_gone() -> Problem:
    return Problem("This patient is no longer in the library: it was deleted in another window or on another desk.")
