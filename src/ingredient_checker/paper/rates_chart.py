"""The rates of positives as a picture: one bar an allergen, its interval, its numbers. No colour is needed.

The same picture goes into the window, on paper and into a file. A bar without filling stands for few patients tested;
an interval that is longer than the scale ends in an arrow.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from ..patch_test.overview import FEW_TESTED, AllergenRow
from ..patch_test.overview_words import named, numbers, percent

WIDTH = 960
"""Of the picture as it is printed, in dots of its own."""

_ROW, _TOP, _GAP = 24, 34, 10
_NUMBERS = 170  # room for the numbers behind the bars
_LETTER = 7.7  # the width of a letter, so that long names are cut
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class ChartColours:
    """Colours of the picture; `bar` is light enough (in the dark: dark enough) for the interval to be seen on it."""

    text: str
    soft: str
    line: str
    bar: str
    edge: str


ON_PAPER = ChartColours("#000000", "#444444", "#C4C9CE", "#A9C4DA", "#3A5F7D")
IN_THE_DARK = ChartColours("#E6EBF0", "#9AA7B4", "#2E3640", "#2F5878", "#8CC4EE")


@dataclass(frozen=True, slots=True)
class _Frame:
    """`names`: where the names end; `bars`: how long a bar can be; `scale`: the share at its end."""

    width: int
    names: int
    bars: int
    scale: float

    def x(self, share: float) -> float:
        return round(self.names + _GAP + min(share / self.scale, 1.0) * self.bars, 1)


def rates_chart(
    rows: Sequence[AllergenRow],
    names: Mapping[str, str],
    colours: ChartColours = ON_PAPER,
    *,
    width: int = WIDTH,
    fine: int = 1,
) -> str:
    """The SVG of these rows in their order, without those that are hidden. `names`: allergen id -> name to show;
    `fine`: how many dots an own one has where the picture is turned into dots.
    """
    many = [row for row in rows if not row.is_small and row.positive.share is not None]
    few = [row for row in rows if row.is_small and row.positive.share is not None]
    left = width // 3
    frame = _Frame(width, left, width - left - 2 * _GAP - _NUMBERS, _scale(many, few))
    height = _TOP + _ROW * (len(many) + len(few) + bool(few)) + 8
    drawn = "".join(_bars(many, few, names, frame, colours))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * fine}" height="{height * fine}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" role="img">'
        f"<title>Positive patch tests by allergen</title>{_axis(frame, height, colours)}{drawn}</svg>"
    )


def as_image(svg: str) -> str:
    """The address under which a page shows the picture without a file beside it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def _scale(many: Sequence[AllergenRow], few: Sequence[AllergenRow]) -> float:
    """The share at the right end: all bars fit, and the intervals of those with enough tested."""
    bars = [row.positive.share or 0.0 for row in (*many, *few)]
    highest = max([row.positive.interval[1] for row in many if row.positive.interval] + bars, default=0.1)
    highest = max(highest, 0.05)
    step = _step(highest)
    return min(1.0, ceil(highest / step - 1e-9) * step)


def _step(highest: float, most: int = 6) -> float:
    return next((step for step in _STEPS if highest / step <= most + 1e-9), _STEPS[-1])


def _axis(frame: _Frame, height: int, colours: ChartColours) -> str:
    step = _step(frame.scale, most=min(6, frame.bars // 50))
    drawn = []
    for n in range(int(frame.scale / step + 1e-9) + 1):
        x = frame.x(n * step)
        drawn.append(
            f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - 4}" stroke="{colours.line}"/>'
            f'<text x="{x}" y="{_TOP - 14}" text-anchor="middle" fill="{colours.soft}">{percent(n * step, 0)}</text>'
        )
    return "".join(drawn)


def _bars(
    many: Sequence[AllergenRow],
    few: Sequence[AllergenRow],
    names: Mapping[str, str],
    frame: _Frame,
    colours: ChartColours,
) -> Iterator[str]:
    y = _TOP
    for row in many:
        yield _bar(row, names, frame, colours, y)
        y += _ROW
    if few:
        yield (
            f'<text x="{frame.names}" y="{y + 16}" text-anchor="end" fill="{colours.soft}" font-style="italic">'
            f"fewer than {FEW_TESTED} tested</text>"
        )
        y += _ROW
    for row in few:
        yield _bar(row, names, frame, colours, y)
        y += _ROW


def _bar(row: AllergenRow, names: Mapping[str, str], frame: _Frame, colours: ChartColours, y: int) -> str:
    name, longest = named(row, names), int(frame.names / _LETTER)
    shown = name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
    drawn = [
        f"<g><title>{escape(f'{name}: {numbers(row)}')}</title>",
        f'<text x="{frame.names}" y="{y + 16}" text-anchor="end" fill="{colours.text}">{escape(shown)}</text>',
    ]
    share, interval = row.positive.share, row.positive.interval
    if share is not None and interval is not None:
        fill = "none" if row.is_small else colours.bar
        drawn.append(
            f'<rect x="{frame.x(0)}" y="{y + 4}" width="{frame.x(share) - frame.x(0):.1f}" height="{_ROW - 9}"'
            f' fill="{fill}" stroke="{colours.edge}"/>'
        )
        drawn.append(_interval(interval, frame, colours, y + _ROW / 2 - 0.5))
    drawn.append(
        f'<text x="{frame.width - _NUMBERS}" y="{y + 16}" fill="{colours.text}">{escape(numbers(row))}</text></g>'
    )
    return "".join(drawn)


def _interval(interval: tuple[float, float], frame: _Frame, colours: ChartColours, y: float) -> str:
    low, high = (frame.x(end) for end in interval)
    cut = interval[1] > frame.scale
    end = f"M{high - 5},{y - 4} L{high},{y} L{high - 5},{y + 4}" if cut else f"M{high},{y - 4} L{high},{y + 4}"
    path = f"M{low},{y - 4} L{low},{y + 4} M{low},{y} L{high},{y} {end}"
    return f'<path d="{path}" fill="none" stroke="{colours.text}" stroke-width="1.4"/>'
