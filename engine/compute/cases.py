"""Changed portfolios solved side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from engine.compute.processes import OnDone, run_all
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


def solve_cases(
    cases: Sequence[Case],
    *,
    workers: int | None = None,
    on_done: OnDone | None = None,
    cancel: Event | None = None,
) -> tuple[Recommendation, ...]:
    """The verified plan of each case, in their order; without a plan, a result that says so and explains nothing.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    return run_all(_solve, cases, workers=workers, on_done=on_done, cancel=cancel)


def _solve(case: Case) -> Recommendation:
    return find_plan(
        case.portfolio, case.target, before=case.before, ceiling=case.ceiling, prefer_stability=case.prefer_stability
    )
