"""Where projects wait for one another: the pool whose queue costs most when work is done one after another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.analyse.today.reading import reading_of_today, with_reserve
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy, simulate

_PLENTY = 10.0
"""Times all the work ever asked of a pool: more than any month can ask."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pool at which projects queue, and what that costs: whole units of money today."""

    pool_id: str
    cost: int


def where_work_waits(portfolio: Portfolio) -> Waiting | None:
    """The pool at which waiting costs most; ``None`` where no pool alone keeps anybody waiting at a cost.

    Today's plan is worked off first come, first served, with all the people it asks for in every pool but one; the
    cost of waiting at that one is what it then delivers less than with plenty everywhere. Pools do not add up: who
    waits for two would wait as long for one.
    """
    portfolio = with_reserve(portfolio, reading_of_today(portfolio).protective_capacity)
    ids = [pool.pool_id for pool in portfolio.pools]
    free = _delivers(portfolio, ids)
    costs = {scarce: round(free - _delivers(portfolio, set(ids) - {scarce})) for scarce in ids}
    dearest = max(costs, key=costs.__getitem__, default=None)
    return None if dearest is None or costs[dearest] <= 0 else Waiting(dearest, costs[dearest])


def _delivers(portfolio: Portfolio, plentiful: Collection[str]) -> float:
    """What today's plan is worth, one project after another, with plenty of people in some pools."""
    restarted = 1.0 + max((p.restart_work for p in portfolio.projects), default=0.0)
    enough = 1.0 + _PLENTY * restarted * sum(d.person_days for d in portfolio.demand)
    plenty = {"capacity_per_month": enough}
    changed = {
        "pools": tuple(p.model_copy(update=plenty) if p.pool_id in plentiful else p for p in portfolio.pools),
        "capacity": tuple(c for c in portfolio.capacity if c.pool_id not in plentiful),
    }
    return simulate(portfolio.model_copy(update=changed), Policy.FIRST_COME).value
