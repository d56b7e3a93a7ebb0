"""Futures that may come about: what each project and pool turns out to be in each of many draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand
from engine.portfolio.model.vocabulary import Urgency
from engine.valuation.discounting import Amounts, Months
from engine.valuation.work import rescale, work_profiles


@dataclass(frozen=True, slots=True)
class Draws:
    """n draws, one row each; columns are the projects, or the pools, in the portfolio's order.

    ``duration`` and ``accelerated`` are months of work in either mode, (n, n_projects). ``work``, ``cost`` and
    ``benefit`` are factors on person-days, on external cost and on expected benefits, (n, n_projects). ``capacity`` is
    a factor on the days of every month, (n, n_pools).
    """

    duration: Months
    accelerated: Months
    work: Amounts
    cost: Amounts
    benefit: Amounts
    capacity: Amounts

    @property
    def size(self) -> int:
        """How many draws there are."""
        return int(self.duration.shape[0])

    def rows(self, which: slice | Months) -> Draws:
        """Some of the draws."""
        return Draws(
            self.duration[which],
            self.accelerated[which],
            self.work[which],
            self.cost[which],
            self.benefit[which],
            self.capacity[which],
        )

    @staticmethod
    def joined(parts: Sequence[Draws]) -> Draws:
        """Draws one after another."""
        return Draws(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Draws)))

    @staticmethod
    def as_planned(portfolio: Portfolio, size: int = 1) -> Draws:
        """Everything as the data say, ``size`` times over."""
        projects, pools = portfolio.projects, len(portfolio.pools)
        normal = np.array([p.duration_months for p in projects], dtype=np.int64)
        quick = np.array([p.accelerated_duration or p.duration_months for p in projects], dtype=np.int64)
        ones = np.ones((size, len(projects)))
        return Draws(
            np.repeat(normal[None, :], size, axis=0),
            np.repeat(quick[None, :], size, axis=0),
            ones,
            ones.copy(),
            ones.copy(),
            np.ones((size, pools)),
        )


def drawn_portfolio(portfolio: Portfolio, draws: Draws, row: int) -> Portfolio:
    """The portfolio as one draw has it, to be solved or simulated like any other.

    A required finish moves by the months that a project takes longer, since nobody can keep it otherwise. Benefits that
    fade with a late finish fade from the finish first planned, by the months that the work takes longer at least.
    ``row`` is the draw's place.
    """
    projects = tuple(_drawn_project(p, draws, row, i) for i, p in enumerate(portfolio.projects))
    pools = tuple(
        p.model_copy(update={"capacity_per_month": p.capacity_per_month * float(f)})
        for p, f in zip(portfolio.pools, draws.capacity[row], strict=True)
    )
    capacity = tuple(
        c.model_copy(update={"capacity": c.capacity * float(draws.capacity[row, portfolio.pool_index[c.pool_id]])})
        for c in portfolio.capacity
    )
    update = {"projects": projects, "pools": pools, "capacity": capacity}
    return portfolio.model_copy(update=update | {"demand": tuple(_drawn_demand(portfolio, draws, row))})


def _drawn_project(project: Project, draws: Draws, row: int, at: int) -> Project:
    months = int(draws.duration[row, at])
    longer = months - project.duration_months
    benefit, cost = float(draws.benefit[row, at]), float(draws.cost[row, at])
    if project.urgency_profile is Urgency.DECAYING:
        benefit *= (1.0 - project.decay_per_month) ** longer
    update: dict[str, object] = {
        "duration_months": months,
        "benefit_per_month": project.benefit_per_month * benefit,
        "remaining_cost": project.remaining_cost * cost,
        "acceleration_cost": project.acceleration_cost * cost,
    }
    if project.accelerated_duration is not None:
        update["accelerated_duration"] = int(draws.accelerated[row, at])
        update["can_accelerate"] = project.can_accelerate and int(draws.accelerated[row, at]) < months
    if project.latest_finish is not None:
        update["latest_finish"] = project.latest_finish + max(0, longer)
    return project.model_copy(update=update)


def _drawn_demand(portfolio: Portfolio, draws: Draws, row: int) -> Iterator[Demand]:
    profiled = {d.project_id for d in portfolio.demand if d.month_offset is not None}
    for entry in portfolio.demand:
        if entry.project_id not in profiled:
            factor = float(draws.work[row, portfolio.project_index[entry.project_id]])
            yield entry.model_copy(update={"person_days": entry.person_days * factor})
    profiles = work_profiles(portfolio) if profiled else {}
    for project_id in sorted(profiled):
        at = portfolio.project_index[project_id]
        profile = rescale(profiles[project_id], int(draws.duration[row, at])) * draws.work[row, at]
        for r, pool in enumerate(portfolio.pools):
            for month in np.flatnonzero(profile[r]).tolist():
                yield Demand(
                    project_id=project_id,
                    pool_id=pool.pool_id,
                    person_days=float(profile[r, month]),
                    month_offset=month,
                )
