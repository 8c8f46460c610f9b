"""A screened product list on the terminal or in a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ..library.screening import ScreenedProduct
from ..patch_test.patient import Patient
from ..problem import Problem
from ..workbench import Workbench
from .answers import screening_of
from .in_words import VERDICTS


def write_screening(
    form: str,
    output: Path | None,
    screened: Sequence[ScreenedProduct],
    patient: Patient,
    warnings: Sequence[str],
    workbench: Workbench,
) -> None:
    """Print or write the list. Problem if a form that is no text has no file to go to, or the file can't be written."""
    if form in ("xlsx", "pdf") and output is None:
        raise Problem(f"A {form} cannot be printed on the terminal; give --output FILE.{form}.")
    try:
        if form == "pdf":
            _write_pdf(workbench.safe_list(screened, patient), output or Path())
        elif form in ("xlsx", "csv"):
            workbench.export_screening(screened, output, patient)
        else:
            _write_text(_text(form, screened, patient, warnings, workbench), output)
    except OSError as error:
        raise Problem(f"{output} cannot be written: {error.strerror or error}.") from error


def _text(
    form: str, screened: Sequence[ScreenedProduct], patient: Patient, warnings: Sequence[str], workbench: Workbench
) -> str:
    if form == "json":
        return json.dumps(screening_of(screened, warnings, workbench), ensure_ascii=False) + "\n"
    if form == "html":
        return workbench.safe_list(screened, patient)
    lines = [
        f"{VERDICTS[s.assessment.verdict]:<18} {s.product.brand}  {s.product.product}"
        + "".join(f"\n{'':<19}{line}" for line in _reasons(s))
        for s in screened
    ]
    lines.append(f"\n{len(screened)} products · {date.today().isoformat()} · allergen data {workbench.data_version}")
    return "\n".join(lines) + "\n"


def _reasons(screened: ScreenedProduct) -> list[str]:
    return [
        f"{f.level}: {' '.join(e.read.entry.text.split())} ({f.relation}, {f.allergen_name})"
        for e in screened.assessment.entries
        for f in e.findings
        if f.level != "info"
    ]


def _write_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, "utf-8")


def _write_pdf(html: str, output: Path) -> None:
    from ..gui.printing import write_pdf

    write_pdf(html, output, "Products in which no listed allergen was found")
