"""Drivers: by how much the gain over today swings when one figure goes from its lower to its upper end."""

from __future__ import annotations

from collections.abc import Mapping

from engine.analyse.risk.execution import RECOMMENDED, TODAY, ExecutedWay, execute
from engine.analyse.risk.figures import MovedFigures
from engine.analyse.risk.result import Driver
from engine.compute import BOARD_BUDGET, SolveBudget
from engine.portfolio.model.portfolio import Portfolio

_NOTHING = 0.5


def drivers_of(
    portfolio: Portfolio, ways: Mapping[str, ExecutedWay], figures: MovedFigures, budget: SolveBudget = BOARD_BUDGET
) -> tuple[Driver, ...]:
    """Every figure that moves the gain by a unit of money or more, the strongest first.

    ``ways`` hold at least the recommended plan and today's way, by name.

    Raises:
        CancelledError: the budget was cancelled.
    """
    both = {name: ways[name] for name in (RECOMMENDED, TODAY)}
    outcomes = execute(portfolio, both, figures.draws, budget=budget)
    gain = outcomes[RECOMMENDED].executed.value - outcomes[TODAY].executed.value
    drivers = [Driver(f.origin.value, f.subject, float(gain[f.low]), float(gain[f.high])) for f in figures.figures]
    strong = [d for d in drivers if abs(d.swing) > _NOTHING]
    return tuple(sorted(strong, key=lambda d: -abs(d.swing)))
