"""The Check page: the verdict while typing, marks in the text, reasons, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.main_window import MainWindow
from ingredient_checker.gui.reasons import Reason
from ingredient_checker.gui.theme import SIGNS, Tone

if TYPE_CHECKING:
    from conftest import Dialogs


@pytest.fixture
def checked(window: MainWindow) -> MainWindow:
    """The window with the sample patient open and no label."""
    window.try_sample()
    window.check_page.clear()
    return window


def drawing(rows: tuple[Reason, ...]) -> list[str]:
    return [f"{SIGNS[row.tone]} {row.written}" for row in rows]


def test_the_verdict_appears_while_typing(checked: MainWindow, qtbot: QtBot) -> None:
    page = checked.check_page
    qtbot.keyClicks(page.form.labelText, "Aqua, DMDM Hydantoin")
    qtbot.waitUntil(lambda: page.assessment is not None, timeout=2000)
    assert page.form.bannerVerdict.text() == "AVOID"
    assert not page.form.startCard.isVisible()


def test_rows_stand_by_urgency_and_the_rest_is_folded(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("Aqua, Glycerin, Zanthoxyl Dreamwort, DMDM Hydantoin, Sodium Chloride")
    assert drawing(page.form.reasons.reasons.rows) == [
        "✕ DMDM Hydantoin",
        "? Zanthoxyl Dreamwort",
        "○ Aqua, Glycerin, Sodium Chloride",
    ]
    page.form.reasons.fold_toggled.emit()
    assert drawing(page.form.reasons.reasons.rows)[2:] == ["○ Aqua", "○ Glycerin", "○ Sodium Chloride"]


def test_marks_cover_exactly_the_words_that_they_are_about(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("🌿 Aqua, 🌿 Parfum, DMDM Hydantoin")
    selected = [s.cursor.selectedText() for s in page.form.labelText.extraSelections()]
    assert selected == ["Parfum", "DMDM Hydantoin"]


def test_f8_goes_from_problem_to_problem_and_round(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("Parfum, Aqua, Zanthoxyl Dreamwort, DMDM Hydantoin")

    def step(by: int) -> str:
        page.next_problem(by)
        return page.form.reasons.reasons.rows[page.form.reasons.currentIndex().row()].written

    assert [step(1) for _ in range(4)] == ["Parfum", "Zanthoxyl Dreamwort", "DMDM Hydantoin", "Parfum"]
    assert step(-1) == "DMDM Hydantoin"


def test_a_screen_reader_hears_the_verdict_before_the_name(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("Aqua, DMDM Hydantoin")
    model = page.form.reasons.reasons
    words = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(words, str)
    assert words.startswith("AVOID: DMDM Hydantoin, releases Formaldehyde, ++")


def test_another_patient_changes_the_verdict_at_once(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("Aqua, DMDM Hydantoin")
    assert page.form.bannerVerdict.text() == "AVOID"
    checked.session.open_patient(None)
    assert page.form.bannerVerdict.text() == "No patient is open"


def test_a_label_with_nothing_to_read_never_looks_clear(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label("No info")
    assert page.form.bannerVerdict.text() == "UNREAD"
    assert "placeholder" in page.form.bannerDoubts.text()


def test_a_paste_of_300_kilobytes_is_refused_and_the_old_label_stays(checked: MainWindow, qapp: QApplication) -> None:
    page = checked.check_page
    page.show_label("Aqua, Glycerin")
    told: list[str] = []
    checked.session.told.connect(told.append)
    content = QMimeData()
    content.setText("Aqua, " * 50_000)
    page.form.labelText.insertFromMimeData(content)
    assert page.form.labelText.label_text() == "Aqua, Glycerin"
    assert "300,000 characters" in told[-1]


def test_the_next_pasted_label_replaces_the_one_before(checked: MainWindow) -> None:
    field = checked.check_page.form.labelText
    field.set_label_text("Aqua, Parfum")
    content = QMimeData()
    content.setText("Aqua, Glycerin, Petrolatum, Sodium Chloride, Citric Acid")
    field.insertFromMimeData(content)
    assert field.label_text() == "Aqua, Glycerin, Petrolatum, Sodium Chloride, Citric Acid"
    field.undo()
    assert field.label_text() == "Aqua, Parfum"
    content.setText(", Linalool")
    field.moveCursor(QTextCursor.MoveOperation.End)
    field.insertFromMimeData(content)
    assert field.label_text() == "Aqua, Parfum, Linalool"


def test_a_pasted_picture_is_said_to_be_one(checked: MainWindow) -> None:
    told: list[str] = []
    checked.session.told.connect(told.append)
    content = QMimeData()
    content.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    checked.check_page.form.labelText.insertFromMimeData(content)
    assert "picture" in told[-1]


def test_a_picture_file_is_refused_in_words(checked: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    path = tmp_path / "label.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    dialogs.answer(QDialog.reject)
    checked.open_dropped(path)
    assert "is a picture" in dialogs.shown[0]


def test_an_empty_label_file_is_refused_in_words(checked: MainWindow, dialogs: Dialogs, tmp_path: Path) -> None:
    path = tmp_path / "label.txt"
    path.write_bytes(b"")
    dialogs.answer(QDialog.reject)
    checked.open_dropped(path)
    assert "is empty" in dialogs.shown[0]


def test_a_file_in_the_clipboard_is_opened(window: MainWindow, qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "label.txt"
    path.write_text("Aqua, Linalool", "utf-8")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    qapp.clipboard().setMimeData(content)
    window.paste_label()
    assert window.check_page.form.labelText.label_text() == "Aqua, Linalool"


def test_a_checked_label_is_kept_as_a_product(checked: MainWindow, dialogs: Dialogs) -> None:
    page = checked.check_page
    page.show_label("Aqua, Glycerin")

    def fill_in(dialog: object) -> None:
        dialog.brand.setText("Alder")  # type: ignore[attr-defined]
        dialog.product.setText("Calm Cream")  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    dialogs.answer(fill_in)
    page.form.keepButton.click()
    kept = [p.product for p in checked.session.workbench.products() if p.product.brand == "Alder"]
    assert [(p.product, p.ingredients) for p in kept] == [("Calm Cream", "Aqua, Glycerin")]


def test_the_printed_check_opens_a_preview(checked: MainWindow, dialogs: Dialogs) -> None:
    checked.check_page.show_label("Aqua, DMDM Hydantoin")
    dialogs.answer(QDialog.reject)
    checked.print_page()
    assert dialogs.shown == ["Label check"]


def test_every_tone_has_a_sign_of_its_own() -> None:
    assert len({SIGNS[tone] for tone in Tone}) == len(Tone)


KIT = (
    "Day Cream:\nAqua, Glycerin, Cetyl Alcohol, Talc, DMDM Hydantoin.\n\n"
    "Night Mask:\nAqua, Kaolin, Glycerin, Zanthoxyl Dreamwort, Citric Acid.\n\n" + "Lip Balm:\nCera Alba, Squalane, "
    "Tocopherol, Ricinus Communis Seed Oil, Parfum."
)


def test_a_kit_offers_its_products_and_shows_one_of_them(checked: MainWindow, qtbot: QtBot) -> None:
    page = checked.check_page
    page.show_label("\n" * 60 + KIT)
    choice = page.form.productChoice
    assert page.form.productRow.isVisible()
    assert [choice.itemText(n) for n in range(choice.count())] == [
        "all 3 products",
        "✕  Day Cream - AVOID",
        "?  Night Mask - UNREAD",
        "✕  Lip Balm - AVOID",
    ]
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert drawing(page.form.reasons.reasons.rows)[0] == "? Zanthoxyl Dreamwort"
    assert page.form.labelText.textCursor().block().text() == "Night Mask:"
    assert page.form.bannerVerdict.text() == "AVOID"
    assert page.form.bannerCounts.text().startswith("3 products in this text")


def test_a_mark_of_another_product_shows_all_of_them_again(checked: MainWindow, qtbot: QtBot) -> None:
    page = checked.check_page
    page.show_label(KIT)
    qtbot.keyClick(page.form.productChoice, Qt.Key.Key_Down)
    page.form.labelText.mark_clicked.emit(2)
    assert page.form.productChoice.currentIndex() == 0
    assert page.form.reasons.reasons.rows[page.form.reasons.currentIndex().row()].written == "Parfum"


def test_f8_stays_within_the_chosen_product(checked: MainWindow, qtbot: QtBot) -> None:
    page = checked.check_page
    page.show_label(KIT)
    qtbot.keyClick(page.form.productChoice, Qt.Key.Key_Down)
    page.next_problem()
    page.next_problem()
    assert page.form.reasons.reasons.rows[page.form.reasons.currentIndex().row()].written == "DMDM Hydantoin"


def test_one_product_offers_no_choice(checked: MainWindow) -> None:
    page = checked.check_page
    page.show_label(KIT)
    page.show_label("Aqua, Glycerin, Parfum")
    assert not page.form.productRow.isVisible()
    assert len(page.form.reasons.reasons.rows) == 2
