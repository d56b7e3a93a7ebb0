"""What the optimiser promises, held against what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.measure import Run
from tests.benchmarks.own import Answer, Cancellation, Counterfactuals, Threads
from tests.benchmarks.peers import OURS, Peer
from tests.benchmarks.report import best_ratio, over_sizes, percent


@dataclass(frozen=True, slots=True)
class Measured:
    """All measurements of one command."""

    peers: tuple[Peer, ...] = ()
    runs: list[Run] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    counterfactuals: list[Counterfactuals] = field(default_factory=list)
    threads: list[Threads] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One promise: whether it held, and the figures."""

    promise: str
    held: bool
    figures: str


@dataclass(frozen=True, slots=True)
class Promise:
    """At ``size``, a gap proven after some seconds in a share of the seeds, never worse than ``worst``."""

    size: int
    seconds: float
    gap: float
    share: float
    worst: float = math.inf


_SOON = (
    Promise(20, 1.5, 0.01, 1.0),
    Promise(40, 1.0, 0.01, 0.9, 0.03),
    Promise(60, 1.0, 0.01, 0.9, 0.03),
    Promise(120, 1.0, 0.01, 0.9, 0.03),
    Promise(250, 1.5, 0.01, 0.9, 0.03),
    Promise(1000, 6.0, 0.005, 1.0),
    Promise(60, 10.0, 0.001, 0.8),
    Promise(120, 10.0, 0.001, 0.8),
    Promise(250, 10.0, 0.001, 0.8),
)
_TIMES_FASTER = 3.0
_TIMES_SLOWER = 1.2
_HALF = 0.5
_QUARTER = 0.25
_LATENCY = 0.5


def verdicts(measured: Measured) -> list[Verdict]:
    """Every promise about which something was measured."""
    families: tuple[Callable[[Measured], Iterator[Verdict]], ...] = (
        _verified,
        _soon,
        _against_peers,
        _recommendations,
        _counterfactuals,
        _handover,
        _threads,
        _cancellations,
    )
    return [verdict for family in families for verdict in family(measured)]


def _ours(measured: Measured, size: int) -> list[Run]:
    return [r for r in measured.runs if r.peer == OURS.key and r.instance.n_projects == size]


def _verified(measured: Measured) -> Iterator[Verdict]:
    ours = [r for r in measured.runs if r.peer == OURS.key]
    if ours:
        right = sum(not r.problems and math.isfinite(r.objective) for r in ours)
        yield Verdict(
            "every plan and bound of this solver holds when checked", right == len(ours), f"{right}/{len(ours)}"
        )


def _soon(measured: Measured) -> Iterator[Verdict]:
    for p in _SOON:
        gaps = [r.gap_at(p.seconds) for r in _ours(measured, p.size)]
        if gaps:
            text = f"{p.size} projects: within {100 * p.gap:g} % after {p.seconds:g} s"
            yield _judged(text, gaps, p)


def _judged(text: str, gaps: Sequence[float], p: Promise) -> Verdict:
    within = sum(g <= p.gap for g in gaps)
    held = within >= p.share * len(gaps) and max(gaps) <= p.worst
    return Verdict(text, held, f"{within}/{len(gaps)}, median {percent(median(gaps))}, worst {percent(max(gaps))}")


def _against_peers(measured: Measured) -> Iterator[Verdict]:
    sizes = sorted({r.instance.n_projects for r in measured.runs})
    others = [p for p in measured.peers if p.key != OURS.key]
    ran = [p for p in others if any(r.peer == p.key and r.curve for r in measured.runs)]
    if not ran or not all(_ours(measured, size) for size in sizes):
        return
    ours = over_sizes(measured.runs, OURS.key, sizes, 0.01)
    best, title = min((over_sizes(measured.runs, p.key, sizes, 0.01), p.title) for p in ran)
    text = f"time to 1 %, geometric mean over sizes: {_TIMES_FASTER:g} times shorter than the best peer's"
    yield Verdict(
        text, best / ours >= _TIMES_FASTER, f"{best / ours:.1f} times ({title}: {best:.2f} s, ours {ours:.2f} s)"
    )
    for gap in (0.01, 0.001):
        ratios = {size: best_ratio(ran, measured.runs, size, gap) for size in sizes}
        text = f"time to {100 * gap:g} %: at no size slower than {_TIMES_SLOWER:g} × the best peer"
        figures = ", ".join(f"{size}: {1 / r:.2f}" for size, r in ratios.items())
        yield Verdict(text, all(1 / r <= _TIMES_SLOWER for r in ratios.values()), figures)


def _recommendations(measured: Measured) -> Iterator[Verdict]:
    for effort, gap, share, sizes in (("live", 0.01, 0.9, (40, 60, 120)), ("board", 0.001, 0.8, (60, 120, 250))):
        for size in sizes:
            gaps = [a.gap for a in measured.answers if (a.instance.n_projects, a.effort) == (size, effort)]
            if gaps:
                text = f"{size} projects: recommend({effort}) within {100 * gap:g} %"
                yield _judged(text, gaps, Promise(size, 0.0, gap, share))


def _counterfactuals(measured: Measured) -> Iterator[Verdict]:
    for way, gap in sorted({(c.way, c.gap) for c in measured.counterfactuals}):
        ratio = median(c.ratio for c in measured.counterfactuals if (c.way, c.gap) == (way, gap))
        text = f"a counterfactual takes half of the first solve's time, at {100 * gap:g} %, {way}"
        yield Verdict(text, ratio <= _HALF, f"{ratio:.2f}")


def _handover(measured: Measured) -> Iterator[Verdict]:
    sizes = {a.instance.n_projects for a in measured.answers if a.effort == "live"}
    for size in sorted(sizes & {250}):
        own = [a for a in measured.answers if a.effort == "live" and a.instance.n_projects == size]
        share = median((a.build + a.handover) / a.seconds for a in own)
        build, handover = median(a.build for a in own), median(a.handover for a in own)
        text = f"{size} projects: building and handing over under a quarter of the live answer's time"
        yield Verdict(text, share < _QUARTER, f"{100 * share:.0f} % ({build:.2f} s and {handover:.2f} s)")


def _threads(measured: Measured) -> Iterator[Verdict]:
    for t in measured.threads:
        text = f"{t.n_solves} solves in threads give the answers of {t.n_solves} in a row"
        yield Verdict(text, t.n_equal == t.n_solves, f"{t.n_equal}/{t.n_solves}")


def _cancellations(measured: Measured) -> Iterator[Verdict]:
    known = [c.latency for c in measured.cancellations if c.latency is not None]
    if known:
        text = f"a cancelled solve is back within {_LATENCY:g} s"
        yield Verdict(text, max(known) <= _LATENCY, f"worst {max(known):.2f} s of {len(known)}")
