"""How far each lever of a scenario goes: the one place for address, scenario file, command line and widgets.

A scenario may go further than a slider does: a slider covers what is worth trying, the limit what can be meant at all.
Beyond a limit a value is taken for a slip, such as 80 where 80 % is meant. The settings of the same name obey it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LeverKind(Enum):
    """What a lever's value is: a share or factor (1 is 100 %), money, or a whole number of things."""

    SHARE = "share"
    MONEY = "money"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class LeverLimit:
    """One lever: what it is called, the least and the most it may be, and what its slider covers in which steps."""

    words: str
    low: float
    high: float
    step: float
    slider: tuple[float, float]
    kind: LeverKind = LeverKind.SHARE

    @property
    def range(self) -> str:
        """``0 to 2 (0 % to 200 %)``, ``0 to 10,000``."""
        plain = f"{self.low:g} to {self.high:,.10g}"
        return f"{plain} ({self.low * 100:g} % to {self.high * 100:g} %)" if self.kind is LeverKind.SHARE else plain

    def finds(self, value: float) -> tuple[str, str] | None:
        """What is wrong with a value and how to mend it; ``None`` when the lever may have it."""
        if self.kind is LeverKind.COUNT and value != int(value):
            return f"{self.words} must be a whole number", f"Write a whole number from {self.range}"
        if self.low <= value <= self.high:
            return None
        side = "below" if value < self.low else "above"
        meant = ""
        if self.kind is LeverKind.SHARE and self.high < value <= 100 * self.high:
            meant = f"; did you mean {value / 100:.4g}, which is {value:g} %?"
        bound = self.low if value < self.low else self.high
        return f"{self.words} cannot be {side} {bound:,.10g}", f"Write a value from {self.range}{meant}"


MOST_MONEY = 1e15
MOST_THINGS = 10_000

LEVERS = {
    "capacity": LeverLimit("the capacity of a pool, as a factor,", 0.0, 5.0, 0.05, (0.5, 1.5)),
    "flex_share": LeverLimit("the share of capacity that can be bought", 0.0, 2.0, 0.01, (0.0, 2.0)),
    "budgets": LeverLimit("a budget", 0.0, MOST_MONEY, 0.05, (0.5, 1.5), LeverKind.MONEY),
    "protective_capacity": LeverLimit("protective capacity", 0.0, 0.95, 0.005, (0.0, 0.5)),
    "discount_rate": LeverLimit("the discount rate", 0.0, 0.5, 0.005, (0.0, 0.25)),
    "benefit_confidence": LeverLimit("benefit confidence", 0.0, 2.0, 0.05, (0.4, 1.2)),
    "weights": LeverLimit("the weight of a theme", 0.0, 10.0, 0.05, (0.5, 3.0)),
    "max_parallel": LeverLimit(
        "the most projects at work at once", 0, MOST_THINGS, 1, (0, MOST_THINGS), LeverKind.COUNT
    ),
    "max_changes": LeverLimit(
        "the most changes from today's plan", 0, MOST_THINGS, 1, (0, MOST_THINGS), LeverKind.COUNT
    ),
}
"""Field of a scenario → its limit. Step and slider of ``budgets`` are those of a factor on all budgets together."""
