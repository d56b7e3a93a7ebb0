"""``template``: a workbook to fill in, empty or with a portfolio in it; or a portfolio as a folder of tables."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.frame import PATH, explained
from engine.portfolio.writing import blank_content, content_of, write_folder, write_workbook


@click.command()
@click.argument("path", type=PATH, required=False)
@click.option("-o", "--output", type=PATH, required=True, help="The workbook (.xlsx) or folder to write.")
@explained
def template(path: Path | None, output: Path) -> None:
    """A workbook to fill in: empty, or with the portfolio of PATH in it.

    With another ending than .xlsx, the output is a folder of tables.
    """
    content = blank_content() if path is None else content_of(path)
    if output.suffix.lower() == ".xlsx":
        write_workbook(content, output)
    else:
        write_folder(content, output)
    click.echo(f"{output} written: python -m engine check {output}")
