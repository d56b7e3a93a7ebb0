"""The engine's analyses made ready for the service; what the register knows too is looked up and kept there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from threading import Event
from typing import Any, TypeVar

from engine.analyse.decisions.agenda import MOST
from engine.analyse.project.tradeoff import TradeOff
from engine.catalogue import TRADE_OFF, NamedAnalysis, already_worked_out, worked_out
from engine.compute import SolveBudget
from engine.optimise.recommendation import Effort, Recommendation
from engine.pack.findings import PACK_ANALYSES, Findings, gather
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.report.last_month import since_last_month
from pages.ui.jobs.analysis_service import Analysis
from pages.ui.jobs.kept_answers import store

A = TypeVar("A")


def work_of(
    analysis: NamedAnalysis[Any],
    portfolio: Portfolio,
    plan: Recommendation,
    effort: Effort = Effort.BOARD,
    **parameters: Any,
) -> Analysis:
    """One analysis of the catalogue, of a plan; ``parameters`` are its own."""
    kept = store()

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> Any:
        budget = SolveBudget(effort=effort, on_done=on_done, cancel=cancel)
        return worked_out(analysis, portfolio, plan, budget, store=kept, **parameters)

    return run


def known(analysis: NamedAnalysis[Any], portfolio: Portfolio, plan: Recommendation | None, **parameters: Any) -> Any:
    """The result of an analysis of a plan that somebody has asked for before; ``None`` where nobody has."""
    return None if plan is None else already_worked_out(analysis, portfolio, plan, store(), **parameters)


def sponsor_work(
    portfolio: Portfolio, plan: Recommendation, projects: Sequence[str], constraint: str | None
) -> Analysis:
    """The trade-offs of a sponsor's projects, by id."""
    kept = store()

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> dict[str, TradeOff]:
        priced: dict[str, TradeOff] = {}
        for project in projects:
            budget = SolveBudget(cancel=cancel)
            priced[project] = worked_out(
                TRADE_OFF, portfolio, plan, budget, store=kept, project=project, constraint=constraint
            )
            on_done(len(priced), len(projects))
        return priced

    return run


def since_work(portfolio: Portfolio, plan: Recommendation, previous: Portfolio) -> Analysis:
    """What changed since last month, and why the recommendation changed with it."""

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> Any:
        return since_last_month(portfolio, plan, previous, SolveBudget(on_done=on_done, cancel=cancel))

    return run


def pack_work(
    portfolio: Portfolio, plan: Recommendation, scenario: Scenario, settled: tuple[str, ...], *, with_risk: bool
) -> Analysis:
    """All that the steering pack shows; what pages have worked out is not worked out again."""
    kept = store()

    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> Findings:
        counter = count(1)
        total = len(PACK_ANALYSES) + MOST

        def ask(analysis: NamedAnalysis[A], **parameters: Any) -> A:
            result = worked_out(analysis, portfolio, plan, SolveBudget(cancel=cancel), store=kept, **parameters)
            on_done(min(next(counter), total), total)
            return result

        return gather(portfolio, scenario, plan, ask, settled=settled, with_risk=with_risk)

    return run
