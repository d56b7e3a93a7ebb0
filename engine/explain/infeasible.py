"""Why no plan meets every rule, and the cheapest way out, in words."""

from __future__ import annotations

import math

from engine.explain.formats import listed, money, number
from engine.explain.rules import family_of, fewest, is_a_sentence, rule_in_words
from engine.optimise.recommendation import Recommendation, WayOut
from engine.portfolio.objects import Portfolio

_MOST_NAMED = 4
_MOST_WAYS = 3


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
    return f"These rules cannot hold together: {listed(words)}."


def way_out_sentence(result: Recommendation, portfolio: Portfolio) -> str:
    """What would have to give way, any one of which is enough; the cheapest first."""
    if not result.ways_out:
        return "No single rule giving way is enough: lift two of them, or go back to the base scenario."
    words = [_way(way, portfolio) for way in result.ways_out[:_MOST_WAYS]]
    others = f", or {listed(words[1:], 'or')}" if words[1:] else ""
    return f"Cheapest way out: {words[0]}{others}."


def _way(way: WayOut, portfolio: Portfolio) -> str:
    rule = rule_in_words(way.row, portfolio)
    currency = portfolio.settings.currency
    if way.amount is None:
        return f"drop the rule that {rule}" if is_a_sentence(way.row) else f"drop {rule}"
    if family_of(way.row) == "budget":
        return f"add {money(way.amount, currency)} to {rule}"
    if family_of(way.row) == "capacity":
        cost = f" (about {money(way.cost, currency)})" if way.cost else ""
        return f"add {number(way.amount)} person-days to {rule}{cost}"
    return f"raise {rule} by {math.ceil(way.amount - 1e-6)}"
