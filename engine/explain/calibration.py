"""How far today's way, simulated, can be trusted, in words: the people's own forecasts, and the loss that fits them."""

from __future__ import annotations

from engine.analyse.today.calibration import UNCALIBRATED, Calibration
from engine.explain.today import policy_in_words
from engine.wording.claims import Claim, Count, Figure, Measured, Share, claim

_SAME = 0.5
"""Months on average that count as no difference."""


def explain_calibration(result: Calibration) -> tuple[Claim, ...]:
    """What there is to hold the simulation against; with enough of it, also the multitasking loss that fits best."""
    if not result.is_calibrated:
        return (_uncalibrated(result),)
    offered = _offer(result)
    return (_against_forecasts(result), *((offered,) if offered else ()))


def _uncalibrated(result: Calibration) -> Claim:
    known = len(result.comparisons)
    if not known:
        return claim(f"The figure of today's way is {UNCALIBRATED}: no work in flight has a forecast of its own.")
    return claim(
        f"The figure of today's way is {UNCALIBRATED}: only {{known}} in flight has a forecast of its own."
        if known == 1
        else f"The figure of today's way is {UNCALIBRATED}: only {{known}} in flight have forecasts of their own.",
        known=Count(known, "project"),
    )


def _against_forecasts(result: Calibration) -> Claim:
    beyond = result.mean_difference or 0.0
    figures: dict[str, Figure] = {"known": Count(len(result.comparisons), "project")}
    if abs(beyond) < _SAME:
        sentence = "In today's way, as simulated, the {known} in flight finish as their own forecasts say"
    else:
        side = "later" if beyond > 0 else "earlier"
        sentence = f"In today's way, as simulated, the {{known}} in flight finish on average {{beyond}} {side} "
        sentence += "than their own forecasts"
        figures["beyond"] = _months(beyond)
    slip = result.mean_past_slip
    if slip is not None and abs(slip) >= _SAME:
        moved = "slipped" if slip > 0 else "gained"
        sentence += f". Those forecasts have {moved} {{slip}} so far"
        figures["slip"] = _months(slip)
    return claim(sentence + ".", **figures)


def _offer(result: Calibration) -> Claim | None:
    """The way to take instead, unless the one in use fits as well as any; forecasts are promises, and that is said."""
    policy, loss = result.fitted_policy, result.fitted_loss
    error, off = result.fitted_error, result.mean_absolute_error
    if policy is None or loss is None or error is None or off is None or error >= off:
        return None
    figures: dict[str, Figure] = {"error": _months(error), "off": _months(off)}
    way = policy_in_words(policy)
    if loss:
        figures["loss"] = Share(loss)
        way += " with a multitasking loss of {loss}"
    return claim(
        f"The reading that fits forecasts best is {way}. It is {{error}} off on average, compared with {{off}} for the "
        "one in use. Forecasts are promises: what has moved since last month is better evidence.",
        **figures,
    )


def _months(amount: float) -> Measured:
    """A length of time to a tenth of a month."""
    return Measured(round(abs(amount), 1), "month")
