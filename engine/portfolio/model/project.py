"""One project: its dates, money, benefits and reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.portfolio.model.fields import (
    Cost,
    Day,
    Flag,
    MoneyField,
    MonthOffset,
    Positive,
    Rag,
    ShareField,
    SignedNumber,
    WholeField,
    Word,
)
from engine.portfolio.model.record import Other, Record
from engine.portfolio.model.vocabulary import BenefitType, Health, Stage, Urgency


class Project(Record):
    """A piece of work that can be accelerated, continued, deferred or stopped on its own."""

    project_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    sponsor: str | None = None
    sponsor_priority: SignedNumber | None = None
    theme: str | None = None
    stage: Annotated[Stage, Word] | None = None
    method: str | None = None
    in_plan: Flag = True
    in_flight: Flag = False
    planned_start: MonthOffset
    duration_months: WholeField = Field(ge=1, le=360)
    remaining_cost: Cost
    capital_share: ShareField | None = None
    spent_to_date: MoneyField | None = None
    budget: MoneyField | None = None
    benefit_per_month: MoneyField
    benefit_low: MoneyField | None = None
    benefit_high: MoneyField | None = None
    benefit_type: Annotated[BenefitType, Word] | None = None
    benefit_owner: str | None = None
    as_of: Day | None = None
    approved_benefit_per_month: MoneyField | None = None
    approved_finish: MonthOffset | None = None
    benefit_ramp_months: WholeField = Field(0, ge=0, le=360)
    urgency: Annotated[Urgency, Word] | None = None
    benefit_months: WholeField | None = Field(None, ge=0, le=600)
    benefit_end: MonthOffset | None = None
    deadline: MonthOffset | None = None
    decay_per_month: ShareField = 0.0
    deadline_penalty: Cost = 0.0
    penalty_per_month: Cost = 0.0
    penalty_if_stopped: Cost | None = None
    success_probability: ShareField = 1.0
    exit_cost: Cost = 0.0
    salvage_value: Cost = 0.0
    pause_cost_per_month: Cost = 0.0
    restart_work: Positive = 0.0
    can_accelerate: Flag = False
    accelerated_duration: WholeField | None = Field(None, ge=1)
    acceleration_cost: Cost = 0.0
    acceleration_work: Positive = 0.0
    mandatory: Flag = False
    earliest_start: MonthOffset | None = None
    latest_finish: MonthOffset | None = None
    exclusive_group: str | None = None
    rag_time: Annotated[Health, Rag] | None = None
    rag_cost: Annotated[Health, Rag] | None = None
    rag_scope: Annotated[Health, Rag] | None = None
    rag_benefit: Annotated[Health, Rag] | None = None
    baseline_finish: MonthOffset | None = None
    forecast_finish: MonthOffset | None = None
    percent_complete: ShareField | None = None
    other: Other = ()
    assumed: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()

    @property
    def plan_start(self) -> int:
        """Month in which today's plan has work begin: never past, month 0 in flight."""
        return 0 if self.in_flight else max(0, self.planned_start)

    @property
    def plan_finish(self) -> int:
        """First month after the planned work, in normal mode."""
        return self.plan_start + self.duration_months

    @property
    def urgency_profile(self) -> Urgency:
        """The urgency in force; an unanswered question counts as steady."""
        return self.urgency or Urgency.STEADY

    @property
    def stop_penalty(self) -> float:
        """Money due when the project is stopped; the deadline's penalty unless said otherwise."""
        if self.penalty_if_stopped is not None:
            return self.penalty_if_stopped
        return self.deadline_penalty if self.urgency_profile is Urgency.DEADLINE else 0.0

    @property
    def earliest(self) -> int:
        """First month in which work not yet begun may begin."""
        return max(0, self.earliest_start or 0)
