"""``illusion``: delivery health beside value health, and what each project costs the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.analyse.health.health_ranges import ProjectOverReadings
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
from engine.wording.formats import NONE, money, money_range

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

    What depends on how today is read is that of the named reading; ``…_low`` and ``…_high`` are its least and most.

    ``grid`` holds all sixteen pairs of health; its counts add up to the projects and its money to ``promised``.
    ``value_at_risk`` is what the plan promises less what today's way delivers.
    """
    health, over = result.health, result.over
    late, green = health.green_late, health.green
    return {
        "projects": [_project_as_json(*each) for each in _each(result)],
        "grid": [_cell_as_json(c) for c in health.grid],
        "green_late": {
            "count": len(late),
            "value": sum(p.value_lost for p in late),
            "fewest": over.late[0],
            "most": over.late[1],
            "value_low": over.lost_late.low,
            "value_high": over.lost_late.high,
        },
        "value_at_risk": health.value_at_risk,
        "green": {
            "count": len(green),
            "of": len(health.projects),
            "money": sum(p.value_promised for p in green),
            "known": health.known,
        },
        "portfolio": {
            "promised": health.promised,
            "approved": health.approved,
            "today": health.today,
            "flex_cost": health.flex_cost,
            "value_kept": health.kept,
            "value_health": _word(health.value),
            "months_beyond_forecasts": health.months_beyond_forecasts,
            "today_low": over.today.low,
            "today_high": over.today.high,
            "value_kept_low": over.kept and over.kept.low,
            "value_kept_high": over.kept and over.kept.high,
        },
        "value_at_risk_low": over.at_risk.low,
        "value_at_risk_high": over.at_risk.high,
        "sentence": explain_illusion(result, portfolio).paragraph,
    }


def _each(result: Illusion) -> list[tuple[ProjectHealth, Contribution, ProjectOverReadings]]:
    return list(zip(result.health.projects, result.contributions, result.over.projects, strict=True))


def _project_as_json(project: ProjectHealth, contribution: Contribution, over: ProjectOverReadings) -> dict[str, Any]:
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
        "cost_to_others_low": contribution.costs.low,
        "cost_to_others_high": contribution.costs.high,
        "net_contribution_low": contribution.nets.low,
        "net_contribution_high": contribution.nets.high,
        "value_lost_low": over.lost.low,
        "value_lost_high": over.lost.high,
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
    figures = ("Own worth", "Cost to others", "Net contribution", "Months late", "Lost")
    said = explain_illusion(result, portfolio)
    grid = table(_grid_rows(result.health, portfolio.settings.currency), right=[_word(h) for h in LEVELS])
    projects = table(_project_rows(result, portfolio), right=figures)
    return [said.paragraph.replace("\u00a0", " "), "", *grid, "", *projects]


def _months_late(project: ProjectHealth, over: ProjectOverReadings) -> str:
    """Months late over all readings, fewest to most."""
    if over.least_late is None:
        return _LATE[project.is_late]
    most = _LATE[True] if over.most_late is None else str(over.most_late)
    return most if most == str(over.least_late) else f"{over.least_late} to {most}"


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
    worths, reported = ("Own worth", "Cost to others", "Net contribution"), ("Reported", "Measured", "Value")
    rows: list[tuple[str, ...]] = [("Project", *worths, *reported, "Months late", "Lost")]
    planned = (each for each in _each(result) if each[0].project_id in portfolio.planned)
    for p, contribution, over in sorted(planned, key=lambda each: each[1].nets.high):
        rows.append(
            (
                portfolio.projects_by_id[p.project_id].name,
                money(contribution.value_alone, currency),
                money_range(contribution.costs.low, contribution.costs.high, currency),
                money_range(contribution.nets.low, contribution.nets.high, currency),
                _word(p.reported),
                _word(p.measured),
                _word(p.value),
                _months_late(p, over),
                money_range(over.lost.low, over.lost.high, currency),
            )
        )
    return rows
