"""Bring a database to this program's schema, or refuse without touching it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ..problem import Problem
from .engine import WRITING, event_key
from .events import begin_events
from .schema import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_version(connection: Connection, path: Path) -> int:
    """The schema version of the file at `path`. Problem if it is some other database, or a newer program made it."""
    tables = inspect(connection).get_table_names()
    stamp = text("SELECT version_num FROM alembic_version")
    stamps = connection.execute(stamp).scalars().all() if "alembic_version" in tables else ()
    if len(stamps) != 1 or not str(stamps[0]).isdecimal():
        raise Problem(f"{path} is not a library of this program: put the right one back. Nothing was changed.")
    version = int(stamps[0])
    if version > SCHEMA_VERSION:
        raise Problem(
            f"{path} was made by a newer version of Ingredient Checker (schema {version}, this program knows"
            f" {SCHEMA_VERSION}): install the newer version. Nothing was changed."
        )
    return version


def upgrade(engine: Engine) -> None:
    """Run every migration that is missing, in one transaction: afterwards the file is new, or as it was."""
    from alembic import command  # a quarter of a second that a start with a current library need not pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(**WRITING).begin() as connection:
        without_events = not inspect(connection).has_table("event")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if without_events:
            begin_events(connection, event_key(engine))
