"""The Check page: the label with its marks, the verdict, the reasons. The verdict is there while one types."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from ..assessment.verdict import Assessment, ProductAnswer, Verdict
from ..library.names_in_doubt import NameInDoubt, is_in_doubt
from ..patch_test.patient import Patient
from ..problem import Problem
from .forms.ui_check_page import Ui_CheckPage
from .keep_dialog import ask_for_product
from .label_edit import Mark
from .printing import preview_and_print
from .reasons import problem_entries, reasons_of, tone_of_entry
from .session import Session
from .strictness_dialog import decide
from .theme import SIGNS, tone_of, verdict_words

_PAUSE_MS = 80


class CheckPage(QWidget):
    """Reads what stands in the text field a moment after it changed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form = Ui_CheckPage()
        self.form.setupUi(self)
        self.assessment: Assessment | None = None
        self._unfolded = False
        self._marked: tuple[int, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.check_now)
        self.form.splitter.setStretchFactor(0, 2)
        self.form.splitter.setStretchFactor(1, 3)
        self.form.splitter.setSizes([200, 300])
        self._connect()
        self.check_now()

    def _connect(self) -> None:
        form = self.form
        form.labelText.edited.connect(self._pause.start)
        form.labelText.mark_clicked.connect(self._mark_clicked)
        form.labelText.refused.connect(self.session.told)
        form.labelText.file_given.connect(self._file_given)
        form.reasons.chosen.connect(self._show_entry)
        form.reasons.fold_toggled.connect(self._toggle_fold)
        form.reasons.addAction(self._tolerate_action())
        form.reasons.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        form.productChoice.activated.connect(self._product_chosen)
        form.pasteButton.clicked.connect(self.paste)
        form.startPasteButton.clicked.connect(self.paste)
        form.clearButton.clicked.connect(self.clear)
        form.keepButton.clicked.connect(self._keep)
        form.printCheckButton.clicked.connect(self.print)
        self.session.patient_changed.connect(self.check_now)
        self.session.theme_changed.connect(self._use_theme)
        self.session.label_asked_for.connect(self.show_label)

    def show_label(self, label_text: str) -> None:
        """Show a label and its verdict at once."""
        self.form.labelText.set_label_text(label_text)
        self._unfolded = False
        self.check_now()

    def paste(self) -> None:
        """Replace the label by what the clipboard holds: text, or a text file."""
        content = QGuiApplication.clipboard().mimeData()
        if content.hasText() and not content.hasUrls():
            self.form.labelText.set_label_text("")
        self.form.labelText.insertFromMimeData(content)
        self.form.labelText.setFocus()
        self.check_now()

    def clear(self) -> None:
        """An empty field for the next label."""
        self.show_label("")
        self.form.labelText.setFocus()

    def open_file(self, path: Path) -> None:
        """Read a label file. Problem in words when it is none."""
        self.show_label(self.session.workbench.open_label(path))

    def check_now(self) -> None:
        """Read and assess the text as it stands."""
        self._pause.stop()
        text = self.form.labelText.label_text()
        if not text.strip():
            self._show_nothing()
            return
        start = time.perf_counter()
        patient = self.session.patient or Patient("")
        try:
            self.assessment = self.session.workbench.check_for(text, patient)
        except Problem as problem:
            self._show_nothing()
            self.session.told.emit(str(problem))
            return
        milliseconds = (time.perf_counter() - start) * 1000
        self._show(self.assessment)
        self.session.told.emit(
            f"{self.assessment.counts.entries} ingredients · {milliseconds:.0f} ms · "
            f"allergen data {self.session.workbench.data_version}"
        )

    def next_problem(self, step: int = 1) -> None:
        """Go to the next entry that needs a look (-1: the one before)."""
        if self.assessment is None or not (problems := problem_entries(self.assessment, self._product())):
            return
        row = self.form.reasons.currentIndex().row()
        rows = self.form.reasons.reasons.rows
        current = rows[row].entry if 0 <= row < len(rows) else -1
        following = [n for n in problems if n > current] if step > 0 else [n for n in problems if n < current][::-1]
        target = following[0] if following else problems[0 if step > 0 else -1]
        self._show_entry(target)
        self.form.reasons.select_entry(target)

    def names_in_doubt(self) -> tuple[NameInDoubt, ...]:
        """The names of this label that were not read surely, the selected one first; none when there is no label."""
        if self.assessment is None:
            return ()
        row, rows = self.form.reasons.currentIndex().row(), self.form.reasons.reasons.rows
        chosen = rows[row].entry if 0 <= row < len(rows) else -1
        return self.session.workbench.spellings.names_of_label(self.assessment.read, chosen)

    def _tolerate_action(self) -> QAction:
        action = QAction("Tolerated by this patient…", self)
        action.setShortcut(QKeySequence(Qt.Key.Key_T))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.tolerate)
        return action

    def tolerate(self) -> None:
        """Decide for the open patient about the ingredient of the selected row."""
        row, rows = self.form.reasons.currentIndex().row(), self.form.reasons.reasons.rows
        substance = rows[row].substance if 0 <= row < len(rows) else ""
        if self.session.patient is None or not substance:
            self.session.told.emit("Open a patient and select something that was found first.")
            return
        name = self.session.workbench.substance_name(substance)
        decide(self.session, "", name, name, self)

    def print(self) -> None:
        """The check on paper."""
        if self.assessment is not None:
            html = self.session.workbench.check_report(self.assessment, self.session.patient)
            if preview_and_print(self, html, "Label check"):
                self.session.issue("label check", "Label check", html)

    def _show_nothing(self) -> None:
        self.assessment = None
        self._marked = ()
        self.form.labelText.set_marks((), self.session.theme)
        self.form.reasons.reasons.show(())
        self._show_products(())
        self.form.banner.hide()
        self.form.reasonsCard.hide()
        self.form.startCard.show()
        self.form.startResultsButton.setVisible(self.session.patient is None)
        self.form.startSampleButton.setVisible(self.session.patient is None)

    def _show(self, assessment: Assessment) -> None:
        form = self.form
        form.startCard.hide()
        form.banner.show()
        form.reasonsCard.show()
        tone = tone_of(assessment.verdict)
        form.banner.setProperty("tone", str(tone))
        for widget in (form.banner, *form.banner.findChildren(QWidget)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        form.bannerSign.setText(_verdict_sign(assessment.verdict))
        form.bannerVerdict.setText(self._headline(assessment))
        form.bannerCounts.setText(_counts(assessment))
        notes = (*assessment.doubts, *self._hidden(assessment))
        form.bannerDoubts.setText("\n".join(notes))
        form.bannerDoubts.setVisible(bool(notes))
        form.decideButton.setVisible(any(is_in_doubt(entry.read) for entry in assessment.entries))
        self._mark(assessment)
        self._show_products(assessment.products)
        self._show_reasons()

    def _headline(self, assessment: Assessment) -> str:
        if not assessment.positives and not assessment.doubts:
            return "No patient is open"
        if assessment.verdict is Verdict.NOTHING_FOUND:
            if assessment.released:
                return "Nothing found but what was released for this patient"
            names = len(assessment.positives)
            return f"Nothing found of the {names} allergen{'s' if names != 1 else ''} looked for"
        return verdict_words(assessment.verdict)

    def _hidden(self, assessment: Assessment) -> tuple[str, ...]:
        if not assessment.not_checkable:
            return ()
        names = ", ".join(self.session.workbench.allergens.get(i).name for i in assessment.not_checkable)
        return (f"Never named on such labels, so a label cannot tell: {names}",)

    def _mark(self, assessment: Assessment) -> None:
        toned = [(n, tone_of_entry(e)) for n, e in enumerate(assessment.entries)]
        self._marked = tuple(n for n, tone in toned if tone is not None)
        entries = assessment.entries
        self.form.labelText.set_marks(
            [
                Mark(entries[n].read.entry.start, entries[n].read.entry.end, tone)
                for n, tone in toned
                if tone is not None
            ],
            self.session.theme,
        )

    def _show_reasons(self) -> None:
        if self.assessment is not None:
            rows = reasons_of(self.assessment, unfolded=self._unfolded, product=self._product())
            self.form.reasons.reasons.show(rows)

    def _show_products(self, products: Sequence[ProductAnswer]) -> None:
        """The choice between all products and one of them; hidden where there is one product only."""
        choice = self.form.productChoice
        chosen = choice.currentData()
        choice.clear()
        if products:
            choice.addItem(f"all {len(products)} products", None)
        for product in products:
            name = " ".join(product.name.split())
            choice.addItem(f"{_verdict_sign(product.verdict)}  {name} - {verdict_words(product.verdict)}", product.name)
        choice.setCurrentIndex(max(choice.findData(chosen), 0) if products else -1)
        self.form.productRow.setVisible(bool(products))

    def _product(self) -> ProductAnswer | None:
        index = self.form.productChoice.currentIndex()
        return self.assessment.products[index - 1] if self.assessment is not None and index > 0 else None

    def _product_chosen(self) -> None:
        self._show_reasons()
        product = self._product()
        self.form.labelText.show_place(product.start if product else 0)

    def _toggle_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show_reasons()

    def _show_entry(self, entry: int) -> None:
        if entry in self._marked:
            self.form.labelText.select_mark(self._marked.index(entry))

    def _mark_clicked(self, index: int) -> None:
        product = self._product()
        if product is not None and self._marked[index] not in product.entries:
            self.form.productChoice.setCurrentIndex(0)
            self._show_reasons()
        self.form.reasons.select_entry(self._marked[index])

    def _file_given(self, path: str) -> None:
        window = self.window()
        open_dropped = getattr(window, "open_dropped", None)
        if open_dropped is not None:
            open_dropped(Path(path))

    def _keep(self) -> None:
        product = ask_for_product(self, self.form.labelText.label_text())
        if product is not None and self.assessment is not None:
            self.session.workbench.keep_label(product, self.session.patient_id, self.assessment)
            self.session.products_changed.emit()
            self.session.told.emit(f"Kept in the library: {product.brand} {product.product}".strip())

    def _use_theme(self) -> None:
        self.form.reasons.use_theme(self.session.theme)
        if self.assessment is not None:
            self._show(self.assessment)


def _verdict_sign(verdict: Verdict) -> str:
    return SIGNS[tone_of(verdict)] if verdict is not Verdict.CANNOT_CHECK else "-"


def _counts(assessment: Assessment) -> str:
    """ "2 to avoid · 1 caution · 1 of 13 could not be read" in words of the banner."""
    levels = [e.level for e in assessment.entries]
    counts = assessment.counts
    unread = counts.unknown + counts.ambiguous
    parts = [
        f"{sum(found == level for found in levels)} {word}"
        for level, word in (("avoid", "to avoid"), ("caution", "caution"))
        if any(found == level for found in levels)
    ]
    if unread:
        parts.append(f"{unread} of {counts.entries} could not be read")
    else:
        parts.append(f"all {counts.entries} ingredients read" if counts.entries else "no ingredient read")
    if assessment.products:
        parts.insert(0, f"{len(assessment.products)} products in this text")
    return "  ·  ".join(parts)
