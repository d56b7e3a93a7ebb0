"""Changes of today's way of working: a better order of the same work, a limit on work in progress, sooner decisions.

All are measured against what today's way delivers, simulated, not against the recommended plan, which has a good order
and no crowd already.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.interventions.league import Intervention, InterventionKind
from engine.analyse.pricing.changes import parallel_limit
from engine.analyse.pricing.same_work import finished_work, last_start, same_work
from engine.analyse.pricing.situations import ChangeKind, Situation
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.today import todays_runs, todays_way, value_destroying
from engine.optimise.compare import Nesting
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Simulation
from engine.valuation.work import work_profiles

ALL_PROJECTS = "all projects"


def leaner_today(portfolio: Portfolio) -> Simulation:
    """Today's way without the projects that are worth less than nothing: what a better order is held against."""
    stopped = value_destroying(portfolio)
    return todays_way(portfolio, {i: run for i, run in todays_runs(portfolio).items() if i not in stopped})


def resequenced(portfolio: Portfolio, leaner: Simulation) -> Situation:
    """Exactly the work that today's way finishes, in normal mode, at its best starts: the bridge's re-sequenced step.

    Rules that today's way breaks are waived, as they are there.
    """
    running, latest = finished_work(portfolio, leaner), last_start(portfolio, leaner)
    changed = same_work(portfolio, running, latest, broken_rules(portfolio, leaner))
    return Situation(ChangeKind.OTHER, ALL_PROJECTS, "the same work in its best order", changed, Nesting.UNRELATED)


def resequencing(leaner: Simulation, plan: Recommendation) -> Intervention | None:
    """The gain from sequencing: between what the plan is worth and what none can be worth; ``None`` without a plan.

    Under theme weights the plan's ceiling is that of the weighted objective, carried over to its unweighted value.
    """
    if plan.value is None or plan.objective is None or plan.best_bound is None:
        return None
    gain = plan.value - leaner.value
    high = gain + plan.best_bound - plan.objective
    return Intervention(InterventionKind.RESEQUENCE, ALL_PROJECTS, 1, gain, 0.0, gain, max(gain, high), gain, 0)


def limit_in_progress(portfolio: Portfolio, pool_id: str | None, today: Simulation) -> Intervention | None:
    """The limit on projects at work in a pool at once that gains most under today's way; ``None`` where none gains.

    ``pool_id`` is the constraint, ``None`` where no pool limits anything.
    """
    if pool_id is None:
        return None
    row, profiles = portfolio.pool_index[pool_id], work_profiles(portfolio)
    asking = sum(bool(profiles[i][row].any()) for i in portfolio.planned)
    tried = {n: todays_way(parallel_limit(portfolio, pool_id, n).portfolio).value for n in range(1, asking)}
    best = max(tried, key=lambda n: tried[n], default=0)
    gain = tried[best] - today.value if tried else 0.0
    if gain <= 0:
        return None
    return Intervention(InterventionKind.LIMIT_PARALLEL, pool_id, best, gain, 0.0, gain, gain, gain, 0)


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
    saved: dict[tuple[str, float], float] = {}
    for wait in decision_delay(portfolio, recommendation, cancel=cancel).waits:
        if wait.role is not None and wait.days and wait.cost:
            key = wait.role, wait.days
            saved[key] = saved.get(key, 0.0) + wait.cost
    for (role, days), gain in saved.items():
        yield Intervention(InterventionKind.DECIDE_SOONER, role, days, gain, 0.0, gain, gain, gain, 0)
