"""``bridge``: from the value promised to what today's way delivers, and back up to the recommended plan and beyond."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.analyse.bridge import Bridge, Elevated
from engine.analyse.calibration import Calibration
from engine.analyse.catalogue import BRIDGE
from engine.analyse.first import first_decisions
from engine.commands import answers
from engine.commands.frame import (
    analysis,
    plan_or_exit,
    situation_of,
    table,
    tell,
)
from engine.explain.bridge import explain_bridge
from engine.explain.claims import Explanation
from engine.explain.formats import scale_for
from engine.portfolio.objects import Portfolio

_FIRST = 3
"""Decisions named in the opening sentence."""


@analysis
def bridge(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """What is lost between the promise and today's way of working, and what brings it back."""
    situation = situation_of(path, scenario)
    portfolio = situation.portfolio
    plan = plan_or_exit(situation, effort, as_json=as_json)
    found = answers.analysis_of(BRIDGE, portfolio, plan, effort)
    said = explain_bridge(found, portfolio, first_decisions(portfolio, plan, _FIRST))
    tell(as_json, bridge_as_json(found, said), _lines(found, said, portfolio))


def bridge_as_json(found: Bridge, said: Explanation) -> dict[str, Any]:
    """The bridge; money today in whole units, ``gaps`` relative, ``calibration`` in months."""
    return {
        "steps": [{"name": s.name, "value": s.value, "change": s.change} for s in found.steps],
        "recoverable": found.recoverable,
        "never_deliverable": found.never_deliverable,
        "calibration": _calibration_as_json(found.calibration),
        "elevated": None if found.elevated is None else _elevated_as_json(found.elevated),
        "waived": list(found.waived),
        "gaps": dict(found.gaps),
        "range_of_today": [asdict(entry) for entry in found.range_of_today],
        "waiting": None if found.waiting is None else asdict(found.waiting),
        "stopped": list(found.stopped),
        "not_found": list(found.not_found),
        "stuck": list(found.stuck),
        "sentence": said.sentence,
    }


def _calibration_as_json(found: Calibration) -> dict[str, Any]:
    """``word`` is ``uncalibrated`` where there is too little to hold today's way against, and empty otherwise."""
    keys = ("multitasking_loss", "mean_difference", "mean_absolute_error", "mean_past_slip")
    fit = ("fitted_loss", "fitted_error", "fitted_value")
    figures = {key: getattr(found, key) for key in (*keys, *fit)}
    return {"word": found.word, "forecasts": len(found.comparisons), **figures}


def _elevated_as_json(found: Elevated) -> dict[str, Any]:
    return {
        "pool_id": found.pool_id,
        "people": found.people,
        "gain": asdict(found.gain),
        "cost": found.cost,
        "is_sure": found.is_sure,
    }


def _lines(found: Bridge, said: Explanation, portfolio: Portfolio) -> list[str]:
    currency = portfolio.settings.currency
    rows: list[tuple[str, ...]] = [("Step", "Value", "Change", "Difference")]
    scale = scale_for([(step.value, step.value - step.change) for step in found.steps], currency)
    for step in found.steps:
        change = "" if step.name == "promised" else scale.difference(step.value, step.value - step.change)
        rows.append((step.name, scale.money(step.value), change, step.difference))
    return [said.sentence, "", *table(rows, right=("Value", "Change")), "", *(claim.prose for claim in said.further)]
