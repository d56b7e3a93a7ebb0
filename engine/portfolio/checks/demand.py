"""Demand that contradicts itself, is missing, or is more than a pool has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.errors import Problem
from engine.number_with_noun import count
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft, DraftRow
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand


def mixed_demand(draft: Draft) -> Iterator[Problem]:
    """Total and profile for the same project and pool: which of the two holds?"""
    message = "this project and pool have rows with and without month_offset"
    remedy = "Give either one row with all person-days, or one row for each month"
    for entries in _by_pair(draft).values():
        with_month = {entry.record.month_offset is not None for entry in entries}
        if len(with_month) > 1:
            yield draft.demand.problem(entries[-1], "month_offset", message, remedy)


def doubled_demand(draft: Draft) -> Iterator[Problem]:
    """The same project, pool and month twice."""
    for entries in _by_pair(draft).values():
        first: dict[int | None, int] = {}
        for entry in entries:
            month = entry.record.month_offset
            if month in first:
                message = f"row {first[month]} has the same project, pool and month already"
                yield draft.demand.problem(entry, "person_days", message, "Add the two rows together, or remove one")
            first.setdefault(month, entry.row)


def demand_after_finish(draft: Draft) -> Iterator[Problem]:
    """A month of a profile that lies after the remaining duration."""
    durations = {project.project_id: project.duration_months for project in draft.projects.records}
    for entry in draft.demand:
        month, duration = entry.record.month_offset, durations.get(entry.record.project_id)
        if month is not None and duration is not None and month >= duration:
            left = f"the project has {count(duration, 'month')} of work left"
            message = f"{left}, so {'its month is 0' if duration == 1 else f'its months are 0 to {duration - 1}'}"
            remedy = "Correct month_offset (the first month of work is 0), or the project's duration_months"
            yield draft.demand.problem(entry, "month_offset", message, remedy)


def projects_without_demand(draft: Draft) -> Iterator[Problem]:
    """A project that needs nobody looks free to the recommendation."""
    asking = draft.demand.mentioned("project_id") | {row.project_id for row in draft.estimated_demand}
    message = "this project has no demand, so it seems to need nobody"
    remedy = f"Add its person-days to {draft.demand.called}, unless it truly needs none of the pools"
    for entry in draft.projects:
        if entry.record.project_id not in asking:
            yield draft.projects.problem(entry, "project_id", message, remedy)


def demand_beyond_capacity(draft: Draft) -> Iterator[Problem]:
    """A project that alone asks for more than a pool ever has, whenever it starts."""
    room = _most_room(draft)
    entries = {entry.record.project_id: entry for entry in draft.projects}
    for (project_id, pool_id), days in _peaks(draft, entries).items():
        if pool_id in room and days > room[pool_id] * (1 + 1e-9):
            entry = entries[project_id]
            start = "it must run, and no plan can hold it" if entry.record.mandatory else "it can never run"
            message = (
                f"alone it asks for {days:.4g} person-days of {pool_id} in a month, which has "
                f"{room[pool_id]:.4g} at most (after protective capacity, with flex): {start}"
            )
            remedy = "Check its person_days and duration_months, and the capacity of the pool"
            yield draft.projects.problem(entry, "duration_months", message, remedy)


def _by_pair(draft: Draft) -> dict[tuple[str, str], list[DraftRow[Demand]]]:
    pairs: dict[tuple[str, str], list[DraftRow[Demand]]] = defaultdict(list)
    for entry in draft.demand:
        pairs[entry.record.project_id, entry.record.pool_id].append(entry)
    return pairs


def _most_room(draft: Draft) -> dict[str, float]:
    """Person-days of each pool in its best month, after protection and with flex."""
    best = {pool.pool_id: pool.capacity_per_month for pool in draft.pools.records}
    for override in draft.capacity.records:
        best[override.pool_id] = max(best.get(override.pool_id, 0.0), override.capacity)
    kept = 1 - draft.settings.protective_capacity
    return {pool.pool_id: best[pool.pool_id] * (kept + pool.flex_share) for pool in draft.pools.records}


def _peaks(draft: Draft, entries: dict[str, DraftRow[Project]]) -> dict[tuple[str, str], float]:
    """Person-days in the busiest month in normal mode, which asks for least; by project and pool."""
    totals: dict[tuple[str, str], float] = defaultdict(float)
    peaks: dict[tuple[str, str], float] = defaultdict(float)
    for row in draft.all_demand:
        if row.project_id not in entries:
            continue
        pair = (row.project_id, row.pool_id)
        if row.month_offset is None:
            totals[pair] += row.person_days / entries[row.project_id].record.duration_months
        else:
            peaks[pair] = max(peaks[pair], row.person_days)
    return {pair: max(totals[pair], peaks[pair]) for pair in sorted(totals.keys() | peaks.keys())}


ERRORS: tuple[Check, ...] = (mixed_demand, doubled_demand, demand_after_finish)
WARNINGS: tuple[Check, ...] = (projects_without_demand, demand_beyond_capacity)
