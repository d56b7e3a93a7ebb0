"""Which analysis of the engine answers each page, and how hard it looks: tighter than a slider, sooner than a board."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from engine.analyse.agenda import agenda
from engine.analyse.bridge import bridge
from engine.analyse.constraint import find_constraint
from engine.analyse.first import first_decisions
from engine.analyse.illusion import illusion
from engine.analyse.interventions import rank_interventions, target_for
from engine.analyse.sequence import sequence
from engine.analyse.strategy import strategy
from engine.analyse.tradeoff import trade_off
from engine.compute.processes import Report
from engine.errors import CancelledError
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.register import Entry
from engine.report.last_month import since_last_month
from engine.report.mandate import mandate
from pages.ui.analysing import Analysis

TARGET = Target(gap=0.001, seconds=4.0)
"""Asked of each plan that an analysis solves on the way."""


FIRST = 3
"""Decisions that open Home."""


def first_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The first decisions to adopt."""
    return partial(_only_cancelled, partial(first_decisions, opened, result, FIRST))


def agenda_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The agenda of the steering group."""
    return partial(_only_cancelled, partial(agenda, opened, result))


def constraint_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The constraint, its step curve and where it moves."""
    return partial(find_constraint, opened, result)


def illusion_work(opened: Portfolio, _result: Recommendation) -> Analysis:
    """Delivery health beside value health, and what each project costs the others; the same for every plan."""
    return partial(illusion, opened, workers=1)


def interventions_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The league table of interventions."""
    return partial(rank_interventions, opened, result, target=target_for(Effort.BOARD))


def sequence_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The order of work under every policy."""
    return partial(sequence, opened, result, target=TARGET)


def strategy_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """Intent against allocation, objectives, and what preferences cost."""
    return partial(strategy, opened, result, target=TARGET)


def bridge_work(opened: Portfolio, result: Recommendation) -> Analysis:
    """The value bridge."""
    return partial(bridge, opened, result, target=TARGET)


def since_work(opened: Portfolio, result: Recommendation, previous: Portfolio) -> Analysis:
    """What changed since last month, and why the recommendation changed with it."""
    return partial(since_last_month, opened, result, previous, TARGET)


def mandate_work(
    opened: Portfolio, result: Recommendation, entries: tuple[Entry, ...] = (), office: str | None = None
) -> Analysis:
    """The case for a wider mandate."""
    return partial(_only_cancelled, partial(mandate, opened, result, entries, office))


def trade_off_work(opened: Portfolio, result: Recommendation, project: str, effort: Effort = Effort.LIVE) -> Analysis:
    """Every action open to one project, priced."""
    return partial(_only_cancelled, partial(trade_off, opened, result, project, effort=effort))


def _only_cancelled(work: Callable[..., Any], *, on_done: Report, cancel: Event) -> Any:
    """An analysis that can be cancelled but is too short to be counted."""
    found = work(cancel=cancel)
    if cancel.is_set():
        raise CancelledError
    on_done(1, 1)
    return found
