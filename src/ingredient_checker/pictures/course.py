"""The time course of a reaction: grade against day, so that fading and crescendo are seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..patch_test.course import LEVELS, course_in_words
from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import Grade, Reading
from .shades import Shades, shortened, svg, text

_WIDTH, _HEIGHT = 190.0, 128.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 16.0, 42.0, 22.0
_SCALE = ((0, "-"), (1, "?+"), (2, "+"), (3, "++"), (4, "+++"))
_A_ROW = 3


def course_picture(result: PatchTestResult, name: str, shades: Shades) -> str:
    """One reaction over the days."""
    return svg(_WIDTH, _HEIGHT, shades, _course(result, name, shades, _days([result])), result_in_words(result, name))


def courses_picture(
    results: Sequence[tuple[PatchTestResult, str]], shades: Shades, *, heading: str = "", fine: int = 1
) -> str:
    """Several reactions with their names side by side, all on the same days; "" when there is none. `heading` and
    `fine` as in `svg`.
    """
    if not results:
        return ""
    days = _days([result for result, _ in results])
    drawn = []
    for number, (result, name) in enumerate(results):
        row, column = divmod(number, _A_ROW)
        place = f'<g transform="translate({column * _WIDTH:g} {row * _HEIGHT:g})">'
        drawn.append(place + _course(result, name, shades, days) + "</g>")
    rows = (len(results) + _A_ROW - 1) // _A_ROW
    said = "; ".join(result_in_words(result, name) for result, name in results)
    return svg(_WIDTH * _A_ROW, _HEIGHT * rows, shades, "".join(drawn), said, heading=heading, fine=fine)


def _days(results: Sequence[PatchTestResult]) -> tuple[int, ...]:
    return tuple(sorted({reading.day for result in results for reading in result.readings}))


def _course(result: PatchTestResult, name: str, shades: Shades, days: Sequence[int]) -> str:
    drawn = [text(10, 15, shortened(name, _WIDTH - 14, 13.5), shades.ink, 12, bold=True)]
    drawn.append(text(10, 30, course_in_words(result.readings), shades.soft, 11))
    for level, sign in _SCALE:
        y = _height(level)
        drawn.append(text(_LEFT - 7, y + 4, sign, shades.soft, 10, anchor="end"))
        drawn.append(
            f'<path d="M{_LEFT:g} {y:g}H{_WIDTH - _RIGHT:g}" stroke="{shades.line}" stroke-width="0.7" fill="none"/>'
        )
    drawn += (text(_across(day, days), _HEIGHT - 6, f"D{day}", shades.soft, 10, anchor="middle") for day in days)
    read = sorted((r for r in result.readings if r.grade in LEVELS), key=lambda reading: reading.day)
    for one, other in pairwise(read):
        drawn.append(
            f'<path d="M{_across(one.day, days):g} {_height(LEVELS[one.grade]):g}'
            f'L{_across(other.day, days):g} {_height(LEVELS[other.grade]):g}" '
            f'stroke="{shades.ink}" stroke-width="1.6" fill="none"/>'
        )
    return "".join((*drawn, *(_mark(reading, days, shades) for reading in result.readings)))


def _mark(reading: Reading, days: Sequence[int], shades: Shades) -> str:
    """A dot on the scale; what is not on it stands as a word at the foot."""
    x, shade = _across(reading.day, days), shades.of(reading.grade)
    if reading.grade not in LEVELS:
        return text(x, _height(0) - 4, str(reading.grade), shade.ink, 10, anchor="middle", bold=True)
    y = _height(LEVELS[reading.grade])
    fill = shades.ground if reading.grade in (Grade.NEGATIVE, Grade.DOUBTFUL) else shade.fill
    return f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{fill}" stroke="{shades.ink}" stroke-width="1.4"/>'


def _across(day: int, days: Sequence[int]) -> float:
    first, last = (days[0], days[-1]) if days else (day, day)
    room = _WIDTH - _LEFT - _RIGHT - 20
    return _LEFT + 10 + (room * (day - first) / (last - first) if last > first else room / 2)


def _height(level: int) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (4 - level) / 4


def result_in_words(result: PatchTestResult, name: str) -> str:
    """The course for those who do not see it."""
    read = ", ".join(f"{reading.grade} on day {reading.day}" for reading in result.readings)
    return f"{name}: {read or 'no readings'} {course_in_words(result.readings)}".strip()
