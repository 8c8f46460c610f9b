"""The back with its chambers and their reactions, as the test was put on.

Strips hold two rows of five chambers, those of the ready-made T.R.U.E. Test two rows of six [TT]. A result knows its
series and its chamber; one that knows neither stands in the order of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..patch_test.patient import PatchTestResult
from ..patch_test.reading import Grade, ResultStatus
from .shades import Shades, reaction, shortened, svg, text

_WIDTH, _HEIGHT, _ACROSS, _BELOW = 38.0, 27.0, 7.0, 5.0  # a chamber and the room between two
_STRIP_WIDTH = 2 * _WIDTH + _ACROSS
_BETWEEN, _SPINE, _MARGIN, _SHOULDERS, _TITLE = 16.0, 34.0, 30.0, 78.0, 17.0
_BESIDE = 250.0
_TITLE_SIZE = 11.0
_STRIPS_IN_A_ROW = 4
_PLATES = {"TT36": 12, "TT24": 12}  # chambers on one strip of a ready-made test
_CHAMBERS = 10
_ORDER = (
    *(Grade.NOT_TESTED, Grade.NOT_READ, Grade.NEGATIVE, Grade.IRRITANT, Grade.DOUBTFUL),
    *(Grade.POSITIVE, Grade.WEAK, Grade.STRONG, Grade.EXTREME),
)
STRONGEST = 0
"""The "day" of a picture that shows of every chamber its strongest reading."""


@dataclass(frozen=True, slots=True)
class Chamber:
    """One chamber and where it lies in the picture. `number`: of its result in the record; `label`: as it is marked."""

    number: int
    result: PatchTestResult
    name: str
    label: str
    x: float
    y: float

    def holds(self, x: float, y: float) -> bool:
        """Whether this point of the picture lies on it."""
        return self.x <= x <= self.x + _WIDTH and self.y <= y <= self.y + _HEIGHT

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in the picture."""
        return self.x, self.y, _WIDTH, _HEIGHT


@dataclass(frozen=True, slots=True)
class _Tested:
    number: int
    result: PatchTestResult
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What is put on the skin in one piece. `title`: the series, "" on a strip beside another one of it."""

    title: str
    chambers: tuple[Chamber, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Back:
    """All strips of one test. `width` and `height` of the back itself; `days` on which something was read."""

    strips: tuple[Strip, ...]
    days: tuple[int, ...]
    width: float
    height: float
    series: tuple[tuple[str, str], ...]

    @property
    def chambers(self) -> tuple[Chamber, ...]:
        """All chambers, strip by strip."""
        return tuple(chamber for strip in self.strips for chamber in strip.chambers)


def back_of(
    results: Sequence[tuple[int, PatchTestResult]], names: Mapping[str, str], series_names: Mapping[str, str]
) -> Back:
    """The back of one test. `results`: with their numbers in the record; `names`: allergen id -> name."""
    put_on = ((number, result) for number, result in results if _was_put_on(result))
    tested = [_Tested(number, result, result.chamber or str(place)) for place, (number, result) in enumerate(put_on, 1)]
    strips: list[Strip] = []
    plans = list(_strips(tested))
    across = 2 if len(plans) <= 2 else _STRIPS_IN_A_ROW  # as many on either side of the spine
    width = 2 * _MARGIN + across * _STRIP_WIDTH + (across - 2) * _BETWEEN + _SPINE
    top = _SHOULDERS
    for start in range(0, len(plans), _STRIPS_IN_A_ROW):
        row = plans[start : start + _STRIPS_IN_A_ROW]
        for place, (code, size, members) in enumerate(row):
            left = _left(place, across)
            goes_on = place > 0 and row[place - 1][0] == code
            last = max(n for n, plan in enumerate(row) if plan[0] == code)
            room = _left(last, across) + _STRIP_WIDTH - left
            title = "" if goes_on else _title(code, series_names, room)
            strips.append(Strip(title, tuple(_chambers(members, size, left, top + _TITLE, names)), left, top))
        rows = max(min(size // 2, len(members)) for _, size, members in row)
        top += _TITLE + rows * (_HEIGHT + _BELOW) + 14
    days = sorted({reading.day for test in tested for reading in test.result.readings})
    codes = dict.fromkeys(test.result.series for test in tested if test.result.series)
    known = tuple((code, series_names.get(code, code)) for code in codes)
    return Back(tuple(strips), tuple(days), width, max(top, 230) + 6, known)


def _was_put_on(result: PatchTestResult) -> bool:
    """A whole list to avoid is a result that nobody was tested with."""
    return bool(result.readings or result.grade) or result.status is not ResultStatus.POSITIVE


def _strips(tested: Sequence[_Tested]) -> Iterator[tuple[str, int, list[_Tested]]]:
    """Title, chambers and results of each strip; a series goes on where it went on in the record."""
    codes = list(dict.fromkeys(test.result.series for test in tested))
    for code in codes:
        members = [test for test in tested if test.result.series == code]
        if code:
            members.sort(key=lambda test: _place(test.result.chamber))
        size = _PLATES.get(code, _CHAMBERS)
        for start in range(0, len(members), size):
            yield code or ("others" if len(codes) > 1 else ""), size, members[start : start + size]


def _title(code: str, series_names: Mapping[str, str], room: float) -> str:
    """The name of a series over its strips, without what stands in brackets; its code where that has no room."""
    name = series_names.get(code, code).partition(" (")[0]
    return name if shortened(name, room, _TITLE_SIZE) == name else code


def _place(chamber: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, chamber))
    return (int(digits) if digits else 10_000), chamber


def _left(place: int, across: int) -> float:
    right_half = place >= (across + 1) // 2
    return _MARGIN + place * (_STRIP_WIDTH + _BETWEEN) + ((_SPINE - _BETWEEN) if right_half else 0)


def _chambers(
    members: Sequence[_Tested], size: int, left: float, top: float, names: Mapping[str, str]
) -> Iterator[Chamber]:
    down = size // 2
    for place, test in enumerate(members):
        column, row = divmod(place, down)
        x, y = left + column * (_WIDTH + _ACROSS), top + row * (_HEIGHT + _BELOW)
        name = names.get(test.result.allergen, test.result.as_written)
        yield Chamber(test.number, test.result, name, test.label, x, y)


def grade_on(result: PatchTestResult, day: int) -> Grade | None:
    """The reading of a day (the stronger of two), or the strongest of all; None when nothing was recorded."""
    read = [reading.grade for reading in result.readings if day in (STRONGEST, reading.day)]
    if not read and day == STRONGEST and result.grade:
        read = [result.grade]
    return max(read, key=_ORDER.index) if read else None


def back_picture(
    back: Back, day: int, shades: Shades, *, with_names: bool = False, heading: str = "", fine: int = 1
) -> str:
    """The back as SVG. `day`: STRONGEST for the strongest reading; `with_names`: the reactions beside it by name;
    `heading` and `fine` as in `svg`.
    """
    drawn = [_outline(back, shades)]
    for strip in back.strips:
        drawn.append(text(strip.x, strip.y + 11, strip.title, shades.soft, _TITLE_SIZE))
        drawn += (_chamber(chamber, day, shades) for chamber in strip.chambers)
    if not back.strips:
        drawn.append(text(back.width / 2, 140, "nothing tested yet", shades.soft, 13, anchor="middle"))
    width, height = back.width, back.height
    if with_names:
        beside = list(_beside(back, day, shades))
        drawn += beside
        width += _BESIDE
    return svg(width, height, shades, "".join(drawn), back_in_words(back, day), heading=heading, fine=fine)


def _outline(back: Back, shades: Shades) -> str:
    """Neck, shoulders and sides, as wide and as high as the strips need."""
    middle, right, low = back.width / 2, back.width - 4, back.height - 4
    neck = 34.0
    path = (
        f"M{middle - neck:g} 4C{middle - neck:g} 40 {middle - neck - 14:g} 42 {4 + 46:g} 58C14 66 4 82 4 112"
        f"C4 {low * 0.55:g} 16 {low * 0.7:g} 20 {low:g}H{right - 16:g}"
        f"C{right - 12:g} {low * 0.7:g} {right:g} {low * 0.55:g} {right:g} 112C{right:g} 82 {right - 10:g} 66 "
        f"{right - 46:g} 58C{middle + neck + 14:g} 42 {middle + neck:g} 40 {middle + neck:g} 4"
    )
    spine = (
        f'<path d="M{middle:g} 52V{low - 12:g}" fill="none" stroke="{shades.line}" stroke-width="1" '
        'stroke-dasharray="1 5"/>'
    )
    return f'<path d="{path}" fill="{shades.skin}" stroke="{shades.line}" stroke-width="1.4"/>{spine}'


def _chamber(chamber: Chamber, day: int, shades: Shades) -> str:
    grade = grade_on(chamber.result, day)
    shade, (x, y, width, height) = shades.of(grade), chamber.box
    outline = reaction(x, y, width, height, grade, shades)
    label = shortened(chamber.label, width, 9.5)
    if grade in (None, Grade.NEGATIVE, Grade.NOT_READ):
        return outline + text(x + width / 2, y + height / 2 + 4, label, shade.ink, 11, anchor="middle")
    sign = "pos." if grade is Grade.POSITIVE else str(grade)
    small = text(x + 3, y + 9, label, shade.ink, 8)
    return outline + small + text(x + width / 2, y + height - 6, sign, shade.ink, 14, anchor="middle", bold=True)


def _beside(back: Back, day: int, shades: Shades) -> Iterator[str]:
    """The reactions by name, each with its chamber and its sign."""
    left = back.width + 14
    yield text(left, 22, _heading(day), shades.ink, 13, bold=True)
    shown = [(chamber, grade) for chamber, grade in _told(back, day) if grade not in (None, Grade.NEGATIVE)]
    fits = max(int((back.height - 70) / 22), 6)
    for line, (chamber, grade) in enumerate(shown[:fits]):
        y = 46 + line * 22.0
        shade = shades.of(grade)
        sign = "pos." if grade is Grade.POSITIVE else str(grade)
        yield reaction(left, y - 14, 34, 18, grade, shades)
        yield text(left + 17, y, sign, shade.ink, 12, anchor="middle", bold=True)
        name = shortened(f"{chamber.label}  {chamber.name}", _BESIDE - 66, 12)
        yield text(left + 44, y, name, shades.ink, 12)
    more = len(shown) - fits
    if more > 0:
        yield text(left, 46 + fits * 22.0, f"and {more} more", shades.soft, 12)
    if not shown:
        yield text(left, 46, "no reaction", shades.soft, 12)


def _told(back: Back, day: int) -> Iterator[tuple[Chamber, Grade | None]]:
    """The chambers with a reaction; those that were not read or not tested have none."""
    for chamber in back.chambers:
        grade = grade_on(chamber.result, day)
        if grade not in (Grade.NOT_READ, Grade.NOT_TESTED):
            yield chamber, grade


def _heading(day: int) -> str:
    return "Strongest reading" if day == STRONGEST else f"Day {day}"


def chamber_in_words(chamber: Chamber, day: int) -> str:
    """ "12, Formaldehyde: ++ on day 4"."""
    grade = grade_on(chamber.result, day)
    when = "" if day == STRONGEST else f" on day {day}"
    said = {None: "not read", Grade.NEGATIVE: "negative", Grade.NOT_READ: "not read", Grade.NOT_TESTED: "not tested"}
    return f"{chamber.label}, {chamber.name}: {said.get(grade, str(grade))}{when}"


def back_in_words(back: Back, day: int) -> str:
    """The picture for those who do not see it: every reaction, then how many chambers had none."""
    told = list(_told(back, day))
    reactions = [chamber_in_words(c, STRONGEST) for c, grade in told if grade not in (None, Grade.NEGATIVE)]
    negative = sum(grade is Grade.NEGATIVE for _, grade in told)
    unread = len(back.chambers) - len(reactions) - negative
    counts = [f"{negative} negative"] + ([f"{unread} not read or not tested"] if unread else [])
    return f"Back, {_heading(day).lower()}: {'; '.join((*reactions, *counts))}"
