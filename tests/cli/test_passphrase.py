"""A library with a passphrase, from the terminal: a check goes on without it, what needs the library asks for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from ingredient_checker.cli.commands import run
from ingredient_checker.library.protection import Protection
from ingredient_checker.library.store import Store
from ingredient_checker.library.wrapping import Cost
from ingredient_checker.matching.judgements import Decision, Judgement

PASSPHRASE = "seven quiet herons at dawn"

# Answers the question for the passphrase on a terminal of its own, as a person would: after it was asked.
AT_A_TERMINAL = """
import os, pty, sys
def seen(master):
    said = os.read(master, 1024)
    if said.endswith(b" "):
        os.write(master, sys.argv[1].encode() + b"\\n")
    return said
sys.exit(os.waitstatus_to_exitcode(pty.spawn([sys.executable, "-m", "ingredient_checker", *sys.argv[2:]], seen)))
"""


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


@pytest.fixture
def label(tmp_path: Path) -> Path:
    """A label with a name that only a decision reads, and a library with that decision and a passphrase."""
    store = Store.open()
    store.judge([Judgement("Zorbocide Ultra", Decision.SAME, "Methylisothiazolinone", "Anna")])
    store.close()
    protection = Protection()
    protection.set_passphrase(PASSPHRASE, protection.new_recovery_key(), Cost(64, 1, 1))
    written = tmp_path / "label.txt"
    written.write_text("Ingredients: Aqua, Glycerin, Zorbocide Ultra")
    return written


def at_a_terminal(passphrase: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", AT_A_TERMINAL, passphrase, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60)


def test_a_check_goes_on_without_the_passphrase_and_says_what_it_does_not_use(
    label: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(label), "--allergen", "MI", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "unread"
    assert any("decided about spellings is not used: The library is locked" in doubt for doubt in answer["doubts"])


def test_nothing_is_called_clear_while_decisions_are_locked(label: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label.write_text("Ingredients: Aqua, Glycerin")
    assert run(["check", str(label), "--allergen", "MI", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "unread"


@pytest.mark.parametrize("arguments", [["overview"], ["check", "LABEL", "--allergen", "MI", "--unlock"]])
def test_where_nobody_can_be_asked_one_sentence_says_so(label: Path, arguments: list[str]) -> None:
    """In a session of its own, where there is no terminal."""
    given = [str(label) if argument == "LABEL" else argument for argument in arguments]
    command = [sys.executable, "-m", "ingredient_checker", *given]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, start_new_session=True, stdin=-3)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == "The record is locked with a passphrase, and there is no terminal here to ask for it.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal of this kind")
def test_on_a_terminal_the_passphrase_is_asked_for_and_not_shown(label: Path) -> None:
    answer = at_a_terminal(PASSPHRASE, "check", str(label), "--allergen", "MI", "--unlock")
    assert answer.returncode == 0
    assert "AVOID" in answer.stdout
    assert PASSPHRASE not in answer.stdout
    assert "is not used" not in answer.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal of this kind")
def test_a_wrong_passphrase_on_the_terminal_is_refused_in_one_sentence(label: Path) -> None:
    answer = at_a_terminal("not the passphrase", "overview")
    assert answer.returncode == 2
    assert "This is not the passphrase of this library. Nothing was changed." in answer.stdout


def test_a_bug_in_the_terminal_is_reported_without_what_it_was_about(
    label: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("Wilhelmina Quastenflosser")

    monkeypatch.setattr(Path, "open", broken)
    assert run(["check", str(label), "--allergen", "MI"]) == 1
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "cli/commands.py" in said.replace(os.sep, "/")
    assert "Quastenflosser" not in said
