"""Resource pools, their capacity, what projects need of them, and what waits for what."""

from __future__ import annotations

from pydantic import Field

from engine.portfolio.model.fields import (
    Cost,
    MonthOffset,
    Names,
    PlainNumber,
    Positive,
    ShareField,
    WholeField,
)
from engine.portfolio.model.record import Other, Record


class Pool(Record):
    """People or equipment of one kind, shared by projects; capacity in person-days per month."""

    pool_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    capacity_per_month: PlainNumber
    headcount: PlainNumber | None = None
    business_as_usual_share: ShareField | None = None
    days_per_person: PlainNumber = Field(18.0, gt=0)
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
    capacity: PlainNumber
    other: Other = ()


class Demand(Record):
    """Person-days a project needs of a pool: for all remaining work, or in one month from its start."""

    project_id: str
    pool_id: str
    person_days: PlainNumber
    month_offset: WholeField | None = Field(None, ge=0, le=360)
    other: Other = ()


class Dependency(Record):
    """Finish-to-start: the successor starts ``lag_months`` or more after the predecessor's finish."""

    predecessor: str
    successor: str
    lag_months: WholeField = Field(0, ge=0, le=360)
    other: Other = ()
