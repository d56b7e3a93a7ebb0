"""Decision delay: how long each recommended move waits for those who may decide it, and what that waiting costs.

    decision delay = days a decision waits for its authority × the cost of delay of its projects

Waiting costs nothing until the move would take effect: until the first month in which the work of the decided plan and
of today's plan differ. From then on, for every month,

- work to be done sooner lands later: the cost of delay of the project, and of those that depend on it and land earlier
  by the move; never more than the move brings them;
- work to be deferred or stopped goes on and holds its people: of what the move gains the portfolio, the part that
  would have been worked off in the meantime, one month out of its duration.

Gains are those of the move adopted alone in today's way, simulated. It waits for the lowest role that may decide it;
of several on one level, for the quickest. At stake are money (the larger of extra spend and the upper end of what the
move alone gains or loses the portfolio) and months of delay; work that does not begin within the horizon is delayed by
all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from engine.analyse.decisions.first_decisions import adopted_together, moves_of
from engine.analyse.project.at_stake import extra_spend, months_of_delay
from engine.analyse.today.reading import TodaysRange, TodaysWays
from engine.errors import CancelledError
from engine.optimise.recommendation import Decision, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.rights import Stake, lowest_roles
from engine.portfolio.model.roles_and_limits import Authority, Role
from engine.portfolio.model.vocabulary import Action, DecisionKind
from engine.simulate import Outcome, Simulation
from engine.valuation.delay import cost_of_delay
from engine.valuation.work import work_profiles

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Wait:
    """One recommended move; money today.

    ``gain`` is what it alone gains the portfolio in today's way; ``money`` and ``months`` are at stake. ``role`` is the
    lowest that may decide it, ``None`` when nobody may; ``days`` is how long it waits for that role, ``None`` when that
    is not known, as ``cost`` then is. ``effective`` is the month from which waiting costs, ``per_month`` what it then
    costs each month. ``gain``, ``per_month`` and ``cost`` are those in the named reading of today's way; ``gains``,
    ``monthly`` and ``costs`` say between what they lie over all readings.
    """

    project_id: str
    action: Action
    gain: float
    money: float
    months: int
    role: str | None
    days: float | None
    effective: int
    per_month: float
    cost: float | None
    gains: TodaysRange
    monthly: TodaysRange
    costs: TodaysRange | None


@dataclass(frozen=True, slots=True)
class DecisionDelay:
    """Every recommended move, in the portfolio's order, each as if it alone were to be decided."""

    waits: tuple[Wait, ...]

    @property
    def cost(self) -> float:
        """What all waiting costs that is known; money today."""
        return sum(w.cost or 0.0 for w in self.waits)

    @property
    def costs(self) -> TodaysRange:
        """The same over all readings of today's way: ends of single moves, added."""
        return TodaysRange.total(w.costs for w in self.waits if w.costs is not None)


@dataclass(frozen=True, slots=True)
class _Loss:
    """What waiting costs one project or the portfolio: money per month, and all there is to lose."""

    per_month: float
    most: float

    def after(self, months: float) -> float:
        return min(self.per_month * months, self.most)


def decision_delay(
    portfolio: Portfolio, recommendation: Recommendation, *, cancel: Event | None = None
) -> DecisionDelay:
    """Role, days and cost of waiting for each decision of the recommendation that differs from today's plan.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    ways = TodaysWays(portfolio)
    today = [adopted_together(portfolio, (), way) for way in ways.each]
    waits = list[Wait]()
    for move in moves_of(portfolio, recommendation):
        if cancel is not None and cancel.is_set():
            raise CancelledError
        changed = [adopted_together(portfolio, (move,), way) for way in ways.each]
        waits.append(_wait(portfolio, move, ways, list(zip(today, changed, strict=True))))
    return DecisionDelay(tuple(waits))


def _wait(
    portfolio: Portfolio, move: Decision, ways: TodaysWays, delivered: Sequence[tuple[Simulation, Simulation]]
) -> Wait:
    """``delivered`` are today's way and today's way with the move, under every reading."""
    gains = ways.range_of([after.value - before.value for before, after in delivered])
    losses = [_losses(portfolio, move, before, after) for before, after in delivered]
    monthly = ways.range_of([sum(loss.per_month for loss in each) for each in losses])
    spent = extra_spend(portfolio, move.project_id, move.action, move.mode, move.start)
    money, months = max(spent, gains.size), months_of_delay(portfolio, move.project_id, move.action, move.finish)
    role = _decider(portfolio.settings.authority, Stake(kind=DecisionKind(move.action), money=money, months=months))
    days, effective = None if role is None else role.days_to_decide, _effective(portfolio, move)
    late = None if days is None else max(0.0, days / DAYS_A_MONTH - effective)
    costs = None
    if late is not None:
        costs = ways.range_of([sum(loss.after(late) for loss in each) for each in losses])
    return Wait(
        move.project_id,
        move.action,
        gains.named,
        money,
        months,
        None if role is None else role.name,
        days,
        effective,
        monthly.named,
        None if costs is None else costs.named,
        gains,
        monthly,
        costs,
    )


def _effective(portfolio: Portfolio, move: Decision) -> int:
    """The first month in which the work of the decided plan and of today's plan differ."""
    project = portfolio.projects_by_id[move.project_id]
    starts = [project.plan_start] if project.project_id in portfolio.planned else []
    return min([*starts, *([] if move.start is None else [move.start])])


def _losses(portfolio: Portfolio, move: Decision, today: Simulation, changed: Simulation) -> list[_Loss]:
    project = portfolio.projects_by_id[move.project_id]
    if move.action in (Action.DEFER, Action.STOP):
        gain = max(0.0, changed.value - today.value)
        return [_Loss(gain / project.duration_months, gain)]
    theirs = _with_successors(portfolio, project.project_id)
    return [loss for loss in _earlier(portfolio, today, changed, theirs) if loss.per_month > 0 and loss.most > 0]


def _earlier(portfolio: Portfolio, today: Simulation, changed: Simulation, theirs: Collection[str]) -> Iterator[_Loss]:
    """Cost of delay of those that land earlier, or at all, and what they gain by it."""
    profiles = work_profiles(portfolio)
    for project, before, after in zip(portfolio.projects, today.outcomes, changed.outcomes, strict=True):
        if project.project_id in theirs and _lands_earlier(before, after):
            per_month = cost_of_delay(portfolio, project, profiles[project.project_id])
            yield _Loss(per_month, after.value - before.value)


def _lands_earlier(before: Outcome, after: Outcome) -> bool:
    if after.finished is None:
        return False
    return before.finished is None or after.finished < before.finished


def _with_successors(portfolio: Portfolio, project_id: str) -> frozenset[str]:
    """A project, those that wait for it, those that wait for them, and so on."""
    reached = {project_id}
    while more := {d.successor for d in portfolio.dependencies if d.predecessor in reached} - reached:
        reached |= more
    return frozenset(reached)


def _decider(authority: Authority | None, stake: Stake) -> Role | None:
    if authority is None:
        return None
    roles = [authority.role(name) for name in lowest_roles(authority, (stake,))]
    able = [role for role in roles if role is not None]
    return min(able, key=lambda r: float("inf") if r.days_to_decide is None else r.days_to_decide, default=None)
