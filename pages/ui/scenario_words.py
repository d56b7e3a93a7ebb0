"""What a scenario changes, in words: one short phrase a change."""

from __future__ import annotations

from engine.portfolio import Lift, Portfolio
from engine.portfolio.calendar import parse_month
from engine.portfolio.scenario import Scenario
from pages.ui.formats import MINUS, money, month, percent
from pages.ui.rule_words import pin_in_words

_LIFTED = {
    Lift.MANDATES: "mandates lifted",
    Lift.FLOORS: "theme floors lifted",
    Lift.EXCLUSIONS: "exclusions lifted",
}


def differences(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    """What differs from the base, in words; empty for the base."""
    return [
        *_pools(scenario, portfolio),
        *_money(scenario, portfolio),
        *(f"{theme} weighs {factor:g}×" for theme, factor in scenario.weights),
        *(pin_in_words(project, pin, portfolio) for project, pin in scenario.pins),
        *(_LIFTED[lift] for lift in sorted(scenario.lifted)),
        *([] if scenario.max_changes is None else [f"at most {scenario.max_changes} changes from the plan"]),
    ]


def change_of(factor: float) -> str:
    """A factor as the change it makes: ``+20 %``, ``−5 %``, ``unchanged``."""
    points = round((factor - 1) * 100, 1)
    if points == 0:
        return "unchanged"
    return f"{'+' if points > 0 else MINUS}{abs(points):g}\u00a0%"


def _pools(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    names = {pool.pool_id: pool.name for pool in portfolio.pools}
    return [
        *(f"{names.get(pool, pool)} {change_of(factor)}" for pool, factor in scenario.capacity),
        *(f"{names.get(pool, pool)} flex {percent(share)}" for pool, share in scenario.flex_share),
        *(f"at most {most:g} projects at once in {names.get(pool, pool)}" for pool, most in scenario.max_parallel),
    ]


def _money(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    settings = portfolio.settings
    phrases = [
        f"budget from {month(parse_month(start))} {money(amount, settings.currency)}"
        for start, amount in scenario.budgets
    ]
    for value, words in (
        (scenario.benefit_confidence, "benefit confidence"),
        (scenario.protective_capacity, "protective capacity"),
        (scenario.discount_rate, "discount rate"),
    ):
        if value is not None:
            phrases.append(f"{words} {percent(value)}")
    return phrases
