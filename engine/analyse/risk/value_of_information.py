"""The next question: what it is worth to know one figure before deciding.

The expected value of perfect information about one figure (Raiffa, *Decision Analysis*, 1968; Howard, "Information
value theory", 1966): the best plan for each value of the figure, less the best plan for all of them. A figure has three
values, its tenth, fiftieth and ninetieth percentile with the weights 0.3, 0.4 and 0.3 (Swanson's rule; Hurst, Brown and
Swanson, AAPG Bulletin 2000), the others their medians. The plans to choose from are the recommended one, those made
anew in the draws, and the recommended one with one project more or less: a finite list, so that the worth is a lower
bound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from engine.analyse.risk.chance import RiskSource
from engine.analyse.risk.figures import MovedFigure, MovedFigures
from engine.analyse.risk.result import OpenQuestion
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Run, planned_runs
from engine.simulate.policy import Policy
from engine.valuation.discounting import Amounts, Months

WEIGHTS = np.array([0.3, 0.4, 0.3])
_ASKED_FOR = frozenset({RiskSource.BENEFITS, RiskSource.DURATIONS, RiskSource.CAPACITY})
_NOTHING = 1e-5
"""A share of the plan's value that is as good as nothing."""


def rows_needed(figures: MovedFigures) -> Months:
    """The draws in which plans are to be executed: what a benefit does to a plan follows from two of them."""
    executed = [f for f in asked_for(figures) if f.origin is not RiskSource.BENEFITS]
    return np.array([0, 1, *(row for f in executed for row in (f.low, f.high))], dtype=np.int64)


def asked_for(figures: MovedFigures) -> tuple[MovedFigure, ...]:
    """The figures that somebody could be asked for."""
    return tuple(f for f in figures.figures if f.subject and f.origin in _ASKED_FOR)


def one_more_or_less(
    portfolio: Portfolio, runs: Mapping[str, Run], unsure: Collection[str]
) -> Iterator[Mapping[str, Run]]:
    """The plan without each unsure project that need not run, and with each that it leaves out at its planned start.

    ``runs`` are those of the plan, by project id; ``unsure`` the ids of projects that some future decides otherwise.
    """
    needed = {link.predecessor for link in portfolio.dependencies if link.successor in runs}
    usual = planned_runs(portfolio, Policy.RECOMMENDED)
    for project in portfolio.projects:
        i = project.project_id
        if i not in unsure:
            continue
        if i in runs and not project.mandatory and i not in needed:
            yield {k: run for k, run in runs.items() if k != i}
        if i not in runs and i in usual and not _has_rival(portfolio, i, runs):
            yield {**runs, i: usual[i]}


def questions(portfolio: Portfolio, figures: MovedFigures, values: Amounts) -> tuple[OpenQuestion, ...]:
    """What each figure is worth to know, those worth something, most first.

    ``values`` are :func:`~engine.analyse.risk.plan_values.project_values` of all plans in :func:`rows_needed`.
    """
    totals = values.sum(axis=2)
    benefits = values[:, 0, :-1] - values[:, 1, :-1]
    place = {int(row): n for n, row in enumerate(rows_needed(figures))}
    least = _NOTHING * max(abs(float(totals[0, 0])), 1.0)
    asked = []
    for figure in asked_for(figures):
        if figure.origin is RiskSource.BENEFITS:
            at = portfolio.project_index[figure.subject]
            factor = figures.draws.benefit[[figure.low, 0, figure.high], at] / figures.draws.benefit[0, at]
            levels = totals[:, :1] + benefits[:, at : at + 1] * (factor - 1.0)
        else:
            levels = totals[:, [place[figure.low], 0, place[figure.high]]]
        worth = value_of_knowing(levels)
        if worth > least:
            asked.append(OpenQuestion(figure.origin.value, figure.subject, worth, _who(portfolio, figure)))
    return tuple(sorted(asked, key=lambda q: -q.worth))


def value_of_knowing(levels: Amounts) -> float:
    """Best plan at each level less the best for all; ``levels`` is (n_plans, 3) in money."""
    return max(0.0, float(WEIGHTS @ levels.max(axis=0)) - float((levels @ WEIGHTS).max()))


def _has_rival(portfolio: Portfolio, project_id: str, runs: Mapping[str, Run]) -> bool:
    group = portfolio.projects_by_id[project_id].exclusive_group
    return group is not None and any(portfolio.projects_by_id[i].exclusive_group == group for i in runs)


def _who(portfolio: Portfolio, figure: MovedFigure) -> str:
    if figure.origin is RiskSource.CAPACITY:
        return ""
    project = portfolio.projects_by_id[figure.subject]
    owner = project.benefit_owner if figure.origin is RiskSource.BENEFITS else None
    return owner or project.sponsor or ""
