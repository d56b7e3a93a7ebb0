"""The best plan in which one decision is different, and what that costs."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event

from engine.optimise.choice import ChoiceResult
from engine.optimise.compare import Interval, Move, Nesting, difference, moves
from engine.optimise.decisions import read_decisions
from engine.optimise.model import build_model, choice_of
from engine.optimise.nearest import nearest_choice
from engine.optimise.neighbourhood import NeighbourhoodSearch
from engine.optimise.recommend import Target, recommendation_of, target_of
from engine.optimise.recommendation import Decision, Effort, Reason, Recommendation, Status
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action

_SURE = 0.9
"""A difference that may be nothing is first proven to be at least the rest of its estimate: its sign costs least."""

_CLOSEST = 1e-6
"""Relative to the objective: a difference below is not worth a proof."""

_NEAREST_SHARE = 0.01
"""Of a difference: what fewer changes may cost, so that they do not pass for one."""

_NEAREST_SECONDS = 0.1
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A plan with one decision forced: ``cost`` is what the recommended plan is worth more, ``moved`` who moves.

    ``cost`` is in the objective, so that theme weights count in it. Without a feasible plan, or without one found in
    time, it is ``None`` and nobody moves.
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
    precision: float = 0.0,
    cancel: Event | None = None,
) -> Counterfactual:
    """The plan with one more pin, from the recommended plan and under its ceiling.

    Forcing what is recommended anyway returns the recommended plan, unsolved. ``target`` overrides what ``effort`` asks
    for. With a ``precision`` the plan need not be known more closely than this share of the difference. Where there is
    no plan nobody looks for the reason. ``cancel`` is set by another thread to end the search with what is known.

    Raises:
        VerificationError: the plan does not hold when it is recomputed.
    """
    wanted = target or target_of(effort, len(portfolio.projects))
    search = CounterfactualSearch(portfolio, recommended, pin, wanted.gap, precision=precision, cancel=cancel)
    work_limit = WorkLimit(wanted.seconds, cancel)
    search.look(work_limit)
    search.sharpen(work_limit)
    return search.answer()


class CounterfactualSearch:
    """A counterfactual on its way: looked at first, then known as closely as is asked for, while there is time."""

    def __init__(
        self,
        portfolio: Portfolio,
        recommended: Recommendation,
        pin: Pin,
        gap: float,
        *,
        precision: float = 0.0,
        cancel: Event | None = None,
        ceiling: float = math.inf,
    ) -> None:
        """``gap`` and ``precision`` as in :func:`counterfactual`: the wider of the two is enough.

        ``cancel`` is set by another thread. ``ceiling`` is an objective proven to be out of reach with the pin.
        """
        self._recommended = recommended
        self._pin = pin
        self._gap = gap
        self._precision = precision
        self._cancel = cancel
        self._began = time.perf_counter()
        self._unsolved = _holds(recommended, pin)
        self._nested = all(p.project_id != pin.project_id for p in portfolio.rules.pins)
        if not self._unsolved:
            self._model = build_model(with_pin(portfolio, pin))
            self._problem = self._model.problem
            self._choice = choice_of(self._model, recommended.decisions)
            if self._nested and recommended.best_bound is not None:
                ceiling = min(ceiling, recommended.best_bound)
            group = portfolio.project_index[pin.project_id]
            self._search = NeighbourhoodSearch(self._problem, self._choice, group, ceiling=ceiling)

    @property
    def too_close(self) -> bool:
        """Whether it is not known yet that there is a difference, and whose plan is worth more."""
        return not self._unsolved and not self._below and not self._above

    @property
    def worth(self) -> float:
        """The objective of the best plan so far, however many decisions it changes; −inf without one."""
        return (self._recommended.objective or 0.0) if self._unsolved else self._search.objective

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Those of the best plan so far; empty without one."""
        if self._unsolved:
            return self._recommended.decisions
        chosen = self._search.result().chosen
        return read_decisions(self._model, chosen) if chosen.size else ()

    def look(self, work_limit: WorkLimit) -> None:
        """A first plan, which says about how large the difference is."""
        if not self._unsolved:
            self._search.look(work_limit, enough=0.0 if self._precision else self._gap)

    def take_up(self, plans: Sequence[Sequence[Decision]], work_limit: WorkLimit) -> None:
        """Go on from the decisions of plans known before, in place of a first look; only those with the pin count."""
        if not self._unsolved:
            self._search.take_up((choice_of(self._model, plan) for plan in plans), work_limit)

    def sharpen(self, work_limit: WorkLimit) -> None:
        """Know the difference as closely as is asked for, or as far as ``work_limit`` goes."""
        if not self._unsolved and work_limit.left > 0 and self._still_wanted() is not None:
            self._search.look_again(work_limit)
        self.prove(work_limit)

    def prove(self, work_limit: WorkLimit) -> None:
        """Know the difference as closely as is asked for, by proofs alone: no better plan is looked for before."""
        while not self._unsolved and work_limit.left > 0:
            wanted = self._still_wanted()
            if wanted is None or not self._search.prove(wanted, work_limit):
                break

    def answer(self) -> Counterfactual:
        """What is known, with as few changes from the recommended plan as that leaves open."""
        if self._unsolved:
            return Counterfactual(self._pin, _labelled(self._recommended, self._pin), Interval(0.0, 0.0, 0.0), ())
        plan = recommendation_of(self._model, self._with_fewer_changes(self._within_gap(self._search.result())))
        plan = replace(plan, seconds=time.perf_counter() - self._began)
        if plan.objective is None:
            return Counterfactual(self._pin, plan, None, ())
        nesting = Nesting.RESTRICTION if self._nested else Nesting.UNRELATED
        moved = moves(self._recommended, plan)
        return Counterfactual(self._pin, plan, difference(self._recommended, plan, nesting), moved)

    @property
    def _loss(self) -> float:
        return max(0.0, (self._recommended.objective or 0.0) - self._search.objective)

    @property
    def _below(self) -> bool:
        return self._search.bound < (self._recommended.objective or 0.0)

    @property
    def _above(self) -> bool:
        return not self._nested and self._search.objective > (self._recommended.best_bound or 0.0)

    def _still_wanted(self) -> float | None:
        """The bound to prove next; ``None`` when the difference is known as well as is asked for."""
        best, loss = self._search.objective, self._loss
        if self._search.result().objective is None:
            return -float("inf")
        room = max(self._gap * self._problem.gap_scale(best), self._precision * loss)
        if self._precision and self.too_close and loss > _CLOSEST * abs(best):
            return max(best, best + _SURE * loss)
        return best + room if self._search.bound > best + room + _TIE * abs(best) else None

    def _within_gap(self, result: ChoiceResult) -> ChoiceResult:
        """The answer called optimal where it is as close as was asked for."""
        reached = result.gap is not None and result.gap <= self._gap + _TIE
        return replace(result, status=Status.OPTIMAL) if reached else result

    def _with_fewer_changes(self, result: ChoiceResult) -> ChoiceResult:
        """The answer with fewer changes from the recommended plan, for as much money as nobody can tell."""
        if result.objective is None or result.best_bound is None:
            return result
        problem = self._problem
        lowest = result.best_bound - self._gap / (1.0 + self._gap) * problem.gap_scale(result.best_bound)
        allowance = result.objective - lowest
        if self._precision and not self.too_close:
            allowance = min(self._precision, _NEAREST_SHARE) * self._loss
        # Nor may it pass for more than what one sees who changes this decision alone.
        allowance = min(allowance, result.objective - self._search.repaired)
        allowance = max(_TIE * abs(result.objective), allowance)
        chosen = nearest_choice(
            problem, result.chosen, self._choice, allowance, work_limit=WorkLimit(_NEAREST_SECONDS, self._cancel)
        )
        objective = problem.objective_of(chosen)
        return replace(
            result,
            chosen=chosen,
            flex=problem.flex_bought(chosen),
            objective=objective,
            gap=problem.gap_between(result.best_bound, objective),
        )


def with_pin(portfolio: Portfolio, pin: Pin) -> Portfolio:
    """The portfolio with a pin, in place of any other on the same project."""
    pins = tuple(p for p in portfolio.rules.pins if p.project_id != pin.project_id)
    return portfolio.model_copy(update={"rules": portfolio.rules.model_copy(update={"pins": (*pins, pin)})})


def _holds(recommended: Recommendation, pin: Pin) -> bool:
    """Whether the recommended plan does what the pin asks for; whoever does not run by choice, is stopped as well."""
    decision = _decision(recommended, pin.project_id)
    if pin.start is not None:
        return decision.start == pin.start
    idle = pin.action is Action.STOP and decision.start is None
    return pin.action is None or decision.action is pin.action or idle


def _labelled(recommended: Recommendation, pin: Pin) -> Recommendation:
    """The recommended plan as it reads with the pin: work that is not begun anyway is called stopped."""
    action = pin.action
    if action is None or action is _decision(recommended, pin.project_id).action:
        return recommended
    decisions = tuple(
        replace(d, action=action, reason=Reason.REQUIRED) if d.project_id == pin.project_id else d
        for d in recommended.decisions
    )
    return replace(recommended, decisions=decisions)


def _decision(recommended: Recommendation, project_id: str) -> Decision:
    return next(d for d in recommended.decisions if d.project_id == project_id)
