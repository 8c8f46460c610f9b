"""What the patient is told to look for leads to the allergen, and what is said to be fine does not."""

from __future__ import annotations

import re

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.workbench import Workbench

_QUOTED = re.compile("“([^”]+)”")
_IN_THE_WAY = (Level.AVOID, Level.CAUTION)


def levels(workbench: Workbench, allergen: str, name: str) -> list[Level | None]:
    """What each substance of that name means for the allergen; empty when no substance has the name."""
    known = workbench.allergens.links_by_substance
    return [
        next((link.level for link in known.get(substance.id, ()) if link.allergen == allergen), None)
        for substance in workbench.catalogue.named(name)
    ]


def test_every_name_to_look_for_leads_to_the_allergen(workbench: Workbench) -> None:
    lost = [
        f"patient_texts.{language}.csv, {allergen}: “{name}” is {levels(workbench, allergen, name) or 'unknown'}"
        for language, texts in workbench.allergens.patient_texts.items()
        for allergen, fields in texts.items()
        for name in fields["look_for_on_labels"].split(", ")
        if name.strip(" -") and not any(level in _IN_THE_WAY for level in levels(workbench, allergen, name))
    ]
    assert not lost, "take the name out of look_for_on_labels, or link it at level avoid or caution"


def test_no_name_that_is_said_to_be_fine_leads_to_the_allergen(workbench: Workbench) -> None:
    wrong = [
        f"patient_texts.{language}.csv, {allergen}: “{name}” is {levels(workbench, allergen, name) or 'unknown'}"
        for language, texts in workbench.allergens.patient_texts.items()
        for allergen, fields in texts.items()
        for name in _QUOTED.findall(fields["usually_fine"])
        if not levels(workbench, allergen, name)
        or any(level in _IN_THE_WAY for level in levels(workbench, allergen, name))
    ]
    assert not wrong, "take the name out of usually_fine, or mend the link or the vocabulary"


def test_what_labels_can_show_has_names_to_look_for(workbench: Workbench) -> None:
    index = workbench.allergens
    silent = [
        allergen
        for allergen, fields in index.patient_texts["en"].items()
        if fields["look_for_on_labels"] == "-"
        and index.allergens[allergen].on_labels == "yes"
        and any(link.level in _IN_THE_WAY for link in index.links_by_allergen.get(allergen, ()))
    ]
    assert silent == []


def test_every_baseline_series_has_its_texts(workbench: Workbench) -> None:
    index = workbench.allergens
    for series in ("EBS19", "EBS23_candidates", "TT36", "ACDS20", "NAC80", "BSCA_add"):
        members = {p.allergen for p in index.series_positions if p.series == series and p.allergen}
        assert members
        assert members <= index.patient_texts["en"].keys()
