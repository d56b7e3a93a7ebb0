"""Changes of today's way of working: a better order of the same work, a limit on work in progress, sooner decisions.

All are measured against what today's way delivers, simulated, not against the recommended plan, which has a good order
and no crowd already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.interventions.league import Intervention, InterventionKind
from engine.analyse.pricing.changes import parallel_limit
from engine.analyse.pricing.same_work import finished_work, last_start, same_work
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.reading import TodaysRange, TodaysWays
from engine.analyse.today.today import TodaysSimulations, todays_runs, todays_simulations, todays_way, value_destroying
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.valuation.work import work_profiles

ALL_PROJECTS = "all projects"


def leaner_today(portfolio: Portfolio) -> TodaysSimulations:
    """Today's way without the projects that are worth less than nothing: what a better order is held against."""
    stopped, ways = value_destroying(portfolio), TodaysWays(portfolio)
    runs = {i: run for i, run in todays_runs(portfolio).items() if i not in stopped}
    return TodaysSimulations(ways, tuple(way.simulate(runs) for way in ways.each))


def resequenced(portfolio: Portfolio, leaner: TodaysSimulations) -> Situation:
    """Exactly the work that today's way finishes, in normal mode, at its best starts: the bridge's re-sequenced step.

    Which work that is follows the named reading of today. Rules that today's way breaks are waived, as they are there.
    """
    today = leaner.named
    running, latest = finished_work(portfolio, today), last_start(portfolio, today)
    changed = same_work(portfolio, running, latest, broken_rules(portfolio, today))
    return Situation(ChangeKind.OTHER, ALL_PROJECTS, "the same work in its best order", changed, Nesting.UNRELATED)


def resequencing(leaner: TodaysSimulations, plan: Recommendation) -> Intervention | None:
    """The gain from sequencing: between what the plan is worth and what none can be worth; ``None`` without a plan.

    Its range is over the readings of today's way as well, each of which delivers something else without the order.
    Under theme weights the plan's ceiling is that of the weighted objective, carried over to its unweighted value.
    """
    if plan.value is None or plan.objective is None or plan.best_bound is None:
        return None
    value, unproven = plan.value, max(0.0, plan.best_bound - plan.objective)
    gain = leaner.range_of([value - today.value for today in leaner.each])
    return _of_working(InterventionKind.RESEQUENCE, ALL_PROJECTS, 1, replace(gain, high=gain.high + unproven))


def _of_working(kind: InterventionKind, subject: str, amount: float, gain: TodaysRange) -> Intervention:
    """A change of the way of working itself: it costs nothing, and its gain is a range over the readings of today."""
    return Intervention(kind, subject, amount, gain.named, 0.0, gain.low, gain.high, gain, 0)


def limit_in_progress(portfolio: Portfolio, pool_id: str | None, today: TodaysSimulations) -> Intervention | None:
    """The limit on projects at work in a pool at once that gains most under today's way; ``None`` where none gains.

    ``pool_id`` is the constraint, ``None`` where no pool limits anything. The best limit is that of the named reading;
    where people work on one thing after another, it may gain nothing.
    """
    if pool_id is None:
        return None
    row, profiles = portfolio.pool_index[pool_id], work_profiles(portfolio)
    asking = sum(bool(profiles[i][row].any()) for i in portfolio.planned)
    limited = {n: parallel_limit(portfolio, pool_id, n).portfolio for n in range(1, asking)}
    tried = {n: todays_way(changed).value for n, changed in limited.items()}
    best = max(tried, key=lambda n: tried[n], default=0)
    if not tried or tried[best] <= today.named.value:
        return None
    pairs = zip(todays_simulations(limited[best]).each, today.each, strict=True)
    gain = today.range_of([after.value - before.value for after, before in pairs])
    return _of_working(InterventionKind.LIMIT_PARALLEL, pool_id, best, gain)


def decide_sooner(
    portfolio: Portfolio, recommendation: Recommendation, cancel: Event | None = None
) -> Iterator[Intervention]:
    """Each role decides at once what waits for it: the decision delay saved, free of cost; under today's way.

    Roles for which nothing loses by waiting are left out.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    if portfolio.settings.authority is None:
        return
    saved: dict[tuple[str, float], list[TodaysRange]] = {}
    for wait in decision_delay(portfolio, recommendation, cancel=cancel).waits:
        if wait.role is not None and wait.days and wait.cost and wait.costs is not None:
            saved.setdefault((wait.role, wait.days), []).append(wait.costs)
    for (role, days), costs in saved.items():
        yield _of_working(InterventionKind.DECIDE_SOONER, role, days, TodaysRange.total(costs))
