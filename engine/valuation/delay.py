"""What a month of delay costs."""

from __future__ import annotations

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import option_values


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
