"""What people who are hired cost, by hand."""

from __future__ import annotations

import pytest

from engine.analyse.pricing.hiring import Hiring, hiring_cost
from tests.support.workshop import needs, pool, portfolio, project


def test_people_cost_their_hire_now_and_their_days_in_each_month_they_are_there() -> None:
    team = pool("x", day_rate=0.5, hire_cost=2.0, hire_lead_months=1)
    shop = portfolio([project("A", 1)], [needs("A", 10)], [team], horizon_months=3, discount_rate=0.21)
    month = 1.21 ** (-1 / 12)
    owed = team.days_per_person * 0.5 * (month + month**2)
    assert hiring_cost(shop, Hiring("x", 1)) == pytest.approx(2.0 + owed)
    assert hiring_cost(shop, Hiring("x", 3)) == pytest.approx(3 * (2.0 + owed))
