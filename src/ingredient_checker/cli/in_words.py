"""Answers in words, for a person at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..allergens.allergen import Level
from ..assessment.verdict import Assessment, Verdict
from ..label.label import Section
from ..matching.resolved import ReadLabel, Status
from ..patch_test.patient import Patient
from ..patch_test.reading import ResultStatus
from ..workbench import AllergenPage, Workbench

if TYPE_CHECKING:
    from ..spreadsheets.results_report import ResultsReport

VERDICTS = {
    Verdict.AVOID: "✕ AVOID",
    Verdict.CAUTION: "▲ CAUTION",
    Verdict.UNREAD: "? UNREAD",
    Verdict.NOTHING_FOUND: "○ nothing found",
    Verdict.CANNOT_CHECK: "– cannot be checked on labels",
}


LEVELS = {Level.AVOID: "✕ AVOID   ", Level.CAUTION: "▲ CAUTION ", Level.INFO: "i for information "}


def print_check(assessment: Assessment, workbench: Workbench, patient: Patient | None) -> None:
    """The verdict, every finding with its reason, and everything that was not read."""
    counts = assessment.counts
    print(VERDICTS[assessment.verdict])
    if patient:
        print(f"Patient: {patient.name or patient.number or 'without a name'}")
    tested = ", ".join(f"{p.name}{f' {p.grade}' if p.grade else ''}" for p in assessment.positives)
    print(f"Looked for: {tested or 'no allergens were given'}")
    read = counts.identified + counts.likely
    print(f"{read} of {counts.entries} ingredients read · allergen data {assessment.data_version}\n")
    for level in Level:
        for entry in assessment.entries:
            for finding in entry.findings:
                if finding.level is level:
                    possible = " (possible)" if finding.possible else ""
                    print(
                        f"{LEVELS[level]} {' '.join(entry.read.entry.text.split())}{possible}\n           {finding.why}"
                    )
    for entry in assessment.entries:
        if (
            entry.read.resolved.status in (Status.UNKNOWN, Status.AMBIGUOUS)
            and entry.read.entry.section is not Section.CLAIM
        ):
            print(f"? UNREAD   {' '.join(entry.read.entry.text.split())}")
    for doubt in assessment.doubts:
        print(f"? {doubt}")
    if assessment.not_checkable:
        names = ", ".join(workbench.allergens.get(i).name for i in assessment.not_checkable)
        print(f"– Never named on such labels, so a label cannot tell: {names}")
    print("\nA reading aid, not a medical device. Check the label each time; decisions are made by your clinic.")


def print_parsed(read: ReadLabel) -> None:
    """Every entry: section, how surely it was read, the characters, the substance."""
    for entry in read.entries:
        names = ", ".join(c.name for c in entry.resolved.candidates)
        known = names if entry.resolved.status is not Status.UNKNOWN else "not known"
        text = " ".join(entry.entry.text.split())
        print(f"{entry.entry.section:<12} {entry.resolved.status:<11} {text}  =  {known}")
    for doubt in read.label.doubts:
        print(doubt)


def print_results(report: ResultsReport, workbench: Workbench) -> None:
    """Every patient's results by status, then what was not understood and what has to be asked."""
    for sheet_patient in report.patients:
        _print_patient(sheet_patient.patient, workbench)
        for row in sheet_patient.not_understood:
            print(f"  not understood  {row.cell}: {row.as_written} ({row.why})")
    for row in report.not_understood:
        print(f"not understood  {row.cell}: {row.as_written} ({row.why})")
    for question in report.must_ask:
        print(f"to ask: {question.question} Assumed: {question.assumed}.")


def _print_patient(patient: Patient, workbench: Workbench) -> None:
    print(f"{patient.name or patient.number or 'Patient without a name'}")
    for status in ResultStatus:
        for result in patient.results:
            if result.status is status:
                name = workbench.allergens.get(result.allergen).name if result.allergen else "?"
                readings = " ".join(f"D{r.day} {r.grade}" for r in result.readings)
                print(f"  {status:<11} {result.as_written}  =  {name}  {readings}  {result.note}".rstrip())


def print_allergen(page: AllergenPage, workbench: Workbench) -> None:
    """What an allergen is, how it is tested, and its label names grouped by level and relation."""
    known = page.allergen
    print(f"{known.name}  ({known.id})")
    print(f"  {known.kind}, {known.category}; CAS {', '.join(known.cas) or 'none'}; on labels: {known.on_labels}")
    if known.preparations:
        print(f"  tested as: {known.preparations}")
    for series, position in page.series:
        print(f"  series: {series} no. {position}")
    for level in Level:
        for relation in dict.fromkeys(link.relation for link in page.links if link.level is level):
            names = [
                workbench.substance_name(link.substance) + ("" if link.verified else " (possible)")
                for link in page.links
                if link.level is level and link.relation is relation
            ]
            print(f"  {level}, {relation}: {'; '.join(names)}")
    for pair in page.look_alikes:
        print(f"  not the same: {pair.name} / {pair.other} ({pair.why})")
