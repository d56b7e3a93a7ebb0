"""The engine's analyses made ready for the service; what the register knows too is looked up and kept there."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute import SolveBudget
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.report.last_month import since_last_month
from pages.ui.jobs.analysis_service import Analysis
from pages.ui.jobs.kept_answers import store


def work_of(
    analysis: NamedAnalysis[Any],
    portfolio: Portfolio,
    plan: Recommendation,
    effort: Effort = Effort.BOARD,
    **parameters: Any,
) -> Analysis:
    """One analysis of the catalogue, of a plan; ``parameters`` are its own."""
    kept = store()

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> Any:
        budget = SolveBudget(effort=effort, on_done=on_done, cancel=cancel)
        return worked_out(analysis, portfolio, plan, budget, store=kept, **parameters)

    return run


def since_work(portfolio: Portfolio, plan: Recommendation, previous: Portfolio) -> Analysis:
    """What changed since last month, and why the recommendation changed with it."""

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> Any:
        return since_last_month(portfolio, plan, previous, SolveBudget(on_done=on_done, cancel=cancel))

    return run
