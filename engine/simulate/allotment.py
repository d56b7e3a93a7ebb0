"""Handing out one month's capacity: one after another, by least idle days, or the same pace for everybody.

Every function returns the months of work done, shape (m,), for the m projects of a stretch, and serves only those in
``order``. ``free`` is person-days by pool; ``slack`` is what a demand met in full may exceed it by, for rounding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.simulate.stretch import Stretch
from engine.valuation.discounting import Amounts, Months

_NEARLY_ALL = 1.0 - 1e-6
"""A stretch done but for rounding is done."""


def one_after_another(stretch: Stretch, order: Months, free: Amounts, slack: Amounts) -> Amounts:
    """Each takes all it asks for while that lasts; the next take what is left of it.

    The first whose demand is not met empties a pool, after which no project that needs this pool moves: about one round
    a pool, each for all projects at once. ``free`` and ``slack`` are (n_pools,).
    """
    done = np.zeros(stretch.span.size)
    asked = stretch.asked()
    free = free.copy()
    while order.size:
        total = np.cumsum(asked[order], axis=0)
        served = _leading(np.asarray((total <= free + slack).all(axis=1)))
        done[order[:served]] = stretch.span[order[:served]]
        if served == order.size:
            break
        if served:
            free -= total[served - 1]
        partly = order[served : served + 1]
        done[partly] = stretch.of(partly).reach(free)
        free -= stretch.of(partly).used(done[partly])[0]
        order = _not_stuck(stretch, order[served + 1 :], free, slack)
    return done


def least_idle(stretch: Stretch, order: Months, free: Amounts, slack: Amounts) -> Amounts:
    """Next comes whoever takes most of what is left, so that fewest person-days lie idle; ties as in ``order``.

    Projects that can be served in full, one after another, before any other would come next are served together.
    ``free`` and ``slack`` are (n_pools,).
    """
    done = np.zeros(stretch.span.size)
    asked = stretch.asked()
    free = free.copy()
    while order.size:
        whole = np.asarray((asked[order] <= free + slack).all(axis=1))
        rest = stretch.of(order)
        reach = np.where(whole, rest.span, rest.reach(free))
        used = rest.used(reach)
        by_use = np.argsort(-used.sum(axis=1), kind="stable")
        together = whole[by_use] & (np.cumsum(used[by_use], axis=0) <= free + slack).all(axis=1)
        taken = by_use[: max(1, _leading(together))]
        done[order[taken]] = reach[taken]
        free -= used[taken].sum(axis=0)
        reach[taken] = 0.0
        order = order[reach > 0]
    return done


def everybody(stretch: Stretch, order: Months, free: Amounts) -> Amounts:
    """The same pace for everybody, raised until a pool is empty or the work of the month is done.

    Projects that need the empty pool go no faster; for the others the pace goes on rising, so that no pool lies idle
    for want of another. Less than a month of work left is done as soon as the common pace reaches it. ``free`` is
    (n_pools,). ``free`` is (n_pools,).
    """
    done, stretch = np.zeros(stretch.span.size), stretch.of(order)
    ends, bends = stretch.span, _bends(stretch)
    reached, pace = np.zeros(order.size), 0.0
    moving = np.ones(order.size, dtype=np.bool_)
    free = free.copy()
    while moving.any():
        needs = np.where((pace < bends)[:, None], stretch.before, stretch.after)
        pull = needs[moving].sum(axis=0)
        to_empty = np.divide(np.maximum(free, 0.0), pull, out=np.full(pull.shape, np.inf), where=pull > 0)
        step = min(float(to_empty.min(initial=np.inf)), _next(ends[moving], bends[moving], pace) - pace)
        free -= step * pull
        pace += step
        reached[moving] = np.minimum(pace, ends[moving])
        moving &= ~(needs[:, to_empty <= step] > 0).any(axis=1) & (reached < ends)
    done[order] = np.where(reached >= ends * _NEARLY_ALL, ends, reached)
    return done


def _leading(fits: NDArray[np.bool_]) -> int:
    """How many of the first fit, up to the first that does not."""
    return int(fits.size if fits.all() else np.argmin(fits))


def _not_stuck(stretch: Stretch, order: Months, free: Amounts, slack: Amounts) -> Months:
    empty = free <= slack
    return order[~(stretch.before[order][:, empty] > 0).any(axis=1)]


def _bends(stretch: Stretch) -> Amounts:
    """Where each stretch changes its needs, in months of work; infinite for one that does not."""
    bent = (stretch.bend < stretch.span) & (stretch.before != stretch.after).any(axis=1)
    return np.where(bent, stretch.bend, np.inf)


def _next(ends: Amounts, bends: Amounts, pace: float) -> float:
    """The next pace at which a project ends or bends; each has its end ahead of it."""
    return min(float(ends.min()), float(bends[bends > pace].min(initial=np.inf)))
