"""A file is written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from .problem import Problem

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file; it is on the disk when this returns. Problem if it cannot be, and an older one stays as it was."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise cannot_be_written(path, error) from error


def cannot_be_written(path: Path, error: OSError) -> Problem:
    """Why not, and what to do."""
    return Problem(f"{path} cannot be written: {why(error)}.")


def why(error: OSError) -> str:
    """What the system says of a file, and what to do."""
    if error.errno in _FULL:
        return "the disk is full; make room or choose another place"
    return f"{error.strerror or error}; choose another folder or close the file"
