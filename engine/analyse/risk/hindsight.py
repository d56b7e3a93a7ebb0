"""What plans made on other figures teach about the recommended one: its shrinkage, and a plan that holds better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.valuation.discounting import Amounts


def shrinkage_of(values: Amounts, made_for: Sequence[int], which: Sequence[int]) -> float:
    """The share of the recommended plan's value that is expected to be luck of the figures it was chosen by.

    The best of many figures is partly the luckiest (the optimiser's curse: Smith and Winkler, "The optimizer's curse:
    skepticism and postdecision surprise in decision analysis", Management Science 2006). Figures drawn about the data
    stand to the data as the data stand to the truth: a plan made on them looks better than the recommended one by what
    it gains on its own figures, and is better by what it gains on the data; the difference is luck.

    Args:
        values: money today, (n_plans, 1 + n_draws): plan 0 is the recommended one, column 0 the data as they are.
        made_for: the draw that each plan made anew was made for, counted from 0.
        which: the row of ``values`` of that plan.
    """
    made, rows = np.array(made_for, dtype=np.int64) + 1, np.array(which, dtype=np.int64)
    promised = values[rows, made] - values[0, made]
    delivered = values[rows, 0] - values[0, 0]
    luck = float((promised - delivered).mean())
    scale = abs(float(values[0, 0]))
    return max(0.0, luck / scale) if scale > 0 else 0.0


def best_on_average(values: Amounts) -> int:
    """The plan with the highest mean over the draws; (n_plans, n_draws). The recommended plan, 0, wins ties.

    ``values`` are of that shape; the answer is the plan's place.
    """
    return int(np.argmax(values.mean(axis=1)))
