"""Answers in words, for a person at the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..allergens.allergen import Level, Link, OnLabels, SeriesPosition
from ..assessment.verdict import Assessment, Counts, Verdict
from ..matching.resolved import ReadLabel, Status
from ..patch_test.patient import Patient
from ..patch_test.reading import ResultStatus
from ..workbench import AllergenPage, Workbench
from .sought import Sought

if TYPE_CHECKING:
    from ..spreadsheets.results_report import ResultsReport

VERDICTS = {
    Verdict.AVOID: "✕ AVOID",
    Verdict.CAUTION: "▲ CAUTION",
    Verdict.UNREAD: "? UNREAD",
    Verdict.NOTHING_FOUND: "○ nothing found",
    Verdict.CANNOT_CHECK: "– cannot be checked on labels",
}
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LEVELS = {Level.AVOID: "✕ AVOID   ", Level.CAUTION: "▲ CAUTION ", Level.INFO: "i for information "}


def print_check(assessment: Assessment, workbench: Workbench, who: Sought) -> None:
    """The verdict, every finding with its reason, everything that was not read, and what the results leave open."""
    released = assessment.verdict is Verdict.NOTHING_FOUND and assessment.released
    say(VERDICTS[assessment.verdict] + (" but what the clinic has released" if released else ""))
    for line in whom(who, workbench):
        say(line)
    say(f"{read_count(assessment.counts)} · allergen data {assessment.data_version}\n")
    if assessment.products:
        say(f"The text lists {len(assessment.products)} products; the verdict above is for all of them together:")
        for product in assessment.products:
            say(f"  {one_line(product.name)}: {VERDICTS[product.verdict]} ({read_count(product.counts)})")
        say("")
    for level in Level:
        for entry in assessment.entries:
            for finding in entry.findings:
                if finding.level is level:
                    possible = " (possible)" if finding.possible else ""
                    say(f"{LEVELS[level]} {one_line(entry.read.entry.text)}{possible}\n           {finding.why}")
    for entry in assessment.entries:
        for fine in () if entry.findings else entry.not_related:
            say(f"○ another substance: {one_line(entry.read.entry.text)}\n           {fine.why}")
    for words in assessment.unread_words:
        say(f"? UNREAD   {words}")
    for line in (*assessment.reading_doubts, *left_open(who, workbench)):
        say(f"? {line}")
    say("\nA reading aid, not a medical device. Check the label each time; decisions are made by your clinic.")


def say(text: str) -> None:
    """Print, so that no label and no sheet can command the terminal."""
    print(harmless(text))


def harmless(text: str) -> str:
    """The text with a sign in place of control characters and of those that turn the direction of reading."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def whom(who: Sought, workbench: Workbench) -> Iterator[str]:
    """For whom was checked, what was looked for, and what no label can tell."""
    patient, positives = who.patient, workbench.positives(who.patient)
    if patient.name or patient.number:
        yield f"Patient: {patient.name or patient.number}"
    hidden = [p for p in positives if workbench.allergens.get(p.allergen).on_labels is OnLabels.NO]
    named = ", ".join(f"{p.name}{f' {p.grade}' if p.grade else ''}" for p in positives if p not in hidden)
    yield f"Looked for: {named or 'nothing that can stand on a label'}"
    if hidden:
        names = ", ".join(p.name for p in hidden)
        yield f"– Not listed on cosmetic labels, so a label check cannot help there: {names}"


def left_open(who: Sought, workbench: Workbench) -> Iterator[str]:
    """What of the patient's results was not looked for, and why."""
    for result in who.patient.unmapped_positives:
        yield f"“{result.as_written}” was not looked for: this positive result belongs to no known allergen."
    for result in who.patient.undecided:
        name = workbench.allergens.get(result.allergen).name if result.allergen else result.as_written
        yield f"{name} was not looked for: a person has to decide{f' ({result.note})' if result.note else ''}."
    yield from who.gaps


def read_count(counts: Counts) -> str:
    """ "12 of 13 ingredients read"."""
    return f"{counts.identified + counts.likely} of {counts.entries} ingredients read"


def one_line(text: str) -> str:
    """A piece of a label without its line breaks."""
    return " ".join(text.split())


def print_parsed(read: ReadLabel) -> None:
    """Every entry: section, how surely it was read, the characters, the substance."""
    for entry in read.entries:
        names = ", ".join(c.name for c in entry.resolved.candidates)
        known = names if entry.resolved.status is not Status.UNKNOWN else "not known"
        say(f"{entry.entry.section:<12} {entry.resolved.status:<11} {one_line(entry.entry.text)}  =  {known}")
    for doubt in read.label.doubts:
        say(doubt)
    for part in read.label.parts:
        say(f"product: {one_line(part.name)} (characters {part.start} to {part.end})")


def print_results(report: ResultsReport, workbench: Workbench) -> None:
    """Every patient's results by status, then what was not understood and what has to be asked."""
    for sheet_patient in report.patients:
        _print_patient(sheet_patient.patient, workbench)
        for row in sheet_patient.not_understood:
            say(f"  not understood  {row.cell}: {row.as_written} ({row.why})")
    for row in report.not_understood:
        say(f"not understood  {row.cell}: {row.as_written} ({row.why})")
    for question in report.must_ask:
        say(f"to ask: {question.question} Assumed: {question.assumed}.")
    for note in report.notes:
        say(f"note: {note}")


def _print_patient(patient: Patient, workbench: Workbench) -> None:
    say(f"{patient.name or patient.number or 'Patient without a name'}")
    for status in ResultStatus:
        for result in patient.results:
            if result.status is status:
                name = workbench.allergens.get(result.allergen).name if result.allergen else "?"
                readings = " ".join(f"D{r.day} {r.grade}" for r in result.readings)
                say(f"  {status:<11} {result.as_written}  =  {name}  {readings}  {result.note}".rstrip())


def print_allergen(page: AllergenPage, workbench: Workbench) -> None:
    """What an allergen is, how it is tested, its label names grouped by level and relation, what is not the same, and
    the sources.
    """
    known = page.allergen
    say(f"{known.name}  ({known.id})")
    say(f"  {known.kind}, {known.category}; CAS {', '.join(known.cas) or 'none'}; on labels: {known.on_labels}")
    for field in ("what_it_is", "look_for_on_labels", "where_in_products", "usually_fine", "other_sources", "advice"):
        if text := page.texts.get(field, "").strip(" -"):
            say(f"  {field.replace('_', ' ')}: {text}")
    if known.note:
        say(f"  for the clinic: {known.note}")
    if known.preparations:
        say(f"  tested as: {known.preparations}")
    for place in page.series:
        say(f"  series: {in_series(place)}")
    for name in page.lists:
        say(f"  on the list: {name}")
    for rule in page.eu_rules:
        say(f"  EU labels: {rule}")
    for level in Level:
        for relation in dict.fromkeys(link.relation for link in page.links if link.level is level):
            names = [
                workbench.substance_name(link.substance) + _mark(link)
                for link in page.links
                if link.level is level and link.relation is relation
            ]
            say(f"  {level}, {relation}: {'; '.join(names)}")
    for pair in page.look_alikes:
        say(f"  not the same: {pair.name} / {pair.other} ({pair.why})")
    for doubt, links in page.doubts.items():
        doubted = ", ".join(workbench.substance_name(link.substance) for link in links)
        say(f"  not verified: {doubt} ({doubted})")
    for code in page.cited:
        if code in page.sources:
            say(f"  source {code}: {page.sources[code]}")


def in_series(place: SeriesPosition) -> str:
    """Series, position and preparation: "T.R.U.E. Test 36 no. 2: Wool alcohols 1.00 mg/cm2"."""
    number = f" no. {place.position}" if place.position else ""
    said = (place.as_printed, place.concentration, place.vehicle, place.in_doubt)
    return f"{place.series_name}{number}: {' '.join(part for part in said if part)}"


def _mark(link: Link) -> str:
    return " (our clinic)" if link.is_ours else "" if link.verified else " (possible)"
