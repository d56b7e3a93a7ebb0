"""The settings of a portfolio: planning date, rates, themes, budgets, assumptions."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.currencies import currency_code
from engine.portfolio.model.fields import (
    TODAYS_POLICY,
    Cost,
    DecimalSign,
    Factor,
    Flag,
    MoneyField,
    MonthOffset,
    MonthOrdinal,
    Number,
    Order,
    ShareField,
    WholeField,
    Word,
    this_month,
)
from engine.portfolio.model.lever_limits import LEVERS
from engine.portfolio.model.record import Factors, Record
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.model.uncertainty import RiskSettings
from engine.portfolio.model.vocabulary import TodaysPolicy


def _limits(lever: str) -> Any:
    """The limits of the lever of a setting's name."""
    return Field(ge=LEVERS[lever].low, le=LEVERS[lever].high)


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


class TodaySettings(Record):
    """How the organisation works today: who gets people first, what sharing them loses, and the reserve it keeps.

    Without ``multitasking_loss`` the portfolio's own counts; a reserve that nobody keeps is none.
    """

    policy: Annotated[TodaysPolicy, TODAYS_POLICY]
    multitasking_loss: ShareField | None = None
    protective_capacity: Annotated[Number, _limits("protective_capacity")] = 0.0


class Assumption(Record):
    """A figure that nobody owns: which column of which table, and what was assumed."""

    table: str
    column: str
    note: str
    source: Annotated[str, Word] = "assumed"


HOW_WRITTEN = frozenset({"decimal", "date_order"})
"""Settings that say how the files are written, not what they say."""


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
    today: TodaySettings | None = None
    benefit_confidence: Annotated[Number, _limits("benefit_confidence")] = 1.0
    themes: tuple[Theme, ...] = ()
    floor_pool: str | None = None
    budgets: tuple[Budget, ...] = ()
    fiscal_year_start: WholeField | None = Field(None, ge=1, le=12)
    input_accuracy: ShareField | None = None
    risk: RiskSettings | None = None
    authority: Authority | None = None
    rag_thresholds: Factors = ()
    assumptions: tuple[Assumption, ...] = ()

    def month(self, offset: int) -> str:
        """``'2027-03'`` for the month that lies ``offset`` months after the planning month."""
        return iso_month(self.planning_month + offset)


RAG = "rag_thresholds"
