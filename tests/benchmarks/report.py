"""The measurements in tables of text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import geometric_mean, median

from tests.benchmarks.measure import Run, Shape
from tests.benchmarks.own import Answer, Cancellation, Counterfactuals, Threads
from tests.benchmarks.peers import OURS, Peer

Table = list[list[str]]

GAPS = (0.01, 0.001)
MOMENTS = (1.0, 10.0)


def lines(table: Table) -> list[str]:
    """A table with its columns aligned, the first to the left."""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]


def percent(gap: float) -> str:
    """``'0.43 %'``, and a dash where nothing was proven."""
    if math.isinf(gap):
        return "–"
    return f"{100 * gap:.2f} %" if gap < 1 else f"{100 * gap:,.0f} %"


def seconds(amount: float, limit: float | None = None) -> str:
    """``'0.43'``, and ``'> 10'`` where a limit came first."""
    if math.isinf(amount):
        return "–" if limit is None else f"> {limit:g}"
    return f"{amount:.2f}"


def shape_line(size: int, pools: int, shapes: Sequence[Shape]) -> str:
    """How large the models of one size are."""
    middle = {name: median(getattr(s, name) for s in shapes) for name in Shape.__slots__}
    return (
        f"{size} projects, {pools} pools, seeds: {len(shapes)}. Medians: {middle['n_options']:,.0f} options, "
        f"{middle['n_rows']:,.0f} capacity rows, {middle['n_sides']:,.0f} side rows, {middle['entries']:,.0f} entries; "
        f"built from the portfolio in {middle['build_seconds']:.2f} s, the same for all"
    )


def size_table(peers: Sequence[Peer], runs: Sequence[Run]) -> Table:
    """One size: a row a solver, medians and worst over seeds."""
    head = ["solver", "handed over"]
    for gap in GAPS:
        head += [f"to {100 * gap:g} %", "worst", "reached"]
    for moment in MOMENTS:
        head += [f"gap at {moment:g} s", "worst", f"≤ {100 * _goal(moment):g} %"]
    table = [[*head, "peak MB", "grown MB", "verified"]]
    return table + [_solver_row(peer, [r for r in runs if r.peer == peer.key]) for peer in peers]


def _goal(moment: float) -> float:
    return GAPS[0] if moment < MOMENTS[-1] else GAPS[-1]


def _solver_row(peer: Peer, runs: Sequence[Run]) -> list[str]:
    ran = [r for r in runs if r.curve or not r.problems]
    if not ran:
        return [peer.title, *["–"] * (1 + 3 * len(GAPS) + 3 * len(MOMENTS)), "–", "–", f"0/{len(runs)}"]
    row = [peer.title, "–" if peer.key == OURS.key else seconds(median(r.handover for r in ran))]
    for gap in GAPS:
        times = [r.seconds_to(gap) for r in ran]
        limit = ran[0].limit
        row += [seconds(median(times), limit), seconds(max(times), limit), _count(times, math.isfinite)]
    for moment in MOMENTS:
        gaps, goal = [r.gap_at(moment) for r in ran], _goal(moment)
        row += [percent(median(gaps)), percent(max(gaps)), _count(gaps, lambda g, goal=goal: g <= goal)]
    verified = sum(not r.problems and math.isfinite(r.objective) for r in runs)
    return [*row, *(f"{max(m):.0f}" for m in _memory(ran)), f"{verified}/{len(runs)}"]


def _memory(runs: Sequence[Run]) -> tuple[list[float], list[float]]:
    return [r.peak_mb for r in runs], [r.grown_mb for r in runs]


def _count(amounts: Sequence[float], holds: Callable[[float], bool]) -> str:
    return f"{sum(map(holds, amounts))}/{len(amounts)}"


def middle_seconds(runs: Sequence[Run], peer: str, size: int, gap: float) -> float:
    """Median time to a gap at one size; a run that never reached it counts as its time limit. NaN without runs."""
    own = [r for r in runs if r.peer == peer and r.instance.n_projects == size and (r.curve or not r.problems)]
    return median(min(r.seconds_to(gap), r.limit) for r in own) if own else math.nan


def summary_table(peers: Sequence[Peer], runs: Sequence[Run], gap: float) -> Table:
    """Median time to a gap by size, the geometric mean over sizes, and how much slower than this solver."""
    sizes = sorted({r.instance.n_projects for r in runs})
    means = {p.key: over_sizes(runs, p.key, sizes, gap) for p in peers}
    table = [[f"seconds to {100 * gap:g} %", *map(str, sizes), "geometric mean", "× ours"]]
    for peer in peers:
        times = [middle_seconds(runs, peer.key, size, gap) for size in sizes]
        ratio = means[peer.key] / means.get(OURS.key, math.nan)
        cells = [_capped(t, runs) for t in times]
        table.append([peer.title, *cells, f"{means[peer.key]:.2f}", f"{ratio:.1f}"])
    ratios = [best_ratio(peers, runs, size, gap) for size in sizes]
    return [*table, ["best peer, × ours", *(f"{r:.1f}" for r in ratios), f"{_mean(ratios):.1f}", ""]]


def over_sizes(runs: Sequence[Run], peer: str, sizes: Sequence[int], gap: float) -> float:
    """Geometric mean over sizes of the median time to a gap."""
    return _mean([middle_seconds(runs, peer, size, gap) for size in sizes])


def best_ratio(peers: Sequence[Peer], runs: Sequence[Run], size: int, gap: float) -> float:
    """Time of the best peer at this very size over ours."""
    times = [middle_seconds(runs, p.key, size, gap) for p in peers if p.key != OURS.key]
    known = [t for t in times if not math.isnan(t)]
    return min(known) / middle_seconds(runs, OURS.key, size, gap) if known else math.nan


def _mean(amounts: Sequence[float]) -> float:
    return geometric_mean(amounts) if amounts and all(a > 0 for a in amounts) else math.nan


def _capped(amount: float, runs: Sequence[Run]) -> str:
    if math.isnan(amount):
        return "–"
    return f"≥ {amount:.1f}" if amount >= runs[0].limit else f"{amount:.2f}"


def answer_table(answers: Sequence[Answer]) -> Table:
    """Recommendations from the portfolio on, by size and effort."""
    table = [["recommend()", "seconds", "worst", "gap", "worst", "≤ 1 %", "≤ 0.1 %", "model and hand-over"]]
    keys = sorted({(a.instance.n_projects, a.effort) for a in answers}, key=lambda k: (k[1] != "live", k[0]))
    for size, effort in keys:
        own = [a for a in answers if (a.instance.n_projects, a.effort) == (size, effort)]
        times, gaps = [a.seconds for a in own], [a.gap for a in own]
        share = median((a.build + a.handover) / a.seconds for a in own)
        table.append(
            [
                f"{effort}, {size} projects",
                *(seconds(t) for t in (median(times), max(times))),
                *(percent(g) for g in (median(gaps), max(gaps))),
                *(_count(gaps, lambda g, goal=goal: g <= goal) for goal in GAPS),
                f"{100 * share:.0f} %",
            ]
        )
    return table


def counterfactual_table(results: Sequence[Counterfactuals]) -> Table:
    """One decision turned round, from the first plan, against the first solve."""
    table = [["counterfactuals", "gap", "first solve", "one turned round", "slowest", "× first", "reached"]]
    for r in results:
        row = [f"{r.way}, {r.instance.n_projects} projects, seed {r.instance.seed}", percent(r.gap), seconds(r.first)]
        row += [
            seconds(median(r.forced_search)),
            seconds(max(r.forced_search)),
            f"{r.ratio:.2f}",
            f"{r.within}/{len(r.forced_search)}",
        ]
        table.append(row)
    return table


def thread_line(result: Threads) -> str:
    """Eight in threads against eight in a row."""
    return (
        f"{result.n_solves} solves in threads: {result.n_equal}/{result.n_solves} equal those in a row; "
        f"{result.seconds_in_threads:.1f} s against {result.seconds_in_a_row:.1f} s"
    )


def cancel_line(results: Sequence[Cancellation]) -> str:
    """Seconds from cancelling to coming back."""
    known = [r.latency for r in results if r.latency is not None]
    if not known:
        return "cancelled: no solve lasted until it could be"
    return (
        f"cancelled from another thread: back after {median(known):.2f} s (median), {max(known):.2f} s (worst) "
        f"of {len(known)}; {len(results) - len(known)} were done before"
    )
