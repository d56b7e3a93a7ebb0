"""The recommended plan of a scenario, the same for everybody: on every page, in every command, on every server.

A solve starts from a plan known before, and takes among plans within the proof the one nearest to it. Which plan that
is must not depend on what somebody happened to ask before, so it follows from the question alone: the base's live plan
starts from nothing, a scenario's live plan from the base's, and a board plan from the live plan of the same question.
A brief plan, for a server on which many wait, starts as the live one does, which takes its place where it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

from engine.compute.kept import AnswerStore, KeptQuestion, answer, look_up
from engine.errors import SolverError
from engine.optimise.recommend import TARGETS, recommend
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.optimise.solvers import Solver
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply

_TIE = 1e-6


class SolveScenario(Protocol):
    """What works a plan out: :func:`engine.optimise.recommend.recommend`."""

    def __call__(
        self,
        portfolio: Portfolio,
        effort: Effort,
        *,
        on_progress: Callable[[Any], None] | None,
        cancel: Event | None,
        solver: Solver,
        before: Recommendation | None,
    ) -> Recommendation:
        """Recommend on a portfolio, near the plan before."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Gives recommended plans, each worked out once: ``store`` keeps them, ``fresh`` works them out in any case."""

    store: AnswerStore | None = None
    fresh: bool = False
    solver: Solver = Solver.HIGHS
    solve: SolveScenario = recommend

    def plan(
        self,
        base: Portfolio,
        scenario: Scenario,
        effort: Effort,
        *,
        on_progress: Callable[[Any], None] | None = None,
        cancel: Event | None = None,
    ) -> Recommendation:
        """The plan of a scenario of the portfolio ``base``. Infeasible, timed out and cancelled are results.

        ``on_progress`` hears of better plans and bounds; ``cancel`` is set by another thread to end the solve.

        Raises:
            ScenarioError, SolverError, VerificationError: as :func:`~engine.portfolio.scenario.apply` and
                :func:`~engine.optimise.recommend.recommend` do.
        """
        portfolio = apply(scenario, base)
        if effort is Effort.BRIEF and (known := self._known(portfolio, Effort.LIVE)) is not None:
            return known

        def work_out() -> Recommendation:
            before = self._before(base, scenario, effort, cancel)
            if effort is Effort.BOARD and before is not None and is_settled(before):
                return before
            start = before if before is not None and before.value is not None else None
            result = self.solve(
                portfolio, effort, on_progress=on_progress, cancel=cancel, solver=self.solver, before=start
            )
            return result if effort is not Effort.BOARD or start is None else better(start, result)

        return answer(
            self._question(portfolio, effort),
            Recommendation,
            work_out,
            self.store,
            fresh=self.fresh,
            is_worth_keeping=lambda result: is_repeatable(result) and not (cancel is not None and cancel.is_set()),
        )

    def _question(self, portfolio: Portfolio, effort: Effort) -> KeptQuestion:
        return KeptQuestion.about(portfolio, "recommend", effort=effort.value, solver=self.solver.value)

    def _known(self, portfolio: Portfolio, effort: Effort) -> Recommendation | None:
        if self.store is None or self.fresh:
            return None
        return look_up(self._question(portfolio, effort), Recommendation, self.store)

    def _before(
        self, base: Portfolio, scenario: Scenario, effort: Effort, cancel: Event | None
    ) -> Recommendation | None:
        if effort is Effort.BOARD:
            return self.plan(base, scenario, Effort.LIVE, cancel=cancel)
        if scenario.is_base:
            return None
        with suppress(SolverError):  # the scenario may well have a plan where the base fails
            return self.plan(base, Scenario(), Effort.LIVE, cancel=cancel)
        return None


def is_settled(result: Recommendation) -> bool:
    """Whether a live answer is one that the board effort would not sharpen."""
    if result.status is Status.INFEASIBLE:
        return True
    return result.gap is not None and result.gap <= TARGETS[Effort.BOARD].gap


def is_repeatable(result: Recommendation) -> bool:
    """Whether the same question would get the same answer again, on whatever machine."""
    return result.status is not Status.NO_SOLUTION and not result.cut_off


def better(older: Recommendation, newer: Recommendation) -> Recommendation:
    """The newer answer, unless its plan is worth less: a sharper solve never takes a better plan's place."""
    if older.objective is None:
        return newer
    if newer.objective is None or newer.objective < older.objective - _TIE * abs(older.objective):
        return older
    return newer
