"""Drug, trade, chemical and foreign names lead to the allergen they mean; single parts of a mix lead to the mix."""

from __future__ import annotations

import pytest

from ingredient_checker.allergens.allergen import Level, Relation
from ingredient_checker.assessment.verdict import Finding
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench


@pytest.mark.parametrize(
    ("written", "allergen"),
    [
        ("Hibitane", "chlorhexidine"),
        ("Hibiscrub", "chlorhexidine"),
        ("Cidex", "glutaral"),
        ("1,5-Pentanedial", "glutaral"),
        ("Dettol", "chloroxylenol"),
        ("Preventol CMK", "chlorocresol"),
        ("Proxel PL", "bit"),
        ("Bromothalonil", "mdbgn"),
        ("Mergal AF", "chloroacetamide"),
        ("Phenyl Cellosolve", "phenoxyethanol"),
        ("Quinol", "hydroquinone"),
        ("1,4-Benzenediol", "hydroquinone"),
        ("m-Hydroquinone", "resorcinol"),
        ("CI 76515", "pyrogallol"),
        ("Mono-tert-butylhydroquinone", "tbhq"),
        ("t-Butyl Hydroxyanisole", "bha"),
        ("Tenox PG", "gallates"),
        ("Gallates", "gallates"),
        ("Lanum", "lanolin"),
        ("Eucerinum Anhydricum", "lanolin"),
        ("Lanette N", "cetearyl_alcohol"),
        ("Emulsifying Wax NF", "cetearyl_alcohol"),
        ("Carbowax", "peg"),
        ("Bepanthen", "panthenol"),
        ("Oil of Wintergreen", "methyl_salicylate"),
        ("Confectioner's Glaze", "shellac"),
        ("Lawsonia inermis", "henna"),
        ("Orudis", "ketoprofen"),
        ("Fastum", "ketoprofen"),
        ("Etofenamat 2% Vas.", "etofenamate"),
        ("Diclofenac Sodium", "diclofenac"),
        ("Topical NSAIDs", "other_nsaids"),
        ("Sulfonamides", "sulfonamides"),
        ("Disulfiram", "thiuram_mix"),
        ("Tetramethylthiuram disulfide (TMTD) 1% pet", "thiuram_mix"),
        ("Zinkdiethyldithiocarbamat", "carba_mix"),
        ("N-Cyclohexyl-2-benzothiazolesulfenamide", "mercapto_mix"),
        ("Disperse Blue 106", "disperse_blue_mix"),
        ("Dispersionsblau 124", "disperse_blue_mix"),
        ("Disperse Red 17", "textile_dye_mix"),
        ("CI 11855", "disperse_yellow_3"),
        ("Isobornyl acrylate", "isobornyl_acrylate"),
        ("Cocamidopropyl Betaine MEA Chloride", "capb"),
        ("Hydroperoxides of limonene 0.2-0.3% pet", "limonene"),
        ("2-Bromo-2-nitropropane-1,3-diol 0.25–0.5 % pet.", "bronopol"),
    ],
)
def test_a_drug_trade_or_chemical_name_means_its_allergen(workbench: Workbench, written: str, allergen: str) -> None:
    assert workbench.naming.on_sheet(written).allergens == (allergen,)


@pytest.mark.parametrize("piece", ["inorganic", "alpha/beta", "I/III", "PEG 400 etc.", "undisclosed mixture"])
def test_a_piece_of_a_name_is_no_name(workbench: Workbench, piece: str) -> None:
    assert workbench.naming.on_sheet(piece).allergens == ()


def test_position_35_of_the_ready_made_test_is_the_blue_mix(workbench: Workbench) -> None:
    position = workbench.naming.position("TT36", "35")
    assert position is not None
    assert position.allergen == "disperse_blue_mix"


@pytest.mark.parametrize(
    ("group", "member"),
    [
        ("other_nsaids", "Diclofenac"),
        ("other_nsaids", "Etofenamate"),
        ("other_nsaids", "Bufexamac"),
        ("acrylate_esters", "Isobornyl Acrylate"),
        ("methacrylate_esters", "Isopropylidenediphenyl Bisoxyhydroxypropyl Methacrylate"),
        ("thiuram_mix", "Thiram"),
        ("textile_dye_mix", "Disperse Blue 106"),
    ],
)
def test_a_positive_group_flags_its_members_at_avoid(workbench: Workbench, group: str, member: str) -> None:
    findings = _findings(workbench, group, member)
    assert {f.level for f in findings} == {Level.AVOID}
    assert {f.relation for f in findings} <= {Relation.SAME, Relation.CONSTITUENT}


@pytest.mark.parametrize(
    ("member", "sibling"), [("etofenamate", "Ibuprofen"), ("isobornyl_acrylate", "Butyl Acrylate")]
)
def test_a_positive_member_does_not_forbid_the_group(workbench: Workbench, member: str, sibling: str) -> None:
    assert all(f.level is Level.INFO for f in _findings(workbench, member, sibling))


@pytest.mark.parametrize("written", ["Emulsifying Wax NF", "Lanette SX"])
@pytest.mark.parametrize("allergen", ["cetearyl_alcohol", "cetyl_alcohol", "stearyl_alcohol"])
def test_emulsifying_wax_holds_the_fatty_alcohols(workbench: Workbench, written: str, allergen: str) -> None:
    assert {(f.relation, f.level) for f in _findings(workbench, allergen, written)} == {
        (Relation.CONTAINS, Level.AVOID)
    }


@pytest.mark.parametrize(
    "written",
    [
        "BHA (beta hydroxy acid)",
        "AHA/BHA",
        "AHA & BHA",
        "Salicylic Acid (BHA)",
        "2% Salicylic Acid (BHA)",
        "BHA (Salicylic Acid) 0.5%",
    ],
)
def test_the_bha_of_peelings_is_salicylic_acid_and_no_antioxidant(workbench: Workbench, written: str) -> None:
    assert not _findings(workbench, "bha", written)
    assert _findings(workbench, "salicylic_acid", written)


@pytest.mark.parametrize("written", ["BHA", "BHA 0.1%", "BHA/BHT", "BHA (Butylated Hydroxyanisole)"])
def test_bha_alone_stays_the_antioxidant(workbench: Workbench, written: str) -> None:
    assert {f.level for f in _findings(workbench, "bha", written)} == {Level.AVOID}


def _findings(workbench: Workbench, allergen: str, written: str) -> list[Finding]:
    positive = Positive(allergen, workbench.allergens.get(allergen).name)
    entries = workbench.check(f"Aqua, {written}, Glycerin", [positive]).entries
    return [finding for entry in entries for finding in entry.findings]
