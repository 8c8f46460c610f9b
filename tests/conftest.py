"""What holds for every test: no screen, and nothing of the user's own folders is read or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingredient_checker.matching.resolve import Resolver
from ingredient_checker.workbench import Workbench

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, data and settings folder of its own for each test; answers the home."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, folder in {
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        monkeypatch.setenv(name, str(home / folder))
    return home


@pytest.fixture(scope="session")
def workbench() -> Workbench:
    """The program with the shipped knowledge; its library would lie in the test's own home."""
    return Workbench.open()


@pytest.fixture(scope="session")
def resolver(workbench: Workbench) -> Resolver:
    """Reads names against everything that is shipped."""
    return workbench.resolver
