"""The commands of the terminal: what can be asked, and what is refused in one line."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from ..label.label_file import read_label_text
from ..problem import Problem, bug_report
from ..workbench import Workbench
from .answers import allergen_of, answer_of, parsed_of
from .in_words import harmless, print_allergen, print_check, print_parsed, print_results, say
from .passphrase import opened
from .sought import Sought, sought

if TYPE_CHECKING:
    from ..spreadsheets.results_report import Answers

_LONGEST_BATCH_LINE = 10_000_000

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


Results = Annotated[Path | None, typer.Option("--results", help="A results sheet, or an exported patient (.json).")]
PatientName = Annotated[str | None, typer.Option("--patient", help="Which patient of the results file.")]
AllergenNames = Annotated[
    list[str] | None, typer.Option("--allergen", help="An allergen by any of its names; may be repeated.")
]
BlankMeans = Annotated[Blank | None, typer.Option("--blank", help="What empty reading cells mean.")]
Scale = Annotated[str | None, typer.Option("--scale", help="The number scheme of the readings.")]
Series = Annotated[str | None, typer.Option("--series", help="The series of a sheet that gives positions only.")]
Unlock = Annotated[
    bool, typer.Option("--unlock", help="Ask for the library's passphrase, to use what was decided about spellings.")
]
Said = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        metavar="ABOUT=ANSWER",
        help="An answer to what a results file leaves to be asked, or a correction: 'NR=no-reaction', "
        "'name: Kathon=mci_mi', 'column C=reading:4', 'heading row=3'; may be repeated.",
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="text or json.")]


def run(arguments: Sequence[str]) -> int:
    """Answer a command line. 0: the question was answered; 2: the input could not be used (one line on stderr);
    1: a bug, with a report."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Half a character pair has no UTF-8 form; escaped, it stays what it was in JSON.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is None:
        return _refuse("Standard output is closed; there is nowhere to write the answer.")
    try:
        outcome = app(args=list(arguments), standalone_mode=False, prog_name="ingredient-checker")
        sys.stdout.flush()
    except Problem as problem:
        return _refuse(str(problem))
    except TyperException as wrong:
        return _refuse(f"{wrong.format_message()} See `ingredient-checker --help`.")
    except (typer.Abort, KeyboardInterrupt):
        return _refuse("Stopped.")
    except (BrokenPipeError, SystemExit):  # typer exits when the pipe breaks inside a command
        # Whoever read the answer has gone; there is nobody to tell.
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        return _refuse(f"The answer cannot be written: {error.strerror or error}.")
    except Exception as bug:  # Python would quote the error, and that may quote a patient
        with contextlib.suppress(OSError):
            print(bug_report(type(bug), bug.__traceback__), file=sys.stderr)
        return 1
    return outcome if isinstance(outcome, int) else 0


def _refuse(message: str) -> int:
    with contextlib.suppress(OSError):
        if sys.stderr is not None:
            print(harmless(" ".join(message.split())), file=sys.stderr, flush=True)
    return 2


def _forget_output() -> None:
    """What is still to be written goes nowhere, so that Python does not complain when it ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _answers(
    patient: str | None, blank: Blank | None, scale: str | None, series: str | None, said: Sequence[str] | None
) -> Answers:
    from ..spreadsheets.results_report import Answers

    answers = Answers(blank=blank.value if blank else None, scale=scale, series=series, patient=patient)
    for one in said or ():
        about, equals, value = one.rpartition("=")
        if not equals:
            raise Problem(f'"{one}" is no answer; write what it is about, = and the answer, such as NR=no-reaction.')
        answers = answers.with_answer(about.strip(), value.strip())
    return answers


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
    blank: BlankMeans = None,
    scale: Scale = None,
    series: Series = None,
    answer: Said = None,
    output: OutputFormat = Format.TEXT,
    unlock: Unlock = False,
) -> None:
    """Check labels for a patient's allergens."""
    if batch is not None and labels:
        raise Problem("Give either labels or --batch, not both.")
    if batch is None and not labels:
        raise Problem("Which label? Give a text file, or - to read standard input.")
    workbench = opened(ask=unlock)
    who = sought(workbench, results, _answers(patient, blank, scale, series, answer), allergen)
    if batch is not None:
        _check_batch(workbench, batch, who)
        return
    for label in labels or ():
        assessment = workbench.check_for(_label_text(workbench, label), who.patient)
        if output is Format.JSON:
            print(json.dumps(answer_of(label, assessment, who), ensure_ascii=False))
        else:
            if labels and len(labels) > 1:
                say(f"{label}:")
            print_check(assessment, workbench, who)


@app.command()
def parse(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="A text file, or - for standard input.")],
    output: OutputFormat = Format.TEXT,
    unlock: Unlock = False,
) -> None:
    """Read a label and say what each entry is; nothing about a patient."""
    workbench = opened(ask=unlock)
    read = workbench.read_label(_label_text(workbench, label))
    if output is Format.JSON:
        print(json.dumps(parsed_of(label, read, workbench), ensure_ascii=False))
        return
    print_parsed(read)


@app.command()
def results(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Patch-test results: .xlsx, .xls, .ods, .csv.")],
    patient: PatientName = None,
    blank: BlankMeans = None,
    scale: Scale = None,
    series: Series = None,
    answer: Said = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Say what was understood in a patch-test spreadsheet."""
    from ..spreadsheets.results_report import results_json

    workbench = Workbench.open()
    report = workbench.read_results(file, _answers(patient, blank, scale, series, answer))
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
    blank: BlankMeans = None,
    scale: Scale = None,
    series: Series = None,
    answer: Said = None,
    unlock: Unlock = False,
) -> None:
    """Check every product of a list; as html or pdf this is the printed safe list."""
    from .screening import Screened, check_output, write_screening

    if results is None and not allergen:
        raise Problem("For whom? Give --results FILE or --allergen NAME.")
    check_output(output_format.value, output, inputs=(products, results))
    workbench = opened(ask=unlock)
    who = sought(workbench, results, _answers(patient, blank, scale, series, answer), allergen)
    report = workbench.read_products(products)
    if not report.products:
        raise Problem(f"{products} holds no product with an ingredient list.")
    screened = Screened(tuple(workbench.screen(report.products, who.patient)), report, who)
    write_screening(output_format.value, output, screened, workbench)
    if sys.stderr is not None:
        for said in screened.said_of_the_list():
            print(harmless(f"{products}: {said}"), file=sys.stderr)


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


@app.command()
def overview(
    first: Annotated[
        str | None, typer.Option("--from", help="Tested on this day or later; also a month or year.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Tested on this day or earlier; also a month or year.")
    ] = None,
    series: Annotated[
        str | None, typer.Option("--series", help="Only the allergens of this series, by its code.")
    ] = None,
    small_counts: Annotated[
        bool, typer.Option("--small-counts", help="Do not hide counts of fewer than 5 patients.")
    ] = False,
    output_format: Annotated[
        ScreenFormat, typer.Option("--format", help="text, json, csv, xlsx, html or pdf.")
    ] = ScreenFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")] = None,
) -> None:
    """How often each allergen was positive among the patients of the library; nobody is named."""
    from .overview import counted, period_of, write_overview
    from .screening import check_output

    check_output(output_format.value, output, inputs=())
    period = period_of(first, last)
    workbench = opened(ask=True)
    found = counted(workbench, period, series, small_counts=small_counts)
    tests = dict(workbench.series())[series] if series else "all allergens"
    write_overview(output_format.value, output, found, tests, workbench)


@app.command(hidden=True)
def sample() -> None:
    """The sample patient's check: what the program answers where there is no screen to open a window on."""
    workbench = Workbench.open()
    who = Sought(workbench.sample_patient())
    print("There is no screen here, so no window is opened. This is the sample patient's check; see --help for more.\n")
    print(workbench.sample_label() + "\n")
    print_check(workbench.check_for(workbench.sample_label(), who.patient), workbench, who)


@data.command("check")
def check_data(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A data folder; the program's own by default.")
    ] = None,
) -> int:
    """Faults in the allergen data, the clinic's own too, by file and line."""
    from ..allergens.data_check import faults
    from ..knowledge_files import data_folder

    if folder is not None and not folder.is_dir():
        raise Problem(f"There is no folder {folder}; give a data folder.")
    found = faults(folder or data_folder())
    if folder is None and not found:
        found = Workbench.open().own.additions.faults
    for fault in found:
        print(f"{fault.file}:{fault.line}: {fault.text}")
    if found:
        raise Problem(f"{len(found)} fault{'s' if len(found) != 1 else ''} in the data.")
    print("No faults in the data.")
    return 0


def _label_text(workbench: Workbench, label: str) -> str:
    if label != "-":
        return workbench.open_label(Path(label))
    if sys.stdin is None or sys.stdin.closed:
        raise Problem("Standard input is closed; give a label file.")
    return read_label_text(sys.stdin.buffer, "standard input")


def _check_batch(workbench: Workbench, file: Path, who: Sought) -> None:
    for place, row_id, text in _batch_rows(file):
        try:
            assessment = workbench.check_for(text, who.patient)
        except Problem as problem:
            raise Problem(f"{place}: {problem}") from problem
        print(json.dumps(answer_of(row_id, assessment, who), ensure_ascii=False))


def _batch_rows(file: Path) -> Iterator[tuple[str, Any, str]]:
    """Place, id and label text of each line."""
    empty = True
    try:
        with file.open(encoding="utf-8-sig") as lines:
            # A longer line is cut, and refused as the broken object that it then is: a device may not end.
            for number, line in enumerate(iter(partial(lines.readline, _LONGEST_BATCH_LINE), ""), 1):
                if line.strip():
                    empty = False
                    yield _batch_row(f"{file}, line {number}", number, line)
    except OSError as error:
        raise Problem(f"{file} cannot be opened: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not UTF-8 text; save it as JSON lines in UTF-8.") from error
    if empty:
        raise Problem(f"{file} is empty; give an object with id and ingredients_text on each line.")


def _batch_row(place: str, number: int, line: str) -> tuple[str, Any, str]:
    try:
        row = json.loads(line, parse_constant=_no_json, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Problem(f"{place}: not a JSON object ({error}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("ingredients_text"), str):
        raise Problem(f"{place}: an object with id and ingredients_text (a text) is needed.")
    return place, row.get("id", str(number)), row["ingredients_text"]


def _finite(word: str) -> float:
    """A number that can be given back as JSON: 1e999 cannot."""
    return float(word) if math.isfinite(float(word)) else _no_json(word)


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
