"""The partition into actions, line by line, and the reason that every decision carries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.optimise.actions import ACTIONS, action_of_work, action_without_work, actions_of_work
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Decision, Reason
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.resources import CapacityOverride
from engine.portfolio.model.settings import Budget
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, link, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=20.0)
FAST: dict[str, Any] = {"can_accelerate": True, "accelerated_duration": 1}
CLOSING: dict[str, Any] = {"urgency": "window", "benefit_months": None, "benefit_end": 13}
SCARCE = {"demand": (days("a", 20), days("b", 20))}
"""Only one of A and B can be at work."""


class TestPartition:
    @pytest.mark.parametrize(
        ("flags", "start", "finish", "accelerated", "expected"),
        [
            ("planned", 2, 4, False, Action.CONTINUE),
            ("planned", 1, 3, False, Action.ACCELERATE),
            ("planned", 3, 5, False, Action.DEFER),
            ("planned", 2, 3, True, Action.ACCELERATE),
            ("planned", 3, 4, True, Action.ACCELERATE),  # later begun, no later done, and paid for
            ("planned", 4, 5, True, Action.DEFER),  # a late finish comes first, whatever the mode
            ("candidate", 2, 4, False, Action.ACCELERATE),
            ("candidate", 1, 3, False, Action.ACCELERATE),
            ("candidate", 3, 5, False, Action.DEFER),
            ("in flight", 0, 2, False, Action.CONTINUE),
            ("in flight", 0, 1, True, Action.ACCELERATE),
            ("in flight", 1, 3, False, Action.DEFER),
            ("in flight", 1, 2, True, Action.DEFER),  # on time, but paused
        ],
    )
    def test_of_work(self, flags: str, start: int, finish: int, accelerated: bool, expected: Action) -> None:
        of = project("a", planned_start=2, in_flight=flags == "in flight")
        planned = flags != "candidate"
        assert action_of_work(of, planned=planned, accelerated=accelerated, start=start, finish=finish) is expected
        figures = (of.plan_finish, of.in_flight, planned, accelerated, start, finish)
        assert [ACTIONS[a] for a in actions_of_work(*(np.array([figure]) for figure in figures))] == [expected]

    @pytest.mark.parametrize(
        ("in_flight", "worth_a_start", "pinned_to_stop", "expected"),
        [
            (False, False, False, Action.STOP),
            (False, True, False, Action.DEFER),
            (False, True, True, Action.STOP),
            (True, False, False, Action.STOP),
            (True, True, False, Action.STOP),
        ],
    )
    def test_of_no_work(self, in_flight: bool, worth_a_start: bool, pinned_to_stop: bool, expected: Action) -> None:
        of = project("a", in_flight=in_flight)
        assert action_without_work(of, worth_a_start=worth_a_start, pinned_to_stop=pinned_to_stop) is expected


def decided(of: Portfolio, project_id: str = "a") -> Decision:
    decisions = recommend(of, target=EXACT).decisions
    return next(d for d in decisions if d.project_id == project_id)


class TestReasons:
    def test_stop_since_no_start_is_worth_more(self) -> None:
        decision = decided(portfolio(project("a", benefit_per_month=1.0)))
        assert (decision.action, decision.reason) == (Action.STOP, Reason.COSTS_MORE_THAN_IT_BRINGS)
        assert (decision.mode, decision.start, decision.finish, decision.delay_months, decision.value) == (
            None,
            None,
            None,
            None,
            0.0,
        )

    def test_stop_in_flight_since_others_earn_more_with_its_people(self) -> None:
        closing = project("b", **CLOSING | {"benefit_end": 3}, benefit_per_month=500.0)
        of = portfolio(project("a", in_flight=True, **CLOSING, pause_cost_per_month=90.0), closing, **SCARCE)
        decision = decided(of)
        assert (decision.action, decision.reason) == (Action.STOP, Reason.DISPLACED)

    def test_defer_frees_the_constraint(self) -> None:
        of = portfolio(project("a"), project("b", **CLOSING), **SCARCE, discount_rate=0.08)
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.FREES_THE_CONSTRAINT, 2)
        assert decision.delay_months == 2

    def test_defer_beyond_the_horizon_is_not_before_its_end(self) -> None:
        of = portfolio(project("a"), project("b", benefit_per_month=20.0), **SCARCE, horizon_months=1)
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.FREES_THE_CONSTRAINT, None)

    def test_defer_of_work_in_flight_is_a_pause(self) -> None:
        of = portfolio(project("a", in_flight=True), project("b", **CLOSING), **SCARCE, discount_rate=0.08)
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.FREES_THE_CONSTRAINT, 2)

    def test_defer_waits_for_its_predecessor(self) -> None:
        of = portfolio(project("a"), project("b"), dependencies=(link("b", "a"),), discount_rate=0.08)
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.WAITS_FOR_PREDECESSOR, 2)

    def test_defer_without_a_start_waits_for_a_predecessor_that_does_not_run(self) -> None:
        of = portfolio(project("a"), project("b", remaining_cost=900.0), dependencies=(link("b", "a"),))
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.WAITS_FOR_PREDECESSOR, None)

    def test_defer_without_a_start_waits_for_a_predecessor_that_is_done_too_late(self) -> None:
        of = portfolio(project("a"), project("b", duration_months=6), dependencies=(link("b", "a"),))
        decision = decided(of)
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.WAITS_FOR_PREDECESSOR, None)

    def test_defer_without_a_start_is_displaced_by_the_one_of_its_group_that_runs(self) -> None:
        twins = project("a", exclusive_group="g"), project("b", exclusive_group="g", benefit_per_month=20.0)
        decision = decided(portfolio(*twins))
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.DISPLACED, None)

    def test_nothing_runs_where_no_capacity_suffices(self) -> None:
        decision = decided(portfolio(project("a"), demand=(days("a", 20),), pools=(pool(capacity_per_month=0),)))
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.NO_CAPACITY, None)

    def test_work_in_flight_stops_where_no_capacity_suffices(self) -> None:
        of = portfolio(project("a", in_flight=True), demand=(days("a", 20),), pools=(pool(capacity_per_month=0),))
        assert (decided(of).action, decided(of).reason) == (Action.STOP, Reason.NO_CAPACITY)

    def test_nothing_runs_where_every_budget_is_nothing(self) -> None:
        of = portfolio(project("a"), project("b", in_flight=True), budgets=(Budget(start=0, amount=0),))
        for project_id, action in (("a", Action.DEFER), ("b", Action.STOP)):
            assert (decided(of, project_id).action, decided(of, project_id).reason) == (action, Reason.NO_BUDGET)

    def test_the_budget_is_spent_on_another(self) -> None:
        of = portfolio(project("a"), project("b", benefit_per_month=20.0), budgets=(Budget(start=0, amount=20),))
        assert (decided(of).reason, decided(of).start) == (Reason.NO_BUDGET, None)
        assert decided(of, "b").action is Action.CONTINUE

    def test_defer_waits_for_next_year_s_budget(self) -> None:
        budgets = (Budget(start=0, amount=0), Budget(start=3, amount=500))
        decision = decided(portfolio(project("a"), budgets=budgets))
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.WAITS_FOR_BUDGET, 3)

    def test_defer_waits_for_capacity_that_comes_later(self) -> None:
        none_yet = tuple(CapacityOverride(pool_id="team", month=m, capacity=0) for m in range(2))
        decision = decided(portfolio(project("a"), demand=(days("a", 20),), capacity=none_yet))
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.WAITS_FOR_CAPACITY, 2)

    def test_defer_is_held_back_by_a_limit_on_projects_at_once(self) -> None:
        of = portfolio(
            project("a"),
            project("b", **CLOSING),
            demand=(days("a", 2), days("b", 2)),
            rules={"max_parallel": (("team", 1),)},
            discount_rate=0.08,
        )
        assert (decided(of).action, decided(of).reason) == (Action.DEFER, Reason.HELD_BACK_BY_A_RULE)

    def test_a_duty_that_only_costs_is_worth_more_later(self) -> None:
        decision = decided(portfolio(project("a", mandatory=True, benefit_per_month=0.0), discount_rate=0.08))
        assert (decision.action, decision.reason) == (Action.DEFER, Reason.WORTH_MORE_LATER)

    def test_accelerate_by_priority_is_free(self) -> None:
        decision = decided(portfolio(project("a", planned_start=3, **CLOSING)))
        assert (decision.action, decision.reason, decision.start) == (Action.ACCELERATE, Reason.BY_PRIORITY, 0)
        assert decision.delay_months == -3

    def test_accelerate_by_spending(self) -> None:
        decision = decided(portfolio(project("a", **CLOSING, **FAST, acceleration_cost=6.0)))
        assert (decision.action, decision.reason, decision.mode) == (
            Action.ACCELERATE,
            Reason.BY_SPENDING,
            Mode.ACCELERATED,
        )

    def test_accelerate_in_a_mode_that_costs_nothing_is_free(self) -> None:
        decision = decided(portfolio(project("a", **CLOSING, **FAST)))
        assert (decision.action, decision.reason, decision.mode) == (
            Action.ACCELERATE,
            Reason.BY_PRIORITY,
            Mode.ACCELERATED,
        )

    def test_a_candidate_that_starts_is_accelerated(self) -> None:
        decision = decided(portfolio(project("a", in_plan=False), discount_rate=0.08))
        assert (decision.action, decision.reason, decision.delay_months) == (Action.ACCELERATE, Reason.BY_PRIORITY, 0)
        assert decision.value_of_plan == 0.0

    def test_continue_as_planned(self) -> None:
        decision = decided(portfolio(project("a")))
        assert (decision.action, decision.reason) == (Action.CONTINUE, Reason.AS_PLANNED)
        assert (decision.value, decision.value_of_plan) == (100.0, 100.0)

    def test_continue_since_it_is_required(self) -> None:
        duty = project("a", mandatory=True, benefit_per_month=0.0)
        decision = decided(portfolio(duty))
        assert (decision.action, decision.reason, decision.value) == (Action.CONTINUE, Reason.REQUIRED, -20.0)
        lifted = portfolio(duty, rules={"lifted": frozenset({Lift.MANDATES})})
        assert decided(lifted).action is Action.STOP

    @pytest.mark.parametrize("action", list(Action))
    def test_a_pinned_action_is_taken_since_it_is_required(self, action: Action) -> None:
        of = portfolio(project("a", planned_start=2, **FAST), rules={"pins": (Pin(project_id="a", action=action),)})
        decision = decided(of)
        assert (decision.action, decision.reason) == (action, Reason.REQUIRED)

    def test_a_pinned_start_is_kept_since_it_is_required(self) -> None:
        decision = decided(portfolio(project("a"), rules={"pins": (Pin(project_id="a", start=4),)}))
        assert (decision.action, decision.reason, decision.start) == (Action.DEFER, Reason.REQUIRED, 4)


class TestExclusiveGroups:
    def test_the_plan_runs_the_one_in_flight_else_the_earliest(self) -> None:
        a, b = project("a", exclusive_group="g", planned_start=1), project("b", exclusive_group="g", planned_start=3)
        assert portfolio(a, b).planned == {"a"}
        assert portfolio(a, b.model_copy(update={"in_flight": True})).planned == {"b"}
        assert portfolio(a.model_copy(update={"in_plan": False}), b).planned == {"b"}

    def test_the_other_is_a_candidate_and_its_start_an_acceleration(self) -> None:
        a = project("a", exclusive_group="g", benefit_per_month=30.0, planned_start=1)
        plan = recommend(portfolio(a, project("b", exclusive_group="g")), target=EXACT)
        assert plan.plan_value == 100.0
        assert [d.action for d in plan.decisions] == [Action.ACCELERATE, Action.DEFER]


@pytest.mark.parametrize("seed", some(range(600, 640)))
def test_every_decision_adds_up(seed: int) -> None:
    """What anybody may check by reading: dates, delays and who is called what."""
    of = random_portfolio(seed)
    for d in recommend(of, target=EXACT).decisions:
        planned = of.projects_by_id[d.project_id]
        assert (d.start is None) == (d.finish is None) == (d.mode is None) == (d.delay_months is None)
        assert d.action is not Action.STOP or d.start is None
        if d.finish is None or d.start is None:
            assert d.action in {Action.STOP, Action.DEFER}
            continue
        assert d.delay_months == d.finish - planned.plan_finish
        late = d.delay_months > 0 or (planned.in_flight and d.start > 0)
        assert late == (d.action is Action.DEFER)
        if d.action is Action.CONTINUE:
            assert (d.start, d.mode, d.value) == (planned.plan_start, Mode.NORMAL, pytest.approx(d.value_of_plan))
        if d.reason is Reason.BY_SPENDING:
            assert d.mode is Mode.ACCELERATED
