"""Health over every plausible reading of today's way: one measurement for the named one, ranges over all of them.

What is counted or lost under green lights depends on how people are shared out today. Until somebody has said so, each
such figure is given as the least and the most over the readings of :mod:`engine.analyse.today.reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.analyse.health.portfolio_health import PortfolioHealth, ProjectHealth, planned_health, portfolio_health
from engine.analyse.today.reading import TodaysRange
from engine.analyse.today.today import TodaysSimulations
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health


@dataclass(frozen=True, slots=True)
class ProjectOverReadings:
    """One project over all readings: value delivered and lost, money today; whether it is late in every one.

    Months late are fewest and most; ``None`` where it is never done, or does not run. ``kept`` is the share of the
    approved value that is delivered, ``value`` the mildest value health that comes of it: so bad it surely is.
    """

    project_id: str
    delivered: TodaysRange
    lost: TodaysRange
    least_late: int | None
    most_late: int | None
    surely_late: bool
    kept: TodaysRange | None
    value: Health | None


@dataclass(frozen=True, slots=True)
class HealthOverReadings:
    """The portfolio over all readings; money today, shares of 1.

    ``late`` is how many projects of green delivery health land late, fewest and most, and ``lost_late`` what they lose.
    ``kept`` is the share of the approved value that is delivered, ``None`` where none was approved or promised.
    ``values`` are the value healths that come out, worst first. ``projects`` are in the portfolio's order.
    """

    today: TodaysRange
    at_risk: TodaysRange
    late: tuple[int, int]
    lost_late: TodaysRange
    kept: TodaysRange | None
    values: tuple[Health, ...]
    projects: tuple[ProjectOverReadings, ...]


@dataclass(frozen=True, slots=True)
class MeasuredHealth:
    """Health in the named reading of today's way, and over all of them."""

    named: PortfolioHealth
    over: HealthOverReadings


_WORST_FIRST = (Health.RED, Health.AMBER, Health.GREEN)


def health_over(portfolio: Portfolio, today: TodaysSimulations) -> MeasuredHealth:
    """Health of every project and of the portfolio under every reading of today's way."""
    known = planned_health(portfolio)
    each = [portfolio_health(portfolio, simulation, known) for simulation in today.each]

    def over(figure: Callable[[PortfolioHealth], float]) -> TodaysRange:
        return today.range_of([figure(health) for health in each])

    late = [len(health.green_late) for health in each]
    kept = [health.kept for health in each]
    values = {health.value for health in each}
    return MeasuredHealth(
        each[today.each.index(today.named)],
        HealthOverReadings(
            over(lambda h: h.today),
            over(lambda h: h.value_at_risk),
            (min(late), max(late)),
            over(lambda h: sum(p.value_lost for p in h.green_late)),
            None if None in kept else today.range_of([k for k in kept if k is not None]),
            tuple(level for level in _WORST_FIRST if level in values),
            tuple(_project(today, [health.projects[at] for health in each]) for at in range(len(portfolio.projects))),
        ),
    )


def _project(today: TodaysSimulations, each: Sequence[ProjectHealth]) -> ProjectOverReadings:
    months = sorted(p.months_late for p in each if p.months_late is not None)
    ever = len(months) == len(each)
    return ProjectOverReadings(
        each[0].project_id,
        today.range_of([p.value_today for p in each]),
        today.range_of([p.value_lost for p in each]),
        months[0] if months else None,
        months[-1] if months and ever else None,
        all(p.is_late for p in each),
        None if any(p.kept is None for p in each) else today.range_of([p.kept or 0.0 for p in each]),
        next((level for level in reversed(_WORST_FIRST) if level in {p.value for p in each}), None),
    )
