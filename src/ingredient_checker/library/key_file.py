"""The library's key: 32 random bytes in a file that only the user's account can read.

Until there is a passphrase, the account is what protects the library, and the program says so. A key is made
once, for a library that does not exist yet, and no key is ever overwritten: the file beside it may be what it
opens.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from pathlib import Path

from ..problem import Problem
from .folder import new_name_beside, put_in_place

KEY_BYTES = 32


def read_or_make_key(key_path: Path, database: Path) -> bytes:
    """The key of this database, made now if neither exists.

    Problem if the database is there without its key, or if the file holds no key.
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
    return _read(key_path)


def _make(key_path: Path) -> None:
    complete = new_name_beside(key_path)  # mkstemp: readable by this user only from its first moment
    complete.write_text(secrets.token_hex(KEY_BYTES) + "\n", "ascii")
    put_in_place(complete, key_path)  # another process may have been first: then its key is the one that counts


def _read(key_path: Path) -> bytes:
    text = key_path.read_bytes().decode("ascii", "replace").strip()
    if not re.fullmatch(f"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", text):
        raise Problem(
            f"{key_path} does not hold a key ({2 * KEY_BYTES} hexadecimal digits): put the right"
            f" {key_path.name} back"
            " from a copy. Nothing was changed."
        )
    with contextlib.suppress(OSError):  # a copy put back by hand often comes with wider rights
        key_path.chmod(0o600)
    return bytes.fromhex(text)
