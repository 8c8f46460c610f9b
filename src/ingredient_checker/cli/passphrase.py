"""A library with a passphrase, from the terminal: asked for on a terminal, else a sentence."""

from __future__ import annotations

import contextlib
import os
import sys

import typer

from ..problem import Problem
from ..workbench import Workbench


def opened(*, ask: bool = False) -> Workbench:
    """The program. A locked library is opened by this computer's keyring if that was wished; else, with `ask`, by the
    passphrase. Problem if that is another one, or there is no terminal to ask on.
    """
    workbench = Workbench.open()
    protection = workbench.record.protection
    with contextlib.suppress(Problem):  # what is wrong with the key file is said where the library is needed
        protection.unlock_without_asking()
    if ask and protection.is_locked:
        if not _somebody_is_there():
            raise Problem("The record is locked with a passphrase, and there is no terminal here to ask for it.")
        protection.unlock(typer.prompt("Passphrase", hide_input=True, err=True))
    return workbench


def _somebody_is_there() -> bool:
    """Whether a person can be asked, even where standard input holds a label."""
    if os.name == "nt":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
