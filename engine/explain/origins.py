"""Where an amount on screen comes from: its term with formula and source, the amounts behind it, how good inputs are.

Meaning, formula and source are the glossary's; amounts are those of the results that the page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.analyse.bridge.bridge import Bridge
from engine.analyse.decisions.agenda import Item
from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.analyse.today.calibration import Today
from engine.explain.accuracy import basis_of
from engine.explain.bridge_falls import change_in_short, fall_text, falls, scale_of_bridge
from engine.explain.plan_sentences import Tile, tiles
from engine.explain.today import OWN_FORECASTS, way_in_words
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.report.comparison import Position, people_in
from engine.report.years import Way, years_of_plan
from engine.wording.actions import label
from engine.wording.formats import (
    Scale,
    amounts_in,
    count,
    difference,
    difference_range,
    money,
    money_range,
    number,
    percent,
)
from engine.wording.glossary import Term, term_of

_A_UNIT = 0.5
MOST_INPUTS = 8
"""Amounts listed behind another; of more, the largest."""


@dataclass(frozen=True, slots=True)
class AmountOrigin:
    """Where one amount comes from.

    ``amount`` is as the sentence writes it, ``inputs`` are names and amounts, ``basis`` says how good the data are.
    """

    amount: str
    term: Term
    inputs: tuple[tuple[str, str], ...]
    basis: str


def of_home(
    result: Recommendation, portfolio: Portfolio, today: Today, first: FirstDecisions | None
) -> tuple[AmountOrigin, ...]:
    """What stands behind the amounts of Home's sentence, in its order.

    ``first`` is ``None`` while the first decisions are being worked out.
    """
    brings = first is not None and first.steps
    last = of_first_decisions(first, portfolio) if first and brings else of_plan_value(result, portfolio)
    return *before_a_plan(result.plan_value, portfolio, today), last


def before_a_plan(plan_value: float, portfolio: Portfolio, today: Today) -> tuple[AmountOrigin, AmountOrigin]:
    """What stands behind the promise ``plan_value`` and what today's way delivers of it."""
    return of_promise(plan_value, portfolio), of_today(today, portfolio)


def of_promise(plan_value: float, portfolio: Portfolio) -> AmountOrigin:
    """The promise of today's plan: its projects, the rate and the confidence by which benefits count."""
    settings = portfolio.settings
    inputs = (
        ("Projects in today's plan", str(len(portfolio.planned))),
        ("Discount rate a year", percent(settings.discount_rate)),
        ("Claimed benefits that count", percent(settings.benefit_confidence)),
    )
    return AmountOrigin(money(plan_value, settings.currency), term_of("promised"), inputs, basis_of(portfolio))


def of_plan_value(result: Recommendation, portfolio: Portfolio, amount: str = "") -> AmountOrigin:
    """The value of a plan: what each action brings, less days bought; as written, they add up to it.

    ``amount`` is how a sentence writes it beside others, empty where it stands alone.
    """
    parts = [
        (f"{label(tile.action)} {tile.count}" if tile.action is not None else "Extra days bought", tile.value)
        for tile in tiles(result)
        if tile.action is None or tile.count
    ]
    written = amount or money(result.value or 0.0, result.currency)
    return AmountOrigin(written, term_of("portfolio value"), tuple(parts), basis_of(portfolio))


def of_action(tile: Tile, result: Recommendation, portfolio: Portfolio) -> AmountOrigin:
    """What the projects of one action bring, the largest by name; or what the days bought cost."""
    own = sorted((d for d in result.decisions if d.action is tile.action), key=lambda d: -abs(d.value))
    inputs = [(portfolio.projects_by_id[d.project_id].name, money(d.value, result.currency)) for d in own[:MOST_INPUTS]]
    rest = own[MOST_INPUTS:]
    if rest:
        inputs.append((f"{count(len(rest), 'other')}", money(sum(d.value for d in rest), result.currency)))
    word = "flex" if tile.action is None else "own worth"
    return AmountOrigin(tile.value, term_of(word), tuple(inputs), basis_of(portfolio))


def of_comparison(
    result: Recommendation, base: Recommendation | None, portfolio: Portfolio, said: str
) -> tuple[AmountOrigin, ...]:
    """What stands behind the amounts of ``said``, which compares the plan with the promise or with the base.

    ``base`` is ``None`` while the base has no plan.
    """
    currency, basis = result.currency, basis_of(portfolio)
    levels = [("Value of this plan", result.value), ("Promised by today's plan", result.plan_value)]
    levels += [] if base is None else [("Value of the base recommendation", base.value)]
    inputs = tuple((name, money(value, currency)) for name, value in levels if value is not None)
    promised = of_promise(result.plan_value, portfolio)
    return tuple(
        promised if amount == promised.amount else AmountOrigin(amount, term_of("portfolio value"), inputs, basis)
        for amount in amounts_in(said, currency)
    )


def of_short(result: Recommendation, portfolio: Portfolio, said: str) -> tuple[AmountOrigin, ...]:
    """What stands behind the amounts of ``said``, which sums up a plan: its value, and what it is compared with.

    What the own forecasts are worth comes last in it.
    """
    of_the_plan, opening, own = said.partition(OWN_FORECASTS)
    whole, others = of_plan_value(result, portfolio), of_comparison(result, None, portfolio, of_the_plan)
    basis, forecast = basis_of(portfolio), term_of("own forecasts, valued")
    return (
        *(whole if origin.amount == whole.amount else origin for origin in others),
        *(AmountOrigin(amount, forecast, (), basis) for amount in amounts_in(opening + own, result.currency)),
    )


def of_today(today: Today, portfolio: Portfolio) -> AmountOrigin:
    """What today's way delivers: the reading of how people work, and the range over all readings."""
    currency = portfolio.settings.currency
    inputs = [("How people work today", way_in_words(today.way))]
    if not today.is_accepted:
        ends = (("Least, over all readings", today.low), ("Most, over all readings", today.high))
        inputs += [(name, money(amount, currency)) for name, amount in ends]
    written = money_range(today.low, today.high, currency)
    return AmountOrigin(written, term_of("delivered today's way"), tuple(inputs), basis_of(portfolio))


def of_first_decisions(first: FirstDecisions, portfolio: Portfolio) -> AmountOrigin:
    """What the first decisions add together: each in its turn."""
    currency, last = portfolio.settings.currency, first.steps[-1]
    inputs = tuple(
        (
            f"{label(step.action)} {portfolio.projects_by_id[step.project_id].name}",
            difference_range(step.gain_low, step.gain_high, currency),
        )
        for step in first.steps
    )
    written = money_range(last.total_low, last.total_high, currency)
    return AmountOrigin(written, term_of("gain in turn"), inputs, basis_of(portfolio))


def of_point(item: Item, portfolio: Portfolio) -> AmountOrigin:
    """What a point of the agenda adds to those before it, and what all up to it come to."""
    adopted, currency = item.adopted, portfolio.settings.currency
    inputs = (
        ("Least, over all readings of today", difference(adopted.gain_low, currency)),
        ("Most, over all readings of today", difference(adopted.gain_high, currency)),
        ("All points up to this one", difference_range(adopted.total_low, adopted.total_high, currency)),
    )
    written = difference_range(adopted.gain_low, adopted.gain_high, currency)
    return AmountOrigin(written, term_of("gain in turn"), inputs, basis_of(portfolio))


def of_people(portfolio: Portfolio, amount: str) -> AmountOrigin:
    """Full-time people: those of each pool."""
    people = people_in(portfolio)
    names = portfolio.pools_by_id
    inputs = tuple((names[pool].name, number(people[pool])) for pool in _largest(people))
    return AmountOrigin(amount, term_of("people"), inputs, basis_of(portfolio))


def of_cash(position: Position, amount: str) -> AmountOrigin:
    """The cash of the fiscal year of the planning month: what comes in and what goes out; parts sum to it."""
    year = years_of_plan(position.portfolio, position.plan, Way.RECOMMENDED)[0]
    currency = position.portfolio.settings.currency
    parts = {
        "Cash benefits": year.cash,
        "Benefits of no stated type": year.unstated,
        "Salvage": year.salvage,
        "External cost": -year.external,
        "Days bought": -year.bought,
        "Penalties": -year.penalties,
    }
    inputs = tuple((name, difference(part, currency)) for name, part in parts.items() if abs(part) >= _A_UNIT)
    return AmountOrigin(amount, term_of("cash of the fiscal year"), inputs, basis_of(position.portfolio))


def of_constraint(portfolio: Portfolio, amount: str) -> AmountOrigin:
    """The pool that limits, by name."""
    return AmountOrigin(amount, term_of("constraint"), (), basis_of(portfolio))


def of_bridge(bridge: Bridge, portfolio: Portfolio) -> tuple[tuple[str, AmountOrigin], ...]:
    """Every row of the bridge on screen by its name, with the finer steps that it sums up."""
    basis, rows, scale = basis_of(portfolio), falls(bridge), scale_of_bridge(bridge, portfolio.settings.currency)
    behind = iter(_finer(bridge, scale))
    said = []
    for row in rows:
        inputs = () if row.is_level else next(behind)
        said.append((row.name, AmountOrigin(fall_text(row, scale), term_of("value bridge"), inputs, basis)))
    return tuple(said)


def _finer(bridge: Bridge, scale: Scale) -> list[tuple[tuple[str, str], ...]]:
    """The steps between two levels of the bridge on screen, in their order."""
    levels = {step.name for step in bridge.on_screen}
    groups: list[tuple[tuple[str, str], ...]] = []
    gathered: list[tuple[str, str]] = []
    for step in bridge.steps[1:]:
        gathered.append((step.difference, change_in_short(step, scale)))
        if step.name in levels:
            groups.append(tuple(gathered))
            gathered = []
    return groups


def _largest(people: Mapping[str, float]) -> list[str]:
    return sorted(people, key=lambda pool: -people[pool])[:MOST_INPUTS]
