"""What people are worth, in words: gain, cost and net, always the three together, and none closer than it is proven."""

from __future__ import annotations

from engine.closely_known import is_closely_known
from engine.optimise.compare import Interval
from engine.wording.claims import AtMost, Between, Figure, Money, as_proven, netted, netted_range

_NOTHING = 0.5
"""Money below which an amount is written as nothing."""


def gain_cost_and_net(
    gain: Interval, cost: float, currency: str, *, several: bool = False
) -> tuple[str, dict[str, Figure]]:
    """The end of a sentence on what costs money: ``gains {gain}. The cost is {cost}, the net gain {net}``.

    With ``several`` its subject is a plural. Where the proof leaves gain or net open by more than a tenth both are
    ranges, whose ends are a cost apart; whether that pays is too close to call where the cost lies in it. ``cost`` is
    money today.
    """
    spent, gains = Money(cost, currency), "gain" if several else "gains"
    if gain.high < _NOTHING:
        return f"{gains} nothing and {'cost' if several else 'costs'} {{cost}}", {"cost": spent}
    if cost < _NOTHING and gain.low > 0:
        return f"{gains} {{gain}} at no cost", {"gain": as_proven(gain.estimate, gain.low, gain.high, currency)}
    if gain.low <= cost <= gain.high and gain.high > gain.low:
        known = as_proven(gain.estimate, gain.low, gain.high, currency)
        ends = AtMost(gain.high, currency) if gain.low < _NOTHING else Between(gain.low, gain.high, currency)
        said = f"{gains} {{gain}}. The cost is {{cost}}; whether that pays is too close to call"
        return said, {"gain": ends if isinstance(known, Money) else known, "cost": spent}
    if gain.high < cost:
        known = as_proven(gain.estimate, gain.low, gain.high, currency)
        only = "" if isinstance(known, AtMost) else "only "
        said = f"{gains} {only}{{gain}}. The cost is {{cost}}, so that does not pay"
        return said, {"gain": known, "cost": spent}
    net = gain.estimate - cost, gain.low - cost, gain.high - cost
    if is_closely_known(gain.estimate, gain.low, gain.high) and is_closely_known(*net):
        written = netted(gain.estimate, cost, currency)
        figures: dict[str, Figure] = dict(zip(("gain", "cost", "net"), written, strict=True))
        return f"{gains} {{gain}}. The cost is {{cost}}, the net gain {{net}}", figures
    left = as_proven(*net, currency)
    if isinstance(left, Between):
        written = netted_range(gain.low, gain.high, cost, currency)
        figures = dict(zip(("gain", "cost", "net"), written, strict=True))
    else:
        figures = {"gain": Between(gain.low, gain.high, currency), "cost": spent, "net": left}
    return f"{gains} {{gain}}. The cost is {{cost}}, the net gain {{net}}", figures
