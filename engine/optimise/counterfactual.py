"""The best plan in which one decision is different, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

from engine.optimise.compare import Interval, Move, Nesting, difference, moves
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.objects import Pin, Portfolio


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A plan with one decision forced: ``cost`` is what the recommended plan is worth more, ``moved`` who moves.

    Without a feasible plan ``cost`` is ``None`` and nobody moves.
    """

    pin: Pin
    plan: Recommendation
    cost: Interval | None
    moved: tuple[Move, ...]


def counterfactual(
    portfolio: Portfolio,
    recommended: Recommendation,
    pin: Pin,
    *,
    effort: Effort = Effort.BOARD,
    target: Target | None = None,
    cancel: Event | None = None,
) -> Counterfactual:
    """The plan with one more pin, from the recommended plan and under its ceiling.

    Forcing what is recommended anyway returns the recommended plan, unsolved.
    """
    if _holds(recommended, pin):
        return Counterfactual(pin, recommended, Interval(0.0, 0.0, 0.0), ())
    pins = tuple(p for p in portfolio.rules.pins if p.project_id != pin.project_id)
    pinned = portfolio.model_copy(update={"rules": portfolio.rules.model_copy(update={"pins": (*pins, pin)})})
    replaces = len(pins) < len(portfolio.rules.pins)
    plan = recommend(
        pinned,
        effort,
        target=target,
        cancel=cancel,
        before=recommended,
        ceiling=None if replaces else recommended.best_bound,
    )
    if plan.objective is None:
        return Counterfactual(pin, plan, None, ())
    nesting = Nesting.UNRELATED if replaces else Nesting.RESTRICTION
    return Counterfactual(pin, plan, difference(recommended, plan, nesting), moves(recommended, plan))


def _holds(recommended: Recommendation, pin: Pin) -> bool:
    decision = next(d for d in recommended.decisions if d.project_id == pin.project_id)
    if pin.start is not None:
        return decision.start == pin.start
    return pin.action is None or decision.action is pin.action
