"""Allergens and their relations to what stands on labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


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
    """Something that is patch-tested. `kind`: substance, mix, complex, group or marker; `series`: codes of the
    series in which it has a position; `preparations`: concentration and vehicle as used by the series, in words."""

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
    """Two names that are easily taken for each other and are different. `allergen`: whose patients would be misled."""

    name: str
    other: str
    allergen: str
    why: str
    source: str
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


@dataclass(frozen=True)
class AllergenIndex:
    """All allergens and what they mean on labels. Read-only; made by `load.load_allergens`.

    `links_by_substance`: substance id -> every link from any allergen to it, strongest first per allergen (one link
    an allergen and substance). `links_by_allergen`: the same links by allergen id. `test_names`: name key -> names
    under which allergens stand on result sheets. `patient_texts`: language -> allergen -> column -> words.
    """

    version: str
    allergens: Mapping[str, Allergen]
    links_by_substance: Mapping[str, Sequence[Link]]
    links_by_allergen: Mapping[str, Sequence[Link]]
    test_names: Mapping[str, Sequence[TestName]]
    look_alikes: Sequence[LookAlike]
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
