"""What working on many things at once costs."""

from __future__ import annotations

import numpy as np

from engine.valuation.discounting import Amounts

PESSIMISTIC_LOSS = 0.2
"""A loss of 20 % with two projects at once, 40 % with three, 60 % with four: Weinberg's rule of thumb."""

LEAST_EFFICIENCY = 0.4
"""However crowded a pool is, this share of its effort still becomes work."""


def efficiency(asked: Amounts, capacity: Amounts, multitasking_loss: float) -> Amounts:
    """Share of each pool's effort that becomes work; shape (n_pools,).

    efficiency = min(1, max(0.4, 1 − multitasking_loss · (n − 1))) with n = days asked ÷ days of capacity in the
    month. The form is an assumption of this cockpit, anchored on two figures: about 17 % of effort lost with two or
    more projects at once (Tregubov et al. 2017, students), and 20–40–60–75 % (Weinberg 1992, a rule of thumb). A
    pool without capacity does no work, whatever its efficiency; 1 is returned for it.
    """
    crowd = np.divide(asked, capacity, out=np.ones_like(asked), where=capacity > 0)
    return np.asarray(np.clip(1.0 - multitasking_loss * (crowd - 1.0), LEAST_EFFICIENCY, 1.0))
