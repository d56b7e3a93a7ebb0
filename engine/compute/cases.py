"""Changed portfolios solved side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.compute.parallel import run_all
from engine.optimise.recommend import Target, find_plan
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Case:
    """One portfolio to solve; the rest as in :func:`engine.optimise.recommend.find_plan`."""

    portfolio: Portfolio
    target: Target
    before: Recommendation | None = None
    ceiling: float | None = None
    prefer_stability: bool = True


def solve_cases(cases: Sequence[Case], budget: SolveBudget = BOARD_BUDGET) -> tuple[Recommendation, ...]:
    """The verified plan of each case, in their order; without a plan, a result that says so and explains nothing.

    What is asked of a plan is its own case's ``target``, not that of ``budget``.

    Raises:
        CancelledError: the budget was cancelled.
    """
    return run_all(_solve, cases, budget)


def _solve(case: Case) -> Recommendation:
    return find_plan(
        case.portfolio, case.target, before=case.before, ceiling=case.ceiling, prefer_stability=case.prefer_stability
    )
