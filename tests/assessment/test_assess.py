"""What a label means for a patient: clinical sentences on the shipped knowledge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingredient_checker.allergens.allergen import Level, Relation
from ingredient_checker.assessment.verdict import Assessment, Finding, Verdict
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.patch_test.reading import Grade
from ingredient_checker.workbench import Workbench


def check(workbench: Workbench, label_text: str, *allergens: str) -> Assessment:
    positives = [Positive(i, workbench.allergens.get(i).name, Grade.STRONG, "current") for i in allergens]
    return workbench.check(label_text, positives)


def finding(assessment: Assessment, text: str) -> Finding:
    (entry,) = [e for e in assessment.entries if e.read.entry.text == text]
    return entry.findings[0]


def test_a_formaldehyde_positive_patient_must_avoid_quaternium_15(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, Quaternium-15, Glycerin", "formaldehyde")
    assert assessment.verdict is Verdict.AVOID
    found = finding(assessment, "Quaternium-15")
    assert (found.relation, found.level) == (Relation.RELEASES, Level.AVOID)


def test_the_reason_leads_from_the_label_to_the_patients_own_result(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, Methylisothlazolinone", "mi")
    why = finding(assessment, "Methylisothlazolinone").why
    assert "read as Methylisothiazolinone: l read for i" in why
    assert why.endswith("the patient's test: positive ++, relevance current")


@pytest.mark.parametrize(
    ("label", "allergen", "verdict"),
    [
        ("Aqua, Polyquaternium-15, Glycerin", "quaternium_15", Verdict.NOTHING_FOUND),
        ("Aqua, Ascorbic Acid, Glycerin", "sorbic_acid", Verdict.NOTHING_FOUND),
        ("Aqua, Disodium EDTA, Glycerin", "ethylenediamine", Verdict.NOTHING_FOUND),
        ("Aqua, Propanediol, Glycerin", "propylene_glycol", Verdict.NOTHING_FOUND),
        ("Aqua, Coco-Betaine, Glycerin", "capb", Verdict.NOTHING_FOUND),
        ("Aqua, Parfum, Glycerin", "fragrance_mix_1", Verdict.AVOID),
        ("Aqua, Parfum, Glycerin", "linalool", Verdict.CAUTION),
        ("Aqua, Lanolin Alcohol", "lanolin", Verdict.AVOID),
        ("Aqua, Methylchloroisothiazolinone", "mi", Verdict.AVOID),
        ("Active ingredient: Hydrocortisone 1%. Inactive ingredients: Aqua", "tixocortol", Verdict.AVOID),
    ],
)
def test_well_known_traps_and_relations(workbench: Workbench, label: str, allergen: str, verdict: Verdict) -> None:
    assert check(workbench, label, allergen).verdict is verdict


def test_an_unread_ingredient_is_never_filed_as_nothing_found(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, Zanthoxyl Dreamwort, Glycerin", "mi")
    assert assessment.verdict is Verdict.UNREAD
    assert assessment.counts.unknown == 1


@pytest.mark.parametrize("label", ["", "No info", "Aqua, Glycerin,"])
def test_a_missing_or_cut_list_is_unread(workbench: Workbench, label: str) -> None:
    assessment = check(workbench, label, "mi")
    assert assessment.verdict is Verdict.UNREAD
    assert assessment.doubts


def test_an_allergen_that_is_never_on_labels_is_said_beside_any_verdict(workbench: Workbench) -> None:
    assert check(workbench, "Aqua, Glycerin", "nickel").verdict is Verdict.CANNOT_CHECK
    both = check(workbench, "Aqua, Methylisothiazolinone", "nickel", "mi")
    assert both.verdict is Verdict.AVOID
    assert both.not_checkable == ("nickel",)


def test_an_ambiguous_reading_of_an_allergen_is_caution(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, Asorbic Acid", "sorbic_acid")
    assert assessment.verdict is Verdict.CAUTION
    assert finding(assessment, "Asorbic Acid").possible


def test_an_allergens_word_in_an_unread_ingredient_is_caution(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, hydrolysed lanolin dream complex", "lanolin")
    assert assessment.verdict is Verdict.CAUTION


def test_a_claim_of_absence_is_never_a_hit(workbench: Workbench) -> None:
    assessment = check(workbench, "Aqua, Glycerin. Free from formaldehyde, parabens.", "formaldehyde", "paraben_mix")
    assert assessment.verdict is Verdict.NOTHING_FOUND


def test_talk_about_an_oil_weighs_little_beside_the_list(workbench: Workbench) -> None:
    assessment = check(workbench, "-Clove Oil: Helps your skin.\n\nAqua, Glycerin", "fragrance_mix_1")
    assert assessment.verdict is Verdict.NOTHING_FOUND
    assert [f.level for e in assessment.entries for f in e.findings] in ([], [Level.INFO])


def test_a_positive_that_is_no_known_allergen_blocks_nothing_found(workbench: Workbench) -> None:
    assessment = workbench.check("Aqua, Glycerin", [Positive("mi", "MI")], unmapped=["X-999"])
    assert assessment.verdict is Verdict.UNREAD
    assert "X-999" in assessment.doubts[0]


ALERTS = "Aqua, Methylisothiazolinone, Parfum, DMDM Hydantoin"


@given(st.text(max_size=40))
def test_adding_text_behind_a_label_never_removes_an_alert(workbench: Workbench, added: str) -> None:
    def alerts(label_text: str) -> set[str]:
        assessment = check(workbench, label_text, "mi", "formaldehyde", "fragrance_mix_1")
        return {f.allergen for e in assessment.entries for f in e.findings if f.level is not Level.INFO}

    assert alerts(ALERTS) <= alerts(f"{ALERTS}, {added}")
    assert alerts(ALERTS) <= alerts(f"{ALERTS}.\n\n{added}")


KIT = (
    "-Shea Butter: softens.\n\nDay Cream:\nAqua, Glycerin, Cetyl Alcohol, Talc, Methylisothiazolinone.\n\n"
    "Night Mask:\nAqua, Kaolin, Glycerin, Zanthoxyl Dreamwort, Citric Acid.\n\n"
    "Lip Balm:\nCera Alba, Squalane, Tocopherol, Ricinus Communis Seed Oil, Mica."
)


def test_each_product_of_a_kit_has_its_own_verdict_and_the_text_the_strongest(workbench: Workbench) -> None:
    assessment = check(workbench, KIT, "mi")
    assert assessment.verdict is Verdict.AVOID
    assert [(p.name, p.verdict, p.counts.unknown) for p in assessment.products] == [
        ("Day Cream", Verdict.AVOID, 0),
        ("Night Mask", Verdict.UNREAD, 1),
        ("Lip Balm", Verdict.NOTHING_FOUND, 0),
    ]


def test_what_stands_before_the_first_product_counts_for_each(workbench: Workbench) -> None:
    assessment = check(workbench, "-Parfum 1%: scents.\n\n" + KIT, "fragrance_mix_1")
    assert {p.verdict for p in assessment.products} == {Verdict.AVOID}


def test_one_product_has_no_products(workbench: Workbench) -> None:
    assert check(workbench, "Aqua, Glycerin, Parfum", "mi").products == ()
