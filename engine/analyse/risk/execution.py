"""Ways of working executed in the same draws, way by way, in blocks that processes share out.

Blocks have one size, however many processes there are, so that the figures are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analyse.risk.value_by_month import value_by_month
from engine.analyse.today.reading import WayOfWorking, readings_of_today, with_reserve
from engine.analyse.today.today import recommended_runs, todays_runs
from engine.compute import BOARD_BUDGET, SolveBudget, run_all
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy, Run
from engine.simulate.batch import BatchSimulator, Executed
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts

BLOCK = 250
"""Draws executed together: enough for arrays to pay, few enough to stay in a processor's cache."""

RECOMMENDED = "recommended"
TODAY = "today"
QUEUE = "queue"
ROBUST = "robust"


@dataclass(frozen=True, slots=True)
class ExecutedWay:
    """What is run, and how capacity is handed out meanwhile; ``reserve`` is the share of each pool kept free."""

    policy: Policy
    runs: Mapping[str, Run]
    multitasking_loss: float
    reserve: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One way in all draws: what was executed, and its value so far in some months, (n, months)."""

    executed: Executed
    so_far: Amounts

    @staticmethod
    def joined(parts: Sequence[Outcomes]) -> Outcomes:
        """The draws of several executions, one after another."""
        return Outcomes(
            Executed.joined([part.executed for part in parts]), np.concatenate([part.so_far for part in parts])
        )


@dataclass(frozen=True, slots=True)
class _Task:
    portfolio: Portfolio
    way: ExecutedWay
    draws: Draws
    months: tuple[int, ...]


def ways_beside(portfolio: Portfolio, recommendation: Recommendation) -> dict[str, ExecutedWay]:
    """The recommended plan with its reserve, today's way, and today's plan one after another with today's.

    Every other plausible reading of today's way follows under a name of its own, for :func:`names_of_readings`.
    """
    planned, readings = todays_runs(portfolio), readings_of_today(portfolio)
    today = readings.named
    ways = {
        RECOMMENDED: executed_as_planned(portfolio, recommended_runs(recommendation)),
        TODAY: _executed_as(today, planned),
        QUEUE: ExecutedWay(Policy.FIRST_COME, planned, 0.0, today.protective_capacity),
    }
    for at, way in enumerate(readings.plausible):
        executed = _executed_as(way, planned)
        if executed not in ways.values():
            ways[f"{TODAY} {at}"] = executed
    return ways


def names_of_readings(portfolio: Portfolio, ways: Mapping[str, ExecutedWay]) -> tuple[tuple[WayOfWorking, str], ...]:
    """Every plausible reading of today's way, the named one first, and under which name it is executed in ``ways``."""
    readings = readings_of_today(portfolio)
    names = {name: way for name, way in ways.items() if name != RECOMMENDED}
    ordered = sorted(readings.plausible, key=lambda way: way != readings.named)
    runs = todays_runs(portfolio)
    return tuple((way, next(n for n, each in names.items() if each == _executed_as(way, runs))) for way in ordered)


def _executed_as(way: WayOfWorking, runs: Mapping[str, Run]) -> ExecutedWay:
    return ExecutedWay(way.simulated, runs, way.multitasking_loss, way.protective_capacity)


def executed_as_planned(portfolio: Portfolio, runs: Mapping[str, Run]) -> ExecutedWay:
    """A plan kept to as people would: each begins at its start, and what is late pushes what waits for it.

    ``runs`` are by project id.
    """
    return ExecutedWay(Policy.RECOMMENDED, runs, 0.0, portfolio.settings.protective_capacity)


def execute(
    portfolio: Portfolio,
    ways: Mapping[str, ExecutedWay],
    draws: Draws,
    months: Sequence[int] = (),
    budget: SolveBudget = BOARD_BUDGET,
) -> dict[str, Outcomes]:
    """Every way in every draw; ``months`` are those in which the value so far is wanted.

    ``ways`` are by name, as the answer is.

    Raises:
        CancelledError: the budget was cancelled.
    """
    blocks = [draws.rows(slice(first, first + BLOCK)) for first in range(0, draws.size, BLOCK)]
    tasks = [_Task(portfolio, way, block, tuple(months)) for way in ways.values() for block in blocks]
    parts = run_all(_execute, tasks, budget)
    return {name: Outcomes.joined(parts[at * len(blocks) : (at + 1) * len(blocks)]) for at, name in enumerate(ways)}


def _execute(task: _Task) -> Outcomes:
    way = task.way
    simulator = BatchSimulator(with_reserve(task.portfolio, way.reserve))
    executed = simulator.execute(way.policy, way.runs, task.draws, way.multitasking_loss)
    return Outcomes(executed, value_by_month(task.portfolio, executed, task.draws, task.months))
