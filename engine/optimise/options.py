"""The options of every project: modes and start months, with their values and their work.

Starts: every month from the earliest start for the first twelve, then every third to the horizon, and always
the planned start, a pinned start and the months that predecessors' finishes open; in flight month 0, or a pause until
a start. Options that end after the latest finish are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.actions import actions_of_work
from engine.optimise.choice import Floats, Ints
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import is_paused, option_values, stop_value
from engine.valuation.work import duration, rescale, work_factor, work_profiles

_EVERY_MONTH = 12
_STRIDE = 3


@dataclass(frozen=True, slots=True)
class OptionTable:
    """All options with work, one entry an option, sorted by project; stopping is the absence of one.

    ``project`` indexes ``portfolio.projects``; ``action`` indexes
    :data:`engine.optimise.actions.ACTIONS`; ``value`` is unweighted money
    today, ``weighted`` what the objective counts. ``work`` is (n_pools · n_months, n_options) person-days, row
    pool · n_months + month. ``stop_values`` and ``worth_a_start`` have one entry a project.
    """

    project: Ints
    accelerated: NDArray[np.bool_]
    start: Ints
    finish: Ints
    value: Floats
    weighted: Floats
    action: Ints
    work: sparse.csc_array
    n_months: int
    stop_values: Floats
    worth_a_start: NDArray[np.bool_]

    @property
    def n_options(self) -> int:
        """Number of options over all projects."""
        return int(self.project.size)

    def of_project(self, index: int) -> slice:
        """The options of one project, which stand together.

        ``index`` is the project's place in the portfolio.
        """
        first, end = np.searchsorted(self.project, (index, index + 1)).tolist()
        return slice(first, end)

    def subset(self, keep: NDArray[np.bool_]) -> OptionTable:
        """The table without the options where ``keep`` is false."""
        return OptionTable(
            self.project[keep],
            self.accelerated[keep],
            self.start[keep],
            self.finish[keep],
            self.value[keep],
            self.weighted[keep],
            self.action[keep],
            sparse.csc_array(self.work[:, np.flatnonzero(keep)]),
            self.n_months,
            self.stop_values,
            self.worth_a_start,
        )


@dataclass(frozen=True, slots=True)
class _OptionBlock:
    """The options of one project in one mode."""

    index: int
    project: Project
    mode: Mode
    starts: Ints
    values: Amounts
    weighted: Amounts


def list_options(portfolio: Portfolio) -> OptionTable:
    """Every option of every project, before dominated ones are dropped."""
    projects, profiles = portfolio.projects, work_profiles(portfolio)
    starts = starts_of_all(portfolio)
    weights = dict(portfolio.rules.weights)
    blocks = [
        _block(portfolio, index, profiles[project.project_id], mode, starts[project.project_id], weights)
        for index, project in enumerate(projects)
        for mode in modes(project)
    ]
    block = np.repeat(np.arange(len(blocks)), np.array([b.starts.size for b in blocks], dtype=np.int64))
    project = np.array([b.index for b in blocks], dtype=np.int64)[block]
    accelerated = np.array([b.mode is Mode.ACCELERATED for b in blocks], dtype=np.bool_)[block]
    start = np.concatenate([np.zeros(0, dtype=np.int64), *(b.starts for b in blocks)])
    finish = start + np.array([duration(b.project, b.mode) for b in blocks], dtype=np.int64)[block]
    value = np.concatenate([np.zeros(0), *(b.values for b in blocks)])
    in_flight = np.array([p.in_flight for p in projects], dtype=np.bool_)[project]
    planned = np.array([p.project_id in portfolio.planned for p in projects], dtype=np.bool_)[project]
    plan_finish = np.array([p.plan_finish for p in projects], dtype=np.int64)[project]
    stops = np.array([stop_value(p) for p in projects])
    worth = np.zeros(len(projects), dtype=np.bool_)
    worth[project[value > stops[project]]] = True
    months = int(finish.max(initial=0))
    return OptionTable(
        project,
        accelerated,
        start,
        finish,
        value,
        np.concatenate([np.zeros(0), *(b.weighted for b in blocks)]),
        actions_of_work(plan_finish, in_flight, planned, accelerated, start, finish),
        _work_matrix(profiles, blocks, len(portfolio.pools), months),
        months,
        stops,
        worth,
    )


def modes(project: Project) -> tuple[Mode, ...]:
    """The modes open to a project."""
    return (Mode.NORMAL, Mode.ACCELERATED) if project.can_accelerate else (Mode.NORMAL,)


def starts_of_all(portfolio: Portfolio) -> Mapping[str, tuple[int, ...]]:
    """The start months open to each project, predecessors first, since their finishes open months."""
    open_starts: dict[str, set[int]] = {p.project_id: set() for p in portfolio.projects}
    pinned = {p.project_id: p.start for p in portfolio.rules.pins if p.start is not None}
    starts: dict[str, tuple[int, ...]] = {}
    successors: dict[str, list[tuple[str, int]]] = {}
    for link in portfolio.dependencies:
        successors.setdefault(link.predecessor, []).append((link.successor, link.lag_months))
    for project in _predecessors_first(portfolio):
        own = project.project_id
        starts[own] = _starts(portfolio, project, open_starts[own], pinned.get(own))
        if own in successors:
            finishes = {s + duration(project, m) for s in starts[own] for m in modes(project)}
            for successor, lag in successors[own]:
                open_starts[successor] |= {f + lag for f in finishes}
    return starts


def _starts(portfolio: Portfolio, project: Project, open_starts: set[int], pinned: int | None) -> tuple[int, ...]:
    horizon = portfolio.settings.horizon_months
    first = project.earliest
    grid = {*range(first, first + _EVERY_MONTH), *range(first + _EVERY_MONTH, horizon, _STRIDE)} | open_starts
    within = {s for s in grid if first <= s < horizon}
    always = {s for s in (project.plan_start, pinned) if s is not None and s >= first}
    if project.in_flight:
        always.add(0)
    return tuple(sorted(within | always))


def _predecessors_first(portfolio: Portfolio) -> list[Project]:
    """Projects in an order in which each comes after its predecessors; loading has refused cycles."""
    order = TopologicalSorter({p.project_id: () for p in portfolio.projects})
    for link in portfolio.dependencies:
        order.add(link.successor, link.predecessor)
    return [portfolio.projects_by_id[project_id] for project_id in order.static_order()]


def _block(
    portfolio: Portfolio,
    index: int,
    profile: Amounts,
    mode: Mode,
    starts: tuple[int, ...],
    weights: Mapping[str, float],
) -> _OptionBlock:
    project = portfolio.projects[index]
    last = None if project.latest_finish is None else project.latest_finish - duration(project, mode)
    kept = np.array([s for s in starts if last is None or s <= last], dtype=np.int64)
    values = option_values(portfolio, project, profile, mode, kept)
    weight = weights.get(project.theme or "", 1.0)
    weighted = values if weight == 1.0 else option_values(portfolio, project, profile, mode, kept, weight=weight)
    return _OptionBlock(index, project, mode, kept, values, weighted)


def _work_matrix(
    profiles: Mapping[str, Amounts], blocks: list[_OptionBlock], n_pools: int, months: int
) -> sparse.csc_array:
    """Person-days of every option: the work of its block shifted to its start, column after column."""
    templates = [rescale(profiles[b.project.project_id], duration(b.project, b.mode)) for b in blocks]
    asked = [np.nonzero(template) for template in templates]
    sizes = [pool.size for block, (pool, _) in zip(blocks, asked, strict=True) for _ in range(block.starts.size)]
    ends = np.cumsum([0, *sizes], dtype=np.int32)
    rows, days, first = np.empty(ends[-1], dtype=np.int32), np.empty(ends[-1]), 0
    for block, template, (pool, month) in zip(blocks, templates, asked, strict=True):
        shape = block.starts.size, pool.size
        own = slice(first, first + block.starts.size * pool.size)
        rows[own].reshape(shape)[:] = block.starts[:, None] + (pool * months + month)
        fresh, resumed = (work_factor(block.project, block.mode, paused=flag) for flag in (False, True))
        factors = np.where(is_paused(block.project, block.starts), resumed, fresh)
        np.multiply(factors[:, None], template[pool, month], out=days[own].reshape(shape))
        first = own.stop
    return sparse.csc_array((days, rows, ends), shape=(n_pools * months, len(sizes)))
