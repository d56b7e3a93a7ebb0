"""Pools and their capacity."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Problem
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft

_ALIKE = 0.05
_FAR_ABOVE = 5.0


def doubled_capacity(draft: Draft) -> Iterator[Problem]:
    """The same pool and month twice in the table capacity."""
    first: dict[tuple[str, int], int] = {}
    for entry in draft.capacity:
        place = (entry.record.pool_id, entry.record.month)
        if place in first:
            message = f"row {first[place]} has the capacity of this pool and month already"
            yield draft.capacity.problem(entry, "month", message, "Remove one of the two rows")
        first.setdefault(place, entry.row)


def pools_nobody_needs(draft: Draft) -> Iterator[Problem]:
    """A pool without demand can never be the constraint."""
    needed = draft.demand.mentioned("pool_id") | {row.pool_id for row in draft.estimated_demand}
    message = "no project needs this pool, so it can never be the constraint"
    for entry in draft.pools:
        if entry.record.pool_id not in needed:
            yield draft.pools.problem(
                entry, "pool_id", message, f"Add its work to {draft.demand.called}, or remove the pool"
            )


def capacity_unlike_headcount(draft: Draft) -> Iterator[Problem]:
    """Capacity and headcount are both given and tell different stories."""
    for entry in draft.pools:
        pool = entry.record
        if pool.headcount is None or not entry.filled("capacity_per_month"):
            continue
        people = pool.headcount * pool.days_per_person * (1 - (pool.business_as_usual_share or 0.0))
        if abs(people - pool.capacity_per_month) > _ALIKE * max(people, pool.capacity_per_month):
            message = f"capacity_per_month is used, but the headcount would give {people:.4g} person-days"
            yield draft.pools.problem(entry, "capacity_per_month", message, "Correct one of the two, or clear one")


def more_flex_than_capacity(draft: Draft) -> Iterator[Problem]:
    """A flex share of 10 where 0.10 is meant."""
    for entry in draft.pools:
        share = entry.record.flex_share
        if share > 1:
            message = f"this allows {share:g} times the pool's capacity to be bought in addition"
            remedy = f"Write {share / 100:g} if {share:g} percent is meant"
            yield draft.pools.problem(entry, "flex_share", message, remedy)


def shares_that_never_count(draft: Draft) -> Iterator[Problem]:
    """Business as usual beside a capacity that holds what projects can have, as if it were taken off that."""
    message = "business_as_usual_share is ignored, because capacity_per_month is what projects can have"
    remedy = "Take it off capacity_per_month, or write headcount in place of capacity_per_month"
    for entry in draft.pools:
        pool = entry.record
        if pool.business_as_usual_share and pool.headcount is None:
            yield draft.pools.problem(entry, "business_as_usual_share", message, remedy)


def capacity_in_the_past(draft: Draft) -> Iterator[Problem]:
    """Capacity of months before the planning date."""
    message = "this month lies before the planning date and has no effect"
    for entry in draft.capacity:
        if entry.record.month < 0:
            yield draft.capacity.problem(entry, "month", message, "Remove the row, or check the year")


def capacity_far_above_the_pool(draft: Draft) -> Iterator[Problem]:
    """A month with more than five times the pool's usual capacity, as when a zero is too many."""
    usual: dict[str, float] = {}
    for pool in draft.pools.records:  # of a pool that stands twice, which is an error of its own, the larger
        usual[pool.pool_id] = max(pool.capacity_per_month, usual.get(pool.pool_id, 0.0))
    for entry in draft.capacity:
        normally = usual.get(entry.record.pool_id)
        if normally and entry.record.capacity > _FAR_ABOVE * normally:
            message = f"this is more than {_FAR_ABOVE:g} times the pool's usual {normally:.4g} person-days a month"
            yield draft.capacity.problem(entry, "capacity", message, "Check its zeros and its decimal sign")


ERRORS: tuple[Check, ...] = (doubled_capacity,)
WARNINGS: tuple[Check, ...] = (
    pools_nobody_needs,
    capacity_unlike_headcount,
    more_flex_than_capacity,
    shares_that_never_count,
    capacity_in_the_past,
    capacity_far_above_the_pool,
)
