"""Among plans as good as the proof can tell, the one with fewest decisions changed from a reference.

So that a slider's tick does not reshuffle what it does not concern, and lists of who moves hold no noise.
"""

from __future__ import annotations

import numpy as np

from engine.optimise.choice import NO_OPTION, ChoiceProblem, ChoiceResult, Floats, Ints, SideRow
from engine.optimise.solve import solve_choice
from engine.optimise.work_limit import WorkLimit

_SECONDS = 1.0
_OTHER_KIND = 2.0
"""What a change of kind counts beside a change within one: people read another action as another decision."""


def nearest_choice(
    problem: ChoiceProblem,
    chosen: Ints,
    reference: Ints,
    allowance: float,
    *,
    kinds: Ints | None = None,
    work_limit: WorkLimit | None = None,
    alone: bool = False,
) -> Ints:
    """The choice between ``chosen`` and ``reference`` that changes fewest groups and loses at most ``allowance``.

    Each group takes what one of the two gives it; ``allowance`` is money off the objective of ``chosen``. A reference
    option the problem does not have is written :data:`~engine.optimise.choice.NO_OPTION`. ``kinds`` says of what kind
    each option is, (n_options,), and none is of a kind of its own: a group that changes its kind counts twice. Without
    a better choice within ``work_limit`` (a second of work) ``chosen`` comes back. ``alone`` is as in
    :func:`~engine.optimise.solve.solve_choice`.
    """
    if (chosen == reference).all():
        return chosen
    keep = np.zeros(problem.n_options, dtype=np.bool_)
    for choice in (chosen, reference):
        keep[choice[choice != NO_OPTION]] = True
    kept = np.flatnonzero(keep)
    least = problem.objective_of(chosen) - allowance
    worth = SideRow("worth", problem.value[kept], least - problem.constant, np.inf, -problem.flex_price)
    changes = _Changes(problem, reference, kinds)
    closeness = changes.of_none[problem.group[kept]] - changes.of_option[kept]
    small = problem.restricted(keep).refocused(closeness, np.zeros(problem.n_rows), worth)
    start = _renumbered(chosen, kept)
    # The objective counts changes, so less than one apart is proof enough.
    nearly_one = 0.9 / (problem.n_groups * changes.of_none.max(initial=1.0))
    allowed = work_limit or WorkLimit(_SECONDS)
    near = solve_choice(small, gap=nearly_one, time_limit=allowed.left, start=start, cancel=allowed.cancel, alone=alone)
    allowed.spend(near.work)
    if near.objective is None:
        return chosen
    nearest = np.where(near.chosen == NO_OPTION, NO_OPTION, kept[near.chosen])
    better = changes.count(nearest) < changes.count(chosen)
    # The solver holds its rows within a share of their largest figure, which may be more than the allowance.
    holds = problem.objective_of(nearest) >= least and not problem.violated_rows(nearest)
    return nearest if better and holds else chosen


class _Changes:
    """What it counts as change from a reference to take each option, (n_options,), and none of a group, (n_groups,)."""

    of_option: Floats
    of_none: Floats

    def __init__(self, problem: ChoiceProblem, reference: Ints, kinds: Ints | None) -> None:
        own, most = reference[problem.group], 1.0 if kinds is None else _OTHER_KIND
        is_alike = np.zeros(problem.n_options, dtype=np.bool_)
        if kinds is not None and kinds.size:
            is_alike = (own != NO_OPTION) & (kinds[own] == kinds)
        self.of_option = np.where(own == np.arange(own.size), 0.0, np.where(is_alike, 1.0, most))
        self.of_none = np.where(reference == NO_OPTION, 0.0, most)

    def count(self, chosen: Ints) -> float:
        """All changes of a choice."""
        taken = chosen[chosen != NO_OPTION]
        return float(self.of_option[taken].sum() + self.of_none[chosen == NO_OPTION].sum())


def price_of_calm(problem: ChoiceProblem, result: ChoiceResult, gap: float, accepted: float) -> float:
    """What fewer changes may cost, in money: a change counts only where it pays more than the proof leaves open.

    The plan stays within ``accepted``, a relative gap; one within ``gap`` is as good as any.
    """
    if result.objective is None or result.best_bound is None:
        return 0.0
    scale = problem.gap_scale(result.best_bound)
    open_still = result.best_bound - result.objective
    room, most = (g / (1.0 + g) * scale - open_still for g in (gap, accepted))
    return max(room, min(open_still, most))


def _renumbered(chosen: Ints, kept: Ints) -> Ints:
    places = np.searchsorted(kept, np.maximum(chosen, 0))
    return np.where(chosen == NO_OPTION, NO_OPTION, places)
