"""Which analysis of the engine answers each page; what the register knows too is looked up and kept there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from engine.analyse import catalogue
from engine.analyse.catalogue import worked_out
from engine.compute.processes import OnDone
from engine.errors import CancelledError
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.register import Entry
from engine.report.last_month import since_last_month
from engine.report.mandate import mandate
from pages.ui.jobs.analysis_service import Analysis
from pages.ui.jobs.kept_answers import store

TARGET = catalogue.Means(Effort.BOARD).target
"""Asked of each plan that is solved for what changed since last month."""


def first_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The first decisions to adopt."""
    return _kept(catalogue.FIRST_DECISIONS, portfolio, result, most=catalogue.FIRST)


def agenda_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The agenda of the steering group."""
    return _kept(catalogue.AGENDA, portfolio, result)


def constraint_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The constraint, its step curve and where it moves."""
    return _kept(catalogue.CONSTRAINT, portfolio, result)


def illusion_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """Delivery health beside value health, and what each project costs the others; the same for every plan."""
    return _kept(catalogue.ILLUSION, portfolio, result, workers=1)


def interventions_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The league table of interventions."""
    return _kept(catalogue.INTERVENTIONS, portfolio, result, spend=None, most=catalogue.MOST)


def sequence_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The order of work under every policy."""
    return _kept(catalogue.SEQUENCE, portfolio, result)


def strategy_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """Intent against allocation, objectives, and what preferences cost."""
    return _kept(catalogue.STRATEGY, portfolio, result)


def bridge_work(portfolio: Portfolio, result: Recommendation) -> Analysis:
    """The value bridge."""
    return _kept(catalogue.BRIDGE, portfolio, result)


def trade_off_work(
    portfolio: Portfolio, result: Recommendation, project: str, effort: Effort = Effort.LIVE
) -> Analysis:
    """Every action open to one project, priced."""
    return _kept(catalogue.TRADE_OFF, portfolio, result, effort=effort, project=project)


def _kept(
    analysis: catalogue.NamedAnalysis[Any], portfolio: Portfolio, result: Recommendation, **more: Any
) -> Analysis:
    return partial(worked_out, analysis, portfolio, result, store=store(), **more)


def since_work(portfolio: Portfolio, result: Recommendation, previous: Portfolio) -> Analysis:
    """What changed since last month, and why the recommendation changed with it."""
    return partial(since_last_month, portfolio, result, previous, TARGET)


def mandate_work(
    portfolio: Portfolio, result: Recommendation, entries: tuple[Entry, ...] = (), office: str | None = None
) -> Analysis:
    """The case for a wider mandate."""
    return partial(_only_cancelled, partial(mandate, portfolio, result, entries, office))


def _only_cancelled(work: Callable[..., Any], *, on_done: OnDone, cancel: Event) -> Any:
    """An analysis that can be cancelled but is too short to be counted."""
    result = work(cancel=cancel)
    if cancel.is_set():
        raise CancelledError
    on_done(1, 1)
    return result
