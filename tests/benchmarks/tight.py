"""The optimiser where it is hard: the sample under sixteen positions of its levers, beside HiGHS straight.

Each position is answered live and for the board, as the pages do, in a process of its own. HiGHS then gets the same
arrays and the processor time that the board's answer took. Processor time, for the machine may have other work.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median

from engine.compute.planner import Planner
from engine.optimise.model import build_model
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from tests.benchmarks.arrays import arrays_of
from tests.benchmarks.process import in_own_process
from tests.benchmarks.report import Table, percent

_SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
_POOL = "integration"
CAPACITIES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
CONFIDENCES = (0.8, 1.0)
POSITIONS = tuple(product(CAPACITIES, CONFIDENCES))
_TIMEOUT = 3600.0


@dataclass(frozen=True, slots=True)
class Position:
    """One position of the levers: gaps and processor seconds, live, for the board, and of HiGHS in the board's time.

    ``changed`` is how many decisions the board takes otherwise than live, of which ``actions`` with another action.
    """

    capacity: float
    confidence: float
    live: float
    live_seconds: float
    board: float
    board_seconds: float
    straight: float
    changed: int
    actions: int

    @property
    def ratio(self) -> float:
        """The gap of HiGHS over the board's at equal processor time."""
        return self.straight / max(self.board, 1e-6)


def positions(wanted: Sequence[tuple[float, float]] = POSITIONS) -> Iterator[Position]:
    """Every position, one after the other."""
    for capacity, confidence in wanted:
        ran = in_own_process("tests.benchmarks.tight:answered", capacity, confidence, timeout=_TIMEOUT)
        live, live_seconds, board, board_seconds, changed, actions, arrays = ran.result
        target = "tests.benchmarks.peers.direct_highs:gap_after"
        straight = in_own_process(target, arrays, board_seconds, timeout=_TIMEOUT).result
        yield Position(capacity, confidence, live, live_seconds, board, board_seconds, straight, changed, actions)


def answered(capacity: float, confidence: float) -> tuple[object, ...]:
    """One position answered live, then for the board; with its arrays."""
    base = load(_SAMPLE)
    scenario = Scenario(capacity=((_POOL, capacity),), benefit_confidence=confidence)
    planner = Planner()
    began = time.process_time()
    live = planner.plan(base, scenario, Effort.LIVE)
    turn = time.process_time()
    board = planner.plan(base, scenario, Effort.BOARD)
    ended = time.process_time()
    arrays = arrays_of(build_model(apply(scenario, base)).problem)
    return (_gap(live), turn - began, _gap(board), ended - turn, *_changes(live, board), arrays)


def table(measured: Sequence[Position]) -> Table:
    """One line a position, and a last one that counts."""
    head = [
        "capacity",
        "confidence",
        "live",
        "CPU s",
        "board",
        "CPU s",
        "HiGHS straight",
        "× board",
        "changed",
        "actions",
    ]
    return [head, *(_line(p) for p in measured), _total(measured)]


def _line(p: Position) -> list[str]:
    return [
        f"{100 * p.capacity:.0f} %",
        f"{100 * p.confidence:.0f} %",
        percent(p.live),
        f"{p.live_seconds:.1f}",
        percent(p.board),
        f"{p.board_seconds:.1f}",
        percent(p.straight),
        f"{p.ratio:.1f}",
        str(p.changed),
        str(p.actions),
    ]


def _total(measured: Sequence[Position]) -> list[str]:
    return [
        f"of {len(measured)}",
        "",
        f"≤ 1 %: {sum(p.live <= 0.01 for p in measured)}",
        f"{median(p.live_seconds for p in measured):.1f}",
        f"≤ 0.1 %: {sum(p.board <= 0.001 for p in measured)}",
        f"{median(p.board_seconds for p in measured):.1f}",
        f"≤ 0.1 %: {sum(p.straight <= 0.001 for p in measured)}",
        "",
        f"{median(p.changed for p in measured):g}",
        f"{median(p.actions for p in measured):g}",
    ]


def _gap(result: Recommendation) -> float:
    return float("inf") if result.gap is None else result.gap


def _changes(live: Recommendation, board: Recommendation) -> tuple[int, int]:
    pairs = list(zip(live.decisions, board.decisions, strict=True))
    changed = sum((a.mode, a.start) != (b.mode, b.start) for a, b in pairs)
    return changed, sum(a.action is not b.action for a, b in pairs)
