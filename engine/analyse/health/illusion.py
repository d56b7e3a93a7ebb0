"""The Project Illusion: green lights over a portfolio that loses value, and what each project costs the others."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

from engine.analyse.health.portfolio_health import PortfolioHealth, portfolio_health
from engine.analyse.project.contribution import Contribution, contributions
from engine.analyse.today.today import todays_way
from engine.compute.processes import OnDone
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Illusion:
    """Health and contribution of every project, both in the portfolio's order."""

    health: PortfolioHealth
    contributions: tuple[Contribution, ...]


def illusion(
    portfolio: Portfolio,
    *,
    workers: int | None = None,
    on_done: OnDone | None = None,
    cancel: Event | None = None,
) -> Illusion:
    """Health and contribution of every project; needs no recommendation and solves nothing.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    today = todays_way(portfolio)
    contributed = contributions(portfolio, today, workers=workers, on_done=on_done, cancel=cancel)
    return Illusion(portfolio_health(portfolio, today), contributed)
