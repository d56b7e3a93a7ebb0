"""The connection to the database: SQLite or PostgreSQL by URL, one transaction a call, and retries."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from engine.errors import RegisterError, RegisterUnavailable
from engine.portfolio.named_portfolios import NAME_GOES_HERE

URL_VARIABLE = "COCKPIT_DATABASE_URL"
DEFAULT_URL = "sqlite:///var/cockpit.db"
RETRY_SECONDS = 10.0
"""Seconds for which a call goes on trying before it says that the database does not answer."""

_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
_WRITES = "cockpit_writes"
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5

_LIMITS = text(
    "SELECT set_config('lock_timeout', :wait, true), set_config('idle_in_transaction_session_timeout', :rest, true)"
)
_LEAST_FREE = 1_000_000
"""Bytes below which a disk counts as full: an entry takes thousands, and the journal beside the file as much again."""
_PRIMARY = 0xFF
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL)
"""What SQLite says when somebody else is at work; its other refusals do not pass by waiting."""
_SQLITE_REMEDIES = {
    sqlite3.SQLITE_FULL: "The disk is full: free space on it.",
    sqlite3.SQLITE_READONLY: "The file may only be read: give the account that runs the cockpit the right to write it.",
    sqlite3.SQLITE_CANTOPEN: "The file cannot be opened: let the account that runs the cockpit write in its folder.",
    sqlite3.SQLITE_PERM: "Give the account that runs the cockpit the right to read and write the file.",
    sqlite3.SQLITE_IOERR: "The disk does not take or give what is asked of it: is it full or broken?",
}
_LIKELY = (
    ("password authentication failed", f"Check account and password in {URL_VARIABLE}."),
    ("no password supplied", f"Give the password in {URL_VARIABLE}."),
    ("pg_hba.conf", "The database server does not let this machine or account in: ask who runs it."),
    ("role ", f"Check the account in {URL_VARIABLE}."),
    ("database ", f"Check the name of the database in {URL_VARIABLE}, or have it made."),
)
"""What PostgreSQL says when it lets nobody in, and who mends it: a failed connection carries no code."""
_POSTGRES_REMEDIES = {
    "42501": "The account has no right to do this: make it the owner of the database.",
    "25006": "The database may only be read: name the one that is written to.",
    "53100": "The disk of the database server is full: free space on it.",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Database:
    """A database with its pool of connections; may be shared by threads.

    ``work`` handed to :meth:`read` or :meth:`write` may run more than once: whole, or not at all.
    """

    url: URL
    engine: Engine
    retry_seconds: float

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """How to speak of it, without its password."""
        return self.url.render_as_string(hide_password=True)

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` reads in one snapshot; see :func:`_persist` for errors."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        return self._persist(work, options)

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, once all of it is stored for good."""
        return self._persist(work, {_WRITES: True})

    def check_room(self) -> None:
        """Refuse where a file could not grow; a server's disk is its own affair.

        Raises:
            RegisterError: the disk is full, or the folder has gone.
        """
        if not self.is_sqlite or not self.url.database:
            return
        try:
            free = shutil.disk_usage(Path(self.url.database).parent).free
        except OSError as error:
            raise RegisterError(f"The folder of the register cannot be read: {error}") from error
        if free < _LEAST_FREE:
            raise RegisterError("The disk of the register is full: free space on it.")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    def _persist(self, work: Callable[[Connection], T], options: Mapping[str, Any]) -> T:
        """Run a transaction, again after a failure that may pass, for ``retry_seconds``.

        Raises:
            RegisterUnavailable: the database does not answer in time.
            RegisterError: it answers, and refuses.
        """
        give_up = time.monotonic() + self.retry_seconds
        pause = _FIRST_PAUSE
        while True:
            try:
                with self.engine.connect().execution_options(**options) as connection, connection.begin():
                    self._limit_waiting(connection, options)
                    return work(connection)
            except SQLAlchemyError as error:
                if not _may_pass(error):
                    raise RegisterError(self._refusal(error)) from error
                if time.monotonic() + pause > give_up:
                    raise RegisterUnavailable(self._silence(error)) from error
            time.sleep(pause * (0.5 + random.random()))  # noqa: S311
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _limit_waiting(self, connection: Connection, options: Mapping[str, Any]) -> None:
        """A writer that hangs must not hold the others up for ever."""
        if not self.is_sqlite and _WRITES in options:
            wait = int(1000 * max(1.0, self.retry_seconds))
            connection.execute(_LIMITS, {"wait": f"{wait}", "rest": f"{3 * wait}"})

    def _refusal(self, error: SQLAlchemyError) -> str:
        return f"The register's database at {self.name} refuses ({_reason(error)}). {_remedy(error)}".strip()

    def _silence(self, error: SQLAlchemyError) -> str:
        remedy = _remedy(error)
        if remedy:
            return f"The register's database at {self.name} cannot be used ({_reason(error)}). {remedy}"
        return (
            f"The register's database at {self.name} does not answer ({_reason(error)}). Try again in a moment: "
            "what was stored already is not stored twice."
        )


def url_in_use(url: str | None = None) -> str:
    """A URL, else that of the environment's :data:`URL_VARIABLE`, else the file :data:`DEFAULT_URL`."""
    return url or os.environ.get(URL_VARIABLE) or DEFAULT_URL


def connect(url: str | None = None, retry_seconds: float = RETRY_SECONDS, *, create: bool = True) -> Database:
    """The database of a URL; without one, of :func:`url_in_use`.

    ``sqlite:///path/to/file``, a bare path, or ``postgresql://user:password@host:port/name``. Nothing is asked of the
    database yet. ``retry_seconds`` is how long a call goes on trying when the database does not answer.

    Raises:
        RegisterError: the URL is of another kind or stands for several registers, or there is no such file and
            ``create`` is false.
    """
    named = url_in_use(url)
    if NAME_GOES_HERE in named:
        raise RegisterError(f"Write the portfolio's name in place of {NAME_GOES_HERE} in the URL of the register.")
    parsed = _parsed(named)
    if parsed.drivername in _POSTGRES:
        parsed = parsed.set(drivername="postgresql+psycopg")
        return Database(parsed, _postgres(parsed, retry_seconds), retry_seconds)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        _find_file(Path(parsed.database), create=create)
        return Database(parsed, _sqlite(parsed, retry_seconds), retry_seconds)
    raise RegisterError(
        "The register is kept in a SQLite file (sqlite:///path/to/file) or on PostgreSQL "
        f"(postgresql://user:password@host/name), not in {parsed.render_as_string(hide_password=True)!r}."
    )


def kind_of_database(url: str | None = None) -> str:
    """What the register is kept in, in words and without its place; ``url`` as for :func:`connect`."""
    try:
        parsed = _parsed(url_in_use(url))
    except RegisterError:
        return "a database whose URL cannot be read"
    if parsed.drivername in _POSTGRES:
        return "PostgreSQL"
    return "a SQLite file" if parsed.get_backend_name() == "sqlite" else "a database of an unknown kind"


def _parsed(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise RegisterError("The URL of the register's database cannot be read; check its form.") from error


def _postgres(url: URL, retry_seconds: float) -> Engine:
    arguments = {
        "connect_timeout": max(2, round(retry_seconds)),
        "application_name": "value cockpit",
        "prepare_threshold": None,
        "keepalives_idle": 30,
    }
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=max(1.0, retry_seconds),
        connect_args=arguments,
    )


def _sqlite(url: URL, retry_seconds: float) -> Engine:
    arguments = {"timeout": max(1.0, retry_seconds)}
    made = create_engine(
        url, pool_size=10, max_overflow=40, pool_timeout=max(1.0, retry_seconds), connect_args=arguments
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _find_file(path: Path, *, create: bool) -> None:
    if not create and not path.is_file():
        raise RegisterError(f"There is no register at {path}. Name it with a URL or a path, or set {URL_VARIABLE}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegisterError(f"The folder of the register cannot be made: {error}") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers beside one writer, every commit on the disk; transactions begin where this file says."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _may_pass(error: SQLAlchemyError) -> bool:
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None:
            return code & _PRIMARY in _PASSING
        if _turned_away(error):
            return False
        if error.connection_invalidated:
            return True
    return isinstance(error, OperationalError | InterfaceError | NoConnectionFree)


def _turned_away(error: DBAPIError) -> str:
    """What mends it that PostgreSQL lets the account not in; empty when something else is wrong, such as a restart."""
    said = str(error.orig)
    if getattr(error.orig, "sqlstate", None) is not None:
        return ""
    ends = ("does not exist", "authentication failed", "no password supplied", "pg_hba.conf")
    is_final = any(words in said for words in ends)
    return next((remedy for words, remedy in _LIKELY if words in said), "") if is_final else ""


def _remedy(error: SQLAlchemyError) -> str:
    """What to do about it; empty where waiting may help."""
    if not isinstance(error, DBAPIError):
        return ""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE_REMEDIES.get(code & _PRIMARY, "")
    return _POSTGRES_REMEDIES.get(getattr(error.orig, "sqlstate", None) or "", "") or _turned_away(error)


def _reason(error: SQLAlchemyError) -> str:
    """What the database said, in one line, without statement and values."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return said.strip().splitlines()[0] if said.strip() else type(error).__name__
