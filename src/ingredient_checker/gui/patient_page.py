"""The Patient page: results, what was not understood of them, and every correction. Saved as it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from ..patch_test.by_hand import patch_tests
from ..patch_test.characteristics import in_words
from ..patch_test.patient import LONGEST_CALLED, PatchTestResult, Patient, UnreadCell
from ..patch_test.reading import ResultStatus
from .allergen_dialog import AllergenDialog, whole_list
from .background import Background
from .characteristics_dialog import CharacteristicsDialog
from .forms.ui_patient_page import Ui_PatientPage
from .import_dialog import ImportDialog
from .keeping import keep
from .pictures_card import PicturesCard
from .reading_grid import ReadingGridDialog
from .relevance_dialog import RelevanceDialog
from .results_model import ResultsModel
from .session import Session
from .strictness_dialog import decide
from .theme import Tone

_MOST_UNREAD = 6
"""Lines; the rest is counted."""
_OFFERED = 20


class PatientPage(QWidget):
    """Results of the open patient, to be corrected row by row. `importing`: where sheets are read."""

    def __init__(self, session: Session, importing: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing = importing
        self.session = session
        self.form = Ui_PatientPage()
        self.form.setupUi(self)
        self.model = ResultsModel(self)
        self._everything = False
        self.pictures = PicturesCard(session)
        self.form.resultsRow.insertWidget(0, self.pictures, 1)
        self.form.resultsRow.setStretch(1, 2)
        self._set_up_table()
        self._connect()
        self.show_patient()

    def _set_up_table(self) -> None:
        table = self.form.results
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setStretchLastSection(True)

    def _connect(self) -> None:
        form = self.form
        form.correctButton.clicked.connect(self.correct)
        form.removeButton.clicked.connect(self.remove)
        form.decideButton.clicked.connect(self.decide)
        form.decisionsLabel.linkActivated.connect(self._decide_again)
        form.avoidListButton.clicked.connect(self.avoid_list)
        form.showAllButton.clicked.connect(self._toggle_everything)
        form.editButton.clicked.connect(self.edit)
        form.relevanceButton.clicked.connect(self.say_relevance)
        form.backButton.clicked.connect(self._toggle_pictures)
        form.results.selectionModel().currentChanged.connect(lambda *_: self.pictures.choose(self._selected()))
        self.pictures.chosen.connect(self._select)
        self.pictures.results.clicked.connect(self._toggle_pictures)
        results = QShortcut(QKeySequence(Qt.Key.Key_B), self.pictures.back)
        results.setContext(Qt.ShortcutContext.WidgetShortcut)
        results.activated.connect(self._toggle_pictures)
        form.results.doubleClicked.connect(self.correct)
        for key, action in (
            (Qt.Key.Key_Return, self.correct),
            (Qt.Key.Key_Delete, self.remove),
            (Qt.Key.Key_D, self.decide),
            (Qt.Key.Key_R, self.say_relevance),
            (Qt.Key.Key_T, self.tolerate),
            (Qt.Key.Key_B, self._toggle_pictures),
        ):
            shortcut = QShortcut(QKeySequence(key), form.results)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)
        self.session.patient_changed.connect(self.show_patient)
        self.session.theme_changed.connect(self.show_patient)

    def load(self, path: Path) -> None:
        """Import a results sheet, once a person has seen how it was read. Problem if it cannot be read."""
        dialog = ImportDialog(path, self.session, self._importing, self)
        if dialog.problem is None:
            dialog.exec()
        dialog.deleteLater()
        if dialog.problem is not None:
            raise dialog.problem
        done = dialog.imported
        if done is None:
            return
        self.session.open_patient(done.patient_ids[0])
        if dialog.form.ownNames.isChecked():
            self.session.use_knowledge()
        many = f"{len(done.patient_ids)} patients · " if len(done.patient_ids) > 1 else ""
        self.session.told.emit(f"{path.name} · {many}{done.words} · saved")

    def add_positive(self) -> None:
        """Add an allergen by hand; without an open patient a new one is made."""
        patient = self.session.patient or Patient("New patient")
        dialog = AllergenDialog(self.session.workbench, None, self)

        def save() -> None:
            self.session.save_patient(replace(patient, results=(*patient.results, dialog.value())), "Add an allergen")

        keep(dialog, save)

    def enter_readings(self) -> None:
        """Type the readings of a test of the open patient, or of a new one; a test that is being read goes on."""
        session = self.session
        dialog = ReadingGridDialog(session.workbench, session.theme, session.patient, self)

        def save() -> None:
            if session.patient_id is not None:
                session.open_patient(session.patient_id)  # as another window may have left it
                assert session.patient is not None
                dialog.go_on_from(session.patient)
            session.save_patient(dialog.patient, "Enter readings")

        keep(dialog, save)

    def avoid_list(self) -> None:
        """Put a whole list (all fragrance, our preservative list) on what is avoided for the open patient."""
        lists = self.session.workbench.lists()
        names = [known.name for known in lists]
        chosen, done = QInputDialog.getItem(
            self, "Avoid a whole list", "Everything on this list is looked for:", names, 0, False
        )
        if not done:
            return
        known = lists[names.index(chosen)]
        patient = self.session.patient or Patient("New patient")
        if any(result.allergen == known.id for result in patient.results):
            self.session.told.emit(f"{known.name} is on the patient's list already.")
            return
        self.session.save_patient(replace(patient, results=(*patient.results, whole_list(known))), "Avoid a whole list")

    def correct(self) -> None:
        """Change the allergen, the status or the grade of the selected row."""
        row = self._selected()
        if row is None or self.session.patient is None:
            return
        dialog = AllergenDialog(self.session.workbench, self.session.patient.results[row], self)
        keep(dialog, lambda: self._replace(row, (dialog.value(),), "Correct a result"))

    def remove(self) -> None:
        """Take the selected row out of the record."""
        row = self._selected()
        if row is not None:
            self._replace(row, (), "Remove a result")

    def decide(self) -> None:
        """Decide how strictly the patient avoids the allergen of the selected row."""
        row, patient = self._selected(), self.session.patient
        known = self.session.workbench.allergens.allergens
        result = patient.results[row] if patient is not None and row is not None else None
        if result is None or result.status is not ResultStatus.POSITIVE or result.allergen not in known:
            self.session.told.emit("Select a positive result of a known allergen first.")
            return
        self._ask(result.allergen, "")

    def tolerate(self) -> None:
        """Decide about an ingredient by its name: what a patient tolerates need not stand on the open label."""
        if self.session.patient is None:
            return
        typed, done = QInputDialog.getText(self, "An ingredient", "Which ingredient does the patient tolerate?")
        found = self.session.workbench.search_substances(typed, _OFFERED) if done else ()
        names = list(dict.fromkeys(candidate.name for candidate in found))
        if done and not names:
            self.session.told.emit(f"No ingredient is called “{typed}”.")
        elif len(names) > 1 and names[0].casefold() != typed.strip().casefold():
            chosen, done = QInputDialog.getItem(self, "An ingredient", "Which one is meant?", names, 0, False)
            names = [chosen]
        if done and names:
            self._ask("", names[0])

    def _decide_again(self, number: str) -> None:
        assert self.session.patient is not None
        decision = self.session.patient.decisions[int(number)]
        self._ask(decision.allergen, decision.substance)

    def _ask(self, allergen: str, substance: str) -> None:
        decide(self.session, allergen, substance, self._name(allergen, substance), self)

    def _name(self, allergen: str, substance: str) -> str:
        known = self.session.workbench.allergens.allergens.get(allergen)
        return known.name if known else substance or allergen

    def _decisions(self, patient: Patient) -> str:
        """The decisions that hold, one a line; each opens its dialog."""
        look = f"color: {self.session.theme.accent}"  # a label keeps the colour of its links when the look changes
        return "<br>".join(
            f'<a href="{number}" style="{look}">{escape(self._name(decision.allergen, decision.substance))}</a>'
            f" – {escape(decision.words)}"
            for number, decision in enumerate(patient.decisions)
            if not decision.revoked_on
        )

    def edit(self) -> None:
        """Change the patient's name, number and what else is known of the person."""
        if self.session.patient is not None:
            dialog = CharacteristicsDialog(self.session.patient, self)
            keep(dialog, lambda: self.session.save_patient(dialog.value(), "Edit the patient"))

    def say_relevance(self) -> None:
        """Say how relevant the selected result is, how certain that is, and where the allergen is met."""
        row = self._selected()
        if row is None or self.session.patient is None:
            return
        result = self.session.patient.results[row]
        dialog = RelevanceDialog(result, self.model.name(result), self)
        keep(dialog, lambda: self._replace(row, (dialog.value(),), "Say the relevance"))

    def show_patient(self) -> None:
        """Show the open patient, or what can be done without one."""
        patient, form = self.session.patient, self.form
        for widget in (
            form.nameLabel,
            form.detailLabel,
            form.loadButton,
            form.addButton,
            form.readingsButton,
            form.avoidListButton,
            form.editButton,
        ):
            widget.setVisible(patient is not None)
        form.emptyCard.setVisible(patient is None)
        self._show_unread(patient.unread if patient else ())
        if patient is not None:
            form.nameLabel.setText(patient.called)
            known = in_words(patient.characteristics)
            form.detailLabel.setText("\n".join(filter(None, (known, _details(patient)))))
            form.decisionsLabel.setText(self._decisions(patient))
            form.decisionsLabel.setVisible(bool(form.decisionsLabel.text()))
        allergens = self.session.workbench.allergens.allergens
        selected = self._selected()
        self.model.show(patient, allergens, everything=self._everything, theme=self.session.theme)
        self._select(selected)
        hidden = len(patient.results) - len(self.model.rows) if patient else 0
        form.showAllButton.setVisible(self._everything or hidden > 0)
        form.showAllButton.setText("Only what reacted" if self._everything else f"{hidden} more")
        self._fit_columns()
        self._fit_pictures()

    def _fit_columns(self) -> None:
        header = self.form.results.horizontalHeader()
        for column in range(self.model.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.form.results.resizeColumnsToContents()
        unit = self.fontMetrics().averageCharWidth()
        for column in range(self.model.columnCount() - 1):
            header.resizeSection(column, min(header.sectionSize(column) + unit * 2, unit * 46))
        self.form.results.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.1))

    def _show_unread(self, unread: Sequence[UnreadCell]) -> None:
        """What of an imported sheet was not understood or only assumed, until a person has settled it."""
        layout = self.form.questions.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for cell in unread[:_MOST_UNREAD]:
            layout.addWidget(self._unread_row(cell))
        if len(unread) > _MOST_UNREAD:
            layout.addWidget(QLabel(f"and {len(unread) - _MOST_UNREAD} more"))
        self.form.askCard.setVisible(bool(unread))

    def _unread_row(self, cell: UnreadCell) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        sign, tone, done = ("✕", Tone.AVOID, "Settled") if cell.cell else ("?", Tone.UNREAD, "Confirm")
        text = QLabel(f"{sign}  {cell.words}")
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setStyleSheet(f"color: {self.session.theme.tints[tone].text}; font-weight: 600;")
        layout.addWidget(text, 1)
        settled = QPushButton(done)
        settled.setAccessibleName(f"{done}: {cell.words}")
        settled.clicked.connect(lambda: self._settle(cell))
        layout.addWidget(settled)
        return row

    def _settle(self, cell: UnreadCell) -> None:
        patient = self.session.patient
        if patient is not None:
            left = tuple(other for other in patient.unread if other != cell)
            what = "Settle what was not understood" if cell.cell else "Confirm what was assumed"
            self.session.save_patient(replace(patient, unread=left), what)

    def _selected(self) -> int | None:
        index = self.form.results.currentIndex()
        return self.model.rows[index.row()].number if index.isValid() else None

    def _select(self, number: int | None) -> None:
        """Select a result by its number in the record, if it is shown."""
        row = next((place for place, row in enumerate(self.model.rows) if row.number == number), None)
        if row is not None:
            self.form.results.setCurrentIndex(self.model.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pictures()

    def _toggle_pictures(self) -> None:
        self.pictures.toggle()
        self._fit_pictures()

    def _fit_pictures(self) -> None:
        """Beside the table, or in its place where letters are large."""
        self.pictures.fit(self.width())
        alone = not (self.pictures.isHidden() or self.pictures.is_beside)
        self.form.resultsCard.setVisible(self.session.patient is not None and not alone)

    def _replace(self, row: int, results: tuple[PatchTestResult, ...], what: str) -> None:
        patient = self.session.patient
        if patient is not None:
            kept = (*patient.results[:row], *results, *patient.results[row + 1 :])
            self.session.save_patient(replace(patient, results=kept), what)

    def _toggle_everything(self) -> None:
        self._everything = not self._everything
        self.show_patient()


def _tested(patient: Patient) -> str:
    """The days of the patient's tests, as far as they are known."""
    days = sorted(day for day in {*patch_tests(patient), patient.tested_on} if day)
    return f"patch test{'s' if len(days) > 1 else ''} {', '.join(days)}" if days else ""


def _details(patient: Patient) -> str:
    counts = [r.status for r in patient.results]
    parts = (
        f"No. {patient.number[:LONGEST_CALLED]}" if patient.number and patient.name not in ("", patient.number) else "",
        _tested(patient),
        f"{len(counts)} tested",
        f"{counts.count(ResultStatus.POSITIVE)} positive",
        f"{counts.count(ResultStatus.REVIEW)} to decide" if ResultStatus.REVIEW in counts else "",
        patient.gaps,
    )
    return " · ".join(part for part in parts if part)
