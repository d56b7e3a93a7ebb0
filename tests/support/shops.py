"""Portfolios worked out on paper, used by several tests."""

from __future__ import annotations

from typing import Any

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Urgency
from tests.support.reporting import REPORTED
from tests.support.workshop import needs, pool, portfolio, project


def shop(**more: Any) -> Portfolio:
    """A and B earn 10 and 20 a month up to month 11, L costs 30 and earns nothing; all want all of one pool."""
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, **shut),
            project("B", 2, benefit_per_month=20.0, **shut),
            project("L", 1, benefit_per_month=0.0, remaining_cost=30.0),
        ],
        [needs("A", 20), needs("B", 20), needs("L", 10)],
        [pool("x")],
        multitasking_loss=0.17,
        **more,
    )


def shop_in_trouble(**more: Any) -> Portfolio:
    """A and B earn 10 and 20 a month up to month 11; L costs 30 and earns nothing. All want all of one pool."""
    window = {"urgency": Urgency.WINDOW, "benefit_end": 11, **REPORTED}
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, **window),
            project("B", 2, benefit_per_month=20.0, **window),
            project("L", 4, benefit_per_month=0.0, remaining_cost=30.0, **REPORTED),
        ],
        [needs("A", 20), needs("B", 20), needs("L", 40)],
        **more,
    )
