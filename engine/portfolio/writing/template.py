"""The blank template: two example projects, and what is needed for them to load."""

from __future__ import annotations

from collections.abc import Mapping

from engine.portfolio.checks.unlikely import EXAMPLES
from engine.portfolio.model.calendar import first_day, iso_month
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import this_month
from engine.portfolio.writing.content import Content, Table, WrittenCell, month_columns


def blank_content() -> Content:
    """Two example projects that need one pool of people, starting from the current month."""
    now = this_month()
    settings = {
        "name": "My portfolio",
        "currency": "GBP",
        "planning_date": iso_month(now),
        "horizon_months": "36",
        "discount_rate": "0.08",
        "protective_capacity": "0.10",
    }
    tables = {
        "projects": _table("projects", _projects(now)),
        "pools": _table(
            "pools",
            [{"pool_id": "people", "name": "People", "headcount": 8.0, "business_as_usual_share": 0.25}],
        ),
        "demand": _table(
            "demand",
            [
                {"project_id": EXAMPLES[0], "pool_id": "people", "person_days": 400.0},
                {"project_id": EXAMPLES[1], "pool_id": "people", "person_days": 250.0},
            ],
        ),
    }
    lists = {"themes": ({"name": "Growth"}, {"name": "Efficiency"}), "budgets": (), "assumptions": ()}
    return Content(settings, lists, tables)


def _projects(now: int) -> list[Mapping[str, WrittenCell]]:
    under_way: Mapping[str, WrittenCell] = {
        "project_id": EXAMPLES[0], "name": "Web shop", "sponsor": "Sales", "theme": "Growth", "stage": "in delivery",
        "in_flight": "yes", "planned_start": first_day(now), "planned_end": first_day(now + 7),
        "remaining_cost": 250_000.0, "benefit_per_year": 480_000.0, "benefit_months": 60.0, "success_probability": 0.9,
    }  # fmt: skip
    later: Mapping[str, WrittenCell] = {
        "project_id": EXAMPLES[1], "name": "Invoices", "sponsor": "Finance", "theme": "Efficiency",
        "stage": "business case", "in_flight": "no", "planned_start": first_day(now + 2),
        "planned_end": first_day(now + 6), "remaining_cost": 90_000.0, "benefit_per_year": 150_000.0,
        "benefit_months": 60.0, "success_probability": 0.65,
    }  # fmt: skip
    return [under_way, later]


def _table(name: str, rows: list[Mapping[str, WrittenCell]]) -> Table:
    return Table(tuple(rows[0]), tuple(rows), month_columns(TABLES[name]))
