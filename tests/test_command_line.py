"""The command line as programs and people use it: exit codes, JSON spelt as documented, words without tracebacks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from engine.__main__ import main
from engine.commands import answers
from engine.errors import SolverError, VerificationError
from engine.optimise.recommend import Target, recommend
from engine.optimise.recommendation import Effort, Status
from engine.portfolio.reading.loading import load
from engine.valuation.discounting import present_factors
from tests.support.building import Tables, write_folder
from tests.support.places import ROOT

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
ANSWER = [
    "portfolio", "fingerprint", "currency", "status", "value", "objective", "best_bound", "gap", "seconds", "solver",
    "plan_value", "decisions", "load",
]  # fmt: skip
DECISION = ["project_id", "action", "reason", "mode", "start", "finish", "value", "value_of_plan", "delay_months"]
LOAD = ["pool_id", "month", "demand", "capacity", "flex_bought"]
PROBLEM = ["file", "row", "column", "value", "message", "remedy", "rows", "count"]
IMPOSSIBLE = "name: Nobody left\ncapacity: {test: 0.05}\nflex_share: {test: 0}\n"
"""Nobody is left to finish the mandatory ledger."""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Without its floor, which would keep all but one theme off the floor's pool."""
    tables = Tables()
    del tables.settings["themes"][1]["floor"]
    return write_folder(tmp_path / "good", tables)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Two things wrong in two files."""
    tables = Tables()
    tables.project("P1")["remaining_cost"] = "a lot"
    tables.demand[0]["pool_id"] = "nobody"
    return write_folder(tmp_path / "bad", tables)


@pytest.fixture
def scenario(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str) -> Path:
        path = tmp_path / "scenario.yaml"
        path.write_text(text)
        return path

    return write


def answer(*arguments: object, exit_code: int = 0) -> dict[str, Any]:
    """What ``recommend --json`` prints."""
    result = run("recommend", *arguments, "--json")
    assert result.exit_code == exit_code, result.output
    content = json.loads(result.stdout)
    assert isinstance(content, dict)
    return content


class TestCheck:
    def test_a_portfolio_that_can_be_used(self, good: Path) -> None:
        result = run("check", good)
        assert result.exit_code == 0
        assert result.stdout == "Harbour Lights: 5 projects, 2 pools, planned from Nov 2026. 0 errors, 0 warnings.\n"

    def test_as_json(self, good: Path) -> None:
        result = run("check", good, "--json")
        expected = {"errors": [], "warnings": [], "plan": {"exists": True, "reason": ""}}
        assert (result.exit_code, json.loads(result.stdout)) == (0, expected)

    def test_without_looking_for_a_plan(self, good: Path) -> None:
        result = run("check", good, "--no-plan", "--json")
        assert (result.exit_code, json.loads(result.stdout)) == (0, {"errors": [], "warnings": []})
        assert run("check", good, "--no-plan").exit_code == 0

    def test_a_portfolio_without_any_plan_is_no_error_and_says_so(self, tmp_path: Path) -> None:
        tables = Tables()
        tables.projects[2]["latest_finish"] = "2027-04"
        tables.pools[1] |= {"headcount": 0.1, "flex_share": 0}
        path = write_folder(tmp_path / "stuck", tables)
        assert run("recommend", path, "--effort", "live").exit_code == 2
        result = run("check", path, "--json")
        content = json.loads(result.stdout)
        assert (result.exit_code, content["errors"], content["plan"]["exists"]) == (0, [], False)
        assert "Ledger is mandatory" in content["plan"]["reason"]
        assert content["plan"]["reason"] in [warning["message"] for warning in content["warnings"]]
        visible = run("check", path)
        assert visible.exit_code == 0
        assert "Ledger is mandatory" in visible.stderr
        assert "Ledger is mandatory" not in run("check", path, "--no-plan").stderr

    def test_where_no_plan_is_found_it_is_not_said_that_there_is_none(
        self, good: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = recommend(load(good), Effort.LIVE)
        late = replace(plan, status=Status.NO_SOLUTION, value=None, objective=None, gap=None, decisions=(), load=())
        monkeypatch.setattr("engine.commands.check.recommend", lambda *_: late)
        answered = json.loads(run("check", good, "--json").stdout)
        assert answered["plan"]["exists"] is None
        assert "there may be one all the same" in answered["plan"]["reason"]
        assert [warning["message"] for warning in answered["warnings"]] == [answered["plan"]["reason"]]
        assert run("check", good).exit_code == 0

    def test_a_solver_that_fails_does_not_stop_the_check(self, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise SolverError("the solver is missing")

        monkeypatch.setattr("engine.commands.check.recommend", fail)
        result = run("check", good, "--json")
        assert (result.exit_code, json.loads(result.stdout)["plan"]["exists"]) == (0, None)

    def test_rows_of_one_kind_are_one_line_and_each_one_if_wanted(self, tmp_path: Path) -> None:
        tables = Tables()
        first = len(tables.projects) + 2
        tables.projects += [tables.projects[0] | {"project_id": f"X{n}", "remaining_cost": "?"} for n in range(9)]
        path = write_folder(tmp_path / "flood", tables)
        visible = run("check", path)
        named = f"projects.csv, column remaining_cost: 9 rows: this is not a number; rows {first}, {first + 1}, "
        assert named + f"{first + 2} and 6 more" in visible.stderr
        assert "9 errors of 1 kind" in visible.stdout
        (reported,) = json.loads(run("check", path, "--json").stdout)["errors"]
        assert (reported["row"], reported["count"], reported["rows"]) == (first, 9, list(range(first, first + 9)))
        every = json.loads(run("check", path, "--json", "--all").stdout)["errors"]
        assert [(p["row"], p["rows"], p["count"]) for p in every] == [(r, [r], 1) for r in range(first, first + 9)]
        assert len(re.findall("^error: ", run("check", path, "--all").stderr, re.MULTILINE)) == 9

    def test_every_problem_with_its_place_and_remedy(self, bad: Path) -> None:
        result = run("check", bad)
        assert result.exit_code == 1
        assert "projects.csv, row 2, column remaining_cost" in result.stderr
        assert "demand.csv, row 2, column pool_id" in result.stderr
        assert "2 errors" in result.stdout

    def test_every_problem_as_json(self, bad: Path) -> None:
        result = run("check", bad, "--json")
        content = json.loads(result.stdout)
        assert result.exit_code == 1
        assert list(content) == ["errors", "warnings"]
        assert [list(problem) for problem in content["errors"]] == [PROBLEM, PROBLEM]
        places = {(p["file"], p["row"], p["column"], p["value"]) for p in content["errors"]}
        assert places == {("projects.csv", 2, "remaining_cost", "a lot"), ("demand.csv", 2, "pool_id", "nobody")}
        assert all(p["message"] and p["remedy"] for p in content["errors"])

    def test_warnings_do_not_fail(self, tmp_path: Path) -> None:
        tables = Tables()
        del tables.settings["planning_date"]
        path = write_folder(tmp_path / "undated", tables)
        assert run("check", path).exit_code == 0
        assert "planning_date" in run("check", path).stderr
        assert json.loads(run("check", path, "--json").stdout)["warnings"]

    def test_nothing_there(self, tmp_path: Path) -> None:
        result = run("check", tmp_path / "none")
        assert result.exit_code == 1
        assert "there is no such file or folder" in result.stderr


class TestRecommend:
    def test_keys_are_spelt_as_documented_and_in_order(self, good: Path) -> None:
        result = answer(good)
        assert list(result) == ANSWER
        assert {tuple(d) for d in result["decisions"]} == {tuple(DECISION)}
        assert {tuple(entry) for entry in result["load"]} == {tuple(LOAD)}

    def test_what_it_is_about(self, good: Path) -> None:
        result = answer(good)
        assert (result["portfolio"], result["currency"], result["solver"]) == ("Harbour Lights", "GBP", "highs")
        assert result["fingerprint"] == load(good).data_fingerprint
        assert result["status"] == "OPTIMAL"
        assert 0 <= result["gap"] <= 0.0005
        assert result["seconds"] > 0

    def test_values_come_from_the_documented_sets(self, good: Path) -> None:
        result = answer(good)
        assert [d["project_id"] for d in result["decisions"]] == ["P1", "P2", "P3", "P4", "P5"]
        for d in result["decisions"]:
            assert d["action"] in {"accelerate", "continue", "defer", "stop"}
            assert d["mode"] in {"normal", "accelerated", None}
            assert (d["mode"] is None) == (d["start"] is None) == (d["finish"] is None) == (d["delay_months"] is None)
            assert all(d[key] is None or MONTH.fullmatch(d[key]) for key in ("start", "finish"))
            assert d["reason"]

    def test_start_is_the_first_month_of_work_and_finish_the_first_after_it(self, good: Path, scenario: Any) -> None:
        result = answer(good, "--scenario", scenario("pins: {P3: continue}\n"))
        ledger = next(d for d in result["decisions"] if d["project_id"] == "P3")
        assert (ledger["start"], ledger["finish"], ledger["delay_months"]) == ("2026-11", "2027-03", 0)
        assert (ledger["action"], ledger["mode"]) == ("continue", "normal")

    def test_the_value_is_that_of_the_decisions_less_flex(self, good: Path, scenario: Any) -> None:
        path = scenario("capacity: {test: 0.17}\npins: {P3: continue}\n")
        result, of = answer(good, "--scenario", path), load(good)
        bought = [entry for entry in result["load"] if entry["flex_bought"] > 0]
        assert bought, "the case is meant to buy some"
        factors = present_factors(of.settings.discount_rate, 200)
        first = of.settings.planning_month
        paid = sum(
            entry["flex_bought"] * of.pools_by_id[entry["pool_id"]].flex_day_rate * factors[_ordinal(entry) - first]
            for entry in bought
        )
        assert result["value"] == pytest.approx(sum(d["value"] for d in result["decisions"]) - paid)
        assert result["objective"] == pytest.approx(result["value"])
        assert result["best_bound"] >= result["objective"] - 1e-6 * abs(result["objective"])

    def test_the_plan_on_paper_is_the_sum_of_its_projects(self, good: Path) -> None:
        result = answer(good)
        assert result["plan_value"] == pytest.approx(sum(d["value_of_plan"] for d in result["decisions"]))

    def test_capacity_is_after_protection_and_before_flex(self, good: Path) -> None:
        by_month = {(e["pool_id"], e["month"]): e["capacity"] for e in answer(good)["load"]}
        assert by_month["data", "2026-11"] == pytest.approx(90 * 0.9)
        assert by_month["data", "2027-05"] == pytest.approx(70 * 0.9)  # an entry of capacity.csv
        assert by_month["test", "2026-11"] == pytest.approx(5 * (1 - 0.2) * 18 * 0.9)

    def test_demand_is_that_of_the_plan(self, good: Path) -> None:
        result = answer(good)
        asked = sum(e["demand"] for e in result["load"] if e["pool_id"] == "data")
        days = {"P1": 120.0, "P2": 60.0, "P4": 22.5, "P5": 40.0}
        runs = {d["project_id"] for d in result["decisions"] if d["start"]} & days.keys()
        assert runs
        assert asked == pytest.approx(sum(days[project_id] for project_id in runs))
        assert all(e["demand"] <= e["capacity"] + e["flex_bought"] + 1e-6 for e in result["load"])

    def test_a_scenario_changes_the_answer(self, good: Path, scenario: Any) -> None:
        result = answer(good, "--scenario", scenario("pins: {P1: stop, P4: 2027-06}\n"))
        one, four = (next(d for d in result["decisions"] if d["project_id"] == p) for p in ("P1", "P4"))
        assert (one["action"], one["start"], one["reason"]) == ("stop", None, "required")
        assert four["start"] == "2027-06"

    def test_weights_change_the_objective_and_no_reported_value(self, good: Path, scenario: Any) -> None:
        plain, weighted = answer(good), answer(good, "--scenario", scenario("weights: {Grow: 3}\n"))
        assert weighted["objective"] > weighted["value"]
        assert weighted["value"] <= plain["best_bound"] + 1e-6 * abs(plain["best_bound"])

    @pytest.mark.parametrize(("effort", "gap"), [("live", 0.005), ("board", 0.0005)])
    def test_effort(self, good: Path, effort: str, gap: float) -> None:
        result = answer(good, "--effort", effort)
        assert result["status"] == "OPTIMAL"
        assert result["gap"] <= gap

    def test_the_second_solver(self, good: Path) -> None:
        assert answer(good, "--solver", "cbc")["value"] == pytest.approx(answer(good)["value"], rel=1e-3)

    def test_an_effort_that_does_not_exist_is_refused(self, good: Path) -> None:
        result = run("recommend", good, "--effort", "heroic")
        assert result.exit_code == 2
        assert "'live', 'board'" in result.output

    def test_for_people_it_is_a_table_with_money_and_proof(self, good: Path) -> None:
        result = run("recommend", good)
        lines = result.stdout.splitlines()
        assert lines[0] == "Harbour Lights, Nov 2026, scenario Base"
        assert re.search(r"a plan worth £[\d.,]+[km]? that fits your capacity\.$", lines[1])
        assert re.match(r"Today's plan promises £[\d.,]+[km]? on paper", lines[2])
        assert re.match(
            r"Proven (within \d+(\.\d)?\s% of )?the best possible plan; the accuracy of the inputs is not stated\."
            r" HiGHS, \d",
            lines[3],
        )
        assert "within 0\u00a0%" not in lines[3]
        names = ("Booking app", "Pricing", "Ledger", "Forecast", "Traceability")
        assert all(any(name in line for line in lines[5:]) for name in names)

    def test_out_of_time_is_a_result(self, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        solve = answers.recommend

        def hasty(portfolio: Any, effort: Any, **rest: Any) -> Any:
            return solve(portfolio, effort, target=Target(0.0, 1e-9), **rest)

        monkeypatch.setattr(answers, "recommend", hasty)
        result = answer(good)
        assert result["status"] in {"OPTIMAL", "FEASIBLE", "NO_SOLUTION"}
        assert run("recommend", good).exit_code == 0


class TestInfeasible:
    def test_is_an_answer_with_its_own_exit_code(self, good: Path, scenario: Any) -> None:
        result = answer(good, "--scenario", scenario(IMPOSSIBLE), exit_code=2)
        assert list(result) == [*ANSWER, "conflict", "sentence"]
        assert result["status"] == "INFEASIBLE"
        assert (result["value"], result["objective"], result["gap"], result["decisions"]) == (None, None, None, [])
        assert result["plan_value"] > 0

    def test_names_the_rows_and_says_the_cheapest_way_out(self, good: Path, scenario: Any) -> None:
        result = answer(good, "--scenario", scenario(IMPOSSIBLE), exit_code=2)
        assert "mandatory[P3]" in result["conflict"]
        assert any(re.fullmatch(r"capacity\[test,\d{4}-\d{2}\]", row) for row in result["conflict"])
        assert result["sentence"].startswith("These rules cannot hold together: the capacity of Testers in ")
        assert "Cheapest remedy: lift the mandate on Ledger." in result["sentence"]

    def test_in_words(self, good: Path, scenario: Any) -> None:
        result = run("recommend", good, "--scenario", scenario(IMPOSSIBLE))
        assert result.exit_code == 2
        assert "scenario Nobody left" in result.stdout
        assert "Ledger is mandatory and must be done by Jun 2027." in result.stdout


class TestUnusable:
    def test_data_all_problems_at_once(self, bad: Path) -> None:
        result = run("recommend", bad)
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(re.findall("^error: ", result.stderr, re.MULTILINE)) == 2

    def test_data_as_json(self, bad: Path) -> None:
        result = run("recommend", bad, "--json")
        checked = json.loads(run("check", bad, "--json").stdout)
        assert (result.exit_code, json.loads(result.stdout)) == (1, checked)
        assert len(re.findall("^error: ", result.stderr, re.MULTILINE)) == 2

    @pytest.mark.parametrize(
        ("text", "column", "words"),
        [
            ("capacity: {nobody: 2}", "capacity.nobody", "there is no pool 'nobody'"),
            ("speed: 2", "speed", "this key is not known"),
            ("pins: {P1: hurry}", "pins.P1", "neither an action"),
            ("budgets: {2027-04: -1}", "budgets.2027-04", "cannot be below 0"),
            ("max_parallel: {data: 2.5}", "max_parallel.data", "must be a whole number"),
            ("discount_rate: -0.99", "discount_rate", "cannot be below 0"),
        ],
    )
    def test_a_scenario(self, good: Path, scenario: Any, text: str, column: str, words: str) -> None:
        result = run("recommend", good, "--scenario", scenario(text), "--json")
        (problem,) = json.loads(result.stdout)["errors"]
        assert (result.exit_code, list(problem)) == (1, PROBLEM)
        assert (problem["file"], problem["row"], problem["column"]) == ("scenario.yaml", 1, column)
        assert words in problem["message"]
        assert words in result.stderr

    def test_a_scenario_that_is_not_there(self, good: Path, tmp_path: Path) -> None:
        result = run("recommend", good, "--scenario", tmp_path / "none.yaml")
        assert result.exit_code == 1
        assert "none.yaml" in result.stderr

    @pytest.mark.parametrize("error", [SolverError("the solver is missing"), VerificationError("the plan is wrong")])
    def test_a_failure_of_ours_is_told_in_words(
        self, good: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr(answers, "recommend", fails)
        result = run("recommend", good)
        assert (result.exit_code, result.stderr) == (1, f"error: {error}\n")


BAKERY = dedent(
    """\
    Ref,Title,Begin,Months,Cost,Gain
    O1,Oven,2026-12,4,12000,900
    S1,Silo,2027-02,3,8000,700
    X1,Mixer,someday,3,8000,700
    """
)
BAKERY_MAP = {
    "settings": {"name": "Bakery", "planning_date": {"value": "2026-11", "note": "The export."}},
    "source": {"dates": ["%Y-%m"]},
    "fields": {
        "begin": {"columns": "Begin", "type": "date", "required": "yes"},
        "months": {"columns": "Months", "type": "number", "required": "yes"},
    },
    "projects": {
        "project_id": "Ref",
        "name": "Title",
        "planned_start": {"formula": "begin"},
        "duration_months": {"formula": "months"},
        "remaining_cost": "Cost",
        "benefit_per_month": "Gain",
        "benefit_months": {"formula": "24", "note": "Two years."},
    },
    "pools": [
        {
            "pool_id": "crew", "name": "Crew", "demand": "10 * duration_months",
            "capacity": {"share": "0.9", "busiest_months": "3"}, "note": "No figure is known.",
        }
    ],
}  # fmt: skip


class TestImport:
    @pytest.fixture
    def bakery(self, tmp_path: Path) -> tuple[Path, Path, Path]:
        source, mapping = tmp_path / "bakery.csv", tmp_path / "bakery.yaml"
        source.write_text(BAKERY)
        mapping.write_text(yaml.safe_dump(BAKERY_MAP, sort_keys=False))
        return source, mapping, tmp_path / "out"

    def test_what_can_be_used_loads_and_the_rest_is_reported(self, bakery: tuple[Path, Path, Path]) -> None:
        source, mapping, output = bakery
        result = run("import", source, "--map", mapping, "--output", output)
        assert result.exit_code == 0, result.output
        assert "rejected: bakery.csv, row 4, column Begin" in result.stdout
        assert "2 of 3 rows loaded, 1 rejected; " in result.stdout
        assert result.stdout.rstrip().endswith("listed in out/portfolio.yaml.")
        assert run("check", output).exit_code == 0
        assert [d["project_id"] for d in answer(output)["decisions"]] == ["O1", "S1"]

    def test_a_source_or_map_that_is_not_there(self, bakery: tuple[Path, Path, Path], tmp_path: Path) -> None:
        source, mapping, output = bakery
        for arguments in ((tmp_path / "x.csv", "--map", mapping), (source, "--map", tmp_path / "x.yaml")):
            result = run("import", *arguments, "--output", output)
            assert result.exit_code == 1
            assert "error: x." in result.stderr
        assert not output.exists()

    def test_a_map_of_another_file(self, bakery: tuple[Path, Path, Path]) -> None:
        source, mapping, output = bakery
        source.write_text(BAKERY.replace("Title", "Subject"))
        result = run("import", source, "--map", mapping, "--output", output)
        assert result.exit_code == 1
        assert '"Title"' in result.stderr


class TestAsAProcess:
    def test_recommends_with_nothing_but_json_on_stdout(self, good: Path) -> None:
        done = _process("recommend", good, "--effort", "live", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert list(json.loads(done.stdout)) == ANSWER

    def test_fails_without_a_traceback(self, bad: Path) -> None:
        done = _process("recommend", bad)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.count("error: ") == 2
        assert "Traceback" not in done.stderr


def _process(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8")


def _ordinal(entry: dict[str, Any]) -> int:
    year, month = entry["month"].split("-")
    return int(year) * 12 + int(month) - 1
