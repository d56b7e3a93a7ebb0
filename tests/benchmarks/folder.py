"""A random portfolio written as the files that the cockpit loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project

_MONTHS = {"planned_start", "benefit_end", "deadline", "earliest_start", "latest_finish", "forecast_finish"}


def write_portfolio(portfolio: Portfolio, folder: Path) -> Path:
    """Write projects, pools, demand, dependencies and settings of a random portfolio; returns ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = portfolio.settings
    content = {"name": settings.name, "planning_date": settings.month(0), "horizon_months": settings.horizon_months}
    (folder / "portfolio.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    _table([_project(portfolio, p) for p in portfolio.projects]).to_csv(folder / "projects.csv", index=False)
    for name, rows in (
        ("pools", portfolio.pools),
        ("demand", portfolio.demand),
        ("dependencies", portfolio.dependencies),
    ):
        _table([_plain(row.model_dump()) for row in rows]).to_csv(folder / f"{name}.csv", index=False)
    return folder


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def _project(portfolio: Portfolio, project: Project) -> dict[str, Any]:
    row = _plain(project.model_dump(exclude_defaults=True))
    return {
        name: portfolio.settings.month(value) if name in _MONTHS and value is not None else value
        for name, value in row.items()
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if not isinstance(value, tuple | frozenset)}
    return {name: ("yes" if value else "no") if isinstance(value, bool) else value for name, value in kept.items()}
