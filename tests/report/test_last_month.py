"""What changed since last month: last month rolled forward by hand, changed figures, decisions and their causes."""

from __future__ import annotations

from typing import Any

import pytest

from engine.compute import SolveBudget
from engine.errors import CockpitError
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.reporting import BenefitRecord
from engine.portfolio.model.resources import CapacityOverride
from engine.portfolio.model.settings import Budget
from engine.portfolio.model.vocabulary import Action
from engine.report.figures_changed import FIELD_OF, PROJECT_FIGURES, Group, figures_changed, take_back
from engine.report.last_month import LastMonth, since_last_month
from engine.report.rolled import rolled_forward
from engine.valuation.work import work_profiles
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import PLANNING_MONTH, days, link, pool, portfolio, project

EXACT = Target(gap=0.0, seconds=30.0)
BEFORE = PLANNING_MONTH - 1


def since(now: Portfolio, before: Portfolio) -> LastMonth:
    return since_last_month(now, find_plan(now, EXACT), before, SolveBudget(target=EXACT, workers=1))


def changed(shop: Portfolio, project_id: str, **figures: Any) -> Portfolio:
    projects = tuple(p.model_copy(update=figures) if p.project_id == project_id else p for p in shop.projects)
    return shop.model_copy(update={"projects": projects})


def test_a_month_of_work_takes_its_part() -> None:
    before = portfolio(
        project("a", duration_months=4, remaining_cost=20, spent_to_date=1, deadline=9, can_accelerate=True)
        .model_copy(update={"accelerated_duration": 3}),
        project("later", planned_start=3, benefit_end=8),
        project("done", duration_months=1),
        demand=(days("a", 8), days("later", 6), days("done", 1)),
        dependencies=(link("done", "later"),),
        planning_month=BEFORE,
    )  # fmt: skip
    rolled = rolled_forward(before, PLANNING_MONTH)
    a, later = rolled.projects
    assert (a.duration_months, a.remaining_cost, a.spent_to_date, a.deadline) == (3, 15, 6, 8)
    assert (a.in_flight, a.plan_start, a.plan_finish, a.accelerated_duration) == (True, 0, 3, 2)
    assert (later.planned_start, later.duration_months, later.benefit_end, later.in_flight) == (2, 2, 7, False)
    assert [d.person_days for d in rolled.demand] == [6, 6]
    assert (rolled.dependencies, rolled.settings.planning_month) == ((), PLANNING_MONTH)


def test_where_every_project_is_new_they_add_all_that_the_plan_is_worth() -> None:
    """Without them there is nothing to plan, which is worth nothing."""
    now, before = (portfolio(project(name), demand=(days(name, 3),)) for name in ("new", "old"))
    said = since(now, before)
    (added,) = [cause.gain for cause in said.causes if cause.group is Group.NEW]
    assert added.estimate == pytest.approx(find_plan(now, EXACT).value)
    assert added.estimate > 0


def test_a_profile_loses_the_months_that_were_worked() -> None:
    before = portfolio(
        project("a", duration_months=3),
        demand=(days("a", 5, month_offset=0), days("a", 3, month_offset=2)),
        planning_month=BEFORE,
    )
    rolled = rolled_forward(before, PLANNING_MONTH)
    assert work_profiles(rolled)["a"].tolist() == [[0, 3]]


def test_budgets_lose_what_the_plan_spends_and_months_move() -> None:
    before = portfolio(
        project("a", duration_months=4, remaining_cost=20),
        budgets=(Budget(start=-11, amount=50.0), Budget(start=1, amount=30.0)),
        capacity=tuple(CapacityOverride(pool_id="team", month=m, capacity=m + 1) for m in (0, 2)),
        benefits=(BenefitRecord(project_id="a", month=-1, planned=1),),
        planning_month=BEFORE,
    )
    rolled = rolled_forward(before, PLANNING_MONTH)
    assert [(b.start, b.amount) for b in rolled.settings.budgets] == [(0, 30.0)]
    assert [(c.month, c.capacity) for c in rolled.capacity] == [(1, 3)]
    assert rolled.benefits[0].month == -2
    two = rolled_forward(before, PLANNING_MONTH + 1)
    assert [(b.start, b.amount) for b in two.settings.budgets] == [(-1, 25.0)]


def test_candidates_do_not_work_and_the_same_month_changes_nothing() -> None:
    before = portfolio(project("idea", in_plan=False), planning_month=BEFORE)
    assert rolled_forward(before, PLANNING_MONTH).projects[0].duration_months == 2
    assert rolled_forward(before, BEFORE) is before


def test_data_that_are_later_or_in_another_currency_are_refused() -> None:
    now = portfolio(project("a"))
    with pytest.raises(CockpitError, match="later"):
        since(now, portfolio(project("a"), planning_month=PLANNING_MONTH + 1))
    with pytest.raises(CockpitError, match="currency"):
        since(now, portfolio(project("a"), currency="EUR"))


@pytest.mark.parametrize("seed", range(12))
def test_a_month_that_went_to_plan_is_no_news(seed: int) -> None:
    before = random_portfolio(seed)
    now = rolled_forward(before, before.settings.planning_month + 1)
    result = since_last_month(now, find_plan(now, EXACT), before, SolveBudget(target=EXACT, workers=1))
    assert (result.figures, result.decisions, result.causes) == ((), (), ())
    assert result.gain is not None
    assert result.gain.is_zero


def test_changed_figures_are_named_with_what_they_were() -> None:
    before = portfolio(
        project("a", rag_time="green"), project("gone"), demand=(days("a", 4),), pools=(pool(),), discount_rate=0.05
    )
    now = portfolio(
        project("a", benefit_per_month=12, rag_time="red"),
        project("new"),
        demand=(days("a", 6),),
        pools=(pool(capacity_per_month=9),),
    )
    result = {(f.subject, f.figure): (f.group, f.before, f.after) for f in figures_changed(before, now)}
    assert result == {
        ("New", "project"): (Group.NEW, "", "new"),
        ("Gone", "project"): (Group.GONE, "there", "gone"),
        ("A", "benefit_per_month"): (Group.BENEFITS, 10.0, 12.0),
        ("A", "rag_time"): (Group.REPORTS, "green", "red"),
        ("A", "person-days of Team"): (Group.WORK, 4.0, 6.0),
        ("Team", "capacity_per_month"): (Group.PEOPLE, 10.0, 9.0),
        ("Tiny", "discount_rate"): (Group.RULES, 0.05, 0.0),
    }


def test_rounding_is_no_change() -> None:
    before, now = portfolio(project("a", remaining_cost=1000)), portfolio(project("a", remaining_cost=1004))
    assert figures_changed(before, now) == ()
    assert len(figures_changed(before, portfolio(project("a", remaining_cost=1010)))) == 1


@pytest.mark.parametrize("seed", some(range(40)))
def test_all_groups_taken_back_are_last_month(seed: int) -> None:
    """Two random portfolios of the same pools: with every group taken back, nothing of last month's is missing."""
    before = random_portfolio(seed)
    now = changed(before, before.projects[0].project_id, benefit_per_month=1.0, remaining_cost=3.0, planned_start=1)
    now = now.model_copy(
        update={
            "pools": tuple(p.model_copy(update={"capacity_per_month": p.capacity_per_month + 5}) for p in now.pools),
            "projects": now.projects[:-1],
            "demand": tuple(d for d in now.demand if d.project_id != now.projects[-1].project_id),
            "dependencies": (),
            "settings": now.settings.model_copy(
                update={
                    "budgets": (Budget(start=0, amount=7.0),),
                    "discount_rate": now.settings.discount_rate + 0.02,
                    "protective_capacity": now.settings.protective_capacity + 0.05,
                    "themes": tuple(t.model_copy(update={"floor": None}) for t in now.settings.themes),
                }
            ),
        }
    )
    back = now
    for group in Group:
        if group is not Group.REPORTS:
            back = take_back(back, before, group)
    assert figures_changed(before, back) == ()
    first, second = find_plan(before, EXACT), find_plan(back, EXACT)
    assert second.value == pytest.approx(first.value) if first.value is not None else second.value is None


def test_one_cause_brings_the_whole_change() -> None:
    before = portfolio(project("a"), demand=(days("a", 4),))
    result = since(changed(before, "a", benefit_per_month=15.0), before)
    assert result.gain is not None
    assert result.expected == 100
    assert result.gain.estimate == pytest.approx(60)
    (cause,) = result.causes
    assert (cause.group, cause.figures, cause.decisions) == (Group.BENEFITS, 1, 0)
    assert cause.gain is not None
    assert cause.gain.estimate == pytest.approx(60)
    assert result.together == pytest.approx(0)


def two_in_one_pool(first: float, second: float) -> Portfolio:
    """Two months' work each for a team that can do one, and no time for both."""
    return portfolio(
        project("a", benefit_per_month=first, latest_finish=2, in_flight=False),
        project("b", benefit_per_month=second, latest_finish=2),
        demand=(days("a", 20), days("b", 20)),
    )


def test_a_decision_that_changed_names_the_figures_of_its_own() -> None:
    result = since(two_in_one_pool(10, 30), two_in_one_pool(20, 15))
    assert result.gain is not None
    assert result.gain.estimate == pytest.approx((30 - 20) * 12)
    by_id = {d.project_id: d for d in result.decisions}
    assert by_id.keys() == {"a", "b"}
    assert (by_id["a"].before, by_id["a"].start_before, by_id["a"].start_after) == (Action.CONTINUE, 0, None)
    assert (by_id["b"].after, by_id["b"].start_before, by_id["b"].start_after) == (Action.CONTINUE, None, 0)
    assert by_id["a"].figures == by_id["b"].figures == ("benefit_per_month",)
    assert [c.decisions for c in result.causes] == [2]


def test_what_came_and_what_went_are_causes_of_their_own() -> None:
    """A team that can do one of three in time; the best of them goes and a better one comes, each for 12 months."""

    def shop(**benefits: float) -> Portfolio:
        projects = [project(i, benefit_per_month=b, latest_finish=2, in_flight=False) for i, b in benefits.items()]
        return portfolio(*projects, demand=tuple(days(i, 20) for i in benefits))

    result = since(shop(kept=10, came=40), shop(kept=10, gone=30))
    gains = {c.group: c.gain.estimate for c in result.causes if c.gain is not None}
    # Without the new one, the kept one runs: 30 a month less. With the one that went back, nothing changes.
    assert gains == {Group.NEW: pytest.approx(30 * 12), Group.GONE: pytest.approx(0)}
    (new,) = [c for c in result.causes if c.group is Group.NEW]
    flips = {f.project_id: (f.before, f.after) for f in new.flips}
    assert flips.keys() == {"kept", "came"}
    assert flips["came"] == (None, Action.CONTINUE)
    assert flips["kept"][0] is Action.CONTINUE is not flips["kept"][1]
    assert new.decisions == 1


def test_causes_that_only_work_together_are_said_to() -> None:
    before = portfolio(project("a", benefit_per_month=10, duration_months=2), demand=(days("a", 30),))
    now = portfolio(project("a", benefit_per_month=20), demand=(days("a", 20),))
    result = since(now, before)
    gains = {c.group: c.gain.estimate for c in result.causes if c.gain is not None}
    # Before, the team could never do it: nothing. Now 20 a month for a year less cost 20.
    assert result.gain is not None
    assert result.gain.estimate == pytest.approx(220)
    assert gains == {Group.WORK: pytest.approx(220), Group.BENEFITS: pytest.approx(120)}
    assert result.together == pytest.approx(-120)


def test_a_portfolio_that_had_no_plan_has_no_gain() -> None:
    before = portfolio(project("a", mandatory=True, latest_finish=2), demand=(days("a", 40),))
    now = portfolio(project("a", mandatory=True, latest_finish=2), demand=(days("a", 20),))
    result = since(now, before)
    assert (result.gain, result.together, result.decisions) == (None, None, ())
    assert [c.gain for c in result.causes] == [None]


NOT_COMPARED = {
    "project_id", "name", "sponsor", "sponsor_priority", "theme", "stage", "method", "benefit_type", "benefit_owner",
    "as_of", "spent_to_date", "approved_benefit_per_month", "approved_finish", "percent_complete", "benefit_low",
    "benefit_high", "capital_share", "other", "assumed", "derived",
}  # fmt: skip
"""Columns whose change is no cause of another value: texts, what was spent or approved, and how sure one is."""


def test_every_column_of_a_project_is_compared_or_is_known_not_to_be() -> None:
    """A column added later is in one of the two, or this fails."""
    compared = {FIELD_OF.get(figure, figure) for figure in PROJECT_FIGURES}
    assert set(Project.model_fields) - compared == NOT_COMPARED
