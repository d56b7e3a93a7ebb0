"""What a scenario changes, in words: one short phrase a change."""

from __future__ import annotations

from engine.portfolio import Action, Lift, Portfolio
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.scenario import Scenario
from engine.wording.actions import label
from engine.wording.formats import MINUS, balance, count, measured, money, month, number, percent

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
        *(f"pinned: {pinned(project, pin, portfolio)}" for project, pin in scenario.pins),
        *(_LIFTED[lift] for lift in sorted(scenario.lifted)),
        *([] if not scenario.today else [f"today read as {today_in_words(scenario)}"]),
        *([] if scenario.max_changes is None else [f"at most {count(scenario.max_changes, 'change')} from the plan"]),
    ]


def today_in_words(scenario: Scenario) -> str:
    """How the scenario reads today's way: ``queue``, ``shared (multitasking_loss 0.1)``."""
    entries = dict(scenario.today)
    policy = entries.pop("policy", "")
    more = ", ".join(f"{name.replace('_', ' ')} {percent(float(text))}" for name, text in entries.items())
    return f"{policy} ({more})" if more else policy


def pinned(project_id: str, pin: str, portfolio: Portfolio) -> str:
    """A pin as a short phrase: ``Data Lake to start in Mar 2027``, ``Data Lake to stop``."""
    name = portfolio.projects_by_id[project_id].name if project_id in portfolio.projects_by_id else project_id
    return f"{name} to {pin}" if pin in set(Action) else f"{name} to start in {month(parse_month(pin))}"


def change_of(factor: float) -> str:
    """A factor as the change it makes: ``+20 %``, ``−5 %``, ``unchanged``.

    ``factor`` is 1.2 for the first.
    """
    points = round((factor - 1) * 100, 1)
    if points == 0:
        return "unchanged"
    return f"{'+' if points > 0 else MINUS}{abs(points):g}\u00a0%"


def _pools(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    names = {pool.pool_id: pool.name for pool in portfolio.pools}
    return [
        *(f"{names.get(pool, pool)} {change_of(factor)}" for pool, factor in scenario.capacity),
        *(f"{names.get(pool, pool)} flex {percent(share)}" for pool, share in scenario.flex_share),
        *(
            f"at most {measured(most, 'project')} at once in {names.get(pool, pool)}"
            for pool, most in scenario.max_parallel
        ),
    ]


def _money(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    phrases = _budgets(scenario, portfolio)
    for value, words in (
        (scenario.benefit_confidence, "benefit confidence"),
        (scenario.protective_capacity, "protective capacity"),
        (scenario.discount_rate, "discount rate"),
    ):
        if value is not None:
            phrases.append(f"{words} {percent(value)}")
    return phrases


def _budgets(scenario: Scenario, portfolio: Portfolio) -> list[str]:
    settings = portfolio.settings
    base = {settings.month(b.start): b.amount for b in settings.budgets if b.amount}
    factors = {round(amount / base[start], 6) for start, amount in scenario.budgets if start in base}
    if len(factors) == 1 and dict(scenario.budgets).keys() == base.keys():
        return [f"budgets {change_of(factors.pop())}"]
    return [f"budget from {month(parse_month(s))} {money(amount, settings.currency)}" for s, amount in scenario.budgets]


def as_of(portfolio: Portfolio) -> str:
    """The portfolio's name and the month from which it is planned."""
    return f"{portfolio.settings.name} · as of {month(portfolio.settings.planning_month)}"


def pin_choice(pin: str) -> str:
    """What a project is pinned to, as one chooses it: ``■ Stop``, ``start in Mar 2027``."""
    return label(Action(pin)) if pin in set(Action) else f"start in {month(parse_month(pin))}"


def to_spend(total: float, portfolio: Portfolio, base: float) -> str:
    """All budgets together, before and now, and the month in which the first begins; the portfolio has at least one.

    ``base`` is what they come to in the base scenario.

    ``total`` is money in units of the currency, under the scenario.
    """
    settings = portfolio.settings
    first = month(settings.planning_month + settings.budgets[0].start)
    written = balance(total, base, settings.currency)
    changed = f"{written.second} → {written.first}" if written.first != written.second else written.first
    return f"{changed} to spend from {first}"


def reserve_in_people(share: float, people: float) -> str:
    """The share of capacity that is held in reserve, in full-time people of all pools.

    ``share`` is from 0 to 1; ``people`` is full-time people of all pools before the reserve.
    """
    return f"{number(share * people)} of {measured(people, 'person', 'people')} in reserve"


def benefits_that_arrive(confidence: float) -> str:
    """The share of claimed benefits that is counted on.

    ``confidence`` is a share, 1 where all are counted on.
    """
    return f"{percent(confidence)} of claimed benefits arrive"


def more_changes(number: int) -> str:
    """How many changes a short list has no room for."""
    return f"{number} more"


def more_left_out(number: int) -> str:
    """How many notices a short list has no room for."""
    return f"{number} more of what was asked for was left out."
