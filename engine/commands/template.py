"""``template``: a workbook to fill in, empty or with a portfolio in it; or a portfolio as a folder of tables."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.frame import PATH, explained
from engine.errors import DataError, Problem
from engine.portfolio.writing import blank_content, content_of, write_folder, write_workbook

_OTHER_FILES = frozenset({".csv", ".ods", ".xls", ".xlsb", ".xlsm"})


@click.command()
@click.argument("path", type=PATH, required=False)
@click.option("-o", "--output", type=PATH, required=True, help="The workbook (.xlsx) or folder to write.")
@explained
def template(path: Path | None, output: Path) -> None:
    """A workbook to fill in: empty, or with the portfolio of PATH in it.

    With another ending than .xlsx, the output is a folder of tables.
    """
    _refuse_to_replace(output)
    content = blank_content() if path is None else content_of(path)
    if output.suffix.lower() == ".xlsx":
        write_workbook(content, output)
    else:
        write_folder(content, output)
    click.echo(f"{output} written: python -m engine check {output}")


def _refuse_to_replace(output: Path) -> None:
    """A file that is there may be a workbook that somebody has filled in; a folder of tables has no such ending.

    Raises:
        DataError: the output is there as a file, or has the ending of another kind of file.
    """
    if output.is_file():
        problem = Problem(
            output.name, None, "", "", "this file is there already", "Name a file that does not exist yet"
        )
        raise DataError([problem])
    if output.suffix.lower() in _OTHER_FILES:
        message = f"a workbook is not written as {output.suffix.lower()}"
        raise DataError([Problem(output.name, None, "", "", message, "Let it end in .xlsx, or name a folder")])
