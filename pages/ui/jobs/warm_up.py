"""The base's answers worked out before anybody asks: today's way, the plan, and the analyses that open its pages."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from engine.catalogue import LIMITING_POOL, OPENING
from engine.errors import CockpitError
from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui.jobs import analysis_service, analysis_status, cached, portfolios, solve_status
from pages.ui.jobs.page_analyses import work_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.session import portfolio_in_use

WARM_UP_VARIABLE = "COCKPIT_WARM_UP"
"""Says ``no`` where a server works answers out only when they are asked for."""

MOST_SECONDS = 120.0
_LOOK = 0.2


def is_wanted() -> bool:
    """Whether this server may work on what nobody has asked for yet."""
    return os.environ.get(WARM_UP_VARIABLE, "").strip().lower() != "no"


def warm(stopping: Event) -> None:
    """Ask for everything that the base's pages open with, one after another, in the order in which they are read.

    Nothing more is begun once the server is ``stopping``.

    Raises:
        CockpitError: the portfolio cannot be opened, or the folder of several portfolios.
    """
    if is_wanted():
        for name in portfolios.names():
            if stopping.is_set():
                return
            with portfolio_in_use.working_for(name), _left_to_the_probe(name):
                _warm_one(stopping)


@contextmanager
def _left_to_the_probe(name: str) -> Iterator[None]:
    """One of several portfolios that cannot be opened does not keep the others waiting; the probe says which."""
    try:
        yield
    except CockpitError:
        if not name:
            raise


def _warm_one(stopping: Event) -> None:
    """Ask for what the pages of the portfolio in use open with.

    Today's way comes first: with the promise it is what Home says before there is a plan.
    """
    base = cached.portfolio()
    cached.today(Scenario(), base)
    portfolio = apply(Scenario(), base)
    answer = _settled(portfolio, stopping)
    if answer is None or answer.plan is None:
        return
    for analysis in OPENING:
        if stopping.is_set():
            return
        needed = _constraint() if analysis.needs_constraint else {}
        key = analysis_status.key_of(answer, analysis.name, needed.get("constraint") or "")
        work = work_of(analysis, portfolio, answer.plan, **needed)
        analysis_service.service().ask(solve_status.house(), analysis.name, key, work)
        _wait(analysis.name, stopping)


def _constraint() -> dict[str, str | None]:
    """What analyses are told of the pool that limits, as pages tell them; without it they find it for themselves."""
    known = analysis_service.service().look(solve_status.house(), LIMITING_POOL.name)
    return {} if known is None or known.result is None else {"constraint": known.result.pool_id}


def _settled(portfolio: Portfolio, stopping: Event) -> Answer | None:
    """The base's plan once nothing sharper is on its way; ``None`` when that takes too long or is wanted no more."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and not stopping.is_set():
        answer = solve_status.of_base(portfolio, Effort.BOARD)
        if answer.running is None and (answer.recommendation is not None or answer.failure):
            return answer
        stopping.wait(_LOOK)
    return None


def _wait(place: str, stopping: Event) -> None:
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and not stopping.is_set():
        known = analysis_service.service().look(solve_status.house(), place)
        if known is None or not known.status.is_pending:
            return
        stopping.wait(_LOOK)
