"""The rule of authority: whether a role may decide what is at stake, and who else may when it may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.errors import AuthorityError
from engine.optimise.compare import Interval
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.rights import Stake, limit_of, lowest_roles, may_decide
from engine.portfolio.model.roles_and_limits import NEVER_DECIDE, Authority, Role
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register.entry import DecisionTaken, Entry, Person, State


@dataclass(frozen=True, slots=True)
class Ruling:
    """``decided``, or ``recommended`` with the lowest roles that may decide (none, when it is beyond everyone)."""

    state: State
    waits_for: tuple[str, ...] = ()


def stake_of(decision: DecisionTaken) -> Stake:
    """Money at stake is the larger of extra spend and the far end of the value difference, whichever its sign."""
    return stake_at(decision.kind, decision.value, decision.extra_spend, decision.months)


def stake_at(kind: DecisionKind, value: Interval, extra_spend: float, months: int) -> Stake:
    """What would be at stake, before anything is decided; see :func:`stake_of`.

    ``value`` is the difference that the decision makes; ``extra_spend`` is money that today's plan does not spend;
    ``months`` are those of delay, 0 without any.
    """
    return Stake(kind=kind, money=max(extra_spend, abs(value.low), abs(value.high)), months=months)


def rule(authority: Authority | None, person: Person, stakes: Sequence[Stake]) -> Ruling:
    """What becomes of a decision of a person, when ``stakes`` are what it needs rights for, its own first.

    ``authority`` is ``None`` where the portfolio lists no role.

    Raises:
        AuthorityError: the role decides nothing, or nothing of this kind.
    """
    role = _role(authority, person.role)
    kind = stakes[0].kind
    if authority is None or role is None or limit_of(authority, role, kind) is None:
        raise AuthorityError(_refusal(authority, person.role, kind))
    if may_decide(authority, role, stakes):
        return Ruling(State.DECIDED)
    return Ruling(State.RECOMMENDED, lowest_roles(authority, stakes))


def queue(entries: Iterable[Entry], role: str, authority: Authority | None) -> tuple[Entry, ...]:
    """Of the recommendations that wait, those for which this is the lowest role that may decide.

    Nothing waits for a role where ``authority`` is ``None``: nobody's rights are known.
    """
    if authority is None:
        return ()
    names = ((entry, lowest_roles(authority, entry.stakes)) for entry in entries)
    return tuple(entry for entry, able in names if normal(role) in map(normal, able))


def _role(authority: Authority | None, name: str) -> Role | None:
    return authority.role(name) if authority else None


def _refusal(authority: Authority | None, name: str, kind: DecisionKind) -> str:
    if normal(name) in NEVER_DECIDE:
        return f"The role {name} may look and prepare, but decides nothing. Ask someone who may."
    if authority is None or not authority.roles:
        return (
            "Nobody's rights to decide are known. List roles and their limits under authority in the settings, "
            "as data/FORMAT.md describes."
        )
    if authority.role(name) is None:
        names = ", ".join(role.name for role in authority.roles)
        return f"The role {name!r} has no rights to decide. Roles that have: {names}."
    able = ", ".join(role.name for role in authority.roles if limit_of(authority, role, kind)) or "no role"
    return f"The role {name} may not decide to {kind}. Roles that may: {able}."
