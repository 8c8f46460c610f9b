"""Tables out: what a spreadsheet program must show as text is written so that it stays text."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..whole_file import cannot_be_written, write_whole

LONGEST_CELL = 32_767
_CUT = " … [cut: Excel keeps no longer text]"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]|￾|￿")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

CellValue = str | int | float | None


def write_xlsx(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[CellValue]], title_lines: Sequence[str] = ()
) -> None:
    """Write a workbook: title lines, headings, rows. Texts are text cells, whatever they begin with.

    Problem when the file cannot be written; nothing half-written is left.
    """
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List")
    widths = [min(60, max(10, len(heading) + 2)) for heading in headings]
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"A{len(title_lines) + 2}"

    def made(value: CellValue, bold: bool = False) -> object:
        cell = WriteOnlyCell(sheet, None if value is None or isinstance(value, str) else value)
        if isinstance(value, str):
            cell.value = _fitting(value)
            cell.data_type = "s"  # else a text that begins with "=" becomes a formula
        if bold:
            cell.font = Font(bold=True)
        return cell

    stream = io.BytesIO()
    try:
        for line in title_lines:
            sheet.append([made(line)])
        sheet.append([made(heading, bold=True) for heading in headings])
        for row in rows:
            sheet.append([made(value) for value in row])
        book.save(stream)
    except OSError as error:  # the writer keeps rows in a temporary file, and complains when it is not closed
        with contextlib.suppress(OSError, StopIteration):
            sheet.close()
        raise cannot_be_written(path, error) from error
    write_whole(path, stream.getvalue())


def write_csv(
    path: Path | None, headings: Sequence[str], rows: Iterable[Sequence[CellValue]], title_lines: Sequence[str] = ()
) -> None:
    """Write comma-separated UTF-8 text (with the mark that Excel needs); to standard output without a path.

    Cells that a spreadsheet program would calculate (= + - @) get an apostrophe in front.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n" if path else "\n")
    for line in title_lines:
        writer.writerow([_guarded(line)])
    writer.writerow([_guarded(heading) for heading in headings])
    for row in rows:
        writer.writerow(["" if value is None else _guarded(value) for value in row])
    if path is None:
        sys.stdout.write(stream.getvalue())
    else:
        write_whole(path, b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", errors="replace"))


def _guarded(value: CellValue) -> str:
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _fitting(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT
