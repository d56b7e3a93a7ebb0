"""Counts of what this server has worked on, for who watches it: numbers of jobs, seconds and gaps, nothing of the data.

Labels name lanes and ways to end, never a project, a portfolio, a scenario or an account.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from engine.compute.jobs import JobRound, JobStatus

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120)
_GAPS = (0.0, 0.0001, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)

_ended = Counter("cockpit_jobs", "Rounds of jobs that have ended", ["lane", "status"], registry=REGISTRY)
_waited = Histogram(
    "cockpit_job_wait_seconds", "Seconds from the question to the beginning of work on it", ["lane"],
    buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
_took = Histogram(
    "cockpit_job_seconds", "Seconds of work on one round of a job that was done", ["lane"],
    buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
_gap = Histogram(
    "cockpit_solve_gap_ratio", "Proven gap of the plans that were given, as a share of their value", ["effort"],
    buckets=_GAPS, registry=REGISTRY,
)  # fmt: skip
_moves = Counter(
    "cockpit_lever_moves", "Positions of levers asked for, by whether their answer was worked out ahead", ["answer"],
    registry=REGISTRY,
)  # fmt: skip


def lever_moved(*, is_ready: bool) -> None:
    """Count a new position of a visitor's levers."""
    _moves.labels("ready" if is_ready else "worked out").inc()


def job_ended(ended: JobRound) -> None:
    """Count a round of a job; how long it took counts only where it was done, not cut short."""
    _ended.labels(ended.lane, ended.status.value).inc()
    _waited.labels(ended.lane).observe(ended.waited)
    if ended.status is JobStatus.DONE:
        _took.labels(ended.lane).observe(ended.took)


def plan_given(effort: str, gap: float | None) -> None:
    """Count the gap of a plan; without a proof there is none to count."""
    if gap is not None:
        _gap.labels(effort).observe(gap)
