"""What changed between two months of data: projects are matched by id, then by name and finish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from engine.portfolio import Portfolio, Project
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.record import Record

NOTABLE = 0.05
"""Share of its cost or benefit by which a project has to move to be named."""
_NEAR = 6
"""Months by which the finishes of two projects of one name may differ for them to be perhaps the same."""


@dataclass(frozen=True, slots=True)
class ProjectMoved:
    """One project in both months: months that its finish moved (later is positive), cost and benefit of both."""

    before: Project
    after: Project
    months: int
    cost: tuple[float, float]
    benefit: tuple[float, float]

    @property
    def cost_share(self) -> float:
        """Change of the cost as a share of what it was; 0 where it was nothing."""
        return (self.cost[1] - self.cost[0]) / self.cost[0] if self.cost[0] else 0.0

    @property
    def benefit_share(self) -> float:
        """Change of the benefit per month as a share of what it was; 0 where it was nothing."""
        return (self.benefit[1] - self.benefit[0]) / abs(self.benefit[0]) if self.benefit[0] else 0.0


@dataclass(frozen=True, slots=True)
class DataDifference:
    """All projects of both months: ``moved`` are in both, ``perhaps`` leads from a new id to a gone one of one name.

    ``currencies`` are those before and after; amounts in two currencies are not compared.
    """

    moved: tuple[ProjectMoved, ...]
    new: tuple[Project, ...]
    gone: tuple[Project, ...]
    currencies: tuple[str, str]
    perhaps: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_in_one_currency(self) -> bool:
        """Whether amounts can be compared."""
        return self.currencies[0] == self.currencies[1]

    @property
    def slipped(self) -> tuple[ProjectMoved, ...]:
        """Projects that finish later than they did, the latest first."""
        return tuple(sorted((m for m in self.moved if m.months > 0), key=lambda m: -m.months))

    @property
    def median_slip(self) -> float:
        """Months that the middle one of the slipped projects slipped; 0 where none did."""
        return float(median([m.months for m in self.slipped])) if self.slipped else 0.0

    @property
    def costs_moved(self) -> tuple[ProjectMoved, ...]:
        """Projects whose cost moved by more than :data:`NOTABLE`, the largest amount first."""
        compared = self.moved if self.is_in_one_currency else ()
        notable = (m for m in compared if abs(m.cost_share) > NOTABLE or (not m.cost[0] and m.cost[1]))
        return tuple(sorted(notable, key=lambda m: -abs(m.cost[1] - m.cost[0])))

    @property
    def benefits_moved(self) -> tuple[ProjectMoved, ...]:
        """Projects whose benefit moved by more than :data:`NOTABLE`, the largest amount first."""
        compared = self.moved if self.is_in_one_currency else ()
        notable = (m for m in compared if abs(m.benefit_share) > NOTABLE or (not m.benefit[0] and m.benefit[1]))
        return tuple(sorted(notable, key=lambda m: -abs(m.benefit[1] - m.benefit[0])))


def difference(before: Portfolio, after: Portfolio, same: Mapping[str, str] | None = None) -> DataDifference:
    """What changed from one month to the next.

    ``same`` leads from ids of the later month to ids of the earlier one that somebody has said to be the same project.
    """
    known = before.projects_by_id
    named = {**{name: name for name in after.projects_by_id if name in known}, **(same or {})}
    pairs = [(known[named[p.project_id]], p) for p in after.projects if p.project_id in named]
    taken = {old.project_id for old, _ in pairs}
    new = tuple(p for p in after.projects if p.project_id not in named)
    gone = tuple(p for p in before.projects if p.project_id not in taken)
    moved = tuple(_moved(old, later, before, after) for old, later in pairs)
    currencies = before.settings.currency, after.settings.currency
    return DataDifference(moved, new, gone, currencies, _perhaps(new, gone, before, after))


def under_new_ids(before: Portfolio, same: Mapping[str, str]) -> Portfolio:
    """The earlier month with its projects under the ids that they have later; ``same`` as in :func:`difference`."""
    now = {old: new for new, old in same.items()}
    if not now:
        return before
    update: dict[str, Any] = {}
    for name in (*TABLES, "rules"):
        records = before.rules.pins if name == "rules" else getattr(before, name)
        renamed = tuple(_under_new_id(record, now) for record in records)
        update[name] = before.rules.model_copy(update={"pins": renamed}) if name == "rules" else renamed
    return before.model_copy(update=update)


def _under_new_id(record: Record, now: Mapping[str, str]) -> Record:
    ids = {name: str(getattr(record, name, "")) for name in ("project_id", "predecessor", "successor")}
    changed = {name: now[old] for name, old in ids.items() if old in now}
    return record.model_copy(update=changed) if changed else record


def _moved(old: Project, later: Project, before: Portfolio, after: Portfolio) -> ProjectMoved:
    return ProjectMoved(
        old,
        later,
        _finish(later, after) - _finish(old, before),
        (_cost(old), _cost(later)),
        (old.benefit_per_month, later.benefit_per_month),
    )


def _finish(project: Project, portfolio: Portfolio) -> int:
    """The first month after the work, as an ordinal of the calendar."""
    return portfolio.settings.planning_month + project.plan_finish


def _cost(project: Project) -> float:
    """The cost of the whole project where it is known, since what remains falls by itself from month to month."""
    if project.budget is not None:
        return project.budget
    return project.remaining_cost + (project.spent_to_date or 0.0)


def _perhaps(
    new: tuple[Project, ...], gone: tuple[Project, ...], before: Portfolio, after: Portfolio
) -> dict[str, str]:
    by_name: dict[str, list[Project]] = {}
    for project in gone:
        by_name.setdefault(normal(project.name), []).append(project)
    pairs = {}
    for project in new:
        alike = by_name.get(normal(project.name), [])
        near = [old for old in alike if abs(_finish(project, after) - _finish(old, before)) <= _NEAR]
        if len(near) == 1:
            pairs[project.project_id] = near[0].project_id
    return pairs
