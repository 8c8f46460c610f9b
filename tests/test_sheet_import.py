"""A results sheet on its way into the record: answers are used and remembered, and it is kept as a whole or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingredient_checker.patch_test.initials import initials, without_name
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.problem import Problem
from ingredient_checker.sheet_import import SheetImport, Taken
from ingredient_checker.workbench import Workbench

SHEET = "Patient;Roe, Jane\nStoff;D2;D4;Relevance\nNickel sulfate;-;++;C\nNikkelin;-;+;\nCobalt chloride;1;2;\n"


@pytest.fixture
def own(workbench: Workbench, tmp_path: Path) -> Iterator[Workbench]:
    """A program with a library of its own."""
    made = Workbench(workbench.folder, workbench.catalogue, workbench.allergens, tmp_path / "library")
    yield made
    made.close()


def opened(own: Workbench, path: Path, content: str = SHEET) -> SheetImport:
    path.write_text(content, "utf-8")
    sheet = own.open_sheet(path)
    sheet.read()
    return sheet


def everything(sheet: SheetImport, full: bool = False) -> list[Taken]:
    return [
        Taken(at, sheet.shown_name(read, full), read.patient.number, read.patient.tested_on)
        for at, read in enumerate(sheet.report.patients)
    ]


def in_question(sheet: SheetImport) -> list[str]:
    return [name.as_written for name in sheet.names_in_question()]


def test_a_patient_is_kept_by_initials_and_the_name_stands_nowhere(own: Workbench, tmp_path: Path) -> None:
    sheet = opened(own, tmp_path / "Jane Roe.csv", SHEET.replace("C\n", "C\n", 1))
    (patient_id,) = sheet.keep(everything(sheet), full=False).patient_ids
    patient = own.record.patient(patient_id)
    assert patient.name == "J. R."
    assert "roe" not in repr(patient).casefold()
    again = opened(own, tmp_path / "Jane Roe.csv")
    assert again.seen is not None
    (full_id,) = again.keep(everything(again, full=True), full=True).patient_ids
    assert own.record.patient(full_id).name == "Roe, Jane"
    assert again.keeps_full_names


def test_the_import_is_one_step_that_can_be_undone(own: Workbench, tmp_path: Path) -> None:
    content = "Patient,Allergen,D4\nA-1,Nickel,+\nA-2,Propolis,++\n"
    sheet = opened(own, tmp_path / "two.csv", content)
    done = sheet.keep(everything(sheet), full=False)
    assert len(done.patient_ids) == 2
    assert done.words == "2 results: 2 positive"
    assert own.record.undo_name() == "Import results"
    own.record.undo()
    assert own.record.patients() == ()


def test_nothing_is_kept_when_one_of_the_patients_cannot_be(own: Workbench, tmp_path: Path) -> None:
    sheet = opened(own, tmp_path / "two.csv", "Patient,Allergen,D4\nA-1,Nickel,+\nA-2,Propolis,++\n")
    first, second = everything(sheet)
    gone = Taken(second.at, second.name, second.number, second.tested_on, patient_id=4711)
    with pytest.raises(Problem):
        sheet.keep([first, gone], full=False)
    assert own.record.patients() == ()
    assert own.record.imported_before(sheet.sha256) is None


def test_the_answers_are_remembered_for_the_headings_and_not_for_the_patient(own: Workbench, tmp_path: Path) -> None:
    sheet = opened(own, tmp_path / "a.csv")
    (asked,) = sheet.names_in_question()
    assert (asked.as_written, asked.positive) == ("Nikkelin", True)
    sheet.say(sheet.answers.with_name("Nikkelin", "nickel").with_answer("number scale", "ordinal 0-3"))
    assert not sheet.report.must_ask
    sheet.keep(everything(sheet), full=False)
    kept = own.record.mapping(sheet._key) or ""
    assert "nickel" in kept
    assert "Roe" not in kept
    later = opened(own, tmp_path / "b.csv", SHEET.replace("Roe, Jane", "Doe, John").replace("++", "+++"))
    assert later.remembered
    assert not later.report.must_ask
    assert later.report.patients[0].patient.results[1].allergen == "nickel"
    later.forget()
    assert {question.about for question in later.report.must_ask} == {"number scale"}
    assert not opened(own, tmp_path / "c.csv", SHEET).remembered


def test_a_remembered_allergen_that_has_gone_is_asked_again(own: Workbench, tmp_path: Path) -> None:
    sheet = opened(own, tmp_path / "a.csv")
    sheet.say(sheet.answers.with_name("Nikkelin", "nickel"))
    sheet.keep(everything(sheet), full=False)
    kept = own.record.mapping(sheet._key) or ""
    own.record.keep_mapping(sheet._key, kept.replace('"nickel"', '"nickel_of_old"'))
    assert in_question(opened(own, tmp_path / "b.csv")) == ["Nikkelin"]
    own.record.keep_mapping(sheet._key, kept.replace(own.naming.name_of("nickel"), "Another metal"))
    assert in_question(opened(own, tmp_path / "c.csv")) == ["Nikkelin"]


def test_results_are_added_to_a_patient_as_another_test(own: Workbench, tmp_path: Path) -> None:
    first = opened(own, tmp_path / "a.csv", "Patient;Roe, Jane;Applied;2019-02-04\nAllergen;D4\nNickel;+\n")
    (patient_id,) = first.keep(everything(first), full=False).patient_ids
    second = opened(own, tmp_path / "b.csv", "Patient;Roe, Jane;Applied;2024-02-05\nAllergen;D4\nPropolis;++\n")
    (taken,) = everything(second)
    second.keep([Taken(taken.at, taken.name, taken.number, taken.tested_on, patient_id)], full=False)
    (row,) = own.record.patients()
    patient = own.record.patient(row.id)
    assert (patient.name, patient.tested_on) == ("J. R.", "2019-02-04")
    assert [(r.allergen, r.tested_on) for r in patient.results] == [("nickel", ""), ("propolis", "2024-02-05")]


def test_what_was_not_understood_stays_with_the_patient(own: Workbench, tmp_path: Path) -> None:
    sheet = opened(own, tmp_path / "a.csv", "Allergen;D2;D4\nNickel;-;xx\nZaubertrank;-;++\nhello;;\n")
    done = sheet.keep(everything(sheet), full=False)
    patient = own.record.patient(done.patient_ids[0])
    assert "C2" in {cell.cell for cell in patient.unread}
    assert [r.as_written for r in patient.unmapped_positives] == ["Zaubertrank"]
    assert done.unmapped == 1
    assert patient.results[0].status is ResultStatus.REVIEW


def test_what_nobody_has_answered_stays_assumed_with_the_patient(own: Workbench, tmp_path: Path) -> None:
    content = "Patient;D. Test\nT.R.U.E. TEST panels\nPosition;D2;D4\n1;-;++\n3;-;-\n"
    sheet = opened(own, tmp_path / "positions.csv", content)
    done = sheet.keep(everything(sheet), full=False)
    assert done.words == "2 results: 1 positive; 1 assumed, to be confirmed"
    patient = own.record.patient(done.patient_ids[0])
    (assumed,) = patient.unread
    assert assumed.words == (
        "The sheet gives positions only: is it the 36- or the 24-allergen version of the test? Not answered; assumed:"
        " TT36 (T.R.U.E. Test 36 (panels 1.x-3.x))."
    )
    assert patient.gaps == "profile incomplete: 1 assumed and not confirmed"
    assert assumed.words in own.safe_list((), patient)
    assert patient.without_identifiers().unread == (assumed,)
    answered = opened(own, tmp_path / "answered.csv", content)
    answered.say(answered.answers.with_answer("series", "TT36"))
    (patient_id,) = answered.keep(everything(answered), full=False).patient_ids
    assert own.record.patient(patient_id).gaps == ""


def test_a_name_with_two_meanings_is_open_only_with_those_who_were_tested_with_it(
    own: Workbench, tmp_path: Path
) -> None:
    sheet = opened(own, tmp_path / "two.csv", "Patient,Allergen,D4\nA-1,Fragrance Mix,+\nA-2,Propolis,++\n")
    first, second = sheet.keep(everything(sheet), full=False).patient_ids
    assert own.record.patient(first).gaps == "profile incomplete: 1 assumed and not confirmed"
    assert own.record.patient(second).gaps == ""


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Sample Patient", "S. P."),
        ("Patient, Sample", "S. P."),
        ("PT-0007", "PT-0007"),
        ("AB 1971", "AB 1971"),
        ("Jane Roe 1984", "J. R. 1984"),
        ("Müller-Lüdenscheid, Ilse", "I. M."),
        ("C. Demo", "C. D."),
        ("", ""),
        ("12345", "12345"),
    ],
)
def test_names_are_shortened_and_codes_are_not(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_name_inside_a_text_is_shortened() -> None:
    assert (
        without_name('the sheet says: "Mrs Roe wears earrings"', "Roe, Jane")
        == 'the sheet says: "Mrs R. wears earrings"'
    )
    assert without_name("heroes", "Roe, Jane") == "heroes"
