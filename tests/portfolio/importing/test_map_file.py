from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DataError, Problem
from engine.portfolio.importing.map_file import read_map

Write = Callable[..., Path]


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as refused:
        read_map(path)
    assert all(problem.file == path.name and problem.remedy for problem in refused.value.problems)
    return refused.value.problems


def only_problem(path: Path) -> Problem:
    (problem,) = problems_of(path)
    return problem


def test_a_sound_map_is_read(bakery: dict[str, Any], write_map: Write) -> None:
    mapping = read_map(write_map(bakery))
    assert mapping.settings == {"name": "Bakery", "money_unit": "1000", "planning_date": "2026-06"}
    assert mapping.notes == {"planning_date": "The export."}
    assert mapping.projects["name"].columns == ("Title",)


def test_an_unknown_target_column_comes_with_the_one_meant(bakery: dict[str, Any], write_map: Write) -> None:
    bakery["projects"]["benefit_month"] = "Gain"
    problem = only_problem(write_map(bakery))
    assert problem.column == "projects.benefit_month"
    assert problem.remedy == 'Did you mean "benefit_months"?'


def test_a_required_target_column_is_missed(bakery: dict[str, Any], write_map: Write) -> None:
    del bakery["projects"]["remaining_cost"]
    assert only_problem(write_map(bakery)).column == "projects.remaining_cost"


def test_a_broken_formula_is_placed(bakery: dict[str, Any], write_map: Write) -> None:
    bakery["projects"]["benefit_per_month"] = {"formula": "gain / "}
    problem = only_problem(write_map(bakery))
    assert problem.column == "projects.benefit_per_month.formula"
    assert "at character 8" in problem.message


@pytest.mark.parametrize("place", ["fields", "pools", "rows"])
def test_an_unknown_name_in_a_formula_comes_with_the_one_meant(
    bakery: dict[str, Any], write_map: Write, place: str
) -> None:
    if place == "fields":
        bakery["fields"]["late"] = {"formula": "finnish"}
    elif place == "pools":
        bakery["pools"][0]["demand"] = "finnish"
    else:
        bakery["rows"] = [{"when": "finnish > 1", "then": "skip", "message": "old"}]
    problem = only_problem(write_map(bakery))
    assert problem.value == "finnish"
    assert problem.column.startswith(place)
    assert problem.remedy == 'Did you mean "finish"?'


def test_a_name_is_known_only_after_its_rule(bakery: dict[str, Any], write_map: Write) -> None:
    bakery["fields"] = {"early": {"formula": "finish"}, **bakery["fields"]}
    assert only_problem(write_map(bakery)).column == "fields.early.formula"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"projects.name": {"columns": "Title", "constant": "x"}}, "projects.name"),
        ({"projects.name": {}}, "projects.name"),
        ({"projects.name": {"column": "Title"}}, "projects.name.column"),
        ({"fields.name": "Title"}, "projects.name"),
        ({"fields.a b": "Title"}, "fields.a b"),
        ({"source.dates": ["yyyy"]}, "source.dates.0"),
        ({"source.dates": ["%Q"]}, "source.dates.0"),
        ({"source.dates": ["%Y"]}, "source.dates.0"),
        ({"source.decimal": ";"}, "source.decimal"),
        ({"source.date_order": "dym"}, "source.date_order"),
        ({"settings.decimal": ","}, "settings.decimal"),
        ({"source.blanks": ["a*b"]}, "source.blanks.0"),
        ({"source.blanks": ["*"]}, "source.blanks.0"),
        ({"settings.discount_rte": 0.1}, "settings.discount_rte"),
        ({"settings.discount_rate": "much"}, "settings.discount_rate"),
        ({"settings.planning_date": "soon"}, "settings.planning_date"),
        ({"pools": []}, "pools"),
        ({"sections": 1}, "sections"),
        ({"tables": {"gaets": [{"unless_blank": "date", "columns": {"date": "Finish"}}]}}, "tables.gaets"),
        (
            {"tables": {"gates": [{"unless_blank": "date", "columns": {"dat": "Finish"}}]}},
            "tables.gates.0.columns.dat",
        ),
        ({"other_columns": {"budget": "Cost (k)"}}, "other_columns.budget"),
    ],
)
def test_each_mistake_is_named_by_its_key(
    bakery: dict[str, Any], write_map: Write, change: dict[str, Any], key: str
) -> None:
    for path, value in change.items():
        section, _, name = path.partition(".")
        if name:
            bakery[section][name] = value
        else:
            bakery[section] = value
    assert key in [problem.column for problem in problems_of(write_map(bakery))]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"note": ""}, "pools.0.note"),
        ({"pool_id": "crew"}, "pools.0"),
        ({"per": None}, "pools.0"),
        ({"capacity": {}}, "pools.0.capacity"),
        ({"capacity": {"share": "0.9", "person_days": "10"}}, "pools.0.capacity"),
        ({"per": "colour"}, "pools.0"),
        ({"columns": {"day_rte": "1"}}, "pools.0.columns.day_rte"),
    ],
)
def test_each_mistake_in_a_pool_is_named(
    bakery: dict[str, Any], write_map: Write, change: dict[str, Any], key: str
) -> None:
    pool = bakery["pools"][0] | change
    bakery["pools"][0] = {name: value for name, value in pool.items() if value is not None}
    assert key in [problem.column for problem in problems_of(write_map(bakery))]


def test_all_mistakes_are_found_in_one_pass(bakery: dict[str, Any], write_map: Write) -> None:
    del bakery["projects"]["name"]
    bakery["projects"]["colour"] = "Light"
    bakery["settings"]["nam"] = "x"
    assert [p.column for p in problems_of(write_map(bakery))] == ["settings.nam", "projects.colour", "projects.name"]


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("projects:\n  name: [a\nx: 1\n", 3, "not valid YAML"),
        ("projects:\n  name: a\n  name: b\n", 3, "the key 'name' occurs twice"),
        ("- a\n- b\n", None, "a map is a list of keys"),
        ("", None, "a map is a list of keys"),
        ("a: !!python/object/apply:os.system [true]\n", 1, "must not begin with !"),
        ("[" * 20000, None, "nested too deeply"),
        ("{[a]: b}: c\n", 1, "a key must be a word"),
    ],
)
def test_what_is_no_map_is_refused_with_its_line(write_map: Write, text: str, row: int | None, message: str) -> None:
    problem = only_problem(write_map(text))
    assert problem.row == row
    assert message in problem.message


def test_a_missing_map_and_one_in_strange_letters_are_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in only_problem(tmp_path / "none.yaml").message
    strange = tmp_path / "strange.yaml"
    strange.write_bytes(b"name: \xff\xfe")
    assert "letters" in only_problem(strange).message


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=150
)
@given(st.sampled_from(["settings", "source", "fields", "rows", "projects", "pools", "tables"]), trees)
def test_any_content_of_a_section_is_a_map_or_a_data_error(
    bakery: dict[str, Any], write_map: Write, section: str, content: Any
) -> None:
    bakery[section] = content
    problems: tuple[Problem, ...] = ()
    try:
        read_map(write_map(bakery))
    except DataError as error:
        problems = error.problems
    assert all(problem.file == "bakery.yaml" for problem in problems)
