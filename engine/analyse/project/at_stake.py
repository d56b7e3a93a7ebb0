"""What a decision about a project puts at stake beside money gained or lost: money spent more, and months of delay."""

from __future__ import annotations

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Mode


def extra_spend(portfolio: Portfolio, project_id: str, action: Action, mode: Mode | None, start: int | None) -> float:
    """Money that an action spends and today's plan does not, leaving out what it saves; undiscounted, never negative.

    ``start`` is the month in which work starts, from the planning month; it is ``None``, as ``mode`` is, without work.
    """
    project = portfolio.projects_by_id[project_id]
    if action is Action.STOP:
        return project.exit_cost if project.in_flight else 0.0
    begun = start is not None and project_id not in portfolio.planned
    extra = project.acceleration_cost if mode is Mode.ACCELERATED else 0.0
    return extra + (project.remaining_cost if begun else 0.0)


def months_of_delay(portfolio: Portfolio, project_id: str, action: Action, finish: int | None) -> int:
    """Months by which a project put off lands after its plan; the whole horizon where ``finish`` is ``None``.

    ``finish`` is the first month after the work, from the planning month. Other actions delay nothing.
    """
    if action is not Action.DEFER:
        return 0
    if finish is None:
        return portfolio.settings.horizon_months
    return max(0, finish - portfolio.projects_by_id[project_id].plan_finish)
