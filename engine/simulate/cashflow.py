"""The cash flow of a simulated outcome, month by month: for budgets, fiscal years and value over time.

Benefits and penalties follow from the finish and come from the month-by-month valuation, which shares nothing with the
closed forms behind ``Outcome.value``; each checks the other.
"""

from __future__ import annotations

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.simulate.outcome import Outcome
from engine.valuation.cashflow import CashFlow, run_flow, stop_flow
from engine.valuation.discounting import Amounts
from engine.valuation.options import external_cost
from engine.valuation.work import duration


def outcome_flow(portfolio: Portfolio, outcome: Outcome, profile: Amounts) -> CashFlow:
    """Undiscounted money by month; its present value is ``outcome.value``.

    ``profile`` is the project's entry of :func:`engine.valuation.work.work_profiles`. What is never done is stopped in
    month 0, and spends in vain what it spends.
    """
    project = portfolio.projects_by_id[outcome.project_id]
    if outcome.mode is None:
        return stop_flow(project)
    each = external_cost(project, outcome.mode) / duration(project, outcome.mode)
    if outcome.finished is None:
        base, pauses = stop_flow(project), np.zeros(0)
    else:
        start = outcome.finished - duration(project, outcome.mode)
        base = run_flow(portfolio, project, profile, outcome.mode, start)
        pauses = _pauses(project, outcome)
    size = max(base.benefits.size, len(outcome.progress))
    spent = np.array(outcome.progress) * each
    external = _sized(spent, size) + _sized(pauses, size)
    if outcome.finished is None:
        external += _sized(base.external, size)
    return CashFlow(
        _sized(base.benefits, size),
        external,
        _sized(np.array(outcome.labour), size),
        _sized(base.penalties, size),
        _sized(base.salvage, size),
    )


def _pauses(project: Project, outcome: Outcome) -> Amounts:
    if not project.in_flight:
        return np.zeros(0)
    return np.array([0.0 if done else project.pause_cost_per_month for done in outcome.progress])


def _sized(amounts: Amounts, size: int) -> Amounts:
    return np.concatenate((amounts, np.zeros(size - amounts.size)))
