"""Value so far: worked out by hand, and ending in the value however the portfolio is delivered."""

from __future__ import annotations

import pytest

from engine.analyse.constraint.limiting_pool import counted_pool, first_measure
from engine.analyse.today.today import recommended_runs
from engine.analyse.today.value_so_far import value_so_far
from engine.optimise.recommend import Target, find_plan
from engine.simulate import Policy, simulate
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def test_worked_out_by_hand() -> None:
    """A costs 5 a month for two months and then earns 10 three times; flex of 2 days at 1 is bought in both."""
    shop = portfolio(
        [project("A", 2, remaining_cost=10.0, benefit_per_month=10.0, benefit_months=3)],
        [needs("A", 24)],
        [pool("x", 10.0, flex_share=0.2, flex_day_rate=1.0)],
    )
    simulation = simulate(shop, Policy.FIRST_COME)
    assert value_so_far(shop, simulation)[:6].tolist() == pytest.approx([-7, -14, -4, 6, 16, 16])
    assert simulation.value == pytest.approx(16)


def test_money_later_counts_for_less() -> None:
    shop = portfolio(
        [project("A", 12, benefit_per_month=121.0, benefit_months=1)], [needs("A", 12)], discount_rate=0.21
    )
    assert value_so_far(shop, simulate(shop, Policy.FIRST_COME))[[11, 12]].tolist() == pytest.approx([0, 100])


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 40, 10))
def test_ends_in_the_value_to_the_cent_under_every_policy(first: int) -> None:
    for seed in some(range(first, first + 10)):
        shop = random_portfolio(seed)
        recommendation = find_plan(shop, EXACT)
        for policy in Policy:
            if policy is Policy.RECOMMENDED and recommendation.value is None:
                continue
            runs = recommended_runs(recommendation) if policy is Policy.RECOMMENDED else None
            simulation = simulate(shop, policy, runs, constraint=counted_pool(shop, first_measure(shop)))
            assert value_so_far(shop, simulation)[-1] == pytest.approx(simulation.value, abs=0.005)


def test_nothing_at_all_is_worth_nothing() -> None:
    shop = portfolio([project("A", 1, in_plan=False)], [])
    assert value_so_far(shop, simulate(shop, Policy.SHARED))[-1] == 0
