"""Which rows of an infeasible choice problem contradict one another: a smallest set, found by deletion.

A row is dropped from the set only when what is left is *proven* infeasible; a time-out keeps it. What remains
is irreducible: without any one of its rows the others can hold together. (Chinneck, *Feasibility and Infeasibility
in Optimization*, 2008, calls the method the deletion filter.)
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

import numpy as np
from scipy import sparse

from engine.optimise.choice import ChoiceProblem, Floats
from engine.optimise.recommendation import Status
from engine.optimise.solve import solve_choice
from engine.optimise.work_limit import WorkLimit

_ONE_PROOF_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a choice problem: its family (capacity, side, group) and its place in it."""

    family: str
    place: int


def find_conflict(problem: ChoiceProblem, *, time_limit: float = 10.0, cancel: Event | None = None) -> tuple[str, ...]:
    """Names of rows that cannot hold together; empty when infeasibility cannot be proven in time.

    When time runs out the set still conflicts, but may be larger than it need be. ``time_limit`` is in seconds of work;
    ``cancel`` is set by another thread to end the search.
    """
    work_limit = WorkLimit(time_limit, cancel)
    kept = _limiting_rows(problem)
    if not _proven_infeasible(problem, kept, work_limit):
        return ()
    step = max(1, len(kept) // 2)
    while True:
        kept = _drop_needless(problem, kept, step, work_limit)
        if step == 1:
            return tuple(_name(problem, row) for row in kept)
        step = max(1, step // 2)


def cheapest_excess(problem: ChoiceProblem, name: str, work_limit: WorkLimit) -> float | None:
    """How far one row has to give way for everything else to hold; ``None`` when that is not enough.

    In the row's own unit: capacity or upper limit to add, or lower limit to take away. Capacity is added beyond what
    can be bought, or in place of it where side rows leave no money to buy.
    """
    row = next((r for r in _limiting_rows(problem) if _name(problem, r) == name), None)
    if row is None:
        return None
    without = [r for r in _limiting_rows(problem) if r != row]
    coefficients, flex, limit, sign = _activity(problem, row)
    relaxed = _subproblem(problem, without, -sign * coefficients, sign * flex if sign > 0 else None)
    result = solve_choice(relaxed, gap=1e-6, time_limit=work_limit.left, cancel=work_limit.cancel)
    work_limit.spend(result.work)
    if result.objective is None:
        return None
    excess = max(0.0, -result.objective - sign * limit)
    if row.family == "capacity" and not _holds_with(problem, row.place, excess, work_limit):
        return excess + float(problem.flex_limit[row.place])
    return excess


def _holds_with(problem: ChoiceProblem, place: int, more: float, work_limit: WorkLimit) -> bool:
    """Whether more capacity in one row is enough when what is bought there counts in side rows too."""
    if problem.side_flex[:, [place]].nnz == 0:
        return True
    raised = problem.capacity.copy()
    raised[place] += more
    whole = _subproblem(problem, _limiting_rows(problem), np.zeros(problem.n_options), None, raised)
    answer = solve_choice(whole, gap=1.0, time_limit=work_limit.left, cancel=work_limit.cancel)
    work_limit.spend(answer.work)
    return answer.objective is not None


def _activity(problem: ChoiceProblem, row: _Row) -> tuple[Floats, Floats, float, float]:
    """Coefficients over options and flex, the limit, and +1 for an upper or −1 for a lower limit."""
    none = np.zeros(problem.n_rows)
    if row.family == "capacity":
        usage = problem.usage[[row.place]].toarray().ravel()
        return usage, none, float(problem.capacity[row.place] + problem.flex_limit[row.place]), 1.0
    if row.family == "group":
        return (problem.group == row.place).astype(np.float64), none, 1.0, -1.0
    coefficients = problem.side[[row.place]].toarray().ravel()
    flex = problem.side_flex[[row.place]].toarray().ravel()
    if np.isfinite(problem.side_upper[row.place]):
        return coefficients, flex, float(problem.side_upper[row.place]), 1.0
    return coefficients, flex, float(problem.side_lower[row.place]), -1.0


def _limiting_rows(problem: ChoiceProblem) -> list[_Row]:
    """All rows, in the order in which they are tried: what people decided comes last, so that it is what remains."""
    return [
        *(_Row("capacity", i) for i in range(problem.n_rows)),
        *(_Row("side", i) for i in range(len(problem.side_names))),
        *(_Row("group", int(i)) for i in np.flatnonzero(problem.required)),
    ]


def _name(problem: ChoiceProblem, row: _Row) -> str:
    if row.family == "capacity":
        return problem.row_names[row.place]
    return problem.side_names[row.place] if row.family == "side" else problem.group_names[row.place]


def _drop_needless(problem: ChoiceProblem, kept: list[_Row], step: int, work_limit: WorkLimit) -> list[_Row]:
    """One pass: leave out ``step`` rows at a time wherever the rest stays infeasible."""
    at = 0
    while at < len(kept) and work_limit.left > 0:
        trial = kept[:at] + kept[at + step :]
        if _proven_infeasible(problem, trial, work_limit):
            kept = trial
        else:
            at += step
    return kept


def _proven_infeasible(problem: ChoiceProblem, rows: list[_Row], work_limit: WorkLimit) -> bool:
    left = min(_ONE_PROOF_SECONDS, work_limit.left)
    if left <= 0:
        return False
    trial = _subproblem(problem, rows, np.zeros(problem.n_options), None)
    answer = solve_choice(trial, gap=1.0, time_limit=left, cancel=work_limit.cancel)
    work_limit.spend(answer.work)
    return answer.status is Status.INFEASIBLE


def _subproblem(
    problem: ChoiceProblem,
    rows: list[_Row],
    value: Floats,
    flex_price: Floats | None,
    capacities: Floats | None = None,
) -> ChoiceProblem:
    """The problem with some of its rows only, and another objective."""
    available = problem.capacity if capacities is None else capacities
    capacity = sorted(r.place for r in rows if r.family == "capacity")
    sides = sorted(r.place for r in rows if r.family == "side")
    kept = np.zeros(problem.n_rows, dtype=np.bool_)
    kept[capacity] = True
    required = np.zeros(problem.n_groups, dtype=np.bool_)
    required[[r.place for r in rows if r.family == "group"]] = True
    price = np.zeros(problem.n_rows) if flex_price is None else flex_price
    return ChoiceProblem(
        value,
        problem.group,
        sparse.csr_array(problem.usage[capacity]),
        available[capacity],
        required,
        problem.flex_limit[capacity],
        price[capacity],
        [problem.side_row(i, kept) for i in sides],
    )
