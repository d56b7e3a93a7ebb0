"""Today's way of working, simulated as it is read (:mod:`engine.analyse.today.reading`), and what it works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analyse.today.reading import TodaysRange, TodaysWay, TodaysWays, reading_of_today
from engine.optimise.options import list_options
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.simulate import Run, Simulation, planned_runs


def todays_way(portfolio: Portfolio, runs: Mapping[str, Run] | None = None) -> Simulation:
    """What today's way of working delivers of today's plan, or of other runs."""
    return TodaysWay(portfolio).simulate(runs)


@dataclass(frozen=True, slots=True)
class TodaysSimulations:
    """What today's way delivers of today's plan under every plausible reading; ``each`` in the order of ``ways``."""

    ways: TodaysWays
    each: tuple[Simulation, ...]

    @property
    def named(self) -> Simulation:
        """That of the named reading."""
        return self.each[self.ways.each.index(self.ways.named)]

    def range_of(self, amounts: Sequence[float]) -> TodaysRange:
        """A figure known under every reading.

        ``amounts`` are in the order of ``each``.
        """
        return self.ways.range_of(amounts)


def todays_simulations(portfolio: Portfolio) -> TodaysSimulations:
    """Today's plan simulated under every plausible reading of today's way."""
    ways, runs = TodaysWays(portfolio), todays_runs(portfolio)
    return TodaysSimulations(ways, tuple(way.simulate(runs) for way in ways.each))


def todays_runs(portfolio: Portfolio) -> dict[str, Run]:
    """What today's plan runs, and from when."""
    return planned_runs(portfolio, reading_of_today(portfolio).simulated)


def recommended_runs(recommendation: Recommendation) -> dict[str, Run]:
    """What the recommendation runs: modes and starts."""
    return {d.project_id: Run(d.mode or Mode.NORMAL, d.start) for d in recommendation.decisions if d.start is not None}


def value_destroying(portfolio: Portfolio) -> frozenset[str]:
    """Projects of today's plan that are worth less than nothing and may be stopped.

    No start and no mode is worth more than stopping, even with capacity to spare; nothing requires them: no mandate,
    pin or floor, and no project that runs waits for them.
    """
    table = list_options(portfolio)
    open_ones = np.bincount(table.project, minlength=len(portfolio.projects)) > 0
    hopeless = open_ones & ~table.worth_a_start
    projects = {
        p.project_id
        for p, lost in zip(portfolio.projects, hopeless.tolist(), strict=True)
        if lost and p.project_id in portfolio.planned and not _required(portfolio, p)
    }
    return _without_enablers(portfolio, projects)


def _required(portfolio: Portfolio, project: Project) -> bool:
    lifted = portfolio.rules.lifted
    pinned = any(p.project_id == project.project_id and p.action is not Action.STOP for p in portfolio.rules.pins)
    floored = {t.name for t in portfolio.settings.themes if t.floor}
    return (
        pinned
        or (project.mandatory and Lift.MANDATES not in lifted)
        or (project.theme in floored and Lift.FLOORS not in lifted)
    )


def _without_enablers(portfolio: Portfolio, projects: set[str]) -> frozenset[str]:
    """Only those that no project waits for, other than losers themselves."""
    while True:
        needed = {
            link.predecessor
            for link in portfolio.dependencies
            if link.successor in portfolio.planned - projects and not portfolio.projects_by_id[link.successor].in_flight
        }
        if not projects & needed:
            return frozenset(projects)
        projects = projects - needed
