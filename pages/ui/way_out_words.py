"""The ways out of a conflict, in words, cheapest first."""

from __future__ import annotations

from engine.optimise.recommendation import Recommendation, WayOut
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from pages.ui.formats import listed, money, number
from pages.ui.rule_words import in_words

MOST_NAMED = 3


def way_out_sentence(result: Recommendation, portfolio: Portfolio, scenario: Scenario) -> str:
    """What would have to give way, any one of which is enough; the cheapest first."""
    if not result.ways_out:
        return "No single rule giving way is enough: lift two of them, or go back to the base scenario."
    words = [_way(way, portfolio, scenario) for way in result.ways_out[:MOST_NAMED]]
    return f"Cheapest way out: {words[0]}." + (f" Or {listed(words[1:], 'or')}." if words[1:] else "")


def _way(way: WayOut, portfolio: Portfolio, scenario: Scenario) -> str:
    family = way.row.split("[", 1)[0]
    rule = in_words(way.row, portfolio, scenario)
    if way.amount is None:
        return f"drop the rule that {rule}" if family in ("mandatory", "pin", "exclusive") else f"drop {rule}"
    if family == "budget":
        return f"add {money(way.amount, portfolio.settings.currency)} to {rule}"
    if family == "capacity":
        cost = f" (about {money(way.cost, portfolio.settings.currency)})" if way.cost else ""
        return f"add {number(way.amount)} person-days to {rule}{cost}"
    return f"allow {number(way.amount)} more than {rule}"
