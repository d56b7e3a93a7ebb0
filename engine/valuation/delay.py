"""What delay costs: by the month, and once at a deadline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import option_values


@dataclass(frozen=True, slots=True)
class DelayCost:
    """What some months of delay cost; money today.

    ``once`` is the penalty of a deadline that they miss, which is paid once; ``gradual`` all else.
    """

    gradual: float
    once: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.gradual + self.once


def delay_cost(portfolio: Portfolio, project: Project, profile: Amounts, months: int = 1) -> DelayCost:
    """V(start) − V(start + months) in normal mode from the planned start, the penalty of a missed deadline apart.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`. Six months are not six times
    one: a deadline is missed once, and a benefit that ends on a day shrinks only until then.
    """
    at = np.array([project.plan_start, project.plan_start + months])
    unpunished = project.model_copy(update={"deadline_penalty": 0.0})
    now, later = option_values(portfolio, project, profile, Mode.NORMAL, at)
    now_alone, later_alone = option_values(portfolio, unpunished, profile, Mode.NORMAL, at)
    gradual = float(now_alone - later_alone)
    return DelayCost(gradual, float(now - later) - gradual)


def cost_of_delay(portfolio: Portfolio, project: Project, profile: Amounts, start: int | None = None) -> float:
    """V(start) − V(start + 1) in normal mode, at the planned start unless said otherwise; money per month.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`; ``start`` counts from the
    planning month. Negative where a later start is worth more.

    Source: Reinertsen, *The Principles of Product Development Flow* (2009).
    """
    first = project.plan_start if start is None else start
    now, later = option_values(portfolio, project, profile, Mode.NORMAL, np.array([first, first + 1]))
    return float(now - later)


def cd3(cost_per_month: float, duration_months: int) -> float:
    """Cost of delay divided by remaining duration; money per month².

    Ranks work on one server exactly when delay costs are linear (Smith's rule, 1956); a rule of thumb elsewhere.
    ``cost_per_month`` is money a month, ``duration_months`` the work still to do.
    """
    return cost_per_month / duration_months
