"""A quick estimate of what an intervention gains, from ceilings on the value of plans, which take no search."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from threading import Event

from engine.compute import run_all
from engine.optimise.linear import linear_programme
from engine.optimise.model import build_model
from engine.optimise.relaxation import relax
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio

_SECONDS = 3.0


def ceilings(
    portfolios: Sequence[Portfolio], *, workers: int | None = None, cancel: Event | None = None
) -> tuple[float | None, ...]:
    """The ceiling on the objective of any plan of each portfolio, in their order; see :func:`ceiling`.

    Raises:
        CancelledError: ``cancel`` was set.
    """
    return run_all(ceiling, portfolios, workers=workers, cancel=cancel)


def ceiling(portfolio: Portfolio) -> float | None:
    """The optimum of the linear relaxation: −inf where no plan meets the rules, ``None`` where time ran out."""
    problem = build_model(portfolio).problem
    programme = linear_programme(problem)
    relaxed = relax(programme, WorkLimit(_SECONDS))
    if relaxed.infeasible:
        return -inf
    return programme.money(relaxed.bound) if relaxed.solved else None
