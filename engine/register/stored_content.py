"""Stored contents read back as objects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import RegisterError
from engine.portfolio.scenario import Scenario, scenario_content
from engine.register.entry import Entry
from engine.register.scenarios import SavedScenario


@dataclass(frozen=True, slots=True)
class Adoption:
    """A version of a scenario that became the one in use, by whom and when."""

    scenario_id: str
    version: int
    adopted_by: str
    adopted_at: datetime


def entry_of(content: str) -> Entry:
    """An entry from its canonical JSON.

    Raises:
        RegisterError: a newer version of the cockpit has written it, or somebody has tampered with it.
    """
    try:
        return Entry.model_validate(json.loads(content))
    except (ValueError, RegisterError) as error:
        raise RegisterError(
            "An entry of the register cannot be read. `python -m engine register verify` tells whether it was "
            "changed; if not, a newer version of the cockpit has written it."
        ) from error


def version_content(saved: SavedScenario, key: str) -> dict[str, Any]:
    """What is stored of a version of a scenario beside its id and number."""
    return {
        "scenario": scenario_content(saved.scenario),
        "saved_by": saved.saved_by,
        "saved_at": saved.saved_at,
        "key": key,
    }


def saved_of(scenario_id: str, version: int, retired: bool, content: str) -> tuple[SavedScenario, str]:
    """A version of a scenario, and the key under which it was saved.

    ``retired`` says whether that version takes it out of use.
    """
    stored = json.loads(content)
    scenario, at = Scenario.model_validate(stored["scenario"]), datetime.fromisoformat(stored["saved_at"])
    return SavedScenario(scenario_id, version, scenario, stored["saved_by"], at, retired), stored["key"]


def adoption_content(adoption: Adoption) -> dict[str, Any]:
    """What is stored of an adoption beside the scenario's id and version."""
    return {"adopted_by": adoption.adopted_by, "adopted_at": adoption.adopted_at}


def adoption_of(scenario_id: str, version: int, content: str) -> Adoption:
    """An adoption as it was stored."""
    stored = json.loads(content)
    return Adoption(scenario_id, version, stored["adopted_by"], datetime.fromisoformat(stored["adopted_at"]))
