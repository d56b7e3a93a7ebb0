"""Deciding sooner: what recommended moves lose while they wait for the role that may decide them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.interventions.league import Intervention, InterventionKind
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio


def decide_sooner(
    portfolio: Portfolio, recommendation: Recommendation, cancel: Event | None = None
) -> Iterator[Intervention]:
    """Each role decides at once what waits for it: the decision delay saved, free of cost; under today's way.

    Roles for which nothing loses by waiting are left out.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    if portfolio.settings.authority is None:
        return
    saved: dict[tuple[str, float], float] = {}
    for wait in decision_delay(portfolio, recommendation, cancel=cancel).waits:
        if wait.role is not None and wait.days and wait.cost:
            key = wait.role, wait.days
            saved[key] = saved.get(key, 0.0) + wait.cost
    for (role, days), gain in saved.items():
        yield Intervention(InterventionKind.DECIDE_SOONER, role, days, gain, 0.0, gain, gain, gain, 0)
