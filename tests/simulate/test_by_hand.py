"""Deliveries worked out on paper: the months stand in the comments."""

from __future__ import annotations

import pytest

from engine.portfolio.model.portfolio import Rules
from engine.portfolio.model.resources import CapacityOverride, Dependency
from engine.portfolio.model.vocabulary import Mode, Urgency
from engine.simulate import Policy, Run, simulate
from tests.support.workshop import dates, needs, outcome, pool, portfolio, project


def test_two_projects_on_one_pool_one_after_another() -> None:
    # Each asks for all 10 days of a month, for two months: A in months 0 and 1, B in 2 and 3.
    two = portfolio([project("A", 2), project("B", 2)], [needs("A", 20), needs("B", 20)])
    answer = simulate(two, Policy.FIRST_COME)
    assert dates(answer) == {"A": (0, 2), "B": (2, 4)}
    assert answer.months == 4
    assert [month.done for month in answer.load] == [10, 10, 10, 10]
    assert [month.asked for month in answer.load] == [20, 20, 10, 10]


def test_two_projects_on_one_pool_sharing() -> None:
    # Half the pace each: both need four months, and A, which gains nothing, waits two months more for its benefits.
    two = portfolio([project("A", 2), project("B", 2)], [needs("A", 20), needs("B", 20)])
    assert dates(simulate(two, Policy.SHARED)) == {"A": (0, 4), "B": (0, 4)}


def test_two_projects_sharing_with_multitasking_loss() -> None:
    # n = 20 / 10 = 2, efficiency 1 − 0.17 · (2 − 1) = 0.83: 8.3 days of work a month, 0.415 months of work each.
    # After three months 1.245 are done. The 0.755 left ask for 15.1 days in month 3: efficiency 0.9133, so 0.45665
    # each. The last 0.29835 ask for 5.967 days, which month 4 has at full efficiency.
    two = portfolio([project("A", 2), project("B", 2)], [needs("A", 20), needs("B", 20)], multitasking_loss=0.17)
    answer = simulate(two, Policy.SHARED)
    assert dates(answer) == {"A": (0, 5), "B": (0, 5)}
    assert outcome(answer, "A").progress == pytest.approx([0.415, 0.415, 0.415, 0.45665, 0.29835])
    assert [month.effort for month in answer.load] == pytest.approx([10, 10, 10, 10, 5.967])
    assert sum(month.done for month in answer.load) == pytest.approx(40)


def test_the_scarcest_pool_decides_and_the_rest_goes_to_the_next() -> None:
    # A asks 10 of x and 4 of y; x has 5, so A gets half of both. Of the 10 days of y, 8 are left: B, which asks 10,
    # gets 0.8 a month and ends in month 1 (0.8 + 0.2); A ends after two months.
    both = portfolio(
        [project("A", 1), project("B", 1)],
        [needs("A", 10), needs("A", 4, "y"), needs("B", 10, "y")],
        [pool("x", 5), pool("y", 10)],
    )
    answer = simulate(both, Policy.FIRST_COME)
    assert outcome(answer, "A").progress == (0.5, 0.5)
    assert outcome(answer, "B").progress == pytest.approx((0.8, 0.2))


def test_sharing_leaves_no_pool_idle_for_want_of_another() -> None:
    # A and B ask 10 of x each: half. B and C ask 4 and 8 of y: B takes 2, C need not stay at half and takes all 8.
    three = portfolio(
        [project("A", 1), project("B", 1), project("C", 1)],
        [needs("A", 10), needs("B", 10), needs("B", 4, "y"), needs("C", 8, "y")],
        [pool("x", 10), pool("y", 10)],
    )
    answer = simulate(three, Policy.SHARED)
    assert dates(answer) == {"A": (0, 2), "B": (0, 2), "C": (0, 1)}


def test_begun_work_is_not_pre_empted_by_a_louder_sponsor() -> None:
    quiet = project("quiet", 3, sponsor_priority=9)
    loud = project("loud", 1, sponsor_priority=1, planned_start=1)
    silent = project("silent", 1)
    # Quiet begins in month 0 before the loud one is released, and keeps its people; then loud, then the one unranked.
    three = portfolio([silent, quiet, loud], [needs("quiet", 30), needs("loud", 10), needs("silent", 10)])
    assert dates(simulate(three, Policy.SPONSOR)) == {"silent": (4, 5), "quiet": (0, 3), "loud": (3, 4)}


def test_a_successor_waits_for_its_predecessor_and_the_lag() -> None:
    links = [Dependency(predecessor="A", successor="B", lag_months=2)]
    pair = portfolio([project("A", 2), project("B", 1)], [needs("A", 20), needs("B", 5)], links=links)
    # A is done in month 2; two months of lag: B in month 4. A successor in flight does not wait.
    assert dates(simulate(pair, Policy.FIRST_COME)) == {"A": (0, 2), "B": (4, 5)}
    begun = portfolio([project("A", 2), project("B", 1, in_flight=True)], [needs("A", 20), needs("B", 5)], links=links)
    assert outcome(simulate(begun, Policy.FIRST_COME), "B").started == 0


def test_a_predecessor_outside_the_plan_is_not_waited_for_but_one_stopped_is() -> None:
    links = [Dependency(predecessor="A", successor="B")]
    outside = portfolio([project("A", 2, in_plan=False), project("B", 1)], [needs("B", 5)], links=links)
    assert dates(simulate(outside, Policy.FIRST_COME)) == {"B": (0, 1)}
    stopped = portfolio([project("A", 2), project("B", 1)], [needs("B", 5)], links=links)
    answer = simulate(stopped, Policy.FIRST_COME, {"B": Run(Mode.NORMAL, 0)})
    assert answer.stuck == ("B",)


def test_flex_is_bought_when_demand_exceeds_capacity_and_no_further() -> None:
    # 10 days less 10 % protection: 9, and up to 2 on top. A asks 12 a month for one month: 11 in month 0, 1 in month 1.
    single = portfolio(
        [project("A", 1)], [needs("A", 12)], [pool(flex_share=0.2, flex_day_rate=3.0)], protective_capacity=0.1
    )
    answer = simulate(single, Policy.FIRST_COME)
    assert [month.capacity for month in answer.load] == pytest.approx([9, 9])
    assert [month.flex_bought for month in answer.load] == pytest.approx([2, 0])
    assert answer.flex_cost == pytest.approx(6.0)
    assert answer.value == pytest.approx(12 - 6)
    assert outcome(answer, "A").finished == 2


def test_a_profile_is_worked_through_in_its_own_order() -> None:
    # 4 days, then 12: month 0 does the first month of work and, in month 1, ten days of the second (10/12 of it);
    # the 2 days that are left come in month 2.
    single = portfolio([project("A", 2)], [needs("A", 4, month=0), needs("A", 12, month=1)])
    answer = simulate(single, Policy.FIRST_COME)
    assert [month.done for month in answer.load] == pytest.approx([4, 10, 2])
    assert outcome(answer, "A").progress == pytest.approx((1, 10 / 12, 2 / 12))


def test_a_month_may_end_one_month_of_work_and_begin_the_next() -> None:
    # 20 days, then 4. Month 0 does 10 of the 20 (half a month of work), and so does month 1, though half of it would
    # have gone on into the second: pace counts one month of work a month, not days.
    single = portfolio([project("A", 2)], [needs("A", 20, month=0), needs("A", 4, month=1)])
    answer = simulate(single, Policy.FIRST_COME)
    assert outcome(answer, "A").progress == pytest.approx((0.5, 0.5, 1.0))
    wide = portfolio(
        [project("A", 2)],
        [needs("A", 20, month=0), needs("A", 4, month=1)],
        overrides=[CapacityOverride(pool_id="x", month=1, capacity=11)],
    )
    # Month 1 now ends the 20 and has one day left of the four: a quarter of the second month of work.
    assert outcome(simulate(wide, Policy.FIRST_COME), "A").progress == pytest.approx((0.5, 0.75, 0.75))


def test_sharing_follows_profiles_too() -> None:
    # A: 12 then 0 days; B: 4 a month for two months. Month 0: 16 asked of 10: share 10/16 for both.
    # Month 1: A asks 12 · 6/16 = 4.5 up to its bend and nothing beyond, B 4: all fits. Month 2: B's last 6/16.
    two = portfolio([project("A", 2), project("B", 2)], [needs("A", 12, month=0), needs("B", 8)])
    answer = simulate(two, Policy.SHARED)
    assert outcome(answer, "A").progress == pytest.approx((10 / 16, 1, 6 / 16))
    assert [month.done for month in answer.load] == pytest.approx([10, 4.5 + 4, 1.5])


def test_what_is_left_of_a_month_is_done_as_soon_as_the_common_pace_reaches_it() -> None:
    # 12 days a month. Month 0: 24 asked, so A (one month of work) and B (two) do 0.6 each. Month 1: A has 0.4 left and
    # B wants a whole month. Up to a pace of 0.4 both go alike, 4 + 4 days, and A is done; the 4 days that are left are
    # B's: 0.8. In proportion to what they ask, A would get 4 · 12/14 days and need month 2.
    two = portfolio([project("A", 1), project("B", 2)], [needs("A", 10), needs("B", 20)], [pool(capacity=12)])
    answer = simulate(two, Policy.SHARED)
    assert outcome(answer, "A").progress == pytest.approx((0.6, 0.4))
    assert outcome(answer, "B").progress == pytest.approx((0.6, 0.8, 0.6))
    assert dates(answer) == {"A": (0, 2), "B": (0, 3)}


@pytest.mark.parametrize("policy", [Policy.SHARED, Policy.FIRST_COME, Policy.SPONSOR])
def test_many_months_with_enough_of_everything_end_where_something_changes(policy: Policy) -> None:
    # A asks 6 of 10 days for nine months, B 6 for two, from month 5. Alone A has enough, but for month 2, where 3 are
    # there: half. It is then half a month behind: 2.5 done by month 3, 4.5 by month 5. B's two months of 12 asked:
    # sharing, 5/6 each; in a queue A goes on and B gets the 4 left over, 2/3 a month.
    dip = [CapacityOverride(pool_id="x", month=2, capacity=3)]
    jobs = [project("A", 9, sponsor_priority=1), project("B", 2, planned_start=5, sponsor_priority=2)]
    answer = simulate(portfolio(jobs, [needs("A", 54), needs("B", 12)], overrides=dip), policy)
    assert outcome(answer, "A").progress[:5] == pytest.approx((1, 1, 0.5, 1, 1))
    if policy is Policy.SHARED:
        # Months 5 and 6: 5/6 each. Month 7: A a whole month, B its last 1/3, 8 of 10 days. A: 4.5 + 5/3 + 1, then
        # 1.8333 in months 8 and 9.
        assert outcome(answer, "B").progress[5:] == pytest.approx((5 / 6, 5 / 6, 1 / 3))
        assert outcome(answer, "A").progress[5:] == pytest.approx((5 / 6, 5 / 6, 1, 1, 5 / 6))
    else:
        assert outcome(answer, "B").progress[5:] == pytest.approx((2 / 3, 2 / 3, 2 / 3))
        assert outcome(answer, "A").progress[5:] == pytest.approx((1, 1, 1, 1, 0.5))


def test_idle_people_are_the_worst_thing_under_utilisation() -> None:
    # Of 10 days, A asks 6, B 9: B leaves 1 idle, A would leave 4. B first; A gets the 1 left, a sixth of its work.
    two = portfolio([project("A", 1), project("B", 1)], [needs("A", 6), needs("B", 9)])
    assert outcome(simulate(two, Policy.UTILISATION), "A").progress == pytest.approx((1 / 6, 5 / 6))
    assert outcome(simulate(two, Policy.FIRST_COME), "B").progress == pytest.approx((4 / 9, 5 / 9))


def test_value_policies_start_before_the_plan_and_todays_do_not() -> None:
    late = portfolio([project("A", 1, planned_start=5, earliest_start=2)], [needs("A", 5)])
    starts = {policy: dates(simulate(late, policy, constraint="x"))["A"][0] for policy in _PLANNED}
    assert {policy for policy, start in starts.items() if start == 5} == {
        Policy.SHARED,
        Policy.FIRST_COME,
        Policy.SPONSOR,
    }
    assert {policy for policy, start in starts.items() if start == 2} == {Policy.CD3, Policy.VALUE, Policy.UTILISATION}


_PLANNED = [policy for policy in Policy if policy is not Policy.RECOMMENDED]


def test_value_per_constraint_day_takes_free_work_first() -> None:
    # Free asks nothing of x; C earns 24 with 20 days, B 12 with 5 days: 1.2 against 2.4 a day.
    shop = portfolio(
        [project("C", 2, benefit_per_month=2.0), project("B", 1), project("free", 1, benefit_per_month=0.1)],
        [needs("C", 20), needs("B", 5), needs("free", 5, "y"), needs("C", 20, "y"), needs("B", 5, "y")],
        [pool("x"), pool("y")],
    )
    answer = simulate(shop, Policy.VALUE, constraint="x")
    # y: free and B take 5 each in month 0, so C, last, begins in month 1.
    assert dates(answer) == {"C": (1, 3), "B": (0, 1), "free": (0, 1)}
    with pytest.raises(ValueError, match="constraint"):
        simulate(shop, Policy.VALUE)


def test_goldratts_p_before_q() -> None:
    # P brings 45 for 15 of the constraint's minutes, Q 60 for 30; there are 30 before the market closes: two P earn 90,
    # the one Q that a sponsor asks for 60.
    shut = {"urgency": Urgency.WINDOW, "benefit_end": 1}
    shop = portfolio(
        [
            project("Q", 1, benefit_per_month=60.0, sponsor_priority=1, **shut),
            project("P1", 1, benefit_per_month=45.0, **shut),
            project("P2", 1, benefit_per_month=45.0, **shut),
        ],
        [needs("Q", 30), needs("P1", 15), needs("P2", 15)],
        [pool(capacity=30)],
    )
    assert simulate(shop, Policy.SPONSOR).value == 60
    assert simulate(shop, Policy.VALUE, constraint="x").value == 90


def test_candidates_and_the_lesser_of_a_group_do_not_run() -> None:
    three = portfolio(
        [
            project("idea", 1, in_plan=False),
            project("first", 1, exclusive_group="g"),
            project("second", 1, exclusive_group="g", planned_start=3),
        ],
        [needs("idea", 1), needs("first", 1), needs("second", 1)],
    )
    answer = simulate(three, Policy.FIRST_COME)
    assert dates(answer) == {"first": (0, 1)}
    assert answer.value == pytest.approx(12)


def test_work_in_flight_that_is_starved_is_paused() -> None:
    # B in flight is planned later than A in flight, so it rests in months 0 and 1 at 3 a month and then owes 10 days
    # more half: 15 days at 10 a month, two months, the second at half pace.
    starved = portfolio(
        [
            project("A", 2, in_flight=True, planned_start=-5),
            project("B", 1, in_flight=True, pause_cost_per_month=3.0, restart_work=0.5),
        ],
        [needs("A", 20), needs("B", 10)],
    )
    answer = simulate(starved, Policy.FIRST_COME)
    assert dates(answer) == {"A": (0, 2), "B": (2, 4)}
    assert outcome(answer, "B").work_days == pytest.approx((15.0,))
    assert outcome(answer, "B").value == pytest.approx(12 - 6)


def test_cost_follows_progress_and_a_late_finish_pays_its_penalties() -> None:
    # Half pace for four months: 20 of cost as 5, 5, 5, 5, discounted each in its month; due in month 2, done in 4.
    rate = 0.12
    late = portfolio(
        [
            project(
                "A",
                2,
                remaining_cost=20.0,
                benefit_per_month=0.0,
                urgency=Urgency.DEADLINE,
                deadline=2,
                deadline_penalty=7.0,
                penalty_per_month=1.0,
            )
        ],
        [needs("A", 40)],
        discount_rate=rate,
    )
    v = (1 + rate) ** (-1 / 12)
    expected = -5 * (1 + v + v**2 + v**3) - 7 * v**2 - (v**2 + v**3)
    assert simulate(late, Policy.FIRST_COME).value == pytest.approx(expected)


def test_labour_is_paid_for_effort_when_it_counts() -> None:
    two = portfolio(
        [project("A", 2), project("B", 2)],
        [needs("A", 20), needs("B", 20)],
        [pool(day_rate=0.1)],
        multitasking_loss=0.17,
        count_internal_labour=True,
    )
    # 45.967 days of effort for 40 of work, as worked out above.
    assert simulate(two, Policy.SHARED).value == pytest.approx(24 - 4.5967)
    assert simulate(two, Policy.FIRST_COME).value == pytest.approx(24 - 4.0)


def test_a_limit_on_parallel_work_makes_sharing_a_queue() -> None:
    two = portfolio(
        [project("A", 2), project("B", 2)],
        [needs("A", 20), needs("B", 20)],
        rules=Rules(max_parallel=(("x", 1.0),)),
        multitasking_loss=0.17,
    )
    # The one let in asks for as much as there is: n = 1, nothing is lost.
    assert dates(simulate(two, Policy.SHARED)) == {"A": (0, 2), "B": (2, 4)}


def test_decisions_already_adopted_are_served_first() -> None:
    two = portfolio([project("A", 2), project("B", 2)], [needs("A", 20), needs("B", 20)], multitasking_loss=0.17)
    runs = {"A": Run(Mode.NORMAL, 0), "B": Run(Mode.NORMAL, 1)}
    # A has month 0 alone; from month 1 B comes first; then A's second month of work.
    assert dates(simulate(two, Policy.SHARED, runs, ahead={"B"})) == {"A": (0, 4), "B": (1, 3)}


def test_accelerated_work_takes_its_own_duration_and_days() -> None:
    quick = project("A", 4, can_accelerate=True, accelerated_duration=2, acceleration_work=0.25, acceleration_cost=3.0)
    single = portfolio([quick], [needs("A", 16)])
    answer = simulate(single, Policy.RECOMMENDED, {"A": Run(Mode.ACCELERATED, 1)})
    # 20 days over two months.
    assert dates(answer) == {"A": (1, 3)}
    assert outcome(answer, "A").work_days == pytest.approx((20.0,))
    assert answer.value == pytest.approx(12 - 3)


def test_work_without_demand_takes_its_duration() -> None:
    assert dates(simulate(portfolio([project("A", 3, planned_start=2)], []), Policy.SHARED)) == {"A": (2, 5)}


def test_capacity_that_comes_back_is_waited_for() -> None:
    away = [CapacityOverride(pool_id="x", month=m, capacity=0) for m in range(4)]
    single = portfolio([project("A", 1, planned_start=1)], [needs("A", 10)], overrides=away)
    for policy in (Policy.SHARED, Policy.FIRST_COME):
        assert dates(simulate(single, policy)) == {"A": (4, 5)}


@pytest.mark.parametrize("policy", _PLANNED)
def test_what_can_never_be_done_ends_with_a_clear_result(policy: Policy) -> None:
    none = portfolio(
        [project("A", 1, penalty_if_stopped=5.0), project("B", 2, planned_start=3), project("C", 1)],
        [needs("A", 10), needs("B", 10, "y"), needs("C", 0.0)],
        [pool("x", 0.0, flex_share=0.5), pool("y")],
        links=[Dependency(predecessor="A", successor="C")],
    )
    answer = simulate(none, policy, constraint="y")
    assert answer.stuck == ("A", "C")
    assert outcome(answer, "A").started is None
    assert outcome(answer, "A").value == -5.0
    assert outcome(answer, "B").finished == (5 if policy in (Policy.SHARED, Policy.FIRST_COME, Policy.SPONSOR) else 2)


def test_an_empty_portfolio_has_nothing_to_deliver() -> None:
    answer = simulate(portfolio([], []), Policy.SHARED)
    assert (answer.value, answer.months, answer.outcomes, answer.load) == (0, 0, (), ())


def test_executing_a_plan_needs_the_plan() -> None:
    with pytest.raises(ValueError, match="runs"):
        simulate(portfolio([project("A", 1)], []), Policy.RECOMMENDED)


def test_work_in_flight_goes_on_whenever_else_it_might_have_begun() -> None:
    shop = portfolio([project("flying", 2, in_flight=True, earliest_start=3)], [needs("flying", 2)])
    for policy in (Policy.FIRST_COME, Policy.CD3):
        assert dates(simulate(shop, policy)) == {"flying": (0, 2)}
