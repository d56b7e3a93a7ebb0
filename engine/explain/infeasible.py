"""Why there is no plan, in words: rules that cannot hold together with the cheapest way out, or time that ran out."""

from __future__ import annotations

import math

from engine.explain.rules import fewest, rule_in_words, subject_of
from engine.optimise.recommendation import Recommendation, Remedy, Status, family_of
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import listed, money, number, seconds

_MOST_NAMED = 4
_MOST_WAYS = 3


NO_PLAN_AT_ALL = "no plan meets every rule"
NONE_IN_TIME = "no plan found in time"
EASIER = "Fewer mandates, pins and limits, or more capacity, make one easier to find."


def in_a_word(status: Status) -> str:
    """Why a result has no plan, beside its name: proven that there is none, or none found in the time given."""
    return NO_PLAN_AT_ALL if status is Status.INFEASIBLE else NONE_IN_TIME


def why_no_plan(result: Recommendation, portfolio: Portfolio) -> str:
    """Why there is no plan, and what would help where that is known; ``portfolio`` has the scenario applied."""
    if result.status is Status.INFEASIBLE:
        return f"{conflict_sentence(result, portfolio)} {remedy_sentence(result, portfolio)}"
    return out_of_time_sentence(result)


def out_of_time_sentence(result: Recommendation) -> str:
    """That the time ran out before a plan was found, which is no proof that there is none."""
    return (
        f"No plan was found within {seconds(result.seconds)}; there may be one all the same.{cut_off_in_words(result)}"
    )


def cut_off_in_words(result: Recommendation) -> str:
    """A sentence, with a space before it, where the clock ended the work; else nothing."""
    return " The machine was too busy to finish the work: ask again when it is not." if result.cut_off else ""


def conflict_sentence(result: Recommendation, portfolio: Portfolio) -> str:
    """One sentence that says which rules cannot hold together; ``portfolio`` has the scenario applied."""
    words = list(dict.fromkeys(rule_in_words(name, portfolio) for name in fewest(result.conflict)))
    if not words:
        return "No plan meets all rules of this scenario."
    if len(words) == 1:
        return f"No plan can satisfy this: {words[0]}."
    left_out = len(words) - _MOST_NAMED
    if left_out > 0:
        words = [*words[:_MOST_NAMED], f"{left_out} more"]
    return f"These rules cannot hold together: {'; '.join(words[:-1])}; and {words[-1]}."


def remedy_sentence(result: Recommendation, portfolio: Portfolio) -> str:
    """What would have to give way, any one of which is enough; the cheapest first."""
    if not result.ways_out:
        return (
            "Lifting a single rule is not enough, because other rules clash as well: "
            "lift one and look again, or go back to the base scenario."
        )
    words = [_way(way, portfolio) for way in result.ways_out[:_MOST_WAYS]]
    others = f", or {listed(words[1:], 'or')}" if words[1:] else ""
    return f"Cheapest remedy: {words[0]}{others}."


def _way(way: Remedy, portfolio: Portfolio) -> str:
    if way.amount is None:
        return _lifted(way.row, portfolio)
    rule = rule_in_words(way.row, portfolio)
    currency = portfolio.settings.currency
    if family_of(way.row) == "budget":
        return f"add {money(_enough(way.amount), currency)} to {rule}"
    if family_of(way.row) == "capacity":
        cost = f" (about {money(way.cost, currency)})" if way.cost else ""
        return f"add {number(_enough(way.amount))} person-days to {rule}{cost}"
    return f"raise {rule} by {math.ceil(way.amount - 1e-6)}"


def _lifted(row: str, portfolio: Portfolio) -> str:
    match family_of(row):
        case "mandatory":
            return f"lift the mandate on {subject_of(row, portfolio)}"
        case "pin":
            return f"remove the pin on {subject_of(row, portfolio)}"
        case "exclusive":
            return f"lift the rule that {rule_in_words(row, portfolio)}"
        case _:
            return f"drop {rule_in_words(row, portfolio)}"


def _enough(amount: float) -> float:
    """An amount rounded up to three significant figures, so that what is asked for suffices."""
    if amount <= 0:
        return 0.0
    scale = 10.0 ** min(1, 2 - math.floor(math.log10(amount)))
    return math.ceil(round(amount * scale, 6)) / scale
