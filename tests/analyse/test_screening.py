"""Ceilings of looser situations: never below what the situation's own relaxation or its best plan is worth."""

from __future__ import annotations

import numpy as np
import pytest

from engine.analyse.constraint.hiring_screen import screen_hirings
from engine.analyse.constraint.relaxation_screen import Screen, screen
from engine.analyse.pricing.changes import flex_raised, people_at_once
from engine.analyse.pricing.situations import Situation
from engine.optimise.compare import Nesting
from engine.optimise.linear import linear_programme
from engine.optimise.model import build_model
from engine.optimise.relaxation import relax
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.resources import CapacityOverride
from tests.benchmarks.portfolios import random_portfolio as larger_portfolio
from tests.support import tiny
from tests.support.seeds import some
from tests.support.situations import SEEDS, every_change
from tests.support.small_portfolios import best_objective, random_portfolio


def looser(portfolio: Portfolio) -> list[Situation]:
    return [s for s in every_change(portfolio) if s.nesting is Nesting.RELAXATION]


def own_ceiling(portfolio: Portfolio) -> float:
    """The relaxation of a portfolio's own model, built from nothing."""
    programme = linear_programme(build_model(portfolio).problem)
    relaxed = relax(programme, WorkLimit(20.0))
    return programme.money(relaxed.bound) if relaxed.solved else -np.inf


@pytest.mark.parametrize("seed", some(range(30)))
def test_holds_for_every_looser_situation(seed: int) -> None:
    portfolio = random_portfolio(seed)
    situations = looser(portfolio)
    screened = screen(portfolio)
    for situation, ceiling in zip(situations, screened.ceilings([s.portfolio for s in situations]), strict=True):
        own = own_ceiling(situation.portfolio)
        assert ceiling >= own - 1e-6 * max(1.0, abs(own)), situation.label


def test_is_that_of_the_situation_itself() -> None:
    portfolio = larger_portfolio(30, seed=4, ruled=True)
    situations = looser(portfolio)
    ceilings = screen(portfolio).ceilings([s.portfolio for s in situations])
    own = [own_ceiling(s.portfolio) for s in situations]
    assert ceilings == pytest.approx(own, rel=1e-6)
    assert max(ceilings) > own_ceiling(portfolio)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_touches_no_limit_changes_nothing(seed: int) -> None:
    portfolio = random_portfolio(seed)
    best = best_objective(portfolio)
    for situation in looser(portfolio)[:4]:
        if best is not None and not screen(portfolio).touches(situation.portfolio):
            assert best_objective(situation.portfolio) == pytest.approx(best)


def test_days_bought_in_a_month_in_which_nothing_could_be_bought() -> None:
    """In a month without anybody nothing can be bought either; one more person brings days and days on top of them."""
    portfolio = tiny.portfolio(
        tiny.project("a", duration_months=1, latest_finish=1),
        demand=(tiny.days("a", 11),),
        pools=(tiny.pool(flex_share=0.2, days_per_person=10),),
        capacity=(CapacityOverride(pool_id="team", month=0, capacity=0.0),),
    )
    base, more = screen(portfolio).ceilings([portfolio, people_at_once(portfolio, "team", 1.0).portfolio])
    assert base == pytest.approx(0.0)
    assert more >= (best_objective(people_at_once(portfolio, "team", 1.0).portfolio) or 0.0) > 0.0


def test_covered_pools_limit_nothing() -> None:
    covered = tiny.portfolio(tiny.project("a"), demand=(tiny.days("a", 20),), pools=(tiny.pool(), tiny.pool("idle")))
    screened = screen(covered)
    assert screened.limiting_pools == frozenset()
    assert not screened.touches(people_at_once(covered, "team", 1.0).portfolio)
    assert not screened.touches(flex_raised(covered, "team", 1.0).portfolio)


def test_without_options_only_the_base_remains() -> None:
    empty = tiny.portfolio(tiny.project("a", latest_finish=0, in_flight=True, exit_cost=7))
    assert isinstance(screen(empty), Screen)
    assert screen(empty).ceilings([empty]) == (-7.0,)


def test_hirings_are_screened_best_first() -> None:
    result = screen_hirings(larger_portfolio(30, seed=4))
    assert [s.net for s in result] == sorted((s.net for s in result), reverse=True)
    assert result[0].hiring.pool_id == "r0"
    assert {s.hiring.people for s in result} == {1, 2, 4}
    assert all(s.expected_gain >= 0.0 for s in result)
