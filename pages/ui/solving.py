"""The only way from a page to a solve: a service of worker threads that outlives every page run.

A page *asks* a question (a portfolio under a scenario) and gets at once what is known; a fragment *looks* again
until the answer stands. Equal questions of several sessions share one job. A session's newer question cancels its
older one when no other session waits for it. Each question is first solved live, then sharpened for the board.
Workers call nothing of Streamlit.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import streamlit as st

from engine.errors import CockpitError
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply

LIVE_WORKERS = 2
BOARD_WORKERS = 1
ANSWERS_KEPT = 200
SESSIONS_KEPT = 1000
SHARP_ENOUGH = 5e-4
"""A live answer proven this well needs no second solve; it is where the board effort stops."""

UNEXPECTED = "The calculation stopped unexpectedly. The server's log says where; any change of a lever tries again."

log = logging.getLogger(__name__)


class Solve(Protocol):
    """What the service runs in a worker: the engine's ``recommend``."""

    def __call__(
        self,
        portfolio: Portfolio,
        effort: Effort,
        *,
        on_progress: Callable[[Any], None],
        cancel: threading.Event,
        before: Recommendation | None,
    ) -> Recommendation:
        """Recommend on a portfolio, near the plan before."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; the scenario's name does not matter."""

    fingerprint: str
    scenario: Scenario

    @classmethod
    def about(cls, portfolio: Portfolio, scenario: Scenario) -> Question:
        """The question that a portfolio under a scenario stands for."""
        return cls(portfolio.data_fingerprint, scenario.model_copy(update={"name": ""}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a session's question at one moment.

    ``recommendation`` answers the question itself. ``shown`` is the last plan that this session could use, under
    ``shown_scenario``; it is the same object when the question has a plan. ``stage`` counts the results that have
    come in, so a page repaints only when it changes.
    """

    question: Question
    recommendation: Recommendation | None = None
    shown: Recommendation | None = None
    shown_scenario: Scenario | None = None
    failure: str = ""
    stage: int = 0
    running: Effort | None = None
    best_gap: float | None = None

    @property
    def key(self) -> str:
        """Names the plan on screen, for caches: equal keys hold equal plans."""
        scenario = "" if self.shown_scenario is None else self.shown_scenario.model_dump_json()
        proof = "" if self.shown is None else f"{self.shown.objective}/{self.shown.best_bound}"
        return f"{self.question.fingerprint}|{scenario}|{proof}"

    @property
    def is_coming(self) -> bool:
        """True while a plan may still come; false once it stands, the rules clash, the time ran out or it failed."""
        if self.failure:
            return False
        found = self.recommendation
        return found is None or (found.status is Status.NO_SOLUTION and self.running is not None)

    @property
    def is_stale(self) -> bool:
        """True while the plan on screen answers another question than the one asked."""
        return self.shown is not None and self.shown is not self.recommendation


@dataclass(slots=True)
class _Job:
    question: Question
    portfolio: Portfolio
    effort: Effort
    cancel: threading.Event = field(default_factory=threading.Event)
    future: Future[None] | None = None
    best_gap: float | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    recommendation: Recommendation | None = None
    failure: str = ""
    stage: int = 0
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    question: Question
    effort: Effort


class SolvingService:
    """Jobs, answers and who waits for what, behind one lock."""

    def __init__(self, solve: Solve, live_workers: int = LIVE_WORKERS, board_workers: int = BOARD_WORKERS) -> None:
        self._solve = solve
        self._lock = threading.Lock()
        self._pools = {
            Effort.LIVE: ThreadPoolExecutor(live_workers, "live-solve"),
            Effort.BOARD: ThreadPoolExecutor(board_workers, "board-solve"),
        }
        self._jobs: dict[Question, _Job] = {}
        self._known: OrderedDict[Question, _Known] = OrderedDict()
        self._wanted: OrderedDict[str, _Wish] = OrderedDict()
        self._shown: dict[str, Question] = {}
        _SERVICES.add(self)

    def ask(self, session: str, portfolio: Portfolio, scenario: Scenario, *, effort: Effort = Effort.BOARD) -> Answer:
        """Put a session's question, in place of its older one, and return what is known now.

        The first answer is live; with ``effort`` board it is then sharpened.
        """
        question = Question.about(portfolio, scenario)
        with self._lock:
            older = self._wanted.get(session)
            self._wanted[session] = _Wish(question, effort)
            self._wanted.move_to_end(session)
            if older is not None and older.question != question:
                self._drop_if_unwanted(older.question)
                self._forget_failure(question)
            self._start_if_wanted(question, portfolio)
            self._forget_oldest()
            return self._answer(session, question)

    def look(self, session: str) -> Answer | None:
        """What is known now about the question the session asked last."""
        with self._lock:
            wish = self._wanted.get(session)
            return None if wish is None else self._answer(session, wish.question)

    def stop(self, session: str) -> None:
        """Be content with the answer the session has, unless another session waits for a sharper one."""
        with self._lock:
            wish = self._wanted.get(session)
            if wish is None or wish.question not in self._known:
                return
            self._wanted[session] = _Wish(wish.question, Effort.LIVE)
            if not self._is_wanted(wish.question, Effort.BOARD):
                self._known[wish.question] = replace(self._known[wish.question], is_final=True)
                self._drop(wish.question)

    def running(self) -> int:
        """How many solves are at work or queued and not told to stop."""
        with self._lock:
            return len(self._jobs)

    def close(self) -> None:
        """Tell every job to stop and take no more."""
        with self._lock:
            for job in self._jobs.values():
                job.cancel.set()
            self._jobs.clear()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def _start_if_wanted(self, question: Question, portfolio: Portfolio) -> None:
        effort = Effort.BOARD if question in self._known else Effort.LIVE
        is_final = self._known.get(question, _Known()).is_final
        if is_final or question in self._jobs or not self._is_wanted(question, effort):
            return
        job = _Job(question, portfolio, effort)
        self._jobs[question] = job
        job.future = self._pools[effort].submit(self._run, job)

    def _is_wanted(self, question: Question, effort: Effort) -> bool:
        efforts = {wish.effort for wish in self._wanted.values() if wish.question == question}
        return bool(efforts) if effort is Effort.LIVE else effort in efforts

    def _drop_if_unwanted(self, question: Question) -> None:
        job = self._jobs.get(question)
        if job is not None and not self._is_wanted(question, job.effort):
            self._drop(question)

    def _drop(self, question: Question) -> None:
        job = self._jobs.pop(question, None)
        if job is not None:
            job.cancel.set()
            if job.future is not None:
                job.future.cancel()

    def _run(self, job: _Job) -> None:
        if job.cancel.is_set():
            return
        try:
            changed = apply(job.question.scenario, job.portfolio)
            result = self._solve(
                changed,
                job.effort,
                on_progress=lambda p: setattr(job, "best_gap", p.gap),
                cancel=job.cancel,
                before=self._plan_before(job.question),
            )
            self._finish(job, result, "")
        except CockpitError as error:
            self._finish(job, None, str(error))
        except Exception:
            log.exception("a solve failed")
            self._finish(job, None, UNEXPECTED)

    def _plan_before(self, question: Question) -> Recommendation | None:
        """The plan to start from and stay near: the question's own so far, else the base's.

        Not the plan a session looked at last: the same address gives everybody the same answer.
        """
        with self._lock:
            for known in (question, Question(question.fingerprint, Scenario(name=""))):
                result = self._known.get(known, _Known()).recommendation
                if has_plan(result):
                    return result
        return None

    def _finish(self, job: _Job, result: Recommendation | None, failure: str) -> None:
        with self._lock:
            if self._jobs.get(job.question) is not job:
                return  # cancelled meanwhile: its result may be cut short
            del self._jobs[job.question]
            known = _joined(self._known.get(job.question, _Known()), job.effort, result, failure)
            self._known[job.question] = known
            self._known.move_to_end(job.question)
            self._start_if_wanted(job.question, job.portfolio)

    def _answer(self, session: str, question: Question) -> Answer:
        known = self._known.get(question, _Known())
        job = self._jobs.get(question)
        if has_plan(known.recommendation):
            self._shown[session] = question
        last = self._shown.get(session)
        shown = self._known[last].recommendation if last in self._known else None
        return Answer(
            question=question,
            recommendation=known.recommendation,
            shown=shown,
            shown_scenario=None if last is None else last.scenario,
            failure=known.failure,
            stage=known.stage,
            running=None if job is None else job.effort,
            best_gap=None if job is None else job.best_gap,
        )

    def _forget_failure(self, question: Question) -> None:
        if question in self._known and self._known[question].failure:
            del self._known[question]

    def _forget_oldest(self) -> None:
        while len(self._wanted) > SESSIONS_KEPT:
            session, _ = self._wanted.popitem(last=False)
            self._shown.pop(session, None)
        in_use = {wish.question for wish in self._wanted.values()} | set(self._shown.values())
        for question in list(self._known)[: max(0, len(self._known) - ANSWERS_KEPT)]:
            if question not in in_use:
                del self._known[question]


def has_plan(result: Recommendation | None) -> bool:
    """True when a result holds a plan that can be shown."""
    return result is not None and result.value is not None


def _joined(older: _Known, effort: Effort, result: Recommendation | None, failure: str) -> _Known:
    """What is known once a result has come in; a sharper solve never replaces a plan by a worse one."""
    if result is None:
        kept = replace(older, stage=older.stage + 1, is_final=True)
        return kept if has_plan(older.recommendation) else replace(kept, failure=failure)
    better = _better(older.recommendation, result)
    proven = result.status is Status.INFEASIBLE or (result.gap is not None and result.gap <= SHARP_ENOUGH)
    return _Known(better, "", older.stage + 1, is_final=effort is Effort.BOARD or proven)


def _better(older: Recommendation | None, newer: Recommendation) -> Recommendation:
    if older is None or older.objective is None:
        return newer
    if newer.objective is None or newer.objective < older.objective - 1e-6 * abs(older.objective):
        return older
    return newer


_SERVICES: weakref.WeakSet[SolvingService] = weakref.WeakSet()


SWITCH_SECONDS = 0.0005
"""Solving threads want the interpreter often and briefly; at Python's default of 5 ms they would wait for pages."""


@st.cache_resource(show_spinner=False)
def service() -> SolvingService:
    """The one service of this server process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    # What libraries made when they were imported never becomes garbage: no need to look through it again.
    gc.collect()
    gc.freeze()
    return SolvingService(recommend)


def close_all() -> None:
    """Stop every service; called when the server shuts down."""
    for running in list(_SERVICES):
        running.close()
