"""Trade-offs: every action against trying everything, break-evens against solving again on both sides of them."""

from __future__ import annotations

import pickle
from functools import cache
from threading import Event

import pytest

from engine.analyse.project.break_even import BreakEven
from engine.analyse.project.open_actions import open_actions
from engine.analyse.project.tradeoff import TradeOff, all_trade_offs, trade_off
from engine.compute import SolveBudget
from engine.errors import CancelledError
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation, Status
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.vocabulary import Action
from tests.benchmarks.portfolios import random_portfolio as large_portfolio
from tests.support.reporting import scale
from tests.support.seeds import some
from tests.support.small_portfolios import best_objective, random_portfolio
from tests.support.tiny import days, link, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=60.0)
SEEDS = (13, 18, 23, 26, 47, 68, 77, 79)


@cache
def unweighted(seed: int) -> Portfolio:
    """A small portfolio without theme weights or pins, in which value is the objective."""
    shop = random_portfolio(seed)
    return shop.model_copy(update={"rules": shop.rules.model_copy(update={"weights": (), "pins": ()})})


@cache
def solved(seed: int) -> Recommendation:
    return find_plan(unweighted(seed), EXACT)


@cache
def asked(seed: int) -> tuple[TradeOff, ...]:
    """All trade-offs of a small portfolio, solved exactly; none where no plan meets the rules."""
    if solved(seed).value is None:
        return ()
    return all_trade_offs(unweighted(seed), solved(seed), SolveBudget(target=EXACT, workers=1), precision=0.0)


def pinned(shop: Portfolio, project_id: str, action: Action) -> Portfolio:
    pins = (Pin(project_id=project_id, action=action),)
    return shop.model_copy(update={"rules": shop.rules.model_copy(update={"pins": pins})})


def with_benefit(shop: Portfolio, project_id: str, benefit: float) -> Portfolio:
    projects = tuple(
        p.model_copy(update={"benefit_per_month": benefit}) if p.project_id == project_id else p for p in shop.projects
    )
    return shop.model_copy(update={"projects": projects})


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_differences_are_those_of_trying_everything(seed: int) -> None:
    shop = unweighted(seed)
    for result in asked(seed):
        assert {a.action for a in result.alternatives} >= {result.recommended}
        for one in result.alternatives:
            best = best_objective(pinned(shop, result.project_id, one.action))
            assert (one.value is None) == (best is None)
            if best is None or one.value is None or one.difference is None:
                assert one.status is Status.INFEASIBLE
                continue
            assert one.value == pytest.approx(best, abs=1e-4)
            assert one.difference.estimate == pytest.approx(best - result.value, abs=1e-3)
            assert one.difference.low <= one.difference.estimate <= one.difference.high <= 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_no_open_action_is_left_out_and_no_closed_one_has_a_plan(seed: int) -> None:
    shop = unweighted(seed)
    for result in asked(seed):
        open_to_it = {a.action for a in result.alternatives}
        for action in set(Action) - open_to_it:
            assert best_objective(pinned(shop, result.project_id, action)) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_recommended_action_changes_nothing(seed: int) -> None:
    for result in asked(seed):
        own = next(a for a in result.alternatives if a.action is result.recommended)
        assert own.difference is not None
        assert (own.difference.low, own.difference.estimate, own.difference.high) == (0.0, 0.0, 0.0)
        assert own.value == result.value
        assert own.start == result.decision.start
        assert own.moved == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_everybody_gains_or_loses_adds_up(seed: int) -> None:
    for result in asked(seed):
        for one in result.alternatives:
            if one.value is not None:
                parts = one.own + one.flex + sum(m.value_change for m in one.moved)
                assert parts == pytest.approx(one.value - result.value, abs=1e-6)
                assert result.project_id not in {m.project_id for m in one.moved}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_decision_turns_where_the_break_even_says(seed: int) -> None:
    shop = unweighted(seed)
    for result in asked(seed):
        if result.break_even is None:
            continue
        name, benefit = result.project_id, result.break_even.benefit
        assert result.break_even.ratio * shop.projects_by_id[name].benefit_per_month == pytest.approx(benefit)
        without = best_objective(pinned(with_benefit(shop, name, 0.0), name, Action.STOP))
        assert without is not None
        assert best_with(with_benefit(shop, name, benefit * 1.02), name) > without
        assert best_with(with_benefit(shop, name, benefit * 0.98), name) < without
        assert best_with(with_benefit(shop, name, benefit), name) == pytest.approx(without, abs=1e-3)


def best_with(shop: Portfolio, project_id: str) -> float:
    """What the best plan that runs a project is worth."""
    projects = tuple(
        p.model_copy(update={"mandatory": True}) if p.project_id == project_id else p for p in shop.projects
    )
    result = best_objective(shop.model_copy(update={"projects": projects}))
    assert result is not None
    return result


def test_break_evens_are_found_on_both_sides() -> None:
    runs = [f.decision.start is not None for seed in SEEDS for f in asked(seed) if f.break_even is not None]
    assert True in runs
    assert False in runs


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_every_figure_scales_with_money(seed: int) -> None:
    shop = unweighted(seed)
    budgets = tuple(b.model_copy(update={"amount": 1000 * b.amount}) for b in shop.settings.budgets)
    settings = shop.settings.model_copy(update={"budgets": budgets})
    large = scale(shop, 1000.0).model_copy(update={"settings": settings})
    plan = find_plan(large, EXACT)
    for result in asked(seed):
        other = trade_off(large, plan, result.project_id, SolveBudget(target=EXACT), precision=0.0)
        for one, two in zip(result.alternatives, other.alternatives, strict=True):
            assert (one.action, one.value is None) == (two.action, two.value is None)
            if one.difference is not None and two.difference is not None:
                assert two.difference.estimate == pytest.approx(1000 * one.difference.estimate, abs=1.0)
        assert (result.break_even is None) == (other.break_even is None)
        if result.break_even is not None and other.break_even is not None:
            assert other.break_even.ratio == pytest.approx(result.break_even.ratio, rel=1e-6)
            assert other.break_even.benefit == pytest.approx(1000 * result.break_even.benefit, rel=1e-6)


class TestByHand:
    def test_two_of_a_size_and_room_for_one(self) -> None:
        # A is worth 12 · 10 − 20 = 100, B 12 · 15 − 20 = 160; only one of them fits, in the one month to start in.
        shop = portfolio(
            project("a"),
            project("b", benefit_per_month=15.0),
            pools=(pool(capacity_per_month=10),),
            demand=(days("a", 20), days("b", 20)),
            horizon_months=1,
        )
        plan = find_plan(shop, EXACT)
        priced = trade_off(shop, plan, "a", SolveBudget(target=EXACT))
        assert plan.value == pytest.approx(160)
        run = next(a for a in priced.alternatives if a.action is Action.CONTINUE)
        assert run.difference is not None
        assert run.difference.estimate == pytest.approx(-60)
        assert [(m.project_id, m.months, m.value_change) for m in run.moved] == [("b", None, pytest.approx(-160))]
        assert (run.own, run.flex, run.days) == (pytest.approx(100), pytest.approx(0), pytest.approx(20))
        # A takes B's place when 12 x − 20 = 160: at 15 a month, 1.5 times as much as claimed.
        assert priced.break_even == BreakEven(pytest.approx(15), pytest.approx(1.5))

    def test_a_project_others_wait_for_is_worth_running_without_any_benefit(self) -> None:
        shop = portfolio(
            project("first", benefit_per_month=1.0),
            project("second", planned_start=2, benefit_per_month=50.0),
            dependencies=(link("first", "second"),),
        )
        priced = trade_off(shop, find_plan(shop, EXACT), "first", SolveBudget(target=EXACT))
        assert priced.break_even is None
        stopped = next(a for a in priced.alternatives if a.action is Action.STOP)
        assert stopped.difference is not None
        # The second is worth 600 − 20, the first 12 − 20.
        assert stopped.difference.estimate == pytest.approx(-572)

    def test_what_must_run_cannot_be_stopped_and_has_no_break_even(self) -> None:
        shop = portfolio(project("law", mandatory=True), project("free"))
        priced = trade_off(shop, find_plan(shop, EXACT), "law", SolveBudget(target=EXACT))
        assert Action.STOP not in {a.action for a in priced.alternatives}
        assert priced.break_even is None

    def test_an_open_action_without_any_plan_says_so(self) -> None:
        shop = portfolio(
            project("before"),
            project("law", mandatory=True, planned_start=2),
            dependencies=(link("before", "law"),),
        )
        priced = trade_off(shop, find_plan(shop, EXACT), "before", SolveBudget(target=EXACT))
        stopped = next(a for a in priced.alternatives if a.action is Action.STOP)
        assert (stopped.value, stopped.difference, stopped.status) == (None, None, Status.INFEASIBLE)

    def test_a_pinned_project_is_asked_as_if_it_were_not_pinned(self) -> None:
        shop = portfolio(project("a"), rules={"pins": (Pin(project_id="a", action=Action.STOP),)})
        priced = trade_off(shop, find_plan(shop, EXACT), "a", SolveBudget(target=EXACT))
        run = next(a for a in priced.alternatives if a.action is Action.CONTINUE)
        assert run.difference is not None
        assert run.difference.estimate == pytest.approx(100)
        assert priced.break_even is None

    def test_what_waits_for_good_costs_nothing_to_stop(self) -> None:
        shop = portfolio(
            project("a"),
            project("b", benefit_per_month=15.0),
            demand=(days("a", 20), days("b", 20)),
            horizon_months=1,
        )
        priced = trade_off(shop, find_plan(shop, EXACT), "a", SolveBudget(target=EXACT))
        assert priced.recommended is Action.DEFER
        stopped = next(a for a in priced.alternatives if a.action is Action.STOP)
        assert stopped.difference is not None
        assert stopped.difference.is_zero
        assert stopped.moved == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(100, 120)))
def test_with_weights_intervals_lie_around_the_unweighted_difference(seed: int) -> None:
    shop = random_portfolio(seed)
    shop = shop.model_copy(update={"rules": Rules(weights=(("north", 2.0),))})
    plan = find_plan(shop, EXACT)
    if plan.value is None:
        return
    for result in all_trade_offs(shop, plan, SolveBudget(target=EXACT, workers=1), precision=0.0)[:2]:
        for one in result.alternatives:
            if one.difference is not None and one.value is not None:
                assert one.difference.estimate == pytest.approx(one.value - result.value, abs=1e-6)
                assert one.difference.low <= one.difference.estimate <= one.difference.high


@pytest.mark.slow
def test_short_of_time_the_truth_lies_in_the_interval() -> None:
    shop = large_portfolio(20, seed=4)
    plan = find_plan(shop, Target(0.002, 20.0))
    exact = trade_off(
        shop, find_plan(shop, Target(1e-6, 60.0)), "p3", SolveBudget(target=Target(1e-6, 60.0)), precision=0.0
    )
    quick = trade_off(shop, plan, "p3", SolveBudget(target=Target(0.002, 0.05)))
    for one, truth in zip(quick.alternatives, exact.alternatives, strict=True):
        if one.difference is not None and truth.value is not None and one.action is not quick.recommended:
            assert one.difference.low - 1.0 <= truth.value - exact.value <= one.difference.high + 1.0


def test_all_side_by_side_are_each_alone() -> None:
    shop, plan = unweighted(13), solved(13)
    progress: list[tuple[int, int]] = []
    side_by_side = all_trade_offs(
        shop, plan, SolveBudget(target=EXACT, workers=2, on_done=lambda *n: progress.append(n)), precision=0.0
    )
    assert [f.project_id for f in side_by_side] == [p.project_id for p in shop.projects]
    assert [f.break_even for f in side_by_side] == [f.break_even for f in asked(13)]
    assert progress[-1] == (len(shop.projects), len(shop.projects))
    assert pickle.loads(pickle.dumps(side_by_side)) == side_by_side  # noqa: S301  what was pickled here


def test_cancelled_all_stop() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        all_trade_offs(unweighted(13), solved(13), SolveBudget(workers=1, cancel=stop))


def test_what_is_open_follows_from_the_options() -> None:
    shop = portfolio(
        project("new", in_plan=False),
        project("flying", in_flight=True),
        project("late", planned_start=3),
        project("quick", in_flight=True, can_accelerate=True, accelerated_duration=1),
    )
    assert open_actions(shop, "new") == (Action.ACCELERATE, Action.DEFER, Action.STOP)
    assert open_actions(shop, "flying") == (Action.CONTINUE, Action.DEFER, Action.STOP)
    assert open_actions(shop, "late") == tuple(Action)
    assert open_actions(shop, "quick") == tuple(Action)


def test_without_a_plan_there_is_no_trade_off() -> None:
    shop = portfolio(project("law", mandatory=True, latest_finish=1))
    plan = find_plan(shop, EXACT)
    assert plan.value is None
    with pytest.raises(ValueError, match="beside a plan"):
        trade_off(shop, plan, "law")
