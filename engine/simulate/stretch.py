"""The stretch of work that lies before each project in one month, and what part of it given capacity allows.

Work is spread over months of work, each with its own person-days by pool. A project that stands between two of them
goes through the rest of the one and then into the next, so a stretch has at most one bend. Going d months of work
along it takes the same share of every pool's days between its bends: the scarcest pool decides how far it goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.valuation.discounting import Amounts, Months

_CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class Stretch:
    """One month's work of m projects on n_pools pools.

    ``before`` and ``after`` are person-days per month of work up to the bend and beyond it, shape (m, n_pools);
    ``bend`` and ``span`` are months of work to the bend and in all, shape (m,), with bend ≤ span ≤ 1.
    """

    before: Amounts
    after: Amounts
    bend: Amounts
    span: Amounts

    def asked(self) -> Amounts:
        """Person-days of the whole stretch; (m, n_pools)."""
        return self.bend[:, None] * self.before + (self.span - self.bend)[:, None] * self.after

    def used(self, done: Amounts) -> Amounts:
        """Person-days of the first ``done`` months of work, shape (m,); (m, n_pools)."""
        first = np.minimum(done, self.bend)
        return np.asarray(first[:, None] * self.before + (done - first)[:, None] * self.after)

    def reach(self, free: Amounts) -> Amounts:
        """Months of work each project could do alone with ``free`` person-days, shape (n_pools,); (m,)."""
        free = np.maximum(free, 0.0)
        first = np.minimum(_months(free, self.before), self.bend)
        rest = np.maximum(0.0, free - self.bend[:, None] * self.before)
        more = np.minimum(_months(rest, self.after), self.span - self.bend)
        return np.asarray(np.where(first >= self.bend - _CLOSE, self.bend + more, first))

    def of(self, which: Months) -> Stretch:
        """The stretches of some of the projects."""
        return Stretch(self.before[which], self.after[which], self.bend[which], self.span[which])


def _months(days: Amounts, pace: Amounts) -> Amounts:
    """How many months of work the days allow at a pace; infinite where none are asked."""
    room = np.broadcast_to(days, pace.shape)
    months = np.divide(room, pace, out=np.full(pace.shape, np.inf), where=pace > 0)
    return np.asarray(months.min(axis=1, initial=np.inf))
