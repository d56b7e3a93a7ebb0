"""The three signs: by hand, and against the simulations and conflicts they are made of."""

from __future__ import annotations

import pickle

import pytest

from engine.analyse.decisions.first_decisions import first_decisions, moves_of
from engine.analyse.decisions.signs import signs
from engine.analyse.today.conflicts import pool_conflicts
from engine.analyse.today.today import todays_runs, todays_way
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, recommend
from engine.portfolio.model.vocabulary import Action, Health
from tests.support.reporting import REPORTED, with_reports
from tests.support.seeds import some
from tests.support.shops import shop_in_trouble
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import SHARED, needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def test_all_three_are_seen() -> None:
    shop = shop_in_trouble(today=SHARED)
    found = signs(shop, recommend(shop, target=EXACT), threshold=50.0)
    # As for the first decisions: stopping L gains 90 alone.
    largest = found.tradeoffs.decisions[0]
    assert (largest.project_id, largest.action, largest.money) == ("L", Action.STOP, 90.0)
    assert found.tradeoffs.moves == 2
    # Together they make the recommended plan: ten months of 20 and eight of 10, where today's way delivers 150.
    assert signs(shop, recommend(shop, target=EXACT), threshold=0.0).tradeoffs.money == pytest.approx(280 - 150)
    # 270 promised, 150 delivered; three of three green.
    assert found.share_green == 1.0
    assert found.share_delivered == pytest.approx(150 / 270)
    assert found.health.value is Health.RED
    assert found.is_green_in_red
    assert [m.month for m in found.conflict_months] == [0, 1]
    assert found.seen == 3


def test_nothing_is_seen_where_there_is_enough_for_all() -> None:
    shop = portfolio([project("A", 2, **REPORTED)], [needs("A", 5)])
    found = signs(shop, recommend(shop, target=EXACT))
    assert (found.tradeoffs.decisions, found.tradeoffs.money, found.conflicts, found.seen) == ((), 0.0, (), 0)
    assert (found.share_green, found.share_delivered, found.is_green_in_red) == (1.0, 1.0, False)


def test_priced_trade_offs_count_when_the_threshold_is_surely_exceeded() -> None:
    shop = shop_in_trouble()
    priced = {"A": Interval(60.0, 55.0, 65.0), "B": Interval(70.0, 45.0, 95.0), "L": Interval(80.0, 51.0, 90.0)}
    found = signs(shop, recommend(shop, target=EXACT), threshold=50.0, priced=priced).tradeoffs
    assert [(t.project_id, t.money) for t in found.decisions] == [("A", 60.0), ("L", 80.0)]
    assert found.are_priced
    # By their low ends, 55 and 51.
    assert found.money == pytest.approx(130)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(25)))
def test_money_is_that_of_the_simulations(seed: int) -> None:
    shop = with_reports(random_portfolio(seed), seed)
    recommendation = recommend(shop, target=EXACT)
    if recommendation.value is None:
        return
    found, decided = signs(shop, recommendation), {d.project_id: d for d in recommendation.decisions}
    first = first_decisions(shop, recommendation, 1)
    assert found.tradeoffs.threshold == pytest.approx(0.0025 * abs(recommendation.value))
    assert found.tradeoffs.moves == first.moves == len(moves_of(shop, recommendation))
    assert all(t.surely > found.tradeoffs.threshold for t in found.tradeoffs.decisions)
    every = {t.project_id: t for t in signs(shop, recommendation, threshold=0.0).tradeoffs.decisions}
    money = {i: t.money for i, t in every.items()}
    assert {t.project_id for t in found.tradeoffs.decisions} == {
        i for i, t in every.items() if t.surely > found.tradeoffs.threshold
    }
    for step in first.steps:
        one = every[step.project_id]
        assert (one.money, one.low, one.high) == pytest.approx((step.gain, step.gain_low, step.gain_high), abs=1.0)
        assert one.low > max(t.low for t in every.values()) - 1.0
    for project_id, amount in money.items():
        if decided[project_id].start is None:
            runs = {i: r for i, r in todays_runs(shop).items() if i != project_id}
            assert amount == pytest.approx(todays_way(shop, runs).value - todays_way(shop).value)
    assert found.health.today == pytest.approx(todays_way(shop).value)
    assert found.conflicts == pool_conflicts(shop)
    assert sum(m.money for m in found.conflict_months) == pytest.approx(found.conflict_money)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
