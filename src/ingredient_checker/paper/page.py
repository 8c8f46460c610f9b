"""Templates to HTML, with everything from outside escaped."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .wording import INTENDED_USE, STANDING, in_words

_TEMPLATES = Environment(
    loader=PackageLoader("ingredient_checker.paper"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def _unbroken(text: str) -> str:
    """A grade of several plus signs stays in one piece: "+" at the end of a line would be another grade."""
    return re.sub(r"\+(?=\+)", "+\N{WORD JOINER}", text)


_TEMPLATES.filters["unbroken"] = _unbroken


def filled(template: str, printed_on: date, data_version: str, **values: Any) -> str:
    """The HTML of a paper; date, data version and the standing sentences are on every one."""
    return _TEMPLATES.get_template(template).render(
        printed_on=in_words(printed_on),
        data_version=data_version,
        standing=STANDING,
        intended_use=INTENDED_USE,
        **values,
    )
