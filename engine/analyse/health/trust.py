"""How much of the recommended value rests on figures that somebody stands behind.

A project's value is as trusted as the weakest figure that enters it: owned when its benefit has an owner and nothing
was assumed or derived, derived when something was worked out, assumed when something was.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Source

VALUE_FIGURES = frozenset(
    {
        "benefit_per_month",
        "benefit_months",
        "benefit_end",
        "benefit_ramp_months",
        "success_probability",
        "remaining_cost",
        "duration_months",
        "urgency",
        "deadline",
        "decay_per_month",
        "deadline_penalty",
        "penalty_per_month",
    }
)
"""Figures of a project that enter its value."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Money today by the source it rests on, of the projects that the plan runs, and how many they are.

    Amounts are absolute values, so that a costly enabler counts too; shares add up to one, or are all zero.
    """

    owned: float
    derived: float
    assumed: float
    n_owned: int
    n_running: int

    @property
    def share_owned(self) -> float:
        """Share of the value on owned figures; 0 where there is no value."""
        total = self.owned + self.derived + self.assumed
        return self.owned / total if total else 0.0


def trust_in(portfolio: Portfolio, recommendation: Recommendation) -> Trust:
    """The value of the running projects of a recommendation, by the source it rests on."""
    amounts = dict.fromkeys(Source, 0.0)
    counts = dict.fromkeys(Source, 0)
    for decision in recommendation.decisions:
        if decision.start is not None:
            source = source_of(portfolio.projects_by_id[decision.project_id])
            amounts[source] += abs(decision.value)
            counts[source] += 1
    return Trust(
        amounts[Source.OWNED],
        amounts[Source.DERIVED],
        amounts[Source.ASSUMED],
        counts[Source.OWNED],
        sum(counts.values()),
    )


def source_of(project: Project) -> Source:
    """The weakest source among the figures that a project's value rests on."""
    if project.assumed & VALUE_FIGURES:
        return Source.ASSUMED
    if project.derived & VALUE_FIGURES:
        return Source.DERIVED
    has_benefit = project.benefit_per_month != 0
    return Source.ASSUMED if has_benefit and not project.benefit_owner else Source.OWNED
