"""What has moved since an earlier month in words: which way of sharing people out it fits, and how to accept it."""

from __future__ import annotations

from engine.analyse.today.backtest import SAME_MONTHS, Backtest, Missed
from engine.analyse.today.reading import WayOfWorking
from engine.explain.today import way_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Claim, Count, Explanation, Figure, Measured, Money, Month, Name, Share, claim

_NOTHING = 0.5


def explain_backtest(result: Backtest, portfolio: Portfolio) -> Explanation:
    """Which way fits what has moved; then the forecasts of then, the money, how to accept it, and what was left out."""
    currency = portfolio.settings.currency
    further = (_forecasts(result), _money(result, currency), _proposal(result), _left_out(result, portfolio))
    return Explanation(_short(result), tuple(c for c in further if c is not None))


def setting_of(way: WayOfWorking) -> str:
    """The setting that accepts a way of working: ``today: {policy: shared, multitasking_loss: 0.1}``."""
    parts = [f"policy: {way.policy.value}"]
    if way.multitasking_loss:
        parts.append(f"multitasking_loss: {way.multitasking_loss:g}")
    if way.protective_capacity:
        parts.append(f"protective_capacity: {way.protective_capacity:g}")
    return f"today: {{{', '.join(parts)}}}"


def _short(result: Backtest) -> Claim:
    figures: dict[str, Figure] = {"since": Month(result.earlier[0]), "projects": Count(len(result.moved), "comparison")}
    if not result.is_evidence:
        return claim(
            "Too little has moved since {since} to say how people are shared out: {projects} of work then and now.",
            **figures,
        )
    if result.best is None:
        figures["off"] = _months(result.missed[result.alike[0]].months)
        figures["ways"] = Name(tuple(way_in_words(result.ways[place]) for place in result.alike))
        return claim(
            "What has moved since {since} does not tell how people are shared out. These fit alike, {off} off on "
            "average over {projects}: {ways}.",
            **figures,
        )
    best = result.missed[result.best]
    way = Name((way_in_words(result.ways[result.best]),))
    if best.months < SAME_MONTHS:
        return claim("Since {since} work has moved as by {way}, in {projects}.", way=way, **figures)
    return claim(
        "Since {since} work has moved most like {way}: {off} off on average, over {projects}.",
        way=way,
        off=_months(best.months),
        **figures,
    )


def _forecasts(result: Backtest) -> Claim | None:
    if result.forecast is None:
        return None
    off = result.forecast
    if off.months < SAME_MONTHS:
        return claim("The forecasts of then have come true.")
    side = "early" if off.bias < 0 else "late"
    return claim(
        f"The forecasts of then were {{off}} off on average, {{bias}} too {side} in balance.",
        off=_months(off.months),
        bias=_months(off.bias),
    )


def _money(result: Backtest, currency: str) -> Claim | None:
    if result.best is None or result.forecast is None:
        return None
    return claim(
        "Compared with what has come, that way expected {simulated}, and the forecasts of then {promised}.",
        simulated=_beyond(result.missed[result.best], currency),
        promised=_beyond(result.forecast, currency),
    )


def _beyond(missed: Missed, currency: str) -> Figure:
    if abs(missed.money) < _NOTHING:
        return Name(("as much",))
    return Name((f"{Money(abs(missed.money), currency).text} {'more' if missed.money > 0 else 'less'}",))


def _proposal(result: Backtest) -> Claim | None:
    """How a person accepts the fit; nothing where it is in use already."""
    if result.best is None:
        return None
    if result.is_accepted and result.best == result.named:
        return claim("That is the way in use.")
    way = result.ways[result.best]
    figures: dict[str, Figure] = {"policy": Name((way.policy.value,))}
    said = "policy {policy}"
    if way.multitasking_loss:
        figures["loss"] = Share(way.multitasking_loss)
        said += ", multitasking_loss {loss}"
    return claim(f"To accept it, set today in the settings: {said}. From then on figures are points.", **figures)


def _left_out(result: Backtest, portfolio: Portfolio) -> Claim | None:
    if not result.unknown:
        return None
    known = portfolio.projects_by_id
    names = Name(tuple(known[i].name if i in known else i for i in result.unknown))
    return claim("Left out: {names}. They are gone from the data, and may have been finished or stopped.", names=names)


def _months(amount: float) -> Measured:
    return Measured(round(abs(amount), 1), "month")
