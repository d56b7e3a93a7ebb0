"""One table from a database: a query, answered through SQLAlchemy, as the text of a CSV file; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from engine.errors import DataError, Problem
from engine.portfolio.importing.output import csv_text
from engine.portfolio.reading.tables import MOST_ROWS
from engine.portfolio.recognising.source import LARGEST

_AT_ONCE = 1000
_LONGEST_REASON = 200


def table_of(source: str, url: str, table: str, query: str) -> str:
    """The rows of a query as CSV; whatever it does to the database is taken back.

    ``source`` is what the database is called in a message: its URL, which may hold a password, stands in none.

    Raises:
        DataError: the database cannot be reached, or the query not answered, or the answer is too large.
    """
    try:
        engine = create_engine(_existing(source, url), poolclass=NullPool)
        with engine.connect().execution_options(stream_results=True) as connection:
            answer = connection.execute(text(query))
            columns = list(answer.keys())
            rows = []
            size = 0
            while many := answer.fetchmany(_AT_ONCE):
                rows += [dict(zip(columns, _texts(source, table, columns, row), strict=True)) for row in many]
                size += sum(len(cell) for row in rows[-len(many) :] for cell in row.values())
                if len(rows) > MOST_ROWS or size > LARGEST:
                    message = f"this query gives more than {MOST_ROWS:,} rows or {LARGEST // 1_000_000} MB"
                    raise _refused(source, table, message, "Narrow it down")
            connection.rollback()
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        message = "there is no driver for this kind of database"
        raise _refused(source, table, message, "Install it beside the cockpit, or check the URL's beginning") from error
    except SQLAlchemyError as error:
        raise _refused(source, table, f"this query cannot be answered ({_reason(error)})", _REMEDY) from error
    return csv_text(rows) if rows else ",".join(columns) + "\n"


_REMEDY = "Check the query and the account's rights; an account that only reads is enough"


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
    if isinstance(value, datetime) and value.time() == time():
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
