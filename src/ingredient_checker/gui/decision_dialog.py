"""What the clinic decides about one name: what it is to an allergen, how strictly to avoid it, and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ..allergens.allergen import SET_ASIDE, Allergen, Level, Link, Relation
from ..problem import Problem
from ..workbench import Workbench
from .forms.ui_decision_dialog import Ui_DecisionDialog

ON_SHEETS = "its name on result sheets"
_RELATIONS: dict[str, Relation | None] = {
    "the allergen itself": Relation.SAME,
    ON_SHEETS: None,
    "a part of it": Relation.CONSTITUENT,
    "something that releases it": Relation.RELEASES,
    "something that contains it": Relation.CONTAINS,
    "a derivative of it": Relation.DERIVATIVE,
    "something that cross-reacts with it": Relation.CROSS_REACTS,
    "something that oxidises to it": Relation.OXIDISES_TO,
    "a blend that may hide it": Relation.MAY_HIDE,
}
NOT_FOR_US = "not for our clinic (a line of information, no warning)"
_LEVELS: dict[str, Level | None] = {
    "avoid": Level.AVOID,
    "caution: avoid unless released": Level.CAUTION,
    "a line of information, no warning": Level.INFO,
    NOT_FOR_US: None,
}


class DecisionDialog(QDialog):
    """Adds a name or a relation, changes one, or sets it aside; OK keeps it at once and says what is wrong with it."""

    def __init__(self, workbench: Workbench, allergen: Allergen, link: Link | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.form = Ui_DecisionDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._workbench = workbench
        self._allergen = allergen
        self._link = link
        form = self.form
        form.headline.setText(f"For patients who react to {allergen.name}")
        form.relation.addItems(list(_RELATIONS))
        form.level.addItems([words for words, level in _LEVELS.items() if level or link])
        form.takeBackButton.setVisible(link is not None and link.is_ours)
        form.takeBackButton.clicked.connect(self._take_back)
        form.name.textChanged.connect(self._say)
        form.relation.currentIndexChanged.connect(self._say)
        form.level.currentIndexChanged.connect(self._say)
        form.buttons.accepted.connect(self._keep)
        form.buttons.rejected.connect(self.reject)
        if link is not None:
            self._show(link)
        self._say()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 78)

    def start_with(self, relation: Relation) -> None:
        """Begin with this relation."""
        self.form.relation.setCurrentIndex(list(_RELATIONS.values()).index(relation))

    def _show(self, link: Link) -> None:
        self.form.name.setText(self._workbench.substance_name(link.substance))
        self.form.name.setReadOnly(True)
        self.start_with(link.relation)
        level = None if link.is_set_aside else link.level
        self.form.level.setCurrentIndex(list(_LEVELS.values()).index(level))
        why = link.note.removeprefix(SET_ASIDE).removeprefix(": ") if link.is_set_aside else link.note
        self.form.why.setText(why if link.is_ours else "")
        self.form.certain.setChecked(link.verified)
        self.form.why.setFocus()

    @property
    def _relation(self) -> Relation | None:
        return _RELATIONS[self.form.relation.currentText()]

    def _say(self) -> None:
        """What is known about the name as typed, and what OK will do."""
        form, name = self.form, self.form.name.text().strip()
        aside = form.level.currentText() == NOT_FOR_US
        form.level.setEnabled(self._relation is not None)
        form.relation.setEnabled(not aside)
        form.certain.setEnabled(not aside)
        form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(name))
        form.message.setText(self._known(name))

    def _known(self, name: str) -> str:
        if not name:
            return ""
        if self._link is not None:
            link = self._link
            whose = "Our clinic decided" if link.is_ours else "The program's data say"
            sure = "" if link.verified else " (not verified)"
            return f"{whose}: {link.relation}, {link.level}{sure}. {link.note}".strip()
        if self._relation is None:
            return f"Result sheets that say “{name}” will mean {self._allergen.name}."
        if other := self._other_allergen(name):
            return f"“{name}” is an allergen itself: the decision holds for all its names on labels ({other})."
        known = self._workbench.catalogue.named(name)
        if not known:
            return f"“{name}” is not in the vocabulary. From now on it is read as an ingredient of this name."
        return f"Known as {', '.join(substance.name for substance in known)}."

    def _other_allergen(self, name: str) -> str:
        found = self._workbench.own.allergen_called(name)
        return found if self._relation is not Relation.SAME and found != self._allergen.id else ""

    def _decide(self) -> None:
        form, name, why = self.form, self.form.name.text().strip(), self.form.why.text().strip()
        allergen, relation, level = self._allergen.id, self._relation, _LEVELS[form.level.currentText()]
        sure = form.certain.isChecked()
        if level is None and self._link is not None:
            self._workbench.own.set_aside(self._link, why)
        elif relation is None or level is None:
            self._workbench.own.decide_test_name(allergen, name, why, sure=sure)
        elif self._link is None and (other := self._other_allergen(name)):
            self._workbench.own.decide_relation(allergen, relation, other, level, why, sure=sure)
        else:
            self._workbench.own.decide_name(allergen, name, relation, level, why, sure=sure)

    def _keep(self) -> None:
        self._attempt(self._decide)

    def _take_back(self) -> None:
        assert self._link is not None
        origin = self._link.origin
        self._attempt(lambda: self._workbench.own.remove(origin))

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Problem as problem:
            self.form.message.setText(str(problem))
            return
        self.accept()
