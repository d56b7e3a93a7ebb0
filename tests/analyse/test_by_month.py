"""Which pool limits in which months, by hand: where the constraint wanders, and what a person is worth there."""

from __future__ import annotations

import pytest

from engine.analyse.constraint.by_month import Spell, wanders
from engine.analyse.constraint.constraint import Constraint, find_constraint
from engine.analyse.constraint.worth_of_person import worth_of_person
from engine.compute import SolveBudget
from engine.explain.constraint import explain_constraint
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target, find_plan
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import month
from tests.support import tiny

EXACT = Target(0.0, 60.0)


def found(portfolio: Portfolio) -> Constraint:
    return find_constraint(portfolio, find_plan(portfolio, EXACT), SolveBudget(target=EXACT, workers=1))


def relay(**changes: object) -> Portfolio:
    """Two projects that must be done in month 0 by the first team, two in month 3 by the second; one each has room."""
    early = [tiny.project(f"e{i}", duration_months=1, latest_finish=1, remaining_cost=0.0) for i in range(2)]
    late = [
        tiny.project(f"l{i}", planned_start=3, earliest_start=3, duration_months=1, latest_finish=4, remaining_cost=0.0)
        for i in range(2)
    ]
    demand = tuple(tiny.days(p.project_id, 10, "first" if p in early else "second") for p in (*early, *late))
    pools = (tiny.pool("first", days_per_person=10, day_rate=1), tiny.pool("second", days_per_person=10, day_rate=1))
    return tiny.portfolio(*early, *late, demand=demand, **({"pools": pools} | changes))  # type: ignore[arg-type]


def test_the_constraint_wanders_from_the_first_team_to_the_second() -> None:
    portfolio = relay()
    result = found(portfolio)
    assert [(s.pool_id, s.first, s.stop) for s in result.spells] == [("first", 0, 3), ("second", 3, 6)]
    assert len(wanders(result.spells)) == 2
    said = [claim.prose for claim in explain_constraint(result, portfolio).further]
    (moves,) = [s for s in said if s.startswith("What limits us changes")]
    first, second = (portfolio.pools_by_id[i].name for i in ("first", "second"))
    at = [month(portfolio.settings.planning_month + t) for t in (0, 2, 3, 5)]
    assert moves.endswith(f"{first} from {at[0]} to {at[1]}, then {second} from {at[2]} to {at[3]}.")


def test_a_person_in_those_months_only_lets_in_one_project() -> None:
    """Each spell: three months of ten days at one a day, for a project that is worth the same in either."""
    first, second = found(relay()).spells
    assert first.gain.estimate == pytest.approx(second.gain.estimate, rel=0.2)
    assert first.cost == pytest.approx(30.0)
    assert first.net == pytest.approx(first.gain.estimate - 30.0)


def test_one_pool_does_not_wander_nor_does_what_is_too_close_to_call() -> None:
    sure, unsure = Interval(5.0, 4.0, 6.0), Interval(5.0, 0.0, 6.0)
    assert wanders([Spell("a", 0, 3, sure, 1.0), Spell("a", 6, 9, sure, 1.0)]) == ()
    assert wanders([Spell("a", 0, 3, sure, 1.0), Spell("b", 3, 6, unsure, 1.0)]) == ()
    assert len(wanders([Spell("a", 0, 3, sure, 1.0), Spell("b", 3, 6, sure, 1.0)])) == 2


def test_a_person_is_worth_the_same_to_whoever_asks_and_nothing_before_they_are_there() -> None:
    portfolio = relay()
    pools = tuple(p.model_copy(update={"hire_lead_months": 1, "hire_cost": 7.0}) for p in portfolio.pools)
    later = portfolio.model_copy(update={"pools": pools})
    plan = find_plan(later, EXACT)
    budget = SolveBudget(target=EXACT, workers=1)
    early, late = (worth_of_person(later, plan, i, budget) for i in ("first", "second"))
    assert early is not None
    assert late is not None
    assert early.gain.estimate == pytest.approx(0.0)
    assert late.gain.estimate > 50
    assert late.cost == pytest.approx(7 + 5 * 10)
    assert worth_of_person(later, plan, "second", budget) == late
