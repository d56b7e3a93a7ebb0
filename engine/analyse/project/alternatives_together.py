"""The alternatives of all projects at once: a first look at each, then proofs that hold for many of them together.

Each level takes all alternatives that seem to cost at least so much, and proves in one solve that none of them costs
less than most of it. What is cheaper than was thought is found on the way: it is the best plan of the level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.analyse.project.open_actions import open_actions
from engine.compute import run_all
from engine.compute.budget import SolveBudget
from engine.optimise.counterfactual import CounterfactualSearch
from engine.optimise.joint_proof import JointProof, prove_together
from engine.optimise.recommendation import Decision, Recommendation
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.vocabulary import Action

_FOR_LOOK = 0.3
"""Of the seconds of a project: for a first look at each alternative."""

_FOR_LEVEL = 0.1
"""Of the seconds of all projects: for the proof of one level."""

_LOWEST, _HIGHER, _MOST_LEVELS = 1e-4, 2.5, 8
"""Relative to the objective: the cost below which no proof is tried; by how much each level is above the one before;
and how many there are."""

_FOR_SIGNS, _FEW = 2, 20
"""Levels, the lowest, whose proofs say whether there is a difference; the most alternatives of a level above them.

What lies between takes most of the work and is not proven in its seconds: on the sample 19 of 31 for a fiftieth.
"""

_SURE = 0.8
"""The share of a level's cost that is to be proven."""

_STARTS = 3
"""The best known plans of a level, from which its proof starts."""


@dataclass(frozen=True, slots=True)
class KnownAlternative:
    """What is known of one action of a project: no plan is worth more than ``ceiling``; some of ``plans`` have it."""

    ceiling: float
    plans: tuple[tuple[Decision, ...], ...]


@dataclass(frozen=True, slots=True)
class _Alternative:
    pin: Pin
    objective: float
    decisions: tuple[Decision, ...]


def known_together(
    portfolio: Portfolio, recommendation: Recommendation, seconds: float, budget: SolveBudget
) -> Mapping[str, Mapping[Action, KnownAlternative]]:
    """What is known of the alternatives of every project, by its id and the action.

    ``seconds`` are of work, for one project. Projects that the scenario pins are left out: their alternatives are asked
    of another portfolio. ``budget`` says on how many processes, and who may end it.

    Raises:
        CancelledError: the budget was cancelled.
    """
    pinned = {pin.project_id for pin in portfolio.rules.pins}
    ids = [p.project_id for p in portfolio.projects if p.project_id not in pinned]
    quiet = SolveBudget(workers=budget.workers, cancel=budget.cancel)
    looks = run_all(_look, [(portfolio, recommendation, i, seconds) for i in ids], quiet)
    alternatives = [one for of_project in looks for one in of_project]
    levels = _levels(recommendation.objective or 0.0, alternatives)
    each = _FOR_LEVEL * seconds * len(ids)
    proofs = run_all(_prove, [(portfolio, recommendation, cost, some, each) for cost, some in levels], quiet)
    known: dict[str, dict[Action, KnownAlternative]] = {}
    for one in alternatives:
        if one.pin.action is not None and one.decisions:
            known.setdefault(one.pin.project_id, {})[one.pin.action] = _joined(one, proofs)
    return known


def _joined(one: _Alternative, proofs: Sequence[JointProof]) -> KnownAlternative:
    ceiling = min((proof.bound for proof in proofs if one.pin in proof.pins), default=float("inf"))
    return KnownAlternative(ceiling, (one.decisions, *(proof.decisions for proof in proofs if proof.decisions)))


def _look(asked: tuple[Portfolio, Recommendation, str, float]) -> tuple[_Alternative, ...]:
    """A first plan for each action that is not recommended."""
    portfolio, recommendation, project_id, seconds = asked
    recommended = recommendation.decisions[portfolio.project_index[project_id]].action
    looked = []
    for action in open_actions(portfolio, project_id):
        if action is not recommended:
            pin = Pin(project_id=project_id, action=action)
            search = CounterfactualSearch(portfolio, recommendation, pin, 0.0, precision=1.0)
            search.look(WorkLimit(_FOR_LOOK * seconds))
            looked.append(_Alternative(pin, search.worth, search.decisions))
    return tuple(looked)


def _levels(best: float, alternatives: Sequence[_Alternative]) -> list[tuple[float, tuple[_Alternative, ...]]]:
    """What seems to cost at least so much, for ever higher costs, where a proof pays for more than one alternative."""
    costly = sorted((a for a in alternatives if best - a.objective >= _LOWEST * abs(best)), key=lambda a: -a.objective)
    costly = [a for a in costly if a.decisions]
    levels: list[tuple[float, tuple[_Alternative, ...]]] = []
    while len(costly) > 1 and len(levels) < _MOST_LEVELS:
        cost = best - costly[0].objective
        levels.append((cost, tuple(costly)))
        costly = [a for a in costly if best - a.objective >= _HIGHER * cost]
    return [level for place, level in enumerate(levels) if place < _FOR_SIGNS or len(level[1]) <= _FEW]


def _prove(asked: tuple[Portfolio, Recommendation, float, tuple[_Alternative, ...], float]) -> JointProof:
    portfolio, recommendation, cost, some, seconds = asked
    best, ceiling = recommendation.objective or 0.0, recommendation.best_bound or float("inf")
    plans = [a.decisions for a in some[:_STARTS]]
    pins = [a.pin for a in some]
    return prove_together(portfolio, pins, plans, best - _SURE * cost, ceiling, WorkLimit(seconds))
