"""Trade-offs: for every action open to a project the best plan with it, beside the recommended one.

Money is present value. A difference is the value of the alternative less that of the recommended plan, so that a worse
alternative has a negative one; low ≤ difference ≤ high, and high ≤ 0 wherever the alternative only adds a rule to what
was asked before. A project that the scenario pins is asked as if it were not pinned: its differences may be positive.
With theme weights the width of an interval comes from the proofs of the weighted objectives, and lies around the
difference of the unweighted values, which may then be positive as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.analyse.constraint.limiting_pool import LimitingPool, counted_pool, first_measure
from engine.analyse.project.alternatives_together import KnownAlternative, known_together
from engine.analyse.project.break_even import BreakEven, ValuedPlan, break_even, can_break_even
from engine.analyse.project.open_actions import open_actions
from engine.analyse.project.refusal import (
    PRECISION,
    SECONDS,
    SHARE,
    Refused,
    difference_to,
    planned_action,
    refused,
    wanted_of,
)
from engine.compute import run_all
from engine.compute.budget import LIVE_BUDGET, SolveBudget
from engine.optimise.compare import Interval, Move
from engine.optimise.counterfactual import Counterfactual, CounterfactualSearch
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Decision, Recommendation, Status
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action, Mode
from engine.valuation.work import work, work_profiles

_FOR_LOOK = 0.4
_FOR_BREAK_EVEN = 0.25
_FOR_PROOF = 1.0 / 6.0
"""Shares of that time: for a first look at one alternative, what is kept for the break-even, and the most that goes
into what is known of an alternative from a search before."""

_FULL = 0.95
"""Use of capacity from which on a month counts as full."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The best plan with one action, beside the recommended plan.

    ``value`` is that of its portfolio; ``start`` and ``finish`` are the project's, in months from the planning month,
    and ``mode`` that of its work, all ``None`` where it does not run.
    ``own`` and ``flex`` are what the project itself and what is bought on top are worth more than in the recommended
    plan, ``moved`` what others are: together they make the difference of the two values. ``begun`` are those of them
    that run here only. ``days`` are
    person-days of the constraint that the project takes more than recommended, in months in which the constraint is
    full. Without a plan ``status`` says whether there is none or none was found in time, and figures are ``None``.
    """

    action: Action
    status: Status
    start: int | None
    finish: int | None
    mode: Mode | None
    value: float | None
    difference: Interval | None
    own: float
    flex: float
    moved: tuple[Move, ...]
    begun: tuple[str, ...]
    days: float


@dataclass(frozen=True, slots=True)
class TradeOff:
    """All that is open to one project; ``decision`` is the recommended one, ``value`` that of its portfolio.

    ``constraint`` is the pool that limits, if any, and ``pool`` the one whose days are counted.

    ``alternatives`` come in the order of :class:`~engine.portfolio.model.vocabulary.Action`, the recommended one among
    them.
    """

    project_id: str
    decision: Decision
    value: float
    constraint: str | None
    pool: str
    alternatives: tuple[Alternative, ...]
    break_even: BreakEven | None

    @property
    def recommended(self) -> Action:
        """The recommended action."""
        return self.decision.action

    @property
    def compared(self) -> Alternative | None:
        """What the recommended action is held against: going on as planned where that is open, else the best other."""
        planned = (a for a in self.alternatives if a.action is Action.CONTINUE and a.value is not None)
        return next((a for a in planned if a.action is not self.recommended), self.best_other)

    @property
    def best_other(self) -> Alternative | None:
        """The best of the actions that are not recommended; ``None`` where nothing else has a plan."""
        others = [a for a in self.alternatives if a.action is not self.recommended and a.value is not None]
        return max(others, key=lambda a: a.value or 0.0, default=None)


def trade_off(
    portfolio: Portfolio,
    recommendation: Recommendation,
    project_id: str,
    budget: SolveBudget = LIVE_BUDGET,
    *,
    precision: float = PRECISION,
    constraint: LimitingPool | None = None,
    known: Mapping[Action, KnownAlternative] | None = None,
) -> TradeOff:
    """Every action open to a project, with the break-even of its benefit.

    ``known`` is what has been worked out of its actions before, from which the search goes on. The gap of ``budget`` is
    that of each alternative, its seconds are for all of them together. An alternative need not be known more closely
    than a share of its difference, ``precision``; a difference that seems too close to call comes first when time is
    short. The recommended action is not solved again: its difference is nothing. ``constraint`` is the pool whose days
    are counted, by a first measure unless given.

    Raises:
        ValueError: ``recommendation`` has no plan.
        KeyError: there is no such project.
    """
    if recommendation.value is None:
        raise ValueError("a trade-off is made beside a plan")
    decision = recommendation.decisions[portfolio.project_index[project_id]]
    actions, known, apart = open_actions(portfolio, project_id), known or {}, dict[Action, Refused]()
    planned = planned_action(portfolio, project_id)
    if planned in actions and planned is not decision.action and planned not in known:
        apart[planned] = refused(portfolio, recommendation, project_id, budget, precision=precision)
    wanted = wanted_of(recommendation, budget)
    asked = Target(wanted.gap, (1.0 - SHARE * len(apart)) * wanted.seconds)
    searches = {
        action: CounterfactualSearch(
            portfolio,
            recommendation,
            Pin(project_id=project_id, action=action),
            asked.gap,
            precision=precision,
            cancel=budget.cancel,
            ceiling=known[action].ceiling if action in known else math.inf,
        )
        for action in actions
        if action not in apart
    }
    work_limit = WorkLimit(asked.seconds, budget.cancel)
    _look(searches, known, work_limit, _FOR_LOOK * asked.seconds)
    for_break_even = _FOR_BREAK_EVEN * asked.seconds
    solved = _sharpened(searches, known, work_limit, for_break_even, _FOR_PROOF * asked.seconds)
    solved |= {action: one.solved for action, one in apart.items()}
    limiting = constraint or first_measure(portfolio)
    own = _Own(portfolio, portfolio.project_index[project_id], counted_pool(portfolio, limiting))
    alternatives = tuple(_alternative(own, recommendation, solved[action]) for action in actions)
    even = None
    if Action.STOP in solved and can_break_even(portfolio, project_id):
        left = WorkLimit(for_break_even if known else max(work_limit.left, for_break_even), budget.cancel)
        running = _best_running(solved.values(), own.index)
        stopped = apart[Action.STOP] if Action.STOP in apart else searches[Action.STOP]
        even = break_even(portfolio, project_id, running, stopped.worth, asked.gap, left)
    return TradeOff(project_id, decision, recommendation.value, limiting.pool_id, own.pool, alternatives, even)


def _look(
    searches: Mapping[Action, CounterfactualSearch],
    known: Mapping[Action, KnownAlternative],
    work_limit: WorkLimit,
    seconds: float,
) -> None:
    """A first look at each alternative, or what is known of it, in so many seconds of work at most."""
    for action, one in searches.items():
        part = work_limit.part(seconds)
        if action in known:
            one.take_up(known[action].plans, part)
        else:
            one.look(part)


def all_trade_offs(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = LIVE_BUDGET,
    *,
    precision: float = PRECISION,
    constraint: LimitingPool | None = None,
) -> tuple[TradeOff, ...]:
    """The trade-offs of all projects, side by side; as :func:`trade_off`, the seconds being those of one project.

    ``precision`` and ``constraint`` are as there.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    limiting = constraint or first_measure(portfolio)
    ids = [p.project_id for p in portfolio.projects]
    known = known_together(portfolio, recommendation, _seconds(budget), budget) if precision else {}
    asked = [
        _Asked(portfolio, recommendation, i, budget.in_process(), precision, limiting, known.get(i, {})) for i in ids
    ]
    return run_all(_one, asked, budget)


def _seconds(budget: SolveBudget) -> float:
    return SECONDS[budget.effort] if budget.target is None else budget.target.seconds


@dataclass(frozen=True, slots=True)
class _Asked:
    portfolio: Portfolio
    recommendation: Recommendation
    project_id: str
    budget: SolveBudget
    precision: float
    constraint: LimitingPool
    known: Mapping[Action, KnownAlternative]


def _one(asked: _Asked) -> TradeOff:
    return trade_off(
        asked.portfolio,
        asked.recommendation,
        asked.project_id,
        asked.budget,
        precision=asked.precision,
        constraint=asked.constraint,
        known=asked.known,
    )


def _sharpened(
    searches: Mapping[Action, CounterfactualSearch],
    known: Mapping[Action, KnownAlternative],
    work_limit: WorkLimit,
    reserve: float,
    for_proof: float,
) -> dict[Action, Counterfactual]:
    """Each known as well as the time allows, those first whose sign is not known.

    For what is known from a search before, a better plan is not looked for again, and a proof gets ``for_proof``
    seconds: on the sample that halves the work and leaves ranges narrower than before.
    """
    order = sorted(searches, key=lambda a: not searches[a].too_close)
    for place, action in enumerate(order):
        one, seconds = searches[action], max(0.0, work_limit.left - reserve) / (len(order) - place)
        if action in known and not one.too_close:
            one.prove(work_limit.part(min(seconds, for_proof)))
        else:
            one.sharpen(work_limit.part(seconds))
    return {action: one.answer() for action, one in searches.items()}


def _alternative(project: _Own, recommendation: Recommendation, solved: Counterfactual) -> Alternative:
    plan, action = solved.plan, solved.pin.action or Action.CONTINUE
    if solved.cost is None or plan.value is None or recommendation.value is None:
        return Alternative(action, plan.status, None, None, None, None, None, 0.0, 0.0, (), (), 0.0)
    before, after = recommendation.decisions[project.index], plan.decisions[project.index]
    own = after.value - before.value
    moved = tuple(m for m in solved.moved if m.project_id != before.project_id)
    change = plan.value - recommendation.value
    return Alternative(
        action,
        plan.status,
        after.start,
        after.finish,
        after.mode,
        plan.value,
        difference_to(project.portfolio, recommendation, solved),
        own,
        change - own - sum(m.value_change for m in moved),
        moved,
        _begun(recommendation, plan, moved),
        _days(recommendation, plan, project),
    )


def _begun(recommendation: Recommendation, plan: Recommendation, moved: Iterable[Move]) -> tuple[str, ...]:
    """Of those moved who runs in the second plan only."""
    here = {d.project_id for d in plan.decisions if d.start is not None}
    there = {d.project_id for d in recommendation.decisions if d.start is not None}
    return tuple(m.project_id for m in moved if m.project_id in here - there)


def _days(recommendation: Recommendation, plan: Recommendation, project: _Own) -> float:
    """Days of the constraint that the project takes more in an alternative, in months full in either plan."""
    full = {
        e.month
        for p in (recommendation, plan)
        for e in p.load
        if e.pool_id == project.pool and e.demand >= _FULL * e.capacity
    }
    return project.days_in(plan, full) - project.days_in(recommendation, full)


@dataclass(frozen=True, slots=True)
class _Own:
    """One project and the pool whose days are counted."""

    portfolio: Portfolio
    index: int
    pool: str

    def days_in(self, plan: Recommendation, months: Iterable[int]) -> float:
        """Days of the pool that the project takes in some months of a plan."""
        decision, project = plan.decisions[self.index], self.portfolio.projects[self.index]
        if decision.start is None:
            return 0.0
        profile = work_profiles(self.portfolio)[project.project_id]
        paused = project.in_flight and decision.start > 0
        days = work(project, profile, decision.mode or Mode.NORMAL, paused=paused)
        row = days[self.portfolio.pool_index[self.pool]]
        offsets = [m - decision.start for m in months]
        return float(sum(row[k] for k in offsets if 0 <= k < row.size))


def _best_running(solved: Iterable[Counterfactual], index: int) -> ValuedPlan | None:
    """The best of the plans that run a project."""
    runs = [
        ValuedPlan(c.plan.objective, c.plan.decisions)
        for c in solved
        if c.plan.objective is not None and c.plan.decisions[index].start is not None
    ]
    return max(runs, key=lambda worth: worth.objective, default=None)
