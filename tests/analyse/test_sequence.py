"""The order of work: worked out on paper, and what must hold for any portfolio."""

from __future__ import annotations

import math
import pickle

import pytest

from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure
from engine.analyse.sequence.sequence import Sequence, sequence
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Urgency
from engine.simulate import Policy
from engine.valuation.delay import cost_of_delay
from engine.valuation.work import work_profiles
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
UP_TO_11 = {"urgency": Urgency.WINDOW, "benefit_end": 11}


def _two() -> Portfolio:
    """A earns 10 a month after two months of work, B 30 after four; both want all of one pool, up to month 11."""
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, sponsor_priority=1, **UP_TO_11),
            project("B", 4, benefit_per_month=30.0, sponsor_priority=2, **UP_TO_11),
        ],
        [needs("A", 20), needs("B", 40)],
    )


def _answer(shop: Portfolio, **more: object) -> Sequence:
    return sequence(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1), **more)  # type: ignore[arg-type]


def test_two_projects_on_one_team_by_hand() -> None:
    answer = _answer(_two())
    assert [w.policy for w in answer.ways] == list(Policy)
    values = {w.policy: w.value for w in answer.ways}
    # A first: ten months of 10, then six of 30. B first: eight of 30 and six of 10.
    assert values[Policy.FIRST_COME] == values[Policy.SPONSOR] == pytest.approx(280)
    assert values[Policy.CD3] == values[Policy.VALUE] == values[Policy.RECOMMENDED] == pytest.approx(300)
    # Half each: A is done in month 4 (eight of 10), B in month 6 (six of 30).
    assert values[Policy.SHARED] == pytest.approx(260)
    assert answer.way(Policy.FIRST_COME).finish_mean_months == pytest.approx((2 + 6) / 2)
    assert answer.way(Policy.RECOMMENDED).finish_mean_months == pytest.approx((4 + 6) / 2)
    assert answer.way(Policy.RECOMMENDED).so_far[:12] == pytest.approx(
        [0, 0, 0, 0, 30, 60, 100, 140, 180, 220, 260, 300]
    )


def test_the_order_is_compared_on_the_same_work_and_what_else_the_plan_gains_stands_apart() -> None:
    shop = portfolio(
        [
            project("A", 2, benefit_per_month=10.0, can_accelerate=True, accelerated_duration=1, **UP_TO_11),
            project("B", 4, benefit_per_month=30.0, **UP_TO_11),
            project("L", 2, remaining_cost=90.0, planned_start=1),
        ],
        [needs("A", 10), needs("B", 40), needs("L", 20)],
        [pool(capacity=10.0)],
    )
    answer = _answer(shop)
    assert {w.policy for w in answer.on_the_same_work} == set(Policy)
    # L, worth 12 less 90, is run by every way, last in the recommended order; nobody accelerates.
    executed = answer.way(Policy.RECOMMENDED)
    assert answer.same_work.value + answer.choosing + answer.accelerating == pytest.approx(executed.value)
    assert answer.choosing == pytest.approx(78)


def test_a_penalty_that_is_paid_once_stands_apart_from_what_each_month_costs() -> None:
    due = {"urgency": Urgency.DEADLINE, "deadline": 2, "deadline_penalty": 50.0, "penalty_per_month": 4.0}
    answer = _answer(portfolio([project("A", 2, benefit_per_month=0.0, **due)], [needs("A", 20)]))
    (a,) = answer.projects
    assert (a.cost_of_delay, a.once) == pytest.approx((54, 50))
    assert (answer.cost_of_delay, answer.once) == pytest.approx((54, 50))


def test_claims_to_come_first_by_hand() -> None:
    answer = _answer(_two())
    a, b = answer.projects
    assert (a.cost_of_delay, b.cost_of_delay) == pytest.approx((10, 30))
    assert (a.cd3, b.cd3) == pytest.approx((5, 7.5))
    # Alone, A earns ten months of 10 with 20 days, B eight of 30 with 40.
    assert (a.value_per_constraint_day, b.value_per_constraint_day) == pytest.approx((5, 6))
    assert (a.rank_plan, b.rank_plan) == (1, 2)
    assert (a.rank_recommended, b.rank_recommended) == (2, 1)
    assert (a.if_earlier, b.if_earlier) == (pytest.approx((10,)), pytest.approx((30, 60, 90)))
    assert (a.acceleration, a.return_on_acceleration) == (None, None)
    assert answer.cost_of_delay == pytest.approx(40)
    assert answer.unanswered == ()


def test_what_needs_no_day_of_the_constraint_has_no_value_per_day_and_comes_first() -> None:
    shop = portfolio(
        [project("A", 2), project("B", 2, urgency=None), project("C", 1, in_plan=False, benefit_per_month=9.0)],
        [needs("A", 20), needs("B", 4, "y"), needs("C", 10)],
        [pool("x"), pool("y")],
    )
    answer = _answer(shop, constraint=LimitingPool("x"))
    a, b, c = answer.projects
    assert b.value_per_constraint_day is None
    assert a.value_per_constraint_day == pytest.approx(12 / 20)
    assert c.value_per_constraint_day == pytest.approx(12 * 9 / 10)
    assert (a.rank_plan, b.rank_plan, c.rank_plan) == (1, 2, None)
    assert answer.unanswered == ("B",)


def test_the_constraint_of_a_first_measure_is_the_pool_that_gains_most() -> None:
    shop = portfolio(
        [project(i, 2, benefit_per_month=10.0, **UP_TO_11) for i in "AB"],
        [needs("A", 20, "y"), needs("B", 20, "y"), needs("A", 5, "x")],
        [pool("x"), pool("y")],
    )
    assert first_measure(shop).pool_id == "y"
    assert _answer(shop).constraint == "y"


def test_where_nothing_limits_the_days_of_the_floors_pool_are_counted() -> None:
    shop = portfolio([project("A", 2)], [needs("A", 2)], [pool("x"), pool("y")])
    assert first_measure(shop).pool_id is None
    assert _answer(shop).pool == "x"
    answer = _answer(shop.model_copy(update={"settings": shop.settings.model_copy(update={"floor_pool": "y"})}))
    assert (answer.constraint, answer.pool) == (None, "y")
    assert {round(w.value, 6) for w in answer.ways} == {12}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 30, 15))
def test_holds_for_any_portfolio(first: int) -> None:
    for seed in range(first, first + 15):
        shop = random_portfolio(seed)
        recommendation = find_plan(shop, EXACT)
        if recommendation.value is None:
            continue
        answer = sequence(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        executed = answer.way(Policy.RECOMMENDED)
        assert executed.value == pytest.approx(recommendation.value, abs=1e-6)
        assert executed.stuck == executed.broken == ()
        planned_ones = (p for p in shop.projects if p.project_id in shop.planned)
        delays = (cost_of_delay(shop, p, work_profiles(shop)[p.project_id]) for p in planned_ones)
        assert answer.cost_of_delay == pytest.approx(sum(delays))
        assert len({len(w.so_far) for w in answer.ways}) == 1
        for way in answer.ways:
            assert way.so_far[-1] == pytest.approx(way.value, abs=0.005)
        running = [d for d in recommendation.decisions if d.start is not None]
        by_rank = sorted((p for p in answer.projects if p.rank_recommended), key=lambda p: p.rank_recommended or 0)
        starts = {d.project_id: d.start for d in running}
        assert [p.rank_recommended for p in by_rank] == list(range(1, len(running) + 1))
        assert [starts[p.project_id] for p in by_rank] == sorted(starts.values())  # type: ignore[type-var]
        planned = sorted((p for p in answer.projects if p.rank_plan), key=lambda p: p.rank_plan or 0)
        assert {p.project_id for p in planned} == shop.planned
        assert [shop.projects_by_id[p.project_id].plan_start for p in planned] == sorted(
            shop.projects_by_id[i].plan_start for i in shop.planned
        )
        assert all((p.if_earlier == ()) or starts.get(p.project_id) is not None for p in answer.projects)
        assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301


def test_money_scaled_scales_every_figure() -> None:
    shop = portfolio(
        [
            project("A", 2, benefit_per_month=10.0, remaining_cost=3.0, **UP_TO_11),
            project(
                "B", 4, benefit_per_month=30.0, can_accelerate=True, accelerated_duration=3, acceleration_cost=6.0,
                **UP_TO_11,
            ),
        ],
        [needs("A", 20), needs("B", 30)],
    )  # fmt: skip
    money = ("benefit_per_month", "remaining_cost", "acceleration_cost")
    thousandfold = shop.model_copy(
        update={"projects": tuple(p.model_copy(update={k: 1000 * getattr(p, k) for k in money}) for p in shop.projects)}
    )
    small, large = _answer(shop), _answer(thousandfold)
    for one, other in zip(small.ways, large.ways, strict=True):
        assert other.value == pytest.approx(1000 * one.value)
        assert other.so_far == pytest.approx([1000 * v for v in one.so_far])
        assert other.finish_mean_months == one.finish_mean_months
    for one, other in zip(small.projects, large.projects, strict=True):
        for key in ("cost_of_delay", "cd3", "value_per_constraint_day"):
            assert getattr(other, key) == pytest.approx(1000 * getattr(one, key))
        assert other.return_on_acceleration == pytest.approx(one.return_on_acceleration)
        assert (other.rank_plan, other.rank_recommended) == (one.rank_plan, one.rank_recommended)
    assert not math.isclose(small.projects[1].return_on_acceleration or 0.0, 0.0)
