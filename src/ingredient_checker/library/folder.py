"""The user's data folder, and how a new file gets there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import platformdirs

from ..problem import Problem
from ..whole_file import why

DATABASE = "library.db"
KEY = "library.key"
ENVIRONMENT = "INGREDIENT_CHECKER_DATA"


def library_folder(given: Path | None = None) -> Path:
    """Where the library lies: the given folder, else the one the environment names, else the user's own."""
    if given is not None:
        return given
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    return Path(platformdirs.user_data_dir("ingredient-checker", appauthor=False))


def make_folder(folder: Path) -> None:
    """Make the folder, for this user only. One that is already there keeps the rights it has. Problem if it
    cannot be.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise Problem(
            f"The data folder {folder} cannot be made ({reason}): choose another with {ENVIRONMENT} or mend its rights."
        ) from error


@contextmanager
def disk_in_words(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into a Problem."""
    try:
        yield
    except OSError as error:
        raise Problem(f"{path.parent} cannot be used: {why(error)}. Nothing was changed.") from error


def new_name_beside(path: Path) -> Path:
    """An unused name in the same folder, for a file that becomes `path` once it is complete."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    os.close(handle)
    return Path(name)


def unused_name(path: Path) -> Path:
    """The path itself, or with a number before its ending: two copies of one second do not get in each other's way."""
    names = (path.with_stem(f"{path.stem} {n}") if n > 1 else path for n in count(1))
    return next(name for name in names if not name.exists())


def put_in_place(complete: Path, path: Path) -> bool:
    """Give a complete, closed file its final name, durably and never over another file. False if that name is
    taken.

    The file under the first name is gone afterwards in either case.
    """
    with complete.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        placed = _link(complete, path)
    finally:
        complete.unlink(missing_ok=True)
    sync_folder(path.parent)
    return placed


def _link(complete: Path, path: Path) -> bool:
    try:
        os.link(complete, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links (FAT, some network folders)
        if path.exists():
            return False
        complete.rename(path)
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name == "nt":  # Windows cannot open a folder for this and does not need it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
