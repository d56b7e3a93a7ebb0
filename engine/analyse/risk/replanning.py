"""Plans made anew in many draws, each from the recommended plan: how often is a decision taken again?

What nobody can know before deciding, whether a project succeeds, stays a probability; benefits, durations, work and
capacity are what the draw says, as if they had been known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.analyse.risk.result import MadeAnew
from engine.analyse.today.today import recommended_runs
from engine.compute import BOARD_BUDGET, Case, SolveBudget, solve_cases
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Run
from engine.simulate.draws import Draws, drawn_portfolio

TARGET = Target(0.005, 0.4, alone=True)
"""As close as a slider's, with less work, since each starts from a plan; how close they came is said."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """The plans of the draws that have one: ``rows`` are those draws, ``plans`` and ``runs`` in the same order."""

    rows: tuple[int, ...]
    plans: tuple[Recommendation, ...]
    without_plan: int

    @property
    def quality(self) -> MadeAnew | None:
        """How far the plans are from the best of their draws at most; ``None`` without any."""
        gaps = sorted(plan.gap or 0.0 for plan in self.plans)
        return MadeAnew(gaps[(len(gaps) - 1) // 2], gaps[-1]) if gaps else None

    @property
    def runs(self) -> tuple[Mapping[str, Run], ...]:
        """What each plan runs."""
        return tuple(recommended_runs(plan) for plan in self.plans)

    def chosen_shares(self, recommendation: Recommendation) -> dict[str, float]:
        """Share of the plans in which each project keeps its recommended action."""
        counts = {d.project_id: 0 for d in recommendation.decisions}
        for plan in self.plans:
            for old, new in zip(recommendation.decisions, plan.decisions, strict=True):
                counts[old.project_id] += old.action is new.action
        return {i: kept / len(self.plans) for i, kept in counts.items()} if self.plans else {}


def replan(
    portfolio: Portfolio,
    recommendation: Recommendation,
    draws: Draws,
    budget: SolveBudget = BOARD_BUDGET,
) -> Replanned:
    """The best plan of every draw.

    Raises:
        CancelledError: the budget was cancelled.
    """
    target = TARGET if budget.target is None else replace(budget.target, alone=True)
    cases = [Case(drawn_portfolio(portfolio, draws, row), target, recommendation) for row in range(draws.size)]
    solved = solve_cases(cases, budget)
    rows = tuple(row for row, plan in enumerate(solved) if plan.value is not None)
    return Replanned(rows, tuple(solved[row] for row in rows), len(solved) - len(rows))
