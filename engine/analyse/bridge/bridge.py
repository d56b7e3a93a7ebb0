"""The value bridge: from what the plan promises to what today's way delivers, and back up to what is recommended.

Every step is valued alike and changes one thing; steps are whole units of money, so that they add up exactly. A step
may come out with the other sign, and is then shown so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.analyse.bridge.waiting import Waiting, where_work_waits
from engine.analyse.constraint.hiring_screen import screen_hirings
from engine.analyse.pricing.changes import people_hired
from engine.analyse.pricing.same_work import every_rule, finished_work, last_start, same_work
from engine.analyse.pricing.situations import Situation, gain_of
from engine.analyse.today.broken_rules import broken_rules
from engine.analyse.today.calibration import Calibration, calibrate
from engine.analyse.today.today import todays_runs, value_destroying
from engine.compute import Case, solve_cases
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.simulate import Policy, Simulation, Simulator
from engine.simulate.multitasking import PESSIMISTIC_LOSS

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

_UPWARD_FACTOR = 2
"""How many times as long as a recommendation a plan on the way may take."""

_WORTH_PROCESSES = 30
"""The plans of a portfolio with fewer projects are found sooner than a process starts."""


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step: ``value`` is the value of the step before plus ``change``; whole units of money today."""

    name: str
    value: int
    change: int
    difference: str


@dataclass(frozen=True, slots=True)
class AtLoss:
    """What today's way delivers at one multitasking loss; whole units of money today."""

    multitasking_loss: float
    value: int


@dataclass(frozen=True, slots=True)
class Elevated:
    """The situation change of the last step: people added to a pool, what the best plan gains, what they cost."""

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
    """Nine steps, or five where there is no recommended plan.

    ``range_of_today`` is today's way at no multitasking loss, at the portfolio's and at the pessimistic one, losses
    ascending; ``waiting`` where projects wait at the greatest cost, ``None`` where no pool alone makes anybody wait.
    ``stopped`` are the losers; ``waived`` the rules that today's way breaks and the re-sequenced plan need not keep;
    ``not_found`` the steps for which no plan was found, whose change is therefore nothing; ``gaps`` how closely each
    plan solved on the way is proven, relative to its objective; ``stuck`` what today's way never finishes.
    ``elevated`` is ``None`` where no people added would pay for themselves.
    """

    steps: tuple[BridgeStep, ...]
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
        return any(s.name == "recommended" for s in self.steps)

    def value(self, name: str) -> int:
        """Value of a step by its name."""
        return self._step(name).value

    def change(self, name: str) -> int:
        """Change of a step by its name."""
        return self._step(name).change

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

    def _step(self, name: str) -> BridgeStep:
        return next(s for s in self.steps if s.name == name)


def bridge(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
) -> Bridge:
    """The value bridge of a portfolio and its recommendation.

    ``budget`` is spent on the three plans that are solved on the way, side by side. They may take longer than the
    budget asks of a plan, since a step from a poor plan to a good one would pass for a gain. With theme
    weights they are the best by weighted value; the steps are unweighted all the same.

    Raises:
        CancelledError: the budget was cancelled.
    """
    down = _way_down(portfolio)
    values: dict[str, float | None] = {"promised": recommendation.plan_value, **down.values}
    up = _NO_WAY_UP
    if recommendation.value is not None:
        target = Target(budget.plan_target.gap, budget.plan_target.seconds * _UPWARD_FACTOR)
        workers = 1 if len(portfolio.projects) < _WORTH_PROCESSES else budget.workers
        up = _way_up(portfolio, recommendation, down.leaner, replace(budget, target=target, workers=workers))
        values |= up.values
    return Bridge(
        _steps(values.items()),
        down.range_of_today,
        down.waiting,
        calibrate(portfolio, down.today),
        tuple(sorted(down.stopped, key=portfolio.project_index.__getitem__)),
        up.waived,
        tuple(name for name, value in values.items() if value is None),
        up.gaps,
        down.today.stuck,
        up.elevated,
    )


def _steps(values: Iterable[tuple[str, float | None]]) -> tuple[BridgeStep, ...]:
    steps: list[BridgeStep] = []
    before = 0
    for name, value in values:
        reached = before if value is None else round(value)
        steps.append(BridgeStep(name, reached, reached - before, DIFFERENCES[name]))
        before = reached
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _WayDown:
    """The steps that are simulated, from the queue to today's way without its losers."""

    values: Mapping[str, float]
    today: Simulation
    leaner: Simulation
    stopped: frozenset[str]
    range_of_today: tuple[AtLoss, ...]
    waiting: Waiting | None


def _way_down(portfolio: Portfolio) -> _WayDown:
    simulator, runs, stopped = Simulator(portfolio), todays_runs(portfolio), value_destroying(portfolio)
    queue = simulator.value(Policy.FIRST_COME, runs)
    today = simulator.simulate(Policy.SHARED)
    leaner = simulator.simulate(Policy.SHARED, {i: run for i, run in runs.items() if i not in stopped})
    setting = portfolio.settings.multitasking_loss
    losses = sorted({0.0, setting, max(setting, PESSIMISTIC_LOSS)})
    at = {x: simulator.value(Policy.SHARED, runs, multitasking_loss=x) for x in losses}
    values = {"queue": queue, "share": at[0.0], "today": today.value, "without losers": leaner.value}
    spread = tuple(AtLoss(x, round(value)) for x, value in at.items())
    return _WayDown(values, today, leaner, stopped, spread, where_work_waits(portfolio))


@dataclass(frozen=True, slots=True)
class _WayUp:
    """The steps that need plans, from what today's way delivers to what could be."""

    values: Mapping[str, float | None]
    waived: tuple[str, ...]
    gaps: tuple[tuple[str, float], ...]
    elevated: Elevated | None


_NO_WAY_UP = _WayUp({}, (), (), None)


def _way_up(portfolio: Portfolio, recommendation: Recommendation, leaner: Simulation, budget: SolveBudget) -> _WayUp:
    """The plans of all steps, solved side by side; those that need none are taken from the recommendation."""
    target, broken, hiring = budget.plan_target, broken_rules(portfolio, leaner), _best_hiring(portfolio)
    cases = {"re-sequenced": Case(_better_order(portfolio, leaner, broken), target, prefer_stability=False)}
    if any(d.mode is Mode.ACCELERATED for d in recommendation.decisions):
        slower = _without_acceleration(portfolio)
        cases["re-chosen"] = Case(slower, target, recommendation, recommendation.best_bound, prefer_stability=False)
    if hiring is not None:
        cases["elevated"] = Case(hiring.portfolio, target, recommendation, prefer_stability=False)
    solved = solve_cases(list(cases.values()), budget)
    plans = dict(zip(cases, solved, strict=True))
    waived = broken
    if plans["re-sequenced"].value is None:
        waived = tuple(sorted(every_rule(portfolio) | set(broken)))
        plans["re-sequenced"] = find_plan(_better_order(portfolio, leaner, waived), target, cancel=budget.cancel)
    plans["re-chosen"] = _chosen(recommendation, plans.get("re-chosen"))
    elevated = None if hiring is None else _elevated(hiring, recommendation, plans["elevated"])
    if elevated is None:
        plans.pop("elevated", None)
    value = recommendation.value or 0.0
    values = {
        "re-sequenced": plans["re-sequenced"].value,
        "re-chosen": plans["re-chosen"].value,
        "recommended": value,
        "elevated": value + (elevated.gain.estimate - elevated.cost if elevated else 0.0),
    }
    gaps = tuple((name, plan.gap) for name, plan in plans.items() if plan.gap is not None)
    return _WayUp(values, waived, gaps, elevated)


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


def _best_hiring(portfolio: Portfolio) -> Situation | None:
    """The best screened hiring, to be solved once; nothing where none pays for itself by the look of it."""
    best = next(iter(screen_hirings(portfolio)), None)
    return None if best is None or best.net <= 0 else people_hired(portfolio, best.hiring)


def _elevated(hiring: Situation, recommendation: Recommendation, plan: Recommendation) -> Elevated | None:
    gain = gain_of(hiring, recommendation, plan)
    if gain is None or gain.estimate <= hiring.cost:
        return None
    return Elevated(hiring.subject, int(hiring.amount), gain, hiring.cost)
