"""Improving a plan without a solver: change one group, or two at a time, as long as that gains.

Exchange of pairs is what people do in a steering group, "take this out to bring that in", done exhaustively. Small
problems gain most: there single options are large against what the relaxation leaves undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints
from engine.optimise.work_limit import WorkLimit

_CLOSE = 1e-9
MOST_ENTRIES = 350_000
"""Rows × options above which a solver's small programmes gain more in the same time."""

_MOST_WORK = 20_000_000
"""Entries looked at before giving up: a limit in work, not in time, keeps answers reproducible."""

_PER_ENTRY = 4e-9
"""Seconds of work of looking at one; measured."""


@dataclass(slots=True)
class _Position:
    """A choice with what follows from it; ``work`` counts the entries looked at so far."""

    chosen: Ints
    activity: Floats
    gains: Floats
    work: int = 0


def exchange(problem: ChoiceProblem, chosen: Ints, work_limit: WorkLimit | None = None) -> Ints:
    """A choice at least as good as ``chosen``, by exchanges until none gains or the work allowed is done.

    ``chosen`` must hold; what comes back holds too. Large problems come back as they are. The work is spent from
    ``work_limit``.
    """
    if (problem.n_rows + len(problem.side_names)) * problem.n_options > MOST_ENTRIES:
        return chosen
    table = _Table(problem)
    position = table.position(chosen, 0)
    while position.work < _MOST_WORK:
        move = table.best_single(position) or table.first_pair(position)
        if move is None:
            break
        after = position.chosen.copy()
        for column in move:
            after[table.group[column]] = column if column < problem.n_options else NO_OPTION
        position = table.position(after, position.work)
    if work_limit is not None:
        work_limit.spend(_PER_ENTRY * position.work)
    return position.chosen


class _Table:
    """The problem's rows as dense columns: all options, then "none" of each group."""

    def __init__(self, problem: ChoiceProblem) -> None:
        self._problem = problem
        rows = sparse.vstack([problem.usage, problem.side]).toarray()
        self.columns = np.hstack([rows, np.zeros((rows.shape[0], problem.n_groups))])
        self.by_option = np.ascontiguousarray(self.columns.T)
        self.group = np.concatenate((problem.group, np.arange(problem.n_groups)))
        self.value = np.concatenate((problem.value, np.where(problem.required, -np.inf, 0.0)))
        upper = np.concatenate((problem.capacity + problem.flex_limit, problem.side_upper))
        lower = np.concatenate((np.full(problem.n_rows, -np.inf), problem.side_lower))
        self.upper = upper + _CLOSE * np.maximum(1.0, np.abs(np.where(np.isfinite(upper), upper, 0.0)))
        self.lower = lower - _CLOSE * np.maximum(1.0, np.abs(np.where(np.isfinite(lower), lower, 0.0)))
        self._bounded = np.isfinite(lower).any()

    def position(self, chosen: Ints, work: int) -> _Position:
        """Row activities, and what each column alone would gain, flex aside."""
        at = self._column_of(chosen)
        return _Position(chosen, self.columns[:, at].sum(axis=1), self.value - self.value[at][self.group], work)

    def best_single(self, position: _Position) -> list[int] | None:
        """The single change that gains most."""
        wanted = np.flatnonzero(position.gains > _CLOSE)
        single = self._best(position, wanted, np.zeros(self.columns.shape[0]), 0.0)
        return None if single is None else [single]

    def first_pair(self, position: _Position) -> list[int] | None:
        """For the most wanted change that has one, the partner with which it gains most."""
        wanted = np.flatnonzero(position.gains > _CLOSE)
        for one in wanted[np.argsort(-position.gains[wanted])].tolist():
            if position.work > _MOST_WORK:
                return None
            gain = float(position.gains[one])
            others = (position.gains > _CLOSE - gain) & (self.group != self.group[one])
            partners = np.flatnonzero(others & (position.gains <= _CLOSE))
            pair = self._best(position, partners, self._change(position, one), gain)
            if pair is not None:
                return [one, pair]
        return None

    def _best(self, position: _Position, columns: Ints, before: Floats, gain: float) -> int | None:
        """Of some changes, on top of another, the feasible one that gains most when flex is paid."""
        columns = columns[self._column_of(position.chosen)[self.group[columns]] != columns]
        if not columns.size:
            return None
        position.work += columns.size * self.columns.shape[0]
        changed = (position.activity + before)[:, None] + self._changes(position, columns)
        fits = (changed <= self.upper[:, None]).all(axis=0)
        if self._bounded:
            fits &= (changed >= self.lower[:, None]).all(axis=0)
        if not fits.any():
            return None
        columns, changed = columns[fits], changed[:, fits]
        paid = self._flex_cost(changed) - self._flex_cost(position.activity[:, None])
        gains = position.gains[columns] + gain - paid
        best = int(np.argmax(gains))
        return int(columns[best]) if gains[best] > _CLOSE * max(1.0, abs(gain)) else None

    def _change(self, position: _Position, column: int) -> Floats:
        return self._changes(position, np.array([column]))[:, 0]

    def _changes(self, position: _Position, columns: Ints) -> Floats:
        now = self._column_of(position.chosen)[self.group[columns]]
        # Options lie together in memory here, which makes gathering a few of thousands several times quicker.
        return np.asarray((self.by_option[columns] - self.by_option[now]).T)

    def _flex_cost(self, activity: Floats) -> Floats:
        problem = self._problem
        bought = np.maximum(0.0, activity[: problem.n_rows] - problem.capacity[:, None])
        return np.asarray(problem.flex_price @ bought)

    def _column_of(self, chosen: Ints) -> Ints:
        none = self._problem.n_options + np.arange(self._problem.n_groups)
        return np.where(chosen == NO_OPTION, none, chosen)
