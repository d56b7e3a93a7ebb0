"""The agenda of a steering group: the decisions to take first, each with what waiting for it costs.

What a decision brings is its gain on top of those before it, all else as today
(:mod:`engine.analyse.decisions.first_decisions`); what waiting costs is the cost of delay from the month in which the
decision takes effect (:mod:`engine.analyse.decisions.decision_delay`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Event

from engine.analyse.decisions.decision_delay import Wait, decision_delay
from engine.analyse.decisions.first_decisions import Adopted, first_decisions
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio

MOST = 5
"""Decisions on one agenda; a meeting has no time for more."""

LOOKED_AT = 12
"""Decisions worked out, so that an agenda is full again when some have been decided."""


@dataclass(frozen=True, slots=True)
class Item:
    """One decision to take: what it brings, and what waiting for it costs."""

    adopted: Adopted
    wait: Wait

    @property
    def project_id(self) -> str:
        """The project it is about."""
        return self.adopted.project_id


@dataclass(frozen=True, slots=True)
class Agenda:
    """Decisions in the order in which they pay most; ``moves`` is how many the recommendation makes in all.

    ``decided`` is what was decided before, in its order, with what each brings; the items come on top of it.
    """

    items: tuple[Item, ...]
    moves: int
    decided: tuple[Adopted, ...] = ()

    @property
    def worth(self) -> int:
        """What the decisions bring, each on top of those before; whole units of money today."""
        return sum(item.adopted.gain for item in self.items)

    @property
    def worth_range(self) -> tuple[int, int]:
        """The least and the most that they bring over all readings of today's way.

        The first of the list bring what is said of them together wherever they stand; ends of others are added.
        """
        if self.items and self.worth == self.items[-1].adopted.total:
            return self.items[-1].adopted.total_low, self.items[-1].adopted.total_high
        return sum(item.adopted.gain_low for item in self.items), sum(item.adopted.gain_high for item in self.items)

    @property
    def waiting(self) -> float:
        """What a month of waiting from now on costs; money today."""
        return sum(item.wait.per_month for item in self.items if item.wait.effective <= 0)

    @property
    def waiting_range(self) -> tuple[float, float]:
        """The least and the most that it costs over all readings of today's way."""
        waits = [item.wait.monthly for item in self.items if item.wait.effective <= 0]
        return sum(monthly.low for monthly in waits), sum(monthly.high for monthly in waits)

    @property
    def costs_from(self) -> int | None:
        """The month, from the planning month, from which waiting costs something; ``None`` when it never does."""
        return min((item.wait.effective for item in self.items if item.wait.monthly.high > 0), default=None)

    def left(self, settled: Collection[str], most: int = MOST) -> Agenda:
        """The first ``most`` decisions on projects about which nothing has been settled."""
        return Agenda(tuple(i for i in self.items if i.project_id not in settled)[:most], self.moves, self.decided)


def agenda(
    portfolio: Portfolio,
    recommendation: Recommendation,
    most: int = LOOKED_AT,
    *,
    decided: Sequence[str] = (),
    cancel: Event | None = None,
) -> Agenda:
    """The first ``most`` decisions of a recommendation that gain something, with what waiting for each costs.

    ``decided`` are projects about which it has been decided, in that order: the rest is priced on top of them.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    first = first_decisions(portfolio, recommendation, most, decided=decided, cancel=cancel)
    waits = {w.project_id: w for w in decision_delay(portfolio, recommendation, cancel=cancel).waits}
    return Agenda(tuple(Item(step, waits[step.project_id]) for step in first.steps), first.moves, first.decided)
