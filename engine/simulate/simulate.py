"""From a portfolio and a way of working to what is delivered when, and what that is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.capacity import Capacity, capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.simulate.delivery import NEVER, DeliveredWork, Terms, deliver
from engine.simulate.outcome import Outcome, PoolMonth, Simulation
from engine.simulate.policy import Policy, Run, planned_runs
from engine.simulate.workload import Workload, workload
from engine.simulate.worth import Worth, flex_cost
from engine.valuation.discounting import Amounts
from engine.valuation.options import stop_value
from engine.valuation.work import work_profiles

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
    return Simulator(portfolio).simulate(
        policy, runs, constraint=constraint, ahead=ahead, multitasking_loss=multitasking_loss
    )


class Simulator:
    """A portfolio made ready for many simulations: what no way of working changes is worked out once."""

    __slots__ = ("_capacity", "_limits", "_portfolio", "_profiles", "_settled", "_worth")

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._capacity = capacity_by_month(portfolio, LONGEST_MONTHS)
        self._settled = 1 + max((c.month for c in portfolio.capacity), default=-1)
        self._limits = tuple((portfolio.pool_index[r], most) for r, most in portfolio.rules.max_parallel)
        self._profiles = work_profiles(portfolio)
        self._worth = Worth(portfolio)

    def simulate(
        self,
        policy: Policy,
        runs: Mapping[str, Run] | None = None,
        *,
        constraint: str | None = None,
        ahead: Collection[str] = (),
        multitasking_loss: float | None = None,
    ) -> Simulation:
        """As :func:`simulate`.

        ``runs``, ``constraint`` and ``multitasking_loss`` are ``None`` where the policy or the portfolio has its own.
        """
        valued = self._deliver(policy, runs, constraint, ahead, multitasking_loss)
        portfolio, delivered = self._portfolio, valued.delivered
        return Simulation(
            policy,
            valued.multitasking_loss,
            valued.value,
            valued.flex_cost,
            delivered.progress.shape[0],
            _outcomes(portfolio, valued),
            _load(portfolio, self._capacity, delivered, valued.bought),
        )

    def value(
        self,
        policy: Policy,
        runs: Mapping[str, Run],
        *,
        ahead: Collection[str] = (),
        multitasking_loss: float | None = None,
    ) -> float:
        """What :meth:`simulate` says the portfolio is worth, money today, without the rest of the answer.

        ``runs`` are by project id; ``multitasking_loss`` is the portfolio's where it is ``None``.
        """
        return self._deliver(policy, runs, None, ahead, multitasking_loss).value

    def _deliver(
        self,
        policy: Policy,
        runs: Mapping[str, Run] | None,
        constraint: str | None,
        ahead: Collection[str],
        multitasking_loss: float | None,
    ) -> _Valued:
        portfolio = self._portfolio
        if policy is Policy.RECOMMENDED and runs is None:
            raise ValueError("executing a plan needs its runs")
        runs = planned_runs(portfolio, policy) if runs is None else runs
        loss = portfolio.settings.multitasking_loss if multitasking_loss is None else multitasking_loss
        work = workload(portfolio, policy, runs, self._profiles, constraint, ahead)
        delivered = deliver(work, self._capacity, Terms(policy, loss, self._limits), self._settled)
        spent = delivered.effort.sum(axis=1).T
        bought = np.maximum(0.0, spent - self._capacity.available[:, : spent.shape[1]])
        labour = delivered.effort @ _labour_rates(portfolio)
        values = self._worth.of(work, delivered, labour)
        resting = sum(stop_value(p) for p in portfolio.projects if p.project_id not in runs)
        paid = flex_cost(portfolio, bought)
        value = float(values.sum()) + resting - paid
        return _Valued(work, delivered, loss if policy is Policy.SHARED else 0.0, labour, values, bought, paid, value)


@dataclass(frozen=True, slots=True)
class _Valued:
    """A delivery and what it is worth: ``labour`` (months, n) and ``values`` (n,) in money, ``bought`` days of flex."""

    work: Workload
    delivered: DeliveredWork
    multitasking_loss: float
    labour: Amounts
    values: Amounts
    bought: Amounts
    flex_cost: float
    value: float


def _labour_rates(portfolio: Portfolio) -> Amounts:
    return np.array([pool.day_rate for pool in portfolio.pools]) * portfolio.settings.count_internal_labour


def _outcomes(portfolio: Portfolio, valued: _Valued) -> tuple[Outcome, ...]:
    row = {p.project_id: n for n, p in enumerate(valued.work.projects)}
    counts = portfolio.settings.count_internal_labour
    return tuple(
        _outcome(valued, row[p.project_id], labour_counts=counts) if p.project_id in row else _not_run(p)
        for p in portfolio.projects
    )


def _outcome(valued: _Valued, row: int, *, labour_counts: bool) -> Outcome:
    work, delivered = valued.work, valued.delivered
    finished = _month(int(delivered.finished[row]))
    return Outcome(
        work.projects[row].project_id,
        work.modes[row],
        _month(int(delivered.started[row])),
        finished,
        tuple(delivered.progress[:finished, row].tolist()),
        tuple(delivered.done_by[row].tolist()),
        tuple(valued.labour[:finished, row].tolist()) if labour_counts else (),
        float(valued.values[row]),
    )


def _month(month: int) -> int | None:
    return None if month == NEVER else month


def _not_run(project: Project) -> Outcome:
    return Outcome(project.project_id, None, None, None, (), (), (), stop_value(project))


def _load(portfolio: Portfolio, capacity: Capacity, delivered: DeliveredWork, bought: Amounts) -> tuple[PoolMonth, ...]:
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
