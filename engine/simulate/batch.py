"""Delivery in many draws at once: what ``Simulator`` does with one future, done with hundreds side by side.

Months pass for all draws together, and every step is one operation on arrays, so that a draw costs a small part of a
simulation. Each draw is delivered exactly as the simulator would deliver the portfolio that the draw describes
(:func:`engine.simulate.draws.drawn_portfolio`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.capacity import Capacity, capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode
from engine.simulate.batch_allotment import BatchStretch, Marks, everybody, one_after_another
from engine.simulate.delivery import NEVER
from engine.simulate.draws import Draws
from engine.simulate.multitasking import LEAST_EFFICIENCY
from engine.simulate.policy import Policy, Run
from engine.simulate.simulate import LONGEST_MONTHS
from engine.simulate.workload import Workload, workload
from engine.simulate.worth import flex_price
from engine.valuation.discounting import Amounts, Months, monthly_factor
from engine.valuation.options import benefit_values, external_cost, penalty_values, stop_value
from engine.valuation.work import rescale, work_factor, work_profiles

_CLOSE = 1e-9
_SLACK = 1e-6
_PAIR = 1 << 20
"""More months than any work has: two lengths in one number."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What became of n draws under one way of working; columns are the projects in the portfolio's order.

    ``finished`` (n, n_projects) is the first month after the work, :data:`~engine.simulate.delivery.NEVER` where a
    project does not run or is never done; ``values`` (n, n_projects), ``flex_cost`` (n,) and ``value`` (n,) are money
    today; ``spent`` (n, months) is what work, pauses and flex cost in each month, discounted.
    """

    finished: Months
    values: Amounts
    flex_cost: Amounts
    value: Amounts
    spent: Amounts

    @staticmethod
    def joined(parts: list[Executed]) -> Executed:
        """Draws of several executions, one after another."""
        months = max(p.spent.shape[1] for p in parts)
        spent = [np.pad(p.spent, ((0, 0), (0, months - p.spent.shape[1]))) for p in parts]
        return Executed(
            np.concatenate([p.finished for p in parts]),
            np.concatenate([p.values for p in parts]),
            np.concatenate([p.flex_cost for p in parts]),
            np.concatenate([p.value for p in parts]),
            np.concatenate(spent),
        )


class BatchSimulator:
    """A portfolio made ready to be executed in many draws."""

    __slots__ = ("_brought", "_capacity", "_limits", "_portfolio", "_profiles", "_rates", "_settled")

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._settled = 1 + max((c.month for c in portfolio.capacity), default=-1)
        self._capacity = capacity_by_month(portfolio, self._settled + 1)
        self._limits = tuple((portfolio.pool_index[r], most) for r, most in portfolio.rules.max_parallel)
        self._profiles = work_profiles(portfolio)
        self._rates = np.array([p.day_rate for p in portfolio.pools]) * portfolio.settings.count_internal_labour
        self._brought = _Brought(portfolio)

    def execute(
        self,
        policy: Policy,
        runs: Mapping[str, Run],
        draws: Draws,
        multitasking_loss: float | None = None,
        left_out: Sequence[str] | None = None,
    ) -> Executed:
        """Deliver ``runs`` in every draw.

        Args:
            policy: who comes first; not ``Policy.UTILISATION``, nor ``Policy.VALUE``.
            runs: what is worked on, in which mode and from when.
            draws: what turns out otherwise; their columns are the portfolio's projects and pools.
            multitasking_loss: in place of the portfolio's, under ``Policy.SHARED`` only.
            left_out: for each draw the project that does not run in it, by its id; ``None`` where all run in all.

        Raises:
            ValueError: a policy that cannot be executed in many draws at once.
        """
        if policy in (Policy.UTILISATION, Policy.VALUE):
            raise ValueError(f"the policy {policy} is simulated one future at a time only")
        portfolio = self._portfolio
        loss = portfolio.settings.multitasking_loss if multitasking_loss is None else multitasking_loss
        work = workload(portfolio, policy, runs, self._profiles)
        columns = np.array([portfolio.project_index[p.project_id] for p in work.projects], dtype=np.int64)
        absent = np.zeros((draws.size, columns.size), dtype=np.bool_)
        if left_out is not None:
            absent = np.array(left_out)[:, None] == np.array([p.project_id for p in work.projects])[None, :]
        delivery = _Delivery(work, self._work_of(work, columns, draws), self._supply(draws), self._limits, absent)
        delivery.run(loss if policy is Policy.SHARED else None, self._rates, flex_price(portfolio), self._factor)
        return self._valued(columns, draws, delivery)

    @property
    def _factor(self) -> float:
        return monthly_factor(self._portfolio.settings.discount_rate)

    def _supply(self, draws: Draws) -> _DrawnSupply:
        return _DrawnSupply(self._capacity, draws.capacity)

    def _work_of(self, work: Workload, columns: Months, draws: Draws) -> _DrawnWork:
        quick = np.array([m is Mode.ACCELERATED for m in work.modes], dtype=np.bool_)
        length = np.where(quick[None, :], draws.accelerated[:, columns], draws.duration[:, columns])
        table = _PaceTable(work, self._profiles, draws.duration[:, columns], length, len(self._portfolio.pools))
        external = np.array([external_cost(p, m) for p, m in zip(work.projects, work.modes, strict=True)])
        each = external * draws.cost[:, columns] / length
        pause = np.array([p.pause_cost_per_month if p.in_flight else 0.0 for p in work.projects])
        return _DrawnWork(length, table, draws.work[:, columns], each, pause)

    def _valued(self, columns: Months, draws: Draws, delivery: _Delivery) -> Executed:
        portfolio = self._portfolio
        n = draws.size
        finished = np.full((n, len(portfolio.projects)), NEVER)
        values = np.tile(np.array([stop_value(p) for p in portfolio.projects]), (n, 1))
        finished[:, columns] = delivery.finished
        for run, at in enumerate(columns.tolist()):
            done = delivery.finished[:, run]
            brought = self._brought.of(at, done, draws.benefit[:, at])
            rested = np.where(done == NEVER, 0.0, delivery.rested[:, run])
            values[:, at] = np.where(done == NEVER, values[:, at], brought) - delivery.paid[:, run] - rested
        value = values.sum(axis=1) - delivery.flex_paid
        return Executed(finished, values, delivery.flex_paid, value, delivery.spent_by_month())


class _Brought:
    """Benefits less penalties of each project by its finish, at the data's own run-rate; money today."""

    __slots__ = ("_known", "_portfolio")

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._known: dict[int, tuple[Amounts, Amounts]] = {}

    def of(self, at: int, finished: Months, factor: Amounts) -> Amounts:
        """For one project, by draw; whatever for what never finishes."""
        gained, lost = self._tables(at, int(finished.max(initial=0)))
        when = np.maximum(finished, 0)
        return np.asarray(factor * gained[when] - lost[when])

    def _tables(self, at: int, last: int) -> tuple[Amounts, Amounts]:
        known = self._known.get(at)
        if known is None or known[0].size <= last:
            project, settings = self._portfolio.projects[at], self._portfolio.settings
            finishes = np.arange(2 * last + 24)
            known = benefit_values(project, settings, finishes), penalty_values(project, settings, finishes)
            self._known[at] = known
        return known


class _DrawnSupply:
    """Days by month, draw and pool: what protection leaves, and with what can be bought on top."""

    __slots__ = ("_capacity", "_factor", "_last")

    def __init__(self, capacity: Capacity, factor: Amounts) -> None:
        self._capacity, self._factor = capacity, factor
        self._last: int = capacity.gross.shape[1] - 1

    @property
    def settled(self) -> int:
        """The first month from which capacity stays as it is."""
        return self._last

    def available(self, t: int, rows: Months) -> Amounts:
        """Days after protection; (rows, n_pools)."""
        return np.asarray(self._factor[rows] * self._capacity.available[:, self._at(t)])

    def days(self, t: int, rows: Months) -> Amounts:
        """Days with flex; (rows, n_pools)."""
        at = self._at(t)
        return np.asarray(self._factor[rows] * (self._capacity.available[:, at] + self._capacity.flex_limit[:, at]))

    def slack(self, t: int, rows: Months) -> Amounts:
        """What rounding may exceed; (rows, n_pools)."""
        return np.asarray(_SLACK * np.maximum(1.0, self._factor[rows] * self._capacity.gross[:, self._at(t)]))

    def _at(self, t: int) -> int:
        return min(t, self._last)


class _PaceTable:
    """Person-days in each month of work, of each run at each length that some draw gives it, in one long table."""

    __slots__ = ("_first", "_rows", "is_flat")

    def __init__(
        self, work: Workload, profiles: Mapping[str, Amounts], normal: Months, length: Months, n_pools: int
    ) -> None:
        rows: list[Amounts] = []
        self._first = np.zeros_like(length)
        self.is_flat = True
        at = 0
        for run, (project, mode) in enumerate(zip(work.projects, work.modes, strict=True)):
            profile = profiles[project.project_id]
            extra = work_factor(project, mode, paused=False)
            self.is_flat &= bool(np.ptp(profile, axis=1).max(initial=0.0) == 0.0)
            pairs, which = np.unique(normal[:, run] * _PAIR + length[:, run], return_inverse=True)
            first = np.zeros_like(pairs)
            for k, pair in enumerate(pairs.tolist()):
                first[k] = at
                months = pair % _PAIR
                template = rescale(rescale(profile, pair // _PAIR), months)
                rows += [template.T * extra, np.zeros((2, n_pools))]
                at += months + 2
            self._first[:, run] = first[which]
        self._rows = np.concatenate(rows) if rows else np.zeros((0, n_pools))

    def at(self, draws: Months, runs: Months, month: Months) -> Amounts:
        """Needs in a month of work, (draws, runs, n_pools)."""
        return np.asarray(self._rows[self._first[np.ix_(draws, runs)] + month])


@dataclass(frozen=True, slots=True)
class _DrawnWork:
    """The runs in every draw: months and pace of work, what a month of it costs, what a month of pause costs."""

    length: Months
    table: _PaceTable
    factor: Amounts
    each: Amounts
    pause: Amounts


class _Delivery:
    """Where every run stands in every draw, and what has been paid; changes while months pass."""

    __slots__ = (
        "_absent",
        "_by_month",
        "_drawn",
        "_limits",
        "_open",
        "_position",
        "_started",
        "_supply",
        "_waits",
        "_work",
        "finished",
        "flex_paid",
        "paid",
        "rested",
    )

    def __init__(
        self,
        work: Workload,
        drawn: _DrawnWork,
        supply: _DrawnSupply,
        limits: tuple[tuple[int, float], ...],
        absent: Marks,
    ) -> None:
        shape = drawn.length.shape
        self._work, self._drawn, self._supply, self._limits, self._absent = work, drawn, supply, limits, absent
        self._open = np.tile(work.release, (shape[0], 1))
        # What is left out waits for ever, as what waits for it does.
        self._waits = absent.astype(np.int64)
        for link in work.links:
            self._waits[:, link.after] += 1
        self._position = np.zeros(shape)
        self._started: Months = np.full(shape, NEVER)
        self._by_month: list[Amounts] = []
        self.finished: Months = np.full(shape, NEVER)
        self.flex_paid = np.zeros(shape[0])
        self.paid = np.zeros(shape)
        self.rested = np.zeros(shape)

    def run(self, multitasking_loss: float | None, rates: Amounts, flex_rates: Amounts, monthly: float) -> None:
        """Work from month 0 until every draw is done or can move no more."""
        live = np.arange(self.finished.shape[0])
        for t in range(LONGEST_MONTHS):
            live = live[(self.finished[live] == NEVER).any(axis=1)]
            if not live.size:
                return
            moved = self._month(t, live, multitasking_loss, rates, flex_rates, monthly**t)
            live = live[moved | self._may_move_later(t, live)]

    def spent_by_month(self) -> Amounts:
        """What was paid in each month, discounted; (n, months)."""
        if not self._by_month:
            return np.zeros((self.finished.shape[0], 0))
        return np.stack(self._by_month, axis=1)

    def _may_move_later(self, t: int, live: Months) -> Marks:
        waiting = (self.finished[live] == NEVER) & (self._waits[live] == 0) & (self._open[live] > t)
        return np.asarray(waiting.any(axis=1) | (t < self._supply.settled))

    def _month(
        self, t: int, live: Months, loss: float | None, rates: Amounts, flex_rates: Amounts, worth: float
    ) -> Marks:
        """One month in the draws that are ``live``; which of them made progress."""
        unfinished = self.finished[live] == NEVER
        ready = unfinished & (self._waits[live] == 0) & (self._open[live] <= t)
        runs = np.flatnonzero(ready.any(axis=0))
        ready = ready[:, runs]
        stretch = self._stretch(t, live, runs, ready)
        done, share = self._shared_out(t, live, runs, ready, stretch, loss)
        used = stretch.used(done)
        total = used.sum(axis=1) / share
        bought = np.maximum(0.0, total - self._supply.available(t, live))
        flex = (bought * flex_rates).sum(axis=1) * worth
        labour = (used / share[:, None, :] * rates).sum(axis=2) if rates.any() else 0.0
        paid = (done * self._drawn.each[np.ix_(live, runs)] + labour) * worth
        rest = (unfinished & ~self._absent[live]) * (self._drawn.pause * worth)
        rest[:, runs] *= done <= 0
        self._account(live, runs, paid, flex, rest)
        self._move_on(t, live, runs, done)
        return np.asarray((done > 0).any(axis=1))

    def _stretch(self, t: int, live: Months, runs: Months, ready: Marks) -> BatchStretch:
        grid = np.ix_(live, runs)
        position = self._position[grid]
        month = position.astype(np.int64)
        span = np.where(ready, np.minimum(1.0, self._drawn.length[grid] - position), 0.0)
        bend = np.minimum(1.0 - (position - month), span)
        paused = self._work.in_flight[runs] & (self._started[grid] != 0) & (t > 0)
        factor = (self._drawn.factor[grid] * np.where(paused, self._work.restart[runs], 1.0))[:, :, None]
        before = self._drawn.table.at(live, runs, month) * factor
        after = None if self._drawn.table.is_flat else self._drawn.table.at(live, runs, month + 1) * factor
        return BatchStretch(before, after, bend, span)

    def _shared_out(
        self, t: int, live: Months, runs: Months, ready: Marks, stretch: BatchStretch, loss: float | None
    ) -> tuple[Amounts, Amounts]:
        """Months of work done, (live, runs), and the share of effort that became work, (live, n_pools)."""
        days, slack = self._supply.days(t, live), self._supply.slack(t, live)
        asked = stretch.asked()
        ready = self._admitted(asked, ready, live, runs)
        total = (asked * ready[:, :, None]).sum(axis=1)
        share = np.ones(days.shape) if loss is None else _efficiency(total, days, loss)
        done = np.where(ready, stretch.span, 0.0)
        scarce = np.flatnonzero((total > days).any(axis=1))
        if scarce.size:
            free, rest = days[scarce] * share[scarce], stretch.rows(scarce)
            if loss is None:
                begun = ready[scarce] & self._begun(live[scarce], runs)
                done[scarce] = one_after_another(rest, begun, ready[scarce] & ~begun, free, slack[scarce])
            else:
                done[scarce] = everybody(rest, ready[scarce], free)
        done[done <= _CLOSE] = 0.0
        return done, share

    def _begun(self, draws: Months, runs: Months) -> Marks:
        return np.asarray((self._started[np.ix_(draws, runs)] != NEVER) | self._work.in_flight[runs])

    def _admitted(self, asked: Amounts, ready: Marks, live: Months, runs: Months) -> Marks:
        """Which ready runs may work when only so many may be at work on a pool at once, in order."""
        if not self._limits:
            return ready
        most = np.full(asked.shape[2], np.inf)
        for pool, limit in self._limits:
            most[pool] = min(most[pool], limit)
        busy = np.zeros((asked.shape[0], asked.shape[2]))
        admitted = np.zeros(ready.shape, dtype=np.bool_)
        begun = self._begun(live, runs)
        for group in (ready & begun, ready & ~begun):
            for run in np.flatnonzero(group.any(axis=0)).tolist():
                needs = asked[:, run] > 0
                fits = group[:, run] & ((busy + 1 <= most) | ~needs).all(axis=1)
                admitted[:, run] |= fits
                busy += needs & fits[:, None]
        return admitted

    def _account(self, live: Months, runs: Months, paid: Amounts, flex: Amounts, rest: Amounts) -> None:
        self.paid[np.ix_(live, runs)] += paid
        self.flex_paid[live] += flex
        self.rested[live] += rest
        month = np.zeros(self.finished.shape[0])
        month[live] = paid.sum(axis=1) + flex + rest.sum(axis=1)
        self._by_month.append(month)

    def _move_on(self, t: int, live: Months, runs: Months, done: Amounts) -> None:
        grid = np.ix_(live, runs)
        started = self._started[grid]
        self._started[grid] = np.where((started == NEVER) & (done > 0), t, started)
        position = self._position[grid] + done
        near = np.rint(position)
        position = np.where(np.abs(position - near) < _CLOSE, near, position)
        self._position[grid] = position
        complete = (position >= self._drawn.length[grid] * (1.0 - _CLOSE)) & (self.finished[grid] == NEVER)
        finished = self.finished[grid]
        self.finished[grid] = np.where(complete, t + 1, finished)
        self._open_successors(t + 1, live, runs, complete)

    def _open_successors(self, now: int, live: Months, runs: Months, complete: Marks) -> None:
        column = {run: k for k, run in enumerate(runs.tolist())}
        for link in self._work.links:
            at = None if link.before is None else column.get(link.before)
            if at is None:
                continue
            done = live[complete[:, at]]
            self._waits[done, link.after] -= 1
            self._open[done, link.after] = np.maximum(self._open[done, link.after], now + link.lag)


def _efficiency(asked: Amounts, capacity: Amounts, loss: float) -> Amounts:
    """As :func:`engine.simulate.multitasking.efficiency`, in many draws."""
    crowd = np.divide(asked, capacity, out=np.ones_like(asked), where=capacity > 0)
    return np.asarray(np.clip(1.0 - loss * (crowd - 1.0), LEAST_EFFICIENCY, 1.0))
