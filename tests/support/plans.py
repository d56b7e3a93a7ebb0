"""Plans of small portfolios for many tests: what equal questions are answered with is worked out once a process.

Tests of the solving itself ask :func:`engine.optimise.recommend.recommend`.
"""

from __future__ import annotations

from functools import cache

from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio


class _AsWritten:
    """A portfolio by all that it holds, as a key of what follows from it."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.said = portfolio.model_dump_json()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _AsWritten) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


def plan_of(portfolio: Portfolio, effort: Effort = Effort.BOARD) -> Recommendation:
    """What the engine recommends on a portfolio, worked out from nothing, at an effort."""
    return _plan_of(_AsWritten(portfolio), effort)


@cache
def _plan_of(asked: _AsWritten, effort: Effort) -> Recommendation:
    return recommend(asked.portfolio, effort)
