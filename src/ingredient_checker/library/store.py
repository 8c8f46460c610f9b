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

from sqlalchemy import Connection, Engine, delete, insert, select, update

from ..assessment.verdict import Verdict
from ..matching.judgements import Judgement
from ..patch_test.overview import Outcome
from ..patch_test.patient import Characteristics, Patient
from ..problem import Problem
from . import schema
from .engine import WRITING, event_key, forget_erased, in_words
from .events import Event, add_event, event_faults, read_events
from .history import Change, Step, forget, move_papers, next_change, remember, turn
from .judgement_rows import add_judgements, read_judgements, revoke_judgement
from .merging import identity
from .opening import back_up, open_library
from .overview_rows import read_characteristics, read_outcomes
from .patient_list import positive_to, positives_by_patient, read_patient_rows, recently_used, tested_on
from .patient_rows import add_patient, keepable_patient, read_patient, replace_patient
from .product import Product
from .product_rows import read_products, stored_id, take_products
from .records import CheckedLabel, EarlierIngredients, ImportCounts, IssuedDocument, PatientRow, StoredProduct
from .settings_rows import read_setting, write_setting

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


_IMPORT = "Import results"


class Store:
    """The library. Every method may raise Problem: disk full, file locked, read-only or damaged."""

    def __init__(self, engine: Engine, path: Path, clock: Clock = now) -> None:
        """A store on an engine whose database has this program's schema; `open` is the usual way."""
        self.path = path
        self._engine = engine
        self._clock = clock
        self._read_versions: dict[int, int] = {}  # patient id -> the version that this store has shown

    @classmethod
    def open(
        cls, folder: Path | None = None, *, key: bytes | None = None, clock: Clock = now, wait: float = 5.0
    ) -> Store:
        """Open the library in the folder (None: the user's own), or make an empty one with a key of its own.

        `key`: where a passphrase keeps it, else it is read from its file; `wait`: seconds to wait for a file that
        another program is writing to. Problem, and nothing changed, when the key is missing or another one, the file is
        damaged or empty, or a newer program made it.
        """
        engine, path = open_library(folder, wait, clock(), key)
        return cls(engine, path, clock)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def write_back(self) -> None:
        """Bring what stands in the log to its place, as far as no other window is reading."""
        with in_words(self.path):
            forget_erased(self._engine)

    def shown(self) -> dict[int, int]:
        """Which version of each patient was read here."""
        return dict(self._read_versions)

    def go_on_from(self, shown: dict[int, int]) -> None:
        """What was read before the library was locked counts as read here."""
        self._read_versions.update(shown)

    # patients

    def patients(self) -> tuple[PatientRow, ...]:
        """All patients, in the order in which they were first saved."""
        with self._reading() as connection:
            rows = read_patient_rows(connection)
        for row, version in rows.items():
            self._read_versions.setdefault(row.id, version)
        return tuple(rows)

    def recently_used(self, most: int) -> tuple[int, ...]:
        """Patients who were opened, changed or printed for, the latest first."""
        with self._reading() as connection:
            return recently_used(connection, most)

    def tested_on(self, day: str) -> frozenset[int]:
        """Patients with a test on a day, or in a month or year."""
        with self._reading() as connection:
            return tested_on(connection, day)

    def positive_to(self, allergens: Sequence[str]) -> frozenset[int]:
        """Patients with a positive result of one of these allergens."""
        with self._reading() as connection:
            return positive_to(connection, allergens)

    def positives_by_patient(self) -> dict[int, frozenset[str]]:
        """Patient's id -> allergens with a positive result."""
        with self._reading() as connection:
            return positives_by_patient(connection)

    def has_patient(self, patient_id: int) -> bool:
        """Whether the patient is kept."""
        p = schema.patient
        with self._reading() as connection:
            return connection.execute(select(p.c.id).where(p.c.id == patient_id)).one_or_none() is not None

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

    def save_patient(
        self, patient: Patient, patient_id: int | None = None, what: str = "Change the patient", who: str = ""
    ) -> int:
        """Keep a patient with all results and readings (new when no id is given) and answer the id.

        `what`: the name of this step, which can be undone, without the patient's name; `who`: by whom. Problem, and
        nothing saved, if the patient was changed or deleted elsewhere since this store read it.
        """
        patient = keepable_patient(patient)
        with self._writing() as connection:
            when = self._when()
            if patient_id is None:
                kept, version, before = add_patient(connection, patient, when), 1, None
            else:
                kept, before = patient_id, self._as_read(connection, patient_id)
                version = self._replace(connection, patient, patient_id)
            if before != patient:
                remember(connection, (what, who, when), [Step(kept, before, patient, version)])
                self._note(connection, who, "created" if before is None else "changed", kept, what)
        self._read_versions[kept] = version
        return kept

    def import_patients(
        self, patients: Sequence[tuple[Patient, int | None]], file: tuple[str, str, str], who: str = ""
    ) -> tuple[int, ...]:
        """Keep the patients of a results sheet, all or none of them, and answer their ids. One step for undoing.

        `patients`: each with the id of the patient whose place it takes, None for a new one; `file`: SHA-256, name
        and kind of the file, which is from now on imported. Problem, and nothing kept, as for `save_patient`.
        """
        steps: list[Step] = []
        sha256, name, kind = file
        with self._writing() as connection:
            when = self._when()
            for given, patient_id in patients:
                patient = keepable_patient(given)
                if patient_id is None:
                    steps.append(Step(add_patient(connection, patient, when), None, patient, 1))
                else:
                    before = self._as_read(connection, patient_id)
                    steps.append(Step(patient_id, before, patient, self._replace(connection, patient, patient_id)))
            remember(connection, (_IMPORT, who, when), steps)
            for step in steps:
                self._note(connection, who, "created" if step.before is None else "changed", step.patient_id, _IMPORT)
            values = {"sha256": sha256, "file_name": name, "kind": kind, "imported_at": when}
            connection.execute(insert(schema.imported_file).values(values))
        self._read_versions.update((step.patient_id, step.version) for step in steps)
        return tuple(step.patient_id for step in steps)

    def _as_read(self, connection: Connection, patient_id: int) -> Patient | None:
        found = read_patient(connection, patient_id)
        return found[0] if found else None

    def _replace(self, connection: Connection, patient: Patient, patient_id: int) -> int:
        version = self._read_versions.get(patient_id)
        if version is None:
            raise ValueError("a patient must have been read before it can be replaced")
        if not replace_patient(connection, patient, patient_id, version, self._when()):
            self._require_patient(connection, patient_id)
            raise _changed_elsewhere()
        return version + 1

    def merge_patients(self, keep: int, other: int, merged: Patient, who: str = "") -> None:
        """Put `merged` in the place of `keep`, with the labels and papers of `other`, who disappears.

        Problem, and nothing changed, if one of them was changed elsewhere since this store read it.
        """
        if keep == other:
            raise ValueError("a patient cannot be merged with itself")
        merged, p = keepable_patient(merged), schema.patient
        with self._writing() as connection:
            when = self._when()
            kept_before, other_before = (self._as_read(connection, one) for one in (keep, other))
            self._require_unchanged(connection, other)
            version = self._replace(connection, merged, keep)
            moved = move_papers(connection, other, keep)
            connection.execute(delete(p).where(p.c.id == other))
            steps = [
                Step(keep, kept_before, merged, version),
                Step(other, other_before, None, self._read_versions[other]),
            ]
            remember(connection, ("Merge two patients", who, when), steps, moved)
            self._note(connection, who, "merged", keep, f"with patient {other}")
            self._note(connection, who, "merged", other, f"into patient {keep}")
        self._read_versions[keep] = version
        self._read_versions.pop(other, None)

    def _require_unchanged(self, connection: Connection, patient_id: int) -> None:
        p = schema.patient
        version = connection.execute(select(p.c.version).where(p.c.id == patient_id)).scalar_one_or_none()
        if version is None:
            raise _patient_is_gone()
        if version != self._read_versions.get(patient_id):
            raise _changed_elsewhere()

    def delete_patient(self, patient_id: int, who: str = "") -> None:
        """Erase a patient with results, checked labels, papers and steps that could be undone, out of the file's free
        space too. Problem if gone already.
        """
        p = schema.patient
        with self._writing() as connection:
            self._require_patient(connection, patient_id)
            forget(connection, patient_id)
            connection.execute(delete(p).where(p.c.id == patient_id))
            connection.execute(update(schema.imported_file).values(file_name=""))  # one may be the patient's name
            self._note(connection, who, "erased", patient_id)
        self._read_versions.pop(patient_id, None)
        with in_words(self.path):
            forget_erased(self._engine)

    def _require_patient(self, connection: Connection, patient_id: int) -> None:
        p = schema.patient
        if connection.execute(select(p.c.id).where(p.c.id == patient_id)).one_or_none() is None:
            raise _patient_is_gone()

    # all patients together

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every result with a known allergen, without anything that names anybody."""
        with self._reading() as connection:
            return read_outcomes(connection)

    def characteristics(self) -> dict[int, Characteristics]:
        """Patient's id -> what the MOAHLFA index needs to know."""
        with self._reading() as connection:
            return read_characteristics(connection)

    # undo

    def next_change(self, *, undone: bool = False) -> Change | None:
        """The step that can be undone next, or (`undone`) be done again next; None if there is none."""
        with self._reading() as connection:
            return next_change(connection, undone=undone)

    def undo(self, who: str = "") -> int | None:
        """Undo the latest step and answer a patient it touched who is there now.

        Problem, and nothing changed, if there is none or its patients were changed since.
        """
        return self._turn(who, back=True)

    def redo(self, who: str = "") -> int | None:
        """Do again what was undone last."""
        return self._turn(who, back=False)

    def _turn(self, who: str, *, back: bool) -> int | None:
        with self._writing() as connection:
            change = next_change(connection, undone=not back)
            if change is None:
                raise Problem(f"There is nothing to {'undo' if back else 'do again'}.")
            touched = turn(connection, change, self._when(), back=back)
            self._note(connection, who, "undone" if back else "done again", touched, change.what)
        self._read_versions.clear()
        return touched

    # who did what

    def note(self, who: str, action: str, patient_id: int | None = None, detail: str = "") -> None:
        """Add an event. No names and no allergens belong into `detail`."""
        with self._writing() as connection:
            self._note(connection, who, action, patient_id, detail)

    def _note(
        self, connection: Connection, who: str, action: str, patient_id: int | None = None, detail: str = ""
    ) -> None:
        event = Event(0, self._when(), who, action, patient_id, detail)
        add_event(connection, event_key(self._engine), event)

    def events(self, patient_id: int | None = None, limit: int | None = None) -> tuple[Event, ...]:
        """What was done (with one patient), the latest first."""
        with self._reading() as connection:
            return read_events(connection, patient_id, limit)

    def event_faults(self) -> tuple[str, ...]:
        """Where events were changed, taken out or put in; empty when the chain is whole."""
        with self._reading() as connection:
            return event_faults(connection, event_key(self._engine))

    # papers that were issued

    def issue(self, document: IssuedDocument, action: str = "printed") -> int:
        """Keep a paper as it was printed or saved (its id and time are given out here); answers the id. `action`: what
        was done, as it is noted.
        """
        d = schema.issued_document
        values = {
            "patient_id": document.patient_id,
            "kind": document.kind,
            "title": document.title,
            "html": document.html,
            "data_version": document.data_version,
            "who": document.who,
        }
        with self._writing() as connection:
            if document.patient_id is not None:
                self._require_patient(connection, document.patient_id)
            key = connection.execute(insert(d).values(**values, issued_at=self._when())).inserted_primary_key
            assert key is not None
            self._note(connection, document.who, action, document.patient_id, document.kind)
        return int(key[0])

    def documents(self, patient_id: int | None = None) -> tuple[IssuedDocument, ...]:
        """The papers that were issued for a patient (None: all papers), the latest first."""
        d = schema.issued_document.c
        query = select(d.id, d.patient_id, d.kind, d.title, d.html, d.data_version, d.who, d.issued_at)
        if patient_id is not None:
            query = query.where(d.patient_id == patient_id)
        with self._reading() as connection:
            return tuple(IssuedDocument(*row) for row in connection.execute(query.order_by(d.id.desc())))

    # how sheets are read

    def mapping(self, headings: str) -> str | None:
        """How sheets with these headings were read before. `headings`: their hash."""
        m = schema.sheet_mapping.c
        with self._reading() as connection:
            return connection.execute(select(m.mapping).where(m.headings == headings)).scalar_one_or_none()

    def keep_mapping(self, headings: str, mapping: str | None) -> None:
        """Remember how sheets with these headings are read; None forgets it."""
        m = schema.sheet_mapping
        with self._writing() as connection:
            connection.execute(delete(m).where(m.c.headings == headings))
            if mapping is not None:
                values = {"headings": headings, "mapping": mapping, "used_at": self._when()}
                connection.execute(insert(m).values(values))

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
        with self._reading() as connection:
            return read_setting(connection, key)

    def set_setting(self, key: str, value: str | None) -> None:
        """Remember a value; None forgets it. The last one to say so wins."""
        with self._writing() as connection:
            write_setting(connection, key, value)

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


def _changed_elsewhere() -> Problem:
    return Problem(
        "This patient was changed in another window or on another desk after it was opened here. Nothing was"
        " saved: open the patient again to see the other version, then repeat the change."
    )


def _patient_is_gone() -> Problem:
    return Problem("This patient is no longer in the library: it was deleted in another window or on another desk.")
