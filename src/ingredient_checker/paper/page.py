"""Templates to HTML, with everything from outside escaped."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .wording import INTENDED_USE, STANDING

_TEMPLATES = Environment(
    loader=PackageLoader("ingredient_checker.paper"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def filled(template: str, printed_on: date, data_version: str, **values: Any) -> str:
    """The HTML of a paper; date, data version and the standing sentences are on every one."""
    return _TEMPLATES.get_template(template).render(
        printed_on=printed_on.strftime("%d %B %Y").lstrip("0"),
        data_version=data_version,
        standing=STANDING,
        intended_use=INTENDED_USE,
        **values,
    )
