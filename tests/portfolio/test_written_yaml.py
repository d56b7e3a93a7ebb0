"""What stands in portfolio.yaml, a map or a scenario is read as it is written, or refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.loading import Inspection, inspect
from engine.portfolio.reading.written_yaml import FaultyYamlError, read_written, write_texts
from tests.support.building import Row, Tables, sheets_of, write_folder, write_workbook

TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


def settings_of(tables: Tables, folder: Path, text: str) -> Inspection:
    written = write_folder(folder / "harbour", tables)
    (written / "portfolio.yaml").write_text(f"planning_date: 2026-11\nfloor_pool: data\n{text}", encoding="utf-8")
    return inspect(written)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: NO", "NO"), ("a: off", "off"), ("a: 036", "036"), ("a: 0100000", "0100000"), ("a: 12:30", "12:30"),
        ("a: 1_000", "1_000"), ("a: 2027-03-01", "2027-03-01"), ("a: 0x1F", "0x1F"), ("a: 1.50", "1.50"),
        ("a: true", "true"), ("a: .inf", ".inf"), ("a: '~'", "~"), ("a: ~", None), ("a:", None), ("a: null", None),
        ("a: 'null'", "null"), ("a: =", "="), ("a: 900,000", "900,000"), ('{"a": 0.9}', "0.9"),
        ('{\n\t"a": "x"\n}', "x"), ('{"a": "\\ud83d\\ude80"}', "🚀"),
    ],
)  # fmt: skip
def test_scalars_are_read_as_they_are_written(text: str, value: str | None) -> None:
    assert read_written(text).value == {"a": value}


@given(st.dictionaries(TEXTS, TREES, max_size=4))
def test_what_is_written_is_read_back(content: dict[str, object]) -> None:
    assert read_written(write_texts(content)).value == content
    assert read_written(json.dumps(content)).value == content


@pytest.mark.parametrize(
    ("text", "line", "path", "value", "message", "remedy"),
    [
        ("a: 1\na: 2", 2, ("a",), "", "the key 'a' occurs twice, first in line 1", "Keep one"),
        ("c:\n  {R1: 1, R1: 2}", 2, ("c", "R1"), "", "occurs twice", "Keep one"),
        ("a:\n- {x: 1,\n   x: 2}", 3, ("a", 0, "x"), "", "occurs twice, first in line 2", "Keep one"),
        ('{"a": 1, "a": 2}', 1, ("a",), "", "occurs twice", "Keep one"),
        ("Planning date: 1\nplanning_date: 2", 2, ("planning_date",), "", "occurs twice", "Keep one"),
        ("b: [{from: 2026-04, amount: 900,000}]", 1, ("b", 0), "900,000", "a comma stands inside", "write 900000"),
        ("b: [{from: 2026-04, amount: 900, 000}]", 1, ("b", 0), "900,000", "a comma stands inside", "write 900000"),
        ("b: {amount: 1,200,000.5}", 1, ("b",), "1,200,000.5", "a comma stands inside", "write 1200000.5"),
        ("b: {money: £100,000, x: 1}", 1, ("b",), "£100,000", "a comma stands inside", "write £100000"),
        ("c: {R1: 0,9}", 1, ("c",), "0,9", "a comma stands inside a number", "write 0.9"),
        ("c: {R1: 0,9,5}", 1, ("c",), "0,9,5", "a comma stands inside a number", "without commas"),
        ("t: [{name: Growth, West, intent: 1}]", 1, ("t", 0), "West", "without a key and a colon", "quotation marks"),
        ("t: {a, b}", 1, ("t",), "a", "without a key and a colon", "quotation marks"),
        ("c: {R1:0.9}", 1, ("c",), "R1:0.9", "a colon needs a space after it", "Write R1: 0.9"),
        ("c: [100,000]", 1, ("c",), "100,000", "a comma stands between two digits", "a space after it"),
        ("f: {formula: max(1, 2)}", 1, ("f",), "2)", "without a key and a colon", "quotation marks"),
        ("a: \x07", 1, (), "", "cannot be printed", "Check"),
        ('a: "\\ud83d"', 1, ("a",), "", "half a letter", "Write the letter"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_refused(
    text: str, line: int, path: tuple[str | int, ...], value: str, message: str, remedy: str
) -> None:
    with pytest.raises(FaultyYamlError) as refused:
        read_written(text, same=lambda at, key: key if at else normal(key))
    (fault,) = refused.value.faults
    assert (fault.line, fault.path, fault.value) == (line, path, value)
    assert message in fault.message
    assert remedy in fault.remedy


def test_commas_that_part_values_are_no_fault() -> None:
    text = "a: {x: 1, y: 2, z: , s: 'a, b'}\nb: [1, 2]\nc: [2026-04, x,y]\nd: {x: 1,\n  y: 2}\n"
    value = read_written(text).value
    assert value["a"] == {"x": "1", "y": "2", "z": None, "s": "a, b"}
    assert value["c"] == ["2026-04", "x", "y"]
    assert value["d"] == {"x": "1", "y": "2"}


def test_every_fault_is_found_in_one_pass() -> None:
    with pytest.raises(FaultyYamlError) as refused:
        read_written("a: {b: 1,000}\nc: 1\nc: 2\nd: {e: 0,5}\n")
    assert [fault.line for fault in refused.value.faults] == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("horizon_months: 036\n", "horizon_months", 36),
        ("horizon_months: 010\n", "horizon_months", 10),
        ("money_unit: 0100\n", "money_unit", 100),
        ("name: NO\n", "name", "NO"),
        ("name: 007\n", "name", "007"),
        ("name: 12:30\n", "name", "12:30"),
        ("count_internal_labour: Yes\n", "count_internal_labour", True),
        ("discount_rate: 4 %\n", "discount_rate", 0.04),
    ],
)
def test_settings_have_the_type_of_their_field(
    tables: Tables, tmp_path: Path, text: str, key: str, value: object
) -> None:
    result = settings_of(tables, tmp_path, text)
    assert result.errors == ()
    assert result.portfolio is not None
    assert getattr(result.portfolio.settings, key) == value


def test_themes_and_money_are_read_as_written(tables: Tables, tmp_path: Path) -> None:
    text = "themes:\n- {name: NO, intent: 1, target: 0100000}\nbudgets:\n- from: 2026-04\n  amount: 900,000\n"
    result = settings_of(tables, tmp_path, text).portfolio
    assert result is not None
    assert (result.settings.themes[0].name, result.settings.themes[0].target) == ("NO", 100000)
    assert result.settings.budgets[0].amount == 900000


@pytest.mark.parametrize(
    ("text", "row", "column", "message"),
    [
        ("horizon_months: 12:30\n", 3, "horizon_months", "not a number"),
        ("planning date: 2025-01\n", 3, "planning date", "occurs twice, first in line 1"),
        ("themes:\n- name: Grow\n  Name: Comply\n", 5, "themes.1.Name", "occurs twice"),
        ("themes:\n-\n", 4, "themes.1", "list of keys with values"),
        ("budgets: [{from: 2026-04, amount: 900,000}]\n", 3, "budgets.1", "a comma stands inside a number"),
        (
            "authority: {roles: [{name: Board, limits: {stop: {money: 100,000}}}]}\n",
            3,
            "authority.roles.1.limits.stop",
            "a comma stands inside a number",
        ),
        ("estimates: {demand: {'*': {S: {data: 1, data: 2}}}}\n", 3, "estimates.demand.*.S.data", "occurs twice"),
        ("rag_thresholds: {time_amber: 1, time amber: 2}\n", 3, "rag_thresholds.time amber", "occurs twice"),
        ("rag_thresholds: {time_amber: nan}\n", 3, "rag_thresholds.time_amber", "not a number"),
        (
            "rag_thresholds:\n  time_red: 3\n  time_amber: '0,9'\n",
            5,
            "rag_thresholds.time_amber",
            "has a decimal comma",
        ),
    ],
)
def test_settings_that_would_be_misread_are_refused(
    tables: Tables, tmp_path: Path, text: str, row: int, column: str, message: str
) -> None:
    (error,) = settings_of(tables, tmp_path, text).errors
    assert (error.file, error.row, error.column) == ("portfolio.yaml", row, column)
    assert message in error.message


@pytest.mark.parametrize(
    ("more", "file", "column", "message"),
    [
        ({"key": "Planning date", "value": "2025-01"}, "portfolio", "planning_date", "occurs twice, first in row 4"),
        ({"key": "rag_thresholds", "value": "{time_amber: 1,5}"}, "portfolio", "rag_thresholds", "a comma stands"),
        ({"key": "rag_thresholds", "value": "{time_amber: 1, Time-Amber: 2}"}, "portfolio", "rag_thresholds", "twice"),
        ({"key": "rag_thresholds", "value": "{time_amber: 1, time_amber: 2}"}, "portfolio", "rag_thresholds", "twice"),
        ({"key": "currency ", "value": "EUR"}, "portfolio", "currency", "occurs twice, first in row 3"),
    ],
)
def test_settings_in_a_sheet_are_held_to_the_same(
    tables: Tables, tmp_path: Path, more: Row, file: str, column: str, message: str
) -> None:
    sheets = sheets_of(tables)
    sheets["portfolio"].append(more)
    (error,) = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).errors
    assert (error.file, error.row, error.column) == (
        f"book.xlsx, sheet {file}", len(sheets["portfolio"]) + 1, column,
    )  # fmt: skip
    assert message in error.message


def test_lists_said_in_two_places_of_a_workbook_are_refused(tables: Tables, tmp_path: Path) -> None:
    sheets = {**sheets_of(tables), "themes": [{"name": "Grow", "intent": 1}]}
    errors = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).errors
    assert any("themes stand here and in the sheet themes" in e.message for e in errors)


def test_two_columns_of_one_meaning_are_refused(tables: Tables, tmp_path: Path) -> None:
    sheets = sheets_of(tables)
    sheets["portfolio"] = [row for row in sheets["portfolio"] if row["key"] != "assumptions"]
    sheets["assumptions"] = [
        {
            "table": "projects",
            "column": "benefit_per_month",
            "note": "a",
            "No te": "b",
            "no_te": "c",
            "source": "assumed",
        }
    ]
    errors = inspect(write_workbook(tmp_path / "book.xlsx", sheets)).errors
    assert any("mean the same" in e.message for e in errors)


def test_a_text_that_would_take_too_long_is_refused() -> None:
    with pytest.raises(FaultyYamlError, match="longer than 300,000 letters"):
        read_written("name: X\n" * 40_000)


@pytest.mark.parametrize("text", ["themes:\n  - name: Priority #1\n", "name: Site #12 north", "a: [x, y #1\n]"])
def test_a_text_that_a_number_sign_would_cut_off_is_refused(text: str) -> None:
    with pytest.raises(FaultyYamlError, match="what stands behind # is a comment"):
        read_written(text)


@pytest.mark.parametrize("text", ["a: x # 1", "a: 36 #3 years", "a: 'x #1'", "a: x#1", "a: x #one", "#1\na: x"])
def test_other_comments_stay_comments(text: str) -> None:
    assert read_written(text).value["a"][0] in "x3"
