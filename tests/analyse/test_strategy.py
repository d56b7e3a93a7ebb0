"""Intent against allocation and objectives against deliveries: worked out by hand, and sums for any portfolio."""

from __future__ import annotations

import pickle

import pytest

from engine.analyse.constraint.limiting_pool import LimitingPool
from engine.analyse.strategy.strategy import Shares, Strategy, strategy
from engine.analyse.today.today import todays_way
from engine.compute import SolveBudget
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Theme
from engine.portfolio.model.vocabulary import Urgency
from engine.simulate.cashflow import outcome_flow
from engine.valuation.work import work_profiles
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
UP_TO_11 = {"urgency": Urgency.WINDOW, "benefit_end": 11}


def _two(scale: float = 1.0, **settings: object) -> Portfolio:
    """A earns 10 a month after two months of work, B 30 after four; both want all of one pool, up to month 11."""
    themes = (
        Theme(name="grow", intent=0.8, measure="sales", target=30.0 * scale, by=5),
        Theme(name="keep", intent=0.2, target=12.0 * scale, by=5),
    )
    return portfolio(
        [
            project("A", 2, theme="keep", benefit_per_month=10.0 * scale, remaining_cost=10.0 * scale, **UP_TO_11),
            project("B", 4, theme="grow", benefit_per_month=30.0 * scale, remaining_cost=30.0 * scale, **UP_TO_11),
        ],
        [needs("A", 20), needs("B", 40)],
        **({"themes": themes, "floor_pool": "x"} | settings),  # type: ignore[arg-type]
    )


def _answer(shop: Portfolio, **more: object) -> Strategy:
    return strategy(shop, find_plan(shop, EXACT), SolveBudget(target=EXACT, workers=1), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_two_themes_by_hand(scale: float) -> None:
    answer = _answer(_two(scale))
    grow, keep = answer.themes
    assert (grow.theme, grow.intent, keep.theme, keep.intent) == ("grow", 0.8, "keep", 0.2)
    # On paper both start at once: A ten months of 10 less 10, B eight of 30 less 30.
    assert answer.plan.value == pytest.approx(300 * scale)
    assert grow.plan.share_of(answer.plan) == Shares(*(pytest.approx(s) for s in (40 / 60, 30 / 40, 210 / 300)))
    # Recommended: B first, then A with six months of 10.
    assert keep.recommended.share_of(answer.recommended).value == pytest.approx(50 / 260)
    assert keep.recommended.share_of(answer.recommended).constraint == pytest.approx(20 / 60)
    # Month 5: on paper both deliver; half each, A is done in month 4 and B in month 6; recommended, B alone.
    assert grow.objective is not None
    assert keep.objective is not None
    reached = [(o.plan, o.today, o.recommended) for o in (grow.objective, keep.objective)]
    assert reached == [pytest.approx(t) for t in ((30 * scale, 0, 30 * scale), (10 * scale, 10 * scale, 0))]
    assert grow.objective.shortfall_per_year == pytest.approx(12 * 30 * scale)
    assert keep.objective.shortfall_per_year == pytest.approx(12 * 2 * scale)
    assert (grow.objective.measure, keep.objective.measure) == ("sales", None)
    assert answer.without_theme is None


def test_the_month_by_which_counts_wherever_valuation_ends() -> None:
    (grow, _) = _answer(_two(valuation_months=5)).themes
    assert grow.objective is not None
    assert grow.objective.plan == pytest.approx(30)


def test_a_month_that_has_passed_has_nothing_of_work_still_to_do() -> None:
    themes = (Theme(name="grow", target=30.0, by=-3), Theme(name="keep", target=30.0), Theme(name="none", by=3))
    grow, keep, none = _answer(_two(themes=themes)).themes
    assert grow.objective is not None
    assert (grow.objective.plan, grow.objective.today, grow.objective.recommended) == (0, 0, 0)
    assert keep.objective is none.objective is None
    assert none.plan.share_of(none.plan) == Shares(None, None, None)


def test_themes_that_only_projects_name_and_projects_without_one() -> None:
    shop = _two(themes=(), floor_pool=None)
    first, second = shop.projects
    shop = shop.model_copy(update={"projects": (first.model_copy(update={"theme": None}), second)})
    answer = _answer(shop)
    (grow,) = answer.themes
    assert (grow.theme, grow.intent, grow.objective) == ("grow", None, None)
    assert answer.without_theme is not None
    assert answer.without_theme[0].share_of(answer.plan).constraint == pytest.approx(20 / 60)
    assert answer.pool == "x"


def test_the_pool_of_the_strategy_comes_before_the_one_given() -> None:
    shop = _two().model_copy(update={"pools": (pool("x"), pool("y"))})
    assert _answer(shop, constraint=LimitingPool("y")).pool == "x"
    free = shop.model_copy(update={"settings": shop.settings.model_copy(update={"floor_pool": None})})
    answer = _answer(free, constraint=LimitingPool("y"))
    assert (answer.constraint, answer.pool) == ("y", "y")


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 40, 20))
def test_reconciles_for_any_portfolio(first: int) -> None:
    for seed in some(range(first, first + 20)):
        shop = random_portfolio(seed)
        recommendation = find_plan(shop, EXACT)
        if recommendation.value is None:
            continue
        answer = strategy(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        assert answer.plan.value == pytest.approx(recommendation.plan_value)
        assert answer.recommended.value - answer.flex == pytest.approx(recommendation.value)
        assert answer.flex >= -1e-9
        for whole, uses in (
            (answer.plan, [v.plan for v in answer.themes]),
            (answer.recommended, [v.recommended for v in answer.themes]),
        ):
            for key in ("days", "money", "value"):
                assert sum(getattr(u, key) for u in uses) == pytest.approx(getattr(whole, key))
        asked = sum(e.demand for e in recommendation.load if e.pool_id == "r0")
        assert answer.recommended.days == pytest.approx(asked)
        assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301


@pytest.mark.slow
def test_what_today_reaches_is_what_its_simulation_delivers() -> None:
    for seed in range(20):
        shop = random_portfolio(seed)
        themes = tuple(t.model_copy(update={"target": 50.0, "by": 6, "floor": None}) for t in shop.settings.themes)
        shop = shop.model_copy(
            update={"settings": shop.settings.model_copy(update={"themes": themes, "valuation_months": None})}
        )
        recommendation = find_plan(shop, EXACT)
        if recommendation.value is None:
            continue
        profiles = work_profiles(shop)
        month = {o.project_id: outcome_flow(shop, o, profiles[o.project_id]) for o in todays_way(shop).outcomes}
        answer = strategy(shop, recommendation, SolveBudget(target=EXACT, workers=1))
        reached = sum(v.objective.today for v in answer.themes if v.objective is not None)
        assert reached == pytest.approx(sum(f.benefits[6] for f in month.values() if f.benefits.size > 6))
