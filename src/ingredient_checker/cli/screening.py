"""A screened product list on the terminal or in a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..library.screening import ScreenedProduct
from ..problem import Problem
from ..whole_file import cannot_be_written, write_whole
from ..workbench import Workbench
from .answers import screening_of
from .in_words import VERDICTS, harmless, left_open, one_line, read_count, whom
from .sought import Sought

if TYPE_CHECKING:
    from ..spreadsheets.product_list import ProductListReport

_TITLE = "Products in which no listed allergen was found"


@dataclass(frozen=True, slots=True)
class Screened:
    """A list checked for somebody, and how the list and the patient's results were understood."""

    products: tuple[ScreenedProduct, ...]
    report: ProductListReport
    who: Sought

    def said_of_the_list(self) -> tuple[str, ...]:
        """What is odd about the list, and what in it is no product, in sentences with the place."""
        return (
            *self.report.warnings,
            *(f"{row.cell}: {row.why} (“{row.as_written}”)" for row in self.report.not_understood),
            *(f"{question.question} Assumed: {question.assumed}." for question in self.report.must_ask),
        )


def check_output(form: str, output: Path | None, inputs: Iterable[Path | None]) -> None:
    """Problem, before anything is screened, if a form that is no text has no file to go to, if no file can be there, or
    if it would take the place of one of the inputs."""
    if output is None:
        if form in ("xlsx", "pdf"):
            raise Problem(f"A {form} cannot be printed on the terminal; give --output FILE.{form}.")
        return
    try:
        if output.exists() and not output.is_file():
            raise Problem(f"{output} is not a file; give the name of a file to write.")
        if output.exists() and any(path and path.exists() and output.samefile(path) for path in inputs):
            raise Problem(f"{output} is what is read; give the name of another file to write.")
    except OSError as error:
        raise cannot_be_written(output, error) from error
    if not output.parent.is_dir():
        raise Problem(f"There is no folder {output.parent}; make it or choose another.")
    if not os.access(output.parent, os.W_OK):
        raise Problem(f"Nothing can be written in the folder {output.parent.resolve()}; choose another.")


def write_screening(form: str, output: Path | None, screened: Screened, workbench: Workbench) -> None:
    """Print or write the list. Problem if the file can't be written; an older one stays as it was."""
    patient, gaps = screened.who.patient, screened.who.gaps
    match form:
        case "pdf":
            assert output is not None
            write_pdf_of(workbench.safe_list(screened.products, patient, gaps=gaps), output, _TITLE)
        case "html":
            write_text(workbench.safe_list(screened.products, patient, gaps=gaps), output)
        case "csv" | "xlsx":
            said = (*whom(screened.who, workbench), *left_open(screened.who, workbench))
            workbench.export_screening(screened.products, output, said, as_workbook=form == "xlsx")
        case "json":
            write_text(json.dumps(screening_of(screened, workbench), ensure_ascii=False) + "\n", output)
        case _:
            write_text("".join(f"{harmless(line)}\n" for line in _lines(screened, workbench)), output)


def _lines(screened: Screened, workbench: Workbench) -> Iterator[str]:
    """Everything in words: the products in the order of the list, then for whom and with what this was done."""
    for product in screened.products:
        assessment = product.assessment
        yield f"{VERDICTS[assessment.verdict]:<18} {product.product.brand}  {product.product.product}"
        yield from (f"{'':<19}{line}" for line in _reasons(product))
    yield ""
    yield f"{len(screened.products)} products · {date.today().isoformat()} · allergen data {workbench.data_version}"
    yield from whom(screened.who, workbench)
    yield from (f"? {line}" for line in left_open(screened.who, workbench))


def _reasons(screened: ScreenedProduct) -> Iterator[str]:
    assessment = screened.assessment
    for entry in assessment.entries:
        for finding in entry.findings:
            if finding.level != "info":
                yield (
                    f"{finding.level}: {one_line(entry.read.entry.text)} ({finding.relation}, {finding.allergen_name})"
                )
    open_words = (*assessment.unread_words, *assessment.reading_doubts)
    yield read_count(assessment.counts) + (f"; not read: {'; '.join(open_words)}" if open_words else "")


def write_text(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file, all of it or nothing."""
    if output is None:
        sys.stdout.write(text)
        return
    write_whole(output, text.encode("utf-8", "backslashreplace"))


def write_pdf_of(html: str, output: Path, title: str) -> None:
    """Write a paper as a PDF. Problem where the window's libraries are not there."""
    try:
        from ..gui.printing import write_pdf
    except ImportError as error:
        raise Problem(f"A pdf needs the window's libraries, which cannot be loaded ({error}); use html.") from error
    write_pdf(html, output, title)
