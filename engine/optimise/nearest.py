"""Among plans as good as the proof can tell, the one with fewest decisions changed from a reference.

So that a slider's tick does not reshuffle what it does not concern, and lists of who moves hold no noise.
"""

from __future__ import annotations

import numpy as np

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Floats, Ints, SideRow
from engine.optimise.solve import solve_choice
from engine.optimise.work_limit import WorkLimit

_SECONDS = 1.0


def nearest_choice(
    problem: ChoiceProblem,
    chosen: Ints,
    reference: Ints,
    allowance: float,
    *,
    work_limit: WorkLimit | None = None,
) -> Ints:
    """The choice between ``chosen`` and ``reference`` that changes fewest groups and loses at most ``allowance``.

    Each group takes what one of the two gives it; ``allowance`` is money off the objective of ``chosen``. A reference
    option the problem does not have is written :data:`~engine.optimise.choice.NO_OPTION`. Without a better one
    within ``work_limit`` (a second of work) ``chosen`` comes back.
    """
    if (chosen == reference).all():
        return chosen
    keep = np.zeros(problem.n_options, dtype=np.bool_)
    for choice in (chosen, reference):
        keep[choice[choice != NO_OPTION]] = True
    kept = np.flatnonzero(keep)
    least = problem.objective_of(chosen) - allowance - problem.constant
    worth = SideRow("worth", problem.value[kept], least, np.inf, -problem.flex_price)
    closeness = _closeness(problem, reference, kept)
    small = problem.restricted(keep).refocused(closeness, np.zeros(problem.n_rows), worth)
    start = _renumbered(chosen, kept)
    # The objective counts groups, so less than one apart is proof enough.
    nearly_one = 0.9 / problem.n_groups
    allowed = work_limit or WorkLimit(_SECONDS)
    near = solve_choice(small, gap=nearly_one, time_limit=allowed.left, start=start, cancel=allowed.cancel)
    allowed.spend(near.work)
    if near.objective is None:
        return chosen
    nearest = np.where(near.chosen == NO_OPTION, NO_OPTION, kept[near.chosen])
    better = _changes(nearest, reference) < _changes(chosen, reference)
    return nearest if better and not problem.violated_rows(nearest) else chosen


def _changes(chosen: Ints, reference: Ints) -> int:
    return int((chosen != reference).sum())


def _closeness(problem: ChoiceProblem, reference: Ints, kept: Ints) -> Floats:
    """Worth of each kept option when only unchanged groups count: 1 for the reference's own, −1 where it has none."""
    wanted = reference[problem.group[kept]]
    return np.where(wanted == kept, 1.0, np.where(wanted == NO_OPTION, -1.0, 0.0))


def _renumbered(chosen: Ints, kept: Ints) -> Ints:
    places = np.searchsorted(kept, np.maximum(chosen, 0))
    return np.where(chosen == NO_OPTION, NO_OPTION, places)
