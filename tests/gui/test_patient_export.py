"""A patient taken elsewhere: file, results sheet, paper."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.library.patient_file import patient_of, patient_text
from ingredient_checker.patch_test.patient import NOTHING_SAID, Decision, Strictness
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.problem import Problem

if TYPE_CHECKING:
    from conftest import Dialogs


def test_an_exported_patient_is_taken_over_as_it_was(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    before = window.session.patient
    window.export_patient_to(tmp_path / "patient.json")
    window.session.open_patient(None)
    window.open_dropped(tmp_path / "patient.json")
    assert window.session.patient == before
    assert len(window.session.workbench.record.patients()) == 2
    assert window.current_page() == "patient"


def test_the_exported_sheet_is_read_back_with_the_same_positives(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    before = window.session.patient
    assert before is not None
    target = tmp_path / "patient.xlsx"
    window.export_patient_to(target)
    report = window.session.workbench.read_results(target)
    (read,) = report.patients
    assert read.patient.name == before.name
    positives = {(r.allergen, r.grade) for r in before.results if r.status is ResultStatus.POSITIVE}
    assert {(r.allergen, r.grade) for r in read.patient.results if r.status is ResultStatus.POSITIVE} == positives
    assert len(read.patient.results) == len(before.results)


def test_the_patch_test_on_paper_says_every_reading(window: MainWindow, tmp_path: Path) -> None:
    window.try_sample()
    window.export_patient_to(tmp_path / "patient.pdf")
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
