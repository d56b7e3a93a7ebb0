"""The work to be simulated, as arrays: one row a run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.simulate.policy import Policy, Run, precedence_keys
from engine.simulate.stretch import Stretch
from engine.valuation.discounting import Amounts, Months
from engine.valuation.work import duration, work


@dataclass(frozen=True, slots=True)
class WorkLink:
    """A successor among the runs and what it waits for; for ever when ``before``, no longer run, is ``None``."""

    before: int | None
    after: int
    lag: int


@dataclass(frozen=True, slots=True)
class Workload:
    """All runs of one simulation, n of them, in order of precedence (first served first).

    ``pace`` is (n, longest duration + 2, n_pools): person-days in each month of work, zero after the last;
    ``length`` months of work; ``restart`` the factor on the work of a project in flight that is paused;
    ``ahead`` marks those served before anybody else.
    """

    projects: tuple[Project, ...]
    modes: tuple[Mode, ...]
    release: Months
    length: Months
    pace: Amounts
    in_flight: NDArray[np.bool_]
    restart: Amounts
    ahead: NDArray[np.bool_]
    links: tuple[WorkLink, ...]

    def stretch(self, which: Months, position: Amounts) -> Stretch:
        """What lies before some runs, from their position in months of work, in one month."""
        month = position.astype(np.int64)
        span = np.minimum(1.0, self.length[which] - position)
        bend = np.minimum(1.0 - (position - month), span)
        return Stretch(self.pace[which, month], self.pace[which, month + 1], bend, span)


def workload(
    portfolio: Portfolio,
    policy: Policy,
    runs: Mapping[str, Run],
    profiles: Mapping[str, Amounts],
    constraint: str | None = None,
    ahead: Collection[str] = (),
) -> Workload:
    """The runs of a portfolio in the policy's order, those in ``ahead`` first, each by its own start.

    ``profiles`` are the portfolio's :func:`engine.valuation.work.work_profiles`. ``constraint`` is the id of the pool
    that the value policy needs, ``None`` for the others.
    """
    keys = precedence_keys(portfolio, policy, runs, constraint)
    place = portfolio.project_index

    def order(project_id: str) -> tuple[bool, float, int, int, int]:
        project, leads = portfolio.projects_by_id[project_id], project_id in ahead
        key = float(runs[project_id].start) if leads else keys[project_id]
        return not leads, key, project.plan_start, project.planned_start, place[project_id]

    ids = sorted(runs, key=order)
    projects = tuple(portfolio.projects_by_id[i] for i in ids)
    modes = tuple(runs[i].mode for i in ids)
    return Workload(
        projects,
        modes,
        np.array([runs[i].start for i in ids], dtype=np.int64),
        np.array([duration(p, m) for p, m in zip(projects, modes, strict=True)], dtype=np.int64),
        _pace(portfolio, profiles, projects, modes),
        np.array([p.in_flight for p in projects], dtype=np.bool_),
        np.array([1.0 + p.restart_work for p in projects]),
        np.array([i in ahead for i in ids], dtype=np.bool_),
        _links(portfolio, ids),
    )


def _pace(
    portfolio: Portfolio, profiles: Mapping[str, Amounts], projects: tuple[Project, ...], modes: tuple[Mode, ...]
) -> Amounts:
    days = [work(p, profiles[p.project_id], m).T for p, m in zip(projects, modes, strict=True)]
    longest = max((d.shape[0] for d in days), default=0)
    pace = np.zeros((len(days), longest + 2, len(portfolio.pools)))
    for row, template in enumerate(days):
        pace[row, : template.shape[0]] = template
    return pace


def _links(portfolio: Portfolio, ids: list[str]) -> tuple[WorkLink, ...]:
    """Dependencies whose successor runs; a successor already in flight is exempt.

    A predecessor that today's plan leaves out is not waited for: the plan means to do without it (loading has
    warned). One that the plan has, but these runs have not, leaves its successor waiting.
    """
    row = {project_id: n for n, project_id in enumerate(ids)}
    return tuple(
        WorkLink(row.get(link.predecessor), row[link.successor], link.lag_months)
        for link in portfolio.dependencies
        if link.successor in row
        and not portfolio.projects_by_id[link.successor].in_flight
        and (link.predecessor in row or link.predecessor in portfolio.planned)
    )
