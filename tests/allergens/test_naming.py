"""Names on result sheets and in the search: which allergen is meant, and never by guessing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.allergens.naming import How, Naming, without_preparation
from ingredient_checker.matching.spelling import nearest
from ingredient_checker.workbench import Workbench


@pytest.fixture(scope="session")
def naming(workbench: Workbench) -> Naming:
    return workbench.naming


@pytest.mark.parametrize(
    ("written", "allergen"),
    [
        ("Nickel sulfate 2.5% pet.*", "nickel"),
        ("avoid all fragrance", "fragrance_unspecified"),
        ("formaldehyde releasers", "all_formaldehyde_releasers"),
        ("Nickel(II)-sulfat", "nickel"),
        ("NICKEL SULPHATE HEXAHYDRATE 5 %", "nickel"),
        ("Cobalt chloride hexahydrate 1% pet", "cobalt"),
        ("Kobalt(II)-chlorid-Hexahydrat", "cobalt"),
        ("para-tert-Butylphenol formaldehyde resin", "ptbp_resin"),
        ("4-Phenylendiamin", "ppd"),
        ("Kathon CG 0.02% aq", "mci_mi"),
        ("(Chlor-)Methylisothiazolinon", "mci_mi"),
        ("(Chlor-)Methylisothiazolinon 0,02 % Aq.", "mci_mi"),
        ("MCI + MI", "mci_mi"),
        ("Methylisothiazolinone 2000 ppm aq", "mi"),
        ("PPD mix", "black_rubber_mix"),
        ("p-Phenylenediamine (PPD)", "ppd"),
        ("Duftstoff-Mix 2", "fragrance_mix_2"),
        ("Duftstoff-Mix II", "fragrance_mix_2"),
        ("FM2", "fragrance_mix_2"),
        ("Fragrance mix", "fragrance_mix_1"),
        ("Bálsamo del Perú", "balsam_of_peru"),
        ("Balsamo del Peru", "balsam_of_peru"),
        ("Lanolin alcohol (Amerchol L101) 50% pet.", "lanolin"),
        ("Kaliumdichromat / Potassium dichromate", "chromium"),
        ("C-020 Colophonium", "colophonium"),
        ("Thiuram mix (TMTD, TETD)", "thiuram_mix"),
    ],
)
def test_a_name_as_sheets_write_it_is_recognised(naming: Naming, written: str, allergen: str) -> None:
    assert naming.on_sheet(written).allergen == allergen


def test_what_stood_in_the_name_besides_is_the_preparation(naming: Naming) -> None:
    assert naming.on_sheet("Kathon CG 0.02% aq").preparation == "0.02% aq"
    assert without_preparation("Formaldehyde (2% in water)") == ("Formaldehyde", "2% in water")
    assert without_preparation("5% pet") == ("5% pet", "")


def test_an_unnumbered_fragrance_mix_is_mix_one_and_asked(naming: Naming) -> None:
    assert naming.on_sheet("Fragrance Mix").ask
    assert not naming.on_sheet("Fragrance mix I").ask
    assert naming.is_told_apart("fragrance_mix_1", {"fragrance_mix_1", "fragrance_mix_2"})
    assert not naming.is_told_apart("fragrance_mix_1", {"nickel"})


def test_mi_is_told_apart_when_mci_mi_was_tested_too(naming: Naming) -> None:
    assert naming.is_told_apart("mi", {"mi", "mci_mi"})
    assert not naming.is_told_apart("mi", {"mi", "nickel"})


def test_controls_and_own_products_are_no_allergens(naming: Naming) -> None:
    assert naming.on_sheet("Petrolatum (control)").how is How.CONTROL
    assert naming.on_sheet("Natriumlaurylsulfat 0,25 % Aq.").how is How.CONTROL
    assert naming.on_sheet("Patient's shampoo 1% aq").how is How.OWN_PRODUCT
    assert naming.on_sheet("Face cream as is").how is How.OWN_PRODUCT


def test_an_unverified_article_number_is_a_suggestion_only(naming: Naming) -> None:
    found = naming.on_sheet("B-001")
    assert (found.allergens, found.suggestion, found.is_known) == ((), "balsam_of_peru", False)
    assert naming.on_sheet("Mx-18").allergen == "compositae"
    assert naming.on_sheet("X-999").how is How.NOTHING


@pytest.mark.parametrize(
    ("written", "allergen"),
    [
        ("Polysilicone-15", "polysilicone_15"),
        ("Citronellol", "citronellol"),
        ("Methylparaben 3% pet.", "methylparaben"),
    ],
)
def test_a_test_may_be_written_with_the_name_its_substance_has_on_labels(
    naming: Naming, written: str, allergen: str
) -> None:
    assert naming.on_sheet(written).allergen == allergen


def test_an_ingredient_that_no_allergen_is_remains_unknown_on_a_sheet(naming: Naming) -> None:
    for written in ("Niacinamide", "Cera Microcristallina", "Sodium Chloride"):
        assert naming.on_sheet(written).how is How.NOTHING


def test_a_misspelt_name_is_suggested_and_never_taken(naming: Naming) -> None:
    assert naming.on_sheet("Nickle sulfat").how is How.NOTHING
    assert "Nickel sulfate" in naming.suggestions("Nickle sulfat 5% pet", nearest)


def test_two_allergens_in_one_cell_are_both_answered_and_asked(naming: Naming) -> None:
    found = naming.on_sheet("Nickel / Cobalt")
    assert set(found.allergens) == {"nickel", "cobalt"}
    assert found.ask
    assert found.allergen == ""


@pytest.mark.parametrize(
    ("typed", "allergen"),
    [("mi", "mi"), ("MI", "mi"), ("2682-20-4", "mi"), ("Kathon CG", "mci_mi"), ("Fragrance mix I", "fragrance_mix_1")],
)
def test_a_person_may_type_an_id_a_name_or_a_cas_number(naming: Naming, typed: str, allergen: str) -> None:
    assert allergen in naming.find(typed).allergens


def test_positions_are_looked_up_in_their_series_only(naming: Naming) -> None:
    position = naming.position("NAC80", "12")
    assert position is not None
    assert position.allergen == "quaternium_15"
    assert naming.position("TT36", "99") is None
    assert naming.series_called("NAC-80 tray")[0] == "NAC80"
    assert naming.series_called("T.R.U.E. TEST 36 - B. Person")[0] == "TT36"
    assert naming.series_called("Svensk basserie 2024")[0] == "SE24"
    assert naming.series_called("Bateria Padrão 1")[0] == "BR30"
    assert naming.series_called("Hairdressing") == ()


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(naming: Naming, written: str) -> None:
    found = naming.find(written)
    assert found.how is How.NOTHING or found.allergens or found.how in (How.CONTROL, How.OWN_PRODUCT, How.NO_DATA)


def test_a_number_means_the_substance_and_not_the_mix_that_holds_it(workbench: Workbench) -> None:
    assert workbench.find_allergen("2682-20-4").allergens == ("mi",)
    assert workbench.find_allergen("149-30-4").allergens == ("mbt",)
