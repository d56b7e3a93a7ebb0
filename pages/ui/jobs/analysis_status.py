"""Analyses on a page: asked for once their plan is settled, with progress, a stop, and the last one dimmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine.analyse.constraint.limiting_pool import LimitingPool
from engine.catalogue import LIMITING_POOL, NamedAnalysis, Needs
from engine.explain import plan_sentences
from engine.explain.constraint import by_first_measure
from engine.explain.origins import of_plan_value
from engine.explain.progress import counted, still_to_come
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from engine.wording.claims import Explanation
from pages.ui.jobs import analysis_service, cached, pacing, solve_status
from pages.ui.jobs.analysis_service import Analysis, AnalysisState
from pages.ui.jobs.page_analyses import work_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import headline_explained, headline_said, quiet_said
from pages.ui.parts.text import draw_markup, headline, markup, quiet
from pages.ui.session import browser_session, messages, scenario_in_use

POLL = 0.5
NOT_WORKED_OUT = "The figures of this page have not been worked out."
BACKING = 2
"""Claims shown under the sentence that opens a page; the others stand further down."""


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """What a page can draw of an analysis: the result, or dimmed the one before; ``None`` while there is neither.

    ``is_coming`` while the result asked for may still come by itself; not once it stands, was stopped or has failed.
    """

    result: Any
    is_stale: bool
    key: str
    is_coming: bool


def worked_out(
    answer: Answer, place: str, words: str, work: Analysis, about: str = "", needs: Needs = Needs.SETTLED_PLAN
) -> AnalysisView:
    """The result of ``work`` for the plan on screen; draws progress, a stop or what went wrong where it is called.

    ``place`` names the analysis, ``about`` what else it depends on; ``words`` say what is being done. While the plan's
    own proof is still being sharpened an analysis that ``needs`` it settled waits: it would have to be done again.
    """
    key = key_of(answer, place, about, needs)
    if not _may_begin(answer, needs):
        return _waiting(answer, place, key)
    standing = _asked(place, key, work)
    if standing.result is not None:
        return AnalysisView(standing.result, False, key, is_coming=False)
    _say(place, words, standing)
    return AnalysisView(standing.last, True, key, is_coming=standing.status.is_pending)


def view_of(
    analysis: NamedAnalysis[Any], answer: Answer, portfolio: Portfolio, *, about: str = "", **parameters: Any
) -> AnalysisView:
    """:func:`worked_out` of an analysis of the catalogue; a result for each ``about`` has a place of its own."""
    place = f"{analysis.name}-{about}" if about else analysis.name
    if not analysis.needs_constraint:
        work = work_of(analysis, portfolio, answer.plan, **parameters)
        return worked_out(answer, place, analysis.label, work, needs=analysis.needs)
    if _is_settled(answer) and _limiting(answer) is None:
        # Figures by the first measure come before the search for the pool that limits, which takes longer.
        first = cached.first_measure(portfolio)
        work = work_of(analysis, portfolio, answer.plan, constraint=first, **parameters)
        analysis_service.service().ask(browser_session.name(), place, key_of(answer, place, first or ""), work)
    pool = constraint_in_use(answer, portfolio)
    work = work_of(analysis, portfolio, answer.plan, constraint=pool, **parameters)
    return worked_out(answer, place, analysis.label, work, pool or "")


def constraint_in_use(answer: Answer, portfolio: Portfolio) -> str | None:
    """The pool that limits, by its id; while that is being found, the one of a first measure, which is then said."""
    if not _is_settled(answer):
        return None
    work = work_of(LIMITING_POOL, portfolio, answer.plan)
    place = LIMITING_POOL.name
    standing = _asked(place, key_of(answer, place), work)
    if standing.result is not None:
        pool_id: str | None = standing.result.pool_id
        return pool_id
    first = cached.first_measure(portfolio)
    with st.container(key=f"first-measure-{place}", gap="xsmall"):
        quiet(by_first_measure(first, portfolio))
        _say(place, LIMITING_POOL.label, standing)
    return first


def _asked(place: str, key: str, work: Analysis) -> AnalysisState:
    """What is known of an analysis that the page shows."""
    return analysis_service.service().ask(browser_session.name(), place, key, work, seconds=pacing.AT_HAND)


def _limiting(answer: Answer) -> LimitingPool | None:
    """The pool that limits, where anybody has had it found; ``None`` while it is not known."""
    pool: LimitingPool | None = analysis_service.service().result_of(key_of(answer, LIMITING_POOL.name))
    return pool


def worked_ahead(answer: Answer, place: str, work: Analysis, about: str) -> None:
    """Begin with what :func:`worked_out` will most likely be asked for next."""
    if _is_settled(answer):
        analysis_service.service().ask(browser_session.name(), f"{place}-ahead", key_of(answer, place, about), work)


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page that an analysis answers has to draw: the analysis, and the plan and portfolio it is about."""

    view: AnalysisView
    answer: Answer
    portfolio: Portfolio


def page_context(
    analysis: NamedAnalysis[Any],
    *,
    explain: Callable[[Any, Portfolio], Explanation] | None = None,
    sharper: NamedAnalysis[Any] | None = None,
    about: str = "",
    **parameters: Any,
) -> PageContext | None:
    """The opening of a page that an analysis answers: its sentence, what backs it, the proof, progress.

    ``explain`` says something else of the result than the catalogue does; ``about`` names what the result depends on
    beside the plan, ``parameters`` are those of the analysis. ``sharper`` gives the same kind of result, better, and
    takes longer: it is begun once the first stands, and takes its place. ``None`` while there is no plan, which the
    opening then explains, or no result yet.
    """
    base = cached.portfolio()
    answer, base_answer = solve_status.current(base)
    portfolio = apply(answer.plan_scenario or scenario_in_use.current(), base)
    with st.container(key="opening", gap="xsmall"):
        spot = st.container(gap="xsmall")
        solve_status.status_line(answer, base_answer)
        if solve_status.to_open_with(answer) is None or answer.plan is None:
            with spot:
                solve_status.explain_missing(answer, base)
            return None
        view = view_of(analysis, answer, portfolio, about=about, **parameters)
        if sharper is not None and not view.is_stale and _is_settled(answer):
            view = _sharpened(view, sharper, answer, portfolio)
        with spot:
            if view.result is None:
                _open_without(view, answer, portfolio)
                return None
            explanation = (explain or analysis.explain)(view.result, portfolio)
            headline_said(explanation.short, analysis.about, portfolio, dimmed=view.is_stale)
            for place, claim in enumerate(explanation.further[:BACKING]):
                quiet_said(claim, analysis.about, portfolio, f"opening-{place}")
    pacing.sentence_first()
    return PageContext(view, answer, portfolio)


def _open_without(view: AnalysisView, answer: Answer, portfolio: Portfolio) -> None:
    """The opening of a page whose figures are not there: the plan, while they are coming."""
    if not view.is_coming:
        headline(NOT_WORKED_OUT)
        return
    behind = [of_plan_value(answer.plan, portfolio)]
    headline_explained(plan_sentences.decide(answer.plan, portfolio), behind, dimmed=answer.is_stale, interim=True)


def _sharpened(view: AnalysisView, sharper: NamedAnalysis[Any], answer: Answer, portfolio: Portfolio) -> AnalysisView:
    """What ``sharper`` gives, once it stands; until then the first figures, and how far it has come, in a calm line."""
    key, place = key_of(answer, sharper.name), sharper.name
    work = work_of(sharper, portfolio, answer.plan)
    standing = _asked(place, key, work)
    if standing.result is not None:
        return AnalysisView(standing.result, False, key, is_coming=False)
    if standing.status.is_pending:
        st.fragment(_watch_calmly, run_every=pacing.between_looks(POLL))(place, sharper.to_come)
    else:
        _say(place, sharper.label, standing)
    return view


def _watch_calmly(place: str, words: str) -> None:
    now = analysis_service.service().look(browser_session.name(), place)
    if now is None or not now.status.is_pending:
        messages.draw_anew()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"progress-{place}"):
        quiet(still_to_come(words, now.done, now.total))
        st.button("Stop", key=f"stop-{place}", type="tertiary", on_click=_stop, args=(place,))


def _may_begin(answer: Answer, needs: Needs) -> bool:
    has_plan = answer.plan is not None and not answer.is_stale
    return has_plan if needs is not Needs.SETTLED_PLAN else _is_settled(answer)


def _is_settled(answer: Answer) -> bool:
    """Whether there is a plan of what is asked, and none sharper on its way."""
    return answer.plan is not None and answer.running is None and not answer.is_stale


def key_of(answer: Answer, place: str, about: str = "", needs: Needs = Needs.SETTLED_PLAN) -> str:
    """The name of an analysis of the plan in an answer: equal names hold equal results.

    One that ``needs`` data alone is the same for every plan of a situation.
    """
    return f"{place}|{about}|{answer.question.name if needs is Needs.DATA else answer.key}"


@contextmanager
def area(view: AnalysisView, name: str) -> Iterator[None]:
    """Where an analysis is drawn; dimmed while it is that of another plan."""
    with st.container(key=name, gap="medium"):
        if view.is_stale:
            draw_markup(markup("<style>.st-key-{} {{opacity: .45}}</style>", name))
        yield


def backing(explanation: Explanation, about: str, portfolio: Portfolio, *, already: int = BACKING) -> None:
    """The claims behind a sentence that its opening had no room for; their amounts answer a click.

    ``about`` names what they are about.
    """
    with st.container(gap="xsmall"):
        for place, claim in enumerate(explanation.further[already:]):
            quiet_said(claim, about, portfolio, f"{about}-{place}")


def _waiting(answer: Answer, place: str, key: str) -> AnalysisView:
    """What stood here before, while the plan is not settled, or where the question asked has none."""
    last = analysis_service.service().look(browser_session.name(), place)
    result, before = (None, None) if last is None else (last.result, last.last)
    if result is None and answer.running is not None:
        quiet("The figures of this page follow as soon as the plan is settled …")
    return AnalysisView(result or before, True, key, is_coming=answer.is_coming or answer.running is not None)


def _say(place: str, words: str, standing: AnalysisState) -> None:
    if standing.status.is_pending:
        st.fragment(_watch, run_every=pacing.between_looks(POLL))(place, words)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"trouble-{place}"):
        quiet(standing.failure or "Stopped. What was worked out before stays.")
        st.button("Try again", key=f"again-{place}", type="tertiary", on_click=_again, args=(place,))


def _watch(place: str, words: str) -> None:
    now = analysis_service.service().look(browser_session.name(), place)
    if now is None or not now.status.is_pending:
        messages.draw_anew()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"progress-{place}"):
        st.progress(now.done / now.total if now.total else 0.0, text=counted(words, now.done, now.total))
        st.button("Stop", key=f"stop-{place}", type="tertiary", on_click=_stop, args=(place,))


def _stop(place: str) -> None:
    analysis_service.service().stop(browser_session.name(), place)


def _again(place: str) -> None:
    analysis_service.service().again(browser_session.name(), place)
