"""Status of every project: lights, dates and cost to date, against plan, as the PMO reports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from engine.analyse.health.health import at_least, share_over_budget, thresholds
from engine.analyse.health.health_ranges import ProjectOverReadings, health_over
from engine.analyse.today.own_forecasts import months_slipped
from engine.analyse.today.today import TodaysSimulations
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Health

_SEVERITY = {Health.GREEN: 0, Health.AMBER: 1, Health.RED: 2}


class Trend(StrEnum):
    """How a light stands beside the one of last month."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Light:
    """One aspect of a project: as it reports, as its figures say, and where that is heading; ``None`` is unknown.

    ``trend`` holds a report against last month's report or, where either is missing, figures against figures.
    """

    reported: Health | None
    measured: Health | None
    trend: Trend | None = None

    @property
    def reported_or_measured(self) -> Health | None:
        """As reported, or as measured where nothing is reported."""
        return self.measured if self.reported is None else self.reported


@dataclass(frozen=True, slots=True)
class Lights:
    """The four aspects. No figure says how scope stands; benefit is measured by the value that is surely lost."""

    time: Light
    cost: Light
    scope: Light
    benefit: Light

    @property
    def all(self) -> tuple[Light, ...]:
        """Time, cost, scope and benefit, in this order."""
        return (self.time, self.cost, self.scope, self.benefit)


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """One project; finishes are months from the planning month (first month after the work), money undiscounted.

    ``forecast`` is spent + remaining cost, and ``overrun`` what that lies over the budget; ``None`` where a figure is
    missing. ``months_slipped`` is forecast finish less baseline. ``simulated_finish`` is that of today's way of
    working in its named reading, ``None`` where the project does not run or is never done, ``simulated_earliest`` and
    ``simulated_latest`` the ends over all readings.
    """

    project_id: str
    in_plan: bool
    lights: Lights
    baseline_finish: int | None
    planned_finish: int
    forecast_finish: int | None
    simulated_finish: int | None
    simulated_earliest: int | None
    simulated_latest: int | None
    months_slipped: int | None
    budget: float | None
    spent: float | None
    remaining: float
    forecast: float | None
    overrun: float | None
    percent_complete: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Cost of the projects of today's plan that state both a budget and what was spent; money undiscounted.

    ``counted`` is how many do, ``projects`` how many are in the plan. ``forecast`` is spent + remaining cost.
    """

    projects: int
    counted: int
    budget: float
    spent: float
    remaining: float
    forecast: float

    @property
    def overrun(self) -> float:
        """What the forecast lies over the budget."""
        return self.forecast - self.budget


def project_status(
    portfolio: Portfolio,
    today: TodaysSimulations,
    previous: Portfolio | None = None,
    before: TodaysSimulations | None = None,
) -> tuple[ProjectStatus, ...]:
    """Every project in the portfolio's order; ``today`` and ``before`` are today's way of both, under every reading.

    ``previous`` is last month's portfolio, ``None``, as ``before`` is, where it is not known.
    """
    health, earlier = health_over(portfolio, today).over.projects, _earlier_lights(previous, before)
    finishes = [[simulation.outcomes[at].finished for simulation in today.each] for at in range(len(health))]
    named = [outcome.finished for outcome in today.named.outcomes]
    return tuple(
        _status(portfolio, p, own, (at_named, *ends_of(each)), earlier)
        for p, own, at_named, each in zip(portfolio.projects, health, named, finishes, strict=True)
    )


def ends_of(finishes: Sequence[int | None]) -> tuple[int | None, int | None]:
    """The earliest and the latest of some finishes; the latest is ``None`` where one of them is never done."""
    done = [finish for finish in finishes if finish is not None]
    return min(done, default=None), max(done) if done and len(done) == len(finishes) else None


def totals(portfolio: Portfolio, projects: tuple[ProjectStatus, ...]) -> Totals:
    """The plan's cost, over the projects of which budget and spending are both known."""
    planned = [s for s in projects if s.project_id in portfolio.planned]
    known = [s for s in planned if s.overrun is not None]
    return Totals(
        len(planned),
        len(known),
        sum(s.budget or 0.0 for s in known),
        sum(s.spent or 0.0 for s in known),
        sum(s.remaining for s in known),
        sum(s.forecast or 0.0 for s in known),
    )


def _status(
    portfolio: Portfolio,
    project: Project,
    health: ProjectOverReadings,
    simulated: tuple[int | None, int | None, int | None],
    earlier: Mapping[str, Lights],
) -> ProjectStatus:
    forecast = None if project.spent_to_date is None else project.spent_to_date + project.remaining_cost
    return ProjectStatus(
        project.project_id,
        project.project_id in portfolio.planned,
        _with_trend(_lights(portfolio, project, health), earlier.get(project.project_id)),
        project.baseline_finish,
        project.plan_finish,
        project.forecast_finish,
        *simulated,
        months_slipped(project),
        project.budget,
        project.spent_to_date,
        project.remaining_cost,
        forecast,
        None if forecast is None or project.budget is None else forecast - project.budget,
        project.percent_complete,
    )


def _lights(portfolio: Portfolio, project: Project, health: ProjectOverReadings) -> Lights:
    levels = thresholds(portfolio.settings)
    slip, over = months_slipped(project), share_over_budget(project)
    time = None if slip is None else at_least(slip, levels.time_amber, levels.time_red)
    cost = None if over is None else at_least(over, levels.cost_amber, levels.cost_red)
    return Lights(
        Light(project.rag_time, time),
        Light(project.rag_cost, cost),
        Light(project.rag_scope, None),
        Light(project.rag_benefit, health.value),
    )


def _earlier_lights(previous: Portfolio | None, before: TodaysSimulations | None) -> Mapping[str, Lights]:
    if previous is None or before is None:
        return {}
    health = health_over(previous, before).over.projects
    return {p.project_id: _lights(previous, p, h) for p, h in zip(previous.projects, health, strict=True)}


def _with_trend(now: Lights, earlier: Lights | None) -> Lights:
    if earlier is None:
        return now
    pairs = zip(now.all, earlier.all, strict=True)
    names = (field.name for field in fields(Lights))
    return Lights(**{n: Light(a.reported, a.measured, trend_of(a, b)) for n, (a, b) in zip(names, pairs, strict=True)})


def trend_of(now: Light, earlier: Light) -> Trend | None:
    """Report against report, else figures against figures; ``None`` where neither can be compared."""
    for a, b in ((now.reported, earlier.reported), (now.measured, earlier.measured)):
        if a is not None and b is not None:
            change = _SEVERITY[a] - _SEVERITY[b]
            return Trend.SAME if change == 0 else Trend.WORSE if change > 0 else Trend.BETTER
    return None
