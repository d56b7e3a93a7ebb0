"""A proof for many decisions at once: what no plan is worth more than that takes any one of them otherwise.

Priced one by one, each alternative needs a proof about as long as that of the recommended plan. Asked together, "some
project is treated otherwise", one such proof holds for all of them, and the best plan on the way is the cheapest of
them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.optimise.choice import SideRow
from engine.optimise.constraint_rows import pinned_options
from engine.optimise.decisions import read_decisions
from engine.optimise.incumbent import Incumbent
from engine.optimise.model import DecisionModel, choice_of, whole_model
from engine.optimise.recommendation import Decision
from engine.optimise.solvers import SolveLimits
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Pin, Portfolio


@dataclass(frozen=True, slots=True)
class JointProof:
    """No plan that obeys any of ``pins`` has an objective above ``bound``; ``decisions`` are the best such plan known.

    They are empty where none is known.
    """

    pins: tuple[Pin, ...]
    bound: float
    decisions: tuple[Decision, ...]


def prove_together(
    portfolio: Portfolio,
    pins: Sequence[Pin],
    plans: Sequence[Sequence[Decision]],
    wanted: float,
    ceiling: float,
    work_limit: WorkLimit,
) -> JointProof:
    """Prove that no plan which obeys some of ``pins`` is worth more than ``wanted``, as far as ``work_limit`` goes.

    ``plans`` are known ones that obey one of them. ``wanted`` and ``ceiling``, proven before for the portfolio, are
    objectives. The pins come on top of the portfolio's rules, so none may be of a project that is pinned already.
    """
    model = whole_model(portfolio)
    offset = model.problem.constant
    problem = model.problem.refocused(model.problem.value, model.problem.flex_price, _some_of(model, pins))
    known = Incumbent(problem)
    for plan in plans:
        known.take(choice_of(model, plan))
    relaxation = known.relax(work_limit)
    if known.chosen is None or not relaxation.solved:
        return JointProof(tuple(pins), ceiling, ())
    before, bound, goal = math.inf, known.programme.money(relaxation.bound), wanted - offset
    # A better plan on the way lets the solver stop short of the goal, relative to it as the gap is: it goes on then.
    while max(goal, known.objective) < bound < before and work_limit.left > 0:
        away = max(0.0, goal - known.objective) / problem.gap_scale(known.objective)
        outcome = known.solve(known.possible(goal), SolveLimits(away, work_limit, plain=True))
        proven = known.objective if outcome.infeasible else known.programme.money(outcome.bound)
        before, bound = bound, min(bound, max(proven, goal, known.objective))
    decisions = read_decisions(model, known.chosen)
    return JointProof(tuple(pins), min(ceiling, max(bound, known.objective) + offset), decisions)


def _some_of(model: DecisionModel, pins: Sequence[Pin]) -> SideRow:
    """At least one of some pins is obeyed: an option of those it allows, or none where it allows that."""
    coefficients, least = np.zeros(model.problem.n_options), 1.0
    for pin in pins:
        allowed, idle = pinned_options(model.portfolio, model.table, pin)
        coefficients[allowed] += 1.0
        if idle:
            coefficients[model.table.project == model.portfolio.project_index[pin.project_id]] -= 1.0
            least -= 1.0
    return SideRow("one of the pins", coefficients, least, np.inf)
