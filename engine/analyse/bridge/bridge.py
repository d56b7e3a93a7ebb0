"""The value bridge: from what the plan promises to what today's way delivers, and back up to what is recommended.

Every step is valued alike and changes one thing; steps are whole units of money, so that they add up exactly. A step
may come out with the other sign, and is then shown so; one that is smaller than what the proofs of its two plans leave
open is too close to call. Steps that are simulated keep today's reserve, those that are planned the portfolio's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure
from engine.analyse.constraint.worth_of_person import WorthOfPerson, worth_of_person
from engine.analyse.pricing.same_work import every_rule, finished_work, last_start, same_work
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.calibration import Calibration, Today, calibrate, look_at_today
from engine.analyse.today.conflicts import Waiting, pool_conflicts, where_work_waits
from engine.analyse.today.reading import TodaysWay, TodaysWays
from engine.analyse.today.today import todays_runs, value_destroying
from engine.closely_known import is_closely_known
from engine.compute import Case, solve_cases
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.decisions import plan_values
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode, TodaysPolicy
from engine.simulate import Run, Simulation
from engine.simulate.multitasking import PESSIMISTIC_LOSS
from engine.valuation.options import stop_value

DIFFERENCES = {
    "promised": "sum of business cases",
    "queue": "cost of delay at the constraint",
    "share": "cost of competing priorities",
    "today": "cost of congestion",
    "without losers": "gain from stopping",
    "focused": "gain from focus",
    "re-sequenced": "gain from sequencing",
    "re-chosen": "gain from choosing",
    "recommended": "gain from accelerating",
    "elevated": "gain from lifting the constraint",
}
"""What the change of each step is called, in the order of the steps."""

ON_SCREEN = {
    "promised": "Sum of business cases",
    "today": "Waiting, sharing and switching",
    "focused": "Stopping and focus",
    "re-chosen": "Order and choice",
    "recommended": "Accelerating",
}
"""The steps that are shown first, and what lies between them; all ten are one click away."""

_UPWARD_FACTOR = 2
"""How many times as long as a recommendation a plan on the way may take."""

_WORTH_PROCESSES = 30
"""The plans of a portfolio with fewer projects are found sooner than a process starts."""


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step: ``value`` is the value of the step before plus ``change``; whole units of money today.

    ``change`` is between the plans in hand; that between the best plans lies from ``low`` to ``high``.
    """

    name: str
    value: int
    change: int
    difference: str
    low: int
    high: int

    @property
    def is_too_close(self) -> bool:
        """Whether the step is smaller than its proof: the best plans may not differ, or the other way round."""
        return self.low <= 0 <= self.high and self.low < self.high

    @property
    def is_point(self) -> bool:
        """Whether its change is known closely enough to be written as one amount."""
        return is_closely_known(self.change, self.low, self.high)


@dataclass(frozen=True, slots=True)
class AtLoss:
    """What today's way delivers at one multitasking loss; whole units of money today."""

    multitasking_loss: float
    value: int


@dataclass(frozen=True, slots=True)
class Elevated:
    """The situation change of the last step: a person hired for the constraint, as every analysis prices one."""

    pool_id: str
    people: int
    gain: Interval
    cost: float

    @property
    def is_sure(self) -> bool:
        """Whether they pay for themselves whatever the proofs leave open."""
        return self.gain.low > self.cost


@dataclass(frozen=True, slots=True)
class Bridge:
    """Ten steps, or six where there is no recommended plan.

    ``today`` is what today's way delivers under every plausible reading; the steps are those of its named one.
    ``range_of_today`` is that one at no multitasking loss, at the portfolio's and at the pessimistic one, losses
    ascending, where people are shared at all; ``waiting`` where projects wait at the greatest cost, ``None`` where no
    pool alone makes anybody wait.
    ``stopped`` are the losers, those first whose plan loses most;
    ``waived`` the rules that today's way breaks and the re-sequenced plan need not keep;
    ``not_found`` the steps for which no plan was found, whose change is therefore nothing; ``gaps`` how closely each
    plan solved on the way is proven, relative to its objective; ``stuck`` what today's way never finishes.
    ``elevated`` is ``None`` where no people added would pay for themselves.
    """

    steps: tuple[BridgeStep, ...]
    today: Today
    range_of_today: tuple[AtLoss, ...]
    waiting: Waiting | None
    calibration: Calibration
    stopped: tuple[str, ...]
    waived: tuple[str, ...]
    not_found: tuple[str, ...]
    gaps: tuple[tuple[str, float], ...]
    stuck: tuple[str, ...]
    elevated: Elevated | None

    @property
    def has_plan(self) -> bool:
        """Whether there is a way back up: a recommended plan."""
        return self.has("recommended")

    @property
    def on_screen(self) -> tuple[BridgeStep, ...]:
        """The five steps that are shown first: each change is the sum of those since the step before it."""
        steps: list[BridgeStep] = []
        low = high = 0
        for step in self.steps:
            low, high = low + step.low, high + step.high
            if step.name in ON_SCREEN:
                before = steps[-1].value if steps else 0
                said = ON_SCREEN[step.name]
                steps.append(BridgeStep(step.name, step.value, step.value - before, said, low, high))
                low = high = 0
        return tuple(steps)

    def has(self, name: str) -> bool:
        """Whether there is a step of that name."""
        return any(s.name == name for s in self.steps)

    def value(self, name: str) -> int:
        """Value of a step by its name."""
        return self.step(name).value

    def change(self, name: str) -> int:
        """Change of a step by its name."""
        return self.step(name).change

    @property
    def shortfall(self) -> int:
        """What the plan promises and today's way does not deliver; recoverable + never_deliverable."""
        return max(0, self.value("promised") - self.value("today"))

    @property
    def recoverable(self) -> int:
        """The part of the shortfall that the recommended plan brings back."""
        if not self.has_plan:
            return 0
        return max(0, min(self.shortfall, self.value("recommended") - self.value("today")))

    @property
    def never_deliverable(self) -> int:
        """The part of the promise that no plan found can keep with the capacity there is."""
        return self.shortfall - self.recoverable

    def step(self, name: str) -> BridgeStep:
        """A step by its name."""
        return next(s for s in self.steps if s.name == name)


def bridge(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
    *,
    constraint: LimitingPool | None = None,
) -> Bridge:
    """The value bridge of a portfolio and its recommendation.

    ``constraint`` is the pool that limits, by a first measure unless given; the last step hires a person for it.
    ``budget`` is spent on the three plans that are solved on the way, side by side. They may take longer than the
    budget asks of a plan, since a step from a poor plan to a good one would pass for a gain. With theme
    weights they are the best by weighted value; the steps are unweighted all the same.

    Raises:
        CancelledError: the budget was cancelled.
    """
    down = _way_down(portfolio)
    known: dict[str, _Known | None] = {
        name: _Known(value, value) for name, value in {"promised": recommendation.plan_value, **down.values}.items()
    }
    up = _NO_WAY_UP
    if recommendation.value is not None:
        target = Target(budget.plan_target.gap, budget.plan_target.seconds * _UPWARD_FACTOR)
        workers = 1 if len(portfolio.projects) < _WORTH_PROCESSES else budget.workers
        person = _person(portfolio, recommendation, constraint or first_measure(portfolio), budget)
        up = _way_up(portfolio, recommendation, down.leaner, person, replace(budget, target=target, workers=workers))
        known |= up.known
    return Bridge(
        _steps(known, up.elevated),
        look_at_today(portfolio, down.ways),
        down.range_of_today,
        down.waiting,
        calibrate(portfolio, down.today),
        _costliest_first(down.stopped, portfolio),
        up.waived,
        tuple(name for name, value in known.items() if value is None),
        up.gaps,
        down.today.stuck,
        up.elevated,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The value of a step's plan, and what no plan for that step can exceed; money today."""

    value: float
    ceiling: float

    @staticmethod
    def of(plan: Recommendation) -> _Known | None:
        """A solved plan; the ceiling of a weighted objective is carried over to unweighted value."""
        if plan.value is None:
            return None
        left = 0.0 if plan.best_bound is None or plan.objective is None else plan.best_bound - plan.objective
        return _Known(plan.value, plan.value + max(0.0, left))


def _steps(known: Mapping[str, _Known | None], elevated: Elevated | None) -> tuple[BridgeStep, ...]:
    steps: list[BridgeStep] = []
    before = _Known(0.0, 0.0)
    for name, worth in known.items():
        value = worth or before
        change = round(value.value) - round(before.value)
        low, high = _proven(name, before, value, elevated) if worth else (0.0, 0.0)
        ends = min(change, round(low)), max(change, round(high))
        steps.append(BridgeStep(name, round(value.value), change, DIFFERENCES[name], *ends))
        before = value
    return tuple(steps)


def _proven(name: str, before: _Known, value: _Known, elevated: Elevated | None) -> tuple[float, float]:
    """Between what the change of a step lies, were both of its plans the best.

    Acceleration only adds choices, so the best plan with it is worth no less than the best without.
    """
    if name == "elevated":
        return (
            (0.0, 0.0) if elevated is None else (elevated.gain.low - elevated.cost, elevated.gain.high - elevated.cost)
        )
    if value == before:
        return 0.0, 0.0
    low, high = value.value - before.ceiling, value.ceiling - before.value
    return (max(0.0, low), high) if name == "recommended" else (low, high)


def _costliest_first(stopped: frozenset[str], portfolio: Portfolio) -> tuple[str, ...]:
    """Projects by what stopping them gains on paper, most first; equals in the portfolio's order."""
    worth, place = plan_values(portfolio), portfolio.project_index
    on_paper = {i: worth[place[i]] - stop_value(portfolio.projects_by_id[i]) for i in stopped}
    return tuple(sorted(stopped, key=lambda i: (on_paper[i], place[i])))


@dataclass(frozen=True, slots=True)
class _WayDown:
    """The steps that are simulated, from the queue to today's way without its losers, one project after another."""

    ways: TodaysWays
    values: Mapping[str, float]
    today: Simulation
    leaner: Simulation
    stopped: frozenset[str]
    range_of_today: tuple[AtLoss, ...]
    waiting: Waiting | None


def _way_down(portfolio: Portfolio) -> _WayDown:
    ways, runs, stopped = TodaysWays(portfolio), todays_runs(portfolio), value_destroying(portfolio)
    named = ways.named
    fewer = {i: run for i, run in runs.items() if i not in stopped}
    queue = named.read_as(TodaysPolicy.QUEUE)
    today, leaner = named.simulate(runs), named.simulate(fewer)
    values = {
        "queue": queue.value(runs),
        "share": named.read_as(named.way.policy).value(runs),
        "today": today.value,
        "without losers": leaner.value,
        "focused": queue.value(fewer),
    }
    return _WayDown(
        ways, values, today, leaner, stopped, _at_losses(named, runs), where_work_waits(pool_conflicts(portfolio))
    )


def _at_losses(named: TodaysWay, runs: Mapping[str, Run]) -> tuple[AtLoss, ...]:
    """Today's way at no loss to multitasking, at its own and at the pessimistic one; its own alone where none share."""
    loss, policy = named.way.multitasking_loss, named.way.policy
    losses = sorted({0.0, loss, max(loss, PESSIMISTIC_LOSS)}) if policy is TodaysPolicy.SHARED else [0.0]
    return tuple(AtLoss(x, round(named.read_as(policy, x).value(runs))) for x in losses)


@dataclass(frozen=True, slots=True)
class _WayUp:
    """The steps that need plans, from what today's way delivers to what could be."""

    known: Mapping[str, _Known | None]
    waived: tuple[str, ...]
    gaps: tuple[tuple[str, float], ...]
    elevated: Elevated | None


_NO_WAY_UP = _WayUp({}, (), (), None)


def _way_up(
    portfolio: Portfolio,
    recommendation: Recommendation,
    leaner: Simulation,
    elevated: Elevated | None,
    budget: SolveBudget,
) -> _WayUp:
    """The plans of all steps, solved side by side; those that need none are taken from the recommendation."""
    target, broken = budget.plan_target, broken_rules(portfolio, leaner)
    cases = {"re-sequenced": Case(_better_order(portfolio, leaner, broken), target, prefer_stability=False)}
    if any(d.mode is Mode.ACCELERATED for d in recommendation.decisions):
        slower = _without_acceleration(portfolio)
        cases["re-chosen"] = Case(slower, target, recommendation, recommendation.best_bound, prefer_stability=False)
    solved = solve_cases(list(cases.values()), budget)
    plans = dict(zip(cases, solved, strict=True))
    waived = broken
    if plans["re-sequenced"].value is None:
        waived = tuple(sorted(every_rule(portfolio) | set(broken)))
        plans["re-sequenced"] = find_plan(_better_order(portfolio, leaner, waived), target, cancel=budget.cancel)
    plans["re-chosen"] = _chosen(recommendation, plans.get("re-chosen"))
    known = {name: _Known.of(plans[name]) for name in ("re-sequenced", "re-chosen")}
    known["recommended"] = best = _Known.of(recommendation)
    lifted = elevated.gain.estimate - elevated.cost if elevated else 0.0
    known["elevated"] = None if best is None else _Known(best.value + lifted, best.value + lifted)
    gaps = tuple((name, plan.gap) for name, plan in plans.items() if plan.gap is not None)
    return _WayUp(known, waived, gaps, elevated)


def _better_order(portfolio: Portfolio, leaner: Simulation, waived: tuple[str, ...]) -> Portfolio:
    """What today's way finishes, to be run in its best order."""
    return same_work(portfolio, finished_work(portfolio, leaner), last_start(portfolio, leaner), waived)


def _without_acceleration(portfolio: Portfolio) -> Portfolio:
    return portfolio.model_copy(
        update={"projects": tuple(p.model_copy(update={"can_accelerate": False}) for p in portfolio.projects)}
    )


def _chosen(recommendation: Recommendation, slower: Recommendation | None) -> Recommendation:
    """The best plan without acceleration; a restriction, so never worth more than the recommended plan.

    Where nothing is accelerated that is the recommended plan itself. Where the search comes upon a better one all the
    same, the difference lies within the recommendation's gap, and nothing can be said to be gained by accelerating.
    """
    if slower is None or (slower.objective is not None and slower.objective >= (recommendation.objective or 0.0)):
        return recommendation
    return slower


def _person(
    portfolio: Portfolio, recommendation: Recommendation, constraint: LimitingPool, budget: SolveBudget
) -> Elevated | None:
    """One person hired for the constraint; ``None`` where nothing limits, or where they do not pay for themselves."""
    worth: WorthOfPerson | None = None
    if constraint.pool_id is not None:
        worth = worth_of_person(portfolio, recommendation, constraint.pool_id, replace(budget, on_done=None))
    return None if worth is None or worth.net <= 0 else Elevated(worth.pool_id, 1, worth.gain, worth.cost)
