"""Strategy in words: intent against allocation, objectives against deliveries, and the price of preferences."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analyse.pricing.preference import FloorPrice, PinPrice, WeightPrice
from engine.analyse.strategy.strategy import Reached, Strategy, ThemeView
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.rules import pin_in_words
from engine.optimise.compare import Interval
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
    Quantity,
    Share,
    as_proven,
    claim,
)

_NOTICED = 0.005
"""A difference of shares smaller than half a point goes unseen."""
_NOTHING = 0.5
"""Money below which an amount is written as nothing."""


def explain_strategy(result: Strategy, portfolio: Portfolio) -> Explanation:
    """The theme that gets least beside its intent, what the recommended plan makes of it, others, and prices."""
    view = most_neglected(result)
    if view is None:
        return Explanation(
            on_assumed_inputs(_no_neglect(result, portfolio), portfolio), tuple(_prices(result, portfolio))
        )
    further = [_recommended(view, result, portfolio), _others_short(view, result)]
    return Explanation(
        on_assumed_inputs(_neglect(view, result, portfolio), portfolio),
        (*(c for c in further if c is not None), *_prices(result, portfolio)),
    )


def most_neglected(result: Strategy) -> ThemeView | None:
    """The theme whose share of the constraint in the plan falls furthest below its intent; ``None`` without one."""
    behind = [v for v in result.themes if _behind(v, result) > _NOTICED]
    return max(behind, key=lambda v: _behind(v, result), default=None)


def _behind(view: ThemeView, result: Strategy) -> float:
    share = view.plan.share_of(result.plan).constraint
    return 0.0 if share is None or view.intent is None else view.intent - share


def _neglect(view: ThemeView, result: Strategy, portfolio: Portfolio) -> Claim:
    currency, objective = portfolio.settings.currency, view.objective
    figures: dict[str, Figure] = {
        "theme": Name((view.theme,)),
        "intent": Share(view.intent or 0.0),
        "share": Share(view.plan.share_of(result.plan).constraint or 0.0),
        "pool": Name((portfolio.pools_by_id[result.pool].name,)),
    }
    if objective is not None and objective.shortfalls.high > 0:
        short = objective.shortfalls
        if short.low < _NOTHING:
            misses, shortfall = (
                "may miss its {by} target by up to {shortfall}",
                MoneyRange(short.high, short.high, currency),
            )
        else:
            misses, shortfall = "misses its {by} target by {shortfall}", MoneyRange(short.low, short.high, currency)
        opening = "{theme} is {intent} of our intent but gets {share} of {pool} in the plan. In today's way it "
        return claim(
            f"{opening}{misses} a year.",
            by=_month(objective.by, portfolio),
            shortfall=shortfall,
            **figures,
        )
    said = "{theme} is {intent} of our intent but gets {share} of {pool} in the plan. "
    figures["total"] = Money(result.plan.value, currency)
    if abs(view.plan.value) < _NOTHING:
        return claim(said + "It brings nothing of the {total} that the plan promises.", **figures)
    figures["value"] = Money(abs(view.plan.value), currency)
    if view.plan.value < 0:
        return claim(said + "It lowers what the plan promises, {total}, by {value}.", **figures)
    return claim(said + "It brings {value} of the {total} that the plan promises.", **figures)


def _no_neglect(result: Strategy, portfolio: Portfolio) -> Claim:
    values: dict[str, Figure] = {
        "plan": Money(result.plan.value, portfolio.settings.currency),
        "recommended": Money(result.recommended.value - result.flex, portfolio.settings.currency),
    }
    if not any(v.intent for v in result.themes) or result.plan.days <= 0:
        return claim(
            "No theme states the share of capacity that it is meant to get. The plan promises {plan}; the recommended "
            "plan is worth {recommended}.",
            **values,
        )
    return claim(
        "Capacity goes where the strategy says: no theme gets less of {pool} than intended. The plan promises "
        "{plan}, and the recommended plan is worth {recommended}.",
        pool=Name((portfolio.pools_by_id[result.pool].name,)),
        **values,
    )


def _recommended(view: ThemeView, result: Strategy, portfolio: Portfolio) -> Claim | None:
    share, objective = view.recommended.share_of(result.recommended).constraint, view.objective
    if share is None:
        return None
    figures: dict[str, Figure] = {"share": Share(share)}
    if objective is None:
        return claim("The recommended plan gives it {share}.", **figures)
    currency = portfolio.settings.currency
    if objective.shortfalls.high > 0 and objective.is_met_as_recommended:
        before = view.plan.share_of(result.plan).constraint
        less = before is not None and share <= before
        met = "The recommended plan meets that target with {share}"
        return claim(f"{met}: what comes first decides, not the share." if less else f"{met}.", **figures)
    return claim(
        "The recommended plan gives it {share}. It brings {reached} a month by {by}; the target is {target}.",
        reached=Money(objective.recommended, currency),
        by=_month(objective.by, portfolio),
        target=Money(objective.target, currency),
        **figures,
    )


def _others_short(view: ThemeView, result: Strategy) -> Claim | None:
    others = [v for v in result.themes if v is not view and v.objective is not None]
    short = tuple(v.theme for v in others if v.objective is not None and v.objective.shortfalls.low > 0)
    still = tuple(v.theme for v in others if v.objective is not None and not v.objective.is_met_as_recommended)
    if not short:
        return None
    if not still:
        return claim(
            "Today's way also misses the targets of {short}; the recommended plan meets them.", short=Name(short)
        )
    return claim(
        "Today's way also misses the targets of {short}, the recommended plan those of {still}.",
        short=Name(short),
        still=Name(still),
    )


def _prices(result: Strategy, portfolio: Portfolio) -> Iterator[Claim]:
    currency = portfolio.settings.currency
    for floor in result.preference.floors:
        yield _price_of_floor(floor, currency)
    for weight in result.preference.weights:
        yield _price_of_weight(weight, currency)
    together = result.preference.weights_together
    if len(result.preference.weights) > 1 and together is not None:
        yield _priced("The {number} together cost {price}.", together, currency, number=_weights(result))
    for pin in result.preference.pins:
        yield _price_of_pin(pin, portfolio)


def _weights(result: Strategy) -> Figure:
    return Count(len(result.preference.weights), "weight")


def _price_of_floor(floor: FloorPrice, currency: str) -> Claim:
    return _priced(
        "The floor of {floor} for {theme} costs {price}.",
        floor.price,
        currency,
        floor=Share(floor.floor),
        theme=Name((floor.theme,)),
    )


def _price_of_weight(weight: WeightPrice, currency: str) -> Claim:
    return _priced(
        "The weight of {weight} on {theme} costs {price}.",
        weight.price,
        currency,
        weight=Quantity(weight.weight),
        theme=Name((weight.theme,)),
    )


def _price_of_pin(pin: PinPrice, portfolio: Portfolio) -> Claim:
    words = Name((pin_in_words(pin.pin, portfolio),))
    return _priced("That {pin} costs {price}.", pin.price, portfolio.settings.currency, pin=words)


def _priced(sentence: str, price: Interval | None, currency: str, **figures: Figure) -> Claim:
    """The sentence with its price: an amount, a range where one amount would say too much, or that it is not known."""
    if price is None:
        return claim(
            sentence.replace("costs {price}", "has no price yet, since no plan without it was found"), **figures
        )
    if price.is_zero:
        none = sentence.replace("costs {price}", "makes no difference").replace("cost {price}", "make no difference")
        return claim(none, **figures)
    verdict = ": too close to call" if price.too_close else ""
    said = as_proven(price.estimate, price.low, price.high, currency)
    return claim(sentence.replace("{price}", "{price}" + verdict), price=said, **figures)


def _month(offset: int, portfolio: Portfolio) -> Month:
    return Month(portfolio.settings.planning_month + offset)


def rest_as_recommended(objective: Reached, currency: str) -> str:
    """Beside the bar of an objective: what the recommendation leaves short of it, a year."""
    left = 12 * max(0.0, objective.target - objective.recommended)
    return "met as recommended" if left <= 0 else f"{formats.money(left, currency)} as recommended"
