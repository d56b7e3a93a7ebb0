"""The decision model: a choice problem, the portfolio written as one, and how it is solved and checked."""

from engine.optimise.choice import ChoiceProblem, ChoiceResult, Progress, SideRow
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.optimise.solve import solve_choice

__all__ = [
    "ChoiceProblem",
    "ChoiceResult",
    "Effort",
    "Progress",
    "Recommendation",
    "SideRow",
    "Status",
    "solve_choice",
]
