"""How strictly one patient avoids an allergen or an ingredient: decided with who and why, shown, and taken back."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ..patch_test.patient import Decision, Patient, Strictness
from .forms.ui_strictness_dialog import Ui_StrictnessDialog
from .session import Session

STRICTNESS = {
    Strictness.STRICT: "avoid strictly",
    Strictness.USUAL: "as usual",
    Strictness.CAUTION: "caution only",
    Strictness.RELEASED: "released: tolerated",
}
_MEANS = {
    Strictness.STRICT: "What asks for caution because of {} is to be avoided as well.",
    Strictness.USUAL: "As the data say.",
    Strictness.CAUTION: "What would have to be avoided because of {} asks for caution.",
    Strictness.RELEASED: "{} stays in the reasons and on paper as a line of information with this "
    "decision, and no longer changes the verdict.",
}


class StrictnessDialog(QDialog):
    """`patient` is the patient as decided once the dialog was accepted. One of `allergen` (id) and `substance` (name on
    labels) is "". `who`: who works here, "" if nobody has said; `who_decided` is who has decided now.
    """

    def __init__(
        self, patient: Patient, allergen: str, substance: str, name: str, parent: QWidget | None, who: str = ""
    ) -> None:
        super().__init__(parent)
        self.form = Ui_StrictnessDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self.patient = patient
        self._new = Decision(allergen, substance, Strictness.RELEASED if substance else Strictness.USUAL, "", "", "")
        self._name = name
        self._who = who  # who works here now; who decided before stands in the history
        made = [decision for decision in patient.decisions if decision.is_about_same_as(self._new)]
        self._valid = next((decision for decision in made if not decision.revoked_on), None)
        form = self.form
        form.headline.setText(f"{patient.name or patient.number or 'This patient'}: {name}")
        form.history.setText("\n".join(map(_told, made)))
        form.history.setVisible(bool(made))
        form.strictness.addItems(list(STRICTNESS.values()))
        form.takeBackButton.setVisible(self._valid is not None)
        self._fill_in()
        form.takeBackButton.clicked.connect(self._take_back)
        form.strictness.currentIndexChanged.connect(self._say)
        form.who.textChanged.connect(self._say)
        form.reason.textChanged.connect(self._say)
        form.buttons.accepted.connect(self._keep)
        form.buttons.rejected.connect(self.reject)
        self._say()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 78)

    def _fill_in(self) -> None:
        form, shown = self.form, self._valid or self._new
        form.strictness.setCurrentText(STRICTNESS[shown.strictness])
        form.who.setText(self._who)
        form.reason.setText(shown.reason)

    @property
    def who_decided(self) -> str:
        """The name that stands in the dialog."""
        return self.form.who.text().strip()

    @property
    def _strictness(self) -> Strictness:
        return list(STRICTNESS)[self.form.strictness.currentIndex()]

    def _say(self) -> None:
        """What OK will do; it needs to know who decides and why."""
        form = self.form
        changes = self._strictness is not Strictness.USUAL or self._valid is not None or bool(self._new.substance)
        given = bool(self.who_decided and form.reason.text().strip())
        form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(changes and given)
        form.takeBackButton.setEnabled(bool(self.who_decided))
        missing = "" if given or not changes else " Who decides, and why, is needed."
        form.message.setText(_MEANS[self._strictness].format(self._name) + missing)

    def _keep(self) -> None:
        who, reason = self.who_decided, self.form.reason.text().strip()
        about, today = self._new, date.today().isoformat()
        new = Decision(about.allergen, about.substance, self._strictness, who, today, reason)
        old = self._valid
        if old is None or (old.strictness, old.reason) != (new.strictness, reason):
            self.patient = self.patient.decided(new)
        self.accept()

    def _take_back(self) -> None:
        assert self._valid is not None
        self.patient = self.patient.revoked(self._valid, date.today().isoformat(), self.who_decided)
        self.accept()


def decide(session: Session, allergen: str, substance: str, name: str, parent: QWidget) -> None:
    """Ask how strictly the open patient avoids an allergen or an ingredient, and keep the answer."""
    assert session.patient is not None
    record = session.workbench.record
    dialog = StrictnessDialog(session.patient, allergen, substance, name, parent, record.who())
    if dialog.exec() == QDialog.DialogCode.Accepted:
        record.remember_who(dialog.who_decided)
        session.save_patient(dialog.patient, "Decide how strictly to avoid")


def _told(decision: Decision) -> str:
    if decision.revoked_on:
        by = f", taken back by {decision.revoked_by}" if decision.revoked_by else ""
        return f"Until {decision.revoked_on}{by}: {decision.words}"
    return f"Now: {decision.words}"
