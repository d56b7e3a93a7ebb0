"""What many plans are worth in the same draws: the table behind shrinkage, the robust plan and the next question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.compute import BOARD_BUDGET, SolveBudget, run_all
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy, Run
from engine.simulate.batch import BatchSimulator
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts


@dataclass(frozen=True, slots=True)
class _Plan:
    portfolio: Portfolio
    runs: Mapping[str, Run]
    draws: Draws


def distinct(plans: Sequence[Mapping[str, Run]]) -> tuple[tuple[Mapping[str, Run], ...], tuple[int, ...]]:
    """Each plan once, in the order in which they come, and which of them each of ``plans`` is."""
    places: dict[frozenset[tuple[str, Run]], int] = {}
    which = tuple(places.setdefault(frozenset(runs.items()), len(places)) for runs in plans)
    first = {place: runs for runs, place in reversed(list(zip(plans, which, strict=True)))}
    return tuple(first[place] for place in range(len(places))), which


def project_values(
    portfolio: Portfolio,
    plans: Sequence[Mapping[str, Run]],
    draws: Draws,
    budget: SolveBudget = BOARD_BUDGET,
) -> Amounts:
    """Value of each project in each plan and draw, executed; money today, (n_plans, n_draws, n_projects + 1).

    The last column is what capacity bought costs, negative, so that a row adds up to the value of the portfolio. Each
    of ``plans`` holds its runs by project id.

    Raises:
        CancelledError: the budget was cancelled.
    """
    tasks = [_Plan(portfolio, runs, draws) for runs in plans]
    return np.stack(run_all(_values, tasks, budget))


def _values(plan: _Plan) -> Amounts:
    executed = BatchSimulator(plan.portfolio).execute(Policy.RECOMMENDED, plan.runs, plan.draws)
    return np.concatenate([executed.values, -executed.flex_cost[:, None]], axis=1)
