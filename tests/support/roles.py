"""Roles that may decide, and a portfolio in which one decision waits for them."""

from __future__ import annotations

from typing import Any

from engine.analyse.decisions.decision_delay import DAYS_A_MONTH
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.model.vocabulary import Urgency
from tests.support.workshop import needs, portfolio, project

WINDOW = {"urgency": Urgency.WINDOW, "benefit_end": 11}


def authority(**roles: dict[str, Any]) -> Authority:
    return Authority.model_validate({"roles": [{"name": name, **role} for name, role in roles.items()]})


def limits(**money: float | str) -> dict[str, Any]:
    return {"limits": {kind: {"money": amount} for kind, amount in money.items()}}


ANYONE = authority(Board={"days_to_decide": DAYS_A_MONTH} | limits(accelerate=1e6, defer=1e6, stop=1e6))


def in_the_way(**more: Any) -> Portfolio:
    """A earns 10 a month up to month 11; L, four months long, costs 30, earns nothing and is worth stopping."""
    return portfolio(
        [
            project("A", 2, benefit_per_month=10.0, **WINDOW),
            project("L", 4, benefit_per_month=0.0, remaining_cost=30.0, **more),
        ],
        [needs("A", 20), needs("L", 40)],
        authority=ANYONE,
    )
