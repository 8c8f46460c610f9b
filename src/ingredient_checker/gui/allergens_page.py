"""The Allergens page: search any name, read what is known, and add what the clinic knows better."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl
from PySide6.QtWidgets import QDialog, QWidget

from ..allergens.allergen import Allergen, Link, Relation
from .allergen_html import ON_LABELS, allergen_html
from .decision_dialog import DecisionDialog
from .forms.ui_allergens_page import Ui_AllergensPage
from .new_allergen_dialog import NewAllergenDialog
from .our_knowledge_dialog import OurKnowledgeDialog
from .session import Session

Index = QModelIndex | QPersistentModelIndex


class AllergenList(QAbstractListModel):
    """Names of the allergens that match."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: tuple[Allergen, ...] = ()

    def show(self, found: tuple[Allergen, ...]) -> None:
        """Replace all names."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        allergen = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return allergen.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{allergen.name}, {allergen.category}, {ON_LABELS[allergen.on_labels]}"
        return None


class AllergensPage(QWidget):
    """A search field, the allergens that match, the page of the chosen one, and the doors to the clinic's own
    knowledge: a name on the page is a link to what the clinic decides about it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form = Ui_AllergensPage()
        self.form.setupUi(self)
        self.model = AllergenList(self)
        form = self.form
        form.allergens.setModel(self.model)
        form.allergens.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form.allergens.setTextElideMode(Qt.TextElideMode.ElideRight)
        form.splitter.setStretchFactor(0, 1)
        form.splitter.setStretchFactor(1, 3)
        self._connect()
        self.search("")

    def _connect(self) -> None:
        form = self.form
        form.search.textChanged.connect(self.search)
        form.search.returnPressed.connect(form.allergens.setFocus)
        form.allergens.selectionModel().currentChanged.connect(self._show)
        form.page.anchorClicked.connect(self._decide_about)
        form.addNameButton.clicked.connect(lambda: self.decide(None, Relation.SAME))
        form.addRelationButton.clicked.connect(lambda: self.decide(None, Relation.CROSS_REACTS))
        form.newAllergenButton.clicked.connect(self.new_allergen)
        form.ourKnowledgeButton.clicked.connect(self.our_knowledge)
        self.session.theme_changed.connect(self._show_current)
        self.session.knowledge_changed.connect(self._search_again)

    def search(self, text: str) -> None:
        """Show the allergens that match and open the first."""
        self._list(text, "")

    def open(self, allergen_id: str) -> None:
        """Show one allergen among all."""
        self.form.search.clear()
        self._list("", allergen_id)

    def _search_again(self) -> None:
        current = self._current()
        self._list(self.form.search.text(), current.id if current else "")

    def _list(self, text: str, wanted: str) -> None:
        self.model.show(self.session.workbench.search_allergens(text))
        ids = [allergen.id for allergen in self.model.found]
        for button in (self.form.addNameButton, self.form.addRelationButton):
            button.setEnabled(bool(ids))
        additions = self.session.workbench.own.additions
        rows, faults = len(additions.decisions), additions.left_out
        self.form.ourKnowledgeButton.setText(
            "&Our own" + (f" ({rows})" if rows else "") + (f" · {faults} with a fault" if faults else "") + "…"
        )
        if ids:
            self.form.allergens.setCurrentIndex(self.model.index(ids.index(wanted) if wanted in ids else 0))
        else:
            self.form.page.setHtml(f"<p>No allergen is known under “{escape(text)}”.</p>")

    def _current(self) -> Allergen | None:
        index = self.form.allergens.currentIndex()
        return self.model.found[index.row()] if index.isValid() and self.model.found else None

    def _show(self, index: QModelIndex) -> None:
        if index.isValid():
            page = self.session.workbench.allergen_page(self.model.found[index.row()].id)
            self.form.page.setHtml(allergen_html(page, self.session.workbench, self.session.theme))

    def _show_current(self) -> None:
        self._show(self.form.allergens.currentIndex())

    # the clinic's own knowledge

    def decide(self, link: Link | None, relation: Relation = Relation.SAME) -> None:
        """Add a name or a relation to the allergen that is shown, or change the one of a link."""
        allergen = self._current()
        if allergen is None:
            return
        dialog = DecisionDialog(self.session.workbench, allergen, link, self)
        if link is None:
            dialog.start_with(relation)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.use_knowledge()

    def new_allergen(self) -> None:
        """An allergen or a list of the clinic's own."""
        dialog = NewAllergenDialog(self.session.workbench, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.use_knowledge()
            self.open(dialog.made)

    def our_knowledge(self) -> None:
        """Everything that the clinic has added or set aside."""
        OurKnowledgeDialog(self.session, self).exec()
        self.session.use_knowledge()

    def _decide_about(self, url: QUrl) -> None:
        allergen, substance = self._current(), url.toString().removeprefix("name:")
        links = self.session.workbench.allergen_page(allergen.id).links if allergen else ()
        for link in links:
            if link.substance == substance:
                self.decide(link)
                return
