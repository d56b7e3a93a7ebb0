"""Delivery simulated month by month under today's and other ways of working."""

from engine.simulate.outcome import Outcome, PoolMonth, Simulation
from engine.simulate.policy import Policy, Run, planned_runs
from engine.simulate.simulate import Simulator, simulate

__all__ = ["Outcome", "Policy", "PoolMonth", "Run", "Simulation", "Simulator", "planned_runs", "simulate"]
