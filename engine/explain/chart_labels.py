"""The short texts in charts: what stands beside a bar, at the end of a line, in a cell."""

from __future__ import annotations

from collections.abc import Callable

from engine.portfolio.model.vocabulary import Action
from engine.wording.actions import label
from engine.wording.formats import count, money, money_range, month, moved, percent, whole

AFTER_HORIZON = "after the horizon"
"""Beside the mark of work that the plan puts off beyond its last month."""

TIMELINE_HEADS = ("Project", "Own worth, change")
"""Over the names of a timeline, and over the figures beside its bars."""

HOW_TO_READ_DIFFERENCES = "Outline: A. Solid: now. Line: how the finish moves. Figure: own worth now less that in A."
POOL_HEADS = ("Pool", "Gain of one more person", "Busy, in the plan", "Fullest month")
"""Over the columns of the table of pools; those of its months stand over the months."""

HOW_TO_READ_POOLS = (
    "Gain before cost; whiskers: what is proven. Busy: work of today's plan over capacity. Months: dark is full, "
    "orange buys days; underlined where the pool limits."
)
SHOW_EVERY_PROJECT = "Show every project"
NOTHING_APART = "A and the position on screen treat every project alike."


def how_to_read_timeline(*, ghosts: bool) -> str:
    """What outline, bar and figure of a timeline are; with ``ghosts`` also what the pale bars are."""
    pale = "Pale: before the last move. " if ghosts else ""
    return f"Outline: today's plan. Solid: recommended. {pale}Figure: change; click one for its price."


def differences_counted(apart: int, projects: int) -> str:
    """The title over what differs between two positions: ``A against now: 4 of 42 projects differ``."""
    return f"A against now: {whole(apart)} of {count(projects, 'project')} {'differs' if apart == 1 else 'differ'}"


def was_before(project: str, action: Action) -> str:
    """A project that was treated otherwise before: ``CRM Renewal, was accelerate``."""
    return f"{project}, was {action.value}"


def finish_apart(before: int | None, after: int | None) -> str:
    """How a finish moves from one plan to another: ``2 months later``; empty where one of them does no work.

    ``before`` and ``after`` are months from the planning month.
    """
    if before is None or after is None or before == after:
        return ""
    return moved(after - before)


def as_planned(projects: int) -> str:
    """The switch that unfolds the projects that go on as planned: ``Show the 23 projects that go on as planned``."""
    return f"Show the {count(projects, 'project')} that {'goes' if projects == 1 else 'go'} on as planned"


def months_between(start: int, end: int) -> str:
    """From one month (ordinal) to another: ``Mar 2027 to Jun 2028``.

    ``start`` and ``end`` are ordinals of months.
    """
    return f"{month(start)} to {month(end)}"


def not_before(ordinal: int) -> str:
    """Work that waits past the horizon: ``not before Mar 2030``.

    ``ordinal`` is the first month after the horizon.
    """
    return f"not before {month(ordinal)}"


def peak(share: float, ordinal: int) -> str:
    """The busiest month of a pool: ``118 % in Mar 2027``.

    ``share`` is load over capacity, above 1 where overbooked; ``ordinal`` is the month.
    """
    return f"{percent(share)} in {month(ordinal)}"


def busy(share: float | None) -> str:
    """How busy a pool is: ``118 %``, or that it has no capacity.

    ``share`` is demand over capacity.
    """
    return "no capacity" if share is None else percent(share)


def as_good_as_nothing(pools: int) -> str:
    """The switch that unfolds pools whose gain may be nothing: ``Show 4 pools in which a person may gain nothing``."""
    return f"Show {count(pools, 'pool')} in which one more person may gain nothing"


def costs_others(low: float, high: float, currency: str) -> str:
    """What all others lose because of a project, or are spared: ``costs others £1.2m to £2.4m``.

    ``low`` and ``high`` are money, positive where others lose.
    """
    if high < 0:
        return f"spares others {money_range(-high, -low, currency)}"
    return f"costs others {money_range(low, high, currency)}"


def share_of(way: str, share: float) -> str:
    """A share under a way of working: ``16 % planned``.

    ``share`` is from 0 to 1.
    """
    return f"{percent(share)} {way}"


def intent(share: float) -> str:
    """The share that the strategy intends: ``intent 25 %``.

    ``share`` is from 0 to 1.
    """
    return f"intent {percent(share)}"


def between_in_draws(low: float, high: float, times: int, draws: int, currency: str) -> str:
    """How often an amount came about: ``£4m … £5m in 12 of 200``.

    ``low`` and ``high`` are the ends of the bar, money; ``times`` of all ``draws`` lie in it.
    """
    return f"{money_range(low, high, currency)} in {whole(times)} of {whole(draws)}"


def surely_under(high: float, write: Callable[[float, str], str], currency: str) -> str:
    """An amount that may as well be nothing: only what it surely stays under, ``under £3m``.

    ``high`` is the proven upper end, money in the unit that ``write`` takes.
    """
    return f"under {write(high, currency)}"


def named_amount(name: str, amount: float, currency: str) -> str:
    """A line's name with the amount at its end: ``recommended £31m``.

    ``amount`` is in units of the currency, of either sign.
    """
    return f"{name} {money(amount, currency)}"


def projects_and_money(projects: int, amount: float, currency: str) -> str:
    """What a cell holds: ``12 projects, £3m``.

    ``amount`` is in units of the currency, of either sign.
    """
    return f"{count(projects, 'project')}, {money(amount, currency)}"


def heading(action: Action, projects: int, drawn_rows: int | None = None) -> str:
    """The heading over the projects of an action: ``▲ Accelerate 3``, or ``● Continue 63, 22 shown``.

    ``drawn_rows`` is how many of them have a line; ``None`` where all have.
    """
    some = "" if drawn_rows is None or drawn_rows == projects else f", {drawn_rows} shown"
    return f"{label(action)} {projects}{some}"


def with_decisions(decisions: int) -> str:
    """The bar of today's way with the first decisions: ``With 3 decisions``."""
    return f"With {count(decisions, 'decision')}"
