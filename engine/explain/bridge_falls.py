"""The rows of the value bridge: levels where a value is reached, and between them what each step changes."""

from __future__ import annotations

from dataclasses import dataclass

from engine.analyse.bridge.bridge import Bridge, BridgeStep
from engine.wording.formats import difference, difference_range, money
from engine.wording.glossary import TOO_CLOSE


@dataclass(frozen=True, slots=True)
class Fall:
    """One row: a value that is reached (``is_level``), or what a step changes on the way from ``start`` to ``end``.

    ``low`` and ``high``, where given, say how far the end may move with what is not known well: of a step, where its
    proof leaves too much open for one amount. A step that ``is_too_close`` to call is smaller than its proof, and its
    amount is not said.
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
    if fall.is_too_close:
        return TOO_CLOSE
    if fall.low is None or fall.high is None:
        return difference(fall.end - fall.start, currency)
    return difference_range(fall.low - fall.start, fall.high - fall.start, currency)


def change_in_short(step: BridgeStep, currency: str) -> str:
    """What a step changes, no closer than it is proven."""
    if step.is_too_close:
        return TOO_CLOSE
    if step.is_point:
        return difference(step.change, currency)
    return difference_range(step.low, step.high, currency)


_LEVELS = {
    "promised": "Promised on paper",
    "today": "Delivered today's way",
    "focused": "Focused: one after another",
    "re-chosen": "Best order and choice",
    "recommended": "Recommended plan",
}


def _change(step: BridgeStep, before: int) -> Fall:
    """The row of what a step changes, from ``before`` it, with its range where its proof leaves much open."""
    if step.is_point or step.is_too_close:
        return Fall(step.difference, before, step.value, is_level=False, is_too_close=step.is_too_close)
    low, high = before + step.low, before + step.high
    return Fall(step.difference, before, step.value, is_level=False, low=low, high=high)


def falls(bridge: Bridge) -> list[Fall]:
    """The rows of the waterfall: five levels, and between them what changes; today's has the range of its readings."""
    rows: list[Fall] = []
    for step in bridge.on_screen:
        before = step.value - step.change
        if step.name != "promised":
            rows.append(_change(step, before))
        low, high = (bridge.today.low, bridge.today.high) if step.name == "today" else (None, None)
        rows.append(Fall(_LEVELS[step.name], 0, step.value, is_level=True, low=low, high=high))
    return rows
