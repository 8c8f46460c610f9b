"""The patients and everything that is kept about them: the one who opens the library, and closes it.

Saved as it happens, each change a named step that can be undone; who did what is noted beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .library.folder import library_folder
from .library.protection import Protection
from .patch_test.patient import Characteristics, Patient
from .patch_test.together import together
from .problem import Problem

if TYPE_CHECKING:
    from .library.backups import Backup, Holds
    from .library.duplicates import PossibleDuplicate
    from .library.events import Event
    from .library.history import Change
    from .library.records import IssuedDocument, PatientRow
    from .library.store import Store
    from .patch_test.overview import Outcome

_CURRENT_PATIENT = "current patient"
_WHO = "who decides"
_USUAL_TEST = "usual test"
_KEPT_APART = "two persons"
_NAMES_SHOWN = "names are shown"


class Record:
    """The library's patients. Rooms that only some actions need are imported where they are used."""

    def __init__(self, folder: Path | None = None) -> None:
        self.given_folder = folder
        self.protection = Protection(folder)
        self._shown_before: dict[int, int] = {}
        self._failed_before = 0  # attempts to unlock, to be noted when the library is open

    @property
    def place(self) -> Path:
        """The folder of the library and its key."""
        return library_folder(self.given_folder)

    @cached_property
    def store(self) -> Store:
        """The library, opened when it is first needed. Problem if it cannot be."""
        from .library.store import Store

        store = Store.open(self.given_folder, key=self.protection.held_key())
        store.go_on_from(self._shown_before)
        self._shown_before = {}
        return store

    @property
    def is_open(self) -> bool:
        """Whether the library was opened."""
        return "store" in self.__dict__

    def close(self) -> None:
        """Close the library; everything was saved as it happened, and it is opened again when it is needed again."""
        if self.is_open:
            self.store.close()
            del self.__dict__["store"]

    # locking

    def lock(self) -> None:
        """Close the library and forget its key; what was shown before can be changed after it is open again."""
        if self.is_open:
            self._shown_before = self.store.shown()
        self.close()
        self.protection.lock()

    def unlock(self, passphrase: str) -> None:
        """Open the library with its passphrase. Problem, and it stays locked, if that or anything else is wrong."""
        self._unlock(lambda: self.protection.unlock(passphrase), "unlocked")

    def unlock_with_recovery_key(self, typed: str) -> None:
        """The same with the recovery key."""
        self._unlock(lambda: self.protection.unlock_with_recovery_key(typed), "unlocked with the recovery key")

    def _unlock(self, take_key: Callable[[], object], action: str) -> None:
        try:
            take_key()
            self._open_or_lock()
        except Problem:
            self._failed_before += 1
            raise
        failed = self._failed_before
        self.note(action, detail=f"after {failed} failed attempt{'' if failed == 1 else 's'}" if failed else "")
        self._failed_before = 0

    def _open_or_lock(self) -> None:
        try:
            _ = self.store
        except BaseException:
            self.protection.lock()
            raise

    # patients

    def patients(self) -> tuple[PatientRow, ...]:
        """All patients of the library."""
        return self.store.patients()

    def patient(self, patient_id: int) -> Patient:
        """One patient with all results."""
        return self.store.patient(patient_id)

    def save_patient(self, patient: Patient, patient_id: int | None = None, what: str = "Change the patient") -> int:
        """Keep a patient (new when no id is given) and answer the id. `what`: the name of the step, for undoing it;
        imperative and without the patient's name.
        """
        return self.store.save_patient(patient, patient_id, what, self.who())

    def erase_patient(self, patient_id: int) -> None:
        """Take a patient with everything that is kept about them out of the library for good."""
        self.store.delete_patient(patient_id, self.who())

    def merge_patients(self, keep: int, other: int) -> Patient:
        """Bring together what two records hold of one person; `other` disappears. Answers the patient that stays."""
        merged = together(self.patient(keep), self.patient(other))
        self.store.merge_patients(keep, other, merged, self.who())
        return merged

    def merged(self, keep: int, other: int) -> Patient:
        """What `merge_patients` would keep."""
        return together(self.patient(keep), self.patient(other))

    def recently_used(self, most: int = 20) -> tuple[int, ...]:
        """Patients who were opened, changed or printed for, the latest first."""
        return self.store.recently_used(most)

    def tested_on(self, day: str) -> frozenset[int]:
        """Patients with a test on a day, or in a month or year ("2024-03")."""
        return self.store.tested_on(day)

    def positive_to(self, allergens: Sequence[str]) -> frozenset[int]:
        """Patients with a positive result of one of these allergens."""
        return self.store.positive_to(allergens)

    def possible_duplicates(self) -> tuple[PossibleDuplicate, ...]:
        """Records that may be of one person, without those that somebody has said are two."""
        from .library.duplicates import possible_duplicates

        return possible_duplicates(self.patients(), self.store.positives_by_patient(), self._kept_apart())

    def keep_apart(self, one: int, other: int) -> None:
        """These are two persons: they are not taken for possible duplicates any more."""
        pairs = sorted({*self._kept_apart(), (min(one, other), max(one, other))})
        self.store.set_setting(_KEPT_APART, json.dumps(pairs))

    def _kept_apart(self) -> frozenset[tuple[int, int]]:
        return frozenset((one, other) for one, other in json.loads(self.store.setting(_KEPT_APART) or "[]"))

    def names_are_shown(self) -> bool:
        """Whether the clinic wants names in the patient list without being asked."""
        return self.store.setting(_NAMES_SHOWN) is not None

    def show_names(self, always: bool) -> None:
        """Whether names stand in the patient list from the start."""
        self.store.set_setting(_NAMES_SHOWN, "yes" if always else None)

    def current_patient_id(self) -> int | None:
        """The patient that was open when the program was last used."""
        kept = self.store.setting(_CURRENT_PATIENT) or ""
        return int(kept) if kept.isdecimal() and self.store.has_patient(int(kept)) else None

    def set_current_patient(self, patient_id: int | None) -> None:
        """Remember which patient is open."""
        if patient_id is not None and self.store.setting(_CURRENT_PATIENT) != str(patient_id):
            self.note("opened", patient_id)
        self.store.set_setting(_CURRENT_PATIENT, None if patient_id is None else str(patient_id))

    def import_patient(self, source: Path) -> int:
        """Keep the patient of an exported .json file as a new one and answer the id."""
        return self.save_patient(self.read_patient(source), what="Import a patient")

    def known_patient(self, patient: Patient) -> PatientRow | None:
        """A patient of the library with the same results, whatever the name; None if there is none."""
        if not patient.results:
            return None
        positives = len({r.allergen or f"?{r.as_written}" for r in patient.results if r.status == "positive"})
        for row in self.patients():
            if (row.tested_on, row.positives) == (patient.tested_on, positives):
                kept = self.patient(row.id)
                if kept.without_identifiers().results == patient.without_identifiers().results:
                    return row
        return None

    def read_patient(self, source: Path) -> Patient:
        """The patient of an exported .json file. Problem if it is none."""
        from .library.patient_file import patient_of

        try:
            content = source.read_bytes()
        except OSError as error:
            raise Problem(f"{source} cannot be opened: {error.strerror or error}.") from error
        return patient_of(content, source.name)

    # all patients together

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every result with a known allergen, for an overview; nobody is named."""
        return self.store.outcomes()

    def characteristics(self) -> dict[int, Characteristics]:
        """Patient's id -> what the MOAHLFA index needs to know."""
        return self.store.characteristics()

    # undo

    def next_step(self, *, undone: bool = False) -> Change | None:
        """The step that `undo` would undo, or (`undone`) that `redo` would do again."""
        return self.store.next_change(undone=undone)

    def undo_name(self) -> str:
        """What `undo` would undo, "" if there is nothing."""
        return _name(self.next_step())

    def redo_name(self) -> str:
        """What `redo` would do again, "" if there is nothing."""
        return _name(self.next_step(undone=True))

    def undo(self) -> int | None:
        """Undo the latest step; answers the patient it was about, None if that one is no longer there.

        Problem, and nothing changed, if the patient was changed since.
        """
        return self.store.undo(self.who())

    def redo(self) -> int | None:
        """Do again what was undone last."""
        return self.store.redo(self.who())

    # who did what

    def who(self) -> str:
        """Who works here; "" if nobody said."""
        return self.store.setting(_WHO) or ""

    def remember_who(self, who: str) -> None:
        """Whose name stands beside what is done from now on."""
        if who != self.who():
            self.store.set_setting(_WHO, who or None)

    def note(self, action: str, patient_id: int | None = None, detail: str = "") -> None:
        """Note that something was done. No names and no allergens belong into `detail`."""
        self.store.note(self.who(), action, patient_id, detail)

    def events(self, patient_id: int | None = None, limit: int | None = None) -> tuple[Event, ...]:
        """Who did what (with one patient), the latest first."""
        return self.store.events(patient_id, limit)

    def event_faults(self) -> tuple[str, ...]:
        """Where what was noted was changed afterwards; empty when it is whole."""
        return self.store.event_faults()

    def issue(
        self, kind: str, title: str, html: str, patient_id: int | None, data_version: str, action: str = "printed"
    ) -> int:
        """Keep a paper as it is given away; answers its id. `action`: what was done with it, as it is noted."""
        from .library.records import IssuedDocument

        paper = IssuedDocument(0, patient_id, kind, title, html, data_version, self.who(), "")
        return self.store.issue(paper, action)

    def documents(self, patient_id: int | None = None) -> tuple[IssuedDocument, ...]:
        """The papers that were given away (for one patient), the latest first."""
        return self.store.documents(patient_id)

    # what is usually tested

    def usual_test(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Codes of the series and days of reading of the test that was typed last; both empty before the first."""
        series, days = json.loads(self.store.setting(_USUAL_TEST) or "[[], []]")
        return tuple(map(str, series)), tuple(map(int, days))

    def remember_usual_test(self, series: Sequence[str], days: Sequence[int]) -> None:
        """What the next test typed by hand begins with."""
        self.store.set_setting(_USUAL_TEST, json.dumps([list(series), list(days)]))

    # files that were read

    def imported_before(self, sha256: str) -> date | None:
        """When this very file was imported, if it was."""
        return self.store.import_seen(sha256)

    def note_import(self, sha256: str, file_name: str, kind: str) -> None:
        """From now on this file was imported."""
        self.store.note_import(sha256, file_name, kind)

    def import_patients(
        self, patients: Sequence[tuple[Patient, int | None]], file: tuple[str, str, str]
    ) -> tuple[int, ...]:
        """Keep the patients of a results sheet as one step, all or none, and answer their ids. Each comes with the id
        of the patient whose place it takes, None for a new one; `file`: SHA-256, name and kind.
        """
        return self.store.import_patients(patients, file, self.who())

    def mapping(self, headings: str) -> str | None:
        """How sheets with these headings were read before. `headings`: their hash."""
        return self.store.mapping(headings)

    def keep_mapping(self, headings: str, mapping: str | None) -> None:
        """Remember how sheets with these headings are read; None forgets it."""
        self.store.keep_mapping(headings, mapping)

    # backups

    def back_up_daily(self) -> Path | None:
        """Make today's copy of the library, unless it was not opened or there is one; answers the new copy."""
        if not self.is_open:
            return None
        from .library.backups import back_up_daily

        return back_up_daily(self.store, self.given_folder, date.today())

    def back_up(self, target: Path) -> int:
        """Copy the library to a new file and answer the number of its rows. It needs the library's key file."""
        rows = self.store.backup(target)
        self.note("backed up")
        return rows

    def backups(self) -> tuple[Backup, ...]:
        """The copies that were made by themselves, the newest first."""
        from .library.backups import backups

        return backups(self.given_folder)

    def backup_holds(self, copy: Path) -> Holds:
        """What a copy holds. Problem if it cannot be used."""
        from .library.backups import holds

        return holds(self.given_folder, copy, self.protection.key())

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in the library's place; answers where the library as it was now lies, None if there was none."""
        from .library.backups import restore

        key = self.protection.key()
        store, who = self._store_if_readable()
        try:
            before = restore(store, self.given_folder, copy, datetime.now(), key)
        finally:
            self.close()
        self.store.note(who, "restored a backup")
        return before

    def _store_if_readable(self) -> tuple[Store | None, str]:
        """The library and who works here; None and "" where the library is too damaged for it."""
        try:
            return self.store, self.who()
        except Problem:
            return None, ""


def _name(change: Change | None) -> str:
    return change.what if change else ""
