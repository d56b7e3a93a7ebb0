"""Questions answered in a process of their own, seconds aside: ``python -m tests.optimise.asked``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from engine.analyse.project.tradeoff import trade_off
from engine.compute import SolveBudget
from engine.optimise.counterfactual import counterfactual
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from tests.benchmarks.portfolios import random_portfolio

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
SHORT = Target(0.0, 0.4)
"""Ended by its work, never by its gap: what the clock could change most."""


def tight() -> Portfolio:
    """The sample with 70 % of its constraint's capacity: far from proven when the work is done."""
    return apply(Scenario(capacity=(("integration", 0.7),)), load(SAMPLE))


def recommended(portfolio: Portfolio) -> Recommendation:
    """Its plan, without the seconds that it took."""
    return replace(recommend(portfolio, target=SHORT), seconds=0.0)


def answers() -> dict[str, Any]:
    """A recommendation of a tight and of two random portfolios, a counterfactual, and a trade-off."""
    shops = (tight(), random_portfolio(60, seed=3), random_portfolio(40, seed=1, ruled=True))
    plans = [recommended(shop) for shop in shops]
    stopped = next(d for d in plans[0].decisions if d.start is not None)
    pin = Pin(project_id=stopped.project_id, action=Action.STOP)
    forced_search = counterfactual(shops[0], plans[0], pin, target=SHORT)
    waiting = next(d for d in plans[1].decisions if d.start is None)
    choice = trade_off(shops[1], plans[1], waiting.project_id, SolveBudget(target=SHORT))
    return {
        "plans": [asdict(plan) for plan in plans],
        "forced": asdict(replace(forced_search, plan=replace(forced_search.plan, seconds=0.0))),
        "trade_off": asdict(choice),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answers(), default=str))
