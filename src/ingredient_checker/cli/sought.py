"""For whom is checked: the patient of a results file, and allergens asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..patch_test.patient import PatchTestResult, Patient, UnreadCell
from ..patch_test.reading import ResultStatus
from ..problem import Problem
from ..workbench import Workbench

if TYPE_CHECKING:
    from ..spreadsheets.results_report import Answers, MustAsk, NotUnderstood


@dataclass(frozen=True, slots=True)
class Sought:
    """A patient, and what in the results file was not understood, was assumed without asking, or is odd."""

    patient: Patient
    not_understood: tuple[NotUnderstood, ...] = ()
    must_ask: tuple[MustAsk, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the patient's results leave open, in sentences; positives of no known allergen are said elsewhere."""
        unmapped = {r.as_written for r in self.patient.unmapped_positives}
        rows = (row for row in self.not_understood if row.as_written not in unmapped)
        return (
            *(UnreadCell(row.cell, row.as_written, row.why).words for row in rows),
            *(f"{q.about[:1].upper()}{q.about[1:]}, assumed: {q.assumed}." for q in self.must_ask),
            *self.notes,
        )


def sought(workbench: Workbench, results: Path | None, answers: Answers, allergens: Sequence[str] | None) -> Sought:
    """The patient of a results file, or of an exported patient (.json), with the clinic's decisions.

    Every allergen asked for by name is added as a positive of no known grade.

    Problem when the file holds several patients and none was chosen, or an allergen's name is not known.
    """
    exported = results is not None and results.suffix.lower() == ".json"
    if results is None or exported:
        for option in ("patient", "blank", "scale", "series"):
            if getattr(answers, option):
                instead = f"leave it out for {results}" if exported else "give --results FILE as well"
                raise Problem(f"--{option} says how a results file is read; {instead}.")
    if not all(written.strip() for written in allergens or ()):
        raise Problem("--allergen is empty; give the name of an allergen.")
    if results is not None and exported:
        from ..spreadsheets.results_report import NotUnderstood

        patient = workbench.record.read_patient(results)
        unread = tuple(NotUnderstood(cell.cell, cell.as_written, cell.why) for cell in patient.unread)
        known = Sought(replace(patient, unread=()), unread)
    else:
        known = _patient_of(workbench, results, answers) if results else Sought(Patient(""))
    asked = tuple(
        PatchTestResult(written, workbench.find_allergen(written).allergens[0], ResultStatus.POSITIVE, None)
        for written in allergens or ()
    )
    return replace(known, patient=replace(known.patient, results=(*known.patient.results, *asked)))


def _patient_of(workbench: Workbench, file: Path, answers: Answers) -> Sought:
    from ..spreadsheets.results_report import people_in_words

    report = workbench.read_results(file, answers)
    if len(report.patients) > 1:
        names = people_in_words((p.patient.name, p.patient.number) for p in report.patients)
        raise Problem(f"{file} holds several patients ({names}); choose one with --patient.")
    if not report.patients:
        name = answers.patient
        raise Problem(f"{file} holds no patch-test results" + (f" of a patient “{name}”." if name else "."))
    (only,) = report.patients
    return Sought(only.patient, (*report.not_understood, *only.not_understood), report.must_ask, report.notes)
