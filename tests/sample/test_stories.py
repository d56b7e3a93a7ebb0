"""The stories planted in the sample portfolio, as data/README.md tells them: each test fails when its story breaks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.optimise.recommendation import Decision, Reason, Recommendation
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action, Health, Mode
from engine.portfolio.scenario import Scenario
from engine.valuation.delay import cost_of_delay
from engine.valuation.options import option_values, plan_value, stop_value
from engine.valuation.work import work_profiles
from tests.support.sample import Solve

pytestmark = pytest.mark.slow

MILLION = 1_000_000.0
CLOSE = 0.003
"""Close enough for a story of half a million."""
TIGHT_MONTHS = range(3, 12)

Decisions = dict[str, Decision]


def value(portfolio: Portfolio, project_id: str, start: int | None = None, mode: Mode = Mode.NORMAL) -> float:
    """Value of working on a project, at its planned start unless said otherwise."""
    project = portfolio.projects_by_id[project_id]
    first = project.plan_start if start is None else start
    profile = work_profiles(portfolio)[project_id]
    return float(option_values(portfolio, project, profile, mode, np.array([first]))[0])


def days(portfolio: Portfolio, project_id: str, pool_id: str = "integration") -> float:
    """Person-days that a project needs of a pool."""
    return float(work_profiles(portfolio)[project_id][portfolio.pool_index[pool_id]].sum())


def value_per_integration_day(portfolio: Portfolio, project: Project) -> float:
    worth = value(portfolio, project.project_id) - stop_value(project)
    return worth / days(portfolio, project.project_id)


def reports_green(project: Project) -> bool:
    return {project.rag_time, project.rag_cost, project.rag_scope} == {Health.GREEN}


def loss_when(solve: Solve, recommended: Recommendation, project_id: str, action: Action) -> float:
    """What is surely lost when one decision goes another way."""
    assert recommended.value is not None
    forced = solve(Scenario(pins={project_id: action.value}), CLOSE)
    assert forced.best_bound is not None
    return recommended.value - forced.best_bound


def test_loved_app_costs_others_more_than_it_is_worth(
    sample: Portfolio, recommended: Recommendation, decisions: Decisions, solve: Solve
) -> None:
    app = sample.projects_by_id["homeowner-app"]
    assert reports_green(app)
    assert app.sponsor_priority == 1
    assert 0 < value(sample, "homeowner-app") < 0.6 * MILLION
    assert decisions["homeowner-app"].action is Action.STOP
    assert decisions["homeowner-app"].reason is Reason.DISPLACED
    assert loss_when(solve, recommended, "homeowner-app", Action.CONTINUE) > 0.4 * MILLION


def test_dull_master_data_unlocks_three_others(sample: Portfolio, decisions: Decisions) -> None:
    waiting = {link.successor for link in sample.dependencies if link.predecessor == "master-data"}
    assert waiting == {"quoting", "web-shop", "passport"}
    assert sample.projects_by_id["master-data"].benefit_per_month == 0
    assert value(sample, "master-data") < 0
    assert decisions["master-data"].action is Action.ACCELERATE
    assert decisions["quoting"].action is Action.ACCELERATE
    assert decisions["web-shop"].action is Action.ACCELERATE


def test_closing_window_makes_acceleration_pay_tenfold(sample: Portfolio, decisions: Decisions) -> None:
    pricing = sample.projects_by_id["pricing"]
    better = value(sample, "pricing", mode=Mode.ACCELERATED) - value(sample, "pricing")
    assert pricing.acceleration_cost == 120_000
    assert better == pytest.approx(1.6 * MILLION, abs=0.15 * MILLION)
    assert decisions["pricing"].action is Action.ACCELERATE
    assert decisions["pricing"].mode is Mode.ACCELERATED


def test_melting_benefit_is_not_delayed(sample: Portfolio, decisions: Decisions) -> None:
    predictive = sample.projects_by_id["predictive"]
    monthly = cost_of_delay(sample, predictive, work_profiles(sample)["predictive"])
    assert predictive.decay_per_month > 0.03
    assert monthly > 0.25 * MILLION
    assert decisions["predictive"].action in (Action.ACCELERATE, Action.CONTINUE)


def test_small_forecast_comes_before_large_warehouse(sample: Portfolio, decisions: Decisions) -> None:
    constrained = [p for p in sample.projects if days(sample, p.project_id) > 0]
    per_day = {p.project_id: value_per_integration_day(sample, p) for p in constrained}
    alone = {project_id: value(sample, project_id) for project_id in sample.planned}
    assert max(per_day, key=per_day.__getitem__) == "spare-parts"
    assert max(alone, key=alone.__getitem__) == "warehouse"
    assert per_day["warehouse"] < per_day["spare-parts"] / 5
    assert decisions["spare-parts"].action is Action.ACCELERATE
    assert decisions["warehouse"].action is Action.DEFER
    assert (decisions["spare-parts"].start or 0) < (decisions["warehouse"].start or 0)


def test_nearly_done_upgrade_is_finished_whatever_it_has_cost(sample: Portfolio, decisions: Decisions) -> None:
    finance = sample.projects_by_id["finance"]
    spent, budget = finance.spent_to_date or 0.0, finance.budget or 0.0
    assert finance.rag_cost is Health.RED
    assert spent > budget
    assert finance.percent_complete == pytest.approx(0.85)
    assert value(sample, "finance") > stop_value(finance) + 3 * MILLION
    assert decisions["finance"].action in (Action.CONTINUE, Action.ACCELERATE)


def test_mandatory_traceability_waits_for_its_date(sample: Portfolio, decisions: Decisions) -> None:
    project, decision = sample.projects_by_id["traceability"], decisions["traceability"]
    assert project.mandatory
    assert (project.latest_finish or 0) - project.plan_finish == 5
    assert decision.action is Action.DEFER
    assert decision.start is not None
    assert 3 <= (decision.delay_months or 0) <= 5
    per_month = days(sample, "traceability") / project.duration_months
    work_in_tight_months = [per_month * len(set(TIGHT_MONTHS) & {*range(s, s + 9)}) for s in (3, decision.start)]
    assert work_in_tight_months[0] - work_in_tight_months[1] > 80


def test_data_lake_waits_nearly_free(sample: Portfolio, decisions: Decisions) -> None:
    lake = sample.projects_by_id["data-lake"]
    half_a_year = value(sample, "data-lake") - value(sample, "data-lake", lake.plan_start + 6)
    assert reports_green(lake)
    assert 0 < half_a_year < 0.1 * MILLION
    assert days(sample, "data-lake") > 150
    assert decisions["data-lake"].action is Action.DEFER


def test_heat_pump_would_queue_for_the_rig_and_miss_its_season(
    sample: Portfolio, decisions: Decisions, planned_days: NDArray[np.float64]
) -> None:
    project, pool = sample.projects_by_id["heat-pump"], sample.pool_index["test"]
    gross = capacity_by_month(sample, planned_days.shape[1]).gross[pool]
    on_the_rig = np.flatnonzero(work_profiles(sample)["heat-pump"][pool])[-5:]
    assert reports_green(project)
    assert (planned_days[pool, on_the_rig] > gross[on_the_rig]).all()
    assert project.plan_finish == project.deadline
    assert 1.0 * MILLION < value(sample, "heat-pump") - value(sample, "heat-pump", 1) < 2.0 * MILLION
    assert (decisions["heat-pump"].finish or 99) <= project.plan_finish


def gain(changed: Recommendation, base: Recommendation) -> tuple[float, float]:
    """The interval in which the gain of a change surely lies."""
    assert changed.value is not None
    assert changed.best_bound is not None
    assert base.value is not None
    assert base.best_bound is not None
    return changed.value - base.best_bound, changed.best_bound - base.value


def staffed(sample: Portfolio, **people: int) -> Scenario:
    """The sample with more people in some pools, 18 days a month each."""
    pools = sample.pools_by_id
    return Scenario(capacity={pool: 1 + 18 * n / pools[pool].capacity_per_month for pool, n in people.items()})


def test_integration_is_the_constraint_although_software_is_busier(
    sample: Portfolio, recommended: Recommendation, solve: Solve
) -> None:
    integration = gain(solve(staffed(sample, integration=1), CLOSE), recommended)
    software = gain(solve(staffed(sample, software=1), CLOSE), recommended)
    testing = gain(solve(staffed(sample, test=1), CLOSE), recommended)
    assert integration[0] > 0.5 * MILLION
    assert integration[0] > max(software[1], testing[1])


def test_constraint_moves_to_test_and_release(sample: Portfolio, solve: Solve) -> None:
    eased = solve(staffed(sample, integration=3), 0.0003)
    integration = gain(solve(staffed(sample, integration=4), 0.0003), eased)
    testing = gain(solve(staffed(sample, integration=3, test=1), 0.0003), eased)
    assert testing[0] > integration[1]


def test_actions_are_a_healthy_mix(recommended: Recommendation, decisions: Decisions) -> None:
    count = {action: sum(d.action is action for d in decisions.values()) for action in Action}
    assert 1 <= count[Action.STOP] <= 4
    assert 3 <= count[Action.ACCELERATE] <= 10
    assert 5 <= count[Action.DEFER] <= 12
    assert count[Action.CONTINUE] >= 18
    assert recommended.value is not None
    assert 85 * MILLION < recommended.plan_value < 92 * MILLION
    assert recommended.value > recommended.plan_value


def test_promise_is_the_sum_of_the_plan(sample: Portfolio, recommended: Recommendation) -> None:
    profiles = work_profiles(sample)
    promised = sum(plan_value(sample, p, profiles[p.project_id]) for p in sample.projects)
    assert recommended.plan_value == pytest.approx(promised)
