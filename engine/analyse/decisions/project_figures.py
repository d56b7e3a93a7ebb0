"""All figures of one project side by side: each answers another question, and each has one value everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.analyse.decisions.agenda import Agenda
from engine.analyse.decisions.decision_delay import DecisionDelay
from engine.analyse.project.contribution import Contribution
from engine.analyse.project.refusal import planned_action
from engine.analyse.project.tradeoff import TradeOff
from engine.analyse.today.reading import TodaysRange
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.valuation.delay import delay_cost
from engine.valuation.work import work_profiles


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    """The figures of one project; money today, rates a month.

    ``gain_on_its_own`` and ``lost_per_month`` are ``None`` where the recommendation leaves the project as planned,
    ``gain_in_turn`` also where the agenda does not list its decision. ``price_of_refusing`` is ``None`` without a plan
    in which the project stays as planned, or where that is what is recommended. Of ``cost_of_delay``, that of a first
    month, ``once`` is a penalty paid once, at a deadline which that month would miss. ``costs`` and ``nets`` are cost
    to others and net contribution over all readings of today's way.
    """

    project_id: str
    action: Action
    own_worth: float
    cost_to_others: float
    net_contribution: float
    gain_on_its_own: TodaysRange | None
    gain_in_turn: TodaysRange | None
    price_of_refusing: Interval | None
    lost_per_month: TodaysRange | None
    cost_of_delay: float
    once: float
    costs: TodaysRange
    nets: TodaysRange


def project_figures(
    portfolio: Portfolio,
    trade_off: TradeOff,
    contributions: Iterable[Contribution],
    agenda: Agenda,
    delay: DecisionDelay,
) -> ProjectFigures:
    """The figures of the project of a trade-off, from the analyses in which they stand."""
    project = portfolio.projects_by_id[trade_off.project_id]
    own = next(c for c in contributions if c.project_id == project.project_id)
    wait = next((w for w in delay.waits if w.project_id == project.project_id), None)
    adopted = next((i.adopted for i in agenda.items if i.adopted.project_id == project.project_id), None)
    profile = work_profiles(portfolio)[project.project_id]
    late = delay_cost(portfolio, project, profile)
    return ProjectFigures(
        project.project_id,
        trade_off.recommended,
        own.value_alone,
        own.cost_to_others,
        own.net_contribution,
        None if wait is None else wait.gains,
        None if adopted is None else TodaysRange(adopted.gain, adopted.gain_low, adopted.gain_high),
        _price_of_refusing(portfolio, trade_off),
        None if wait is None else wait.monthly,
        late.total,
        late.once,
        own.costs,
        own.nets,
    )


def _price_of_refusing(portfolio: Portfolio, trade_off: TradeOff) -> Interval | None:
    """What the recommended plan is worth more than the best one in which the project stays as planned."""
    planned = planned_action(portfolio, trade_off.project_id)
    refused = next((a for a in trade_off.alternatives if a.action is planned), None)
    if planned is trade_off.recommended or refused is None or refused.difference is None:
        return None
    d = refused.difference
    return Interval(-d.estimate, -d.high, -d.low)
