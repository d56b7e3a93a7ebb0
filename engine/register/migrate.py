"""Bringing the tables up to date when the register is opened, once, however many open it at the same moment."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from engine.errors import RegisterError
from engine.register.database import Database

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x76616C7565
"""A number that all replicas agree on; PostgreSQL lets one of them in at a time."""
_one_at_a_time = Lock()
"""Alembic keeps the migration at work in a module, so threads take turns."""


def migrate(database: Database) -> None:
    """Run the migrations that the database has not seen.

    Raises:
        RegisterError: a newer version of the cockpit has written it.
        RegisterUnavailable: it does not answer.
    """
    with _one_at_a_time:
        if database.read(_revision) == _newest():
            return
        try:
            database.write(lambda connection: _upgrade(connection, locked=database.is_sqlite))
        except CommandError as error:
            raise RegisterError(
                "The register was written by a newer version of the cockpit. Update this one to open it."
            ) from error


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def _upgrade(connection: Connection, *, locked: bool) -> None:
    """SQLite's writer is alone as soon as it has begun; on PostgreSQL a lock makes it so until the end."""
    if not locked:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
