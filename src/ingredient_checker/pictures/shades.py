"""Colours of the pictures, and how one reaction is drawn.

A grade is told by its sign first. Its shade grows darker with it, so that a copy in grey and eyes that do not tell red
from green see the same order; what is no allergic reaction has another outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from ..patch_test.reading import Grade


@dataclass(frozen=True, slots=True)
class Shade:
    """How a chamber is filled, written in and outlined; `dashes` in SVG's words, "" for a whole line."""

    fill: str
    ink: str
    edge: str
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Shades:
    """All colours of a picture on a light or a dark ground."""

    ground: str
    ink: str
    soft: str
    line: str
    skin: str
    chosen: str
    reactions: Mapping[Grade, Shade]

    def of(self, grade: Grade | None) -> Shade:
        """The shade of a grade; None is a chamber of which nothing is recorded."""
        return self.reactions.get(grade or Grade.NOT_READ, self.reactions[Grade.NEGATIVE])


ON_WHITE = Shades(
    ground="#FFFFFF",
    ink="#1D2733",
    soft="#566270",
    line="#B9C1CA",
    skin="#F6F7F9",
    chosen="#1F5E8C",
    reactions={
        Grade.NEGATIVE: Shade("#FFFFFF", "#566270", "#B9C1CA"),
        Grade.DOUBTFUL: Shade("#FFF9E8", "#6B4A00", "#8A6A14", "4 2"),
        Grade.WEAK: Shade("#FBDDCB", "#7A2C00", "#D98B5E"),
        Grade.POSITIVE: Shade("#FBDDCB", "#7A2C00", "#D98B5E"),
        Grade.STRONG: Shade("#EFA37A", "#3E1600", "#B5541C"),
        Grade.EXTREME: Shade("#9C3A00", "#FFFFFF", "#6E2800"),
        Grade.IRRITANT: Shade("#DCEBF7", "#00497A", "#5B93C0"),
        Grade.NOT_READ: Shade("none", "#566270", "#B9C1CA", "2 3"),
        Grade.NOT_TESTED: Shade("none", "#566270", "none"),
    },
)
ON_DARK = Shades(
    ground="#1C2229",
    ink="#E6EBF0",
    soft="#9AA7B4",
    line="#4A5562",
    skin="#20272F",
    chosen="#8CC4EE",
    reactions={
        Grade.NEGATIVE: Shade("#1C2229", "#9AA7B4", "#4A5562"),
        Grade.DOUBTFUL: Shade("#2E2710", "#FFDD8A", "#B9963A", "4 2"),
        Grade.WEAK: Shade("#6E2C06", "#FFE3D4", "#B5673A"),
        Grade.POSITIVE: Shade("#6E2C06", "#FFE3D4", "#B5673A"),
        Grade.STRONG: Shade("#A9521F", "#FFFFFF", "#E08A55"),
        Grade.EXTREME: Shade("#FFC2A3", "#3E1600", "#FFE3D4"),
        Grade.IRRITANT: Shade("#003355", "#A8D5F7", "#3A6F99"),
        Grade.NOT_READ: Shade("none", "#9AA7B4", "#4A5562", "2 3"),
        Grade.NOT_TESTED: Shade("none", "#9AA7B4", "none"),
    },
)

FONT = "Segoe UI, Helvetica, Arial, Noto Sans, sans-serif"


HEADING = 30.0
"""The room that a heading takes."""


def svg(
    width: float, height: float, shades: Shades, drawn: str, title: str, *, heading: str = "", fine: int = 1
) -> str:
    """A whole drawing; `title` says it in words to those who do not see it.

    `heading`: drawn above it, so that no page ends between the two; `fine`: how many times larger it calls itself,
    where it will be made into dots.
    """
    if heading:
        above = text(0, 20, heading, shades.ink, 18, bold=True)
        drawn, height = f'{above}<g transform="translate(0 {HEADING:g})">{drawn}</g>', height + HEADING
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width * fine:g}" '
        f'height="{height * fine:g}" font-family="{FONT}"><title>{escape(title)}</title>'
        f'<rect width="{width:g}" height="{height:g}" fill="{shades.ground}"/>{drawn}</svg>'
    )


def text(x: float, y: float, words: str, colour: str, size: float, *, anchor: str = "start", bold: bool = False) -> str:
    """One line of text whose base line is at `y`."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(words)}</text>"
    )


def reaction(x: float, y: float, width: float, height: float, grade: Grade | None, shades: Shades) -> str:
    """The outline of one reading: round corners for the allergic scale, cut corners for an irritant reaction."""
    shade = shades.of(grade)
    dashes = f' stroke-dasharray="{shade.dashes}"' if shade.dashes else ""
    drawn = f'fill="{shade.fill}" stroke="{shade.edge}" stroke-width="1.2"{dashes}'
    if grade is not Grade.IRRITANT:
        return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" {drawn}/>'
    cut, right, low = 6, x + width, y + height
    return (
        f'<path d="M{x + cut:g} {y:g}H{right - cut:g}L{right:g} {y + cut:g}V{low - cut:g}L{right - cut:g} {low:g}'
        f'H{x + cut:g}L{x:g} {low - cut:g}V{y + cut:g}Z" {drawn}/>'
    )


def shortened(words: str, width: float, size: float) -> str:
    """As much of the words as has room, by the usual width of a letter."""
    room = max(int(width / (size * 0.54)), 2)
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"
