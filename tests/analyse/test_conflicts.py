"""Pool conflicts by hand, and what must hold for any plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.analyse.today.conflicts import (
    Conflict,
    Waiting,
    cost_of_waiting,
    first_round,
    pool_conflicts,
    waiting_cost,
    where_work_waits,
)
from engine.analyse.today.reading import with_reserve
from engine.optimise.decisions import plan_values
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.vocabulary import Urgency
from engine.simulate import Policy, simulate
from engine.valuation.delay import cost_of_delay
from engine.valuation.work import work_profiles
from tests.support.reporting import scale, two
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project


def test_two_projects_that_ask_for_all_of_one_pool() -> None:
    conflicts = first_round(two())
    assert [(c.month, c.pool_id, c.asked, c.capacity, c.projects) for c in conflicts] == [
        (0, "x", 20.0, 10.0, ("A", "B")),
        (1, "x", 20.0, 10.0, ("A", "B")),
    ]
    # Each waits half of each month: one month of 10 and one of 20 are lost, half of that by either month.
    assert [c.waiting for c in conflicts] == pytest.approx([15.0, 15.0])
    assert [c.bought for c in conflicts] == [0.0, 0.0]


def test_what_can_be_bought_is_paid_for_and_only_the_rest_waits() -> None:
    window = {"urgency": Urgency.WINDOW, "benefit_end": 11, "benefit_per_month": 10.0}
    shop = portfolio(
        [project("A", 1, **window), project("B", 1, **window)],
        [needs("A", 10), needs("B", 10)],
        [pool(flex_share=0.5, flex_day_rate=2.0)],
    )
    [result] = first_round(shop)
    # 15 of 20 days can be had, 5 of them at 2: both wait a quarter of a month.
    assert result.bought == pytest.approx(10.0)
    assert result.waiting == pytest.approx(2 * 10 * 0.25)
    assert result.money == pytest.approx(15.0)


def test_each_wait_is_borne_by_the_scarcest_pool_alone() -> None:
    shop = portfolio(
        [project("A", 1), project("B", 1), project("C", 1)],
        [needs("A", 10), needs("B", 10), needs("A", 10, "y"), needs("B", 20, "y"), needs("C", 10, "y")],
        [pool(), pool("y")],
        discount_rate=0.08,
    )
    x, y = first_round(shop)
    assert (x.pool_id, y.pool_id) == ("x", "y")
    assert x.waiting == 0.0
    profiles = work_profiles(shop)
    delay = sum(cost_of_delay(shop, p, profiles[p.project_id]) for p in shop.projects)
    # A quarter of what is asked of y is there: all three wait three quarters of a month for it.
    assert y.waiting == pytest.approx(0.75 * delay)


def test_nobody_waits_for_a_pool_it_does_not_need() -> None:
    # Alone A asks x for twice what it has; B is at work elsewhere in the same months and waits for nothing.
    window = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    shop = portfolio(
        [project("A", 1, **window), project("B", 1, benefit_per_month=100.0, **window)],
        [needs("A", 20), needs("B", 5, "y")],
        [pool(), pool("y")],
    )
    [result] = first_round(shop)
    assert (result.projects, result.waiting) == (("A",), pytest.approx(0.5))


def test_protected_capacity_is_not_there() -> None:
    shop = portfolio([project("A", 1)], [needs("A", 10)], protective_capacity=0.2)
    [result] = first_round(shop)
    assert (result.asked, result.capacity) == (10.0, 8.0)
    assert first_round(portfolio([project("A", 1)], [needs("A", 10)])) == ()


def test_a_penalty_that_falls_due_once_is_counted_once() -> None:
    late = {"urgency": Urgency.DEADLINE, "deadline": 2, "deadline_penalty": 100.0, "benefit_per_month": 0.0}
    law = project("law", 2, **late)
    shop = portfolio([law], [])
    profile = work_profiles(shop)["law"]
    assert [waiting_cost(shop, law, profile, w) for w in (0.5, 1.0, 2.5)] == pytest.approx([50.0, 100.0, 100.0])


def test_work_in_flight_that_waits_is_not_paused() -> None:
    running = project("run", 2, in_flight=True, pause_cost_per_month=1000.0, urgency=Urgency.WINDOW, benefit_end=11)
    shop = portfolio([running], [])
    assert waiting_cost(shop, running, work_profiles(shop)["run"], 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(12))
def test_what_conflicts_cost_adds_up_to_the_step_of_the_bridge(seed: int) -> None:
    shop = random_portfolio(seed)
    queue = simulate(with_reserve(shop, 0.0), Policy.FIRST_COME).value
    whole = round(float(plan_values(shop).sum())) - round(queue)
    assert cost_of_waiting(shop) == whole
    conflicts = pool_conflicts(shop)
    assert sum(c.money for c in conflicts) == pytest.approx(max(0, whole) if conflicts else 0.0)
    parts = first_round(with_reserve(shop, 0.0))
    of_all = sum(c.money for c in parts)
    if of_all > 0:
        shares = [c.money / of_all for c in parts]
        assert [c.money for c in conflicts] == pytest.approx([max(0, whole) * share for share in shares])


def test_no_pool_and_no_plan_clash_with_nobody() -> None:
    assert pool_conflicts(portfolio([project("A", 1, in_plan=False)], [needs("A", 99)])) == ()


@pytest.mark.parametrize("seed", range(40))
def test_conflicts_are_where_demand_exceeds_capacity(seed: int) -> None:
    shop = random_portfolio(seed)
    profiles = work_profiles(shop)
    result = {(c.month, c.pool_id): c for c in first_round(shop)}
    planned = [shop.projects_by_id[i] for i in shop.planned]
    for t in range(max((p.plan_finish for p in planned), default=0)):
        for row, one in enumerate(shop.pools):
            asking = {
                p.project_id: float(profiles[p.project_id][row, t - p.plan_start])
                for p in planned
                if p.plan_start <= t < p.plan_finish and profiles[p.project_id][row, t - p.plan_start] > 0
            }
            there = float(capacity_by_month(shop, t + 1).available[row, t])
            conflict = result.get((t, one.pool_id))
            if sum(asking.values()) > there + 1e-3:
                assert conflict is not None
                assert set(conflict.projects) == set(asking)
                assert conflict.asked == pytest.approx(sum(asking.values()))
            elif sum(asking.values()) < there - 1e-3:
                assert conflict is None


@pytest.mark.parametrize("seed", range(10))
def test_money_scaled_scales_what_conflicts_cost(seed: int) -> None:
    shop = random_portfolio(seed)
    pairs = zip(first_round(shop), first_round(scale(shop, 1000.0)), strict=True)
    assert all(np.isclose(1000 * one.money, other.money, atol=1e-3) for one, other in pairs)


def test_work_waits_at_the_pool_where_it_costs_most_and_nowhere_where_it_costs_nothing() -> None:
    over = [Conflict(month, pool_id, 20.0, 10.0, ("A",), 0.0, 0.0) for month in (0, 1) for pool_id in ("x", "y")]
    assert where_work_waits(over) is None
    paid = [replace(c, waiting=2.0 if c.pool_id == "x" else 1.0, bought=1.5 * (c.pool_id == "y")) for c in over]
    assert where_work_waits(paid) == Waiting("y", 9)
