"""The value bridge: one worked out on paper, and what must hold for any portfolio."""

from __future__ import annotations

import pytest

from engine.analyse.bridge import DIFFERENCES, Bridge, bridge
from engine.analyse.broken_rules import broken_rules
from engine.analyse.today import losers, recommended_runs, todays_way
from engine.optimise.recommend import Target, recommend
from engine.portfolio.objects import Budget, Dependency, Pin, Portfolio, Rules, Theme
from engine.portfolio.vocabulary import Action, Urgency
from engine.simulate import Policy, simulate
from tests.optimise.small_portfolios import random_portfolio
from tests.simulate.workshop import needs, pool, portfolio, project

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
    answer = bridge(shop, recommend(shop, target=EXACT), target=EXACT)
    assert [(s.name, s.value) for s in answer.steps] == [
        # All at once: A and B done in month 2, ten months of 10 and of 20; L loses 30.
        ("promised", 270),
        # A in months 0–1, B in 2–3 (eight months of 20), L in 4.
        ("queue", 100 + 160 - 30),
        # A third each until L is done in month 3, then half each: A and B done in month 5, seven months of 30.
        ("share", 210 - 30),
        # n = 3, efficiency 0.66: 0.22 each in months 0–3. Month 4: 0.12 of L, 1.12 of A and of B left, 21.2 days asked:
        # 0.8096, 8.096 days of work, L ends, A and B go 0.3448 on. Month 5: 0.4532. Month 6: the rest. Five of 30.
        ("today", 150 - 30),
        # A and B alone: done in month 5, as in the example of the simulator. Seven months of 30.
        ("without losers", 210),
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


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_steps_add_up_in_whole_units(first: int) -> None:
    for seed in range(first, first + 10):
        shop = random_portfolio(seed)
        recommendation = recommend(shop, target=EXACT)
        answer = bridge(shop, recommendation, target=EXACT)
        _check_sums(answer)
        assert answer.value("promised") == round(recommendation.plan_value)
        assert answer.value("today") == round(todays_way(shop).value)
        if recommendation.value is None:
            assert len(answer.steps) == 5
            continue
        assert [s.name for s in answer.steps] == list(DIFFERENCES)
        assert answer.value("recommended") == round(recommendation.value)
        assert answer.value("elevated") >= answer.value("recommended")
        executed = simulate(shop, Policy.RECOMMENDED, recommended_runs(recommendation))
        assert answer.value("recommended") == round(executed.value)


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
    answer = bridge(shop, recommendation, target=EXACT)
    if recommendation.value is not None and "re-chosen" not in answer.not_found:
        assert answer.value("re-chosen") <= answer.value("recommended")


def test_money_scaled_scales_the_bridge() -> None:
    shop = _three()
    thousandfold = shop.model_copy(
        update={
            "projects": tuple(
                p.model_copy(
                    update={
                        "benefit_per_month": 1000 * p.benefit_per_month,
                        "remaining_cost": 1000 * p.remaining_cost,
                    }
                )
                for p in shop.projects
            )
        }
    )
    answers = [bridge(s, recommend(s, target=EXACT), target=EXACT) for s in (shop, thousandfold)]
    assert [1000 * s.value for s in answers[0].steps] == [s.value for s in answers[1].steps]


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
    assert losers(shop) == {"loser", "waits"}


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
    answer = bridge(shop, recommend(shop, target=EXACT), target=EXACT)
    assert answer.value("today") == 24
    assert answer.value("re-sequenced") == 12
    assert not answer.not_found


def test_what_can_never_be_done_is_named() -> None:
    shop = portfolio([project("A", 1), project("B", 1)], [needs("A", 5), needs("B", 5, "y")], [pool("x"), pool("y", 0)])
    answer = bridge(shop, recommend(shop, target=EXACT), target=EXACT)
    assert answer.stuck == ("B",)
    assert answer.value("today") == 12
