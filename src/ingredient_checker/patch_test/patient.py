"""A patient and the results of patch tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from .reading import Grade, Reading, ResultStatus


@dataclass(frozen=True, slots=True)
class PatchTestResult:
    """One tested preparation. `allergen` is "" when its name was not understood (or for controls and own products).

    `as_written`: the name as on the sheet; `cell`: where it stands ("Sheet1!C7"), "" when typed by hand.
    `grade`: the strongest grade that counts, None when there is none. `final_as_written`: the cell of an
    interpretation column, "" if none. `relevance`: current, past, unknown ... when the sheet's word or letter is
    known, `relevance_as_written` what stands there. `note`: why the status is as it is, in words.
    `tested_on`: the day of this test (ISO), "" for the patient's own. `certainty` of the relevance: certain, probable,
    possible or unlikely [ESSCA]; `exposure`: where the allergen is met, in the clinic's words. `decided`: who has
    decided otherwise than the readings mean, when and why; "" when nobody has. `series`, `chamber`: code of the series
    and the place in it.
    """

    as_written: str
    allergen: str
    status: ResultStatus
    grade: Grade | None
    readings: tuple[Reading, ...] = ()
    preparation: str = ""
    final_as_written: str = ""
    relevance: str = ""
    note: str = ""
    cell: str = ""
    relevance_as_written: str = ""
    tested_on: str = ""
    certainty: str = ""
    exposure: str = ""
    decided: str = ""
    series: str = ""
    chamber: str = ""


@dataclass(frozen=True, slots=True)
class Positive:
    """An allergen that a label is checked for. `name` is the name to show; `as_written` as on the sheet."""

    allergen: str
    name: str
    grade: Grade | None = None
    relevance: str = ""
    as_written: str = ""


class Strictness(StrEnum):
    """How strictly one patient is to avoid something, by decision of the clinic (domain reference 2.2)."""

    STRICT = "strict"  # what asks for caution is to be avoided as well
    USUAL = "usual"  # as the knowledge says
    CAUTION = "caution"  # what would be avoided asks for caution
    RELEASED = "released"  # tolerated: a line of information


_DECIDED = {
    Strictness.STRICT: "to be avoided strictly, decided",
    Strictness.USUAL: "as usual, decided",
    Strictness.CAUTION: "caution only, decided",
    Strictness.RELEASED: "released",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the clinic has decided for one patient about an allergen (its id) or about an ingredient (its name, which
    outlives its id); the other of the two is "".

    `decided_on`: ISO date; `revoked_on`: the same, "" while the decision holds; `revoked_by`: who took it back.
    """

    allergen: str
    substance: str
    strictness: Strictness
    who: str
    decided_on: str
    reason: str
    revoked_on: str = ""
    revoked_by: str = ""

    @property
    def words(self) -> str:
        """ "released by Dr A. on 2026-11-21: tolerated in use"."""
        who = f" by {self.who}" if self.who else ""
        day = f" on {self.decided_on}" if self.decided_on else ""
        return _DECIDED[self.strictness] + who + day + (f": {self.reason}" if self.reason else "")

    def is_about_same_as(self, other: Decision) -> bool:
        """Whether both are about the same allergen or ingredient, so that only one of them can hold."""
        return (self.allergen, self.substance) == (other.allergen, other.substance)


@dataclass(frozen=True, slots=True)
class Characteristics:
    """What the MOAHLFA index and the choice of products need to know of a patient; None and "" mean not said.

    `sex`: "female", "male" or "other"; `occupational`: a dermatitis from work; `atopic`: atopic dermatitis now or
    earlier; `sites`: "hand", "leg", "face" and others; `product_kinds`: what the patient uses or needs, in free words.
    """

    birth_year: int | None = None
    sex: str = ""
    occupational: bool | None = None
    atopic: bool | None = None
    sites: tuple[str, ...] = ()
    product_kinds: str = ""


NOTHING_SAID = Characteristics()
LONGEST_CALLED = 40
"""Characters; a line that cannot be broken would widen the window."""


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """What of an imported sheet was not understood; it stays with the patient until a person takes it off.

    Without a `cell`: a question about the sheet that nobody has answered, and what was assumed meanwhile.
    """

    cell: str
    as_written: str
    why: str

    @property
    def words(self) -> str:
        """ "Sheet1!C9: “illegible” was not understood (no reading)."."""
        if not self.cell:
            return f"{self.as_written} Not answered; {self.why}."
        return f"{self.cell}: “{self.as_written}” was not understood ({self.why})."


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient with everything that was tested. `number` is the clinic's own; both may be empty.

    `decisions`: in the order in which they were made; those that were revoked stay.
    """

    name: str
    number: str = ""
    results: tuple[PatchTestResult, ...] = ()
    tested_on: str = ""
    decisions: tuple[Decision, ...] = ()
    characteristics: Characteristics = NOTHING_SAID
    unread: tuple[UnreadCell, ...] = ()

    @property
    def called(self) -> str:
        """What the patient is called in a line of a window: by name, or else by number."""
        called = self.name or self.number or "Without a name"
        return called if len(called) <= LONGEST_CALLED else called[: LONGEST_CALLED - 1] + "…"

    @property
    def valid_decisions(self) -> tuple[Decision, ...]:
        """The decisions that hold."""
        return tuple(decision for decision in self.decisions if not decision.revoked_on)

    def decided(self, new: Decision) -> Patient:
        """The patient with one more decision; an earlier one about the same no longer holds."""
        kept = (
            replace(old, revoked_on=new.decided_on, revoked_by=new.who)
            if old.is_about_same_as(new) and not old.revoked_on
            else old
            for old in self.decisions
        )
        return replace(self, decisions=(*kept, new))

    def revoked(self, decision: Decision, day: str, who: str = "") -> Patient:
        """The patient for whom a decision no longer holds since that day (ISO), by whom."""
        taken_back = replace(decision, revoked_on=day, revoked_by=who)
        kept = (taken_back if old == decision else old for old in self.decisions)
        return replace(self, decisions=tuple(kept))

    def without_identifiers(self) -> Patient:
        """The patient without name, number, year of birth, and texts of the imported sheet, which may name anybody.

        That something was not understood is still counted. Free words of a person stay.
        """
        return replace(
            self,
            name="",
            number="",
            results=tuple(replace(result, cell="") for result in self.results),
            characteristics=replace(self.characteristics, birth_year=None),
            unread=tuple(
                UnreadCell("…", "…", "left out with the identifiers") if open_.cell else open_ for open_ in self.unread
            ),
        )

    @property
    def unmapped_positives(self) -> tuple[PatchTestResult, ...]:
        """Positive results whose allergen is not known: never dropped, they block a complete profile."""
        return tuple(r for r in self.results if r.status is ResultStatus.POSITIVE and not r.allergen)

    @property
    def undecided(self) -> tuple[PatchTestResult, ...]:
        """Results that a person has to decide (doubtful, contradictory, never read): not looked for meanwhile."""
        return tuple(r for r in self.results if r.status in (ResultStatus.REVIEW, ResultStatus.UNKNOWN))

    @property
    def gaps(self) -> str:
        """What keeps the profile from being complete, in words; "" when it is complete.

        A positive of no known allergen, or a cell that nobody could read, may be an allergen that is not looked for;
        what nobody has confirmed may be another one.
        """
        unread = sum(bool(left.cell) for left in self.unread)
        counts = (
            (len(self.unmapped_positives), "positive not a known allergen"),
            (unread, "not understood in the results"),
            (len(self.unread) - unread, "assumed and not confirmed"),
        )
        said = ", ".join(f"{number} {what}" for number, what in counts if number)
        return f"profile incomplete: {said}" if said else ""
