"""One table from a database: a query, answered through SQLAlchemy, as the text of a CSV file; it changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from engine.errors import DataError, Problem
from engine.portfolio.importing.output import csv_text
from engine.portfolio.reading.tables import MOST_ROWS
from engine.portfolio.recognising.source import LARGEST

LONGEST = 120.0
"""Seconds that a query may take, with the fetching of its rows."""
_TO_CONNECT = 10
_AT_ONCE = 1000
_LONGEST_REASON = 200
_STEPS = 10_000
"""Instructions of SQLite after which it looks at the time."""


def table_of(source: str, url: str, table: str, query: str, *, seconds: float = LONGEST) -> str:
    """The rows of a query as CSV; whatever it does to the database is taken back.

    ``source`` is what the database is called in a message: its URL, which may hold a password, stands in none. A query
    that takes longer than ``seconds`` is ended; on databases other than SQLite and PostgreSQL that is only seen
    between two batches of rows.

    Raises:
        DataError: the database cannot be reached, or the query not answered in time, or the answer is too large.
    """
    until = time.monotonic() + seconds
    try:
        parsed = _existing(source, url)
        engine = create_engine(parsed, poolclass=NullPool, connect_args=_limits_of_connecting(parsed))
        with engine.connect() as connection:
            _limit(connection, seconds, until)
            with connection.execute(text(query), execution_options={"stream_results": True}) as answer:
                columns = list(answer.keys())
                rows = []
                size = 0
                while many := answer.fetchmany(_AT_ONCE):
                    rows += [dict(zip(columns, _texts(source, table, columns, row), strict=True)) for row in many]
                    size += sum(len(cell) for row in rows[-len(many) :] for cell in row.values())
                    if len(rows) > MOST_ROWS or size > LARGEST:
                        message = f"this query gives more than {MOST_ROWS:,} rows or {LARGEST // 1_000_000} MB"
                        raise _refused(source, table, message, "Narrow it down")
                    if time.monotonic() > until:
                        raise _too_long(source, table, seconds)
            connection.rollback()
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        message = "there is no driver for this kind of database"
        raise _refused(source, table, message, "Install it beside the cockpit, or check the URL's beginning") from error
    except SQLAlchemyError as error:
        if time.monotonic() > until or getattr(getattr(error, "orig", None), "sqlstate", None) == _ENDED_BY_LIMIT:
            raise _too_long(source, table, seconds) from error
        raise _refused(source, table, f"this query cannot be answered ({_reason(error)})", _REMEDY) from error
    return csv_text(rows) if rows else ",".join(columns) + "\n"


_ENDED_BY_LIMIT = "57014"
"""What PostgreSQL says of a statement that it has ended because of its limit of time."""
_REMEDY = "Check the query and the account's rights; an account that only reads is enough"


def _limits_of_connecting(url: URL) -> dict[str, Any]:
    return {"connect_timeout": _TO_CONNECT} if url.get_backend_name() == "postgresql" else {}


def _limit(connection: Connection, seconds: float, until: float) -> None:
    """Have the database itself end a statement that takes too long, where it can."""
    kind = connection.dialect.name
    if kind == "postgresql":
        connection.execute(_LIMIT, {"limit": f"{max(1, round(1000 * seconds))}"})
    elif kind == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)


_LIMIT = text("SELECT set_config('statement_timeout', :limit, true)")


def _too_long(source: str, table: str, seconds: float) -> DataError:
    message = f"this query takes longer than {seconds:g} seconds, so it was ended"
    return _refused(source, table, message, "Narrow it down, or have its result kept in a table that is read instead")


def _existing(source: str, url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        message = "the URL of this database cannot be read"
        raise _refused(source, "", message, "Write it as SQLAlchemy does: sqlite:///file, postgresql://…") from error
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise _refused(source, "", "there is no such file of a database", "Check the path in its URL")
    return parsed


def _texts(source: str, table: str, columns: list[str], row: Any) -> Iterator[str]:
    for column, value in zip(columns, row, strict=True):
        yield _text(source, table, column, value)


def _text(source: str, table: str, column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == clock():
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes | memoryview):
        raise _refused(source, f"{table}, {column}", "this column holds no text", "Leave it out of the query")
    return str(value)


def _reason(error: SQLAlchemyError) -> str:
    """What the database says, without the statement and the address."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip()
    return said.splitlines()[0][:_LONGEST_REASON]


def _refused(source: str, column: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(source, None, column, "", message, remedy)])
