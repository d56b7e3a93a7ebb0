"""``data``: saved months are listed, and what changed since the one before is told with what it does to the plan."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.portfolio.months.store import save
from engine.portfolio.reading.loading import load
from tests.support.building import Tables, write_folder
from tests.support.commands import run


def test_saved_months_are_listed_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_MONTHS", str(tmp_path / "months"))
    portfolio = write_folder(tmp_path / "portfolio", Tables())
    assert run("data", "months", portfolio).strip() == "No month has been saved."
    save(tmp_path / "months", portfolio, who="ines", source="plan.xlsx", seen=0)
    save(tmp_path / "months", portfolio, who="carl", source="plan2.xlsx", seen=1)
    first, second = run("data", "months", portfolio).splitlines()
    assert "version 2: saved by carl" in first
    assert "version 1: saved by ines" in second
    listed = json.loads(run("data", "months", portfolio, "--json"))["months"]
    assert [(m["version"], m["who"], m["source"]) for m in listed] == [
        (2, "carl", "plan2.xlsx"),
        (1, "ines", "plan.xlsx"),
    ]
    assert load(Path(listed[0]["folder"])).data_fingerprint == load(portfolio).data_fingerprint


def test_changes_since_the_month_before_are_told_with_what_they_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_MONTHS", str(tmp_path / "months"))
    before, after = Tables(), Tables()
    after.settings["planning_date"] = "2026-12"
    after.project("P1")["benefit_per_month"] = 2 * float(after.project("P1")["benefit_per_month"])
    after.projects = [p for p in after.projects if p["project_id"] != "P4"]
    after.demand = [d for d in after.demand if d["project_id"] != "P4"]
    portfolio = write_folder(tmp_path / "portfolio", before)
    assert "no two saved months" in run("data", "changes", portfolio, "--json", exit_code=1)
    save(tmp_path / "months", portfolio, who="ines", source="plan.xlsx", seen=0)
    save(tmp_path / "months", write_folder(tmp_path / "later", after), who="carl", source="plan.xlsx", seen=0)
    told = json.loads(run("data", "changes", portfolio, "--json"))
    assert told["since"] == "2026-11"
    assert "1\xa0project gone" in told["sentence"]
    causes = {c["What changed"]: c for c in told["causes"]}
    assert causes["benefits and urgency"]["Added"] > 0
    assert causes["projects gone"]["Which"].endswith("not there")
    assert {(c["Project"], c["What"]) for c in told["changes"]} >= {
        ("Booking app", "Benefit a year"),
        ("Forecast", "Gone"),
    }
    text = run("data", "changes", tmp_path / "later", "--previous", portfolio)
    assert "Why the recommendation changed" in text


def test_amounts_of_two_months_in_two_currencies_are_not_compared(tmp_path: Path) -> None:
    before, after = Tables(), Tables()
    after.settings |= {"planning_date": "2026-12", "currency": "AUD"}
    then, now = write_folder(tmp_path / "then", before), write_folder(tmp_path / "now", after)
    told = json.loads(run("data", "changes", now, "--previous", then, "--json"))
    assert told["sentence"].endswith("Amounts are not compared: they were in GBP and are in AUD.")
    assert told["causes"] == []
    assert {change["What"] for change in told["changes"]} <= {"Finish", "New", "Gone"}
    assert "Amounts are not compared" in run("data", "changes", now, "--previous", then)


def test_what_a_source_holds_is_fetched_as_a_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "plan.db")) as connection:
        connection.execute("CREATE TABLE work (title, cost)")
        connection.execute("INSERT INTO work VALUES ('Booking app', 120000)")
        connection.commit()
    sources, database = tmp_path / "sources.yaml", f"sqlite:///{tmp_path / 'plan.db'}"
    sources.write_text(f"Planning: {{url: '{database}', queries: {{list: SELECT * FROM work}}}}\n", encoding="utf-8")  # noqa: S608
    said = run("data", "fetch", "Planning", "--sources", sources, "-o", tmp_path / "list.csv")
    assert "from Planning" in said
    assert (tmp_path / "list.csv").read_text(encoding="utf-8") == "title,cost\nBooking app,120000\n"
    query = "list=SELECT title FROM work"
    run("data", "fetch", "--url", database, "--query", query, "-o", tmp_path / "titles.csv")
    assert (tmp_path / "titles.csv").read_text(encoding="utf-8") == "title\nBooking app\n"
    run("data", "fetch", "--url", database, "--query", query, "-o", tmp_path / "titles.csv", exit_code=1)
    run("data", "fetch", "Nothing", "--sources", sources, "-o", tmp_path / "other.csv", exit_code=2)
