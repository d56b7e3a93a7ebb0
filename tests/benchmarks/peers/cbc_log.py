"""What CBC knew and when, read from its log as it is written."""

from __future__ import annotations

import contextlib
import math
import os
import pty
import re
import tty
from collections.abc import Iterable
from threading import Thread

from tests.benchmarks.track import Point, Recorder

_NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
_CONTINUOUS = re.compile(rf"Continuous objective value is {_NUMBER}")
_INCUMBENT = re.compile(
    rf"(?:Integer solution of|Solution found of|Relaxing continuous gives|improved solution from {_NUMBER} to"
    rf"|exiting with objective of) {_NUMBER}"
)
_BOTH = re.compile(rf"{_NUMBER} best solution, best possible {_NUMBER}")
_END = re.compile(rf"best objective {_NUMBER} \(best possible {_NUMBER}\)")
_CUTS = re.compile(rf"cuts changed objective from {_NUMBER} to {_NUMBER}")
_ANSWER = re.compile(rf"^Objective value:\s+{_NUMBER}")
_CEILING = re.compile(rf"^Upper bound:\s+{_NUMBER}")
# "Search completed" is no proof: CBC says it too when it stops at the gap.
_OPTIMAL = "Result - Optimal solution found"
_NOTHING = 1e29

Line = tuple[float, str]
"""Seconds and text."""


class TimedLog:
    """While open, a file to log to whose lines are timed as they come.

    A pseudo-terminal: into a plain file CBC writes in blocks of 4 KiB, seconds late.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._own, self._other = pty.openpty()
        tty.setraw(self._other)
        self._thread = Thread(target=self._read, daemon=True)
        self.path = os.ttyname(self._other)
        self.lines: list[Line] = []

    def __enter__(self) -> TimedLog:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._other)
        self._thread.join()
        os.close(self._own)

    def _read(self) -> None:
        rest = ""
        # Reading fails once the last writer has closed the terminal.
        with contextlib.suppress(OSError):
            while text := os.read(self._own, 65536):
                *lines, rest = (rest + text.decode("utf-8", "replace")).split("\n")
                self.lines += [(self._recorder.seconds, line.rstrip()) for line in lines]


def cbc_points(log: Iterable[Line], constant: float) -> tuple[Point, ...]:
    """What a log of a maximisation says CBC knew and when; ``constant`` is what PuLP leaves out of the objective."""
    points: list[Point] = []
    optimal = False
    for seconds, line in log:
        optimal = optimal or (line.startswith(_OPTIMAL) and "within gap" not in line)
        objective, bound = _known(line, optimal=optimal)
        if objective > -math.inf or bound < math.inf:
            points.append(Point(seconds, objective + constant, bound + constant))
    return tuple(points)


def _known(line: str, *, optimal: bool) -> tuple[float, float]:
    """Objective and bound that a line tells.

    CBC minimises inside, so most of its figures have their signs changed; those of the first relaxation and of the
    final answer have not.
    """
    if found := _CONTINUOUS.search(line):
        return -math.inf, float(found[1])
    if found := _ANSWER.search(line):
        return float(found[1]), float(found[1]) if optimal else math.inf
    if found := _CEILING.search(line):
        return -math.inf, float(found[1])
    if found := _BOTH.search(line) or _END.search(line):
        return _incumbent(found[1]), _ceiling(found[2])
    if found := _CUTS.search(line):
        return -math.inf, _ceiling(found[2])
    if found := _INCUMBENT.search(line):
        return _incumbent(found[2]), math.inf
    return -math.inf, math.inf


def _incumbent(number: str) -> float:
    return -float(number) if abs(float(number)) < _NOTHING else -math.inf


def _ceiling(number: str) -> float:
    return -float(number) if abs(float(number)) < _NOTHING else math.inf
