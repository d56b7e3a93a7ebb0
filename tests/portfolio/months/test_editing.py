"""Cells changed by hand: what a change makes of a table, how it is taken back, and two who changed the same data."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError
from engine.portfolio.months.editing import Change, Step, as_texts, changes, edited, for_month, merged, write_edited
from engine.portfolio.reading.loading import inspect, load
from engine.portfolio.writing.content import Content, content_of
from tests.support.building import Tables, write_folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    tables = Tables()
    tables.settings["planning_date"] = "2026-11"
    return write_folder(tmp_path / "data", tables)


@pytest.fixture
def base(data: Path) -> Content:
    return as_texts(content_of(data))


def cell(row: int, column: str, text: str, table: str = "projects", turn: int = 0) -> Step:
    return Step(table, turn, cells=((row, column, text),))


def test_what_is_not_touched_reads_back_to_the_same_portfolio(data: Path, base: Content, tmp_path: Path) -> None:
    write_edited(edited(base, ()), tmp_path / "out")
    assert load(tmp_path / "out").data_fingerprint == load(data).data_fingerprint


def test_a_changed_cell_is_read_and_a_step_is_taken_back_by_leaving_it_out(base: Content, tmp_path: Path) -> None:
    steps = (cell(0, "remaining_cost", "123456"), cell(1, "name", "Renamed", turn=1))
    after = edited(base, steps)
    assert [(c.row, c.column, c.after) for c in changes(base, after)] == [
        (base.tables["projects"].rows[0]["project_id"], "remaining_cost", "123456"),
        (base.tables["projects"].rows[1]["project_id"], "name", "Renamed"),
    ]
    write_edited(after, tmp_path / "out")
    assert load(tmp_path / "out").projects[0].remaining_cost == 123456
    assert len(changes(base, edited(base, steps[:1]))) == 1
    assert changes(base, edited(base, ())) == ()


def test_steps_of_one_turn_hold_all_that_was_changed_in_it(base: Content) -> None:
    first = cell(0, "remaining_cost", "1")
    both = Step("projects", 0, cells=((0, "remaining_cost", "1"), (1, "remaining_cost", "2")))
    assert len(changes(base, edited(base, (first, both)))) == 2


def test_rows_are_added_and_taken_away(base: Content) -> None:
    row = base.tables["projects"].rows[0]
    name = str(row["project_id"])
    after = edited(base, (Step("projects", 0, added=((("project_id", "NEW"), ("name", "New one")),), removed=(0,)),))
    assert [str(r["project_id"]) for r in after.tables["projects"].rows][-1] == "NEW"
    assert [(c.row, c.before, c.after) for c in changes(base, after)] == [(name, "there", ""), ("NEW", "", "there")]


def test_a_cell_that_cannot_be_read_is_told_with_its_place_and_remedy(base: Content, tmp_path: Path) -> None:
    write_edited(edited(base, (cell(1, "remaining_cost", "a lot"),)), tmp_path / "out")
    (problem,) = inspect(tmp_path / "out").errors
    assert (problem.file, problem.row, problem.column, problem.value) == ("projects.csv", 3, "remaining_cost", "a lot")
    assert problem.remedy


def test_a_formula_typed_into_a_cell_stays_a_text(base: Content, tmp_path: Path) -> None:
    write_edited(edited(base, (cell(0, "name", "=1+1"),)), tmp_path / "out")
    assert load(tmp_path / "out").projects[0].name == "=1+1"
    assert "'=1+1" in (tmp_path / "out" / "projects.csv").read_text(encoding="utf-8")


def test_an_assumption_goes_once_every_figure_of_its_column_was_written_anew(tmp_path: Path) -> None:
    tables = Tables()
    noted = {"note": "by nobody", "source": "assumed"}
    tables.settings["assumptions"] = [
        {"table": "pools", "column": "capacity_per_month", **noted},
        {"table": "projects", "column": "benefit_per_month", **noted},
    ]
    base = as_texts(content_of(write_folder(tmp_path / "data", tables)))
    pools = range(len(base.tables["pools"].rows))
    answer = Step("pools", 0, cells=tuple((row, "capacity_per_month", "77") for row in pools))
    after = edited(base, (answer, cell(0, "benefit_per_month", "5", turn=1)))
    assert [(a["table"], a["column"]) for a in after.lists["assumptions"]] == [("projects", "benefit_per_month")]
    assert len(base.lists["assumptions"]) == 2


def test_the_next_month_has_its_own_planning_date(base: Content, tmp_path: Path) -> None:
    write_edited(for_month(base, load_month(base) + 1), tmp_path / "out")
    assert load(tmp_path / "out").settings.planning_month == load_month(base) + 1


def load_month(base: Content) -> int:
    year, month = str(base.settings["planning_date"]).split("-")[:2]
    return int(year) * 12 + int(month) - 1


def test_two_who_changed_different_cells_are_put_together(base: Content) -> None:
    mine = edited(base, (cell(0, "remaining_cost", "1"),))
    theirs = edited(base, (cell(1, "remaining_cost", "2"), cell(0, "name", "Theirs", turn=1)))
    result = merged(base, mine, theirs)
    assert result.both == ()
    rows = result.content.tables["projects"].rows
    assert [rows[0]["remaining_cost"], rows[0]["name"], rows[1]["remaining_cost"]] == ["1", "Theirs", "2"]


def test_what_both_changed_is_told_and_mine_stands(base: Content) -> None:
    name = str(base.tables["projects"].rows[0]["project_id"])
    result = merged(
        base, edited(base, (cell(0, "remaining_cost", "1"),)), edited(base, (cell(0, "remaining_cost", "2"),))
    )
    assert result.both == (Change("projects", name, "remaining_cost", "2", "1"),)
    assert result.content.tables["projects"].rows[0]["remaining_cost"] == "1"


def test_rows_that_one_took_away_and_the_other_changed_stay(base: Content) -> None:
    name = str(base.tables["projects"].rows[0]["project_id"])
    gone, touched = edited(base, (Step("projects", 0, removed=(0,)),)), edited(base, (cell(0, "remaining_cost", "2"),))
    for mine, theirs in ((gone, touched), (touched, gone)):
        result = merged(base, mine, theirs)
        kept = {str(row["project_id"]): row for row in result.content.tables["projects"].rows}
        assert kept[name]["remaining_cost"] == "2"
        assert [c.row for c in result.both] == [name]
    assert merged(base, gone, base).both == merged(base, base, gone).both == ()
    assert name not in {str(row["project_id"]) for row in merged(base, base, gone).content.tables["projects"].rows}


def test_rows_that_both_added_stand_once(base: Content) -> None:
    row = Step("projects", 0, added=((("project_id", "NEW"), ("name", "Mine")),))
    other = Step("projects", 0, added=((("project_id", "NEW"), ("name", "Theirs")),))
    result = merged(base, edited(base, (row,)), edited(base, (other,)))
    names = [r["name"] for r in result.content.tables["projects"].rows if r["project_id"] == "NEW"]
    assert names == ["Mine"]
    assert [(c.before, c.after) for c in result.both] == [("Theirs", "Mine")]


def test_what_cannot_be_loaded_cannot_be_edited(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        content_of(tmp_path)
