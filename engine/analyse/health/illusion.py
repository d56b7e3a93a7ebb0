"""The Project Illusion: green lights over a portfolio that loses value, and what each project costs the others."""

from __future__ import annotations

from dataclasses import dataclass

from engine.analyse.health.portfolio_health import PortfolioHealth, portfolio_health
from engine.analyse.project.contribution import Contribution, contributions
from engine.analyse.today.today import todays_way
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Illusion:
    """Health and contribution of every project, both in the portfolio's order."""

    health: PortfolioHealth
    contributions: tuple[Contribution, ...]


def illusion(portfolio: Portfolio, budget: SolveBudget = BOARD_BUDGET) -> Illusion:
    """Health and contribution of every project; needs no recommendation and solves nothing.

    Raises:
        CancelledError: the budget was cancelled.
    """
    today = todays_way(portfolio)
    contributed = contributions(portfolio, today, budget)
    return Illusion(portfolio_health(portfolio, today), contributed)
