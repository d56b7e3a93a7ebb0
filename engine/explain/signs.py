"""The three signs in words."""

from __future__ import annotations

from engine.analyse.decisions.decision_delay import DecisionDelay, Wait
from engine.analyse.decisions.signs import MaterialDecision, Signs
from engine.analyse.today.conflicts import Conflict
from engine.analyse.today.reading import TodaysRange
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.illusion import green_of_known, health_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.wording import formats
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    MoneyRange,
    Month,
    Name,
    ShareRange,
    claim,
)

_HOW_MANY = (
    "Not one of the three signs is there",
    "One of the three signs is there",
    "Two of the three signs are there",
    "All three signs are there",
)


def explain_signs(result: Signs, portfolio: Portfolio) -> Explanation:
    """One sentence that says how many signs are there and in what money, and a claim for each of them."""
    return Explanation(
        on_assumed_inputs(_short(result, portfolio), portfolio),
        (_tradeoffs(result, portfolio), _green(result), _conflicts(result, portfolio), *_overlap(result)),
    )


def explain_decision_delay(result: DecisionDelay, portfolio: Portfolio) -> Explanation:
    """What waiting for those who may decide costs, and which move waits at most cost."""
    currency = portfolio.settings.currency
    known = [w for w in result.waits if w.cost is not None]
    if not known:
        return Explanation(claim("How long decisions wait for those who may take them is not known."))
    short = claim(
        "Waiting for those who may decide costs {cost}, over {moves}.",
        cost=MoneyRange(result.costs.low, result.costs.high, currency),
        moves=Count(len(known), "recommended move"),
    )
    worst = max(known, key=lambda w: w.cost or 0.0)
    if not worst.cost or worst.cost < 1:
        return Explanation(short, (claim("All of them can be decided before they have to take effect."),))
    most = claim(
        "Most of all the decision on {project}: it waits {days} for {role}, which costs {cost}.",
        project=Name((portfolio.projects_by_id[worst.project_id].name,)),
        days=Count(round(worst.days or 0.0), "day"),
        role=Name((worst.role or "",)),
        cost=_size(worst.costs or TodaysRange.point(worst.cost), currency),
    )
    return Explanation(short, (most,))


def _overlap(result: Signs) -> tuple[Claim, ...]:
    """Where several signs are there, that their amounts may not be added up."""
    return (
        (claim("The signs are overlapping views of one loss: their amounts do not add up."),) if result.seen > 1 else ()
    )


def _short(result: Signs, portfolio: Portfolio) -> Claim:
    currency, said = portfolio.settings.currency, _HOW_MANY[result.seen]
    figures: dict[str, Figure] = {}
    parts = []
    if result.tradeoffs.decisions:
        figures |= {"money": _size(result.tradeoffs.together, currency)}
        parts.append("{money} depends on trade-offs that somebody has to make.")
    if result.is_green_in_red:
        figures |= {"risk": MoneyRange(result.over.at_risk.low, result.over.at_risk.high, currency)}
        parts.append("{risk} of the promise is lost under mostly green lights.")
    if result.conflicts:
        figures |= {"conflicts": Money(result.conflict_money, currency)}
        parts.append("Projects waiting for one another cost {conflicts}.")
    return claim(" ".join((f"{said}.", *parts)), **figures)


def _tradeoffs(result: Signs, portfolio: Portfolio) -> Claim:
    decisions, currency = result.tradeoffs, portfolio.settings.currency
    threshold = Money(decisions.threshold, currency)
    if not decisions.decisions:
        return claim("No single decision is sure to make a difference of more than {threshold}.", threshold=threshold)
    how = (
        "compared with the best plan in which it is different"
        if decisions.are_priced
        else "taken on its own in today's way as simulated"
    )
    largest = decisions.decisions[0]
    each = "each of " if len(decisions.decisions) > 1 else ""
    gain = "gain" if decisions.together.low >= 0 else "change"
    return claim(
        f"More than {{threshold}} depends on {each}{{count}}, {how}. {{project}} counts most, with {{largest}}. "
        f"The changes among them together {gain} {{together}}.",
        count=Count(len(decisions.decisions), "decision"),
        threshold=threshold,
        project=Name((portfolio.projects_by_id[largest.project_id].name,)),
        largest=_size(largest, currency),
        together=_size(decisions.together, currency),
    )


def _size(amount: TodaysRange | MaterialDecision, currency: str) -> MoneyRange:
    """How much it is, whatever its sign, over all readings; a change of sign is written with its signs."""
    if amount.low < 0 < amount.high:
        return MoneyRange(amount.low, amount.high, currency)
    low, high = sorted((abs(amount.low), abs(amount.high)))
    return MoneyRange(low, high, currency)


def _green(result: Signs) -> Claim:
    if result.share_green is None:
        return claim("Delivery health is not known of any project.")
    opening, figures = green_of_known(result.health)
    are = "is" if len(result.health.green) == 1 else "are"
    opening, share = f"{opening} {are} green in delivery", result.shares_delivered
    if share is None:
        return claim(f"{opening}.", **figures)
    sentence = f"{opening}, and nothing of the promised value arrives"
    if share.high > 0:
        figures["share"] = ShareRange(max(0.0, share.low), share.high)
        sentence = f"{opening}, and {{share}} of the promised value arrives"
    kept = result.over.kept
    if kept is None or not result.over.values or not result.health.has_approvals:
        return claim(sentence + " in today's way.", **figures)
    sentence += f" in today's way. Of the value first approved {{kept}} arrives: {health_in_words(result.over)}."
    return claim(sentence, **figures, kept=ShareRange(kept.low, kept.high))


def _conflicts(result: Signs, portfolio: Portfolio) -> Claim:
    months = result.conflict_months
    if not months:
        return claim("In no month does today's plan ask a pool for more than it has.")
    worst, currency = max(months, key=lambda m: m.money), portfolio.settings.currency
    return claim(
        "In {months} today's plan asks pools for more than they have. Days bought and the delay of projects that wait "
        "cost {conflicts}, most in {month} with {worst}.",
        months=Count(len(months), "month"),
        conflicts=Money(result.conflict_money, currency),
        month=Month(portfolio.settings.planning_month + worst.month),
        worst=Money(worst.money, currency),
    )


def asked_in_short(conflict: Conflict, portfolio: Portfolio) -> str:
    """How many person-days a pool is asked for, and how many it has: ``Software 1,050 of 936``."""
    days = f"{formats.number(conflict.asked)} of {formats.number(conflict.capacity)}"
    return f"{portfolio.pools_by_id[conflict.pool_id].name} {days}"


def wait_in_short(wait: Wait) -> str:
    """Beside the bar of a decision that waits: what is to be done, how long it waits, and for whom."""
    return f"{wait.action}, waits {formats.measured(wait.days or 0.0, 'day')} for {wait.role}"
