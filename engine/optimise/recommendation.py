"""What the optimiser answers: typed, frozen, readable without any solver."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.portfolio.model.vocabulary import Action, Mode


class Status(StrEnum):
    """How a solve ended; running out of time with a plan in hand is FEASIBLE, not an error."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    NO_SOLUTION = "NO_SOLUTION"


class Reason(StrEnum):
    """Why a decision carries its action."""

    COSTS_MORE_THAN_IT_BRINGS = "costs more than it brings"
    DISPLACED = "displaced"
    WAITS_FOR_PREDECESSOR = "waits for its predecessor"
    FREES_THE_CONSTRAINT = "frees the constraint"
    NO_CAPACITY = "no capacity"
    NO_BUDGET = "no budget"
    WAITS_FOR_CAPACITY = "waits for capacity"
    WAITS_FOR_BUDGET = "waits for budget"
    HELD_BACK_BY_A_RULE = "held back by a rule"
    WORTH_MORE_LATER = "worth more later"
    BY_PRIORITY = "by priority, no new spend"
    BY_SPENDING = "by spending"
    REQUIRED = "required"
    AS_PLANNED = "as planned"


class Effort(StrEnum):
    """How hard to look for proof: while many wait, while a slider moves, or for the board."""

    BRIEF = "brief"
    LIVE = "live"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one project.

    ``start`` and ``finish`` are months from the planning month (finish is the first month after the
    work), ``None`` where no work runs; ``value`` and ``value_of_plan`` are money today, unweighted;
    ``delay_months`` is finish less planned finish.
    """

    project_id: str
    action: Action
    reason: Reason
    mode: Mode | None
    start: int | None
    finish: int | None
    value: float
    value_of_plan: float
    delay_months: int | None

    @property
    def gain(self) -> float:
        """Value less the value of today's plan on paper."""
        return self.value - self.value_of_plan


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """One pool in one month, in person-days: asked, available after protection, and bought on top."""

    pool_id: str
    month: int
    demand: float
    capacity: float
    flex_bought: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that makes an infeasible portfolio feasible, everything else unchanged.

    ``row`` is the rule that gives way. ``amount`` is how much more of it is needed, in its own unit (person-days,
    money, projects, decisions), ``None`` for a rule that is dropped; ``cost`` is what the amount costs in money.
    """

    row: str
    amount: float | None
    cost: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The recommended plan with its proof.

    ``value`` is unweighted money; ``objective``, ``best_bound`` and ``gap`` belong to what the
    optimiser maximised, which theme weights change. ``plan_value`` is what the plan promises on paper.
    Without a plan ``value``, ``objective`` and ``gap`` are ``None``; when infeasible, ``conflict``
    names a set of rules that cannot hold together and ``ways_out`` the remedies, cheapest first
    (``engine.explain.infeasible`` puts both into words). ``cut_off`` says that the clock ended the solve before its
    work was done, so that the same question may be answered better on a machine with less to do.
    """

    portfolio: str
    fingerprint: str
    currency: str
    planning_month: int
    status: Status
    value: float | None
    objective: float | None
    best_bound: float | None
    gap: float | None
    seconds: float
    solver: str
    plan_value: float
    decisions: tuple[Decision, ...] = ()
    load: tuple[PoolLoad, ...] = ()
    conflict: tuple[str, ...] = ()
    ways_out: tuple[Remedy, ...] = ()
    cut_off: bool = False


def family_of(row: str) -> str:
    """The family of a row: ``capacity`` of ``capacity[integration,2027-03]``."""
    return row.split("[", 1)[0]
