"""``data``: the months of a portfolio's data as they were saved, by whom and when."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine.commands.frame import PATH, explained, json_option, write_out
from engine.explain.intake import month_line
from engine.portfolio.months.store import MONTHS_VARIABLE, months, months_folder


@click.group()
def data() -> None:
    """The months of a portfolio's data as they were saved."""


@data.command(name="months")
@click.argument("path", type=PATH)
@json_option
@explained
def list_months(path: Path, as_json: bool) -> None:
    """List the saved months of a portfolio, newest first, each with its folder."""
    known = list(reversed(months(months_folder(path, os.environ.get(MONTHS_VARIABLE)))))
    content = [
        {
            "month": one.month,
            "version": one.version,
            "who": one.who,
            "when": one.when.isoformat(),
            "source": one.source,
            "folder": str(one.folder),
        }
        for one in known
    ]
    lines = [f"{month_line(one)} {one.folder}" for one in known] or ["No month has been saved."]
    write_out(as_json, {"months": content}, lines)
