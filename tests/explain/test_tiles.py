"""What the tiles on Home say adds up to the headline, to the last digit that is shown."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from engine.analyse.today.calibration import Today, look_at_today
from engine.explain.plan_sentences import above_the_promise, against_paper, days_bought, in_short, tiles
from engine.optimise.recommend import Target, recommend
from engine.portfolio.scenario import Scenario
from engine.wording.formats import added_up, money
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, portfolio, project

_UNITS = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def read(text: str) -> float:
    """An amount of money as it is written."""
    sign, digits, unit = re.fullmatch(r"([+−]?)£([\d.,]+)\s?([a-z]*)", text.replace("\u00a0", "")).groups()  # type: ignore[union-attr]
    return (-1.0 if sign == "−" else 1.0) * float(digits.replace(",", "")) * _UNITS[unit]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_adds_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = [float(x) for x in rng.normal(scale=10.0 ** rng.integers(1, 9), size=int(rng.integers(1, 8)))]
    written = added_up(parts)
    whole = read(written.whole)
    assert sum(read(text) for text in written.parts) == pytest.approx(whole, rel=1e-9, abs=1e-6)
    assert sum(read(text) for text in written.signed) == pytest.approx(whole, rel=1e-9, abs=1e-6)
    if abs(sum(parts)) >= max(1000.0, 0.5 * max(abs(part) for part in parts)):
        assert whole == pytest.approx(read(money(sum(parts))), rel=0.006)
    step = max(abs(a - read(text)) for a, text in zip(parts, written.parts, strict=True))
    assert step <= max(1.0, 0.011 * max(abs(whole), *(abs(part) for part in parts)))


def test_a_small_part_is_true_to_a_tenth_beside_large_ones() -> None:
    # In billions without decimals an exit cost of £1.46bn would read £1bn, which other pages contradict.
    parts = added_up([248.4e9, 2.08e9, 0.0, -1.46e9]).parts
    assert parts == ("£248.4bn", "£2.1bn", "£0", "−£1.5bn")
    assert added_up([25.076e9, -156e6, 0.0, -7.1e6]).signed == ("+£25.08bn", "−£0.16bn", "£0", "−£0.01bn")
    assert added_up([51.83e6, 24.12e6, -250e3]).parts == ("£51.83m", "£24.12m", "−£0.25m")


def test_what_is_beyond_the_ceiling_is_out_of_reach_of_plans_that_keep_the_reserve_not_of_every_order() -> None:
    # Both want 10 days in each of the same two months, which have 10: one of them comes two months late.
    late = {"urgency": "window", "benefit_end": 11}
    asked = [project("A", 2, **late), project("B", 2, **late)], [needs("A", 20), needs("B", 20)]
    for reserve, kept in ((0.0, "the rules."), (0.5, "the rules and 50 % of people in reserve.")):
        shop = portfolio(*asked, protective_capacity=reserve)
        said = against_paper(recommend(shop, target=Target(0.0, 30.0)), Scenario(), shop).replace("\u00a0", " ")
        assert "on its dates. At least £" in said
        assert said.endswith(f" of that is out of reach of any plan that keeps {kept}")


@pytest.mark.parametrize(
    ("reserve", "kept"), [(0.1, "every rule and holds 10 % of people in reserve"), (0.0, "every rule")]
)
def test_a_plan_below_a_reading_of_today_says_what_it_keeps_and_today_need_not(reserve: float, kept: str) -> None:
    shop = portfolio([project("A", 2)], [needs("A", 20)], protective_capacity=reserve)
    plan, today = recommend(shop, target=Target(0.0, 30.0)), look_at_today(shop)
    assert plan.value is not None

    def delivering(value: float) -> Today:
        return replace(today, readings=(replace(today.readings[0], value=value),))

    below = in_short(plan, delivering(plan.value + 5.0), shop).replace("\u00a0", " ")
    assert f"It keeps {kept}, which today's way need not." in below
    assert "need not" not in in_short(plan, delivering(plan.value), shop)


@pytest.mark.parametrize("seed", range(8))
def test_tiles_are_the_recommended_value_days_bought_included(seed: int) -> None:
    shop = random_portfolio(seed)
    result = recommend(shop, target=Target(0.0, 30.0))
    if result.value is None:
        return
    shown = tiles(result)
    assert sum(read(tile.value) for tile in shown) == pytest.approx(
        result.value, abs=max(1.0, 0.006 * abs(result.value))
    )
    assert any(tile.action is None for tile in shown) == (days_bought(result) >= 0.5)
    assert days_bought(result) == pytest.approx(sum(d.value for d in result.decisions) - result.value)
    why = above_the_promise(result)
    assert bool(why) == (result.value - result.plan_value >= 0.5)
    if why:
        # What is said to count most is the largest of the tiles' changes, which add up to what lies above the promise.
        whole, most = [read(t) for t in re.findall(r"[+−]?£[\d.,]*\d(?:\u00a0?[km])?", why)]
        changes = [read(tile.change.removesuffix(" against plan")) for tile in shown]
        assert sum(changes) == pytest.approx(whole, abs=1.01)
        assert most == max(changes)
