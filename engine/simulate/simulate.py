"""From a portfolio and a way of working to what is delivered when, and what that is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from engine.portfolio.capacity import Capacity, capacity_by_month
from engine.portfolio.objects import Portfolio, Project
from engine.simulate.delivery import NEVER, Delivered, Terms, deliver
from engine.simulate.outcome import Outcome, PoolMonth, Simulation
from engine.simulate.policy import Policy, Run, planned_runs
from engine.simulate.workload import Workload, workload
from engine.simulate.worth import flex_cost, outcome_value
from engine.valuation.discounting import Amounts
from engine.valuation.options import stop_value

LONGEST_MONTHS = 1200
"""No simulation goes further than a century: what is not done by then counts as never done."""


def simulate(
    portfolio: Portfolio,
    policy: Policy,
    runs: Mapping[str, Run] | None = None,
    *,
    constraint: str | None = None,
    ahead: Collection[str] = (),
    multitasking_loss: float | None = None,
) -> Simulation:
    """Deliver a portfolio month by month until all is done; deterministic.

    Args:
        portfolio: capacity, protection, flex, precedence and limits on parallel work are its own.
        policy: who comes first.
        runs: what is worked on, in which mode and from when; today's plan, released as the policy has it, unless
            given. ``Policy.RECOMMENDED`` executes a plan and needs them.
        constraint: the pool whose days ``Policy.VALUE`` counts.
        ahead: runs served before all others, in order of their starts: decisions already adopted.
        multitasking_loss: in place of the portfolio's, under ``Policy.SHARED`` only.

    Raises:
        ValueError: a policy without what it needs.
    """
    if policy is Policy.RECOMMENDED and runs is None:
        raise ValueError("executing a plan needs its runs")
    runs = planned_runs(portfolio, policy) if runs is None else runs
    loss = portfolio.settings.multitasking_loss if multitasking_loss is None else multitasking_loss
    work = workload(portfolio, policy, runs, constraint, ahead)
    capacity = capacity_by_month(portfolio, LONGEST_MONTHS)
    settled = 1 + max((c.month for c in portfolio.capacity), default=-1)
    delivered = deliver(work, capacity, Terms(policy, loss, _limits(portfolio)), settled)
    months = delivered.progress.shape[0]
    effort = delivered.effort.sum(axis=1).T
    bought = np.maximum(0.0, effort - capacity.available[:, :months])
    outcomes = _outcomes(portfolio, work, delivered)
    paid = flex_cost(portfolio, bought)
    return Simulation(
        policy,
        loss if policy is Policy.SHARED else 0.0,
        sum(o.value for o in outcomes) - paid,
        paid,
        months,
        outcomes,
        _load(portfolio, capacity, delivered, bought),
    )


def _limits(portfolio: Portfolio) -> tuple[tuple[int, float], ...]:
    return tuple((portfolio.pool_index[pool_id], most) for pool_id, most in portfolio.rules.max_parallel)


def _outcomes(portfolio: Portfolio, work: Workload, delivered: Delivered) -> tuple[Outcome, ...]:
    rates = np.array([pool.day_rate for pool in portfolio.pools]) * portfolio.settings.count_internal_labour
    labour = delivered.effort @ rates
    row = {p.project_id: n for n, p in enumerate(work.projects)}
    return tuple(
        _outcome(portfolio, work, delivered, labour, row[p.project_id]) if p.project_id in row else _not_run(p)
        for p in portfolio.projects
    )


def _outcome(portfolio: Portfolio, work: Workload, delivered: Delivered, labour: Amounts, row: int) -> Outcome:
    project, mode = work.projects[row], work.modes[row]
    started, finished = _month(int(delivered.started[row])), _month(int(delivered.finished[row]))
    progress, paid = delivered.progress[:finished, row], labour[:finished, row]
    effort = delivered.effort[:, row].sum(axis=0)
    return Outcome(
        project.project_id,
        mode,
        int(work.release[row]),
        started,
        finished,
        tuple(progress.tolist()),
        tuple(delivered.done_by[row].tolist()),
        tuple(effort.tolist()),
        tuple(paid.tolist()) if portfolio.settings.count_internal_labour else (),
        outcome_value(portfolio, project, mode, finished, progress, paid),
    )


def _month(month: int) -> int | None:
    return None if month == NEVER else month


def _not_run(project: Project) -> Outcome:
    return Outcome(project.project_id, None, None, None, None, (), (), (), (), stop_value(project))


def _load(portfolio: Portfolio, capacity: Capacity, delivered: Delivered, bought: Amounts) -> tuple[PoolMonth, ...]:
    months = delivered.progress.shape[0]
    effort = delivered.effort.sum(axis=1)
    return tuple(
        PoolMonth(pool.pool_id, t, *figures)
        for r, pool in enumerate(portfolio.pools)
        for t, figures in enumerate(
            zip(
                delivered.asked[:, r].tolist(),
                delivered.done[:, r].tolist(),
                effort[:, r].tolist(),
                capacity.available[r, :months].tolist(),
                bought[r].tolist(),
                strict=True,
            )
        )
    )
