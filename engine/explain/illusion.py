"""The illusion view in words: what is green, what of it lands late, and who costs others more than it is worth."""

from __future__ import annotations

from engine.analyse.health.illusion import Illusion
from engine.analyse.health.portfolio_health import PortfolioHealth, ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Measured,
    Money,
    Name,
    Share,
    Whole,
    balanced,
    claim,
)

_BAD = (Health.AMBER, Health.RED)


def explain_illusion(result: Illusion, portfolio: Portfolio) -> Explanation:
    """One sentence on green and late, and what backs it: value at risk, value health, cost to others, the fit."""
    health = result.health
    further = (
        _at_risk(health, portfolio),
        _value_health(health, portfolio),
        _by_own_figures(health),
        _cost_to_others(result.contributions, portfolio),
        _fit(health),
    )
    return Explanation(_green(health, portfolio), tuple(c for c in further if c is not None))


def _green(result: PortfolioHealth, portfolio: Portfolio) -> Claim:
    green, late = result.green, result.green_late
    if not result.projects:
        return claim("There is no project of which anything could be reported.")
    if not green:
        return claim("Of {all} not one is known to be green.", all=Count(len(result.projects), "project"))
    figures: dict[str, Figure] = {"green": Whole(len(green)), "all": Count(len(result.projects), "project")}
    said = "{green} of {all} " + _said(green)
    if not late:
        who = "it lands" if len(green) == 1 else "all of them land"
        return claim(f"{said}, and {who} on time in today's way of working.", **figures)
    lost = sum(p.value_lost for p in late)
    if len(late) == len(green):
        who = "it lands" if len(late) == 1 else "all of them land"
    else:
        who = "{late} of them lands" if len(late) == 1 else "{late} of them land"
        figures["late"] = Whole(len(late))
    if lost >= 1:
        figures["lost"] = Money(lost, portfolio.settings.currency)
    tail = ", taking {lost} with them." if lost >= 1 else ", at no loss of value."
    return claim(f"{said}, yet {who} late in today's way of working{tail}", **figures)


def _said(green: tuple[ProjectHealth, ...]) -> str:
    reported = [p.reported is not None for p in green]
    report, are = ("reports", "is") if len(green) == 1 else ("report", "are")
    if all(reported):
        return f"{report} green"
    return f"report green or {are} green by their own figures" if any(reported) else f"{are} green by own figures"


def _at_risk(result: PortfolioHealth, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    promised, today, risk = balanced(result.promised, result.today, currency)
    sentence = "The plan promises {promised}; today's way delivers {today}"
    if result.value_at_risk < 1:
        return claim(sentence + ".", promised=promised, today=today)
    return claim(sentence + ", so {risk} is at risk.", promised=promised, today=today, risk=risk)


def _value_health(result: PortfolioHealth, portfolio: Portfolio) -> Claim | None:
    if result.kept is None or result.value is None:
        return None
    if result.approved <= 0:
        return _worthless() if result.value is Health.RED else None
    worth = Money(result.approved, portfolio.settings.currency)
    against = "the {worth} first approved" if result.has_approvals else "the {worth} that the plan promises"
    if result.kept <= 0:
        return claim(f"Against {against} nothing is left: value health is {result.value}.", worth=worth)
    sentence = f"That is {{kept}} of {against}: value health is {result.value}."
    return claim(sentence, kept=Share(result.kept), worth=worth)


def _worthless() -> Claim:
    return claim("That is worth less than was approved, or than stopping all of it: value health is red.")


def _by_own_figures(result: PortfolioHealth) -> Claim | None:
    worse = [p for p in result.projects if p.reported is Health.GREEN and p.measured in _BAD]
    if not worse:
        return None
    are = "is" if len(worse) == 1 else "are"
    sentence = f"By their own figures of time and cost {{worse}} of those that report green {are} not."
    return claim(sentence, worse=Whole(len(worse)))


def _cost_to_others(everyone: tuple[Contribution, ...], portfolio: Portfolio) -> Claim | None:
    """Those that are worth something alone and make the portfolio poorer all the same, the costliest by name."""
    costly = [c for c in everyone if c.net_contribution < 0 < c.value_alone]
    if not costly:
        return None
    worst = min(costly, key=lambda c: c.net_contribution)
    must = sum(portfolio.projects_by_id[c.project_id].mandatory for c in costly)
    currency = portfolio.settings.currency
    figures: dict[str, Figure] = {
        "costly": Count(len(costly), "project"),
        "worst": Name((portfolio.projects_by_id[worst.project_id].name,)),
        "gain": Money(-worst.net_contribution, currency),
    }
    verb = "is worth something, yet makes" if len(costly) == 1 else "are worth something, yet make"
    mandatory = " ({must} of them mandatory)" if must else ""
    sentence = f"{{costly}}{mandatory} {verb} the portfolio poorer: stopping {{worst}} now would gain {{gain}}."
    if must:
        figures["must"] = Whole(must)
    return claim(sentence, **figures)


def _fit(result: PortfolioHealth) -> Claim:
    if result.months_beyond_forecasts is None:
        return claim("Too few forecasts are known to hold the simulation of today's way against: it is uncalibrated.")
    beyond = round(result.months_beyond_forecasts, 1)
    if not beyond:
        return claim("As simulated, work in flight finishes on average when its own forecasts say.")
    side = "later" if beyond > 0 else "earlier"
    sentence = f"As simulated, work in flight finishes on average {{months}} {side} than its own forecasts say."
    return claim(sentence, months=Measured(abs(beyond), "month"))
