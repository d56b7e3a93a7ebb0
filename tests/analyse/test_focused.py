"""The focused step of the bridge against a simulation written here: first come, without sharing or loss."""

from __future__ import annotations

from dataclasses import replace
from itertools import compress, pairwise

import numpy as np
import pytest

from engine.analyse.bridge.bridge import bridge
from engine.analyse.project.contribution import contributions
from engine.compute import SolveBudget
from engine.optimise.decisions import plan_values
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import CapacityOverride, Dependency
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import TodaysPolicy, Urgency
from tests.support.seeds import some
from tests.support.workshop import needs, pool, portfolio, project

SEEDS, AT_ONCE = 300, 100
_CLOSE = 1e-9
_UNIT = 0.5 + 1e-6
"""How far a whole unit of money may lie from what it was rounded from."""


def small_office(seed: int) -> Portfolio:
    """Three to five projects of one to four months on two pools, some in flight, some waiting for another."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 6))
    jobs = [_job(rng, f"p{i}") for i in range(n)]
    demand = [
        needs(job.project_id, float(rng.integers(4, 16)) * job.duration_months, pool_id)
        for job in jobs
        for pool_id in "xy"
        if rng.random() < 0.8
    ]
    links = [Dependency(predecessor="p0", successor="p2", lag_months=int(rng.integers(0, 2)))] if seed % 3 else []
    shop = portfolio(
        jobs,
        demand,
        [pool("x", float(rng.integers(8, 20))), pool("y", float(rng.integers(8, 20)))],
        links=links,
        discount_rate=float(rng.choice([0.0, 0.1])),
        protective_capacity=float(rng.choice([0.0, 0.2])),
    )
    less = CapacityOverride(pool_id="x", month=1, capacity=float(rng.integers(0, 8)))
    return shop.model_copy(update={"capacity": (less,)})


def _job(rng: np.random.Generator, name: str) -> Project:
    urgency = Urgency(rng.choice(["steady", "window", "deadline", "decaying"]))
    return project(
        name,
        int(rng.integers(1, 5)),
        in_flight=bool(rng.random() < 0.3),
        planned_start=int(rng.integers(0, 4)),
        remaining_cost=float(rng.integers(0, 200)),
        benefit_per_month=float(rng.integers(1, 60)),
        benefit_months=int(rng.integers(1, 24)),
        benefit_ramp_months=int(rng.integers(0, 3)),
        benefit_end=int(rng.integers(6, 24)),
        urgency=urgency,
        deadline=int(rng.integers(2, 8)),
        deadline_penalty=float(rng.integers(0, 100)),
        penalty_per_month=float(rng.integers(0, 20)),
        decay_per_month=0.1,
        exit_cost=float(rng.integers(0, 30)),
        penalty_if_stopped=float(rng.integers(0, 40)),
        success_probability=float(rng.choice([0.7, 1.0])),
    )


def worked_off(shop: Portfolio, running: list[Project]) -> float:
    """The worth of some projects, begun ones first, each as fast as what is left in the month allows; money today."""
    pools = [p.pool_id for p in shop.pools]
    pace = {p.project_id: [0.0] * len(pools) for p in running}
    for need in shop.demand:
        if need.project_id in pace:
            length = shop.projects_by_id[need.project_id].duration_months
            pace[need.project_id][pools.index(need.pool_id)] += need.person_days / length
    done, finished, spent = dict.fromkeys(pace, 0.0), dict[str, int](), {i: dict[int, float]() for i in pace}
    queue = sorted(running, key=lambda p: (0 if p.in_flight else p.planned_start, p.planned_start))
    for t in range(400):
        begun = [p.in_flight or done[p.project_id] > 0 for p in queue]
        free = [_days(shop, pool_id, t) for pool_id in pools]
        for job in (*compress(queue, begun), *(p for p, at_work in zip(queue, begun, strict=True) if not at_work)):
            own = job.project_id
            if own in finished or not _ready(shop, job, finished, t, pace):
                continue
            wanted = min(1.0, job.duration_months - done[own])
            for room, days in zip(free, pace[own], strict=True):
                wanted = min(wanted, room / days) if days > 0 else wanted
            if wanted <= _CLOSE:
                continue
            free = [room - wanted * days for room, days in zip(free, pace[own], strict=True)]
            done[own] += wanted
            spent[own][t] = wanted / job.duration_months * job.remaining_cost
            if done[own] >= job.duration_months - _CLOSE:
                finished[own] = t + 1
    return sum(_worth(shop, job, finished[job.project_id], spent[job.project_id]) for job in running)


def _days(shop: Portfolio, pool_id: str, t: int) -> float:
    other = [c.capacity for c in shop.capacity if (c.pool_id, c.month) == (pool_id, t)]
    return other[0] if other else shop.pools_by_id[pool_id].capacity_per_month


def _ready(shop: Portfolio, job: Project, finished: dict[str, int], t: int, pace: dict[str, list[float]]) -> bool:
    if job.in_flight:
        return True
    before = [d for d in shop.dependencies if d.successor == job.project_id and d.predecessor in pace]
    waits = any(d.predecessor not in finished or t < finished[d.predecessor] + d.lag_months for d in before)
    return t >= job.planned_start and not waits


def _worth(shop: Portfolio, job: Project, finish: int, spent: dict[int, float]) -> float:
    v = (1.0 + shop.settings.discount_rate) ** (-1.0 / 12.0)
    planned = (0 if job.in_flight else job.planned_start) + job.duration_months
    last = job.benefit_end if job.urgency is Urgency.WINDOW else finish + job.benefit_months - 1
    fade = (1.0 - job.decay_per_month) ** max(0, finish - planned) if job.urgency is Urgency.DECAYING else 1.0
    earned = sum(
        job.success_probability
        * job.benefit_per_month
        * fade
        * min(1.0, (t - finish + 1) / (job.benefit_ramp_months + 1))
        * v**t
        for t in range(finish, (last or 0) + 1)
    )
    owed = 0.0
    if job.urgency is Urgency.DEADLINE and job.deadline is not None and finish > job.deadline:
        owed = job.deadline_penalty * v**job.deadline
        owed += sum(job.penalty_per_month * v**t for t in range(job.deadline, finish))
    return earned - owed - sum(cost * v**t for t, cost in spent.items())


def _stopping(job: Project) -> float:
    return (job.exit_cost if job.in_flight else 0.0) + (job.penalty_if_stopped or 0.0)


@pytest.fixture(scope="module")
def any_plan() -> Recommendation:
    return find_plan(small_office(0), Target(0.0, 30.0))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_focused_is_what_another_simulation_says_to_the_unit(first: int, any_plan: Recommendation) -> None:
    for seed in some(range(first, first + AT_ONCE), 3):
        shop = small_office(seed)
        without_plan = replace(any_plan, value=None, plan_value=float(plan_values(shop).sum()))
        answer = bridge(shop, without_plan, SolveBudget(workers=1))
        running = [p for p in shop.projects if p.project_id not in answer.stopped]
        paid = sum(_stopping(p) for p in shop.projects if p.project_id in answer.stopped)
        assert answer.value("focused") == pytest.approx(worked_off(shop, running) - paid, abs=_UNIT), seed
        assert answer.value("queue") == pytest.approx(worked_off(shop, list(shop.projects)), abs=_UNIT), seed
        assert all(step.value == before.value + step.change for before, step in pairwise(answer.steps))
        assert sum(step.change for step in answer.steps) == answer.steps[-1].value


@pytest.mark.parametrize("seed", range(10))
def test_net_contribution_is_the_negative_of_the_gain_from_stopping_now(seed: int) -> None:
    """Work in flight costs its exit, everything else nothing; the others are worked off without it."""
    shop = small_office(seed)
    one_by_one = TodaySettings(policy=TodaysPolicy.QUEUE)
    queue = shop.model_copy(update={"settings": shop.settings.model_copy(update={"today": one_by_one})})
    whole = worked_off(shop, list(shop.projects))
    for own in contributions(queue, SolveBudget(workers=1)):
        if any(d.predecessor == own.project_id for d in shop.dependencies):
            continue
        rest = [p for p in shop.projects if p.project_id != own.project_id]
        job = shop.projects_by_id[own.project_id]
        gain = worked_off(shop, rest) - _stopping(job) - whole
        assert own.net_contribution == pytest.approx(-gain, abs=1e-6)
