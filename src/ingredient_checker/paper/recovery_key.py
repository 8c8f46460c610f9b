"""The recovery key on paper."""

from __future__ import annotations

from datetime import date

from .page import filled


def recovery_key_page(recovery_key: str, place: str, printed_on: date, data_version: str) -> str:
    """The HTML of a page that holds a recovery key and how it is used. `place`: where the library lies."""
    return filled(
        "recovery_key.html", printed_on, data_version, title="Recovery key", blocks=recovery_key.split("-"), place=place
    )
