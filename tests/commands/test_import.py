"""``import`` without a map: the questions are printed so that they can be answered in a file, and then the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from engine.portfolio.reading.loading import load
from tests.support.commands import run
from tests.support.exports import ANSWERS, capital_plan

ANSWERED = "month_0: 2026-05\nstatus:\n  Late: red\n  At risk: amber\n"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return capital_plan(tmp_path_factory.mktemp("plan") / "capital_plan.xlsx")


def test_without_answers_the_questions_stand_there_to_be_filled_in(plan: Path, tmp_path: Path) -> None:
    said = run("import", plan, "--output", tmp_path / "out", exit_code=1)
    assert "Workbook, sheet Plan 2027: 7 rows below the header in row 4" in said
    assert "Cost: Cost £k" in said
    lines = [line for line in said.splitlines() if ":" in line and not line.startswith(("#", " "))]
    assert [line for line in lines if line.startswith(("month_0:", "status.Late:", '"status.At risk":'))] == [
        "month_0:", "status.Late:", '"status.At risk":',
    ]  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_answers_in_a_file_give_report_portfolio_and_map(plan: Path, tmp_path: Path) -> None:
    answers, saved = tmp_path / "answers.yaml", tmp_path / "map.yaml"
    answers.write_text(ANSWERED, encoding="utf-8")
    said = run("import", plan, "--answers", answers, "--output", tmp_path / "out", "--save-map", saved)
    assert "6 projects of 6 rows can be used, planned from May 2026." in said
    assert "Cost in the file £5.62m: £5.62m used, £0 set aside; in the portfolio £5.62m." in said
    assert "A plan exists that meets every rule" in said
    assert "How many people do you have?" in said
    again = run("import", plan, "--map", saved, "--output", tmp_path / "again")
    assert "6 of 7 rows loaded" in again
    assert load(tmp_path / "again").data_fingerprint == load(tmp_path / "out").data_fingerprint


def test_answers_can_stand_in_the_command(plan: Path, tmp_path: Path) -> None:
    given = [part for key, answer in ANSWERS.items() for part in ("--answer", f"{key}={answer}")]
    said = run("import", plan, *given, "--answer", "people=12", "--output", tmp_path / "out")
    assert "How many people" not in said
    assert load(tmp_path / "out").pools[0].capacity_per_month == 12 * 18


def test_a_list_and_its_activities_are_imported_together(tmp_path: Path) -> None:
    """The same bytes as through the map that was saved; each file is named where the other lacks something."""
    listed, parts, saved = tmp_path / "list.csv", tmp_path / "parts.csv", tmp_path / "map.yaml"
    listed.write_text(
        "ref,title,start,end,cost £k\nA1,Roof,2027-01-01,2027-04-30,90\nA2,Till,2027-01-01,2027-02-28,5\n"
    )
    parts.write_text("ref,start,weeks,cost £k\nA1,2027-01-01,4,30\nA1,2027-03-01,4,60\nA2,2027-01-01,2,5\n")
    said = run(
        "import", listed, parts, "--answer", "month_0=2027-02", "--output", tmp_path / "out", "--save-map", saved
    )
    assert "3 activities on parts belong to these projects" in said
    roof = load(tmp_path / "out").projects_by_id["A1"]
    assert (roof.remaining_cost, roof.budget) == (60_000, 90_000)
    run("import", parts, listed, "--map", saved, "--output", tmp_path / "again")
    assert load(tmp_path / "again").data_fingerprint == load(tmp_path / "out").data_fingerprint
    run("import", listed, "--map", saved, "--output", tmp_path / "no", exit_code=1)
    assert not (tmp_path / "no").exists()


def test_a_word_that_is_no_choice_is_refused(plan: Path, tmp_path: Path) -> None:
    given = ["--answer", "month_0=2026-05", "--answer", "status.Late=purple", "--answer", "status.At risk=amber"]
    run("import", plan, *given, "--output", tmp_path / "out", exit_code=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [["--sheet", "Plan"], ["--answer", "people=3"], ["--currency", "EUR"]])
def test_an_option_that_a_map_would_ignore_is_refused(plan: Path, tmp_path: Path, option: list[str]) -> None:
    result = CliRunner().invoke(
        main, ["import", str(plan), "--map", "map.yaml", "--output", str(tmp_path / "out"), *option]
    )
    assert result.exit_code == 2
    assert f"{option[0]} has no effect with --map" in result.output


def test_a_month_that_is_answered_twice_is_refused(plan: Path) -> None:
    result = CliRunner().invoke(
        main, ["import", str(plan), "--planning-date", "2026-05", "--answer", "month_0=2027-05"]
    )
    assert result.exit_code == 2
    assert "month_0 is answered twice" in result.output


def test_an_answer_to_no_question_is_told(plan: Path) -> None:
    result = CliRunner().invoke(main, ["import", str(plan), "--answer", "peple=3"])
    assert "no question is called 'peple'" in result.stderr
    assert "Did you mean 'people'?" in result.stderr


def test_a_map_that_is_there_is_not_replaced_and_a_place_that_is_not_is_told(plan: Path, tmp_path: Path) -> None:
    given = [part for key, answer in ANSWERS.items() for part in ("--answer", f"{key}={answer}")]
    mine = tmp_path / "mine.yaml"
    mine.write_text("# worked on for a day\n", encoding="utf-8")
    for place, message in ((mine, "another map is there"), (tmp_path / "none" / "map.yaml", "cannot be written")):
        arguments = ["import", str(plan), *given, "--output", str(tmp_path / "out"), "--save-map", str(place)]
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, message in result.stderr) == (1, True), result.output
    assert mine.read_text(encoding="utf-8") == "# worked on for a day\n"
    assert not (tmp_path / "out").exists()
