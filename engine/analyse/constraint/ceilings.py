"""A quick estimate of what an intervention gains, from ceilings on the value of plans, which take no search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from engine.compute import run_all
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.linear import linear_programme
from engine.optimise.model import build_model
from engine.optimise.relaxation import relax
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio

_SECONDS = 3.0


def ceilings(portfolios: Sequence[Portfolio], budget: SolveBudget = BOARD_BUDGET) -> tuple[float | None, ...]:
    """The ceiling on the objective of any plan of each portfolio, in their order; see :func:`ceiling`.

    They are too quick to be counted: ``on_done`` of the budget does not hear of them.

    Raises:
        CancelledError: the budget was cancelled.
    """
    return run_all(ceiling, portfolios, replace(budget, on_done=None))


def ceiling(portfolio: Portfolio) -> float | None:
    """The optimum of the linear relaxation: −inf where no plan meets the rules, ``None`` where time ran out."""
    problem = build_model(portfolio).problem
    programme = linear_programme(problem)
    relaxed = relax(programme, WorkLimit(_SECONDS))
    if relaxed.infeasible:
        return -inf
    return programme.money(relaxed.bound) if relaxed.solved else None
