"""Lifting the constraint: which people to add, screened by the linear relaxation, which needs no integer solve."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.analyse.hiring import Hiring, added_days, hired_months, hiring_cost
from engine.optimise.linear import LinearProgramme, linear_programme
from engine.optimise.model import DecisionModel, build_model
from engine.optimise.relaxation import relax
from engine.portfolio.objects import Portfolio

_SIZES = (2, 4)
_WIDENED = 2
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Screened:
    """A hiring, what it costs, and what the relaxation expects it to gain before cost; money today."""

    hiring: Hiring
    expected_gain: float
    cost: float

    @property
    def net(self) -> float:
        """Expected gain less cost."""
        return self.expected_gain - self.cost


def screen_hirings(portfolio: Portfolio) -> tuple[Screened, ...]:
    """One person more in each pool, and several in the most promising ones, best net gain first.

    The relaxation's gain is measured by solving it again. Pools that can limit no choice are left out: their days are
    worth nothing.
    """
    model = build_model(portfolio)
    if model.problem.n_options == 0:
        return ()
    programme = linear_programme(model.problem)
    base = relax(programme, seconds=_SECONDS)
    if not base.solved:
        return ()
    limiting = [portfolio.pools[p].pool_id for p in np.unique(model.capacity.pool).tolist()]
    singles = [_screen(model, programme, base.bound, Hiring(pool_id, 1)) for pool_id in limiting]
    best = _by_net(singles)[:_WIDENED]
    wider = [_screen(model, programme, base.bound, Hiring(s.hiring.pool_id, n)) for s in best for n in _SIZES]
    return tuple(_by_net(singles + wider))


def _by_net(screened: list[Screened]) -> list[Screened]:
    return sorted(screened, key=lambda s: -s.net)


def _screen(model: DecisionModel, programme: LinearProgramme, base: float, hiring: Hiring) -> Screened:
    raised = relax(_with_people(model, programme, hiring), seconds=_SECONDS)
    gain = programme.money(raised.bound) - programme.money(base) if raised.solved else 0.0
    return Screened(hiring, max(0.0, gain), hiring_cost(model.portfolio, hiring))


def _with_people(model: DecisionModel, programme: LinearProgramme, hiring: Hiring) -> LinearProgramme:
    """The programme with the capacity and flex of the hired people; capacity rows come first in it."""
    portfolio, rows = model.portfolio, model.capacity
    pool = portfolio.pools_by_id[hiring.pool_id]
    months = hired_months(portfolio, pool)
    theirs = (rows.pool == portfolio.pool_index[pool.pool_id]) & np.isin(rows.month, np.array(months, dtype=np.int64))
    days = np.where(theirs, added_days(pool, hiring.people), 0.0) / programme.row_scale
    upper, most = programme.upper.copy(), programme.most.copy()
    upper[: days.size] += days * (1.0 - portfolio.settings.protective_capacity)
    most[programme.n_options :] += days[programme.flex_rows] * pool.flex_share
    return replace(programme, upper=upper, most=most)
