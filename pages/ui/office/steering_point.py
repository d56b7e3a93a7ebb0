"""One point of the meeting: what it is about, until when it can wait, its options with their price, the decision."""

from __future__ import annotations

import streamlit as st

from engine.catalogue import AGENDA, RISK, TRADE_OFF
from engine.explain.agenda import gain_and_deadline
from engine.explain.project_decision import dates_and_reason
from engine.explain.recording import due_since, objection_in_words, said_before
from engine.explain.tradeoff import explain_trade_off
from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.register import Entry, in_force, pending, proposals
from engine.register.outlook import outlook_of
from pages.ui.jobs.analysis_service import Analysis
from pages.ui.jobs.analysis_status import area, constraint_in_use, worked_ahead, worked_out
from pages.ui.jobs.page_analyses import known, work_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.record_form import Paper, choose_option, record_form
from pages.ui.office.steering_agenda import AgendaPoint
from pages.ui.office.steering_decided import horizon_of
from pages.ui.office.writing import kept_while_writing
from pages.ui.parts.explained import quiet_said, strong_said
from pages.ui.parts.text import draw_markup, error, quiet, success
from pages.ui.session import choices, messages
from pages.ui.views.project_tradeoff import alternatives_chart, project_title, who_moves
from pages.ui.views.verdicts import verdict_in_words, verdicts

PLACE = "tradeoff-closer"
CHART = 470
LONGEST = 600
"""Letters of somebody's text that are shown before a meeting; the register's page has the rest."""


def point_view(
    point: AgendaPoint, following: AgendaPoint | None, entries: tuple[Entry, ...], answer: Answer, portfolio: Portfolio
) -> None:
    """Draw the point; its trade-off is worked out as closely as for a board, that of the ``following`` one ahead."""
    with st.container(key="point", border=True, gap="small"):
        _head(point, answer, portfolio)
        pool = constraint_in_use(answer, portfolio)
        work, about = _work(point, answer, portfolio, pool), f"{point.project_id}|{pool}"
        view = worked_out(answer, PLACE, "Pricing every option", work, about=about)
        if not view.is_stale and following is not None:
            ahead = _work(following, answer, portfolio, pool)
            worked_ahead(answer, PLACE, ahead, f"{following.project_id}|{pool}")
        if view.result is None or view.result.project_id != point.project_id:
            return
        with area(view, "tradeoff"):
            strong_said(explain_trade_off(view.result, portfolio).short, TRADE_OFF.about, portfolio, "point-price")
            with kept_while_writing():
                left, right = st.columns([6, 5], gap="large")
                with left:
                    alternatives_chart(view, portfolio, width=CHART)
                if not view.is_stale:
                    paper = _paper(point, entries, answer, portfolio, view.result)
                    with right:
                        chosen = choose_option(paper, portfolio)
                    record_form(chosen, paper, portfolio)
            with st.expander("Who would move", key="movers", icon=":material/swap_horiz:"):
                who_moves(view.result, portfolio)


def _work(point: AgendaPoint, answer: Answer, portfolio: Portfolio, pool: str | None) -> Analysis:
    return work_of(TRADE_OFF, portfolio, answer.plan, Effort.BOARD, project=point.project_id, constraint=pool)


def say_what_was_recorded() -> None:
    """What came of the last decision that was recorded; what was refused has lost nothing of its form."""
    said = messages.read("recording", keep=True)
    if isinstance(said, Exception):
        error(f"{said} What you have filled in is still there.", ":material/block:")
    elif said:
        success(said)


def _head(point: AgendaPoint, answer: Answer, portfolio: Portfolio) -> None:
    decision = answer.plan.decisions[portfolio.project_index[point.project_id]]
    draw_markup(project_title(portfolio, decision))
    sure = verdict_in_words(point.project_id, verdicts(portfolio, answer.plan))
    if not choices.presenting():
        quiet(f"{dates_and_reason(decision, portfolio)} {sure}".strip())
    if point.item is not None:
        quiet_said(gain_and_deadline(point.item, portfolio), AGENDA.about, portfolio, "point-gain")
    for entry in point.objections:
        quiet(objection_in_words(entry, portfolio.settings.currency, LONGEST))
    if point.waiting is not None:
        quiet(f"{said_before(point.waiting, LONGEST)} It waits for you.")
    if point.review is not None:
        quiet(f"{said_before(point.review, LONGEST)} {due_since(point.review)}")


def _paper(
    point: AgendaPoint, entries: tuple[Entry, ...], answer: Answer, portfolio: Portfolio, result: object
) -> Paper:
    about = tuple(e for e in entries if e.subject.key == f"project:{point.project_id}")
    return Paper(
        project_id=point.project_id,
        proposals=proposals(portfolio, result),
        waiting=point.waiting,
        standing=(*in_force(about), *pending(about)),
        seen=max((e.number for e in about), default=0),
        authority=portfolio.settings.authority,
        scenario=answer.plan_scenario or Scenario(),
        data_fingerprint=portfolio.data_fingerprint,
        horizon=horizon_of(portfolio),
        outlook=outlook_of(known(RISK, portfolio, answer.plan), point.project_id),
    )
