"""Every rule of verification trips on a plan that breaks this rule and no other, and lets a good plan pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import VerificationError
from engine.optimise.recommend import recommend
from engine.optimise.verify import verify_plan
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, link, plan, pool, portfolio, problems, project


def two(**changes: object) -> Portfolio:
    """A and B, six days a month of a pool of ten with two more to buy, so that both at once need flex."""
    fields: dict[str, object] = {
        "pools": (pool(flex_share=0.2, flex_day_rate=3),),
        "demand": (days("a", 12), days("b", 12)),
    }
    return portfolio(project("a"), project("b"), **(fields | changes))


class TestAGoodPlanPasses:
    def test_with_flex(self) -> None:
        both = plan(two(), a=0, b=0)
        assert both.value == 2 * 100 - 2 * 2 * 3
        assert problems(two(), both) == []

    def test_one_after_the_other(self) -> None:
        assert problems(two(), plan(two(), a=0, b=2)) == []

    @pytest.mark.parametrize("seed", range(20))
    def test_of_the_optimiser(self, seed: int) -> None:
        of = random_portfolio(seed)
        answer = recommend(of)
        if answer.value is not None:
            verify_plan(of, answer.decisions, answer.load, answer.value)


class TestDecisions:
    def test_a_missing_decision(self) -> None:
        good = plan(two(), a=0, b=2)
        complaints = problems(two(), replace(good, decisions=good.decisions[:1]))
        assert complaints == ["the plan does not hold exactly one decision a project"]

    def test_a_decision_given_twice(self) -> None:
        good = plan(two(), a=0, b=2)
        complaints = problems(two(), replace(good, decisions=(*good.decisions, good.decisions[0])))
        assert complaints == ["the plan does not hold exactly one decision a project"]

    def test_a_mandatory_project_that_does_not_run(self) -> None:
        of = portfolio(project("a", mandatory=True))
        assert problems(of, plan(of)) == ["a is mandatory but does not run"]
        lifted = portfolio(project("a", mandatory=True), rules={"lifted": frozenset({Lift.MANDATES})})
        assert problems(lifted, plan(lifted)) == []

    def test_a_finish_that_does_not_follow_from_the_start(self) -> None:
        of = portfolio(project("a"))
        complaints = problems(of, plan(of, a=0).with_decision("a", finish=1))
        assert "a does not last its duration" in complaints

    def test_acceleration_of_what_cannot_be_accelerated(self) -> None:
        of = portfolio(project("a"))
        assert problems(of, plan(of, a=(0, Mode.ACCELERATED))) == ["a cannot be accelerated"]

    def test_work_without_a_mode(self) -> None:
        of = portfolio(project("a"))
        assert problems(of, plan(of, a=0).with_decision("a", mode=None)) == ["a runs in no mode"]

    def test_a_mode_without_a_start(self) -> None:
        of = portfolio(project("a"))
        assert problems(of, plan(of).with_decision("a", mode=Mode.NORMAL)) == [
            "a does no work but has a finish or a mode"
        ]

    def test_a_start_before_the_earliest(self) -> None:
        of = portfolio(project("a", planned_start=3, earliest_start=2))
        assert problems(of, plan(of, a=2)) == []
        assert problems(of, plan(of, a=1)) == ["a starts before its earliest start"]

    def test_work_in_flight_goes_on_whatever_its_earliest_start(self) -> None:
        of = portfolio(project("a", in_flight=True, earliest_start=3))
        assert problems(of, plan(of, a=0)) == []
        assert problems(of, plan(of, a=2)) == ["a starts before its earliest start"]

    def test_a_finish_after_the_latest(self) -> None:
        of = portfolio(project("a", latest_finish=3))
        assert problems(of, plan(of, a=1)) == []
        assert problems(of, plan(of, a=2)) == ["a finishes after its latest finish"]

    def test_a_delay_that_is_not_the_finish_less_the_planned_finish(self) -> None:
        of = portfolio(project("a"))
        assert problems(of, plan(of, a=1).with_decision("a", delay_months=0)) == [
            "a reports a delay of 0 months, not 1"
        ]
        assert problems(of, plan(of).with_decision("a", delay_months=0)) == ["a reports a delay of 0 months, not None"]


class TestActions:
    def test_work_called_by_another_name(self) -> None:
        of = portfolio(project("a"))
        complaints = problems(of, plan(of, a=2).with_decision("a", action=Action.CONTINUE))
        assert complaints == ["a is called continue but is defer"]

    @pytest.mark.parametrize("wrong", [Action.CONTINUE, Action.ACCELERATE])
    def test_no_work_called_work(self, wrong: Action) -> None:
        of = portfolio(project("a"))
        assert problems(of, plan(of).with_decision("a", action=wrong)) == [f"a does no work but is called {wrong}"]

    def test_a_displaced_project_in_flight_is_stopped_not_deferred(self) -> None:
        of = portfolio(project("a", in_flight=True))
        complaints = problems(of, plan(of).with_decision("a", action=Action.DEFER))
        assert complaints == ["a does no work but is called defer"]

    def test_what_is_worth_a_start_is_deferred_not_stopped(self) -> None:
        of = portfolio(project("a"))
        complaints = problems(of, plan(of).with_decision("a", action=Action.STOP))
        assert complaints == ["a does no work but is called stop"]

    def test_what_is_worth_no_start_is_stopped_not_deferred(self) -> None:
        of = portfolio(project("a", benefit_per_month=0.0))
        assert problems(of, plan(of)) == ["a does no work but is called defer"]
        assert problems(of, plan(of).with_decision("a", action=Action.STOP)) == []

    def test_what_is_pinned_to_stop_is_stopped(self) -> None:
        of = portfolio(project("a"), rules={"pins": (Pin(project_id="a", action=Action.STOP),)})
        assert problems(of, plan(of).with_decision("a", action=Action.STOP)) == []


class TestLoad:
    def test_demand_beyond_capacity_and_flex(self) -> None:
        good = plan(two(), a=0, b=0).with_load(0, flex_bought=1.0)
        complaints = problems(two(), replace(good, value=good.value + 3.0))
        assert complaints == ["team asks for more than its capacity and flex in 2026-11"]

    def test_more_flex_than_may_be_bought(self) -> None:
        of = two(pools=(pool(flex_share=0.1, flex_day_rate=3),))
        assert problems(of, plan(of, a=0, b=0)) == [
            "team buys more flex than allowed in 2026-11",
            "team buys more flex than allowed in 2026-12",
        ]

    def test_protected_capacity_is_not_to_be_used(self) -> None:
        of = portfolio(project("a"), demand=(days("a", 19),), protective_capacity=0.1)
        assert len(problems(of, plan(of, a=0))) == 2

    def test_flex_that_is_sold_instead_of_bought(self) -> None:
        of = portfolio(project("a"), demand=(days("a", 6),))
        good = plan(of, a=0)
        complaints = problems(of, replace(good.with_load(1, flex_bought=-2.0), value=good.value + 2.0))
        assert complaints == ["team buys less than nothing in 2026-12"]

    @pytest.mark.parametrize("field", ["demand", "capacity"])
    def test_a_figure_reported_wrong(self, field: str) -> None:
        wrong = plan(two(), a=0, b=2).with_load(1, **{field: 5.0})
        assert problems(two(), wrong) == ["the load reported for team in 2026-12 is wrong"]

    def test_a_month_left_out(self) -> None:
        good = plan(two(), a=0, b=2)
        complaints = problems(two(), replace(good, load=good.load[:-1]))
        assert complaints == ["the load does not hold every pool in every month of the plan once"]

    def test_a_month_given_twice(self) -> None:
        good = plan(two(), a=0, b=2)
        complaints = problems(two(), replace(good, load=(*good.load, good.load[-1])))
        assert complaints == ["the load does not hold every pool in every month of the plan once"]


class TestRules:
    def test_a_successor_before_its_predecessor_is_done(self) -> None:
        of = portfolio(project("a"), project("b"), dependencies=(link("a", "b", 1),))
        assert problems(of, plan(of, a=0, b=3)) == []
        assert problems(of, plan(of, a=0, b=2)) == ["b starts before a is done"]

    def test_a_successor_without_its_predecessor(self) -> None:
        of = portfolio(project("a"), project("b"), dependencies=(link("a", "b"),))
        assert problems(of, plan(of, b=3)) == ["b starts before a is done"]

    def test_a_successor_in_flight_waits_for_nobody(self) -> None:
        of = portfolio(project("a"), project("b", in_flight=True), dependencies=(link("a", "b"),))
        assert problems(of, plan(of, b=0)) == []

    def test_two_projects_of_a_group(self) -> None:
        twins = project("a", exclusive_group="g"), project("b", exclusive_group="g")
        of = portfolio(*twins)
        assert problems(of, plan(of, a=0)) == []
        assert problems(of, plan(of, a=0, b=0)) == ["a and b of group g both run"]
        lifted = portfolio(*twins, rules={"lifted": frozenset({Lift.EXCLUSIONS})})
        assert problems(lifted, plan(lifted, a=0, b=0)) == []

    def test_a_theme_below_its_floor(self) -> None:
        themes = (Theme(name="north", floor=0.5),)
        pair = project("a", theme="north"), project("b")
        rules = {"themes": themes, "floor_pool": "team", "demand": (days("a", 6), days("b", 8))}
        of = portfolio(*pair, **rules)
        assert problems(of, plan(of, a=0)) == []
        assert problems(of, plan(of, a=0, b=2)) == ["theme north gets less than its floor"]
        lifted = portfolio(*pair, rules={"lifted": frozenset({Lift.FLOORS})}, **rules)
        assert problems(lifted, plan(lifted, a=0, b=2)) == []

    def test_a_pinned_action_not_taken(self) -> None:
        of = portfolio(project("a"), rules={"pins": (Pin(project_id="a", action=Action.DEFER),)})
        assert problems(of, plan(of, a=1)) == []
        assert problems(of, plan(of, a=0)) == ["a is not decided as pinned"]

    def test_a_pinned_start_not_kept(self) -> None:
        of = portfolio(project("a"), rules={"pins": (Pin(project_id="a", start=2),)})
        assert problems(of, plan(of, a=2)) == []
        assert problems(of, plan(of, a=1)) == ["a is not decided as pinned"]
        assert problems(of, plan(of)) == ["a is not decided as pinned"]

    def test_more_changes_than_allowed(self) -> None:
        fast = {"can_accelerate": True, "accelerated_duration": 1}
        of = portfolio(project("a"), project("b", **fast), project("c", in_plan=False), rules={"max_changes": 2})
        assert problems(of, plan(of, a=0, b=(0, Mode.ACCELERATED), c=0)) == []
        assert problems(of, plan(of, a=1, b=(0, Mode.ACCELERATED), c=0)) == [
            "3 decisions differ from the plan, 2 are allowed"
        ]

    def test_more_projects_at_once_than_allowed(self) -> None:
        of = two(rules={"max_parallel": (("team", 1.0),)})
        assert problems(of, plan(of, a=0, b=2)) == []
        assert problems(of, plan(of, a=0, b=1)) == ["more than 1 projects are at work on team at once"]


class TestBudgets:
    def test_work_of_the_year(self) -> None:
        pair = project("a"), project("b")
        enough = portfolio(*pair, budgets=(Budget(start=-2, amount=40.0),))
        short = portfolio(*pair, budgets=(Budget(start=-2, amount=39.0),))
        assert problems(enough, plan(enough, a=0, b=0)) == []
        assert problems(short, plan(short, a=0, b=0)) == ["the budget of 2026-09 is overspent"]

    def test_only_what_falls_into_the_year_counts(self) -> None:
        of = portfolio(project("a"), budgets=(Budget(start=-11, amount=10.0), Budget(start=1, amount=10.0)))
        assert problems(of, plan(of, a=0)) == []
        assert problems(of, plan(of, a=1)) == ["the budget of 2026-12 is overspent"]

    def test_a_year_that_is_not_listed_is_unlimited(self) -> None:
        of = portfolio(project("a"), budgets=(Budget(start=-12, amount=0.0), Budget(start=12, amount=0.0)))
        assert problems(of, plan(of, a=0)) == []

    def test_flex_pauses_acceleration_and_exits_are_paid_from_it(self) -> None:
        flex = two(budgets=(Budget(start=0, amount=51.0),))
        assert problems(flex, plan(flex, a=0, b=0)) == ["the budget of 2026-11 is overspent"]
        pause = portfolio(
            project("a", in_flight=True, pause_cost_per_month=5.0), budgets=(Budget(start=0, amount=29.0),)
        )
        assert problems(pause, plan(pause, a=1)) == []
        assert problems(pause, plan(pause, a=2)) == ["the budget of 2026-11 is overspent"]
        fast = {"can_accelerate": True, "accelerated_duration": 1, "acceleration_cost": 6.0}
        quick = portfolio(project("a", **fast), budgets=(Budget(start=0, amount=25.0),))
        assert problems(quick, plan(quick, a=(0, Mode.ACCELERATED))) == ["the budget of 2026-11 is overspent"]
        exit_ = portfolio(project("a", in_flight=True, exit_cost=8.0), budgets=(Budget(start=0, amount=7.0),))
        assert problems(exit_, plan(exit_)) == ["the budget of 2026-11 is overspent"]


class TestMoney:
    def test_the_value_of_one_decision(self) -> None:
        good = plan(two(), a=0, b=2)
        wrong = replace(good.with_decision("a", value=110.0), value=good.value)
        assert problems(two(), wrong) == ["a is worth 100, not 110"]

    def test_the_value_of_the_plan_option(self) -> None:
        wrong = plan(two(), a=0, b=2).with_decision("b", value_of_plan=90.0)
        assert problems(two(), wrong) == ["the plan of b is worth 100, not 90"]

    def test_the_value_of_the_whole(self) -> None:
        assert problems(two(), replace(plan(two(), a=0, b=0), value=200.0)) == ["the plan is worth 188, not 200"]

    def test_a_value_that_is_no_number(self) -> None:
        assert len(problems(two(), replace(plan(two(), a=0, b=2), value=float("nan")))) == 1
        assert len(problems(two(), plan(two(), a=0, b=2).with_load(1, demand=float("nan")))) == 1

    def test_flex_costs_only_the_difference_where_labour_is_charged(self) -> None:
        of = two(pools=(pool(flex_share=0.2, flex_day_rate=3, day_rate=2),), count_internal_labour=True)
        both = plan(of, a=0, b=0)
        claimed = sum(d.value for d in both.decisions) - 2 * 2 * (3 - 2)
        assert both.decisions[0].value == 100 - 12 * 2
        assert problems(of, replace(both, value=claimed)) == []

    def test_everything_wrong_is_named(self) -> None:
        wrong = plan(two(), a=0, b=0).with_decision("a", value=0.0, action=Action.DEFER)
        with pytest.raises(VerificationError, match=r"called defer but is continue; a is worth 100, not 0"):
            verify_plan(two(), wrong.decisions, wrong.load, wrong.value)
