import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DataError, Problem
from engine.portfolio.importing import import_table
from engine.portfolio.model.vocabulary import Health, Source
from engine.portfolio.reading.loading import load
from tests.support.bakery import SOURCE

Write = Callable[..., Path]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bring(tmp_path: Path, write_source: Write, write_map: Write) -> Callable[..., Any]:
    """Import a source through a map into ``out``; both may be left as they are."""

    def run(mapping: dict[str, Any], source: str = SOURCE) -> Any:
        return import_table(write_source(source), write_map(mapping), tmp_path / "out")

    return run


def problem_of(bring: Callable[..., Any], mapping: dict[str, Any], source: str = SOURCE) -> Problem:
    with pytest.raises(DataError) as refused:
        bring(mapping, source)
    return refused.value.problems[0]


def test_a_table_becomes_a_portfolio_that_loads(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    report = bring(bakery)
    assert (report.rows_read, report.projects, report.rows_rejected, report.rejected) == (3, 3, 0, ())
    portfolio = load(report.output)
    assert portfolio.settings.name == "Bakery"
    oven, silo, app = portfolio.projects
    assert (oven.name, oven.in_flight, oven.planned_start, oven.duration_months) == ("Oven control", True, -5, 7)
    assert (silo.in_flight, silo.planned_start, silo.duration_months) == (False, 9, 6)
    assert (oven.remaining_cost, silo.remaining_cost) == (120_000, 1_200_000)
    assert (oven.benefit_per_month, silo.benefit_per_month, app.benefit_per_month) == (10_000, 15_000, 0)
    assert (oven.rag_time, silo.rag_time, app.rag_time) == (Health.AMBER, None, Health.GREEN)


def test_pools_come_from_the_values_of_a_column_and_hold_a_share_of_the_busiest_months(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    portfolio = load(bring(bakery).output)
    # North: 10 days a month for months 0–6 (oven) and for 0–7 (app), so 20 in the three busiest; South: 10.
    assert {p.pool_id: (p.name, p.capacity_per_month) for p in portfolio.pools} == {
        "crew-north": ("Crew North", 18),
        "crew-south": ("Crew South", 9),
    }
    assert {(d.project_id, d.pool_id, d.person_days) for d in portfolio.demand} == {
        ("P1", "crew-north", 70),
        ("P3", "crew-north", 80),
        ("P2", "crew-south", 60),
    }


def test_every_figure_that_the_source_does_not_hold_is_listed(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    bakery["projects"]["sponsor"] = {"columns": "Owner", "default": "nobody"}
    report = bring(bakery, SOURCE.replace("Green,North", "Green,"))
    listed = {(a.table, a.column): (a.note, a.source) for a in report.assumptions}
    assert listed == {
        ("portfolio", "planning_date"): ("The export.", "assumed"),
        ("projects", "sponsor"): ("Blank in 1 of 3 rows, where `sponsor` is taken as nobody.", "assumed"),
        ("projects", "in_flight"): ("`in_flight` is computed as begin <= planning_date.", "derived"),
        ("projects", "duration_months"): (
            "`duration_months` is computed as max(1, months_between(max(begin, planning_date), finish) + 1).",
            "derived",
        ),
        ("projects", "benefit_per_month"): (
            "Yearly gain over the benefit life. Benefits last five years.",
            "assumed",
        ),
        ("projects", "benefit_months"): ("Benefits last five years.", "assumed"),
        ("pools", "capacity_per_month"): (
            "One pool for each sponsor: capacity is 90% of what the plan asks for on average over its 3 busiest "
            "months. No figure is known.",
            "assumed",
        ),
        ("demand", "person_days"): (
            "One pool for each sponsor: person-days are 10 * duration_months. `duration_months` is computed as "
            "max(1, months_between(max(begin, planning_date), finish) + 1).",
            "assumed",
        ),
    }
    written = yaml.safe_load((report.output / "portfolio.yaml").read_text(encoding="utf-8"))
    assert written["assumptions"] == [a.model_dump() for a in report.assumptions]
    oven = load(report.output).projects[0]
    assert oven.assumed == {"sponsor", "benefit_per_month", "benefit_months", "demand"}
    assert oven.derived == {"in_flight", "duration_months"}


def test_a_rule_may_say_where_its_figure_comes_from(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["benefit_per_month"]["source"] = "derived"
    sources = {a.column: a.source for a in bring(bakery).assumptions}
    assert sources["benefit_per_month"] == Source.DERIVED


@pytest.mark.parametrize(
    ("result", "given", "column", "value", "message"),
    [
        (
            "2026-12-31",
            "soon",
            "Finish",
            "soon",
            "not a date as the others are written (such as 2027-03-31 or 31/03/2027 02:05:00 PM)",
        ),
        ("2026-12-31", "N/A", "Finish", "N/A", "a value is needed to work out finish"),
        ("2026-12-31", "1926-12-31", "Finish", "1926-12-31", "outside 1950 to 2200"),
        ("120,600", "cheap,600", "Cost (k)", "cheap", "not a number"),
        ("120,600", ",600", "Cost (k)", "", "a value is needed to work out remaining_cost"),
        ("120,600", "-5,600", "Cost (k)", "-5", "remaining_cost cannot be -5"),
        ("120,600", "120,lots", "Gain", "lots", "not a number"),
        ("Amber", "Purple", "Light", "Purple", "do not list this"),
        ("Oven control", "", "Title", "", "a value is needed to work out name"),
        (
            "2026-12-31",
            "2099-12-31",
            "Begin (approved), Finish",
            "2026-01-05, 2099-12-31",
            "duration_months cannot be 883",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_reported_and_the_others_load(
    bakery: dict[str, Any],
    bring: Callable[..., Any],
    result: str,
    given: str,
    column: str,
    value: str,
    message: str,
) -> None:
    report = bring(bakery, SOURCE.replace(result, given, 1))
    (problem,) = report.rejected
    assert (problem.file, problem.row, problem.column, problem.value) == ("bakery.csv", 2, column, value)
    assert message in problem.message
    assert problem.remedy
    assert (report.projects, report.rows_rejected) == (2, 1)
    assert [p.project_id for p in load(report.output).projects] == ["P2", "P3"]


def test_all_problems_of_a_row_are_reported(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    report = bring(bakery, SOURCE.replace("2026-01-05,2026-12-31", "early,late"))
    assert [problem.column for problem in report.rejected] == ["Begin (approved)", "Finish"]
    assert report.rows_rejected == 1


def test_a_division_by_zero_is_a_problem_of_its_row(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["benefit_per_month"]["formula"] = "100 / (gain - 900)"
    report = bring(bakery, SOURCE.replace("withheld: see annex", "5"))
    (problem,) = report.rejected
    assert (problem.row, problem.column, problem.value) == (3, "Gain", "900")
    assert "divides by zero" in problem.message


def test_a_row_that_only_loading_would_refuse_is_left_out_too(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    bakery["projects"]["urgency"] = {"formula": "if(gain > 800, 'window', 'steady')"}
    report = bring(bakery)
    (problem,) = report.rejected
    assert (problem.file, problem.row, problem.column) == ("bakery.csv", 3, "benefit_end")
    assert [p.project_id for p in load(report.output).projects] == ["P1", "P3"]


def test_row_rules_reject_skip_and_warn(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["rows"] = [
        {"when": "gain > 800", "then": "reject", "message": "too good", "remedy": "Ask"},
        {"when": "is_blank(gain)", "then": "skip", "message": "no gain"},
        {"when": "begin < planning_date", "then": "warn", "message": "old", "remedy": "Check"},
    ]
    report = bring(bakery)
    assert (report.projects, report.rows_rejected, report.rows_skipped) == (1, 1, 1)
    assert report.rejected == (Problem("bakery.csv", 3, "Gain", "900", "too good", "Ask"),)
    assert report.warnings[0] == Problem("bakery.csv", 2, "Begin (approved)", "2026-01-05", "old", "Check")
    assert (report.warnings[1].row, report.warnings[1].message) == (4, "left out on purpose: no gain")


def test_no_usable_row_is_an_error_and_leaves_nothing_behind(
    bakery: dict[str, Any], bring: Callable[..., Any], tmp_path: Path
) -> None:
    with pytest.raises(DataError) as refused:
        bring(bakery, SOURCE.replace("P1,Oven control", "P1,").split("P2")[0])
    assert "not one row can be used" in refused.value.problems[0].message
    assert refused.value.problems[1].column == "Title"
    assert not (tmp_path / "out").exists()


def test_an_unknown_source_column_comes_with_the_one_meant(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["name"] = "Titel"
    problem = problem_of(bring, bakery)
    assert (problem.file, problem.column, problem.remedy) == ("bakery.yaml", "projects.name", 'Did you mean "Title"?')
    assert problem.message == 'bakery.csv has no column "Titel"'


def test_a_pattern_that_fits_two_columns_is_refused(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["name"] = "Fi*"
    problem = problem_of(bring, bakery, SOURCE.replace("Gain,Light", "Gain,Filler").replace("Title", "First"))
    assert "fits several columns" in problem.message


def test_the_first_column_with_a_value_counts(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["sponsor"] = ["Light", "Nowhere", "Owner"]
    bakery["pools"][0] |= {"per": "project_id"}
    assert [p.sponsor for p in load(bring(bakery).output).projects] == ["Amber", "South", "Green"]


def test_an_optional_column_may_be_absent(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["method"] = {"columns": "Way of working", "optional": "yes"}
    assert {p.method for p in load(bring(bakery).output).projects} == {None}


def test_columns_of_others_are_kept_and_factors_applied(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["other_columns"] = {"Light (as given)": "Light"}
    bakery["projects"]["budget"] = {"columns": "Cost (k)", "factor": "1.1"}
    oven = load(bring(bakery).output).projects[0]
    assert oven.other == (("Light (as given)", "Amber"),)
    assert oven.budget == pytest.approx(132_000)


def test_further_tables_have_a_row_where_there_is_something_to_say(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    bakery["tables"] = {
        "assurance": [
            {"unless_blank": "rating", "columns": {"review": {"constant": "Traffic light"}, "rating": "Light"}},
        ],
        "milestones": [{"unless_blank": "name", "columns": {"name": "Title", "baseline": {"formula": "finish"}}}],
    }
    bakery["source"]["blanks"].append("Green")
    output = bring(bakery).output
    assert rows_of(output / "assurance.csv") == [{"project_id": "P1", "review": "Traffic light", "rating": "Amber"}]
    assert [row["baseline"] for row in rows_of(output / "milestones.csv")] == ["2026-12-31", "2027-08-31", "2027-01-15"]


def test_a_pool_that_nobody_needs_is_left_out_with_a_warning(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    spare = {"pool_id": "spare", "name": "Spare", "demand": "0", "capacity": {"person_days": "5"}, "note": "None."}
    bakery["pools"].append(spare)
    report = bring(bakery)
    assert "spare" not in load(report.output).pools_by_id
    assert any(problem.value == "spare" for problem in report.warnings)


def test_projects_that_need_no_pool_at_all_are_no_portfolio(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["pools"][0]["demand"] = "0"
    problem = problem_of(bring, bakery)
    assert (problem.file, problem.row) == ("bakery.csv", None)
    assert "no pool is needed by any of the rows" in problem.message


def test_a_negative_demand_is_a_problem_of_its_row(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["pools"][0]["demand"] = "700 - gain"
    report = bring(bakery)
    (problem,) = report.rejected
    assert (problem.row, problem.column) == (3, "Gain")
    assert "comes out as -200" in problem.message


def test_values_with_the_same_short_form_get_pools_of_their_own(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    output = bring(bakery, SOURCE.replace("900,N/A,South", "900,N/A,north!")).output
    assert sorted(load(output).pools_by_id) == ["crew-north", "crew-north-2"]


def test_decimal_commas_and_semicolons_are_understood(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    text = "Ref;Title;Begin (approved);Finish;Cost (k);Gain;Light;Owner\n"
    text += (
        "P1;Ofen;2026-07-01;2026-12-31;1.120,5;600,25;Amber;Nord\nP2;Silo;2026-07-01;2026-12-31;99,5;60;Amber;Nord\n"
    )
    bakery["projects"]["success_probability"] = {"constant": "0.75"}
    oven = load(bring(bakery, text).output).projects[0]
    assert (oven.remaining_cost, oven.benefit_per_month) == (1_120_500, pytest.approx(600_250 / 60))
    assert oven.success_probability == 0.75


PLAIN = "Ref;Title;Begin (approved);Finish;Cost (k);Gain;Light;Owner\nP1;Ofen;{begin};{finish};{cost};600;Amber;Nord\n"
CERTAIN = {"begin": "2026-07-01", "finish": "2026-12-31", "cost": "120"}


@pytest.mark.parametrize(
    ("cells", "column", "remedy"),
    [
        ({"cost": "500.000"}, "Cost (k)", 'Say decimal: "," in source: of the map if it is 500000'),
        ({"finish": "03/04/2027"}, "Finish", "Say date_order: dmy in source: of the map if it is 3 Apr 2027"),
    ],
)
def test_what_a_source_does_not_tell_is_asked(
    bakery: dict[str, Any], bring: Callable[..., Any], cells: dict[str, str], column: str, remedy: str
) -> None:
    del bakery["source"]["dates"]
    problem = problem_of(bring, bakery, PLAIN.format(**CERTAIN | cells))
    assert (problem.file, problem.row, problem.column) == ("bakery.csv", 2, column)
    assert remedy in problem.remedy


def test_the_map_says_how_its_source_is_written(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["source"] = {"decimal": ",", "date_order": "mdy"}
    text = PLAIN.format(**CERTAIN | {"cost": "500.000", "finish": "10/08/2026"})
    project = load(bring(bakery, text).output).projects[0]
    assert (project.remaining_cost, project.duration_months) == (500_000_000, 4)


def test_figures_of_further_tables_are_read_like_those_of_projects(
    bakery: dict[str, Any], bring: Callable[..., Any]
) -> None:
    bakery["tables"] = {
        "changes": [
            {
                "unless_blank": "cost",
                "columns": {"change_request": {"constant": "More"}, "cost": {"columns": "Cost (k)"}},
            }
        ]
    }
    bakery["source"] = {"decimal": ","}
    assert load(bring(bakery, PLAIN.format(**CERTAIN | {"cost": "1.200"})).output).changes[0].cost == 1_200_000


@pytest.mark.parametrize(
    ("cost", "message"), [("€120", "in EUR, but the portfolio is in GBP"), ("12 %", "percentage"), ("1.2m", "letters")]
)
def test_amounts_that_are_none_are_reported_by_row(
    bakery: dict[str, Any], bring: Callable[..., Any], cost: str, message: str
) -> None:
    problems = bring(bakery, SOURCE.replace("31,120,", f"31,{cost},")).rejected
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "Cost (k)", cost)]
    assert message in problems[0].message


def test_a_bare_year_is_no_date_of_a_map(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    del bakery["source"]["dates"]
    (problem,) = bring(bakery, SOURCE.replace("2027-08-31", "2027").replace("01/03/2027", "31/03/2027")).rejected
    assert (problem.row, problem.column, problem.message) == (3, "Finish", "this is a year without a month")


def test_words_of_the_map_are_written_with_a_point(bakery: dict[str, Any], bring: Callable[..., Any]) -> None:
    bakery["projects"]["success_probability"] = {"columns": "Light", "values": {"Amber": "0.75", "*": "0.5"}}
    text = PLAIN.format(**CERTAIN | {"cost": "120,5"})
    assert load(bring(bakery, text).output).projects[0].success_probability == 0.75


def test_the_map_shown_in_the_readme_works(tmp_path: Path, write_source: Write, write_map: Write) -> None:
    readme = Path(__file__).resolve().parents[3] / "data" / "maps" / "README.md"
    visible = readme.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    text = SOURCE.replace('"Begin\n(approved)",Finish', "Start,End")
    assert import_table(write_source(text), write_map(visible), tmp_path / "out").projects == 2


cells = st.sampled_from(
    ["", "N/A", "-1", "1e9", "31/02/2026", "2026-13-01", "yes", "=1+1", "9" * 400, "\u202e", "a\nb", "0"]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=40
)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), cells), min_size=1, max_size=6))
def test_damaged_cells_give_a_portfolio_or_problems_with_a_place(
    bakery: dict[str, Any], bring: Callable[..., Any], damage: list[tuple[int, int, str]]
) -> None:
    header, *rows = csv.reader(SOURCE.splitlines(keepends=True))
    for row, column, text in damage:
        rows[row][column] = text
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, *rows])
    problems: tuple[Problem, ...] = ()
    try:
        report = bring(bakery, buffer.getvalue())
        problems = report.rejected
        assert report.projects + report.rows_rejected == 3
    except DataError as error:
        problems = error.problems
        said = ("none of the 3 rows", "the same project_id", "no pool is needed")
        assert any(words in problems[0].message for words in said)
    assert all(problem.file == "bakery.csv" and problem.remedy for problem in problems)
