"""In which month fiscal years begin, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.portfolio.model.settings import Settings

YEAR = 12


class SaidBy(Enum):
    """What tells when fiscal years begin."""

    SETTING = "fiscal_year_start"
    BUDGETS = "the earliest budget"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month in which fiscal years begin, 0 for January to 11, and what says so."""

    month: int
    said_by: SaidBy

    def first_month(self, ordinal: int) -> int:
        """The ordinal of the first month of the fiscal year in which a month lies."""
        return ordinal - (ordinal - self.month) % YEAR


def fiscal_year(settings: Settings) -> FiscalYear:
    """As ``fiscal_year_start`` says, else as the earliest budget begins, else the calendar year."""
    if settings.fiscal_year_start is not None:
        return FiscalYear(settings.fiscal_year_start - 1, SaidBy.SETTING)
    begins = min((budget.start for budget in settings.budgets), default=None)
    if begins is None:
        return FiscalYear(0, SaidBy.NOTHING)
    return FiscalYear((settings.planning_month + begins) % YEAR, SaidBy.BUDGETS)
