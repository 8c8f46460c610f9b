"""Names on a results sheet that are no known allergen: a person says what each one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QListWidgetItem

from ..sheet_import import NameInQuestion
from ..spreadsheets.answers import CONTROL, LEAVE, OWN_PRODUCT
from .forms.ui_import_dialog import Ui_ImportDialog
from .session import Session
from .theme import Tone

_MOST = 40


class ImportNames(QObject):
    """`decided`: the name as written, and what it is: an allergen id or one of the words of `answers`, "" to ask
    again."""

    decided = Signal(str, str)

    def __init__(self, form: Ui_ImportDialog, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._session = form, session
        self.names: Sequence[NameInQuestion] = ()
        form.names.currentRowChanged.connect(self._show_one)
        form.search.textChanged.connect(self._show_candidates)
        form.candidates.itemActivated.connect(lambda _: self._take())
        form.takeButton.clicked.connect(self._take)
        for button, meaning in (
            (form.ownButton, OWN_PRODUCT),
            (form.controlButton, CONTROL),
            (form.leaveButton, LEAVE),
            (form.openButton, ""),
        ):
            button.clicked.connect(lambda _=False, said=meaning: self._say(said))
        for widget in (form.names, form.search, form.candidates):
            widget.installEventFilter(self)

    @property
    def open(self) -> int:
        """How many names are not decided."""
        return sum(not name.decided for name in self.names)

    def show(self, names: Sequence[NameInQuestion]) -> None:
        """Show these names, the first one that is not decided in front."""
        box = self._form.names
        self.names = names
        box.blockSignals(True)
        box.clear()
        tints = self._session.theme.tints
        for name in names:
            sign = "✓" if name.decided else "✕" if name.positive else "?"
            told = f"{sign}  {name.as_written}   {name.said}" + (f"  =  {name.decided}" if name.decided else "")
            item = QListWidgetItem(told)
            if name.positive and not name.decided:
                item.setForeground(QColor(tints[Tone.AVOID].text))
                item.setBackground(QColor(tints[Tone.AVOID].background))
            place = name.cell.rpartition("!")[2]
            item.setToolTip(f"{place}: {name.as_written}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told.replace("✕", "unmapped positive:"))
            box.addItem(item)
        box.blockSignals(False)
        box.setCurrentRow(0 if names else -1)
        self._show_one()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return takes the allergen, the arrows of the search field walk the list."""
        form = self._form
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.names:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self._take()
                return True
            if watched is form.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                form.candidates.setCurrentRow(
                    min(max(form.candidates.currentRow() + step, 0), form.candidates.count() - 1)
                )
                return True
        return super().eventFilter(watched, event)

    @property
    def _current(self) -> NameInQuestion | None:
        row = self._form.names.currentRow()
        return self.names[row] if 0 <= row < len(self.names) else None

    def _show_one(self) -> None:
        form, name = self._form, self._current
        form.nameLabel.setText(f"What is “{name.as_written}”?" if name else "Every name was understood.")
        for widget in (form.search, form.candidates, form.takeButton, form.ownButton, form.controlButton):
            widget.setEnabled(name is not None)
        form.leaveButton.setEnabled(name is not None)
        form.openButton.setEnabled(bool(name and name.decided))
        form.ownNames.setEnabled(bool(self.names))
        if form.search.text():
            form.search.clear()  # shows the candidates, too
        else:
            self._show_candidates()

    def _show_candidates(self) -> None:
        form, name = self._form, self._current
        form.candidates.clear()
        typed = form.search.text().strip()
        found: Sequence[tuple[str, str]] = name.candidates if name else ()
        if typed:
            found = [(a.id, a.name) for a in self._session.workbench.search_allergens(typed, _MOST)]
        for allergen, called in found:
            item = QListWidgetItem(called)
            item.setData(Qt.ItemDataRole.UserRole, allergen)
            form.candidates.addItem(item)
        form.candidates.setCurrentRow(0)
        form.takeButton.setEnabled(bool(found))

    def _take(self) -> None:
        item = self._form.candidates.currentItem()
        if item is not None:
            self._say(str(item.data(Qt.ItemDataRole.UserRole)))

    def _say(self, meaning: str) -> None:
        name = self._current
        if name is not None:
            self.decided.emit(name.as_written, meaning)
