"""Choice problems small enough to see through, and one that takes long."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from engine.optimise import ChoiceProblem


def knapsack(**changes: object) -> ChoiceProblem:
    """Three groups, one of them with two options, one capacity row of 10."""
    fields: dict[str, object] = {
        "value": [10.0, 7.0, 6.0, 5.0],
        "group": [0, 0, 1, 2],
        "usage": sparse.csr_array([[8.0, 4.0, 4.0, 3.0]]),
        "capacity": [10.0],
        "required": [False, False, False],
    }
    return ChoiceProblem(**(fields | changes))  # type: ignore[arg-type]


def hard_problem(seed: int = 3, groups: int = 60, rows: int = 40, options: int = 8) -> ChoiceProblem:
    """A problem that takes a solver many seconds to prove."""
    rng = np.random.default_rng(seed)
    usage = rng.integers(1, 40, size=(rows, groups * options)).astype(float)
    value = usage.mean(axis=0) * 5 + rng.uniform(0, 30, groups * options)
    capacity = usage.mean(axis=1) * groups * 0.7
    return ChoiceProblem(value, np.repeat(np.arange(groups), options), usage, capacity, [False] * groups)
