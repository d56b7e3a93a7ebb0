"""What is said of the sample portfolio in several places, and how its plans are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.catalogue import NamedAnalysis, worked_out
from engine.compute.kept import AnswerStore
from engine.compute.planner import Planner
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario

A = TypeVar("A")

MONTHS_OF_AVERAGE = 24
"""Months over which utilisation is averaged: those in which the plan does nearly all of its work."""
Solve = Callable[..., Recommendation]


SHARES = {
    "Grow in Service": (0.35, 0.16),
    "Protect Margin": (0.25, 0.22),
    "Simplify the Core": (0.15, 0.31),
    "Safe & Compliant": (0.15, 0.24),
    "Low-Carbon Products": (0.10, 0.07),
}


@dataclass(frozen=True, slots=True)
class SampleAnswers:
    """What users get on the sample: its board plan, and every analysis of it, worked out once for all tests."""

    portfolio: Portfolio
    store: AnswerStore

    @property
    def plan(self) -> Recommendation:
        return Planner(self.store).plan(self.portfolio, Scenario(), Effort.BOARD)

    def of(self, analysis: NamedAnalysis[A], **parameters: Any) -> A:
        return worked_out(analysis, self.portfolio, self.plan, store=self.store, **parameters)
