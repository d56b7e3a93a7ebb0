"""``import`` of schedules: what it is asked, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from engine.commands.frame import print_problems
from engine.errors import DataError, Problem
from engine.explain.imported import schedules_in_words
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.schedules import Cut, import_schedules, is_xml
from engine.wording.formats import SPACE

_FIRST_LETTERS = 200


def is_schedule(source: Path) -> bool:
    """Whether a file is a schedule by its content: XML, or Primavera XER, of which it is then said how to export it."""
    try:
        with source.open("rb") as file:
            return is_xml(file.read(_FIRST_LETTERS))
    except OSError:
        return False


def import_the_schedules(
    sources: Sequence[Path], output: Path | None, planning_date: str, project_is: str | None, currency: str
) -> None:
    """Write the folder and say what is in it."""
    if output is None:
        raise click.UsageError("Say with --output which folder to write.")
    report = import_schedules(
        sources,
        output,
        cut=None if project_is is None else Cut(project_is),
        month_0=_month(planning_date),
        currency=currency,
    )
    print_problems(report.warnings, "warning")
    click.echo(schedules_in_words(report).replace(SPACE, " "))


def _month(text: str) -> int | None:
    if not text:
        return None
    try:
        return parse_month(text)
    except ValueError as error:
        problem = Problem("--planning-date", None, "", text, str(error), "Write a month as 2027-03")
        raise DataError([problem]) from error
