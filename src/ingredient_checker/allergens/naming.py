"""Which allergen a written name means: on a result sheet, in the terminal, in the window's search."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from ..substances.catalogue import Catalogue
from ..substances.name_key import is_cas_number, name_key, substance_id
from .allergen import Allergen, AllergenIndex, Relation, SeriesPosition, TestName

_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+(?:[.,]\d+)?)?"
_VEHICLE = (
    r"pet(?:rolatum)?|vas(?:eline?)?|vaselin[ae]?|aq(?:ua)?|water|wasser|eau|agua|alc|eth(?:anol)?|etoh|mek|"
    r"acetone?|o\.?\s?o|olive\s+oil|oil|softisan|w|v"
)
_DOSE = rf"{_NUMBER}\s*(?:%|ppm|mg\s*/\s*cm2|mg\s*/\s*cm²|mcg\s*/\s*cm2|µg\s*/\s*cm2|µg\s*/\s*cm²)"
_PREPARATION = re.compile(
    rf"[\s,;:(\[]*(?<![\w-])"
    rf"(?P<preparation>{_DOSE}(?:\s*(?:in\s+)?(?:{_VEHICLE})\b\.?)?|as\s+is|(?:in\s+)?(?:pet|vas|aq|alc)\.)"
    rf"[\s)\]*.†‡]*$",
    re.IGNORECASE,
)
_LAST_VEHICLE = re.compile(r"\s+(?P<preparation>(?:in\s+)?(?:pet|vas|aq|alc)\.?)[\s*.]*$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?P<number>[A-Z][a-zA-Z]?-\d{2,4}[A-Z]?)\b[\s:,.]*(?P<name>.*)$")
_BRACKETED = re.compile(r"(?<=[\s\w.%])\s*[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)?)[)\]]")
_COUNTED = re.compile(r"(?<=[^\W\d_])[\s-]*(?P<number>[1-3]|I{1,3})$")
_ROMAN = {"1": "I", "2": "II", "3": "III", "I": "1", "II": "2", "III": "3"}
_HYDRATE = re.compile(r"[\s,-]*(?:mono|di|tri|tetra|penta|hexa|hepta)?h[yi]drate?$", re.IGNORECASE)
_PARA = re.compile(r"^(?:p|para|4)-", re.IGNORECASE)
_PARA_STARTS = ("p-", "para-", "4-")
_JOINED = re.compile(r"\s*(?:/|&|(?<!\+)\+(?=\s*[^\W\d_])(?!\+)|\s(?:and|und|et|y|e|og|och)\s)\s*")
_PLAIN = re.compile(r"[^\W_][\w\s,.'’()-]*")
_MARKS = re.compile(r"[*†‡]+")
_OWN = re.compile(
    r"\b(own|patient'?s?|eigen\w*|mitgebracht\w*|propi[oa]s?|propri[oa]|personnel\w*|egen|własn\w*)\b", re.IGNORECASE
)
_CONTROL = re.compile(r"\b(?:control|kontrolle?|contr[oô]le|t[ée]moin|controle)\b", re.IGNORECASE)


class How(StrEnum):
    """By what an allergen was recognised."""

    ID = "id"
    NAME = "name"  # its own name or a test name, as written
    WITHOUT_PREPARATION = "name without concentration and vehicle"
    OUTSIDE_BRACKETS = "name outside the brackets"
    INSIDE_BRACKETS = "name inside the brackets"
    PARTS = "names joined by a sign"
    LABEL_NAME = "name on labels"
    NUMBER = "CAS number"
    WORD_ORDER = "words in another order"
    ARTICLE = "article number"
    CONTROL = "control"
    OWN_PRODUCT = "own product"
    NO_DATA = "known, without label data"
    NOTHING = "not found"


@dataclass(frozen=True, slots=True)
class FoundAllergen:
    """What a written name means.

    `allergens`: ids, empty when not found (and for controls and own products), several when the name truly means
    several. `ask`: a person should confirm it; `note` says why. `preparation`: concentration and vehicle that stood
    in the name. `suggestion`: an id that an unconfirmed article number would mean; never to be used silently.
    """

    allergens: tuple[str, ...]
    how: How
    ask: bool = False
    note: str = ""
    preparation: str = ""
    suggestion: str = ""

    @property
    def allergen(self) -> str:
        """The one allergen, "" when there is none or the name is ambiguous."""
        return self.allergens[0] if len(self.allergens) == 1 else ""

    @property
    def is_known(self) -> bool:
        """Whether the name is understood, also as a control or something without label data."""
        return self.how is not How.NOTHING and not self.suggestion


NOT_FOUND = FoundAllergen((), How.NOTHING)


class Naming:
    """Every name by which an allergen is known. Read-only; one for an `AllergenIndex`.

    With a `catalogue`, names that mean the same substance on labels are found too.
    """

    def __init__(self, index: AllergenIndex, catalogue: Catalogue | None = None) -> None:
        self._index = index
        self._catalogue = catalogue
        self._own_names = {name_key(a.name): a.id for a in index.allergens.values()}
        self._by_cas: dict[str, list[str]] = {}
        for allergen in index.allergens.values():
            for cas in allergen.cas:
                self._by_cas.setdefault(cas, []).append(allergen.id)
        self.on_sheet = lru_cache(maxsize=20_000)(self._on_sheet)

    def find(self, written: str) -> FoundAllergen:
        """What a name typed by a person means: an id, any name on sheets or labels, a CAS number."""
        text = written.strip()
        if text in self._index.allergens:
            return FoundAllergen((text,), How.ID)
        if is_cas_number(text):
            return self._by_number(text)
        found = self.on_sheet(text)
        if found.how is not How.NOTHING:
            return found
        return self._by_label_name(text)

    def _on_sheet(self, written: str) -> FoundAllergen:
        """What a name on a result sheet means. Exact first; nothing is ever guessed from the spelling."""
        text = " ".join(_MARKS.sub(" ", written).split())
        if not name_key(text):
            return NOT_FOUND
        bare, preparation = without_preparation(text)
        found = (
            self._exact(text, How.NAME)
            or self._exact(bare, How.WITHOUT_PREPARATION)
            or self._by_brackets(bare)
            or self._by_parts(bare)
            or self._by_article(bare)
            or self._by_word_order(bare)
            or self._by_kind(written)
            or self._by_name_of_the_substance(bare)
        )
        if found is None:
            return FoundAllergen((), How.NOTHING, preparation=preparation)
        return _with_preparation(found, preparation)

    def position(self, series: str, position: str) -> SeriesPosition | None:
        """What stands at a position of a series ("NAC80", "12"); None when the series has no such position."""
        return self._positions.get((series, position.strip().lstrip("0")))

    def series_called(self, text: str) -> tuple[str, ...]:
        """The codes of the series that a title names, the likeliest first; empty when none is named."""
        key = name_key(text)
        return tuple(
            code for pattern, codes in _SERIES_WORDS if re.search(pattern, key) for code in codes if code in self.series
        )

    def series_size(self, series: str) -> int:
        """The highest position of a series."""
        return max((int(p) for code, p in self._positions if code == series and p.isdigit()), default=0)

    def name_of(self, allergen: str) -> str:
        """The name to show for an allergen id."""
        return self._index.allergens[allergen].name

    @cached_property
    def allergen_names(self) -> dict[str, str]:
        """What every allergen is called, by its id."""
        return {allergen.id: allergen.name for allergen in self._index.allergens.values()}

    def is_told_apart(self, allergen: str, others: Collection[str]) -> bool:
        """Whether one of the others is the allergen it could be taken for: MI beside MCI/MI, mix I beside mix II."""
        own = _COUNTED.sub("", self.name_of(allergen))
        counted = {i for i in others if i != allergen and _COUNTED.sub("", self.name_of(i)) == own}
        wider = {i for i in others if i != allergen and self._wider((allergen, i))}
        return bool(counted or wider)

    def counted_beside(self, allergens: Sequence[str]) -> tuple[str, ...]:
        """The allergens that differ from these by a number only: mix II beside mix I."""
        stems = {_COUNTED.sub("", self.name_of(i)) for i in allergens if _COUNTED.search(self.name_of(i))}
        return tuple(a.id for a in self._index.allergens.values() if a.id not in allergens and self._stem(a) in stems)

    @staticmethod
    def _stem(allergen: Allergen) -> str:
        return _COUNTED.sub("", allergen.name) if _COUNTED.search(allergen.name) else ""

    @cached_property
    def series(self) -> dict[str, str]:
        """Code and name of every series whose positions are numbered."""
        return {p.series: p.series_name for p in self._index.series_positions if p.position}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name on sheets, for suggestions."""
        own = (a.name for a in self._index.allergens.values())
        tested = (name.text for names in self._index.test_names.values() for name in names if name.allergen)
        return tuple(dict.fromkeys((*own, *tested)))

    def suggestions(
        self, written: str, nearest: Callable[[str, Sequence[str], int], Sequence[tuple[str, float]]], limit: int = 5
    ) -> tuple[str, ...]:
        """Names that are spelled nearly so, the nearest first; to be shown, never to be taken. `nearest` measures."""
        bare, _ = without_preparation(written)
        return tuple(name for name, _ in nearest(bare, self.names, limit))

    @cached_property
    def _positions(self) -> dict[tuple[str, str], SeriesPosition]:
        return {(p.series, p.position): p for p in self._index.series_positions if p.position}

    def _exact(self, text: str, how: How) -> FoundAllergen | None:
        for form in _forms(text):
            key = name_key(form)
            names = [name for name in self._index.test_names.get(key, ()) if not name.kind.startswith("article")]
            if names:
                return _from_test_names(names, how)
            own = self._own_names.get(key)
            if own:
                return FoundAllergen((own,), how)
        return None

    def _by_brackets(self, text: str) -> FoundAllergen | None:
        """Outside, then inside the brackets; brackets that are part of a word ("(Chlor-)methyl...") stay."""
        inside = [match[1] for match in _BRACKETED.finditer(text)]
        if not inside:
            return None
        outer = self._exact(" ".join(_BRACKETED.sub(" ", text).split()), How.OUTSIDE_BRACKETS)
        for part in inside:
            inner = self._exact(without_preparation(part)[0], How.INSIDE_BRACKETS)
            if inner is None or not inner.allergens:
                continue
            if outer is None or not outer.allergens:
                return inner
            if inner.allergens == outer.allergens:
                return FoundAllergen(outer.allergens, outer.how)
            wider = self._wider((*outer.allergens, *inner.allergens))
            if wider:
                return FoundAllergen((wider,), outer.how)
            if outer.ask and not inner.ask:
                return inner
            if not inner.ask:
                note = f"the name in brackets means {self._index.allergens[inner.allergens[0]].name}"
                return FoundAllergen(outer.allergens, outer.how, True, note)
        return outer or self._by_parts(" ".join(_BRACKETED.sub(" ", text).split()))

    def _by_parts(self, text: str) -> FoundAllergen | None:
        """ "A / B": two names of one allergen, the parts of a tested mixture, or several allergens in one cell."""
        parts = [part for part in _JOINED.split(text) if part]
        if not 2 <= len(parts) <= 4:
            return None
        found = [self._exact(without_preparation(part)[0], How.PARTS) for part in parts]
        ids = tuple(dict.fromkeys(i for f in found if f for i in f.allergens))
        if not ids:
            return None
        if not all(found):
            translation = len(parts) == 2 and "/" in text and all(_PLAIN.fullmatch(part) for part in parts)
            return FoundAllergen(ids, How.PARTS, True, "only a part of the name is known") if translation else None
        if len(ids) == 1:
            return FoundAllergen(ids, How.PARTS)
        wider = self._wider(ids)
        if wider:
            return FoundAllergen((wider,), How.PARTS)
        # a single plus is more often a reading than a sign between two names
        return None if "+" in text else FoundAllergen(ids, How.PARTS, True, "the name holds several allergens")

    def _wider(self, ids: Sequence[str]) -> str:
        """The one of the allergens that holds all the others (MCI/MI holds MI), "" if there is none."""
        kin = (Relation.SAME, Relation.CONSTITUENT)
        links = {i: self._index.links_by_allergen.get(i, ()) for i in ids}
        held = {i: {link.substance for link in links[i] if link.relation in kin} for i in ids}
        same = {i: {link.substance for link in links[i] if link.relation is Relation.SAME} for i in ids}
        for i in ids:
            if all(i == j or (same[j] and same[j] & held[i] and not same[i] <= same[j]) for j in ids):
                return i
        return ""

    def _by_word_order(self, text: str) -> FoundAllergen | None:
        """The same words in another order ("Níquel sulfato"): answered, and asked."""
        words = _word_set(text)
        ids = self._ids_by_words.get(words, frozenset()) if len(words) > 1 else frozenset()
        if len(ids) != 1:
            return None
        return FoundAllergen(tuple(ids), How.WORD_ORDER, True, "the words of a known name in another order")

    @cached_property
    def _ids_by_words(self) -> dict[frozenset[str], frozenset[str]]:
        found: dict[frozenset[str], frozenset[str]] = {}
        for names in self._index.test_names.values():
            for name in names:
                if name.allergen:
                    words = _word_set(name.text)
                    found[words] = found.get(words, frozenset()) | {name.allergen}
        return found

    def _by_article(self, text: str) -> FoundAllergen | None:
        match = _ARTICLE.match(text)
        if not match:
            return None
        if match["name"]:
            named = self._on_sheet(match["name"])
            if named.how is not How.NOTHING:
                return named
        for name in self._index.test_names.get(name_key(match["number"]), ()):
            if name.kind.startswith("article") and name.allergen:
                if name.verified:
                    return FoundAllergen((name.allergen,), How.ARTICLE)
                note = f"article number, probably {self.name_of(name.allergen)}: to be confirmed"
                return FoundAllergen((), How.ARTICLE, True, note, suggestion=name.allergen)
        return None

    def _by_kind(self, text: str) -> FoundAllergen | None:
        if _CONTROL.search(text):
            return FoundAllergen((), How.CONTROL)
        if _OWN.search(text) or text.lower().rstrip(" .*)").endswith("as is"):
            return FoundAllergen((), How.OWN_PRODUCT)
        return None

    def _by_number(self, cas: str) -> FoundAllergen:
        ids = self._by_cas.get(cas, [])
        if not ids and self._catalogue:
            return self._by_substances([s.id for s in self._catalogue.numbered(cas)], How.NUMBER)
        own = [i for i in ids if self._index.allergens[i].cas == (cas,)]  # a mix has the numbers of its parts, too
        return FoundAllergen(tuple(dict.fromkeys(own or ids)), How.NUMBER) if ids else NOT_FOUND

    def _by_name_of_the_substance(self, text: str) -> FoundAllergen | None:
        """A test printed under the name that its substance has on labels ("Polysilicone-15")."""
        found = self._by_label_name(text)
        single = tuple(i for i in found.allergens if self._index.allergens[i].kind != "group")
        meant = single if len(single) == 1 else found.allergens
        return replace(found, allergens=meant, ask=len(meant) > 1) if meant else None

    def _by_label_name(self, text: str) -> FoundAllergen:
        substances = [substance_id(text)]
        if self._catalogue:
            substances = [*(s.id for s in self._catalogue.named(text)), *substances]
        return self._by_substances(substances, How.LABEL_NAME)

    def _by_substances(self, substances: Sequence[str], how: How) -> FoundAllergen:
        ids = tuple(
            dict.fromkeys(
                link.allergen
                for substance in substances
                for link in self._index.links_by_substance.get(substance, ())
                if link.relation is Relation.SAME
            )
        )
        return FoundAllergen(ids, how) if ids else NOT_FOUND


_SERIES_WORDS = (  # a title's key -> codes; where a title leaves the version open, the newest comes first
    (r"true(test)?(24|2panel)", ("TT24", "TT36")),
    (r"true", ("TT36", "TT24")),
    (r"tt36", ("TT36",)),
    (r"tt24", ("TT24",)),
    (r"nac.?80|northamerican80|nacdg|northamerican", ("NAC80", "NAC80OLD")),
    (r"acds.*17|american.*core.*17", ("ACDS17", "ACDS20")),
    (r"acds|americancore|americancontactdermatitis", ("ACDS20", "ACDS17")),
    (r"europeanbaseline|ebs|europ.*standard|basisreihe|baselineeurop", ("EBS19",)),
    (r"basserie|swedishbaseline|svensk", ("SE24",)),
    (r"bateriapadr|brazilian|brasileir", ("BR30",)),
)


def without_preparation(text: str) -> tuple[str, str]:
    """(name, preparation) of "Kathon CG 0.02% aq": concentration and vehicle at the end belong to the test."""
    bare = _MARKS.sub("", text).strip()
    taken: list[str] = []
    for _ in range(3):
        match = _PREPARATION.search(bare) or _LAST_VEHICLE.search(bare)
        if not match or not bare[: match.start()].strip():
            break
        taken.insert(0, " ".join(match["preparation"].split()))
        bare = bare[: match.start()].rstrip(" ,;:([")
    return bare, " ".join(taken)


def _from_test_names(names: Sequence[TestName], how: How) -> FoundAllergen:
    ids = tuple(dict.fromkeys(name.allergen for name in names if name.allergen))
    if ids:
        asking = [name for name in names if name.ask]
        ask = len(ids) > 1 or len(asking) == len(names)
        return FoundAllergen(ids, how, ask, asking[0].note if ask and asking else "")
    kind = names[0].kind
    as_kind = {"control": How.CONTROL, "own product": How.OWN_PRODUCT}.get(kind, How.NO_DATA)
    return FoundAllergen((), as_kind, note=names[0].note)


def _word_set(text: str) -> frozenset[str]:
    """The words of a name, without those that only join."""
    parts = (name_key(part) for part in re.split(r"[\s,()]+", text))
    return frozenset(part for part in parts if part not in ("", "de", "del", "di", "of", "the", "du", "von"))


def _forms(text: str) -> tuple[str, ...]:
    """The text and its other ways of writing: "Mix 2" and "Mix II", "p-", "para-" and "4-", with and without water."""
    forms = [text]
    match = _COUNTED.search(text)
    if match:
        forms.append(f"{text[: match.start()].rstrip()} {_ROMAN[match['number']]}")
    dry = _HYDRATE.sub("", text)
    if dry and dry != text:
        forms.append(dry)
    if _PARA.match(text):
        forms += [_PARA.sub(start, form) for form in tuple(forms) for start in _PARA_STARTS]
    return tuple(dict.fromkeys(forms))


def _with_preparation(found: FoundAllergen, preparation: str) -> FoundAllergen:
    if not preparation or found.preparation:
        return found
    return FoundAllergen(found.allergens, found.how, found.ask, found.note, preparation, found.suggestion)
