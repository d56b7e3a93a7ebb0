"""The case for a wider mandate, without a new department: what the office already decides, and what waiting costs.

The office's rights are those of one role of ``authority``. Outside them lies every decision that the role may not take
itself: in the register, decisions that another role took and recommendations that wait for one; with an empty register,
the moves recommended this month. Rights are asked for only where waiting for somebody else costs money, or where nobody
may decide at all:

    limit asked for, by kind  = the most at stake in such a move of that kind, and its most months of delay
    saved                     = cost of waiting as it is − cost of waiting were the office to decide those moves

Waiting is that of :mod:`engine.analyse.decisions.decision_delay`, each move as if it alone were to be decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event

from engine.analyse.decisions.decision_delay import DecisionDelay, Wait, decision_delay
from engine.analyse.decisions.signs import Signs, signs
from engine.analyse.today.reading import TodaysRange
from engine.errors import CancelledError
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.rights import Stake, limit_of, lowest_roles, may_decide
from engine.portfolio.model.roles_and_limits import NEVER_DECIDE, Authority, Limit, Limits, Role
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register.entry import Entry, State
from engine.register.what_still_stands import in_force, pending

_NOTHING = TodaysRange.point(0.0)
_LEAST = 1.0
"""Waiting that costs less than a unit of money costs nothing."""


class Came(StrEnum):
    """How a decision outside the office's rights is known."""

    TAKEN = "taken by another role"
    WAITING = "waiting for another role"
    RECOMMENDED = "recommended this month"


@dataclass(frozen=True, slots=True)
class Outside:
    """A decision outside the office's rights: what is at stake, and which role decides; ``None`` where none may."""

    subject: str
    kind: DecisionKind
    money: float
    role: str | None
    came: Came


@dataclass(frozen=True, slots=True)
class Right:
    """A limit the office asks for, beside the one it has (``None`` where that kind is not its to decide).

    ``money`` and ``months`` cover the moves of ``project_ids``; ``months`` is ``None`` where no limit is needed.
    ``saved`` is what deciding them itself saves of the cost of waiting, over the readings of today's way; money today.
    """

    kind: DecisionKind
    now: Limit | None
    money: float
    months: int | None
    project_ids: tuple[str, ...]
    saved: TodaysRange

    def as_limit(self, money: float) -> Limit:
        """The right as a limit of the settings, for so much money."""
        return Limit(money=money, months=self.months)


@dataclass(frozen=True, slots=True)
class Mandate:
    """The case; ``office`` is ``None`` where the portfolio states no role that decides.

    ``sooner`` is the delay were the office to decide every recommended move itself.
    """

    office: str | None
    signs: Signs
    delay: DecisionDelay
    sooner: DecisionDelay
    outside: tuple[Outside, ...]
    within: int
    rights: tuple[Right, ...]

    @property
    def money_outside(self) -> float:
        """Money at stake in the decisions outside the office's rights; each decision taken for itself."""
        return sum(o.money for o in self.outside)

    @property
    def saved(self) -> TodaysRange:
        """What the rights asked for save of the cost of waiting: ends of single rights, added."""
        return TodaysRange.total(r.saved for r in self.rights)


def mandate(
    portfolio: Portfolio,
    recommendation: Recommendation,
    entries: Iterable[Entry] = (),
    office: str | None = None,
    *,
    cancel: Event | None = None,
) -> Mandate:
    """The case of one role, by default the first of the lowest that decide anything; ``entries`` are the register's.

    ``office`` names that role; ``None`` takes the default.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    authority = portfolio.settings.authority or Authority()
    role = office_role(authority, office)
    measured = signs(portfolio, recommendation)
    if cancel is not None and cancel.is_set():
        raise CancelledError
    delay = decision_delay(portfolio, recommendation, cancel=cancel)
    if role is None:
        return Mandate(None, measured, delay, delay, (), 0, ())
    sooner = decision_delay(_deciding_all(portfolio, role), recommendation, cancel=cancel)
    known = tuple(entries)
    outside, within = _from_register(known, role) if known else _from_moves(portfolio, authority, role, delay.waits)
    return Mandate(role.name, measured, delay, sooner, outside, within, _rights(authority, role, delay, sooner))


def office_role(authority: Authority, name: str | None = None) -> Role | None:
    """The role of a name, else the first of the lowest roles that may decide anything at all."""
    if name is not None and (named := authority.role(name)) is not None:
        return named
    deciding = Authority(roles=deciding_roles(authority))
    return next((role for n in lowest_roles(deciding, ()) if (role := deciding.role(n)) is not None), None)


def deciding_roles(authority: Authority) -> tuple[Role, ...]:
    """Roles with a limit for some kind of decision, in the portfolio's order."""
    return tuple(
        role
        for role in authority.roles
        if normal(role.name) not in NEVER_DECIDE and any(role.limits.of(kind) for kind in DecisionKind)
    )


def _deciding_all(portfolio: Portfolio, role: Role) -> Portfolio:
    """The same portfolio, in which one role alone decides, and everything."""
    anything = Limit(money=None)
    names = ("accelerate", "continue", "defer", "stop", "add capacity", "change a floor")
    free = role.model_copy(update={"limits": Limits.model_validate(dict.fromkeys(names, anything))})
    settings = portfolio.settings.model_copy(update={"authority": Authority(roles=(free,))})
    return portfolio.model_copy(update={"settings": settings})


def _from_register(entries: Sequence[Entry], role: Role) -> tuple[tuple[Outside, ...], int]:
    outside, within = [], 0
    for entry in (*in_force(entries), *pending(entries)):
        if entry.state is State.DECIDED and normal(entry.decided_by.role) == normal(role.name):
            within += 1
            continue
        taken = entry.state is State.DECIDED
        decides = entry.decided_by.role if taken else ", ".join(entry.waits_for) or None
        if not taken and normal(role.name) in {normal(name) for name in entry.waits_for}:
            within += 1
            continue
        came = Came.TAKEN if taken else Came.WAITING
        subject = entry.subject.name or entry.subject.id
        outside.append(Outside(subject, entry.decision.kind, entry.stakes[0].money, decides, came))
    return _by_money(outside), within


def _from_moves(
    portfolio: Portfolio, authority: Authority, role: Role, waits: Sequence[Wait]
) -> tuple[tuple[Outside, ...], int]:
    beyond = [w for w in waits if not _decides(authority, role, w)]
    names = portfolio.projects_by_id
    outside = [
        Outside(names[w.project_id].name, DecisionKind(w.action), w.money, w.role, Came.RECOMMENDED) for w in beyond
    ]
    return _by_money(outside), len(waits) - len(beyond)


def _by_money(outside: Iterable[Outside]) -> tuple[Outside, ...]:
    return tuple(sorted(outside, key=lambda o: (-o.money, o.subject)))


def _decides(authority: Authority, role: Role, wait: Wait) -> bool:
    stake = Stake(kind=DecisionKind(wait.action), money=wait.money, months=wait.months)
    return may_decide(authority, role, (stake,))


def _rights(authority: Authority, role: Role, now: DecisionDelay, sooner: DecisionDelay) -> tuple[Right, ...]:
    asked: dict[DecisionKind, list[tuple[Wait, TodaysRange]]] = {}
    for wait, own in zip(now.waits, sooner.waits, strict=True):
        saved = _saved(wait, own)
        if not _decides(authority, role, wait) and (wait.role is None or saved.named >= _LEAST):
            asked.setdefault(DecisionKind(wait.action), []).append((wait, saved))
    rights = [_right(authority, role, kind, waits) for kind, waits in asked.items()]
    return tuple(sorted(rights, key=lambda r: (-r.saved.low, -r.saved.named, r.kind)))


def _saved(wait: Wait, own: Wait) -> TodaysRange:
    """What a wait costs more than the office's own would; never too narrow a range: ends of two are subtracted."""
    long, short = wait.costs or _NOTHING, own.costs or _NOTHING
    ends = (long.named - short.named, long.low - short.high, long.high - short.low)
    return TodaysRange(*(max(0.0, end) for end in ends))


def _right(authority: Authority, role: Role, kind: DecisionKind, waits: list[tuple[Wait, TodaysRange]]) -> Right:
    now = limit_of(authority, role, kind)
    months = max(wait.months for wait, _ in waits)
    is_limited = kind is DecisionKind.DEFER and (now is None or now.months is not None)
    return Right(
        kind,
        now,
        max(_above(now, lambda limit: limit.money), max(wait.money for wait, _ in waits)),
        max(int(_above(now, lambda limit: limit.months)), months) if is_limited else None,
        tuple(wait.project_id for wait, _ in waits),
        TodaysRange.total(saved for _, saved in waits),
    )


def _above(now: Limit | None, amount: Callable[[Limit], float | None]) -> float:
    """What the role has already: a right asked for never takes one away."""
    return 0.0 if now is None else amount(now) or 0.0
