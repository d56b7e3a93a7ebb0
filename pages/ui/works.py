"""Which analysis of the engine answers each page; what the register knows too is looked up and kept there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from engine.analyse import catalogue
from engine.analyse.catalogue import worked_out
from engine.compute.processes import Report
from engine.errors import CancelledError
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.register import Entry
from engine.report.last_month import since_last_month
from engine.report.mandate import mandate
from pages.ui.analysing import Analysis
from pages.ui.kept_answers import store

TARGET = Target(gap=0.001, seconds=4.0)
"""Asked of each plan that is solved for what changed since last month."""


def first_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The first decisions to adopt."""
    return _kept(catalogue.FIRST_DECISIONS, opened, result, most=catalogue.FIRST)


def agenda_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The agenda of the steering group."""
    return _kept(catalogue.AGENDA, opened, result)


def constraint_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The constraint, its step curve and where it moves."""
    return _kept(catalogue.CONSTRAINT, opened, result)


def illusion_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """Delivery health beside value health, and what each project costs the others; the same for every plan."""
    return _kept(catalogue.ILLUSION, opened, result, workers=1)


def interventions_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The league table of interventions."""
    return _kept(catalogue.INTERVENTIONS, opened, result, spend=None, most=catalogue.MOST)


def sequence_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The order of work under every policy."""
    return _kept(catalogue.SEQUENCE, opened, result)


def strategy_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """Intent against allocation, objectives, and what preferences cost."""
    return _kept(catalogue.STRATEGY, opened, result)


def bridge_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The value bridge."""
    return _kept(catalogue.BRIDGE, opened, result)


def trade_off_work(opened: Portfolio, result: Recommendation, project: str, effort: Effort = Effort.LIVE) -> Analysis:
    """Every action open to one project, priced."""
    return _kept(catalogue.TRADE_OFF, opened, result, effort=effort, project=project)


def _kept(analysis: catalogue.NamedAnalysis[Any], opened: Portfolio, result: Recommendation, **more: Any) -> Analysis:
    return partial(worked_out, analysis, opened, result, store=store(), **more)


def since_work(opened: Portfolio, result: Recommendation, previous: Portfolio) -> Analysis:
    """What changed since last month, and why the recommendation changed with it."""
    return partial(since_last_month, opened, result, previous, TARGET)


def mandate_work(
    opened: Portfolio, result: Recommendation, entries: tuple[Entry, ...] = (), office: str | None = None
) -> Analysis:
    """The case for a wider mandate."""
    return partial(_only_cancelled, partial(mandate, opened, result, entries, office))


def _only_cancelled(work: Callable[..., Any], *, on_done: Report, cancel: Event) -> Any:
    """An analysis that can be cancelled but is too short to be counted."""
    found = work(cancel=cancel)
    if cancel.is_set():
        raise CancelledError
    on_done(1, 1)
    return found
