"""The value bridge: from what the plan promises to what today's way delivers, and back up to what is recommended.

Every step is valued alike and changes one thing; steps are whole units of money, so that they add up exactly. A step
may come out with the other sign, and is then shown so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.analyse.broken_rules import broken_rules
from engine.analyse.elevation import screen_hirings
from engine.analyse.hiring import with_people
from engine.analyse.plans import Plan, best_plan
from engine.analyse.same_work import every_rule, finished_work, last_start, same_work
from engine.analyse.today import losers, todays_runs, todays_way
from engine.optimise.recommend import Target, target_of
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.objects import Portfolio
from engine.simulate import Policy, Simulation, simulate

DIFFERENCES = {
    "promised": "sum of business cases",
    "queue": "cost of delay at the constraint",
    "share": "cost of competing priorities",
    "today": "cost of congestion",
    "without losers": "gain from stopping",
    "re-sequenced": "gain from sequencing",
    "re-chosen": "gain from choosing",
    "recommended": "gain from accelerating",
    "elevated": "gain from lifting the constraint",
}
"""What the change of each step is called, in the order of the steps."""

_PATIENCE = 2
"""How many times as long as a recommendation a plan on the way may take."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``value`` is the value of the step before plus ``change``; whole units of money today."""

    name: str
    value: int
    change: int
    difference: str


@dataclass(frozen=True, slots=True)
class Elevated:
    """The situation change of the last step: people added to a pool, what it gains and costs, money today."""

    pool_id: str
    people: int
    gain: float
    cost: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """Nine steps, or five where there is no recommended plan.

    ``stopped`` are the losers; ``waived`` the rules that today's way breaks and the re-sequenced plan need not keep;
    ``not_found`` the steps for which no plan was found, whose change is therefore nothing; ``gaps`` how closely each
    plan solved on the way is proven, relative to its objective; ``stuck`` what today's way never finishes.
    ``elevated`` is ``None`` where no people added would pay for themselves.
    """

    steps: tuple[Step, ...]
    stopped: tuple[str, ...]
    waived: tuple[str, ...]
    not_found: tuple[str, ...]
    gaps: tuple[tuple[str, float], ...]
    stuck: tuple[str, ...]
    elevated: Elevated | None

    def value(self, name: str) -> int:
        """Value of a step by its name."""
        return next(s.value for s in self.steps if s.name == name)

    @property
    def shortfall(self) -> int:
        """What the plan promises and today's way does not deliver; recoverable + never_deliverable."""
        return max(0, self.value("promised") - self.value("today"))

    @property
    def recoverable(self) -> int:
        """The part of the shortfall that the recommended plan brings back."""
        if all(s.name != "recommended" for s in self.steps):
            return 0
        return max(0, min(self.shortfall, self.value("recommended") - self.value("today")))

    @property
    def never_deliverable(self) -> int:
        """The part of the promise that no plan found can keep with the capacity there is."""
        return self.shortfall - self.recoverable


def bridge(
    portfolio: Portfolio,
    recommendation: Recommendation,
    *,
    effort: Effort = Effort.LIVE,
    target: Target | None = None,
) -> Bridge:
    """The value bridge of a portfolio and its recommendation.

    ``target`` overrides what ``effort`` asks of each of the three plans that are solved on the way. They may take
    longer than a recommendation, since a step from a poor plan to a good one would pass for a gain.
    """
    wanted = target or target_of(effort, len(portfolio.projects))
    patient = Target(wanted.gap, wanted.seconds * _PATIENCE)
    stopped = losers(portfolio)
    today, leaner = todays_way(portfolio), _without(portfolio, stopped)
    way_up = _NO_WAY_UP if recommendation.value is None else _way_up(portfolio, recommendation, leaner, patient)
    values: dict[str, float | None] = {
        "promised": recommendation.plan_value,
        "queue": simulate(portfolio, Policy.FIRST_COME).value,
        "share": simulate(portfolio, Policy.SHARED, multitasking_loss=0.0).value,
        "today": today.value,
        "without losers": leaner.value,
        **way_up.values,
    }
    return Bridge(
        _steps(values.items()),
        tuple(sorted(stopped, key=portfolio.project_index.__getitem__)),
        way_up.waived,
        tuple(name for name, value in values.items() if value is None),
        way_up.gaps,
        today.stuck,
        way_up.elevated,
    )


@dataclass(frozen=True, slots=True)
class _WayUp:
    """The steps that need plans, from what today's way delivers to what could be."""

    values: dict[str, float | None]
    waived: tuple[str, ...]
    gaps: tuple[tuple[str, float], ...]
    elevated: Elevated | None


_NO_WAY_UP = _WayUp({}, (), (), None)


def _way_up(portfolio: Portfolio, recommendation: Recommendation, leaner: Simulation, wanted: Target) -> _WayUp:
    again, waived = _resequenced(portfolio, leaner, wanted)
    chosen = _rechosen(portfolio, recommendation, again, wanted)
    raised, elevated = _elevated(portfolio, recommendation, wanted)
    value = recommendation.value or 0.0
    solved = {"re-sequenced": again, "re-chosen": chosen, "elevated": raised}
    return _WayUp(
        {
            "re-sequenced": None if again is None else again.value,
            "re-chosen": None if chosen is None else chosen.value,
            "recommended": value,
            "elevated": value + (elevated.gain - elevated.cost if elevated else 0.0),
        },
        waived,
        tuple((name, plan.gap) for name, plan in solved.items() if plan is not None and plan.gap is not None),
        elevated,
    )


def _steps(values: Iterable[tuple[str, float | None]]) -> tuple[Step, ...]:
    steps: list[Step] = []
    before = 0
    for name, value in values:
        reached = before if value is None else round(value)
        steps.append(Step(name, reached, reached - before, DIFFERENCES[name]))
        before = reached
    return tuple(steps)


def _without(portfolio: Portfolio, stopped: frozenset[str]) -> Simulation:
    runs = {project_id: run for project_id, run in todays_runs(portfolio).items() if project_id not in stopped}
    return todays_way(portfolio, runs)


def _resequenced(portfolio: Portfolio, leaner: Simulation, wanted: Target) -> tuple[Plan | None, tuple[str, ...]]:
    """The best starts for what today's way finishes; without all rules when those it keeps cannot hold at full pace."""
    broken = broken_rules(portfolio, leaner)
    running, latest = finished_work(portfolio, leaner), last_start(portfolio, leaner)
    plan = best_plan(same_work(portfolio, running, latest, broken), wanted)
    if plan is not None:
        return plan, broken
    every = every_rule(portfolio)
    return best_plan(same_work(portfolio, running, latest, every), wanted), tuple(sorted(every | set(broken)))


def _rechosen(portfolio: Portfolio, recommendation: Recommendation, again: Plan | None, wanted: Target) -> Plan | None:
    """The best plan without acceleration; a restriction, so never worth more than the recommended plan.

    Where the search comes upon a better one all the same, the difference lies within the recommendation's gap, and
    nothing can be said to be gained by accelerating.
    """
    recommended = _recommended(recommendation)
    if all(not p.can_accelerate for p in portfolio.projects):
        return recommended
    slower = portfolio.model_copy(
        update={"projects": tuple(p.model_copy(update={"can_accelerate": False}) for p in portfolio.projects)}
    )
    near = [recommended.decisions] + ([again.decisions] if again else [])
    plan = best_plan(slower, wanted, near=near, ceiling=recommendation.best_bound)
    return recommended if plan is not None and plan.objective >= recommended.objective else plan


def _recommended(recommendation: Recommendation) -> Plan:
    value, objective = recommendation.value or 0.0, recommendation.objective or 0.0
    return Plan(recommendation.decisions, value, objective, recommendation.gap)


def _elevated(
    portfolio: Portfolio, recommendation: Recommendation, wanted: Target
) -> tuple[Plan | None, Elevated | None]:
    """The best screened hiring, solved once; nothing when what was screened, or solved, does not pay for itself."""
    best = next(iter(screen_hirings(portfolio)), None)
    if best is None or best.net <= 0:
        return None, None
    plan = best_plan(with_people(portfolio, best.hiring), wanted, near=[recommendation.decisions])
    gain = 0.0 if plan is None else plan.value - (recommendation.value or 0.0)
    if gain <= best.cost:
        return None, None
    return plan, Elevated(best.hiring.pool_id, best.hiring.people, gain, best.cost)
