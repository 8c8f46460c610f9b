"""Cells that a spreadsheet program has changed, or that mean nothing: no grade may come of them, and each is listed.

A sheet with one odd cell among readings; everything else in it must be read as always.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.workbench import Workbench

from .figures import Figure, Run, counted
from .hostile_workbooks import row_xml, sheet, text_cell, with_styles

_XFS = '<xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/>'
_ODD = {
    "a date": '<c r="C3" s="1"><v>37016</v></c>',
    "a date of no month": '<c r="C3" s="1"><v>-5</v></c>',
    "#NAME?": '<c r="C3" t="e"><v>#NAME?</v></c>',
    "#VALUE! of a formula": '<c r="C3" t="e"><f>++</f><v>#VALUE!</v></c>',
    "-3 of =-3": '<c r="C3"><f>-3</f><v>-3</v></c>',
    "NaN": '<c r="C3"><v>NaN</v></c>',
    "a share": '<c r="C3" s="2"><v>0.05</v></c>',
    "half a grade": '<c r="C3"><v>1.5</v></c>',
    "a large number": '<c r="C3"><v>9999999</v></c>',
    "words": text_cell("C3", "see letter"),
    "an unknown sign": text_cell("C3", "¤"),
    "a letter and a control character": text_cell("C3", "+_x0007_?"),
    "a question": text_cell("C3", "?"),
    "plus or minus and words": text_cell("C3", "+/- or ++"),
    "an empty quote": text_cell("C3", '""'),
}


def measure(_run: Run) -> Iterator[Figure]:
    """Each odd cell as the only reading of an allergen, between two ordinary rows."""
    faults = {"read as a positive": 0, "not listed": 0, "others changed": 0}
    with tempfile.TemporaryDirectory() as place:
        workbench = Workbench.open(Path(place) / "library")
        for name, cell in _ODD.items():
            path = Path(place) / "results.xlsx"
            path.write_bytes(_workbook(cell))
            report = workbench.read_results(path)
            results = {r.as_written: r for read in report.patients for r in read.patient.results}
            odd = results.pop("Cobalt chloride", None)
            listed = any("C3" in said.cell for said in report.not_understood)
            ordinary = [(result.allergen, result.status) for result in results.values()]
            if odd is not None and odd.status is ResultStatus.POSITIVE:
                fault = "read as a positive"
            elif not listed and (odd is None or odd.status is ResultStatus.NEGATIVE):
                fault = "not listed"
            elif ordinary != [("nickel", ResultStatus.POSITIVE), ("formaldehyde", ResultStatus.NEGATIVE)]:
                fault = "others changed"
            else:
                continue
            faults[fault] += 1
            print(f"    {name}: {fault} ({odd and odd.status}, {ordinary})")
        workbench.close()
    yield counted("odd cells among readings", len(_ODD), faults)


def _workbook(cell: str) -> bytes:
    rows = (
        row_xml(1, ["Allergen", "D2", "D4"])
        + row_xml(2, ["Nickel sulfate", "+", "++"])
        + f'<row r="3">{text_cell("A3", "Cobalt chloride")}{cell}</row>'
        + row_xml(4, ["Formaldehyde", "-", "-"])
    )
    return with_styles(sheet(rows), _XFS)
