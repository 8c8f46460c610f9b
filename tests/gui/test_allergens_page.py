"""The Allergens page and its doors: what a dermatologist reads there, adds, sets aside and shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog
from pytestqt.qtbot import QtBot

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.gui.decision_dialog import NOT_FOR_US, ON_SHEETS, DecisionDialog
from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.new_allergen_dialog import NewAllergenDialog
from ingredient_checker.gui.our_knowledge_dialog import OurKnowledgeDialog

if TYPE_CHECKING:
    from conftest import Dialogs


def shown(window: MainWindow, allergen: str) -> str:
    window.go_to("allergens")
    window.allergens_page.open(allergen)
    return window.allergens_page.form.page.toPlainText()


def ok(dialog: DecisionDialog | NewAllergenDialog) -> None:
    dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def add_name(name: str, why: str = "") -> Any:
    def fill_in(dialog: DecisionDialog) -> None:
        dialog.form.name.setText(name)
        dialog.form.why.setText(why)
        ok(dialog)

    return fill_in


@pytest.mark.parametrize("words", ["Methylisothiazolinone", "2682-20-4", "Kathon CG", "méthylisothiazolinone"])
def test_an_allergen_is_found_by_any_of_its_names(window: MainWindow, words: str) -> None:
    window.allergens_page.search(words)
    assert any(known.id in ("mi", "mci_mi") for known in window.allergens_page.model.found[:3])


def test_the_page_says_series_preparation_law_relations_look_alikes_and_sources(window: MainWindow) -> None:
    text = shown(window, "formaldehyde")
    for part in (
        "T.R.U.E. Test 36",
        "0.18 mg/cm2",
        "2 % aq",
        "Annex II no. 1577",
        "Release it",
        "Quaternium-15",
        "GA22",
    ):
        assert part in text
    assert "All formaldehyde releasers" in text
    assert "is not Cocamidopropyl Betaine" in shown(window, "capb")


def test_a_new_fragrance_rule_tells_that_absence_proves_nothing_yet(window: MainWindow) -> None:
    text = shown(window, "rose_ketones")
    assert "2028-07-31" in text
    assert "proves nothing" in text


def test_what_no_source_was_found_for_is_said_to_be_possible(window: MainWindow) -> None:
    assert "Not verified" in shown(window, "propolis")
    assert "(possible)" in shown(window, "propolis")


def test_a_name_added_from_the_page_marks_the_open_label(window: MainWindow, dialogs: Dialogs) -> None:
    window.try_sample()
    window.session.label_asked_for.emit("Ingredients: Aqua, Zorbocide Ultra")
    assert window.check_page.assessment is not None
    assert window.check_page.assessment.verdict is Verdict.UNREAD
    shown(window, "mi")
    dialogs.answer(add_name("Zorbocide Ultra", "the maker told us"))
    window.allergens_page.form.addNameButton.click()
    assert window.check_page.assessment.verdict is Verdict.AVOID
    assert "Zorbocide Ultra (our clinic)" in window.allergens_page.form.page.toPlainText()
    assert "(1)" in window.allergens_page.form.ourKnowledgeButton.text()


def test_a_name_can_be_set_aside_and_the_decision_taken_back(window: MainWindow, dialogs: Dialogs) -> None:
    window.session.open_patient(None)
    shown(window, "formaldehyde")

    def not_for_us(dialog: DecisionDialog) -> None:
        assert "The program's data say" in dialog.form.message.text()
        dialog.form.level.setCurrentText(NOT_FOR_US)
        dialog.form.why.setText("tested negative here")
        ok(dialog)

    dialogs.answer(not_for_us)
    (bronopol,) = window.session.workbench.catalogue.named("Bronopol")
    window.allergens_page.form.page.anchorClicked.emit(QUrl(f"name:{bronopol.id}"))
    assert f"{bronopol.name} (our clinic)" in window.allergens_page.form.page.toPlainText()

    def take_back(dialog: DecisionDialog) -> None:
        assert dialog.form.level.currentText() == NOT_FOR_US
        assert dialog.form.why.text() == "tested negative here"
        dialog.form.takeBackButton.click()

    dialogs.answer(take_back)
    window.allergens_page.form.page.anchorClicked.emit(QUrl(f"name:{bronopol.id}"))
    assert "(our clinic)" not in window.allergens_page.form.page.toPlainText()


def test_a_relation_to_an_allergen_takes_all_its_names(window: MainWindow, dialogs: Dialogs) -> None:
    shown(window, "nickel")

    def lanolin(dialog: DecisionDialog) -> None:
        dialog.form.name.setText("Lanolin / wool alcohols")
        assert "all its names" in dialog.form.message.text()
        ok(dialog)

    dialogs.answer(lanolin)
    window.allergens_page.form.addRelationButton.click()
    assert "Lanolin (our clinic)" in window.allergens_page.form.page.toPlainText()


def test_a_name_on_result_sheets_is_understood_from_then_on(window: MainWindow, dialogs: Dialogs) -> None:
    shown(window, "mi")

    def on_sheets(dialog: DecisionDialog) -> None:
        dialog.form.name.setText("MIT Hausmischung")
        dialog.form.relation.setCurrentText(ON_SHEETS)
        ok(dialog)

    dialogs.answer(on_sheets)
    window.allergens_page.form.addNameButton.click()
    assert window.session.workbench.find_allergen("MIT Hausmischung").allergens == ("mi",)


def test_a_decision_that_cannot_stand_keeps_what_was_typed_and_says_why(window: MainWindow, dialogs: Dialogs) -> None:
    shown(window, "mi")
    said = []

    def wrong(dialog: DecisionDialog) -> None:
        dialog.form.name.setText("...")
        ok(dialog)
        said.append(dialog.form.message.text())
        assert dialog.form.name.text() == "..."
        dialog.reject()

    dialogs.answer(wrong)
    window.allergens_page.form.addNameButton.click()
    assert "cannot be added" in said[0]
    assert window.session.workbench.own.rows() == ()


def test_our_own_list_is_made_avoided_by_the_patient_and_found(
    window: MainWindow, dialogs: Dialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go_to("allergens")

    def lips(dialog: NewAllergenDialog) -> None:
        dialog.form.name.setText("Our lip list")
        dialog.form.kind.setCurrentIndex(1)
        dialog.form.names.setPlainText("Propolis\nShellac\n\nSuperwax Nonesuch")
        assert "Superwax Nonesuch" in dialog.form.message.text()
        ok(dialog)

    dialogs.answer(lips)
    window.allergens_page.form.newAllergenButton.click()
    assert window.allergens_page.form.page.toPlainText().startswith("Our lip list")
    monkeypatch.setattr(QInputDialog, "getItem", lambda *args: ("Our lip list", "Our lip list" in args[3]))
    window.go_to("patient")
    window.patient_page.avoid_list()
    assert [p.name for p in window.session.positives] == ["Our lip list"]
    assert window.patient_page.model.index(0, 1).data() == "whole list"
    window.session.label_asked_for.emit("Ingredients: Aqua, Superwax Nonesuch, Bee Glue")
    assert window.check_page.assessment is not None
    assert window.check_page.assessment.verdict is Verdict.AVOID
    assert all("on the list “Our lip list”" in f.why for e in window.check_page.assessment.entries for f in e.findings)


def test_an_allergen_that_is_known_already_is_not_made_twice(window: MainWindow, dialogs: Dialogs) -> None:
    def again(dialog: NewAllergenDialog) -> None:
        dialog.form.name.setText("Propolis")
        dialog.form.names.setPlainText("Bee Glue")
        ok(dialog)
        assert "“Propolis” already" in dialog.form.message.text()
        dialog.reject()

    dialogs.answer(again)
    window.allergens_page.new_allergen()


def test_a_broken_row_is_seen_in_red_with_its_fault_and_can_be_removed(
    window: MainWindow, dialogs: Dialogs, qtbot: QtBot
) -> None:
    workbench = window.session.workbench
    shown(window, "mi")
    dialogs.answer(add_name("Zorbocide Ultra"))
    window.allergens_page.form.addNameButton.click()
    file = workbench.own.folder / "allergens" / "label_names.csv"
    file.write_text(file.read_text("utf-8") + "nobody,same,Water,avoid,by hand,OURS,yes\n", "utf-8")
    workbench.own.use()
    window.session.use_knowledge()
    assert "1 with a fault" in window.allergens_page.form.ourKnowledgeButton.text()

    def look(dialog: OurKnowledgeDialog) -> None:
        first = dialog.model.index(0, 2)
        assert "there is no allergen “nobody”" in str(first.data())
        assert first.data(Qt.ItemDataRole.BackgroundRole) is not None
        dialog.form.rows.setCurrentIndex(first)
        qtbot.mouseClick(dialog.form.removeButton, Qt.MouseButton.LeftButton)
        assert "1 rows of our own" in dialog.form.headline.text()
        dialog.accept()

    dialogs.answer(look)
    window.allergens_page.form.ourKnowledgeButton.click()
    assert "fault" not in window.allergens_page.form.ourKnowledgeButton.text()


def test_our_knowledge_is_exported_and_taken_over(window: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    shown(window, "mi")
    dialogs.answer(add_name("Zorbocide Ultra"))
    window.allergens_page.form.addNameButton.click()

    def share(dialog: OurKnowledgeDialog) -> None:
        dialog.export_to(tmp_path / "ours.zip")
        dialog.form.rows.setCurrentIndex(dialog.model.index(0, 0))
        dialog.remove()
        assert not dialog.model.rows
        dialog.import_from(tmp_path / "ours.zip")
        assert "2 rows taken over" in dialog.form.message.text()
        dialog.import_from(tmp_path / "nothing.zip")
        assert "no file of exported additions" in dialog.form.message.text()
        dialog.accept()

    dialogs.answer(share)
    window.allergens_page.form.ourKnowledgeButton.click()
    assert "Zorbocide Ultra (our clinic)" in shown(window, "mi")


def test_an_ingredient_that_is_wrongly_feared_is_said_to_be_another_substance(window: MainWindow) -> None:
    workbench = window.session.workbench
    known = workbench.allergens.get("capb")
    from ingredient_checker.patch_test.patient import PatchTestResult, Patient
    from ingredient_checker.patch_test.reading import Grade, ResultStatus

    result = PatchTestResult("CAPB", known.id, ResultStatus.POSITIVE, Grade.STRONG)
    window.session.save_patient(Patient("A", results=(result,)))
    window.session.label_asked_for.emit("Ingredients: Aqua, Coco-Betaine, Glycerin")
    (row,) = [row for row in window.check_page.form.reasons.reasons.rows if row.written == "Coco-Betaine"]
    assert row.means == "another substance"
    assert "not Cocamidopropyl Betaine" in row.chain


def test_every_allergen_stands_in_the_list(window: MainWindow) -> None:
    window.allergens_page.search("")
    assert len(window.allergens_page.model.found) == len(window.session.workbench.allergens.allergens)
