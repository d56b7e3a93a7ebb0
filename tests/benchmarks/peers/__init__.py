"""The solvers that are compared, each a function (arrays, seconds) -> Solved in a module of its own.

The starting line is the same for all: the finished arrays. Whatever a solver needs made of them is on its clock.
"""

from __future__ import annotations

from dataclasses import dataclass

STOP_GAP = 3e-4
"""Relative gap at which every solver may stop: tighter than all that is measured."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver by the name it has in tables."""

    key: str
    title: str
    target: str


PEERS = (
    Peer("staged", "this solver", "tests.benchmarks.peers.staged:solve"),
    Peer("pulp_cbc", "PuLP + CBC", "tests.benchmarks.peers.plain_pulp:solve_with_cbc"),
    Peer("pulp_highs", "PuLP + HiGHS", "tests.benchmarks.peers.plain_pulp:solve_with_highs"),
    Peer("highspy", "highspy", "tests.benchmarks.peers.direct_highs:solve"),
    Peer("highspy_2", "highspy, 2 threads", "tests.benchmarks.peers.direct_highs:solve_with_two_threads"),
    Peer("cp_sat", "CP-SAT, 2 workers", "tests.benchmarks.peers.cp_sat:solve"),
)
OURS = PEERS[0]
