"""Lifting the constraint: which people to hire, screened without a plan for any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.analyse.constraint.relaxation_screen import Screen, screen
from engine.analyse.pricing.hiring import Hiring, hiring_cost, with_people
from engine.portfolio.model.portfolio import Portfolio

_SIZES = (2, 4)
_WIDENED = 2


@dataclass(frozen=True, slots=True)
class ScreenedHiring:
    """A hiring, what it costs, and what the relaxation expects it to gain before cost; money today."""

    hiring: Hiring
    expected_gain: float
    cost: float

    @property
    def net(self) -> float:
        """Expected gain less cost."""
        return self.expected_gain - self.cost


def screen_hirings(portfolio: Portfolio) -> tuple[ScreenedHiring, ...]:
    """One person more in each pool, and several in the most promising ones, best net gain first.

    Pools that can limit no choice are left out: their days are worth nothing.
    """
    screened = screen(portfolio)
    limiting = [p.pool_id for p in portfolio.pools if p.pool_id in screened.limiting_pools]
    singles = _by_net(_screened(screened, [Hiring(pool_id, 1) for pool_id in limiting]))
    wider = [Hiring(s.hiring.pool_id, people) for s in singles[:_WIDENED] for people in _SIZES]
    return tuple(_by_net(singles + _screened(screened, wider)))


def _by_net(screened: list[ScreenedHiring]) -> list[ScreenedHiring]:
    return sorted(screened, key=lambda s: -s.net)


def _screened(screened: Screen, hirings: Sequence[Hiring]) -> list[ScreenedHiring]:
    portfolio = screened.model.portfolio
    base, *raised = screened.ceilings([portfolio, *(with_people(portfolio, h) for h in hirings)])
    return [
        ScreenedHiring(
            hiring, max(0.0, ceiling - base) if ceiling < float("inf") else 0.0, hiring_cost(portfolio, hiring)
        )
        for hiring, ceiling in zip(hirings, raised, strict=True)
    ]
