"""The domain objects: one class a table, one field a column, all frozen.

A field that holds a month holds an offset: months from the planning month, which is month 0. Money is in
units of the portfolio's currency. Rules across rows and tables stand in ``engine.portfolio.checks``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from engine.portfolio.model.project import Project
from engine.portfolio.model.record import Factors, Record
from engine.portfolio.model.reporting import Assurance, BenefitRecord, ChangeRequest, Gate, Milestone, Risk
from engine.portfolio.model.resources import CapacityOverride, Demand, Dependency, Pool
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Action, Lift


class Pin(Record):
    """A decision fixed beforehand: an action, or a month in which work starts."""

    project_id: str
    action: Action | None = None
    start: int | None = None


class Rules(Record):
    """What a scenario asks of the recommendation beyond the data; empty for the base portfolio."""

    weights: Factors = ()
    pins: tuple[Pin, ...] = ()
    lifted: frozenset[Lift] = frozenset()
    max_parallel: Factors = ()
    max_changes: int | None = None


class Portfolio(Record):
    """One validated portfolio. Nothing changes it; a scenario makes a copy."""

    settings: Settings
    projects: tuple[Project, ...]
    pools: tuple[Pool, ...]
    capacity: tuple[CapacityOverride, ...] = ()
    demand: tuple[Demand, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    risks: tuple[Risk, ...] = ()
    gates: tuple[Gate, ...] = ()
    assurance: tuple[Assurance, ...] = ()
    changes: tuple[ChangeRequest, ...] = ()
    benefits: tuple[BenefitRecord, ...] = ()
    rules: Rules = Rules()
    durations_taken: tuple[float, ...] = ()
    """What finished projects took of the time planned, as saved months show it; empty where none are saved."""
    data_fingerprint: str = ""
    scenario_fingerprint: str = ""
    """Names the changes that a scenario has made; empty for the base."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy; what the original has derived and kept (``pools_by_id`` and such) is derived anew.

        ``update`` and ``deep`` are pydantic's.
        """
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def projects_by_id(self) -> dict[str, Project]:
        """Projects by their id; read only."""
        return {p.project_id: p for p in self.projects}

    @cached_property
    def pools_by_id(self) -> dict[str, Pool]:
        """Pools by their id; read only."""
        return {p.pool_id: p for p in self.pools}

    @cached_property
    def project_index(self) -> dict[str, int]:
        """Position of each project in ``projects``; read only."""
        return {p.project_id: i for i, p in enumerate(self.projects)}

    @cached_property
    def pool_index(self) -> dict[str, int]:
        """Position of each pool in ``pools``; read only."""
        return {p.pool_id: i for i, p in enumerate(self.pools)}

    @cached_property
    def planned(self) -> frozenset[str]:
        """Ids of the projects that today's plan runs.

        A candidate is not among them; of an exclusive group only the one in flight is, else the earliest planned.
        """
        first: dict[str, Project] = {}
        free: set[str] = set()
        for project in self.projects:
            if not project.in_plan:
                continue
            if project.exclusive_group is None:
                free.add(project.project_id)
                continue
            rival = first.get(project.exclusive_group)
            if rival is None or _comes_first(project) < _comes_first(rival):
                first[project.exclusive_group] = project
        return frozenset(free | {p.project_id for p in first.values()})


def _comes_first(project: Project) -> tuple[bool, int]:
    return (not project.in_flight, project.planned_start)
