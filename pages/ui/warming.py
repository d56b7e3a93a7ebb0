"""The base's answers worked out before anybody asks: the plan, and the analyses that open its pages."""

from __future__ import annotations

import time

from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui import analyses, analysing, answer, cached, constraint_view, works
from pages.ui.solving import Answer

PATIENCE = 120.0
PLACES = (
    ("first", works.first_work),
    (constraint_view.PLACE, works.constraint_work),
    ("illusion", works.illusion_work),
    ("bridge", works.bridge_work),
    ("strategy", works.strategy_work),
    ("sequence", works.sequence_work),
    ("interventions", works.interventions_work),
    ("agenda", works.agenda_work),
)
_LOOK = 0.2


def warm() -> None:
    """Ask for everything that the base's pages open with, one after another, in the order in which they are read.

    Raises:
        DataError: the portfolio cannot be opened.
    """
    opened = apply(Scenario(), cached.portfolio())
    found = _settled(opened)
    if found is None or found.shown is None:
        return
    for place, work in PLACES:
        key = analyses.key_of(found, place)
        analysing.service().ask(answer.HOUSE, place, key, work(opened, found.shown))
        _wait(place)


def _settled(opened: Portfolio) -> Answer | None:
    """The base's plan once nothing sharper is on its way; ``None`` when that takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = answer.of_base(opened, Effort.BOARD)
        if found.running is None and (found.recommendation is not None or found.failure):
            return found
        time.sleep(_LOOK)
    return None


def _wait(place: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        known = analysing.service().look(answer.HOUSE, place)
        if known is None or not known.status.is_pending:
            return
        time.sleep(_LOOK)
