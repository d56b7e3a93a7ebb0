"""Parts of sparse matrices: the same as those of the matrices written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.optimise.choice import ChoiceProblem, SideRow
from engine.optimise.parts_of_matrices import within, within_rows


@pytest.mark.parametrize("seed", range(6))
def test_rows_and_columns_are_those_of_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole = rng.integers(0, 3, size=(4, 7)) * rng.normal(size=(4, 7))
    columns, rows = rng.random(7) < 0.5, rng.random(4) < 0.5
    assert np.array_equal(within(sparse.csr_array(whole), columns).toarray(), whole[:, columns])
    assert np.array_equal(within_rows(sparse.csc_array(whole), rows).toarray(), whole[rows])


def test_a_side_row_counts_what_is_bought_on_the_capacity_rows_that_are_kept() -> None:
    row = SideRow("budget", np.array([1.0, 0.0, 3.0]), 0.0, 9.0, np.array([4.0, 5.0, 0.0, 7.0]))
    problem = ChoiceProblem([1.0] * 3, [0, 1, 2], np.ones((4, 3)), [5.0] * 4, [False] * 3, rows=[row])
    rows = np.array([False, True, True, True])
    part = problem.side_row(0, rows)
    assert (part.name, part.lower, part.upper) == ("budget", 0.0, 9.0)
    assert part.coefficients.places.tolist() == [0, 2]
    assert part.coefficients.values.tolist() == [1.0, 3.0]
    assert part.flex.places.tolist() == [0, 2]
    assert part.flex.values.tolist() == [5.0, 7.0]
