"""The Allergens page: search any name; what is known, how it is tested, under which names it stands on labels."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from ..allergens.allergen import Allergen, Level, Link, OnLabels, Relation
from ..workbench import AllergenPage
from .forms.ui_allergens_page import Ui_AllergensPage
from .session import Session
from .theme import SIGNS, WORDS, tone_of

Index = QModelIndex | QPersistentModelIndex

_ON_LABELS = {
    OnLabels.YES: "stands on cosmetic labels",
    OnLabels.RARE: "seldom stands on cosmetic labels",
    OnLabels.NO: "never stands on cosmetic labels: a label cannot tell",
}
_RELATIONS = {
    Relation.SAME: "The allergen itself",
    Relation.CONSTITUENT: "Its constituents",
    Relation.RELEASES: "Release it",
    Relation.CONTAINS: "Contain it",
    Relation.DERIVATIVE: "Derivatives",
    Relation.CROSS_REACTS: "Cross-react",
    Relation.OXIDISES_TO: "Oxidise to it",
    Relation.MAY_HIDE: "May hide it",
}
_TEXTS = (
    ("what_it_is", "What it is"),
    ("where_in_products", "Where it is found"),
    ("other_sources", "Other sources"),
    ("advice", "Advice"),
)


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
            return f"{allergen.name}, {allergen.category}, {_ON_LABELS[allergen.on_labels]}"
        return None


class AllergensPage(QWidget):
    """A search field, the allergens that match, and the page of the chosen one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form = Ui_AllergensPage()
        self.form.setupUi(self)
        self.model = AllergenList(self)
        self.form.allergens.setModel(self.model)
        self.form.search.textChanged.connect(self.search)
        self.form.search.returnPressed.connect(self.form.allergens.setFocus)
        self.form.allergens.selectionModel().currentChanged.connect(self._show)
        self.form.allergens.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.allergens.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.form.splitter.setStretchFactor(0, 1)
        self.form.splitter.setStretchFactor(1, 3)
        session.theme_changed.connect(self._show_current)
        self.search("")

    def search(self, text: str) -> None:
        """Show the allergens that match and open the first."""
        self.model.show(self.session.workbench.search_allergens(text))
        if self.model.found:
            self.form.allergens.setCurrentIndex(self.model.index(0))
        else:
            self.form.page.setHtml(f"<p>No allergen is known under “{escape(text)}”.</p>")

    def _show(self, index: QModelIndex) -> None:
        if index.isValid():
            page = self.session.workbench.allergen_page(self.model.found[index.row()].id)
            self.form.page.setHtml(self.html(page))

    def _show_current(self) -> None:
        self._show(self.form.allergens.currentIndex())

    def html(self, page: AllergenPage) -> str:
        """The page of one allergen in the colours of the window."""
        known, theme = page.allergen, self.session.theme
        soft = f'style="color:{theme.soft}"'
        parts = [f"<h2>{escape(known.name)}</h2>"]
        about = [
            known.kind,
            known.category,
            f"CAS {', '.join(known.cas)}" if known.cas else "",
            _ON_LABELS[known.on_labels],
        ]
        parts.append(f"<p {soft}>{escape(' · '.join(a for a in about if a))}</p>")
        for field, title in _TEXTS:
            if text := page.texts.get(field, "").strip(" -"):
                draft = " (draft)" if page.texts.get("status") == "draft" else ""
                parts.append(f"<p><b>{title}</b>{draft}: {escape(text)}</p>")
        if known.note:
            parts.append(f"<p>{escape(known.note)}</p>")
        if known.preparations:
            parts.append(f"<p><b>Tested as</b>: {escape(known.preparations)}</p>")
        if page.series:
            listed = "; ".join(f"{name}, no. {number}" if number else name for name, number in page.series)
            parts.append(f"<p><b>Series</b>: {escape(listed)}</p>")
        parts += self._links(page)
        if page.look_alikes:
            parts.append("<h3>Not the same</h3>")
            parts += [
                f"<p>○ {escape(pair.other)} <span {soft}>is not {escape(pair.name)}: {escape(pair.why)}</span></p>"
                for pair in page.look_alikes
            ]
        named = " ".join((known.source, *(link.source for link in page.links)))
        codes = dict.fromkeys(named.split())
        cited = [f"{escape(code)}: {escape(page.sources[code])}" for code in codes if code in page.sources]
        parts.append(f"<h3>Sources</h3><p {soft}>{'<br>'.join(cited)}</p>")
        return "".join(parts)

    def _links(self, page: AllergenPage) -> list[str]:
        theme, parts = self.session.theme, []
        for relation, title in _RELATIONS.items():
            links = [link for link in page.links if link.relation is relation]
            if not links:
                continue
            parts.append(f"<h3>{title}</h3>")
            for level in Level:
                named = [self._named(link) for link in links if link.level is level]
                if named:
                    tint = theme.tints[tone_of(level)]
                    badge = f"{SIGNS[tone_of(level)]}&nbsp;{WORDS[tone_of(level)]}"
                    parts.append(
                        f'<p><span style="background:{tint.background};color:{tint.text}">'
                        f"&nbsp;<b>{badge}</b>&nbsp;</span>"
                        f"&nbsp; {', '.join(named)}</p>"
                    )
        return parts

    def _named(self, link: Link) -> str:
        name = escape(self.session.workbench.substance_name(link.substance))
        possible = "" if link.verified else f' <span style="color:{self.session.theme.soft}">(possible)</span>'
        return name + possible
