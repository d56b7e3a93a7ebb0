"""The Project Illusion: green lights over a portfolio that loses value, and what each project costs the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.analyse.health.health_ranges import HealthOverReadings, health_over
from engine.analyse.health.portfolio_health import PortfolioHealth
from engine.analyse.project.contribution import Contribution, contributions
from engine.analyse.today.today import todays_simulations
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Illusion:
    """Health and contribution of every project, both in the portfolio's order.

    ``health`` is measured in the named reading of today's way, ``over`` says between what it lies over all of them.
    ``contributions`` are empty in what is known of it first.
    """

    health: PortfolioHealth
    contributions: tuple[Contribution, ...]
    over: HealthOverReadings


def health_alone(portfolio: Portfolio) -> Illusion:
    """Health of every project: one simulation a reading. Contributions are empty, since they take one a project too."""
    health = health_over(portfolio, todays_simulations(portfolio))
    return Illusion(health.named, (), health.over)


def illusion(portfolio: Portfolio, budget: SolveBudget = BOARD_BUDGET) -> Illusion:
    """Health and contribution of every project; needs no recommendation and solves nothing.

    Raises:
        CancelledError: the budget was cancelled.
    """
    return replace(health_alone(portfolio), contributions=contributions(portfolio, budget))
