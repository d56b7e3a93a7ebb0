"""The only way from a page to a solve: a policy on the table of jobs, which outlives every page run.

A page *asks* a question (a portfolio under a scenario) and gets at once what is known; a fragment *looks* again
until the answer stands. Each question is first solved live, then sharpened for the board. Workers call nothing of
Streamlit.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import streamlit as st

from engine.compute.jobs import JobPolicy, JobTable, JobView, Lane, Load
from engine.compute.lookahead import Expected, Lookahead
from engine.compute.parallel import default_workers
from engine.compute.planner import Planner, better, is_settled
from engine.compute.solve_processes import recommend
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from pages.ui.jobs import analysis_service, measures
from pages.ui.jobs.kept_answers import store
from pages.ui.session import portfolio_in_use

LIVE_WORKERS, BOARD_WORKERS = 2, 1
"""Threads that wait for plans, at least: more on more processors."""
LATELY = 20.0
SEVERAL = 2
"""So many others who have asked within so many seconds make a server busy."""
ANSWERS_KEPT = 200
SESSIONS_KEPT = 1000
LIVE_LANE = "live-solve"
ROUNDS = (Effort.LIVE, Effort.BOARD)

UNEXPECTED = "The calculation stopped unexpectedly. The server's log says where; any change of a lever tries again."


class Solve(Protocol):
    """What the service runs in a worker: :meth:`engine.compute.planner.Planner.plan`."""

    def __call__(
        self,
        base: Portfolio,
        scenario: Scenario,
        effort: Effort,
        *,
        on_progress: Callable[[Any], None],
        cancel: threading.Event,
    ) -> Recommendation:
        """The plan of a scenario of a portfolio."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; the scenario's name does not matter.

    ``portfolio`` is its name on a server of several, which share no answer, even where their data are the same.
    """

    fingerprint: str
    scenario: Scenario
    portfolio: str = ""

    @classmethod
    def about(cls, portfolio: Portfolio, scenario: Scenario) -> Question:
        """The question that a portfolio under a scenario stands for, asked in the portfolio in use."""
        return cls(portfolio.data_fingerprint, scenario.model_copy(update={"name": ""}), portfolio_in_use.name())

    @property
    def name(self) -> str:
        """Names the situation asked about, for results that need no plan."""
        return f"{self.portfolio}|{self.fingerprint}|{self.scenario.model_dump_json()}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a session's question at one moment.

    ``recommendation`` answers the question itself. ``plan`` is the last one that this session could use, under
    ``plan_scenario``; it is the same object when the question has a plan. ``stage`` counts the results that have
    come in, so a page repaints only when it changes. ``before_it`` counts the questions that are answered first.
    """

    question: Question
    recommendation: Recommendation | None = None
    plan: Recommendation | None = None
    plan_scenario: Scenario | None = None
    failure: str = ""
    stage: int = 0
    running: Effort | None = None
    best_gap: float | None = None
    before_it: int = 0

    @property
    def key(self) -> str:
        """Names the plan on screen, for caches: equal keys hold equal plans."""
        scenario = "" if self.plan_scenario is None else self.plan_scenario.model_dump_json()
        proof = "" if self.plan is None else f"{self.plan.objective}/{self.plan.best_bound}"
        return f"{self.question.portfolio}|{self.question.fingerprint}|{scenario}|{proof}"

    @property
    def is_coming(self) -> bool:
        """True while a plan may still come; false once it stands, the rules clash, the time ran out or it failed."""
        if self.failure:
            return False
        result = self.recommendation
        return result is None or (result.status is Status.NO_SOLUTION and self.running is not None)

    @property
    def is_stale(self) -> bool:
        """True while the plan on screen answers another question than the one asked."""
        return self.plan is not None and self.plan is not self.recommendation


class SolvingService:
    """Questions of sessions, answered in two rounds: live, then for the board, once nobody waits for a first answer.

    While other visitors wait for theirs, or several have asked lately, a first answer is brief: it says its gap, and is
    sharpened as any other. ``solver_in_use`` gives what answers them, for the portfolio in use where it is asked;
    ``clock`` tells seconds.
    """

    def __init__(
        self,
        solver_in_use: Callable[[], Solve],
        live_workers: int = LIVE_WORKERS,
        board_workers: int = BOARD_WORKERS,
        pending_elsewhere: Callable[[], int] = lambda: 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._last_asked: dict[str, float] = {}
        self._solver_in_use = solver_in_use
        self._pending_elsewhere = pending_elsewhere
        self._lookahead = Lookahead[Question](self._is_at_rest)
        self._table = JobTable[Question, Recommendation](
            JobPolicy(
                lanes=(Lane(LIVE_LANE, live_workers), Lane("board-solve", board_workers, gives_way=True)),
                results_kept=ANSWERS_KEPT,
                held_kept=ANSWERS_KEPT + 2 * SESSIONS_KEPT,
                waiters_kept=SESSIONS_KEPT,
                unexpected=UNEXPECTED,
                is_usable=has_plan,
                better=better,
                is_final=is_settled,
                on_ended=measures.job_ended,
            )
        )

    def ask(self, session: str, portfolio: Portfolio, scenario: Scenario, *, effort: Effort = Effort.BOARD) -> Answer:
        """Put a session's question, in place of its older one, and return what is known now.

        The first answer is live; with ``effort`` board it is then sharpened.
        """
        question = Question.about(portfolio, scenario)
        self._count_move(session, question)
        is_busy = _never  # what is not sharpened is not cut short
        if effort is Effort.BOARD:
            is_busy = partial(self._is_busy, session)
            self._note_asked(session, question)
        work = partial(_solve_round, self._solver_in_use(), question, portfolio, is_busy)
        return _answer(self._table.ask(session, question, work, rounds=ROUNDS.index(effort) + 1))

    def expect(self, session: str, portfolio: Portfolio, scenarios: Sequence[Scenario]) -> None:
        """What a session may ask next, the likeliest first: live answers to it are worked out while nobody waits."""
        questions = [(Question.about(portfolio, scenario), scenario) for scenario in scenarios]
        solve = self._solver_in_use()
        self._lookahead.expect(
            session, [Expected(question, partial(_look_ahead, solve, portfolio, of)) for question, of in questions]
        )

    def is_ready(self, question: Question) -> bool:
        """Whether a first answer is known already, because somebody has asked or it was worked out ahead."""
        return self._table.result_of(question) is not None or self._lookahead.is_ready(question)

    def look(self, session: str) -> Answer | None:
        """What is known now about the question the session asked last; ``None`` when nothing is."""
        view = self._table.look(session)
        return None if view is None else _answer(view)

    def wait(self, seconds: float) -> None:
        """Until there is news of any question, at most so long."""
        self._table.wait(seconds)

    def stop(self, session: str) -> None:
        """Be content with the answer the session has, unless another session waits for a sharper one."""
        view = self._table.look(session)
        if view is not None and view.rounds_done:
            self._table.stop(session)

    def pending(self) -> int:
        """How many solves are at work or queued and not told to stop."""
        return self._table.pending()

    def load(self) -> Load:
        """What there is to do now, by lane."""
        return self._table.load()

    def close(self) -> None:
        """Tell every job to stop and take no more."""
        self._lookahead.close()
        self._table.close()

    def _is_at_rest(self) -> bool:
        """Whether nobody waits for a first answer; plans are sharpened, by one thread, for those who have one."""
        load = self._table.load()
        lane = LIVE_LANE
        return not (load.running[lane] or load.queued[lane] or self._pending_elsewhere())

    def is_crowded(self) -> bool:
        """Whether visitors wait for first answers to more than one question; what a page asks beside does not count."""
        return self._table.first_rounds_to_be_followed() > 1

    def _is_busy(self, session: str) -> bool:
        """Whether there is more to do than one or two visitors give a server: many wait, or have asked lately."""
        return self.asked_lately(but=session) >= SEVERAL or self.is_crowded()

    def asked_lately(self, *, but: str = "") -> int:
        """How many sessions have asked lately for what had to be worked out; ``but`` is one that does not count."""
        lately = self._clock() - LATELY
        return sum(asked > lately for session, asked in list(self._last_asked.items()) if session != but)

    def _note_asked(self, session: str, question: Question) -> None:
        """Note when a session has asked for what has to be worked out."""
        if self._table.result_of(question) is None:
            now = self._clock()
            known = {other: asked for other, asked in list(self._last_asked.items()) if asked > now - LATELY}
            self._last_asked = known | {session: now}

    def _count_move(self, session: str, question: Question) -> None:
        before = self._table.look(session)
        if before is not None and before.key != question and self._lookahead.is_expecting(session):
            measures.lever_moved(is_ready=self.is_ready(question))


def _look_ahead(solve: Solve, portfolio: Portfolio, scenario: Scenario, *, cancel: threading.Event) -> None:
    solve(portfolio, scenario, Effort.LIVE, on_progress=lambda _: None, cancel=cancel)


def _solve_round(
    solve: Solve,
    question: Question,
    portfolio: Portfolio,
    is_busy: Callable[[], bool],
    round_number: int,
    *,
    on_progress: Callable[[Any], None],
    cancel: threading.Event,
) -> Recommendation:
    effort = ROUNDS[round_number - 1]
    if effort is Effort.LIVE and is_busy():
        effort = Effort.BRIEF
    result = solve(portfolio, question.scenario, effort, on_progress=on_progress, cancel=cancel)
    if not cancel.is_set():  # else nobody is given it
        measures.plan_given(effort.value, result.gap)
    return result


def _never() -> bool:
    return False


def _answer(view: JobView[Question, Recommendation]) -> Answer:
    last = view.last_key
    if last is not None and last.fingerprint != view.key.fingerprint:
        last = None  # a plan for other data may name what is gone
    return Answer(
        question=view.key,
        recommendation=view.result,
        plan=None if last is None else view.last_result,
        plan_scenario=None if last is None else last.scenario,
        failure=view.failure,
        stage=view.rounds_done,
        running=None if view.round_number is None else ROUNDS[view.round_number - 1],
        best_gap=None if view.progress is None else view.progress.gap,
        before_it=view.before_it,
    )


def has_plan(result: Recommendation | None) -> bool:
    """True when a result holds a plan that can be shown."""
    return result is not None and result.value is not None


SWITCH_SECONDS = 0.0005
"""Solving threads want the interpreter often and briefly; at Python's default of 5 ms they would wait for pages."""


@st.cache_resource(show_spinner=False)
def service() -> SolvingService:
    """The one service of this server process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    # What libraries made when they were imported never becomes garbage: no need to look through it again.
    gc.collect()
    gc.freeze()
    processors = default_workers()
    return SolvingService(
        lambda: Planner(store(), solve=recommend).plan,
        live_workers=max(LIVE_WORKERS, processors),
        board_workers=max(BOARD_WORKERS, processors // 2),
        pending_elsewhere=analysis_service.service().pending,
    )
