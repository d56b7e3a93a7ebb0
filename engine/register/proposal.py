"""What a forum can decide about a project, as its trade-off prices it; taken, it becomes what the register keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.analyse.project.at_stake import extra_spend, months_of_delay
from engine.analyse.project.tradeoff import Alternative, TradeOff
from engine.optimise.compare import Interval
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.rights import Stake
from engine.portfolio.model.vocabulary import Action, DecisionKind
from engine.portfolio.scenario import Scenario
from engine.register.authority import stake_at
from engine.register.delivered import Benefits, promised_benefits
from engine.register.entry import Choice, DecisionTaken, Subject, SubjectKind

_NOTHING = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One action open to a project, with all that the register keeps of it; money today, benefits undiscounted.

    ``value`` is the difference that the decision makes: of the recommended action beside what it is held against, of
    any other beside the recommended plan, which is the price of deviating. ``start`` is the month in which work starts
    (``YYYY-MM``), ``months`` the delay, ``extra_spend`` money that today's plan does not spend.
    """

    subject: Subject
    kind: DecisionKind
    start: str | None
    months: int
    extra_spend: float
    value: Interval
    benefits: Benefits
    options: tuple[Choice, ...]
    recommendation: Choice

    @property
    def deviates(self) -> bool:
        """Whether something else is recommended."""
        return self.kind is not self.recommendation.kind

    @property
    def stake(self) -> Stake:
        """What it needs rights for."""
        return stake_at(self.kind, self.value, self.extra_spend, self.months)

    def taken(self, *, decided_on: date, scenario: Scenario, data_fingerprint: str, **said: Any) -> DecisionTaken:
        """The decision for the register; ``said`` is what people add: forum, reason, conditions, review_on, supersedes.

        ``decided_on`` is the day of the meeting.

        Raises:
            RegisterError: it deviates without a reason, or a text is too long.
        """
        return DecisionTaken(
            kind=self.kind,
            subject=self.subject,
            decided_on=decided_on,
            start=self.start,
            months=self.months,
            extra_spend=self.extra_spend,
            value=self.value,
            options=self.options,
            recommendation=self.recommendation,
            benefits=self.benefits,
            scenario=scenario,
            data_fingerprint=data_fingerprint,
            **said,
        )


def proposals(portfolio: Portfolio, trade_off: TradeOff) -> Mapping[Action, Proposal]:
    """Every action with a plan, priced, in the order of the trade-off."""
    project = portfolio.projects_by_id[trade_off.project_id]
    subject = Subject(kind=SubjectKind.PROJECT, id=project.project_id, name=project.name)
    able = [a for a in trade_off.alternatives if a.value is not None]
    choices = {a.action: _choice(portfolio, a, _against_recommended(a, trade_off)) for a in able}
    advised = choices[trade_off.recommended]
    return {
        a.action: Proposal(
            subject=subject,
            kind=DecisionKind(a.action),
            start=choices[a.action].start,
            months=months_of_delay(portfolio, project.project_id, a.action, a.finish),
            extra_spend=extra_spend(portfolio, project.project_id, a.action, a.mode, a.start),
            value=_at_stake(a, trade_off),
            benefits=_benefits(portfolio, project, a),
            options=tuple(choices.values()),
            recommendation=advised,
        )
        for a in able
    }


def _choice(portfolio: Portfolio, alternative: Alternative, value: Interval) -> Choice:
    kind = DecisionKind(alternative.action)
    return Choice(option=str(kind), kind=kind, start=_start(portfolio, alternative), value=value)


def _start(portfolio: Portfolio, alternative: Alternative) -> str | None:
    """The month in which work starts; work deferred beyond the horizon starts after it at the earliest."""
    settings = portfolio.settings
    if alternative.start is not None:
        return settings.month(alternative.start)
    return settings.month(settings.horizon_months) if alternative.action is Action.DEFER else None


def _against_recommended(alternative: Alternative, trade_off: TradeOff) -> Interval:
    if alternative.action is trade_off.recommended or alternative.difference is None:
        return _NOTHING
    return alternative.difference


def _at_stake(alternative: Alternative, trade_off: TradeOff) -> Interval:
    if alternative.action is not trade_off.recommended:
        return _against_recommended(alternative, trade_off)
    other = trade_off.compared
    if other is None or other.difference is None:
        return _NOTHING
    lost = other.difference
    return Interval(-lost.estimate, -lost.high, -lost.low)


def _benefits(portfolio: Portfolio, project: Project, alternative: Alternative) -> Benefits:
    if alternative.start is None or alternative.mode is None:
        return ()
    return promised_benefits(portfolio, project.project_id, alternative.mode, alternative.start)
