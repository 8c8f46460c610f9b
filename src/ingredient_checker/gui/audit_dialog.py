"""Who did what: what was noted while working, filtered, checked when it is opened, and exported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ..library.events import Event
from ..problem import Problem
from .forms.ui_audit_dialog import Ui_AuditDialog
from .kept_rows import Index, KeptRowsModel, fit, set_up
from .session import Session

HEADINGS = ("When", "Who", "What", "Patient", "More")
_MOST_FAULTS = 6
_PATIENT = re.compile(r"\bpatient (\d{1,9})\b")


class EventsModel(KeptRowsModel[Event]):
    """One row an event, the latest first. `patients`: how a patient who is still there is shown."""

    headings = HEADINGS

    def __init__(self, patients: Mapping[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._patients = patients

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        text = self.texts(self.rows[index.row()])[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[index.column()]}: {text or 'empty'}"
            case _:
                return None

    def texts(self, event: Event) -> tuple[str, ...]:
        """What stands in the row."""
        number = event.patient_id
        patient = "" if number is None else self._patients.get(number, f"patient {number}")
        return (in_local_time(event.happened_at), event.who, event.action, patient, event.detail)


def in_local_time(happened_at: str) -> str:
    """ "2026-11-21 10:53" where we are, of an ISO time in UTC."""
    return datetime.fromisoformat(happened_at).astimezone().strftime("%Y-%m-%d %H:%M")


class AuditDialog(QDialog):
    """The list with its filters; above it whether anything was changed in it afterwards."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_AuditDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        record = session.workbench.record
        self._events = record.events()
        self._sought: dict[int, str] = {}  # an entry's id -> what it is found by
        self.model = EventsModel({row.id: row.pseudonym for row in record.patients()}, self)
        self._say_whole(record.event_faults())
        self._set_up()
        self.show_events()

    def _set_up(self) -> None:
        form, record = self.form, self._session.workbench.record
        form.action.addItem("everything", "")
        for action in sorted({event.action for event in self._events}):
            form.action.addItem(action, action)
        form.onlyOpenBox.setEnabled(self._session.patient_id is not None)
        form.who.setText(record.who())
        set_up(form.rows, self.model)
        fit(form.rows, (20, 18, 22, 38), lines=1.8)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 130, unit * 76).boundedTo(self.screen().availableSize()))
        form.search.textChanged.connect(self.show_events)
        form.action.currentIndexChanged.connect(self.show_events)
        form.onlyOpenBox.toggled.connect(self.show_events)
        form.who.editingFinished.connect(lambda: self._attempt(self._remember_who))
        form.exportButton.clicked.connect(self._choose_export)
        form.closeButton.clicked.connect(self.accept)
        form.search.setFocus()

    def _say_whole(self, faults: tuple[str, ...]) -> None:
        form = self.form
        if not faults:
            count = f"{len(self._events):,}"
            form.headline.setText(f"All {count} entries stand as they were written." if self._events else "")
            return
        more = len(faults) - _MOST_FAULTS
        shown = [*faults[:_MOST_FAULTS], *([f"and {more} more"] if more > 0 else [])]
        form.headline.setText("✕ This list was changed from outside the program.\n" + "\n".join(shown))
        form.headline.setProperty("role", "heading")
        form.headline.style().polish(form.headline)

    def show_events(self) -> None:
        """Show what the filters leave."""
        form = self.form
        action, sought = str(form.action.currentData()), form.search.text().casefold()
        patient = self._session.patient_id if form.onlyOpenBox.isChecked() else None
        if said := _PATIENT.search(sought):  # exactly that one, and not every entry with this figure in it
            patient, sought = int(said[1]), sought.replace(said[0], "")
        wanted = sought.split()
        rows = tuple(
            event
            for event in self._events
            if (not action or event.action == action)
            and (patient is None or event.patient_id == patient)
            and (not wanted or self._holds(event, wanted))
        )
        self.model.show(rows, self._session.theme)
        form.message.setText(
            "" if rows else "Nothing that was noted fits." if self._events else "Nothing is noted yet."
        )
        form.exportButton.setEnabled(bool(rows))

    def _holds(self, event: Event, wanted: list[str]) -> bool:
        text = self._sought.get(event.id)
        if text is None:
            text = self._sought[event.id] = " ".join(self.model.texts(event)).casefold()
        return all(word in text for word in wanted)

    def _remember_who(self) -> None:
        self._session.workbench.record.remember_who(self.form.who.text().strip())

    def export_to(self, target: Path) -> None:
        """Write what is shown as a table."""
        workbench = self._session.workbench
        workbench.export_events(self.model.rows, target)
        workbench.record.note("exported", detail="who did what")
        self.form.message.setText(f"Exported to {target.name}")

    def _choose_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export who did what", "who-did-what.csv", "Table (*.csv)")
        if chosen:
            self._attempt(lambda: self.export_to(Path(chosen)))

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Problem as problem:
            self.form.message.setText(str(problem))
