"""The only way from a page to an analysis: a policy on the table of jobs, which outlives every page run.

A page *asks* for an analysis of a plan and gets at once what is known; a fragment *looks* again until the result
stands. Whoever asked last is served first, because somebody looks at it now. Workers call nothing of Streamlit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, Protocol

import streamlit as st

from engine.compute.jobs import JobPolicy, JobStatus, JobTable, JobView, Lane, Load
from pages.ui.jobs import measures, pacing

WORKERS = 2
RESULTS_KEPT = 150
PLACES_KEPT = 5000

UNEXPECTED = "The calculation stopped unexpectedly. The server's log says where; reload the page to try again."


class Analysis(Protocol):
    """One analysis, ready to run."""

    def __call__(self, *, on_done: Callable[[int, int], None], cancel: Event) -> Any:
        """The result; reports how many parts are done, and raises ``CancelledError`` when told to end."""


@dataclass(frozen=True, slots=True)
class AnalysisState:
    """What is known about an analysis at one moment; ``done`` of ``total`` parts, zero while nothing is counted.

    ``last`` is what stood in the same place of the session before, to be shown dimmed while there is no result.
    """

    status: JobStatus
    result: Any = None
    last: Any = None
    failure: str = ""
    done: int = 0
    total: int = 0


class AnalysisService:
    """Analyses that stand in places of sessions; each is worked on once for all."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._table = JobTable[str, Any](
            JobPolicy(
                lanes=(Lane("analysis", workers, newest_first=True),),
                results_kept=RESULTS_KEPT,
                held_kept=RESULTS_KEPT,
                waiters_kept=PLACES_KEPT,
                unexpected=UNEXPECTED,
                on_ended=measures.job_ended,
            )
        )

    def ask(self, session: str, place: str, key: str, analysis: Analysis, *, seconds: float = 0.0) -> AnalysisState:
        """Ask for the analysis named ``key`` in a place of a session, instead of what was asked for there before.

        The first time it is given ``seconds`` to come, as it does where it is kept.
        """
        before = self._table.look((session, place))
        view = self._table.ask((session, place), key, partial(_run, analysis))
        until = time.monotonic() + (seconds if before is None or before.key != key else 0.0)
        while view.result is None and view.status.is_pending and time.monotonic() < until:
            self._table.wait(min(pacing.LOOK, seconds))
            view = self._table.look((session, place)) or view
        return _state(view)

    def look(self, session: str, place: str) -> AnalysisState | None:
        """What is known now about what the session asked for in a place; ``None`` when nothing is."""
        view = self._table.look((session, place))
        return None if view is None else _state(view)

    def result_of(self, key: str) -> Any:
        """The result of the analysis named ``key``, whoever asked for it; ``None`` while there is none."""
        return self._table.result_of(key)

    def stop(self, session: str, place: str) -> None:
        """Want the analysis no more; it ends unless another session waits for it."""
        self._table.stop((session, place))

    def again(self, session: str, place: str) -> None:
        """Forget that an analysis was stopped or failed, so that it can be asked for again."""
        self._table.forget_failure((session, place))

    def pending(self) -> int:
        """How many analyses are at work or queued and not told to stop."""
        return self._table.pending()

    def load(self) -> Load:
        """What there is to do now, by lane."""
        return self._table.load()

    def close(self) -> None:
        """Tell every job to stop and take no more."""
        self._table.close()


def _run(analysis: Analysis, _round: int, *, on_progress: Callable[[Any], None], cancel: Event) -> Any:
    return analysis(on_done=lambda done, total: on_progress((done, total)), cancel=cancel)


def _state(view: JobView[str, Any]) -> AnalysisState:
    done, total = view.progress or (0, 0)
    last = view.last_result if view.result is None else None
    return AnalysisState(view.status, view.result, last, view.failure, done, total)


@st.cache_resource(show_spinner=False)
def service() -> AnalysisService:
    """The one service of this server process."""
    return AnalysisService()
