"""How good a plan that decides otherwise could be at best: a ceiling for every option of every project, and for none.

The linear relaxation bounds every plan. Its reduced cost is what a plan with the option falls below that bound at least
(Dantzig; Nemhauser and Wolsey, *Integer and Combinatorial Optimization*, 1988, II.3.6). Where a project is made to take
one of its actions, the relaxation solved again bounds all plans that do. What was proven of all plans when the
recommended one was found counts too. The lowest holds, whatever the search for plans found or missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from threading import Event

import numpy as np

from engine.optimise.actions import ACTIONS
from engine.optimise.choice import Floats, Ints
from engine.optimise.linear import LinearProgramme, linear_programme
from engine.optimise.model import DecisionModel, whole_model
from engine.optimise.options import OptionTable
from engine.optimise.relaxation import bounds_of, relax
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift

_SECONDS = 20.0
_AT_ONCE = 60
"""Programmes that are held in memory at once."""


@dataclass(frozen=True, slots=True)
class OptionCeilings:
    """Ceilings on the objective of plans.

    ``of_option[o]``, (n_options,), on those that take option o of ``table``; ``without[i]``, (n_projects,), on those
    that do no work on project i, −inf where it must run.
    """

    table: OptionTable
    of_option: Floats
    without: Floats


def option_ceilings(
    portfolio: Portfolio, best_bound: float = np.inf, cancel: Event | None = None
) -> OptionCeilings | None:
    """The ceilings of a portfolio; None where the relaxation could not be solved.

    ``best_bound`` is what no plan was proven to exceed before; ``cancel`` is set by another thread to end it.
    """
    model = whole_model(portfolio)
    programme = linear_programme(model.problem)
    limit = WorkLimit(_SECONDS, cancel)
    relaxed = relax(programme, limit)
    if not relaxed.solved:
        return None
    root = programme.money(relaxed.bound)
    known = min(root, best_bound)
    fall = np.maximum(0.0, relaxed.reduced_costs) / programme.objective_scale
    ceilings = OptionCeilings(model.table, np.minimum(known, root - fall), _without(portfolio, known))
    _sharpen(ceilings, model, programme, limit)
    return ceilings


def _without(portfolio: Portfolio, known: float) -> Floats:
    mandates = Lift.MANDATES not in portfolio.rules.lifted
    return np.array([-np.inf if mandates and p.mandatory else known for p in portfolio.projects])


def _sharpen(ceilings: OptionCeilings, model: DecisionModel, programme: LinearProgramme, limit: WorkLimit) -> None:
    """Lower the ceilings by those of the relaxation in which a project takes one of its actions, or does no work."""
    cases = iter([(i, action) for i in range(model.problem.n_groups) for action in (None, *range(len(ACTIONS)))])
    while limit.left > 0 and (some := list(islice(_open_cases(cases, ceilings), _AT_ONCE))):
        bounds = bounds_of([_forced(model, programme, *case) for case in some], limit)
        for (index, action), bound in zip(some, bounds, strict=True):
            ceiling = programme.money(bound) if np.isfinite(bound) else np.inf
            if action is None:
                ceilings.without[index] = min(ceilings.without[index], ceiling)
            else:
                own = _taking(ceilings.table, index, action)
                ceilings.of_option[own] = np.minimum(ceilings.of_option[own], ceiling)


_Case = tuple[int, int | None]


def _open_cases(cases: Iterator[_Case], ceilings: OptionCeilings) -> Iterator[_Case]:
    """The cases that can be at all: actions that have an option, and no work where that is allowed."""
    for index, action in cases:
        allowed = (
            np.isfinite(ceilings.without[index]) if action is None else _taking(ceilings.table, index, action).size
        )
        if allowed:
            yield index, action


def _taking(table: OptionTable, index: int, action: int) -> Ints:
    own = table.of_project(index)
    return np.asarray(np.flatnonzero(table.action[own] == action) + own.start, dtype=np.int64)


def _forced(model: DecisionModel, programme: LinearProgramme, index: int, action: int | None) -> LinearProgramme:
    """The programme in which one project takes an option of an action, or none."""
    own = model.table.of_project(index)
    most, lower = programme.most.copy(), programme.lower.copy()
    most[own] = 0.0
    if action is not None:
        most[_taking(model.table, index, action)] = 1.0
        lower[model.problem.n_rows + index] = 1.0
    return replace(programme, most=most, lower=lower)


def ceilings_with_more_money(
    portfolio: Portfolio, index: int, actions: Sequence[int | None], more: float, cancel: Event | None = None
) -> dict[int | None, float]:
    """Ceilings on plans in which a project takes an action, None for no work, when each budget has so much ``more``.

    They hold for a project whose costs fall by no more than that: its plan fits the budgets that have more.
    """
    budgets = tuple(b.model_copy(update={"amount": b.amount + more}) for b in portfolio.settings.budgets)
    settings = portfolio.settings.model_copy(update={"budgets": budgets})
    model = whole_model(portfolio.model_copy(update={"settings": settings}))
    programme = linear_programme(model.problem)
    bounds = bounds_of([_forced(model, programme, index, action) for action in actions], WorkLimit(_SECONDS, cancel))
    ceilings = (programme.money(bound) if np.isfinite(bound) else np.inf for bound in bounds)
    return dict(zip(actions, ceilings, strict=True))


def best_other(ceilings: OptionCeilings, index: int, taken: int | None, changes: Sequence[float], stop: float) -> float:
    """The highest ceiling on plans that do something else with a project, once its values have changed.

    ``taken`` is its option in the plan, None for no work; ``changes`` what each of its options is worth more, in their
    order, and ``stop`` what no work is.
    """
    own = ceilings.table.of_project(index)
    others = ceilings.of_option[own] + np.asarray(changes)
    if taken is not None:
        others[taken - own.start] = -np.inf
    none = -np.inf if taken is None else float(ceilings.without[index]) + stop
    return max(float(others.max(initial=-np.inf)), none)
