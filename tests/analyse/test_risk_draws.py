"""Draws and executed futures against known answers."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from engine.analyse.risk.chance import TENTH, capacity_factor, draws_of, late_factor, medians, normals
from engine.analyse.risk.distribution import distribution_of, finish_quantiles
from engine.analyse.risk.execution import QUEUE, RECOMMENDED, TODAY, ExecutedWay, execute, ways_beside
from engine.analyse.today.reading import with_reserve
from engine.analyse.today.today import todays_way
from engine.analyse.today.value_so_far import value_so_far
from engine.compute import SolveBudget
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.uncertainty import CapacitySpread, LateSpread
from engine.portfolio.model.vocabulary import Urgency
from engine.simulate import Policy, Run, planned_runs, simulate
from engine.simulate.delivery import NEVER
from engine.simulate.draws import Draws
from engine.valuation.discounting import Amounts
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, pool, portfolio, project

CERTAIN: dict[str, Any] = {"preset": "none"}
SEEDS = range(5)
ONE = SolveBudget(workers=1)


def ranged(project_id: str, low: float, benefit: float, high: float, **more: Any) -> Any:
    """One month of work, then the benefit for ten months, undiscounted: worth ten times the benefit."""
    fields = {"benefit_per_month": benefit, "benefit_low": low, "benefit_high": high, "benefit_months": 10}
    return project(project_id, 1, **(fields | more))


def values(of: Portfolio, size: int, seed: int, workers: int | None = 1) -> Amounts:
    """What the plan of a portfolio, all of it possible at once, is worth in each draw."""
    runs = planned_runs(of, Policy.FIRST_COME)
    way = {"plan": ExecutedWay(Policy.FIRST_COME, runs, 0.0, of.settings.protective_capacity)}
    return execute(of, way, draws_of(of, normals(of, size, seed)), budget=SolveBudget(workers=workers))[
        "plan"
    ].executed.value


@pytest.mark.parametrize("seed", SEEDS)
def test_one_project_of_a_known_distribution_has_its_quantiles(seed: int) -> None:
    # Its owner's range is P10 to P90; the value is ten months of benefit.
    one = portfolio([ranged("A", 60.0, 100.0, 120.0)], [needs("A", 1)], risk=CERTAIN)
    got = distribution_of(values(one, 4000, seed))
    for between, exact in ((got.p10_between, 600.0), (got.p50_between, 1000.0), (got.p90_between, 1200.0)):
        width = between[1] - between[0]
        assert between[0] - 0.5 * width <= exact <= between[1] + 0.5 * width
    # Two halves of normals: the mean lies (upper − lower width) · φ(0) / 1.2816 from the median.
    mean = 1000.0 + (200.0 - 400.0) * NormalDist().pdf(0) / TENTH
    assert got.mean == pytest.approx(mean, abs=4 * 300 / 4000**0.5)
    assert got.positive_share == pytest.approx(NormalDist().cdf(TENTH * 100 / 40), abs=0.002)


@pytest.mark.parametrize(("common", "sigma"), [(0.0, 5.0), (1.0, 7.0)])
def test_normals_add(common: float, sigma: float) -> None:
    # Standard deviations 3 and 4 add to 5 when independent, and to 7 when they move together.
    a, b = ranged("A", 10 - 3 * TENTH, 10.0, 10 + 3 * TENTH), ranged("B", 20 - 4 * TENTH, 20.0, 20 + 4 * TENTH)
    risk = CERTAIN | {"benefits": {"p10": 1, "p90": 1, "common": common}}
    two = portfolio([a, b], [needs("A", 1), needs("B", 1)], risk=risk)
    drawn = values(two, 20_000, 3)
    assert drawn.std() == pytest.approx(10 * sigma, rel=0.02)
    assert np.quantile(drawn, 0.9) == pytest.approx(300 + 10 * sigma * TENTH, rel=0.01)


@pytest.mark.parametrize("seed", range(6))
def test_without_spread_and_events_every_draw_is_the_deterministic_figure_to_the_penny(seed: int) -> None:
    of = random_portfolio(seed)
    certain = of.model_copy(update={"settings": of.settings.model_copy(update={"risk": None})})
    certain = _with_risk(certain, preset="none")
    for policy in (Policy.SHARED, Policy.FIRST_COME):
        way = {
            "way": ExecutedWay(
                policy, planned_runs(of, policy), of.settings.multitasking_loss, of.settings.protective_capacity
            )
        }
        drawn = execute(certain, way, draws_of(certain, normals(certain, 5, seed)), budget=ONE)["way"].executed
        assert drawn.value == pytest.approx([simulate(of, policy).value] * 5, abs=0.005)


def test_with_events_the_mean_is_the_expected_value() -> None:
    projects = [
        project(f"p{i}", 1, benefit_per_month=10.0 * (i + 1), success_probability=0.3 + 0.1 * i) for i in range(6)
    ]
    of = portfolio(projects, [needs(f"p{i}", 1) for i in range(6)], risk=CERTAIN | {"success": True})
    drawn = values(of, 4000, 7)
    expected = simulate(of, Policy.FIRST_COME).value
    assert len(np.unique(drawn.round(6))) > 10
    assert abs(drawn.mean() - expected) <= 4 * drawn.std() / 4000**0.5


def test_late_and_scarce_are_lognormal() -> None:
    z = np.array([-TENTH, 0.0, TENTH])
    late = late_factor(LateSpread(p50=1.1, p90=1.6), z)
    assert late == pytest.approx([1.1**2 / 1.6, 1.1, 1.6])
    assert late[2] - late[1] > late[1] - late[0]
    assert capacity_factor(CapacitySpread(p10=0.9), z) == pytest.approx([0.9, 1.0, 1 / 0.9])


def test_durations_keep_their_mean_although_months_are_whole() -> None:
    of = _with_risk(portfolio([project("A", 3)], [needs("A", 3)]), preset="none", durations={"p50": 1.1, "p90": 1.1})
    drawn = draws_of(of, normals(of, 20_000, 1))
    assert set(np.unique(drawn.duration)) == {3, 4}
    assert drawn.duration.mean() == pytest.approx(3.3, abs=0.02)
    assert drawn.work[:, 0] == pytest.approx(1.1)


def test_what_all_have_in_common_is_the_share_of_variance_asked_for() -> None:
    of = _with_risk(
        portfolio([project("A", 3), project("B", 3)], [needs("A", 3), needs("B", 3)]),
        durations={"p90": 1.5, "common": 0.3},
    )
    z = normals(of, 40_000, 5)
    assert np.corrcoef(z.durations.T)[0, 1] == pytest.approx(0.3, abs=0.02)
    assert np.corrcoef(z.durations[:, 0], z.benefits[:, 0])[0, 1] == pytest.approx(0.0, abs=0.02)
    assert z.durations.std() == pytest.approx(1.0, abs=0.02)


def test_more_draws_leave_those_before_as_they_were_and_seeds_differ() -> None:
    of = random_portfolio(1)
    few, many, other = normals(of, 10, 1), normals(of, 40, 1), normals(of, 10, 2)
    assert (few.durations == many.durations[:10]).all()
    assert (few.rounding == many.rounding[:10]).all()
    assert not np.isclose(few.benefits, other.benefits).any()


def test_the_same_seed_gives_the_same_bits_in_any_number_of_processes() -> None:
    of = _with_risk(random_portfolio(2))
    assert (values(of, 600, 4, workers=1) == values(of, 600, 4, workers=2)).all()


def test_a_median_draw_keeps_what_has_no_spread() -> None:
    of = _with_risk(random_portfolio(4), preset="none")
    drawn, planned = draws_of(of, medians(of, 2)), Draws.as_planned(of, 2)
    assert (drawn.duration == planned.duration).all()
    assert (drawn.benefit == planned.benefit).all()


def test_value_so_far_ends_at_the_value_and_agrees_with_the_cash_flow_by_month() -> None:
    for seed in range(8):
        of = random_portfolio(seed)
        runs, settings = planned_runs(of, Policy.SHARED), of.settings
        way = {"way": ExecutedWay(Policy.SHARED, runs, settings.multitasking_loss, settings.protective_capacity)}
        simulation = simulate(of, Policy.SHARED)
        if simulation.stuck:
            continue
        known = value_so_far(of, simulation)
        got = execute(of, way, Draws.as_planned(of, 1), tuple(range(known.size)), budget=ONE)["way"]
        assert got.so_far[0] == pytest.approx(known, abs=1e-6)
        assert got.so_far[0, -1] == pytest.approx(got.executed.value[0], abs=1e-6)


def test_a_plan_that_is_executed_pushes_what_waits_for_it() -> None:
    # A takes two months and is drawn to three; B, planned after it with the same people, ends a month later.
    two = portfolio(
        [project("A", 2), project("B", 2, planned_start=2)],
        [needs("A", 20), needs("B", 20)],
        [pool("x")],
    )
    runs = {"A": Run(planned_runs(two, Policy.FIRST_COME)["A"].mode, 0), "B": planned_runs(two, Policy.FIRST_COME)["B"]}
    draws = Draws.as_planned(two, 2)
    longer = draws.duration.copy()
    longer[1, 0] = 3
    work = draws.work.copy()
    work[1, 0] = 1.5
    drawn = Draws(longer, draws.accelerated, work, draws.cost, draws.benefit, draws.capacity)
    way = {"plan": ExecutedWay(Policy.RECOMMENDED, runs, 0.0, 0.0)}
    assert execute(two, way, drawn, budget=ONE)["plan"].executed.finished.tolist() == [[2, 4], [3, 5]]


def test_today_is_read_from_one_place_and_the_queue_is_the_plan_in_order() -> None:
    of = random_portfolio(6)
    ways = ways_beside(of, recommend(of, Effort.LIVE))
    outcomes = execute(of, ways, Draws.as_planned(of, 1), budget=ONE)
    assert outcomes[TODAY].executed.value[0] == pytest.approx(todays_way(of).value)
    queue = simulate(with_reserve(of, 0.0), Policy.FIRST_COME, planned_runs(of, Policy.SHARED)).value
    assert outcomes[QUEUE].executed.value[0] == pytest.approx(queue)
    assert outcomes[RECOMMENDED].executed.value.size == 1


def test_finishes_are_months_and_never_is_later_than_any() -> None:
    assert finish_quantiles(np.array([5, 4, 6, 7, 8, 9, 3, 2, 1, 10])) == (1, 5, 9)
    assert finish_quantiles(np.array([5] * 8 + [NEVER] * 2)) == (5, 5, None)


def test_a_dis_benefit_and_a_window_are_drawn_like_any_other() -> None:
    worse = ranged("A", -20.0, -10.0, -5.0)
    open_until = ranged("B", 5.0, 10.0, 12.0, urgency=Urgency.WINDOW, benefit_end=5, benefit_months=None)
    of = portfolio([worse, open_until], [needs("A", 1), needs("B", 1)], risk=CERTAIN)
    low, high = (draws_of(of, _shifted(of, z)).benefit[0] for z in (-TENTH, TENTH))
    assert low == pytest.approx([2.0, 0.5])
    assert high == pytest.approx([0.5, 1.2])


def _shifted(of: Portfolio, z: float) -> Any:
    chance = medians(of, 1)
    return type(chance)(
        chance.benefits + z, chance.durations, chance.work, chance.capacity, chance.success, chance.rounding
    )


def _with_risk(of: Portfolio, **risk: Any) -> Portfolio:
    settings = type(of.settings).model_validate(of.settings.model_dump() | {"risk": risk or {}, "budgets": ()})
    return of.model_copy(update={"settings": settings})
