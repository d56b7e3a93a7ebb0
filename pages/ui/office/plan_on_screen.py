"""The plan on Decide: the load of the pool in hand and the timeline, or what differs from the position kept as A."""

from __future__ import annotations

from engine.portfolio import Portfolio
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.compared_with import KEPT, LAST, compared
from pages.ui.session import choices
from pages.ui.views.decide import show_differences, show_timeline
from pages.ui.views.pool_load import load_of


def plan_on_screen(answer: Answer, base_answer: Answer, base: Portfolio, portfolio: Portfolio) -> None:
    """The load of the pool in hand over the timeline; of A and the position on screen, what differs comes first."""
    other, pool = None if answer.is_stale else compared(answer, base_answer, base), choices.chosen("pool")
    if other is not None and other.chosen == KEPT and other.plan is not None:
        show_differences(answer, other.plan, portfolio)
        load_of(answer, portfolio, pool)
    else:
        load_of(answer, portfolio, pool, labels=False)
        show_timeline(answer, portfolio, other.plan if other is not None and other.chosen == LAST else None)
