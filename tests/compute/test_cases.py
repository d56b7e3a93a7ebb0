"""Solves side by side give the answers of solves in a row."""

from __future__ import annotations

from dataclasses import replace

from engine.compute import Case, SolveBudget, solve_cases
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Status
from engine.portfolio.model.portfolio import Pin
from engine.portfolio.model.vocabulary import Action
from tests.benchmarks.portfolios import random_portfolio

TARGET = Target(0.01, 60.0)


def test_cases_are_solved_as_they_would_be_alone() -> None:
    portfolios = [random_portfolio(n_projects=20, seed=seed) for seed in range(3)]
    alone = [find_plan(p, TARGET) for p in portfolios]
    together = solve_cases([Case(p, TARGET) for p in portfolios], SolveBudget(workers=2))
    assert [replace(r, seconds=0.0) for r in together] == [replace(r, seconds=0.0) for r in alone]


def test_a_case_without_a_plan_says_so_and_explains_nothing() -> None:
    portfolio = random_portfolio(n_projects=20, seed=0)
    everything = tuple(Pin(project_id=p.project_id, action=Action.CONTINUE) for p in portfolio.projects)
    pinned = portfolio.model_copy(update={"rules": portfolio.rules.model_copy(update={"pins": everything})})
    (plan,) = solve_cases([Case(pinned, TARGET)], SolveBudget(workers=1))
    assert plan.status is Status.INFEASIBLE
    assert (plan.value, plan.conflict) == (None, ())
