"""Many draws at once come out as the simulator has each of them by itself."""

from __future__ import annotations

import numpy as np
import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.portfolio.reading.loading import load
from engine.simulate import Policy, Run, planned_runs, simulate
from engine.simulate.batch import BatchSimulator
from engine.simulate.delivery import NEVER
from engine.simulate.draws import Draws, drawn_portfolio
from tests.support.places import SAMPLE as SAMPLE_FOLDER
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, project
from tests.support.workshop import portfolio as portfolio_of

SAMPLE = load(SAMPLE_FOLDER)
WAYS = (Policy.SHARED, Policy.FIRST_COME, Policy.RECOMMENDED, Policy.SPONSOR)


def random_draws(portfolio: Portfolio, size: int, seed: int) -> Draws:
    rng = np.random.default_rng(seed)
    planned = Draws.as_planned(portfolio, size)
    longer = rng.integers(0, 4, planned.duration.shape)

    def factor(like: np.ndarray) -> np.ndarray:
        return rng.uniform(0.6, 1.5, like.shape)

    return Draws(
        planned.duration + longer,
        np.minimum(planned.accelerated + longer, planned.duration + longer),
        factor(planned.work),
        factor(planned.cost),
        factor(planned.benefit),
        factor(planned.capacity),
    )


@pytest.mark.parametrize("policy", WAYS)
@pytest.mark.parametrize("seed", range(12))
def test_each_draw_is_what_the_simulator_makes_of_it(seed: int, policy: Policy) -> None:
    portfolio = random_portfolio(seed)
    draws, runs = random_draws(portfolio, 6, seed), planned_runs(portfolio, policy)
    executed = BatchSimulator(portfolio).execute(policy, runs, draws)
    for row in range(draws.size):
        alone = simulate(drawn_portfolio(portfolio, draws, row), policy, runs)
        finished = [NEVER if o.finished is None else o.finished for o in alone.outcomes]
        assert executed.finished[row].tolist() == finished
        assert executed.values[row] == pytest.approx([o.value for o in alone.outcomes], rel=1e-9, abs=1e-6)
        assert executed.flex_cost[row] == pytest.approx(alone.flex_cost, rel=1e-9, abs=1e-6)
        assert executed.value[row] == pytest.approx(alone.value, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("policy", WAYS)
@pytest.mark.parametrize("seed", range(6))
def test_a_draw_that_lacks_a_project_is_the_portfolio_without_it(seed: int, policy: Policy) -> None:
    portfolio = random_portfolio(seed)
    runs = planned_runs(portfolio, policy)
    ids = [*runs, "nobody"]
    executed = BatchSimulator(portfolio).execute(policy, runs, Draws.as_planned(portfolio, len(ids)), left_out=ids)
    for row, left_out in enumerate(ids):
        alone = simulate(portfolio, policy, {i: run for i, run in runs.items() if i != left_out})
        finished = [NEVER if o.finished is None else o.finished for o in alone.outcomes]
        assert executed.finished[row].tolist() == finished
        assert executed.values[row] == pytest.approx([o.value for o in alone.outcomes], rel=1e-9, abs=1e-6)
        assert executed.value[row] == pytest.approx(alone.value, rel=1e-9, abs=1e-6)


def test_what_is_left_out_rests_at_no_cost() -> None:
    shop = portfolio_of([project("A", 1, in_flight=True, pause_cost_per_month=5.0)], [needs("A", 10)])
    executed = BatchSimulator(shop).execute(
        Policy.FIRST_COME, planned_runs(shop, Policy.FIRST_COME), Draws.as_planned(shop), left_out=["A"]
    )
    assert executed.spent.sum() == 0


@pytest.mark.parametrize("policy", [Policy.SHARED, Policy.FIRST_COME])
def test_nothing_drawn_gives_the_figures_of_the_data_to_the_penny(policy: Policy) -> None:
    executed = BatchSimulator(SAMPLE).execute(policy, planned_runs(SAMPLE, policy), Draws.as_planned(SAMPLE, 3))
    alone = simulate(SAMPLE, policy)
    assert executed.value == pytest.approx([alone.value] * 3, abs=0.005)
    assert executed.values[2] == pytest.approx([o.value for o in alone.outcomes], abs=0.005)


def test_accelerated_work_is_drawn_too() -> None:
    portfolio = random_portfolio(7)
    steady = tuple(p.model_copy(update={"urgency": Urgency.STEADY}) for p in portfolio.projects)
    portfolio = portfolio.model_copy(update={"projects": steady})
    quick = {p.project_id: Run(Mode.ACCELERATED, 1) for p in portfolio.projects if p.can_accelerate}
    assert quick
    draws = random_draws(portfolio, 4, 1)
    executed = BatchSimulator(portfolio).execute(Policy.FIRST_COME, quick, draws)
    for row in range(4):
        alone = simulate(drawn_portfolio(portfolio, draws, row), Policy.FIRST_COME, quick)
        assert executed.value[row] == pytest.approx(alone.value, rel=1e-9, abs=1e-6)


def test_a_draw_does_not_depend_on_the_others() -> None:
    draws, runs = random_draws(SAMPLE, 40, 2), planned_runs(SAMPLE, Policy.SHARED)
    simulator = BatchSimulator(SAMPLE)
    together = simulator.execute(Policy.SHARED, runs, draws)
    apart = simulator.execute(Policy.SHARED, runs, draws.rows(slice(30, 40)))
    assert (together.value[30:] == apart.value).all()
    assert (together.finished[30:] == apart.finished).all()


def test_what_is_paid_by_month_adds_up() -> None:
    portfolio = random_portfolio(5)
    draws, runs = random_draws(portfolio, 8, 3), planned_runs(portfolio, Policy.SHARED)
    free = draws.benefit * 0.0
    without = Draws(draws.duration, draws.accelerated, draws.work, draws.cost, free, draws.capacity)
    plain = portfolio.model_copy(
        update={
            "projects": tuple(
                p.model_copy(update={"deadline_penalty": 0.0, "penalty_per_month": 0.0}) for p in portfolio.projects
            )
        }
    )
    executed = BatchSimulator(plain).execute(Policy.SHARED, runs, without)
    done = (executed.finished[:, [plain.project_index[i] for i in runs]] != NEVER).all(axis=1)
    idle = [p for p in plain.projects if p.project_id not in runs]
    rest = sum(-p.stop_penalty + (p.salvage_value - p.exit_cost if p.in_flight else 0.0) for p in idle)
    assert done.any()
    assert executed.spent.sum(axis=1)[done] == pytest.approx(rest - executed.value[done])


@pytest.mark.parametrize("policy", [Policy.UTILISATION, Policy.VALUE])
def test_ways_that_cannot_be_done_at_once_say_so(policy: Policy) -> None:
    portfolio = random_portfolio(0)
    with pytest.raises(ValueError, match="one future at a time"):
        BatchSimulator(portfolio).execute(policy, planned_runs(portfolio, policy), Draws.as_planned(portfolio))
