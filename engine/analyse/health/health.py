"""Red, amber and green: delivery health as reported and as measured, and value health. ``None`` is unknown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.analyse.today.own_forecasts import months_slipped
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Health

_WORST_FIRST = (Health.RED, Health.AMBER)
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a figure turns amber and red: months late, share over budget, share of the promised value kept."""

    time_amber: float = 1.0
    time_red: float = 3.0
    cost_amber: float = 0.05
    cost_red: float = 0.10
    value_amber: float = 0.90
    value_red: float = 0.75


def thresholds(settings: Settings) -> Thresholds:
    """Those of ``rag_thresholds``; what it does not name is as in :class:`Thresholds`."""
    given = dict(settings.rag_thresholds)
    return Thresholds(**{name: given[name] for name in Thresholds.__slots__ if name in given})


def reported_health(portfolio: Portfolio) -> dict[str, Health | None]:
    """What each project reports of time, cost and scope: the worst of them, and green only when all are.

    An aspect on which no project of the portfolio reports is not asked for. By project id; ``None`` where an aspect
    asked for is not reported and none is amber or red.
    """
    reports = {p.project_id: (p.rag_time, p.rag_cost, p.rag_scope) for p in portfolio.projects}
    asked = [any(report[k] is not None for report in reports.values()) for k in range(3)]
    return {i: _worst([h for h, wanted in zip(r, asked, strict=True) if wanted]) for i, r in reports.items()}


def measured_health(project: Project, levels: Thresholds) -> Health | None:
    """Time and cost by the project's own figures; no figure says how scope stands.

    Time is forecast_finish less baseline_finish, months; cost is what was spent and remains to be spent, as a share
    over the budget. Unknown while either is, unless the other is amber or red.
    """
    slip, overrun = months_slipped(project), share_over_budget(project)
    return _worst(
        [
            None if slip is None else at_least(slip, levels.time_amber, levels.time_red),
            None if overrun is None else at_least(overrun, levels.cost_amber, levels.cost_red),
        ]
    )


def share_over_budget(project: Project) -> float | None:
    """(Spent + remaining) ÷ budget − 1.

    Negative below the budget; ``None`` without a budget or without what was spent.
    """
    if project.spent_to_date is None or not project.budget:
        return None
    return (project.spent_to_date + project.remaining_cost) / project.budget - 1.0


def at_least(amount: float, amber: float, red: float) -> Health:
    """Health of a figure of which less is better; a threshold reached counts.

    ``amber`` and ``red`` are those thresholds, in the unit of ``amount``.
    """
    if amount >= red - _CLOSE:
        return Health.RED
    return Health.AMBER if amount >= amber - _CLOSE else Health.GREEN


def value_health(kept: float | None, levels: Thresholds) -> Health | None:
    """Health of the share of the promised value that is kept: amber below one threshold, red below the other.

    ``kept`` is 1 where all of it is; ``None``, as the answer then is, where it is not known.
    """
    if kept is None:
        return None
    if kept < levels.value_red - _CLOSE:
        return Health.RED
    return Health.AMBER if kept < levels.value_amber - _CLOSE else Health.GREEN


def _worst(lights: Collection[Health | None]) -> Health | None:
    for health in _WORST_FIRST:
        if health in lights:
            return health
    return None if not lights or None in lights else Health.GREEN
