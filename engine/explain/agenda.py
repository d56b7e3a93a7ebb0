"""A steering group's agenda in words: what is to be decided, what it brings, until when it can wait."""

from __future__ import annotations

from engine.analyse.decisions.agenda import Agenda, Item
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.first import RANGES_DO_NOT_ADD_UP
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Claim, Count, Explanation, Figure, Money, MoneyRange, Month, Name, claim

_NOTHING = 0.5
"""Money below which an amount is written as nothing."""


def explain_agenda(result: Agenda, portfolio: Portfolio) -> Explanation:
    """What is to be decided; the deadline of each decision has its own claim, :func:`explain_deadline`."""
    return Explanation(on_assumed_inputs(_short(result, portfolio), portfolio), (_order(result),))


def explain_deadline(item: Item, portfolio: Portfolio) -> Claim:
    """Until when a decision can wait, what a month of waiting then costs, and who has to be asked."""
    wait, settings = item.wait, portfolio.settings
    figures: dict[str, Figure] = {}
    if wait.monthly.high < _NOTHING:
        said = "No cost of waiting is known"
    elif wait.effective <= 0:
        said = "Each month of waiting costs {per_month} from now on"
    else:
        said = "Decide by {month}: from then on each month of waiting costs {per_month}"
        figures["month"] = Month(settings.planning_month + wait.effective)
    if "per_month" in said:
        figures["per_month"] = MoneyRange(wait.monthly.low, wait.monthly.high, settings.currency)
    return claim(f"{said}. {_who(item, portfolio, figures)}", **figures)


def gain_and_deadline(item: Item, portfolio: Portfolio) -> Claim:
    """What a decision brings, and :func:`explain_deadline`."""
    gain = MoneyRange(item.adopted.gain_low, item.adopted.gain_high, portfolio.settings.currency)
    by_when = explain_deadline(item, portfolio)
    return Claim(f"Brings {{gain}} more than today's way. {by_when.sentence}", (("gain", gain), *by_when.evidence))


def _who(item: Item, portfolio: Portfolio, figures: dict[str, Figure]) -> str:
    wait = item.wait
    if wait.role is None:
        if portfolio.settings.authority is None:
            return "Who may decide it is not on record."
        return "No role has the authority to decide it."
    figures["role"] = Name((wait.role,))
    if wait.days is None:
        return "{role} may decide it."
    if round(wait.days) < 1:
        return "{role} may decide it at once."
    figures["days"] = Count(round(wait.days), "day")
    if not wait.cost or wait.cost < _NOTHING:
        return "{role} may decide it, on average within {days}, which is soon enough."
    figures["delay"] = Money(wait.cost, portfolio.settings.currency)
    return "{role} may decide it, on average within {days}, at a cost of {delay}."


def _order(result: Agenda) -> Claim:
    """How the money is counted, and how much of the recommendation stays for later."""
    left = result.moves - len(result.items)
    said = "Gains are in turn: what each decision adds to those before it, with all else as today."
    if any(item.adopted.gain_low != item.adopted.gain_high for item in result.items):
        said += f" {RANGES_DO_NOT_ADD_UP}"
    if left <= 0 or not result.items:
        return claim(said)
    verb = "is" if left == 1 else "are"
    return claim(
        f"{said} {{left}} in the recommendation {verb} not on this agenda.",
        left=Count(left, "further change"),
    )


def _short(result: Agenda, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    if not result.items:
        return claim("Nothing is left to decide: no open decision gains anything while all else goes on as today.")
    figures: dict[str, Figure] = {
        "decisions": Count(len(result.items), "decision"),
        "worth": MoneyRange(*result.worth_range, currency),
    }
    opening = "{decisions} on the agenda would add {worth} to today's way."
    if result.waiting_range[1] >= _NOTHING:
        cost = MoneyRange(*result.waiting_range, currency)
        return claim(opening + " Waiting a month costs {cost}.", cost=cost, **figures)
    if result.costs_from is None:
        return claim(opening + " No cost of waiting is known.", **figures)
    month = Month(portfolio.settings.planning_month + result.costs_from)
    return claim(opening + " Waiting has no cost before {month}.", month=month, **figures)
