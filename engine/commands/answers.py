"""Answers that the command line shares with the pages: looked up in the register's database, and kept there.

A command makes no database: without one that is there already, and may be written, everything is worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from engine.compute.kept import Question, answer
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.optimise.solvers import Solver
from engine.portfolio.objects import Portfolio
from engine.register.answers import open_answers

A = TypeVar("A")
_FRESH = "engine.commands.answers.fresh"


def _note(context: click.Context, _option: click.Parameter, fresh: bool) -> None:
    context.meta[_FRESH] = fresh


fresh_option = click.option(
    "--fresh", is_flag=True, expose_value=False, callback=_note, help="Work the answer out again, although it is kept."
)
"""For every command that gives kept answers; commands need not pass it on."""


def plan(portfolio: Portfolio, effort: Effort, solver: Solver = Solver.HIGHS) -> Recommendation:
    """The recommended plan of a portfolio, or why there is none."""

    def work_out() -> Recommendation:
        return recommend(portfolio, effort, solver=solver)

    question = Question.about(portfolio, "recommend", effort=effort.value, solver=solver.value)
    return _answer(question, Recommendation, work_out, lambda result: result.status is not Status.NO_SOLUTION)


def analysis(
    portfolio: Portfolio, name: str, kind: type[A], work_out: Callable[[], A], effort: str, **parameters: Any
) -> A:
    """The result of an analysis of the plan at an effort; ``parameters`` are what else it depends on."""
    question = Question.about(portfolio, name, effort=effort, **parameters)
    return _answer(question, kind, work_out, lambda _: True)


def _answer(question: Question, kind: type[A], work_out: Callable[[], A], is_worth_keeping: Callable[[A], bool]) -> A:
    store = open_answers(create=False)
    try:
        fresh = bool(click.get_current_context().meta.get(_FRESH))
        return answer(question, kind, work_out, store, fresh=fresh, is_worth_keeping=is_worth_keeping)
    finally:
        if store is not None:
            store.close()
