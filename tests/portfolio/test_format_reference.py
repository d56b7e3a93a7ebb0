"""The reference of the format names every column and key, with the default that the code has."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.record import Record
from engine.portfolio.model.resources import Pool
from engine.portfolio.model.roles_and_limits import Limit, Limits, Role
from engine.portfolio.model.settings import Assumption, Budget, Settings, Theme, TodaySettings
from engine.portfolio.model.uncertainty import RiskSettings
from engine.portfolio.reading.estimates import Estimates
from engine.portfolio.reading.headers import columns_of, required_columns
from engine.portfolio.reading.scenario_reading import parse_scenario
from engine.portfolio.scenario import Scenario

REFERENCE = Path(__file__).parents[2] / "data" / "FORMAT.md"
RECORDS: dict[str, type[Record]] = {
    **TABLES,
    "portfolio.yaml": Settings,
    "themes": Theme,
    "budgets": Budget,
    "risk": RiskSettings,
    "Today's way": TodaySettings,
    "authority": Role,
    "A limit": Limit,
    "Assumptions and provenance": Assumption,
    "Estimates for blanks": Estimates,
    "A scenario file": Scenario,
}
"""Heading in the reference → whose fields the first table under it lists."""
WRITTEN_AS = {"planning_month": "planning_date"}
ONLY_IN_FILES = {"portfolio.yaml": {"estimates"}}
IN_WORDS = {
    ("portfolio.yaml", "name"),
    ("portfolio.yaml", "planning_date"),
    ("portfolio.yaml", "estimates"),
    ("portfolio.yaml", "fiscal_year_start"),
    ("projects", "penalty_if_stopped"),
    ("pools", "capacity_per_month"),
    ("pools", "flex_day_rate"),
}
"""Defaults that are computed, and so described in words."""


@cache
def described(heading: str) -> dict[str, str]:
    """Name → default, from the first table under a heading."""
    text = REFERENCE.read_text(encoding="utf-8")
    found = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^##+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"there is no heading {heading}"
    table = re.search(
        r"(?:^\|.*\n)+", re.sub(r"^```.*?^```", "", found[1], flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    assert table, f"there is no table under {heading}"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]]
    assert all(len(row) == len(rows[0]) and all(row) for row in rows), f"a cell is blank in the table under {heading}"
    return {row[0].strip("`"): row[1] for row in rows}


def names(record: type[Record]) -> dict[str, str]:
    """Field → name in a file."""
    known = columns_of(record)
    return {
        name: WRITTEN_AS.get(name, field.alias or name) for name, field in record.model_fields.items() if name in known
    }


def as_written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int | float):
        return f"{value:g}"
    return str(value) if value and value != Limits() else "–"


@pytest.mark.parametrize("heading", RECORDS)
def test_every_field_is_described_and_nothing_else(heading: str) -> None:
    fields = set(names(RECORDS[heading]).values()) | ONLY_IN_FILES.get(heading, set())
    assert described(heading).keys() == fields


@pytest.mark.parametrize("heading", RECORDS)
def test_defaults_are_those_of_the_code(heading: str) -> None:
    record = RECORDS[heading]
    needed = required_columns(record)
    for field, name in names(record).items():
        if (heading, name) in IN_WORDS:
            continue
        default = record.model_fields[field].get_default(call_default_factory=True)
        expected = "required" if field in needed else as_written(default)
        assert described(heading)[name] == expected, f"{heading}: {name}"


def test_what_is_filled_from_other_columns_is_not_required() -> None:
    assert required_columns(Pool) == {name for name, default in described("pools").items() if default == "required"}


def test_the_example_of_a_scenario_uses_every_key() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    content = yaml.safe_load(examples[-1])
    assert content.keys() == Scenario.model_fields.keys()
    assert not parse_scenario(content).is_base


def test_lines_are_short() -> None:
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, start=1) if len(line) > 120] == []
