"""The options of every project: modes and start months, with their values and their work.

Starts: every month from the earliest start for the first twelve, then every third to the horizon, and always
the planned start, a pinned start and the months that predecessors' finishes open; in flight month 0, or a pause until
a start. Options that end after the latest finish are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.optimise.actions import action_of_work
from engine.optimise.choice import Floats, Ints
from engine.portfolio.objects import Portfolio, Project
from engine.portfolio.vocabulary import Action, Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import is_paused, option_values, stop_value
from engine.valuation.work import duration, work, work_profiles

_EVERY_MONTH = 12
_STRIDE = 3
ACTIONS = tuple(Action)


@dataclass(frozen=True, slots=True)
class OptionTable:
    """All options with work, one entry an option, sorted by project; stopping is the absence of one.

    ``project`` indexes ``portfolio.projects``; ``action`` indexes :data:`ACTIONS`; ``value`` is unweighted money
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
        """The options of one project, which stand together."""
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
class _Block:
    """The options of one project in one mode."""

    project: int
    accelerated: bool
    starts: Ints
    finishes: Ints
    values: Amounts
    weighted: Amounts
    actions: Ints


def list_options(portfolio: Portfolio) -> OptionTable:
    """Every option of every project, before dominated ones are dropped."""
    profiles = work_profiles(portfolio)
    starts = starts_of_all(portfolio)
    weights = dict(portfolio.rules.weights)
    blocks = [
        _block(portfolio, index, profiles[project.project_id], mode, starts[project.project_id], weights)
        for index, project in enumerate(portfolio.projects)
        for mode in modes(project)
    ]
    stops = np.array([stop_value(p) for p in portfolio.projects])
    months = max((int(b.finishes.max(initial=0)) for b in blocks), default=0)
    project = _join([np.full(b.starts.size, b.project) for b in blocks])
    value = _join([b.values for b in blocks], np.float64)
    worth = np.zeros(len(portfolio.projects), dtype=np.bool_)
    np.logical_or.at(worth, project, value > stops[project])
    return OptionTable(
        project,
        _join([np.full(b.starts.size, b.accelerated) for b in blocks], np.bool_),
        _join([b.starts for b in blocks]),
        _join([b.finishes for b in blocks]),
        value,
        _join([b.weighted for b in blocks], np.float64),
        _join([b.actions for b in blocks]),
        _work_matrix(portfolio, profiles, blocks, months),
        months,
        stops,
        worth,
    )


def modes(project: Project) -> tuple[Mode, ...]:
    """The modes open to a project."""
    return (Mode.NORMAL, Mode.ACCELERATED) if project.can_accelerate else (Mode.NORMAL,)


def starts_of_all(portfolio: Portfolio) -> Mapping[str, tuple[int, ...]]:
    """The start months open to each project, predecessors first, since their finishes open months."""
    opened: dict[str, set[int]] = {p.project_id: set() for p in portfolio.projects}
    pinned = {p.project_id: p.start for p in portfolio.rules.pins if p.start is not None}
    starts: dict[str, tuple[int, ...]] = {}
    successors: dict[str, list[tuple[str, int]]] = {}
    for link in portfolio.dependencies:
        successors.setdefault(link.predecessor, []).append((link.successor, link.lag_months))
    for project in _predecessors_first(portfolio):
        own = project.project_id
        starts[own] = _starts(portfolio, project, opened[own], pinned.get(own))
        finishes = {s + duration(project, m) for s in starts[own] for m in modes(project)}
        for successor, lag in successors.get(own, []):
            opened[successor] |= {f + lag for f in finishes}
    return starts


def _starts(portfolio: Portfolio, project: Project, opened: set[int], pinned: int | None) -> tuple[int, ...]:
    horizon = portfolio.settings.horizon_months
    first = project.earliest
    grid = {*range(first, first + _EVERY_MONTH), *range(first + _EVERY_MONTH, horizon, _STRIDE)} | opened
    within = {s for s in grid if first <= s < horizon}
    always = {s for s in (project.plan_start, pinned) if s is not None and s >= first}
    if project.in_flight:
        always.add(0)
    return tuple(sorted(within | always))


def _predecessors_first(portfolio: Portfolio) -> list[Project]:
    """Projects in an order in which each comes after its predecessors; loading has refused cycles."""
    waiting = {p.project_id: 0 for p in portfolio.projects}
    for link in portfolio.dependencies:
        waiting[link.successor] += 1
    ready = [p for p in portfolio.projects if waiting[p.project_id] == 0]
    for project in ready:
        for link in portfolio.dependencies:
            if link.predecessor == project.project_id:
                waiting[link.successor] -= 1
                if waiting[link.successor] == 0:
                    ready.append(portfolio.projects_by_id[link.successor])
    return ready


def _block(
    portfolio: Portfolio,
    index: int,
    profile: Amounts,
    mode: Mode,
    starts: tuple[int, ...],
    weights: Mapping[str, float],
) -> _Block:
    project = portfolio.projects[index]
    months = duration(project, mode)
    latest = project.latest_finish
    kept = np.array([s for s in starts if latest is None or s + months <= latest], dtype=np.int64)
    values = option_values(portfolio, project, profile, mode, kept)
    weight = weights.get(project.theme or "", 1.0)
    weighted = values if weight == 1.0 else option_values(portfolio, project, profile, mode, kept, weight=weight)
    planned = project.project_id in portfolio.planned
    accelerated = mode is Mode.ACCELERATED
    actions = [
        action_of_work(project, planned=planned, accelerated=accelerated, start=s, finish=s + months)
        for s in kept.tolist()
    ]
    codes = np.array([ACTIONS.index(a) for a in actions], dtype=np.int64)
    return _Block(index, accelerated, kept, kept + months, values, weighted, codes)


def _work_matrix(
    portfolio: Portfolio, profiles: Mapping[str, Amounts], blocks: list[_Block], months: int
) -> sparse.csc_array:
    """Person-days of every option: each block's work shifted to each of its starts, column after column."""
    rows: list[Ints] = []
    days: list[Floats] = []
    sizes: list[Ints] = []
    for block in blocks:
        project = portfolio.projects[block.project]
        mode = Mode.ACCELERATED if block.accelerated else Mode.NORMAL
        paused = is_paused(project, block.starts)
        for flag in (False, True):
            starts = block.starts[paused == flag]
            if not starts.size:
                continue
            template = work(project, profiles[project.project_id], mode, paused=flag)
            pool, month = np.nonzero(template)
            rows.append((starts[:, None] + (pool * months + month)[None, :]).ravel())
            days.append(np.tile(template[pool, month], starts.size))
            sizes.append(np.full(starts.size, pool.size))
    ends = np.concatenate(([0], np.cumsum(_join(sizes))))
    return sparse.csc_array(
        (_join(days, np.float64), _join(rows), ends), shape=(len(portfolio.pools) * months, ends.size - 1)
    )


def _join(parts: list[Any], kind: Any = np.int64) -> Any:
    return np.concatenate([np.zeros(0, dtype=kind), *parts]).astype(kind)
