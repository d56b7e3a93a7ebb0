"""The illusion view in words: what is green, what of it lands late, and who costs others more than it is worth."""

from __future__ import annotations

from engine.analyse.health.health_ranges import HealthOverReadings
from engine.analyse.health.illusion import Illusion
from engine.analyse.health.portfolio_health import PortfolioHealth, ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.explain.accuracy import on_assumed_inputs
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Measured,
    Money,
    MoneyRange,
    Name,
    ShareRange,
    Whole,
    WrittenFigure,
    balanced,
    claim,
)
from engine.wording.formats import balance_of_range

_BAD = (Health.AMBER, Health.RED)


def explain_illusion(result: Illusion, portfolio: Portfolio) -> Explanation:
    """One sentence on green and late, and what backs it: value at risk, value health, cost to others, the fit."""
    health = result.health
    further = (
        _at_risk(result, portfolio),
        _value_health(result, portfolio),
        _by_own_figures(health),
        _cost_to_others(result.contributions, portfolio),
        _fit(health),
    )
    return Explanation(
        on_assumed_inputs(_green(result, portfolio), portfolio), tuple(c for c in further if c is not None)
    )


def _green(result: Illusion, portfolio: Portfolio) -> Claim:
    health, over = result.health, result.over
    green = health.green
    if not health.projects:
        return claim("There is no project of which anything could be reported.")
    if not green:
        return claim("No project is known to be green.")
    said, figures = green_of_known(health)
    said = f"{said} {_said(green)}"
    if not over.late[1]:
        who = "it lands" if len(green) == 1 else "all of them land"
        return claim(f"{said}, and {who} on time in today's way of working.", **figures)
    who, late = _who_is_late(over, len(green))
    figures |= late
    if over.lost_late.high >= 1:
        figures["lost"] = MoneyRange(max(0.0, over.lost_late.low), over.lost_late.high, portfolio.settings.currency)
    tail = ". That loses {lost}." if "lost" in figures else ", at no loss of value."
    return claim(f"{said}, yet {who} late in today's way of working{tail}", **figures)


def green_of_known(health: PortfolioHealth) -> tuple[str, dict[str, Figure]]:
    """How many are green of those whose health is known, as the opening of a claim and its figures."""
    figures: dict[str, Figure] = {"green": Whole(len(health.green))}
    if health.known == 1:
        return "The only project whose health is known", {}
    if health.known == len(health.projects):
        return "{green} of {all}", figures | {"all": Count(health.known, "project")}
    return "{green} of the {known} projects whose health is known", figures | {"known": Whole(health.known)}


def _who_is_late(over: HealthOverReadings, green: int) -> tuple[str, dict[str, Figure]]:
    fewest, most = over.late
    if fewest == green:
        return ("it lands" if green == 1 else "all of them land"), {}
    if fewest == most:
        return ("{late} of them lands" if most == 1 else "{late} of them land"), {"late": Whole(most)}
    if not fewest:
        return ("it may land" if green == 1 else "up to {late} of them land"), {} if green == 1 else {
            "late": Whole(most)
        }
    return "{late} to {most} of them land", {"late": Whole(fewest), "most": Whole(most)}


def _said(green: tuple[ProjectHealth, ...]) -> str:
    reported = [p.reported is not None for p in green]
    report, are = ("reports", "is") if len(green) == 1 else ("report", "are")
    if all(reported):
        return f"{report} green"
    return f"report green or {are} green by their own figures" if any(reported) else f"{are} green by own figures"


def _at_risk(result: Illusion, portfolio: Portfolio) -> Claim:
    currency, over = portfolio.settings.currency, result.over
    sentence = "The plan promises {promised}; today's way delivers {today}"
    if not over.today.is_point:
        whole = result.health.promised
        said = balance_of_range(whole, over.today.low, over.today.high, currency)
        amounts = (whole, over.today.named, over.at_risk.named)
        figures = (WrittenFigure(amount, text) for amount, text in zip(amounts, said, strict=True))
        return claim(
            f"{sentence}, depending on how people divide their time. The difference of {{risk}} is at risk.",
            **dict(zip(("promised", "today", "risk"), figures, strict=True)),
        )
    promised, today, risk = balanced(result.health.promised, result.health.today, currency, named=True)
    if result.health.value_at_risk < 1:
        return claim(sentence + ".", promised=promised, today=today)
    return claim(sentence + ". The difference of {risk} is at risk.", promised=promised, today=today, risk=risk)


def _value_health(result: Illusion, portfolio: Portfolio) -> Claim | None:
    health, over = result.health, result.over
    if over.kept is None or not over.values:
        return None
    if health.approved <= 0:
        return _worthless() if over.values == (Health.RED,) else None
    worth = Money(health.approved, portfolio.settings.currency)
    against = "the {worth} first approved" if health.has_approvals else "the {worth} that the plan promises"
    if over.kept.high <= 0:
        return claim(f"Nothing arrives of {against}: {health_in_words(over)}.", worth=worth)
    return claim(
        f"Today's way delivers {{kept}} of {against}: {health_in_words(over)}.",
        kept=ShareRange(max(0.0, over.kept.low), over.kept.high),
        worth=worth,
    )


def health_in_words(over: HealthOverReadings) -> str:
    """The portfolio's value health, one or several: ``value health is amber or red``."""
    return f"value health is {' or '.join(level.value for level in reversed(over.values))}"


def _worthless() -> Claim:
    return claim("Today's way delivers less than was approved, or than stopping all of it: value health is red.")


def _by_own_figures(result: PortfolioHealth) -> Claim | None:
    worse = [p for p in result.projects if p.reported is Health.GREEN and p.measured in _BAD]
    if not worse:
        return None
    are = "is" if len(worse) == 1 else "are"
    sentence = f"Of those that report green, {{worse}} {are} not green by their own figures of time and cost."
    return claim(sentence, worse=Whole(len(worse)))


def _cost_to_others(everyone: tuple[Contribution, ...], portfolio: Portfolio) -> Claim | None:
    """Those that are worth something alone and make the portfolio poorer all the same, the costliest by name."""
    costly = [c for c in everyone if c.makes_poorer and c.value_alone > 0]
    if not costly:
        return None
    worst = min(costly, key=lambda c: c.nets.high)
    must = sum(portfolio.projects_by_id[c.project_id].mandatory for c in costly)
    currency = portfolio.settings.currency
    figures: dict[str, Figure] = {
        "costly": Count(len(costly), "project"),
        "worst": Name((portfolio.projects_by_id[worst.project_id].name,)),
        "gain": MoneyRange(-worst.nets.high, -worst.nets.low, currency),
    }
    verb = "has a positive value but costs" if len(costly) == 1 else "have a positive value but cost"
    mandatory = " ({must} of them mandatory)" if must else ""
    sentence = f"{{costly}}{mandatory} {verb} others more. Stopping {{worst}} now would gain {{gain}}."
    if must:
        figures["must"] = Whole(must)
    return claim(sentence, **figures)


def _fit(result: PortfolioHealth) -> Claim:
    if result.months_beyond_forecasts is None:
        return claim("The simulation of today's way is uncalibrated: too few forecasts are known.")
    beyond = round(result.months_beyond_forecasts, 1)
    if not beyond:
        return claim("As simulated, work in flight finishes on average when its own forecasts say.")
    side = "later" if beyond > 0 else "earlier"
    sentence = f"As simulated, work in flight finishes on average {{months}} {side} than its own forecasts say."
    return claim(sentence, months=Measured(abs(beyond), "month"))
