"""Delivery simulated month by month under today's and other ways of working."""

from engine.simulate.outcome import Outcome, PoolMonth, Simulation
from engine.simulate.policy import Policy, Run, planned_runs
from engine.simulate.simulate import simulate

__all__ = ["Outcome", "Policy", "PoolMonth", "Run", "Simulation", "planned_runs", "simulate"]
