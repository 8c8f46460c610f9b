"""Our positives in the window: years and series are chosen, and what goes out hides small counts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.overview_dialog import OverviewDialog
from ingredient_checker.patch_test.patient import Characteristics, PatchTestResult, Patient
from ingredient_checker.patch_test.reading import Grade, ResultStatus

if TYPE_CHECKING:
    from conftest import Dialogs


@pytest.fixture
def clinic(window: MainWindow) -> MainWindow:
    """Forty patients; six positive to MI, two to nickel; half of them tested in 2023."""
    for n in range(40):
        results = tuple(
            PatchTestResult(a, a, ResultStatus.POSITIVE, Grade.WEAK)
            if n < positive
            else PatchTestResult(a, a, ResultStatus.NEGATIVE, Grade.NEGATIVE)
            for a, positive in (("mi", 6), ("nickel", 2), ("gold", 0))
        )
        who = Patient(f"Secret Name {n}", f"K-{n}", results, "2023-05-06" if n % 2 else "2024-05-06")
        said = Characteristics(birth_year=1970, sex="male" if n < 10 else "female")
        window.session.workbench.record.save_patient(
            Patient(who.name, who.number, results, who.tested_on, characteristics=said)
        )
    return window


@pytest.fixture
def opened(clinic: MainWindow, dialogs: Dialogs) -> Callable[[], OverviewDialog]:
    """The dialog as the menu opens it."""

    def open_it() -> OverviewDialog:
        shown: list[OverviewDialog] = []
        dialogs.answer(lambda dialog: shown.append(dialog) or dialog.show())
        clinic.form.overviewAction.trigger()
        return shown[0]

    return open_it


def rows(dialog: OverviewDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [tuple(str(model.index(r, c).data()) for c in range(4)) for r in range(model.rowCount())]


def test_rates_of_all_patients_are_shown_with_the_index(opened: Callable[[], OverviewDialog]) -> None:
    dialog = opened()
    assert rows(dialog)[0] == ("Methylisothiazolinone (MI)", "40", "6", "15.0")
    assert rows(dialog)[1][1:] == ("40", "2", "5.0")
    assert dialog.form.headline.text() == "40 patients tested; positive to at least one: 6 of 40, 15.0 %."
    assert dialog.form.moahlfa.text().startswith(
        "M male 25.0 % of 40 · A age 40 and over 100.0 % of 40 · not recorded: O occ"
    )
    assert dialog.chart.minimumHeight() > 0
    dialog.close()


def test_years_and_series_are_chosen(opened: Callable[[], OverviewDialog]) -> None:
    dialog = opened()
    dialog.form.fromYear.setCurrentText("2024")
    assert rows(dialog)[0][1:3] == ("20", "3")
    dialog.form.series.setCurrentIndex(dialog.form.series.findData("ACRY"))
    assert rows(dialog) == []
    assert dialog.form.headline.text() == "No patient with read patch tests."
    assert not dialog.form.exportButton.isEnabled()
    dialog.form.series.setCurrentIndex(0)
    assert dialog.form.exportButton.isEnabled()
    dialog.close()


def test_headings_sort_by_number_with_nothing_last(opened: Callable[[], OverviewDialog]) -> None:
    dialog = opened()
    dialog.model.sort(2, Qt.SortOrder.AscendingOrder)
    assert [row[2] for row in rows(dialog)] == ["0", "2", "6"]
    dialog.model.sort(8, Qt.SortOrder.DescendingOrder)
    assert rows(dialog)[-1][0] == "Gold"  # no reaction, so no index
    dialog.close()


def test_what_goes_out_hides_small_counts_and_names_nobody(
    opened: Callable[[], OverviewDialog], tmp_path: Path
) -> None:
    dialog = opened()
    for ending in ("csv", "xlsx", "pdf", "svg", "png"):
        dialog.export_to(tmp_path / f"positives.{ending}")
    table = list(csv.reader((tmp_path / "positives.csv").read_text("utf-8-sig").splitlines()))
    by_name = {row[0]: row for row in table if len(row) > 5}
    assert by_name["Methylisothiazolinone (MI)"][1:4] == ["40", "6", "15.0"]
    assert by_name["Nickel"][1:4] == ["40", "", ""]
    said = "".join("".join(page.extract_text() for page in PdfReader(tmp_path / "positives.pdf").pages))
    everything = said + (tmp_path / "positives.csv").read_text("utf-8-sig") + (tmp_path / "positives.svg").read_text()
    assert "Secret" not in everything
    assert "K-" not in everything
    assert QImage(str(tmp_path / "positives.png")).width() == 2880
    events = dialog._session.workbench.record.events()
    assert [(event.action, event.detail) for event in events[:5]] == [("exported", "overview")] * 5
    dialog.close()


def test_the_clinic_can_let_small_counts_out(opened: Callable[[], OverviewDialog], tmp_path: Path) -> None:
    dialog = opened()
    dialog.form.hideBox.setChecked(False)
    dialog.export_to(tmp_path / "positives.csv")
    assert "Nickel,40,2,5.0" in (tmp_path / "positives.csv").read_text("utf-8-sig")
    dialog.close()


def test_an_empty_library_says_so(window: MainWindow, dialogs: Dialogs) -> None:
    said: list[str] = []
    dialogs.answer(lambda dialog: said.append(dialog.form.headline.text()))
    window.form.overviewAction.trigger()
    assert said == ["No patient with read patch tests."]


def test_the_years_of_a_chosen_allergen_are_said(opened: Callable[[], OverviewDialog]) -> None:
    dialog = opened()
    dialog.form.rows.setCurrentIndex(dialog.model.index(0, 0))
    said = "Methylisothiazolinone (MI) by year: 2023 15.0 % (3 of 20) · 2024 15.0 % (3 of 20)"
    assert dialog.form.message.text() == said
    dialog.close()


def test_from_a_rate_to_the_patients_behind_it(clinic: MainWindow, dialogs: Dialogs) -> None:
    listed: list[int] = []
    dialogs.answer(lambda dialog: dialog.form.rows.activated.emit(dialog.model.index(0, 0)))
    dialogs.answer(lambda picker: listed.append(len(picker.model.rows)))
    clinic.form.overviewAction.trigger()
    assert listed == [6]
