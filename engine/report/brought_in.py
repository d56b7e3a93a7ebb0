"""What is to be known of a file before it is used: what it became, whether a plan exists, what would mislead."""

from __future__ import annotations

from dataclasses import dataclass

from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Action, Portfolio, Source
from engine.portfolio.intake.bring_in import BroughtIn

_MOST_OF_ONE = 0.5
_MOST_STOPPED = 0.8


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """A file that was brought in, with its plan.

    ``largest`` is the project that carries half of the plan's value or more, with its share; ``stopped`` how many
    projects the plan stops, where it is four fifths of them or more; both would mislead who does not know it.
    """

    brought_in: BroughtIn
    plan: Recommendation
    largest: tuple[str, float] | None
    stopped: int


def intake_report(brought_in: BroughtIn) -> IntakeReport:
    """The report of a file; solves for a plan at live effort."""
    portfolio = brought_in.portfolio
    plan = recommend(portfolio, Effort.LIVE)
    return IntakeReport(brought_in, plan, _largest(plan, portfolio), _stopped(plan, portfolio))


def assumed_capacity(portfolio: Portfolio) -> bool:
    """Whether the capacity of the pools is assumed, so that no pool may be called the constraint without a question."""
    return any(
        assumption.source == Source.ASSUMED and (assumption.table, assumption.column) == ("pools", "capacity_per_month")
        for assumption in portfolio.settings.assumptions
    )


def _largest(plan: Recommendation, portfolio: Portfolio) -> tuple[str, float] | None:
    gains = {decision.project_id: max(0.0, decision.value) for decision in plan.decisions}
    total = sum(gains.values())
    if not total or len(gains) < 2:
        return None
    best = max(gains, key=lambda name: gains[name])
    share = gains[best] / total
    return (portfolio.projects_by_id[best].name, share) if share >= _MOST_OF_ONE else None


def _stopped(plan: Recommendation, portfolio: Portfolio) -> int:
    stopped = sum(decision.action is Action.STOP for decision in plan.decisions)
    return stopped if stopped >= _MOST_STOPPED * len(portfolio.projects) else 0
