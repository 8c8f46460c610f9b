"""How strictly one patient avoids something, as the clinic has decided: clinical sentences on the shipped knowledge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.assessment.strictness import decided
from ingredient_checker.assessment.verdict import Assessment, Finding, Verdict
from ingredient_checker.patch_test.patient import Decision, PatchTestResult, Patient, Strictness
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.workbench import Workbench


def about(allergen: str, strictness: Strictness, substance: str = "") -> Decision:
    return Decision(allergen, substance, strictness, "Dr A.", "2026-11-21", "tolerated in use")


def patient(*allergens: str, decisions: tuple[Decision, ...] = ()) -> Patient:
    results = tuple(PatchTestResult(a, a, ResultStatus.POSITIVE, Grade.STRONG) for a in allergens)
    return Patient("Ann", "", results, decisions=decisions)


def findings(assessment: Assessment) -> list[Finding]:
    return [finding for entry in assessment.entries for finding in entry.findings]


def test_a_released_allergen_stays_as_information_and_says_who_released_it_when_and_why(workbench: Workbench) -> None:
    released = patient("mi", decisions=(about("mi", Strictness.RELEASED),))
    assessment = workbench.check_for("Aqua, Methylisothiazolinone, Glycerin", released)
    assert assessment.verdict is Verdict.NOTHING_FOUND
    (found,) = findings(assessment)
    assert found.level is Level.INFO
    assert found.steps[-2] == "released by Dr A. on 2026-11-21: tolerated in use"
    assert found.why.endswith("the patient's test: positive ++")
    assert assessment.released == ("Methylisothiazolinone",)


@pytest.mark.parametrize(
    ("label", "allergen", "strictness", "verdict"),
    [
        ("Aqua, Octylisothiazolinone", "mi", Strictness.USUAL, Verdict.CAUTION),
        ("Aqua, Octylisothiazolinone", "mi", Strictness.STRICT, Verdict.AVOID),
        ("Aqua, Benzisothiazolinone", "mi", Strictness.STRICT, Verdict.NOTHING_FOUND),
        ("Aqua, Methylisothiazolinone", "mi", Strictness.STRICT, Verdict.AVOID),
        ("Aqua, Methylisothiazolinone", "mi", Strictness.CAUTION, Verdict.CAUTION),
        ("Aqua, Octylisothiazolinone", "mi", Strictness.CAUTION, Verdict.CAUTION),
        ("Aqua, Parfum", "linalool", Strictness.RELEASED, Verdict.NOTHING_FOUND),
        ("Aqua, Asorbic Acid", "sorbic_acid", Strictness.RELEASED, Verdict.UNREAD),
        ("Aqua, Methylisothiazolinone, Zanthoxyl Dreamwort", "mi", Strictness.RELEASED, Verdict.UNREAD),
        ("", "mi", Strictness.RELEASED, Verdict.UNREAD),
        ("Aqua", "nickel", Strictness.RELEASED, Verdict.CANNOT_CHECK),
    ],
)
def test_the_verdict_follows_the_decision_and_nothing_unread_is_ever_cleared(
    workbench: Workbench, label: str, allergen: str, strictness: Strictness, verdict: Verdict
) -> None:
    who = patient(allergen, decisions=(about(allergen, strictness),))
    assert workbench.check_for(label, who).verdict is verdict


def test_a_tolerated_ingredient_is_released_for_every_allergen_of_the_patient_and_others_are_not(
    workbench: Workbench,
) -> None:
    label = "Aqua, Geraniol, Eugenol"
    who = patient("fragrance_mix_1", "balsam_of_peru")
    assert workbench.check_for(label, who).verdict is Verdict.AVOID
    tolerant = replace(who, decisions=(about("", Strictness.RELEASED, "Geraniol"),))
    levels = {f.substance: f.level for f in findings(workbench.check_for(label, tolerant))}
    assert levels == {"geraniol": Level.INFO, "eugenol": Level.AVOID}
    assert workbench.check_for("Aqua, Geraniol", tolerant).verdict is Verdict.NOTHING_FOUND


def test_what_is_decided_about_an_ingredient_goes_before_what_is_decided_about_its_allergen(
    workbench: Workbench,
) -> None:
    who = patient(
        "fragrance_mix_1",
        decisions=(about("fragrance_mix_1", Strictness.RELEASED), about("", Strictness.USUAL, "Eugenol")),
    )
    assert workbench.check_for("Aqua, Geraniol", who).verdict is Verdict.NOTHING_FOUND
    assessment = workbench.check_for("Aqua, Eugenol", who)
    assert assessment.verdict is Verdict.AVOID
    assert findings(assessment)[0].decision is None


def test_a_released_allergen_releases_no_other_one(workbench: Workbench) -> None:
    who = patient("linalool", "fragrance_mix_1", decisions=(about("linalool", Strictness.RELEASED),))
    found = {f.allergen: f.level for f in findings(workbench.check_for("Aqua, Parfum", who))}
    assert found == {"linalool": Level.INFO, "fragrance_mix_1": Level.AVOID}


def test_a_word_inside_something_unread_is_not_the_tolerated_ingredient(workbench: Workbench) -> None:
    label, tolerated = "Aqua, Zorbotene Lanolin Complexate", about("", Strictness.RELEASED, "Lanolin")
    usual = workbench.check_for(label, patient("lanolin"))
    assert usual.verdict is Verdict.CAUTION
    assert workbench.check_for(label, patient("lanolin", decisions=(tolerated,))) == usual


def test_a_second_decision_takes_the_place_of_the_first_and_a_revoked_one_does_nothing(workbench: Workbench) -> None:
    label = "Aqua, Methylisothiazolinone"
    usual = workbench.check_for(label, patient("mi"))
    released = patient("mi").decided(about("mi", Strictness.RELEASED))
    second = replace(about("mi", Strictness.CAUTION), decided_on="2026-12-01")
    twice = released.decided(second)
    assert [d.revoked_on for d in twice.decisions] == ["2026-12-01", ""]
    assert workbench.check_for(label, twice).verdict is Verdict.CAUTION
    revoked = twice.revoked(second, "2026-12-02")
    assert revoked.valid_decisions == ()
    assert len(revoked.decisions) == 2
    assert workbench.check_for(label, revoked) == usual


def test_decisions_about_what_is_no_positive_or_no_longer_in_the_data_change_nothing(workbench: Workbench) -> None:
    label = "Aqua, Methylisothiazolinone, Parfum"
    idle = (about("formaldehyde", Strictness.STRICT), about("", Strictness.RELEASED, "Withdrawn Substance"))
    assert workbench.check_for(label, patient("mi", decisions=idle)) == workbench.check_for(label, patient("mi"))


def test_without_a_patient_nothing_was_decided(workbench: Workbench) -> None:
    released = patient("mi", decisions=(about("mi", Strictness.RELEASED),))
    assert workbench.check("Aqua, Methylisothiazolinone", workbench.positives(released)).verdict is Verdict.AVOID


@given(st.sampled_from(Level), st.sampled_from(Strictness))
def test_no_decision_makes_a_finding_disappear_or_information_a_warning(level: Level, strictness: Strictness) -> None:
    after = decided(level, about("mi", strictness))
    assert after in Level
    assert level is not Level.INFO or after is Level.INFO
    assert strictness is not Strictness.USUAL or after is level
