"""What all pages share: the workbench, the open patient, the look. One object, made by the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ..patch_test.patient import Patient, Positive
from ..problem import Problem
from ..workbench import Workbench
from .theme import LIGHT, Theme


class Session(QObject):
    """The open patient and the look, with signals when they change."""

    patient_changed = Signal()
    products_changed = Signal()
    theme_changed = Signal()
    label_asked_for = Signal(str)  # a page asks the Check page to show this label
    page_asked_for = Signal(str)
    knowledge_changed = Signal()
    told = Signal(str)  # a short sentence for the status bar

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.theme: Theme = LIGHT
        self.patient_id: int | None = None
        self.patient: Patient | None = None
        self.positives: tuple[Positive, ...] = ()
        self.named_steps: dict[bool, object] = {}  # what the menu says comes next; True: to be done again
        self.names_wanted: bool | None = None  # in the patient list; None: nobody has said since the start

    def open_patient(self, patient_id: int | None) -> None:
        """Open a patient of the library, or none, and remember it for the next start."""
        patient = None if patient_id is None else self.workbench.record.patient(patient_id)
        self.patient_id, self.patient = patient_id, patient
        self.positives = () if self.patient is None else self.workbench.positives(self.patient)
        self.workbench.record.set_current_patient(patient_id)
        self.patient_changed.emit()

    def save_patient(self, patient: Patient, what: str = "Change the patient") -> None:
        """Keep the open patient as changed, or a new one, and show it. `what`: the name of the step, for undoing it."""
        self.open_patient(self.workbench.record.save_patient(patient, self.patient_id, what))

    @property
    def names_shown(self) -> bool:
        """Whether names stand in the patient list: not from the start, unless the clinic wants it so."""
        if self.names_wanted is None:
            self.names_wanted = self.workbench.record.names_are_shown()
        return self.names_wanted

    def issue(self, kind: str, title: str, html: str, action: str = "printed") -> None:
        """Keep a paper that the open patient was given, as it was printed or saved; without a patient nothing."""
        if self.patient_id is not None:
            self.workbench.record.issue(kind, title, html, self.patient_id, self.workbench.data_version, action)

    def undo(self) -> None:
        """Undo the latest step in the record and show the patient it was about."""
        self._turn("Undone", self.workbench.record.undo, undone=False)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._turn("Done again", self.workbench.record.redo, undone=True)

    def _turn(self, done: str, turn: Callable[[], int | None], *, undone: bool) -> None:
        step = self.workbench.record.next_step(undone=undone)
        if undone in self.named_steps and step != self.named_steps[undone]:
            self.patient_changed.emit()  # which names it as it is now
            raise Problem("Another window has changed the record meanwhile: the menu now names what comes next.")
        self.open_patient(turn())
        self.told.emit(f"{done}: {step.what if step else ''}")

    def use_knowledge(self) -> None:
        """Look at everything again: the clinic's own knowledge has changed."""
        if self.patient is not None:
            self.positives = self.workbench.positives(self.patient)
        self.knowledge_changed.emit()
        self.patient_changed.emit()

    def use_theme(self, theme: Theme) -> None:
        """Change the look."""
        self.theme = theme
        self.theme_changed.emit()
