"""The page of one allergen: what it is, how it is tested, its names on labels, what is fine, doubts and sources."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..allergens.allergen import Level, Link, OnLabels, Relation, SeriesPosition
from ..workbench import AllergenPage, Workbench
from .theme import SIGNS, WORDS, Theme, tone_of

ON_LABELS = {
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
    ("look_for_on_labels", "Look for"),
    ("where_in_products", "Where it is found"),
    ("usually_fine", "Usually fine"),
    ("other_sources", "Other sources"),
    ("advice", "Advice"),
)


def allergen_html(page: AllergenPage, workbench: Workbench, theme: Theme) -> str:
    """The page in the colours of the window. Each name on labels is a link `name:SUBSTANCE`."""
    return "".join(_Page(page, workbench, theme).parts())


class _Page:
    def __init__(self, page: AllergenPage, workbench: Workbench, theme: Theme) -> None:
        self.page = page
        self.workbench = workbench
        self.theme = theme
        self.soft = f'style="color:{theme.soft}"'

    def parts(self) -> Iterator[str]:
        yield from self._head()
        yield from self._texts()
        yield from self._names()
        yield from self._fine()
        yield from self._note()
        yield from self._tested()
        yield from self._doubts()
        yield from self._sources()

    def _head(self) -> Iterator[str]:
        known = self.page.allergen
        about = (
            "a whole list to avoid" if known.is_list else known.kind,
            "added by our clinic" if known.is_ours else known.category,
            f"CAS {', '.join(known.cas)}" if known.cas else "",
            ON_LABELS[known.on_labels],
        )
        yield f"<h2>{escape(known.name)}</h2><p {self.soft}>{escape(' · '.join(part for part in about if part))}</p>"

    def _texts(self) -> Iterator[str]:
        texts = self.page.texts
        told = [(title, texts.get(field, "").strip(" -")) for field, title in _TEXTS]
        if not any(text for _, text in told):
            return
        draft = f" <span {self.soft}>(draft: your clinic has not approved it yet)</span>"
        yield f"<h3>In plain words{draft if texts.get('status') == 'draft' else ''}</h3>"
        for title, text in told:
            if text:
                yield f"<p><b>{title}</b>: {escape(text)}</p>"

    def _note(self) -> Iterator[str]:
        if self.page.allergen.note:
            yield f"<h3>For the clinic</h3><p>{escape(self.page.allergen.note)}</p>"

    def _tested(self) -> Iterator[str]:
        page = self.page
        if page.series:
            rows = "".join(map(self._position, page.series))
            yield f'<h3>In patch-test series</h3><table cellspacing="0" cellpadding="2">{rows}</table>'
        elif page.allergen.preparations:
            yield f"<h3>Patch test</h3><p>{escape(page.allergen.preparations)}</p>"
        if page.lists:
            named = ", ".join(f"<b>{escape(name)}</b>" for name in page.lists)
            yield f"<p>On the lists that a patient can avoid as a whole: {named}</p>"
        if page.eu_rules:
            yield "<h3>EU law</h3>"
        for rule in page.eu_rules:
            yield f"<p>{escape(rule[0].upper() + rule[1:])}.</p>"

    def _position(self, place: SeriesPosition) -> str:
        number = f"no.&nbsp;{escape(place.position)}" if place.position else ""
        preparation = escape(" ".join(part for part in (place.concentration, place.vehicle) if part))
        possible = f" <span {self.soft}>{place.in_doubt}</span>" if place.in_doubt else ""
        cells = (f"<b>{escape(place.series_name)}</b>", number, escape(place.as_printed), preparation + possible)
        return f"<tr>{''.join(f'<td>{cell}&nbsp;&nbsp;</td>' for cell in cells)}</tr>"

    def _names(self) -> Iterator[str]:
        for relation, title in _RELATIONS.items():
            links = [link for link in self.page.links if link.relation is relation]
            if not links:
                continue
            yield f"<h3>{'On it' if self.page.allergen.is_list else title}</h3>"
            for level in Level:
                at_level = sorted((link for link in links if link.level is level), key=self._name)
                if at_level:
                    yield f"<p>{self._badge(level)}&nbsp; {', '.join(map(self._named, at_level))}</p>"

    def _badge(self, level: Level) -> str:
        tone = tone_of(level)
        tint = self.theme.tints[tone]
        words = f"{SIGNS[tone]}&nbsp;{WORDS[tone]}"
        return f'<span style="background:{tint.background};color:{tint.text}">&nbsp;<b>{words}</b>&nbsp;</span>'

    def _name(self, link: Link) -> str:
        return self.workbench.substance_name(link.substance).casefold()

    def _named(self, link: Link) -> str:
        name = self.workbench.substance_name(link.substance)
        mark = "our clinic" if link.is_ours else "" if link.verified else "possible"
        shown = f" <span {self.soft}>({mark})</span>" if mark else ""
        style = f"color:{self.theme.text};text-decoration:none"
        return f'<a href="name:{link.substance}" style="{style}">{escape(name)}</a>{shown}'

    def _fine(self) -> Iterator[str]:
        if self.page.look_alikes:
            yield "<h3>Not the same</h3>"
        for pair in self.page.look_alikes:
            why = f"is {'' if pair.verified else 'probably '}not {pair.name}: {pair.why}"
            yield f"<p>○ {escape(pair.other)} <span {self.soft}>{escape(why)}</span></p>"

    def _doubts(self) -> Iterator[str]:
        possible = sum(not link.verified for link in self.page.links)
        if not possible:
            return
        told = f"{possible} of {len(self.page.links)} names have no public source yet; the program says “possible”."
        yield f"<h3>Not verified</h3><p {self.soft}>{told}</p>"
        for doubt, links in self.page.doubts.items():
            names = ", ".join(self.workbench.substance_name(link.substance) for link in links[:6])
            more = f" and {len(links) - 6} more" if len(links) > 6 else ""
            yield f"<p>{escape(names + more)} <span {self.soft}>{escape(doubt)}</span></p>"

    def _sources(self) -> Iterator[str]:
        sources = self.page.sources
        cited = [f"{escape(code)}: {escape(sources[code])}" for code in self.page.cited if code in sources]
        yield f"<h3>Sources</h3><p {self.soft}>{'<br>'.join(cited)}</p>"
