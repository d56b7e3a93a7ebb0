"""In which order work should run: the ways of ordering it side by side, and what makes a project come first.

Every way is simulated with the same capacity, flex, precedence and limits on parallel work, and with the reserve that
is kept today, on the same work: that of today's plan, in normal mode. The recommended order serves what the recommended
plan runs from its starts on, and before all else. What the plan gains beyond order stands apart: by stopping and
starting projects, and by accelerating; the plan itself keeps its own reserve. Budgets, floors, pins and latest finishes
bind a plan only: what a way of working breaks is listed next to its value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.analyse.constraint.limiting_pool import LimitingPool, counted_pool, first_measure
from engine.analyse.pricing.acceleration import Acceleration, accelerations, gains_if_earlier
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.reading import reading_of_today, with_reserve
from engine.analyse.today.today import recommended_runs, todays_runs
from engine.analyse.today.value_so_far import value_so_far
from engine.compute.budget import LIVE_BUDGET, SolveBudget
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.simulate import Policy, Run, Simulation, Simulator, simulate
from engine.valuation.delay import cd3, delay_cost
from engine.valuation.discounting import Amounts
from engine.valuation.options import option_values, stop_value
from engine.valuation.work import work_profiles


@dataclass(frozen=True, slots=True)
class Ordered:
    """A way of ordering work, simulated.

    ``value`` is money today; ``finish_mean_months`` the mean finish of what finishes, in months from the planning
    month, ``None`` where nothing does. ``so_far`` is value by the end of each month, as long for every way and ending
    in ``value``. ``stuck`` is never done; ``broken`` names the rules that a plan would have to keep.
    """

    policy: Policy
    value: float
    finish_mean_months: float | None
    so_far: tuple[float, ...]
    stuck: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One project's claim to come first, and where it stands.

    ``cost_of_delay`` (money a month, of which ``once`` is the penalty of a missed deadline, paid once), ``cd3`` (money
    a month²) and ``value_per_constraint_day`` (money a person-day, ``None`` without days of the constraint: ranked
    first) are those of normal mode at the planned start. ``rank_plan`` and ``rank_recommended`` count from 1 by start,
    ``None`` where it does not run. ``if_earlier`` is the project's own gain from finishing one, two, three months
    earlier than recommended, empty where it is not recommended to run.
    """

    project_id: str
    cost_of_delay: float
    once: float
    cd3: float
    value_per_constraint_day: float | None
    rank_plan: int | None
    rank_recommended: int | None
    acceleration: Acceleration | None
    if_earlier: tuple[float, ...]

    @property
    def return_on_acceleration(self) -> float | None:
        """Gain of the portfolio per unit of extra cost, solved again; ``None`` without acceleration data."""
        return None if self.acceleration is None else self.acceleration.return_on_cost


@dataclass(frozen=True, slots=True)
class Sequence:
    """The ways of ordering work, in the simulator's order, and the projects, in the portfolio's.

    Of ``ways`` the recommended one executes the recommended plan. ``same_work`` is the recommended order on today's
    plan, as the other ways are; ``choosing`` what the plan gains beyond it by stopping and starting projects, and
    ``accelerating`` the rest up to the plan; money today. A better plan may be worth up to ``unproven`` more, so that
    no smaller step up to it is proven.

    ``constraint`` is the pool that limits, if any, and ``pool`` the one whose days are counted. ``cost_of_delay`` is
    the sum over today's plan, money a month, of which ``once`` are penalties of missed deadlines, paid once;
    ``unanswered`` are the projects of which nobody has said whether late benefits are lost or only come later.
    """

    constraint: str | None
    pool: str
    ways: tuple[Ordered, ...]
    projects: tuple[Place, ...]
    cost_of_delay: float
    once: float
    unanswered: tuple[str, ...]
    same_work: Ordered
    choosing: float
    accelerating: float
    unproven: float

    @property
    def on_the_same_work(self) -> tuple[Ordered, ...]:
        """Every way of ordering the work of today's plan, the recommended order last."""
        return (*(w for w in self.ways if w.policy is not Policy.RECOMMENDED), self.same_work)

    def way(self, policy: Policy) -> Ordered:
        """One way of ordering work."""
        return next(w for w in self.ways if w.policy is policy)


def sequence(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = LIVE_BUDGET,
    *,
    constraint: LimitingPool | None = None,
) -> Sequence:
    """The order of work under every policy, and every project's claim to come first.

    ``constraint`` is the pool whose days are scarce, by a first measure unless given. ``budget`` is spent on the
    plans without acceleration, one for each project that the recommendation accelerates at a price.

    Raises:
        CancelledError: the budget was cancelled.
        ValueError: the recommendation holds no plan.
    """
    limiting = constraint or first_measure(portfolio)
    scarce = counted_pool(portfolio, limiting)
    paid = accelerations(portfolio, recommendation, budget)
    places = _places(portfolio, recommendation, scarce, {a.project_id: a for a in paid})
    planned = [place for place in places if place.project_id in portfolio.planned]
    today = reading_of_today(portfolio)
    simulator = Simulator(with_reserve(portfolio, today.protective_capacity))
    *ways, same_work = _ways(portfolio, recommendation, scarce, simulator)
    executed, chosen = ways[-1], _chosen(recommendation, simulator)
    return Sequence(
        limiting.pool_id,
        scarce,
        tuple(ways),
        places,
        sum(place.cost_of_delay for place in planned),
        sum(place.once for place in planned),
        tuple(p.project_id for p in portfolio.projects if p.urgency is None),
        same_work,
        chosen - same_work.value,
        executed.value - chosen,
        (recommendation.gap or 0.0) * abs(recommendation.value or 0.0),
    )


def _chosen(recommendation: Recommendation, simulator: Simulator) -> float:
    """What the recommended plan's projects are worth from its starts on, none of them accelerated; money today."""
    runs = {i: Run(Mode.NORMAL, run.start) for i, run in recommended_runs(recommendation).items()}
    return simulator.value(Policy.RECOMMENDED, runs)


def _in_recommended_order(portfolio: Portfolio, recommendation: Recommendation, simulator: Simulator) -> Simulation:
    """Today's plan in normal mode: what the recommended plan runs from its starts on, ahead of what it does not run."""
    advised = recommended_runs(recommendation)
    runs = {i: Run(Mode.NORMAL, advised[i].start) if i in advised else run for i, run in todays_runs(portfolio).items()}
    return simulator.simulate(Policy.RECOMMENDED, runs, ahead=[i for i in runs if i in advised])


def _ways(
    portfolio: Portfolio, recommendation: Recommendation, constraint: str, simulator: Simulator
) -> tuple[Ordered, ...]:
    """Every way of ordering work, the recommended plan executed, and the recommended order on today's work."""
    today = reading_of_today(portfolio)
    loss = today.multitasking_loss if today.simulated is Policy.SHARED else portfolio.settings.multitasking_loss
    simulations = [
        simulate(portfolio, policy, recommended_runs(recommendation))
        if policy is Policy.RECOMMENDED
        else simulator.simulate(policy, constraint=constraint, multitasking_loss=loss)
        for policy in Policy
    ]
    simulations.append(_in_recommended_order(portfolio, recommendation, simulator))
    so_far = [value_so_far(portfolio, s) for s in simulations]
    months = max(amounts.size for amounts in so_far)
    return tuple(_ordered(portfolio, s, a, months) for s, a in zip(simulations, so_far, strict=True))


def _ordered(portfolio: Portfolio, simulation: Simulation, so_far: Amounts, months: int) -> Ordered:
    finishes = [o.finished for o in simulation.outcomes if o.finished is not None]
    padded = np.pad(so_far, (0, months - so_far.size), mode="edge")
    return Ordered(
        simulation.policy,
        simulation.value,
        float(np.mean(finishes)) if finishes else None,
        tuple(padded.tolist()),
        simulation.stuck,
        broken_rules(portfolio, simulation),
    )


def _places(
    portfolio: Portfolio, recommendation: Recommendation, constraint: str, paid: dict[str, Acceleration]
) -> tuple[Place, ...]:
    profiles, pool = work_profiles(portfolio), portfolio.pool_index[constraint]
    decisions = {d.project_id: d for d in recommendation.decisions}
    in_plan = _ranks((p, p.plan_start) for p in portfolio.projects if p.project_id in portfolio.planned)
    in_recommendation = _ranks(
        (portfolio.projects_by_id[d.project_id], d.start) for d in recommendation.decisions if d.start is not None
    )
    places = []
    for project in portfolio.projects:
        own, profile = project.project_id, profiles[project.project_id]
        late = delay_cost(portfolio, project, profile)
        places.append(
            Place(
                own,
                late.total,
                late.once,
                cd3(late.total, project.duration_months),
                _per_day(portfolio, project, profile, pool),
                in_plan.get(own),
                in_recommendation.get(own),
                paid.get(own),
                _if_earlier(portfolio, project, decisions[own]),
            )
        )
    return tuple(places)


def _if_earlier(portfolio: Portfolio, project: Project, decision: Decision) -> tuple[float, ...]:
    if decision.start is None or decision.finish is None:
        return ()
    return gains_if_earlier(portfolio, project, decision.start, decision.finish)


def _per_day(portfolio: Portfolio, project: Project, profile: Amounts, pool: int) -> float | None:
    """(V(planned start, normal mode) − V(stop)) ÷ person-days; candidates too, at the start they are meant to have."""
    days = float(profile[pool].sum())
    if days == 0:
        return None
    start = np.array([project.plan_start])
    worth = float(option_values(portfolio, project, profile, Mode.NORMAL, start)[0])
    return (worth - stop_value(project)) / days


def _ranks(starts: Iterable[tuple[Project, int]]) -> dict[str, int]:
    """Places by start; ties go to the louder sponsor, then to the earlier plan, then to the portfolio's order."""
    order = sorted(starts, key=lambda pair: (pair[1], _loudness(pair[0]), pair[0].plan_start))
    return {project.project_id: rank for rank, (project, _) in enumerate(order, start=1)}


def _loudness(project: Project) -> float:
    return float("inf") if project.sponsor_priority is None else project.sponsor_priority
