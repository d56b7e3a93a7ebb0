"""What a decision puts at stake, by hand; the mode of an alternative is that of the plan it was priced with."""

from __future__ import annotations

import pytest

from engine.analyse.project.at_stake import extra_spend, months_of_delay
from engine.analyse.project.tradeoff import trade_off
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Mode
from tests.support.workshop import needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def shop() -> Portfolio:
    quick = {"can_accelerate": True, "accelerated_duration": 1, "acceleration_cost": 7.0}
    return portfolio(
        [
            project("planned", 2, remaining_cost=20.0, exit_cost=3.0, **quick),
            project("candidate", 2, remaining_cost=20.0, in_plan=False, **quick),
            project("flying", 2, remaining_cost=20.0, in_flight=True, exit_cost=3.0, **quick),
        ],
        [needs("planned", 4), needs("candidate", 4), needs("flying", 4)],
        horizon_months=9,
    )


@pytest.mark.parametrize(
    ("of", "action", "mode", "start", "money"),
    [
        ("planned", Action.CONTINUE, Mode.NORMAL, 0, 0.0),
        ("planned", Action.ACCELERATE, Mode.ACCELERATED, 0, 7.0),
        ("planned", Action.DEFER, Mode.ACCELERATED, 3, 7.0),
        ("planned", Action.STOP, None, None, 0.0),
        ("candidate", Action.CONTINUE, Mode.NORMAL, 0, 20.0),
        ("candidate", Action.ACCELERATE, Mode.ACCELERATED, 0, 27.0),
        ("candidate", Action.DEFER, None, None, 0.0),
        ("candidate", Action.STOP, None, None, 0.0),
        ("flying", Action.STOP, None, None, 3.0),
    ],
)
def test_only_what_is_spent_on_top_of_the_plan_counts(
    of: str, action: Action, mode: Mode | None, start: int | None, money: float
) -> None:
    assert extra_spend(shop(), of, action, mode, start) == money


@pytest.mark.parametrize(
    ("action", "finish", "months"),
    [
        (Action.DEFER, 5, 3),
        (Action.DEFER, 1, 0),
        (Action.DEFER, None, 9),
        (Action.CONTINUE, 5, 0),
        (Action.STOP, None, 0),
    ],
)
def test_only_a_deferral_delays_and_at_most_by_the_horizon(action: Action, finish: int | None, months: int) -> None:
    assert months_of_delay(shop(), "planned", action, finish) == months


def test_an_alternative_keeps_the_mode_of_its_plan() -> None:
    of = shop()
    plan = find_plan(of, EXACT)
    for project_id in of.planned:
        result = trade_off(of, plan, project_id, SolveBudget(target=EXACT))
        modes = {a.action: a.mode for a in result.alternatives}
        assert modes[result.recommended] is result.decision.mode
        assert modes[Action.ACCELERATE] is Mode.ACCELERATED
        assert modes[Action.STOP] is None
        assert all((a.mode is None) == (a.start is None) for a in result.alternatives)
