"""The agenda: the first decisions with their waiting, by hand and as both analyses have them apart."""

from __future__ import annotations

import pytest

from engine.analyse.decisions.agenda import Agenda, agenda
from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.first_decisions import first_decisions
from engine.optimise.recommend import Target, find_plan
from tests.support.shops import shop
from tests.support.small_portfolios import random_portfolio

EXACT = Target(gap=0.0, seconds=30.0)


def test_what_it_is_worth_and_what_a_month_costs_by_hand() -> None:
    # Stop L: 90; defer A: 70 more. L is one month of work, begun now: a month of waiting costs all that stopping gains.
    points = agenda(shop(), find_plan(shop(), EXACT))
    assert [(i.project_id, i.adopted.gain) for i in points.items] == [("L", 90), ("A", 70)]
    assert points.worth == 160
    by_project = {i.project_id: i.wait for i in points.items}
    assert points.waiting == pytest.approx(sum(w.per_month for w in by_project.values() if w.effective <= 0))
    assert by_project["L"].per_month == pytest.approx(90)
    left = points.left({"L"})
    assert [i.project_id for i in left.items] == ["A"]
    assert left.worth == 70
    assert [i.project_id for i in points.left((), most=1).items] == ["L"]
    assert points.left({"L", "A"}) == Agenda((), points.moves)
    assert points.left({"L", "A"}).costs_from is None


@pytest.mark.parametrize("seed", range(15))
def test_figures_are_those_of_the_two_analyses(seed: int) -> None:
    some = random_portfolio(seed)
    plan = find_plan(some, EXACT)
    points = agenda(some, plan)
    first, waits = first_decisions(some, plan, 12), decision_delay(some, plan).waits
    assert tuple(i.adopted for i in points.items) == first.steps
    assert all(i.wait in waits and i.wait.project_id == i.project_id for i in points.items)
    assert points.worth == (first.steps[-1].total if first.steps else 0)
    for most in range(1, len(first.steps) + 1):
        last = first.steps[most - 1]
        assert points.left((), most).worth_range == (last.total_low, last.total_high)
        assert first_decisions(some, plan, most).steps == first.steps[:most]
    due = [i.wait for i in points.items if i.wait.per_month > 0]
    assert points.costs_from == min((w.effective for w in due), default=None)
    assert points.waiting == pytest.approx(sum(w.per_month for w in due if w.effective == 0))
