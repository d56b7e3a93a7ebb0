"""A portfolio as a folder of tables and ``portfolio.yaml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.importing.output import csv_text
from engine.portfolio.reading.written_yaml import write_texts
from engine.portfolio.writing.content import Content, Table, WrittenCell


def write_folder(content: Content, output: Path) -> None:
    """Write a portfolio's tables and settings into a folder that is new or empty.

    Raises:
        DataError: the folder holds something already, or cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        if any(output.iterdir()):
            raise _refused(output, "this folder is not empty", "Name a folder that does not exist yet")
        settings = {**content.settings, **{name: list(items) for name, items in content.lists.items()}}
        (output / "portfolio.yaml").write_text(write_texts(settings), encoding="utf-8")
        for name, table in content.tables.items():
            (output / f"{name}.csv").write_text(_csv(table, content), encoding="utf-8", newline="")
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(output, f"this folder cannot be written ({reason})", "Check rights and space") from error


def _csv(table: Table, content: Content) -> str:
    rows = [{name: cell_text(row[name], name in table.months, content) for name in table.columns} for row in table.rows]
    return csv_text(rows) if rows else ",".join(table.columns) + "\n"


def cell_text(cell: WrittenCell, is_month: bool, content: Content) -> str:
    """A cell as a file holds it: months as ``2027-03``, days as ISO dates, numbers with the files' decimal sign."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if is_month and cell.day == 1 else cell.isoformat()
    if isinstance(cell, float):
        return content.number(cell)
    return cell


def _refused(output: Path, message: str, remedy: str) -> DataError:
    return DataError([Problem(output.name, None, "", "", message, remedy)])
