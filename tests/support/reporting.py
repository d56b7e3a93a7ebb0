"""Portfolios that report: two projects in each other's way, and random ones with reports and some gaps in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import TodaySettings
from engine.portfolio.model.vocabulary import Health, Urgency
from tests.support.workshop import needs, portfolio, project

REPORTED = {"rag_time": Health.GREEN, "rag_cost": Health.GREEN, "rag_scope": Health.GREEN}


def two(*, today: TodaySettings | None = None, **more: Any) -> Portfolio:
    """A and B earn 10 and 20 a month up to month 11, and both want all of one pool for two months."""
    window = {"urgency": Urgency.WINDOW, "benefit_end": 11}
    return portfolio(
        [project("A", 2, benefit_per_month=10.0, **window), project("B", 2, benefit_per_month=20.0, **window, **more)],
        [needs("A", 20), needs("B", 20)],
        today=today,
    )


def with_reports(shop: Portfolio, seed: int) -> Portfolio:
    """A portfolio with random reports, figures and approvals, some of them missing."""
    rng = np.random.default_rng(seed)

    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.8 else None

    def rag() -> Any:
        return maybe(rng.choice(list(Health), p=[0.7, 0.2, 0.1]))

    return shop.model_copy(
        update={
            "projects": tuple(
                p.model_copy(
                    update={
                        **{f"rag_{aspect}": rag() for aspect in ("time", "cost", "scope")},
                        "baseline_finish": maybe(p.plan_finish),
                        "forecast_finish": maybe(p.plan_finish + int(rng.integers(0, 4))),
                        "spent_to_date": maybe(10.0),
                        "budget": maybe(p.remaining_cost + 10.0),
                        "approved_benefit_per_month": maybe(p.benefit_per_month * float(rng.choice([1.0, 1.3]))),
                        "approved_finish": maybe(p.plan_finish - int(rng.integers(0, 3))),
                    }
                )
                for p in shop.projects
            )
        }
    )


def scale(shop: Portfolio, k: float) -> Portfolio:
    """All money k times."""
    money = (
        "remaining_cost", "spent_to_date", "budget", "benefit_per_month", "approved_benefit_per_month",
        "deadline_penalty", "penalty_per_month", "penalty_if_stopped", "exit_cost", "salvage_value",
        "pause_cost_per_month", "acceleration_cost",
    )  # fmt: skip
    return shop.model_copy(
        update={
            "projects": tuple(_scaled(p, money, k) for p in shop.projects),
            "pools": tuple(_scaled(p, ("day_rate", "flex_day_rate", "hire_cost"), k) for p in shop.pools),
        }
    )


def _scaled(record: Any, names: tuple[str, ...], k: float) -> Any:
    return record.model_copy(update={n: k * getattr(record, n) for n in names if getattr(record, n) is not None})
