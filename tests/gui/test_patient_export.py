"""A patient taken elsewhere: file, results sheet, paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QMessageBox

from ingredient_checker.gui.export_dialog import ExportDialog, write_patient
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.library.patient_file import patient_of, patient_text
from ingredient_checker.patch_test.patient import (
    NOTHING_SAID,
    Characteristics,
    Decision,
    Patient,
    Strictness,
    UnreadCell,
)
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.problem import Problem

if TYPE_CHECKING:
    from conftest import Dialogs


def keep_as_another(box: QMessageBox) -> None:
    next(button for button in box.buttons() if button.text() == "Keep as another").click()


def test_an_exported_patient_is_taken_over_as_it_was(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    window.try_sample()
    before = window.session.patient
    write_patient(window.session, tmp_path / "patient.json", identifiers=True)
    window.session.open_patient(None)
    dialogs.answer(keep_as_another)
    window.open_dropped(tmp_path / "patient.json")
    assert window.session.patient == before
    assert len(window.session.workbench.record.patients()) == 2
    assert window.current_page() == "patient"


def test_the_exported_sheet_is_read_back_with_the_same_positives(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    before = window.session.patient
    assert before is not None
    target = tmp_path / "patient.xlsx"
    write_patient(window.session, target, identifiers=True)
    report = window.session.workbench.read_results(target)
    (read,) = report.patients
    assert read.patient.name == before.name
    positives = {(r.allergen, r.grade) for r in before.results if r.status is ResultStatus.POSITIVE}
    assert {(r.allergen, r.grade) for r in read.patient.results if r.status is ResultStatus.POSITIVE} == positives
    assert len(read.patient.results) == len(before.results)


def test_what_the_clinic_has_said_and_decided_comes_back_with_the_sheet(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    before = window.session.patient
    assert before is not None
    first, *rest = before.results
    said = replace(
        first,
        relevance="exposed without disease",
        certainty="possible",
        exposure="shampoo: at work",
        decided="by Dr A. on 2026-11-20: papules",
    )
    made = Decision(first.allergen, "", Strictness.RELEASED, "Dr A. on call", "2026-11-21", "tolerated: 2 years")
    window.session.save_patient(replace(before, results=(said, *rest), decisions=(made,)))
    write_patient(window.session, tmp_path / "patient.xlsx", identifiers=True)
    (read,) = window.session.workbench.read_results(tmp_path / "patient.xlsx").patients
    back = read.patient.results[0]
    assert (back.relevance, back.certainty, back.exposure, back.decided) == (
        said.relevance,
        said.certainty,
        said.exposure,
        said.decided,
    )
    assert read.patient.decisions == (made,)


def test_the_patch_test_on_paper_says_every_reading(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    write_patient(window.session, tmp_path / "patient.pdf", identifiers=True)
    text = " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / "patient.pdf").pages).split())
    for part in ("Patch test", "Sample Patient", "Positive (4)", "Methylisothiazolinone", "To be decided", "Nickel"):
        assert part in text
    assert "never named on cosmetic labels" in text
    assert text.index("Positive (4)") < text.index("Negative (")


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b'{"format": "ingredient-checker patient", "version": 1}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_file_that_is_no_patient_is_refused_in_words(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "odd.json").write_bytes(content)
    dialogs.answer(lambda box: box.accept())
    window.open_dropped(tmp_path / "odd.json")
    assert "no patient that was exported" in dialogs.shown[-1]
    assert window.session.workbench.record.patients() == ()


def test_a_file_of_a_newer_program_is_not_guessed_at(window: MainWindow) -> None:
    text = patient_text(window.session.workbench.sample_patient())
    assert patient_of(text.encode(), "p.json") == window.session.workbench.sample_patient()
    with pytest.raises(Problem, match="newer version"):
        patient_of(text.replace('"version": 3', '"version": 4').encode(), "p.json")


def test_decisions_go_with_the_patient(window: MainWindow) -> None:
    tolerated = Decision("", "Cetearyl Alcohol", Strictness.RELEASED, "Dr A.", "2026-11-21", "tolerated in use")
    patient = window.session.workbench.sample_patient().decided(tolerated).revoked(tolerated, "2026-11-22")
    patient = patient.decided(replace(tolerated, allergen="mi", substance="", strictness=Strictness.STRICT))
    text = patient_text(patient)
    assert patient_of(text.encode(), "p.json") == patient
    with pytest.raises(Problem, match="no patient"):
        patient_of(text.replace('"strict"', '"very strict"').encode(), "p.json")


def test_a_file_of_the_first_version_of_the_program_is_still_read() -> None:
    result = {"as_written": "MI", "allergen": "mi", "status": "positive", "grade": "++", "readings": []}
    said = {"name": "A. B.", "number": "7", "tested_on": "2026-03-02", "results": [result]}
    old = json.dumps({"format": "ingredient-checker patient", "version": 1, "patient": said})
    read = patient_of(old.encode(), "old.json")
    assert (read.name, [r.allergen for r in read.results]) == ("A. B.", ["mi"])
    assert (read.characteristics, read.unread, read.decisions) == (NOTHING_SAID, (), ())


def named(window: MainWindow) -> Patient:
    """The open patient: the sample's results under a name, with everything that could tell who it is."""
    results = window.session.workbench.sample_patient().results
    assert all(result.cell for result in results)
    unread = (UnreadCell("Quux!B2", "Zacharias Quux", "this cell was not understood"),)
    said = Characteristics(birth_year=1961, sex="male", sites=("hand",))
    who = Patient("Zacharias Quux", "ZQ-4711", results, "2026-03-12", (), said, unread)
    window.session.save_patient(who)
    return who


def export(window: MainWindow, dialogs: Dialogs, act: Callable[[ExportDialog], None]) -> None:
    dialogs.answer(act)
    window.form.exportPatientAction.trigger()


def test_one_action_writes_three_files_without_identifiers(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    who = named(window)
    export(window, dialogs, lambda dialog: (dialog.export_to(tmp_path), dialog.accept()))
    number = window.session.patient_id
    files = {path.name for path in tmp_path.glob("patient-*")}
    assert files == {f"patient-{number}{ending}" for ending in (".json", ".xlsx", ".pdf")}
    read = window.session.workbench.record.read_patient(tmp_path / f"patient-{number}.json")
    assert (read.name, read.number, read.characteristics.birth_year) == ("", "", None)
    assert read.characteristics.sex == "male"
    assert [(r.allergen, r.grade) for r in read.results] == [(r.allergen, r.grade) for r in who.results]
    assert len(read.unread) == 1  # that something was not understood is never silent
    sheet = openpyxl.load_workbook(tmp_path / f"patient-{number}.xlsx").active
    cells = "".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    paper = "".join(page.extract_text() for page in PdfReader(tmp_path / f"patient-{number}.pdf").pages)
    text = (tmp_path / f"patient-{number}.json").read_text("utf-8")
    for secret in ("Quux", "4711", "1961"):
        assert secret not in cells + paper + text


def test_identifiers_go_along_where_they_are_wanted(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    who = named(window)

    def only_json(dialog: ExportDialog) -> None:
        dialog.form.xlsxBox.setChecked(False)
        dialog.form.pdfBox.setChecked(False)
        dialog.form.identifiersBox.setChecked(True)
        dialog.export_to(tmp_path)

    export(window, dialogs, only_json)
    (written,) = tmp_path.glob("patient-*")
    assert window.session.workbench.record.read_patient(written) == who
    event = window.session.workbench.record.events()[0]
    assert (event.action, event.detail) == ("exported", ".json, with identifiers")


def test_a_file_that_is_there_already_is_never_overwritten(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    named(window)
    (tmp_path / f"patient-{window.session.patient_id}.pdf").write_text("mine")

    def refused(dialog: ExportDialog) -> None:
        with pytest.raises(Problem, match="in this folder already"):
            dialog.export_to(tmp_path)

    export(window, dialogs, refused)
    assert len(list(tmp_path.glob("patient-*"))) == 1


def test_nothing_chosen_cannot_be_exported(window: MainWindow, dialogs: Dialogs) -> None:
    named(window)

    def untick(dialog: ExportDialog) -> None:
        for box in (dialog.form.jsonBox, dialog.form.xlsxBox, dialog.form.pdfBox):
            box.setChecked(False)
        assert not dialog.form.folderButton.isEnabled()

    export(window, dialogs, untick)


@pytest.mark.parametrize(("button", "patients", "opened"), [("Open that one", 1, 1), ("Keep as another", 2, 2)])
def test_a_patient_who_is_here_already_is_noticed_even_without_a_name(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path, button: str, patients: int, opened: int
) -> None:
    named(window)
    write_patient(window.session, tmp_path / "patient.json", identifiers=False)
    window.session.open_patient(None)
    dialogs.answer(lambda box: next(b for b in box.buttons() if b.text() == button).click())
    window.open_dropped(tmp_path / "patient.json")
    assert len(window.session.workbench.record.patients()) == patients
    assert window.session.patient_id == opened


def test_a_patient_with_other_results_is_taken_over_without_a_question(
    window: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    who = named(window)
    write_patient(window.session, tmp_path / "patient.json", identifiers=True)
    window.session.save_patient(replace(who, results=who.results[1:]))
    window.take_over(tmp_path / "patient.json")
    assert len(window.session.workbench.record.patients()) == 2


def test_a_patient_is_exported_and_erased_in_one_go(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    named(window)
    number = window.session.patient_id
    dialogs.answer(lambda box: next(b for b in box.buttons() if b.text() == "Export first…").click())
    dialogs.answer(lambda dialog: (dialog.export_to(tmp_path), dialog.accept()))
    dialogs.answer(lambda box: box.done(box.StandardButton.Yes))
    window.form.erasePatientAction.trigger()
    assert (tmp_path / f"patient-{number}.json").exists()
    assert window.session.workbench.record.patients() == ()
