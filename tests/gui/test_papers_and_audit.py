"""Papers that were given out can be opened as they were; who did what is listed, filtered and checked."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog
from sqlalchemy import text

from ingredient_checker.gui.audit_dialog import AuditDialog
from ingredient_checker.gui.export_dialog import write_patient
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.papers_dialog import PapersDialog
from ingredient_checker.library.engine import WRITING
from ingredient_checker.patch_test.patient import Patient

if TYPE_CHECKING:
    from conftest import Dialogs

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def opened(dialogs: Dialogs) -> Callable[[QAction], QDialog]:
    def open_it(action: QAction) -> QDialog:
        shown: list[QDialog] = []
        dialogs.answer(shown.append)
        action.trigger()
        return shown[0]

    return open_it


def texts(dialog: AuditDialog) -> list[tuple[str, ...]]:
    return [dialog.model.texts(event) for event in dialog.model.rows]


def test_a_printed_patch_test_can_be_opened_again_as_it_was(
    window: MainWindow, dialogs: Dialogs, opened: Callable[[QAction], PapersDialog]
) -> None:
    window.try_sample()
    window.go_to("patient")
    dialogs.answer(lambda preview: preview.accept())  # printed
    window.form.printAction.trigger()
    dialogs.answer(lambda preview: preview.reject())  # only looked at
    window.form.printAction.trigger()
    assert window.session.patient is not None
    before = window.session.workbench.results_report(window.session.patient)
    window.session.save_patient(Patient("Renamed", "", window.session.patient.results))
    papers = opened(window.form.papersAction)
    assert [paper.kind for paper in papers.papers] == ["patch test"]
    assert papers.papers[0].html == before
    assert "Sample Patient" in papers.form.paper.toPlainText()
    assert window.session.workbench.data_version in papers.form.papers.item(0).text()


def test_every_paper_for_a_patient_is_kept(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    window.try_sample()
    window.go_to("check")
    dialogs.answer(lambda preview: preview.accept())
    window.form.printAction.trigger()
    window.safe_list_page.save_pdf(tmp_path / "list.pdf")
    write_patient(window.session, tmp_path / "patient.pdf", identifiers=True)
    write_patient(window.session, tmp_path / "patient.json", identifiers=True)
    record = window.session.workbench.record
    assert [paper.kind for paper in record.documents(window.session.patient_id)] == [
        "patch test",
        "safe list",
        "label check",
    ]
    said = [(event.action, event.detail) for event in record.events(window.session.patient_id)][:4]
    assert said[0] == ("exported", ".json, with identifiers")
    assert [action for action, _ in said[1:]] == ["saved as PDF", "saved as PDF", "printed"]


def test_a_check_without_a_patient_is_nobodys_paper(window: MainWindow, dialogs: Dialogs) -> None:
    window.check_page.show_label("Aqua, Parfum")
    dialogs.answer(lambda preview: preview.accept())
    window.form.printAction.trigger()
    assert window.session.workbench.record.documents() == ()


def test_a_paper_is_printed_and_saved_again(
    window: MainWindow, dialogs: Dialogs, opened: Callable[[QAction], PapersDialog], tmp_path: Path
) -> None:
    window.try_sample()
    write_patient(window.session, tmp_path / "patient.pdf", identifiers=True)
    papers = opened(window.form.papersAction)
    dialogs.answer(lambda preview: preview.accept())
    papers.print()
    papers.save_pdf(tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").stat().st_size > 1000
    actions = [event.action for event in window.session.workbench.record.events(window.session.patient_id)]
    assert actions[:2] == ["saved as PDF again", "printed again"]


def test_no_papers_are_said_to_be_none(window: MainWindow, opened: Callable[[QAction], PapersDialog]) -> None:
    papers = opened(window.form.papersAction)
    assert papers.form.message.text() == "No paper was printed or saved for this patient yet."
    assert not papers.form.printButton.isEnabled()


def test_who_did_what_is_listed_without_names_and_filtered(
    window: MainWindow, opened: Callable[[QAction], AuditDialog]
) -> None:
    record = window.session.workbench.record
    record.remember_who("Dr A.")
    first = record.save_patient(Patient("Anna Smith", "2024-7"), what="Import a patient")
    window.session.open_patient(first)
    record.save_patient(Patient("Otto Meyer"), what="Import a patient")
    audit = opened(window.form.auditAction)
    assert audit.form.headline.text() == "All 3 entries stand as they were written."
    assert [row[1:] for row in texts(audit)] == [
        ("Dr A.", "created", "patient 2 · OM", "Import a patient"),
        ("Dr A.", "opened", "patient 1 · no. 2024-7 · AS", ""),
        ("Dr A.", "created", "patient 1 · no. 2024-7 · AS", "Import a patient"),
    ]
    audit.form.action.setCurrentText("created")
    assert len(texts(audit)) == 2
    audit.form.onlyOpenBox.setChecked(True)
    assert len(texts(audit)) == 1
    audit.form.onlyOpenBox.setChecked(False)
    audit.form.search.setText("patient 2 dr")
    assert [row[3] for row in texts(audit)] == ["patient 2 · OM"]
    audit.form.search.setText("nowhere")
    assert audit.form.message.text() == "Nothing that was noted fits."


def test_a_list_that_was_changed_from_outside_says_so(
    window: MainWindow, opened: Callable[[QAction], AuditDialog]
) -> None:
    record = window.session.workbench.record
    for _ in range(3):
        record.note("backed up")
    with record.store._engine.execution_options(**WRITING).begin() as connection:
        for trigger in (
            connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"drop trigger {trigger}"))
        connection.execute(text("update event set action = 'opened' where id = 2"))
    audit = opened(window.form.auditAction)
    assert audit.form.headline.text().startswith("✕ This list was changed from outside the program.\nEvent 2 ")


def test_what_is_shown_is_exported(
    window: MainWindow, opened: Callable[[QAction], AuditDialog], tmp_path: Path
) -> None:
    record = window.session.workbench.record
    record.note("backed up")
    record.note("=odd")
    audit = opened(window.form.auditAction)
    audit.form.action.setCurrentText("=odd")
    audit.export_to(tmp_path / "who.csv")
    rows = list(csv.reader((tmp_path / "who.csv").read_text("utf-8-sig").splitlines()))
    assert [row[3] for row in rows] == ["What", "'=odd"]
    assert record.events()[0].detail == "who did what"


def test_who_works_here_is_changed_where_it_is_seen(
    window: MainWindow, opened: Callable[[QAction], AuditDialog]
) -> None:
    audit = opened(window.form.auditAction)
    audit.form.who.setText(" Nurse B. ")
    audit.form.who.editingFinished.emit()
    record = window.session.workbench.record
    record.note("backed up")
    assert record.events()[0].who == "Nurse B."


def test_nothing_of_an_erased_patient_is_left_but_the_number(
    window: MainWindow, dialogs: Dialogs, opened: Callable[[QAction], AuditDialog], tmp_path: Path
) -> None:
    window.try_sample()
    window.session.patient_id = None
    assert window.session.patient is not None
    window.session.save_patient(Patient("Zacharias Quux", "ZQ-4711", window.session.patient.results))
    window.session.save_patient(Patient("Zacharias Quux", "ZQ-4712", window.session.patient.results))
    write_patient(window.session, tmp_path / "patient.pdf", identifiers=True)
    erased = window.session.patient_id
    dialogs.answer(lambda box: box.done(box.StandardButton.Yes))
    window.form.erasePatientAction.trigger()
    record = window.session.workbench.record
    assert record.documents(erased) == ()
    with record.store._engine.begin() as connection:
        tables = connection.execute(text("select name from sqlite_master where type = 'table'")).scalars().all()
        everything = "".join(str(connection.execute(text(f'select * from "{name}"')).all()) for name in tables)
    assert "Quux" not in everything
    assert "ZQ-471" not in everything
    audit = opened(window.form.auditAction)
    assert texts(audit)[0][2:4] == ("erased", f"patient {erased}")
