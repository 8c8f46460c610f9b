"""What holds for the window as a whole: forms, names for everything, looks, sizes, no promises."""

from __future__ import annotations

import gc
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ingredient_checker.gui.background import Background
from ingredient_checker.gui.garbage import GarbageCollector
from ingredient_checker.gui.main_window import PAGES, MainWindow
from ingredient_checker.gui.theme import DARK, LIGHT, Theme

FORMS = sorted(p.stem for p in (Path(__file__).parents[2] / "ui").glob("*.ui"))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_loads(form: str, qapp: QApplication) -> None:
    if form == "main_window":
        return  # loaded by every test that asks for the window
    module = import_module(f"ingredient_checker.gui.forms.ui_{form}")
    name = "Ui_" + "".join(part.capitalize() for part in form.split("_"))
    widget = QWidget()
    getattr(module, name)().setupUi(widget)
    assert widget.findChildren(QWidget)


def test_the_binding_counts_references_to_none(window: MainWindow) -> None:
    """PySide6-Essentials 6.12.0 below Python 3.12 loses one a cell and ends in a fatal error."""
    window.try_sample()
    model = window.library_page.model
    before = sys.getrefcount(None)
    for _ in range(10):
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                model.data(model.index(row, column), Qt.ItemDataRole.DecorationRole)
    assert sys.getrefcount(None) > before - 50


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    window.try_sample()
    nameless = [
        widget.objectName()
        for page in PAGES
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName()
        and not widget.objectName().startswith("qt_")
        and page == PAGES[0]
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless in ([], ["splitter"])


def test_all_pages_are_reached_by_keys(window: MainWindow) -> None:
    reached = []
    for action in (
        window.form.goCheckAction,
        window.form.goPatientAction,
        window.form.goLibraryAction,
        window.form.goSafeListAction,
        window.form.goAllergensAction,
    ):
        action.trigger()
        reached.append(window.current_page())
        assert not action.shortcut().isEmpty()
    assert tuple(reached) == PAGES


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    shown = QColor(colour)
    red, green, blue = (linear(v) for v in (shown.redF(), shown.greenF(), shown.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(theme: Theme) -> None:
    assert all(contrast(t.text, t.background) >= 6 for t in theme.tints.values())
    assert contrast(theme.soft, theme.card) >= 4.5
    assert contrast(theme.soft, theme.window) >= 4.5
    assert contrast(theme.accent, theme.card) >= 4.5


def test_the_look_and_the_size_are_kept(window: MainWindow) -> None:
    window.form.darkLookAction.trigger()
    window.form.zoomInAction.trigger()
    assert window.session.theme.dark
    assert window.settings.value("look") == "dark"
    assert float(str(window.settings.value("points"))) > window._normal_font


def test_nothing_on_screen_is_called_safe_as_a_promise(window: MainWindow) -> None:
    window.try_sample()
    texts = [w.text() for kind in (QLabel, QAbstractButton) for w in window.findChildren(kind)]
    promising = [t for t in texts if "safe" in t.lower() and "safe list" not in t.lower()]
    assert promising == []


def test_cycles_are_collected_on_the_windows_thread_only(qapp: QApplication) -> None:
    collector = GarbageCollector(qapp, interval_ms=60_000)
    try:
        assert not gc.isenabled()
        collector.collect()
    finally:
        gc.enable()
        collector.deleteLater()


def test_only_the_newest_work_is_told(qtbot: QtBot) -> None:
    background = Background()
    results: list[object] = []
    background.finished.connect(results.append)
    go_on = threading.Event()

    def slow(progress: object, cancelled: object) -> str:
        go_on.wait(5)
        return "first"

    with qtbot.waitSignal(background.finished, timeout=5000):
        background.start(slow)
        background.start(lambda progress, cancelled: "second")
        go_on.set()
    background.close()
    assert results == ["second"]
