"""The program's own memory as rows: a key and a value."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from .schema import setting


def read_setting(connection: Connection, key: str) -> str | None:
    """A remembered value, None when there is none."""
    return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar_one_or_none()


def write_setting(connection: Connection, key: str, value: str | None) -> None:
    """Remember a value; None forgets it."""
    s = setting
    if value is None:
        connection.execute(delete(s).where(s.c.key == key))
        return
    version = connection.execute(select(s.c.version).where(s.c.key == key)).scalar_one_or_none()
    if version is None:
        connection.execute(insert(s).values(key=key, version=1, value=value))
    else:
        change = update(s).where(s.c.key == key, s.c.version == version)
        connection.execute(change.values(version=version + 1, value=value))
