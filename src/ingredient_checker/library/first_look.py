"""Judgements read without the half second that SQLAlchemy takes to load: a check in the terminal starts at once.

Also the one way for another thread, since a store belongs to the thread that opened it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import sqlcipher3

from ..matching.judgements import Decision, Judgement
from ..problem import Problem
from .folder import library_folder
from .key_file import read_or_make_key

_WAIT = 5.0
NEWEST = 4
_SINCE = 2  # the schema that brought the judgements
_QUERY = (
    "SELECT written, decision, substance, who, decided_at, seen_in, data_version, id, revoked_at"
    " FROM judgement WHERE revoked_at = '' ORDER BY id"
)


def valid_judgements(folder: Path | None, key: bytes | None = None) -> tuple[Judgement, ...]:
    """The judgements that hold, in the order in which they were made; none where there is no library, and none is made.

    `key`: where a passphrase keeps it. Problem if there is a library that cannot be read, or one that a newer
    program made.
    """
    path = library_folder(folder) / "library.db"
    if not path.exists():
        return ()
    try:
        key = key or read_or_make_key(path.with_name("library.key"), path)
        place = f"{path.absolute().as_uri()}?mode=rw"  # a library in WAL mode cannot be opened for reading alone
        with closing(sqlcipher3.connect(place, uri=True, timeout=_WAIT)) as connection:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA cipher_log_level = NONE").fetchall()  # else it writes to standard error
            return _read(connection)
    except (sqlcipher3.Error, OSError) as error:
        raise Problem(f"{path} cannot be read ({error}).") from error


def _read(connection: sqlcipher3.Connection) -> tuple[Judgement, ...]:
    (version,) = connection.execute("SELECT max(version_num + 0) FROM alembic_version").fetchone()
    if version and version > NEWEST:
        raise Problem("The library was made by a newer version of Ingredient Checker: install the newer version.")
    if not version or version < _SINCE:
        return ()
    rows = connection.execute(_QUERY).fetchall()
    return tuple(Judgement(row[0], Decision(row[1]), *row[2:]) for row in rows)
