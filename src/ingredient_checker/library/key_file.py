"""The library's key: 32 random bytes in a file that only the user's account can read.

Until there is a passphrase the file holds the key itself; the account is what protects the library, and the program
says so. With one, it holds the key wrapped (`wrapping`), as JSON. A key is made once, for a library that does not exist
yet, and never becomes another: setting, changing or removing a passphrase only changes how this key is kept. Old copies
of the library therefore stay readable, also with a copy of the unwrapped file that was made before.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from ..problem import Problem
from .folder import new_name_beside, put_in_place, sync_folder

KEY_BYTES = 32
_LARGEST = 64 * 1024
_ABANDONED = 60.0  # seconds: an unfinished file as old as that belongs to a program that was killed


class By(StrEnum):
    """What opens a wrapped key."""

    PASSPHRASE = "passphrase"
    RECOVERY_KEY = "recovery key"
    KEYRING = "keyring"


class Locked(Problem):
    """The key lies wrapped, and nobody has given a passphrase yet."""


def read_or_make_key(key_path: Path, database: Path) -> bytes:
    """The key of this database, made now if neither exists.

    Locked if it is wrapped; Problem if the database is there without its key, or if the file holds no key.
    """
    if not key_path.exists():
        if database.exists():
            raise Problem(
                f"The library {database} is there, but its key {key_path.name} is not, and nobody can read"
                f" it without:"
                f" put {key_path.name} back from a copy, or move {database.name} away to start an empty"
                f" library."
                " Nothing was changed."
            )
        _make(key_path)
    content = read_key_file(key_path)
    if is_wrapped(content):
        raise Locked("The library is locked: open it with its passphrase.")
    return _plain(content, key_path)


def read_key_file(key_path: Path) -> bytes:
    """What the key file holds. A file put back by hand often comes with wider rights: they are narrowed."""
    with key_path.open("rb") as file:
        content = file.read(_LARGEST)
    with contextlib.suppress(OSError):
        key_path.chmod(0o600)
    return content


def is_wrapped(content: bytes) -> bool:
    """Whether this is a key file that needs a passphrase."""
    return content.lstrip().startswith(b"{")


def plain_key_file(key: bytes) -> bytes:
    """The content of a key file without a passphrase."""
    return f"{key.hex()}\n".encode("ascii")


def replace_key_file(key_path: Path, content: bytes) -> None:
    """Put this content in the file's place at once: whatever happens in between, the old file or the new one is there.

    What the old file held is overwritten where the system lets it be.
    """
    forget_unfinished(key_path)
    complete = new_name_beside(key_path)
    try:
        with complete.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with _old_content_overwritten(key_path):
            complete.replace(key_path)
            sync_folder(key_path.parent)
    finally:
        complete.unlink(missing_ok=True)


def forget_unfinished(key_path: Path) -> None:
    """Overwrite and remove what a killed program has left beside the key file: it may hold the unwrapped key."""
    for left in key_path.parent.glob(f"{key_path.name}.*.new"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                if left.stat().st_nlink == 1:  # else it is the key file itself under another name
                    left.write_bytes(bytes(left.stat().st_size))
                left.unlink()


@contextlib.contextmanager
def _old_content_overwritten(path: Path) -> Iterator[None]:
    """What lay under this name is overwritten once something else lies there; a file with a second name is left."""
    handle = -1
    if os.name != "nt":  # Windows cannot replace a file that is open
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_WRONLY)
    try:
        yield
        with contextlib.suppress(OSError):
            if handle >= 0 and os.fstat(handle).st_nlink == 0:
                os.write(handle, bytes(os.fstat(handle).st_size))
                os.fsync(handle)
    finally:
        if handle >= 0:
            os.close(handle)


def _make(key_path: Path) -> None:
    complete = new_name_beside(key_path)  # mkstemp: readable by this user only from its first moment
    try:
        complete.write_bytes(plain_key_file(secrets.token_bytes(KEY_BYTES)))
        put_in_place(complete, key_path)  # another process may have been first: then its key is the one that counts
    finally:
        complete.unlink(missing_ok=True)


def _plain(content: bytes, key_path: Path) -> bytes:
    text = content.decode("ascii", "replace").strip()
    if not re.fullmatch(f"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", text):
        raise Problem(
            f"{key_path} does not hold a key ({2 * KEY_BYTES} hexadecimal digits): put the right"
            f" {key_path.name} back"
            " from a copy. Nothing was changed."
        )
    return bytes.fromhex(text)
