"""A hostile or odd table file, and what reading it may answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Rows = Sequence[Sequence[str]]

_NAMES = "Nickel,Cobalt,Chromium,Colophonium,Lanolin,Thiuram,Formaldehyde,MI,Formaldéhyde,Parfum".split(",")
TABLE: Rows = [["Allergen", "D2", "D4"], *([name, "-" if n % 3 else "?+", "++"] for n, name in enumerate(_NAMES))]
"""What stands in most of them."""


@dataclass(frozen=True, slots=True)
class HostileFile:
    """`right`: the only cells that may be read, None when nothing may. `refused`: a word that a refusal must say, ""
    for any, "-" when refusing it is a fault. `any_right`: nothing in it is certain; it must only not harm.
    """

    name: str
    file: str
    content: bytes | Callable[[], bytes]
    right: Rows | None
    refused: str = ""
    any_right: bool = False
