"""What people are worth, in words: gain, cost and net, always the three together, and none closer than it is proven."""

from __future__ import annotations

from engine.optimise.compare import Interval
from engine.wording.claims import AtMost, Between, Figure, Money, as_proven, is_closely_known, netted

_NOTHING = 0.5
"""Money below which an amount is written as nothing."""


def gain_cost_and_net(gain: Interval, cost: float, currency: str) -> tuple[str, dict[str, Figure]]:
    """The end of a sentence about a person: ``gains {gain}. The cost is {cost}, the net gain {net}``.

    Where the proof leaves the gain open by more than a tenth it is a range, and so is the net; whether that pays is too
    close to call where the cost lies in it. ``cost`` is money today.
    """
    spent = Money(cost, currency)
    if gain.high < _NOTHING:
        return "gains nothing and costs {cost}", {"cost": spent}
    if cost < _NOTHING and gain.low > 0:
        return "gains {gain} at no cost", {"gain": as_proven(gain.estimate, gain.low, gain.high, currency)}
    if gain.low <= cost <= gain.high and gain.high > gain.low:
        known = as_proven(gain.estimate, gain.low, gain.high, currency)
        ends = AtMost(gain.high, currency) if gain.low < _NOTHING else Between(gain.low, gain.high, currency)
        said = "gains {gain}. The cost is {cost}; whether that pays is too close to call"
        return said, {"gain": ends if isinstance(known, Money) else known, "cost": spent}
    if is_closely_known(gain.estimate, gain.low, gain.high):
        written = netted(gain.estimate, cost, currency)
        figures: dict[str, Figure] = dict(zip(("gain", "cost", "net"), written, strict=True))
        return "gains {gain}. The cost is {cost}, the net gain {net}", figures
    figures = {
        "gain": as_proven(gain.estimate, gain.low, gain.high, currency),
        "cost": spent,
        "net": Between(gain.low - cost, gain.high - cost, currency),
    }
    return "gains {gain}. The cost is {cost}, the net gain {net}", figures
