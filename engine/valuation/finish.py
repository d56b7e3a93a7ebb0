"""What a project is worth when it finishes in a given month, however its work went until then."""

from __future__ import annotations

import math

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Mode
from engine.valuation.discounting import Amounts
from engine.valuation.options import option_values


def value_finished_at(portfolio: Portfolio, project: Project, profile: Amounts, finish: float) -> float:
    """Value of the project in normal mode, done in month ``finish``; linear between whole months; money today.

    Work in flight that takes longer goes on more slowly: it is neither paused nor started anew. No work is done sooner
    than the months that remain allow. ``profile`` is the project's entry of
    :func:`engine.valuation.work.work_profiles`; ``finish`` counts from the planning month and need not be whole.
    """
    slower = project.model_copy(update={"pause_cost_per_month": 0.0, "restart_work": 0.0})
    start = max(0.0, finish - project.duration_months)
    first = math.floor(start)
    values = option_values(portfolio, slower, profile, Mode.NORMAL, np.array([first, first + 1]))
    return float(np.interp(start - first, (0.0, 1.0), values))
