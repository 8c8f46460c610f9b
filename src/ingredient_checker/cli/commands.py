"""The commands of the terminal: what can be asked, and what is refused in one line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from ..patch_test.patient import PatchTestResult, Patient
from ..patch_test.reading import ResultStatus
from ..problem import Problem
from ..workbench import Workbench, label_text_of
from .answers import allergen_of, answer_of, parsed_of
from .in_words import print_allergen, print_check, print_parsed, print_results

app = typer.Typer(
    name="ingredient-checker",
    help="Reads ingredient labels and says which ingredients a patient must avoid, and why.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data = typer.Typer(help="The allergen data.", rich_markup_mode=None)
app.add_typer(data, name="data")


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


class ScreenFormat(StrEnum):
    """How a screened product list is printed or written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"
    PDF = "pdf"


class Blank(StrEnum):
    """What an empty reading cell means."""

    NEGATIVE = "negative"
    NOT_TESTED = "not-tested"


Results = Annotated[Path | None, typer.Option("--results", help="Patch-test results: .xlsx, .xls, .ods, .csv.")]
PatientName = Annotated[str | None, typer.Option("--patient", help="Which patient of the results file.")]
AllergenNames = Annotated[
    list[str] | None, typer.Option("--allergen", help="An allergen by any of its names; may be repeated.")
]
OutputFormat = Annotated[Format, typer.Option("--format", help="text or json.")]


def run(arguments: Sequence[str]) -> int:
    """Answer a command line. 0: the question was answered; 2: the input could not be used (one line on stderr)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        outcome = app(args=list(arguments), standalone_mode=False, prog_name="ingredient-checker")
        sys.stdout.flush()
    except Problem as problem:
        return _refuse(str(problem))
    except TyperException as wrong:
        return _refuse(f"{wrong.format_message()} See `ingredient-checker --help`.")
    except (typer.Abort, KeyboardInterrupt):
        return _refuse("Stopped.")
    except BrokenPipeError:
        # Whoever read the answer has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome if isinstance(outcome, int) else 0


def _refuse(message: str) -> int:
    print(" ".join(message.split()), file=sys.stderr)
    return 2


@app.command()
def check(
    labels: Annotated[
        list[str] | None, typer.Argument(metavar="LABEL", help="A text file, or - for standard input.")
    ] = None,
    results: Results = None,
    patient: PatientName = None,
    allergen: AllergenNames = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="A .jsonl file: id and ingredients_text a line.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Check labels for a patient's allergens."""
    workbench = Workbench.open()
    who = _sought(workbench, results, patient, allergen)
    if batch is not None:
        if labels:
            raise Problem("Give either labels or --batch, not both.")
        for row_id, text in _batch_rows(batch):
            print(json.dumps(answer_of(row_id, workbench.check_for(text, who), who), ensure_ascii=False))
        return
    if not labels:
        raise Problem("Which label? Give a text file, or - to read standard input.")
    for label in labels:
        assessment = workbench.check_for(_label_text(workbench, label), who)
        if output is Format.JSON:
            print(json.dumps(answer_of(label, assessment, who), ensure_ascii=False))
        else:
            if len(labels) > 1:
                print(f"{label}:")
            print_check(assessment, workbench, who)


@app.command()
def parse(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="A text file, or - for standard input.")],
    output: OutputFormat = Format.TEXT,
) -> None:
    """Read a label and say what each entry is; nothing about a patient."""
    workbench = Workbench.open()
    read = workbench.read_label(_label_text(workbench, label))
    if output is Format.JSON:
        print(json.dumps(parsed_of(label, read, workbench), ensure_ascii=False))
        return
    print_parsed(read)


@app.command()
def results(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Patch-test results: .xlsx, .xls, .ods, .csv.")],
    patient: PatientName = None,
    blank: Annotated[Blank | None, typer.Option("--blank", help="What empty cells mean.")] = None,
    scale: Annotated[str | None, typer.Option("--scale", help="The number scheme of the readings.")] = None,
    series: Annotated[
        str | None, typer.Option("--series", help="The series of a sheet that gives positions only.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Say what was understood in a patch-test spreadsheet."""
    from ..spreadsheets.results_report import Answers, results_json

    workbench = Workbench.open()
    answers = Answers(blank=blank.value if blank else None, scale=scale, series=series, patient=patient)
    report = workbench.read_results(file, answers)
    if output is Format.JSON:
        print(json.dumps(results_json(report), ensure_ascii=False))
        return
    print_results(report, workbench)


@app.command()
def screen(
    products: Annotated[Path, typer.Argument(metavar="PRODUCTS", help="A product list: .xlsx, .csv or .jsonl.")],
    results: Results = None,
    patient: PatientName = None,
    allergen: AllergenNames = None,
    output_format: Annotated[
        ScreenFormat, typer.Option("--format", help="text, json, csv, xlsx, html or pdf.")
    ] = ScreenFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")] = None,
) -> None:
    """Check every product of a list; as html or pdf this is the printed safe list."""
    from .screening import write_screening

    workbench = Workbench.open()
    who = _sought(workbench, results, patient, allergen)
    if results is None and not allergen:
        raise Problem("For whom? Give --results FILE or --allergen NAME.")
    report = workbench.read_products(products)
    if not report.products:
        raise Problem(f"{products} holds no product with an ingredient list.")
    screened = tuple(workbench.screen(report.products, who))
    warnings = [str(w) for w in report.warnings]
    for warning in warnings:
        print(f"{products}: {warning}", file=sys.stderr)
    write_screening(output_format.value, output, screened, who, warnings, workbench)


@app.command()
def allergen(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An allergen by any of its names, or a CAS number.")],
    output: OutputFormat = Format.TEXT,
) -> None:
    """Everything known about an allergen."""
    workbench = Workbench.open()
    page = workbench.allergen_page(workbench.find_allergen(name).allergens[0])
    if output is Format.JSON:
        print(json.dumps(allergen_of(page, workbench), ensure_ascii=False))
    else:
        print_allergen(page, workbench)


@app.command(hidden=True)
def sample() -> None:
    """The sample patient's check: what the program answers where there is no screen to open a window on."""
    workbench = Workbench.open()
    who = workbench.sample_patient()
    print("There is no screen here, so no window is opened. This is the sample patient's check; see --help for more.\n")
    print(workbench.sample_label() + "\n")
    print_check(workbench.check_for(workbench.sample_label(), who), workbench, who)


@data.command("check")
def check_data(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A data folder; the program's own by default.")
    ] = None,
) -> int:
    """Faults in the allergen data, by file and line."""
    from ..allergens.data_check import faults
    from ..knowledge_files import data_folder

    found = faults(folder or data_folder())
    for fault in found:
        print(f"{fault.file}:{fault.line}: {fault.text}")
    if found:
        raise Problem(f"{len(found)} fault{'s' if len(found) != 1 else ''} in the data.")
    print("No faults in the data.")
    return 0


def _sought(workbench: Workbench, results: Path | None, name: str | None, allergens: Sequence[str] | None) -> Patient:
    """The patient of a results file; every allergen asked for by name is added as a positive of no known grade."""
    if name and not results:
        raise Problem("--patient names a patient of a results file; give --results FILE as well.")
    patient = _patient_of(workbench, results, name) if results else Patient("")
    asked = tuple(
        PatchTestResult(written, workbench.find_allergen(written).allergens[0], ResultStatus.POSITIVE, None)
        for written in allergens or ()
    )
    return replace(patient, results=(*patient.results, *asked))


def _patient_of(workbench: Workbench, file: Path, name: str | None) -> Patient:
    from ..spreadsheets.results_report import Answers

    report = workbench.read_results(file, Answers(patient=name))
    if len(report.patients) > 1:
        names = ", ".join(p.patient.name or p.patient.number for p in report.patients)
        raise Problem(f"{file} holds several patients ({names}); choose one with --patient.")
    if not report.patients:
        raise Problem(f"{file} holds no patch-test results" + (f" of a patient “{name}”." if name else "."))
    return report.patients[0].patient


def _label_text(workbench: Workbench, label: str) -> str:
    if label != "-":
        return workbench.open_label(Path(label))
    if sys.stdin is None or sys.stdin.closed:
        raise Problem("Standard input is closed; give a label file.")
    return label_text_of(sys.stdin.buffer.read(), "standard input")


def _batch_rows(file: Path) -> Iterator[tuple[Any, str]]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _batch_row(file, number, line)
    except OSError as error:
        raise Problem(f"{file} cannot be opened: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not UTF-8 text; save it as JSON lines in UTF-8.") from error


def _batch_row(file: Path, number: int, line: str) -> tuple[Any, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Problem(f"{file}, line {number}: not a JSON object ({error}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("ingredients_text"), str):
        raise Problem(f"{file}, line {number}: an object with id and ingredients_text (a text) is needed.")
    return row.get("id", str(number)), row["ingredients_text"]
