"""The workbook of a pack: every table behind it, numbers as numbers, texts as texts."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from engine.explain.table import ReportTable, columns_under
from engine.pack.workbook import workbook
from tests.support.building import POOLS
from tests.support.live_texts import LIVE_TEXTS


@pytest.fixture(scope="module")
def book(made: Callable[..., Path]) -> Path:
    return made(".xlsx")


def _rows(book: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.mark.slow
def test_decisions_have_the_figures_of_the_command(book: Path, ask: Callable[..., str]) -> None:
    plan = json.loads(ask("recommend", "--json"))
    rows = {row["Id"]: row for row in _rows(book, "decisions")}
    assert len(rows) == len(plan["decisions"])
    for decision in plan["decisions"]:
        row = rows[decision["project_id"]]
        assert row["Value (GBP)"] == pytest.approx(decision["value"])
        assert row["Action"] == decision["action"].capitalize()
        if decision["start"] is not None:
            assert row["Start"] == date.fromisoformat(f"{decision['start']}-01")


def test_the_constraint_has_the_figures_of_the_command(book: Path, ask: Callable[..., str]) -> None:
    pools = json.loads(ask("constraint", "--json"))["pools"]
    rows = {row["Pool"]: row for row in _rows(book, "constraint")}
    names = {pool["pool_id"]: pool["name"] for pool in POOLS}
    for pool in pools:
        assert rows[names[pool["pool_id"]]]["One more day (GBP)"] == pytest.approx(pool["marginal_value"])


def test_the_money_by_year_comes_down_to_the_value_of_the_plan(book: Path, ask: Callable[..., str]) -> None:
    rows = {row["Money"]: row["All years (GBP)"] for row in _rows(book, "money-by-year")}
    assert rows["Value of the plan"] == pytest.approx(json.loads(ask("recommend", "--json"))["value"])
    assert rows["Net"] + rows["Less for coming later"] == pytest.approx(rows["Value of the plan"])  # type: ignore[operator]


def test_every_table_of_the_report_is_in_it(book: Path, ask: Callable[..., str]) -> None:
    names = python_calamine.CalamineWorkbook.from_path(book).sheet_names
    assert set(json.loads(ask("report", "--json"))["tables"]) <= set(names)
    assert {"sentences", "bridge", "alternatives", "strategy", "load", "assumptions", "proof"} <= set(names)


def test_nothing_is_a_formula(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
    assert _rows(book, "assumptions")[0]["Note"] == "=five years"


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    rows = tuple((text, text) for text in LIVE_TEXTS)
    table = ReportTable("assumptions", "Assumed", "", columns_under("=Figure", "Note"), rows, "")
    path = tmp_path / "pack.xlsx"
    path.write_bytes(workbook([table], "GBP"))
    with zipfile.ZipFile(path) as archive:
        [sheet] = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert b"<f>" not in sheet
    assert [tuple(row.values()) for row in _rows(path, "assumptions")] == list(rows)
