"""Every analysis of a plan, under its name: what it gives, and how hard it looks, the same for pages and commands.

Asked through :func:`worked_out`, an analysis of the same plan is worked out once and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any, Generic, TypeVar

from engine.analyse.bridge.bridge import Bridge, bridge
from engine.analyse.constraint.constraint import Constraint, find_constraint
from engine.analyse.decisions.agenda import Agenda, agenda
from engine.analyse.decisions.first import FirstDecisions, first_decisions
from engine.analyse.decisions.signs import Signs, signs
from engine.analyse.health.illusion import Illusion, illusion
from engine.analyse.interventions import League, rank_interventions, target_for
from engine.analyse.interventions.rank import MOST
from engine.analyse.project.tradeoff import TradeOff, trade_off
from engine.analyse.sequence.sequence import Sequence, sequence
from engine.analyse.strategy.strategy import Strategy, strategy
from engine.compute.kept import AnswerStore, KeptQuestion, answer
from engine.compute.processes import OnDone
from engine.errors import CancelledError
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.model.portfolio import Portfolio

A = TypeVar("A")

FIRST = 3
"""First decisions where nobody says how many."""

_TARGETS = {Effort.LIVE: Target(0.005, 1.0), Effort.BOARD: Target(0.001, 4.0)}
"""Asked of each plan that is solved on the way: tighter than a slider, sooner than a board."""


@dataclass(frozen=True, slots=True)
class Means:
    """How an analysis may work: how hard it looks, on how many processes, told whom, until when."""

    effort: Effort
    workers: int | None = None
    on_done: OnDone | None = None
    cancel: Event | None = None

    @property
    def target(self) -> Target:
        """What is asked of each plan that is solved on the way."""
        return _TARGETS[self.effort]


@dataclass(frozen=True, slots=True)
class NamedAnalysis(Generic[A]):
    """One analysis: its ``name``, the ``kind`` of its result, and what works it out.

    ``run`` takes the portfolio under its scenario, the recommended plan, the means, and parameters of its own by name.
    """

    name: str
    kind: type[A]
    run: Callable[..., A]


def worked_out(
    analysis: NamedAnalysis[A],
    portfolio: Portfolio,
    plan: Recommendation,
    *,
    effort: Effort = Effort.BOARD,
    store: AnswerStore | None = None,
    fresh: bool = False,
    workers: int | None = None,
    on_done: OnDone | None = None,
    cancel: Event | None = None,
    **parameters: Any,
) -> A:
    """The result of an analysis of a plan: the one that ``store`` keeps, else worked out and kept.

    ``parameters`` are JSON values. How many processes work on it changes nothing of the result.

    Raises:
        CancelledError: ``cancel`` was set.
    """

    def run() -> A:
        result = analysis.run(portfolio, plan, Means(effort, workers, on_done, cancel), **parameters)
        if cancel is not None and cancel.is_set():
            raise CancelledError
        return result

    question = KeptQuestion.about(portfolio, analysis.name, plan=_digest_of(plan), effort=effort.value, **parameters)
    return answer(question, analysis.kind, run, store, fresh=fresh, is_worth_keeping=lambda _: not plan.cut_off)


def _digest_of(plan: Recommendation) -> str:
    content = repr((plan.decisions, plan.objective, plan.best_bound))
    return hashlib.sha256(content.encode()).hexdigest()


def _first(portfolio: Portfolio, plan: Recommendation, means: Means, *, most: int = FIRST) -> FirstDecisions:
    return first_decisions(portfolio, plan, most, cancel=means.cancel)


def _agenda(portfolio: Portfolio, plan: Recommendation, means: Means) -> Agenda:
    return agenda(portfolio, plan, cancel=means.cancel)


def _constraint(portfolio: Portfolio, plan: Recommendation, means: Means) -> Constraint:
    return find_constraint(
        portfolio, plan, effort=means.effort, workers=means.workers, on_done=means.on_done, cancel=means.cancel
    )


def _illusion(portfolio: Portfolio, _plan: Recommendation, means: Means) -> Illusion:
    return illusion(portfolio, workers=means.workers, on_done=means.on_done, cancel=means.cancel)


def _interventions(
    portfolio: Portfolio, plan: Recommendation, means: Means, *, spend: float | None = None, most: int = MOST
) -> League:
    return rank_interventions(
        portfolio,
        plan,
        target=target_for(means.effort),
        spend=spend,
        most=most,
        workers=means.workers,
        on_done=means.on_done,
        cancel=means.cancel,
    )


def _bridge(portfolio: Portfolio, plan: Recommendation, means: Means) -> Bridge:
    return bridge(
        portfolio, plan, target=means.target, workers=means.workers, on_done=means.on_done, cancel=means.cancel
    )


def _sequence(portfolio: Portfolio, plan: Recommendation, means: Means) -> Sequence:
    return sequence(
        portfolio, plan, target=means.target, workers=means.workers, on_done=means.on_done, cancel=means.cancel
    )


def _strategy(portfolio: Portfolio, plan: Recommendation, means: Means) -> Strategy:
    return strategy(
        portfolio, plan, target=means.target, workers=means.workers, on_done=means.on_done, cancel=means.cancel
    )


def _signs(portfolio: Portfolio, plan: Recommendation, _means: Means, *, threshold: float | None = None) -> Signs:
    return signs(portfolio, plan, threshold=threshold)


def _trade_off(portfolio: Portfolio, plan: Recommendation, means: Means, *, project: str) -> TradeOff:
    return trade_off(portfolio, plan, project, effort=means.effort, cancel=means.cancel)


FIRST_DECISIONS = NamedAnalysis("first", FirstDecisions, _first)
AGENDA = NamedAnalysis("agenda", Agenda, _agenda)
CONSTRAINT = NamedAnalysis("constraint", Constraint, _constraint)
ILLUSION = NamedAnalysis("illusion", Illusion, _illusion)
INTERVENTIONS = NamedAnalysis("interventions", League, _interventions)
BRIDGE = NamedAnalysis("bridge", Bridge, _bridge)
SEQUENCE = NamedAnalysis("sequence", Sequence, _sequence)
STRATEGY = NamedAnalysis("strategy", Strategy, _strategy)
SIGNS = NamedAnalysis("signs", Signs, _signs)
TRADE_OFF = NamedAnalysis("trade-off", TradeOff, _trade_off)
