"""What a pack is made of: the plan, and the analyses that its slides show, each asked for as pages and commands do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from engine.analyse.bridge.bridge import Bridge
from engine.analyse.constraint.constraint import Constraint
from engine.analyse.decisions.agenda import MOST, Agenda
from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.analyse.project.tradeoff import TradeOff
from engine.analyse.risk.result import RiskResult
from engine.analyse.strategy.strategy import Strategy
from engine.analyse.today.calibration import Today, look_at_today
from engine.catalogue import (
    AGENDA,
    BRIDGE,
    CONSTRAINT,
    FIRST_DECISIONS,
    RISK,
    STRATEGY,
    TRADE_OFF,
    NamedAnalysis,
)
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.report.delivery import DeliveryReport, delivery_report

A = TypeVar("A")

PACK_ANALYSES = (AGENDA, FIRST_DECISIONS, BRIDGE, CONSTRAINT, STRATEGY, RISK)
"""What is asked for once for a pack, beside a trade-off for each decision."""


class AskAnalysis(Protocol):
    """Where analyses come from: looked up where they are kept, else worked out."""

    def __call__(self, analysis: NamedAnalysis[A], **parameters: Any) -> A:
        """The result of one analysis of the plan."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a pack shows. ``agenda`` has the decisions asked for, ``trade_offs`` the price of each, in that order.

    ``portfolio`` is the one under the scenario; ``strategy`` is None where the portfolio names no theme, ``risk``
    where it was left out.
    """

    portfolio: Portfolio
    scenario: Scenario
    plan: Recommendation
    today: Today
    first: FirstDecisions
    bridge: Bridge
    constraint: Constraint
    agenda: Agenda
    trade_offs: tuple[TradeOff, ...]
    strategy: Strategy | None
    risk: RiskResult | None
    delivery: DeliveryReport


def gather(
    portfolio: Portfolio,
    scenario: Scenario,
    plan: Recommendation,
    ask: AskAnalysis,
    *,
    most: int = MOST,
    settled: Collection[str] = (),
    with_risk: bool = True,
) -> Findings:
    """The findings of a plan of a portfolio under a scenario.

    ``most`` decisions are asked for, without those on projects that are ``settled`` already. ``with_risk`` takes
    longest where it has not been worked out before.

    Raises:
        ValueError: there is no plan.
    """
    if plan.value is None:
        raise ValueError("a pack shows a plan, and there is none")
    agenda = ask(AGENDA).left(settled, most)
    return Findings(
        portfolio=portfolio,
        scenario=scenario,
        plan=plan,
        today=look_at_today(portfolio),
        first=ask(FIRST_DECISIONS),
        bridge=ask(BRIDGE),
        constraint=ask(CONSTRAINT),
        agenda=agenda,
        trade_offs=tuple(ask(TRADE_OFF, project=item.project_id) for item in agenda.items),
        strategy=ask(STRATEGY) if portfolio.settings.themes or any(p.theme for p in portfolio.projects) else None,
        risk=ask(RISK) if with_risk else None,
        delivery=delivery_report(portfolio, plan),
    )
