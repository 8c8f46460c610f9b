"""The docs keep up with the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from ingredient_checker.cli.commands import app

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]


def commands(group: object, path: str = "") -> Iterator[str]:
    """Every command that `--help` shows, such as "data check"."""
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from commands(command, f"{path}{name} ")
        elif not command.hidden:
            yield f"{path}{name}"


def test_the_readme_names_every_command_of_the_terminal() -> None:
    every = set(commands(typer.main.get_command(app)))
    assert {"check", "data check"} <= every
    named = re.findall(r"^python3 run\.py (.+)$", PAGES[0].read_text("utf-8"), re.MULTILINE)
    assert {command for command in every if not any(line.startswith(command) for line in named)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
