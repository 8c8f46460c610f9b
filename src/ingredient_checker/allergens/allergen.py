"""Allergens and their relations to what stands on labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..knowledge_files import OURS


class Relation(StrEnum):
    """How a substance on a label is related to the allergen that was tested. Relations are directional."""

    SAME = "same"
    CONSTITUENT = "constituent"  # part of the mix that was tested
    RELEASES = "releases"
    CONTAINS = "contains"  # a plant, balsam or raw material that carries it
    DERIVATIVE = "derivative"
    CROSS_REACTS = "cross-reacts"
    OXIDISES_TO = "oxidises-to"  # the tested allergen is what the substance becomes in air
    MAY_HIDE = "may-hide"  # an undisclosed mixture that may hold it


ITSELF = (Relation.SAME, Relation.OXIDISES_TO)
"""The relations by which a label names the allergen itself."""


SET_ASIDE = "set aside by our clinic"
"""What the note of a link begins with that the clinic does not want to warn of."""


class Level(StrEnum):
    """What a relation asks of the patient. Advice, not probability."""

    AVOID = "avoid"  # strong
    CAUTION = "caution"  # moderate: avoid unless the clinician released it
    INFO = "info"  # weak: an information line, never changes a verdict


class OnLabels(StrEnum):
    """Whether an allergen is ever named in the ingredient list of a cosmetic."""

    YES = "yes"
    RARE = "rare"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Allergen:
    """Something that is patch-tested, or a whole list that a patient is told to avoid.

    `kind`: substance, mix, complex, group, marker or list; `series`: codes of the series in which it has a position;
    `preparations`: concentration and vehicle as used by the series, in words.
    """

    id: str
    name: str
    kind: str
    category: str
    cas: tuple[str, ...]
    on_labels: OnLabels
    preparations: str
    series: tuple[str, ...]
    note: str
    source: str
    verified: bool
    origin: str

    @property
    def is_list(self) -> bool:
        """Whether nobody was tested with it: it stands for all its members."""
        return self.kind == "list"

    @property
    def is_ours(self) -> bool:
        """Whether the clinic itself has added it."""
        return self.origin.startswith(OURS)


@dataclass(frozen=True, slots=True)
class Link:
    """Why a substance on a label matters to someone who is positive to an allergen.

    `via`: the id of the allergen in between, when the rule is "mix -> constituent -> its names", else "".
    `rate`: observed frequency in words, if known. `origin`: data file and line.
    """

    allergen: str
    substance: str
    relation: Relation
    level: Level
    via: str
    rate: str
    note: str
    source: str
    verified: bool
    origin: str

    @property
    def is_ours(self) -> bool:
        """Whether the clinic itself has decided this."""
        return self.origin.startswith(OURS)

    @property
    def is_set_aside(self) -> bool:
        """Whether the clinic has decided not to warn of it."""
        return self.is_ours and self.note.startswith(SET_ASIDE)


@dataclass(frozen=True, slots=True)
class TestName:
    """A name under which an allergen stands on result sheets. `ask`: also means something else, must be confirmed.

    `allergen` is "" for controls and a clinic's own products; `kind`: test name, abbreviation, control, own product.
    """

    text: str
    allergen: str
    kind: str
    language: str
    ask: bool
    note: str
    source: str
    verified: bool
    origin: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two names that are easily taken for each other and are different, or two substances that people wrongly
    believe to be related. `allergen`: whose patients would be misled by `other`.
    """

    name: str
    other: str
    allergen: str
    why: str
    source: str
    verified: bool
    origin: str


@dataclass(frozen=True, slots=True)
class SeriesPosition:
    """One place in a patch-test series. `position` as printed; `position` and `panel` "" where there is none.

    `concentration` ("5 %", "0.20 mg/cm2") and `vehicle` ("pet", "aq"); "" where not known. `preparation_source`: where
    these two are from, which may be another list than the one (`source`) that gives the members of the series.
    """

    series: str
    series_name: str
    position: str
    panel: str
    allergen: str
    as_printed: str
    concentration: str
    vehicle: str
    preparation_source: str
    note: str
    source: str
    verified: bool
    origin: str

    @property
    def in_doubt(self) -> str:
        """What is not verified, in brackets: the whole place, only its preparation, or "" when nothing is."""
        if not self.verified:
            return "(possible)"
        return "(concentration possible)" if "M" in self.preparation_source.split() else ""


class EuRule(StrEnum):
    """By which rule of Annex III a fragrance allergen must be named on EU labels."""

    OLD = "2003"  # the first 26
    NEW = "2023"  # added by Regulation (EU) 2023/1545
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class EuFragrance:
    """A fragrance allergen that EU labels must name above 0.001 % (left on the skin) or 0.01 % (rinsed off).

    `label_name`: what must stand on the label, for `member` and perhaps others. The dates (ISO) from which new products
    and all products must follow the new rule; "" under the old one.
    """

    entry: str
    label_name: str
    member: str
    rule: EuRule
    new_products_from: str
    all_products_by: str
    note: str
    source: str
    verified: bool
    origin: str


@dataclass(frozen=True, slots=True)
class EuAnnex:
    """What Regulation (EC) 1223/2009 says of a substance. `annex`: "II" banned, "V" preservative, "VI" UV filter;
    `entry`: its number there, "" if not known; `note`: a limit or date in words.
    """

    annex: str
    entry: str
    substance: str
    note: str
    source: str
    verified: bool
    origin: str


@dataclass(frozen=True)
class AllergenIndex:
    """All allergens and what they mean on labels. Read-only; made by `load.load_allergens`.

    `links_by_substance`: substance id -> every link from any allergen to it, strongest first per allergen (one link
    an allergen and substance). `links_by_allergen`: the same links by allergen id. `not_related`: substance id -> the
    allergens that it is wrongly taken for. `eu_fragrance`: allergen id -> the EU label names that stand for it.
    `eu_annexes`: substance id -> what the annexes of the EU regulation say of it.
    `test_names`: name key -> names under which allergens stand on result sheets. `patient_texts`: language ->
    allergen -> column -> words.
    """

    version: str
    allergens: Mapping[str, Allergen]
    links_by_substance: Mapping[str, Sequence[Link]]
    links_by_allergen: Mapping[str, Sequence[Link]]
    test_names: Mapping[str, Sequence[TestName]]
    look_alikes: Sequence[LookAlike]
    not_related: Mapping[str, Sequence[LookAlike]]
    eu_fragrance: Mapping[str, Sequence[EuFragrance]]
    eu_annexes: Mapping[str, Sequence[EuAnnex]]
    sources: Mapping[str, str]
    patient_texts: Mapping[str, Mapping[str, Mapping[str, str]]]
    series_positions: Sequence[SeriesPosition] = ()

    def get(self, allergen_id: str) -> Allergen:
        """The allergen of that id; KeyError if there is none."""
        return self.allergens[allergen_id]

    def patient_text(self, allergen_id: str, language: str = "en") -> Mapping[str, str]:
        """The words for the patient by column, in English where the language has none; empty when there are none."""
        english = self.patient_texts.get("en", {}).get(allergen_id, {})
        own = self.patient_texts.get(language, {}).get(allergen_id, {})
        return {**english, **{column: words for column, words in own.items() if words.strip()}}
