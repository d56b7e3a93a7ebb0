"""``illusion``: delivery health beside value health, and what each project costs the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.health.illusion import Illusion
from engine.analyse.health.illusion import illusion as find_illusion
from engine.analyse.health.portfolio_health import LEVELS, HealthCell, PortfolioHealth, ProjectHealth
from engine.analyse.project.contribution import Contribution
from engine.commands.frame import (
    explained,
    json_option,
    path_argument,
    scenario_option,
    situation_of,
    table,
    write_out,
)
from engine.explain.illusion import explain_illusion
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Health
from engine.wording.formats import NONE, money

UNKNOWN = "unknown"
_LATE = {True: "never done", False: NONE}


@click.command()
@path_argument
@scenario_option
@json_option
@explained
def illusion(path: Path, scenario: Path | None, as_json: bool) -> None:
    """Why dashboards are green and results are red: health, value lost and cost to others of each project."""
    portfolio = situation_of(path, scenario).portfolio
    result = find_illusion(portfolio)
    write_out(as_json, illusion_as_json(result, portfolio), _lines(result, portfolio))


def illusion_as_json(result: Illusion, portfolio: Portfolio) -> dict[str, Any]:
    """The illusion view; money today, months as durations, health a colour or ``unknown``.

    ``grid`` holds all sixteen pairs of health; its counts add up to the projects and its money to ``promised``.
    ``value_at_risk`` is what the plan promises less what today's way delivers.
    """
    health = result.health
    late, green = health.green_late, health.green
    return {
        "projects": [_project_as_json(*pair) for pair in _pairs(result)],
        "grid": [_cell_as_json(c) for c in health.grid],
        "green_late": {"count": len(late), "value": sum(p.value_lost for p in late)},
        "value_at_risk": health.value_at_risk,
        "green": {
            "count": len(green),
            "of": len(health.projects),
            "money": sum(p.value_promised for p in green),
        },
        "portfolio": {
            "promised": health.promised,
            "approved": health.approved,
            "today": health.today,
            "flex_cost": health.flex_cost,
            "value_kept": health.kept,
            "value_health": _word(health.value),
            "months_beyond_forecasts": health.months_beyond_forecasts,
        },
        "sentence": explain_illusion(result, portfolio).paragraph,
    }


def _pairs(result: Illusion) -> list[tuple[ProjectHealth, Contribution]]:
    return list(zip(result.health.projects, result.contributions, strict=True))


def _project_as_json(project: ProjectHealth, contribution: Contribution) -> dict[str, Any]:
    return {
        "project_id": project.project_id,
        "value_alone": contribution.value_alone,
        "cost_to_others": contribution.cost_to_others,
        "net_contribution": contribution.net_contribution,
        "delivery_health": _word(project.delivery),
        "value_health": _word(project.value),
        "months_late": project.months_late,
        "value_lost": project.value_lost,
        "is_late": project.is_late,
        "delivery_reported": _word(project.reported),
        "delivery_measured": _word(project.measured),
        "value_approved": project.value_approved,
        "value_today": project.value_today,
        "value_kept": project.kept,
    }


def _cell_as_json(cell: HealthCell) -> dict[str, Any]:
    return {
        "delivery": _word(cell.delivery),
        "value": _word(cell.value),
        "count": cell.count,
        "money": cell.promised,
        "value_lost": cell.lost,
    }


def _word(health: Health | None) -> str:
    return UNKNOWN if health is None else health.value


def _lines(result: Illusion, portfolio: Portfolio) -> list[str]:
    figures = ("Alone", "Cost to others", "Net", "Months late", "Lost")
    said = explain_illusion(result, portfolio)
    grid = table(_grid_rows(result.health, portfolio.settings.currency), right=[_word(h) for h in LEVELS])
    projects = table(_project_rows(result, portfolio), right=figures)
    return [said.paragraph.replace("\u00a0", " "), "", *grid, "", *projects]


def _grid_rows(health: PortfolioHealth, currency: str) -> list[tuple[str, ...]]:
    """Projects and what they promise, delivery health down and value health across."""
    cells = {(c.delivery, c.value): c for c in health.grid}
    rows: list[tuple[str, ...]] = [("Delivery, then value", *(_word(h) for h in LEVELS))]
    for delivery in LEVELS:
        row = [cells[delivery, value] for value in LEVELS]
        texts = (f"{c.count} · {money(c.promised, currency)}" if c.count else NONE for c in row)
        rows.append((_word(delivery), *texts))
    return rows


def _project_rows(result: Illusion, portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Those in today's plan, the costliest to the portfolio first."""
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [
        ("Project", "Alone", "Cost to others", "Net", "Reported", "Measured", "Value", "Months late", "Lost")
    ]
    planned = (pair for pair in _pairs(result) if pair[0].project_id in portfolio.planned)
    for p, contribution in sorted(planned, key=lambda pair: pair[1].net_contribution):
        rows.append(
            (
                portfolio.projects_by_id[p.project_id].name,
                money(contribution.value_alone, currency),
                money(contribution.cost_to_others, currency),
                money(contribution.net_contribution, currency),
                _word(p.reported),
                _word(p.measured),
                _word(p.value),
                _LATE[p.is_late] if p.months_late is None else str(p.months_late),
                money(p.value_lost, currency),
            )
        )
    return rows
