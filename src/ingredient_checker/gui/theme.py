"""Colours, signs and the style sheet of the window. Verdict colours are for verdicts only.

Tints were chosen for contrast of 6.4 : 1 and more and to stay apart for red-green blindness; a sign and a word always
stand beside the colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextCharFormat
from PySide6.QtWidgets import QApplication

from ..allergens.allergen import Level
from ..assessment.verdict import Verdict

_ICONS = Path(__file__).parent / "icons"
Underline = QTextCharFormat.UnderlineStyle


class Tone(StrEnum):
    """What a mark, a badge or a banner says."""

    AVOID = "avoid"
    CAUTION = "caution"
    UNREAD = "unread"
    CLEAR = "clear"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Tint:
    """The colours of one tone: text, background, edge."""

    text: str
    background: str
    edge: str


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of the light or the dark window."""

    dark: bool
    window: str
    card: str
    line: str
    text: str
    soft: str
    accent: str
    accent_background: str
    side: str
    field: str
    tints: dict[Tone, Tint]


LIGHT = Theme(
    dark=False,
    window="#F6F7F9",
    card="#FFFFFF",
    line="#E2E6EB",
    text="#1D2733",
    soft="#566270",
    accent="#1F5E8C",
    accent_background="#E6F0F7",
    side="#EDF0F4",
    field="#FFFFFF",
    tints={
        Tone.AVOID: Tint("#8A3200", "#FBDDCB", "#E8A27A"),
        Tone.CAUTION: Tint("#6B4A00", "#FCEFC9", "#E3C46B"),
        Tone.UNREAD: Tint("#00497A", "#DCEBF7", "#8DBBDF"),
        Tone.CLEAR: Tint("#00513B", "#D9F0E7", "#86C9AF"),
        Tone.INFO: Tint("#46525F", "#EEF1F4", "#D2D9E0"),
    },
)
DARK = Theme(
    dark=True,
    window="#14181D",
    card="#1C2229",
    line="#2E3640",
    text="#E6EBF0",
    soft="#9AA7B4",
    accent="#8CC4EE",
    accent_background="#1E3345",
    side="#171C22",
    field="#171C22",
    tints={
        Tone.AVOID: Tint("#FFC2A3", "#5A2200", "#A45A31"),
        Tone.CAUTION: Tint("#FFDD8A", "#4A3500", "#8E742A"),
        Tone.UNREAD: Tint("#A8D5F7", "#003355", "#3A6F99"),
        Tone.CLEAR: Tint("#9BE3CB", "#003D2C", "#2F8467"),
        Tone.INFO: Tint("#B4C0CC", "#262E37", "#3B4652"),
    },
)

SIGNS = {Tone.AVOID: "✕", Tone.CAUTION: "▲", Tone.UNREAD: "?", Tone.CLEAR: "○", Tone.INFO: "i"}
UNDERLINES = {
    Tone.AVOID: Underline.SingleUnderline,
    Tone.CAUTION: Underline.DashUnderline,
    Tone.UNREAD: Underline.DotLine,
    Tone.CLEAR: Underline.NoUnderline,
    Tone.INFO: Underline.NoUnderline,
}
WORDS = {
    Tone.AVOID: "AVOID",
    Tone.CAUTION: "CAUTION",
    Tone.UNREAD: "UNREAD",
    Tone.CLEAR: "nothing found",
    Tone.INFO: "information",
}


def tone_of(what: Verdict | Level) -> Tone:
    """The tone of a verdict or of a finding's level."""
    match what:
        case Verdict.AVOID | Level.AVOID:
            return Tone.AVOID
        case Verdict.CAUTION | Level.CAUTION:
            return Tone.CAUTION
        case Verdict.NOTHING_FOUND:
            return Tone.CLEAR
        case Level.INFO:
            return Tone.INFO
        case _:
            return Tone.UNREAD


def verdict_words(verdict: Verdict) -> str:
    """The verdict as it is written large."""
    if verdict is Verdict.CANNOT_CHECK:
        return "Cannot be checked on labels"
    return {Verdict.NOTHING_FOUND: "Nothing found"}.get(verdict, WORDS[tone_of(verdict)])


def chosen(look: str) -> Theme:
    """The theme of a look: "light", "dark", else what the system has."""
    dark = look == "dark" or (look != "light" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    return DARK if dark else LIGHT


def dress(theme: Theme, points: float) -> None:
    """Give the application this theme and a base font of so many points."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme, points))


def palette(theme: Theme) -> QPalette:
    """The palette for the Fusion style."""
    colours = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, theme.window),
        (QPalette.ColorRole.Base, theme.field),
        (QPalette.ColorRole.AlternateBase, theme.card),
        (QPalette.ColorRole.Button, theme.card),
        (QPalette.ColorRole.ToolTipBase, theme.card),
        (QPalette.ColorRole.Text, theme.text),
        (QPalette.ColorRole.WindowText, theme.text),
        (QPalette.ColorRole.ButtonText, theme.text),
        (QPalette.ColorRole.ToolTipText, theme.text),
        (QPalette.ColorRole.PlaceholderText, theme.soft),
        (QPalette.ColorRole.Highlight, theme.accent),
        (QPalette.ColorRole.HighlightedText, theme.card),
        (QPalette.ColorRole.Link, theme.accent),
        (QPalette.ColorRole.Light, theme.card),
        (QPalette.ColorRole.Midlight, theme.line),
        (QPalette.ColorRole.Mid, theme.line),
        (QPalette.ColorRole.Dark, theme.line),
    ):
        colours.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.soft))
    return colours


def style_sheet(theme: Theme, points: float) -> str:
    """The style sheet for a base font of so many points; every other size follows from it."""
    unit = round(points * 0.6)
    tints = "\n".join(
        f"""#banner[tone="{tone}"] {{ background: {t.background}; border: 1px solid {t.edge};
            border-radius: {unit * 2}px; }}
        #banner[tone="{tone}"] QLabel {{ color: {t.text}; background: transparent; }}
        #banner[tone="{tone}"] QPushButton {{ background: {theme.card}; border-color: {t.edge}; color: {t.text}; }}"""
        for tone, t in theme.tints.items()
    )
    return f"""
    QWidget {{ font-size: {points}pt; }}
    QMainWindow, QDialog, #pages > QWidget {{ background: {theme.window}; }}
    QMenuBar {{ background: {theme.side}; border-bottom: 1px solid {theme.line}; }}
    QMenuBar::item {{ padding: {unit}px {unit * 2}px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {theme.accent_background}; color: {theme.accent}; }}
    QMenu {{ background: {theme.card}; border: 1px solid {theme.line}; padding: {unit}px; }}
    QMenu::item {{ padding: {unit}px {unit * 5}px {unit}px {unit * 3}px; border-radius: {unit}px; }}
    QToolTip {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.line}; padding: {unit}px; }}
    #side {{ background: {theme.side}; border-right: 1px solid {theme.line}; }}
    #side QToolButton {{ border: 1px solid transparent; border-radius: 8px; padding: {unit + 3}px {unit * 2}px;
        text-align: left; color: {theme.soft}; background: transparent; }}
    #side QToolButton:hover {{ background: {theme.card}; }}
    #side QToolButton:checked {{ background: {theme.accent_background}; color: {theme.accent}; font-weight: 600; }}
    #side QToolButton:focus, QPushButton:focus {{ border: 1px solid {theme.accent}; }}
    QFrame[card="true"] {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: {unit * 2}px; }}
    QLabel[role="title"] {{ font-size: {points * 1.45:.1f}pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="verdict"] {{ font-size: {points * 1.6:.1f}pt; font-weight: 700; }}
    QLabel[role="sign"] {{ font-size: {points * 2:.1f}pt; font-weight: 700; }}
    QLabel[role="soft"] {{ color: {theme.soft}; }}
    QLabel[role="chip"] {{ background: {theme.window}; border: 1px solid {theme.line}; border-radius: {unit * 2}px;
        padding: {unit // 2}px {unit + 3}px; }}
    QPushButton {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: 7px;
        padding: {unit}px {unit * 2}px; color: {theme.text}; }}
    QPushButton:hover {{ border-color: {theme.accent}; }}
    QPushButton:disabled {{ color: {theme.soft}; border-color: {theme.line}; }}
    QPushButton[main="true"] {{ background: {theme.accent}; color: {theme.card}; border-color: {theme.accent};
        font-weight: 600; }}
    QPushButton[main="true"]:focus {{ border: 2px solid {theme.text}; }}
    QPushButton[main="true"]:disabled {{ background: {theme.line}; color: {theme.soft}; border-color: {theme.line}; }}
    QPushButton[quiet="true"] {{ border: 1px solid transparent; background: transparent; color: {theme.accent};
        padding: {unit // 2}px {unit}px; }}
    QPushButton[quiet="true"]:hover {{ background: {theme.accent_background}; }}
    QPushButton[quiet="true"]:focus {{ border: 1px solid {theme.accent}; }}
    QTextEdit, QPlainTextEdit, QTextBrowser, QListView, QTableView, QTreeView {{ background: transparent; border: none;
        selection-background-color: {theme.accent_background}; selection-color: {theme.text}; outline: none; }}
    QFrame[card="true"] > QTextBrowser {{ background: transparent; }}
    #labelText {{ font-size: {points * 1.12:.1f}pt; selection-background-color: {theme.accent};
        selection-color: {theme.card}; }}
    QLineEdit, QComboBox, QSpinBox, QDialog QPlainTextEdit {{ background: {theme.field};
        border: 1px solid {theme.line}; border-radius: 7px;
        padding: {unit}px; color: {theme.text}; }}
    QLineEdit:focus, QComboBox:focus, QDialog QPlainTextEdit:focus {{ border: 1px solid {theme.accent}; }}
    QComboBox::drop-down {{ border: none; width: {unit * 4}px; }}
    QComboBox::down-arrow {{ image: url({_ICONS.as_posix()}/down-{"dark" if theme.dark else "light"}.svg);
        width: {unit * 2}px; height: {unit * 2}px; }}
    QCheckBox::indicator, QListView::indicator {{ width: {unit * 2}px; height: {unit * 2}px; border-radius: 4px;
        border: 1px solid {theme.soft}; background: {theme.field}; }}
    QCheckBox::indicator:checked, QListView::indicator:checked {{ border-color: {theme.accent};
        background: {theme.accent};
        image: url({_ICONS.as_posix()}/check-{"dark" if theme.dark else "light"}.svg); }}
    QCheckBox::indicator:focus {{ border: 2px solid {theme.accent}; }}
    QCheckBox::indicator:disabled {{ border-color: {theme.line}; }}
    QCheckBox:disabled {{ color: {theme.soft}; }}
    QRadioButton::indicator {{ width: {unit * 2 - 2}px; height: {unit * 2 - 2}px; border-radius: {unit}px;
        border: 1px solid {theme.soft}; background: {theme.field}; }}
    QRadioButton::indicator:checked {{ width: {unit * 2 - 8}px; height: {unit * 2 - 8}px;
        border: 4px solid {theme.accent}; }}
    QRadioButton:focus, QCheckBox:focus {{ color: {theme.accent}; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QListWidget::item {{ padding: {unit // 2}px; border-radius: 5px; }}
    QListWidget[popup="true"] {{ background: {theme.card}; border: 1px solid {theme.accent}; border-radius: 6px;
        padding: {unit // 2}px; }}
    QComboBox QAbstractItemView {{ background: {theme.card}; border: 1px solid {theme.line}; }}
    QHeaderView::section {{ background: {theme.card}; color: {theme.soft}; border: none;
        border-bottom: 1px solid {theme.line}; padding: {unit}px; }}
    QTableView {{ gridline-color: {theme.line}; }}
    QTableView::item:selected, QListView::item:selected {{ background: {theme.accent_background};
        color: {theme.text}; }}
    QProgressBar {{ background: {theme.window}; border: 1px solid {theme.line}; border-radius: 6px;
        text-align: center; }}
    QProgressBar::chunk {{ background: {theme.accent_background}; border-radius: 5px; }}
    QStatusBar QToolButton {{ border: 0; color: {theme.accent}; padding: 3px {unit}px; }}
    QStatusBar {{ background: {theme.window}; color: {theme.soft}; }}
    QStatusBar QLabel {{ color: {theme.soft}; font-size: {points * 0.9:.1f}pt; }}
    QScrollBar:vertical {{ background: transparent; width: {unit * 2}px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {unit * 2}px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.line}; border-radius: {unit // 2}px; margin: {unit // 2}px; }}
    QScrollBar::handle:vertical {{ min-height: {unit * 5}px; }}
    QScrollBar::handle:horizontal {{ min-width: {unit * 5}px; }}
    QScrollBar::handle:hover {{ background: {theme.soft}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
        border: none; width: 0; height: 0; }}
    #allergens::item {{ padding: {unit // 2}px; border-radius: 5px; }}
    QTableView::item {{ padding: 0 {unit // 2}px; }}
    QScrollArea {{ background: transparent; border: none; }}
    QSplitter::handle {{ background: transparent; }}
    #dropTarget[over="true"] {{ border: 2px dashed {theme.accent}; }}
    {tints}
    """
