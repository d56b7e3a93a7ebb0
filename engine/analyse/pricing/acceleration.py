"""What paying to finish earlier returns: solved where its price is known, the project's own gain where it is not.

With acceleration data the gain is the portfolio's: the recommended plan, which may accelerate the project, less the
best plan that may not. Without them solving again would be idle, since nobody has said what being earlier costs; the
project's own gain from one, two and three months earlier says where asking for a price is most worth while.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analyse.pricing.situations import ChangeKind, Situation, price_situations
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval, Nesting, difference
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.options import benefit_values, external_cost, penalty_values
from engine.valuation.work import work, work_profiles

_MOST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Acceleration:
    """What it is worth that a project may be accelerated; money today.

    ``extra_cost`` is undiscounted: the price of acceleration, and its extra labour where the portfolio counts labour.
    ``gain`` is the portfolio's, that cost already paid; ``None`` when there is no plan without acceleration, or none
    was found. ``is_used`` says whether the recommendation accelerates it.
    """

    project_id: str
    extra_cost: float
    gain: Interval | None
    is_used: bool

    @property
    def return_on_cost(self) -> float | None:
        """Gain per unit of extra cost; ``None`` where acceleration is free or the gain is not known."""
        if self.gain is None or self.extra_cost <= 0:
            return None
        return self.gain.estimate / self.extra_cost


def accelerations(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
) -> tuple[Acceleration, ...]:
    """One entry for each project with acceleration data, in the portfolio's order.

    A project that the recommendation does not accelerate needs no solve: its plan is open without acceleration too,
    so nothing is gained but what the proof leaves open.

    Raises:
        CancelledError: the budget was cancelled.
        ValueError: the recommendation holds no plan.
    """
    able = [p for p in portfolio.projects if p.can_accelerate]
    decisions = {d.project_id: d for d in recommendation.decisions}
    used = [p for p in able if decisions[p.project_id].mode is Mode.ACCELERATED]
    situations = [_not_accelerated(portfolio, project) for project in used]
    priced = price_situations(portfolio, recommendation, situations, budget)
    gains = {p.situation.subject: _lost_without(p.gain) for p in priced}
    idle = difference(recommendation, recommendation, Nesting.RESTRICTION)
    return tuple(
        Acceleration(
            p.project_id,
            _extra_cost(portfolio, p, decisions[p.project_id]),
            gains.get(p.project_id, idle),
            p.project_id in gains,
        )
        for p in able
    )


def gains_if_earlier(portfolio: Portfolio, project: Project, start: int, finish: int) -> tuple[float, ...]:
    """What a project itself gains when it finishes one, two and three months before ``finish``; money today.

    Benefits and penalties only: what being earlier costs is what to hold against it. Work takes a month at least, so a
    short project has fewer entries. ``start`` and ``finish`` count from the planning month; the first entry is that of
    one month earlier.
    """
    months = min(_MOST_MONTHS, finish - start - 1)
    finishes = finish - np.arange(months + 1)
    settings = portfolio.settings
    worth = benefit_values(project, settings, finishes) - penalty_values(project, settings, finishes)
    return tuple((worth[1:] - worth[0]).tolist())


def _not_accelerated(portfolio: Portfolio, project: Project) -> Situation:
    slower = project.model_copy(update={"can_accelerate": False})
    projects = tuple(slower if p.project_id == project.project_id else p for p in portfolio.projects)
    label = f"{project.name} is not accelerated"
    changed = portfolio.model_copy(update={"projects": projects})
    return Situation(ChangeKind.OTHER, project.project_id, label, changed, Nesting.RESTRICTION)


def _lost_without(gain: Interval | None) -> Interval | None:
    return None if gain is None else Interval(-gain.estimate, -gain.high, -gain.low)


def _extra_cost(portfolio: Portfolio, project: Project, decision: Decision) -> float:
    extra = external_cost(project, Mode.ACCELERATED) - external_cost(project, Mode.NORMAL)
    if not portfolio.settings.count_internal_labour:
        return extra
    profile = work_profiles(portfolio)[project.project_id]
    rates = np.array([pool.day_rate for pool in portfolio.pools])
    paused = project.in_flight and (decision.start or 0) > 0
    slow, fast = (work(project, profile, m, paused=paused).sum(axis=1) for m in (Mode.NORMAL, Mode.ACCELERATED))
    return extra + float(rates @ (fast - slow))
