"""Every analysis of a plan, one record each: its name, what works it out, what is said of it, and what it is called.

Commands, pages and the warm-up read from here, so that all of them show the same figures in the same words. Asked
through :func:`worked_out`, an analysis of the same plan is worked out once and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from engine.analyse.bridge.bridge import Bridge, bridge
from engine.analyse.constraint.constraint import Constraint, find_constraint
from engine.analyse.constraint.limiting_pool import LimitingPool, limiting_pool
from engine.analyse.decisions.agenda import Agenda, agenda
from engine.analyse.decisions.first_decisions import FirstDecisions, first_decisions
from engine.analyse.decisions.signs import Signs, signs
from engine.analyse.health.illusion import Illusion, health_alone, illusion
from engine.analyse.interventions import MOST, League, rank_interventions
from engine.analyse.project.tradeoff import TradeOff, trade_off
from engine.analyse.risk.result import RiskResult
from engine.analyse.risk.risk import FIRST_DRAWS, SEED, risk_of
from engine.analyse.sequence.sequence import Sequence, sequence
from engine.analyse.strategy.strategy import Strategy, strategy
from engine.analyse.unknowns.unknowns import TRIED, Unknowns, unknowns
from engine.compute import BOARD_BUDGET, SolveBudget
from engine.compute.kept import AnswerStore, KeptQuestion, answer, look_up
from engine.errors import CancelledError
from engine.explain.agenda import explain_agenda
from engine.explain.bridge import explain_bridge
from engine.explain.constraint import explain_constraint, explain_limiting_pool
from engine.explain.first import explain_first
from engine.explain.illusion import explain_illusion
from engine.explain.interventions import explain_interventions
from engine.explain.progress import COSTS_TO_COME, SHARPER_TO_COME
from engine.explain.questions import explain_unknowns
from engine.explain.report import explain_mandate
from engine.explain.risk import explain_risk
from engine.explain.sequence import explain_sequence
from engine.explain.signs import explain_signs
from engine.explain.strategy import explain_strategy
from engine.explain.tradeoff import explain_trade_off
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.report.mandate import Mandate, mandate
from engine.wording.claims import Explanation

A = TypeVar("A")

FIRST = 3
"""First decisions where nobody says how many."""


class Needs(Enum):
    """What must be known before an analysis is begun on a page: nothing but data, a plan, or the plan as it will stay.

    One that needs any plan is worked out for the first, and once more for the one that is proven more closely.
    """

    DATA = auto()
    FIRST_PLAN = auto()
    SETTLED_PLAN = auto()


@dataclass(frozen=True, slots=True)
class NamedAnalysis(Generic[A]):
    """One analysis, and all that commands and pages need to know of it.

    ``name`` is what it is kept under; ``label`` says what is being done while it is worked out. ``run`` takes the
    portfolio under its scenario, the recommended plan, the budget, and parameters of its own by name, those of
    ``defaults`` unless others are given; its result is of ``kind``. ``explain`` says the result in words,
    ``to_come`` what it will add to first figures of its kind. With
    ``is_kept`` parameters are JSON values, and the result is a dataclass that JSON can hold. One that
    ``needs_constraint`` is told by the parameter ``constraint`` which pool limits, the same for all of a plan.
    ``needs`` says how early a page may ask for it. ``says`` names the analysis whose sentences it shares, where there
    is one.
    """

    name: str
    label: str
    kind: type[A]
    run: Callable[..., A]
    explain: Callable[[A, Portfolio], Explanation]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    to_come: str = ""
    is_kept: bool = True
    needs_constraint: bool = False
    says: str = ""
    needs: Needs = Needs.SETTLED_PLAN

    @property
    def about(self) -> str:
        """What its sentences are about, as :mod:`engine.explain.claim_origins` knows it."""
        return self.says or self.name


def worked_out(
    analysis: NamedAnalysis[A],
    portfolio: Portfolio,
    plan: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
    *,
    store: AnswerStore | None = None,
    fresh: bool = False,
    **parameters: Any,
) -> A:
    """The result of an analysis of a plan: the one that ``store`` keeps, else worked out and kept.

    With ``fresh`` it is worked out in any case. How many processes the budget allows changes nothing of the result.
    Where an analysis needs the constraint and is not given one, that is limiting first, and kept too.

    Raises:
        CancelledError: the budget was cancelled.
    """
    given = {**analysis.defaults, **parameters}
    if analysis.needs_constraint and "constraint" not in given:
        limiting = worked_out(LIMITING_POOL, portfolio, plan, replace(budget, on_done=None), store=store, fresh=fresh)
        given["constraint"] = limiting.pool_id

    def run() -> A:
        result = analysis.run(portfolio, plan, budget, **given)
        if budget.is_cancelled:
            raise CancelledError
        return result

    if not analysis.is_kept:
        return run()
    question = _question(analysis, portfolio, plan, budget, given)
    return answer(question, analysis.kind, run, store, fresh=fresh, is_worth_keeping=lambda _: not plan.cut_off)


def already_worked_out(
    analysis: NamedAnalysis[A],
    portfolio: Portfolio,
    plan: Recommendation,
    store: AnswerStore,
    budget: SolveBudget = BOARD_BUDGET,
    **parameters: Any,
) -> A | None:
    """The result of an analysis of a plan that ``store`` keeps; ``None`` where it keeps none."""
    given = {**analysis.defaults, **parameters}
    if analysis.needs_constraint:
        limiting = already_worked_out(LIMITING_POOL, portfolio, plan, store, budget)
        if limiting is None:
            return None
        given["constraint"] = limiting.pool_id
    return look_up(_question(analysis, portfolio, plan, budget, given), analysis.kind, store)


def _question(
    analysis: NamedAnalysis[Any],
    portfolio: Portfolio,
    plan: Recommendation,
    budget: SolveBudget,
    given: Mapping[str, Any],
) -> KeptQuestion:
    effort = budget.effort.value
    return KeptQuestion.about(portfolio, analysis.name, plan=_digest_of(plan), effort=effort, **given)


def _digest_of(plan: Recommendation) -> str:
    content = repr((plan.decisions, plan.objective, plan.best_bound))
    return hashlib.sha256(content.encode()).hexdigest()


def _first(
    portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, most: int, decided: list[str]
) -> FirstDecisions:
    return first_decisions(portfolio, plan, most, decided=decided, cancel=budget.cancel)


def _agenda(portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, decided: list[str]) -> Agenda:
    return agenda(portfolio, plan, decided=decided, cancel=budget.cancel)


def _health_alone(portfolio: Portfolio, _plan: Recommendation, _budget: SolveBudget) -> Illusion:
    return health_alone(portfolio)


def _illusion(portfolio: Portfolio, _plan: Recommendation, budget: SolveBudget) -> Illusion:
    """In one process unless more are asked for: on a server the others are kept for solving."""
    return illusion(portfolio, replace(budget, workers=budget.workers or 1))


def _signs(
    portfolio: Portfolio, plan: Recommendation, _budget: SolveBudget, *, threshold: float | None = None
) -> Signs:
    return signs(portfolio, plan, threshold=threshold)


def _trade_off(
    portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, project: str, constraint: str | None
) -> TradeOff:
    return trade_off(portfolio, plan, project, budget, constraint=LimitingPool(constraint))


def _constraint(
    portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, constraint: str | None
) -> Constraint:
    return find_constraint(portfolio, plan, budget, limiting=LimitingPool(constraint))


def _bridge(portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, constraint: str | None) -> Bridge:
    return bridge(portfolio, plan, budget, constraint=LimitingPool(constraint))


def _interventions(
    portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, constraint: str | None, **asked: Any
) -> League:
    return rank_interventions(portfolio, plan, budget, constraint=LimitingPool(constraint), **asked)


def _sequence(portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, constraint: str | None) -> Sequence:
    return sequence(portfolio, plan, budget, constraint=LimitingPool(constraint))


def _strategy(portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, *, constraint: str | None) -> Strategy:
    return strategy(portfolio, plan, budget, constraint=LimitingPool(constraint))


def _mandate(portfolio: Portfolio, plan: Recommendation, budget: SolveBudget, **known: Any) -> Mandate:
    return mandate(portfolio, plan, cancel=budget.cancel, **known)


FIRST_DECISIONS = NamedAnalysis(
    "first", "Finding the first decisions", FirstDecisions, _first, explain_first, {"most": FIRST, "decided": []}
)
AGENDA = NamedAnalysis("agenda", "Preparing the agenda", Agenda, _agenda, explain_agenda, {"decided": []})
LIMITING_POOL = NamedAnalysis(
    "limiting pool", "Finding the constraint", LimitingPool, limiting_pool, explain_limiting_pool
)
CONSTRAINT = NamedAnalysis(
    "constraint",
    "Pricing one more person in every pool",
    Constraint,
    _constraint,
    explain_constraint,
    needs_constraint=True,
)
FIRST_ILLUSION = NamedAnalysis(
    "first illusion",
    "Measuring delivery and value",
    Illusion,
    _health_alone,
    explain_illusion,
    is_kept=False,
    says="illusion",
    needs=Needs.DATA,
)
ILLUSION = NamedAnalysis(
    "illusion",
    "Holding delivery health against value",
    Illusion,
    _illusion,
    explain_illusion,
    to_come=COSTS_TO_COME,
)
INTERVENTIONS = NamedAnalysis(
    "interventions",
    "Working out what could be done",
    League,
    _interventions,
    explain_interventions,
    {"spend": None, "most": MOST},
    needs_constraint=True,
)
BRIDGE = NamedAnalysis("bridge", "Walking the value bridge", Bridge, _bridge, explain_bridge, needs_constraint=True)
SEQUENCE = NamedAnalysis(
    "sequence",
    "Running the same work in seven orders",
    Sequence,
    _sequence,
    explain_sequence,
    needs_constraint=True,
)
STRATEGY = NamedAnalysis(
    "strategy", "Holding intent against allocation", Strategy, _strategy, explain_strategy, needs_constraint=True
)
SIGNS = NamedAnalysis(
    "signs", "Looking for value that is managed already", Signs, _signs, explain_signs, {"threshold": None}
)
RISK = NamedAnalysis(
    "risk",
    "Executing the plan in many futures",
    RiskResult,
    risk_of,
    explain_risk,
    {"draws": None, "seed": SEED, "reoptimise": None},
    to_come=SHARPER_TO_COME,
)
FIRST_RISK = NamedAnalysis(
    "first risk",
    "Executing the plan in the first futures",
    RiskResult,
    risk_of,
    explain_risk,
    {"draws": FIRST_DRAWS, "seed": SEED, "reoptimise": 0},
    says="risk",
    needs=Needs.FIRST_PLAN,
)
TRADE_OFF = NamedAnalysis(
    "trade-off", "Pricing every alternative", TradeOff, _trade_off, explain_trade_off, needs_constraint=True
)
UNKNOWNS = NamedAnalysis(
    "unknowns",
    "Holding figures that nobody owns against the plan",
    Unknowns,
    unknowns,
    explain_unknowns,
    {"tried": TRIED},
)
MANDATE = NamedAnalysis("mandate", "Looking at who decides what", Mandate, _mandate, explain_mandate, is_kept=False)

OPENING = (
    FIRST_DECISIONS,
    LIMITING_POOL,
    CONSTRAINT,
    ILLUSION,
    BRIDGE,
    STRATEGY,
    SEQUENCE,
    INTERVENTIONS,
    AGENDA,
    FIRST_RISK,
    UNKNOWNS,
    RISK,
)
"""Analyses that pages open with, in the order in which they are read."""
