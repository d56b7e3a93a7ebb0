"""The simulator against theory, against the optimiser, and against what must hold for any portfolio."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.simulate import Policy, Run, Simulation, Simulator, delivery, planned_runs, simulate
from engine.simulate.allotment import least_idle
from engine.simulate.cashflow import outcome_flow
from engine.simulate.multitasking import LEAST_EFFICIENCY, efficiency
from engine.simulate.stretch import Stretch
from engine.valuation.work import work, work_profiles
from tests.benchmarks.portfolios import random_portfolio as large_portfolio
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import dates, needs, pool, portfolio, project

_TODAY = [policy for policy in Policy if policy is not Policy.RECOMMENDED]
_SEEDS = range(0, 60, 10)


@pytest.mark.parametrize("seed", range(8))
def test_smiths_rule_on_one_pool(seed: int) -> None:
    """One server, a fixed cost for every month of waiting: highest cost of delay ÷ duration first is optimal."""
    rng = np.random.default_rng(seed)
    months, cost = rng.integers(1, 6, 6), rng.integers(1, 20, 6)
    jobs = [
        project(
            f"j{i}",
            int(months[i]),
            benefit_per_month=0.0,
            urgency=Urgency.DEADLINE,
            deadline=0,
            penalty_per_month=float(cost[i]),
        )
        for i in range(6)
    ]
    demand = [needs(f"j{i}", 10.0 * int(months[i])) for i in range(6)]
    by_hand = max(
        -sum(int(cost[i]) * int(months[list(order[: n + 1])].sum()) for n, i in enumerate(order))
        for order in itertools.permutations(range(6))
    )
    shop = portfolio(jobs, demand)
    assert simulate(shop, Policy.CD3).value == pytest.approx(by_hand)
    assert simulate(shop, Policy.FIRST_COME).value <= by_hand


def test_smiths_order_beats_every_other_order_simulated() -> None:
    jobs = [
        project(f"j{i}", m, benefit_per_month=0.0, urgency=Urgency.DEADLINE, deadline=0, penalty_per_month=c)
        for i, (m, c) in enumerate([(3, 5.0), (1, 4.0), (2, 9.0), (4, 6.0)])
    ]
    demand = [needs(j.project_id, 10.0 * j.duration_months) for j in jobs]
    values = []
    for order in itertools.permutations(range(4)):
        ranked = [j.model_copy(update={"sponsor_priority": float(order[i])}) for i, j in enumerate(jobs)]
        values.append(simulate(portfolio(ranked, demand), Policy.SPONSOR).value)
    assert simulate(portfolio(jobs, demand), Policy.CD3).value == pytest.approx(max(values))
    assert len(set(values)) > 1


def test_a_before_b_or_b_before_a() -> None:
    """A server of 10 a week; A adds 10 after 2 weeks of work, B 30 after 4: over six weeks 100 against 120."""
    end = 5  # the last of six weeks
    a = project("A", 2, benefit_per_month=10.0, urgency=Urgency.WINDOW, benefit_end=end, sponsor_priority=1)
    b = project("B", 4, benefit_per_month=30.0, urgency=Urgency.WINDOW, benefit_end=end, sponsor_priority=2)
    demand = [needs("A", 20), needs("B", 40)]
    baseline = 60.0
    # A then B: A earns in weeks 2–5; B, done in week 6, nothing. B then A: B earns in weeks 4 and 5.
    assert baseline + simulate(portfolio([a, b], demand), Policy.SPONSOR).value == 100
    assert baseline + simulate(portfolio([a, b], demand), Policy.CD3).value == 120


@pytest.mark.parametrize(
    ("crowd", "loss", "expected"),
    [
        (0.5, 0.17, 1.0),
        (1.0, 0.17, 1.0),
        (2.0, 0.17, 0.83),
        (3.0, 0.20, 0.60),
        (4.0, 0.20, LEAST_EFFICIENCY),
        (50.0, 0.17, LEAST_EFFICIENCY),
        (9.0, 0.0, 1.0),
    ],
)
def test_efficiency_between_its_bounds(crowd: float, loss: float, expected: float) -> None:
    assert efficiency(np.array([crowd * 7.0]), np.array([7.0]), loss)[0] == pytest.approx(expected)


def test_a_pool_without_capacity_has_no_crowd() -> None:
    assert efficiency(np.array([5.0, 0.0]), np.zeros(2), 0.17).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("seed", some(range(60)))
def test_executing_the_recommended_plan_yields_the_recommended_value(seed: int) -> None:
    shop = random_portfolio(seed)
    answer = find_plan(shop, Target(gap=0.0, seconds=60.0))
    if answer.value is None:
        return
    runs = {d.project_id: Run(d.mode or Mode.NORMAL, d.start) for d in answer.decisions if d.start is not None}
    simulation = simulate(shop, Policy.RECOMMENDED, runs)
    assert dates(simulation) == {d.project_id: (d.start, d.finish) for d in answer.decisions if d.start is not None}
    assert simulation.value == pytest.approx(answer.value, rel=1e-9, abs=0.005)
    for outcome, decision in zip(simulation.outcomes, answer.decisions, strict=True):
        assert outcome.value == pytest.approx(decision.value, rel=1e-9, abs=0.005)
    assert sum(m.flex_bought for m in simulation.load) == pytest.approx(sum(m.flex_bought for m in answer.load))


@pytest.mark.parametrize("seed", some(range(60), 3))
@pytest.mark.parametrize("policy", [Policy.SHARED, Policy.FIRST_COME, Policy.SPONSOR])
def test_without_limits_the_plan_delivers_what_it_promises(seed: int, policy: Policy) -> None:
    shop = _without_limits(random_portfolio(seed))
    simulation = simulate(shop, policy)
    assert dates(simulation) == {
        p.project_id: (p.plan_start, p.plan_finish) for p in shop.projects if p.project_id in shop.planned
    }
    promised = find_plan(shop, Target(gap=1.0, seconds=5.0)).plan_value
    assert simulation.flex_cost == 0
    assert simulation.value == pytest.approx(promised, rel=1e-9, abs=0.005)


@pytest.mark.parametrize("policy", _TODAY)
@pytest.mark.parametrize("first", _SEEDS)
def test_nothing_is_lost_and_no_pool_overspent(policy: Policy, first: int) -> None:
    for seed in some(range(first, first + 10)):
        shop = random_portfolio(seed)
        simulation = simulate(shop, policy, constraint="r0")
        _check_work(shop, simulation)
        _check_pools(shop, simulation)


@pytest.mark.parametrize("policy", _TODAY)
def test_nothing_is_lost_in_a_large_portfolio(policy: Policy) -> None:
    shop = large_portfolio(60)
    simulation = simulate(shop, policy, constraint="r0")
    assert not simulation.stuck
    _check_work(shop, simulation)
    _check_pools(shop, simulation)


def _check_work(shop: Portfolio, simulation: Simulation) -> None:
    profiles = work_profiles(shop)
    for outcome in simulation.outcomes:
        if outcome.finished is None:
            continue
        owner = shop.projects_by_id[outcome.project_id]
        assert outcome.started is not None
        assert outcome.mode is not None
        paused = owner.in_flight and outcome.started > 0
        days = work(owner, profiles[outcome.project_id], outcome.mode, paused=paused).sum(axis=1)
        assert outcome.work_days == pytest.approx(days.tolist(), rel=1e-6, abs=1e-6)
        assert sum(outcome.progress) == pytest.approx(owner.duration_months)
        assert max(outcome.progress) <= 1 + 1e-9
        assert outcome.finished - outcome.started >= owner.duration_months
        assert outcome.progress[outcome.started] > 0 == sum(outcome.progress[: outcome.started])
        assert outcome.progress[-1] > 0


def _check_pools(shop: Portfolio, simulation: Simulation) -> None:
    for row, owner in enumerate(shop.pools):
        load = [m for m in simulation.load if m.pool_id == owner.pool_id]
        assert sum(m.done for m in load) == pytest.approx(
            sum(o.work_days[row] for o in simulation.outcomes if o.mode), abs=1e-6
        )
        for m in load:
            overridden = [c.capacity for c in shop.capacity if (c.pool_id, c.month) == (m.pool_id, m.month)]
            gross = overridden[0] if overridden else owner.capacity_per_month
            assert m.effort <= m.capacity + m.flex_bought + 1e-9
            assert m.flex_bought <= owner.flex_share * gross + 2e-6 * max(1.0, gross)
            assert m.done <= min(m.effort, m.asked) + 1e-6


@pytest.mark.parametrize("policy", _TODAY)
@pytest.mark.parametrize("first", _SEEDS)
def test_value_agrees_with_the_cash_flow_month_by_month(policy: Policy, first: int) -> None:
    for seed in some(range(first, first + 10)):
        shop = random_portfolio(seed)
        profiles, rate = work_profiles(shop), shop.settings.discount_rate
        for outcome in simulate(shop, policy, constraint="r0").outcomes:
            flow = outcome_flow(shop, outcome, profiles[outcome.project_id])
            assert flow.present_value(rate) == pytest.approx(outcome.value, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("policy", _TODAY)
def test_the_same_portfolio_always_gives_the_same_answer(policy: Policy) -> None:
    shop = large_portfolio(30, seed=4)
    before = shop.model_dump_json()
    assert simulate(shop, policy, constraint="r0") == simulate(shop, policy, constraint="r0")
    assert shop.model_dump_json() == before


@pytest.mark.parametrize("policy", _TODAY)
@pytest.mark.parametrize("size", [0, 20])
def test_several_months_at_once_are_as_one_by_one(policy: Policy, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shops = [large_portfolio(size, seed=s) for s in range(4)] if size else [random_portfolio(s) for s in range(30)]
    leaping = [simulate(shop, policy, constraint="r0") for shop in shops]
    monkeypatch.setattr(delivery, "_WORTH_A_LEAP", delivery._NO_END)
    for shop, leapt in zip(shops, leaping, strict=True):
        stepped = simulate(shop, policy, constraint="r0")
        assert (leapt.months, dates(leapt)) == (stepped.months, dates(stepped))
        assert leapt.value == pytest.approx(stepped.value, rel=1e-12, abs=1e-6)
        for one, other in zip(leapt.outcomes, stepped.outcomes, strict=True):
            assert one.progress == pytest.approx(other.progress, abs=1e-9)
        for one, other in zip(leapt.load, stepped.load, strict=True):
            assert (one.pool_id, one.month) == (other.pool_id, other.month)
            assert (one.asked, one.effort) == pytest.approx((other.asked, other.effort), abs=1e-6)


@pytest.mark.parametrize("seed", range(10))
def test_a_portfolio_made_ready_once_answers_as_one_made_ready_each_time(seed: int) -> None:
    shop = random_portfolio(seed)
    simulator, runs = Simulator(shop), planned_runs(shop, Policy.SHARED)
    first = next(iter(runs), None)
    for loss in (0.0, 0.2, 0.17):
        for ahead in ((), () if first is None else (first,)):
            alone = simulate(shop, Policy.SHARED, runs, ahead=ahead, multitasking_loss=loss)
            assert simulator.value(Policy.SHARED, runs, ahead=ahead, multitasking_loss=loss) == alone.value
            assert simulator.simulate(Policy.SHARED, runs, ahead=ahead, multitasking_loss=loss) == alone


@pytest.mark.parametrize("policy", _TODAY)
def test_precedence_holds_between_planned_projects(policy: Policy) -> None:
    for seed in some(range(60)):
        shop = random_portfolio(seed)
        when = dates(simulate(shop, policy, constraint="r0"))
        for link in shop.dependencies:
            if link.predecessor not in when or link.successor not in when:
                continue
            start, done = when[link.successor][0], when[link.predecessor][1]
            if start is not None and not shop.projects_by_id[link.successor].in_flight:
                assert done is not None
                assert start >= done + link.lag_months


@pytest.mark.parametrize("seed", range(20))
def test_more_capacity_never_delays_the_last_finish_of_a_pure_queue(seed: int) -> None:
    """True where each project alone asks for all there is; with several pools or precedence it need not be."""
    rng = np.random.default_rng(seed)
    jobs = [project(f"j{i}", int(rng.integers(1, 4))) for i in range(5)]
    demand = [needs(j.project_id, 30.0 * j.duration_months) for j in jobs]
    last = [
        simulate(portfolio(jobs, demand, [pool(capacity=capacity)]), Policy.FIRST_COME).months
        for capacity in (7.0, 10.0, 15.0, 30.0)
    ]
    assert last == sorted(last, reverse=True)


@pytest.mark.parametrize("seed", range(40))
def test_serving_several_at_once_is_serving_the_fullest_again_and_again(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, pools = 9, 3
    before = rng.integers(0, 6, (n, pools)).astype(float)
    after = np.where(rng.random((n, 1)) < 0.5, before, rng.integers(0, 6, (n, pools)))
    span = rng.choice([0.4, 1.0], n)
    stretch = Stretch(before, after, np.minimum(rng.choice([0.3, 1.0], n), span), span)
    free = rng.integers(5, 25, pools).astype(float)
    answer = least_idle(stretch, np.arange(n), free, np.full(pools, 1e-9))
    assert answer == pytest.approx(_one_by_one(stretch, free), abs=1e-9)


def _one_by_one(stretch: Stretch, free: np.ndarray) -> np.ndarray:
    done, waiting = np.zeros(stretch.span.size), list(range(stretch.span.size))
    while waiting:
        reach = stretch.reach(free)
        days = stretch.used(reach).sum(axis=1).round(9)
        best = max(waiting, key=lambda i: (days[i], -i))
        done[best] = reach[best]
        free = free - stretch.used(reach)[best]
        waiting.remove(best)
    return done


def _without_limits(shop: Portfolio) -> Portfolio:
    plenty = tuple(p.model_copy(update={"capacity_per_month": 1e6}) for p in shop.pools)
    return shop.model_copy(
        update={
            "pools": plenty,
            "capacity": (),
            "dependencies": (),
            "rules": shop.rules.model_copy(update={"max_parallel": ()}),
        }
    )


def test_planned_runs_are_in_normal_mode() -> None:
    shop = random_portfolio(1)
    assert all(run.mode is Mode.NORMAL for run in planned_runs(shop, Policy.SHARED).values())
