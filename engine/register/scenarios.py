"""Scenarios that are kept: their versions, and what two people have changed in the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import RegisterError
from engine.portfolio.scenario import Scenario, scenario_content


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """One version of a scenario. Every version is kept; the highest is the one in use, unless it is retired."""

    id: str
    version: int
    scenario: Scenario
    saved_by: str
    saved_at: datetime
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions of a scenario do not agree on, with what it was before; ``None``: not set.

    ``field`` is a field of :class:`Scenario`; ``name`` is the pool, theme, project or month in it, or empty.
    """

    field: str
    name: str
    before: float | str | bool | None
    theirs: float | str | bool | None
    mine: float | str | bool | None

    def __str__(self) -> str:
        place = f"{self.field} of {self.name}" if self.name else self.field
        values = ["not set" if v is None else str(v) for v in (self.before, self.theirs, self.mine)]
        return f"{place}: was {values[0]}, saved as {values[1]}, yours {values[2]}"


class ScenarioConflict(RegisterError):  # noqa: N818
    """Somebody else has saved the scenario since it was opened. Nothing was stored, nothing is lost.

    ``theirs`` is the version that is stored, ``mine`` the scenario that was to be saved, ``differences`` what the two
    do not agree on, and ``merged`` both sets of changes in one, where mine win a clash.
    """

    def __init__(self, before: Scenario, theirs: SavedScenario, mine: Scenario) -> None:
        self.theirs = theirs
        self.mine = mine
        self.differences = compare(before, theirs.scenario, mine)
        self.merged = merge(before, theirs.scenario, mine)
        differences = "; ".join(map(str, self.differences)) or "both say the same"
        done = "retired" if theirs.retired else "saved"
        super().__init__(
            f"{theirs.saved_by} has {done} version {theirs.version} of {theirs.scenario.name!r} since you opened it. "
            f"Nothing of yours was stored yet. {differences}."
        )


def compare(before: Scenario, theirs: Scenario, mine: Scenario) -> tuple[Difference, ...]:
    """What two versions of a scenario do not agree on, beside the version both began with."""
    start, one, other = _cells(before), _cells(theirs), _cells(mine)
    places = sorted(start.keys() | one.keys() | other.keys())
    differences = (Difference(*place, start.get(place), one.get(place), other.get(place)) for place in places)
    return tuple(d for d in differences if d.theirs != d.mine)


def merge(before: Scenario, theirs: Scenario, mine: Scenario) -> Scenario:
    """Their version with everything that I have changed since ``before``."""
    start, result, changed = _cells(before), _cells(theirs), _cells(mine)
    for place in start.keys() | changed.keys():
        if start.get(place) != changed.get(place):
            result.pop(place, None)
            if place in changed:
                result[place] = changed[place]
    return Scenario.model_validate(_content(result))


_Cells = dict[tuple[str, str], Any]


def _cells(scenario: Scenario) -> _Cells:
    """A scenario as single figures: (field, name within it) → value."""
    cells: _Cells = {}
    for field, value in scenario_content(scenario).items():
        if isinstance(value, Mapping):
            cells |= {(field, name): item for name, item in value.items()}
        elif isinstance(value, list):
            cells |= {(field, name): True for name in value}
        else:
            cells[(field, "")] = value
    return cells


def _content(cells: _Cells) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for (field, name), value in cells.items():
        if not name:
            content[field] = value
        elif field == "lifted":
            content.setdefault(field, []).append(name)
        else:
            content.setdefault(field, {})[name] = value
    return content
