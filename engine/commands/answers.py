"""Answers that the command line shares with the pages: looked up in the register's database, and kept there.

A command makes no database: without one that is there already, and may be written, everything is worked out.
"""

from __future__ import annotations

from typing import Any, TypeVar

import click

from engine.catalogue import NamedAnalysis, worked_out
from engine.commands.open_database import answers_of_command
from engine.compute import SolveBudget
from engine.compute.kept import AnswersAtHand
from engine.compute.planner import Planner
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.optimise.solvers import Solver
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario

A = TypeVar("A")
_FRESH = "engine.commands.answers.fresh"


def _note(context: click.Context, _option: click.Parameter, fresh: bool) -> None:
    context.meta[_FRESH] = fresh


fresh_option = click.option(
    "--fresh", is_flag=True, expose_value=False, callback=_note, help="Work the answer out again, although it is kept."
)
"""For every command that gives kept answers; commands need not pass it on."""


def plan(base: Portfolio, scenario: Scenario, effort: Effort, solver: Solver = Solver.HIGHS) -> Recommendation:
    """The recommended plan of a scenario of a portfolio, or why there is none."""
    store = AnswersAtHand(answers_of_command())
    return Planner(store, _is_fresh(), solver, solve=recommend).plan(base, scenario, effort)


def analysis_of(
    analysis: NamedAnalysis[A], portfolio: Portfolio, plan: Recommendation, effort: str, **parameters: Any
) -> A:
    """The result of an analysis of a plan; ``parameters`` are its own."""
    store, budget = answers_of_command(), SolveBudget(effort=Effort(effort))
    return worked_out(analysis, portfolio, plan, budget, store=store, fresh=_is_fresh(), **parameters)


def _is_fresh() -> bool:
    return bool(click.get_current_context().meta.get(_FRESH))
