"""Waiting for an answer without blocking: the last good one stays visible, dimmed, until the new one has come."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.explain import origins, plan_sentences
from engine.explain.claim_origins import origins_in
from engine.explain.infeasible import EASIER, conflict_sentence, out_of_time_sentence, remedy_sentence
from engine.explain.progress import in_turn, sharpening
from engine.optimise.decisions import promise_of
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui.jobs import cached, pacing, solve_service
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import headline_explained, quiet_explained
from pages.ui.parts.text import headline, in_passing, quiet
from pages.ui.session import browser_session, messages, portfolio_in_use, scenario_in_use

LIVE_POLL = 0.12
BOARD_POLL = 0.8


def current(portfolio: Portfolio) -> tuple[Answer, Answer]:
    """Ask for the scenario in use, and for the base to compare with; returns what is known of both.

    The base is asked for by the house itself, so that all sessions share it, and sharpened only once the visitor's
    own answer stands: what people look at goes first. Where there is no plan for the visitor, the base's is shown, but
    not while one may still come: whoever opens a link, or goes on with another server, would take it for his own.
    """
    notice = st.empty()
    own = solve_service.service().ask(browser_session.name(), portfolio, scenario_in_use.current())
    own = _in_turn(_soon(own), notice)
    base = of_base(portfolio, Effort.LIVE if own.running else Effort.BOARD)
    if own.plan is None and base.plan is not None and not own.is_coming:
        own = replace(own, plan=base.plan, plan_scenario=Scenario())
    return own, base


def _soon(asked: Answer) -> Answer:
    """What is known a moment later where the plan asked for is still to come: longer where another is on screen."""
    return _waited_for(asked, pacing.PATIENCE if asked.is_stale else pacing.AT_HAND)


def _in_turn(asked: Answer, notice: DeltaGenerator) -> Answer:
    """The same where others wait too: the page on screen is left standing, with its place in the queue over it."""
    if not (_is_to_come(asked) and asked.is_stale and solve_service.service().is_crowded()):
        return asked
    until = time.monotonic() + pacing.IN_TURN
    while _is_to_come(asked) and time.monotonic() < until:
        before_it = asked.before_it
        with notice:
            in_passing(in_turn(before_it))
        while _is_to_come(asked) and asked.before_it == before_it and time.monotonic() < until:
            asked = _waited_for(asked, pacing.LOOK)
    notice.empty()
    return asked


def _waited_for(asked: Answer, seconds: float) -> Answer:
    until = time.monotonic() + seconds
    while _is_to_come(asked) and (left := until - time.monotonic()) > 0:
        solve_service.service().wait(min(left, pacing.LOOK))
        # The session's name is asked for each time: that is where Streamlit lets a newer move take the place of this.
        asked = solve_service.service().look(browser_session.name()) or asked
    return asked


def _is_to_come(asked: Answer) -> bool:
    return (asked.is_stale or asked.plan is None) and asked.is_coming


def house() -> str:
    """The name under which the server itself asks about the portfolio in use, so that all its sessions share it."""
    return f"house {portfolio_in_use.name()}"


def of_base(portfolio: Portfolio, effort: Effort) -> Answer:
    """The answer for the base scenario."""
    return solve_service.service().ask(house(), portfolio, Scenario(), effort=effort)


def without_preferences(portfolio: Portfolio) -> Answer | None:
    """The answer for the scenario in use but for its weights and pins; ``None`` where it has neither."""
    scenario = scenario_in_use.current()
    if not scenario.weights and not scenario.pins:
        return None
    free = scenario.model_copy(update={"weights": (), "pins": ()})
    return solve_service.service().ask(_free_session(), portfolio, free, effort=Effort.LIVE)


def say_price_of_preference(answer: Answer, free: Answer | None, portfolio: Portfolio) -> None:
    """What the weights and pins in use cost, where there are any and their answer stands."""
    if free is not None and not answer.is_stale:
        priced = plan_sentences.price_of_preference(
            answer.recommendation, free.recommendation, scenario_in_use.current(), is_coming=free.is_coming
        )
        quiet_explained(priced, origins_in(priced, "price of a preference", portfolio), "preference")


def status_line(answer: Answer, base_answer: Answer, free: Answer | None = None) -> None:
    """How good the answer is and who found it; looks again by itself while anything on the page is worked on."""
    running = {answer.running, base_answer.running, None if free is None else free.running}
    every = LIVE_POLL if Effort.LIVE in running else BOARD_POLL if Effort.BOARD in running else None
    painted = (answer.question, answer.stage, base_answer.stage, None if free is None else free.stage)
    st.fragment(_watch, run_every=None if every is None else pacing.between_looks(every))(painted)


def to_open_with(answer: Answer) -> Recommendation | None:
    """The plan whose sentence opens the page: the answer, or while one is on its way the last good one."""
    result = answer.recommendation
    if answer.is_coming:
        return answer.plan
    return result if solve_service.has_plan(result) else None


def plan_area(answer: Answer) -> DeltaGenerator:
    """Where a plan is drawn; dimmed while it answers an older question."""
    area = st.container(key="plan", gap="small")
    if answer.is_stale:
        area.html("<style>.st-key-plan {opacity: .45}</style>")
    return area


def explain_missing(answer: Answer, portfolio: Portfolio) -> None:
    """Say why there is no plan for the question asked: still working, rules in conflict, no plan in time, a failure.

    ``portfolio`` is the base as it was loaded.
    """
    result = answer.recommendation
    if answer.failure:
        headline("The recommendation could not be worked out.")
        quiet(answer.failure)
    elif result is None:
        _say_what_is_known(portfolio)
        quiet("The recommendation is being worked out; the first answer takes about a second …")
    elif result.status is Status.INFEASIBLE:
        _explain_conflict(result, apply(scenario_in_use.current(), portfolio))
    else:
        headline(out_of_time_sentence(result))
        quiet(f"{'The search goes on in the background. ' if answer.is_coming else ''}{EASIER}")


def _say_what_is_known(base: Portfolio) -> None:
    """The promise and today's way, which need no plan."""
    scenario = scenario_in_use.current()
    portfolio, today = apply(scenario, base), cached.today(scenario, base)
    known = promise_of(portfolio), portfolio, today
    headline_explained(plan_sentences.before_a_plan(*known), origins.before_a_plan(*known), interim=True)


def _explain_conflict(result: Recommendation, portfolio: Portfolio) -> None:
    with st.container(key="conflict", border=True):
        headline(conflict_sentence(result, portfolio))
        quiet(remedy_sentence(result, portfolio))
        quiet("Below, dimmed, is the last plan that could be worked out.")
        st.button("Back to the base scenario", key="reset-conflict", type="primary", on_click=scenario_in_use.reset)


def _free_session() -> str:
    return f"{browser_session.name()}|without-preferences"


def _watch(painted: tuple[solve_service.Question, int, int, int | None]) -> None:
    now, base_answer = solve_service.service().look(browser_session.name()), solve_service.service().look(house())
    free = None if painted[3] is None else solve_service.service().look(_free_session())
    if now is None or base_answer is None:
        return
    if (now.question, now.stage, base_answer.stage, None if free is None else free.stage) != painted:
        messages.draw_anew()
    result = now.recommendation
    with st.container(horizontal=True, vertical_alignment="center", key="proof", gap="small"):
        quiet(_proof(now, result))
        if now.running is Effort.BOARD:
            st.button("Stop", key="stop-sharpening", type="tertiary", on_click=_stop, help="Keep the answer as it is")


def _proof(now: Answer, result: Recommendation | None) -> str:
    if result is None or result.gap is None:
        later = result is not None and result.status is Status.NO_SOLUTION
        words = "No plan found in the first second; looking further …" if later else in_turn(now.before_it)
        return words if now.running else ""
    if now.running is Effort.BOARD:
        return sharpening(result, now.best_gap, cached.portfolio())
    return plan_sentences.proof(result, cached.portfolio())


def _stop() -> None:
    solve_service.service().stop(browser_session.name())
