"""Who the patient is: name, number, and what the clinic's overview and later lists need to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from ..patch_test.characteristics import SEXES, SITES, birth_year_of
from ..patch_test.patient import Characteristics, Patient

_ANSWERS = (("not said", None), ("yes", True), ("no", False))
_SITES_IN_A_ROW = 5


class CharacteristicsDialog(QDialog):
    """Changes everything about a patient but the results and decisions."""

    def __init__(self, patient: Patient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patient = patient
        known = patient.characteristics
        self.setWindowTitle("Patient")
        self.name, self.number = QLineEdit(patient.name), QLineEdit(patient.number)
        self.birth_year = QLineEdit(str(known.birth_year or ""), placeholderText="1971")
        self.sex = QComboBox()
        self.sex.addItems([sex or "not said" for sex in SEXES])
        self.sex.setCurrentIndex(SEXES.index(known.sex) if known.sex in SEXES else 0)
        self.occupational, self.atopic = _answer(known.occupational), _answer(known.atopic)
        self.product_kinds = QLineEdit(
            known.product_kinds, placeholderText="hair dye, make-up, disinfectant at work, …"
        )
        self.sites = {site: QCheckBox(site) for site in dict.fromkeys((*SITES, *known.sites))}
        for site in known.sites:
            self.sites[site].setChecked(True)
        self.message = QLabel()
        self.message.setProperty("role", "soft")
        self.message.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.birth_year.textChanged.connect(self._say)
        self.name.textChanged.connect(self._say)
        self.number.textChanged.connect(self._say)
        self._say()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        for label, field in (
            ("&Name or initials", self.name),
            ("N&umber", self.number),
            ("&Born in", self.birth_year),
            ("&Sex", self.sex),
            ("From &work", self.occupational),
            ("&Atopic dermatitis", self.atopic),
        ):
            form.addRow(label, field)
            field.setAccessibleName(label.replace("&", ""))
        sites = QWidget()
        grid = QGridLayout(sites)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.sites.values()):
            grid.addWidget(box, place // _SITES_IN_A_ROW, place % _SITES_IN_A_ROW)
        form.addRow("Where", sites)
        form.addRow("&Products used", self.product_kinds)
        self.product_kinds.setAccessibleName("Products used")
        form.addRow(self.message)
        form.addRow(self.buttons)

    def _say(self) -> None:
        _, wrong = birth_year_of(self.birth_year.text(), date.today())
        if not (self.name.text().strip() or self.number.text().strip()):
            wrong = "A name, initials or a number is needed to find the patient again."
        self.message.setText(wrong or "A number instead of a name keeps the record pseudonymous.")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)

    def value(self) -> Patient:
        """The patient as described."""
        return replace(
            self._patient,
            name=self.name.text().strip(),
            number=self.number.text().strip(),
            characteristics=Characteristics(
                birth_year_of(self.birth_year.text(), date.today())[0],
                SEXES[max(self.sex.currentIndex(), 0)],
                _ANSWERS[max(self.occupational.currentIndex(), 0)][1],
                _ANSWERS[max(self.atopic.currentIndex(), 0)][1],
                tuple(site for site, box in self.sites.items() if box.isChecked()),
                self.product_kinds.text().strip(),
            ),
        )


def _answer(known: bool | None) -> QComboBox:
    box = QComboBox()
    box.addItems([words for words, _ in _ANSWERS])
    box.setCurrentIndex([answer for _, answer in _ANSWERS].index(known))
    return box
