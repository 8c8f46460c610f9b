"""Names that were not read surely, one after the other, decided by single keys and remembered."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ..allergens.allergen import Level
from ..library.names_in_doubt import LabelText, NameInDoubt, Place
from ..matching.judgements import Decision
from ..matching.resolved import How, Resolved, Status
from ..problem import Problem
from .background import Background
from .candidate_table import Choice
from .forms.ui_review_dialog import Ui_ReviewDialog
from .judgements_dialog import JudgementsDialog
from .review_queue import ReviewQueue
from .session import Session
from .theme import Tone, tone_of

_AROUND = 90
_MOST_PLACES = 3
_LONGEST_TITLE = 160
_THIS_LABEL = "This label"
_NOTHING_NEAR = "No known name is near. Search with  /  or leave it open."


class ReviewDialog(QDialog):
    """`names`: those of the open label; the library's follow as soon as they are found beside the window."""

    def __init__(
        self, session: Session, names: tuple[NameInDoubt, ...], background: Background, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.form = Ui_ReviewDialog()
        self.form.setupUi(self)
        self.ensurePolished()  # so that sizes follow from the font in use
        self._session = session
        self._background = background
        self.queue = ReviewQueue(session.workbench, names)
        self.changed = False
        self.form.who.setText(session.workbench.record.who())
        self._connect()
        unit = self.fontMetrics().averageCharWidth()
        self.resize(QSize(unit * 124, unit * 92).boundedTo(self.screen().availableSize()))
        self.form.places.document().setDocumentMargin(0)
        self.form.who.setMaximumWidth(unit * 30)
        self._show()
        self._look_through_the_library()

    def _connect(self) -> None:
        form = self.form
        form.candidates.key_pressed.connect(self._key)
        form.candidates.taken.connect(self._same)
        form.candidates.currentCellChanged.connect(lambda *_: self._allow())
        form.search.textChanged.connect(self._show_choices)
        form.search.returnPressed.connect(form.candidates.setFocus)
        for button, slot in (
            (form.sameButton, self._same),
            (form.differentButton, self._different),
            (form.unsureButton, lambda: self._do(self.queue.leave_open)),
            (form.nextButton, lambda: self._do(self.queue.pass_on)),
            (form.undoButton, lambda: self._do(self.queue.undo)),
            (form.endUndoButton, lambda: self._do(self.queue.undo)),
            (form.againButton, self._again),
            (form.decidedButton, self._decided_names),
            (form.closeButton, self.accept),
        ):
            button.clicked.connect(lambda _=False, do=slot: do())
        self._background.finished.connect(self._found_in_library)
        self._background.failed.connect(self._failed)
        self._background.progressed.connect(self._searched)

    # the library, beside the window

    def _look_through_the_library(self) -> None:
        workbench = self._session.workbench
        labels = [
            LabelText(f"{kept.product.brand} {kept.product.product}".strip(), kept.product.ingredients)
            for kept in workbench.products()
        ]
        if labels:
            self.form.loading.setText(f"looking through {len(labels)} products…")
            names_in_doubt = workbench.spellings.names_in_doubt
            self._background.start(lambda progress, cancelled: names_in_doubt(labels, progress, cancelled))

    def _found_in_library(self, found: tuple[NameInDoubt, ...]) -> None:
        self.form.loading.clear()
        was_at_end = self.queue.current is None
        self.queue.add([name for name in found if self._is_still_asked(name)])
        if was_at_end:
            self._show()
        else:
            self._show_progress()
            self._show_places()

    def _is_still_asked(self, name: NameInDoubt) -> bool:
        """Whether nothing was decided while the library was being looked through."""
        now = self._session.workbench.spellings.reader.resolve(name.written)
        return now.status is name.resolved.status and now.decided == name.resolved.decided

    def _searched(self, done: int, total: int) -> None:
        self.form.loading.setText(f"looking through the library: {done} of {total} products")

    def _failed(self, error: BaseException) -> None:
        self.form.loading.clear()
        if not isinstance(error, Problem):
            raise error
        self.form.message.setText(str(error))

    # what is shown

    def _show(self) -> None:
        form, name = self.form, self.queue.current
        self._show_progress()
        if name is None:
            self._show_end()
            return
        form.steps.setCurrentWidget(form.askPage)
        written = " ".join(name.written.split())
        form.written.setText(written if len(written) <= _LONGEST_TITLE else f"{written[: _LONGEST_TITLE - 1]}…")
        form.reading.setText(in_words(self.queue.reading))
        form.candidates.setAccessibleName(f"What “{form.written.text()}” could be")
        form.candidates.setAccessibleDescription(form.reading.text())
        self._show_places()
        if form.search.text():
            form.search.clear()  # shows the choices, too
        else:
            self._show_choices()
        form.candidates.setFocus()

    def _show_progress(self) -> None:
        name, total = self.queue.current, len(self.queue.names)
        if name is None:
            self.form.progress.setText("")
            return
        on = f"on {name.labels} labels" if name.labels > 1 else "on one label"
        self.form.progress.setText(f"Name {self.queue.position + 1} of {total}  ·  {on}")

    def _show_places(self) -> None:
        name = self.queue.current
        if name is not None:
            tint = self._session.theme.tints[Tone.UNREAD]
            self.form.places.setHtml("".join(_place(place, tint.text, tint.background) for place in name.places))
            lines = 2.2 * min(len(name.places), _MOST_PLACES)
            self.form.places.setFixedHeight(round(self.fontMetrics().lineSpacing() * (lines + 0.8)))

    def _show_choices(self) -> None:
        form, workbench = self.form, self._session.workbench
        if self.queue.current is None:
            return
        wanted = form.search.text().strip()
        reading = self.queue.reading
        found = workbench.search_substances(wanted) if wanted else self.queue.candidates()
        choices = [Choice(c, _now(reading, c.substance), self._tone(c.substance)) for c in found]
        form.candidates.show_choices(choices, self._session.theme)
        nothing = (
            f"No name is like “{wanted}”." if wanted else "No known name is near. Search with  /  or leave it open."
        )
        form.nothingNear.setText("" if choices else nothing)
        form.nothingNear.setVisible(not choices)
        self._allow()

    def _tone(self, substance: str) -> Tone | None:
        """What the substance would mean for the open patient."""
        sought = {positive.allergen for positive in self._session.positives}
        links = self._session.workbench.allergens.links_by_substance.get(substance, ())
        levels = [link.level for link in links if link.allergen in sought and link.level is not Level.INFO]
        return tone_of(min(levels, key=list(Level).index)) if levels else None

    def _show_end(self) -> None:
        form, queue = self.form, self.queue
        form.steps.setCurrentWidget(form.endPage)
        passed = queue.count(None)
        counted = (
            (queue.count(Decision.SAME), "decided"),
            (queue.count(Decision.DIFFERENT), "ruled out"),
            (queue.count(Decision.UNSURE), "left open"),
            (passed, "passed over"),
        )
        told = ", ".join(f"{number} {words}" for number, words in counted if number)
        if self._background.is_running:
            title, text = "One moment", "The library is still being looked through."
        elif not queue.names:
            title, text = "Nothing to decide", "Every name on this label and in the library was read."
        else:
            title, text = "That was the last name", f"{told}."
            text += " What was decided holds for every label from now on." if queue.has_decided else ""
        form.endTitle.setText(title)
        form.endText.setText(text)
        form.againButton.setVisible(bool(passed))
        form.endUndoButton.setVisible(queue.can_undo)
        (form.againButton if passed else form.closeButton).setFocus()

    def _allow(self) -> None:
        form, chosen = self.form, self.form.candidates.current()
        for button in (form.sameButton, form.differentButton):
            button.setEnabled(chosen is not None)
        form.undoButton.setEnabled(self.queue.can_undo)

    # what is decided

    def _key(self, key: str) -> None:
        if key.isdigit():
            if chosen := self.form.candidates.numbered(int(key)):
                substance = chosen.candidate.substance
                self._do(lambda: self.queue.same(substance))
        elif key == "/":
            self.form.search.setFocus()
        elif key == "d":
            self._different()
        elif key == "u":
            self._do(self.queue.leave_open)
        elif key == "n":
            self._do(self.queue.pass_on)
        elif key == "\b":
            self._do(self.queue.undo)

    def _same(self) -> None:
        if chosen := self.form.candidates.current():
            self._do(lambda: self.queue.same(chosen.candidate.substance))

    def _different(self) -> None:
        if chosen := self.form.candidates.current():
            self._do(lambda: self.queue.different(chosen.candidate.substance))

    def _do(self, step: Callable[[], str]) -> None:
        """One step; what cannot be kept is said, and the name stays."""
        self.queue.who = self.form.who.text()
        try:
            told = step()
        except Problem as problem:
            self.form.message.setText(str(problem))
            return
        self.changed = self.changed or bool(told)
        self.form.message.setText(told)
        self._show()

    def _again(self) -> None:
        self.queue.start_again()
        self.form.message.clear()
        self._show()

    def _decided_names(self) -> None:
        dialog = JudgementsDialog(self._session, self)
        dialog.exec()
        if dialog.changed:
            self.changed = True
            self._show()

    # keys that no field took

    def keyPressEvent(self, event: QKeyEvent) -> None:
        form = self.form
        typing = form.search.hasFocus() or form.who.hasFocus()
        if event.key() == Qt.Key.Key_Escape and form.search.text():
            form.search.clear()
            form.candidates.setFocus()
        elif event.key() == Qt.Key.Key_Down and form.search.hasFocus():
            form.candidates.setFocus()
        elif event.key() == Qt.Key.Key_Backspace and not typing:
            self._do(self.queue.undo)
        elif self.queue.current is not None and not typing and event.text() and event.text().lower() in "dun/":
            if not event.isAutoRepeat():
                self._key(event.text().lower())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
        else:
            super().keyPressEvent(event)

    def let_go(self) -> None:
        """After it was closed: the search of the library ends, and who decided is remembered."""
        self._background.cancel()
        self._background.finished.disconnect(self._found_in_library)
        self._background.failed.disconnect(self._failed)
        self._background.progressed.disconnect(self._searched)
        self._session.workbench.record.remember_who(self.form.who.text().strip())
        self.deleteLater()


def _now(reading: Resolved, substance: str) -> str:
    """What a candidate is in the present reading."""
    if reading.status is Status.UNKNOWN:
        return ""
    if any(c.substance == substance and c.how not in (How.WORD, How.FORM) for c in reading.candidates):
        return "possible reading" if reading.status is Status.AMBIGUOUS else "read so now"
    return ""


def in_words(reading: Resolved) -> str:
    """How a name is read now, in one line."""
    named = [c for c in reading.candidates if c.how is not How.WORD]
    match reading.status:
        case Status.UNKNOWN:
            words = [c.note for c in reading.candidates if c.how is How.WORD]
            told = "Not known" + (f"; {', '.join(words)}" if words else "")
        case Status.AMBIGUOUS:
            told = "Could be read as " + " or ".join(c.name for c in named)
        case _:
            first = named[0] if named else reading.candidates[0]
            told = f"Read as {first.name}" + (f": {first.note}" if first.note else "")
    return "  ·  ".join(part for part in (told, reading.decided) if part)


def _place(place: Place, text: str, background: str) -> str:
    label = place.label
    before = label.text[max(place.start - _AROUND, 0) : place.start]
    behind = label.text[place.end : place.end + _AROUND]
    more_before = more_behind = ""
    if place.start > _AROUND:
        before, more_before = before.partition(" ")[2] or before, "… "
    if place.end + _AROUND < len(label.text):
        behind, more_behind = behind.rpartition(" ")[0] or behind, " …"
    name = _one_line(label.text[place.start : place.end])
    marked = f'<span style="background:{background};color:{text}"><b>{name}</b></span>'
    title = escape(label.title or _THIS_LABEL)
    return (
        f'<p style="margin:0 0 4px 0"><b>{title}</b>&nbsp; {more_before}{_one_line(before)}{marked}'
        f"{_one_line(behind)}{more_behind}</p>"
    )


def _one_line(text: str) -> str:
    """Escaped, with every run of spaces and line ends as one space."""
    inner = escape(" ".join(text.split()))
    return f"{' ' if text[:1].isspace() else ''}{inner}{' ' if text[-1:].isspace() and inner else ''}"
