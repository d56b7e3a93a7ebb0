"""Who may decide what: roles, their limits, how long they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from engine.portfolio.model.fields import (
    Ceiling,
    PlainNumber,
    WholeField,
)
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.record import Record
from engine.portfolio.model.vocabulary import DecisionKind

NEVER_DECIDE = frozenset({"viewer", "analyst"})
"""Roles of the cockpit that look and prepare, whatever the portfolio says."""


class Limit(Record):
    """How far a role may go in one kind of decision: money at stake and months of delay; ``None`` sets no limit."""

    money: Ceiling
    months: Annotated[WholeField, Field(ge=0)] | None = None


class Limits(Record):
    """The limit of each kind of decision; a kind without one is not the role's to take."""

    accelerate: Limit | None = None
    continue_: Limit | None = Field(None, alias="continue")
    defer: Limit | None = None
    stop: Limit | None = None
    add_capacity: Limit | None = Field(None, alias="add capacity")
    change_floor: Limit | None = Field(None, alias="change a floor")

    def of(self, kind: DecisionKind) -> Limit | None:
        """The limit of one kind of decision.

        ``None`` where the role may not decide it at all.
        """
        return _LIMITS[kind](self)

    @property
    def by_key(self) -> tuple[tuple[str, Limit], ...]:
        """Key of ``portfolio.yaml`` and limit, of each kind that the role may decide."""
        fields = type(self).model_fields.items()
        limits = ((field.alias or name, getattr(self, name)) for name, field in fields)
        return tuple((key, limit) for key, limit in limits if limit is not None)


_LIMITS: dict[DecisionKind, Callable[[Limits], Limit | None]] = {
    DecisionKind.ACCELERATE: lambda limits: limits.accelerate,
    DecisionKind.CONTINUE: lambda limits: limits.continue_,
    DecisionKind.DEFER: lambda limits: limits.defer,
    DecisionKind.STOP: lambda limits: limits.stop,
    DecisionKind.ADD_CAPACITY: lambda limits: limits.add_capacity,
    DecisionKind.CHANGE_FLOOR: lambda limits: limits.change_floor,
}


class Role(Record):
    """A role in the governance of the portfolio, and how long a decision waits for it on average; days."""

    name: str = Field(min_length=1)
    days_to_decide: PlainNumber | None = None
    limits: Limits = Limits()


class Authority(Record):
    """Who may decide what."""

    roles: tuple[Role, ...] = ()

    def role(self, name: str) -> Role | None:
        """The role of a name, whatever its capitals and spaces.

        ``None`` where there is no such role.
        """
        return next((role for role in self.roles if normal(role.name) == normal(name)), None)
