"""The next positions of the levers on screen, told to the service that works them out while nobody waits."""

from __future__ import annotations

from collections.abc import Iterable

from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from pages.ui.jobs import solve_service
from pages.ui.jobs.warm_up import is_wanted
from pages.ui.session import browser_session


def expect(portfolio: Portfolio, positions: Iterable[Scenario]) -> None:
    """Say what this visitor's hand reaches next, the nearest first, where the server may work ahead."""
    if is_wanted():
        solve_service.service().expect(browser_session.name(), portfolio, tuple(positions))
