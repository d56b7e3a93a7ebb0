"""Single figures moved away from their medians, one at a time: the draws behind drivers and questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from engine.analyse.risk.chance import TENTH, Normals, RiskSource, draws_of, medians
from engine.analyse.risk.history import spreads_in_force
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate.draws import Draws

_BY_FACTOR = 0.0
"""A success is moved by its factor, not by a normal."""


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """One figure, or with an empty ``subject`` what all of its origin have in common; its ends are two draws."""

    origin: RiskSource
    subject: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class MovedFigures:
    """Draw 0 has everything at its median, draw 1 moreover no benefits; each figure has two draws of its own."""

    draws: Draws
    figures: tuple[MovedFigure, ...]


def figures_of(portfolio: Portfolio) -> MovedFigures:
    """Every figure that spreads, each at its tenth and ninetieth percentile while the rest stays at the median.

    A success is a figure too where it comes about as an event: at its lower end it fails, at its upper it succeeds.
    """
    moves = list(_moves(portfolio))
    chance = medians(portfolio, 2 + 2 * len(moves))
    arrays = {f.name: np.array(getattr(chance, f.name)) for f in fields(Normals)}
    moved_figures = []
    for n, (origin, subject, columns, reach) in enumerate(moves):
        low, high = 2 + 2 * n, 3 + 2 * n
        arrays[origin.value][low, columns] = -reach
        arrays[origin.value][high, columns] = reach
        moved_figures.append(MovedFigure(origin, subject, low, high))
    draws = draws_of(portfolio, Normals(**arrays), success=False)
    benefit = draws.benefit.copy()
    benefit[1] = 0.0
    for figure in moved_figures:
        if figure.origin is RiskSource.SUCCESS:
            at = portfolio.project_index[figure.subject]
            benefit[figure.low, at] = 0.0
            benefit[figure.high, at] /= portfolio.projects[at].success_probability
    return MovedFigures(replace(draws, benefit=benefit), tuple(moved_figures))


def _moves(portfolio: Portfolio) -> Iterator[tuple[RiskSource, str, slice, float]]:
    """Source, subject, the columns it moves and how far, in standard deviations."""
    spreads = spreads_in_force(portfolio)
    projects = [p.project_id for p in portfolio.projects]
    pools = [p.pool_id for p in portfolio.pools]
    for origin, subjects, common in (
        (RiskSource.BENEFITS, projects, spreads.benefits.common),
        (RiskSource.DURATIONS, projects, spreads.durations.common),
        (RiskSource.WORK, projects, spreads.work.common),
        (RiskSource.CAPACITY, pools, spreads.capacity.common),
    ):
        # What one project's work adds beyond its duration is little, and is known as little beforehand.
        for at, subject in enumerate(subjects if origin is not RiskSource.WORK else ()):
            yield origin, subject, slice(at, at + 1), TENTH
        if common > 0:
            yield origin, "", slice(None), TENTH * common**0.5
    for at, project in enumerate(portfolio.projects if spreads.success else ()):
        if 0.0 < project.success_probability < 1.0:
            yield RiskSource.SUCCESS, project.project_id, slice(at, at + 1), _BY_FACTOR
