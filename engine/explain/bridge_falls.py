"""The rows of the value bridge: levels where a value is reached, and between them what each step changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.analyse.bridge.bridge import Bridge, BridgeStep
from engine.wording.formats import Scale, difference_range, scale_for
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


@dataclass(frozen=True, slots=True)
class _BridgeScale(Scale):
    """A scale in which some values are ``set_to`` what others as written leave for them; in the unit, by value."""

    set_to: Mapping[float, float] = field(default_factory=dict)

    def rounded(self, amount: float) -> float:
        """An amount in the unit, as it is written."""
        return self.set_to[amount] if amount in self.set_to else Scale.rounded(self, amount)


def scale_of_bridge(bridge: Bridge, currency: str) -> Scale:
    """The scale in which all values of a bridge, and all changes written as one amount, add up as they are shown.

    Each change is that of the values as written, so that the five steps on screen are what their finer steps come to,
    whether they stand in a chart, a table or a sentence. Values have a figure more than elsewhere, so that changes
    have their three. What waiting costs is written by other analyses too: here it is rounded as it is there, and the
    value after it follows.
    """
    pairs = [(step.value, step.value - step.change) for step in bridge.steps if step.is_point and not step.is_too_close]
    plain = scale_for([*pairs, *((step.value, step.value) for step in bridge.steps)], currency)
    three = scale_for([(max(abs(step.value) for step in bridge.steps), 0.0)], currency).one_figure_finer()
    scale = replace(plain, decimals=max(plain.decimals, three.decimals))
    waiting = bridge.value("queue") - bridge.value("promised")
    if not waiting:
        return scale
    after = scale.rounded(bridge.value("promised")) + scale.rounded(waiting)
    return _BridgeScale(
        scale.size, scale.suffix, scale.decimals, currency, {bridge.value("queue"): round(after, scale.decimals)}
    )


def fall_text(fall: Fall, scale: Scale) -> str:
    """What stands next to a row: the value reached, the change, or that it is smaller than its proof.

    ``scale`` is that of the bridge.
    """
    if fall.is_level:
        return scale.money(fall.end)
    if fall.is_too_close:
        return TOO_CLOSE
    if fall.low is None or fall.high is None:
        return scale.difference(fall.end, fall.start)
    return difference_range(fall.low - fall.start, fall.high - fall.start, scale.currency)


def change_in_short(step: BridgeStep, scale: Scale) -> str:
    """What a step changes, no closer than it is proven; ``scale`` is that of the bridge."""
    if step.is_too_close:
        return TOO_CLOSE
    if step.is_point:
        return scale.difference(step.value, step.value - step.change)
    return difference_range(step.low, step.high, scale.currency)


_LEVELS = {
    "promised": "Promised on paper",
    "today": "Delivered today's way",
    "focused": "Focused: one after another",
    "re-chosen": "Better order and choice",
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
