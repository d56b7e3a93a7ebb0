"""A scenario as the address of a page carries it, and back.

Each field of a scenario has one short parameter; a field with several entries repeats it:
``?capacity=integration:1.2&pin=crm:stop&confidence=0.8``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.errors import ScenarioError
from engine.portfolio.scenario import Scenario, parse_scenario

PAIRS = {
    "capacity": "capacity",
    "flex": "flex_share",
    "budget": "budgets",
    "weight": "weights",
    "pin": "pins",
    "parallel": "max_parallel",
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


def from_address(parameters: Mapping[str, Sequence[str]]) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario that an address carries, and what of it could not be read, in words."""
    read: dict[str, Any] = {}
    unread: list[str] = []
    for short, values in parameters.items():
        if short not in PARAMETERS or not values:
            continue
        field = PAIRS.get(short) or SINGLES.get(short) or "lifted"
        value = _pairs(short, values, unread) if short in PAIRS else values[-1] if short in SINGLES else list(values)
        if _is_valid(field, value, unread, short):
            read[field] = value
    return parse_scenario(read, "address"), tuple(unread)


def _pairs(short: str, values: Iterable[str], unread: list[str]) -> dict[str, Any]:
    read_value: Callable[[str], Any] = str if short == "pin" else _finite
    pairs: dict[str, Any] = {}
    for entry in values:
        name, colon, text = entry.rpartition(":")
        try:
            if not (colon and name):
                raise ValueError
            pairs[name] = read_value(text)
        except ValueError:
            unread.append(f"{short}={entry}")
    return pairs


def _is_valid(field: str, value: Any, unread: list[str], short: str) -> bool:
    try:
        parse_scenario({field: value})
    except ScenarioError:
        unread.append(f"{short}={value}")
        return False
    return True


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def _text(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
