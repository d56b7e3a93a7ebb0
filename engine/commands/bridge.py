"""``bridge``: from the value promised to what today's way delivers, and back up to the recommended plan and beyond."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.analyse.bridge.bridge import Bridge, Elevated
from engine.analyse.decisions.first import first_decisions
from engine.analyse.today.calibration import Calibration
from engine.catalogue import BRIDGE, FIRST
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.bridge import explain_bridge
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Explanation
from engine.wording.formats import scale_for


@analysis
def bridge(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """What is lost between the promise and today's way of working, and what brings it back."""
    it = analysed(BRIDGE, path, scenario, effort, as_json=as_json)
    said = explain_bridge(it.result, it.portfolio, first_decisions(it.portfolio, it.plan, FIRST))
    write_out(as_json, bridge_as_json(it.result, said), _lines(it.result, said, it.portfolio))


def bridge_as_json(result: Bridge, said: Explanation) -> dict[str, Any]:
    """The bridge; money today in whole units, ``gaps`` relative, ``calibration`` in months."""
    return {
        "steps": [{"name": s.name, "value": s.value, "change": s.change} for s in result.steps],
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
        "sentence": said.sentence,
    }


def _calibration_as_json(calibration: Calibration) -> dict[str, Any]:
    """``word`` is ``uncalibrated`` where there is too little to hold today's way against, and empty otherwise."""
    keys = ("multitasking_loss", "mean_difference", "mean_absolute_error", "mean_past_slip")
    fit = ("fitted_loss", "fitted_error", "fitted_value")
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
    scale = scale_for([(step.value, step.value - step.change) for step in result.steps], currency)
    for step in result.steps:
        change = "" if step.name == "promised" else scale.difference(step.value, step.value - step.change)
        rows.append((step.name, scale.money(step.value), change, step.difference))
    return [said.sentence, "", *table(rows, right=("Value", "Change")), "", *(claim.prose for claim in said.further)]
