"""Delivery health beside value health: for each project, for the portfolio, and what lands late under a green light.

Delivery health is what projects report of time, cost and scope; where they report nothing it is measured from their
own figures. Value health holds what today's way of working delivers, simulated, against the value first approved:

    approved = plan option with approved_benefit_per_month from approved_finish on, at today's cost to complete
    kept     = 1 − (approved − delivered today) / |approved|

so it sees both ways of losing value, a benefit that has shrunk since approval and a finish that comes late. Where no
approval is on record, today's plan stands for it. Probability of success and confidence are today's on both sides.
What delivers less than stopping would is red, however little was promised of it: it keeps a promise not worth keeping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.analyse.health.health import Thresholds, measured_health, reported_health, thresholds, value_health
from engine.analyse.today.calibration import FEWEST, forecasts_compared
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Health, Urgency
from engine.simulate import Outcome, Simulation
from engine.valuation.options import benefit_values, penalty_values, plan_value, stop_value
from engine.valuation.work import work_profiles

_CLOSE = 1e-9

LEVELS: tuple[Health | None, ...] = (Health.GREEN, Health.AMBER, Health.RED, None)
"""Rows and columns of the grid; ``None`` is unknown."""


@dataclass(frozen=True, slots=True)
class ProjectHealth:
    """One project; money today, months as durations.

    ``value_promised`` is the value of the plan option, ``value_approved`` the value first approved, ``value_today``
    what today's way delivers. ``kept`` is the share of the approved value that is delivered, ``None`` outside the
    plan and where neither benefit nor penalty was promised. ``months_late`` is the simulated finish less the planned
    one, ``None`` where there is none; ``is_late`` also holds for a project that is never done.
    """

    project_id: str
    reported: Health | None
    measured: Health | None
    value: Health | None
    value_promised: float
    value_approved: float
    value_today: float
    kept: float | None
    months_late: int | None
    is_late: bool

    @property
    def delivery(self) -> Health | None:
        """Delivery health: as reported, or as measured where nothing is reported."""
        return self.measured if self.reported is None else self.reported

    @property
    def value_lost(self) -> float:
        """What the plan promises less what today's way delivers."""
        return self.value_promised - self.value_today


@dataclass(frozen=True, slots=True)
class HealthCell:
    """Projects of one delivery and one value health: how many, the value they promise, and what of it is lost."""

    delivery: Health | None
    value: Health | None
    count: int
    promised: float
    lost: float


@dataclass(frozen=True, slots=True)
class PortfolioHealth:
    """The portfolio and each of its projects, in its order; money today.

    ``promised`` is the sum of the plan options, ``approved`` that of the values first approved, ``today`` what today's
    way delivers, ``flex_cost`` what it pays for bought days, which is no project's. ``has_approvals`` says whether any
    value first approved is on record. ``months_beyond_forecasts`` is the mean by which simulated finishes lie beyond
    the projects' own forecasts, over ``forecasts`` in flight; ``None`` with too few to tell.
    """

    projects: tuple[ProjectHealth, ...]
    grid: tuple[HealthCell, ...]
    promised: float
    approved: float
    today: float
    flex_cost: float
    kept: float | None
    value: Health | None
    has_approvals: bool
    months_beyond_forecasts: float | None
    forecasts: int

    @property
    def value_at_risk(self) -> float:
        """What the plan promises and today's way does not deliver: all value_lost and the flex_cost."""
        return self.promised - self.today

    @property
    def known(self) -> int:
        """How many projects report their delivery health, or have figures that say it."""
        return sum(p.delivery is not None for p in self.projects)

    @property
    def green(self) -> tuple[ProjectHealth, ...]:
        """Projects of green delivery health."""
        return tuple(p for p in self.projects if p.delivery is Health.GREEN)

    @property
    def green_late(self) -> tuple[ProjectHealth, ...]:
        """Those of them that finish later than planned, or never, in today's way."""
        return tuple(p for p in self.green if p.is_late)


@dataclass(frozen=True, slots=True)
class PlannedHealth:
    """What is known of a project whatever today's way is: values in money today, and its health as reported."""

    promised: float
    approved: float
    stopped: float
    reported: Health | None
    measured: Health | None


def planned_health(portfolio: Portfolio) -> tuple[PlannedHealth, ...]:
    """What is known of every project whatever today's way is, in the portfolio's order."""
    levels, reports, profiles = thresholds(portfolio.settings), reported_health(portfolio), work_profiles(portfolio)
    known = []
    for project in portfolio.projects:
        promised = plan_value(portfolio, project, profiles[project.project_id])
        gain = _approval_gain(project, portfolio.settings) if project.project_id in portfolio.planned else 0.0
        measured = measured_health(project, levels)
        reported = reports[project.project_id]
        known.append(PlannedHealth(promised, promised + gain, stop_value(project), reported, measured))
    return tuple(known)


def portfolio_health(
    portfolio: Portfolio, today: Simulation, known: Sequence[PlannedHealth] | None = None
) -> PortfolioHealth:
    """Health of every project and of the portfolio; ``today`` is today's way, simulated.

    ``known`` is :func:`planned_health` where it has been worked out, for several ways of one portfolio.
    """
    levels = thresholds(portfolio.settings)
    projects = tuple(
        _project_health(portfolio, project, outcome, of_it, levels)
        for project, outcome, of_it in zip(
            portfolio.projects, today.outcomes, known or planned_health(portfolio), strict=True
        )
    )
    approved = sum(p.value_approved for p in projects)
    kept = _kept(approved, today.value)
    compared = forecasts_compared(portfolio, today)
    beyond = float(np.mean([c.difference for c in compared])) if len(compared) >= FEWEST else None
    stopped = sum(stop_value(p) for p in portfolio.projects if p.project_id in portfolio.planned)
    return PortfolioHealth(
        projects,
        _grid(projects),
        sum(p.value_promised for p in projects),
        approved,
        today.value,
        today.flex_cost,
        kept,
        _value_health(kept, today.value, stopped, levels),
        any(_has_approval(p) for p in portfolio.projects if p.project_id in portfolio.planned),
        beyond,
        len(compared),
    )


def _project_health(
    portfolio: Portfolio, project: Project, outcome: Outcome, known: PlannedHealth, levels: Thresholds
) -> ProjectHealth:
    is_kept = project.project_id in portfolio.planned and _promises(project)
    kept = _kept(known.approved, outcome.value) if is_kept else None
    late = outcome.finished - project.plan_finish if outcome.finished is not None else None
    return ProjectHealth(
        project.project_id,
        known.reported,
        known.measured,
        _value_health(kept, outcome.value, known.stopped, levels),
        known.promised,
        known.approved,
        outcome.value,
        kept,
        late,
        outcome.is_stuck or (late is not None and late > 0),
    )


def _value_health(kept: float | None, delivered: float, stopped: float, levels: Thresholds) -> Health | None:
    """Health of what is kept; red where it is worth less than stopping, ``stopped``. Unknown where nothing is kept."""
    worthless = delivered < stopped - _CLOSE * max(1.0, abs(stopped))
    return Health.RED if worthless and kept is not None else value_health(kept, levels)


def _has_approval(project: Project) -> bool:
    return project.approved_benefit_per_month is not None or project.approved_finish is not None


def _promises(project: Project) -> bool:
    """Whether there is anything to hold a delivery against: a benefit, now or once, or a penalty to be avoided."""
    penalties = project.urgency_profile is Urgency.DEADLINE and project.deadline_penalty + project.penalty_per_month > 0
    return penalties or project.benefit_per_month != 0 or bool(project.approved_benefit_per_month)


def _approval_gain(project: Project, settings: Settings) -> float:
    """What benefits less penalties were worth as first approved, over what today's plan makes of them."""
    rate, finish = project.approved_benefit_per_month, project.approved_finish
    approved = project.model_copy(
        update={"benefit_per_month": project.benefit_per_month if rate is None else rate, "decay_per_month": 0.0}
    )
    first = _gross(approved, settings, project.plan_finish if finish is None else finish)
    return first - _gross(project, settings, project.plan_finish)


def _gross(project: Project, settings: Settings, finish: int) -> float:
    at = np.array([finish])
    return float((benefit_values(project, settings, at) - penalty_values(project, settings, at))[0])


def _kept(promised: float, delivered: float) -> float | None:
    return None if promised == 0 else 1.0 - (promised - delivered) / abs(promised)


def _grid(projects: tuple[ProjectHealth, ...]) -> tuple[HealthCell, ...]:
    """Every pair of levels, also where no project stands."""
    return tuple(_cell(projects, delivery, value) for delivery in LEVELS for value in LEVELS)


def _cell(projects: tuple[ProjectHealth, ...], delivery: Health | None, value: Health | None) -> HealthCell:
    inside = [p for p in projects if (p.delivery, p.value) == (delivery, value)]
    return HealthCell(
        delivery,
        value,
        len(inside),
        sum(p.value_promised for p in inside),
        sum(p.value_lost for p in inside),
    )
