"""What the register holds in money: what was decided and is expected of it, what deviations cost, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.register.entry import Entry
from engine.register.what_still_stands import in_force, pending


@dataclass(frozen=True, slots=True)
class Balance:
    """Decisions that stand and recommendations that wait; money today.

    ``expected`` sums the differences that decisions as recommended make, ``deviation`` those of the others, below zero
    where they cost. Each is the difference that its decision alone makes in the plan of its day: sums are no plan's.
    """

    decided: int
    waiting: int
    deviating: int
    expected: float
    deviation: float
    at_stake: float


def balance(entries: Iterable[Entry]) -> Balance:
    """The money in all that stands."""
    entries = tuple(entries)
    stand, wait = in_force(entries), pending(entries)
    other = [e for e in stand if e.decision.deviates]
    return Balance(
        decided=len(stand),
        waiting=len(wait),
        deviating=len(other),
        expected=sum(e.decision.value.estimate for e in stand if not e.decision.deviates),
        deviation=sum(e.decision.value.estimate for e in other),
        at_stake=sum(e.stakes[0].money for e in wait),
    )
