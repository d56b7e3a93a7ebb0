"""A fictional export of a bakery's projects and a map for it, which single tests then spoil."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.bakery import SOURCE


def fresh_map() -> dict[str, Any]:
    return {
        "settings": {
            "name": "Bakery",
            "money_unit": 1000,
            "planning_date": {"value": "2026-06", "note": "The export."},
        },
        "source": {"dates": ["%Y-%m-%d", "%d/%m/%Y %I:%M:%S %p"], "blanks": ["N/A", "withheld*"]},
        "fields": {
            "begin": {"columns": "begin (APPROVED)", "type": "date", "required": "yes"},
            "finish": {"columns": "Finish", "type": "date", "required": "yes"},
            "gain": {"columns": "Gain", "type": "number"},
            "life": {"constant": "60", "type": "number", "note": "Benefits last five years."},
        },
        "projects": {
            "project_id": "Ref",
            "name": "Title",
            "sponsor": "Owner",
            "planned_start": {"formula": "begin"},
            "in_flight": {"formula": "begin <= planning_date"},
            "duration_months": {"formula": "max(1, months_between(max(begin, planning_date), finish) + 1)"},
            "remaining_cost": "Cost (k)",
            "benefit_per_month": {"formula": "first(gain, 0) / life", "note": "Yearly gain over the benefit life."},
            "benefit_months": {"formula": "life"},
            "rag_time": {"columns": "Light", "values": {"Amber": "amber", "Green": "green"}},
        },
        "pools": [
            {
                "pool_id": "crew-{}",
                "name": "Crew {}",
                "per": "sponsor",
                "demand": "10 * duration_months",
                "capacity": {"share": "0.9", "busiest_months": "3"},
                "note": "No figure is known.",
            }
        ],
    }


Write = Callable[..., Path]


@pytest.fixture
def bakery() -> dict[str, Any]:
    """A map that works; a test may change it before writing it."""
    return fresh_map()


@pytest.fixture
def write_source(tmp_path: Path) -> Write:
    def write(text: str = SOURCE, name: str = "bakery.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_map(tmp_path: Path) -> Write:
    def write(content: dict[str, Any] | str, name: str = "bakery.yaml") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
