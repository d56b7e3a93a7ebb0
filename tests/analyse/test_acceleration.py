"""What paying to finish earlier returns: by hand, and against the optimum with and without by trying everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.analyse.pricing.acceleration import accelerations, gains_if_earlier
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio, Rules
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.valuation.cashflow import run_flow
from engine.valuation.work import work_profiles
from tests.support.seeds import some
from tests.support.small_portfolios import best_objective, random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
QUICK = {"can_accelerate": True, "accelerated_duration": 2, "acceleration_cost": 5.0}


def _window(**more: object) -> Portfolio:
    """Four months of work, 10 a month up to month 11; two months of work for 5 more."""
    fields = {"benefit_per_month": 10.0, "urgency": Urgency.WINDOW, "benefit_end": 11} | QUICK | more
    return portfolio([project("A", 4, **fields)], [needs("A", 20)])


def test_worked_out_by_hand() -> None:
    shop = _window()
    (entry,) = accelerations(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    assert (entry.project_id, entry.extra_cost, entry.is_used) == ("A", 5.0, True)
    # Ten months of 10 less 5, against eight months of 10.
    assert entry.gain is not None
    assert entry.gain.estimate == pytest.approx(15)
    assert entry.return_on_cost == pytest.approx(3)


def test_extra_labour_is_paid_for_where_labour_counts() -> None:
    shop = _window(acceleration_work=0.5).model_copy(update={"pools": (pool("x", 20.0, day_rate=0.2),)})
    shop = shop.model_copy(update={"settings": shop.settings.model_copy(update={"count_internal_labour": True})})
    (entry,) = accelerations(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    assert entry.extra_cost == pytest.approx(5 + 10 * 0.2)
    assert entry.gain is not None
    assert entry.gain.estimate == pytest.approx(13)


def test_what_is_not_accelerated_returns_nothing_and_needs_no_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = _window(acceleration_cost=50.0)
    recommendation = find_plan(shop, EXACT)
    monkeypatch.setattr(
        "engine.analyse.pricing.situations.solve_cases", lambda cases, *_: tuple(cases) and pytest.fail("solved")
    )
    (entry,) = accelerations(shop, recommendation, SolveBudget(target=EXACT))
    assert entry.gain is not None
    assert not entry.is_used
    assert (entry.gain.estimate, entry.return_on_cost) == (0, 0)
    (open_one,) = accelerations(
        shop, replace(recommendation, best_bound=(recommendation.objective or 0) + 7), SolveBudget(target=EXACT)
    )
    assert open_one.gain is not None
    assert (open_one.gain.high, open_one.gain.too_close) == (pytest.approx(7), True)


def test_free_acceleration_has_a_gain_and_no_return() -> None:
    shop = _window(acceleration_cost=0.0)
    (entry,) = accelerations(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    assert entry.gain is not None
    assert entry.gain.estimate == pytest.approx(20)
    assert entry.return_on_cost is None


def test_no_plan_without_acceleration_is_said() -> None:
    shop = _window(mandatory=True, latest_finish=3)
    (entry,) = accelerations(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    assert entry.is_used
    assert entry.gain is None
    assert entry.return_on_cost is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", [46, 88, 124, 153, 174, 183])
def test_gain_is_that_of_the_whole_portfolio_by_trying_everything(seed: int) -> None:
    shop = random_portfolio(seed)
    shop = shop.model_copy(update={"rules": shop.rules.model_copy(update={"weights": ()})})
    best = best_objective(shop)
    entry = accelerations(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1))
    assert best is not None
    assert any(f.is_used for f in entry)
    for one in entry:
        slower = tuple(
            p.model_copy(update={"can_accelerate": False}) if p.project_id == one.project_id else p
            for p in shop.projects
        )
        without = best_objective(shop.model_copy(update={"projects": slower}))
        if without is None:
            assert one.gain is None
            continue
        assert one.gain is not None
        assert one.gain.estimate == pytest.approx(best - without, abs=1e-6)
        assert one.gain.low - 1e-6 <= one.gain.estimate <= one.gain.high + 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("urgency", [Urgency.STEADY, Urgency.WINDOW, Urgency.DEADLINE])
def test_gain_if_earlier_is_that_of_shorter_work_at_the_same_cost(urgency: Urgency) -> None:
    for seed in some(range(30)):
        shop = random_portfolio(seed).model_copy(update={"rules": Rules()})
        for p in shop.projects:
            own, start = p.model_copy(update={"urgency": urgency, "remaining_cost": 0.0, "in_flight": False}), 2
            finish = start + own.duration_months
            gains = gains_if_earlier(shop, own, start, finish)
            assert len(gains) == min(3, own.duration_months - 1)
            profile = np.zeros_like(work_profiles(shop)[p.project_id])
            for months, gain in enumerate(gains, start=1):
                faster = own.model_copy(update={"duration_months": own.duration_months - months})
                values = [
                    run_flow(shop, who, profile[:, : who.duration_months], Mode.NORMAL, start).present_value(
                        shop.settings.discount_rate
                    )
                    for who in (own, faster)
                ]
                assert gain == pytest.approx(values[1] - values[0], abs=1e-6)
