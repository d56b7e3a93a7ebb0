"""Prices of changed situations: against brute force, with the right sign, and exact enough to be told from nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.pricing.changes import cost_of_days, days_at_once, people_at_once, pin_lifted
from engine.analyse.pricing.situations import Priced, Sharpening, Situation, gain_of, price_situations
from engine.compute import SolveBudget
from engine.optimise.compare import Nesting
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import CapacityOverride
from tests.benchmarks.portfolios import random_portfolio as larger_portfolio
from tests.support import tiny
from tests.support.seeds import some
from tests.support.situations import SEEDS, every_change
from tests.support.small_portfolios import best_objective, random_portfolio

EXACT = Target(0.0, 60.0)


def price(portfolio: Portfolio, situations: list[Situation], target: Target = EXACT) -> tuple[Priced, ...]:
    return price_situations(portfolio, find_plan(portfolio, target), situations, SolveBudget(target=target, workers=1))


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(SEEDS))
def test_gains_are_those_of_trying_everything(seed: int) -> None:
    portfolio = random_portfolio(seed)
    best = best_objective(portfolio)
    assert best is not None
    for priced in price(portfolio, every_change(portfolio)):
        changed = best_objective(priced.situation.portfolio)
        assert (priced.gain is None) == (changed is None), priced.situation.label
        if priced.gain is not None and changed is not None:
            assert priced.gain.estimate == pytest.approx(changed - best, abs=1e-4), priced.situation.label
            assert priced.gain.low - 1e-4 <= changed - best <= priced.gain.high + 1e-4


@pytest.mark.slow
def test_what_loosens_never_costs_and_what_tightens_never_gains() -> None:
    portfolio = larger_portfolio(20, seed=3, ruled=True)
    signs = {Nesting.RELAXATION: 1, Nesting.RESTRICTION: -1}
    for priced in price(portfolio, every_change(portfolio), Target(0.02, 20.0)):
        assert priced.gain is not None, priced.situation.label
        ends = [signs[priced.situation.nesting] * end for end in (priced.gain.low, priced.gain.high)]
        assert min(ends) >= 0.0, priced.situation.label


@pytest.mark.slow
def test_sharpening_narrows_what_is_too_close_and_keeps_the_truth() -> None:
    portfolio = larger_portfolio(20, seed=1)
    loose, exact = Target(0.03, 20.0), Target(0.0, 60.0)
    base = find_plan(portfolio, loose)
    situations = [people_at_once(portfolio, pool.pool_id, 1.0) for pool in portfolio.pools[:3]]
    truth = find_plan(portfolio, exact)
    gains = [(find_plan(s.portfolio, exact).objective or 0.0) - (truth.objective or 0.0) for s in situations]
    before = price_situations(portfolio, base, situations, SolveBudget(target=loose, workers=1))
    after = price_situations(
        portfolio, base, situations, SolveBudget(target=loose, workers=1), sharpening=Sharpening(Target(0.0005, 20.0))
    )
    assert any(p.gain is not None and p.gain.too_close for p in before)
    for one, other, gain in zip(before, after, gains, strict=True):
        assert one.gain is not None
        assert other.gain is not None
        assert other.gain.high - other.gain.low <= one.gain.high - one.gain.low
        assert other.gain.low - 1.0 <= gain <= other.gain.high + 1.0
    width = sum(p.gain.high - p.gain.low for p in after if p.gain)
    assert width < 0.5 * sum(p.gain.high - p.gain.low for p in before if p.gain)


def test_sharpening_is_bounded() -> None:
    portfolio = larger_portfolio(20, seed=1)
    loose = Target(0.03, 20.0)
    progress: list[int] = []
    price_situations(
        portfolio,
        find_plan(portfolio, loose),
        [people_at_once(portfolio, pool.pool_id, 1.0) for pool in portfolio.pools[:3]],
        SolveBudget(target=loose, workers=1, on_done=lambda _done, total: progress.append(total)),
        sharpening=Sharpening(Target(0.01, 20.0), most=1),
    )
    assert progress == [3, 3, 3, 2, 2]


def test_capacity_changes_in_every_month_downtimes_included() -> None:
    outage = (CapacityOverride(pool_id="team", month=1, capacity=2.0),)
    portfolio = tiny.portfolio(tiny.project("a"), capacity=outage)
    more, less = (days_at_once(portfolio, "team", days).portfolio for days in (3.0, -3.0))
    assert [(p.pools[0].capacity_per_month, p.capacity[0].capacity) for p in (more, less)] == [(13.0, 5.0), (7.0, 0.0)]


def test_people_cost_their_days_at_todays_money() -> None:
    portfolio = tiny.portfolio(tiny.project("a"), pools=(tiny.pool(day_rate=2.0, days_per_person=5.0),))
    assert people_at_once(portfolio, "team", 2.0).cost == pytest.approx(2 * 5 * 2 * 6)
    discounted = tiny.portfolio(tiny.project("a"), pools=portfolio.pools, discount_rate=0.1)
    by_hand = sum(10.0 * 1.1 ** (-t / 12) for t in range(6))
    assert cost_of_days(discounted, discounted.pools[0], 5.0) == pytest.approx(by_hand)


def test_an_unpinned_start_that_nothing_else_opens_is_another_choice() -> None:
    pinned = tiny.portfolio(tiny.project("a"), horizon_months=30, rules={"pins": [{"project_id": "a", "start": 13}]})
    assert pin_lifted(pinned, "a").nesting is Nesting.UNRELATED
    early = pinned.rules.model_copy(update={"pins": (pinned.rules.pins[0].model_copy(update={"start": 3}),)})
    assert pin_lifted(pinned.model_copy(update={"rules": early}), "a").nesting is Nesting.RELAXATION


def test_weights_steer_the_plan_and_never_the_money() -> None:
    portfolio = larger_portfolio(20, seed=2, ruled=True)
    heavy = portfolio.model_copy(update={"rules": portfolio.rules.model_copy(update={"weights": (("Theme 0", 3.0),)})})
    base = find_plan(heavy, Target(0.001, 20.0))
    (priced,) = price_situations(
        heavy, base, [people_at_once(heavy, "r0", 2.0)], SolveBudget(target=Target(0.001, 20.0), workers=1)
    )
    assert priced.gain is not None
    assert priced.gain.estimate == pytest.approx((priced.plan.value or 0.0) - (base.value or 0.0))
    assert priced.gain.low <= priced.gain.estimate <= priced.gain.high


def test_without_a_plan_there_is_nothing_to_compare_with() -> None:
    portfolio = larger_portfolio(20, seed=0)
    none = replace(find_plan(portfolio, Target(0.05, 20.0)), objective=None, value=None)
    with pytest.raises(ValueError, match="against a plan"):
        price_situations(portfolio, none, [], SolveBudget(target=EXACT))
    situation = people_at_once(portfolio, "r0", 1.0)
    assert gain_of(situation, none, none) is None


def test_prices_are_the_same_from_one_process_or_two() -> None:
    portfolio = larger_portfolio(20, seed=0)
    base = find_plan(portfolio, Target(0.05, 20.0))
    priced = price_situations(
        portfolio,
        base,
        [people_at_once(portfolio, p, 1.0) for p in ("r0", "r1")],
        SolveBudget(target=Target(0.05, 20.0), workers=2),
    )
    alone = price_situations(
        portfolio, base, [p.situation for p in priced], SolveBudget(target=Target(0.05, 20.0), workers=1)
    )
    for one, other in zip(priced, alone, strict=True):
        assert one.gain is not None
        assert other.gain is not None
        assert (one.gain.estimate, one.gain.low, one.gain.high) == pytest.approx(
            (other.gain.estimate, other.gain.low, other.gain.high)
        )
