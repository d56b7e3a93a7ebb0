"""Today's way in words: which reading a figure stands on, what the others say, and what the own forecasts are worth."""

from __future__ import annotations

from typing import Final

from engine.analyse.today.calibration import Today
from engine.analyse.today.reading import TodaysReadings, WayOfWorking
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.wording.claims import Claim, Figure, Money, MoneyRange, Name, Share, WrittenFigure, claim
from engine.wording.formats import Scale, percent

NOT_ACCEPTED: Final = "not accepted"
"""Stands next to what is drawn for one reading of today's way that nobody has accepted."""

WHICHEVER: Final = "whichever way you work today"

OWN_FORECASTS: Final = "Your own forecasts, valued"
"""Begins the sentence on what the organisation's own dates are worth."""

QUESTION: Final = "Do people work on one thing after another, or on everything at once?"

NOTED: Final = (
    "Your answer becomes part of the scenario: figures of today's way are then single amounts. "
    "Once it is accepted, the register notes by whom, and everybody works with it from then on."
)

ACCEPT: Final = "Accept this way of working"
ACCEPT_FIT: Final = "Accept the way that fits best"


def accepted_by(who: str, role: str, way: str) -> str:
    """Who has accepted which reading."""
    return f"Accepted by {who} ({role}): {way}."


_SAID: Final = {
    TodaysPolicy.QUEUE: "one project after another",
    TodaysPolicy.SPONSOR: "the loudest sponsor first",
    TodaysPolicy.SHARED: "everything at once",
}


def way_in_words(way: WayOfWorking) -> str:
    """A reading as a phrase: ``everything at once, 17 % lost``."""
    said = _SAID[way.policy]
    if way.multitasking_loss:
        said += f", {percent(way.multitasking_loss)} lost"
    return f"{said}, {percent(way.protective_capacity)} in reserve" if way.protective_capacity else said


def drawn_for(readings: TodaysReadings) -> str:
    """For which reading a chart is drawn that can be drawn only once; empty where one was accepted."""
    return "" if readings.are_points else f"Drawn for {way_in_words(readings.named)} ({NOT_ACCEPTED})."


def policy_in_words(policy: TodaysPolicy) -> str:
    """How people are shared out, as a phrase: ``one project after another``."""
    return _SAID[policy]


def todays_value(today: Today, currency: str) -> MoneyRange:
    """What today's way delivers: a range over its readings, or the point of the one that was accepted."""
    return MoneyRange(today.low, today.high, currency)


def explain_today(today: Today, currency: str) -> tuple[Claim, ...]:
    """Which reading is used, and the organisation's own forecasts, valued."""
    return (reading_used(today), *own_forecasts_valued(today, currency))


def reading_used(today: Today) -> Claim:
    """The reading that steps and project figures stand on, and whether anybody has accepted it."""
    figures: dict[str, Figure] = {}
    how = {
        TodaysPolicy.QUEUE: "people finish one project before the next, in the plan's order",
        TodaysPolicy.SPONSOR: "the loudest sponsor is served first",
        TodaysPolicy.SHARED: "everybody works on everything at once",
    }[today.way.policy]
    if today.way.multitasking_loss:
        figures["loss"] = Share(today.way.multitasking_loss)
        how += ", and {loss} of effort is lost for every full load beyond capacity"
    if today.is_accepted:
        return claim(f"Today's way, as accepted: {how}.", **figures)
    return claim(f"The steps show one reading of today ({NOT_ACCEPTED}). In it {how}.", **figures)


def range_of_today(today: Today, currency: str) -> Claim:
    """What today's way delivers, and why that is a range."""
    value = todays_value(today, currency)
    if today.is_accepted:
        return claim("Today's way, as accepted, delivers {value}.", value=value)
    return claim("Today's way delivers {value}, depending on how people divide their time.", value=value)


def whisker(today: Today, scale: Scale) -> Claim:
    """What the bar of today's way is drawn for, and between what its other readings lie, in the scale of its chart."""
    way = Name((way_in_words(today.way),))
    if today.is_accepted:
        return claim("Today's way, as accepted: {way}.", way=way)
    return claim(
        "Drawn for {way} (" + NOT_ACCEPTED + "); the line on the bar spans all readings of today, {range}.",
        way=way,
        range=WrittenFigure(today.low, scale.range(today.low, today.high)),
    )


def own_forecasts_valued(today: Today, currency: str) -> tuple[Claim, ...]:
    """The organisation's own dates, valued, and what they are worth if past slips repeat; nothing without forecasts."""
    if today.own.value is None:
        return ()
    figures: dict[str, Figure] = {"valued": Money(today.own.value, currency)}
    sentence = f"{OWN_FORECASTS}: {{valued}}"
    if today.own.if_slips_repeat is not None:
        sentence += "; if past slips repeat: {slipped}"
        figures["slipped"] = Money(today.own.if_slips_repeat, currency)
    return (claim(sentence + ".", **figures),)
