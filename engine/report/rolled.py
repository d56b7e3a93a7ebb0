"""Last month's portfolio rolled forward to this month, as if all had gone to plan: what this month is held against.

A month of work in the plan takes its part off duration, remaining cost and demand; what was to begin has begun, what
was to end is gone. Budgets lose what the plan spends. All months are then counted from this month's planning month.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import CockpitError
from engine.portfolio.model.fiscal_year import YEAR
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand
from engine.portfolio.model.settings import Budget, Settings
from engine.report.years import planned_flow
from engine.valuation.discounting import Amounts

_MONTHS = (
    "benefit_end", "deadline", "earliest_start", "latest_finish", "approved_finish", "baseline_finish",
    "forecast_finish",
)  # fmt: skip


def rolled_forward(previous: Portfolio, planning_month: int) -> Portfolio:
    """The previous portfolio as it would stand at ``planning_month`` (an ordinal) with nothing but its plan done.

    Raises:
        CockpitError: the previous portfolio is later than that.
    """
    months = planning_month - previous.settings.planning_month
    if months < 0:
        raise CockpitError("The data to compare with is later than this month's: they may have been mixed up.")
    if months == 0:
        return previous
    projects = tuple(_rolled(p, _months_done(previous, p, months), months) for p in previous.projects)
    left = {p.project_id for p, q in zip(previous.projects, projects, strict=True) if q is not None}
    changed = {
        "settings": _settings(previous, months),
        "projects": tuple(p for p in projects if p is not None),
        "demand": tuple(d for d in _demand(previous, months) if d.project_id in left),
        "dependencies": tuple(d for d in previous.dependencies if {d.predecessor, d.successor} <= left),
        "capacity": tuple(
            c.model_copy(update={"month": c.month - months}) for c in previous.capacity if c.month >= months
        ),
        "benefits": tuple(b.model_copy(update={"month": b.month - months}) for b in previous.benefits),
        "rules": _rules(previous, months, left),
    }
    return previous.model_copy(update=changed)


def _months_done(previous: Portfolio, project: Project, months: int) -> int:
    """Months of work that the plan does in the meantime."""
    if project.project_id not in previous.planned:
        return 0
    return min(project.duration_months, max(0, months - project.plan_start))


def _rolled(project: Project, months_done: int, months: int) -> Project | None:
    if months_done == project.duration_months:
        return None
    shifted = {name: value - months for name in _MONTHS if (value := getattr(project, name)) is not None}
    changes: dict[str, Any] = {**shifted, "planned_start": project.planned_start - months}
    if months_done:
        left = project.duration_months - months_done
        part = project.remaining_cost * months_done / project.duration_months
        fast = None if project.accelerated_duration is None else max(1, project.accelerated_duration - months_done)
        changes |= {
            "in_flight": True,
            "duration_months": left,
            "remaining_cost": project.remaining_cost - part,
            "spent_to_date": None if project.spent_to_date is None else project.spent_to_date + part,
            "accelerated_duration": fast,
            "can_accelerate": project.can_accelerate and fast is not None and fast < left,
        }
    return project.model_copy(update=changes)


def _demand(previous: Portfolio, months: int) -> Iterator[Demand]:
    months_done = {p.project_id: _months_done(previous, p, months) for p in previous.projects}
    for row in previous.demand:
        done, whole = months_done[row.project_id], previous.projects_by_id[row.project_id].duration_months
        if row.month_offset is None:
            yield row.model_copy(update={"person_days": row.person_days * (whole - done) / whole})
        elif row.month_offset >= done:
            yield row.model_copy(update={"month_offset": row.month_offset - done})


def _settings(previous: Portfolio, months: int) -> Settings:
    settings, spent = previous.settings, planned_flow(previous).external[:months]
    themes = tuple(t if t.by is None else t.model_copy(update={"by": t.by - months}) for t in settings.themes)
    last = settings.valuation_months
    return settings.model_copy(
        update={
            "planning_month": settings.planning_month + months,
            "valuation_months": None if last is None else max(1, last - months),
            "themes": themes,
            "budgets": tuple(_budget(b, spent, months) for b in settings.budgets if b.start + YEAR > months),
        }
    )


def _budget(budget: Budget, spent: Amounts, months: int) -> Budget:
    paid = float(spent[max(0, budget.start) : max(0, budget.start + YEAR)].sum())
    return Budget(start=budget.start - months, amount=max(0.0, budget.amount - paid))


def _rules(previous: Portfolio, months: int, left: set[str]) -> Any:
    pins = tuple(
        p if p.start is None else p.model_copy(update={"start": p.start - months})
        for p in previous.rules.pins
        if p.project_id in left and (p.start is None or p.start >= months)
    )
    return previous.rules.model_copy(update={"pins": pins})
