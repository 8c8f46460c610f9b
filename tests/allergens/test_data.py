"""The shipped knowledge holds what it promises, and each fault is named by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingredient_checker.allergens.allergen import Level, Relation
from ingredient_checker.allergens.data_check import Fault, faults
from ingredient_checker.allergens.load import load_allergens
from ingredient_checker.problem import Problem
from ingredient_checker.substances.load import load_substances
from ingredient_checker.workbench import Workbench

SUBSTANCES = """name,cas,ec,functions,source,verified
Aqua,7732-18-5,231-791-2,Solvent,COSING,yes
Formaldehyde,50-00-0,200-001-8,Preservative,COSING,yes
DMDM Hydantoin,6440-58-0,229-222-8,Preservative,COSING,yes
Imidazolidinyl Urea,39236-46-9,254-372-6,Preservative,COSING,yes
"""
TEXTS = "allergens/patient_texts.en.csv"
FILES = {
    "VERSION": "2026.11\n",
    "substances/inci.csv": SUBSTANCES,
    "substances/other.csv": "name,cas,ec,functions,source,verified,note\nGlydant,,,,M,no,\n",
    "substances/names.csv": "name,substance,kind,language,source,verified\nEau,Aqua,foreign,fr,COSING,yes\n",
    "allergens/allergens.csv": (
        "id,name,kind,category,cas,on_labels,preparations,note,source,verified\n"
        "formaldehyde,Formaldehyde,substance,preservative,50-00-0,yes,2% aq,,GA22,yes\n"
        "dmdm,DMDM hydantoin,substance,preservative,6440-58-0,yes,2% aq,,GA22,yes\n"
    ),
    "allergens/label_names.csv": (
        "allergen,relation,substance,level,note,source,verified\n"
        "formaldehyde,same,Formaldehyde,avoid,,GA22,yes\n"
        "dmdm,same,DMDM Hydantoin,avoid,,GA22,yes\n"
        "dmdm,same,Glydant,avoid,,M,no\n"
        "formaldehyde,releases,Glydant,caution,an exception,GA22,yes\n"
    ),
    "allergens/relations.csv": (
        "allergen,relation,of,level,rate,note,source,verified\nformaldehyde,releases,dmdm,avoid,,,GA22,yes\n"
    ),
    "allergens/series.csv": "code,name,note,source,verified\nX1,Small series,,GA22,yes\n",
    "allergens/series_positions.csv": (
        "series,position,panel,allergen,as_printed,concentration,vehicle,preparation_source,note,source,verified\n"
        "X1,1,,formaldehyde,Formaldehyde,2 %,aq,GA22,,GA22,yes\n"
    ),
    "allergens/test_names.csv": (
        "name,allergen,language,kind,ask,note,source,verified\nFormalin,formaldehyde,en,test name,no,,GA22,yes\n"
    ),
    "allergens/look_alikes.csv": (
        "name,other,allergen,why,source,verified\nDMDM Hydantoin,DEDM Hydantoin,dmdm,another substance,GA22,yes\n"
    ),
    TEXTS: (
        "allergen,what_it_is,where_in_products,look_for_on_labels,usually_fine,other_sources,advice,status,source,"
        "verified\nformaldehyde,A preservative.,Shampoo.,Formaldehyde,-,Glue.,Read labels.,draft,M,no\n"
    ),
    "substances/eu_annexes.csv": (
        "annex,entry,substance,note,source,verified\nII,1577,Formaldehyde,no longer allowed,GA22,yes\n"
    ),
    "allergens/eu_fragrance.csv": (
        "entry,label_name,member,rule,new_products_from,all_products_by,note,source,verified\n"
        "III/1,Formaldehyde,Formaldehyde,2023,2026-07-31,2028-07-31,,GA22,yes\n"
    ),
    "allergens/sources.csv": "code,citation,how_seen\nGA22,A review,read\nCOSING,CosIng,read\nM,from memory,\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small data folder without faults."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def add(folder: Path, file: str, row: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")


def test_a_small_folder_without_faults_has_none(folder: Path) -> None:
    assert faults(folder) == ()


ADDED = [
    ("substances/inci.csv", "Talc,14807-96-5,,,COSING,yes", "check digit"),
    ("substances/inci.csv", "Talc,,123-456-1,,COSING,yes", "check digit"),
    ("substances/other.csv", "dmdm-hydantoin,,,,M,no,", "same key"),
    ("substances/names.csv", "Wasser,Aquaa,foreign,de,COSING,yes", "no substance"),
    ("substances/names.csv", "Eau,Formaldehyde,foreign,fr,COSING,yes", "declare both as shared"),
    ("substances/names.csv", "Wasser,Aqua,nickname,de,COSING,yes", "kind"),
    ("allergens/allergens.csv", "dmdm,Twice,substance,x,,no,,,GA22,yes", "twice"),
    ("allergens/allergens.csv", "zzz,formal-dehyde,substance,x,,no,,,GA22,yes", "the same name as formaldehyde"),
    ("allergens/allergens.csv", "zzz,Nameless,substance,x,,yes,,,GA22,yes", "no name leads to it"),
    ("allergens/allergens.csv", "zzz,Odd,substance,x,,perhaps,,,GA22,yes", "on_labels"),
    ("allergens/label_names.csv", "nobody,same,Aqua,avoid,,GA22,yes", "no allergen"),
    ("allergens/label_names.csv", "dmdm,same,Zorbotene,avoid,,GA22,yes", "no substance"),
    ("allergens/label_names.csv", "dmdm,resembles,Aqua,avoid,,GA22,yes", "relation"),
    ("allergens/label_names.csv", "dmdm,contains,Aqua,dreadful,,GA22,yes", "level"),
    ("allergens/label_names.csv", "dmdm,contains,Aqua,info,,,yes", "no source"),
    ("allergens/label_names.csv", "dmdm,contains,Aqua,info,,QQ99,yes", "not in sources.csv"),
    ("allergens/label_names.csv", "dmdm,contains,Aqua,info,,M,yes", "from memory"),
    ("allergens/label_names.csv", "dmdm,contains,Glydant,info,,GA22,yes", "already"),
    ("allergens/relations.csv", "dmdm,cross-reacts,dmdm,info,,,GA22,yes", "itself"),
    ("allergens/relations.csv", "dmdm,same,formaldehyde,avoid,,,GA22,yes", "should be one"),
    ("allergens/series_positions.csv", "X9,1,,dmdm,DMDM,,,,,GA22,yes", "no series"),
    ("allergens/series_positions.csv", "X1,1,,dmdm,DMDM,,,,,GA22,yes", "already"),
    ("allergens/series_positions.csv", "X1,3,,dmdm,DMDM,,,,,GA22,yes", "no position 2"),
    ("allergens/series_positions.csv", "X1,,,dmdm,DMDM,,,,,GA22,yes", "but not here"),
    ("allergens/series_positions.csv", "X1,2,,nobody,DMDM,,,,,GA22,yes", "no allergen"),
    ("allergens/series_positions.csv", "X1,2,,dmdm,DMDM,1 percent,pet,GA22,,GA22,yes", "concentration"),
    ("allergens/series_positions.csv", "X1,2,,dmdm,DMDM,1 %,vaseline,GA22,,GA22,yes", "vehicle"),
    ("allergens/series_positions.csv", "X1,2,,dmdm,DMDM,1 %,pet,,,GA22,yes", "preparation_source"),
    ("allergens/test_names.csv", "Formol,nobody,fr,test name,no,,GA22,yes", "no allergen"),
    ("allergens/test_names.csv", "Formol,,fr,test name,no,,GA22,yes", "has no allergen"),
    ("allergens/look_alikes.csv", "Aqua,A-qua,dmdm,x,GA22,yes", "share a key"),
    (TEXTS, "dmdm,x.,-,-,-,-,-,final,M,no", "draft or approved"),
    (TEXTS, "nobody,x.,-,-,-,-,-,draft,M,no", "no allergen"),
    (TEXTS, "formaldehyde,x.,-,-,-,-,-,draft,M,no", "in line 2 already"),
    (TEXTS, "dmdm,x.,-,-,,-,-,draft,M,no", "usually_fine is empty"),
    (TEXTS, "dmdm,x,-,-,-,-,-,draft,M,no", "like a sentence"),
    (TEXTS, "dmdm,x.,-,-,Natural creams are safer.,-,-,draft,M,no", "promises “safer”"),
    (TEXTS, "dmdm,x.,-,-,-,-,Choose an allergen-free cream.,draft,M,no", "promises"),
    (TEXTS, "dmdm,x.,It is in 5% of creams.,-,-,-,-,draft,M,no", "percentage"),
]


@pytest.mark.parametrize(("file", "row", "said"), ADDED)
def test_a_faulty_row_is_named_by_file_and_line(folder: Path, file: str, row: str, said: str) -> None:
    add(folder, file, row)
    line = len((folder / file).read_text("utf-8").splitlines())
    found = faults(folder)
    assert any(said in f.text and f.file == file and f.line in (line, 0) for f in found), found


def test_a_claim_quoted_from_a_pack_is_no_promise(folder: Path) -> None:
    add(folder, TEXTS, "dmdm,x.,-,-,-,-,The word “hypoallergenic” says nothing.,draft,M,no")
    assert faults(folder) == ()


def translate(folder: Path, *rows: str, language: str = "de") -> None:
    heading = FILES[TEXTS].splitlines()[0]
    (folder / f"allergens/patient_texts.{language}.csv").write_text("\n".join((heading, *rows, "")), "utf-8")


def test_a_translation_beside_the_english_texts_is_found_and_falls_back_field_by_field(folder: Path) -> None:
    translate(folder, "formaldehyde,Ein Konservierungsmittel.,,,,,,draft,M,no")
    assert faults(folder) == ()
    index = load_allergens(folder, load_substances(folder))
    german = index.patient_text("formaldehyde", "de")
    assert (german["what_it_is"], german["where_in_products"]) == ("Ein Konservierungsmittel.", "Shampoo.")
    assert index.patient_text("formaldehyde")["what_it_is"] == "A preservative."
    assert index.patient_text("formaldehyde", "fr") == index.patient_text("formaldehyde")
    assert index.patient_text("dmdm", "de") == {}


def test_a_faulty_translation_is_named_by_its_own_file(folder: Path) -> None:
    translate(folder, "nobody,x.,,,,,,draft,M,no")
    translate(folder, language="deutsch-1")
    found = {(f.file, f.line) for f in faults(folder)}
    assert found == {("allergens/patient_texts.de.csv", 2), ("allergens/patient_texts.deutsch-1.csv", 0)}


def test_an_allergen_of_a_baseline_series_without_a_text_is_a_fault(folder: Path) -> None:
    change(folder, "allergens/series.csv", "X1,Small series", "TT36,T.R.U.E. Test")
    change(folder, "allergens/series_positions.csv", "X1,1,", "TT36,1,")
    assert faults(folder) == ()
    change(folder, TEXTS, "formaldehyde,", "dmdm,")
    (fault,) = faults(folder)
    assert (fault.file, fault.text) == (TEXTS, "formaldehyde stands in a baseline series and has no text")


def test_without_the_english_texts_there_is_nothing_to_fall_back_on(folder: Path) -> None:
    (folder / TEXTS).unlink()
    assert [f.file for f in faults(folder)] == [TEXTS]


def test_missing_files_and_columns_are_faults(folder: Path) -> None:
    (folder / "allergens/relations.csv").unlink()
    change(folder, "allergens/series.csv", "code,name", "code,title")
    files = {f.file for f in faults(folder)}
    assert {"allergens/relations.csv", "allergens/series.csv"} <= files
    assert faults(folder / "nowhere")


def test_a_label_name_of_its_own_wins_over_what_follows_from_a_relation(folder: Path) -> None:
    catalogue = load_substances(folder)
    index = load_allergens(folder, catalogue)
    (released,) = [k for k in index.links_by_substance["dmdm-hydantoin"] if k.allergen == "formaldehyde"]
    assert (released.relation, released.level, released.via) == (Relation.RELEASES, Level.AVOID, "dmdm")
    assert released.origin == "allergens/relations.csv:2"
    (exception,) = [k for k in index.links_by_substance["glydant"] if k.allergen == "formaldehyde"]
    assert (exception.level, exception.via, exception.note) == (Level.CAUTION, "", "an exception")


def test_a_relation_through_an_unverified_name_is_not_verified(folder: Path) -> None:
    change(folder, "allergens/label_names.csv", "formaldehyde,releases,Glydant,caution,an exception,GA22,yes\n", "")
    index = load_allergens(folder, load_substances(folder))
    (released,) = [k for k in index.links_by_substance["glydant"] if k.allergen == "formaldehyde"]
    assert not released.verified


def test_the_series_of_an_allergen_are_those_in_which_it_has_a_position(folder: Path) -> None:
    allergens = load_allergens(folder, load_substances(folder)).allergens
    assert allergens["formaldehyde"].series == ("X1",)
    assert allergens["dmdm"].series == ()


def test_an_unusable_row_stops_the_program_with_file_and_line(folder: Path) -> None:
    add(folder, "allergens/label_names.csv", "nobody,same,Aqua,avoid,,GA22,yes")
    with pytest.raises(Problem, match=r"allergens/label_names\.csv, line 6"):
        load_allergens(folder, load_substances(folder))


def test_the_shipped_data_have_no_faults(workbench: Workbench) -> None:
    assert faults(workbench.folder) == ()


def test_all_allergens_of_the_first_compilation_are_there(workbench: Workbench) -> None:
    assert len(workbench.allergens.allergens) >= 273
    assert {"mi", "mci_mi", "formaldehyde", "fragrance_mix_1", "lanolin", "nickel"} <= set(
        workbench.allergens.allergens
    )


def test_every_relation_says_its_source(workbench: Workbench) -> None:
    links = [k for links in workbench.allergens.links_by_allergen.values() for k in links]
    assert all(k.source and all(code in workbench.allergens.sources for code in k.source.split()) for k in links)


def test_a_fault_sorts_by_file_and_line() -> None:
    assert sorted([Fault("b", 1, ""), Fault("a", 9, ""), Fault("a", 2, "")])[0] == Fault("a", 2, "")


def test_the_shipped_folder_is_not_changed_by_checking_it(workbench: Workbench, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(workbench.folder / "allergens", copy / "allergens")
    before = {p.name: p.read_bytes() for p in (copy / "allergens").iterdir()}
    faults(copy)
    assert {p.name: p.read_bytes() for p in (copy / "allergens").iterdir()} == before
