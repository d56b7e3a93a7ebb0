"""What stands behind the figures: release, data, solver, database, and what is worked out where."""

from __future__ import annotations

from engine.compute.release import Release
from engine.explain.scenario import as_of
from engine.number_with_noun import count
from engine.portfolio import Portfolio

_DIGITS = 12


def about(
    release: Release, portfolio: Portfolio, version: int | None, database: str, workers: int
) -> tuple[tuple[str, str], ...]:
    """A label and a text each. ``version`` is that of a saved month, ``workers`` the processes for analyses."""
    data = as_of(portfolio) + ("" if version is None else f" · version {version} of this month")
    return (
        ("Release", f"Version {release.version or 'unknown'}, build {release.build}; equal builds give equal figures."),
        ("Data", f"{data} · fingerprint {portfolio.data_fingerprint[:_DIGITS]}"),
        ("Solver", f"HiGHS {release.highs}, called through PuLP {release.pulp}; every plan is checked without it."),
        ("Decisions and scenarios", f"Kept in {database}."),
        (
            "Where it is worked out",
            f"Plans in the server's own process, analyses in {count(workers, 'further process', 'further processes')}. "
            "The browser only draws. Nothing is sent to another host.",
        ),
    )
