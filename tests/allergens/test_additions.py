"""The clinic's own knowledge: added, decided, set aside, taken back, shared; broken rows are seen and never stop it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingredient_checker.allergens.additions import read_additions
from ingredient_checker.allergens.allergen import Level, Link, Relation
from ingredient_checker.assessment.verdict import Assessment, Verdict
from ingredient_checker.patch_test.patient import PatchTestResult, Patient
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench


@pytest.fixture
def clinic(workbench: Workbench, tmp_path: Path) -> Iterator[Workbench]:
    """The shipped knowledge and a clinic that has decided nothing yet."""
    own = Workbench(workbench.folder, workbench.catalogue, workbench.allergens, tmp_path / "clinic")
    yield own
    own.close()


def check(clinic: Workbench, label_text: str, *allergens: str) -> Assessment:
    results = tuple(PatchTestResult(i, i, ResultStatus.POSITIVE, None) for i in allergens)
    return clinic.check_for(label_text, Patient("", results=results))


def link(clinic: Workbench, allergen: str, name: str) -> Link:
    (substance,) = clinic.catalogue.named(name)
    return next(known for known in clinic.allergens.links_by_allergen[allergen] if known.substance == substance.id)


def row_file(clinic: Workbench, name: str = "label_names.csv") -> Path:
    return clinic.own.folder / "allergens" / name


def test_a_trade_name_that_the_clinic_adds_is_found_on_labels_at_once(clinic: Workbench) -> None:
    label = "Aqua, Glycerin, Zorbocide Ultra"
    assert check(clinic, label, "mi").verdict is Verdict.UNREAD
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "the maker told us")
    assessment = check(clinic, label, "mi")
    assert assessment.verdict is Verdict.AVOID
    (found,) = assessment.entries[2].findings
    assert "the maker told us" in found.why
    assert found.source == "OURS"
    assert not found.possible
    assert assessment.data_version.endswith("of our own")


def test_an_addition_is_there_when_the_program_starts_again(clinic: Workbench) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "")
    again = Workbench.open(clinic.own.folder.parent)
    assert check(again, "Aqua, Zorbocide Ultra", "mi").verdict is Verdict.AVOID


def test_the_clinics_decision_wins_over_the_shipped_relation(clinic: Workbench) -> None:
    before = link(clinic, "propolis", "Cera Alba")
    assert before.level is Level.INFO
    clinic.own.decide_name("propolis", "Cera Alba", Relation.CONTAINS, Level.AVOID, "lip products")
    after = link(clinic, "propolis", "Cera Alba")
    assert (after.level, after.is_ours) == (Level.AVOID, True)
    assert check(clinic, "Cera Alba", "propolis").verdict is Verdict.AVOID


def test_what_is_not_for_our_clinic_becomes_a_line_of_information_with_the_reason(clinic: Workbench) -> None:
    clinic.own.set_aside(link(clinic, "mi", "Benzisothiazolinone"), "tolerated by our patients")
    clinic.own.set_aside(link(clinic, "formaldehyde", "Bronopol"), "tested negative here")
    assessment = check(clinic, "Aqua, Bronopol", "formaldehyde")
    (found,) = assessment.entries[1].findings
    assert found.level is Level.INFO
    assert "set aside by our clinic: tested negative here" in found.why
    assert assessment.verdict is Verdict.NOTHING_FOUND


def test_a_second_decision_about_a_name_replaces_the_first(clinic: Workbench) -> None:
    for level in (Level.AVOID, Level.CAUTION):
        clinic.own.decide_name("propolis", "Cera Alba", Relation.CONTAINS, level, "")
    assert link(clinic, "propolis", "Cera Alba").level is Level.CAUTION
    assert len(clinic.own.rows()) == 1


def test_a_relation_to_another_allergen_holds_for_all_its_names(clinic: Workbench) -> None:
    clinic.own.decide_relation("nickel", Relation.CROSS_REACTS, "lanolin", Level.CAUTION, "only an example")
    assert link(clinic, "nickel", "Lanolin").level is Level.CAUTION
    assert link(clinic, "nickel", "Adeps Lanae").via == "lanolin"


def test_a_decision_taken_back_leaves_no_name_that_is_known_and_means_nothing(clinic: Workbench) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "")
    clinic.own.remove(link(clinic, "mi", "Zorbocide Ultra").origin)
    assert clinic.own.rows() == ()
    assert check(clinic, "Aqua, Zorbocide Ultra", "mi").verdict is Verdict.UNREAD


def test_a_list_of_our_own_is_avoided_as_a_whole(clinic: Workbench) -> None:
    made = clinic.own.decide_allergen(
        "My preservative list", "list", ["Phenoxyethanol", "Methylisothiazolinone (MI)", "Geogard Nonesuch"], "Dr A."
    )
    assert made in {known.id for known in clinic.lists()}
    for name in ("Phenoxyethanol", "Methylisothiazolinone", "Geogard Nonesuch"):
        assessment = check(clinic, f"Aqua, {name}", made)
        assert assessment.verdict is Verdict.AVOID
        assert "stands on the list “My preservative list”" in assessment.entries[1].findings[0].why


def test_an_allergen_of_our_own_is_understood_on_result_sheets_and_labels(clinic: Workbench) -> None:
    made = clinic.own.decide_allergen("Zorbotene", "substance", ["Zorbotene", "Zorboten"], "")
    clinic.own.decide_test_name(made, "Zorb 1 %", "our tray")
    assert clinic.find_allergen("Zorb 1 %").allergens == (made,)
    assert check(clinic, "Aqua, Zorboten", made).verdict is Verdict.AVOID


def test_an_allergen_that_is_known_already_is_not_made_twice(clinic: Workbench) -> None:
    with pytest.raises(Problem, match="Propolis"):
        clinic.own.decide_allergen("propolis", "substance", ["Bee Glue"], "")
    assert clinic.own.rows() == ()


def test_a_patient_with_an_allergen_that_was_taken_back_is_not_called_clear(clinic: Workbench) -> None:
    made = clinic.own.decide_allergen("Zorbotene", "substance", ["Zorbotene"], "")
    for row in clinic.own.rows():
        clinic.own.remove(row.origin)
    assessment = check(clinic, "Aqua, Glycerin", made)
    assert assessment.verdict is Verdict.UNREAD
    assert any("belongs to no known allergen" in doubt for doubt in assessment.doubts)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("nobody,same,Aqua,avoid,,OURS,yes", "no allergen"),
        ("mi,resembles,Aqua,avoid,,OURS,yes", "relation"),
        ("mi,same,Nowhere Known,avoid,,OURS,yes", "no substance"),
        ("mi,same,Aqua,avoid,,ZZ99,yes", "not in sources.csv"),
        ("mi,same,Aqua", "level"),
    ],
)
def test_a_row_with_a_fault_is_shown_and_left_out_and_every_check_says_so(
    clinic: Workbench, row: str, fault: str
) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "")
    file = row_file(clinic)
    file.write_text(file.read_text("utf-8") + row + "\n", "utf-8")
    clinic.own.use()
    shown = clinic.own.rows()[0]
    assert fault in shown.fault
    assert check(clinic, "Aqua, Zorbocide Ultra", "mi").verdict is Verdict.AVOID
    nothing = check(clinic, "Aqua", "mi")
    assert nothing.verdict is Verdict.UNREAD
    assert "1 row of our own knowledge cannot be used" in nothing.doubts[0]
    clinic.own.remove(shown.origin)
    assert check(clinic, "Aqua", "mi").verdict is Verdict.NOTHING_FOUND


def test_a_name_whose_own_row_has_a_fault_takes_its_decision_with_it(clinic: Workbench) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "")
    file = clinic.own.folder / "substances" / "other.csv"
    file.write_text(file.read_text("utf-8").replace("Ultra,,", "Ultra,12-34-5,"), "utf-8")
    clinic.own.use()
    assert len(clinic.own.additions.faults) == 2
    assert check(clinic, "Aqua, Zorbocide Ultra", "mi").verdict is Verdict.UNREAD


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"wrong,columns\n1,2\n", b"\x00" * 50])
def test_a_file_that_cannot_be_read_is_told_and_never_written_over(clinic: Workbench, content: bytes) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "")
    row_file(clinic).write_bytes(content)
    clinic.own.use()
    assert any(row.fault and not row.origin for row in clinic.own.rows())
    with pytest.raises(Problem, match="nothing was changed"):
        clinic.own.decide_name("mi", "Another Name", Relation.SAME, Level.AVOID, "")
    assert row_file(clinic).read_bytes() == content


def test_two_clinics_share_what_they_know_and_each_keeps_its_own_decisions(
    clinic: Workbench, workbench: Workbench, tmp_path: Path
) -> None:
    clinic.own.decide_name("mi", "Zorbocide Ultra", Relation.SAME, Level.AVOID, "ours")
    clinic.own.decide_name("propolis", "Cera Alba", Relation.CONTAINS, Level.AVOID, "ours")
    archive = tmp_path / "shared.zip"
    clinic.own.export(archive)
    other = Workbench(workbench.folder, workbench.catalogue, workbench.allergens, tmp_path / "other")
    other.own.decide_name("propolis", "Cera Alba", Relation.CONTAINS, Level.INFO, "theirs")
    taken = other.own.take_over(archive)
    assert (taken.added, taken.known, taken.left_out) == (2, 1, ())
    assert link(other, "propolis", "Cera Alba").note == "theirs"
    assert check(other, "Aqua, Zorbocide Ultra", "mi").verdict is Verdict.AVOID
    assert other.own.take_over(archive).added == 0


def test_rows_that_cannot_be_used_here_are_left_out_of_an_import_and_told(clinic: Workbench, tmp_path: Path) -> None:
    archive = tmp_path / "theirs.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(
            "allergens/label_names.csv",
            "allergen,relation,substance,level,note,source,verified\n"
            "mi,same,Lanolin,caution,odd,OURS,yes\nnobody,same,Lanolin,avoid,,OURS,yes\n",
        )
        made.writestr("../outside.csv", "never unpacked")
    taken = clinic.own.take_over(archive)
    assert taken.added == 1
    assert "no allergen" in taken.left_out[0]
    assert clinic.own.additions.faults == ()
    assert not (tmp_path / "outside.csv").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_export_is_refused_in_words(clinic: Workbench, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(content)
    with pytest.raises(Problem, match="exported additions"):
        clinic.own.take_over(path)
    assert clinic.own.rows() == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.lists(st.text(max_size=8), max_size=8), max_size=5))
def test_whatever_stands_in_the_file_is_used_or_named_as_a_fault(
    workbench: Workbench, tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "allergens").mkdir()
    heading = "allergen,relation,substance,level,note,source,verified"
    lines = [",".join(cell.replace(",", ";") for cell in row) for row in rows]
    (folder / "allergens" / "label_names.csv").write_text("\n".join([heading, *lines]), "utf-8", "surrogatepass")
    found = read_additions(folder, workbench.catalogue, workbench.allergens)
    listed = sum(map(len, found.all_rows.values()))
    assert found.count + len({(fault.file, fault.line) for fault in found.faults if fault.line}) == listed
