"""The patient list, Ctrl+K from anywhere: recent ones first, found by name, number, year of birth, day or allergen.

Without names, unless they are asked for: a patient is shown by initials, number and year of birth.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCompleter, QDialog, QHeaderView, QWidget

from ..library.records import PatientRow
from ..problem import Problem
from .forms.ui_patient_picker import Ui_PatientPicker
from .kept_rows import Index, KeptRowsModel
from .merge_dialog import MergeDialog
from .session import Session

HEADINGS = ("Patient", "Number", "Born", "Tested", "Positives")
_DAY = re.compile(r"(19|20)\d\d-\d\d?(-\d\d?)?|(19|20)\d\d")
_NOBODY = "No patient is kept here yet. Load patch-test results, or add a positive by hand."
_PAUSE_MS = 60


class PatientsModel(KeptRowsModel[PatientRow]):
    """One row a patient. `names`: whether names are shown, or only initials."""

    headings = HEADINGS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = False

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(self.rows[index.row()], index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[index.column()]}: {self.text(self.rows[index.row()], index.column()) or 'not known'}"
            case _:
                return None

    def text(self, row: PatientRow, column: int) -> str:
        """What stands in a cell."""
        match HEADINGS[column]:
            case "Patient":
                return self.shown_name(row)
            case "Number":
                return row.number
            case "Born":
                return str(row.birth_year or "")
            case "Tested":
                return row.tested_on
            case _:
                return str(row.positives)

    def shown_name(self, row: PatientRow) -> str:
        """The name or its initials; the number in this library where there is none."""
        return (row.name if self.names else row.initials) or f"patient {row.id}"


class PatientPicker(QDialog):
    """Search fields, the patients that fit, and what can be done with two of them. Enter opens the current one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_PatientPicker()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self._record = session.workbench.record
        self._rows: tuple[PatientRow, ...] = ()
        self._sought: list[str] = []
        self.model = PatientsModel(self)
        self.model.names = session.names_shown
        self.merged: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._set_up()
        self.read()

    def _set_up(self) -> None:
        form = self.form
        form.namesBox.setChecked(self.model.names)
        form.alwaysBox.setChecked(self._record.names_are_shown())
        form.alwaysBox.setEnabled(self.model.names)
        completer = QCompleter(sorted(a.name for a in self._session.workbench.allergens.allergens.values()), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        form.positiveTo.setCompleter(completer)
        table = form.patients
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        unit = self.fontMetrics().averageCharWidth()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, characters in ((1, 20), (2, 10), (3, 16), (4, 14)):
            header.resizeSection(column, unit * characters)
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))
        self.resize(QSize(unit * 112, unit * 82).boundedTo(self.screen().availableSize()))
        form.search.textChanged.connect(self.look_up)
        form.positiveTo.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.look_up)
        table.activated.connect(self.take)
        table.selectionModel().selectionChanged.connect(self._allow)
        form.namesBox.toggled.connect(self._show_names)
        form.alwaysBox.toggled.connect(self._record.show_names)
        form.duplicatesButton.clicked.connect(self.next_duplicate)
        form.mergeButton.clicked.connect(self.merge)
        form.openButton.clicked.connect(self.take)
        form.closeButton.clicked.connect(self.reject)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def read(self) -> None:
        """Read the list again and show it."""
        recent = {patient: n for n, patient in enumerate(self._record.recently_used())}
        rows = self._record.patients()
        self._rows = tuple(sorted(rows, key=lambda row: (recent.get(row.id, len(recent)), -row.id)))
        self._sought = [_sought(row) for row in self._rows]
        self._duplicates = self._record.possible_duplicates()
        count = len(self._duplicates)
        self.form.duplicatesButton.setVisible(bool(count))
        self.form.duplicatesButton.setText(f"{count} possible duplicate{'' if count == 1 else 's'}…")
        for widget in (self.form.search, self.form.positiveTo, self.form.patients, self.form.namesBox):
            widget.setEnabled(bool(rows))
        self.look_up()

    def look_up(self) -> None:
        """Show the patients that fit what is typed."""
        self._pause.stop()
        form = self.form
        wanted, day = _words_and_day(form.search.text())
        said = ""
        positive: Collection[int] | None = None
        if allergen := form.positiveTo.text().strip():
            positive, said = self._positive_to(allergen)
        tested = self._record.tested_on(day) if day else ()
        rows = tuple(
            row
            for row, text in zip(self._rows, self._sought, strict=True)
            if (positive is None or row.id in positive)
            and all(word in text or (word == day and row.id in tested) for word in wanted)
        )
        self.model.show(rows, self._session.theme)
        form.message.setText(said or _counted(len(rows), len(self._rows)))
        if rows:
            form.patients.setCurrentIndex(self.model.index(0, 0))
        self._allow()

    def _positive_to(self, typed: str) -> tuple[Collection[int], str]:
        """Patients positive to the allergens of that name, or whose name begins so; and what is to be said."""
        workbench = self._session.workbench
        allergens = workbench.naming.find(typed).allergens or tuple(
            known.id
            for known in workbench.allergens.allergens.values()
            if known.name.casefold().startswith(typed.casefold())
        )
        if not allergens:
            return (), f"No allergen is known as “{typed}”."
        found = self._record.positive_to(allergens)
        names = ", ".join(workbench.allergens.get(known).name for known in allergens[:3])
        more = f" and {len(allergens) - 3} more" if len(allergens) > 3 else ""
        return found, f"Positive to {names}{more}: {len(found)}"

    def _selected(self) -> list[PatientRow]:
        rows = sorted(index.row() for index in self.form.patients.selectionModel().selectedRows())
        return [self.model.rows[row] for row in rows]

    def _allow(self) -> None:
        selected = self._selected()
        self.form.openButton.setEnabled(len(selected) == 1)
        self.form.mergeButton.setEnabled(len(selected) == 2)

    def _show_names(self, shown: bool) -> None:
        self._session.names_wanted = self.model.names = shown
        self.form.alwaysBox.setEnabled(shown)
        if not shown:
            self.form.alwaysBox.setChecked(False)
        self.model.show(self.model.rows, self._session.theme)
        if self.model.rows:
            self.form.patients.setCurrentIndex(self.model.index(0, 0))

    def copy(self) -> None:
        """Put the selected patients on the clipboard as they are shown, for a list of whom to call."""
        selected = self._selected()
        lines = ["\t".join(self.model.text(row, column) for column in range(len(HEADINGS))) for row in selected]
        QGuiApplication.clipboard().setText("\n".join(["\t".join(HEADINGS), *lines]))
        self._record.note("copied from the patient list", detail=f"{len(selected)} patients")
        self.form.message.setText(f"{len(selected)} copied")

    def take(self) -> None:
        """Open the current patient."""
        if self.patient_id is not None:
            self.accept()

    @property
    def patient_id(self) -> int | None:
        """The chosen patient's id."""
        row = self.form.patients.currentIndex().row()
        return self.model.rows[row].id if 0 <= row < len(self.model.rows) else None

    def merge(self) -> None:
        """Look at the two selected patients side by side, and bring them together if a person says so."""
        selected = self._selected()
        if len(selected) == 2:
            older, newer = sorted(row.id for row in selected)
            self._merge(older, newer, "")

    def next_duplicate(self) -> None:
        """Look at possible duplicates, one pair after the other, until somebody stops."""
        while self._duplicates:
            pair = self._duplicates[0]
            if not self._merge(pair.first, pair.second, pair.why):
                return

    def _merge(self, keep: int, other: int, why: str) -> bool:
        dialog = MergeDialog(self._session, keep, other, why, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        try:
            dialog.carry_out()
        except Problem as problem:
            self.read()
            self.form.message.setText(str(problem))
            return False
        self.merged = dialog.merged or self.merged
        self.read()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        table = self.form.patients
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            QApplication.sendEvent(table, event)  # the field keeps the focus, so that one can go on typing
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.look_up() if self.form.positiveTo.hasFocus() else self.take()
        else:
            super().keyPressEvent(event)


def _sought(row: PatientRow) -> str:
    """What a patient is found by, in one string."""
    parts = (row.name, row.initials, row.number, str(row.birth_year or ""), row.tested_on, f"patient{row.id}")
    return " ".join(parts).casefold()


def _words_and_day(typed: str) -> tuple[list[str], str]:
    """The words to look for, and the one of them that is a day, month or year ("2024-3-7" is 2024-03-07)."""
    words: list[str] = []
    day = ""
    for word in re.sub(r"\bpatient (?=\d)", "patient", typed.casefold()).split():
        if _DAY.fullmatch(word):
            year, *rest = word.split("-")
            word = day = "-".join((year, *(part.zfill(2) for part in rest)))
        words.append(word)
    return words, day


def _counted(shown: int, known: int) -> str:
    if not known:
        return _NOBODY
    return f"{shown:,} of {known:,} patients" if shown < known else f"{known:,} patient{'' if known == 1 else 's'}"
