"""The domain objects: one class a table, one field a column, all frozen.

A field that holds a month holds an offset: months from the planning month, which is month 0. Money is in
units of the portfolio's currency. Rules across rows and tables stand in ``engine.portfolio.checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from engine.portfolio.calendar import iso_month
from engine.portfolio.currencies import currency_code
from engine.portfolio.fields import (
    Ceiling,
    Cost,
    Day,
    DecimalSign,
    Factor,
    Flag,
    MoneyField,
    MonthOffset,
    MonthOrdinal,
    Names,
    Number,
    Order,
    Positive,
    Rag,
    ShareField,
    WholeField,
    Word,
    this_month,
)
from engine.portfolio.lever_limits import LEVERS
from engine.portfolio.near_miss import normal
from engine.portfolio.vocabulary import Action, BenefitType, DecisionKind, Health, Lift, Stage, Urgency


def _pairs(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


Factors = Annotated[tuple[tuple[str, Number], ...], BeforeValidator(_pairs)]
"""A small mapping kept as sorted pairs, so that its owner stays frozen and hashable."""

Other = tuple[tuple[str, str], ...]
"""Columns the cockpit does not know, kept as they came: (column, text)."""


class Record(BaseModel):
    """Base of all domain objects: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(Record):
    """A strategic theme and the share of constraint capacity that the strategy asks for."""

    name: str
    intent: ShareField = 0.0
    floor: ShareField | None = None
    objective: str | None = None
    measure: str | None = None
    target: MoneyField | None = None
    by: MonthOffset | None = None


class Budget(Record):
    """What remains to spend in the fiscal year that begins in a month."""

    start: MonthOffset = Field(alias="from")
    amount: Cost

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


NEVER_DECIDE = frozenset({"viewer", "analyst"})
"""Roles of the cockpit that look and prepare, whatever the portfolio says."""


class Limit(Record):
    """How far a role may go in one kind of decision: money at stake and months of delay; ``None`` sets no limit."""

    money: Ceiling
    months: Annotated[WholeField, Field(ge=0)] | None = None


class Limits(Record):
    """The limit of each kind of decision; a kind without one is not the role's to take."""

    accelerate: Limit | None = None
    continue_: Limit | None = Field(None, alias="continue")
    defer: Limit | None = None
    stop: Limit | None = None
    add_capacity: Limit | None = Field(None, alias="add capacity")
    change_floor: Limit | None = Field(None, alias="change a floor")

    def of(self, kind: DecisionKind) -> Limit | None:
        """The limit of one kind of decision."""
        return _LIMITS[kind](self)


_LIMITS: dict[DecisionKind, Callable[[Limits], Limit | None]] = {
    DecisionKind.ACCELERATE: lambda limits: limits.accelerate,
    DecisionKind.CONTINUE: lambda limits: limits.continue_,
    DecisionKind.DEFER: lambda limits: limits.defer,
    DecisionKind.STOP: lambda limits: limits.stop,
    DecisionKind.ADD_CAPACITY: lambda limits: limits.add_capacity,
    DecisionKind.CHANGE_FLOOR: lambda limits: limits.change_floor,
}


class Role(Record):
    """A role in the governance of the portfolio, and how long a decision waits for it on average; days."""

    name: str = Field(min_length=1)
    days_to_decide: Positive | None = None
    limits: Limits = Limits()


class Authority(Record):
    """Who may decide what."""

    roles: tuple[Role, ...] = ()

    def role(self, name: str) -> Role | None:
        """The role of a name, whatever its capitals and spaces."""
        return next((role for role in self.roles if normal(role.name) == normal(name)), None)


class Assumption(Record):
    """A figure that nobody owns: which column of which table, and what was assumed."""

    table: str
    column: str
    note: str
    source: Annotated[str, Word] = "assumed"


HOW_WRITTEN = frozenset({"decimal", "date_order"})
"""Settings that say how the files are written, not what they say."""


def _limits(lever: str) -> Any:
    """The limits of the lever of a setting's name."""
    return Field(ge=LEVERS[lever].low, le=LEVERS[lever].high)


class Settings(Record):
    """What holds for the whole portfolio: the keys of ``portfolio.yaml``."""

    name: str
    currency: Annotated[str, AfterValidator(currency_code)] = "GBP"
    money_unit: Factor = Field(1.0, ge=0.001, le=1e9)
    decimal: DecimalSign | None = None
    date_order: Order | None = None
    planning_month: MonthOrdinal = Field(default_factory=this_month)
    horizon_months: WholeField = Field(36, ge=1, le=240)
    valuation_months: WholeField | None = Field(None, ge=1, le=1200)
    discount_rate: Annotated[Number, _limits("discount_rate")] = 0.08
    count_internal_labour: Flag = False
    protective_capacity: Annotated[Number, _limits("protective_capacity")] = 0.10
    multitasking_loss: ShareField = 0.17
    benefit_confidence: Annotated[Number, _limits("benefit_confidence")] = 1.0
    themes: tuple[Theme, ...] = ()
    floor_pool: str | None = None
    budgets: tuple[Budget, ...] = ()
    fiscal_year_start: WholeField | None = Field(None, ge=1, le=12)
    authority: Authority | None = None
    rag_thresholds: Factors = ()
    assumptions: tuple[Assumption, ...] = ()

    def month(self, offset: int) -> str:
        """``'2027-03'`` for the month that lies ``offset`` months after the planning month."""
        return iso_month(self.planning_month + offset)


class Project(Record):
    """A piece of work that can be accelerated, continued, deferred or stopped on its own."""

    project_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    sponsor: str | None = None
    sponsor_priority: Number | None = None
    theme: str | None = None
    stage: Annotated[Stage, Word] | None = None
    method: str | None = None
    in_plan: Flag = True
    in_flight: Flag = False
    planned_start: MonthOffset
    duration_months: WholeField = Field(ge=1, le=360)
    remaining_cost: Cost
    spent_to_date: MoneyField | None = None
    budget: MoneyField | None = None
    benefit_per_month: MoneyField
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


class Pool(Record):
    """People or equipment of one kind, shared by projects; capacity in person-days per month."""

    pool_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    capacity_per_month: Positive
    headcount: Positive | None = None
    business_as_usual_share: ShareField | None = None
    days_per_person: Number = Field(18.0, gt=0)
    day_rate: Cost = 0.0
    flex_share: Positive = 0.10
    flex_day_rate: Cost
    hire_cost: Cost = 0.0
    hire_lead_months: WholeField = Field(0, ge=0, le=360)
    cross_train_from: Names = ()
    cross_train_cost: Cost = 0.0
    other: Other = ()


class CapacityOverride(Record):
    """The capacity of one pool in one month, in place of the pool's usual capacity."""

    pool_id: str
    month: MonthOffset
    capacity: Positive
    other: Other = ()


class Demand(Record):
    """Person-days a project needs of a pool: for all remaining work, or in one month from its start."""

    project_id: str
    pool_id: str
    person_days: Positive
    month_offset: WholeField | None = Field(None, ge=0, le=360)
    other: Other = ()


class Dependency(Record):
    """Finish-to-start: the successor starts ``lag_months`` or more after the predecessor's finish."""

    predecessor: str
    successor: str
    lag_months: WholeField = Field(0, ge=0, le=360)
    other: Other = ()


class Milestone(Record):
    """A dated promise within a project."""

    project_id: str
    name: str
    baseline: Day | None = None
    forecast: Day | None = None
    actual: Day | None = None
    owner: str | None = None
    other: Other = ()


class Risk(Record):
    """Something that may go wrong in a project."""

    project_id: str
    risk: str
    probability: str | None = None
    impact: str | None = None
    owner: str | None = None
    response: str | None = None
    due: Day | None = None
    other: Other = ()


class Gate(Record):
    """A gate review: passed, conditional, failed or still to come."""

    project_id: str
    gate: str
    date: Day | None = None
    outcome: str | None = None
    conditions: str | None = None
    other: Other = ()


class Assurance(Record):
    """An assurance review and what it left open."""

    project_id: str
    review: str
    date: Day | None = None
    rating: str | None = None
    recommendations_open: WholeField | None = None
    other: Other = ()


class ChangeRequest(Record):
    """A change request."""

    project_id: str
    change_request: str
    cost: MoneyField | None = None
    months: Number | None = None
    status: str | None = None
    other: Other = ()


class BenefitRecord(Record):
    """Benefits planned and realised in one month."""

    project_id: str
    month: MonthOffset
    planned: MoneyField | None = None
    actual: MoneyField | None = None
    other: Other = ()


class Pin(Record):
    """A decision fixed beforehand: an action, or a month in which work starts."""

    project_id: str
    action: Action | None = None
    start: int | None = None


class Rules(Record):
    """What a scenario asks of the recommendation beyond the data; empty for the base portfolio."""

    weights: Factors = ()
    pins: tuple[Pin, ...] = ()
    lifted: frozenset[Lift] = frozenset()
    max_parallel: Factors = ()
    max_changes: int | None = None


class Portfolio(Record):
    """One validated portfolio. Nothing changes it; a scenario makes a copy."""

    settings: Settings
    projects: tuple[Project, ...]
    pools: tuple[Pool, ...]
    capacity: tuple[CapacityOverride, ...] = ()
    demand: tuple[Demand, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    risks: tuple[Risk, ...] = ()
    gates: tuple[Gate, ...] = ()
    assurance: tuple[Assurance, ...] = ()
    changes: tuple[ChangeRequest, ...] = ()
    benefits: tuple[BenefitRecord, ...] = ()
    rules: Rules = Rules()
    data_fingerprint: str = ""
    scenario_fingerprint: str = ""
    """Names the changes that a scenario has made; empty for the base."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy; what the original has derived and kept (``pools_by_id`` and such) is derived anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def projects_by_id(self) -> dict[str, Project]:
        """Projects by their id; read only."""
        return {p.project_id: p for p in self.projects}

    @cached_property
    def pools_by_id(self) -> dict[str, Pool]:
        """Pools by their id; read only."""
        return {p.pool_id: p for p in self.pools}

    @cached_property
    def project_index(self) -> dict[str, int]:
        """Position of each project in ``projects``; read only."""
        return {p.project_id: i for i, p in enumerate(self.projects)}

    @cached_property
    def pool_index(self) -> dict[str, int]:
        """Position of each pool in ``pools``; read only."""
        return {p.pool_id: i for i, p in enumerate(self.pools)}

    @cached_property
    def planned(self) -> frozenset[str]:
        """Ids of the projects that today's plan runs.

        A candidate is not among them; of an exclusive group only the one in flight is, else the earliest planned.
        """
        first: dict[str, Project] = {}
        free: set[str] = set()
        for project in self.projects:
            if not project.in_plan:
                continue
            if project.exclusive_group is None:
                free.add(project.project_id)
                continue
            rival = first.get(project.exclusive_group)
            if rival is None or _comes_first(project) < _comes_first(rival):
                first[project.exclusive_group] = project
        return frozenset(free | {p.project_id for p in first.values()})


def _comes_first(project: Project) -> tuple[bool, int]:
    return (not project.in_flight, project.planned_start)
