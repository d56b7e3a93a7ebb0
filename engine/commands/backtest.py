"""``backtest``: simulates from an earlier month to this one and compares with what has moved since."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.analyse.today.backtest import Backtest, Missed, backtest
from engine.commands.frame import PATH, explained, json_option, path_argument, table, write_out
from engine.errors import CockpitError
from engine.explain.backtest import explain_backtest, setting_of
from engine.explain.today import way_in_words
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.portfolio.reading.loading import load
from engine.wording.claims import Explanation
from engine.wording.formats import difference, month

_BOOKS = (".xlsx", ".xlsm", ".ods")


@click.command("backtest")
@path_argument
@click.option(
    "--previous", type=PATH, required=True, help="An earlier month's portfolio, or a folder that holds several."
)
@json_option
@explained
def backtest_command(path: Path, previous: Path, as_json: bool) -> None:
    """Which way of sharing people out fits what has moved since an earlier month?"""
    portfolio = load(path)
    result = backtest(portfolio, earlier_months(previous, path))
    said = explain_backtest(result, portfolio)
    write_out(as_json, backtest_as_json(result, said), _lines(result, said, portfolio))


def earlier_months(previous: Path, now: Path | None = None) -> tuple[Portfolio, ...]:
    """The portfolio at ``previous``, or all that stand in it, each a folder or workbook of its own, but for ``now``.

    Raises:
        CockpitError: the folder holds no portfolio.
        DataError: one of them cannot be used.
    """
    if not previous.is_dir() or any(file.stem.casefold() == "projects" for file in previous.iterdir()):
        return (load(previous),)
    inside = [e for e in sorted(previous.iterdir()) if e.is_dir() or e.suffix.casefold() in _BOOKS]
    months = [e for e in inside if not e.name.startswith((".", "~")) and (now is None or e.resolve() != now.resolve())]
    if not months:
        raise CockpitError(f"{previous} holds no portfolio, and no folder or workbook that is one")
    return tuple(load(entry) for entry in months)


def backtest_as_json(result: Backtest, said: Explanation) -> dict[str, Any]:
    """Every way tried with its error in months and money; finishes of projects in months from ``from``."""
    tried = zip(result.ways, result.missed, strict=True)
    best = None if result.best is None else result.best
    return {
        "from": [iso_month(then) for then in result.earlier],
        "policies": [{**asdict(way), **_missed_as_json(missed)} for way, missed in tried],
        "as_forecast_then": None if result.forecast is None else _missed_as_json(result.forecast),
        "projects": [
            {
                "project_id": m.project_id,
                "from": iso_month(m.then),
                "actual": m.actual,
                "as_forecast_then": m.forecast,
                "fitted": None if best is None else m.simulated[best],
                "money": None if best is None else m.worth_simulated[best] - m.worth,
                "money_as_forecast_then": m.worth_forecast - m.worth,
            }
            for m in result.moved
        ],
        "left_out": list(result.unknown),
        "best": None
        if best is None
        else {
            **asdict(result.ways[best]),
            **_missed_as_json(result.missed[best]),
            "setting": setting_of(result.ways[best]),
        },
        "sentence": said.sentence,
    }


def _missed_as_json(missed: Missed) -> dict[str, float]:
    return {"error_months": missed.months, "mean_difference": missed.bias, "money": missed.money}


def _lines(result: Backtest, said: Explanation, portfolio: Portfolio) -> list[str]:
    if not result.moved:
        return [said.sentence, *(claim.prose for claim in said.further)]
    right = ("Months off", "On balance", "Money", "Came", "Forecast then", "Simulated")
    return [
        said.sentence,
        *(claim.prose for claim in said.further),
        "",
        *table(_way_rows(result, portfolio.settings.currency), right=right),
        "",
        *table(_project_rows(result, portfolio), right=right),
    ]


def _way_rows(result: Backtest, currency: str) -> list[tuple[str, ...]]:
    """The best of every policy, the one in use and the forecasts of then, least off first."""
    listed = {min(places, key=lambda k: result.missed[k].months) for places in _by_policy(result)}
    listed |= {place for place in (result.best, result.named) if place is not None}
    rows = [(result.missed[k], way_in_words(result.ways[k])) for k in listed]
    if result.forecast is not None:
        rows.append((result.forecast, "as forecast then"))
    head = ("Today's way, read as", "Months off", "On balance", "Money")
    return [head, *(_way_row(name, missed, currency) for missed, name in sorted(rows, key=lambda row: row[0].months))]


def _by_policy(result: Backtest) -> list[list[int]]:
    every = [[k for k, way in enumerate(result.ways) if way.policy is policy] for policy in TodaysPolicy]
    return [places for places in every if places]


def _way_row(name: str, missed: Missed, currency: str) -> tuple[str, ...]:
    return name, f"{missed.months:.1f}", f"{missed.bias:+.1f}".replace("-", "−"), difference(missed.money, currency)


def _project_rows(result: Backtest, portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Finishes in months from the earlier month, those furthest from their forecast first."""
    place = result.named if result.best is None else result.best
    rows: list[tuple[str, ...]] = [("Project", "Since", "Came", "Forecast then", "Simulated")]
    for m in sorted(result.moved, key=lambda m: -abs(m.actual - m.forecast)):
        known = portfolio.projects_by_id.get(m.project_id)
        simulated = "" if place is None else f"{m.simulated[place]:.1f}"
        name = m.project_id if known is None else known.name
        rows.append((name, month(m.then), f"{m.actual:.0f}", f"{m.forecast:.0f}", simulated))
    return rows
