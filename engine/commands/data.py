"""``data``: the months of a portfolio's data as they were saved, and what changed since the one before."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engine.commands import answers
from engine.commands.frame import (
    PATH,
    effort_option,
    explained,
    json_option,
    no_plan_in_words,
    scenario_option,
    situation_of,
    table,
    write_out,
)
from engine.commands.report import PREVIOUS_VARIABLE
from engine.compute import SolveBudget
from engine.errors import DataError, Problem
from engine.explain.intake import month_line
from engine.explain.last_month_tables import causes_table
from engine.explain.months import changed_in_short, changes_table, perhaps_the_same
from engine.explain.table import ReportTable
from engine.optimise.recommend import target_of
from engine.optimise.recommendation import Effort
from engine.portfolio.months.difference import difference, under_new_ids
from engine.portfolio.months.store import MONTHS_VARIABLE, months, months_folder, newest
from engine.portfolio.months.store import before as saved_before
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import apply
from engine.report.last_month import since_last_month
from engine.sources.named import SOURCES_VARIABLE, NamedSource, fetch, read_sources


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


@data.command()
@click.argument("path", type=PATH)
@click.option("--previous", type=PATH, envvar=PREVIOUS_VARIABLE, help="Earlier data; else the month saved before.")
@click.option("--same", multiple=True, metavar="NEW=OLD", help="An id that was another: the same project.")
@scenario_option
@effort_option
@json_option
@explained
def changes(
    path: Path, previous: Path | None, same: tuple[str, ...], scenario: Path | None, effort: str, as_json: bool
) -> None:
    """What changed since last month, and what each group of changes does to the recommendation.

    Without --previous the newest saved month of PATH is held against the month before it.
    """
    now, then = (path, previous) if previous is not None else _newest_two(path)
    situation = situation_of(now, scenario)
    pairs = dict(_pair(text, "--same", "NEW=OLD") for text in same)
    before = load(then)
    changed = difference(before, situation.base, pairs)
    plan = answers.plan(situation.base, situation.scenario, Effort(effort))
    since = None
    if plan.value is not None and changed.is_in_one_currency:
        target = target_of(Effort(effort), len(situation.portfolio.projects))
        held = apply(situation.scenario, under_new_ids(before, pairs))
        since = since_last_month(situation.portfolio, plan, held, SolveBudget(target=target))
    rows = changes_table(changed, situation.base, most=len(situation.base.projects) * 3)
    tables = [] if since is None else [causes_table(since)]
    content = {
        "since": situation.base.settings.month(before.settings.planning_month - situation.base.settings.planning_month),
        "sentence": changed_in_short(changed, before),
        "perhaps_the_same": dict(changed.perhaps),
        "changes": rows,
        "causes": [record for one in tables for record in one.records()],
    }
    lines = [
        changed_in_short(changed, before),
        *(f"{perhaps_the_same(n, o, situation.base)} If so: --same {n}={o}" for n, o in changed.perhaps.items()),
        *_in_lines(rows, tables, situation.base.settings.currency),
    ]
    if plan.value is None:
        lines += ["", no_plan_in_words(plan, situation.portfolio, effort)]
    write_out(as_json, content, lines)


@data.command(name="fetch")
@click.argument("name", required=False)
@click.option("--sources", type=PATH, envvar=SOURCES_VARIABLE, help="The file that names sources.")
@click.option("--url", help="A database, as SQLAlchemy writes it, in place of a named source.")
@click.option("--query", "queries", multiple=True, metavar="TABLE=SQL", help="With --url: one query a table.")
@click.option("--file", default="", help="Of a folder, the file to take.")
@click.option("-o", "--output", type=PATH, required=True, help="The file to write; it must not exist.")
@explained
def fetch_source(
    name: str | None, sources: Path | None, url: str | None, queries: tuple[str, ...], file: str, output: Path
) -> None:
    """Fetch what a folder or a database holds, as a file for import, check or the page Data.

    A whole portfolio becomes a zip of its folder, one list in another form a CSV file.
    """
    if url:
        asked = dict(_pair(text, "--query", "TABLE=SQL") for text in queries)
        if not asked:
            raise click.UsageError("With --url, say what is asked: --query TABLE=SQL")
        source = NamedSource("database", url=url, queries=asked)
    else:
        source = _named(name, sources)
    fetched = fetch(source, file)
    try:
        with output.open("xb") as written:
            written.write(fetched.content)
    except OSError as error:
        problem = Problem(output.name, None, "", "", f"it cannot be written ({error.strerror})", "Name another file")
        raise DataError([problem]) from error
    click.echo(f"Written: {output}, from {source.name}, {len(fetched.content):,} bytes.")


def _named(name: str | None, sources: Path | None) -> NamedSource:
    if sources is None:
        raise click.UsageError("Name the file of sources (--sources), or a database (--url and --query).")
    known = {source.name: source for source in read_sources(sources)}
    if name not in known:
        raise click.UsageError(f"There is no source {name!r}. There are: {', '.join(known)}.")
    return known[name]


def _in_lines(rows: list[dict[str, str]], tables: list[ReportTable], currency: str) -> list[str]:
    lines = ["", *table([tuple(rows[0]), *(tuple(row.values()) for row in rows)])] if rows else []
    for one in tables:
        lines += ["", one.title, one.note if one.rows else one.empty]
        if one.rows:
            lines += table([tuple(c.head for c in one.columns), *one.texts(currency)])
    return lines


def _newest_two(path: Path) -> tuple[Path, Path]:
    root = months_folder(path, os.environ.get(MONTHS_VARIABLE))
    last = newest(root)
    then = None if last is None else saved_before(root, last.month)
    if last is None or then is None:
        message = "there are no two saved months to compare"
        raise DataError([Problem(str(path), None, "", "", message, "Name the earlier data: --previous OLD")])
    return last.folder, then.folder


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    first, sign, second = text.partition("=")
    if not (first and sign and second):
        raise click.BadParameter(f"{text} is not {form}", param_hint=option)
    return first, second
