"""One month's capacity handed out in many draws at once: as ``allotment`` does it in one.

``free`` is person-days by draw and pool, (n, n_pools); ``slack`` what a demand met in full may exceed it by. Every
function returns the months of work done by draw and run, (n, m).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.valuation.discounting import Amounts, Months

Marks = NDArray[np.bool_]

_NEARLY_ALL = 1.0 - 1e-6
_CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class BatchStretch:
    """The month's work that lies before m runs in n draws; see :class:`engine.simulate.stretch.Stretch`.

    ``before`` and ``after`` are person-days per month of work, (n, m, n_pools); ``bend`` and ``span`` months of work,
    (n, m). ``after`` is ``None`` where no run ever changes its needs.
    """

    before: Amounts
    after: Amounts | None
    bend: Amounts
    span: Amounts

    def asked(self) -> Amounts:
        """Person-days of the whole stretch; (n, m, n_pools)."""
        return self.used(self.span)

    def used(self, done: Amounts) -> Amounts:
        """Person-days of the first ``done`` months of work, (n, m); (n, m, n_pools)."""
        if self.after is None:
            return np.asarray(done[:, :, None] * self.before)
        first = np.minimum(done, self.bend)
        return np.asarray(first[:, :, None] * self.before + (done - first)[:, :, None] * self.after)

    def rows(self, which: Months) -> BatchStretch:
        """Some of the draws."""
        after = None if self.after is None else self.after[which]
        return BatchStretch(self.before[which], after, self.bend[which], self.span[which])


def one_after_another(stretch: BatchStretch, begun: Marks, fresh: Marks, free: Amounts, slack: Amounts) -> Amounts:
    """Runs in the order of their columns, those begun before those fresh; each takes all it can.

    ``begun`` and ``fresh`` are (n, m); ``free`` and ``slack`` are person-days, (n, n_pools), of n draws and m runs.
    """
    done = np.zeros(stretch.span.shape)
    asked = stretch.asked()
    free = free.copy()
    for group in (begun, fresh):
        for run in np.flatnonzero(group.any(axis=0)).tolist():
            served = group[:, run]
            whole = served & (asked[:, run] <= free + slack).all(axis=1)
            done[whole, run] = stretch.span[whole, run]
            free[whole] -= asked[whole, run]
            partly = np.flatnonzero(served & ~whole)
            if partly.size:
                reached = _reach(stretch, run, partly, free[partly], slack[partly])
                done[partly, run] = reached
                free[partly] -= _used(stretch, run, partly, reached)
    return done


def everybody(stretch: BatchStretch, ready: Marks, free: Amounts) -> Amounts:
    """The same pace for everybody ready, raised until a pool is empty or the work of the month is done.

    ``ready`` is (n, m), ``free`` person-days, (n, n_pools), of n draws and m runs.
    """
    whole = ends = stretch.span
    reached = np.zeros(ends.shape)
    rows = np.arange(ends.shape[0])
    moving, pace, free = ready & (ends > 0), np.zeros(rows.size), free.copy()
    bends = _bends(stretch)
    while True:
        going = moving.any(axis=1)
        if not going.all():
            rows, moving, pace, free = rows[going], moving[going], pace[going], free[going]
            stretch, ends, bends = stretch.rows(np.flatnonzero(going)), ends[going], bends[going]
        if not rows.size:
            break
        needs = _needs(stretch, bends, pace) * moving[:, :, None]
        pull = needs.sum(axis=1)
        to_empty = np.divide(np.maximum(free, 0.0), pull, out=np.full(pull.shape, np.inf), where=pull > 0)
        step = np.minimum(to_empty.min(axis=1, initial=np.inf), _next(ends, bends, moving, pace) - pace)
        free -= step[:, None] * pull
        pace = pace + step
        now = np.minimum(pace[:, None], ends)
        reached[rows] = np.where(moving, now, reached[rows])
        emptied = to_empty <= step[:, None]
        moving = moving & ~((needs > 0) & emptied[:, None, :]).any(axis=2) & (now < ends)
    return np.where(reached >= whole * _NEARLY_ALL, whole, reached)


def _needs(stretch: BatchStretch, bends: Amounts, pace: Amounts) -> Amounts:
    if stretch.after is None:
        return stretch.before
    return np.where((pace[:, None] < bends)[:, :, None], stretch.before, stretch.after)


def _bends(stretch: BatchStretch) -> Amounts:
    if stretch.after is None:
        return np.full(stretch.span.shape, np.inf)
    bent = (stretch.bend < stretch.span) & (stretch.before != stretch.after).any(axis=2)
    return np.where(bent, stretch.bend, np.inf)


def _next(ends: Amounts, bends: Amounts, moving: Marks, pace: Amounts) -> Amounts:
    """The next pace at which a run that moves ends or bends."""
    end = np.where(moving, ends, np.inf).min(axis=1)
    ahead = np.where(moving & (bends > pace[:, None]), bends, np.inf).min(axis=1)
    return np.asarray(np.minimum(end, ahead))


def _reach(stretch: BatchStretch, run: int, rows: Months, free: Amounts, slack: Amounts) -> Amounts:
    """Months of work that one run can do with what is free, (rows,); nothing where a pool it needs is empty."""
    before, span = stretch.before[rows, run], stretch.span[rows, run]
    stuck = ((before > 0) & (free <= slack)).any(axis=1)
    room = np.maximum(free, 0.0)
    if stretch.after is None:
        return np.where(stuck, 0.0, np.minimum(_months(room, before), span))
    bend, after = stretch.bend[rows, run], stretch.after[rows, run]
    first = np.minimum(_months(room, before), bend)
    more = np.minimum(_months(np.maximum(0.0, room - bend[:, None] * before), after), span - bend)
    return np.where(stuck, 0.0, np.where(first >= bend - _CLOSE, bend + more, first))


def _used(stretch: BatchStretch, run: int, rows: Months, done: Amounts) -> Amounts:
    before = stretch.before[rows, run]
    if stretch.after is None:
        return np.asarray(done[:, None] * before)
    first = np.minimum(done, stretch.bend[rows, run])
    return np.asarray(first[:, None] * before + (done - first)[:, None] * stretch.after[rows, run])


def _months(days: Amounts, pace: Amounts) -> Amounts:
    months = np.divide(days, pace, out=np.full(pace.shape, np.inf), where=pace > 0)
    return np.asarray(months.min(axis=1, initial=np.inf))
