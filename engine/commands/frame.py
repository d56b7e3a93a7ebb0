"""What commands share: errors in words with an exit code, JSON for programs, tables for people.

Exit codes: 0 done, 1 the data or scenario cannot be used, 2 no plan meets every rule (or the command is misspelt),
3 no plan was found in the time given.
With ``--json`` nothing but one JSON value stands on stdout; unusable data gives the errors and warnings of ``check``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar

import click

from engine.catalogue import NamedAnalysis
from engine.commands import answers
from engine.commands.todays_way import with_accepted_reading
from engine.errors import CockpitError, DataError, Problem, ProblemGroup, ScenarioError, grouped
from engine.explain.infeasible import EASIER, why_no_plan
from engine.explain.plan_sentences import proof
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.months.finished import loaded_with_months
from engine.portfolio.reading.scenario_reading import read_scenario
from engine.portfolio.scenario import Scenario, apply
from engine.wording.formats import SPACE

UNUSABLE = 1
INFEASIBLE = 2
OUT_OF_TIME = 3
PATH = click.Path(path_type=Path)
P = ParamSpec("P")
A = TypeVar("A")

path_argument = click.argument("path", type=PATH)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
scenario_option = click.option("--scenario", type=PATH, help="A YAML file of changes to the portfolio.")
effort_option = click.option(
    "--effort",
    type=click.Choice([Effort.LIVE.value, Effort.BOARD.value]),
    default=Effort.BOARD.value,
    show_default=True,
)


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """Turn the cockpit's own errors into words and an exit code, never a traceback; with ``--json`` also into JSON."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DataError as error:
            print_problems(error.problems, "error")
            _refuse(error.problems, error.warnings, as_json=bool(kwargs.get("as_json")))
        except ScenarioError as error:
            problems = error.problems or (Problem("", None, "", "", str(error), ""),)
            print_problems(error.problems, "error")
            if not error.problems:
                click.echo(f"error: {error}", err=True)
            _refuse(problems, as_json=bool(kwargs.get("as_json")))
        except CockpitError as error:
            click.echo(f"error: {error}", err=True)
            _refuse([Problem("", None, "", "", str(error), "")], as_json=bool(kwargs.get("as_json")))

    return run


def _refuse(errors: Sequence[Problem], warnings: Sequence[Problem] = (), *, as_json: bool) -> NoReturn:
    if as_json:
        print_json(problems_as_json(errors, warnings))
    sys.exit(UNUSABLE)


Decorator = Callable[[Callable[P, None]], Callable[P, None]]


def plan_command(*own: Decorator[P]) -> Callable[[Callable[P, None]], click.Command]:
    """A command about a portfolio under a scenario, solved at an effort; ``own`` arguments come after the path."""
    options: tuple[Decorator[P], ...] = (
        path_argument,
        *own,
        scenario_option,
        effort_option,
        answers.fresh_option,
        json_option,
        explained,
    )

    def made(command: Callable[P, None]) -> click.Command:
        for wrap in reversed(options):
            command = wrap(command)
        return click.command()(command)

    return made


def analysis(command: Callable[P, None]) -> click.Command:
    """A :func:`plan_command` whose own options stand below this decorator."""
    return plan_command()(command)


def write_out(as_json: bool, content: Any, lines: Iterable[str], proven: str = "") -> None:
    """What was found: one JSON value for programs, lines for people, the last how well the plan behind it is known."""
    if as_json:
        print_json(content)
    else:
        click.echo("\n".join([*lines, *(["", proven] if proven else [])]).replace(SPACE, " "))


def scenario_for(portfolio: Portfolio, path: Path | None) -> Scenario:
    """The scenario in a file, with its warnings on stderr; without a file the base.

    ``path`` is that file, or ``None``.
    """
    if path is None:
        return Scenario()
    findings = read_scenario(path, portfolio)
    print_problems(findings.warnings, "warning")
    return findings.scenario


@dataclass(frozen=True, slots=True)
class CommandInput:
    """What a command is about: the portfolio as loaded, the changes of a scenario, and the portfolio with them."""

    base: Portfolio
    scenario: Scenario
    portfolio: Portfolio


def situation_of(path: Path, scenario: Path | None) -> CommandInput:
    """The situation of a folder or workbook under a scenario file, with the way of working that was accepted."""
    base = loaded_with_months(path)
    changes = with_accepted_reading(scenario_for(base, scenario), base)
    return CommandInput(base, changes, apply(changes, base))


def plan_or_exit(situation: CommandInput, effort: str, *, as_json: bool) -> Recommendation:
    """The recommended plan that an analysis stands on; without one, why there is none, and its exit code."""
    portfolio = situation.portfolio
    recommendation = answers.plan(situation.base, situation.scenario, Effort(effort))
    if recommendation.value is not None:
        return recommendation
    if as_json:
        print_json({"status": recommendation.status, **no_plan_as_json(recommendation, portfolio, effort)})
    click.echo(no_plan_in_words(recommendation, portfolio, effort), err=True)
    sys.exit(exit_code_of(recommendation))


@dataclass(frozen=True, slots=True)
class Analysed(Generic[A]):
    """What a command about an analysis prints: its result, and the portfolio and plan that it is about."""

    result: A
    portfolio: Portfolio
    plan: Recommendation

    @property
    def proven(self) -> str:
        """How good the plan is proven to be and how good the inputs are, in the words of the pages."""
        return proof(self.plan, self.portfolio)


def analysed(
    named: NamedAnalysis[A], path: Path, scenario: Path | None, effort: str, *, as_json: bool, **parameters: Any
) -> Analysed[A]:
    """An analysis of a folder or workbook under a scenario file; where there is no plan, why, and its exit code."""
    situation = situation_of(path, scenario)
    plan = plan_or_exit(situation, effort, as_json=as_json)
    result = answers.analysis_of(named, situation.portfolio, plan, effort, **parameters)
    return Analysed(result, situation.portfolio, plan)


def exit_code_of(recommendation: Recommendation) -> int:
    """0 with a plan, 2 where no plan meets every rule, 3 where none was found in the time given."""
    if recommendation.value is not None:
        return 0
    return INFEASIBLE if recommendation.status is Status.INFEASIBLE else OUT_OF_TIME


def no_plan_in_words(recommendation: Recommendation, portfolio: Portfolio, effort: str) -> str:
    """Why there is no plan; where the time ran out, what to try that was not tried at this effort."""
    said = why_no_plan(recommendation, portfolio).replace(SPACE, " ")
    if recommendation.status is Status.INFEASIBLE:
        return said
    longer = f"--effort {Effort.BOARD.value} looks longer. " if effort != Effort.BOARD else ""
    return f"{said} {longer}{EASIER}"


def no_plan_as_json(recommendation: Recommendation, portfolio: Portfolio, effort: str) -> dict[str, Any]:
    """What programs are given in place of a plan: the rules in conflict, and the sentence."""
    return {"conflict": list(recommendation.conflict), "sentence": no_plan_in_words(recommendation, portfolio, effort)}


def problems_as_json(errors: Sequence[Problem], warnings: Sequence[Problem], *, every: bool = False) -> dict[str, Any]:
    """What ``check`` prints: errors and warnings, those of one kind as one unless ``every`` one is wanted.

    Each has the file, row, column, value, message and remedy of the first, all ``rows``, and the ``count``.
    """
    return {
        "errors": [_group_as_json(group) for group in _groups(errors, every=every)],
        "warnings": [_group_as_json(group) for group in _groups(warnings, every=every)],
    }


def _groups(problems: Sequence[Problem], *, every: bool) -> tuple[ProblemGroup, ...]:
    return tuple(ProblemGroup((problem,)) for problem in problems) if every else grouped(problems)


def _group_as_json(group: ProblemGroup) -> dict[str, Any]:
    first = {key: getattr(group.first, key) for key in ("file", "row", "column", "value", "message", "remedy")}
    return first | {"rows": list(group.rows), "count": group.count}


def print_problems(problems: Sequence[Problem], kind: str, *, every: bool = False) -> None:
    """One line a kind of problem, or for ``every`` problem, on stderr."""
    for group in _groups(problems, every=every):
        click.echo(f"{kind}: {group.text()}", err=True)


def print_json(content: Any) -> None:
    """One JSON value on stdout; figures are finite."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))


def table(rows: Sequence[tuple[str, ...]], right: Collection[str] = ()) -> list[str]:
    """Rows with aligned columns, the first of them heads; those headed as in ``right`` (figures) to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    aligned = [head in right for head in rows[0]]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, aligned, strict=True)]
        lines.append("  ".join(cells).rstrip().replace(SPACE, " "))
    return lines
