"""Tolerances, set by ``rag_thresholds``: which are exceeded, which are forecast to be, and the money in it.

time     exceeded: months since the baseline finish; forecast: forecast finish less baseline finish
cost     exceeded: spent ÷ budget − 1; forecast: (spent + remaining) ÷ budget − 1
benefit  exceeded: realised ÷ planned over the same months; forecast: share of the approved value that is kept

From the red threshold on a tolerance is exceeded; between amber and red it is being used up. The money is the cost
of delay of all months late, what the forecast lies over the budget (undiscounted), and the value approved that today's
way does not deliver. A project that is late loses benefit too: amounts of different aspects overlap and are not added.
Benefit is forecast to be short where it is under every reading of today's way, by least to most over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.analyse.health.health import (
    Thresholds,
    at_least,
    share_over_budget,
    thresholds,
    value_health,
)
from engine.analyse.health.health_ranges import MeasuredHealth, health_over
from engine.analyse.health.portfolio_health import ProjectHealth
from engine.analyse.today.own_forecasts import months_slipped
from engine.analyse.today.reading import TodaysRange
from engine.analyse.today.today import TodaysSimulations
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Health
from engine.valuation.delay import delay_cost
from engine.valuation.discounting import Amounts
from engine.valuation.work import work_profiles


class Aspect(StrEnum):
    """What a tolerance is about."""

    TIME = "time"
    COST = "cost"
    BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One figure at or past a threshold.

    ``figure`` is months late, share over budget, or share of the benefit; ``limit`` the red threshold it is held
    against. ``level`` is red where the tolerance is exceeded, amber where it is being used up. ``happened`` says that
    it already is; else it is forecast. ``money`` is what it costs, and ``figures`` the figure, over all readings of
    today's way; ``once`` is the part of the money that is a penalty of a missed deadline, paid once.
    """

    project_id: str
    aspect: Aspect
    level: Health
    happened: bool
    figure: float
    limit: float
    money: TodaysRange
    figures: TodaysRange
    once: float = 0.0

    @property
    def is_breach(self) -> bool:
        """Whether the tolerance is exceeded, or forecast to be."""
        return self.level is Health.RED


def tolerances(portfolio: Portfolio, today: TodaysSimulations) -> tuple[Tolerance, ...]:
    """Every figure past a threshold of a project in today's plan: breaches first, then by money.

    Of each project and aspect the worse finding stands, and of two alike the one that has happened.
    """
    levels, profiles = thresholds(portfolio.settings), work_profiles(portfolio)
    health = health_over(portfolio, today)
    breaches = list[Tolerance]()
    for project in portfolio.projects:
        if project.project_id in portfolio.planned:
            breaches += _worst(_time(portfolio, project, profiles[project.project_id], levels))
            breaches += _worst(_cost(project, levels))
            breaches += _worst(_benefit(portfolio, project, health, levels))
    return tuple(sorted(breaches, key=lambda t: (not t.is_breach, -t.money.low, t.project_id, t.aspect)))


def realised_share(portfolio: Portfolio, project_id: str) -> float | None:
    """Share of the benefit planned to date that was realised, over the months that state both; ``None`` without any."""
    rows = [b for b in portfolio.benefits if b.project_id == project_id and b.month <= 0]
    both = [(b.planned, b.actual) for b in rows if b.planned is not None and b.actual is not None]
    planned = sum(p for p, _ in both)
    return sum(a for _, a in both) / planned if planned > 0 else None


def _worst(breaches: Iterator[Tolerance]) -> list[Tolerance]:
    past = [t for t in breaches if t.level is not Health.GREEN]
    return sorted(past, key=lambda t: (not t.is_breach, not t.happened))[:1]


def _time(portfolio: Portfolio, project: Project, profile: Amounts, levels: Thresholds) -> Iterator[Tolerance]:
    ahead = months_slipped(project)
    so_far = None if project.baseline_finish is None else -project.baseline_finish
    late = delay_cost(portfolio, project, profile, max(0, ahead or 0, so_far or 0))
    money = TodaysRange.point(max(0.0, late.total))
    for months, happened in ((ahead, False), (so_far, True)):
        if months is not None:
            level = at_least(months, levels.time_amber, levels.time_red)
            yield Tolerance(
                project.project_id,
                Aspect.TIME,
                level,
                happened,
                float(months),
                levels.time_red,
                money,
                TodaysRange.point(float(months)),
                max(0.0, late.once),
            )


def _cost(project: Project, levels: Thresholds) -> Iterator[Tolerance]:
    ahead, spent, budget = share_over_budget(project), project.spent_to_date, project.budget
    if ahead is None or spent is None or not budget:
        return
    for over, happened in ((ahead, False), (spent / budget - 1.0, True)):
        level = at_least(over, levels.cost_amber, levels.cost_red)
        yield Tolerance(
            project.project_id,
            Aspect.COST,
            level,
            happened,
            over,
            levels.cost_red,
            TodaysRange.point(ahead * budget),
            TodaysRange.point(over),
        )


def _benefit(portfolio: Portfolio, project: Project, health: MeasuredHealth, levels: Thresholds) -> Iterator[Tolerance]:
    at = portfolio.project_index[project.project_id]
    named, over = health.named.projects[at], health.over.projects[at]
    money = _short_of_approval(named, over.delivered)
    realised = realised_share(portfolio, project.project_id)
    for kept, happened in ((over.kept, False), (None if realised is None else TodaysRange.point(realised), True)):
        level = None if kept is None else value_health(kept.high, levels)
        if kept is not None and level is not None:
            of = (project.project_id, Aspect.BENEFIT, level, happened)
            yield Tolerance(*of, kept.named, levels.value_red, money, kept)


def _short_of_approval(health: ProjectHealth, delivered: TodaysRange) -> TodaysRange:
    named, low, high = (max(0.0, health.value_approved - d) for d in (delivered.named, delivered.high, delivered.low))
    return TodaysRange(named, low, high)
