"""Value alone, cost to others, net contribution: by hand, and the identity that ties them to the portfolio's value."""

from __future__ import annotations

import pytest

from engine.analyse.project.contribution import Contribution, contributions
from engine.analyse.today.reading import TodaysWays
from engine.analyse.today.today import todays_runs, todays_way
from engine.compute import SolveBudget
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import Dependency
from engine.valuation.options import stop_value
from tests.support.reporting import scale, two
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project


def found_in(shop: Portfolio) -> dict[str, Contribution]:
    return {c.project_id: c for c in contributions(shop)}


def test_two_projects_on_one_pool() -> None:
    # Each contributes what it delivers less what it costs the other: 80 − 40, and 160 − 20.
    # At half pace both are done in month 4: eight months of 10 and of 20. Alone each is done in month 2: ten months.
    result = found_in(two())
    a, b = result["A"], result["B"]
    assert (a.value_alone, a.cost_to_others, a.net_contribution) == pytest.approx((100, 40, 40))
    assert (b.value_alone, b.cost_to_others, b.net_contribution) == pytest.approx((200, 20, 140))


def test_a_pool_for_each_costs_nobody_anything() -> None:
    shop = portfolio([project("A", 2), project("B", 2)], [needs("A", 20), needs("B", 20, "y")], [pool(), pool("y")])
    assert [c.cost_to_others for c in found_in(shop).values()] == pytest.approx([0.0, 0.0])


def test_an_enabler_spares_others_what_its_absence_would_cost() -> None:
    shop = portfolio(
        [project("base", 1, benefit_per_month=0.0, remaining_cost=3.0), project("top", 1, planned_start=1)],
        [needs("base", 10), needs("top", 10)],
        links=[Dependency(predecessor="base", successor="top")],
    )
    base = found_in(shop)["base"]
    # Without base nothing of top is ever done: 12 are lost.
    assert base.cost_to_others == pytest.approx(-12)
    assert base.net_contribution == pytest.approx(9)


def test_days_bought_because_of_a_project_are_a_cost_to_others() -> None:
    shop = portfolio(
        [project("A", 1), project("B", 1)],
        [needs("A", 8), needs("B", 8)],
        [pool(flex_share=1.0, flex_day_rate=0.5)],
    )
    # Six days bought at 0.5 because there are two; either alone needs none.
    assert [c.cost_to_others for c in found_in(shop).values()] == pytest.approx([3.0, 3.0])


def test_a_candidate_costs_nobody_anything() -> None:
    shop = portfolio([project("new", 1, in_plan=False), project("old", 1)], [needs("new", 9), needs("old", 9)])
    assert [c.cost_to_others for c in found_in(shop).values()] == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("seed", range(12))
def test_the_portfolio_changes_by_what_a_project_delivers_less_what_it_costs_others(seed: int) -> None:
    shop = random_portfolio(seed)
    today, runs, result = todays_way(shop), todays_runs(shop), found_in(shop)
    for project_, outcome in zip(shop.projects, today.outcomes, strict=True):
        leaner = todays_way(shop, {i: r for i, r in runs.items() if i != project_.project_id})
        own = outcome.value - stop_value(project_)
        cost = result[project_.project_id].cost_to_others
        assert today.value - leaner.value == pytest.approx(own - cost, abs=1e-6)
        in_plan = project_.project_id in shop.planned
        net = result[project_.project_id].net_contribution
        assert net == pytest.approx(today.value - leaner.value if in_plan else 0.0, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_every_end_is_that_of_its_own_simulations_one_by_one(seed: int) -> None:
    shop = random_portfolio(seed)
    ways, runs = TodaysWays(shop).each, todays_runs(shop)
    for own in contributions(shop):
        if own.project_id not in runs:
            continue
        fewer = {i: run for i, run in runs.items() if i != own.project_id}
        without = [way.value(fewer) - stop_value(shop.projects_by_id[own.project_id]) for way in ways]
        outcomes = [way.simulate(runs) for way in ways]
        delivered = [next(o.value for o in s.outcomes if o.project_id == own.project_id) for s in outcomes]
        costs = [less - (s.value - mine) for less, s, mine in zip(without, outcomes, delivered, strict=True)]
        assert (own.costs.low, own.costs.high) == pytest.approx((min(costs), max(costs)), abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_money_scaled_scales_every_figure(seed: int) -> None:
    shop = random_portfolio(seed)
    scaled = found_in(scale(shop, 1000.0))
    for project_id, one in found_in(shop).items():
        assert scaled[project_id].cost_to_others == pytest.approx(1000 * one.cost_to_others, abs=1e-3)
        assert scaled[project_id].value_alone == pytest.approx(1000 * one.value_alone, abs=1e-3)


@pytest.mark.slow
def test_many_projects_are_told_of_as_they_are_done_and_processes_change_nothing() -> None:
    shop = portfolio([project(f"p{i}", 1) for i in range(150)], [needs(f"p{i}", 3) for i in range(150)])
    progress = list[tuple[int, int]]()
    alone = contributions(shop, SolveBudget(workers=1, on_done=lambda done, total: progress.append((done, total))))
    assert progress == [(1, 3), (2, 3), (3, 3)]
    assert contributions(shop, SolveBudget(workers=2)) == alone
