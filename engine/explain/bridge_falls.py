"""The rows of the value bridge: levels where a value is reached, and between them what each step changes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.analyse.bridge.bridge import Bridge
from engine.wording.formats import difference, money
from engine.wording.glossary import TOO_CLOSE


@dataclass(frozen=True, slots=True)
class Fall:
    """One row: a value that is reached (``is_level``), or what a step changes on the way from ``start`` to ``end``.

    ``low`` and ``high``, where given, say how far the end may move with what is not known well. A step that
    ``is_too_close`` to call is smaller than its proof, and its amount is not said.
    """

    name: str
    start: float
    end: float
    is_level: bool
    low: float | None = None
    high: float | None = None
    is_too_close: bool = False


def fall_text(fall: Fall, currency: str) -> str:
    """What stands next to a row: the value reached, the change, or that it is smaller than its proof."""
    if fall.is_level:
        return money(fall.end, currency)
    return TOO_CLOSE if fall.is_too_close else difference(fall.end - fall.start, currency)


_LEVELS = {
    "promised": "Promised on paper",
    "today": "Delivered today's way",
    "focused": "Focused: one after another",
    "re-chosen": "Best order and choice",
    "recommended": "Recommended plan",
}


def falls(bridge: Bridge) -> list[Fall]:
    """The rows of the waterfall: five levels, and between them what changes; today's has the range of its readings."""
    rows: list[Fall] = []
    for step in bridge.on_screen:
        before = step.value - step.change
        if step.name != "promised":
            rows.append(Fall(step.difference, before, step.value, is_level=False, is_too_close=step.is_too_close))
        low, high = (bridge.today.low, bridge.today.high) if step.name == "today" else (None, None)
        rows.append(Fall(_LEVELS[step.name], 0, step.value, is_level=True, low=low, high=high))
    return rows
