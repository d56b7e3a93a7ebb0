"""What a simulation answers: typed, frozen, readable without the simulator."""

from __future__ import annotations

from dataclasses import dataclass

from engine.portfolio.model.vocabulary import Mode
from engine.simulate.policy import Policy


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project.

    ``mode`` is ``None`` where the simulation does not run the project. ``started`` is the first month with progress,
    ``finished`` the first month after the work; either is ``None`` where it does not come. ``progress`` holds months
    of work done in each month from month 0 to the finish. ``work_days`` are person-days of work done by pool, in the
    portfolio's order. ``labour`` is the undiscounted cost
    of internal labour by month, empty unless the portfolio counts it. ``value`` is money today.
    """

    project_id: str
    mode: Mode | None
    started: int | None
    finished: int | None
    progress: tuple[float, ...]
    work_days: tuple[float, ...]
    labour: tuple[float, ...]
    value: float

    @property
    def is_stuck(self) -> bool:
        """Whether the project was to run but is never done."""
        return self.mode is not None and self.finished is None


@dataclass(frozen=True, slots=True)
class PoolMonth:
    """One pool in one month, in person-days.

    ``asked`` by all that were ready, ``done`` as work, ``effort`` spent on it (more than ``done`` where multitasking
    takes its toll), ``capacity`` after protection, and ``flex_bought`` on top.
    """

    pool_id: str
    month: int
    asked: float
    done: float
    effort: float
    capacity: float
    flex_bought: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """A portfolio delivered under one policy: one outcome a project, in the portfolio's order.

    ``value`` is the sum of the outcomes' values less ``flex_cost``, money today. ``months`` runs from month 0 to the
    last finish.
    """

    policy: Policy
    multitasking_loss: float
    value: float
    flex_cost: float
    months: int
    outcomes: tuple[Outcome, ...]
    load: tuple[PoolMonth, ...]

    @property
    def stuck(self) -> tuple[str, ...]:
        """Projects that were to run and are never done: for want of capacity, or of a predecessor."""
        return tuple(o.project_id for o in self.outcomes if o.is_stuck)
