"""The value bridge: one worked out on paper, and what must hold for any portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.analyse.bridge.bridge import DIFFERENCES, Bridge, bridge
from engine.analyse.constraint.worth_of_person import worth_of_person
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.conflicts import Waiting, pool_conflicts, where_work_waits
from engine.analyse.today.today import recommended_runs, todays_runs, todays_way, value_destroying
from engine.compute import SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, recommend
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.resources import Dependency
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action, Urgency
from engine.simulate import Policy, Run, simulate
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def _three() -> Portfolio:
    """A and B earn 10 and 20 a month up to month 11; L costs 30 and earns nothing. All want all of one pool."""
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("B", 2, benefit_per_month=20.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("L", 1, benefit_per_month=0.0, remaining_cost=30.0),
        ],
        [needs("A", 20), needs("B", 20), needs("L", 10)],
        [pool("x")],
        multitasking_loss=0.17,
    )


def test_a_bridge_worked_out_by_hand() -> None:
    shop = _three()
    answer = bridge(shop, recommend(shop, target=EXACT), SolveBudget(target=EXACT))
    assert [(s.name, s.value) for s in answer.steps] == [
        # All at once: A and B done in month 2, ten months of 10 and of 20; L loses 30.
        ("promised", 270),
        # A in months 0–1, B in 2–3 (eight months of 20), L in 4.
        ("queue", 100 + 160 - 30),
        # A third each until L is done in month 3, then half each: A and B done in month 5, seven months of 30.
        ("share", 210 - 30),
        # Month 0: n = 3, efficiency 0.66, 0.22 each. As L needs less, n falls: 0.2325, 0.2456, 0.2596. In month 4 L
        # ends and A and B do 0.3902, then 0.4741; the last 0.178 of each come in month 6. Five months of 30.
        ("today", 150 - 30),
        # A and B alone: done in month 5, as in the example of the simulator. Seven months of 30.
        ("without losers", 210),
        # A first, as the plan has it: ten months of 10; B second: eight of 20.
        ("focused", 260),
        # B first: ten months of 20; A second: eight of 10.
        ("re-sequenced", 280),
        ("re-chosen", 280),
        ("recommended", 280),
        # One person more brings 18 days, free of charge here: both at once.
        ("elevated", 300),
    ]
    assert answer.stopped == ("L",)
    assert (answer.shortfall, answer.recoverable, answer.never_deliverable) == (150, 150, 0)
    assert answer.elevated is not None
    assert (answer.elevated.pool_id, answer.elevated.people) == ("x", 1)
    assert answer.elevated.gain == Interval(20.0, 20.0, 20.0)
    assert answer.elevated.is_sure


@pytest.mark.parametrize(("cost", "reached"), [(5.0, 295), (25.0, 280)])
def test_people_who_cost_more_than_they_gain_are_not_hired(cost: float, reached: int) -> None:
    shop = _three()
    dear = shop.model_copy(update={"pools": (pool("x", hire_cost=cost),)})
    answer = bridge(dear, recommend(dear, target=EXACT), SolveBudget(target=EXACT))
    assert answer.value("elevated") == reached
    assert (answer.elevated is not None) == (cost < 20)
    assert dict(answer.gaps).keys() == {"re-sequenced", "re-chosen"}
    worth = worth_of_person(dear, recommend(dear, target=EXACT), "x", SolveBudget(target=EXACT))
    assert worth is not None
    assert (worth.gain.estimate, worth.cost) == (20.0, cost)


def test_the_range_of_today_worked_out_by_hand() -> None:
    # A and B, three months each, both want all of x: half pace without loss, done in month 6.
    # 0.17: 0.415 a month for five months (20 days asked), then 0.925 left each, 18.5 asked, 0.42775; 0.49725 left,
    # 9.945 asked of 10: done in month 7.
    # 0.2: 0.4 a month for six months; 0.6 left, 12 asked, efficiency 0.96, 0.48; 0.12 left: done in month 8.
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    jobs = [project("A", 3, benefit_per_month=10.0, **shut), project("B", 3, benefit_per_month=20.0, **shut)]
    shop = portfolio(jobs, [needs("A", 30), needs("B", 30)], multitasking_loss=0.17)
    answer = bridge(shop, recommend(shop, target=EXACT), SolveBudget(target=EXACT))
    assert [(at.multitasking_loss, at.value) for at in answer.range_of_today] == [(0.0, 180), (0.17, 150), (0.2, 120)]


def test_a_setting_beyond_the_pessimistic_one_is_the_end_of_the_range() -> None:
    shop = _three()
    wild = shop.model_copy(update={"settings": shop.settings.model_copy(update={"multitasking_loss": 0.3})})
    answer = bridge(wild, recommend(wild, target=EXACT), SolveBudget(target=EXACT))
    assert [at.multitasking_loss for at in answer.range_of_today] == [0.0, 0.3]
    assert answer.range_of_today[-1].value == answer.value("today")


def test_work_waits_where_it_costs_most() -> None:
    # A and B, worth 1 a month for a year each, want all of x in month 0; C and D, worth 5, all of y. One of each pair
    # waits a month, and with benefits that end in month 11 loses it: 1 at x, 5 at y.
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    jobs = [project(i, 1, benefit_per_month=5.0 if i in "CD" else 1.0, **shut) for i in "ABCD"]
    demand = [needs("A", 10), needs("B", 10), needs("C", 10, "y"), needs("D", 10, "y")]
    shop = portfolio(jobs, demand, [pool("x"), pool("y")])
    answer = bridge(shop, recommend(shop, target=EXACT), SolveBudget(target=EXACT))
    assert answer.waiting == Waiting("y", 6)
    assert answer.change("queue") == -6
    assert where_work_waits(pool_conflicts(portfolio(jobs, []))) is None


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 150, 50))
def test_steps_add_up_in_whole_units(first: int) -> None:
    for seed in some(range(first, first + 50), 3):
        shop = random_portfolio(seed)
        recommendation = recommend(shop, target=EXACT)
        answer = bridge(shop, recommendation, SolveBudget(target=EXACT))
        _check_sums(answer)
        assert answer.value("promised") == round(recommendation.plan_value)
        assert answer.value("today") == round(todays_way(shop).value)
        assert answer.range_of_today[0].value == answer.value("share")
        assert answer.value("today") in [at.value for at in answer.range_of_today]
        if recommendation.value is None:
            assert len(answer.steps) == 6
            continue
        assert [s.name for s in answer.steps] == list(DIFFERENCES)
        assert answer.value("recommended") == round(recommendation.value)
        assert answer.value("elevated") >= answer.value("recommended")
        assert answer.value("queue") == round(_delivers(shop, Policy.FIRST_COME, todays_runs(shop)))
        fewer = {i: run for i, run in todays_runs(shop).items() if i not in answer.stopped}
        assert answer.value("focused") == round(_delivers(shop, Policy.FIRST_COME, fewer))
        executed = simulate(shop, Policy.RECOMMENDED, recommended_runs(recommendation))
        assert answer.value("recommended") == round(executed.value)


def _delivers(shop: Portfolio, policy: Policy, runs: Mapping[str, Run]) -> float:
    """What a policy delivers without sharing, loss and reserve."""
    settings = shop.settings.model_copy(update={"protective_capacity": 0.0})
    return simulate(shop.model_copy(update={"settings": settings}), policy, runs, multitasking_loss=0.0).value


def _check_sums(answer: Bridge) -> None:
    before = 0
    for step in answer.steps:
        assert isinstance(step.value, int)
        assert step.value == before + step.change
        before = step.value
    assert answer.shortfall == answer.recoverable + answer.never_deliverable


@pytest.mark.parametrize("seed", range(80, 92))
def test_choosing_without_acceleration_is_never_worth_more_than_with(seed: int) -> None:
    shop = random_portfolio(seed).model_copy(update={"rules": Rules()})
    recommendation = recommend(shop, target=EXACT)
    answer = bridge(shop, recommendation, SolveBudget(target=EXACT))
    if recommendation.value is not None and "re-chosen" not in answer.not_found:
        assert answer.value("re-chosen") <= answer.value("recommended")


_SCALE = 1024
"""A power of two: every figure scales without rounding."""

_MONEY = (
    "remaining_cost", "benefit_per_month", "deadline_penalty", "penalty_per_month", "penalty_if_stopped", "exit_cost",
    "salvage_value", "pause_cost_per_month", "acceleration_cost", "day_rate", "flex_day_rate", "hire_cost", "amount",
)  # fmt: skip


def _scaled(shop: Portfolio) -> Portfolio:
    """The same portfolio in money a 1,024th as large."""

    def rows(found: tuple[Any, ...]) -> tuple[Any, ...]:
        money = [{f: getattr(r, f, None) for f in _MONEY} for r in found]
        more = [{f: _SCALE * x for f, x in m.items() if x is not None} for m in money]
        return tuple(r.model_copy(update=m) for r, m in zip(found, more, strict=True))

    settings = shop.settings.model_copy(update={"budgets": rows(shop.settings.budgets)})
    return shop.model_copy(update={"settings": settings, "projects": rows(shop.projects), "pools": rows(shop.pools)})


def test_money_scaled_scales_the_bridge() -> None:
    answers = [bridge(s, recommend(s, target=EXACT), SolveBudget(target=EXACT)) for s in (_three(), _scaled(_three()))]
    assert [_SCALE * s.value for s in answers[0].steps] == [s.value for s in answers[1].steps]


@pytest.mark.parametrize("seed", range(300, 315))
def test_money_scaled_scales_the_bridge_of_any_portfolio(seed: int) -> None:
    shop = random_portfolio(seed)
    small, large = (bridge(s, recommend(s, target=EXACT), SolveBudget(target=EXACT)) for s in (shop, _scaled(shop)))
    assert [s.name for s in small.steps] == [s.name for s in large.steps]
    for step in small.steps:
        assert abs(_SCALE * step.value - large.value(step.name)) <= 0.51 * _SCALE, step.name


def test_an_enabler_a_mandate_a_pin_and_a_floor_are_no_losers() -> None:
    dull = {"benefit_per_month": 0.0, "remaining_cost": 5.0}
    shop = portfolio(
        [
            project("enabler", 1, **dull),
            project("law", 1, mandatory=True, **dull),
            project("pinned", 1, **dull),
            project("floored", 1, theme="green", **dull),
            project("loser", 1, **dull),
            project("waits", 1, planned_start=1, **dull),
            project("good", 1, planned_start=1),
        ],
        [],
        links=[Dependency(predecessor="enabler", successor="good"), Dependency(predecessor="loser", successor="waits")],
        themes=(Theme(name="green", floor=0.1),),
        floor_pool="x",
        rules=Rules(pins=(Pin(project_id="pinned", action=Action.CONTINUE),)),
    )
    assert value_destroying(shop) == {"loser", "waits"}


def test_rules_that_todays_way_breaks_are_named() -> None:
    shop = portfolio(
        [
            project("A", 2, latest_finish=3, remaining_cost=40.0, theme="red"),
            project("B", 2, earliest_start=1),
            project("after", 1, planned_start=4),
            project("idea", 1, in_plan=False, mandatory=True),
        ],
        [needs("A", 20), needs("B", 20)],
        links=[Dependency(predecessor="idea", successor="after")],
        budgets=(Budget(start=-7, amount=39.0), Budget(start=5, amount=0.0)),
        themes=(Theme(name="red", floor=0.6), Theme(name="blue", floor=0.0)),
        floor_pool="x",
        rules=Rules(pins=(Pin(project_id="A", start=0), Pin(project_id="B", action=Action.CONTINUE))),
    )
    assert set(broken_rules(shop, todays_way(shop))) == {
        "latest_finish[A]",
        "earliest_start[B]",
        "mandatory[idea]",
        "precedence[idea→after,2027-03]",
        "pin[B]",
        "budget[2026-04]",
        "floor[red]",
    }


def test_work_that_no_plan_can_hold_is_not_forced_into_one() -> None:
    # W asks 15 days a month of a pool that has 10: today's way stretches it, no plan can run it at full pace.
    shop = portfolio([project("W", 2), project("A", 1)], [needs("W", 30), needs("A", 5)])
    answer = bridge(shop, recommend(shop, target=EXACT), SolveBudget(target=EXACT))
    assert answer.value("today") == 24
    assert answer.value("re-sequenced") == 12
    assert not answer.not_found


def test_what_can_never_be_done_is_named() -> None:
    shop = portfolio([project("A", 1), project("B", 1)], [needs("A", 5), needs("B", 5, "y")], [pool("x"), pool("y", 0)])
    answer = bridge(shop, recommend(shop, target=EXACT), SolveBudget(target=EXACT))
    assert answer.stuck == ("B",)
    assert answer.value("today") == 12
