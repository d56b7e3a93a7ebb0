"""The rows of the decision model: one function a family of constraints, each row with a name a person can read.

A row that no choice can break is left out: it limits nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from engine.optimise.actions import ACTIONS
from engine.optimise.choice import Entries, Floats, SideRow
from engine.optimise.options import OptionTable
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import Budget
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.valuation.discounting import present_factors
from engine.valuation.options import external_cost

_INFINITE = float("inf")
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class CapacityRows:
    """The capacity rows that can bind: pool and month of each, with limits in person-days and flex prices.

    ``flex_price`` is present value per person-day, ``flex_cash`` what a budget pays for it.
    """

    pool: np.ndarray
    month: np.ndarray
    names: tuple[str, ...]
    capacity: Floats
    flex_limit: Floats
    flex_price: Floats
    flex_cash: Floats


def capacity_rows(portfolio: Portfolio, table: OptionTable) -> CapacityRows:
    """Pool × month: work ≤ capacity after protection, and what is bought on top."""
    months = table.n_months
    limits = capacity_by_month(portfolio, months)
    binding = np.flatnonzero(_largest_demand(table) > limits.available.ravel() * (1 + _SLACK))
    pool, month = np.divmod(binding, max(1, months))
    cash = np.array([p.flex_day_rate for p in portfolio.pools])[pool]
    charged = np.array([p.day_rate for p in portfolio.pools])[pool] if portfolio.settings.count_internal_labour else 0.0
    factors = present_factors(portfolio.settings.discount_rate, months)
    names = tuple(
        f"capacity[{portfolio.pools[p].pool_id},{portfolio.settings.month(int(t))}]"
        for p, t in zip(pool.tolist(), month.tolist(), strict=True)
    )
    return CapacityRows(
        pool,
        month,
        names,
        limits.available.ravel()[binding],
        limits.flex_limit.ravel()[binding],
        np.maximum(0.0, cash - charged) * factors[month],
        cash,
    )


def side_rows(portfolio: Portfolio, table: OptionTable, capacity: CapacityRows) -> tuple[SideRow, ...]:
    """All rows besides capacity."""
    families = (
        _precedence(portfolio, table),
        _budgets(portfolio, table, capacity),
        _exclusions(portfolio, table),
        _floors(portfolio, table),
        _pins(portfolio, table),
        _parallel(portfolio, table),
        _changes(portfolio, table),
    )
    return tuple(row for family in families for row in family)


def spend_by_month(portfolio: Portfolio, table: OptionTable) -> Floats:
    """Undiscounted money a budget pays, by month and option: work evenly spread, and pauses; (n_months, n_options)."""
    spend = np.zeros((table.n_months, table.n_options))
    months = np.arange(table.n_months)[:, None]
    for index, project in enumerate(portfolio.projects):
        own = table.of_project(index)
        starts, finishes = table.start[own], table.finish[own]
        modes = [Mode.ACCELERATED if a else Mode.NORMAL for a in table.accelerated[own]]
        each = np.array([external_cost(project, mode) for mode in modes]) / (finishes - starts)
        spend[:, own] = np.where((months >= starts) & (months < finishes), each, 0.0)
        if project.in_flight and project.pause_cost_per_month:
            spend[:, own] += np.where(months < starts, project.pause_cost_per_month, 0.0)
    return spend


def budget_windows(portfolio: Portfolio) -> tuple[tuple[Budget, int, int], ...]:
    """Each budget with the months it covers: a year, cut short where the next listed year begins."""
    budgets = sorted(portfolio.settings.budgets, key=lambda b: b.start)
    ends = [*(b.start for b in budgets[1:]), 10**6]
    return tuple((b, max(0, b.start), min(b.start + 12, end)) for b, end in zip(budgets, ends, strict=False))


def pinned_options(portfolio: Portfolio, table: OptionTable, pin: Pin) -> tuple[np.ndarray, bool]:
    """Which options of the table a pin allows, and whether it allows doing no work."""
    index = portfolio.project_index[pin.project_id]
    own = table.project == index
    if pin.start is not None:
        return own & (table.start == pin.start), False
    if pin.action is None:
        return own, True
    allowed = own & (table.action == ACTIONS.index(pin.action))
    in_flight = portfolio.projects[index].in_flight
    idle = pin.action is Action.STOP or (
        pin.action is Action.DEFER and not in_flight and bool(table.worth_a_start[index])
    )
    return allowed, idle


def _largest_demand(table: OptionTable) -> Floats:
    """What a row would have to carry if every project took its heaviest option there; (n_rows,)."""
    ends, rows, days = table.work.indptr.tolist(), table.work.indices, table.work.data
    totals = np.zeros(table.work.shape[0])
    for index in range(table.stop_values.size):
        own = table.of_project(index)
        entries = slice(ends[own.start], ends[own.stop])
        heaviest = np.zeros_like(totals)
        np.maximum.at(heaviest, rows[entries], days[entries])
        totals += heaviest
    return totals


def _precedence(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """For each month: successors started by it ≤ predecessors finished by it, lag included (strong form)."""
    for link in portfolio.dependencies:
        successor = portfolio.projects_by_id[link.successor]
        if successor.in_flight:
            continue
        after = table.of_project(portfolio.project_index[link.successor])
        before = table.of_project(portfolio.project_index[link.predecessor])
        starts, opens = table.start[after], table.finish[before] + link.lag_months
        places = np.concatenate((np.arange(after.start, after.stop), np.arange(before.start, before.stop)))
        signs = np.concatenate((np.ones(starts.size), -np.ones(opens.size)))
        months = _months_that_matter(starts, opens)
        counted = np.concatenate((starts, opens)) <= np.array(months, dtype=np.int64)[:, None]
        for month, here in zip(months, counted, strict=True):
            name = f"precedence[{link.predecessor}→{link.successor},{portfolio.settings.month(month)}]"
            yield SideRow(name, Entries(places[here], signs[here]), -_INFINITE, 0.0)


def _months_that_matter(starts: np.ndarray, opens: np.ndarray) -> list[int]:
    """Of the start months between two openings only the last makes a row of its own."""
    months = np.unique(starts)
    reached = np.searchsorted(np.unique(opens), months, side="right")
    last = np.append(reached[1:] != reached[:-1], True) if months.size else np.zeros(0, dtype=np.bool_)
    return [int(m) for m in months[last]]


def _budgets(portfolio: Portfolio, table: OptionTable, capacity: CapacityRows) -> Iterator[SideRow]:
    """Fiscal year: external, acceleration, pause and exit cost and flex ≤ what remains to spend."""
    if not portfolio.settings.budgets:
        return
    spend = spend_by_month(portfolio, table)
    exits = np.array([p.exit_cost if p.in_flight else 0.0 for p in portfolio.projects])
    for budget, first, end in budget_windows(portfolio):
        if end <= first:
            continue
        owed = exits if first == 0 else np.zeros_like(exits)
        # Stopping is the absence of an option: its exit cost is owed by default and saved by every option.
        coefficients = spend[first:end].sum(axis=0) - owed[table.project]
        bought = np.where((capacity.month >= first) & (capacity.month < end), capacity.flex_cash, 0.0)
        left = budget.amount - float(owed.sum())
        most = _most_spent(coefficients, table) + float(bought @ capacity.flex_limit)
        if most > left:
            yield SideRow(f"budget[{portfolio.settings.month(budget.start)}]", coefficients, -_INFINITE, left, bought)


def _most_spent(coefficients: Floats, table: OptionTable) -> float:
    dearest = np.zeros(table.stop_values.size)
    np.maximum.at(dearest, table.project, coefficients)
    return float(dearest.sum())


def _exclusions(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """At most one project of an exclusive group runs."""
    if Lift.EXCLUSIONS in portfolio.rules.lifted:
        return
    groups: dict[str, list[int]] = {}
    for index, project in enumerate(portfolio.projects):
        if project.exclusive_group:
            groups.setdefault(project.exclusive_group, []).append(index)
    for group, members in groups.items():
        if len(members) > 1:
            yield SideRow(f"exclusive[{group}]", np.isin(table.project, members).astype(float), -_INFINITE, 1.0)


def _floors(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """Use of the floor pool by a theme ≥ floor · use by all: of capacity used, so that more never hurts."""
    floors = [t for t in portfolio.settings.themes if t.floor]
    if Lift.FLOORS in portfolio.rules.lifted or not floors or portfolio.settings.floor_pool is None:
        return
    pool = portfolio.pool_index[portfolio.settings.floor_pool]
    rows = slice(pool * table.n_months, (pool + 1) * table.n_months)
    days = np.asarray(sparse.csr_array(table.work)[rows].sum(axis=0)).ravel()
    themes = np.array([p.theme or "" for p in portfolio.projects])[table.project]
    for theme in floors:
        share = (themes == theme.name).astype(np.float64) - (theme.floor or 0.0)
        yield SideRow(f"floor[{theme.name}]", days * share, 0.0, _INFINITE)


def _pins(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """A pin by action or start: one of its options, or no other than its options."""
    for pin in portfolio.rules.pins:
        allowed, idle = pinned_options(portfolio, table, pin)
        name = f"pin[{pin.project_id}]"
        if idle:
            own = table.project == portfolio.project_index[pin.project_id]
            yield SideRow(name, (own & ~allowed).astype(np.float64), -_INFINITE, 0.0)
        else:
            yield SideRow(name, allowed.astype(np.float64), 1.0, _INFINITE)


def _parallel(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """At most n projects at work on a pool in a month."""
    usage = sparse.csr_array(table.work)
    for pool_id, most in portfolio.rules.max_parallel:
        first = portfolio.pool_index[pool_id] * table.n_months
        for month in range(table.n_months):
            active = (usage[[first + month]].toarray().ravel() > 0).astype(np.float64)
            if np.unique(table.project[active > 0]).size > most:
                name = f"parallel[{pool_id},{portfolio.settings.month(month)}]"
                yield SideRow(name, active, -_INFINITE, float(most))


def _changes(portfolio: Portfolio, table: OptionTable) -> Iterator[SideRow]:
    """At most k decisions differ from today's plan."""
    if portfolio.rules.max_changes is None:
        return
    planned = np.array([p.project_id in portfolio.planned for p in portfolio.projects], dtype=bool)
    kept = is_plan_option(portfolio, table)
    # A planned project changes unless its plan option is chosen; a candidate changes when it starts.
    coefficients = np.where(planned[table.project], -kept.astype(np.float64), 1.0)
    yield SideRow("max_changes", coefficients, -_INFINITE, portfolio.rules.max_changes - float(planned.sum()))


def is_plan_option(portfolio: Portfolio, table: OptionTable) -> np.ndarray:
    """Which options are exactly what today's plan does with their project; (n_options,)."""
    starts = np.array([p.plan_start for p in portfolio.projects], dtype=np.int64)
    planned = np.array([p.project_id in portfolio.planned for p in portfolio.projects], dtype=bool)
    at = table.project
    return np.asarray(planned[at] & ~table.accelerated & (table.start == starts[at]))
