"""Reading the published benchmark problems; the files themselves stay outside the project."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.optimise.choice import ChoiceProblem

KHAN_OPTIMA = {"I01": 173, "I02": 364, "I03": 1602}
HIREMATH_HILL_OPTIMA = (
    401, 463, 487, 446, 430, 459, 437, 386, 466, 415, 461, 456, 474, 423, 438,
    442, 443, 394, 425, 471, 377, 461, 407, 415, 411, 448, 485, 477, 432, 443,
)  # fmt: skip


def khan(path: Path) -> ChoiceProblem:
    """Groups, items, resources; capacities; then a group's number and its items (Khan et al. 2002)."""
    numbers = iter(_numbers(path))
    shape = [int(next(numbers)) for _ in range(3)]
    return _multiple_choice(numbers, *shape)


def hiremath_hill(path: Path) -> list[ChoiceProblem]:
    """A number, groups, items, resources; capacities; groups (Hiremath and Hill 2007)."""
    numbers = iter(_numbers(path))
    problems = []
    for _ in numbers:
        shape = [int(next(numbers)) for _ in range(3)]
        problems.append(_multiple_choice(numbers, *shape))
    return problems


def petersen(path: Path) -> list[tuple[ChoiceProblem, float]]:
    """Variables, constraints, optimum; profits; rows; limits (OR-Library; Petersen 1967)."""
    numbers = iter(_numbers(path))
    problems = []
    for _ in range(int(next(numbers))):
        n, m, optimum = int(next(numbers)), int(next(numbers)), next(numbers)
        value = [next(numbers) for _ in range(n)]
        usage = [[next(numbers) for _ in range(n)] for _ in range(m)]
        capacity = [next(numbers) for _ in range(m)]
        problems.append((ChoiceProblem(value, range(n), usage, capacity, [False] * n), optimum))
    return problems


def _multiple_choice(numbers: Iterator[float], groups: int, items: int, resources: int) -> ChoiceProblem:
    capacity = [next(numbers) for _ in range(resources)]
    value, group, usage = [], [], []
    for g in range(groups):
        next(numbers)
        for _ in range(items):
            value.append(next(numbers))
            usage.append([next(numbers) for _ in range(resources)])
            group.append(g)
    return ChoiceProblem(value, group, np.array(usage).T, capacity, [True] * groups)


def _numbers(path: Path) -> list[float]:
    """All numbers up to the first word; Khan's files go on with solutions in prose."""
    words = path.read_text(encoding="utf-8").split()
    return [float(word) for word in itertools.takewhile(lambda w: not w[0].isalpha(), words)]
