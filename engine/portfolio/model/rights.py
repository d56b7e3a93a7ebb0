"""Who may decide what is at stake: the rule of authority, without a register."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.record import Record
from engine.portfolio.model.roles_and_limits import NEVER_DECIDE, Authority, Limit, Role
from engine.portfolio.model.vocabulary import DecisionKind

_UNLIMITED = Limit(money=None)


class Stake(Record):
    """What a decision puts at stake: money, and months of delay."""

    kind: DecisionKind
    money: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    months: int


def limit_of(authority: Authority, role: Role, kind: DecisionKind) -> Limit | None:
    """A role's limit for a kind of decision; ``None`` when it is not the role's to take.

    To continue changes nothing that was approved: every role that decides may, unless some role has a limit for it.
    """
    if normal(role.name) in NEVER_DECIDE:
        return None
    if kind is DecisionKind.CONTINUE and not any(r.limits.continue_ for r in authority.roles):
        return _UNLIMITED
    return role.limits.of(kind)


def may_decide(authority: Authority, role: Role, stakes: Sequence[Stake]) -> bool:
    """Whether a role may decide all that is at stake."""
    return all(_within(authority, role, stake) for stake in stakes)


def lowest_roles(authority: Authority, stakes: Sequence[Stake]) -> tuple[str, ...]:
    """Of the roles that may decide, those whose rights no other of them lies within; peers stand side by side."""
    able = [role for role in authority.roles if may_decide(authority, role, stakes)]
    return tuple(role.name for role in able if not any(_is_lower(authority, other, role) for other in able))


def _within(authority: Authority, role: Role, stake: Stake) -> bool:
    limit = limit_of(authority, role, stake.kind)
    if limit is None:
        return False
    return stake.money <= _or_infinite(limit.money) and stake.months <= _or_infinite(limit.months)


def _is_lower(authority: Authority, one: Role, other: Role) -> bool:
    """Whether one role may do nothing that the other may not, and less than it."""
    ours, theirs = _rights(authority, one), _rights(authority, other)
    return ours != theirs and all(a <= b for a, b in zip(ours, theirs, strict=True))


def _rights(authority: Authority, role: Role) -> list[float]:
    """The money and the months of every kind of decision; below zero for a kind that is not the role's."""
    limits = (limit_of(authority, role, kind) for kind in DecisionKind)
    return [amount for limit in limits for amount in _heights(limit)]


def _heights(limit: Limit | None) -> tuple[float, float]:
    return (_or_infinite(limit.money), _or_infinite(limit.months)) if limit else (-1.0, -1.0)


def _or_infinite(limit: float | None) -> float:
    return math.inf if limit is None else limit
