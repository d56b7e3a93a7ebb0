"""What preferences cost: floors and pins lifted one by one, theme weights taken away one by one and all together.

Value is never weighted. What weights cost is therefore the value of the best plan without them less the value of the
recommended plan, which they led to.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.analyse.pricing.changes import floor_lifted, pin_lifted
from engine.analyse.pricing.situations import Priced, Sharpening, price_situations
from engine.compute import Case, solve_cases
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import Theme
from engine.portfolio.model.vocabulary import Lift

_SHARPER_GAP = 0.2
_SHARPER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class FloorPrice:
    """What a theme's floor costs, money today; ``None`` where no plan without it was found."""

    theme: str
    floor: float
    price: Interval | None


@dataclass(frozen=True, slots=True)
class WeightPrice:
    """What a theme's weight costs beside the others, money today; ``None`` where no plan without it was found."""

    theme: str
    weight: float
    price: Interval | None


@dataclass(frozen=True, slots=True)
class PinPrice:
    """What a pin costs, money today; ``None`` where no plan without it was found."""

    pin: Pin
    price: Interval | None


@dataclass(frozen=True, slots=True)
class Preference:
    """What each floor, weight and pin in force costs; empty where there are none.

    ``weights_together`` is the price of all weights, ``None`` without any.
    """

    floors: tuple[FloorPrice, ...]
    weights: tuple[WeightPrice, ...]
    weights_together: Interval | None
    pins: tuple[PinPrice, ...]


def price_of_preference(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
) -> Preference:
    """What the floors, weights and pins of a portfolio cost, each solved again without it.

    Floors and pins only restrict, so none gains; those too close to call are solved again more sharply. The price of
    all weights is that of the recommended plan as it stands, and never below zero. The price of one weight among
    several compares two weighted plans: its interval is as wide as the proofs of their objectives leave it. ``on_done``
    of the budget counts anew for the weights.

    Raises:
        CancelledError: the budget was cancelled.
        ValueError: the recommendation holds no plan.
    """
    target, floors = budget.plan_target, floors_in_force(portfolio)
    situations = [
        *(floor_lifted(portfolio, theme.name) for theme in floors),
        *(pin_lifted(portfolio, pin.project_id) for pin in portfolio.rules.pins),
    ]
    priced = price_situations(
        portfolio,
        recommendation,
        situations,
        budget,
        sharpening=Sharpening(Target(target.gap * _SHARPER_GAP, target.seconds * _SHARPER_SECONDS)),
    )
    weights = weights_in_force(portfolio)
    without = _without_weights(portfolio, weights)
    cases = [Case(p, target, before=recommendation, prefer_stability=False) for p in without]
    plans = solve_cases(cases, budget)
    prices = [_price_of_weights(recommendation, p, of) for p, of in zip(plans, without, strict=True)]
    return Preference(
        tuple(FloorPrice(t.name, t.floor or 0.0, _gain(p)) for t, p in zip(floors, priced, strict=False)),
        tuple(WeightPrice(theme, w, price) for (theme, w), price in zip(weights, prices, strict=False)),
        prices[-1] if prices else None,
        tuple(PinPrice(pin, _gain(p)) for pin, p in zip(portfolio.rules.pins, priced[len(floors) :], strict=True)),
    )


def floors_in_force(portfolio: Portfolio) -> tuple[Theme, ...]:
    """Themes with a floor that binds: there is a pool it refers to, and no scenario lifts it."""
    if portfolio.settings.floor_pool is None or Lift.FLOORS in portfolio.rules.lifted:
        return ()
    return tuple(t for t in portfolio.settings.themes if t.floor)


def weights_in_force(portfolio: Portfolio) -> tuple[tuple[str, float], ...]:
    """Themes and their weights, without those that change nothing."""
    return tuple((theme, weight) for theme, weight in portfolio.rules.weights if weight != 1.0)


def _without_weights(portfolio: Portfolio, weights: tuple[tuple[str, float], ...]) -> list[Portfolio]:
    """The portfolio without each weight in turn, and last without any; one portfolio where there is but one."""
    one_less = [tuple(pair for pair in weights if pair != left_out) for left_out in weights]
    cases = one_less if len(weights) < 2 else [*one_less, ()]
    rules = (portfolio.rules.model_copy(update={"weights": kept}) for kept in cases)
    return [portfolio.model_copy(update={"rules": r}) for r in rules]


def _price_of_weights(weighted: Recommendation, plan: Recommendation, without: Portfolio) -> Interval | None:
    if plan.value is None or plan.best_bound is None or plan.objective is None or weighted.value is None:
        return None
    if not without.rules.weights:
        reached = max(plan.value, weighted.value)
        return Interval(
            reached - weighted.value, reached - weighted.value, max(reached, plan.best_bound) - weighted.value
        )
    estimate = plan.value - weighted.value
    return Interval(estimate, estimate - _open(weighted), estimate + _open(plan))


def _open(plan: Recommendation) -> float:
    """How much better a plan the proof leaves open, in what was maximised."""
    return max(0.0, (plan.best_bound or 0.0) - (plan.objective or 0.0))


def _gain(priced: Priced) -> Interval | None:
    return priced.gain
