"""``check``: what is wrong with the tables of a portfolio."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from engine.commands.frame import (
    UNUSABLE,
    json_option,
    path_argument,
    print_json,
    print_problems,
    problems_as_json,
)
from engine.errors import Problem
from engine.explain.formats import SPACE, count, month
from engine.portfolio.loading import inspect
from engine.portfolio.objects import Portfolio


@click.command()
@path_argument
@json_option
def check(path: Path, as_json: bool) -> None:
    """Check the tables of a portfolio: a folder, or a workbook."""
    found = inspect(path)
    if as_json:
        print_json(problems_as_json(found.errors, found.warnings))
    else:
        print_problems(found.errors, "error")
        print_problems(found.warnings, "warning")
        click.echo(_summary(found.portfolio, found.errors, found.warnings))
    sys.exit(UNUSABLE if found.errors else 0)


def _summary(portfolio: Portfolio | None, errors: Sequence[Problem], warnings: Sequence[Problem]) -> str:
    found = f"{count(len(errors), 'error')}, {count(len(warnings), 'warning')}".replace(SPACE, " ")
    if portfolio is None:
        return f"{found}. The portfolio cannot be used until the errors are mended."
    size = f"{count(len(portfolio.projects), 'project')}, {count(len(portfolio.pools), 'pool')}".replace(SPACE, " ")
    planning = month(portfolio.settings.planning_month)
    return f"{portfolio.settings.name}: {size}, planned from {planning}. {found}."
