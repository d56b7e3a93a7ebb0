"""Delivery month by month: who is ready, who gets how much, who is done.

Started work comes before unstarted and is never pre-empted; a successor waits for its predecessors' finishes and
lags; at most as many projects are at work on a pool as the rules allow. Work
in flight that makes no progress in month 0 is paused, and owes its restart work, exactly as in the options of the
decision model. Budgets, floors, pins and latest finishes are not enforced: no way of working knows them, only a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.portfolio.model.capacity import Capacity
from engine.simulate.allotment import everybody, least_idle, one_after_another
from engine.simulate.multitasking import efficiency
from engine.simulate.policy import Policy
from engine.simulate.stretch import Stretch
from engine.simulate.workload import Workload
from engine.valuation.discounting import Amounts, Months

NEVER = -1
"""Month of what does not happen."""

_CLOSE = 1e-9
_SLACK = 1e-6
_NO_END = 1 << 40
_WORTH_A_LEAP = 3
"""Fewer months alike than these are quicker one by one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How capacity is handed out: the policy, the loss to multitasking, and the most projects at once by pool row."""

    policy: Policy
    multitasking_loss: float
    max_parallel: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class DeliveredWork:
    """What happened to n runs over the months until the last finish.

    ``started`` and ``finished`` (n,) are months, :data:`NEVER` where none; ``progress`` (months, n) is months of
    work done; ``effort`` (months, n, n_pools) is person-days spent, congestion included; ``asked`` and ``done``
    (months, n_pools) are person-days of work wanted and achieved, ``done_by`` (n, n_pools) the latter by run.
    """

    started: Months
    finished: Months
    progress: Amounts
    effort: Amounts
    asked: Amounts
    done: Amounts
    done_by: Amounts


@dataclass(frozen=True, slots=True)
class _Asking:
    """What lies before the runs that are ready, in order: ``extra`` is the restart factor of each, (m, 1)."""

    ready: Months
    extra: Amounts
    stretch: Stretch
    asked: Amounts
    total: Amounts


@dataclass(frozen=True, slots=True)
class _Month:
    """One month: which runs were ready, in order, and what became of them; the first axis is theirs."""

    ready: Months
    progress: Amounts
    effort: Amounts
    asked: Amounts
    used: Amounts


def deliver(work: Workload, capacity: Capacity, terms: Terms, settled: int) -> DeliveredWork:
    """Work from month 0 until all is done, until nothing can move any more, or to the last month of ``capacity``.

    ``settled`` is the first month from which capacity stays as it is.
    """
    progress_of, supply = _Progress(work), _Supply.of(capacity)
    months: list[_Month] = []
    while len(months) < supply.days.shape[0] and not progress_of.all_done:
        t = len(months)
        done = _work_on(work, progress_of, supply, terms, t)
        if not done[0].progress.any() and t >= max(settled, progress_of.last_opening):
            break
        progress_of.move_on(done, t)
        months.extend(done)
    return _delivered(work, progress_of, months)


@dataclass(frozen=True, slots=True)
class _Supply:
    """What can be had by month, flex included, and what rounding may exceed; (months, n_pools)."""

    days: Amounts
    slack: Amounts

    @staticmethod
    def of(capacity: Capacity) -> _Supply:
        days = (capacity.available + capacity.flex_limit).T
        return _Supply(np.ascontiguousarray(days), (_SLACK * np.maximum(1.0, capacity.gross)).T)

    def covers(self, asked: Amounts, t: int) -> bool:
        """Whether there is enough of everything in a month."""
        return bool((asked <= self.days[t]).all())


class _Progress:
    """Where every run stands; the only thing that changes while months pass."""

    __slots__ = ("_open", "_waits", "_work", "finished", "position", "started")

    def __init__(self, work: Workload) -> None:
        n = len(work.projects)
        self._work = work
        self._open = work.release.copy()
        self._waits = np.zeros(n, dtype=np.int64)
        for link in work.links:
            self._waits[link.after] += 1
        self.position = np.zeros(n)
        self.started = np.full(n, NEVER)
        self.finished = np.full(n, NEVER)

    @property
    def all_done(self) -> bool:
        return bool((self.finished != NEVER).all())

    @property
    def last_opening(self) -> int:
        """The last month in which a run that waits for nothing but time becomes ready."""
        return int(self._open[self._waits == 0].max(initial=0))

    def ready(self, t: int) -> Months:
        """Runs that may be worked on, in order: ahead, then begun (in flight too), then the rest."""
        open_now = np.flatnonzero((self.finished == NEVER) & (self._waits == 0) & (self._open <= t))
        fresh = ~self.begun(open_now) & ~self._work.ahead[open_now]
        return np.concatenate((open_now[~fresh], open_now[fresh]))

    def begun(self, runs: Months) -> NDArray[np.bool_]:
        """Whether work has begun, before the planning month or since."""
        return np.asarray((self.started[runs] != NEVER) | self._work.in_flight[runs])

    def paused(self, runs: Months, t: int) -> NDArray[np.bool_]:
        """Whether a run in flight owes restart work: its first progress comes after month 0."""
        return np.asarray(self._work.in_flight[runs] & (self.started[runs] != 0) & (t > 0))

    def months_alike(self, runs: Months, t: int) -> int:
        """Months from t on in which ``runs`` stay those that are ready, and each has a whole month of work ahead."""
        whole = int((self._work.length[runs] - self.position[runs] + _CLOSE).min())
        ahead = self._open[(self._waits == 0) & (self._open > t)]
        return min(whole, int(ahead.min(initial=_NO_END)) - t)

    def move_on(self, done: Sequence[_Month], t: int) -> None:
        """Count the progress of months alike, from t on; what is done opens the way for its successors."""
        runs, progress = done[0].ready, done[0].progress
        moved = runs[progress > 0]
        self.started[moved[self.started[moved] == NEVER]] = t
        position = self.position[runs] + len(done) * progress
        near = np.rint(position)
        self.position[runs] = position = np.where(np.abs(position - near) < _CLOSE, near, position)
        complete = runs[position >= self._work.length[runs] * (1.0 - _CLOSE)]
        self.finished[complete] = t + len(done)
        self._open_successors(complete)

    def _open_successors(self, complete: Months) -> None:
        done = set(complete.tolist())
        for link in self._work.links if done else ():
            if link.before in done:
                self._waits[link.after] -= 1
                opens = int(self.finished[link.before]) + link.lag
                self._open[link.after] = max(int(self._open[link.after]), opens)


def _work_on(work: Workload, standing: _Progress, supply: _Supply, terms: Terms, t: int) -> list[_Month]:
    """One month, or several alike: while there is enough of everything, all go at full pace under every policy."""
    asking = _asking(work, standing, t)
    if terms.max_parallel or not asking.ready.size or not supply.covers(asking.total, t):
        return [_shared_out(work, standing, asking, (supply.days[t], supply.slack[t]), terms)]
    month = _Month(asking.ready, asking.stretch.span, asking.asked, asking.total, asking.asked)
    alike = standing.months_alike(asking.ready, t)
    if alike < _WORTH_A_LEAP:
        return [month]
    return [month, *_at_full_pace(work, standing, asking, supply, range(t + 1, t + alike))]


def _asking(work: Workload, standing: _Progress, t: int) -> _Asking:
    ready = standing.ready(t)
    extra = np.where(standing.paused(ready, t), work.restart[ready], 1.0)[:, None]
    stretch = work.stretch(ready, standing.position[ready])
    stretch = Stretch(stretch.before * extra, stretch.after * extra, stretch.bend, stretch.span)
    asked = stretch.asked()
    return _Asking(ready, extra, stretch, asked, asked.sum(axis=0))


def _at_full_pace(
    work: Workload, standing: _Progress, asking: _Asking, supply: _Supply, later: range
) -> Iterator[_Month]:
    """The months of ``later`` that go on like the one before them, up to the first that asks for too much."""
    position, rows = standing.position[asking.ready], asking.ready[:, None]
    month = position.astype(np.int64)[:, None] + np.arange(1, len(later) + 2)
    pace = work.pace[rows, month] * asking.extra[:, :, None]
    bend = asking.stretch.bend[:, None, None]
    asked = bend * pace[:, :-1] + (1.0 - bend) * pace[:, 1:]
    total = asked.sum(axis=0)
    for k, t in enumerate(later):
        if not supply.covers(total[k], t):
            return
        yield _Month(asking.ready, asking.stretch.span, asked[:, k], total[k], asked[:, k])


def _shared_out(
    work: Workload, standing: _Progress, asking: _Asking, supply: tuple[Amounts, Amounts], terms: Terms
) -> _Month:
    """One month in which there may be too little of something: the policy says who gets it."""
    days, slack = supply
    ready, stretch, asked = asking.ready, asking.stretch, asking.asked
    admitted = _admitted(asked, terms.max_parallel)
    leads = work.ahead[ready]
    order = np.arange(ready.size)
    first, rest = order[admitted & leads], order[admitted & ~leads]
    done = one_after_another(stretch, first, days, slack)
    free = np.maximum(0.0, days - stretch.used(done).sum(axis=0))
    share = _efficiency(asked[rest].sum(axis=0), free, terms)
    done += _hand_out(stretch, rest, standing.begun(ready), free * share, slack, terms.policy)
    done[done <= _CLOSE] = 0.0
    used = stretch.used(done)
    effort = np.where(leads[:, None], used, used / share)
    return _Month(ready, done, effort, asking.total, used)


def _efficiency(asked: Amounts, free: Amounts, terms: Terms) -> Amounts:
    if terms.policy is not Policy.SHARED:
        return np.ones_like(free)
    return efficiency(asked, free, terms.multitasking_loss)


def _hand_out(
    stretch: Stretch, order: Months, begun: NDArray[np.bool_], free: Amounts, slack: Amounts, policy: Policy
) -> Amounts:
    if policy is Policy.SHARED:
        return everybody(stretch, order, free)
    if policy is not Policy.UTILISATION:
        return one_after_another(stretch, order, free, slack)
    done = least_idle(stretch, order[begun[order]], free, slack)
    left = np.maximum(0.0, free - stretch.used(done).sum(axis=0))
    return done + least_idle(stretch, order[~begun[order]], left, slack)


def _admitted(asked: Amounts, max_parallel: tuple[tuple[int, float], ...]) -> NDArray[np.bool_]:
    """Which ready runs may work when only so many may be at work on a pool at once, in order."""
    admitted = np.ones(asked.shape[0], dtype=np.bool_)
    if not max_parallel:
        return admitted
    busy = np.zeros(asked.shape[1])
    most = np.full(asked.shape[1], np.inf)
    for pool, limit in max_parallel:
        most[pool] = min(most[pool], limit)
    for run, needs in enumerate(asked > 0):
        admitted[run] = bool((busy[needs] + 1 <= most[needs]).all())
        busy += needs & admitted[run]
    return admitted


def _delivered(work: Workload, standing: _Progress, months: list[_Month]) -> DeliveredWork:
    n, n_pools = len(work.projects), work.pace.shape[2]
    progress = np.zeros((len(months), n))
    effort = np.zeros((len(months), n, n_pools))
    asked, done = np.zeros((len(months), n_pools)), np.zeros((len(months), n_pools))
    done_by = np.zeros((n, n_pools))
    for t, month in enumerate(months):
        progress[t, month.ready] = month.progress
        effort[t, month.ready] = month.effort
        asked[t], done[t] = month.asked, month.used.sum(axis=0)
        done_by[month.ready] += month.used
    return DeliveredWork(standing.started, standing.finished, progress, effort, asked, done, done_by)
