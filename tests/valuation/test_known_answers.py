"""Valuation against answers known from theory, from textbooks and from a second library."""

from __future__ import annotations

import itertools

import numpy as np
import numpy_financial as npf
import pytest

from engine.optimise.choice import ChoiceProblem
from engine.optimise.solve import solve_choice
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import Demand, Pool
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.valuation.cashflow import run_flow, stop_flow
from engine.valuation.delay import cd3, cost_of_delay
from engine.valuation.discounting import annuity, monthly_factor, present_factors
from engine.valuation.options import option_values, plan_value, stop_value
from engine.valuation.work import work, work_profiles
from tests.support.small_portfolios import random_portfolio

NEVER_DISCOUNTED = Settings(name="Test", planning_month=24_322, discount_rate=0.0, protective_capacity=0.0)
DISCOUNTED = NEVER_DISCOUNTED.model_copy(update={"discount_rate": 0.08})


def project(**changes: object) -> Project:
    fields: dict[str, object] = {
        "project_id": "a",
        "name": "A",
        "planned_start": 0,
        "duration_months": 4,
        "remaining_cost": 400.0,
        "benefit_per_month": 50.0,
        "benefit_months": 24,
    }
    return Project.model_validate(fields | changes)


def portfolio(*projects: Project, settings: Settings = NEVER_DISCOUNTED, demand: tuple[Demand, ...] = ()) -> Portfolio:
    pool = Pool(pool_id="r", name="R", capacity_per_month=10, day_rate=5, flex_share=0, flex_day_rate=9)
    return Portfolio(settings=settings, projects=projects, pools=(pool,), demand=demand)


def values(
    of: Project, starts: list[int], settings: Settings = NEVER_DISCOUNTED, mode: Mode = Mode.NORMAL
) -> list[float]:
    whole = portfolio(of, settings=settings)
    profile = work_profiles(whole)[of.project_id]
    return option_values(whole, of, profile, mode, np.array(starts)).tolist()


class TestDiscounting:
    def test_monthly_factor_compounds_to_the_annual_rate(self) -> None:
        assert monthly_factor(0.08) ** 12 == pytest.approx(1 / 1.08)

    def test_present_value_agrees_with_numpy_financial(self) -> None:
        rate = 1.08 ** (1 / 12) - 1
        flows = np.array([-100.0, 30, 0, 50, 80])
        assert flows @ present_factors(0.08, 5) == pytest.approx(npf.npv(rate, flows))

    def test_annuity_agrees_with_numpy_financial(self) -> None:
        rate = 1.08 ** (1 / 12) - 1
        assert annuity(0.08, 36)[36] == pytest.approx(-npf.pv(rate, 36, 1, when="begin"))

    def test_a_ramped_annuity_grows_by_equal_steps_to_one(self) -> None:
        ramped = annuity(0.08, 4, 2)
        v = monthly_factor(0.08)
        assert ramped == pytest.approx(np.cumsum([0, 1 / 3, v * 2 / 3, v**2, v**3]))

    def test_shared_tables_cannot_be_changed(self) -> None:
        for table in (present_factors(0.08, 5), annuity(0.08, 5)):
            with pytest.raises(ValueError, match="read-only"):
                table[0] = 2.0

    def test_value_of_an_option_agrees_with_numpy_financial(self) -> None:
        of = project(benefit_ramp_months=2, success_probability=0.8)
        rate = 1.08 ** (1 / 12) - 1
        work_and_benefits = [-100.0] * 4 + [0.8 * 50 * min(1, (k + 1) / 3) for k in range(24)]
        assert values(of, [0], DISCOUNTED)[0] == pytest.approx(npf.npv(rate, work_and_benefits))
        assert values(of, [5], DISCOUNTED)[0] == pytest.approx(npf.npv(rate, [0.0] * 5 + work_and_benefits))


class TestUrgency:
    def test_steady_benefits_only_come_later(self) -> None:
        assert values(project(), [0, 6, 30]) == [800.0, 800.0, 800.0]

    def test_a_window_loses_a_month_of_benefit_a_month(self) -> None:
        of = project(urgency=Urgency.WINDOW, benefit_months=None, benefit_end=15)
        assert values(of, [0, 1, 12, 20]) == [200.0, 150.0, -400.0, -400.0]

    def test_decay_lowers_the_run_rate_for_each_month_after_the_planned_finish(self) -> None:
        of = project(urgency=Urgency.DECAYING, decay_per_month=0.1, planned_start=1, earliest_start=0)
        assert values(of, [0, 1, 2, 3]) == pytest.approx([800, 800, 0.9 * 1200 - 400, 0.81 * 1200 - 400])

    def test_a_finish_at_the_deadline_is_on_time(self) -> None:
        of = project(urgency=Urgency.DEADLINE, deadline=5, deadline_penalty=70.0, penalty_per_month=10.0)
        assert values(of, [1, 2, 4]) == [800.0, 800 - 70 - 10, 800 - 70 - 30]

    def test_a_deadline_that_has_passed_falls_due_today(self) -> None:
        of = project(urgency=Urgency.DEADLINE, deadline=-2, deadline_penalty=70.0)
        assert values(of, [0], DISCOUNTED)[0] == pytest.approx(values(project(), [0], DISCOUNTED)[0] - 70.0)

    def test_probability_multiplies_benefits_but_no_penalty(self) -> None:
        of = project(urgency=Urgency.DEADLINE, deadline=3, deadline_penalty=70.0, success_probability=0.5)
        assert values(of, [0]) == [600 - 400 - 70.0]


class TestCostsAndStops:
    def test_acceleration_costs_extra_over_a_shorter_time(self) -> None:
        of = project(can_accelerate=True, accelerated_duration=2, acceleration_cost=60.0)
        rate = 1.08 ** (1 / 12) - 1
        expected = npf.npv(rate, [-230.0, -230.0] + [50.0] * 24)
        assert values(of, [0], DISCOUNTED, Mode.ACCELERATED)[0] == pytest.approx(expected)

    def test_a_pause_costs_by_the_month_and_only_in_flight(self) -> None:
        assert values(project(in_flight=True, pause_cost_per_month=7.0), [0, 3]) == [800.0, 779.0]
        assert values(project(pause_cost_per_month=7.0), [0, 3]) == [800.0, 800.0]

    def test_stopping_in_flight_takes_salvage_and_pays_the_exit(self) -> None:
        assert stop_value(project(in_flight=True, exit_cost=30.0, salvage_value=12.0)) == -18.0
        assert stop_value(project(exit_cost=30.0, salvage_value=12.0)) == 0.0

    def test_stopping_a_dated_duty_costs_its_penalty(self) -> None:
        duty = project(urgency=Urgency.DEADLINE, deadline=9, deadline_penalty=70.0)
        assert stop_value(duty) == -70.0
        assert stop_value(duty.model_copy(update={"penalty_if_stopped": 5.0})) == -5.0

    def test_sunk_cost_and_budget_change_no_value(self) -> None:
        assert values(project(spent_to_date=9e6, budget=1e6), [0]) == values(project(), [0])

    def test_confidence_multiplies_positive_benefits_only(self) -> None:
        half = NEVER_DISCOUNTED.model_copy(update={"benefit_confidence": 0.5})
        assert values(project(), [0], half) == [200.0]
        assert values(project(benefit_per_month=-10.0), [0], half) == [-640.0]

    def test_internal_labour_is_charged_only_when_asked_for(self) -> None:
        demand = (Demand(project_id="a", pool_id="r", person_days=20),)
        for counted, expected in ((False, 800.0), (True, 700.0)):
            settings = NEVER_DISCOUNTED.model_copy(update={"count_internal_labour": counted})
            whole = portfolio(project(), settings=settings, demand=demand)
            assert plan_value(whole, whole.projects[0], work_profiles(whole)["a"]) == expected

    def test_the_plan_of_a_candidate_is_not_to_run(self) -> None:
        whole = portfolio(project(in_plan=False))
        assert plan_value(whole, whole.projects[0], work_profiles(whole)["a"]) == 0.0

    def test_a_shorter_valuation_cuts_the_benefit_life(self) -> None:
        cut = NEVER_DISCOUNTED.model_copy(update={"valuation_months": 10})
        assert values(project(), [0, 3, 8], cut) == [300 - 400.0, 150 - 400.0, -400.0]


class TestWork:
    def test_rescaling_keeps_each_pool_total(self) -> None:
        of = project(can_accelerate=True, accelerated_duration=3, acceleration_work=0.5, restart_work=0.2)
        demand = tuple(
            Demand(project_id="a", pool_id="r", person_days=d, month_offset=k) for k, d in enumerate((8, 2, 0, 6))
        )
        whole = portfolio(of, demand=demand)
        profile = work_profiles(whole)["a"]
        assert work(of, profile, Mode.NORMAL).tolist() == [[8.0, 2.0, 0.0, 6.0]]
        quick = work(of, profile, Mode.ACCELERATED)
        assert quick.shape == (1, 3)
        assert quick.sum() == pytest.approx(16 * 1.5)
        assert quick[0, 0] == pytest.approx((8 + 2 / 3) * 1.5)
        assert work(of, profile, Mode.ACCELERATED, paused=True).sum() == pytest.approx(16 * 1.5 * 1.2)


class TestTextbookAnswers:
    def test_one_server_does_the_job_with_the_larger_cd3_first(self) -> None:
        """On top of 10 a week A adds 10 after 2 weeks, B 30 after 4: in six weeks A first yields 100, B first 120."""
        yields = {}
        for order in itertools.permutations("AB"):
            weeks, gains = {"A": 2, "B": 4}, {"A": 10, "B": 30}
            settings = NEVER_DISCOUNTED.model_copy(update={"valuation_months": 6})
            total, start = 6 * 10.0, 0
            for name in order:
                of = project(
                    duration_months=weeks[name], remaining_cost=0.0, benefit_per_month=gains[name], benefit_months=99
                )
                total += values(of, [start], settings)[0]
                start += weeks[name]
            yields["".join(order)] = total
        assert yields == {"AB": 100.0, "BA": 120.0}
        assert cd3(30, 4) > cd3(10, 2)

    def test_goldratts_p_earns_more_per_minute_than_q(self) -> None:
        """P brings 45 for 15 minutes of the constraint, Q 60 for 30: with 30 minutes two P are the better choice."""
        answer = solve_choice(ChoiceProblem([45, 45, 60], [0, 1, 2], [[15, 15, 30]], [30], [False] * 3), gap=0)
        assert answer.objective == 90.0
        assert (45 / 15, 60 / 30) == (3.0, 2.0)

    def test_the_optimum_takes_what_ranking_leaves_out(self) -> None:
        """200 to spend: ranking by return takes 190 and leaves out a 10 that fits."""
        cost, worth = np.array([120, 70, 60, 10]), np.array([240.0, 133, 108, 15])
        ranked = np.argsort(-worth / cost)
        spent, taken = 0, []
        for i in ranked:
            if spent + cost[i] > 200:
                break
            spent, taken = spent + cost[i], [*taken, i]
        answer = solve_choice(ChoiceProblem(worth, range(4), [cost], [200], [False] * 4), gap=0)
        assert (spent, worth[taken].sum()) == (190, 373.0)
        assert answer.objective == 388.0


class TestCostOfDelay:
    def test_it_is_the_value_lost_by_starting_a_month_later(self) -> None:
        of = project(urgency=Urgency.WINDOW, benefit_months=None, benefit_end=40)
        whole = portfolio(of, project(project_id="b", in_plan=False, urgency=Urgency.WINDOW, benefit_end=40))
        profile = work_profiles(whole)["a"]
        assert cost_of_delay(whole, of, profile) == 50.0

    def test_a_steady_benefit_costs_only_its_time_value(self) -> None:
        whole = portfolio(project(), settings=DISCOUNTED)
        lost = cost_of_delay(whole, whole.projects[0], work_profiles(whole)["a"])
        worth = values(project(), [0], DISCOUNTED)[0]
        assert lost == pytest.approx(worth * (1 - monthly_factor(0.08)))


@pytest.mark.parametrize("seed", range(40))
def test_closed_forms_equal_monthly_cash_flows(seed: int) -> None:
    whole = random_portfolio(seed)
    rate = whole.settings.discount_rate
    profiles = work_profiles(whole)
    for of in whole.projects:
        profile = profiles[of.project_id]
        for mode in (Mode.NORMAL, Mode.ACCELERATED) if of.can_accelerate else (Mode.NORMAL,):
            starts = np.arange(12)
            expected = [run_flow(whole, of, profile, mode, int(s)).present_value(rate) for s in starts]
            assert option_values(whole, of, profile, mode, starts) == pytest.approx(expected, abs=1e-6)
        assert stop_value(of) == pytest.approx(stop_flow(of).present_value(rate))
