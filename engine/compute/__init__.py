"""Many solves at once: over the cores of this machine, in processes of their own."""

from engine.compute.cases import Case, solve_cases
from engine.compute.processes import run_all

__all__ = ["Case", "run_all", "solve_cases"]
