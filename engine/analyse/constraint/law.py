"""What the law costs: every required project, priced as if it were not required.

One way of working it out, and so one list with one figure each, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.analyse.constraint.bottleneck_candidates import LIMITS_ALONE, BottleneckCandidate, BottleneckCandidates
from engine.analyse.constraint.limits import PricedLimit, all_at_once
from engine.analyse.pricing.situations import Situation, price_situations
from engine.compute.budget import SolveBudget
from engine.optimise.compare import Interval
from engine.optimise.recommendation import Recommendation

_NOTHING = Interval(0.0, 0.0, 0.0)


def what_the_law_costs(
    candidates: BottleneckCandidates, base: Recommendation, budget: SolveBudget
) -> tuple[PricedLimit, ...]:
    """The gain on a plan if each required project were not required, the largest first; money today.

    The most promising are priced alone, the rest together, since none of them can gain more alone: their gain lies
    between nothing and what all of them gain. ``budget`` says how closely each is priced.

    Raises:
        CancelledError: the budget was cancelled.
    """
    limiting = [c for c in candidates.law if c.limits]
    alone = sorted(candidates.notable(limiting), key=lambda c: -c.expected)[:LIMITS_ALONE]
    rest = [c for c in limiting if c not in alone]
    if len(rest) == 1:
        alone, rest = [*alone, *rest], []
    asked = [c.situation for c in alone]
    if rest:
        asked.append(all_at_once(candidates.portfolio, [c.change for c in rest]))
    gains = _gains(candidates, base, asked, budget)
    shared = gains.pop() if rest else None
    known = dict(zip([c.key for c in alone], gains, strict=True))
    if shared is not None and shared.low > 0:
        known |= zip([c.key for c in rest], _gains(candidates, base, [c.situation for c in rest], budget), strict=True)
    elif shared is not None:
        known |= {c.key: _at_most(c, shared, base) for c in rest}
    priced = [(c.situation, known.get(c.key, _NOTHING) if c.limits else _NOTHING) for c in candidates.law]
    limits = [PricedLimit(s.change, s.subject, s.label, s.amount, gain) for s, gain in priced if gain is not None]
    return tuple(sorted(limits, key=lambda limit: (-limit.gain.estimate, limit.subject)))


def _gains(
    candidates: BottleneckCandidates, base: Recommendation, situations: Sequence[Situation], budget: SolveBudget
) -> list[Interval | None]:
    """The gain of each; ``None`` where no plan was found."""
    if not situations:
        return []
    return [p.gain for p in price_situations(candidates.portfolio, base, situations, replace(budget, on_done=None))]


def _at_most(candidate: BottleneckCandidate, shared: Interval, base: Recommendation) -> Interval:
    """What one of those priced together may gain alone."""
    return Interval(0.0, 0.0, max(0.0, min(candidate.ceiling - (base.objective or 0.0), shared.high)))
