"""What changed between two months: slips, costs and benefits by hand, and a changed id that is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.explain.months import changed_in_short
from engine.portfolio import Portfolio
from engine.portfolio.intake.bring_in import bring_in
from engine.portfolio.intake.recognition import recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.months.difference import difference, under_new_ids
from engine.portfolio.recognising.source import open_source

FIRST = """\
id,title,start,end,cost_m,yearly benefit m
R1,Ring road,2021-04-15,2022-06-30,40,3
R2,Tram depot,2020-01-15,2023-12-31,12.5,2
R4,Quay wall,2021-01-15,2024-05-31,5,1
"""
SECOND = """\
id,title,start,end,cost_m,yearly benefit m
R1,Ring road,2021-04-15,2024-03-31,55,3
R2,Tram depot,2020-01-15,2023-12-31,12.5,1
R3,Signals,2023-01-15,2025-06-30,8,1
R4-B,Quay Wall,2021-01-15,2024-06-30,5,1
"""


def loaded(folder: Path, text: str, month: str) -> Portfolio:
    path = folder / f"roads_{month}.csv"
    path.write_text(text, encoding="utf-8")
    work = folder / month
    work.mkdir()
    answers = {"month_0": month, "currency": "GBP", "cost_is": "whole"}
    return bring_in(path, written_map(recognition_of(open_source(path)), answers), work).portfolio


@pytest.fixture
def both(tmp_path: Path) -> tuple[Portfolio, Portfolio]:
    return loaded(tmp_path, FIRST, "2022-03"), loaded(tmp_path, SECOND, "2023-03")


def test_slips_and_costs_are_those_of_the_files(both: tuple[Portfolio, Portfolio]) -> None:
    changed = difference(*both)
    (slip,) = changed.slipped
    assert (slip.after.project_id, slip.months, changed.median_slip) == ("R1", 21, 21)
    (cost,) = changed.costs_moved
    assert (cost.after.project_id, cost.cost_share) == ("R1", pytest.approx(0.375))
    (benefit,) = changed.benefits_moved
    assert (benefit.after.project_id, benefit.benefit_share) == ("R2", pytest.approx(-0.5))


def test_a_project_of_one_name_and_date_is_asked_about_before_it_is_called_new(
    both: tuple[Portfolio, Portfolio],
) -> None:
    changed = difference(*both)
    assert [p.project_id for p in changed.new] == ["R3", "R4-B"]
    assert dict(changed.perhaps) == {"R4-B": "R4"}
    said = difference(*both, {"R4-B": "R4"})
    assert [p.project_id for p in said.new] == ["R3"]
    assert said.gone == ()
    assert {m.after.project_id: m.months for m in said.slipped} == {"R1": 21, "R4-B": 1}
    assert said.median_slip == 11


def test_nothing_changes_between_a_month_and_itself(both: tuple[Portfolio, Portfolio]) -> None:
    same = difference(both[0], both[0])
    assert (same.slipped, same.costs_moved, same.benefits_moved, same.new, same.gone) == ((), (), (), (), ())


def test_amounts_in_two_currencies_are_not_compared(both: tuple[Portfolio, Portfolio]) -> None:
    before, after = both
    abroad = after.model_copy(update={"settings": after.settings.model_copy(update={"currency": "AUD"})})
    changed = difference(before, abroad)
    assert (changed.costs_moved, changed.benefits_moved) == ((), ())
    said = changed_in_short(changed, before)
    assert said.startswith("Since Mar 2022: 1\xa0project slipped")
    assert said.endswith("Amounts are not compared: they were in GBP and are in AUD.")
    assert "not compared" not in changed_in_short(difference(before, after), before)


def test_last_month_stands_under_the_new_ids(both: tuple[Portfolio, Portfolio]) -> None:
    before, after = both
    renamed = under_new_ids(before, {"R4-B": "R4"})
    assert difference(renamed, after).perhaps == {}
    assert [p.project_id for p in renamed.projects] == ["R1", "R2", "R4-B"]
    assert {d.project_id for d in renamed.demand} == {"R1", "R2", "R4-B"}
    assert under_new_ids(before, {}) is before
