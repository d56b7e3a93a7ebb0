"""The constraint against trying everything, and what any marginal value must keep to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from engine.analyse.constraint.constraint import Constraint, PoolValue, find_constraint
from engine.analyse.pricing.changes import people_at_once
from engine.analyse.pricing.situations import ChangeKind
from engine.compute import SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan, recommend
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import Demand
from engine.portfolio.model.settings import Budget
from tests.benchmarks.portfolios import random_portfolio as larger_portfolio
from tests.support import tiny
from tests.support.small_portfolios import best_objective, random_portfolio

EXACT = Target(0.0, 60.0)
CLOSE = Target(0.002, 60.0)
WITH_A_PLAN = (1, 2, 5, 8, 11, 12, 13, 15, 16, 17, 20, 22)
"""Seeds of small portfolios with a plan and without weights, quick to enumerate."""


@cache
def outcome(seed: int) -> tuple[Portfolio, Constraint]:
    """A larger random portfolio, of which the first pool is the constraint by construction."""
    portfolio = larger_portfolio(30, seed=seed)
    return portfolio, find_constraint(portfolio, find_plan(portfolio, CLOSE), SolveBudget(target=CLOSE, workers=1))


def exactly(portfolio: Portfolio) -> Constraint:
    return find_constraint(portfolio, find_plan(portfolio, EXACT), SolveBudget(target=EXACT, workers=1))


def bench(*asked: float, **changes: object) -> Portfolio:
    """Projects worth 100 each, one month of work each that must be done in month 0, for a team of ten days."""
    projects = [
        tiny.project(f"p{i}", duration_months=1, latest_finish=1, remaining_cost=20.0) for i in range(len(asked))
    ]
    demand = tuple(tiny.days(f"p{i}", days) for i, days in enumerate(asked))
    pools = (tiny.pool(days_per_person=5.0, day_rate=2.0), tiny.pool("idle", days_per_person=5.0, day_rate=2.0))
    return tiny.portfolio(*projects, demand=demand, **({"pools": pools} | changes))  # type: ignore[arg-type]


def test_by_hand() -> None:
    """Ten days hold two projects of five; each further five-day person lets in one more, worth 100."""
    result = exactly(bench(5, 5, 5, 5))
    team = result.pool("team")
    assert (result.constraint, result.runner_up, result.told_apart) == ("team", None, True)
    assert team.more.estimate == pytest.approx(100.0)
    assert team.days == 5 * 6
    assert team.marginal_value == pytest.approx(100 / 30)
    assert team.cost == pytest.approx(2 * 30)
    assert team.gain_per_money == pytest.approx(100 / 60)
    assert team.less is not None
    assert team.less.estimate == pytest.approx(-100.0)
    assert [s.gain.estimate for s in result.steps] == pytest.approx([100, 200, 200, 200, 200, 200])
    assert result.pool("idle").more == Interval(0.0, 0.0, 0.0)
    assert result.moved is None


def test_moves_to_the_pool_that_is_worth_more_next() -> None:
    """Every project asks both pools; the second team has room for one more than the first."""
    portfolio = bench(5, 5, 5, 5, 5)
    both = (
        *portfolio.demand,
        *(Demand(project_id=d.project_id, pool_id="idle", person_days=5) for d in portfolio.demand),
    )
    idle = portfolio.pools[1].model_copy(update={"capacity_per_month": 15.0})
    result = exactly(portfolio.model_copy(update={"demand": both, "pools": (portfolio.pools[0], idle)}))
    assert result.constraint == "team"
    assert [s.gain.estimate for s in result.steps] == pytest.approx([100.0] * 6)
    assert result.moved is not None
    assert result.moved.pool_id == "idle"
    assert result.moved.people == 2
    assert result.moved.gain.estimate == pytest.approx(100.0)


def test_dear_capacity_is_not_the_constraint_where_cheap_capacity_gains_as_much() -> None:
    """Each of two pools keeps out one project worth 100; a person in the first costs ten times as much."""
    projects = [tiny.project(f"p{i}", duration_months=1, latest_finish=1, remaining_cost=20.0) for i in range(4)]
    demand = tuple(tiny.days(f"p{i}", 10, "dear" if i < 2 else "cheap") for i in range(4))
    pools = (tiny.pool("dear", days_per_person=10, day_rate=20), tiny.pool("cheap", days_per_person=10, day_rate=2))
    result = exactly(tiny.portfolio(*projects, demand=demand, pools=pools))
    assert (result.constraint, result.runner_up) == ("cheap", "dear")
    free = (pools[0].model_copy(update={"day_rate": 0.0}), pools[1])
    result = exactly(tiny.portfolio(*projects, demand=demand, pools=free))
    assert (result.constraint, result.pool("dear").gain_per_money) == ("dear", None)


@pytest.mark.slow
@pytest.mark.parametrize("seed", WITH_A_PLAN)
def test_marginal_values_are_those_of_trying_everything(seed: int) -> None:
    portfolio = random_portfolio(seed)
    best = best_objective(portfolio)
    assert best is not None
    result = exactly(portfolio)
    for pool in result.pools:
        more = best_objective(people_at_once(portfolio, pool.pool_id, 1.0).portfolio)
        less = best_objective(people_at_once(portfolio, pool.pool_id, -1.0).portfolio)
        assert more is not None
        assert pool.more.estimate == pytest.approx(more - best, abs=1e-4)
        assert (pool.less is None) == (less is None)
        if pool.less is not None and less is not None:
            assert pool.less.estimate == pytest.approx(less - best, abs=1e-4)
    for step in result.steps[1:3]:
        raised = best_objective(people_at_once(portfolio, result.constraint or "", step.people).portfolio)
        assert step.gain.estimate == pytest.approx((raised or 0.0) - best, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 4])
def test_finds_the_constraint_that_was_built_in(seed: int) -> None:
    _, result = outcome(seed)
    assert result.constraint == "r0"
    assert result.told_apart


@pytest.mark.parametrize("seed", [0, 4])
def test_more_never_costs_less_never_gains_and_intervals_hold(seed: int) -> None:
    portfolio, result = outcome(seed)
    before = find_plan(portfolio, Target(0.0005, 60.0))
    for pool in result.pools:
        assert 0.0 <= pool.more.low <= pool.more.estimate <= pool.more.high
        assert pool.less is not None
        assert pool.less.low <= pool.less.estimate <= pool.less.high <= 0.0
    raised = find_plan(people_at_once(portfolio, "r0", 1.0).portfolio, Target(0.0005, 60.0))
    assert before.objective is not None
    assert before.best_bound is not None
    assert raised.objective is not None
    assert raised.best_bound is not None
    assert result.pool("r0").more.low <= raised.best_bound - before.objective
    assert result.pool("r0").more.high >= raised.objective - before.best_bound
    gains = [step.gain for step in result.steps]
    for one, other in pairwise(gains):
        assert one.low <= other.low
        assert one.estimate <= other.estimate
        assert one.high <= other.high
    assert gains[0] == result.pool("r0").more


def test_a_pool_that_covers_everything_is_worth_exactly_nothing() -> None:
    portfolio = larger_portfolio(20, seed=1)
    pools = tuple(p.model_copy(update={"capacity_per_month": 1e6}) for p in portfolio.pools)
    result = find_constraint(
        portfolio.model_copy(update={"pools": pools}),
        find_plan(portfolio, CLOSE),
        SolveBudget(target=CLOSE, workers=1),
    )
    assert (result.constraint, result.runner_up, result.moved, result.steps) == (None, None, None, ())
    assert all(p.more.is_zero and not p.more.too_close for p in result.pools)


@pytest.mark.parametrize("seed", [1, 3, 8])
def test_money_in_pence_scales_every_figure(seed: int) -> None:
    portfolio = random_portfolio(seed)
    pounds, pence = exactly(portfolio), exactly(in_pence(portfolio))
    assert (pence.constraint, pence.runner_up) == (pounds.constraint, pounds.runner_up)
    for one, other in zip(pounds.pools, pence.pools, strict=True):
        assert figures(other) == pytest.approx([100.0 * f for f in figures(one)], rel=1e-6, abs=1e-3)
        assert other.gain_per_money == pytest.approx(one.gain_per_money or 0.0, rel=1e-6, abs=1e-6)
    steps = [[100.0 * s.gain.estimate for s in pounds.steps], [s.gain.estimate for s in pence.steps]]
    assert steps[1] == pytest.approx(steps[0], rel=1e-6, abs=1e-3)


def figures(pool: PoolValue) -> list[float]:
    return [pool.more.estimate, pool.more.low, pool.more.high, pool.marginal_value, pool.cost]


def in_pence(portfolio: Portfolio) -> Portfolio:
    """The same portfolio with every amount of money a hundred times as many units."""
    money = ("remaining_cost", "benefit_per_month", "deadline_penalty", "penalty_per_month", "exit_cost",
             "salvage_value", "pause_cost_per_month", "acceleration_cost", "penalty_if_stopped")  # fmt: skip
    projects = tuple(
        p.model_copy(update={f: 100 * v for f in money if (v := getattr(p, f)) is not None}) for p in portfolio.projects
    )
    pools = tuple(
        p.model_copy(update={f: 100 * getattr(p, f) for f in ("day_rate", "flex_day_rate", "hire_cost")})
        for p in portfolio.pools
    )
    budgets = tuple(b.model_copy(update={"amount": 100 * b.amount}) for b in portfolio.settings.budgets)
    settings = portfolio.settings.model_copy(update={"budgets": budgets})
    return portfolio.model_copy(update={"projects": projects, "pools": pools, "settings": settings})


def test_a_budget_is_priced_money_per_money_and_apart_from_pools() -> None:
    """In money for three of four projects at 20 each, the fourth, worth 100, waits for 20 more."""
    portfolio = bench(1, 1, 1, 1, budgets=(Budget(start=0, amount=200.0),))
    (limit,) = exactly(portfolio).limits
    assert limit.gain == Interval(0.0, 0.0, 0.0)
    tight = portfolio.settings.model_copy(update={"budgets": (Budget(start=0, amount=76.0),)})
    result = exactly(portfolio.model_copy(update={"settings": tight}))
    assert result.constraint is None
    (limit,) = result.limits
    assert (limit.change, limit.subject, limit.amount) == (ChangeKind.BUDGET, "2026-11", pytest.approx(7.6))
    assert limit.gain.estimate == pytest.approx(100.0)
    assert limit.gain_per_money == pytest.approx(100.0 / 7.6)


def test_rules_are_priced_by_lifting_them() -> None:
    """A mandatory project worth −10 takes the room of one worth 100."""
    portfolio = bench(10, 10)
    poor = portfolio.projects[0].model_copy(update={"mandatory": True, "remaining_cost": 130.0})
    (limit,) = exactly(portfolio.model_copy(update={"projects": (poor, portfolio.projects[1])})).limits
    assert (limit.change, limit.subject) == (ChangeKind.MANDATE, "p0")
    assert limit.gain.estimate == pytest.approx(110.0)


def test_needs_a_plan() -> None:
    portfolio = bench(5)
    with pytest.raises(ValueError, match="for a plan"):
        find_constraint(portfolio, replace(recommend(portfolio), objective=None))


def test_a_budget_of_nothing_is_a_limit_with_a_price() -> None:
    portfolio = bench(1, 1, budgets=(Budget(start=0, amount=0.0),))
    result = exactly(portfolio)
    budget = next(x for x in result.limits if x.change is ChangeKind.BUDGET)
    free = portfolio.settings.model_copy(update={"budgets": ()})
    gain = find_plan(portfolio.model_copy(update={"settings": free}), EXACT).value
    assert gain is not None
    assert gain > 0
    assert budget.amount == sum(p.remaining_cost for p in portfolio.projects)
    assert budget.gain.estimate == pytest.approx(gain)
