"""Many solves at once: over the cores of this machine, in processes of their own."""

from engine.compute.budget import BOARD_BUDGET, LIVE_BUDGET, SolveBudget
from engine.compute.cases import Case, solve_cases
from engine.compute.parallel import run_all

__all__ = ["BOARD_BUDGET", "LIVE_BUDGET", "Case", "SolveBudget", "run_all", "solve_cases"]
