"""A scenario as the address of a page carries it, and back.

Each field of a scenario has one short parameter; a field with several entries repeats it:
``?capacity=integration:1.2&pin=crm:stop&confidence=0.8``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.portfolio.reading.scenario_reading import read_content
from engine.portfolio.scenario import Finding, Scenario

PAIRS = {
    "capacity": "capacity",
    "flex": "flex_share",
    "budget": "budgets",
    "weight": "weights",
    "pin": "pins",
    "parallel": "max_parallel",
    "today": "today",
}
SINGLES = {
    "scenario": "name",
    "reserve": "protective_capacity",
    "rate": "discount_rate",
    "confidence": "benefit_confidence",
    "changes": "max_changes",
}
LIFTED = "lift"
PARAMETERS = frozenset({*PAIRS, *SINGLES, LIFTED})

Parameters = dict[str, list[str]]


def to_address(scenario: Scenario) -> Parameters:
    """The parameters that carry a scenario; empty for the base."""
    base = Scenario()
    parameters: Parameters = {
        short: [f"{name}:{_text(value)}" for name, value in getattr(scenario, field)] for short, field in PAIRS.items()
    }
    for short, field in SINGLES.items():
        value = getattr(scenario, field)
        parameters[short] = [] if value == getattr(base, field) else [_text(value)]
    parameters[LIFTED] = sorted(scenario.lifted)
    return {short: values for short, values in parameters.items() if values}


def from_address(parameters: Mapping[str, Sequence[str]]) -> tuple[Scenario, tuple[Finding, ...]]:
    """The scenario that an address carries, and what of it cannot be used; the rest stands."""
    content: dict[str, Any] = {}
    unread: list[Finding] = []
    for short, values in parameters.items():
        if short not in PARAMETERS or not values:
            continue
        if short in PAIRS:
            content[PAIRS[short]] = _pairs(short, values, unread)
        elif short == LIFTED:
            content["lifted"] = list(values)
        else:
            content[SINGLES[short]] = values[0]
            unread += [_twice(SINGLES[short], "", text) for text in values[1:] if text != values[0]]
    scenario, findings = read_content(content)
    return scenario, (*unread, *findings)


def _pairs(short: str, values: Iterable[str], unread: list[Finding]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in values:
        name, colon, text = entry.rpartition(":")
        if name in pairs:
            unread.append(_twice(PAIRS[short], name, text))
        elif colon and name:
            pairs[name] = text
        else:
            unread.append(Finding(PAIRS[short], "", entry, "it has no name or no value", f"Write {short}=name:value"))
    return pairs


def _twice(field: str, name: str, text: str) -> Finding:
    return Finding(field, name, text, "it occurs twice, and the first was taken", "Keep one")


def _text(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
