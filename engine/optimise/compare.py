"""Two plans set side by side: the money between them, as exactly as their proofs allow, and who moves.

Plan A is worth a, and no plan of its problem more than A; plan B likewise. The difference of the two optima then
lies in [a − B, A − b]. Where one problem is a restriction of the other, its optimum cannot be higher, which narrows
the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from engine.closely_known import is_closely_known
from engine.optimise.recommendation import Recommendation

_PROVEN_ZERO = 1e-9


class Nesting(StrEnum):
    """How the second problem relates to the first."""

    UNRELATED = "unrelated"
    RESTRICTION = "restriction"
    RELAXATION = "relaxation"


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference known to lie between two amounts of money; ``estimate`` is that of the plans in hand."""

    estimate: float
    low: float
    high: float

    @property
    def too_close(self) -> bool:
        """Whether the interval reaches zero, except for a proven zero."""
        return self.low <= 0.0 <= self.high and not self.is_zero

    @property
    def is_zero(self) -> bool:
        """Whether the difference is proven to be nothing."""
        return abs(self.low) <= _PROVEN_ZERO and abs(self.high) <= _PROVEN_ZERO

    @property
    def is_point(self) -> bool:
        """Whether it is known closely enough to be written as one amount."""
        return is_closely_known(self.estimate, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Move:
    """What the second plan does to one project: months later (``None`` if it starts or stops), and its value."""

    project_id: str
    months: int | None
    value_change: float


def difference(first: Recommendation, second: Recommendation, nesting: Nesting = Nesting.UNRELATED) -> Interval:
    """Optimum of the first less optimum of the second, in the objective both were solved for.

    Raises:
        ValueError: one of the two has no plan.
    """
    if first.objective is None or second.objective is None or first.best_bound is None or second.best_bound is None:
        raise ValueError("only two plans can be compared")
    a, b, ceiling_a, ceiling_b = first.objective, second.objective, first.best_bound, second.best_bound
    if nesting is Nesting.RESTRICTION:
        ceiling_b = min(ceiling_a, ceiling_b)
        a = max(a, b)
    if nesting is Nesting.RELAXATION:
        ceiling_a = min(ceiling_a, ceiling_b)
        b = max(a, b)
    low, high = a - ceiling_b, ceiling_a - b
    if nesting is Nesting.RESTRICTION:
        low = max(0.0, low)
    if nesting is Nesting.RELAXATION:
        high = min(0.0, high)
    return Interval(a - b, min(low, a - b), max(high, a - b))


def in_order(gains: Sequence[Interval]) -> list[Interval]:
    """Gains of which each includes the one before, with what that says of one another."""
    lows = list(accumulate((g.low for g in gains), max))
    estimates = list(accumulate((g.estimate for g in gains), max))
    highs = list(accumulate((g.high for g in reversed(gains)), min))[::-1]
    return [Interval(e, min(low, e), max(high, e)) for e, low, high in zip(estimates, lows, highs, strict=True)]


def within(part: Interval, whole: Interval) -> Interval:
    """The gain of a part of a change: no more than the whole of it can gain."""
    return Interval(part.estimate, part.low, max(part.estimate, min(part.high, whole.high)))


def moves(first: Recommendation, second: Recommendation) -> tuple[Move, ...]:
    """Projects that the second plan treats otherwise than the first, largest change of value first."""
    moved = []
    for one, other in zip(first.decisions, second.decisions, strict=True):
        if (one.mode, one.start) == (other.mode, other.start):
            continue
        months = None if one.finish is None or other.finish is None else other.finish - one.finish
        moved.append(Move(one.project_id, months, other.value - one.value))
    return tuple(sorted(moved, key=lambda m: (-abs(m.value_change), m.project_id)))
