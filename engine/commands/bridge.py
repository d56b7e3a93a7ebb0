"""``bridge``: from the value promised to what today's way delivers, and back up to the recommended plan and beyond."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.analyse.bridge.bridge import Bridge, BridgeStep, Elevated
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.today.calibration import Calibration, Today
from engine.catalogue import BRIDGE, FIRST
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.bridge import explain_bridge
from engine.explain.bridge_falls import change_in_short, scale_of_bridge
from engine.explain.today import way_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Explanation
from engine.wording.formats import NONE, money, number


@analysis
def bridge(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """What is lost between the promise and today's way of working, and what brings it back."""
    it = analysed(BRIDGE, path, scenario, effort, as_json=as_json)
    said = explain_bridge(it.result, it.portfolio, first_decisions(it.portfolio, it.plan, FIRST))
    write_out(as_json, bridge_as_json(it.result, said), _lines(it.result, said, it.portfolio), it.proven)


def bridge_as_json(result: Bridge, said: Explanation) -> dict[str, Any]:
    """The bridge; money today in whole units, ``gaps`` relative, ``calibration`` in months."""
    return {
        "steps": [_step_as_json(s) for s in result.steps],
        "recoverable": result.recoverable,
        "never_deliverable": result.never_deliverable,
        "calibration": _calibration_as_json(result.calibration),
        "elevated": None if result.elevated is None else _elevated_as_json(result.elevated),
        "waived": list(result.waived),
        "gaps": dict(result.gaps),
        "range_of_today": [asdict(entry) for entry in result.range_of_today],
        "waiting": None if result.waiting is None else asdict(result.waiting),
        "stopped": list(result.stopped),
        "not_found": list(result.not_found),
        "stuck": list(result.stuck),
        "today": today_as_json(result.today),
        "sentence": said.sentence,
    }


def _step_as_json(step: BridgeStep) -> dict[str, Any]:
    """``low`` and ``high`` are between what the change lies, were the plans before and after it the best there are."""
    keys = ("name", "value", "change", "low", "high")
    return {key: getattr(step, key) for key in keys} | {"too_close": step.is_too_close}


def today_as_json(today: Today) -> dict[str, Any]:
    """What today's way delivers: least and most over all readings, the named one, and the own forecasts, valued.

    ``calibrated`` says that the reading is an accepted one, so that low and high are the same; money in whole units.
    """
    own = today.own
    return {
        "low": round(today.low),
        "high": round(today.high),
        "policy": today.way.policy.value,
        "calibrated": today.is_accepted,
        "own_forecasts": None if own.value is None else round(own.value),
        "if_slips_repeat": None if own.if_slips_repeat is None else round(own.if_slips_repeat),
        "multitasking_loss": today.way.multitasking_loss,
        "protective_capacity": today.way.protective_capacity,
        "readings": [
            {**asdict(read.way), "value": round(read.value), "months_apart": read.months_apart}
            for read in today.readings
        ],
    }


def _calibration_as_json(calibration: Calibration) -> dict[str, Any]:
    """``word`` is ``uncalibrated`` where there is too little to hold today's way against, and empty otherwise."""
    keys = ("multitasking_loss", "mean_difference", "mean_absolute_error", "mean_past_slip")
    fit = ("fitted_policy", "fitted_loss", "fitted_error", "fitted_value")
    figures = {key: getattr(calibration, key) for key in (*keys, *fit)}
    return {"word": calibration.word, "forecasts": len(calibration.comparisons), **figures}


def _elevated_as_json(elevated: Elevated) -> dict[str, Any]:
    return {
        "pool_id": elevated.pool_id,
        "people": elevated.people,
        "gain": asdict(elevated.gain),
        "cost": elevated.cost,
        "is_sure": elevated.is_sure,
    }


def _lines(result: Bridge, said: Explanation, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("Step", "Value", "Change", "Difference")]
    scale = scale_of_bridge(result, currency)
    for step in result.steps:
        change = "" if step.name == "promised" else change_in_short(step, scale)
        rows.append((step.name, scale.money(step.value), change, step.difference))
    return [
        said.sentence,
        "",
        *table(rows, right=("Value", "Change")),
        "",
        *table(_reading_rows(result.today, currency), right=("Delivers", "Months from forecasts")),
        "",
        *(claim.prose for claim in said.further),
    ]


def _reading_rows(today: Today, currency: str) -> list[tuple[str, ...]]:
    """Every reading of today's way, the one drawn marked."""
    rows: list[tuple[str, ...]] = [("Today's way, read as", "Delivers", "Months from forecasts")]
    for read in today.readings:
        mark = "" if len(today.readings) == 1 or read.way != today.way else " (as above)"
        apart = NONE if read.months_apart is None else number(read.months_apart)
        rows.append((way_in_words(read.way) + mark, money(read.value, currency), apart))
    return rows
