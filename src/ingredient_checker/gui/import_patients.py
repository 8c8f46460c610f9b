"""Whose results a sheet holds: who is imported, under which name, and into which record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem

from ..library.records import PatientRow
from ..patch_test.reading import ResultStatus
from ..sheet_import import SheetImport, Taken
from .forms.ui_import_dialog import Ui_ImportDialog
from .session import Session

_NEW = "A new patient"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)?")


class ImportPatients(QObject):
    """The list of a sheet's patients and the fields of the selected one."""

    changed = Signal()

    def __init__(self, form: Ui_ImportDialog, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._session = form, session
        self._known = {row.id: row for row in session.workbench.record.patients()}
        self._sheet: SheetImport | None = None
        self._rows: list[Taken] = []
        self._keys: list[tuple[str, str]] = []
        self._typed: set[int] = set()
        self._left_out: set[tuple[str, str]] = set()
        self._filling = False
        form.patients.currentRowChanged.connect(self._show_one)
        form.patients.itemChanged.connect(self._ticked)
        form.nameField.textEdited.connect(lambda text: self._change(name=text.strip()))
        form.numberField.textEdited.connect(lambda text: self._change(number=text.strip()))
        form.testedOn.textEdited.connect(lambda text: self._change(tested_on=text.strip()))
        form.target.activated.connect(self._target)
        form.fullNameButton.toggled.connect(self._keep_full_names)

    @property
    def full_names(self) -> bool:
        """Whether names are kept in full."""
        return self._form.fullNameButton.isChecked()

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The patients that are ticked, as they are to be kept."""
        return tuple(row for row in self._rows if self._key(row) not in self._left_out)

    def show(self, sheet: SheetImport) -> None:
        """Show the patients of the sheet as it is read now."""
        if self._sheet is None:
            self._sheet = sheet
            (self._form.fullNameButton if sheet.keeps_full_names else self._form.initialsButton).setChecked(True)
        self._sheet = sheet
        before = {self._key(row): row for row in self._rows if row.at in self._typed}
        self._keys = [(read.patient.name, read.patient.number) for read in sheet.report.patients]
        self._rows, typed = [], set()
        for at, read in enumerate(sheet.report.patients):
            patient = read.patient
            name = sheet.shown_name(read, self.full_names)
            row = Taken(at, name, patient.number, patient.tested_on, self._numbered(patient.number))
            self._rows.append(row)
            if self._key(row) in before:
                self._rows[-1] = replace(before[self._key(row)], at=at)
                typed.add(at)
        self._typed = typed
        self._fill()

    def _key(self, row: Taken) -> tuple[str, str]:
        """By which a patient of the sheet is known again when it is read with other answers."""
        return self._keys[row.at]

    def _numbered(self, number: str) -> int | None:
        """The patient with that number, to whom another test is added; a name alone says too little."""
        known = [row.id for row in self._known.values() if number and row.number == number]
        return known[0] if len(known) == 1 else None

    def _fill(self) -> None:
        box = self._form.patients
        current = max(box.currentRow(), 0)
        self._filling = True
        box.clear()
        for row in self._rows:
            item = QListWidgetItem(self._told(row))
            ticked = self._key(row) not in self._left_out
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            box.addItem(item)
        self._filling = False
        box.setCurrentRow(min(current, len(self._rows) - 1))
        self._show_one()

    def _told(self, row: Taken) -> str:
        assert self._sheet is not None
        results = self._sheet.report.patients[row.at].patient.results
        positive = sum(result.status is ResultStatus.POSITIVE for result in results)
        return f"{_called(row)}: {len(results)} results, {positive} positive"

    @property
    def _current(self) -> int:
        return self._form.patients.currentRow()

    def _show_one(self) -> None:
        form = self._form
        known = 0 <= self._current < len(self._rows)
        for widget in (form.nameField, form.numberField, form.testedOn, form.target):
            widget.setEnabled(known)
        if not known:
            form.targetWarning.hide()
            return
        row = self._rows[self._current]
        for field, text in ((form.nameField, row.name), (form.numberField, row.number), (form.testedOn, row.tested_on)):
            if field.text() != text:
                field.setText(text)
        self._show_targets(row)

    def _show_targets(self, row: Taken) -> None:
        form, session = self._form, self._session
        form.target.clear()
        form.target.addItem(_NEW, None)
        targets = [session.patient_id, row.patient_id] if row.patient_id is not None else [session.patient_id]
        for patient_id in dict.fromkeys(one for one in targets if one is not None):
            form.target.addItem(f"Another test of {self._called(patient_id)}", patient_id)
        at = form.target.findData(row.patient_id)
        form.target.setCurrentIndex(max(at, 0))
        warning = self._warning(row)
        form.targetWarning.setText(warning)
        form.targetWarning.setVisible(bool(warning))

    def _called(self, patient_id: int) -> str:
        row = self._known[patient_id]
        return _called(row)

    def _warning(self, row: Taken) -> str:
        """Said before results go to somebody who is called otherwise than the sheet says, or to a day nobody knows."""
        if not _DAY.fullmatch(row.tested_on):
            return f"▲ Is the test of {row.tested_on}? Write the day like this: 2026-03-12."
        if row.patient_id is None or not (row.name or row.number):
            return ""
        known = self._known[row.patient_id]
        same_number = bool(row.number) and row.number == known.number
        other_number = bool(row.number and known.number) and not same_number
        same_name = bool(row.name) and row.name.casefold() == known.name.casefold()
        if same_number or (same_name and not other_number):
            return ""
        return f"▲ The sheet says {row.name or row.number}, the record {known.name or known.number}: is it one person?"

    def _ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        key = self._key(self._rows[self._form.patients.row(item)])
        if item.checkState() is Qt.CheckState.Checked:
            self._left_out.discard(key)
        else:
            self._left_out.add(key)
        self.changed.emit()

    def _change(self, **to: str | int | None) -> None:
        if not 0 <= self._current < len(self._rows):
            return
        changed: dict[str, object] = dict(to)
        self._rows[self._current] = row = replace(self._rows[self._current], **changed)  # type: ignore[arg-type]
        self._typed.add(row.at)
        self._filling = True
        item = self._form.patients.item(self._current)
        item.setText(self._told(row))
        self._filling = False
        warning = self._warning(row)
        self._form.targetWarning.setText(warning)
        self._form.targetWarning.setVisible(bool(warning))
        self.changed.emit()

    def _target(self, index: int) -> None:
        self._change(patient_id=self._form.target.itemData(index))

    def _keep_full_names(self) -> None:
        if self._sheet is not None:
            self._typed.clear()
            self.show(self._sheet)
            self.changed.emit()


def _called(row: Taken | PatientRow) -> str:
    """ "J. R. (17)", or the one of both that is there."""
    both = row.name and row.number and row.name != row.number
    return f"{row.name} ({row.number})" if both else row.name or row.number or "Without a name"


def twice(taken: Sequence[Taken]) -> bool:
    """Whether two patients of the sheet would go to one record: patients are never merged."""
    targets = [row.patient_id for row in taken if row.patient_id is not None]
    return len(targets) != len(set(targets))
