"""Holding today's way against what has really moved: simulated from a month before, compared with this month.

Forecasts are promises; what has moved is evidence. Every way of sharing people out is simulated from the data of an
earlier month to this one. What a project then still has to do is compared with what it has to do now, as the month in
which it would finish from now on at full pace:

    finish = months since then + months of work left

so that a month of error is a month of delay. The forecast of then, taken at its word, is held against the same.
Money is what the project, as it was known then, is worth at the one finish less at the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analyse.today.reading import TodaysWays, WayOfWorking, reading_of_today, readings_to_try
from engine.errors import CockpitError
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.simulate import Outcome
from engine.valuation.discounting import Amounts
from engine.valuation.finish import value_finished_at
from engine.valuation.work import work_profiles

FEWEST_MOVED = 3
"""Fewer projects than these prove nothing."""

SAME_MONTHS = 0.05
"""Months on average that count as no difference: policies so close are not told apart."""


@dataclass(frozen=True, slots=True)
class MovedProject:
    """One project from one earlier month on; finishes in months from then, at full pace from this month on.

    ``then`` is the ordinal of the earlier month. ``actual`` is by what is left now, ``forecast`` by the own forecast
    of then (the plan, without one), ``simulated`` under every way tried, in their order. ``worth`` is the value at
    ``actual``, ``worth_forecast`` and ``worth_simulated`` those at the others; money of then.
    """

    project_id: str
    then: int
    actual: float
    forecast: float
    simulated: tuple[float, ...]
    worth: float
    worth_forecast: float
    worth_simulated: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """How far off a way of working, or the forecasts of then, were.

    ``months`` is the mean absolute error of the finishes, ``bias`` their mean error (later than it came: positive),
    ``money`` the value it would have led to expect, less what the actual finishes are worth.
    """

    months: float
    bias: float
    money: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every way tried and how far off it was, in the order of ``ways``; the forecasts of then next to them.

    ``earlier`` are the ordinals of the months it is simulated from; ``named`` is the place of the reading in use, where
    it is among the ways, and ``is_accepted`` says that the settings name it. ``unknown`` are projects that are no
    longer in the data although their own forecast had them finish later: whether they were finished or stopped is not
    known, so they are left out.
    """

    earlier: tuple[int, ...]
    ways: tuple[WayOfWorking, ...]
    missed: tuple[Missed, ...]
    forecast: Missed | None
    moved: tuple[MovedProject, ...]
    unknown: tuple[str, ...]
    named: int | None
    is_accepted: bool

    @property
    def is_evidence(self) -> bool:
        """Whether enough projects have moved for a fit to mean anything."""
        return len(self.moved) >= FEWEST_MOVED

    @property
    def best(self) -> int | None:
        """The place of the way that was least off; the nearest to the one in use where several were.

        ``None`` without enough that has moved, or where that does not tell it from another policy.
        """
        if not self.is_evidence or len(self.alike) > 1:
            return None
        return min(self.alike, default=None)

    @property
    def alike(self) -> tuple[int, ...]:
        """The places of the best way of each policy that fits as well as any, as far as months can tell."""
        least = min((missed.months for missed in self.missed), default=0.0)
        policies = dict.fromkeys(way.policy for way in self.ways)
        best = (self._best_of(policy) for policy in policies)
        return tuple(k for k in best if self.missed[k].months <= least + SAME_MONTHS)

    def _best_of(self, policy: TodaysPolicy) -> int:
        used = self.ways[self.named] if self.named is not None else self.ways[-1]
        places = [k for k, way in enumerate(self.ways) if way.policy is policy]
        return min(places, key=lambda k: (round(self.missed[k].months, 6), *self.ways[k].apart_from(used)))


def backtest(portfolio: Portfolio, earlier: Sequence[Portfolio]) -> Backtest:
    """Simulate from each of ``earlier`` to the planning month of ``portfolio``, and compare; the fit is over all.

    Raises:
        CockpitError: an earlier portfolio is not earlier, or none is given.
    """
    if not earlier:
        raise CockpitError("there is no earlier month to look back from")
    readings = readings_to_try(portfolio)
    moved, unknown = list[MovedProject](), list[str]()
    for before in sorted(earlier, key=lambda p: p.settings.planning_month):
        _refuse_later(portfolio, before)
        ways = TodaysWays(before, readings)
        gone = set(_unknown(portfolio, before))
        unknown += [i for i in sorted(gone, key=before.project_index.__getitem__) if i not in unknown]
        moved += _moved(portfolio, before, ways, gone)
    used = reading_of_today(portfolio)
    return Backtest(
        tuple(sorted({before.settings.planning_month for before in earlier})),
        readings.plausible,
        tuple(
            _missed([(m.simulated[k], m.actual, m.worth_simulated[k] - m.worth) for m in moved])
            for k in range(len(readings.plausible))
        ),
        _missed([(m.forecast, m.actual, m.worth_forecast - m.worth) for m in moved]) if moved else None,
        tuple(moved),
        tuple(unknown),
        readings.plausible.index(used) if used in readings.plausible else None,
        portfolio.settings.today is not None,
    )


def _refuse_later(portfolio: Portfolio, before: Portfolio) -> None:
    now, then = portfolio.settings.planning_month, before.settings.planning_month
    if then >= now:
        raise CockpitError(
            f"{before.settings.name} has {before.settings.month(0)} as its planning date, which is not before "
            f"{portfolio.settings.month(0)}; name data of an earlier month"
        )


def _passed(portfolio: Portfolio, before: Portfolio) -> int:
    return portfolio.settings.planning_month - before.settings.planning_month


def _at_work(portfolio: Portfolio, before: Portfolio) -> Iterator[tuple[int, Project]]:
    """Planned projects whose work had begun then or was to begin by now, with their places."""
    for place, project in enumerate(before.projects):
        if project.project_id in before.planned and project.plan_start < _passed(portfolio, before):
            yield place, project


def _unknown(portfolio: Portfolio, before: Portfolio) -> Iterator[str]:
    for _, project in _at_work(portfolio, before):
        if project.project_id not in portfolio.projects_by_id and _forecast(project) > _passed(portfolio, before):
            yield project.project_id


def _moved(portfolio: Portfolio, before: Portfolio, ways: TodaysWays, gone: set[str]) -> Iterator[MovedProject]:
    passed, profiles = _passed(portfolio, before), work_profiles(before)
    simulations = [way.simulate() for way in ways.each]
    for place, project in _at_work(portfolio, before):
        if project.project_id in gone:
            continue
        now = portfolio.projects_by_id.get(project.project_id)
        actual = float(passed + (now.duration_months if now is not None else 0))
        forecast = float(max(passed, _forecast(project)))
        simulated = tuple(_finish(project, s.outcomes[place], passed) for s in simulations)
        yield MovedProject(
            project.project_id,
            before.settings.planning_month,
            actual,
            forecast,
            simulated,
            *_worth(before, project, profiles[project.project_id], actual, forecast, simulated),
        )


def _worth(
    before: Portfolio, project: Project, profile: Amounts, actual: float, forecast: float, simulated: tuple[float, ...]
) -> tuple[float, float, tuple[float, ...]]:
    known = {f: value_finished_at(before, project, profile, f) for f in {actual, forecast, *simulated}}
    return known[actual], known[forecast], tuple(known[f] for f in simulated)


def _finish(project: Project, outcome: Outcome, passed: int) -> float:
    """The month from then in which the project would be done, at full pace from now on; when it was, if it is done."""
    if outcome.finished is not None and outcome.finished <= passed:
        return float(passed)
    return passed + project.duration_months - sum(outcome.progress[:passed])


def _forecast(project: Project) -> int:
    return project.plan_finish if project.forecast_finish is None else project.forecast_finish


def _missed(rows: Sequence[tuple[float, float, float]]) -> Missed:
    """``rows`` are finish expected, finish that came, and the money between."""
    if not rows:
        return Missed(0.0, 0.0, 0.0)
    off = np.array([expected - came for expected, came, _ in rows])
    return Missed(float(np.abs(off).mean()), float(off.mean()), sum(money for _, _, money in rows))
