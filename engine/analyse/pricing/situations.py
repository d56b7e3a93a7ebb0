"""The price of a changed situation: what the best plan is worth more or less than under the situation as it is.

All are solved alike, side by side, from the recommended plan, and each says how surely it is known. Under theme
weights the interval is as wide as the proofs of the weighted objectives leave it, and lies around the difference of
the unweighted values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from engine.compute import Case, solve_cases
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval, Nesting, difference
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio


class ChangeKind(StrEnum):
    """What of the situation is changed."""

    HIRING = "hiring"
    PEOPLE = "people"
    DAYS = "days"
    FLEX = "flex"
    BUDGET = "budget"
    MANDATE = "mandate"
    FLOOR = "floor"
    PIN = "pin"
    PARALLEL = "parallel"
    CHANGES = "changes"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Situation:
    """One change of the situation.

    ``subject`` is the id of what changes: a pool, a project, a theme, or the month a budget begins; ``label`` says
    the change in a few words. ``nesting`` relates ``portfolio``, the changed one, to the base. ``cost`` is what the
    change itself costs, money today; ``amount`` how much changes, in its own unit, 1 for a rule that is lifted.
    """

    change: ChangeKind
    subject: str
    label: str
    portfolio: Portfolio
    nesting: Nesting
    cost: float = 0.0
    amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Priced:
    """A situation, the plan found for it, and what that gains on the recommended one before cost; money today.

    ``gain`` is ``None`` where no plan meets the rules, or none was found in time; ``plan`` then says which.
    """

    situation: Situation
    plan: Recommendation
    gain: Interval | None

    @property
    def net(self) -> float | None:
        """Gain, as the plans in hand have it, less cost.

        ``None`` without a plan.
        """
        return None if self.gain is None else self.gain.estimate - self.situation.cost


@dataclass(frozen=True, slots=True)
class Sharpening:
    """How situations too close to call are solved again: to which target, how many at most.

    Only those that might gain or lose more than ``above`` matter, the largest first; with ``among`` only situations
    at those places.
    """

    target: Target
    most: int = 4
    above: float = 0.0
    among: frozenset[int] | None = None


def price_situations(
    portfolio: Portfolio,
    recommendation: Recommendation,
    situations: Sequence[Situation],
    budget: SolveBudget = BOARD_BUDGET,
    *,
    targets: Sequence[Target] | None = None,
    sharpening: Sharpening | None = None,
) -> tuple[Priced, ...]:
    """The plan and the gain of each situation, in their order, against the recommended plan of ``portfolio``.

    ``targets`` holds one for each where ``budget`` does not ask the same of all. What one solve proves narrows all
    intervals: no plan of the base is worth more than the ceiling of a relaxation, nor is the best of them worth less
    than the plan of a restriction. With ``sharpening``, situations too close to call are solved again from the plans
    found, and the base with them; ``on_done`` of the budget then counts anew.

    Raises:
        ValueError: ``recommendation`` has no plan to compare with.
        CancelledError: the budget was cancelled.
    """
    if recommendation.objective is None:
        raise ValueError("situations are priced against a plan")
    asked = [budget.plan_target] * len(situations) if targets is None else targets
    cases = [_case(s, recommendation, t) for s, t in zip(situations, asked, strict=True)]
    plans = solve_cases(cases, budget)
    base = _narrowed(recommendation, situations, plans)
    priced = _priced(base, situations, plans)
    again = [] if sharpening is None else _unclear(priced, sharpening)
    if sharpening is None or not again:
        return priced
    cases = [_case(priced[i].situation, priced[i].plan, sharpening.target, again=True) for i in again]
    cases.append(Case(portfolio, sharpening.target, base, base.best_bound, prefer_stability=False))
    *sharper, origin = solve_cases(cases, budget)
    solved = dict(zip(again, sharper, strict=True))
    plans = tuple(_better(solved.get(i, plan), plan) for i, plan in enumerate(plans))
    return _priced(_narrowed(_better(origin, base), situations, plans), situations, plans)


def gain_of(situation: Situation, base: Recommendation, plan: Recommendation) -> Interval | None:
    """What a situation's plan gains on the base; ``None`` without a plan. Never below zero for a relaxation."""
    if plan.objective is None or base.objective is None:
        return None
    gain = difference(plan, base, _OPPOSITE[situation.nesting])
    if not situation.portfolio.rules.weights:
        return gain
    offset = _unweighted(situation.nesting, base, plan) - gain.estimate
    return Interval(gain.estimate + offset, gain.low + offset, gain.high + offset)


_OPPOSITE = {
    Nesting.RELAXATION: Nesting.RESTRICTION,
    Nesting.RESTRICTION: Nesting.RELAXATION,
    Nesting.UNRELATED: Nesting.UNRELATED,
}
"""How the base relates to a situation that relates to it so."""


def _unweighted(nesting: Nesting, base: Recommendation, plan: Recommendation) -> float:
    """The difference of the values reported; a plan that holds on both sides stands in for a poorer one."""
    poorer = (plan.objective or 0.0) < (base.objective or 0.0)
    same = (nesting is Nesting.RELAXATION and poorer) or (nesting is Nesting.RESTRICTION and not poorer)
    return 0.0 if same else (plan.value or 0.0) - (base.value or 0.0)


def _case(situation: Situation, start: Recommendation, target: Target, *, again: bool = False) -> Case:
    """Only for a restriction, or for the same situation once more, is what was proven before a ceiling."""
    proven = again or situation.nesting is Nesting.RESTRICTION
    return Case(situation.portfolio, target, start, start.best_bound if proven else None, prefer_stability=False)


def _narrowed(base: Recommendation, situations: Sequence[Situation], plans: Sequence[Recommendation]) -> Recommendation:
    """The base with all that its neighbours prove of it: a lower ceiling, or a better plan."""
    for situation, plan in zip(situations, plans, strict=True):
        if situation.nesting is Nesting.RESTRICTION and _objective(plan) > _objective(base):
            base = replace(plan, best_bound=base.best_bound)
        if situation.nesting is Nesting.RELAXATION and plan.best_bound is not None and base.best_bound is not None:
            base = replace(base, best_bound=max(min(base.best_bound, plan.best_bound), _objective(base)))
    return base


def _better(newer: Recommendation, known: Recommendation) -> Recommendation:
    """Of two plans of one problem the better, under the lower of their ceilings."""
    best = max(newer, known, key=_objective)
    ceilings = [r.best_bound for r in (newer, known) if r.best_bound is not None]
    return replace(best, best_bound=min(ceilings, default=None))


def _objective(plan: Recommendation) -> float:
    return -inf if plan.objective is None else plan.objective


def _priced(
    base: Recommendation, situations: Sequence[Situation], plans: Sequence[Recommendation]
) -> tuple[Priced, ...]:
    return tuple(Priced(s, p, gain_of(s, base, p)) for s, p in zip(situations, plans, strict=True))


def _unclear(priced: Sequence[Priced], sharpening: Sharpening) -> list[int]:
    """Places of those too close to call that matter, those that might gain or lose most first."""
    stakes = {i: max(abs(p.gain.low), abs(p.gain.high)) for i, p in enumerate(priced) if p.gain and p.gain.too_close}
    among = stakes.keys() if sharpening.among is None else sharpening.among & stakes.keys()
    matter = [i for i in among if stakes[i] > sharpening.above]
    return sorted(matter, key=lambda i: -stakes[i])[: sharpening.most]
