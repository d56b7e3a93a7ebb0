"""First decisions: by hand, and that gains are what the simulation says."""

from __future__ import annotations

from threading import Event

import pytest

from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.today.today import todays_runs, todays_way
from engine.errors import CancelledError
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.vocabulary import Action, Urgency
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.workshop import needs, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)


def test_stopping_the_work_that_only_gets_in_the_way_comes_first() -> None:
    shop = portfolio(
        [
            project("A", 2, benefit_per_month=10.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("B", 2, benefit_per_month=20.0, urgency=Urgency.WINDOW, benefit_end=11),
            project("L", 4, benefit_per_month=0.0, remaining_cost=30.0),
        ],
        [needs("A", 20), needs("B", 20), needs("L", 40)],
    )
    # Today: a third each until A and B are done in month 6: six months of 30 less 30. Recommended: B, then A, no L.
    # Stop L: A and B at half pace are done in month 4: eight months of 30, so 240 − 150 = 90.
    # Defer A to month 2 instead: B and L at half pace in months 0–1, then A first: A done in 4, B in 5 or later.
    answer = first_decisions(shop, find_plan(shop, EXACT), 5)
    assert (answer.today, answer.today_low, answer.today_high) == (150, 150, 230)
    assert answer.moves == 2
    assert [(s.project_id, s.action, s.gain, s.total) for s in answer.steps] == [
        ("L", Action.STOP, 90, 90),
        # A from month 2, served first: B alone in months 0–1: 200 + 80 = 280.
        ("A", Action.DEFER, 40, 130),
    ]
    # In a queue A comes first, B second and L last: 100 + 160 − 30. Without L 260, with B first 280.
    assert [(s.gain_low, s.gain_high, s.total_low, s.total_high) for s in answer.steps] == [
        (30, 90, 30, 90),
        (20, 40, 50, 130),
    ]


def test_a_candidate_takes_the_place_of_its_rival() -> None:
    shop = portfolio(
        [
            project("old", 1, exclusive_group="g", benefit_per_month=1.0),
            project("new", 1, exclusive_group="g", benefit_per_month=5.0, in_plan=False),
        ],
        [needs("old", 5), needs("new", 5)],
    )
    answer = first_decisions(shop, find_plan(shop, EXACT))
    assert [(s.project_id, s.action, s.gain) for s in answer.steps] == [("new", Action.ACCELERATE, 48)]
    assert answer.moves == 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(25)))
def test_gains_are_those_of_the_simulation(seed: int) -> None:
    shop = random_portfolio(seed)
    recommendation = find_plan(shop, EXACT)
    answer = first_decisions(shop, recommendation, 4)
    assert answer.today == round(todays_way(shop).value)
    assert sum(s.gain for s in answer.steps) == (answer.steps[-1].total if answer.steps else 0)
    assert all(0 < s.gain_low <= s.gain <= s.gain_high for s in answer.steps)
    assert all(s.total_low <= s.total <= s.total_high for s in answer.steps)
    decided = {d.project_id: d for d in recommendation.decisions}
    for step in answer.steps[:1]:
        if decided[step.project_id].start is None:
            runs = {i: r for i, r in todays_runs(shop).items() if i != step.project_id}
            assert answer.today + step.gain == round(todays_way(shop, runs).value)


def test_the_limit_on_steps_is_kept_and_none_follow_without_a_plan() -> None:
    shop = random_portfolio(3)
    recommendation = find_plan(shop, EXACT)
    assert len(first_decisions(shop, recommendation, 1).steps) <= 1
    assert first_decisions(shop, recommendation, 0).steps == ()


def test_it_can_be_called_off() -> None:
    shop = random_portfolio(3)
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        first_decisions(shop, find_plan(shop, EXACT), cancel=cancel)


def test_what_is_left_is_priced_on_top_of_what_was_decided() -> None:
    for seed in range(20):
        shop = random_portfolio(seed)
        plan = find_plan(shop, EXACT)
        if plan.value is None:
            continue
        whole = first_decisions(shop, plan, 5)
        if len(whole.steps) < 3:
            continue
        taken = [step.project_id for step in whole.steps[:2]]
        rest = first_decisions(shop, plan, 3, decided=taken)
        assert rest.decided == whole.steps[:2]
        assert rest.steps == whole.steps[2:5]
        assert rest.moves == whole.moves - 2
        assert (rest.today, rest.today_low, rest.today_high) == (whole.today, whole.today_low, whole.today_high)
        return
    raise AssertionError("no portfolio has three first decisions")


def test_of_decisions_taken_in_another_order_each_gain_is_what_it_adds() -> None:
    for seed in range(20):
        shop = random_portfolio(seed)
        plan = find_plan(shop, EXACT)
        steps = () if plan.value is None else first_decisions(shop, plan, 5).steps
        if len(steps) < 2:
            continue
        taken = [steps[1].project_id, steps[0].project_id]
        rest = first_decisions(shop, plan, 5, decided=taken)
        assert [step.project_id for step in rest.decided] == taken
        assert rest.decided[-1].total == steps[1].total
        assert sum(step.gain for step in rest.decided) == rest.decided[-1].total
        return
    raise AssertionError("no portfolio has two first decisions")
