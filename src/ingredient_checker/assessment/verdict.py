"""Findings and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..allergens.allergen import Level, Relation
from ..label.label import Section
from ..matching.resolved import ReadEntry, ReadLabel, Status
from ..patch_test.patient import Decision, Positive, Strictness


class Verdict(StrEnum):
    """The answer for one label and one patient. There is no "safe"."""

    AVOID = "avoid"
    CAUTION = "caution"
    UNREAD = "unread"
    NOTHING_FOUND = "nothing_found"
    CANNOT_CHECK = "cannot_check"


@dataclass(frozen=True, slots=True)
class Finding:
    """Why an entry matters to this patient.

    `why` is the whole reason in one sentence; `steps` are its links one by one (read as ... -> releases ... -> D4 ++).
    `possible`: the relation has not been verified against a source, or the reading is not certain. `decision`: the
    clinic's for this patient, where it has changed the level.
    """

    allergen: str
    allergen_name: str
    substance: str
    relation: Relation
    level: Level
    why: str
    steps: tuple[str, ...] = ()
    source: str = ""
    possible: bool = False
    decision: Decision | None = None

    @property
    def is_released(self) -> bool:
        """Whether the clinic has decided that the patient tolerates it."""
        return self.decision is not None and self.decision.strictness is Strictness.RELEASED


@dataclass(frozen=True, slots=True)
class NotRelated:
    """An ingredient that people wrongly take for the patient's allergen, and why it is something else."""

    allergen: str
    allergen_name: str
    substance: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class AssessedEntry:
    """An entry with what it means for the patient; `findings` strongest first."""

    read: ReadEntry
    findings: tuple[Finding, ...] = ()
    not_related: tuple[NotRelated, ...] = ()

    @property
    def level(self) -> Level | None:
        """The strongest level among the findings."""
        return min((f.level for f in self.findings), key=list(Level).index, default=None)

    @property
    def is_unread(self) -> bool:
        """Whether no single reading stands; what is claimed to be absent need not be read."""
        unsure = self.read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS)
        return unsure and self.read.entry.section is not Section.CLAIM


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries were read and how surely; claims are not entries of the product and are not counted."""

    entries: int
    identified: int
    likely: int
    ambiguous: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """The answer for one of several products that a text lists, `label_text[start:end]`.

    `entries`: the numbers of its entries in the assessment; what is written before the first product is in all of them.
    """

    name: str
    start: int
    end: int
    verdict: Verdict
    counts: Counts
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that can be said about one label for one patient.

    `not_checkable`: allergens that never stand on such labels, in words on screen beside any verdict.
    `doubts`: why the list may be missing or cut, which positives could not be looked for, and `knowledge_doubts`: what
    of the knowledge could not be used. `products`: each product's own answer, where the text lists several; verdict and
    counts above are those of the whole text.
    """

    verdict: Verdict
    read: ReadLabel
    entries: tuple[AssessedEntry, ...]
    counts: Counts
    positives: tuple[Positive, ...]
    not_checkable: tuple[str, ...]
    doubts: tuple[str, ...]
    data_version: str
    knowledge_doubts: tuple[str, ...] = ()
    products: tuple[ProductAnswer, ...] = ()

    @property
    def reading_doubts(self) -> tuple[str, ...]:
        """The doubts that have nothing to do with the patient."""
        return (*self.read.label.doubts, *self.knowledge_doubts)

    @property
    def released(self) -> tuple[str, ...]:
        """What on the label is a finding that the clinic has released, as written, each in one line and once."""
        written = (" ".join(e.read.entry.text.split()) for e in self.entries if any(f.is_released for f in e.findings))
        return tuple(dict.fromkeys(written))

    @property
    def unread_words(self) -> tuple[str, ...]:
        """What on the label could not be read, as written, each in one line and once."""
        return tuple(dict.fromkeys(" ".join(e.read.entry.text.split()) for e in self.entries if e.is_unread))
