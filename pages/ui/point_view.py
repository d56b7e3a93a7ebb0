"""One point of the meeting: what it is about, until when it can wait, its options with their price, the decision."""

from __future__ import annotations

import streamlit as st

from engine.explain.agenda import explain_deadline
from engine.explain.tradeoff import explain_trade_off
from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.register import Entry, in_force, pending, proposals
from pages.ui import state
from pages.ui.analyses import area, worked_ahead, worked_out
from pages.ui.analysing import Analysis
from pages.ui.formats import money
from pages.ui.points import Point
from pages.ui.project_panel import alternatives_chart, dates, project_title, who_moves
from pages.ui.prose import draw_markup, error, quiet, strong, success
from pages.ui.record_form import Paper, record_form
from pages.ui.solving import Answer
from pages.ui.works import trade_off_work

PLACE = "tradeoff-closer"
CHART = 470
LONGEST = 600
"""Letters of somebody's text that are shown before a meeting; the register's page has the rest."""


def point_view(
    point: Point, following: Point | None, entries: tuple[Entry, ...], found: Answer, opened: Portfolio
) -> None:
    """Draw the point; its trade-off is worked out as closely as for a board, that of the ``following`` one ahead."""
    with st.container(key="point", border=True, gap="small"):
        _head(point, found, opened)
        shown = worked_out(found, PLACE, "Pricing every option", _work(point, found, opened), about=point.project_id)
        if not shown.is_stale and following is not None:
            worked_ahead(found, PLACE, _work(following, found, opened), following.project_id)
        if shown.result is None or shown.result.project_id != point.project_id:
            return
        with area(shown, "tradeoff"):
            strong(explain_trade_off(shown.result, opened).sentence)
            left, right = st.columns([6, 5], gap="large")
            with left:
                alternatives_chart(shown, opened, width=CHART)
                with st.expander("Who would move", key="movers", icon=":material/swap_horiz:"):
                    who_moves(shown.result, opened)
            with right:
                if not shown.is_stale:
                    record_form(_paper(point, entries, found, opened, shown.result), opened)


def _work(point: Point, found: Answer, opened: Portfolio) -> Analysis:
    return trade_off_work(opened, found.shown, point.project_id, Effort.BOARD)


def tell() -> None:
    """What came of the last decision that was recorded; what was refused has lost nothing of its form."""
    said = state.told()
    if isinstance(said, Exception):
        error(f"{said} What you have filled in is still there.", ":material/block:")
    elif said:
        success(said)


def _head(point: Point, found: Answer, opened: Portfolio) -> None:
    decision = found.shown.decisions[opened.project_index[point.project_id]]
    draw_markup(project_title(opened, decision))
    quiet(f"{dates(opened, point.project_id, decision)} Why: {decision.reason.value}.")
    if point.item is not None:
        gain = money(point.item.adopted.gain, opened.settings.currency)
        quiet(f"Brings {gain} more than today's way. {explain_deadline(point.item, opened).prose}")
    if point.waiting is not None:
        _what_was_said("Recommended", point.waiting, "It waits for you.")
    if point.review is not None:
        _what_was_said("Decided", point.review, f"Due for review since {point.review.decision.review_on:%d %b %Y}.")


def _what_was_said(state_of_it: str, entry: Entry, then: str) -> None:
    by, decision = entry.decided_by, entry.decision
    quoted = "".join(f" “{text[:LONGEST]}”" for text in (decision.reason, decision.conditions) if text)
    day = f"{decision.decided_on:%d %b %Y}"
    quiet(f"{state_of_it} on {day} by {by.account}, {by.role}: {decision.kind.value}.{quoted} {then}")


def _paper(point: Point, entries: tuple[Entry, ...], found: Answer, opened: Portfolio, result: object) -> Paper:
    about = tuple(e for e in entries if e.subject.key == f"project:{point.project_id}")
    return Paper(
        project_id=point.project_id,
        proposals=proposals(opened, result),
        waiting=point.waiting,
        standing=(*in_force(about), *pending(about)),
        seen=max((e.number for e in about), default=0),
        authority=opened.settings.authority,
        scenario=found.shown_scenario or Scenario(),
        data_fingerprint=opened.data_fingerprint,
    )
