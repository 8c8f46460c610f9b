"""What holds for every test: no screen, and nothing of the user's own folders is read or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:  # imported where used, so that a fault in one room does not stop the tests of the others
    from ingredient_checker.matching.resolve import Resolver
    from ingredient_checker.workbench import Workbench

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

# How fast things are is measured in benchmarks/; a busy computer is no fault of what is tested here.
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")


def use_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.setenv("HOME", str(home))
    patch.setenv("INGREDIENT_CHECKER_DATA", str(home / "ingredient-checker"))
    for kind, folder in {"DATA": ".local/share", "CONFIG": ".config", "CACHE": ".cache"}.items():
        patch.setenv(f"XDG_{kind}_HOME", str(home / folder))


@pytest.fixture(scope="session", autouse=True)
def no_folders_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home for what is made once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, tmp_path_factory.mktemp("home-of-all"))
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with data, settings and cache folders of its own for each test; answers the home."""
    home = tmp_path_factory.mktemp("home")
    use_home(monkeypatch, home)
    return home


@pytest.fixture(scope="session")
def workbench() -> Workbench:
    """The program with the shipped knowledge; its library lies in the home of all tests."""
    from ingredient_checker.workbench import Workbench

    return Workbench.open()


@pytest.fixture(scope="session")
def resolver(workbench: Workbench) -> Resolver:
    """Reads names against everything that is shipped."""
    return workbench.resolver
