"""The command line: ``python -m engine …``. Tables for people, ``--json`` for programs.

Exit codes: 0 done, 1 the data or scenario cannot be used, 2 no plan meets every rule (or the command is misspelt).
With ``--json`` nothing but one JSON value stands on stdout; unusable data gives the errors and warnings of ``check``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click

from engine.errors import CockpitError, DataError, Problem
from engine.explain.formats import SPACE, count, difference, gap, money, month, moved
from engine.explain.infeasible import conflict_sentence, way_out_sentence
from engine.optimise.recommend import recommend as recommend_plan
from engine.optimise.recommendation import Decision, Effort, PoolLoad, Recommendation, Status
from engine.optimise.solvers import Solver
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.loading import inspect, load
from engine.portfolio.objects import Portfolio
from engine.portfolio.scenario import Scenario, apply, read_scenario

_UNUSABLE = 1
_INFEASIBLE = 2
_P = ParamSpec("_P")
_PATH = click.Path(path_type=Path)


def _explained(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn the cockpit's own errors into words and an exit code, never a traceback; with ``--json`` also into JSON."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DataError as error:
            _print_problems(error.problems, "error")
            _refuse(error.problems, error.warnings, as_json=bool(kwargs.get("as_json")))
        except CockpitError as error:
            click.echo(f"error: {error}", err=True)
            _refuse([Problem("", None, "", "", str(error), "")], as_json=bool(kwargs.get("as_json")))

    return run


def _refuse(errors: Sequence[Problem], warnings: Sequence[Problem] = (), *, as_json: bool) -> NoReturn:
    if as_json:
        _print_json(_problems_as_json(errors, warnings))
    sys.exit(_UNUSABLE)


@click.group()
def main() -> None:
    """Decide which projects to accelerate, continue, defer or stop, and why, in money."""


@main.command()
@click.argument("path", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(path: Path, as_json: bool) -> None:
    """Check the tables of a portfolio: a folder, or a workbook."""
    found = inspect(path)
    if as_json:
        _print_json(_problems_as_json(found.errors, found.warnings))
    else:
        _print_problems(found.errors, "error")
        _print_problems(found.warnings, "warning")
        click.echo(_summary(found.portfolio, found.errors, found.warnings))
    sys.exit(_UNUSABLE if found.errors else 0)


@main.command()
@click.argument("path", type=_PATH)
@click.option("--scenario", type=_PATH, help="A YAML file of changes to the portfolio.")
@click.option("--effort", type=click.Choice([e.value for e in Effort]), default=Effort.BOARD.value, show_default=True)
@click.option("--solver", type=click.Choice([s.value for s in Solver]), default=Solver.HIGHS.value, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_explained
def recommend(path: Path, scenario: Path | None, effort: str, solver: str, as_json: bool) -> None:
    """Recommend what to accelerate, continue, defer or stop."""
    changes = read_scenario(scenario) if scenario else Scenario()
    portfolio = apply(changes, load(path))
    result = recommend_plan(portfolio, Effort(effort), solver=Solver(solver))
    if as_json:
        _print_json(recommendation_as_json(result, portfolio))
    else:
        click.echo("\n".join(_recommendation_lines(result, portfolio, changes)))
    sys.exit(_INFEASIBLE if result.status is Status.INFEASIBLE else 0)


@main.command(name="import")
@click.argument("source", type=_PATH)
@click.option("--map", "mapping", type=_PATH, required=True, help="The YAML file that says what each column means.")
@click.option("--output", type=_PATH, required=True, help="The folder to write.")
@_explained
def import_(source: Path, mapping: Path, output: Path) -> None:
    """Turn one foreign CSV file into a portfolio folder."""
    click.echo("\n".join(_import_lines(import_table(source, mapping, output))))


def recommendation_as_json(result: Recommendation, portfolio: Portfolio) -> dict[str, Any]:
    """A recommendation with the keys other programs rely on; months as ``YYYY-MM``."""
    keys = ("portfolio", "fingerprint", "currency", "status", "value", "objective", "best_bound", "gap", "seconds")
    content: dict[str, Any] = {key: getattr(result, key) for key in (*keys, "solver", "plan_value")}
    content["decisions"] = [_decision_as_json(d, portfolio) for d in result.decisions]
    content["load"] = [_load_as_json(entry, portfolio) for entry in result.load]
    if result.status is Status.INFEASIBLE:
        content["conflict"] = list(result.conflict)
        content["sentence"] = f"{conflict_sentence(result, portfolio)} {way_out_sentence(result, portfolio)}"
    return content


def _decision_as_json(decision: Decision, portfolio: Portfolio) -> dict[str, Any]:
    dates = {
        key: None if offset is None else portfolio.settings.month(offset)
        for key, offset in (("start", decision.start), ("finish", decision.finish))
    }
    return asdict(decision) | dates


def _load_as_json(entry: PoolLoad, portfolio: Portfolio) -> dict[str, Any]:
    return asdict(entry) | {"month": portfolio.settings.month(entry.month)}


def _recommendation_lines(result: Recommendation, portfolio: Portfolio, scenario: Scenario) -> list[str]:
    head = [f"{result.portfolio}, {month(result.planning_month)}, scenario {scenario.name}"]
    if result.status is Status.INFEASIBLE:
        return [*head, conflict_sentence(result, portfolio), way_out_sentence(result, portfolio)]
    if result.value is None or result.gap is None:
        return [*head, "No plan was found in the time given; ask for --effort board."]
    proof = f"proven within {gap(result.gap)} of the best plan possible ({result.solver}, {result.seconds:.1f} s)"
    promised = money(result.plan_value, result.currency)
    head.append(
        f"The plan is worth {money(result.value, result.currency)}, {proof}; on paper today's promises {promised}."
    )
    return [*head, "", *_table(_decision_rows(result, portfolio))]


def _decision_rows(result: Recommendation, portfolio: Portfolio) -> list[tuple[str, ...]]:
    def when(offset: int | None) -> str:
        return "" if offset is None else month(result.planning_month + offset)

    rows: list[tuple[str, ...]] = [("Action", "Project", "Start", "Finish", "Moved", "Value", "Against plan", "Reason")]
    order = {action: place for place, action in enumerate(("stop", "accelerate", "defer", "continue"))}
    for d in sorted(result.decisions, key=lambda d: (order[d.action], d.value_of_plan - d.value)):
        mode = " (accelerated)" if d.mode == "accelerated" else ""
        rows.append(
            (
                d.action,
                portfolio.projects_by_id[d.project_id].name + mode,
                when(d.start),
                when(d.finish),
                moved(d.delay_months),
                money(d.value, result.currency),
                difference(d.value - d.value_of_plan, result.currency),
                d.reason,
            )
        )
    return rows


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows with aligned columns; money to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    right = {i for i, head in enumerate(rows[0]) if head in {"Value", "Against plan"}}
    lines = []
    for row in rows:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip().replace(SPACE, " "))
    return lines


def _import_lines(report: ImportReport) -> list[str]:
    lines = [f"rejected: {problem}" for problem in report.rejected]
    lines += [f"warning: {problem}" for problem in report.warnings]
    skipped = f", {report.rows_skipped} skipped" if report.rows_skipped else ""
    lines.append(
        f"{report.projects} of {report.rows_read} rows loaded, {report.rows_rejected} rejected{skipped}; "
        f"{count(len(report.assumptions), 'assumption')} listed in {report.output.name}/portfolio.yaml."
    )
    return [line.replace(SPACE, " ") for line in lines]


def _summary(portfolio: Portfolio | None, errors: Sequence[Problem], warnings: Sequence[Problem]) -> str:
    found = f"{count(len(errors), 'error')}, {count(len(warnings), 'warning')}".replace(SPACE, " ")
    if portfolio is None:
        return f"{found}. The portfolio cannot be used until the errors are mended."
    size = f"{count(len(portfolio.projects), 'project')}, {count(len(portfolio.pools), 'pool')}".replace(SPACE, " ")
    planning = month(portfolio.settings.planning_month)
    return f"{portfolio.settings.name}: {size}, planned from {planning}. {found}."


def _problems_as_json(errors: Sequence[Problem], warnings: Sequence[Problem]) -> dict[str, Any]:
    return {"errors": [asdict(p) for p in errors], "warnings": [asdict(p) for p in warnings]}


def _print_problems(problems: Sequence[Problem], kind: str) -> None:
    for problem in problems:
        click.echo(f"{kind}: {problem}", err=True)


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))


if __name__ == "__main__":
    main()
